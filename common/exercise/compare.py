"""When two results count as equal, and how their kinds differ when they do not."""

import copy
import numbers

import numpy as np

_ROUNDING = {np.dtype(np.float32): 1e-5, np.dtype(np.float16): 1e-2}  # what these dtypes can promise


def as_array(thing):
    """``thing`` as an array when it is a number or made of numbers, else ``None``."""
    if not isinstance(thing, np.ndarray | numbers.Number | np.bool | list | tuple):
        return None
    try:
        array = np.asarray(thing)
        if array.dtype == object and all(isinstance(x, numbers.Real) for x in array.flat):
            array = array.astype(np.float64)  # fractions
    except Exception:  # rows of different lengths, or elements that refuse
        return None
    return array if array.dtype.kind in "biufc" else None


def close(expected, got, tolerance):
    """Mask of equal entries: both NaN, or within ``tolerance`` of the entry (of the largest, up to 1)."""
    tolerance = max(tolerance, *(_ROUNDING.get(a.dtype, 0) for a in (expected, got)))
    e, g = (a.astype(np.result_type(a, np.float64)) for a in (expected, got))
    size = np.where(np.isfinite(e), abs(e), 0)  # only inf itself is as large as inf
    limit = tolerance * np.maximum(size, min(1.0, float(size.max(initial=0)) or 1.0))
    if expected.dtype.kind in "biu":
        limit = np.minimum(limit, 1e-3)  # a large id is not another one
    return (abs(g - e) <= limit) | (g == e) | (np.isnan(e) & np.isnan(g))


def equal(expected, got, tolerance):
    """Whether two single things (numbers, arrays, strings …) are equal, kind included."""
    e, g = as_array(expected), as_array(got)
    if e is None or g is None or wrong_kind(expected, got):
        if isinstance(expected, np.ndarray) or isinstance(got, np.ndarray):
            return e is None and np.array_equal(expected, got)
        if isinstance(expected, dict) and isinstance(got, dict):
            return expected.keys() == got.keys() and all(equal(expected[k], got[k], tolerance) for k in got)
        if isinstance(expected, list | tuple):  # never == here: numpy would make an array of a tuple
            same = e is None and isinstance(got, type(expected)) and len(expected) == len(got)
            return same and all(equal(*pair, tolerance) for pair in zip(expected, got, strict=True))
        return e is None and (got is expected or bool(expected == got))
    return e.shape == g.shape and bool(close(e, g, tolerance).all())


def wrong_kind(expected, got):
    """One sentence when ``got`` is another kind of thing than ``expected``, else ``None``."""
    e, g = as_array(expected), as_array(got)
    if got is None:
        return "it is None: end it with return …"
    if isinstance(expected, tuple):
        count = len(got) if isinstance(got, tuple | list) else 1
        return f"{len(expected)} results are asked for, this is {count}" if count != len(expected) else None
    if isinstance(expected, dict) and isinstance(got, dict) and expected.keys() != got.keys():
        missing, new = (
            [k for k in one if k not in other] for one, other in ((expected, got), (got, expected))
        )
        return f"{missing} is missing, {new} is not asked for"
    if e is None or g is None:
        return None
    if isinstance(expected, np.ndarray) and expected.ndim and isinstance(got, list | tuple):
        one = isinstance(got, tuple) and len(got) == 1
        extra = " of one: there is a comma too much" if one else ": make it one with np.array(…)"
        return f"an array is asked for, this is a {type(got).__name__}{extra}"
    if e.dtype.kind in "iu" and g.dtype.kind == "f" and e.shape == g.shape and np.array_equal(e, g):
        return f"whole numbers are asked for, this is {g.dtype} (.astype(int), or // for /)"
    if not e.ndim and g.ndim:
        return f"one number is asked for, this is an array of shape {g.shape}"
    return None


def parts_of(result, names=()):
    """A result as a dict of single things: tuples and dicts are taken apart, everything else is one part."""
    if isinstance(result, dict) and result:
        return {str(key): value for key, value in result.items()}
    if isinstance(result, tuple) and result and not any(isinstance(x, tuple | list | dict) for x in result):
        labels = names if len(names) == len(result) else [f"part {i + 1}" for i in range(len(result))]
        return dict(zip(labels, result, strict=True))
    return {"": result}


def matched_parts(expected, got, names=()):
    """The parts of both results under the same names; each as one part when they cannot be matched."""
    wanted, given = parts_of(expected, names), {}
    if "" in wanted:
        return wanted, {"": got}
    if isinstance(expected, dict) and isinstance(got, dict):
        given = parts_of(got)
    elif isinstance(expected, tuple) and (isinstance(got, tuple | list) or _stacked(got, expected)):
        given = dict(zip(wanted, got, strict=False)) if len(got) == len(wanted) else {}
    return (wanted, given) if given.keys() == wanted.keys() else ({"": expected}, {"": got})


def _stacked(got, expected):
    """Whether an array holds the parts of a tuple, one under the other."""
    return isinstance(got, np.ndarray) and got.ndim and [*map(np.shape, got)] == [*map(np.shape, expected)]


def differing(expected, got, tolerance, names=()):
    """The names of the parts in which two results differ, in order."""
    wanted, given = matched_parts(expected, got, names)
    return [name for name in wanted if not equal(wanted[name], given[name], tolerance)]


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
