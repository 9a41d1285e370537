#!/bin/sh
# Opens one result with every reader that Debian 12 has. Usage: run.sh FILE
# Packages: .ci/packages-readers. Exit 1 when a reader fails, after all have run.
[ $# -eq 1 ] || { echo "usage: run.sh FILE" >&2; exit 2; }
[ -r "$1" ] || { echo "run.sh: $1: cannot be read" >&2; exit 1; }
here=$(dirname "$0")
status=0
sh "$here/ncdump.sh" "$1" || status=1
/usr/bin/python3 "$here/read.py" "$1" || status=1
# R needs a UTF-8 locale to compare the Chinese labels.
LC_ALL=C.UTF-8 Rscript --vanilla "$here/read_ncdf4.R" "$1" || status=1
LC_ALL=C.UTF-8 Rscript --vanilla "$here/read_hdf5r.R" "$1" || status=1
exit $status
