// Labels of the result file in the two languages.
#include <map>

#include "analysis/report_parts.hpp"

namespace sme::analysis {

Words label_words(const std::string &label) {
  static const std::map<std::string, Words> all{
      {"none", {"no label", "无称号"}},
      {"innovative", {"innovative", "创新型"}},
      {"srdi", {"SRDI", "专精特新"}},
      {"little_giant", {"little giant", "小巨人"}},
      {"champion", {"champion", "单项冠军"}},
      {"absent", {"not there", "不存在"}},
      {"micro", {"micro", "微型"}},
      {"small", {"small", "小型"}},
      {"medium", {"medium", "中型"}},
      {"large", {"large", "大型"}},
      {"centre", {"central government", "中央财政"}},
      {"province", {"provinces", "省级财政"}},
      {"gains", {"higher than without", "高于基准"}},
      {"same", {"the same", "相同"}},
      {"loses", {"lower than without", "低于基准"}},
      {"gross", {"gross: change of the helped", "总变化（受支持企业）"}},
      {"deadweight", {"deadweight", "无谓部分"}},
      {"direct", {"direct additional", "直接净增"}},
      {"displacement", {"displacement", "挤出"}},
      {"spillover", {"spillover", "溢出"}},
      {"net", {"net additional", "净增"}},
      {"gross_discounted", {"gross, discounted", "总成本（折现）"}},
      {"net_discounted", {"net, discounted", "净成本（折现）"}},
      {"programme_discounted", {"programmes, discounted", "项目成本（折现）"}},
      {"spent", {"spent", "支出"}},
      {"forgone", {"tax forgone", "减免税"}},
      {"returned", {"returned", "收回"}},
      {"called", {"guarantees called", "担保代偿"}},
      {"tax_gained", {"tax gained", "增收税款"}},
      {"bias", {"optimism bias on gross", "乐观偏差（总成本）"}},
      {"primary", {"primary outcome", "主要结果"}},
      {"little_giants", {"little giants or above", "小巨人及以上"}},
      {"champions", {"single champions", "单项冠军"}},
      {"staff", {"job", "就业岗位"}},
      {"staff_years", {"job-year", "岗位·年"}},
      {"firms", {"firm", "企业"}},
      {"survivors", {"surviving firm", "存活企业"}},
      {"before_after", {"before and after", "前后对比"}},
      {"matched", {"matched firms", "匹配比较"}},
      {"did", {"difference in differences", "双重差分"}},
      {"rdd", {"jump at a threshold", "断点回归"}},
      {"bunching", {"bunching at a threshold", "聚束"}},
      {"truth", {"truth of the model", "模型真值"}},
      {"central_award", {"central award", "中央奖补"}},
      {"certification_award", {"certification award", "认定奖励"}},
      {"cluster_programme", {"cluster programme", "集群培育"}},
      {"credit_guarantee", {"credit guarantee", "信贷担保"}},
      {"digital_pilot", {"digital pilot", "数字化试点"}},
      {"equity_fund", {"equity fund", "股权基金"}},
      {"growth_award", {"growth award", "成长奖励"}},
      {"innovation_consortium", {"innovation consortium", "创新联合体"}},
      {"life_cycle_service", {"life-cycle service", "全生命周期服务"}},
      {"matching_events", {"matching events", "对接活动"}},
      {"open_challenge", {"open challenge", "揭榜挂帅"}},
      {"relending", {"re-lending", "再贷款"}},
      {"rnd_super_deduction", {"R&D super-deduction", "研发费用加计扣除"}},
      {"service_network", {"service network", "服务网络"}},
      {"special_fund", {"special fund", "专项资金"}},
      {"srdi_loan", {"SRDI loan", "专精特新贷"}}};
  const auto found = all.find(label);
  return found == all.end() ? Words{label, label} : found->second;
}

const std::vector<Tile> &tiles() {
  static const std::vector<Tile> all{
      {"Xinjiang", "XJ", "新", 0, 1},    {"Tibet", "XZ", "藏", 0, 3},
      {"Qinghai", "QH", "青", 1, 2},     {"Gansu", "GS", "甘", 2, 1},
      {"Ningxia", "NX", "宁", 2, 2},     {"InnerMongolia", "NM", "蒙", 3, 1},
      {"Shaanxi", "SN", "陕", 3, 2},     {"Sichuan", "SC", "川", 2, 3},
      {"Chongqing", "CQ", "渝", 3, 3},   {"Yunnan", "YN", "滇", 2, 4},
      {"Guizhou", "GZ", "黔", 3, 4},     {"Guangxi", "GX", "桂", 3, 5},
      {"Shanxi", "SX", "晋", 4, 2},      {"Hubei", "HB", "鄂", 4, 3},
      {"Hunan", "HN", "湘", 4, 4},       {"Guangdong", "GD", "粤", 4, 5},
      {"Hainan", "HI", "琼", 4, 6},      {"Beijing", "BJ", "京", 5, 1},
      {"Hebei", "HE", "冀", 4, 1},       {"Tianjin", "TJ", "津", 6, 1},
      {"Shandong", "SD", "鲁", 6, 2},    {"Henan", "HA", "豫", 5, 2},
      {"Anhui", "AH", "皖", 5, 3},       {"Jiangxi", "JX", "赣", 5, 4},
      {"Jiangsu", "JS", "苏", 6, 3},     {"Shanghai", "SH", "沪", 7, 3},
      {"Zhejiang", "ZJ", "浙", 6, 4},    {"Fujian", "FJ", "闽", 5, 5},
      {"Liaoning", "LN", "辽", 6, 0},    {"Jilin", "JL", "吉", 7, 0},
      {"Heilongjiang", "HL", "黑", 8, 0}};
  return all;
}

} // namespace sme::analysis
