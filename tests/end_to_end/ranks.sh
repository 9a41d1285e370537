#!/usr/bin/env bash
# A comparison spread over processes by mpirun: the same bytes for 1, 2 and 3 ranks.
# usage: tests/end_to_end/ranks.sh [PATH_TO_SME]; says so and ends well when the program knows no MPI
set -uo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
sme=$(realpath -- "${1:-${SME:?give the path of the program}}")
if ! command -v mpirun >/dev/null || ! ldd "$sme" | grep libmpi >/dev/null; then
  echo "left out: this program was built without MPI (cmake -DSME_MPI=ON)"
  exit 0
fi
folder=$(mktemp -d)
trap 'rm -rf -- "$folder"' EXIT
cd -- "$folder" || exit 1
cp -R -- "$here/scenarios" scenarios
cat >scenarios/award.toml <<'END'
base = "baseline.toml"
name = "award"
[policy.award]
instrument = "certification_award"
from = "2019Q3"
innovative = "2e6 CNY"
END
order=(compare scenarios/baseline.toml scenarios/award.toml --scale 0.0005 --set run.spin_up=2017Q1
  --set run.until=2021Q4 --replicates 5)
mpi=(mpirun --oversubscribe -n)
[ "$(id -u)" -ne 0 ] || export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
failed=0
check() {
  local name=$1
  shift
  if "$@"; then echo "ok    $name"; else
    echo "FAIL  $name: $(tail -n 3 err)"
    failed=$((failed + 1))
  fi
}
quietly() { "$@" >out 2>err; }
check "alone" quietly "$sme" "${order[@]}" -o alone.h5 --threads 1
for ranks in 1 2 3; do
  check "$ranks ranks" quietly "${mpi[@]}" "$ranks" "$sme" "${order[@]}" -o "r$ranks.h5" --threads 1
  check "  one line on standard output" [ "$(grep -c "r$ranks.h5" out)" -eq 1 ]
  check "  the same bytes" cmp -s alone.h5 "r$ranks.h5"
  check "  no jobs left" [ ! -e "r$ranks.h5.jobs" ]
done
"${mpi[@]}" 2 "$sme" "${order[@]}" -o alone.h5 --threads 1 >out 2>err
check "an existing result is refused by all" [ $? -ne 0 ]
check "  and in words" grep -q "exists already" err
[ "$failed" -eq 0 ] && echo "all well" || exit 1
