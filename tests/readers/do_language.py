"""The language of Stata's do-files, as far as analysis/examples/effect.do uses it: options and
expressions. The meaning is that of Stata's manuals; names may not be abbreviated."""

import re

import numpy


class Refused(Exception):
    """What Stata would stop at, or what is not known here."""


def need(good, message):
    if not good:
        raise Refused(message)


# Values are arrays: of float, missing is NaN; or of text, missing is "".

def is_text(value):
    return numpy.asarray(value).dtype == object


def ordered(value):
    """For comparisons: Stata's missing value is larger than any number and equal to itself."""
    return value if is_text(value) else numpy.where(numpy.isnan(value), numpy.inf, value)


def of_one_kind(*values):
    need(len({is_text(value) for value in values}) == 1, "type mismatch: text and numbers")


def number(value):
    need(not is_text(value), "type mismatch: text where a number belongs")
    return value


def text(value):
    need(is_text(value) and value.ndim == 0, "type mismatch: one text belongs here")
    return value.item()


def missing(*values):
    return numpy.any(numpy.broadcast_arrays(
        *(value == "" if is_text(value) else numpy.isnan(value) for value in values)), axis=0)


def inlist(value, *others):
    of_one_kind(value, *others)
    need(0 < len(others) < (10 if is_text(value) else 255), "inlist() with as many arguments")
    return numpy.any([ordered(value) == ordered(other) for other in others], axis=0)


def ln(value):
    positive = number(value) > 0
    return numpy.where(positive, numpy.log(numpy.where(positive, value, 1)), numpy.nan)


def string(value, form):
    width = re.fullmatch(r"%(\d+)(\.\d+f)", text(form))
    need(width and value.ndim == 0, "string() other than of one number as %w.df")
    shown = format(number(value).item(), ">" + width[1] + width[2])
    need(len(shown) <= int(width[1]) and not numpy.isnan(value), "a number that does not fit %w.df")
    return numpy.array(shown, object)


def strtrim(value):
    return numpy.array(text(value).strip(" "), object)


FUNCTIONS = {"inlist": inlist, "ln": ln, "missing": missing, "string": string, "strtrim": strtrim}
LOOSEST_FIRST = ("&",), ("==", ">"), ("-",)
TOKEN = re.compile(r'\s*(?:(?P<number>\d+(?:\.\d+)?)|"(?P<text>[^"]*)"|(?P<sign>==|[&>!(),-])|'
                   r'(?P<stored>_(?:b|se)\[\w+\]|[re]\(\w+\))|(?P<name>[A-Za-z_]\w*))')


class Expression:
    """Evaluates a text from left to right; a variable is a column of the data."""

    def __init__(self, source, data, stored):
        self.data, self.stored, self.tokens = data, stored, []
        at, source = 0, source.rstrip()
        while at < len(source):
            found = TOKEN.match(source, at)
            need(found, f"expression at '{source[at:].strip()}'")
            self.tokens.append((found.lastgroup, found[found.lastgroup]))
            at = found.end()

    def take(self, *signs):
        """The next sign when it is one of these, else None."""
        if self.tokens and self.tokens[0][0] == "sign" and self.tokens[0][1] in signs:
            return self.tokens.pop(0)[1]
        return None

    def whole(self):
        value = self.value()
        need(not self.tokens, f"expression at '{' '.join(word for _, word in self.tokens)}'")
        return value

    def value(self, level=0):
        if level == len(LOOSEST_FIRST):
            return self.single()
        left = self.value(level + 1)
        while sign := self.take(*LOOSEST_FIRST[level]):
            right = self.value(level + 1)
            if sign == "&":  # whatever is not 0 is true, missing too
                left = (number(left) != 0) & (number(right) != 0)
            elif sign == "-":
                left = number(left) - number(right)
            else:
                of_one_kind(left, right)
                left, right = ordered(left), ordered(right)
                left = left == right if sign == "==" else left > right
            left = numpy.asarray(left, float)
        return left

    def single(self):
        if self.take("!"):
            return numpy.asarray(number(self.single()) == 0, float)
        if self.take("("):
            value = self.value()
            need(self.take(")"), "expression without ')'")
            return value
        need(self.tokens and self.tokens[0][0] != "sign", "expression that ends early")
        kind, word = self.tokens.pop(0)
        if kind == "number":
            return numpy.array(float(word))
        if kind == "text":
            return numpy.array(word, object)
        if kind == "stored":
            need(word in self.stored, f"result {word}")
            return numpy.array(self.stored[word], float)
        if self.take("("):
            return self.call(word)
        return column(self.data, word)

    def call(self, name):
        need(name in FUNCTIONS, f"function {name}()")
        arguments = [self.value()]
        while self.take(","):
            arguments.append(self.value())
        need(self.take(")"), f"{name}() without ')'")
        try:
            value = FUNCTIONS[name](*arguments)
        except TypeError:
            raise Refused(f"{name}() with {len(arguments)} arguments") from None
        return value if is_text(value) else numpy.asarray(value, float)


def column(data, name):
    need(name in data, f"variable {name} not found")
    return data[name].to_numpy()


def new_name(data, name):
    need(re.fullmatch(r"[A-Za-z_]\w{0,31}", name, re.ASCII), f"{name} as a name of a variable")
    need(name not in data, f"variable {name} already defined")
    return name


def split(line, mark):
    """Parts between marks that stand outside quotes and brackets."""
    parts, depth, quoted = [""], 0, False
    for letter in line:
        quoted ^= letter == '"'
        depth += 0 if quoted else (letter == "(") - (letter == ")")
        if letter == mark and not quoted and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    need(depth == 0 and not quoted, "brackets or quotes without an end")
    return [part.strip() for part in parts]


def options(line, *known):
    """Options by name; one with an argument is known as "name()"."""
    found = {}
    for part in filter(None, split(line, " ")):
        name, bracket, inner = part.partition("(")
        need(name + (bracket and "()") in known and name not in found, f"option {part}")
        need(not bracket or inner.endswith(")"), f"option {part}")
        found[name] = inner[:-1]
    return found


def unquoted(line):
    need(re.fullmatch('"[^"]*"', line), f"quotes in {line}")
    return line[1:-1]
