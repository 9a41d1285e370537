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
    # The root's data alone, on one line: its axes have copies in the groups.
    shown=$(ncdump -g / "$file" | tr -s ' \n\t' ' ')
    has ' scenario = "baseline", "grant_€", "贷款担保" ;'
    has ' quarter = "2019Q1", "2019Q2", "2019Q3" ;'
    has ' replicate = 0, 1, 2, 3 ;'
    has 'double employment(scenario, replicate, quarter) ;'
    has 'string employment:units = "person" ;'
    has 'employment:_FillValue = NaN ;'
    has ' employment = 0.25, 1.25, 2.25, 10.25, 11.25, 12.25, 20.25, 21.25, 22.25, _, _, _, 100.25,'
    has ' 120.25, 121.25, 122.25, _, _, _, 200.25, 201.25, 202.25, 210.25, 211.25, 212.25,'
    has 'int64 exits(scenario, replicate, quarter) ;'
    has ' exits = 0, 1, 2, 10, 11, 12, 20, 21, 22, _, _, _, 100, 101, 102, 110, 111, 112,'
    shown=$(ncdump "$file")
    has 'row = UNLIMITED ; // (4 currently)'
    has 'ushort period(row)'
    has 'string size_class:flag_meanings = "micro small"'
    has 'revenue = 1000000, _, 1000001, _ ;'  # ncdump's sign for missing
    has 'group: provenance {'
fi
echo "ncdump.sh: $file: good"
