#!/usr/bin/python3
"""Compares exported tables with the result itself. Usage: read_export.py RESULT FOLDER."""

import sys

import numpy
import pandas
import xarray


def check(good, message):
    if not good:
        sys.exit(f"read_export.py: {message}")


def open_group(path, group):
    return xarray.open_dataset(path, engine="h5netcdf", group=group, mask_and_scale=False)


def same(left, right):
    return numpy.array_equal(numpy.asarray(left, float), numpy.asarray(right, float),
                             equal_nan=True)


path, folder = sys.argv[1:]
panel = open_group(path, "panel")
csv = pandas.read_csv(f"{folder}/tables/panel.csv", float_precision="round_trip")
stata = pandas.read_stata(f"{folder}/panel.dta", convert_categoricals=False)
check(len(csv) == len(stata) == panel.sizes["observation"] > 0, "rows of the panel")
check(list(csv.columns) == list(stata.columns) == list(panel.data_vars), "columns of the panel")
for name, column in panel.data_vars.items():
    if "flag_values" not in column.attrs and not name.endswith("_index"):
        check(same(csv[name], column), f"panel.csv, column {name}")
    if stata[name].dtype == object:  # whole numbers that Stata cannot hold are text
        check(list(stata[name]) == [str(value) for value in column.values], f"panel.dta, {name}")
    else:
        check(same(stata[name], column), f"panel.dta, column {name}")
root = open_group(path, None)
check(set(csv.world_index) == set(root.world.values), "worlds in words")
labelled = pandas.read_stata(f"{folder}/outcomes.dta")
check(list(labelled.world.cat.categories) == list(root.world.values), "worlds as value labels")
check(same(labelled.value, root.outcomes.values.ravel()), "outcomes.dta")
with pandas.io.stata.StataReader(f"{folder}/panel.dta") as reader:
    check(all(reader.variable_labels().values()), "a variable without a label")
# The tidy table holds the file's numbers, with low and high.
tidy = pandas.read_csv(f"{folder}/tables/comparison.csv", float_precision="round_trip",
                       keep_default_na=False, na_values={"value": "", "low": "", "high": ""})
stated = open_group(path, "comparison")
world, year = str(root.world.values[1]), int(root.year.values[-1])
row = tidy[(tidy.world == world) & (tidy.outcome == "little_giants") & (tidy.statistic == "effect")
           & (tidy.year == str(year))]
check(len(row) == 1, "one row for an effect")
at = dict(world=world, outcome="little_giants", year=year)
for column in ("mean", "low", "high"):
    check(same(row["value" if column == "mean" else column],
               [stated[f"effect_{column}"].sel(at)]), f"effect_{column} in comparison.csv")
codebook = pandas.read_csv(f"{folder}/tables/codebook.csv")
check(set(codebook[codebook.file == "panel.csv"].column) == set(csv.columns), "codebook")
print(f"read_export.py: {len(csv)} rows of the panel, {len(tidy)} statements")
