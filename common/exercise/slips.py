"""Slips that any exercise can have, told by its result or its arguments: the table in ``slips.txt``."""

import itertools
import re
from pathlib import Path

import numpy as np

from common import functions
from common.exercise.compare import as_array


def table(section):
    """(code, sentence) pairs of one section of ``slips.txt``."""
    text = Path(__file__).with_name("slips.txt").read_text(encoding="utf-8")
    body = text.split(f"[{section}]")[1].split("\n[")[0]
    rows = [re.split(r"\s{2,}", line, maxsplit=1) for line in body.strip().splitlines()[1:] if line]
    return [(row[0].strip(), row[-1]) for row in rows]


_COMPILED = {
    section: [(compile(code, "<slip>", "eval"), sentence) for code, sentence in table(section)]
    for section in ("mask", "result", "every axis", "every argument", "every size", "arguments")
}


def altered_results(e, arguments):
    """Sentence -> what comes out, for a right array ``e`` and the named arguments of its case."""
    if e is None:
        return {}
    e = e.astype(float)
    mask = np.isin(e, (0, 1)).all() and e.size > 1
    altered = _evaluated("mask" if mask else "result", e=e)
    for axis in range(e.ndim):
        altered |= _evaluated("every axis", e=e, k=axis)
    sizes = {}
    for name, value in arguments.items():
        a = as_array(value)
        if a is None:
            continue
        altered |= _evaluated("every argument", e=e, a=a, name=name)
        if a.ndim:
            sizes.setdefault(len(a), f"len({name})")
            sizes.setdefault(a.shape[-1], f"{name}.shape[-1]")
            sizes.setdefault(a.size, f"{name}.size")
    for size, name in sizes.items():
        altered |= _evaluated("every size", e=e, a=size, name=name)
    return altered


def _evaluated(section, **values):
    """Sentence -> value for those rows of a table that can be computed."""
    found = {}
    for code, sentence in _COMPILED[section]:
        try:
            found[sentence.format(**values)] = eval(code, {"np": np, "functions": functions}, values)
        except Exception:
            continue
    return found


def altered_arguments(exercise):
    """(sentence, wrong answer) pairs: the reference on arguments exchanged, left out or turned round."""
    names = exercise.argument_names(exercise.cases[0])
    for (i, name), (code, sentence) in itertools.product(enumerate(names), _COMPILED["arguments"]):
        yield sentence.format(name=name), _with(exercise.reference, i, code)
    for i, j in itertools.combinations(range(len(names)), 2):
        order = list(range(len(names)))
        order[i], order[j] = j, i
        yield (
            f"{names[i]} and {names[j]} are exchanged",
            lambda *arguments, order=order: exercise.reference(*(arguments[k] for k in order)),
        )


def _with(reference, i, code):
    """The reference on arguments of which the ``i``-th is altered."""

    def version(*arguments):
        return reference(*arguments[:i], eval(code, {"x": arguments[i]}), *arguments[i + 1 :])

    return version
