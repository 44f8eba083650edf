"""``check``: run an answer, compare, report."""

import inspect
import warnings

import numpy as np

from common.exercise import report
from common.exercise.compare import Case, changed, first_difference, fresh
from common.exercise.errors import attempt
from common.exercise.layers import examine_layer, is_layer
from common.exercise.slips import diagnose

_MISSING = object()


def check(answer, *, inputs=None, expected=_MISSING, reference=None, tolerance=1e-6, names=()):
    """Compare a learner's answer with what is right and print what is wrong.  Never raises.

    answer     a function, a layer (``forward`` and ``backward``), or a plain value
    inputs     list of argument tuples; an entry that is not a tuple is one argument
    expected   list of the results, one per input; for a plain value the value itself
    reference  or a function (for a layer: a layer) that gives the results
    tolerance  relative to the largest expected magnitude
    names      of the parts when the result is a tuple: ``("dx", "dW", "db")``

    A layer's ``backward`` is compared with numerical gradients of every float input and parameter.
    Those are wrong at a kink (ReLU at 0), where only a reference layer can tell.
    """
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")  # an overflow shows as inf or nan in the result
            text = _examine(answer, inputs, expected, reference, tolerance, tuple(names))
    except Exception as error:
        text = f"✗ this answer could not be checked: {type(error).__name__}: {report.show(str(error), 0)}"
    print(text)


def _examine(answer, inputs, expected, reference, tolerance, names):
    """The report on an answer of any kind."""
    if unfinished(answer):
        return report.not_written("the answer")
    if inputs is None:
        if expected is _MISSING:
            raise ValueError("check needs expected=, or inputs= with expected= or reference=")
        return _examine_value(answer, expected, tolerance, names)
    cases = [x if isinstance(x, tuple) else (x,) for x in inputs]
    if reference is None and (expected is _MISSING or len(expected) != len(cases)):
        raise ValueError(f"check needs reference=, or expected= with {len(cases)} results, one per input")
    results = list(expected) if reference is None else None
    if isinstance(answer, type) and is_layer(answer):
        answer, error = attempt(answer)
        if isinstance(error, NotImplementedError):
            return report.not_written("the layer's __init__")
        if error is not None:
            return report.raised("the layer's __init__", {}, error)
    if is_layer(answer):
        return examine_layer(answer, cases, results, reference, tolerance)
    if not callable(answer):
        return report.message("the answer", {"got": answer}, "a function is asked for: give it without ( ).")
    return _examine_function(answer, cases, results, reference, tolerance, names)


def unfinished(thing):
    """Whether a value is a stub: None, ..., NotImplemented, or a collection with ... or only None in it."""
    if isinstance(thing, tuple | list | dict) and len(thing):
        parts = list(thing.values()) if isinstance(thing, dict) else thing
        return any(part is ... for part in parts) or all(part is None for part in parts)
    return thing is None or thing is ... or thing is NotImplemented


def _examine_value(answer, expected, tolerance, names):
    found = first_difference(expected, answer, tolerance, names)
    if found is None:
        return report.passed("the answer", 0)
    path, wanted, got = found
    case = Case(wanted, got, tolerance, path=path, whole=(expected, answer), names=names)
    return report.wrong("the answer", case, diagnose([case]))


def argument_names(function, count):
    """The names of the first ``count`` positional arguments of a function."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):  # built-in functions need not have a signature
        parameters = []
    kinds = inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD
    named = [p.name for p in parameters if p.kind in kinds][:count]
    return named + [f"argument {i + 1}" for i in range(len(named), count)]


def _examine_function(answer, cases, results, reference, tolerance, names):
    """Run all inputs; report the first wrong one with a diagnosis that all wrong ones agree on."""
    name = getattr(answer, "__name__", type(answer).__name__)
    name = "the function" if name in ("<lambda>", "partial") else name
    wrong, titles, spoilt = [], [], None
    for i, arguments in enumerate(cases):
        title = f"{name}, input {i + 1} of {len(cases)}" if len(cases) > 1 else name
        rows = dict(zip(argument_names(answer, len(arguments)), arguments, strict=True))
        given = fresh(arguments)
        got, error = attempt(answer, *given)
        if isinstance(error, NotImplementedError) or (got is not None and unfinished(got)):
            return report.not_written(name)
        if error is not None:
            if wrong:
                continue
            return report.raised(title, rows, error)
        expected, may_change = _expected(results, reference, i, arguments)
        found = first_difference(expected, got, tolerance, names)
        if found:
            path, wanted, part = found
            wrong.append(Case(wanted, part, tolerance, rows, reference, path, (expected, got), names))
            titles.append(title)
        touched = [key for key, a, b in zip(rows, arguments, given, strict=True) if changed(a, b)]
        if touched and not may_change and spoilt is None:
            x = touched[0]
            spoilt = title, rows, f"the input {x} is changed in place: work on a copy, {x}.copy()."
    if wrong:
        hint = " Also, ".join(filter(None, (diagnose(wrong), spoilt and spoilt[2])))
        return report.wrong(titles[0], wrong[0], hint)
    if spoilt:
        return report.message(spoilt[0], spoilt[1], f"the values are right, but {spoilt[2]}")
    return report.passed(name, len(cases))


def _expected(results, reference, i, arguments):
    """The right result, and whether the right function changes its arguments too."""
    if results is not None:
        return results[i], False
    given = fresh(arguments)
    return reference(*given), any(changed(a, b) for a, b in zip(arguments, given, strict=True))
