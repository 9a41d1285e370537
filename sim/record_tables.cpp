// The tables of a result: a panel of firms and the network of ties.
#include <algorithm>
#include <cmath>
#include <limits>

#include "models/chance.hpp"
#include "sim/layout.hpp"
#include "sim/recorder.hpp"

namespace sme::sim {

namespace {

/// Where a followed firm stands.
struct Followed {
  std::uint64_t firm;
  const Block *block;
  std::size_t row;
};

/// All firms the panel follows, by identity, so that the order of blocks does not show.
std::vector<Followed> followed_firms(const Economy &economy, const RunParameters &run) {
  std::vector<Followed> found;
  for (const Block &block : economy.blocks) {
    for (std::size_t row = 0; row < block.firms.size_rows(); ++row) {
      if (in_panel(block.firms.id[row], run)) {
        found.push_back({block.firms.id[row], &block, row});
      }
    }
  }
  std::sort(found.begin(), found.end(),
            [](const Followed &a, const Followed &b) { return a.firm < b.firm; });
  return found;
}

/// Calls `use(name, take)` for each stored column of one entry; take(value) is the part of it.
template <class Value, class Use> void each_part(std::string_view key, Use &&use) {
  if constexpr (std::is_arithmetic_v<Value>) {
    use(std::string(key), [](const Value &value) { return value; });
  } else {
    const auto names = parts_of(key, std::tuple_size_v<Value>);
    for (std::size_t i = 0; i < names.size(); ++i) {
      use(names[i], [i](const Value &value) { return value[i]; });
    }
  }
}

} // namespace

bool in_panel(std::uint64_t firm, const RunParameters &run) {
  const Fate fate{static_cast<std::uint32_t>(run.seed), 0}; // one draw for all replicates
  return uniform(words(fate, Quarter{0}, Purpose::panel, firm)[0]) < run.panel_share;
}

void Recorder::append_dates(const char *group, std::size_t replicate, Quarter now,
                            std::size_t rows) {
  result_.append(group, "scenario_index", std::vector<std::int32_t>(rows, 0));
  result_.append(group, "replicate_index",
                 std::vector<std::int32_t>(rows, static_cast<std::int32_t>(replicate)));
  result_.append(group, "period",
                 std::vector<std::int16_t>(rows, static_cast<std::int16_t>(now.index)));
}

std::size_t Recorder::record_panel(std::size_t replicate, const Economy &economy) {
  const auto followed = followed_firms(economy, scenario_.parameters.run);
  append_dates(panel_group, replicate, economy.now, followed.size());
  const auto append = [&]<class T>(const std::string &column, T, const auto &value_of) {
    std::vector<T> rows;
    rows.reserve(followed.size());
    for (const Followed &one : followed) {
      rows.push_back(value_of(one));
    }
    result_.append(panel_group, column, rows);
  };
  append("industry", std::uint8_t{},
         [](const Followed &one) { return static_cast<std::uint8_t>(one.block->chain); });
  append("niche_identity", std::int64_t{}, [](const Followed &one) {
    return static_cast<std::int64_t>(one.block->niches[one.block->firms.niche[one.row]].id);
  });
  walk<Firms>([&](const auto &c) {
    using Value = typename std::remove_cvref_t<decltype(c)>::type::value_type;
    append(std::string(c.key), Stored<Value>{}, [&](const Followed &one) {
      return static_cast<Stored<Value>>((one.block->firms.*(c.member))[one.row]);
    });
  });
  walk<Researchers>([&](const auto &c) {
    using Value = typename std::remove_cvref_t<decltype(c)>::type::value_type;
    each_part<Value>(c.key, [&](const std::string &column, const auto &take) {
      using Stated = StoredOrMissing<decltype(take(Value{}))>;
      append(column, Stated{}, [&](const Followed &one) {
        const auto researcher = one.block->firms.researcher[one.row];
        return researcher == no_researcher
                   ? std::numeric_limits<Stated>::quiet_NaN()
                   : static_cast<Stated>(take((one.block->researchers.*
                                               (c.member))[static_cast<std::size_t>(researcher)]));
      });
    });
  });
  return followed.size();
}

std::size_t Recorder::record_network(std::size_t replicate, const Economy &economy) {
  const Ties &ties = economy.network.ties;
  append_dates(network_group, replicate, economy.now, ties.size_rows());
  walk<Ties>([&](const auto &c) {
    using Value = typename std::remove_cvref_t<decltype(c)>::type::value_type;
    const auto &column = ties.*(c.member);
    result_.append(network_group, c.key, std::vector<Stored<Value>>(column.begin(), column.end()));
  });
  return ties.size_rows();
}

} // namespace sme::sim
