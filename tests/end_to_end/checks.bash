# Sourced by the scripts beside it: checks that are counted in `failed`, a folder of their own to work
# in, and looks at what the program said. Needs `sme` and `here` to be set before.
# shellcheck shell=bash

folder=$(mktemp -d)
trap 'rm -rf -- "$folder"' EXIT
cd -- "$folder" || exit 1

failed=0
check() { # check NAME COMMAND...
  local name=$1
  shift
  if "$@"; then
    echo "ok    $name"
  else
    echo "FAIL  $name"
    failed=$((failed + 1))
  fi
}
code() { # code EXPECTED COMMAND...: the exit code; what was said is in out and err
  local expected=$1 got=0
  shift
  "$@" >out 2>err || got=$?
  [ "$got" -eq "$expected" ] || { echo "  exit code $got, not $expected: $(tail -n 3 err)"; false; }
}
says() { grep -qF -- "$1" err || { echo "  standard error: $(cat err)"; false; }; }
same() { cmp -s -- "$1" "$2"; }
only() { # only NAME...: the folder made holds exactly these
  [ "$(cd made && ls -A)" = "$(printf '%s\n' "$@" | sort)" ] || { echo "  made holds: $(ls -A made | tr '\n' ' ')"; false; }
}
award() { # award TIER: the shipped scenarios here, and beside them one with awards for that label
  [ -d scenarios ] || cp -R -- "$here/scenarios" scenarios
  printf '%s\n' 'base = "baseline.toml"' 'name = "award"' '[policy.award]' \
    'instrument = "certification_award"' 'from = "2019Q3"' "$1 = \"2e6 CNY\"" >scenarios/award.toml
}
