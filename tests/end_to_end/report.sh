#!/usr/bin/env bash
# sme report: what it writes, and what it says when it cannot.
set -euo pipefail
rm -rf scenarios ./*.h5* ./*.html
cp -R "$SME_SOURCE_DIR/scenarios" scenarios
printf 'base = "baseline.toml"\nname = "same"\ntitle = "The <i>same</i>"\n' >scenarios/same.toml
small=(--scale 0.0005 --set run.until=2019Q4)
"$SME" compare scenarios/baseline.toml scenarios/same.toml -o null.h5 --replicates 2 "${small[@]}" 2>/dev/null
"$SME" run scenarios/baseline.toml -o run.h5 "${small[@]}" 2>/dev/null

refuses() { # refuses CODE WORDS ARGUMENT...: ends with the code and says the words
  local code=$1 words=$2 status=0
  shift 2
  "$SME" report "$@" >out.txt 2>err.txt || status=$?
  [ "$status" -eq "$code" ] || { echo "exit $status instead of $code for: $*"; cat err.txt; exit 1; }
  grep -qF -- "$words" err.txt || { echo "not said: $words"; cat err.txt; exit 1; }
}
refuses 5 "of one run, not of a comparison" run.h5 -o page.html
"$SME" compare scenarios/baseline.toml scenarios/same.toml -o one.h5 --replicates 1 "${small[@]}" 2>/dev/null
refuses 5 "needs two or more" one.h5 -o page.html
refuses 4 "no such file" nothing.h5 -o page.html
cp null.h5 damaged.h5
printf 'x' | dd of=damaged.h5 bs=1 seek=4000 conv=notrunc 2>/dev/null
cp null.h5.sha256 damaged.h5.sha256
refuses 5 "damaged.h5" damaged.h5 -o page.html
head -c 5000 null.h5 >short.h5
refuses 5 "short.h5" short.h5 -o page.html
refuses 4 "cannot be written" null.h5 -o no/such/folder/page.html
[ ! -e page.html ]
status=0 # a table that is not there is a wrong command, and all names that are there are told
"$SME" export null.h5 --csv tables --table WRONG 2>err.txt || status=$?
[ "$status" -eq 2 ] || { echo "exit $status for a wrong table"; exit 1; }
for name in panel outcomes firms_by_province comparison/effect_mean; do
  grep -qE "[ ,]$name(,|\$)" err.txt || { echo "not told: $name"; cat err.txt; exit 1; }
done

"$SME" report null.h5 -o page.html
refuses 4 "already there" null.h5 -o page.html
refuses 4 "the result itself" null.h5 -o null.h5 --force
"$SME" report null.h5 -o again.html
cmp page.html again.html # the same bytes
grep -q "by construction" page.html
grep -q "由设定决定" page.html
grep -q "default-src 'none'; script-src 'sha256-" page.html
! grep -q "<i>same" page.html
[ "$(wc -c <page.html)" -le 3145728 ]
