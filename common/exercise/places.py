"""Slips that show in where the right numbers stand, and where the wrong ones are.

Each takes a ``Case`` and returns one sentence, or ``None`` when the numbers do not agree with it.
"""

import numpy as np


def wrong_axis(case):
    """The reference, run along the other axis of its two-dimensional input."""
    if not case.numeric or case.reference is None:
        return None
    two = [name for name, array in case.arrays.items() if array.ndim == 2]
    for turned in (two[:1], two):
        inputs = [case.arrays[name].T if name in turned else value for name, value in case.inputs.items()]
        given = case.reference_gives(*inputs) if turned else None
        if given is not None and (case.got_is(given.T) or case.got_is(given)):
            return "this works along the wrong axis: axis=0 goes down the rows, axis=1 across the columns."
    if len(case.inputs) == 1 and two:
        given = case.reference_gives(case.arrays[two[0]].ravel())
        if given is not None and case.got_is(np.resize(given, case.g.shape)) and given.size == case.g.size:
            return "this works on the whole array at once: give the axis."
    return None


def swapped_arguments(case):
    """What the reference gives with two arguments exchanged."""
    names, values = list(case.inputs), list(case.inputs.values())
    for i in range(len(values)):
        for j in range(i):
            if np.ndim(values[i]) == np.ndim(values[j]) == 0:
                continue  # a loop over n may never end when n and its step are exchanged
            swapped = list(values)
            swapped[i], swapped[j] = values[j], values[i]
            given = case.reference_gives(*swapped) if case.numeric else None
            if given is not None and case.got_is(given):
                return f"{names[j]} and {names[i]} are exchanged."
    return None


def other_order(case):
    """Reversed, shifted by one, or the right values elsewhere."""
    if not case.same_shape or case.e.ndim == 0 or not varied(case.e):
        return None
    for axis in range(case.e.ndim):
        if case.got_is(np.flip(case.e, axis)):
            return f"the order is reversed along axis {axis}."
        e, g = np.moveaxis(case.e, axis, 0), np.moveaxis(case.g, axis, 0)
        if len(e) > 2:
            for word, a, b in (("late", g[1:], e[:-1]), ("early", g[:-1], e[1:])):
                if varied(b) and np.allclose(a, b, case.tolerance, 0):
                    return f"the entries are shifted along axis {axis}: each comes one step too {word}."
    if case.e.size > 2 and np.allclose(np.sort(case.e, None), np.sort(case.g, None), case.tolerance, 0):
        return "the right values in another order."
    return None


def half_line(case):
    """Right on one side of x = 0 only."""
    if not case.same_shape or case.wrong.all():
        return None
    for name, x in case.arrays.items():
        if x.shape != case.e.shape:
            continue
        sides = {"x ≤ 0": x <= 0, "x < 0": x < 0, "x = 0": x == 0, "x > 0": x > 0, "x ≥ 0": x >= 0}
        for words, side in sides.items():
            if side.any() and not side.all() and np.array_equal(case.wrong, side):
                return f"wrong exactly where {words.replace('x', name)}, right elsewhere."
    return None


def one_slice(case):
    """All wrong entries lie in one row, column, …"""
    if not case.same_shape or case.wrong.sum() < 2:
        return None
    for axis, indices in enumerate(np.nonzero(case.wrong)):
        if case.e.shape[axis] > 2 and case.e.ndim > 1 and len(set(indices.tolist())) == 1:
            return f"wrong only at index {indices[0]} of axis {axis}."
    return None


def some_entries(case):
    """The last word on values: how many are wrong, and the first."""
    if case.same_shape and case.e.ndim and not case.wrong.all():
        share = f"{case.wrong.sum()} of {case.wrong.size}"
        return f"{share} entries are wrong, the first at {first_index(case.wrong)}."
    return None


def first_index(mask):
    """The first true entry of a mask, in words."""
    index = tuple(int(i) for i in np.argwhere(mask)[0])
    return f"index {index if len(index) > 1 else index[0]}"


def varied(array):
    """Whether an array has enough different entries to show a rule."""
    return array.dtype.kind != "b" and len(np.unique(np.round(array[array != 0].astype(float), 9))) > 1
