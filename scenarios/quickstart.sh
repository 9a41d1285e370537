#!/usr/bin/env bash
# From a fresh machine to a first answer: installs what is missing, builds the program, compares
# business as usual with five programmes of the same yearly public money and with a package of them,
# and writes the page that says what each changed. Options replace the choice of scale and replicates
# and go to `sme compare`: `scenarios/quickstart.sh --scale 0.1 --replicates 20`. Progress goes to
# standard error, the list of files to standard output.
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
  cmake --preset release -DSME_FIGURES=ON
  cmake --build --preset release --parallel "$(nproc)" --target sme
}
put_aside() { # an earlier result is kept, once
  local file
  mkdir -p results/earlier
  for file in results/headline.*; do
    if [ -e "$file" ]; then
      rm -rf -- "results/earlier/$(basename "$file")"
      mv -f -- "$file" results/earlier/
    fi
  done
}

step "install what is missing" install
step "build the program" build
put_aside
if [ "$#" -eq 0 ]; then set -- --scale 0.02 --replicates 6; fi
policies=()
for name in special-fund life-cycle-service open-challenge consortia key-little-giants package; do
  policies+=("scenarios/equal-budget/${name}.toml")
done
step "compare business as usual with six ways to spend the same money" \
  ./build/release/sme compare scenarios/baseline.toml "${policies[@]}" -o results/headline.h5 "$@"
step "write the page" ./build/release/sme report results/headline.h5 -o results/headline.html

echo "Open results/headline.html in a browser. All files are in ${PWD}/results:"
find results -maxdepth 1 -type f -name 'headline*' | sort
