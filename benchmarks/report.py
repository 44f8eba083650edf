"""Tables on the terminal, and the files that the site and the README read."""

import json
import statistics
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
SIDES = {"common": "common", "pytorch": "PyTorch", "plain": "plain"}


def table(records, clock):
    """Head and rows: milliseconds of every side by one clock, fastest run and median, and the ratios."""
    head = ["workload", *[f"{name} {what}" for name in SIDES.values() for what in ("min", "med")]]
    head += ["ratio", "plain", "required", "PyTorch's faster way", "common in the step", ""]
    return [head, *[row(record, clock) for record in records]]


def row(record, clock):
    """Cells of one workload.  A star marks one that had to wait for the processor."""
    cells = [record["name"]]
    for side in SIDES:
        times = record["milliseconds"].get(side)
        cells += [f"{time:.2f}" for time in times[clock]] if times else ["", ""]
    cells += [number(record[name][clock]) for name in ("ratio", "plain_ratio")]
    cells.append(number(record["required"], 1))
    return [*cells, faster(record, clock), inside(record), "*" if record["waited"] > 1.05 else ""]


def faster(record, clock="cpu"):
    """What PyTorch reaches with an option that a user has to choose."""
    times = record["milliseconds"].get("faster")
    return f"{times[clock][0]:.2f} {record['faster_name']}" if times else ""


def inside(record):
    """What a norm adds to a step: milliseconds of common and of PyTorch, and their ratio."""
    added = record["inside"]
    if added is None:
        return ""
    return f"+{added['common']:.2f} against +{added['pytorch']:.2f}: {number(added['ratio'])}"


def fastest_and_median(values):
    """[fastest, median] to four digits after the point."""
    return [round(min(values), 4), round(statistics.median(values), 4)]


def number(value, digits=2):
    """A number for a cell, or nothing."""
    return "" if value is None else f"{value:.{digits}f}"


def print_table(rows):
    """Columns of equal width, the first row underlined."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for cells in [rows[0], ["-" * width for width in widths], *rows[1:]]:
        print("  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip())


def missed(records):
    """A line for every workload over its limit, with the reason."""
    return [
        f"{record['name']}: {record['ratio']['cpu']:.2f}, over its limit {record['required']:.1f}. "
        f"Reason: {record['reason']}."
        for record in records
        if record["missed"]
    ]


def tell(line):
    """A line about the progress, beside the results."""
    print(line, file=sys.stderr, flush=True)


def print_about(about):
    """The conditions of a measurement, below its table."""
    print(f"\n{conditions(about)}")


def conditions(about):
    """When, where and with what something was measured, as sentences."""
    parts = [about["date"], about["machine"], about["versions"]]
    if about.get("rounds"):
        parts.append(f"{about['rounds']} rounds")
    return f"{' · '.join(parts)}. {about['busy']}".strip()


def save(name, content):
    """Keep results in benchmarks/<name>.json."""
    text = json.dumps(content, indent=1, ensure_ascii=False)
    (FOLDER / f"{name}.json").write_text(f"{text}\n", encoding="utf-8")


def stored(name):
    """What ``save`` kept; ``None`` before the first time."""
    path = FOLDER / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None
