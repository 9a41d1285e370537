#!/usr/bin/env bash
# Comparisons as people make them: the same bytes whatever happens, and refusals in words.
# usage: tests/end_to_end/compare.sh [PATH_TO_SME]; without arguments the program is $SME
# shellcheck disable=SC2012,SC2016 # names here are plain; backquotes are meant as they are
set -uo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
sme=$(realpath -- "${1:-${SME:?give the path of the program}}")
# shellcheck source=tests/end_to_end/checks.bash
source "$here/tests/end_to_end/checks.bash"

# ---- Worlds: a baseline, three policies and one that is nothing ---------------------------------
cp -R -- "$here/scenarios" scenarios
world() { # world NAME: reads the rest of the file from standard input
  { printf 'base = "baseline.toml"\nname = "%s"\n' "$1"; cat; } >"scenarios/$1.toml"
}
world award <<'END'
[policy.award]
instrument = "certification_award"
from = "2019Q3"
innovative = "2e6 CNY"
srdi = "2e6 CNY"
END
world nothing <<'END'
[policy.nothing]
instrument = "certification_award"
from = "2019Q3"
srdi = 0
little_giant = 0
champion = 0
END
world less <<'END'
[policy.super_deduction_manufacturing]
remove = true
END
world costlier <<'END'
[credit]
funding_cost = 0.05
END
files=(scenarios/baseline.toml scenarios/award.toml scenarios/nothing.toml scenarios/less.toml)
tiny=(--scale 0.0005 --set run.spin_up=2017Q1 --set run.until=2021Q4)
any=(compare "${files[@]}" "${tiny[@]}")
fast=("${any[@]}" --replicates 4)
slow=(compare "${files[@]}" --scale 0.002 --replicates 400) # hours, unless it is ended
default=(env "--default-signal=INT,TERM,HUP")
fresh() { rm -rf made && mkdir made; }

# ---- Words ------------------------------------------------------------------------------------
for words in compare resume; do
  check "help: sme $words --help" code 0 "$sme" $words --help
  check "  it shows an example" grep -q "sme $words" out
done
check "a baseline alone is no comparison" code 2 "$sme" compare scenarios/baseline.toml -o x.h5
check "replicates that are none" code 2 "$sme" "${any[@]}" --replicates 0 -o x.h5
check "worlds that are no pair" code 3 "$sme" compare scenarios/baseline.toml scenarios/costlier.toml "${tiny[@]}" -o x.h5
check "  names the key" says 'credit.funding_cost'
check "  and who set it" says 'costlier.toml:4'
check "two worlds of one name" code 3 "$sme" compare scenarios/baseline.toml scenarios/baseline.toml "${tiny[@]}" -o x.h5
check "  says so" says 'both named "baseline"'
check "no whole year" code 3 "$sme" "${fast[@]}" --set run.until=2019Q2 -o x.h5
check "resume where nothing is" code 4 "$sme" resume nowhere.h5
check "nothing of this was written" [ ! -e x.h5 ]

# ---- Bytes ------------------------------------------------------------------------------------
fresh
check "a comparison" code 0 "$sme" "${fast[@]}" -o made/a.h5 --threads 1
check "  leaves a result, its checksum and its log" only a.h5 a.h5.sha256 a.h5.log.json
check "  says what the shared past saved" says "shared past saved"
cp made/a.h5 whole.h5
for threads in 2 3 7; do
  check "the same bytes with $threads threads" code 0 "$sme" "${fast[@]}" -o "made/t$threads.h5" --threads $threads
  check "  they are" same whole.h5 "made/t$threads.h5"
done
check "an existing result is not replaced" code 4 "$sme" "${fast[@]}" -o made/a.h5
check "  unless --force is given" code 0 "$sme" "${fast[@]}" -o made/a.h5 --force --threads 2
check "  with the same bytes" same whole.h5 made/a.h5
check "a comparison is repeated from its own texts" code 0 "$sme" repeat made/a.h5 --threads 2
check "  with the same bytes" grep -q "same bytes" out
check "a complete comparison is not resumed" code 2 "$sme" resume made/a.h5
check "  it says how to extend it" says "--extend"

# ---- Extension --------------------------------------------------------------------------------
fresh
check "three replicates" code 0 "$sme" "${any[@]}" --replicates 3 -o made/e.h5 --threads 2
check "  and one more" code 0 "$sme" resume made/e.h5 --extend 1 --threads 2
check "  are four" same whole.h5 made/e.h5
check "  and nothing else" only e.h5 e.h5.sha256 e.h5.log.json

# ---- As many replicates as the precision asks for ---------------------------------------------
fresh
auto=("${any[@]}" --replicates auto --set compare.most_replicates=25 --set compare.batch=5 --set compare.primary=staff)
check "auto: a wide precision is reached at the first look" code 0 "$sme" "${auto[@]}" --set compare.precision=1e12 -o made/w.h5
check "  after twenty replicates" says "20 replicates: half-width"
check "auto: one that is never reached ends at the most allowed" code 0 "$sme" "${auto[@]}" --set compare.precision=1e-9 -o made/n.h5
check "  after the second look" says "25 replicates: half-width"
check "  which is said in the end" says "4 worlds, 25 replicates"
check "  and the rule before the start" says "at most 1e-09 (compare.precision)"
check "auto without a precision" code 0 "$sme" "${auto[@]}" --set compare.most_replicates=20 -o made/b.h5
check "  takes one per cent of the baseline" says "1 % of the baseline's mean in the first look"
check "auto with a smallest effect" code 0 "$sme" "${auto[@]}" --set compare.smallest_effect=2e12 -o made/h.h5
check "  takes half of it" says "at most 1e+12 (half of compare.smallest_effect)"
check "  which is wide enough" says "4 worlds, 20 replicates"
check "  and the looks are in its tables" code 0 "$sme" export made/h.h5 --csv made/tables
check "  with what was wanted" grep -q '^,,,look=0,look_wanted,1e+12,,$' made/tables/comparison.csv

# ---- Killed at any moment, then resumed -------------------------------------------------------
fresh
start=$(date +%s%N)
"$sme" "${fast[@]}" -o made/time.h5 --threads 2 2>/dev/null >/dev/null
lasts=$((($(date +%s%N) - start) / 1000000))
killed=0
for moment in $(seq "${KILLS:-20}"); do
  fresh
  after=$(awk -v ms=$lasts -v seed="$moment" 'BEGIN { srand(seed); printf "%.3f", rand() * ms / 1000 }')
  "$sme" "${fast[@]}" -o made/k.h5 --threads 2 >/dev/null 2>&1 &
  job=$!
  sleep "$after"
  kill -KILL $job 2>/dev/null
  wait $job 2>/dev/null
  if [ -e made/k.h5 ]; then
    same whole.h5 made/k.h5 || { echo "FAIL  killed after $after s"; failed=$((failed + 1)); }
    continue
  fi
  killed=$((killed + 1))
  if [ -e made/k.h5.jobs/order.json ]; then
    "$sme" resume made/k.h5 --threads 2 >/dev/null 2>err
  else # it had not begun
    "$sme" "${fast[@]}" -o made/k.h5 --threads 2 >/dev/null 2>err
  fi
  if ! same whole.h5 made/k.h5; then
    echo "FAIL  killed after $after s and resumed: $(cat err)"
    failed=$((failed + 1))
  fi
done
check "killed at $killed random moments and resumed: the same bytes" [ "$killed" -gt 0 ]

# ---- A damaged job is computed again ----------------------------------------------------------
fresh
"${default[@]}" "$sme" "${slow[@]}" -o made/s.h5 --threads 2 >out 2>err &
job=$!
for _ in $(seq 600); do
  compgen -G 'made/s.h5.jobs/r00000_w000.job' >/dev/null && break
  sleep 0.1
done
kill -INT $job
wait $job
check "Ctrl-C: stopped on request" [ $? -eq 7 ]
check "  says how to go on" says "sme resume made/s.h5"
check "  keeps its jobs and no result" [ -e made/s.h5.jobs/order.json ] && [ ! -e made/s.h5 ]
check "another comparison does not take its place" code 4 "$sme" "${fast[@]}" -o made/s.h5
check "  and says why" says "another comparison"

fresh
"${default[@]}" "$sme" "${any[@]}" --replicates 40 -o made/d.h5 --threads 1 >out 2>err &
job=$!
for _ in $(seq 600); do
  compgen -G 'made/d.h5.jobs/r00001_w000.job' >/dev/null && break
  sleep 0.05
done
kill -TERM $job
wait $job
check "SIGTERM is Ctrl-C" [ $? -eq 7 ]
printf 'x' | dd of=made/d.h5.jobs/r00000_w001.job bs=1 seek=200 conv=notrunc 2>/dev/null
rm -f made/d.h5.jobs/r00001_w002.job
sed -i 's/"replicates": 40/"replicates": 4/' made/d.h5.jobs/order.json
check "a damaged and a lost job are computed again" code 0 "$sme" resume made/d.h5 --threads 2
check "  the same bytes" same whole.h5 made/d.h5

[ "$failed" -eq 0 ] && echo "all well" || { echo "$failed failed"; exit 1; }
