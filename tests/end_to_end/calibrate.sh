#!/usr/bin/env bash
# Calibrations as people make them: the same bytes whatever happens, refusals in words, and what
# comes of one used by a comparison.
# usage: tests/end_to_end/calibrate.sh [PATH_TO_SME]; without arguments the program is $SME
# shellcheck disable=SC2016 # backquotes are meant as they are
set -uo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
sme=$(realpath -- "${1:-${SME:?give the path of the program}}")
# shellcheck source=tests/end_to_end/checks.bash
source "$here/tests/end_to_end/checks.bash"

cp -R -- "$here/scenarios" scenarios
cat >scenarios/study.toml <<'END'
scenario = "baseline.toml"
facts = "reference"
only = ["srdi_stock_2020", "lg_stock_2021", "lg_2021_tibet"]
[calibrate]
scale = 0.0005
until = "2021Q4"
replicates = 2
first_points = 8
waves = 1
wave_points = 4
candidates = 500
posterior_points = 40
check_replicates = 3
[free."ladder.awareness_srdi"]
low = 0.0005
high = 0.05
scale = "log"
[free."ladder.hope"]
low = "20 %"
high = "90 %"
END
any=(calibrate scenarios/study.toml --set run.spin_up=2017Q1)
slow=(calibrate scenarios/study.toml --set calibrate.first_points=4000)
default=(env "--default-signal=INT,TERM,HUP")
fresh() { rm -rf made && mkdir made; }
shown() { grep -qF -- "$1" out || { echo "  standard output: $(cat out)"; false; }; }

# ---- Words ------------------------------------------------------------------------------------
check "help" code 0 "$sme" calibrate --help
check "  shows an example" shown "sme calibrate scenarios/calibration.toml"
check "settings are explained" code 0 "$sme" explain calibrate
check "  each of them" shown "first_points"
check "one of them alone" code 0 "$sme" explain calibrate.cutoff
check "no file" code 4 "$sme" calibrate nothing.toml -o x.h5
check "no output" code 2 "$sme" calibrate scenarios/study.toml
sed 's/lg_2021_tibet/lg_stock_2024/' scenarios/study.toml >scenarios/tests.toml
check "a fact to test is refused" code 3 "$sme" calibrate scenarios/tests.toml -o x.h5
check "  with the reason" says "facts to test with never enter a fit"
check "  at its place" says "tests.toml:3:"
sed 's/awareness_srdi/awarenes_srdi/; s/2021Q4/2020Q4/' scenarios/study.toml >scenarios/two.toml
check "two mistakes at once" code 3 "$sme" calibrate scenarios/two.toml -o x.h5
check "  an unknown parameter" says 'did you mean `ladder.awareness_srdi`?'
check "  a fact after the last quarter" says 'fact `lg_stock_2021` of 2021Q4 needs 2021Q4'
check "a wrong setting on the command line" code 3 "$sme" "${any[@]}" --set calibrate.wave=2 -o x.h5
check "  names the right one" says 'did you mean `waves`?'
check "a wrong scenario is told as always" code 3 "$sme" "${any[@]}" --set ladder.hop=1 -o x.h5
check "  by its key" says 'unknown key `ladder.hop`'
check "a scale beside the one of the study" code 3 "$sme" "${any[@]}" --set run.scale=0.01 -o x.h5
check "  names the right one" says '--set calibrate.scale='
check "nothing of this was written" [ ! -e x.h5 ]

# ---- Bytes ------------------------------------------------------------------------------------
fresh
check "a calibration" code 0 "$sme" "${any[@]}" -o made/a.h5 --threads 1
check "  leaves a result, its checksum, its log and a scenario" only a.h5 a.h5.log.json a.h5.sha256 a.toml
check "  prints each parameter" shown "ladder.awareness_srdi"
check "  and each fact" shown "srdi_stock_2020"
check "  and what was left out" shown "left out: lg_2021_tibet is zero in every run"
check "  the scenario has the command" grep -q "sme calibrate study.toml" made/a.toml
check "  and no path of this machine" eval '! grep -aq "$folder" made/a.h5 made/a.toml'
{ printf 'base = "baseline.toml"\nname = "calibrated"\n'; cat made/a.toml; } >scenarios/calibrated.toml
check "  and is one" code 0 "$sme" check scenarios/calibrated.toml --scale 0.0005
cp made/a.h5 whole.h5
cp made/a.toml whole.toml
for threads in 2 3; do
  check "the same bytes with $threads threads" code 0 "$sme" "${any[@]}" -o "made/t$threads.h5" --threads $threads
  check "  they are" same whole.h5 "made/t$threads.h5"
  check "  and the scenario" same whole.toml "made/t$threads.toml"
done
check "an existing result is not replaced" code 4 "$sme" "${any[@]}" -o made/a.h5
check "  unless --force is given" code 0 "$sme" "${any[@]}" -o made/a.h5 --force --threads 2
check "  with the same bytes" same whole.h5 made/a.h5
check "a calibration is repeated from its own texts" code 0 "$sme" repeat made/a.h5 --threads 2
check "  with the same bytes" grep -q "same bytes" out
check "a complete calibration is not resumed" code 2 "$sme" resume made/a.h5
check "another seed gives other bytes" code 0 "$sme" "${any[@]}" -o made/s.h5 --set calibrate.seed=2
check "  it does" eval '! same whole.h5 made/s.h5'

# ---- Stopped and killed, then resumed ---------------------------------------------------------
start=$(date +%s%N)
fresh
"$sme" "${any[@]}" -o made/time.h5 --threads 2 2>/dev/null >/dev/null
lasts=$((($(date +%s%N) - start) / 1000000))
killed=0
for moment in $(seq "${KILLS:-8}"); do
  fresh
  after=$(awk -v ms=$lasts -v seed="$moment" 'BEGIN { srand(seed); printf "%.3f", rand() * ms / 1000 }')
  "$sme" "${any[@]}" -o made/k.h5 --threads 2 >/dev/null 2>&1 &
  job=$!
  sleep "$after"
  kill -KILL $job 2>/dev/null
  wait $job 2>/dev/null
  if [ ! -e made/k.h5 ]; then
    killed=$((killed + 1))
    if [ -e made/k.h5.jobs/order.json ]; then
      "$sme" resume made/k.h5 --threads 1 >/dev/null 2>err
    else # it had not begun
      "$sme" "${any[@]}" -o made/k.h5 --threads 2 --force >/dev/null 2>err
    fi
  fi
  if ! same whole.h5 made/k.h5 || ! same whole.toml made/k.toml; then
    echo "FAIL  killed after $after s and resumed: $(cat err)"
    failed=$((failed + 1))
  fi
done
check "killed at $killed random moments and resumed: the same bytes" [ "$killed" -gt 0 ]

fresh
"${default[@]}" "$sme" "${slow[@]}" -o made/s.h5 --threads 2 >out 2>err &
job=$!
for _ in $(seq 600); do
  compgen -G 'made/s.h5.jobs/wave_1_000001.job' >/dev/null && break
  sleep 0.1
done
kill -INT $job
wait $job
check "Ctrl-C: stopped on request" [ $? -eq 7 ]
check "  says how to go on" says "sme resume made/s.h5"
check "  keeps its jobs and no result" eval '[ -e made/s.h5.jobs/order.json ] && [ ! -e made/s.h5 ]'
check "another calibration does not take its place" code 4 "$sme" "${any[@]}" -o made/s.h5
check "  and says why" says "jobs of another order"
check "nor does a comparison" code 4 "$sme" compare scenarios/baseline.toml scenarios/no-policy.toml --scale 0.0005 -o made/s.h5
check "  and says why" says "jobs of a calibration"
check "there is nothing to extend" code 2 "$sme" resume made/s.h5 --extend 3

# ---- The posterior in a comparison ------------------------------------------------------------
fresh
award srdi
pair=(compare scenarios/baseline.toml scenarios/award.toml --scale 0.0005 --set run.spin_up=2017Q1 --set run.until=2020Q4)
unsure=("${pair[@]}" --uncertainty whole.h5)
check "a comparison with unsure parameters" code 0 "$sme" "${unsure[@]}" --replicates 4 -o made/u.h5 --threads 1
check "  is not the one with sure ones" code 0 "$sme" "${pair[@]}" --replicates 4 -o made/p.h5
check "  indeed" eval '! same made/u.h5 made/p.h5'
check "  the same bytes with 3 threads" code 0 "$sme" "${unsure[@]}" --replicates 4 -o made/v.h5 --threads 3
check "  they are" same made/u.h5 made/v.h5
check "  extended from three replicates" code 0 "$sme" "${unsure[@]}" --replicates 3 -o made/e.h5
check "  by one" code 0 "$sme" resume made/e.h5 --extend 1
check "  the same bytes" same made/u.h5 made/e.h5
check "  repeated" code 0 "$sme" repeat made/u.h5
check "  the draws can be exported" code 0 "$sme" export made/u.h5 --csv made/tables --table parameter_draws
one=(run scenarios/baseline.toml --scale 0.0005 --set run.spin_up=2017Q1 --set run.until=2020Q4)
check "a run with unsure parameters" code 0 "$sme" "${one[@]}" --uncertainty whole.h5 --replicates 3 -o made/r.h5
check "  is not the one with sure ones" code 0 "$sme" "${one[@]}" --replicates 3 -o made/s.h5
check "  indeed" eval '! same made/r.h5 made/s.h5'
check "  repeated" code 0 "$sme" repeat made/r.h5
check "  more replicates than draws are refused" code 2 "$sme" "${one[@]}" --uncertainty whole.h5 --replicates 41 -o made/x.h5
# In a world this small nobody becomes a little giant: the split is of staff.
check "two replicates to a draw" code 0 "$sme" "${unsure[@]}" --set 'compare.primary="staff"' --per-draw 2 --replicates 6 -o made/d.h5 --threads 2
check "  the variance is split" code 0 "$sme" report made/d.h5 -o made/d.html
check "  and the page says so" grep -q "of the variance of its effect lies between draws" made/d.html
check "  repeated from its own texts" code 0 "$sme" repeat made/d.h5
check "  with the same bytes" grep -q "same bytes" out
check "no effect, no split" code 0 "$sme" "${unsure[@]}" --per-draw 2 --replicates 4 -o made/n.h5
check "  is reported" code 0 "$sme" report made/n.h5 -o made/n.html
check "  in words" grep -q "there is no variance to split" made/n.html
check "without it the page says what it would take" code 0 "$sme" report made/u.h5 -o made/u.html
check "  it does" grep -q "Compare with <code>--per-draw 2</code> or more" made/u.html
check "draws with unequal replicates are refused" code 2 "$sme" "${unsure[@]}" --per-draw 2 --replicates 5 -o made/x.h5
check "so is --per-draw without draws" code 2 "$sme" "${pair[@]}" --per-draw 2 --replicates 4 -o made/x.h5
check "and --per-draw with --replicates auto" code 2 "$sme" "${unsure[@]}" --per-draw 2 --replicates auto -o made/x.h5
check "more replicates than draws are refused" code 2 "$sme" "${unsure[@]}" --replicates 41 -o made/x.h5
check "  in words" says "calibration keeps 40"
check "a result that is no calibration is refused" code 2 "$sme" "${pair[@]}" --uncertainty made/p.h5 -o made/x.h5
check "  in words" says "is no calibration"

[ "$failed" -eq 0 ] && echo "all well" || { echo "$failed failed"; exit 1; }
