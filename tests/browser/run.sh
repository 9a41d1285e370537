#!/usr/bin/env bash
# A small comparison with a hostile name, its page, and that page in a browser. Takes SME and
# SME_SOURCE_DIR from the environment; works in the current folder.
set -euo pipefail
rm -rf scenarios small.h5* page.html
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
cp "$SME_SOURCE_DIR"/tests/browser/{package.json,package-lock.json,report.mjs} .
if ! cmp -s package-lock.json node_modules/.installed; then
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
  cp package-lock.json node_modules/.installed
fi
node report.mjs "$PWD/page.html" numbers.json "$PWD"
# Debian's Python, which has h5py; another one may stand before it in the path.
python=python3
python3 -c 'import h5py' 2>/dev/null || python=/usr/bin/python3
"$python" "$SME_SOURCE_DIR/tests/browser/same_numbers.py" small.h5 numbers.json
