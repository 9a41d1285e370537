#!/usr/bin/env bash
# All tests: style, layering, build, then CTest (suite, readers, end to end). Options go to CTest:
# `tests/run.sh -L fast` for the quick ones. The last line counts; the exit code is 1 on failure.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
# shellcheck source=.ci/setup.sh
source .ci/setup.sh

passed=0
failed=0
check() { # check NAME COMMAND...: runs it, goes on in either case
  local name=$1 start=$SECONDS
  shift
  if "$@"; then
    passed=$((passed + 1))
    echo "passed: ${name} ($((SECONDS - start)) s)"
  else
    failed=$((failed + 1))
    echo "FAILED: ${name} ($((SECONDS - start)) s)"
  fi
}
absent() { # absent PATTERN ROOM...: no C++ file of the rooms has such a line
  local pattern=$1
  shift
  local status=0
  grep -rnE --include='*.?pp' -- "$pattern" "$@" || status=$?
  [ "$status" -eq 1 ] # 0 is a find, 2 an error
}

# ---- What the sources must look like ----------------------------------------------------------
formatted() {
  local one='clang-format --dry-run -Werror "$1" 2>/dev/null || { echo "clang-format -i $1"; false; }'
  find models analysis sim tests -name '*.?pp' -print0 |
    xargs -0 -r -n 1 -P "$(nproc)" bash -c "$one" formatted
}
short() { # a file that grows over 400 lines is two files
  find models analysis sim -name '*.?pp' -exec wc -l {} + |
    awk '$2 != "total" && $1 > 400 { print $2 ": " $1 " lines"; bad = 1 } END { exit bad }'
}
tidy() { # nothing new at the top
  if ! command -v git >/dev/null || [ ! -e .git ]; then return 0; fi
  local allowed='models|analysis|sim|scenarios|tests|\.ci|\.clang-format|\.clang-tidy|\.gitignore'
  allowed+='|CMakeLists\.txt|CMakePresets\.json|README\.md|LICENSE|CITATION\.cff'
  local names
  names=$(git -c safe.directory='*' ls-files --cached --others --exclude-standard)
  ! cut -d/ -f1 <<<"$names" | sort -u | grep -vxE "$allowed"
}
numbers='\b(v?(f|s|sn)?printf|v?[fs]?scanf|strto(d|f|ld)|sto(d|f|ld)|atof|setlocale)\b'
numbers+='|std::locale\b|\bimbue\b'
chance='std::(\w+_distribution|mt19937(_64)?|random_device|default_random_engine)\b|\bs?rand\('
machine='#include <(iostream|fstream|cstdio|filesystem|chrono|ctime|random|thread|mutex|future|'
machine+='atomic|condition_variable|tbb/|oneapi/|toml|CLI|fmt/|hdf5|mpi|omp|unistd|sys/)'

check "files are formatted" formatted
check "no file is over 400 lines" short
check "the top folder holds what it should" tidy
check "numbers are read and written without the locale" absent "$numbers" models analysis sim
check "chance is keyed, not drawn from the standard library" absent "$chance" models analysis sim
check "models see neither sim nor analysis" absent '#include "(sim|analysis|tests)/' models
check "models touch no file, clock, thread or stream" absent "$machine" models
check "analysis sees neither models nor sim" absent '#include "(models|sim|tests)/' analysis
check "sim does not see the tests" absent '#include "tests/' sim

# ---- Build and CTest --------------------------------------------------------------------------
build() {
  cmake --preset release -DSME_FIGURES=ON && cmake --build --preset release --parallel "$(nproc)"
}
log=build/release/ctest.log
suite() {
  ctest --preset release --parallel "$(nproc)" "$@" | tee "$log"
}
check "everything builds" build
if [ "$failed" -eq 0 ] || [ -x build/release/sme_tests ]; then
  : >"$log"
  if suite "$@"; then good=1; else good=0; fi
  bad=$(sed -nE 's/.* ([0-9]+) tests? failed out of [0-9]+.*/\1/p' "$log")
  all=$(sed -nE 's/.* tests? failed out of ([0-9]+).*/\1/p' "$log")
  if [ "$good" -eq 0 ] && [ "${bad:-0}" -eq 0 ]; then bad=1 all=${all:-1}; fi
  passed=$((passed + ${all:-0} - ${bad:-0}))
  failed=$((failed + ${bad:-0}))
fi

echo "${passed} passed, ${failed} failed"
[ "$failed" -eq 0 ]
