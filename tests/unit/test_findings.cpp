// Golden texts: one for each rule, in both languages (CMP-15).
#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "analysis/findings.hpp"

using namespace sme::analysis;

namespace {

const Subject giants{
    {"The loan plan", "贷款计划"}, {"little giants", "小巨人企业数"}, "1", 2030, 0, 95};

PairedEffect effect(double mean, double half, std::size_t count = 20) {
  PairedEffect out;
  out.count = count;
  out.mean = mean;
  out.deviation = 1;
  out.interval = {mean - half, mean + half};
  out.method = Method::student;
  out.minimum_detectable = 1.4 * half;
  return out;
}
Finding told(const PairedEffect &about, const Subject &subject = giants) {
  return effect_finding(subject, about, about.interval, false);
}

} // namespace

TEST_CASE("an interval above zero: raises; below zero: lowers") {
  const auto up = told(effect(1234, 100));
  CHECK(up.rule == Rule::raises);
  CHECK(up.text.en ==
        "The loan plan raises little giants in 2030 by 1,230 (95 % interval: 1,130 to "
        "1,330).");
  CHECK(up.text.zh == "贷款计划使2030年小巨人企业数增加1230（95%区间：1130至1330）。");
  const auto down = told(effect(-1234, 100));
  CHECK(down.rule == Rule::lowers);
  CHECK(down.text.en == "The loan plan lowers little giants in 2030 by 1,230 (95 % interval: 1,130 "
                        "to 1,330).");
  CHECK(down.text.zh == "贷款计划使2030年小巨人企业数减少1230（95%区间：1130至1330）。");
}

TEST_CASE("an interval with zero inside: no clear difference, with the range") {
  const auto found = told(effect(12, 40));
  CHECK(found.rule == Rule::unclear);
  CHECK(found.text.en == "The loan plan makes no clear difference to little giants in 2030 (could "
                         "be from -28 to 52).");
  CHECK(found.text.zh == "贷款计划对2030年小巨人企业数没有明确影响（可能为-28至52）。");
}

TEST_CASE("an effect of interest that these replicates could not show: too few to tell") {
  auto subject = giants;
  subject.interest = 30;
  auto about = effect(12, 40);
  about.replicates_needed = 71;
  const auto found = told(about, subject);
  CHECK(found.rule == Rule::too_few);
  CHECK(found.text.en ==
        "Too few replicates to tell whether The loan plan changes little giants in "
        "2030: smallest detectable effect 56; 30 would take about 71 replicates.");
  CHECK(found.text.zh ==
        "重复次数太少，无法判断贷款计划是否改变2030年小巨人企业数：可检出的最小影响为"
        "56；要检出30约需71次重复。");
  CHECK(told(effect(12, 40, 4)).rule == Rule::too_few); // whatever was declared
}

TEST_CASE("an interval inside what matters: no difference that matters") {
  auto subject = giants;
  subject.interest = 100;
  const auto found = told(effect(12, 40), subject);
  CHECK(found.rule == Rule::negligible);
  CHECK(found.text.en == "The loan plan makes no difference to little giants in 2030 that matters "
                         "(from -28 to 52; what matters was set at 100).");
  CHECK(found.text.zh ==
        "贷款计划对2030年小巨人企业数没有值得关注的影响（-28至52；事先设定的关注下限为100）。");
}

TEST_CASE(
    "the same worlds: no difference by construction; equal figures: no difference in any pair") {
  PairedEffect zero;
  zero.count = 20;
  zero.mean = 0;
  zero.method = Method::same;
  zero.interval = {0, 0};
  const auto null_policy = effect_finding(giants, zero, zero.interval, true);
  CHECK(null_policy.rule == Rule::by_construction);
  CHECK(null_policy.text.en == "The loan plan makes no difference to little giants in 2030 by "
                               "construction: the two worlds are the same, firm by firm.");
  CHECK(null_policy.text.zh ==
        "贷款计划对2030年小巨人企业数没有影响，这由设定决定：两个世界逐个企业完全相同。");
  const auto equal = told(zero);
  CHECK(equal.rule == Rule::never_differs);
  CHECK(equal.text.en ==
        "The loan plan makes no difference to little giants in 2030 in any of 20 pairs of worlds.");
  CHECK(equal.text.zh == "在全部20对世界中，贷款计划对2030年小巨人企业数都没有影响。");
}

TEST_CASE("one pair of worlds has no interval and says so") {
  PairedEffect one;
  one.count = 1;
  one.mean = 7;
  const auto found = told(one);
  CHECK(found.rule == Rule::one_replicate);
  CHECK(found.text.en ==
        "One pair of worlds cannot tell what The loan plan does to little giants in "
        "2030; in this one the difference is 7.");
  CHECK(found.text.zh ==
        "只有一对世界，无法判断贷款计划对2030年小巨人企业数的影响；这一对的差别为7。");
}

TEST_CASE("numbers have three digits and the units people use") {
  CHECK(number_in_words(0).en == "0");
  CHECK(number_in_words(0.012345).en == "0.0123");
  CHECK(number_in_words(-3.14159).zh == "-3.14");
  CHECK(number_in_words(999.6).en == "1,000");
  CHECK(number_in_words(123456).en == "123,000");
  CHECK(number_in_words(123456).zh == "12.3万");
  CHECK(number_in_words(12.345e6).en == "12.3 million");
  CHECK(number_in_words(12.345e6).zh == "1230万");
  CHECK(number_in_words(4.0e11).en == "400 billion");
  CHECK(number_in_words(4.0e11).zh == "4000亿");
  CHECK(number_in_words(999999.9).en == "1 million");
  CHECK(number_in_words(-3.41e12).en == "-3.41 trillion");
  CHECK(number_in_words(-3.41e12).zh == "-3.41万亿");
  CHECK(number_in_words(std::numeric_limits<double>::quiet_NaN()).zh == "未知");
  CHECK(amount_in_words(2.5e9, "CNY").zh == "25亿元");
  CHECK(amount_in_words(0.0123, "share").en == "1.23 percentage points");
  CHECK(amount_in_words(0.0123, "share").zh == "1.23个百分点");
  CHECK(amount_in_words(1500, "person").en == "1,500 people");
}

TEST_CASE("the cost of one more unit in words, also when there is no upper limit") {
  using Shape = RatioSet::Shape;
  CHECK(
      cost_finding(giants, {12e6, Shape::interval, {8e6, 20e6}}, 1e9).en ==
      "Under The loan plan, one more unit of little giants in 2030 costs 12 million yuan of public "
      "money (95 % interval: 8 million to 20 million yuan).");
  CHECK(cost_finding(giants, {12e6, Shape::interval, {8e6, 20e6}}, 1e9).zh ==
        "在贷款计划下，2030年小巨人企业数每增加一个单位需公共资金1200万元（95%"
        "区间：800万至2000万元）。");
  CHECK(cost_finding(giants, {12e6, Shape::outside, {-50e6, 5e6}}, 1e9).en ==
        "Under The loan plan, one more unit of little giants in 2030 costs at least 5 million yuan "
        "of "
        "public money and there is no upper limit: the policy may have no effect or the opposite "
        "one.");
  CHECK(cost_finding(giants, {12e6, Shape::outside, {-50e6, 5e6}}, 1e9).zh ==
        "在贷款计划下，2030年小巨人企业数每增加一个单位至少需公共资金500万元，且没有上限：该政策可"
        "能没有"
        "效果，甚至相反。");
  CHECK(
      cost_finding(giants, {12e6, Shape::everything, {}}, 1e9).en ==
      "Under The loan plan, one more unit of little giants in 2030 has a cost that cannot be told: "
      "with these replicates no value can be ruled out.");
  CHECK(cost_finding(giants, {12e6, Shape::none, {}}, 1e9).zh ==
        "在贷款计划下，2030年小巨人企业数每增加一个单位的成本，只有一对世界无法判断。");
  CHECK(cost_finding(giants, {-1e6, Shape::interval, {-3e6, -5e5}}, 1e9).zh ==
        "在贷款计划下，2030年小巨人企业数每增加一个单位没有可表述的成本：要么花了钱反而减少，要么省"
        "了钱"
        "反而增加。");
  CHECK(cost_finding(giants, {1e6, Shape::interval, {-1e6, 3e6}}, 1e9).en ==
        "Under The loan plan, one more unit of little giants in 2030 costs from -1 million to 3 "
        "million yuan of public money: it may cost nothing.");
  CHECK(
      cost_finding(giants, {-5, Shape::interval, {-9, -2}}, -2e9).en ==
      "The loan plan saves 2 billion yuan of public money: one more unit of little giants in 2030 "
      "has no price.");
  CHECK(cost_finding(giants, {-5, Shape::interval, {-9, -2}}, -2e9).zh ==
        "贷款计划节省公共资金20亿元，因此不存在2030年小巨人企业数每增加一个单位的价格。");
}
