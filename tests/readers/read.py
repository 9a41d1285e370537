#!/usr/bin/python3
"""Opens a result with xarray + h5netcdf and checks what a reader of it relies on.

Usage: read.py FILE. Every result: each variable of each group has a unit or a meaning, each
dimension of a cube its labels. The file of tests/unit/test_result.cpp (title "SME result for
tests"): also its values. Exit 1 with a message when something is wrong.
"""

import sys

import numpy
import xarray


def fail(message):
    sys.exit(f"read.py: {sys.argv[1]}: {message}")


def check(good, message):
    if not good:
        fail(message)


def open_group(path, group=None):
    try:
        return xarray.open_dataset(path, engine="h5netcdf", group=group)
    except Exception as error:  # whatever xarray raises is the finding
        fail(f"group {group or '/'} does not open: {error!r}")


def check_any(path, root):
    check("CF-" in root.attrs.get("Conventions", ""), "no Conventions attribute")
    check("sme_schema_version" in root.attrs, "no sme_schema_version attribute")
    check(len(root.data_vars) > 0, "no cube in the root")
    for name, cube in root.data_vars.items():
        check(cube.attrs.get("units"), f"{name} has no units")
        check(cube.dtype.kind in "fi", f"{name} reads as {cube.dtype}, not as a number")
        for axis in cube.dims:
            check(axis in cube.coords, f"{name}: axis {axis} has no labels")
    for axis, values in root.coords.items():
        check(values.dtype.kind in "Oi", f"axis {axis} reads as {values.dtype}")
        if values.dtype.kind == "O":
            check(all(isinstance(one, str) for one in values.values), f"{axis} is not text")


def check_places(path, root):
    """Tables with cubes TABLE_first_row and TABLE_rows: reads the rows of each period by slice."""
    for name in ("panel", "network"):
        if f"{name}_rows" not in root:
            continue
        table = open_group(path, name)
        first, rows = root[f"{name}_first_row"], root[f"{name}_rows"]
        run_axis, _, time_axis = first.dims
        (row,) = table["replicate_index"].dims
        check(float(rows.sum()) == table.sizes[row], f"{name}: the rows do not add up")
        for place in numpy.argwhere(rows.values > 0):
            start, count = int(first.values[tuple(place)]), int(rows.values[tuple(place)])
            part = table.isel({row: slice(start, start + count)})
            check(bool((part[f"{run_axis}_index"] == place[0]).all()), f"{name}: {run_axis}")
            check(bool((part["replicate_index"] == place[1]).all()), f"{name}: replicate")
            label = root[time_axis].values[place[2]]
            if time_axis == "year":
                when, column = int(label), "observed_year"
            else:  # "2019Q4", counted from 2000Q1
                when, column = 4 * (int(label[:4]) - 2000) + int(label[5]) - 1, "period"
            check(bool((part[column] == when).all()), f"{name}: rows of {label} are of another time")


def check_known(path, root):
    labels = ["baseline", "grant_€", "贷款担保"]
    check(list(root["scenario"].values) == labels, f"labels are {root['scenario'].values}")
    check(list(root["replicate"].values) == [0, 1, 2, 3], "replicates differ")
    people = root["employment"]
    check(people.dims == ("scenario", "replicate", "quarter"), f"axes are {people.dims}")
    check(people.attrs["units"] == "person", "unit differs")
    check(float(people.sel(scenario="grant_€", replicate=2, quarter="2019Q2")) == 121.25,
          "a value selected by labels differs")
    check(bool(numpy.isnan(people.sel(replicate=3)).all()), "replicate 3 is not missing")
    check(not bool(numpy.isnan(people.sel(replicate=[0, 1, 2])).any()), "values are missing")
    exits = root["exits"]
    check(float(exits.sel(scenario="贷款担保", replicate=1, quarter="2019Q3")) == 212, "exits")
    check(bool(numpy.isnan(exits.sel(replicate=3)).all()), "whole replicate 3 is not missing")

    network = open_group(path, "network")
    strength = network["strength"]
    check(list(network["scenario"].values) == labels, "labels in a group are lost")
    check(float(strength.sel(scenario="grant_€", tier="second")) == 2.5, "strength differs")
    check(bool(numpy.isnan(strength.sel(scenario="baseline")).all()), "strength is not missing")

    panel = open_group(path, "panel")
    check(panel.sizes["row"] == 4, f"the panel has {panel.sizes['row']} rows")
    check(panel["revenue"].attrs["units"] == "CNY", "unit of revenue")
    check(float(panel["revenue"][2]) == 1000001, "revenue differs")
    check(bool(numpy.isnan(panel["revenue"][3])), "missing revenue is not missing")
    check(panel["period"].dtype == "uint16", f"period reads as {panel['period'].dtype}")
    check(panel["size_class"].attrs["flag_meanings"] == "micro small", "flag meanings")
    check(list(panel["size_class"].attrs["flag_values"]) == [0, 1], "flag values")

    provenance = open_group(path, "provenance")
    text = provenance["scenario_as_given"].values.item()
    text = text.decode() if isinstance(text, bytes) else text
    check(text == '# 情景\nbase = "baseline.toml"\n', f"text reads as {text!r}")
    check(int(root.attrs["sme_seed"]) == 2**40, "seed differs")


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: read.py FILE")
    root = open_group(sys.argv[1])
    check_any(sys.argv[1], root)
    check_places(sys.argv[1], root)
    if root.attrs.get("title") == "SME result for tests":
        check_known(sys.argv[1], root)
    print(f"read.py: {sys.argv[1]}: good ({len(root.data_vars)} cubes)")


main()
