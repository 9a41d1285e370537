// The list of instruments: adding one is its header and its name here.
#pragma once

#include <variant>

#include "models/instruments/central_award.hpp"
#include "models/instruments/certification_award.hpp"
#include "models/instruments/credit_guarantee.hpp"
#include "models/instruments/relending.hpp"
#include "models/instruments/rnd_super_deduction.hpp"

namespace sme {

using Instrument =
    std::variant<CentralAward, CertificationAward, RndSuperDeduction, CreditGuarantee, Relending>;

} // namespace sme
