# Installs the Debian packages of .ci/packages that are missing. Sourced by scenarios/quickstart.sh
# and tests/run.sh. As root or with a sudo that asks nothing; otherwise it prints the line to run
# and ends the command with exit code 4 (the environment failed). Nothing missing: no network.

sme_setup() {
  local list wanted installed missing line
  list=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)/packages
  mapfile -t wanted < <(sed 's/#.*//' "$list" | tr -s ' \t' '\n' | sed '/^$/d')

  if ! command -v dpkg-query >/dev/null; then
    echo "setup: not Debian; what ${list} names has to be here already" >&2
    return 0
  fi
  # Another node than Debian's conflicts with Debian's npm; one that is here will do.
  if command -v node >/dev/null && command -v npm >/dev/null; then
    mapfile -t wanted < <(printf '%s\n' "${wanted[@]}" | grep -vxE 'nodejs|npm')
  fi
  installed=$(dpkg-query -W -f '${db:Status-Abbrev}${Package}\n' "${wanted[@]}" 2>/dev/null |
    sed -n 's/^.i *//p' || true)
  mapfile -t missing < <(comm -23 <(printf '%s\n' "${wanted[@]}" | LC_ALL=C sort -u) \
    <(printf '%s\n' "$installed" | LC_ALL=C sort -u))
  if [ ${#missing[@]} -eq 0 ]; then
    return 0
  fi

  local as=()
  line="apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
  if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
      as=(sudo -n)
    else
      echo "setup: ${#missing[@]} packages are missing; run this as root, then try again:" >&2
      echo "$line" >&2
      exit 4
    fi
  fi
  echo "setup: installing ${missing[*]}" >&2
  as+=(env DEBIAN_FRONTEND=noninteractive)
  if ! { "${as[@]}" apt-get update &&
    "${as[@]}" apt-get install -y --no-install-recommends "${missing[@]}"; } >&2; then
    echo "setup: the packages could not be installed; the line was:" >&2
    echo "$line" >&2
    exit 4
  fi
}

sme_setup
