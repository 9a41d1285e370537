#!/usr/bin/python3
"""The report's chart of a policy's effect over time, and a regression on its panel.

Usage: effect.py RESULT.h5 FIGURE.svg [OUTCOME]        (Debian: python3-xarray python3-h5netcdf
python3-matplotlib). RESULT comes from `sme compare`. Every number of the chart is the one that the
report shows: it is read, not computed. The regression is what an evaluator of one world would run:
change of log employment on treatment, log employment before and label before, by least squares.
"""

import sys

import matplotlib
import numpy
import xarray

matplotlib.use("Agg")
matplotlib.rcParams["svg.hashsalt"] = "sme"  # the same file each time
from matplotlib import pyplot  # noqa: E402


def chart(stated, outcome, figure):
    """Paired difference to the baseline with simultaneous intervals, a line for each policy."""
    _, axes = pyplot.subplots(figsize=(8, 4.5))
    for world in stated.world.values[1:]:
        of = {name: stated[name].sel(world=world, outcome=outcome)
              for name in ("effect_mean", "effect_low_all", "effect_high_all")}
        line, = axes.plot(stated.year, of["effect_mean"], marker="o", label=world)
        axes.fill_between(stated.year, of["effect_low_all"], of["effect_high_all"],
                          color=line.get_color(), alpha=0.2)
    axes.axhline(0, color="black", linewidth=0.8)
    axes.set_xticks(stated.year)
    axes.set(xlabel="year", ylabel="difference to the baseline", title=outcome)
    axes.legend()
    pyplot.savefig(figure, metadata={"Date": None})


def regression(panel, world, before, after):
    """Coefficient and HC1 standard error of treatment, and the number of firms."""
    rows = panel.to_dataframe()  # not panel.where: firm has more digits than a real number holds
    mine = rows[(rows.world_index == world) & (rows.replicate_index == 0)].set_index("firm")
    first, last = (mine[mine.observed_year == year] for year in (before, after))
    firms = first.join(last, rsuffix="_after", how="inner", validate="one_to_one")
    firms = firms[(firms.employees > 0) & (firms.employees_after > 0)]
    y = numpy.log(firms.employees_after) - numpy.log(firms.employees)
    columns = [firms.treated_after.to_numpy(float), numpy.log(firms.employees).to_numpy()]
    columns += [(firms.label == label).to_numpy(float) for label in sorted(firms.label.unique())]
    x = numpy.column_stack(columns)  # a dummy for each label is the intercept
    bread = numpy.linalg.inv(x.T @ x)
    slope = bread @ x.T @ y.to_numpy()
    residual = y.to_numpy() - x @ slope
    n, k = x.shape
    meat = (x * (residual ** 2)[:, None]).T @ x
    error = numpy.sqrt(numpy.diag(bread @ meat @ bread) * n / (n - k))
    return slope[0], error[0], n


def main(path, figure, outcome="little_giants"):
    stated = xarray.open_dataset(path, engine="h5netcdf", group="comparison")
    panel = xarray.open_dataset(path, engine="h5netcdf", group="panel")
    chart(stated, outcome, figure)
    years = stated.year.values
    slope, error, n = regression(panel, 1, years[0], years[-1])
    print(f"{stated.world.values[1]}: treated {slope:.10f} ({error:.10f}), {n} firms")


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(*sys.argv[1:])
