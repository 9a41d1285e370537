#include "analysis/posterior.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "analysis/design.hpp"
#include "analysis/search.hpp"
#include "analysis/stream.hpp"

namespace sme::analysis {
namespace {

constexpr double impossible = -std::numeric_limits<double>::infinity();
constexpr double wanted_acceptance = 0.25;

Found maximum(const LogDensity &density, const Eigen::VectorXd &start) {
  const auto size = start.size();
  auto found = minimise([&](const Eigen::VectorXd &x) { return -density(x); }, start,
                        Eigen::VectorXd::Zero(size), Eigen::VectorXd::Ones(size),
                        {.evaluations = 60 * (static_cast<int>(size) + 3), .step = 0.1});
  found.value = -found.value;
  return found;
}

// Maxima from the best point of each block of Sobol points.
std::vector<Found> maxima(const LogDensity &density, Eigen::Index dimension, int starts,
                          std::uint32_t seed) {
  const Eigen::Index block = 32 * dimension;
  const auto points = sobol_points(starts * block, dimension, seed);
  std::vector<Found> out;
  for (Eigen::Index s = 0; s < starts; ++s) {
    Eigen::Index chosen = s * block;
    double most = impossible;
    for (Eigen::Index i = s * block; i < (s + 1) * block; ++i)
      if (const double one = density(points.row(i).transpose()); one > most) {
        most = one;
        chosen = i;
      }
    out.push_back(maximum(density, points.row(chosen).transpose()));
  }
  return out;
}

// A chain that learns its steps: scale^2 times the covariance of where it has been.
class Chain {
public:
  Chain(const LogDensity &density, const Found &start, Stream stream)
      : density_(density), stream_(stream), at_(start.at), value_(start.value), mean_(at_),
        scatter_(Eigen::MatrixXd::Zero(at_.size(), at_.size())),
        root_(0.05 * Eigen::MatrixXd::Identity(at_.size(), at_.size())),
        log_scale_(std::log(2.38 / std::sqrt(static_cast<double>(at_.size())))) {}

  void step() { // uses as much chance whatever happens
    Eigen::VectorXd draw(at_.size());
    for (auto &one : draw)
      one = stream_.normal();
    const double bar = std::log(stream_.uniform());
    const Eigen::VectorXd tried = at_ + std::exp(log_scale_) * (root_ * draw);
    const bool inside = (tried.array() >= 0).all() && (tried.array() <= 1).all();
    const double value = inside ? density_(tried) : impossible;
    chance_ = value >= value_ ? 1 : std::exp(value - value_); // NaN and -inf: never taken
    if (!(chance_ >= 0))
      chance_ = 0;
    if (bar < value - value_) {
      at_ = tried;
      value_ = value;
      ++taken_;
    }
  }
  // After a step of the warm-up: Robbins & Monro for the scale, and every so often the covariance.
  void learn(int step, int steps) {
    log_scale_ += (chance_ - wanted_acceptance) / std::pow(1 + step, 0.6);
    if (step == steps / 8 || step == steps / 3) { // forget the way from the start
      mean_ = at_;
      scatter_.setZero();
      seen_ = 0;
    }
    ++seen_;
    const Eigen::VectorXd off = at_ - mean_;
    mean_ += off / seen_;
    for (Eigen::Index i = 0; i < off.size(); ++i)
      for (Eigen::Index j = 0; j < off.size(); ++j)
        scatter_(i, j) += off(i) * (at_(j) - mean_(j));
    if (seen_ > 20 * static_cast<double>(at_.size()) && step % 50 == 0) {
      Eigen::MatrixXd covariance = scatter_ / (seen_ - 1);
      covariance.diagonal().array() += 1e-8;
      const Eigen::LLT<Eigen::MatrixXd> factored(covariance);
      if (factored.info() == Eigen::Success)
        root_ = factored.matrixL();
    }
  }
  void forget_taken() { taken_ = 0; }
  [[nodiscard]] const Eigen::VectorXd &at() const { return at_; }
  [[nodiscard]] double value() const { return value_; }
  [[nodiscard]] double taken() const { return taken_; }

private:
  const LogDensity &density_;
  Stream stream_;
  Eigen::VectorXd at_;
  double value_, chance_ = 0, taken_ = 0, seen_ = 0;
  Eigen::VectorXd mean_;
  Eigen::MatrixXd scatter_, root_;
  double log_scale_;
};

struct Mixing {
  double effective = 0, agreement = 1;
};

// Of a column of chains of equal length, each cut into two.
Mixing mixing(const Eigen::VectorXd &column, int chains) {
  const Eigen::Index parts = Eigen::Index{2} * chains, length = column.size() / parts;
  const auto n = static_cast<double>(length), m = static_cast<double>(parts);
  Eigen::MatrixXd part(length, parts);
  for (Eigen::Index c = 0; c < parts; ++c)
    part.col(c) = column.segment(c * length, length);
  const Eigen::RowVectorXd means = part.colwise().mean();
  part.rowwise() -= means;
  const double within = part.squaredNorm() / (m * (n - 1));
  const double between = (means.array() - means.mean()).square().sum() / (m - 1); // over n
  const double variance = within * (n - 1) / n + between;
  if (!(within > 0))
    return {m, between > 0 ? std::numeric_limits<double>::infinity() : 1};
  const auto correlation = [&](Eigen::Index lag) {
    double sum = 0;
    for (Eigen::Index c = 0; c < parts; ++c)
      sum += part.col(c).head(length - lag).dot(part.col(c).tail(length - lag));
    return 1 - (within - sum / (m * n)) / variance;
  };
  double sum = 0; // of pairs, as long as they are positive, never rising
  double last = std::numeric_limits<double>::infinity();
  for (Eigen::Index lag = 0; lag + 1 < length; lag += 2) {
    const double pair = (lag == 0 ? 1 : correlation(lag)) + correlation(lag + 1);
    if (!(pair > 0))
      break;
    last = std::min(last, pair);
    sum += last;
  }
  return {m * n / std::max(2 * sum - 1, 1 / std::log10(m * n)), std::sqrt(variance / within)};
}

} // namespace

LogDensity log_posterior(std::span<const Surrogate> emulators, std::span<const Moment> moments) {
  if (emulators.size() != moments.size() || emulators.empty())
    throw std::invalid_argument("posterior: needs an emulator for each moment, and one");
  return [emulators, moments](const Eigen::VectorXd &point) {
    double sum = 0;
    for (std::size_t m = 0; m < moments.size(); ++m) {
      const auto &moment = moments[m];
      const auto predicted = emulators[m].predict(point);
      const double off = moment.observed - predicted.mean;
      const double variance =
          predicted.variance + moment.observation + moment.discrepancy + moment.chance;
      sum -= (off * off / variance + std::log(variance)) / 2;
    }
    return sum;
  };
}

Eigen::VectorXd most_likely(const LogDensity &density, Eigen::Index dimension, int starts,
                            std::uint32_t seed) {
  const auto all = maxima(density, dimension, std::max(starts, 1), seed);
  return std::max_element(all.begin(), all.end(),
                          [](const auto &one, const auto &two) { return one.value < two.value; })
      ->at;
}

Posterior sample_posterior(const LogDensity &density, Eigen::Index dimension,
                           const PosteriorOptions &asked) {
  auto options = asked;
  if (options.warm_up == 0)
    options.warm_up = std::max(2000, 600 * static_cast<int>(dimension));
  if (options.kept == 0)
    options.kept = 4 * options.warm_up;
  if (dimension < 1 || options.chains < 2 || options.kept < 20 || options.warm_up < 20)
    throw std::invalid_argument("posterior: needs a parameter, two chains and twenty steps");
  const auto starts = maxima(density, dimension, options.chains, options.seed);
  Posterior out{Eigen::MatrixXd(Eigen::Index{options.chains} * options.kept, dimension),
                options.chains};
  out.best_density = impossible;
  Eigen::Index row = 0;
  for (int c = 0; c < options.chains; ++c) {
    const auto &start = starts[static_cast<std::size_t>(c)];
    if (start.value > out.best_density) {
      out.best_density = start.value;
      out.best = start.at;
    }
    Chain chain(density, start,
                Stream(options.seed, Resampling::chains, static_cast<std::uint32_t>(c)));
    for (int step = 0; step < options.warm_up; ++step) {
      chain.step();
      chain.learn(step, options.warm_up);
    }
    chain.forget_taken();
    for (int step = 0; step < options.kept; ++step) {
      chain.step();
      out.sample.row(row++) = chain.at().transpose();
      if (chain.value() > out.best_density) {
        out.best_density = chain.value();
        out.best = chain.at();
      }
    }
    out.acceptance += chain.taken() / (static_cast<double>(options.kept) * options.chains);
  }
  if (!std::isfinite(out.best_density))
    throw std::invalid_argument("posterior: the density has no finite value");
  const auto last = maximum(density, out.best);
  if (last.value > out.best_density) {
    out.best_density = last.value;
    out.best = last.at;
  }
  out.effective.resize(dimension);
  out.agreement.resize(dimension);
  for (Eigen::Index k = 0; k < dimension; ++k) {
    const auto mixed = mixing(out.sample.col(k), options.chains);
    out.effective(k) = mixed.effective;
    out.agreement(k) = mixed.agreement;
  }
  return out;
}

} // namespace sme::analysis
