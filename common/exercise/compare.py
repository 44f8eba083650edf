"""When two results count as equal, and the case that a diagnosis looks at."""

import copy
import numbers
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

_ROUNDING = {np.dtype(np.float32): 1e-5, np.dtype(np.float16): 1e-2}  # what these dtypes can promise


def as_array(thing):
    """``thing`` as an array when it is a number or made of numbers, else ``None``."""
    if not isinstance(thing, np.ndarray | numbers.Number | np.bool | list | tuple):
        return None
    try:
        array = np.asarray(thing)
    except Exception:  # rows of different lengths, or elements that refuse
        return None
    return array if array.dtype.kind in "biufc" else None


def close(expected, got, tolerance):
    """Mask of equal entries: both NaN, or within ``tolerance`` times the largest expected magnitude."""
    tolerance = max(tolerance, *(_ROUNDING.get(a.dtype, 0) for a in (expected, got)))
    e, g = (a.astype(np.result_type(a, np.float64)) for a in (expected, got))
    finite = abs(e[np.isfinite(e)])
    limit = tolerance * (float(finite.max(initial=0)) or 1.0)
    if expected.dtype.kind in "biu":
        limit = min(limit, 1e-3)  # a large id is not another one
    return (abs(g - e) <= limit) | (g == e) | (np.isnan(e) & np.isnan(g))


def same(expected, got, tolerance):
    """Whether two arrays have one shape and close entries."""
    return expected.shape == got.shape and bool(close(expected, got, tolerance).all())


def equal(expected, got, tolerance):
    """Whether two single things (numbers, arrays, strings …) are equal."""
    e, g = as_array(expected), as_array(got)
    if e is not None:
        return g is not None and same(e, g, tolerance)
    if isinstance(expected, np.ndarray):
        return np.array_equal(expected, np.asarray(got))
    return got is expected or bool(expected == got)


def is_parts(expected):
    """Whether ``expected`` is several results (a tuple, a list of arrays or strings), not one array."""
    return isinstance(expected, tuple) or (
        isinstance(expected, list)
        and (as_array(expected) is None or any(isinstance(part, np.ndarray) for part in expected))
    )


def first_difference(expected, got, tolerance, names=(), path=()):
    """The first part that differs, as (path, expected, got); ``None`` when all agree.

    Tuples, lists and dicts are entered; ``path`` names the way, with ``names`` for the outermost parts.
    """
    if isinstance(expected, dict):
        if not isinstance(got, dict) or got.keys() != expected.keys():
            return path, expected, got
        steps = [(f"[{key!r}]", expected[key], got[key]) for key in expected]
    elif is_parts(expected):
        several = isinstance(got, tuple | list) or (isinstance(got, np.ndarray) and got.ndim)
        if not several or len(got) != len(expected):
            return path, expected, got
        labels = [f"part {i + 1} of {len(expected)}" for i in range(len(expected))]
        if len(names) == len(expected):
            labels = names
        steps = list(zip(labels, expected, got, strict=True))
    else:
        return None if equal(expected, got, tolerance) else (path, expected, got)
    for label, wanted, given in steps:
        found = first_difference(wanted, given, tolerance, path=(*path, label))
        if found:
            return found
    return None


def fresh(thing):
    """A copy that can be spoilt; what cannot be copied is handed on."""
    try:
        return copy.deepcopy(thing)
    except Exception:
        return thing


def changed(before, after):
    """Whether an array (or one inside a list, tuple or dict) is no longer what it was."""
    if isinstance(before, np.ndarray):
        return before.shape != after.shape or before.tobytes() != after.tobytes()
    if isinstance(before, dict):
        return before.keys() != after.keys() or any(changed(before[key], after[key]) for key in before)
    if isinstance(before, list | tuple):
        return len(before) != len(after) or any(changed(b, a) for b, a in zip(before, after, strict=True))
    return isinstance(before, numbers.Number | str) and before is not after and before != after


@dataclass(frozen=True)
class Case:
    """One wrong result, and all that a diagnosis may look at.

    ``expected`` and ``got`` are the first part that differs, ``whole`` the complete results.
    ``reference(*inputs)`` gives the value expected for other inputs; ``None`` when there is none.
    """

    expected: object
    got: object
    tolerance: float = 1e-6
    inputs: dict = field(default_factory=dict)
    reference: Callable | None = None
    path: tuple = ()
    whole: tuple = (None, None)
    names: tuple = ()

    @cached_property
    def e(self):
        """The expected array, ``None`` if it is none."""
        return as_array(self.expected)

    @cached_property
    def g(self):
        """The array that came, ``None`` if it is none."""
        return as_array(self.got)

    @cached_property
    def numeric(self):
        return self.e is not None and self.g is not None

    @cached_property
    def same_shape(self):
        return self.numeric and self.e.shape == self.g.shape

    @cached_property
    def wrong(self):
        """Mask of the entries that differ, for two arrays of one shape."""
        return ~close(self.e, self.g, self.tolerance)

    @cached_property
    def arrays(self):
        """The inputs that are arrays of numbers with at least one axis, by name."""
        found = {name: as_array(value) for name, value in self.inputs.items()}
        return {name: array for name, array in found.items() if array is not None and array.ndim}

    @cached_property
    def batch_sizes(self):
        """Lengths above 1 of the inputs' first axes, each once."""
        return list(dict.fromkeys(a.shape[0] for a in self.arrays.values() if a.shape[0] > 1))

    def got_is(self, candidate):
        """Whether what came is ``candidate``, shape included."""
        return same(np.asarray(candidate), self.g, self.tolerance)

    def is_expected(self, candidate):
        """Whether ``candidate`` is what was expected, shape included."""
        return same(self.e, np.asarray(candidate), self.tolerance)

    def reference_gives(self, *inputs):
        """The part in question of the reference's result for other inputs; ``None`` if it refuses them."""
        if self.reference is None:
            return None
        try:
            result = self.reference(*(fresh(x) for x in inputs))
            if isinstance(result, tuple):
                result = next(r for r, w in zip(result, self.whole[0], strict=True) if w is self.expected)
            return as_array(result)
        except Exception:
            return None
