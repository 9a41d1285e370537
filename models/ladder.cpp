// The season of the ladder: labels lapse, holders are reviewed, applicants are judged.
#include "models/ladder.hpp"

#include <algorithm>

#include "models/chance.hpp"
#include "models/ladder_chance.hpp"

namespace sme {
namespace {

/// What becomes of one holder or applicant.
enum class Ruling : std::uint8_t {
  granted,
  refused,
  unreviewed,
  renewed,
  failed,
  unrenewed,
  outgrown
};

/// One firm in its province's round of a tier.
struct File {
  std::uint32_t researcher; ///< row in its block
  Ruling ruling;
  float score; ///< of the file as handed in, by which reviewers' time is rationed
  std::uint32_t lot;
};
using Files = std::vector<File>;

std::size_t slot(Tier tier) { return static_cast<std::size_t>(tier) - 1; }

/// The highest label valid in `now`.
Tier highest_valid(const Expiries &expires, Quarter now) {
  for (int t = tiers - 1; t > 0; --t) {
    if (expires[static_cast<std::size_t>(t) - 1] >= now.index) {
      return static_cast<Tier>(t);
    }
  }
  return Tier::none;
}

/// One block in a season: reads it, decides, writes labels and counts.
class Hall {
public:
  Hall(Block &block, const LadderView &view, Tally &tally)
      : block_(block), view_(view), tally_(tally) {}

  void lapse();
  Files files(const TierRules &rules) const;
  std::vector<Certificate> settle(const TierRules &rules, const Files &files);

private:
  std::size_t row_of(std::size_t r) const {
    return static_cast<std::size_t>(block_.researchers.firm[r]);
  }
  Indicators &cell(std::size_t row, Tier tier) {
    return tally_.at(block_.chain, block_.firms.province[row], block_.firms.size[row],
                     static_cast<int>(tier));
  }
  void fall(std::size_t r, std::int64_t Indicators::*reason);
  Ruling review(const TierRules &rules, std::size_t r) const;
  bool applies(const TierRules &rules, std::size_t r, Files &files) const;
  void end(const TierRules &rules, std::size_t r, std::int64_t Indicators::*reason);

  Block &block_;
  const LadderView &view_;
  Tally &tally_;
};

/// Moves a firm whose label has ended to the next valid one; counts the one reason.
void Hall::fall(std::size_t r, std::int64_t Indicators::*reason) {
  const std::size_t row = row_of(r);
  const Tier held = static_cast<Tier>(block_.firms.tier[row]);
  const Tier next = highest_valid(block_.researchers.expires[r], view_.now);
  if (next < held) {
    ++(cell(row, held).*reason);
    ++cell(row, next).fell_in;
    block_.firms.tier[row] = static_cast<std::uint8_t>(next);
  }
}

/// Labels past their last quarter, and labels of firms that miss the yearly update.
void Hall::lapse() {
  const bool update = view_.rules != nullptr && view_.rules->update_quarter == view_.now.of_year();
  for (std::size_t r = 0; r < block_.researchers.size_rows(); ++r) {
    const std::size_t row = row_of(r);
    if (block_.firms.tier[row] == 0) {
      continue;
    }
    Expiries &expires = block_.researchers.expires[r];
    if (update && uniform(words(view_.fate, view_.now, Purpose::review, block_.firms.id[row])[0]) <
                      view_.parameters.update_neglect) {
      expires.fill(static_cast<std::int16_t>(view_.now.index - 1));
    }
    if (expires[static_cast<std::size_t>(block_.firms.tier[row]) - 1] < view_.now.index) {
      fall(r, &Indicators::left_unrenewed);
    }
  }
}

/// What becomes of a label that would end before the next round.
Ruling Hall::review(const TierRules &rules, std::size_t r) const {
  const LadderParameters &p = view_.parameters;
  const std::uint64_t id = block_.firms.id[row_of(r)];
  const FirmFacts facts = facts_of(block_, r, view_);
  const std::uint64_t asks = view_.demands[static_cast<std::size_t>(rules.tier)].used;
  if (((asks >> static_cast<unsigned>(Indicator::is_sme)) & 1U) != 0 &&
      facts[Indicator::is_sme] < 0.5) {
    return Ruling::outgrown;
  }
  const Words draws = words(view_.fate, view_.now, Purpose::review, id,
                            tiers + static_cast<std::uint32_t>(rules.tier));
  if (uniform(draws[0]) < p.neglect) {
    return Ruling::unrenewed;
  }
  const Occasion occasion =
      rules.review.kind == Review::Kind::new_registration ? Occasion::first : Occasion::review;
  const double own = p.perception_noise * perceived(view_.fate, view_.now, id, rules.tier);
  if (!judge(rules, facts, view_.now, occasion, own, Scoring::past_gates).passed &&
      uniform(draws[1]) < p.despair) {
    return Ruling::unrenewed;
  }
  const double noise = p.reviewer_noise * reviewed(view_.fate, view_.now, id, rules.tier);
  return judge(rules, facts, view_.now, occasion, noise, Scoring::past_gates).passed
             ? Ruling::renewed
             : Ruling::failed;
}

/// A firm that prepared hands in a file if it expects to pass; the file's fate under review is
/// noted.
bool Hall::applies(const TierRules &rules, std::size_t r, Files &files) const {
  const LadderParameters &p = view_.parameters;
  const std::size_t row = row_of(r);
  const std::uint64_t id = block_.firms.id[row];
  const FirmFacts facts = facts_of(block_, r, view_);
  if (!may_apply(rules, static_cast<Tier>(block_.firms.tier[row]), facts, view_.now)) {
    return false;
  }
  const double own = p.perception_noise * perceived(view_.fate, view_.now, id, rules.tier);
  const Verdict expected =
      judge(rules, facts, view_.now, Occasion::first, own, Scoring::past_gates);
  if (!expected.passed) {
    return false;
  }
  const double noise = p.reviewer_noise * reviewed(view_.fate, view_.now, id, rules.tier);
  const bool passed =
      judge(rules, facts, view_.now, Occasion::first, noise, Scoring::past_gates).passed;
  const Words lot =
      words(view_.fate, view_.now, Purpose::rationing, id, static_cast<std::uint32_t>(rules.tier));
  files.push_back({static_cast<std::uint32_t>(r), passed ? Ruling::granted : Ruling::refused,
                   static_cast<float>(expected.score), lot[0]});
  return true;
}

Files Hall::files(const TierRules &rules) const {
  Files files;
  const Researchers &researchers = block_.researchers;
  const std::uint8_t bit = bit_of(rules.tier);
  for (std::size_t r = 0; r < researchers.size_rows(); ++r) {
    const int province = block_.firms.province[row_of(r)];
    if (!rules.decides(province, view_.now)) {
      continue;
    }
    const int expiry = researchers.expires[r][slot(rules.tier)];
    if (expiry >= view_.now.index) {
      if (expiry < view_.now.index + rules.until_next(province, view_.now)) {
        files.push_back({static_cast<std::uint32_t>(r), review(rules, r), 0, 0});
      }
    } else if ((researchers.prepared[r] & bit) != 0 &&
               block_.firms.tier[row_of(r)] < static_cast<int>(rules.tier)) {
      applies(rules, r, files);
    }
  }
  return files;
}

/// Ends a label now; the firm falls if it was its highest.
void Hall::end(const TierRules &rules, std::size_t r, std::int64_t Indicators::*reason) {
  block_.researchers.expires[r][slot(rules.tier)] = static_cast<std::int16_t>(view_.now.index - 1);
  fall(r, reason);
}

std::vector<Certificate> Hall::settle(const TierRules &rules, const Files &files) {
  std::vector<Certificate> certificates;
  Researchers &researchers = block_.researchers;
  const auto expiry = static_cast<std::int16_t>(view_.now.index + rules.validity);
  for (const File &file : files) {
    const std::size_t r = file.researcher;
    const std::size_t row = row_of(r);
    Indicators &here = cell(row, rules.tier);
    switch (file.ruling) {
    case Ruling::granted: {
      Indicators &before = cell(row, static_cast<Tier>(block_.firms.tier[row]));
      ++here.applied;
      ++here.certified;
      ++before.left_promoted;
      researchers.expires[r][slot(rules.tier)] = expiry;
      researchers.prepared[r] &= static_cast<std::uint8_t>(~bit_of(rules.tier));
      block_.firms.tier[row] = static_cast<std::uint8_t>(rules.tier);
      certificates.push_back({researchers.handle[r], rules.tier, 0});
      break;
    }
    case Ruling::refused:
      ++here.applied;
      ++here.refused;
      break;
    case Ruling::unreviewed:
      ++here.unreviewed;
      break;
    case Ruling::renewed:
      ++here.applied;
      ++here.renewed;
      researchers.expires[r][slot(rules.tier)] = expiry;
      certificates.push_back({researchers.handle[r], rules.tier, 1});
      break;
    case Ruling::failed:
      ++here.applied;
      ++here.refused;
      end(rules, r, &Indicators::left_failed);
      break;
    case Ruling::unrenewed:
      end(rules, r, &Indicators::left_unrenewed);
      break;
    case Ruling::outgrown:
      end(rules, r, &Indicators::left_outgrown);
      break;
    }
  }
  return certificates;
}

/// Puts aside the new applications that reviewers have no time for. Re-reviews come first and are
/// always heard (assumed); then the best files, equal ones by lot.
void ration(std::vector<Files> &files, const std::vector<Block> &blocks, double capacity) {
  struct Claim {
    File *file;
    std::uint64_t id;
  };
  std::vector<Claim> claims;
  for (std::size_t b = 0; b < files.size(); ++b) {
    for (File &file : files[b]) {
      if (file.ruling == Ruling::renewed || file.ruling == Ruling::failed) {
        capacity -= 1;
      } else if (file.ruling == Ruling::granted || file.ruling == Ruling::refused) {
        const Block &block = blocks[b];
        const auto row = static_cast<std::size_t>(block.researchers.firm[file.researcher]);
        claims.push_back({&file, block.firms.id[row]});
      }
    }
  }
  if (static_cast<double>(claims.size()) <= capacity) {
    return;
  }
  const auto heard = static_cast<std::ptrdiff_t>(std::max(0.0, capacity));
  std::nth_element(claims.begin(), claims.begin() + heard, claims.end(),
                   [](const Claim &a, const Claim &b) {
                     return a.file->score != b.file->score ? a.file->score > b.file->score
                            : a.file->lot != b.file->lot   ? a.file->lot < b.file->lot
                                                           : a.id < b.id;
                   });
  std::for_each(claims.begin() + heard, claims.end(),
                [](const Claim &claim) { claim.file->ruling = Ruling::unreviewed; });
}

/// One tier over all blocks, in the provinces whose round it is. Each round has the reviewers of a
/// year (assumed: provinces review their own firms; only little giants and champions are reviewed
/// by the centre, in one round).
void decide(Economy &economy, const TierRules &rules, const LadderView &view,
            std::span<Tally> tallies, const Executor &executor) {
  const std::size_t count = economy.blocks.size();
  std::vector<Files> files(count);
  executor.each(count, [&](std::size_t b, std::size_t worker) {
    files[b] = Hall(economy.blocks[b], view, tallies[worker]).files(rules);
  });
  ration(files, economy.blocks, review_capacity(view, rules.tier));
  std::vector<std::vector<Certificate>> certificates(count);
  executor.each(count, [&](std::size_t b, std::size_t worker) {
    certificates[b] = Hall(economy.blocks[b], view, tallies[worker]).settle(rules, files[b]);
  });
  for (const auto &list : certificates) {
    economy.certificates.insert(economy.certificates.end(), list.begin(), list.end());
  }
}

bool decides_somewhere(const TierRules &rules, Quarter now) {
  for (int province = 0; province < provinces; ++province) {
    if (rules.decides(province, now)) {
      return true;
    }
  }
  return false;
}

} // namespace

void ladder_season(Economy &economy, const LadderView &view, std::span<Tally> tallies,
                   const Executor &executor) {
  executor.each(economy.blocks.size(), [&](std::size_t b, std::size_t worker) {
    Hall(economy.blocks[b], view, tallies[worker]).lapse();
  });
  for (const TierRules *rules :
       view.tier) { // lowest first: a firm may climb two steps in a quarter
    if (rules != nullptr && decides_somewhere(*rules, view.now)) {
      decide(economy, *rules, view, tallies, executor);
    }
  }
}

} // namespace sme
