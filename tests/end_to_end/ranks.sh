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
# shellcheck source=tests/end_to_end/checks.bash
source "$here/tests/end_to_end/checks.bash"

award innovative
order=(compare scenarios/baseline.toml scenarios/award.toml --scale 0.0005 --set run.spin_up=2017Q1
  --set run.until=2021Q4)
few=("${order[@]}" --replicates 5)
mpi=(mpirun --oversubscribe -n)
[ "$(id -u)" -ne 0 ] || export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
check "alone" code 0 "$sme" "${few[@]}" -o alone.h5 --threads 1
for ranks in 1 2 3; do
  check "$ranks ranks" code 0 "${mpi[@]}" "$ranks" "$sme" "${few[@]}" -o "r$ranks.h5" --threads 1
  check "  one line on standard output" [ "$(grep -c "r$ranks.h5" out)" -eq 1 ]
  check "  the same bytes" same alone.h5 "r$ranks.h5"
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
check "a calibration alone" code 0 "$sme" "${study[@]}" -o calibrated.h5 --threads 1
check "unsure parameters alone" code 0 "$sme" "${few[@]}" --uncertainty calibrated.h5 -o unsure.h5
for ranks in 2 3; do
  check "a calibration in $ranks ranks" code 0 "${mpi[@]}" "$ranks" "$sme" "${study[@]}" -o "c$ranks.h5" --threads 1
  check "  one table on standard output" [ "$(grep -c "^ladder.awareness_srdi" out)" -eq 1 ]
  check "  the same bytes" same calibrated.h5 "c$ranks.h5"
  check "  no jobs left" [ ! -e "c$ranks.h5.jobs" ]
  check "unsure parameters in $ranks ranks" code 0 "${mpi[@]}" "$ranks" "$sme" "${few[@]}" --uncertainty calibrated.h5 -o "u$ranks.h5" --threads 1
  check "  the same bytes" same unsure.h5 "u$ranks.h5"
done
# Stopped: mpirun passes SIGUSR1 on and returns the program's code; after Ctrl-C it returns 1 itself.
stop() { # stop SIGNAL NAME: begins a long comparison, stops it, leaves mpirun's code in $code
  rm -rf -- "$2" "$2.jobs"
  env --default-signal=INT "${mpi[@]}" 2 "$sme" "${order[@]}" --replicates 400 -o "$2" --threads 1 >out 2>err &
  local job=$!
  for _ in $(seq 600); do
    compgen -G "$2.jobs/*.job" >/dev/null && break
    sleep 0.1
  done
  kill "-$1" $job
  wait $job
  code=$?
}
for signal in USR1 INT; do
  stop $signal stopped.h5
  expected=7
  [ $signal = USR1 ] || expected=1
  check "stopped by $signal: mpirun returns $expected" [ "$code" -eq $expected ]
  check "  it is said how to go on" grep -q "sme resume stopped.h5" err
  check "  jobs are kept, and no result" eval '[ -e stopped.h5.jobs/order.json ] && [ ! -e stopped.h5 ]'
done
"${mpi[@]}" 2 "$sme" "${few[@]}" -o alone.h5 --threads 1 >out 2>err
check "an existing result is refused by all" [ $? -ne 0 ]
check "  and in words" grep -q "exists already" err
[ "$failed" -eq 0 ] && echo "all well" || exit 1
