#!/bin/sh
# Shows a result with ncdump and checks labels, units, missing values; for the file of
# tests/unit/test_result.cpp also values. Usage: ncdump.sh FILE; exit 1 with a message when wrong.
set -eu
[ $# -eq 1 ] || { echo "usage: ncdump.sh FILE" >&2; exit 2; }

fail() {
    echo "ncdump.sh: $file: $1" >&2
    exit 1
}
has() {
    printf '%s\n' "$shown" | grep -qF -- "$1" || fail "ncdump does not show: $1"
}

file=$1
shown=$(ncdump -h "$file") || fail "ncdump cannot open it"
has ':Conventions = "CF-'
has ':sme_schema_version = '
has ':units = '
if printf '%s\n' "$shown" | grep -q phony_dim; then fail "an axis has no scale (phony_dim)"; fi
if printf '%s\n' "$shown" | grep -qF ':title = "SME result for tests"'; then
    shown=$(ncdump "$file")
    has 'scenario = "baseline", "grant_€", "贷款担保"'
    has 'quarter = "2019Q1", "2019Q2", "2019Q3"'
    has 'double employment(scenario, replicate, quarter)'
    has 'string employment:units = "person"'
    has 'employment:_FillValue = NaN'
    has '210.25, 211.25, 212.25,'
    has 'int64 exits(scenario, replicate, quarter)'
    has '_, _, _'
    has 'row = UNLIMITED ; // (4 currently)'
    has 'ushort period(row)'
    has 'string size_class:flag_meanings = "micro small"'
    has 'revenue = 1000000, _, 1000001, _ ;'  # ncdump's sign for missing
    has 'group: provenance {'
fi
echo "ncdump.sh: $file: good"
