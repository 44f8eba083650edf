"""Answers to the exercises of lesson 4-13."""

from fractions import Fraction

import numpy as np

from tests.answers import Answers

answers = Answers()


def pixels(box):
    """The pixels of a box, as a set."""
    x1, y1, x2, y2 = box
    return {(x, y) for x in range(x1, x2 + 1) for y in range(y1, y2 + 1)}


@answers.right(1)  # by counting
def _(a, b):
    return len(pixels(a) & pixels(b)) / len(pixels(a) | pixels(b))


@answers.right(1)  # as edges, in arrays
def _(a, b):
    a, b = np.array([a, b]) + np.array([0, 0, 1, 1])
    sides = np.clip(np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2]), 0, None)
    shared = sides.prod()
    return shared / ((a[2:] - a[:2]).prod() + (b[2:] - b[:2]).prod() - shared)


@answers.right(1)  # leaves early, with an exact fraction
def _(a, b):
    (ax1, ay1, ax2, ay2), (bx1, by1, bx2, by2) = a, b
    if ax2 < bx1 or bx2 < ax1 or ay2 < by1 or by2 < ay1:
        return 0
    shared = (1 + min(ax2, bx2) - max(ax1, bx1)) * (1 + min(ay2, by2) - max(ay1, by1))
    both = (1 + ax2 - ax1) * (1 + ay2 - ay1) + (1 + bx2 - bx1) * (1 + by2 - by1)
    return float(Fraction(shared, both - shared))


def sides(a, b, more=1):
    """Width and height of the shared box, not below 0."""
    return [max(min(a[i + 2], b[i + 2]) - max(a[i], b[i]) + more, 0) for i in (0, 1)]


def size(box, more=1):
    return (box[2] - box[0] + more) * (box[3] - box[1] + more)


def ratio(shared, a, b):
    return shared / (size(a) + size(b) - shared)


@answers.wrong(1, r"(?i)one side|each side|height|both|y\b|product|area")  # the widths alone are multiplied
def _(a, b):
    width, _height = sides(a, b)
    return ratio(width * width, a, b)


@answers.wrong(1, r"(?i)larger|smaller|max|min|begins|ends")  # the box around both for the shared one
def _(a, b):
    around = min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])
    return ratio(size(around), a, b)


@answers.wrong(1, r"(?i)\+ 1|pixel|both ends|both its ends")  # − 1 for + 1
def _(a, b):
    width, height = sides(a, b, -1)
    return width * height / (size(a, -1) + size(b, -1) - width * height)


@answers.wrong(1, r"(?i)\+ 1|pixel|both ends|height|side")  # + 1 for the widths only
def _(a, b):
    width = max(min(a[2], b[2]) - max(a[0], b[0]) + 1, 0)
    height = max(min(a[3], b[3]) - max(a[1], b[1]), 0)
    area_a, area_b = ((c[2] - c[0] + 1) * (c[3] - c[1]) for c in (a, b))
    return width * height / (area_a + area_b - width * height)


@answers.wrong(1, r"(?i)apart|at least 0|do not meet|share no pixel|negative|None")  # nothing where apart
def _(a, b):
    width, height = sides(a, b)
    if width * height:
        return ratio(width * height, a, b)
    return None


@answers.wrong(1, r"(?i)union|divi")  # the shared area itself
def _(a, b):
    width, height = sides(a, b)
    return width * height


@answers.wrong(1, r"(?i)union|larger")  # over the larger box
def _(a, b):
    width, height = sides(a, b)
    return width * height / max(size(a), size(b))


@answers.wrong(1, r"(?i)0|side|negative|product|before|do not meet")  # the area is clipped, not the sides
def _(a, b):
    width, height = (min(a[i + 2], b[i + 2]) - max(a[i], b[i]) + 1 for i in (0, 1))
    return ratio(max(width * height, 0), a, b)


@answers.wrong(1, r"(?i)whole|round|integer|//|0 or 1|fraction")  # whole division
def _(a, b):
    width, height = sides(a, b)
    return width * height // (size(a) + size(b) - width * height)


@answers.wrong(1, r"(?i)1 minus|distance")  # the Jaccard distance
def _(a, b):
    width, height = sides(a, b)
    return 1 - ratio(width * height, a, b)


@answers.right(2)  # a set of what is taken
def _(overlaps, scores, threshold):
    taken, right = set(), [False] * len(scores)
    for i in sorted(range(len(scores)), key=lambda i: -scores[i]):
        j = int(np.argmax(overlaps[i]))
        if overlaps[i][j] >= threshold and j not in taken:
            taken.add(j)
            right[i] = True
    return np.array(right)


@answers.right(2)  # object by object, without a loop over detections
def _(overlaps, scores, threshold):
    wanted, fits = overlaps.argmax(axis=1), overlaps.max(axis=1) >= threshold
    hits = np.zeros(len(scores), dtype=bool)
    for j in range(overlaps.shape[1]):
        rivals = np.flatnonzero(fits & (wanted == j))
        if rivals.size:
            hits[rivals[scores[rivals].argmax()]] = True
    return hits


def greedy(overlaps, scores, threshold, order=None):
    hits, free = np.zeros(len(scores), bool), np.ones(overlaps.shape[1], bool)
    for i in np.argsort(-scores) if order is None else order:
        j = overlaps[i].argmax()
        if overlaps[i, j] >= threshold and free[j]:
            hits[i], free[j] = True, False
    return hits


@answers.wrong(2, r"True or False")  # numbers of the right ones
def _(overlaps, scores, threshold):
    return np.flatnonzero(greedy(overlaps, scores, threshold))


@answers.wrong(2, r"(?i)exactly|>=|enough")  # above the threshold
def _(overlaps, scores, threshold):
    return greedy(np.where(overlaps > threshold, overlaps, 0), scores, threshold)


@answers.wrong(2, r"(?i)fits best|largest IoU|highest score|higher score")  # each object takes its best fit
def _(overlaps, scores, threshold):
    hits = np.zeros(len(scores), bool)
    for j in range(overlaps.shape[1]):
        i = overlaps[:, j].argmax()
        hits[i] |= overlaps[i, j] >= threshold
    return hits


@answers.wrong(2, r"(?i)any|no other|overlaps most|looks at")  # the first free one that reaches the threshold
def _(overlaps, scores, threshold):
    hits, free = np.zeros(len(scores), bool), np.ones(overlaps.shape[1], bool)
    for i in np.argsort(-scores):
        for j in range(overlaps.shape[1]):
            if free[j] and overlaps[i, j] >= threshold:
                hits[i], free[j] = True, False
                break
    return hits


@answers.wrong(2, r"(?i)order (of|in)|rank|given|place")  # ranks: sorted, and never sorted back
def _(overlaps, scores, threshold):
    order = np.argsort(-scores)
    return greedy(overlaps[order], -np.arange(len(scores)), threshold)


@answers.wrong(2, r"(?i)opposite|wrong ones|inverted|not |True|exchanged")  # the misses
def _(overlaps, scores, threshold):
    return ~greedy(overlaps, scores, threshold)


@answers.wrong(2, r"(?i)taken|second|once|free")  # never marked as taken
def _(overlaps, scores, threshold):
    hits, free = np.zeros(len(scores), bool), np.ones(overlaps.shape[1], bool)
    for i in np.argsort(-scores):
        j = overlaps[i].argmax()
        hits[i] = overlaps[i, j] >= threshold and free[j]
    return hits


@answers.wrong(2, r"(?i)object|all objects|overlaps most|first")  # the first object alone
def _(overlaps, scores, threshold):
    return greedy(overlaps[:, :1], scores, threshold)


@answers.wrong(2, r"True or False")  # the number of the object
def _(overlaps, scores, threshold):
    return np.where(greedy(overlaps, scores, threshold), overlaps.argmax(axis=1), -1)


@answers.wrong(2, r"(?i)score")  # the product of score and IoU decides
def _(overlaps, scores, threshold):
    return greedy(overlaps, scores, threshold, np.argsort(-scores * overlaps.max(axis=1)))


@answers.right(3)  # recall by recall
def _(hits, scores, objects):
    ranked = [hit for _score, hit in sorted(zip(scores, hits, strict=True), reverse=True)]
    precision = [sum(ranked[: k + 1]) / (k + 1) for k in range(len(ranked))]
    return sum(max(precision[k:]) for k, hit in enumerate(ranked) if hit) / objects


@answers.right(3)  # rectangles between the points of the curve
def _(hits, scores, objects):
    found = np.cumsum(np.asarray(hits)[scores.argsort()[::-1]])
    p, r = found / (1 + np.arange(len(found))), found / objects
    ends, tops = np.concatenate([[0], r, [1]]), np.concatenate([[0], p, [0]])
    for k in range(len(tops) - 2, -1, -1):
        tops[k] = max(tops[k], tops[k + 1])
    return float(np.sum(np.diff(ends) * tops[1:]))


def ranked(hits, scores):
    """Sorted hits, precision, envelope."""
    hits = hits[np.argsort(-scores)]
    p = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    return hits, p, np.maximum.accumulate(p[::-1])[::-1]


@answers.wrong(3, r"(?i)found|all objects|objects")  # a mean over the hits
def _(hits, scores, objects):
    hits, _p, envelope = ranked(hits, scores)
    return envelope[hits].mean() if hits.any() else 0.0


@answers.wrong(3, r"(?i)envelope|best precision")  # scikit-learn's form, over the right number of objects
def _(hits, scores, objects):
    hits, p, _envelope = ranked(hits, scores)
    return float(np.sum(np.diff(np.append(0, np.cumsum(hits) / objects)) * p))


@answers.wrong(3, r"(?i)from the right|to the right|left")  # the largest precision so far
def _(hits, scores, objects):
    hits, p, _envelope = ranked(hits, scores)
    return sum(p[: k + 1].max() for k in np.flatnonzero(hits)) / objects


@answers.wrong(3, r"(?i)sort|order|score")  # precision sorted, hits not
def _(hits, scores, objects):
    _hits, _p, envelope = ranked(hits, scores)
    return envelope[hits].sum() / objects


@answers.wrong(3, r"(?i)detections|objects|divided|len")  # over the number of detections
def _(hits, scores, objects):
    hits, _p, envelope = ranked(hits, scores)
    return envelope[hits].sum() / len(hits)


@answers.wrong(3, r"(?i)precision|k\b|from 1|starts|one more|divi")  # over k + 1
def _(hits, scores, objects):
    hits = hits[np.argsort(-scores)]
    p = np.cumsum(hits) / np.arange(2, len(hits) + 2)
    return np.maximum.accumulate(p[::-1])[::-1][hits].sum() / objects


@answers.wrong(3, r"(?i)no hit|nan|0|empty")  # breaks off where nothing was hit
def _(hits, scores, objects):
    hits, _p, envelope = ranked(hits, scores)
    return envelope[: np.flatnonzero(hits)[-1] + 1][hits[: np.flatnonzero(hits)[-1] + 1]].sum() / objects


@answers.wrong(3, r"(?i)trapez|slant|first step")  # trapezes under the envelope, from the first hit on
def _(hits, scores, objects):
    hits, _p, envelope = ranked(hits, scores)
    return np.trapezoid(envelope, np.cumsum(hits) / objects)


@answers.wrong(3, r"(?i)divi|objects|sum")  # not divided
def _(hits, scores, objects):
    hits, _p, envelope = ranked(hits, scores)
    return envelope[hits].sum()


@answers.wrong(3, r"(?i)largest precision|one precision|every hit|each hit|max")  # best precision × recall
def _(hits, scores, objects):
    hits, p, _envelope = ranked(hits, scores)
    return p.max() * hits.sum() / objects
