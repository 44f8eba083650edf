"""The words of a report."""

import numpy as np

from common.exercise.compare import as_array, close
from common.exercise.errors import error_hint, learner_line

# Whatever the learner has set, a report looks the same.
_FORMAT = dict(precision=4, suppress=True, threshold=12, edgeitems=2, linewidth=100, floatmode="maxprec")  # noqa: C408
_FORMAT |= dict(sign="-", nanstr="nan", infstr="inf", formatter=None)  # noqa: C408


def passed(name, count):
    """One line: right, and for how many inputs."""
    return f"✓ passed: {name} is right for {count} input{'s' if count > 1 else ''}"


def not_written(name, note=""):
    """One calm line: there is nothing to check yet."""
    return f"○ not written yet: {name}{note}"


def wrong(title, inputs, part, expected, got, tolerance, hint):
    """Failing input, expected, got, the first index that differs, and the hint."""
    what = f" {part}" if part else ""
    lines = table(inputs | {f"expected{what}": expected, f"got{what}": got})
    e, g = as_array(expected), as_array(got)
    if e is not None and g is not None and e.shape != g.shape:
        lines.append(f"  shape {e.shape} is expected, got {g.shape}")
    elif e is not None and g is not None and e.ndim and not (equal := close(e, g, tolerance)).all():
        index = tuple(int(i) for i in np.argwhere(~equal)[0])
        numbers = f"expected {number(e[index])}, got {number(g[index])}"
        lines.append(f"  first difference at {list(index)}: {numbers}")
    return "\n".join([f"✗ not right yet: {title}", *lines, *([f"  hint: {hint}"] if hint else [])])


def number(value):
    """A number with as many digits as tell it from its neighbours: all of an integer, 7 of a float."""
    return str(value) if value.dtype.kind in "biu" else f"{value:.7g}"


def missing_method(answer, method):
    """A layer whose method has another name, or stands inside another method."""
    kind = answer if isinstance(answer, type) else type(answer)
    own = [key for key, value in vars(kind).items() if callable(value) and key != "__init__"]
    hint = f"{kind.__name__} has no {method} of its own: are name and indentation right? It has: {own}."
    return message(kind.__name__, {}, hint)


def message(title, inputs, hint):
    """A report on something other than a value."""
    return "\n".join([f"✗ not right yet: {title}", *table(inputs), f"  hint: {hint}"])


def raised(title, inputs, error):
    """An exception of the learner's code: which, where, and what to look at."""
    line = learner_line(error)
    lines = [f"✗ not right yet: {title} raised {type(error).__name__}", *table(inputs)]
    lines.append(f"  error: {short(str(error), 300)}")
    if line:
        lines.append(f"  line {line[0]}: {line[1]}" if line[1] else f"  line {line[0]}")
    hint = error_hint(error, line)
    if hint:
        lines.append(f"  hint: {hint}")
    return "\n".join(lines)


def table(rows):
    """``name = value`` lines, the equals signs below each other."""
    width = max((len(name) for name in rows), default=0)
    return [f"  {name:<{width}} = {show(value, width + 5)}" for name, value in rows.items()]


def show(value, indent):
    """A value on few lines; arrays with shape and dtype."""
    if isinstance(value, np.ndarray) and as_array(value) is not None:
        with np.printoptions(**_FORMAT):
            text = np.array2string(value, separator=", ")
        return text.replace("\n", "\n" + " " * indent) + f"   shape {value.shape}, {value.dtype}"
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return f"{value:.7g}"
    if isinstance(value, tuple | list) and 0 < len(value) <= 8:
        inner = ", ".join(show(v, indent + 1) for v in value)
        if "\n" not in inner:
            return f"({inner})" if isinstance(value, tuple) else f"[{inner}]"
        inner = (",\n" + " " * (indent + 1)).join(show(v, indent + 1) for v in value)
        return f"({inner})" if isinstance(value, tuple) else f"[{inner}]"
    if type(value).__repr__ is object.__repr__:  # its address would differ in every run
        return f"<{type(value).__name__} object>"
    if callable(value) and hasattr(value, "__name__"):
        return f"<function {value.__name__}>"
    try:
        return short(repr(value), 200)
    except Exception:
        return f"<{type(value).__name__} object>"


def short(text, length):
    """``text`` cut to ``length`` characters, on one line."""
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1] + "…"
