"""How well the checker judges: every reference, slip and answer of every exercise, as a table.

python -m tools.exercise_figures [day1/07]
"""

import contextlib
import importlib.util
import io
import re
import sys
from pathlib import Path

from common.exercise import check
from common.exercise.definition import FOLDER, of_lesson

ANSWERS = Path(__file__).parents[1] / "tests" / "answers"
COLUMNS = ("accepted wrongly", "refused wrongly", "named", "silent", "misleading")


def lessons(only=""):
    """(key, path below the folder) of every lesson with exercises: ``("1-07", "day1/07_….py")``."""
    for path in sorted(FOLDER.glob("day*/*.py")):
        name = f"{path.parent.name}/{path.name}"
        if name.startswith(only):
            yield f"{path.parent.name[3:]}-{path.name[:2]}", name


def answers(name):
    """The answers that stand in ``tests/answers`` for a lesson, or None."""
    path = ANSWERS / name
    if not path.exists():
        return None
    spec = importlib.util.spec_from_file_location("answers", path)
    module = sys.modules["answers"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.answers


def report(answer, key):
    """What ``check`` prints on an answer."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        check(answer, key)
    return out.getvalue().strip()


def hint(text):
    """The hint of a report, empty without one; an exception counts as one, with its line."""
    found = re.search(r"hint: (.*)|error: (.*)", text, re.DOTALL)
    return found[0] if found else ""


def outcome(text, expected):
    """The column of a wrong answer's report; ``expected`` is what a true hint matches."""
    if text.startswith("✓"):
        return "accepted wrongly"
    told = hint(text)
    return "silent" if not told else "named" if re.search(expected, told) else "misleading"


def judged(key, name):
    """(kind, number, outcome, report) of every reference, slip and answer of a lesson."""
    found = []
    for number, exercise in enumerate(of_lesson(key), start=1):
        text = report(exercise.reference, f"{key}.{number}")
        found.append(("reference", number, "right" if text.startswith("✓") else "refused wrongly", text))
        for sentence, slip in exercise.slips:
            text = report(slip, f"{key}.{number}")
            found.append(("slip", number, outcome(text, rf"hint: {re.escape(sentence)}\."), text))
    given = answers(name)
    for number, answer in given.rights if given else ():
        text = report(answer, f"{key}.{number}")
        found.append(("right", number, "right" if text.startswith("✓") else "refused wrongly", text))
    for number, expected, answer in given.wrongs if given else ():
        text = report(answer, f"{key}.{number}")
        found.append(("wrong", number, outcome(text, expected), text))
    return found


def main(only=""):
    """Print the table, and the reports of all that is not as it should be."""
    totals, bad = {}, []
    print(f"{'lesson':8}{'answers':>9}" + "".join(f"{column:>18}" for column in COLUMNS))
    for key, name in lessons(only):
        rows = judged(key, name)
        counts = [sum(row[2] == column for row in rows) for column in COLUMNS]
        print(f"{key:8}{len(rows):9}" + "".join(f"{count:18}" for count in counts))
        bad += [(key, *row) for row in rows if row[2] not in ("right", "named")]
        for row in rows:
            totals[row[0], row[2]] = totals.get((row[0], row[2]), 0) + 1
    for kind in ("reference", "slip", "right", "wrong"):
        print(f"{kind}: " + ", ".join(f"{n} {what}" for (k, what), n in totals.items() if k == kind))
    for key, kind, number, what, text in bad if only else ():
        print(f"\n{key}.{number}, {kind}: {what}\n{text}")


if __name__ == "__main__":
    main(*sys.argv[1:])
