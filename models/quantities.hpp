// The typed words and numbers of the economy: money, quarters, tiers, sizes, places, payers.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace sme {

/// Whole yuan (CNY). All accounts are kept in this type, so that sums do not depend on order.
using Money = std::int64_t;

/// A quarter of the calendar, counted from 2000Q1 = 0.
struct Quarter {
  std::int32_t index = 0;
  constexpr auto operator<=>(const Quarter &) const = default;
  constexpr int year() const { return 2000 + (index >= 0 ? index / 4 : (index - 3) / 4); }
  /// 1 to 4.
  constexpr int of_year() const { return ((index % 4) + 4) % 4 + 1; }
  constexpr Quarter operator+(int quarters) const { return {index + quarters}; }
};
constexpr Quarter quarter_of(int year, int of_year) { return {(year - 2000) * 4 + of_year - 1}; }
inline constexpr Quarter never{quarter_of(2999, 4)};

/// The ladder of high-quality SMEs, lowest first. A firm holds its highest valid label.
enum class Tier : std::uint8_t { none, innovative, srdi, little_giant, champion };
inline constexpr int tiers = 5;

/// Size bands of industry (工信部联企业〔2011〕300号): staff and revenue must both reach the band.
enum class Size : std::uint8_t { micro, small, medium, large };
inline constexpr int sizes = 4;

inline constexpr int provinces = 31;
inline constexpr int chains = 20;

/// Who pays for an instrument.
enum class Payer : std::uint8_t { centre, province };
inline constexpr int payers = 2;

/// A set of words of one kind (bit i = word i), used by eligibility.
template <class Kind> struct SetOf {
  std::uint32_t bits = 0;
  constexpr auto operator<=>(const SetOf &) const = default;
  constexpr bool has(int word) const { return (bits >> word) & 1U; }
  static constexpr SetOf all() { return {(Kind::count == 32 ? ~0U : (1U << Kind::count) - 1U)}; }
  static constexpr SetOf of(std::initializer_list<int> words) {
    SetOf set;
    for (int word : words) {
      set.bits |= 1U << word;
    }
    return set;
  }
};

/// The words of each kind, as scenario files, results and messages spell them.
struct TierWords {
  static constexpr int count = tiers;
  static constexpr std::array<std::string_view, tiers> words{"none", "innovative", "srdi",
                                                             "little_giant", "champion"};
};
struct SizeWords {
  static constexpr int count = sizes;
  static constexpr std::array<std::string_view, sizes> words{"micro", "small", "medium", "large"};
};
struct ProvinceWords {
  static constexpr int count = provinces;
  static constexpr std::array<std::string_view, provinces> words{
      "Beijing",      "Tianjin",  "Hebei",   "Shanxi",   "InnerMongolia", "Liaoning", "Jilin",
      "Heilongjiang", "Shanghai", "Jiangsu", "Zhejiang", "Anhui",         "Fujian",   "Jiangxi",
      "Shandong",     "Henan",    "Hubei",   "Hunan",    "Guangdong",     "Guangxi",  "Hainan",
      "Chongqing",    "Sichuan",  "Guizhou", "Yunnan",   "Tibet",         "Shaanxi",  "Gansu",
      "Qinghai",      "Ningxia",  "Xinjiang"};
};
struct ChainWords {
  static constexpr int count = chains;
  static constexpr std::array<std::string_view, chains> words{"food",
                                                              "textiles",
                                                              "light_goods",
                                                              "chemicals",
                                                              "pharmaceuticals",
                                                              "plastics",
                                                              "building_materials",
                                                              "metals",
                                                              "metal_products",
                                                              "general_machinery",
                                                              "special_machinery",
                                                              "vehicles",
                                                              "aerospace",
                                                              "electrical_equipment",
                                                              "electronics_display",
                                                              "semiconductors",
                                                              "instruments",
                                                              "ai_software",
                                                              "technology_services",
                                                              "energy_environment"};
};
/// Whether a chain is of manufacturing: all but software, technology services and energy.
constexpr bool manufactures(int chain) { return chain < 17; }
/// Whether a chain is of technology services: software, research and engineering.
constexpr bool serves(int chain) { return chain == 17 || chain == 18; }
static_assert(ChainWords::words[16] == "instruments" && ChainWords::words[17] == "ai_software" &&
              ChainWords::words[18] == "technology_services" &&
              ChainWords::words[19] == "energy_environment");
struct PayerWords {
  static constexpr int count = payers;
  static constexpr std::array<std::string_view, payers> words{"centre", "province"};
};

using ProvinceSet = SetOf<ProvinceWords>;
using ChainSet = SetOf<ChainWords>;
using TierSet = SetOf<TierWords>;
using SizeSet = SetOf<SizeWords>;

/// A double rounded to whole yuan, half away from zero; the one way a computed amount becomes
/// money.
constexpr Money yuan(double amount) {
  return static_cast<Money>(amount < 0 ? amount - 0.5 : amount + 0.5);
}

} // namespace sme
