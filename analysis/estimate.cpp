#include "analysis/estimate.hpp"

#include <stdexcept>

#include "analysis/distributions.hpp"

namespace sme::analysis {

Interval Estimate::interval(double alpha) const {
  if (!(error >= 0) || !(freedom > 0))
    return {};
  const double quantile = std::isinf(freedom) ? normal_quantile(1 - alpha / 2)
                                              : student_quantile(1 - alpha / 2, freedom);
  return {value - quantile * error, value + quantile * error};
}

int Estimate::sign(double alpha) const {
  const auto range = interval(alpha);
  if (range.low > 0)
    return 1;
  return range.high < 0 ? -1 : 0;
}

Estimate Regression::at(Eigen::Index column) const {
  return {coefficients(column), std::sqrt(covariance(column, column)),
          static_cast<double>(count) - static_cast<double>(coefficients.size())};
}

std::optional<Regression> regress(const Eigen::MatrixXd &design, const Eigen::VectorXd &outcome) {
  if (design.rows() != outcome.size())
    throw std::invalid_argument("regression: as many outcomes as rows are needed");
  if (design.rows() <= design.cols() || design.cols() == 0)
    return std::nullopt;
  Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(design);
  qr.setThreshold(1e-10);
  if (qr.rank() < design.cols())
    return std::nullopt;
  Regression out;
  out.count = static_cast<std::size_t>(design.rows());
  out.coefficients = qr.solve(outcome);
  const Eigen::VectorXd residuals = outcome - design * out.coefficients;
  const Eigen::MatrixXd bread = (design.transpose() * design).inverse();
  const Eigen::VectorXd leverage = (design * bread).cwiseProduct(design).rowwise().sum();
  if (leverage.maxCoeff() > 1 - 1e-9)
    return std::nullopt;
  const Eigen::VectorXd scaled = residuals.array() / (1 - leverage.array());
  const Eigen::MatrixXd rows = design.array().colwise() * scaled.array();
  out.covariance = bread * (rows.transpose() * rows) * bread;
  return out;
}

} // namespace sme::analysis
