"""The exercises of lesson 4-13: boxes of pixels, which detections are right, average precision of a table."""

import numpy as np

from common.exercise import exercise


def area(x1, y1, x2, y2):
    return max(x2 - x1 + 1, 0) * max(y2 - y1 + 1, 0)


def joint(a, b):
    return max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])


@exercise(
    cases=[
        ((0, 0, 9, 9), (5, 5, 14, 14)),
        ((2, 3, 11, 7), (4, 1, 8, 30)),
        ((0, 0, 3, 3), (7, 9, 12, 12)),  # apart in both directions
        ((0, 0, 3, 20), (7, 4, 12, 12)),  # apart in one
        ((1, 1, 4, 5), (4, 5, 9, 8)),  # one pixel in common
        ((6, 6, 7, 9), (2, 2, 20, 30)),  # inside
        ((0, 0, 20, 9), (15, 4, 24, 12)),
    ]
)
def pixel_iou(a, b):
    width = max(min(a[2], b[2]) - max(a[0], b[0]) + 1, 0)
    height = max(min(a[3], b[3]) - max(a[1], b[1]) + 1, 0)
    area_a = (a[2] - a[0] + 1) * (a[3] - a[1] + 1)
    area_b = (b[2] - b[0] + 1) * (b[3] - b[1] + 1)
    return width * height / (area_a + area_b - width * height)


def edges(x1, y1, x2, y2):
    return max(x2 - x1, 0) * max(y2 - y1, 0)


def unclipped(x1, y1, x2, y2):
    return (x2 - x1 + 1) * (y2 - y1 + 1)


def of_areas(of_boxes, of_shared, a, b):
    shared = of_shared(*joint(a, b))
    return shared / (of_boxes(*a) + of_boxes(*b) - shared)


for sentence, slip in [
    ("both ends belong to the box: a side is x2 − x1 + 1 pixels",
     lambda a, b: of_areas(edges, edges, a, b)),
    ("the shared box is measured without the + 1: both its ends belong to it too",
     lambda a, b: of_areas(area, edges, a, b)),
    ("the two boxes are measured without the + 1: both ends belong to them too",
     lambda a, b: of_areas(edges, area, a, b)),
    ("two negative sides have a positive product: set each side to at least 0 first",
     lambda a, b: of_areas(area, unclipped, a, b)),
    ("a negative area is left for boxes that do not meet: set each side to at least 0",
     lambda a, b: min(of_areas(area, unclipped, a, b), unclipped(*joint(a, b)))),
    ("the shared area is counted twice in the union: subtract it once",
     lambda a, b: area(*joint(a, b)) / (area(*a) + area(*b))),
    ("the shared area is divided by the first box: IoU divides by the union",
     lambda a, b: area(*joint(a, b)) / area(*a)),
    ("the shared area is divided by the second box: IoU divides by the union",
     lambda a, b: area(*joint(a, b)) / area(*b)),
    ("the shared area is divided by the smaller box: IoU divides by the union",
     lambda a, b: area(*joint(a, b)) / min(area(*a), area(*b))),
    ("the shared area is divided by the box around both: the union is the two areas less the shared one",
     lambda a, b: area(*joint(a, b)) / area(
         min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))),
    ("this is 2 |A ∩ B| / (|A| + |B|), the Dice coefficient: IoU divides by the union",
     lambda a, b: 2 * area(*joint(a, b)) / (area(*a) + area(*b))),
    ("the shared area is divided by the larger box: IoU divides by the union",
     lambda a, b: area(*joint(a, b)) / max(area(*a), area(*b))),
    ("the product is clipped, and two negative sides have a positive one: set each side to at least 0 first",
     lambda a, b: of_areas(area, lambda *box: max(unclipped(*box), 0), a, b)),
    ("1 is taken off each side: with both ends inside it is x2 − x1 + 1, one more",
     lambda a, b: of_areas(*[lambda x1, y1, x2, y2: max(x2 - x1 - 1, 0) * max(y2 - y1 - 1, 0)] * 2, a, b)),
    ("the + 1 stands with the widths only: a height is y2 − y1 + 1",
     lambda a, b: of_areas(*[lambda x1, y1, x2, y2: max(x2 - x1 + 1, 0) * max(y2 - y1, 0)] * 2, a, b)),
    ("the box around both stands for the shared one: that begins at the larger of the two starts",
     lambda a, b: (lambda around: around / (area(*a) + area(*b) - around))(area(
         min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])))),
    ("the boxes are read as x, y, width, height: they are x1, y1, x2, y2",
     lambda a, b: of_areas(area, area, *((x, y, x + w - 1, y + h - 1) for x, y, w, h in (a, b)))),
]:  # fmt: skip
    pixel_iou.slip(sentence)(slip)


def table(*rows):
    return np.array(rows)


CROWDED = table([0.9, 0.6], [0.8, 0.7], [0.55, 0.5], [0.1, 0.62], [0.3, 0.2], [0.0, 0.97])


@exercise(
    cases=[
        (table([0.9], [0.6]), np.array([0.3, 0.8]), 0.5),
        (CROWDED, np.array([0.7, 0.9, 0.4, 0.2, 0.95, 0.1]), 0.5),
        (CROWDED, np.array([0.2, 0.3, 0.8, 0.6, 0.5, 0.4]), 0.55),
        (CROWDED, np.array([0.8, 0.3, 0.1, 0.7, 0.9, 0.6]), 0.75),
        (table([0.5, 0.1], [0.4, 0.3]), np.array([0.6, 0.7]), 0.5),
    ]
)
def mark_hits(overlaps, scores, threshold):
    hits = np.zeros(len(scores), bool)
    free = np.ones(overlaps.shape[1], bool)
    for i in np.argsort(-scores, kind="stable"):
        j = overlaps[i].argmax()
        if overlaps[i, j] >= threshold and free[j]:
            hits[i], free[j] = True, False
    return hits


def in_order(order, overlaps, threshold):
    """VOC's rule with the detections in another order."""
    scores = np.empty(len(overlaps))
    scores[order] = -np.arange(len(overlaps))
    return mark_hits.reference(overlaps, scores, threshold)


@mark_hits.slip(
    "the answer is in the order of the scores: write it in the order in which detections are given"
)
def _(overlaps, scores, threshold):
    return mark_hits.reference(overlaps, scores, threshold)[np.argsort(-scores)]


@mark_hits.slip(
    "any free object will do here: a detection looks at the one it overlaps most, and at no other"
)
def _(overlaps, scores, threshold):
    hits = np.zeros(len(scores), bool)
    free = np.ones(overlaps.shape[1], bool)
    for i in np.argsort(-scores):
        j = np.where(free, overlaps[i], -1).argmax()
        if free[j] and overlaps[i, j] >= threshold:
            hits[i], free[j] = True, False
    return hits


@mark_hits.slip("a wrong detection takes its object away: only a right one does")
def _(overlaps, scores, threshold):
    hits = np.zeros(len(scores), bool)
    free = np.ones(overlaps.shape[1], bool)
    for i in np.argsort(-scores):
        j = overlaps[i].argmax()
        hits[i] = overlaps[i, j] >= threshold and free[j]
        free[j] = False
    return hits


@mark_hits.slip("only the best detection of all is right: each object may be found once")
def _(overlaps, scores, threshold):
    hits = mark_hits.reference(overlaps, scores, threshold)
    return hits & (scores == scores[hits].max(initial=-1))


for sentence, slip in [
    ("second detections of an object are wrong: an object that is taken is no longer free",
     lambda overlaps, _scores, threshold: overlaps.max(axis=1) >= threshold),
    ("the detections are taken in the order given: the highest score comes first",
     lambda overlaps, _scores, threshold: in_order(np.arange(len(overlaps)), overlaps, threshold)),
    ("the lowest score comes first: sort by falling score",
     lambda overlaps, scores, threshold: in_order(np.argsort(scores), overlaps, threshold)),
    ("the largest IoU comes first: it is the highest score that does",
     lambda overlaps, _scores, threshold: in_order(np.argsort(-overlaps.max(axis=1)), overlaps, threshold)),
    ("an IoU of exactly the threshold is enough: compare with >=",
     lambda overlaps, scores, threshold: mark_hits.reference(overlaps, scores, threshold + 1e-9)),
    ("the threshold is compared with the score: it is the least IoU",
     lambda overlaps, scores, threshold: mark_hits.reference(overlaps, scores, 1e-9) & (scores >= threshold)),
    ("these are the numbers of the right detections: asked is True or False for each detection",
     lambda overlaps, scores, threshold: np.flatnonzero(mark_hits.reference(overlaps, scores, threshold))),
    ("this is the number of the object: asked is True or False for each detection",
     lambda overlaps, scores, threshold: np.where(
         mark_hits.reference(overlaps, scores, threshold), overlaps.argmax(axis=1), -1)),
    ("the threshold is 0.5 whatever was asked for: use threshold",
     lambda overlaps, scores, _threshold: mark_hits.reference(overlaps, scores, 0.5)),
]:  # fmt: skip
    mark_hits.slip(sentence)(slip)


def flags(text):
    return np.array([letter == "x" for letter in text])


SCORES = np.random.default_rng(413).permutation(10) / 10 + 0.05


@exercise(
    cases=[
        (flags("x-x"), np.array([0.2, 0.5, 0.9]), 4),
        (flags("x-xx--x-x-")[np.argsort(np.argsort(-SCORES))], SCORES, 6),
        (flags("-x-x--xx-x")[np.argsort(np.argsort(-SCORES))], SCORES, 7),
        (flags("----"), np.array([0.2, 0.9, 0.4, 0.1]), 3),
    ]
)
def table_ap(hits, scores, objects):
    hits = hits[np.argsort(-scores)]
    p = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    envelope = np.maximum.accumulate(p[::-1])[::-1]
    return envelope[hits].sum() / objects


def parts(hits, order, objects):
    """Hits in an order, precision and recall after each, and the envelope."""
    hits = hits[order]
    found = np.cumsum(hits)
    p = found / np.arange(1, len(hits) + 1)
    return hits, p, found / objects, np.maximum.accumulate(p[::-1])[::-1]


@table_ap.slip("the detections are not sorted: the highest score comes first")
def _(hits, _scores, objects):
    hits, _p, _r, envelope = parts(hits, np.arange(len(hits)), objects)
    return envelope[hits].sum() / objects


@table_ap.slip("the lowest score comes first: sort by falling score")
def _(hits, scores, objects):
    hits, _p, _r, envelope = parts(hits, np.argsort(scores), objects)
    return envelope[hits].sum() / objects


@table_ap.slip("recall is divided by the objects that were found: divide by all objects")
def _(hits, scores, objects):
    hits, _p, _r, envelope = parts(hits, np.argsort(-scores), objects)
    return envelope[hits].sum() / max(hits.sum(), 1)


@table_ap.slip("the envelope is missing: at a recall, take the best precision from there on")
def _(hits, scores, objects):
    hits, p, _r, _envelope = parts(hits, np.argsort(-scores), objects)
    return p[hits].sum() / objects


@table_ap.slip(
    "the running maximum starts at the left: precision at a recall is the best from there on, to the right"
)
def _(hits, scores, objects):
    hits, p, _r, _envelope = parts(hits, np.argsort(-scores), objects)
    return np.maximum.accumulate(p)[hits].sum() / objects


@table_ap.slip("the envelope is averaged over all detections: recall grows only at hits")
def _(hits, scores, objects):
    _hits, _p, _r, envelope = parts(hits, np.argsort(-scores), objects)
    return envelope.mean()


@table_ap.slip("the envelope is added up at all detections: recall grows only at hits")
def _(hits, scores, objects):
    _hits, _p, _r, envelope = parts(hits, np.argsort(-scores), objects)
    return envelope.sum() / objects


@table_ap.slip("points are joined by slanted lines (the trapezoidal rule): the envelope is made of steps")
def _(hits, scores, objects):
    _hits, p, r, _envelope = parts(hits, np.argsort(-scores), objects)
    return np.trapezoid(np.append(1, p), np.append(0, r))


@table_ap.slip("the first step, from recall 0 to the first point, is left out")
def _(hits, scores, objects):
    _hits, _p, r, envelope = parts(hits, np.argsort(-scores), objects)
    return float((np.diff(r) * envelope[1:]).sum())


@table_ap.slip("the sum is divided by the number of detections: divide by all objects")
def _(hits, scores, objects):
    hits, _p, _r, envelope = parts(hits, np.argsort(-scores), objects)
    return envelope[hits].sum() / len(hits)


@table_ap.slip("precision is divided by one detection too many: after the first detection, divide by 1")
def _(hits, scores, objects):
    hits, p, _r, _envelope = parts(hits, np.argsort(-scores), objects)
    k = np.arange(1, len(hits) + 1)
    return np.maximum.accumulate((p * k / (k + 1))[::-1])[::-1][hits].sum() / objects


@table_ap.slip("the envelope is sorted, but hits are not: sort hits first, and use them in this order")
def _(hits, scores, objects):
    _hits, _p, _r, envelope = parts(hits, np.argsort(-scores), objects)
    return envelope[hits].sum() / objects


def at_points(hits, scores, objects, points):
    _hits, _p, r, envelope = parts(hits, np.argsort(-scores), objects)
    return np.mean([envelope[r >= level].max(initial=0) for level in np.linspace(0, 1, points)])


for points in (11, 101):
    table_ap.slip(f"this is the mean at {points} recalls: asked is the exact area, by all points")(
        lambda hits, scores, objects, points=points: at_points(hits, scores, objects, points)
    )
