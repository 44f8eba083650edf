"""A pytest plugin: closes a run of the notebooks with a table of the time each lesson took."""

from collections import defaultdict
from pathlib import Path

from tools import lessons

LONG = {"day3/11": 180, "day4/05": 180, "day4/11": 180, "day4/14": 180}  # seconds; 60 for all others


def limit(lesson):
    """The seconds that a lesson may run."""
    return LONG.get(lesson.label, 60)


def pytest_terminal_summary(terminalreporter):
    """Add the durations of each notebook's cells and print them beside the stated times."""
    seconds = defaultdict(float)
    for reports in terminalreporter.stats.values():
        for report in reports:
            if hasattr(report, "duration") and ".ipynb" in getattr(report, "nodeid", ""):
                seconds[Path(report.nodeid.split("::")[0]).resolve()] += report.duration
    if not seconds:
        return
    terminalreporter.section("run time of each lesson")
    for lesson in lessons.written():
        if lesson.path in seconds:
            stated = lessons.read(lesson.path).metadata["course"]["seconds"]
            over = "   OVER ITS LIMIT" if seconds[lesson.path] > limit(lesson) else ""
            row = (
                f"{lesson.label}  {lesson.name:36} {seconds[lesson.path]:6.1f} s   (stored {stated} s){over}"
            )
            terminalreporter.line(row)
    terminalreporter.line(f"{'all together':45} {sum(seconds.values()):6.1f} s")
