#include "sim/commands.hpp"

int main(int count, char **words) {
  return sme::sim::run_command({words + (count > 0 ? 1 : 0), words + count});
}
