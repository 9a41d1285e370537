#!/usr/bin/env bash
# The program as people use it: run, repeat, refuse, stop, be killed.
# usage: tests/end_to_end/run.sh [PATH_TO_SME] [SCENARIO]; without arguments the program is $SME
# shellcheck disable=SC2012,SC2016 # names here are plain; backquotes are meant as they are
set -uo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
sme=$(realpath -- "${1:-${SME:?give the path of the program}}")
scenario=$(realpath -- "${2:-$here/scenarios/baseline.toml}")
# shellcheck source=tests/end_to_end/checks.bash
source "$here/tests/end_to_end/checks.bash"
tiny=(--scale 0.0005 --replicates 2 --set run.spin_up=2017Q1 --set run.until=2020Q4)
tiny+=(--set run.panel_share=0.2 --set run.network_every=8)
fast=(run "$scenario" "${tiny[@]}")
slow=(run "$scenario" --scale 0.002 --replicates 400) # hours, unless it is ended
default=(env "--default-signal=INT,TERM,HUP")
begun() { # waits until a run on made/$1 writes
  for _ in $(seq 200); do
    compgen -G "made/$1.part-*" >/dev/null && return 0
    sleep 0.05
  done
  false
}
fresh() { rm -rf made && mkdir made; }

# ---- Words ------------------------------------------------------------------------------------
for words in "" run check explain repeat; do
  # shellcheck disable=SC2086
  check "help: sme $words --help" code 0 "$sme" $words --help
  check "  it shows an example" grep -q "sme ${words:-run}" out
done
check "version" code 0 "$sme" --version
check "no command is a wrong command line" code 2 "$sme"
check "a mistyped command" code 2 "$sme" rnu x
check "  is told the right one" says 'did you mean `run`'
check "a mistyped option" code 2 "$sme" run x -o y --thraeds 2
check "  is told the right one" says 'did you mean `--threads`'
check "no output named" code 2 "$sme" run "$scenario"
check "threads that are none" code 2 "$sme" run "$scenario" -o y.h5 --threads -1
check "explain a key" code 0 "$sme" explain population.firms
check "  on standard output" grep -q firms out
check "explain nothing lists the sections" code 0 "$sme" explain
check "explain a wrong key" code 2 "$sme" explain population.frims
check "  names the nearest" says population.firms
check "manual of parameters" code 0 "$sme" explain --markdown
check "page of the schema" code 0 "$sme" explain --schema
check "  is the one in the repository" same out "$here/analysis/SCHEMA.md"
check "scenario template" code 0 "$sme" explain --toml
cp out template.toml
check "  passes the check" code 0 "$sme" check template.toml
check "check the scenario" code 0 "$sme" check "$scenario"
check "  says what it needs" grep -q memory out

# ---- Bytes ------------------------------------------------------------------------------------
fresh
check "a run" code 0 "$sme" "${fast[@]}" -o made/a.h5 --threads 1
check "  leaves a result, its checksum and its log" only a.h5 a.h5.sha256 a.h5.log.json
check "  whose checksum holds" sh -c 'cd made && sha256sum -c --quiet a.h5.sha256'
check "  and progress without a terminal is lines" grep -q '^[0-9]*/[0-9]* quarters' err
check "again" code 0 "$sme" "${fast[@]}" -o made/b.h5 --threads 1
check "  gives the same bytes" same made/a.h5 made/b.h5
for threads in 2 3 7; do
  check "with $threads threads" code 0 "$sme" "${fast[@]}" -o "made/t$threads.h5" --threads "$threads"
  check "  the same bytes" same made/a.h5 "made/t$threads.h5"
done
check "in another place, time zone and language" \
  code 0 env TZ=Asia/Kathmandu LC_ALL=de_DE.UTF-8 HOME=/ "$sme" "${fast[@]}" -o ./made/z.h5
check "  the same bytes" same made/a.h5 made/z.h5
check "another seed" code 0 "$sme" "${fast[@]}" -o made/seed.h5 --set run.seed=3
check "  gives other bytes" eval '! same made/a.h5 made/seed.h5'
check "repeat" code 0 "$sme" repeat made/a.h5 --threads 2
check "  gives the same bytes" grep -q 'same bytes' out
check "  and leaves nothing" eval '! compgen -G "made/*repeat*"'
check "repeat into a file" code 0 "$sme" repeat made/a.h5 -o made/again.h5
check "  which is the same" same made/a.h5 made/again.h5
check "repeat of nothing" code 4 "$sme" repeat made/none.h5
cp made/a.h5 made/bad.h5 && printf 'x' | dd of=made/bad.h5 bs=1 seek=9000 conv=notrunc 2>err
sed 's/a.h5/bad.h5/' made/a.h5.sha256 >made/bad.h5.sha256
check "repeat of a damaged result" code 5 "$sme" repeat made/bad.h5

# ---- What is refused --------------------------------------------------------------------------
cp made/a.h5 kept.h5
check "an existing result" code 4 "$sme" "${fast[@]}" -o made/a.h5
check "  is kept" same made/a.h5 kept.h5
check "with --force" code 0 "$sme" "${fast[@]}" -o made/a.h5 --force --set run.seed=3
check "  it is replaced" same made/a.h5 made/seed.h5
cp "$scenario" mine.toml && cp mine.toml kept.toml
check "--force on a file that is no result" code 4 "$sme" "${fast[@]}" -o mine.toml --force
check "  is refused, the file kept" same mine.toml kept.toml
check "a name of no letters" code 2 "$sme" "${fast[@]}" -o ""
check "a reader of messages that goes away" sh -c '"$@" 2>&1 >/dev/null | true; [ -f made/pipe.h5 ]' - "$sme" "${fast[@]}" -o made/pipe.h5
fresh
check "no such folder" code 4 "$sme" "${fast[@]}" -o made/no/a.h5
check "a folder that is a file" code 4 "$sme" "${fast[@]}" -o kept.h5/a.h5
check "no such scenario" code 3 "$sme" run none.toml -o made/a.h5
printf '[populaton]\nfirms = -1\n[market]\nx = 2\n' >wrong.toml
check "a wrong scenario" code 3 "$sme" run wrong.toml -o made/a.h5
check "  has all mistakes named" says 'wrong.toml:1:'
check "  (the other one too)" says 'wrong.toml:4:'
check "a wrong --set" code 3 "$sme" run "$scenario" -o made/a.h5 --set run.sacle=1
check "too little memory" code 6 sh -c 'ulimit -v 1000000; exec "$@"' - "$sme" run "$scenario" -o made/a.h5 --scale 1
check "  says how much" says GB
check "growth beyond all bounds" code 8 "$sme" run "$scenario" -o huge.h5 --scale 0.0002 \
  --set production.wage_growth=0.3 --set demand.growth=0.3 --set 'run.until="2099Q4"' --replicates 1
check "  says which replicate and when" says 'replicate 1, 20'
check "  and keeps the rest" [ -e huge.h5 ]
check "nothing of these was written" [ -z "$(ls -A made)" ]

# ---- Two at once, stopped, killed ---------------------------------------------------------------
"${default[@]}" "$sme" "${slow[@]}" -o made/a.h5 >first 2>&1 &
first=$!
check "a long run begins" begun a.h5
check "a second run on the same output" code 4 "$sme" "${fast[@]}" -o made/a.h5
check "  is told who writes it" says "in use by pid $first"
kill -INT "$first"
wait "$first"
check "ctrl-C ends the first with 7" [ $? -eq 7 ]
check "  and leaves nothing" [ -z "$(ls -A made)" ]
for signal in TERM HUP; do
  "${default[@]}" "$sme" "${slow[@]}" -o made/a.h5 >first 2>&1 &
  first=$!
  begun a.h5
  kill -"$signal" "$first"
  wait "$first"
  check "SIG$signal ends it with 7" [ $? -eq 7 ]
done
check "  and leaves nothing" [ -z "$(ls -A made)" ]
"$sme" "${slow[@]}" -o made/a.h5 >first 2>&1 &
first=$!
begun a.h5
kill -KILL "$first"
wait "$first" 2>/dev/null
check "kill -9 leaves no result" [ ! -e made/a.h5 ]
check "  the next run works" code 0 "$sme" "${fast[@]}" -o made/a.h5
check "  and says whose lock it took over" says "taken over from pid $first"
check "  and sweeps up" only a.h5 a.h5.sha256 a.h5.log.json
check "  its bytes are those of an undisturbed run" same made/a.h5 kept.h5

[ "$failed" -eq 0 ] && echo "all ok" || echo "$failed failed"
[ "$failed" -eq 0 ]
