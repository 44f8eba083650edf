"""What an exception in the learner's code has to say: the line, and the shapes that met there."""

import contextlib
import linecache
import os
import re
import traceback
from pathlib import Path

import numpy as np

# the standard library, NumPy, all of common, and the exercises
_COMMON = Path(__file__).parents[1]
_FOLDERS = Path(os.__file__).parent, Path(np.__file__).parent, _COMMON, _COMMON.with_name("exercises")
_LIBRARIES = tuple(f"{folder}{os.sep}" for folder in _FOLDERS)

_HINTS = [
    (UnboundLocalError, "a variable is read before it is given a value in this function."),
    (NameError, "check the spelling, and that the cell that defines the name has been run."),
    (RecursionError, "the function calls itself without an end."),
    (ZeroDivisionError, "something is divided by zero: print the divisor."),
    (IndexError, "this index does not go with that array: compare the index with the array's shape."),
    (KeyError, "the dictionary has no such key: print its keys."),
    (SystemExit, "leave the function with return, not with exit."),
]

_INDEX_HINTS = [
    ("out of (bounds|range)", "an index lies outside its axis: indices run from 0 to length − 1."),
    ("boolean", "a mask of True and False must have the shape of the array it picks from."),
    ("too many indices", "there are more indices than the array has axes: print its shape."),
    ("integers", "an index has to be a whole number, a slice or an array of them."),
]


def attempt(function, *arguments):
    """``(result, None)`` of a call, or ``(None, exception)``."""
    try:
        return function(*arguments), None
    except (Exception, SystemExit) as error:
        return None, error


def learner_line(error):
    """The last line of the learner's own code in the traceback: (number, text, frame), or ``None``."""
    found = None
    for frame, number in traceback.walk_tb(error.__traceback__):
        file = frame.f_code.co_filename
        if not (
            file.startswith(_LIBRARIES) or "site-packages" in file or file.startswith(("<frozen", "<__"))
        ):
            found = number, linecache.getline(file, number, frame.f_globals).strip(), frame
    return found


def shapes_on(line, frame):
    """``x (2, 3), self.W.value (3, 4)``: the arrays named in a line of code, with their shapes."""
    shapes = {}
    for name in re.findall(r"[A-Za-z_]\w*(?:\.\w+)*", line):
        parts, thing = name.split("."), None
        with contextlib.suppress(Exception):
            for i, part in enumerate(parts):
                thing = getattr(thing, part) if i else (frame.f_globals | frame.f_locals)[part]
                if isinstance(thing, np.ndarray):
                    shapes.pop(".".join(parts[:i]), None)
                    shapes[".".join(parts[: i + 1])] = thing.shape
    return ", ".join(f"{name} {shape}" for name, shape in shapes.items())


def error_hint(error, line):
    """One sentence on a common error, or ``None``."""
    message = str(error)
    if isinstance(error, ValueError) and re.search(r"shape|dimension|broadcast|aligned", message):
        shapes = shapes_on(line[1], line[2]) if line else ""
        if shapes:
            rule = "for a @ b the last axis of a must be as long as the first of b"
            if "non-broadcastable output" in message:
                rule = "the right side is larger than the left: is a sum over the batch missing?"
            elif "broadcast" in message:
                rule = "lengths must be equal or 1, counted from the last axis"
            return f"the shapes do not fit: {shapes}; {rule}."
    if isinstance(error, IndexError):
        found = [sentence for words, sentence in _INDEX_HINTS if re.search(words, message)]
        if found:
            return found[0]
    if isinstance(error, AttributeError | TypeError) and "NoneType" in message:
        return "something is None here: a function without return, or a value that was never set."
    if isinstance(error, TypeError) and re.search("(positional|keyword|no) arg", message) and not line:
        return "keep the arguments of the function as the exercise gives them."
    return next((hint for kind, hint in _HINTS if isinstance(error, kind)), None)
