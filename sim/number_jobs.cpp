#include "sim/number_jobs.hpp"

#include <fstream>
#include <new>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "analysis/result.hpp"
#include "sim/failure.hpp"
#include "sim/files.hpp"
#include "sim/slices.hpp"

namespace sme::sim {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char *numbers_cube = "numbers";

fs::path folder_of(const fs::path &output) {
  fs::path folder = output;
  folder += ".jobs";
  return folder;
}

std::size_t threads_for(std::size_t threads, const Ranks &ranks) {
  const std::size_t processors = std::max(1U, std::thread::hardware_concurrency());
  return threads > 0 || ranks.count() == 1 ? threads
                                           : std::max<std::size_t>(1, processors / ranks.count());
}

} // namespace

std::optional<LeftOrder> left_order(const fs::path &output) {
  const Json all = Json::parse(content_of(folder_of(output) / order_file), nullptr, false);
  if (!all.is_object() || !all.contains("kind") || !all.contains("order")) {
    return std::nullopt;
  }
  return LeftOrder{all.at("kind").get<std::string>(), all.at("order").get<std::string>()};
}

NumberJobs::NumberJobs(fs::path output, const Ranks &ranks, const StopRequests &stop,
                       std::size_t threads)
    : output_(std::move(output)), folder_(folder_of(output_)), ranks_(ranks), stop_(stop),
      workers_(threads_for(threads, ranks)) {}

void NumberJobs::open(const LeftOrder &order) {
  digest_ = analysis::sha256_of_text(order.kind + "\n" + order.text);
  if (!ranks_.first()) {
    return;
  }
  const fs::path file = folder_ / order_file;
  std::error_code error;
  if (fs::exists(file, error)) {
    const auto other = left_order(output_);
    if (!other || other->kind != order.kind || other->text != order.text) {
      throw Failure(Exit::io,
                    fmt::format("{}: holds jobs of another order, or of another program or "
                                "processor; finish it with `sme resume`, remove the folder, or "
                                "choose another name for the result",
                                folder_.string()));
    }
    return;
  }
  fs::create_directories(folder_, error);
  const fs::path part = folder_ / fmt::format("{}.part-{}", order_file, getpid());
  std::ofstream out(part, std::ios::binary);
  out << Json{{"kind", order.kind}, {"order", order.text}}.dump(1);
  out.close();
  if (!out.fail()) {
    fs::rename(part, file, error);
  }
  if (out.fail() || error) {
    throw Failure(Exit::io, fmt::format("{}: cannot be written", folder_.string()));
  }
}

fs::path NumberJobs::file(const std::string &stage, std::size_t job) const {
  return folder_ / fmt::format("{}_{:06}.job", stage, job);
}

std::string NumberJobs::key(const std::string &stage, std::size_t job, const NumberJob &one) const {
  return fmt::format("{} {} {} {}", digest_, stage, job, one.key);
}

std::optional<std::vector<double>> NumberJobs::read(const std::string &stage, std::size_t job,
                                                    const NumberJob &one) const {
  const auto slices = read_slices(file(stage, job), key(stage, job, one));
  return slices && slices->real.contains(numbers_cube)
             ? std::optional(slices->real.at(numbers_cube))
             : std::nullopt;
}

std::vector<std::vector<double>> NumberJobs::compute(const std::string &stage,
                                                     const std::vector<NumberJob> &jobs) {
  ranks_.together([&] { work(stage, jobs); });
  std::vector<std::vector<double>> all;
  ranks_.together([&] { // nobody goes on, and removes the folder, before all have read
    for (std::size_t job = 0; job < jobs.size(); ++job) {
      auto one = read(stage, job, jobs[job]);
      if (!one) {
        throw Failure(Exit::io, fmt::format("{}: a finished job is gone; start again and it is "
                                            "computed again",
                                            file(stage, job).string()));
      }
      all.push_back(std::move(*one));
    }
  });
  return all;
}

void NumberJobs::work(const std::string &stage, const std::vector<NumberJob> &jobs) {
  std::vector<std::size_t> missing;
  std::uint64_t quarters = 0;
  for (std::size_t job = ranks_.rank(); job < jobs.size(); job += ranks_.count()) {
    if (!read(stage, job, jobs[job])) {
      missing.push_back(job);
      quarters += jobs[job].quarters;
    }
  }
  progress_.emplace(quarters);
  next_ = 0;
  if (missing.size() >= threads() && threads() > 1) {
    std::vector<std::jthread> lanes;
    for (std::size_t i = 0; i < threads(); ++i) {
      lanes.emplace_back([&] { lane(stage, jobs, missing, serial_executor()); });
    }
  } else {
    lane(stage, jobs, missing, workers_.executor());
  }
  progress_->clear();
  firm_quarters_ += progress_->firm_quarters();
  if (error_) {
    std::rethrow_exception(error_);
  }
}

void NumberJobs::lane(const std::string &stage, const std::vector<NumberJob> &jobs,
                      const std::vector<std::size_t> &missing, const Executor &executor) {
  for (std::size_t at = next_++; at < missing.size() && !ended_; at = next_++) {
    try {
      compute_one(stage, missing[at], jobs[missing[at]], executor);
    } catch (...) {
      const std::lock_guard guard(mutex_);
      if (!error_) { // the others end because of it
        error_ = std::current_exception();
      }
      ended_ = true;
    }
  }
}

void NumberJobs::compute_one(const std::string &stage, std::size_t job, const NumberJob &one,
                             const Executor &executor) {
  RunWatch watch;
  watch.passed = [&](std::uint64_t firms, Quarter quarter) {
    const std::lock_guard guard(mutex_);
    if (ranks_.first()) { // the first process shows its own share; the others are as far
      progress_->passed(firms,
                        fmt::format("{}, {}Q{}", one.name, quarter.year(), quarter.of_year()));
    }
  };
  watch.go_on = [&] {
    if (stop_.requested() || ended_) {
      throw Failure(Exit::stopped,
                    "stopped on request; finished jobs are kept\n  to go on: sme resume " +
                        output_.string());
    }
  };
  try {
    const auto values = one.compute(executor, watch);
    write_slices(file(stage, job), key(stage, job, one), {{}, {{numbers_cube, values}}});
  } catch (const Failure &) {
    throw;
  } catch (const std::bad_alloc &) {
    throw Failure(Exit::refused, fmt::format("memory ran out in {}; finished jobs are kept\n  use "
                                             "fewer --threads, or a smaller scale",
                                             one.name));
  } catch (const std::exception &error) {
    throw Failure(Exit::defect, fmt::format("this is a defect of the program: {}\n  in {}, {}\n  "
                                            "please report it with this text",
                                            error.what(), one.name, one.key));
  }
}

void NumberJobs::in_parallel(std::size_t count,
                             const std::function<void(std::size_t)> &task) const {
  workers_.executor().each(count, [&](std::size_t index, std::size_t) { task(index); });
}

void NumberJobs::remove() const noexcept {
  if (ranks_.first()) {
    std::error_code error;
    fs::remove_all(folder_, error);
  }
}

} // namespace sme::sim
