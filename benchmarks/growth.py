"""How fast figures grow: exponents, their table, and whether they stay below those of the formulas."""

import numpy as np

SIDES = ("common", "pytorch")
KINDS = {"time": "ms", "memory": "MiB"}
CALM = "Nothing grows faster than the formulas say."
TOLERANCE = 0.25  # how far a fitted exponent may lie above: larger arrays leave the caches


def exponent(sizes, values):
    """The slope of a line through the logarithms."""
    return round(float(np.polyfit(np.log(sizes), np.log(values), 1)[0]), 2)


def verdict(records):
    """A sentence for everything of ``common`` that grows faster than the formulas say, or one for all."""
    found = [
        f"{kind} of {record['job']} grows with {record['grows']} to the power of "
        f"{record['exponents'][kind]['common']:.2f}; the formulas say {record['limits'][kind]}"
        for record in records
        for kind in KINDS
        if record["exponents"][kind]["common"] > record["limits"][kind] + TOLERANCE
    ]
    return found or [CALM]


def table(records):
    """Head and rows: exponents of the formulas and of both sides, and the figures of the largest size."""
    head = ["what grows", "job", "from … to"]
    for kind, unit in KINDS.items():
        head += [f"{kind}: formulas", "common", "PyTorch", f"largest, common ({unit})", f"PyTorch ({unit})"]
    return [head, *map(row, records)]


def row(record):
    """Cells of one sweep."""
    first, *_, last = record["sizes"]
    cells = [record["grows"], record["job"], f"{first} … {last}"]
    for kind in KINDS:
        cells.append(f"{record['limits'][kind]}")
        cells += [f"{record['exponents'][kind][side]:.2f}" for side in SIDES]
        cells += [f"{record['values'][kind][side][-1]:.1f}" for side in SIDES]
    return cells
