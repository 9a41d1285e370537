// The list of instruments: adding one is its header and its name here.
#pragma once

#include <variant>

#include "models/instruments/central_award.hpp"
#include "models/instruments/certification_award.hpp"
#include "models/instruments/cluster_programme.hpp"
#include "models/instruments/credit_guarantee.hpp"
#include "models/instruments/digital_pilot.hpp"
#include "models/instruments/equity_fund.hpp"
#include "models/instruments/growth_award.hpp"
#include "models/instruments/innovation_consortium.hpp"
#include "models/instruments/life_cycle_service.hpp"
#include "models/instruments/matching_events.hpp"
#include "models/instruments/open_challenge.hpp"
#include "models/instruments/relending.hpp"
#include "models/instruments/rnd_super_deduction.hpp"
#include "models/instruments/service_network.hpp"
#include "models/instruments/special_fund.hpp"
#include "models/instruments/srdi_loan.hpp"

namespace sme {

using Instrument = std::variant<CentralAward, CertificationAward, ClusterProgramme, CreditGuarantee,
                                DigitalPilot, EquityFund, GrowthAward, InnovationConsortium,
                                LifeCycleService, MatchingEvents, OpenChallenge, Relending,
                                RndSuperDeduction, ServiceNetwork, SpecialFund, SrdiLoan>;

} // namespace sme
