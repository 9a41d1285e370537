#!/usr/bin/env bash
# A comparison and a calibration spread over processes by mpirun: the same bytes for 1, 2 and 3 ranks.
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
# A calibration, and a comparison with the parameters it leaves unsure.
cat >scenarios/study.toml <<'END'
scenario = "baseline.toml"
facts = "reference"
only = ["srdi_stock_2020"]
[calibrate]
scale = 0.0005
until = "2020Q4"
replicates = 2
first_points = 8
waves = 1
wave_points = 3
candidates = 500
posterior_points = 40
check_replicates = 2
[free."ladder.awareness_srdi"]
low = 0.001
high = 0.05
scale = "log"
END
study=(calibrate scenarios/study.toml --set run.spin_up=2017Q1)
check "a calibration alone" quietly "$sme" "${study[@]}" -o calibrated.h5 --threads 1
check "unsure parameters alone" quietly "$sme" "${order[@]}" --uncertainty calibrated.h5 -o unsure.h5
for ranks in 2 3; do
  check "a calibration in $ranks ranks" quietly "${mpi[@]}" "$ranks" "$sme" "${study[@]}" -o "c$ranks.h5" --threads 1
  check "  one table on standard output" [ "$(grep -c "^ladder.awareness_srdi" out)" -eq 1 ]
  check "  the same bytes" cmp -s calibrated.h5 "c$ranks.h5"
  check "  no jobs left" [ ! -e "c$ranks.h5.jobs" ]
  check "unsure parameters in $ranks ranks" quietly "${mpi[@]}" "$ranks" "$sme" "${order[@]}" --uncertainty calibrated.h5 -o "u$ranks.h5" --threads 1
  check "  the same bytes" cmp -s unsure.h5 "u$ranks.h5"
done
"${mpi[@]}" 2 "$sme" "${order[@]}" -o alone.h5 --threads 1 >out 2>err
check "an existing result is refused by all" [ $? -ne 0 ]
check "  and in words" grep -q "exists already" err
[ "$failed" -eq 0 ] && echo "all well" || exit 1
