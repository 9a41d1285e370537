#include "sim/compare.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <optional>
#include <thread>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "analysis/stopping.hpp"
#include "sim/compare_crew.hpp"
#include "sim/compare_file.hpp"
#include "sim/compare_jobs.hpp"
#include "sim/estimate.hpp"
#include "sim/failure.hpp"
#include "sim/output_lock.hpp"
#include "sim/progress.hpp"
#include "sim/provenance.hpp"
#include "sim/ranks.hpp"
#include "sim/stop_requests.hpp"
#include "sim/study_run.hpp"

namespace sme::sim {

namespace {

namespace fs = std::filesystem;

/// Memory of all lanes with their branches; jobs and result on the disk.
Need need_of_comparison(const Comparison &comparison, std::size_t threads) {
  Need need = need_of(comparison.scenario(0), threads);
  std::vector<int> firsts;
  for (const CompareWorld &world : comparison.worlds) {
    if (world.parting.first != never) {
      firsts.push_back(world.parting.first.index);
    }
  }
  std::sort(firsts.begin(), firsts.end());
  const auto branches = std::unique(firsts.begin(), firsts.end()) - firsts.begin();
  const bool side_by_side = comparison.shape.replicates >= threads;
  need.memory *= static_cast<std::uint64_t>(2 + branches) * (side_by_side ? threads : 1);
  double slice = 0;
  for (const auto &cube : comparison.layout.cubes) {
    slice += has_slices(cube)
                 ? static_cast<double>(slice_size(cube, comparison.layout) * sizeof(double))
                 : 0;
  }
  need.disk = static_cast<std::uint64_t>(1.5 * slice) * comparison.shape.replicates *
              comparison.worlds.size();
  return need;
}

/// The rule of --replicates auto; its precision is known after the first look at the latest.
analysis::StoppingRule rule_of(const Comparison &comparison, double baseline) {
  const auto settings = analysis::settings_from(compare_settings(comparison));
  return {
      analysis::wanted_precision(settings.precision, settings.smallest_effect, baseline).half_width,
      static_cast<std::size_t>(settings.first_replicates),
      static_cast<std::size_t>(settings.batch),
      static_cast<std::size_t>(std::max(settings.most_replicates, settings.first_replicates)),
      settings.level,
      static_cast<std::uint32_t>(comparison.shape.run.seed)};
}

/// Said before the first replicate: when it will stop.
std::string rule_in_words(const Comparison &comparison) {
  const auto settings = analysis::settings_from(compare_settings(comparison));
  const auto precision =
      analysis::wanted_precision(settings.precision, settings.smallest_effect, 0);
  using By = analysis::Precision::By;
  const std::string aim =
      precision.by == By::asked ? fmt::format("{:.4g} (compare.precision)", precision.half_width)
      : precision.by == By::effect
          ? fmt::format("{:.4g} (half of compare.smallest_effect)", precision.half_width)
          : fmt::format("{:g} % of the baseline's mean in the first look, as neither "
                        "compare.precision nor compare.smallest_effect is given",
                        100 * analysis::precision_of_baseline);
  const auto rule = rule_of(comparison, 0);
  return fmt::format("--replicates auto: until the half-width of the intervals of {} in {} is at "
                     "most {}\n  looks after {} replicates, then after every {}; at most {}",
                     settings.primary, settings.horizon, aim, rule.first, rule.batch, rule.most);
}

/// What depends on when, where and by whom, beside the result: NAME.log.json.
void write_log(const CompareOrder &order, const Comparison &comparison, const std::string &digest,
               double seconds, const Crew &crew) {
  nlohmann::ordered_json log;
  log["result"] = order.output.filename().string();
  log["sha256"] = digest;
  log["command"] = order.command;
  log["ended"] = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
  log["seconds"] = seconds;
  log["threads"] = crew.threads();
  log["firm_quarters"] = crew.firm_quarters();
  log["worlds"] = comparison.shape.worlds;
  log["replicates"] = comparison.shape.replicates;
  log["shared_share"] = comparison.shared_share();
  fs::path path = order.output, part = order.output;
  path += ".log.json";
  part += fmt::format(".part-{}.log", getpid());
  std::ofstream(part, std::ios::binary)
      << log.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
  std::error_code error;
  fs::rename(part, path, error); // the result is safe; a log that cannot be written is no failure
}

/// Threads of one process: all processors shared out, unless said otherwise.
std::size_t threads_of(const CompareOrder &order, const Ranks &ranks) {
  const std::size_t processors = std::max(1U, std::thread::hardware_concurrency());
  return order.threads > 0 || ranks.count() == 1
             ? order.threads
             : std::max<std::size_t>(1, processors / ranks.count());
}

/// The replicates of a finished comparison as jobs.
void take_former(const CompareOrder &order, const Comparison &comparison, const JobFolder &jobs) {
  if (order.former == 0) {
    return;
  }
  const analysis::ResultReader former(order.output);
  for (std::size_t r = 0; r < order.former; ++r) {
    for (std::size_t w = 0; w < comparison.worlds.size(); ++w) {
      jobs.write(w, r, slices_in(former, w, r));
    }
  }
}

} // namespace

std::string compare(CompareOrder order) {
  const auto start = std::chrono::steady_clock::now();
  std::optional<OutputLock> lock;
  const StopRequests stop(
      [output = order.output.string()] { // at once: mpirun gives little time after Ctrl-C
        say("stopping after this quarter, finished jobs are kept; once more stops at once\n"
            "  to go on: sme resume " +
            output);
      },
      [&] {
        if (lock) {
          lock->release();
        }
        _exit(static_cast<int>(Exit::stopped));
      });
  const Ranks ranks;
  order.replicates.count = ranks.of_first(order.replicates.count);
  ranks.together([&] { require_free(order.output, {}, order.existing); });
  const std::string text = order_text(order.scenarios, order.uncertainty);
  Comparison comparison = comparison_of(std::move(order.scenarios), order.replicates.count);
  comparison.uncertainty = std::move(order.uncertainty);
  require_draws(comparison.uncertainty, comparison.scenario(0), comparison.shape.replicates);
  const auto grow = [&](std::size_t replicates) {
    require_draws(comparison.uncertainty, comparison.scenario(0), replicates);
    comparison.shape.replicates = replicates;
    comparison.layout = compare_layout(comparison.shape);
  };
  std::optional<analysis::StoppingRule> rule;
  std::vector<analysis::Look> looks;
  if (order.replicates.by_precision) {
    rule = rule_of(comparison, 0);
    grow(rule->first);
    if (ranks.first()) {
      say(rule_in_words(comparison));
    }
  }
  JobFolder jobs(order.output);
  Crew crew(comparison, jobs, order.output, stop, threads_of(order, ranks));
  ranks.together([&] {
    require_room(need_of_comparison(comparison, crew.threads()), order.output);
    jobs.follow(text);
    if (ranks.first()) {
      lock.emplace(order.output, say);
      jobs.open(text, order.replicates);
      take_former(order, comparison, jobs);
    }
  });
  while (true) {
    ranks.together([&] { crew.work(missing_jobs(comparison, jobs, ranks), ranks); });
    if (!rule) {
      break;
    }
    const Eigen::MatrixXd levels = primary_levels(comparison, jobs, comparison.shape.replicates);
    if (looks.empty()) {
      rule = rule_of(comparison, levels.col(0).mean());
    }
    looks.push_back(
        analysis::look_at(levels.rightCols(levels.cols() - 1).colwise() - levels.col(0), *rule));
    if (ranks.first()) {
      say(fmt::format("{} replicates: half-width {:.4g}, {:.4g} wanted", looks.back().replicates,
                      looks.back().half_width, rule->precision));
    }
    if (looks.back().verdict != analysis::Look::Verdict::more) {
      break;
    }
    grow(analysis::next_replicates(looks, *rule));
  }
  std::string digest;
  ranks.together([&] {
    if (ranks.first()) {
      analysis::ResultWriter result(order.output, order.existing);
      write_comparison(result, comparison, {text, order.replicates, looks}, jobs);
      digest = result.publish();
      jobs.remove();
    }
  });
  if (!ranks.first()) {
    return digest;
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  write_log(order, comparison, digest, seconds.count(), crew);
  say(fmt::format("{} worlds, {} replicates in {}; the shared past saved {:.0f} % of the quarters",
                  comparison.worlds.size(), comparison.shape.replicates, in_time(seconds.count()),
                  100 * comparison.shared_share()));
  return digest;
}

bool is_comparison(const analysis::ResultReader &result) {
  const auto &texts = result.texts();
  return std::find(texts.begin(), texts.end(), "provenance/order") != texts.end();
}

CompareOrder order_in(const analysis::ResultReader &result) {
  CompareOrder order;
  order.scenarios = scenarios_from(result.text("provenance/order"));
  order.uncertainty = uncertainty_from(result.text("provenance/order"));
  const auto manifest = nlohmann::json::parse(result.text("provenance/manifest"), nullptr, false);
  try {
    order.replicates = {manifest.at("replicates").get<std::size_t>(),
                        manifest.at("by_precision").get<bool>()};
  } catch (const nlohmann::json::exception &error) {
    throw Failure(Exit::corrupt, std::string("the manifest cannot be read: ") + error.what());
  }
  for (const analysis::Axis &axis : result.axes()) {
    if (axis.name == "replicate" && axis.size() != order.replicates.count) {
      throw Failure(Exit::corrupt, "the manifest has another number of replicates than the result");
    }
  }
  return order;
}

std::string resume(const fs::path &output, std::size_t extend, std::size_t threads,
                   const std::string &command) {
  JobFolder jobs(output);
  CompareOrder order;
  order.output = output;
  order.threads = threads;
  order.command = command;
  order.existing = analysis::Existing::keep_as_old;
  const auto left = jobs.left();
  if (left) {
    order.scenarios = scenarios_from(left->order);
    order.uncertainty = uncertainty_from(left->order);
    order.replicates = left->replicates;
    if (extend > 0 && left->replicates.by_precision) {
      throw Failure(Exit::usage, fmt::format("{}: --replicates auto decides how many there are; "
                                             "extend it when it has finished",
                                             output.string()));
    }
    order.replicates.count += extend;
    return compare(std::move(order));
  }
  std::error_code error;
  if (!fs::exists(output, error)) {
    throw Failure(Exit::io, fmt::format("{}: neither a result nor jobs ({}) are there",
                                        output.string(), jobs.path().string()));
  }
  const analysis::ResultReader former(output);
  if (!is_comparison(former)) {
    throw Failure(
        Exit::usage,
        fmt::format("{}: is complete and no comparison; only comparisons grow by --extend",
                    output.string()));
  }
  if (extend == 0) {
    throw Failure(Exit::usage,
                  fmt::format("{}: is complete; --extend N adds replicates", output.string()));
  }
  require_true_texts(former);
  const std::string text = former.text("provenance/order");
  order.scenarios = scenarios_from(text);
  order.uncertainty = uncertainty_from(text);
  if (order_text(order.scenarios, order.uncertainty) != text) {
    throw Failure(
        Exit::corrupt,
        fmt::format("{}: was computed by another program or on another kind of processor; "
                    "its replicates cannot be joined with new ones",
                    output.string()));
  }
  for (const analysis::Axis &axis : former.axes()) {
    order.former = axis.name == "replicate" ? axis.size() : order.former;
  }
  order.replicates.count = order.former + extend;
  return compare(std::move(order));
}

} // namespace sme::sim
