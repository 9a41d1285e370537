"""Every number of the page is the one in the file: same_numbers.py RESULT.h5 NUMBERS.json"""
import json
import sys

import h5py
import numpy

shown = json.load(open(sys.argv[2], encoding="utf-8"))
with h5py.File(sys.argv[1]) as result:
    cubes = {name: result[name][()] for name in {one[0] for one in shown}}
wrong = [
    one
    for one in shown
    if not numpy.array_equal(cubes[one[0]][tuple(map(int, one[1].split(",")))], float(one[2]), equal_nan=True)
]
assert shown and not wrong, wrong[:5]
print(f"{len(shown)} numbers of {len(cubes)} cubes are those of the file")
