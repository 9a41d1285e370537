#!/usr/bin/env bash
# From a fresh machine to a first result: installs what is missing, builds the program, runs the
# baseline: an ensemble of four runs of a tenth of the population. Options replace that choice and go
# to `sme run`: `scenarios/quickstart.sh --scale 1` runs the whole population once. Progress goes to standard error, the list of files to
# standard output.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

step() { # step NAME COMMAND...: runs it and says how long it took
  local name=$1 start=$SECONDS
  shift
  echo "== ${name}" >&2
  "$@" >&2
  echo "== ${name}: $((SECONDS - start)) s" >&2
}

install() {
  # shellcheck source=.ci/setup.sh
  source .ci/setup.sh
}
build() {
  cmake --preset release
  cmake --build --preset release --parallel "$(nproc)" --target sme
}
put_aside() { # an earlier result is kept, once
  local file
  mkdir -p results/earlier
  for file in results/baseline.h5*; do
    if [ -f "$file" ]; then mv -f -- "$file" results/earlier/; fi
  done
}

step "install what is missing" install
step "build the program" build
put_aside
if [ "$#" -eq 0 ]; then set -- --scale 0.1 --replicates 4; fi
step "run the baseline" ./build/release/sme run scenarios/baseline.toml -o results/baseline.h5 "$@"

echo "The results are in ${PWD}/results:"
find results -maxdepth 1 -type f -name 'baseline*' | sort
