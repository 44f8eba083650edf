"""Run notebooks from top to bottom: in place for the repository, or at full size into build/full.

python -m tools.run_notebooks [ONLY]           re-execute and store the outputs
python -m tools.run_notebooks --full [ONLY]    run lessons that have a full size, with full = True
"""

import argparse
import os
import re
import sys
import time

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from tools import lessons
from tools.overview import write_overviews

ENVIRONMENT = {"COURSE_STATIC": "1", "TQDM_DISABLE": "1"}  # stored outputs hold no sliders and no bars
CELL_METADATA = ("cellView", "jupyter", "tags")  # what a lesson needs; editors leave more behind


def execute(notebook, folder, allow_errors=False, timeout=3600):
    """Run all cells in ``folder``; return the seconds that took.  Raises at an error, unless allowed.

    No cell may take longer than ``timeout`` seconds; ``None`` is no limit.
    """
    start = time.perf_counter()
    client = NotebookClient(
        notebook,
        timeout=timeout,
        kernel_name="python3",
        allow_errors=allow_errors,
        record_timing=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(folder)}},
    )
    client.execute()
    return time.perf_counter() - start


def refresh(path):
    """Re-execute a notebook in place; return the seconds.  A failing notebook is left as it was."""
    notebook = lessons.read(path)
    lessons.stamp(notebook, path)
    seconds = execute(notebook, path.parent)
    known = notebook.metadata.get("course", {}).get("seconds", 0)
    if not 0.7 < seconds / max(known, 1) < 1.4:  # small changes of a run's time are no change of the file
        known = max(1, round(seconds))
    notebook.metadata = {**lessons.METADATA, "course": {"seconds": known}}
    for cell in notebook.cells:
        cell.metadata = {name: cell.metadata[name] for name in CELL_METADATA if name in cell.metadata}
    title = notebook.cells[0]
    title.source = re.sub(r"runs in \d+ s", f"runs in {known} s", title.source)
    lessons.write(notebook, path)
    return seconds


def has_full_size(lesson):
    """Whether a lesson has the cell that says ``full = False``."""
    return bool(lessons.tagged(lessons.read(lesson.path), "parameters"))


def full_size(lesson):
    """The notebook of a lesson with ``full = True``."""
    notebook = lessons.read(lesson.path)
    for cell in lessons.tagged(notebook, "parameters"):
        cell.source = cell.source.replace("full = False", "full = True")
    return notebook


def run_full(lesson):
    """Run a lesson at full size into build/full; return the seconds."""
    notebook = full_size(lesson)
    target = lessons.ROOT / "build" / "full" / lesson.path.relative_to(lessons.NOTEBOOKS)
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        return execute(notebook, lesson.path.parent, timeout=None)
    finally:
        nbformat.write(notebook, target)


def main():
    """Run what the command line names; exit with 1 when a notebook failed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("only", nargs="?", default="", help="which lessons: day2/06, day2, a part of a name")
    parser.add_argument("--full", action="store_true", help="run at full size into build/full")
    arguments = parser.parse_args()
    chosen = lessons.select(arguments.only) if arguments.only or lessons.written() else []
    os.environ.update(ENVIRONMENT)
    if arguments.full:
        chosen = [lesson for lesson in chosen if has_full_size(lesson)]
        if not chosen:
            sys.exit(f"ONLY={arguments.only}: this lesson has no full size")
        work = [(lesson.label, run_full, lesson) for lesson in chosen]
    else:
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        work = [(lesson.label, refresh, lesson.path) for lesson in chosen]
        if not arguments.only:
            write_overviews()
            work.insert(0, ("index", refresh, lessons.INDEX))
    failed = False
    for label, run, subject in work:
        try:
            print(f"{label}  {run(subject):6.1f} s", flush=True)
        except CellExecutionError as error:
            failed = True
            print(f"{label}  failed:\n{error}", flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
