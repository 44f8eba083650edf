"""How long every lesson runs, and how much memory it takes at its peak.

    python -m benchmarks.lesson_times               all lessons at their default size; kept for the site
    python -m benchmarks.lesson_times --full        those that have a full size, at that; kept too
    python -m benchmarks.lesson_times day1/07       one lesson, or a few; only printed

The notebooks stay as they are.  Memory is that of the largest process: what Jupyter's kernel takes in all.
"""

import argparse
import os
import statistics

import nbformat

from benchmarks import machine, report
from tools import lessons
from tools.run_notebooks import ENVIRONMENT, execute, full_size, has_full_size
from tools.run_times import limit

MEDIAN, SUM, PEAK = 20, 18 * 60, 1024  # seconds, seconds, MiB: what all lessons together must keep to
PROBE = """
import resource, sys
peaks = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(max(peaks) * (1 if sys.platform == "darwin" else 1024))  # Linux counts in KiB
"""


def measure(lesson, full):
    """Run a copy of a lesson; a record of its seconds and its peak memory in MiB."""
    notebook = full_size(lesson) if full else lessons.read(lesson.path)
    notebook.cells.append(nbformat.v4.new_code_cell(PROBE))
    seconds = execute(notebook, lesson.path.parent, timeout=None)
    peak = int(notebook.cells[-1].outputs[0]["text"]) / 2**20
    return {
        "lesson": lesson.label,
        "title": lesson.title,
        "seconds": round(seconds, 1),
        "limit": None if full else limit(lesson),
        "peak": round(peak),
    }


def table(records):
    """Head and rows: one lesson a row."""
    head = ["lesson", "", "seconds", "limit", "peak memory (MiB)"]
    rows = []
    for record in records:
        label = record["lesson"].removeprefix("day").replace("/", "-")
        times = [f"{record['seconds']:.0f}", report.number(record["limit"], 0)]
        rows.append([label, record["title"], *times, f"{record['peak']}"])
    return [head, *rows]


def summary(records):
    """Median, sum and peak beside what is required, and the lessons over their limit, as sentences."""
    seconds, peak = [record["seconds"] for record in records], max(record["peak"] for record in records)
    text = (
        f"Median {statistics.median(seconds):.0f} s (required: {MEDIAN}), together {sum(seconds) / 60:.1f} "
        f"minutes (required: {SUM // 60}), largest peak {peak} MiB (required: {PEAK})."
    )
    over = [record["lesson"] for record in records if record["limit"] and record["seconds"] > record["limit"]]
    return f"{text} Over its limit: {', '.join(over)}." if over else f"{text} No lesson is over its limit."


def main(words=None):
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.lesson_times", description=__doc__.splitlines()[0]
    )
    parser.add_argument("only", nargs="?", default="", help="which lessons: day2/06, day2, a part of a name")
    parser.add_argument("--full", action="store_true", help="at full size, those that have one")
    arguments = parser.parse_args(words)
    chosen = [one for one in lessons.select(arguments.only) if not arguments.full or has_full_size(one)]
    if not chosen:
        parser.error(f"ONLY={arguments.only}: this lesson has no full size")
    os.environ.update(ENVIRONMENT)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    watch, records = machine.Watch(), []
    for lesson in chosen:
        records.append(measure(lesson, arguments.full))
        watch.look()
        report.tell(f"{lesson.label}  {records[-1]['seconds']:6.1f} s  {records[-1]['peak']:5} MiB")
    report.print_table(table(records))
    if not arguments.only and not arguments.full:
        print(f"\n{summary(records)}")
    results = {"about": machine.about(watch), "lessons": records}
    report.print_about(results["about"])
    if not arguments.only:
        report.save("lessons_full" if arguments.full else "lessons", results)


if __name__ == "__main__":
    main()
