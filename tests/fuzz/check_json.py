#!/usr/bin/env python3
"""The strict JSON reader against Python's json module: COUNT generated inputs, no disagreement.

Usage: check_json.py JUDGE COUNT [SEED]. Prints TAP. Python is told to refuse duplicate keys, NaN and
what is not UTF-8; the reader's own limits are applied here by counting.
"""

import json
import random
import subprocess
import sys

MAX_DEPTH, MAX_NODES, MAX_STRING, MAX_NUMBER = 16, 4096, 16 * 1024, 63


class Refused(Exception):
    """The input is not acceptable."""


def pairs(items):
    """An object, without duplicate keys."""
    found = dict(items)
    if len(found) != len(items):
        raise Refused("duplicate key")
    return found


def number(text):
    """A number that a double can hold."""
    value = float(text)
    if len(text) > MAX_NUMBER or value in (float("inf"), float("-inf")):
        raise Refused("number")
    return value


def constant(text):
    """NaN and Infinity."""
    raise Refused(text)


def measure(value, depth):
    """Counts the values in VALUE and looks at its strings."""
    if isinstance(value, str):
        size = len(value.encode("utf-8"))  # refuses lone surrogates
        if size > MAX_STRING or "\0" in value:
            raise Refused("string")
        return 1
    if isinstance(value, (dict, list)):
        if depth == MAX_DEPTH:
            raise Refused("depth")
        parts = value
        if isinstance(value, dict):
            for key in value:
                measure(key, depth)
            parts = value.values()
        return 1 + sum(measure(part, depth + 1) for part in parts)
    return 1


def is_good(data):
    """What Python thinks of DATA."""
    try:
        text = data.decode("utf-8")
        value = json.loads(text, object_pairs_hook=pairs, parse_float=number, parse_int=number,
                           parse_constant=constant)
        return measure(value, 0) <= MAX_NODES
    except (ValueError, Refused, RecursionError):
        return False


class Generator:
    """Documents, most of them good, and then a few small accidents."""

    words = ["null", "true", "false", "NaN", "Infinity", "-Infinity", "nul", "True", "", "undefined"]
    numbers = ["0", "-0", "1", "-1", "01", "1.", ".5", "1.5", "1e5", "1E+5", "1e-5", "1e", "1e999",
               "-1e999", "0200", "+1", "0x10", "1_0", "9007199254740993", "1e-999", "1" * 63,
               "1" * 64, "0." + "1" * 61, "--1", "1.5e3.2", "\u0661"]
    strings = ["", "a", "key", "\\n", "\\u0041", "\\u0000", "\\ud83d\\ude00", "\\ud83d", "\\ude00",
               "\\x41", "\\", "\u00e9", "\U0001f600", "\u2028", "\ufeff", "\t", "\x7f", "\\/", "\\b",
               "\\u00e9", "\\U0041", "\\u12", "'"]
    bytes = [b"\x00", b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xef\xbb\xbf", b" ",
             b"\n", b"\x0b", b"\x0c", b"\xc2\xa0", b",", b":", b"{", b"}", b"[", b"]", b'"', b"//", b"0"]

    def __init__(self, seed):
        self.random = random.Random(seed)

    def blank(self):
        """Blanks around a token."""
        return self.random.choice(["", "", "", " ", "\n", "\t", "\r", "  "])

    def string(self):
        """A string with one to three pieces."""
        pick = self.random.random()
        if pick < 0.7:
            return '"' + self.random.choice(["a", "b", "key", "id", "x" * 9]) + '"'
        if pick < 0.71:
            return '"' + "x" * self.random.choice([MAX_STRING - 1, MAX_STRING, MAX_STRING + 1]) + '"'
        return '"' + "".join(self.random.choices(self.strings, k=self.random.randint(1, 3))) + '"'

    def value(self, depth):
        """Any value."""
        pick = self.random.random()
        if depth > 0 and pick < 0.25:
            parts = [self.value(depth - 1) for _ in range(self.random.randint(0, 4))]
            return "[" + self.blank() + ",".join(parts) + self.blank() + "]"
        if depth > 0 and pick < 0.55:
            members = [self.blank() + self.string() + self.blank() + ":" + self.value(depth - 1)
                       for _ in range(self.random.randint(0, 4))]
            return "{" + ",".join(members) + "}"
        if pick < 0.75:
            return self.blank() + self.string() + self.blank()
        if pick < 0.9:
            return self.random.choice(self.numbers[:9])
        return self.random.choice(self.words + self.numbers if pick > 0.97 else self.words[:3])

    def special(self):
        """What random values seldom are: deep, or many."""
        count = self.random.choice([MAX_DEPTH - 1, MAX_DEPTH, MAX_DEPTH + 1])
        if self.random.random() < 0.7:
            return "[" * count + self.value(0) + "]" * count
        count = self.random.choice([MAX_NODES - 2, MAX_NODES - 1, MAX_NODES])
        return "[" + ",".join(["1"] * count) + "]"

    def document(self):
        """One input."""
        text = self.special() if self.random.random() < 0.01 else self.value(self.random.randint(0, 5))
        data = bytearray(text.encode("utf-8"))
        for _ in range(self.random.choice([0, 0, 0, 1, 1, 2, 3])):
            at = self.random.randint(0, len(data))
            pick = self.random.random()
            if pick < 0.4:
                data[at:at] = self.random.choice(self.bytes)
            elif pick < 0.6:
                del data[at:at + self.random.randint(1, 3)]
            elif pick < 0.7:
                del data[at:]
            elif pick < 0.8:
                data += data[at:at + 9]
            elif data:
                data[at % len(data)] = self.random.randrange(256)
        return bytes(data)


def main():
    """Asks both, and compares."""
    judge, count = sys.argv[1], int(sys.argv[2])
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    generator = Generator(seed)
    inputs = [generator.document() for _ in range(count)]
    asked = b"".join(b"%d\n%s" % (len(data), data) for data in inputs)
    answers = subprocess.run([judge], input=asked, stdout=subprocess.PIPE, check=True).stdout
    answers = answers.decode("ascii").splitlines()
    good = disagreements = 0
    for data, answer in zip(inputs, answers, strict=True):
        expected = is_good(data)
        good += expected
        if expected != (answer == "good"):
            disagreements += 1
            print(f"# {data[:200]!r}: '{answer}', but Python finds it {'good' if expected else 'bad'}")
    # Inputs that are all of one kind would show nothing.
    passed = disagreements == 0 and count / 5 < good < count * 4 / 5
    print(f"{'ok' if passed else 'not ok'} 1 - {count} inputs, {good} of them good, seed {seed}: "
          f"{disagreements} disagreements")
    print("1..1")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
