#!/usr/bin/python3
"""Runs a do-file of Stata without Stata. Usage, in the folder of its data: run_do.py FILE.do

It knows what analysis/examples/effect.do uses, with the meaning that Stata's manuals give it, and
refuses all else with the number of the line. Nothing is shown but what `display` shows.
"""

import pathlib
import re
import sys

import matplotlib
import numpy
import pandas

from do_language import (Expression, Refused, column, is_text, missing, need, new_name, number,
                         options, split, unquoted)

matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402

PLAIN = {"version", "clear", "keep", "local", "generate", "display"}
WITH_OPTIONS = {"import_delimited", "use", "destring", "summarize", "reshape", "twoway",
                "graph_export", "regress"}
PLOTS = {"rcap": 4, "connected": 3}  # words of each


def numbers_if_all(values):
    """Text becomes numbers where all of it is, or is nothing; "inf" is no number to Stata."""
    whole = r"([+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?)?"
    if is_text(values) and values.str.fullmatch(whole).all():
        return values.replace("", "nan").astype(float)
    return values


class Session:
    """The data in memory and what commands leave behind. A method for each command."""

    def __init__(self):
        self.locals = {}
        self.clear("all")

    def numbers(self, source):
        """An expression's value for each observation."""
        value = number(Expression(source, self.data, self.stored).whole())
        return numpy.broadcast_to(value, len(self.data))

    def version(self, line):
        need(line == "14", f"version {line}")

    def clear(self, line):
        need(line == "all", f"clear {line}")
        self.data, self.labels, self.stored = pandas.DataFrame(), {}, {}
        self.figure = None

    def read(self, path, given):
        need("clear" in given or self.data.empty, "data in memory would be lost")
        need(pathlib.Path(path).is_file(), f"file {path} not found")

    def import_delimited(self, line, rest):
        given = options(rest, "clear", "varnames()", "encoding()", "asdouble")
        need(given.get("varnames") == "1" and unquoted(given.get("encoding", "")) == "utf-8",
             "import delimited other than with varnames(1) encoding(\"utf-8\")")
        path = line.removeprefix("using ")
        self.read(path, given)
        table = pandas.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
        self.data, self.labels = pandas.DataFrame(index=table.index), {}
        for name in table:
            values = numbers_if_all(table[name])
            if not is_text(values) and "asdouble" not in given:
                values = values.astype("f4").astype(float)
            self.data[new_name(self.data, name.lower())] = values

    def destring(self, line, rest):
        need("replace" in options(rest, "replace"), "destring without replace")
        column(self.data, line)
        self.data[line] = numbers_if_all(self.data[line])

    def use(self, line, rest):
        self.read(line, options(rest, "clear"))
        with pandas.read_stata(line, iterator=True, convert_categoricals=False) as reader:
            self.data, self.labels = reader.read(), reader.value_labels()
        for name in self.data:
            if not is_text(self.data[name]):
                self.data[name] = self.data[name].astype(float)

    def keep(self, line):
        if line.startswith("if "):
            self.data = self.data[self.numbers(line[3:]) != 0].reset_index(drop=True)
        else:
            for name in line.split():
                column(self.data, name)
            self.data = self.data[line.split()].copy()

    def summarize(self, line, rest):
        need("meanonly" in options(rest, "meanonly"), "summarize other than with meanonly")
        values = number(column(self.data, line))
        need(not numpy.isnan(values).all(), "no observations")
        self.stored.update({"r(min)": numpy.nanmin(values), "r(max)": numpy.nanmax(values)})

    def local(self, line):
        found = re.fullmatch(r"(\w+) (?:= (.+)|: label (\w+) (\d+))", line)
        need(found, f"local {line}")
        name, source, label, at = found.groups()
        if source:
            value = number(Expression(source, self.data, self.stored).whole())
            need(value.ndim == 0 and value % 1 == 0, "a local of a number that is not whole")
            self.locals[name] = format(value, ".0f")
        else:
            need(int(at) in self.labels.get(label, {}), f"value label {label} {at}")
            self.locals[name] = self.labels[label][int(at)]

    def generate(self, line):
        found = re.fullmatch(r"(?:(byte|double) )?(\w+) = (.+)", line)
        need(found, f"generate {line}")
        kind, name, source = found.groups()
        values = self.numbers(source)
        if kind is None:
            values = values.astype("f4").astype(float)
        if kind == "byte":
            known = values[~numpy.isnan(values)]
            need(((known % 1 == 0) & (abs(known) <= 100)).all(), "a byte with such a value")
        self.data[new_name(self.data, name)] = values

    def reshape(self, line, rest):
        given = options(rest, "i()", "j()", "string")
        need(line.startswith("wide ") and {"i", "j"} <= set(given), f"reshape {line}")
        units, at, stubs = given["i"].split(), given["j"], line.split()[1:]
        for name in units + [at] + stubs:
            column(self.data, name)
        need(len(self.data), "no observations")
        need(set(self.data) == {*units, at, *stubs}, "reshape with variables that it leaves alone")
        need(is_text(self.data[at]) == ("string" in given), f"option string, with such a {at}")
        need(not missing(self.data[at].to_numpy()).any(), f"{at} is missing somewhere")
        need(not self.data.duplicated(units + [at]).any(), f"{at} is not unique within {units}")
        wide = self.data.set_index(units + [at])[stubs].unstack(at)
        wide = wide.sort_index()  # the order in which Stata leaves the units
        self.data = wide.index.to_frame(index=False)
        for stub, value in wide:
            number(wide[stub, value].to_numpy())
            end = value if "string" in given else format(value, "g")
            self.data[new_name(self.data, stub + end)] = wide[stub, value].to_numpy()

    def twoway(self, line, rest):
        given = options(rest, "by()", "yline()", "ytitle()", "xtitle()")
        need(len(given) == 4 and given["yline"] == "0",
             "twoway without by(), ytitle(), xtitle() or yline(0)")
        by, _, extra = given["by"].partition(",")
        column(self.data, by)
        need(options(extra, "legend()", "note()") == {"legend": "off", "note": '""'},
             "by() other than with legend(off) note(\"\")")
        panels = list(self.data.groupby(by))
        self.figure, axes = pyplot.subplots(1, len(panels), sharey=True, squeeze=False)
        for (title, panel), axis in zip(panels, axes[0]):
            axis.set(title=title, xlabel=unquoted(given["xtitle"]))
            axis.axhline(0, color="gray")
            for plot in filter(None, split(line, " ")):
                words = plot[1:-1].split()
                need(plot[0] == "(" and len(words) == PLOTS.get("".join(words[:1])), f"plot {plot}")
                *y, x = [number(column(panel, name)) for name in words[1:]]
                need(not missing(*y, x).all(), "no observations")
                if words[0] == "rcap":
                    axis.errorbar(x, (y[0] + y[1]) / 2, abs(y[1] - y[0]) / 2, fmt="none", capsize=4)
                else:
                    axis.plot(x, y[0], marker="o")
        axes[0][0].set_ylabel(unquoted(given["ytitle"]))

    def graph_export(self, line, rest):
        given = options(rest, "replace")
        need(self.figure and line.endswith(".eps"), f"graph export {line}")
        need("replace" in given or not pathlib.Path(line).exists(), f"file {line} already exists")
        self.figure.savefig(line)

    def regress(self, line, rest):
        need(options(rest, "noconstant", "vce()") == {"noconstant": "", "vce": "robust"},
             "regress other than with noconstant vce(robust)")
        names = line.split()
        need(len(names) > 1 and "." not in names[0], f"regress {line}")
        used = {name: number(column(self.data, name.removeprefix("ibn."))) for name in names}
        there = ~missing(*used.values())
        need(there.any(), "no observations")
        y, x = used.pop(names[0])[there], {}
        for name, values in used.items():
            values, short = values[there], name.removeprefix("ibn.")
            if name == short:
                x[name] = values
                continue
            need(((values >= 0) & (values % 1 == 0)).all(), f"{short} as a factor")
            x |= {f"{level:.0f}.{short}": values == level for level in numpy.unique(values)}
        kept = []
        for name in x:  # a regressor that follows from those before is omitted
            matrix = numpy.column_stack([x[one] for one in kept + [name]]).astype(float)
            if numpy.linalg.matrix_rank(matrix) > len(kept):
                kept.append(name)
            else:
                print(f"note: {name} omitted because of collinearity", file=sys.stderr)
        matrix = numpy.column_stack([x[name] for name in kept]).astype(float)
        n, k = matrix.shape
        need(n > k, "insufficient observations")
        bread = numpy.linalg.inv(matrix.T @ matrix)
        slope = bread @ matrix.T @ y
        scores = matrix * (y - matrix @ slope)[:, None]
        error = numpy.sqrt(numpy.diag(bread @ scores.T @ scores @ bread) * n / (n - k))
        self.stored = {"e(N)": n}
        found = dict.fromkeys(x, (0.0, 0.0)) | dict(zip(kept, zip(slope, error)))
        for name, pair in found.items():
            self.stored |= {f"_b[{name}]": pair[0], f"_se[{name}]": pair[1]}

    def display(self, line):
        shown, source = "", Expression(line, self.data, self.stored)
        while source.tokens:
            value = source.value()
            need(value.ndim == 0 and (is_text(value) or value % 1 == 0),
                 "display of a number that is not whole, or of many")
            shown += value.item() if is_text(value) else format(value.item(), ".0f")
        print(shown)

    def expanded(self, found):
        need(found[1] in self.locals, f"macro {found[0]}")
        return self.locals[found[1]]

    def run(self, line):
        line = re.sub(r"`(\w+)'", self.expanded, line)
        command, *rest = split(line, ",")
        name, _, command = command.partition(" ")
        if name in ("import", "graph"):
            second, _, command = command.partition(" ")
            name += "_" + second
        need(name in PLAIN | WITH_OPTIONS and "`" not in line, f"command {line}")
        need(len(rest) < 2 and (not rest or name in WITH_OPTIONS), f"comma in {line}")
        getattr(self, name)(command.strip(), *(rest or [""] * (name in WITH_OPTIONS)))


def commands(path):
    """Commands, each with the number of its first line; no comments, unless one opens a block."""
    so_far = ""
    for at, line in enumerate(pathlib.Path(path).read_text("utf-8").splitlines() + [""], 1):
        first = first if so_far else at
        line, more, _ = line.partition(" ///")
        so_far += line.strip() + " "
        if not more:
            if so_far.strip() and (so_far[0] != "*" or "/*" in so_far):
                yield first, so_far.strip()
            so_far = ""


def main(path):
    session = Session()
    for at, line in commands(path):
        try:
            session.run(line)
        except Refused as refused:
            sys.exit(f"run_do.py: {path}:{at}: {refused}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
