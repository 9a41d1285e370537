#include "models/lots.hpp"

#include <doctest/doctest.h>

using namespace sme;

TEST_CASE("many entities draw at once what each draws alone, whatever their number") {
  const Fate fate{7, 3};
  const Quarter now = quarter_of(2024, 2);
  for (const std::size_t count : {0U, 1U, 15U, 16U, 17U, 100U}) {
    std::vector<std::uint64_t> ids(count);
    for (std::size_t k = 0; k < count; ++k) {
      ids[k] = (k << 40U) + 5 * k;
    }
    for (const Processor processor : {Processor::plain, this_processor()}) {
      Lots lots;
      draw_lots(processor, fate, now, Purpose::filing, ids, lots, 2);
      for (std::size_t k = 0; k < count; ++k) {
        CAPTURE(count);
        CHECK(lots[k] == words(fate, now, Purpose::filing, ids[k], 2));
      }
    }
  }
}
