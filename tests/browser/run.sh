#!/usr/bin/env bash
# Small comparisons and their pages in a browser: two policies with a hostile name, one that changes
# nothing, two packages of one title, one alone, ten. Takes SME and
# SME_SOURCE_DIR from the environment; works in the current folder.
set -euo pipefail
rm -rf scenarios ./*.h5* ./*.html
cp -R "$SME_SOURCE_DIR/scenarios" scenarios
cat >scenarios/fund.toml <<'END'
base = "baseline.toml"
name = "fund"
title = "Fund </script><script>alert(1)</script> & \"co\""
title_zh = "专项资金<b class=hostile>甲</b>"
[policy.fund]
instrument = "special_fund"
from = "2020Q1"
END
cat >scenarios/service.toml <<'END'
base = "baseline.toml"
name = "service"
title = "Service network"
title_zh = "服务网络"
[policy.service]
instrument = "service_network"
from = "2020Q1"
END
"$SME" compare scenarios/baseline.toml scenarios/fund.toml scenarios/service.toml -o small.h5 \
  --replicates 4 --scale 0.005 --set run.until=2024Q4
"$SME" report small.h5 -o page.html
printf 'base = "baseline.toml"\nname = "nothing"\ntitle = "Nothing"\ntitle_zh = "不变"\n' \
  >scenarios/nothing.toml
"$SME" compare scenarios/{baseline,nothing}.toml -o nothing.h5 \
  --replicates 2 --scale 0.002 --set run.until=2022Q4
# Two packages with one title, whose programmes are named as their instruments; no world has one alone.
for twin in a b; do
  {
    printf 'base = "baseline.toml"\nname = "twin-%s"\ntitle = "Package"\ntitle_zh = "组合"\n' $twin
    printf '[policy.%s]\nfrom = "2020Q1"\ninstrument = "%s"\n' \
      open_challenge open_challenge life_cycle_service life_cycle_service
  } >scenarios/twin-$twin.toml
done
printf 'yearly_budget = 1e8\n' >>scenarios/twin-b.toml
"$SME" compare scenarios/{baseline,twin-a,twin-b}.toml -o twins.h5 \
  --replicates 2 --scale 0.002 --set run.until=2022Q4 --set compare.cost_bias=0.2
equal=scenarios/equal-budget
"$SME" compare scenarios/baseline.toml $equal/special-fund.toml -o alone.h5 \
  --replicates 3 --scale 0.002
"$SME" compare scenarios/baseline.toml $equal/{special-fund,certification-award,clusters,consortia}.toml \
  $equal/{digital-pilot,equity-fund,growth-award,guarantee,service-network,srdi-loan}.toml \
  -o ten.h5 --replicates 4 --scale 0.005
cp "$SME_SOURCE_DIR"/tests/browser/{package.json,package-lock.json,report.mjs,look.mjs} .
if ! cmp -s package-lock.json node_modules/.installed; then
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
  cp package-lock.json node_modules/.installed
fi
node report.mjs "$PWD/page.html" numbers.json "$PWD"
# Debian's Python, which has h5py; another one may stand before it in the path.
python=python3
python3 -c 'import h5py' 2>/dev/null || python=/usr/bin/python3
"$python" "$SME_SOURCE_DIR/tests/browser/same_numbers.py" small.h5 numbers.json
for name in nothing twins alone ten; do
  "$SME" report $name.h5 -o $name.html
  mkdir -p $name
  node report.mjs "$PWD/$name.html" $name/numbers.json "$PWD/$name" short
  "$python" "$SME_SOURCE_DIR/tests/browser/same_numbers.py" $name.h5 $name/numbers.json
done
