#!/bin/sh
# Exports a comparison with $SME and reads the tables with pandas and haven; runs the examples of
# analysis/examples and compares what they find. Usage: export.sh RESULT EXAMPLES
# Exit 1 when something differs.
set -e
[ $# -eq 2 ] || { echo "usage: export.sh RESULT EXAMPLES" >&2; exit 2; }
here=$(dirname "$0")
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
refused 5 "$1" --dta "$folder/other.dta" --table happiness
refused 5 "$folder/panel.dta" --csv "$folder/other"
/usr/bin/python3 "$here/read_export.py" "$1" "$folder"
LC_ALL=C.UTF-8 Rscript --vanilla "$here/read_export.R" "$folder" "$2/effect.do"
sed 's/treated/helped/g' "$2/effect.do" >"$folder/wrong.do" # the wrong twin
if LC_ALL=C.UTF-8 Rscript --vanilla "$here/read_export.R" "$folder" "$folder/wrong.do" 2>/dev/null; then
  echo "export.sh: an example with a variable that is not there was taken for good" >&2
  exit 1
fi
/usr/bin/python3 "$here/read.py" "$1"
# The same regression in two languages, to all digits shown; and a figure each.
/usr/bin/python3 "$2/effect.py" "$1" "$folder/effect.svg" innovative >"$folder/python"
LC_ALL=C.UTF-8 Rscript --vanilla "$2/effect.R" "$1" "$folder/effect.pdf" innovative >"$folder/r"
cat "$folder/python"
diff "$folder/python" "$folder/r"
[ "$(wc -c <"$folder/effect.svg")" -gt 5000 ] && [ "$(wc -c <"$folder/effect.pdf")" -gt 2000 ]
echo "export.sh: tables, Stata files and examples agree"
