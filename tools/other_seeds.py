"""Do the claims of the lessons hold for other random numbers?  Runs lessons with every integer seed shifted.

python -m tools.other_seeds [ONLY] [--seeds 3]

Prints which asserts failed, and how often.  Exits with 1 when fewer than 97 % of the runs are without a
failing assert: an assert is there to hold with a margin, and no margin holds for every seed.
"""

import argparse
import ast
import os
import re
import sys
import time
from collections import Counter
from pathlib import Path

from tools import lessons
from tools.run_notebooks import ENVIRONMENT, execute

REQUIRED = 0.97
SHIFTS = Path(__file__).parent / "shifted_seeds"
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
PLACE = re.compile(r"Cell In ?\[\d+\], line (\d+)")


def failing_statement(cell, error):
    """The statement of ``cell`` at which ``error`` was raised, on one line."""
    number = int(PLACE.search(COLOUR.sub("", "\n".join(error.traceback)))[1])
    nodes = [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.stmt)]
    inside = [node for node in nodes if node.lineno <= number <= node.end_lineno]
    return " ".join(ast.get_source_segment(cell.source, inside[-1]).split())  # the innermost comes last


def failures(notebook):
    """[(number of the cell, what went wrong), …] of an executed notebook."""
    found = []
    for i, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                reason = output.evalue.strip().splitlines()[:1]
                found.append((i, ": ".join([failing_statement(cell, output), output.ename, *reason])))
            elif "solution" in lessons.tags(cell) and "✗" in output.get("text", ""):
                found.append((i, "the solution is called wrong"))
    return found


def run(path, shift):
    """Execute a notebook with its seeds moved by ``shift``; return its failures."""
    os.environ["SEED_SHIFT"] = str(shift)
    notebook = lessons.read(path)
    execute(notebook, path.parent, allow_errors=True)
    return failures(notebook)


def report(path, label, seeds):
    """Run one notebook ``seeds`` times, print what failed how often; return the number of clean runs."""
    clean, seen = 0, Counter()
    for number in range(1, seeds + 1):
        start = time.perf_counter()
        found = run(path, 1000 * number)
        clean += not found
        seen.update(found)
        cells = ", ".join(str(i) for i, _ in found)
        seconds = time.perf_counter() - start
        print(
            f"{label}  {number}/{seeds}  {seconds:5.1f} s  {f'fails in cell {cells}' if found else 'ok'}",
            flush=True,
        )
    for (i, line), times in sorted(seen.items()):
        print(f"    cell {i}, {times} of {seeds}: {line}", flush=True)
    return clean


def main():
    """Run what the command line names and print the share of clean runs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("only", nargs="?", default="", help="which lessons: day2/06, day2, a part of a name")
    parser.add_argument("--seeds", type=int, default=3, help="how many runs of each lesson")
    arguments = parser.parse_args()
    chosen = lessons.select(arguments.only)
    os.environ.update(ENVIRONMENT)
    os.environ["PYTHONPATH"] = os.pathsep.join([str(SHIFTS), os.environ.get("PYTHONPATH", "")]).rstrip(
        os.pathsep
    )
    clean = sum(report(lesson.path, lesson.label, arguments.seeds) for lesson in chosen)
    total = len(chosen) * arguments.seeds
    print(f"{clean} of {total} runs without a failing assert: {clean / total:.1%} (wanted {REQUIRED:.0%})")
    sys.exit(clean < REQUIRED * total)


if __name__ == "__main__":
    main()
