// Every label that a page may show has words in both languages.
#include <doctest/doctest.h>

#include <string>
#include <variant>

#include "analysis/labels.hpp"
#include "models/instruments.hpp"
#include "models/quantities.hpp"

using namespace sme::analysis;

namespace {

void check_words(std::string_view label) {
  CAPTURE(label);
  const auto words = label_words(std::string(label));
  CHECK(words.en.find('_') == std::string::npos);
  CHECK(words.zh != words.en);
}

template <class... I> void check_instruments(const std::variant<I...> *) {
  (check_words(I::name), ...);
}

} // namespace

TEST_CASE("every instrument, chain, tier, size and payer is called something in both languages") {
  check_instruments(static_cast<const sme::Instrument *>(nullptr));
  for (const auto label : sme::ChainWords::words)
    check_words(label);
  for (const auto label : sme::SizeWords::words)
    check_words(label);
  for (const auto label : sme::TierWords::words)
    check_words(label);
  for (const auto label : sme::PayerWords::words)
    check_words(label);
}

TEST_CASE("a label without words stays as it is") {
  CHECK(label_words("no_such_label").en == "no_such_label");
}
