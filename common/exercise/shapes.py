"""Slips that show in the kind or the shape of a result.

Each takes a ``Case`` and returns one sentence, or ``None`` when it does not apply.  None is said
from the shape alone where the numbers can be asked.
"""

from itertools import combinations, permutations

import numpy as np

from common.exercise.compare import first_difference, is_parts


def returned_none(case):
    """A forgotten return, or print in its place."""
    if case.got is None and case.expected is not None:
        where = case.path[-1] + " is" if case.path else "the function returns"
        return f"{where} None: end the function with return … (print only shows a value)."
    return None


def wrong_kind(case):
    """A function, a string, another number of parts … where something else was asked for."""
    if callable(case.got) and not callable(case.expected):
        return "this is a function, not its result: call it with ( )."
    if isinstance(case.expected, dict):
        if not isinstance(case.got, dict):
            return f"expected a dict with the keys {list(case.expected)}."
        missing = [key for key in case.expected if key not in case.got]
        extra = [key for key in case.got if key not in case.expected]
        return f"the keys differ: missing {missing}, not asked for {extra}."
    if is_parts(case.expected):
        count = len(case.expected)
        if isinstance(case.got, tuple | list):
            return f"expected {count} parts, got {len(case.got)}."
        return f"expected {count} parts, got one thing: return them all, separated by commas."
    if isinstance(case.expected, str) and isinstance(case.got, str):
        if case.expected.split() == case.got.split():
            return "only the white space differs."
        return "only upper and lower case differ." if case.expected.lower() == case.got.lower() else None
    if case.e is not None and case.g is None:
        if isinstance(case.got, tuple | list):
            return (
                "expected one array, got several things that do not form one: return only what is asked for."
            )
        return f"expected {'numbers' if case.e.ndim else 'a number'}, got a {type(case.got).__name__}."
    return None


def swapped_parts(case):
    """dW, dx for dx, dW."""
    expected, got = case.whole
    if not (is_parts(expected) and isinstance(got, tuple | list) and 2 <= len(expected) == len(got) <= 4):
        return None
    for order in permutations(range(len(got))):
        moved = tuple(got[i] for i in order)
        if first_difference(tuple(expected), moved, case.tolerance) is None:
            wanted = f": the order is ({', '.join(case.names)})" if len(case.names) == len(got) else ""
            return f"the values are right but the parts are swapped{wanted}."
    return None


def number_as_array(case):
    """An array of one entry for a number."""
    if case.numeric and case.e.ndim == 0 and case.g.size == 1 and case.is_expected(case.g.reshape(())):
        return f"the value is right, but it is an array of shape {case.g.shape} instead of a number."
    return None


def one_axes(case):
    """Axes of length 1 too many or too few: keepdims, (N, 1) for (N,)."""
    if not case.numeric or case.same_shape or case.e.squeeze().shape != case.g.squeeze().shape:
        return None
    if not case.is_expected(case.g.reshape(case.e.shape)):
        return None
    start = f"the values are right, but the shape is {case.g.shape} instead of {case.e.shape}: "
    if case.g.ndim > case.e.ndim:
        return start + "an axis of length 1 is too much (keepdims=True, or a reshape)."
    if case.g.ndim < case.e.ndim:
        return start + "an axis of length 1 is missing (keepdims=True, or [:, None])."
    return start + "the axis of length 1 is in the wrong place."


def transposed(case):
    """The right values with the axes exchanged."""
    if not case.numeric or not 2 <= case.e.ndim <= 4 or case.e.ndim != case.g.ndim:
        return None
    for axes in permutations(range(case.g.ndim)):
        if case.is_expected(case.g.transpose(axes)):
            if case.g.ndim == 2:
                return "the result is transposed: rows and columns are exchanged."
            return f"the values are right, the order of the axes is not: transpose{axes} gives it."
    return None


def reshaped(case):
    """The right values in another shape."""
    if case.numeric and not case.same_shape and case.e.size == case.g.size > 1:
        if case.is_expected(case.g.reshape(case.e.shape)):
            return f"the values are right, but the shape is {case.g.shape} instead of {case.e.shape}."
        if case.e.ndim > 1 and case.is_expected(case.g.reshape(case.e.shape[::-1]).T):
            shapes = f"{case.g.shape} instead of {case.e.shape}"
            return f"the values are right but in another order, and the shape is {shapes}."
    return None


def met_as_square(case):
    """(N, 1) with (N,) gives (N, N)."""
    if not case.numeric:
        return None
    N = case.e.size
    if N > 1 and case.e.shape in {(N,), (N, 1), (1, N)} and case.g.shape == (N, N):
        if np.array_equal(case.g, np.diag(np.diagonal(case.g))) and not case.e.all():
            return None  # a diagonal matrix is another matter
        if case.is_expected(np.diagonal(case.g).reshape(case.e.shape)):
            return f"a ({N}, 1) array met a ({N},) array: NumPy made ({N}, {N}) of them. Give both one shape."
    arrays = [a for a in case.arrays.values() if a.size > 1]
    if case.e.shape == case.g.shape == () and len(arrays) == len(case.inputs) == 2:
        a, b = arrays
        if a.shape != b.shape and a.size == b.size:
            given = case.reference_gives(*(np.array(x) for x in np.broadcast_arrays(a, b)))
            if given is not None and case.got_is(given):
                return (
                    f"{a.shape} met {b.shape}: NumPy broadcast them to one large array. Give both one shape."
                )
    return None


def _axes(array):
    """Every choice of axes: the first alone, the others alone, then several."""
    return [axes for n in range(1, array.ndim + 1) for axes in combinations(range(array.ndim), n)]


def _axis_words(axes, array):
    if len(axes) == array.ndim:
        return "all entries" if array.ndim > 1 else "its entries"
    number = ", ".join(map(str, axes))
    return f"axis {number}" + (" (the batch)" if axes == (0,) else "")


_REDUCTIONS = [("sum", np.sum), ("mean", np.mean), ("maximum", np.max)]


def missing_reduction(case):
    """One entry per sample where their sum or mean was asked for."""
    if not case.numeric or case.same_shape or not 0 < case.g.ndim <= 4 or case.g.size <= case.e.size:
        return None
    for axes in _axes(case.g):
        for word, reduce in _REDUCTIONS:
            for keepdims in (False, True):
                if case.is_expected(reduce(case.g, axis=axes, keepdims=keepdims)):
                    return f"the {word} over {_axis_words(axes, case.g)} is missing."
    return None


def extra_reduction(case):
    """A sum or mean over an axis that was to stay."""
    if not case.numeric or case.same_shape or not 0 < case.e.ndim <= 4 or case.g.size >= case.e.size:
        return None
    for axes in _axes(case.e):
        for word, reduce in _REDUCTIONS:
            for keepdims in (False, True):
                if case.got_is(reduce(case.e, axis=axes, keepdims=keepdims)):
                    return f"there is a {word} over {_axis_words(axes, case.e)} too much."
    return None


def class_ids(case):
    """Ids for one-hot rows or probabilities, and the other way round."""
    if not case.numeric or case.same_shape:
        return None
    for axis in range(case.e.ndim):
        if case.g.any() and case.e.shape[axis] > 1 and case.got_is(np.argmax(case.e, axis=axis)):
            return f"these are the positions of the largest entries: the argmax over axis {axis} is too much."
    for axis in reversed(range(case.g.ndim)) if case.e.dtype.kind in "iu" and case.e.any() else ():
        if case.g.shape[axis] > 1 and case.is_expected(np.argmax(case.g, axis=axis)):
            return f"ids are asked for, not one entry per class: take the argmax over axis {axis}."
    return None


def missing_entries(case):
    """One step too few or too many along an axis."""
    if not case.numeric or case.e.ndim != case.g.ndim:
        return None
    for axis in range(case.e.ndim):
        e, g = np.moveaxis(case.e, axis, 0), np.moveaxis(case.g, axis, 0)
        few = min(len(e), len(g))
        if e.shape[1:] != g.shape[1:] or len(e) == len(g) or few == 0:
            continue
        count, what = abs(len(e) - len(g)), "missing" if len(g) < len(e) else "too much"
        entries = ("entry is" if count == 1 else f"{count} entries are") + f" {what} (axis {axis})."
        for part, word in ((slice(None, few), "last"), (slice(-few, None), "first")):
            if len(e) > len(g) and case.got_is(np.moveaxis(e[part], 0, axis)):
                return f"the {word} {entries}"
            if len(e) < len(g) and case.is_expected(np.moveaxis(g[part], 0, axis)):
                return f"the {word} {entries}"
    return None


def other_shape(case):
    """The last word on shapes: only that they differ."""
    if case.numeric and not case.same_shape:
        return f"the shape is {case.g.shape}, expected {case.e.shape}."
    return None
