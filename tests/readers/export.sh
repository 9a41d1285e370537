#!/bin/sh
# Exports a comparison with $SME and reads the tables with pandas and haven; runs the examples of
# analysis/examples and compares what they find. Usage: export.sh RESULT EXAMPLES
# Exit 1 when something differs.
set -e
[ $# -eq 2 ] || { echo "usage: export.sh RESULT EXAMPLES" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd) examples=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$SME" export "$1" --csv "$folder/tables" >/dev/null
"$SME" export "$1" --dta "$folder/panel.dta" >/dev/null
"$SME" export "$1" --dta "$folder/outcomes.dta" --table outcomes >/dev/null
refused() { # refused CODE OPTION...: the export ends with this exit code
  wanted=$1 got=0
  shift
  "$SME" export "$@" >/dev/null 2>&1 || got=$?
  [ "$got" -eq "$wanted" ] || { echo "export $*: exit $got, not $wanted" >&2; exit 1; }
}
refused 2 "$1"
refused 2 "$1" --csv "$folder/other" --dta "$folder/other.dta"
refused 4 "$1" --csv "$folder/tables"
refused 4 "$1" --dta "$folder/panel.dta"
refused 4 "$1" --dta "$folder/no/such/folder.dta"
refused 2 "$1" --dta "$folder/other.dta" --table happiness
refused 5 "$folder/panel.dta" --csv "$folder/other"
/usr/bin/python3 "$here/read_export.py" "$1" "$folder"
LC_ALL=C.UTF-8 Rscript --vanilla "$here/read_export.R" "$folder"
/usr/bin/python3 "$here/read.py" "$1"
# The same regression in three languages, to all digits shown; and a figure each.
fail() { echo "export.sh: $*" >&2; exit 1; }
stata() { # stata NAME [CHANGE]: interprets the example for Stata, or a twin that sed makes
  sed "${2:-}" "$examples/effect.do" >"$folder/$1.do"
  (cd "$folder" && /usr/bin/python3 -B "$here/run_do.py" "$1.do" >"$1.line" 2>"$1.error")
}
/usr/bin/python3 "$examples/effect.py" "$1" "$folder/effect.svg" innovative >"$folder/python"
LC_ALL=C.UTF-8 Rscript --vanilla "$examples/effect.R" "$1" "$folder/effect.pdf" innovative \
  >"$folder/r"
stata effect || fail "$(cat "$folder/effect.error")"
cat "$folder/python"
diff "$folder/python" "$folder/r"
diff "$folder/python" "$folder/effect.line"
[ "$(wc -c <"$folder/effect.svg")" -gt 5000 ] && [ "$(wc -c <"$folder/effect.pdf")" -gt 2000 ]
grep -v '^%%' "$folder/effect.eps" >"$folder/drawn"
stata twin 's/"little_giants"/"revenue"/' || fail "$(cat "$folder/twin.error")"
! grep -v '^%%' "$folder/effect.eps" | cmp -s - "$folder/drawn" || fail "effect.eps shows no data"
# Wrong twins: an unknown variable, option and outcome end in a refusal, a poorer regression and one
# of rounded numbers in another line.
for change in 's/treated/helped/g' 's/noconstant/& level(90)/' 's/"little_giants"/"happiness"/'; do
  ! stata twin "$change" || fail "the do-file with $change was taken for good"
  grep '^run_do.py: twin.do:[0-9]' "$folder/twin.error" || fail "$(cat "$folder/twin.error")"
done
for change in '/^regress/s/ size//' 's/generate double/generate/'; do
  stata twin "$change" || fail "$(cat "$folder/twin.error")"
  cat "$folder/twin.line"
  ! cmp -s "$folder/python" "$folder/twin.line" || fail "$change makes no difference"
done
echo "export.sh: tables, Stata files and examples agree"
