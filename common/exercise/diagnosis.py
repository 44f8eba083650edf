"""Which wrong version of a task gives what the answer gives."""

import contextlib
import inspect
import io
import re
from dataclasses import dataclass
from functools import cache

from common.exercise.compare import as_array, differing, equal, fresh, matched_parts, parts_of, wrong_kind
from common.exercise.layers import altered_layers
from common.exercise.slips import altered_arguments, altered_results
from common.exercise.variants import variants


@dataclass
class Result:
    """One input of an exercise, what is right for it and what came; ``wrong`` names the parts that differ."""

    title: str
    rows: dict
    case: tuple
    expected: object
    got: object
    wrong: list


def diagnose(exercise, results, part):
    """One sentence that is true of every result, or ``None``.

    Tried in this order: the exercise's own slips; the result's kind; the first wrong ``part``, altered;
    the reference on altered arguments or with altered code; slips and reference again, for ``part`` alone.
    """
    trial = _Trial(exercise, results, part)
    own, general = slips(exercise), versions(exercise)
    tiers = (
        lambda: trial.agreeing(own, whole=True),
        trial.kinds,
        trial.numbers,
        lambda: trial.agreeing(general, whole=True),
        lambda: trial.agreeing(own, whole=False),
        lambda: trial.agreeing(general, whole=False),
    )
    with contextlib.redirect_stdout(io.StringIO()):
        sentences = next(filter(None, (list(dict.fromkeys(tier())) for tier in tiers)), [])
    for vague in ("somewhere", r"^\S+ stands where"):  # what says more comes first
        sentences = [s for s in sentences if not re.search(vague, s)] or sentences
    return {1: "{}.", 2: "{}; or else {}."}.get(len(sentences), "").format(*sentences) or None


class _Trial:
    """The wrong versions of one exercise against the results of one answer."""

    def __init__(self, exercise, results, part):
        self.exercise, self.results, self.part = exercise, results, part
        sides = [matched_parts(r.expected, r.got, exercise.names) for r in results]
        self.expected = [wanted.get(part, r.expected) for (wanted, _), r in zip(sides, results, strict=True)]
        self.got = [given.get(part, r.got) for (_, given), r in zip(sides, results, strict=True)]

    def kinds(self):
        """What the wrong part is instead of what it should be."""
        sides = zip(self.expected, self.got, self.results, strict=True)
        found = [wrong_kind(e, g) for e, g, result in sides if result.wrong]
        return [found[0]] if all(found) else []

    def numbers(self):
        """Sentences on the numbers of the wrong part."""
        sides = zip(self.expected, self.results, strict=True)
        tables = [altered_results(as_array(e), result.rows) for e, result in sides]
        for sentence in tables[0]:
            made = [table.get(sentence) for table in tables]
            if all(map(self._same, made, self.got)):
                yield sentence

    def agreeing(self, versions, whole):
        """The sentences of those versions that give what came, in all parts or in the wrong one."""
        for sentence, version in versions:
            try:
                if all(self._agrees(version, i, whole) for i in range(len(self.results))):
                    yield sentence
            except Exception:
                continue  # a version need not run on every input

    def _agrees(self, version, i, whole):
        result, exercise = self.results[i], self.exercise
        made = exercise.run(version, *fresh(result.case))
        if whole:
            return not differing(made, result.got, exercise.tolerance, exercise.names)
        return self._same(parts_of(made, exercise.names)[self.part], self.got[i])

    def _same(self, made, got):
        return made is not None and equal(made, got, self.exercise.tolerance)


@cache
def slips(exercise):
    """The exercise's own slips, and those of any layer."""
    layers = altered_layers(exercise.reference) if isinstance(exercise.reference, type) else ()
    return [*exercise.slips, *layers]


@cache
def versions(exercise):
    """(sentence, wrong answer) pairs from a reference; none where it has ``while``, which might not end."""
    if re.search(r"\bwhile\b", inspect.getsource(exercise.reference)):
        return []
    is_layer = isinstance(exercise.reference, type)
    return [*(() if is_layer else altered_arguments(exercise)), *variants(exercise.reference)]
