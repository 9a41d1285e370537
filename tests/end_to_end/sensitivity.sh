#!/usr/bin/env bash
# Studies of sensitivity as people make them: the same bytes whatever happens, what must be found,
# a page, and refusals in words.
# usage: tests/end_to_end/sensitivity.sh [PATH_TO_SME]; without arguments the program is $SME
# shellcheck disable=SC2016 # backquotes are meant as they are
set -uo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
sme=$(realpath -- "${1:-${SME:?give the path of the program}}")
# shellcheck source=tests/end_to_end/checks.bash
source "$here/tests/end_to_end/checks.bash"

# ---- A study: two policies; what revenue follows, what nothing follows, what a policy is ---------
cp -R -- "$here/scenarios" scenarios
policy() { # policy NAME: reads the rest of the file from standard input
  { printf 'base = "baseline.toml"\nname = "%s"\n' "$1"; cat; } >"scenarios/$1.toml"
}
policy award <<'END'
[policy.award]
instrument = "certification_award"
from = "2018Q1"
innovative = "2e6 CNY"
END
policy fund <<'END'
[policy.fund]
instrument = "special_fund"
from = "2018Q1"
yearly_budget = "10e9 CNY"
END
study() { # study NAME: reads the file from standard input
  cat >"scenarios/$1.toml"
}
study small <<'END'
scenario = "baseline.toml"
policies = ["award.toml", "fund.toml"]
only = ["challenge", "policy.fund.application_rate", "policy.award.innovative"]
[sensitivity]
scale = 0.0005
until = "2019Q4"
trajectories = 3
sobol_parameters = 2
sobol_points = 8
[range."demand.growth"]
low = -0.1
high = 0.2
END
set=(--set run.spin_up=2017Q1 --set run.from=2018Q1 --set compare.primary=revenue)
small=(sensitivity scenarios/small.toml "${set[@]}")
fresh() { rm -rf made && mkdir made; }

# ---- Words ------------------------------------------------------------------------------------
check "help: sme sensitivity --help" code 0 "$sme" sensitivity --help
check "  it shows an example" grep -q "sme sensitivity scenarios" out
check "settings are explained" code 0 "$sme" explain sensitivity
check "  with their keys" grep -q "trajectories" out

# ---- Bytes ------------------------------------------------------------------------------------
fresh
check "a study" code 0 "$sme" "${small[@]}" -o made/a.h5 --threads 1
check "  leaves a result, its checksum, its log and its page" only a.h5 a.h5.sha256 a.h5.log.json a.html
cp out table
check "  its table begins with what matters most" grep -qE '^demand\.growth ' <(sed -n 2p table)
check "  says how much is chance" grep -q "pure chance is" table
check "  says what the choice rests on" grep -q "the best on average is" table
check "  says that numbers stay where they are" says "stay where they are"
check "the page is in English and Chinese" grep -q "哪些假设可能改变建议" made/a.html
check "  and loads nothing" grep -q "default-src 'none'" made/a.html
cp made/a.h5 whole.h5
cp made/a.html whole.html
for threads in 2 3; do
  check "the same bytes with $threads threads" code 0 "$sme" "${small[@]}" -o "made/t$threads.h5" --threads $threads
  check "  they are" same whole.h5 "made/t$threads.h5"
  check "  and the same page" same whole.html "made/t$threads.html"
done
check "an existing result is not replaced" code 4 "$sme" "${small[@]}" -o made/a.h5
check "a study is repeated from its own texts" code 0 "$sme" repeat made/a.h5 --threads 2
check "  with the same bytes" grep -q "same bytes" out
check "a complete study is not resumed" code 2 "$sme" resume made/a.h5
check "  it says so" says "is complete"

# ---- Killed, then resumed ---------------------------------------------------------------------
for after in 0.5 2 4; do
  fresh
  "$sme" "${small[@]}" -o made/k.h5 --threads 2 >/dev/null 2>&1 &
  job=$!
  sleep $after
  kill -KILL $job 2>/dev/null
  wait $job 2>/dev/null
  if [ -e made/k.h5.jobs/order.json ]; then
    check "killed after $after s, then resumed" code 0 "$sme" resume made/k.h5 --threads 2
  elif [ ! -e made/k.h5 ]; then
    check "killed before it began, then begun" code 0 "$sme" "${small[@]}" -o made/k.h5 --threads 2
  fi
  check "  the same bytes" same whole.h5 made/k.h5
  check "  the same page" same whole.html made/k.html
done

# ---- What must be found -----------------------------------------------------------------------
numbers() { # numbers FILE CUBE: prints a cube as tidy text
  rm -rf tables && "$sme" export "$1" --csv tables --table "$2" >/dev/null 2>err && cat tables/*.csv
}
check "a number that nothing depends on has no effect" awk -F, '
  /level\.revenue/ && /challenge\./ && /,size,/ { n++; if ($NF + 0 != 0) bad = 1 } END { exit n == 0 || bad }' <(numbers whole.h5 screening)
check "  demand has one" awk -F, '
  /level\.revenue/ && /demand\.growth/ && /,size,/ { n++; if ($NF + 0 <= 0) bad = 1 } END { exit n == 0 || bad }' <(numbers whole.h5 screening)
check "pure chance is positive" awk -F, '
  /level\.revenue/ && /,share,/ { n++; if ($NF + 0 <= 0) bad = 1 } END { exit n == 0 || bad }' <(numbers whole.h5 chance)

# ---- An emulator, and no policies ---------------------------------------------------------------
check "shares from an emulator" code 0 "$sme" "${small[@]}" -o made/e.h5 --set sensitivity.indices=emulator --set sensitivity.sobol_points=20
check "  which the page says" grep -q "an emulator was made" made/e.html
sed '/^policies/d; s/, "policy[^]]*]/]/' scenarios/small.toml >scenarios/alone.toml
check "a baseline alone" code 0 "$sme" sensitivity scenarios/alone.toml "${set[@]}" -o made/b.h5
check "  has nothing to choose" grep -q "there is nothing to choose between" out

# ---- The page of a comparison -------------------------------------------------------------------
compared=("${set[@]}" --set run.until=2019Q4 --scale 0.0005 --replicates 2)
check "a comparison of the same policies" code 0 "$sme" compare scenarios/baseline.toml scenarios/award.toml scenarios/fund.toml "${compared[@]}" -o made/c.h5
check "  its page with the study" code 0 "$sme" report made/c.h5 -o made/c.html --sensitivity whole.h5
check "  says which assumptions could change the advice" grep -q "Which assumptions could change the advice" made/c.html
check "  its page without the study" code 0 "$sme" report made/c.h5 -o made/d.html
check "  does not" bash -c '! grep -q "Which assumptions could change the advice" made/d.html'
check "other policies" code 0 "$sme" compare scenarios/baseline.toml scenarios/award.toml "${compared[@]}" -o made/o.h5
check "  have no such page" code 2 "$sme" report made/o.h5 -o made/o.html --sensitivity whole.h5
check "  it says why" says "is no study of these policies"
check "  nothing was written" [ ! -e made/o.html ]
check "another primary outcome has no such page" code 0 "$sme" compare scenarios/baseline.toml scenarios/award.toml scenarios/fund.toml "${compared[@]}" --set compare.primary=staff -o made/p.h5
check "  either" code 2 "$sme" report made/p.h5 -o made/p.html --sensitivity whole.h5
check "a comparison is no study" code 5 "$sme" report made/c.h5 -o made/q.html --sensitivity made/c.h5

# ---- Mistakes -----------------------------------------------------------------------------------
wrong() { # wrong NAME MESSAGE: reads a study from standard input
  study "wrong"
  check "refused: $1" code 3 "$sme" sensitivity scenarios/wrong.toml "${set[@]}" -o x.h5
  check "  in words" says "$2"
}
wrong "no scenario" '`scenario` is missing' <<'END'
policies = []
END
wrong "an unknown setting" 'unknown key `sensitivity.trajectory`' <<'END'
scenario = "baseline.toml"
[sensitivity]
trajectory = 3
END
check "  with the nearest" says 'did you mean `trajectories`?'
check "  and its place" says 'wrong.toml:3:1'
wrong "odd levels" 'is odd' <<'END'
scenario = "baseline.toml"
[sensitivity]
levels = 3
END
wrong "a section that is none" 'neither a section nor a number' <<'END'
scenario = "baseline.toml"
only = ["credits"]
END
check "  with the nearest" says 'did you mean `credit`?'
wrong "a range upside down" 'is not below' <<'END'
scenario = "baseline.toml"
[range."demand.growth"]
low = 0.1
high = 0.05
END
wrong "a range of nothing" 'no such number' <<'END'
scenario = "baseline.toml"
[range."demand.grow"]
low = 0.1
high = 0.2
END
wrong "nothing to move" 'no assumption is left' <<'END'
scenario = "baseline.toml"
only = ["challenge"]
without = ["challenge.fit_width", "challenge.typical_fit", "challenge.contract_share"]
END
wrong "a policy outside the folder" 'leads out of the folder' <<'END'
scenario = "baseline.toml"
policies = ["../award.toml"]
END
wrong "a policy that is not there" 'gone.toml' <<'END'
scenario = "baseline.toml"
policies = ["gone.toml"]
END
wrong "a policy that begins too late" 'is the same as the baseline' <<'END'
scenario = "baseline.toml"
policies = ["equal-budget/special-fund.toml"]
[sensitivity]
until = "2024Q4"
END
wrong "a year that is not recorded" 'is not among the years recorded' <<'END'
scenario = "baseline.toml"
[sensitivity]
year = 2050
END
wrong "too few points for an emulator" 'too few for an emulator' <<'END'
scenario = "baseline.toml"
[sensitivity]
indices = "emulator"
sobol_points = 8
END
check "the scale is the study's" code 3 "$sme" "${small[@]}" --set run.scale=0.1 -o x.h5
check "  which is said" says "is set by the study"
check "a study that is not there" code 4 "$sme" sensitivity nowhere.toml -o x.h5
check "an unknown option" code 2 "$sme" sensitivity scenarios/small.toml -o x.h5 --replicates 3
check "nothing of this was written" [ ! -e x.h5 ]

[ "$failed" -eq 0 ] && echo "all well" || { echo "$failed failed"; exit 1; }
