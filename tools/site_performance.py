"""The tables of the site's page about performance, from what ``make bench`` kept."""

from benchmarks import growth, lesson_times, limits, report
from benchmarks import trainings as epochs


def workloads():
    """Training steps of ``common``, of PyTorch and in the plain form, in processor time."""
    results = report.stored("results")
    head = ["training step", "common (ms)", "PyTorch (ms)", "plain (ms)", "**ratio**", "ratio, wall clock"]
    head += ["plain / PyTorch", "required", "PyTorch's faster way (ms)", "the norm in the step (ms)"]
    head.append("why over the limit")
    rows = []
    for record in results["workloads"]:
        fastest = {side: clocks["cpu"][0] for side, clocks in record["milliseconds"].items()}
        cells = [record["name"], *[report.number(fastest.get(side)) for side in report.SIDES]]
        cells += [f"**{record['ratio']['cpu']:.2f}**", report.number(record["ratio"]["wall"])]
        cells += [report.number(record["plain_ratio"]["cpu"]), report.number(record["required"], 1)]
        rows.append([*cells, report.faster(record), report.inside(record), record["reason"]])
    mean = f"The geometric mean of the ratios is **{results['mean']:.2f}** (required: {limits.MEAN})."
    return f"{markdown(head, rows)}\n\n{mean}\n\n{report.conditions(results['about'])}"


def scaling():
    """How time and memory grow, with the fitted exponents."""
    results = report.stored("scaling")
    head, *rows = growth.table(results["sweeps"])
    verdict = " ".join(growth.verdict(results["sweeps"]))
    return f"{markdown(head, rows)}\n\n{verdict}\n\n{report.conditions(results['about'])}"


def trainings():
    """Seconds of whole epochs, at one thread and at all cores."""
    results = report.stored("trainings")
    head, *rows = epochs.table(results["trainings"])
    return f"{markdown(head, rows)}\n\n{report.conditions(results['about'])}"


def lessons():
    """Seconds and memory of every lesson, and of those at full size that were measured."""
    parts = []
    for name, title in (("lessons", ""), ("lessons_full", "At full size:")):
        results = report.stored(name)
        if results is not None:
            head, *rows = lesson_times.table(results["lessons"])
            about = report.conditions(results["about"])
            parts += [title] if title else [lesson_times.summary(results["lessons"])]
            parts += [markdown(head, rows), about]
    return "\n\n".join(parts) or "Not measured yet."


def markdown(head, rows):
    """A table whose first column is words and whose other columns are numbers."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
