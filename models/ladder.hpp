// The ladder: how firms learn of labels, prepare, apply, and how reviewers decide.
//
// Learning of a label's rules is a hazard a quarter (Bass 1969, Management Science 15):
//     h = a (p (n / n0)^-o + q F (1 + e ties)) (1 + s access),
// a the reach of a firm without a label that is above scale: it reports to the offices every month,
// and larger firms adopt earlier (Davies 1979, The Diffusion of Process Innovations), else 1;
// p and q by tier and by whether the firm is on a list already; n the firms doing R&D in its
// province and n0 such that the mean of p over firms is p: an office reaches firms in number, so a
// smaller share where there are many (how much smaller, o, is fitted on the provinces of June
// 2021); F the share of the firms one step below or higher (where a label asks for none below it:
// of the firms doing R&D) that know the rules, as a firm meets them: part in its province, part
// anywhere in the nation; ties the firm's collaboration ties, access what a service network offers
// (0 without one). What spreads is news, so those who know count, not the few who hold: with
// holders, whether and when news took hold in a province hung on its first few firms, and a sample
// of the nation lagged behind the nation itself (tests/law/test_scale.cpp). Champions are nominated
// from above: q = s = 0. A firm that knows the rules weighs
//     belief x (V + v revenue) > cost of the file and of what it lacks,
// belief = product over gates it would still fail of hope x max(0.2, 1 - shortfall), times
// exp(-missing points / g); its view of its own score carries noise. Preparing takes money and
// time: at most one asset a quarter, with a chance, bought from outside the economy. Class-I rights
// are such an asset: universities and others sell unused ones, as many as are asked for. Holders
// whose label expires are reviewed first; new applications are reviewed as far as reviewers'
// capacity goes, best file first, equal files by lot. All judgements are those of models/rules.hpp.
// A firm holds its highest valid label; when that goes it falls to the next one still valid. Not
// modelled: quotas of provinces, intermediaries who write files, fraud, appeals, science-tech list.
// Tests: tests/unit/test_ladder.cpp, test_ladder_preparation.cpp, test_ladder_view.cpp.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "models/codebook.hpp"
#include "models/economy.hpp"
#include "models/measures.hpp"
#include "models/rules.hpp"

namespace sme {

struct LadderParameters {
  Quarter first_innovative = quarter_of(2022, 3);
  Quarter first_srdi = quarter_of(2014, 4);
  Quarter first_little_giant = quarter_of(2018, 4);
  Quarter first_champion = quarter_of(2017, 1);
  double awareness_innovative = 0.3;
  double awareness_srdi = 0.001561;
  double awareness_listed = 0.01637;
  double awareness_champion = 0.04;
  double imitation = 0.02752;
  double imitation_listed = 0.3266;
  double imitation_home = 0.5;
  double office_dilution = 0.6333;
  double above_scale = 20e6;
  double above_scale_reach = 8.304;
  double tie_exposure = 0.15;
  double service_effect = 2;
  double service_cut = 0.5;
  double perception_noise = 6;
  double reviewer_noise = 4;
  double hope = 0.5;
  double gap_points = 10;
  double value_innovative = 150e3;
  double value_srdi = 800e3;
  double value_little_giant = 3e6;
  double value_champion = 4e6;
  double value_share = 0.02;
  double file_cost = 20e3;
  double management_cost = 80e3;
  double brand_cost = 30e3;
  double process_cost = 150e3;
  double institution_cost = 200e3;
  double cost_share = 0.0005;
  double pace = 0.6856;
  double institution_step = 0.4;
  double institution_rnd = 1.5e6;
  double high_tech_small = 0.05;
  double high_tech_medium = 0.04;
  double high_tech_large = 0.03;
  double high_tech_small_revenue = 50e6;
  double high_tech_medium_revenue = 200e6;
  double champion_revenue = 400e6;
  double high_tech_staff = 0.06;
  double high_tech_class2 = 5;
  double class1_price = 40e3;
  double class2_cost = 6e3;
  double high_tech_chance = 0.6;
  double neglect = 0.05;
  double update_neglect = 0.004;
  double despair = 0.5;
  double foreign_leader = 2.951;
  double key_supply = 0.05;
  double key_rank = 3;
  double capacity_innovative = 1e9;
  double capacity_srdi = 1e9;
  double capacity_little_giant = 12000;
  double capacity_champion = 3000;
  double capacity_growth = 0.1;

  // clang-format off
  static constexpr auto codebook() {
    using P = LadderParameters;
    constexpr Quarter first = quarter_of(2000, 1);
    return Codebook{
        entry("first_innovative", &P::first_innovative, "quarter", first, never, "quarter from which the innovative label exists", "R2022 in force 2022-08-01"),
        entry("first_srdi", &P::first_srdi, "quarter", first, never, "quarter from which provinces grant the SRDI label", "assumed; provincial lists after the ministry's guidance of 2013 [recall]"),
        entry("first_little_giant", &P::first_little_giant, "quarter", first, never, "quarter from which the little-giant label exists", "called for in late 2018 [recall]; batch 1 decided in 2019 [S22]"),
        entry("first_champion", &P::first_champion, "quarter", first, never, "quarter from which the single-champion label exists", "batch 1 of January 2017 [recall], 125 firms after batch 2 [S50]"),
        entry("awareness_innovative", &P::awareness_innovative, "1/quarter", 0, 1, "p: chance to learn the rules of the innovative label unprompted", "assumed; 215k holders five quarters after its start [S25]"),
        entry("awareness_srdi", &P::awareness_srdi, "1/quarter", 0, 1, "p: the same for SRDI, among firms without a label", "calibrated by scenarios/calibration.toml on facts to 2022, 95 %: 0.00035-0.012; the form: assumed; below 40k holders after six years [S5]"),
        entry("awareness_listed", &P::awareness_listed, "1/quarter", 0, 1, "p: the same for the next label of a firm that holds one", "calibrated by scenarios/calibration.toml on facts to 2022, 95 %: 0.01-0.037; the form: assumed; provinces recommend firms of their own lists [S18]"),
        entry("awareness_champion", &P::awareness_champion, "1/quarter", 0, 1, "p: the same for single champions, among firms above 400m CNY of revenue", "assumed; 125 champions after batch 2 of 2017 [S50]"),
        entry("imitation", &P::imitation, "1/quarter", 0, 5, "q: chance of a firm without a label to learn them from peers when all peers know them", "calibrated by scenarios/calibration.toml on facts to 2022, 95 %: 0.012-0.17; the form: assumed; Sultan, Farley & Lehmann 1990, JMR 27: 0.38 a year is usual"),
        entry("imitation_listed", &P::imitation_listed, "1/quarter", 0, 5, "the same for a firm that holds a label: lists, training and fairs bring holders together", "calibrated by scenarios/calibration.toml on facts to 2022, 95 %: 0.27-0.66; the form: assumed; above that of other firms"),
        entry("imitation_home", &P::imitation_home, "share", 0, 1, "share of the peers a firm meets who are of its own province; the others are of the nation", "assumed; lists are public, associations and fairs reach beyond provinces"),
        entry("office_dilution", &P::office_dilution, "1", 0, 1, "o: fall of the unprompted chance with the number of firms that a provincial office serves; 1 for offices of the same reach everywhere", "calibrated by scenarios/calibration.toml on facts to 2022, 95 %: 0.52-0.99; the form: assumed; little giants by region in June 2021 [S26]"),
        entry("above_scale", &P::above_scale, "CNY", 0, 1e13, "yearly revenue from which a firm is above scale", "[S92]"),
        entry("above_scale_reach", &P::above_scale_reach, "1", 0, 100, "a: how much faster a firm without a label learns of one if it is above scale", "calibrated by scenarios/calibration.toml on facts to 2022, 95 %: 1.2-17; the form: assumed; above-scale firms report monthly and are on the offices' lists; larger firms adopt earlier, Davies 1979"),
        entry("tie_exposure", &P::tie_exposure, "1", 0, 10, "e: gain in imitation by one collaboration tie", "assumed"),
        entry("service_effect", &P::service_effect, "1", 0, 100, "s: gain in the hazard by full access to services", "assumed"),
        entry("service_cut", &P::service_cut, "share", 0, 1, "share of the cost of a management system that full access to services saves", "assumed; templates and joint audits"),
        entry("perception_noise", &P::perception_noise, "points", 0, 100, "standard deviation of a firm's error about its own score", "assumed; above that of reviewers"),
        entry("reviewer_noise", &P::reviewer_noise, "points", 0, 100, "standard deviation of the reviewers' error", "assumed; random blind experts [S19]"),
        entry("hope", &P::hope, "share", 0, 1, "belief left per gate that a firm fails by a hair", "assumed"),
        entry("gap_points", &P::gap_points, "points", 0.1, 1000, "g: missing points that divide belief by e", "assumed"),
        entry("value_innovative", &P::value_innovative, "CNY", 0, 1e12, "V: worth of the innovative label over its term as firms see it", "assumed; a step to SRDI"),
        entry("value_srdi", &P::value_srdi, "CNY", 0, 1e12, "V: the same for SRDI", "assumed; awards 0.1-0.5m [recall], [S57], credit"),
        entry("value_little_giant", &P::value_little_giant, "CNY", 0, 1e12, "V: the same for little giants", "assumed; awards 0.2-1.0m, central support up to 6m for one in six [S52]"),
        entry("value_champion", &P::value_champion, "CNY", 0, 1e12, "V: the same for single champions", "assumed; as little giants"),
        entry("value_share", &P::value_share, "share", 0, 1, "v: worth of any label over its term per yuan of yearly revenue", "assumed; market access and credit"),
        entry("file_cost", &P::file_cost, "CNY", 0, 1e12, "cost of preparing a file", "assumed; no fee is asked [S19]"),
        entry("management_cost", &P::management_cost, "CNY", 0, 1e12, "cost of a certified management system", "assumed"),
        entry("brand_cost", &P::brand_cost, "CNY", 0, 1e12, "cost of an own brand", "assumed; registration only"),
        entry("process_cost", &P::process_cost, "CNY", 0, 1e12, "cost of a core process on an information system", "assumed; 0.25-0.37m a firm in pilot cities [S77b]"),
        entry("institution_cost", &P::institution_cost, "CNY", 0, 1e12, "cost of an R&D institution per level", "assumed"),
        entry("cost_share", &P::cost_share, "share", 0, 1, "further cost of each of these per yuan of yearly revenue", "assumed"),
        entry("pace", &P::pace, "1/quarter", 0, 1, "chance that a preparing firm completes one asset", "calibrated by scenarios/calibration.toml on facts to 2022, 95 %: 0.33-0.95; the form: assumed; about nine months for a management system"),
        entry("institution_step", &P::institution_step, "1", 0, 1, "factor on that chance per level of R&D institution already held", "assumed"),
        entry("institution_rnd", &P::institution_rnd, "CNY", 0, 1e12, "yearly R&D asked for a city institution; four times this for a provincial one", "assumed"),
        entry("high_tech_small", &P::high_tech_small, "share", 0, 1, "R&D over revenue asked of a high-tech enterprise below 50m CNY of revenue", "[recall] 国科发火〔2016〕32号: 5 %"),
        entry("high_tech_medium", &P::high_tech_medium, "share", 0, 1, "the same from 50m to 200m CNY", "[recall] 国科发火〔2016〕32号: 4 %"),
        entry("high_tech_large", &P::high_tech_large, "share", 0, 1, "the same above 200m CNY", "[recall] 国科发火〔2016〕32号: 3 %"),
        entry("high_tech_small_revenue", &P::high_tech_small_revenue, "CNY", 1, 1e13, "yearly revenue below which the highest R&D intensity is asked of a high-tech enterprise", "[recall] 国科发火〔2016〕32号"),
        entry("high_tech_medium_revenue", &P::high_tech_medium_revenue, "CNY", 1, 1e13, "yearly revenue below which the middle intensity is asked", "[recall] 国科发火〔2016〕32号"),
        entry("champion_revenue", &P::champion_revenue, "CNY", 1, 1e13, "yearly revenue from which a firm looks at the champion's rules", "[S51]"),
        entry("high_tech_staff", &P::high_tech_staff, "share", 0, 1, "share of R&D staff asked of it", "[recall] 国科发火〔2016〕32号: 10 % science staff, of whom R&D staff are assumed to be three fifths"),
        entry("high_tech_class2", &P::high_tech_class2, "1", 0, 1000, "class-II rights that stand in for one of class I", "[recall] 国科发火〔2016〕195号: 5 score next to one of class I"),
        entry("class1_price", &P::class1_price, "CNY", 0, 1e12, "price of a class-I right bought for a label: an unused patent of a university, say", "assumed; a quarter of the invention patents of SMEs in force in 2024 were not of their own making (CNIPA 2024-12-23)"),
        entry("class2_cost", &P::class2_cost, "CNY", 0, 1e12, "cost of filing a class-II right, which is registered without examination", "assumed; fees of agent and office"),
        entry("high_tech_chance", &P::high_tech_chance, "1/year", 0, 1, "chance that a firm fit for it becomes a high-tech enterprise in a year", "assumed; 504k valid in 2025 [S98]"),
        entry("neglect", &P::neglect, "share", 0, 1, "share of holders who do not apply at expiry for reasons of their own", "assumed"),
        entry("update_neglect", &P::update_neglect, "1/year", 0, 1, "share of holders who miss the yearly update and lose their labels", "assumed; rule [recall]"),
        entry("despair", &P::despair, "share", 0, 1, "share of holders expecting to fail who do not apply again", "assumed"),
        entry("foreign_leader", &P::foreign_leader, "share", 0, 100, "size of the largest foreign rival in a niche per yuan of the national niche; the k-th is 1/k of it", "calibrated by scenarios/calibration.toml on facts to 2022, 95 %: 2.8-3; the form: assumed; Zipf's law, Axtell 2001 [S111]"),
        entry("key_supply", &P::key_supply, "1", 0, 100, "strength of supply ties from which a firm is a key link of its chain", "assumed; the rule is qualitative [S17]"),
        entry("key_rank", &P::key_rank, "1", 0, 1000, "rank in the niche up to which a firm in a priority field is one too", "assumed; as key_supply"),
        entry("capacity_innovative", &P::capacity_innovative, "1/year", 0, 1e12, "innovative files that can be reviewed in the label's first year at 1:1", "assumed; unlimited"),
        entry("capacity_srdi", &P::capacity_srdi, "1/year", 0, 1e12, "the same for SRDI", "assumed; unlimited"),
        entry("capacity_little_giant", &P::capacity_little_giant, "1/year", 0, 1e12, "the same for little giants", "assumed; well above any cohort"),
        entry("capacity_champion", &P::capacity_champion, "1/year", 0, 1e12, "the same for single champions", "assumed; well above any cohort"),
        entry("capacity_growth", &P::capacity_growth, "1/year", -0.9, 10, "growth of reviewers' capacity", "assumed")};
  }
  // clang-format on
};
static_assert(well_described<LadderParameters>());

/// R&D intensity asked of a high-tech enterprise with `revenue` (CNY a year).
inline double high_tech_intensity(double revenue, const LadderParameters &p) {
  return revenue < p.high_tech_small_revenue    ? p.high_tech_small
         : revenue < p.high_tech_medium_revenue ? p.high_tech_medium
                                                : p.high_tech_large;
}

/// Class-I rights that rules may count: its own and those bought in earlier years (rights that
/// changed hands less than a year ago do not count, 工信部企业〔2022〕63号 annex 4).
inline int class1_held(const Researchers &researchers, std::size_t r) {
  return researchers.class1[r] + researchers.class1_bought[r];
}

/// Class-II rights that the researcher in row `r` lacks of what is asked of a high-tech enterprise.
inline double rights_missing(const Researchers &researchers, std::size_t r,
                             const LadderParameters &p) {
  return class1_held(researchers, r) >= 1
             ? 0
             : std::max(0.0, std::ceil(p.high_tech_class2) - researchers.class2[r]);
}

/// Whether the high-tech certificate, worth over its term what a label is, pays for the rights that
/// the researcher in row `r` lacks; `revenue` in CNY a year.
inline bool rights_pay(const Researchers &researchers, std::size_t r, double revenue,
                       const LadderParameters &p) {
  return rights_missing(researchers, r, p) * p.class2_cost <= p.value_share * revenue;
}

/// What the ladder needs to know of the world in one quarter; the same for all blocks.
struct LadderView {
  LadderParameters parameters;
  Quarter now{};
  Fate fate{};
  double scale = 1;
  const RuleSet *rules = nullptr;              ///< in force; null when there are none
  std::array<const TierRules *, tiers> tier{}; ///< of the labels that exist by now, else null
  std::array<Demands, tiers> demands{};        ///< of their rules
  std::array<std::array<double, tiers>, provinces> knowing{}; ///< F by province and label
  std::array<double, provinces> office{};                     ///< (n / n0)^-o by province
  std::span<const float> service_access;                      ///< by handle, 0 to 1; empty for none
};

/// The view of quarter `now`, from the firms as they stood at the end of the last quarter.
LadderView ladder_view(const Economy &economy, const LadderParameters &parameters,
                       const std::vector<RuleSet> &rules, Quarter now,
                       std::span<const float> service_access = {});

/// Everything the rules may ask of the researcher in row `researcher` of a block. Revenue, R&D and
/// equity are those of completed fiscal years.
FirmFacts facts_of(const Block &block, std::size_t researcher, const LadderView &view);

/// Chance that the firm, with the assets it can still buy, will get the label: its own belief,
/// given its error `noise` about its score. `demands` are those of the rules.
double belief(const TierRules &rules, const Demands &demands, const FirmFacts &facts, Quarter now,
              double noise, const LadderParameters &parameters);

/// Learning of labels, deciding to prepare, buying one asset, high-tech certification: what a
/// quarter does to the firms of one block. Writes known, prepared, assets, institution and cash.
void prepare_for_labels(Block &block, const LadderView &view, Tally &tally);

/// Lapses, re-reviews and new labels of a quarter. `tallies` has one tally per worker. Appends to
/// `economy.certificates` in the order of blocks.
void ladder_season(Economy &economy, const LadderView &view, std::span<Tally> tallies,
                   const Executor &executor);

/// Applications that can be reviewed for a label this year, at the scale of the view.
double review_capacity(const LadderView &view, Tier tier);

} // namespace sme
