"""Slips that show in the numbers of a result of the right shape: signs, factors, roots, zeros …

Each takes a ``Case`` and returns one sentence, or ``None`` when the numbers do not agree with it.
"""

import numpy as np

from common import functions
from common.exercise.places import first_index, varied


def not_finite(case):
    """NaN or infinity where a number was expected."""
    if not case.numeric or case.g.ndim != case.e.ndim:
        return None
    bad = ~np.isfinite(case.g)
    if case.same_shape:
        bad &= np.isfinite(case.e)
    if not bad.any():
        return None
    kind = "nan" if np.isnan(case.g[bad]).any() else "inf"
    where = f" in {bad.sum()} of {bad.size} entries, first at {first_index(bad)}" if bad.ndim else ""
    return f"{kind}{where}: look for 0/0, the logarithm or square root of x ≤ 0, or exp of a large number."


def all_zero(case):
    """An array that was made and never filled."""
    if case.same_shape and case.g.size > 1 and not case.g.any() and case.g.dtype.kind != "b":
        cut = case.g.dtype.kind in "iu" and not np.trunc(case.e).any()
        return None if cut else "every entry is 0: the result array was never filled, or a factor is 0."
    return None


def one_hot_of_largest(case):
    """The decision where the probabilities were asked for."""
    if not case.same_shape or not case.e.ndim or case.e.dtype.kind != "f" or (case.e < 0).any():
        return None
    for axis in reversed(range(case.e.ndim)):
        largest = case.e == case.e.max(axis=axis, keepdims=True)
        if case.e.shape[axis] > 1 and np.allclose(case.e.sum(axis=axis), 1) and case.got_is(largest * 1.0):
            return "only the largest entry is marked: the values themselves are asked for."
    return None


def returned_input(case):
    """An input handed back as it came."""
    for name, array in case.arrays.items():
        if case.same_shape and case.g.size > 1 and array.any() and case.got_is(array):
            return f"{name} is returned unchanged."
    return None


def whole_numbers(case):
    """Integers, or floats rounded, where floats were asked for."""
    if not case.same_shape or case.e.dtype.kind != "f":
        return None
    integers = case.g.dtype.kind in "iu"
    if (integers and (case.g.size > 1 or case.g.any())) or (case.g.dtype.kind == "f" and varied(case.g)):
        where = ": the result is an integer array or was divided with //" if integers else ""
        for word, cut in (("cut off", np.trunc), ("rounded", np.round), ("rounded down", np.floor)):
            if case.got_is(cut(case.e)):
                return f"the decimals are {word}{where}."
    for digits in range(1 if case.g.size > 1 else 2, 6):  # 0.5 for 0.5123 is too little evidence
        rounded = np.round(case.e, digits)
        if case.got_is(rounded) and np.array_equal(np.round(case.g, digits), case.g):
            return f"the result is rounded to {digits} decimal{'s' * (digits > 1)}: give all of them."
    return None


def wrong_sign(case):
    """−1 times the right result, such as log for negative log."""
    if case.same_shape and case.e.dtype.kind != "b" and case.got_is(-case.e.astype(float)):
        return "the sign is wrong: every entry is −1 times the expected one."
    return None


def batch_factor(case):
    """N times too large or too small: sum and mean exchanged."""
    for N in case.batch_sizes:
        two = " (or a factor 2)" if N == 2 else ""
        if case.same_shape and case.got_is(case.e * N):
            return f"{N} times too large, and the batch has {N} samples{two}: take the mean, not the sum."
        if case.same_shape and case.got_is(case.e / N):
            return f"{N} times too small, and the batch has {N} samples{two}: take the sum, not the mean."
    return None


def known_factor(case):
    """A factor 2 or ½."""
    for factor, words in ((2, "twice as large as expected"), (0.5, "half of what is expected")):
        if case.same_shape and case.got_is(case.e * factor):
            return (
                f"{'the result' if case.e.size == 1 else 'every entry'} is {words}: a factor {_half(factor)}."
            )
    return None


def _half(factor):
    return "2 is too much, or ½ is missing" if factor == 2 else "½ is too much, or 2 is missing"


def size_factor(case):
    """Divided by the number of all elements instead of samples, and the like."""
    if not case.same_shape or _whole_number(case.e):
        return None
    for name, array in case.arrays.items():
        sizes = {
            f"the number of columns of {name}": array.shape[-1],
            f"the number of entries of {name}": array.size,
        }
        for words, size in sizes.items():
            if size > 2 and case.got_is(case.e * size):
                return f"{size} times too large: {size} is {words}. Divide by it."
            if size > 2 and case.got_is(case.e / size):
                return f"{size} times too small: {size} is {words}. Do not divide by it."
    return None


def any_factor(case):
    """Any other constant factor."""
    if not case.same_shape or not varied(case.e) or not case.g.any():
        return None
    largest = np.unravel_index(np.argmax(abs(case.e)), case.e.shape)
    ratio = case.g[largest] / case.e[largest]
    if case.got_is(case.e * ratio):
        return f"every entry is {ratio:.4g} times the expected one: look for a constant factor."
    return None


def offset(case):
    """A constant added to every entry."""
    if case.same_shape and varied(case.e):
        difference = case.g.ravel()[0].astype(float) - case.e.ravel()[0]
        if case.got_is(case.e + difference):
            return f"every entry is {abs(difference):.4g} too {'large' if difference > 0 else 'small'}."
    return None


def _whole_number(array):
    """Whether there is but one entry, and a whole number: 4 for 2 may be a square, a double, …"""
    return array.size == 1 and float(array.item().real).is_integer()


_TRANSFORMED = [
    ("the square root is missing: every entry is the square of the expected one.", np.square),
    ("there is a square root too much, or a square is missing.", np.sqrt),
    ("an absolute value was taken: the negative entries lost their sign.", np.abs),
    ("negative entries are cut off at 0.", lambda e: np.maximum(e, 0)),
    ("positive entries are cut off at 0.", lambda e: np.minimum(e, 0)),
    ("the logarithm is missing: every entry is exp of the expected one.", np.exp),
    ("there is a logarithm too much, or exp is missing.", np.log),
    ("this is 1 minus the expected result.", lambda e: 1 - e),
    ("this is 1 divided by the expected result.", lambda e: 1 / e),
]


def transformed(case):
    """A known function applied too often or not at all."""
    if not case.same_shape or case.e.dtype.kind in "biu":  # ids and counts fit too many stories
        return None
    if _whole_number(case.e):
        return None
    if case.e.size > 1 and not varied(case.e):
        return None
    return next((words for words, f in _TRANSFORMED if case.got_is(f(case.e.astype(float)))), None)


def input_as_output(case):
    """y (1 − y) or 1 − y² with the pre-activation x put in for y."""
    rules = [
        ("y (1 − y)", functions.sigmoid, lambda y: y * (1 - y)),
        ("1 − y²", functions.tanh, lambda y: 1 - y * y),
    ]
    for name, x in case.arrays.items():
        for words, activation, rule in rules:
            if case.same_shape and case.got_is(rule(x)) and case.is_expected(rule(activation(x))):
                return (
                    f"{words} holds for the output y = {activation.__name__}({name}), not for {name} itself."
                )
    return None


def inverted_mask(case):
    """0 and 1 exchanged."""
    if (
        case.same_shape
        and case.g.size > 1
        and set(np.unique(case.e)) <= {0, 1}
        and case.got_is(1 - 1 * case.e)
    ):
        return "0 and 1 are exchanged: the condition is the wrong way round."
    return None


def input_factor(case):
    """dy forgotten, x forgotten, or multiplied twice."""
    for name, array in case.arrays.items():
        if not case.same_shape or array.shape != case.e.shape or not (varied(array) and case.e.any()):
            continue
        if case.is_expected(case.g * array):
            return f"the factor {name} is missing."
        if case.got_is(case.e * array):
            return f"there is a factor {name} too much."
    return None
