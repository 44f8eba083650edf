"""How good a classification is, as Python floats.  Target first, output second.

``d`` are class ids (N, ...) or one-hot (N, ..., C); ``y`` are ids, or scores (N, ..., C) of which the
largest wins.  They are told apart by shape; where both shapes are equal, y of floats means scores with
one-hot targets, and so do integers or booleans of which every row, in d and in y, holds one 1 and 0
elsewhere (ids that look like that: pass ``reshape(-1)`` of both); else both are ids.  Binary scores are
not guessed: pass ``y > 0.5`` (or ``y > 0`` for logits).  ``ValueError`` for shapes that do not fit, an
empty batch, ids that are not integers, negative or too large, and scores that are not finite.
"""

import math
from numbers import Integral

import numpy as np

from common.functions import as_array, check_sizes

MOST_CLASSES = 5000  # of a confusion matrix, 200 MB, unless more are asked for


def accuracy(d, y):
    """Share of samples whose class is right, 0 … 1."""
    d, y, _ = _ids(d, y)
    return float((d == y).mean())


def confusion_matrix(d, y, classes=None):
    """Counts (C, C), int64: row = true class, column = predicted class.

    ``classes`` is C; without it, C is the number of scores, or the largest id + 1.
    """
    d, y, known = _ids(d, y)
    largest = max(int(d.max()), int(y.max()))
    if classes is None:
        classes = known or largest + 1
        if known is None and classes > MOST_CLASSES:
            raise ValueError(f"the largest id is {largest}: give classes={classes} if so many are meant")
    check_sizes("a confusion matrix (classes)", classes)
    if known not in (None, classes):
        raise ValueError(f"classes is {classes}, but the scores or one-hot targets have {known}")
    if largest >= classes:
        raise ValueError(f"ids of {classes} classes lie in 0 … {classes - 1}, got {largest}")
    return np.bincount(d * classes + y, minlength=classes**2).reshape(classes, classes)


def precision(d, y, positive=1):
    """TP / (TP + FP): which share of what was called ``positive`` is.  0.0 when nothing was called so."""
    tp, fp, _ = _counts(d, y, positive)
    return tp / (tp + fp) if tp + fp else 0.0


def recall(d, y, positive=1):
    """TP / (TP + FN): which share of what is ``positive`` was found.  0.0 when nothing is."""
    tp, _, fn = _counts(d, y, positive)
    return tp / (tp + fn) if tp + fn else 0.0


def f1_score(d, y, positive=1):
    """2 TP / (2 TP + FP + FN), the harmonic mean of precision and recall.  0.0 when there is no TP, FP or FN.

    van Rijsbergen 1979, Information Retrieval.
    """
    tp, fp, fn = _counts(d, y, positive)
    return 2 * tp / (2 * tp + fp + fn) if tp + fp + fn else 0.0


def wilson_interval(successes, trials, z=1.96):
    """Where the probability behind ``successes`` of ``trials`` may lie: (low, high), 95 % for z = 1.96.

    With p = successes / trials:  (p + z²/2n ± z √(p (1 − p)/n + z²/4n²)) / (1 + z²/n).  Never empty, also
    for 0 of n, and never outside 0 … 1.  A draw may count as half a success, which makes the interval
    too wide, never too narrow.  Wilson 1927, doi:10.1080/01621459.1927.10502953.
    """
    if not (trials > 0 and 0 <= successes <= trials):
        raise ValueError(f"expected 0 … n successes of n > 0 trials, got {successes} of {trials}")
    p, share = float(successes) / trials, z * z / trials
    middle = (p + share / 2) / (1 + share)
    half = z * math.sqrt(p * (1 - p) / trials + share / (4 * trials)) / (1 + share)
    return max(0.0, middle - half), min(1.0, middle + half)


def _counts(d, y, positive):
    """True positives, false positives, false negatives, with the class ``positive`` against the rest."""
    d, y, known = _ids(d, y)
    if not isinstance(positive, Integral) or positive < 0 or (known is not None and positive >= known):
        raise ValueError(f"positive is a class id, 0 … {'' if known is None else known - 1}, got {positive}")
    d, y = d == positive, y == positive
    return int((d & y).sum()), int((~d & y).sum()), int((d & ~y).sum())


def _ids(d, y):
    """Target and output as flat int64 ids of one length, and C where a shape tells it, else None."""
    d, y = as_array(d), as_array(y)
    both = d.shape == y.shape and (y.dtype.kind == "f" or (_is_one_hot(d) and _is_one_hot(y)))
    one_hot = both or (d.ndim == y.ndim + 1 and d.shape[:-1] == y.shape)
    scores = both or (y.ndim == d.ndim + 1 and y.shape[:-1] == d.shape)
    if not (one_hot or scores or d.shape == y.shape):
        raise ValueError(
            f"targets are ids (N, ...) or one-hot (N, ..., C), outputs ids (N, ...) or scores (N, ..., C), "
            f"with the same N, ...; got d {d.shape} and y {y.shape}"
        )
    if d.size == 0 or y.size == 0:
        raise ValueError(f"a metric needs at least one sample, got d {d.shape} and y {y.shape}")
    table = y if scores else d if one_hot else None  # the one that tells the number of classes
    if table is not None and (table.ndim < 2 or table.shape[-1] < 2):
        raise ValueError(
            f"scores are (N, ..., C) with C of at least 2, got d {d.shape} and y {y.shape} {y.dtype}: "
            "of binary scores, pass the decision, y > 0.5 (or y > 0 for logits), in the shape of d"
        )
    classes = None if table is None else table.shape[-1]
    d = _from_one_hot(d) if one_hot else _check_ids("target", d, classes)
    y = _from_scores(y) if scores else _check_ids("output", y, classes)
    return d.reshape(-1), y.reshape(-1), classes


def _is_one_hot(a):
    """Whether there are rows of at least two numbers, one of them 1 and the others 0."""
    if a.ndim < 2 or a.shape[-1] < 2:
        return False
    return bool(((a == 0) | (a == 1)).all() and (a.sum(axis=-1) == 1).all())


def _from_one_hot(d):
    if not _is_one_hot(d):
        raise ValueError(f"one-hot targets {d.shape} hold one 1 in every row and 0 elsewhere, these do not")
    return d.argmax(axis=-1)


def _from_scores(y):
    if not bool(np.isfinite(y).all()):
        raise ValueError(f"scores must be finite, got NaN or infinity in {y.shape}: look for it in the model")
    return y.argmax(axis=-1)


def _check_ids(what, ids, classes):
    """Integers (or booleans, for two classes) as int64; ``classes`` is None where it is not known."""
    if ids.dtype.kind not in "iub":
        raise ValueError(f"class ids of the {what} are integers, got {ids.dtype}: use ids.astype(np.int64)")
    low, high = int(ids.min()), int(ids.max())
    if low < 0 or (classes is not None and high >= classes):
        bound = "" if classes is None else classes - 1
        raise ValueError(f"class ids of the {what} lie in 0 … {bound}, got {low} … {high}")
    return ids.astype(np.int64)
