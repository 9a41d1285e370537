#!/usr/bin/env bash
# Results with wrong bytes and no NAME.sha256 beside them: whatever is asked of them, the program says
# what is wrong with an exit code of its own. It never dies of a signal, and takes no wrong world for
# the right one. usage: tests/end_to_end/damaged.sh [PATH_TO_SME]; else the program is $SME
set -uo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
sme=$(realpath -- "${1:-${SME:?give the path of the program}}")
# shellcheck source=tests/end_to_end/checks.bash
source "$here/tests/end_to_end/checks.bash"

award srdi
tiny=(--scale 0.0002 --set run.spin_up=2018Q1 --set run.until=2020Q4 --threads 1)
check "a comparison" code 0 "$sme" compare scenarios/baseline.toml scenarios/award.toml \
  "${tiny[@]}" --replicates 2 -o whole.h5
check "a run" code 0 "$sme" run scenarios/baseline.toml "${tiny[@]}" --replicates 1 -o run.h5

# flip SEED FROM TO: one byte of FROM is another one in TO; the place and the byte follow the seed.
flip() {
  /usr/bin/python3 - "$@" <<'END'
import random
import sys

chance = random.Random(int(sys.argv[1]))
with open(sys.argv[2], "rb") as file:
    content = bytearray(file.read())
content[chance.randrange(len(content))] ^= chance.randrange(1, 256)
if chance.randrange(2): # without the checksum, so that HDF5 reads damaged bytes, in a child
    content = content[:-87]
with open(sys.argv[3], "wb") as file:
    file.write(content)
END
}
# asked CODES COMMAND...: ends with one of these codes and, unless it is 0, with words.
asked() {
  local codes=$1 got=0
  shift
  "$@" >out 2>err || got=$?
  [[ " $codes " == *" $got "* ]] || { echo "  exit code $got: $(tail -n 3 err)"; return 1; }
  [ "$got" -eq 0 ] || grep -q '^sme: ' err || { echo "  code $got without a word"; return 1; }
}

# The checksum at the end of the file tells every wrong byte (5), and so does that it is gone.
mkdir made
for seed in $(seq 100); do
  from=whole.h5
  [ $((seed % 3)) -ne 0 ] || from=run.h5
  flip "$seed" "$from" made/bad.h5
  case $((seed % 4)) in
  0) check "flip $seed of $from: repeat" asked "5" "$sme" repeat made/bad.h5 --threads 1 ;;
  1) check "flip $seed of $from: report" asked "5" "$sme" report made/bad.h5 -o made/page.html ;;
  2) check "flip $seed of $from: export" asked "5" "$sme" export made/bad.h5 --csv made/tables ;;
  3) check "flip $seed of $from: resume" asked "5" "$sme" resume made/bad.h5 --extend 1 --threads 1 ;;
  esac
  rm -rf made && mkdir made
done

# The words of a scenario are what a result is computed from: a digit of it must not be another one.
/usr/bin/python3 - <<'END'
content = open("run.h5", "rb").read()
old, new = b"run.scale=0.0002", b"run.scale=0.0003"
assert old in content
open("made/other.h5", "wb").write(content.replace(old, new))
END
check "another scale in the texts" code 5 "$sme" repeat made/other.h5
check "  is not computed" says "checksum at its end"
# Whoever makes a new checksum for it is told by the identity of what was computed.
{ head -c -87 made/other.h5; printf '\nsme-content-sha256 = %s\n' "$(head -c -87 made/other.h5 | sha256sum | cut -c1-64)"; } >made/new.h5
check "  nor with a checksum of its own" code 5 "$sme" repeat made/new.h5
check "  because of its identity" says "not those it was computed from"
# Cut short, a result is none.
for bytes in 0 7 96 1000 100000; do
  head -c "$bytes" whole.h5 >made/short.h5
  check "the first $bytes bytes" code 5 "$sme" repeat made/short.h5
done

[ "$failed" -eq 0 ] && echo "all ok" || echo "$failed failed"
[ "$failed" -eq 0 ]
