"""What an exercise is: its inputs, reference and slips.  They stand in ``exercises/``, one file a lesson."""

import importlib.util
import inspect
import re
import sys
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "exercises"


def call(answer, *arguments):
    """How most answers are run: they are functions."""
    return answer(*arguments)


class Exercise:
    """A task with everything that decides about an answer.

    reference  the right answer, written as a learner would: its code is also the source of hints
    cases      list of argument tuples; an entry that is not a tuple is one argument
    run        ``run(answer, *arguments)`` gives the result that is compared: ``call``, ``layer_pass`` …
    names      of the parts when the result is a tuple: ``("dx", "dW", "db")``
    tolerance  relative, and absolute for results below 1
    slips      list of (sentence, wrong answer), each added by ``@name.slip("sentence")``
    """

    def __init__(self, reference, cases, run=call, names=(), tolerance=1e-6):
        self.reference, self.run, self.names, self.tolerance = reference, run, tuple(names), tolerance
        self.cases = [case if isinstance(case, tuple) else (case,) for case in cases]
        self.slips = []

    def slip(self, sentence):
        """Decorator: a usual wrong answer, and the sentence that says what it does."""

        def add(wrong):
            self.slips.append((sentence, wrong))
            return wrong

        return add

    def argument_names(self, case):
        """The names of a case's arguments: from ``run``, or the reference if ``run`` takes any."""
        for function, skip in ((self.run, 1), (self.reference, 0)):
            parameters = list(inspect.signature(function).parameters.values())[skip:]
            if not any(p.kind is p.VAR_POSITIONAL for p in parameters):
                return [p.name for p in parameters][: len(case)]
        return [f"argument {i + 1}" for i in range(len(case))]


def exercise(cases, **settings):
    """Decorator that makes the function or class below it the reference of an ``Exercise``."""
    return lambda reference: Exercise(reference, cases, **settings)


def find(key):
    """The exercise ``"1-07.2"``: day 1, lesson 7, second exercise.  ``ValueError`` when there is none."""
    match = re.fullmatch(r"(\d)-(\d\d)\.(\d)", key) if isinstance(key, str) else None
    if not match:
        raise ValueError(f'check(answer, "1-07.2") expects day-lesson.exercise, got {key!r}')
    found = of_lesson(f"{match[1]}-{match[2]}")
    if not 1 <= int(match[3]) <= len(found):
        raise ValueError(f"lesson {match[1]}-{match[2]} has {len(found)} exercises, got {key!r}")
    return found[int(match[3]) - 1]


@cache
def of_lesson(lesson):
    """The exercises of a lesson such as ``"1-07"``, in the order in which its file defines them."""
    files = list(FOLDER.glob(f"day{lesson[0]}/{lesson[2:]}_*.py"))
    if not files:
        raise ValueError(f"no exercises of lesson {lesson} in {FOLDER}")
    spec = importlib.util.spec_from_file_location(f"exercises_{lesson.replace('-', '_')}", files[0])
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)  # inspect looks for sources there
    spec.loader.exec_module(module)
    return [thing for thing in vars(module).values() if isinstance(thing, Exercise)]
