"""``check``: run an answer on the exercise's inputs, compare, report."""

import traceback
import warnings
from pathlib import Path

import numpy as np

from common.exercise import report
from common.exercise.compare import changed, differing, fresh, matched_parts
from common.exercise.definition import find
from common.exercise.diagnosis import Result, diagnose
from common.exercise.errors import attempt
from common.exercise.layers import BackwardError


def check(answer, key):
    """Compare an answer with what exercise ``key``, such as ``"1-07.2"``, asks for, and print what is wrong.

    The answer is a function or a layer (a class or an object).  Never raises.
    """
    try:
        text = examine(answer, find(key))
    except Exception as error:
        text = f"✗ this answer could not be checked: {type(error).__name__}: {report.show(str(error), 0)}"
    try:
        print(text)
    except UnicodeEncodeError:  # an output that knows no ✓
        print(text.encode("ascii", "replace").decode())


def examine(answer, exercise):
    """The report on an answer of any kind."""
    if unfinished(answer):
        return report.not_written("the answer")
    name = getattr(answer, "__name__", type(answer).__name__)
    name = "the function" if name in ("<lambda>", "partial") else name
    if isinstance(exercise.reference, type):
        if not callable(getattr(answer, "forward", None)):
            return report.message(name, {}, "a layer is asked for: a class with forward and backward.")
    elif not callable(answer):
        return report.message("the answer", {"got": answer}, "a function is asked for: give it without ( ).")
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # an overflow shows as inf or nan in the result
        return _examine_cases(answer, exercise, name)


def _examine_cases(answer, exercise, name):
    """Run all inputs; report the first wrong one with a hint that holds for all of them."""
    results, spoilt = [], None
    for i, case in enumerate(exercise.cases):
        title = f"{name}, input {i + 1} of {len(exercise.cases)}" if len(exercise.cases) > 1 else name
        rows = dict(zip(exercise.argument_names(case), case, strict=True))
        given, given_right = fresh(case), fresh(case)
        expected = exercise.run(exercise.reference, *given_right)
        got, error = attempt(exercise.run, answer, *given)
        if isinstance(error, BackwardError):
            expected, got = {part: expected[part] for part in error.parts}, error.parts
            if not differing(expected, got, exercise.tolerance):
                half = f"backward of {name}", " (forward is right)"
                return _failed(error.__cause__, answer, title, rows, *half)
        elif error is not None:
            if any(result.wrong for result in results):
                continue
            return _failed(error, answer, title, rows, name)
        elif got is not None and unfinished(got):
            return report.not_written(name)
        wrong = differing(expected, got, exercise.tolerance, exercise.names)
        results.append(Result(title, rows, case, expected, got, wrong))
        spoilt = spoilt or _spoilt(title, rows, case, given, given_right)
    first = next((result for result in results if result.wrong), None)
    if first:
        return _report(exercise, results, first, spoilt)
    if spoilt:
        return report.message(spoilt[0], spoilt[1], f"the values are right, but {spoilt[2]}")
    return report.passed(name, len(results))


def _report(exercise, results, first, spoilt):
    part = first.wrong[0]
    expected, got = (side[part] for side in matched_parts(first.expected, first.got, exercise.names))
    hint = diagnose(exercise, results, part) if len(results) == len(exercise.cases) else None
    hint = " Also, ".join(filter(None, (hint, spoilt and spoilt[2])))
    return report.wrong(first.title, first.rows, part, expected, got, exercise.tolerance, hint)


def _spoilt(title, rows, case, given, given_right):
    """Title, rows and sentence when the answer, but not the reference, changed an argument in place."""
    for x, before, after, right in zip(rows, case, given, given_right, strict=True):
        if changed(before, after) and not changed(before, right):
            return title, rows, f"{x} is changed in place: work on a copy, {x}.copy()."
    return None


def _failed(error, answer, title, rows, name, note=""):
    """The report on an exception: a stub, a method that the answer has only by inheritance, or a mistake."""
    if not isinstance(error, NotImplementedError):
        return report.raised(title, rows, error)
    *_, (frame, _) = traceback.walk_tb(error.__traceback__)
    if Path(frame.f_code.co_filename) == Path(__file__).parents[1] / "layer.py":
        return report.missing_method(answer, frame.f_code.co_name)
    return report.not_written(name, note)


def unfinished(thing):
    """Whether a value is a stub: None, ..., NotImplemented, or a collection with ... or only None in it."""
    if isinstance(thing, tuple | list | dict) and len(thing):
        parts = list(thing.values()) if isinstance(thing, dict) else thing
        return any(part is ... for part in parts) or all(part is None for part in parts)
    return thing is None or thing is ... or thing is NotImplemented
