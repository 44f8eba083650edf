"""How good a detector is: average precision by the rules of PASCAL VOC and of COCO.

``targets`` and ``detections`` are lists with one entry for every picture, in the same order.  Of targets it
is (boxes (N, 4), labels (N,)), or (boxes, labels, ignored (N,)) where some objects need not be found and
cost nothing if they are: VOC's "difficult" ones, COCO's crowds.  Of detections it is (boxes (M, 4), labels
(M,), scores (M,)).  Boxes are (x1, y1, x2, y2), labels integers.  A picture without any has empty lists.
``ValueError`` for lists of unequal length, wrong shapes, boxes with x2 < x1, scores that are not finite,
thresholds outside 0 … 1, and where no object counts.  A class without objects is left out of every mean.
Everingham et al. 2010, doi:10.1007/s11263-009-0275-4;  Lin et al. 2014, arXiv:1405.0312.
"""

import numpy as np

from common.boxes import as_boxes, iou
from common.functions import as_array, check_sizes

COCO_THRESHOLDS = np.linspace(0.5, 0.95, 10)
HIT, MISS, IGNORED = 1, 0, -1  # outcomes of a detection


def precision_recall(hits, objects):
    """Precision and recall (M,), (M,) among the first 1, 2, …, M detections.

    hits (M,), best score first: True where the detection is right;  objects: how many there are to find.
    precision_k = Σ_{i ≤ k} hits_i / k,  recall_k = Σ_{i ≤ k} hits_i / objects
    ``ValueError`` for no objects, and for more hits than objects: a second hit of an object is a miss.
    """
    hits = as_array(hits).reshape(-1) == 1
    found = np.cumsum(hits)
    if objects < 1 or hits.sum() > objects:
        raise ValueError(
            f"expected at least one object, and one hit an object at most; got {objects} objects and "
            f"{hits.sum()} hits: count objects that were not found too, and each found one once"
        )
    return found / np.arange(1, len(hits) + 1), found / objects


def average_precision(hits, objects, points=None):
    """Area under the envelope p(r) = max precision at recall ≥ r, 0 … 1.  Arguments as of precision_recall.

    Exactly, 1/objects Σ_hits p (VOC from 2010), or the mean of p at ``points`` recalls 0 … 1 in equal steps:
    11 in VOC 2007, 101 in COCO.  These steps are floats as in both programs: the recall 3/10 does not
    reach the fourth of 11 points, 0.30000000000000004.
    """
    hits = as_array(hits).reshape(-1) == 1
    precision, recall = precision_recall(hits, objects)
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    if points is None:
        return float(envelope[hits].sum() / objects)
    check_sizes("average precision (points)", points)
    reached = np.searchsorted(recall, np.linspace(0, 1, points))  # the first detection with that recall
    return float(np.append(envelope, 0.0)[reached].mean())


def ranked_hits(targets, detections, label, threshold=0.5, pixel=0):
    """Detections of one class, best score first, by VOC's rule: hits (K,) bool, and the number of objects.

    A detection belongs to the object of its picture and class with the largest IoU.  It is a hit if that is
    at least ``threshold`` and no detection of a higher score has hit the object; a second one is a miss.
    Detections of ignored objects are left out.  ``pixel`` is 1 for boxes whose x2 and y2 are the last pixels
    inside, as in VOC's files (a width is x2 − x1 + 1), 0 where they are edges.  Of equal scores the
    earlier picture comes first.  VOC's text says "exceeds 50 %", its program tests for "at least".
    """
    (hits,), objects = _ranked(_pictures(targets, detections), label, _voc_rule(threshold, pixel))
    return hits, objects


def mean_average_precision(targets, detections, threshold=0.5, points=None, pixel=0):
    """mAP of VOC, 0 … 1: the mean over the classes of the targets of ``average_precision``.

    ``threshold`` and ``pixel`` as in ``ranked_hits``, ``points`` as in ``average_precision``.
    """
    return _mean(_pictures(targets, detections), _voc_rule(threshold, pixel), points)


def coco_map(targets, detections, thresholds=COCO_THRESHOLDS, area=(0, np.inf), most=100):
    """mAP of COCO, 0 … 1: the mean over classes and IoU thresholds of the AP at 101 recalls.

    A detection takes, of the objects still free with an IoU of at least the threshold, the one with the
    largest.  Else it may lie in a crowd: there the IoU is |A ∩ B| / |detection|, and a crowd stays free.
    Objects with an area outside ``area`` (both ends are inside) are ignored, and so are detections of such
    an area that take nothing: small, medium, large are (0, 32²), (32², 96²), (96², ∞).  The area is that of
    the box; COCO's files give that of the mask.  Of a picture and class, the best ``most`` detections count.
    """
    rule = _coco_rule(np.atleast_1d(thresholds), area, most)
    return _mean(_pictures(targets, detections), rule, points=101)


def _mean(pictures, rule, points):
    """Mean of the AP over the classes with an object that counts, and over the thresholds of the rule."""
    labels = np.unique(np.concatenate([labels for _, labels, *_ in pictures]))
    ranked = [_ranked(pictures, label, rule) for label in labels]
    values = [[average_precision(h, objects, points) for h in hits] for hits, objects in ranked if objects]
    if not values:
        raise ValueError("no object counts in any picture: without one there is nothing to find, and no AP")
    return float(np.mean(values))


def _ranked(pictures, label, rule):
    """Hits of one class, best score first, for each threshold of the rule; and the number of objects."""
    scores, outcomes, objects = [], [], 0
    for boxes, labels, ignored, found, found_labels, found_scores in pictures:
        true, called = labels == label, np.flatnonzero(found_labels == label)
        called = called[np.argsort(-found_scores[called], kind="stable")]
        part, count = rule(boxes[true], ignored[true], found[called])
        scores.append(found_scores[called[: part.shape[1]]])
        outcomes.append(part)
        objects += count
    order = np.argsort(-np.concatenate(scores), kind="stable")
    outcomes = np.concatenate(outcomes, axis=1)[:, order]
    return [row[row != IGNORED] == HIT for row in outcomes], objects


def _voc_rule(threshold, pixel):
    """Function of one picture and class, detections best first -> outcomes (1, M), number of objects."""
    _check_thresholds(threshold)
    grown = np.array([0, 0, pixel, pixel])

    def rule(boxes, ignored, found):
        outcomes = np.full((1, len(found)), MISS)
        free = np.ones(len(boxes), bool)
        for i, row in enumerate(iou(found + grown, boxes + grown) if len(boxes) else ()):
            j = row.argmax()
            if row[j] >= threshold and (ignored[j] or free[j]):
                outcomes[0, i] = IGNORED if ignored[j] else HIT
                free[j] = False
        return outcomes, int((~ignored).sum())

    return rule


def _coco_rule(thresholds, area, most):
    """Function of one picture and class, detections best first -> outcomes (T, M), number of objects."""
    _check_thresholds(thresholds)
    at_least = thresholds[:, None]

    def rule(boxes, crowd, found):
        found, boxes, crowd = found[:most], boxes[::-1], crowd[::-1]  # of equal IoUs, COCO takes the last
        ignored = crowd | _outside(boxes, area)
        outcomes = np.full((len(thresholds), len(found)), MISS)
        outcomes[:, _outside(found, area)] = IGNORED
        free = np.ones((len(thresholds), len(boxes)), bool)
        for i, row in enumerate(_coco_overlaps(found, boxes, crowd) if len(boxes) else ()):
            fits = free & (row >= at_least)  # (T, N)
            wanted = fits & ~ignored
            choice = np.where(wanted.any(axis=1, keepdims=True), wanted, fits)
            t = np.flatnonzero(choice.any(axis=1))
            j = np.where(choice, row, -1)[t].argmax(axis=1)
            outcomes[t, i] = np.where(ignored[j], IGNORED, HIT)
            free[t, j] = crowd[j]
        return outcomes, int((~ignored).sum())

    return rule


def _check_thresholds(thresholds):
    if not bool((np.greater(thresholds, 0) & np.less_equal(thresholds, 1)).all()):
        raise ValueError(f"a threshold is an IoU above 0 and at most 1, got {thresholds}")


def _coco_overlaps(boxes, objects, crowd):
    """IoU of every pair, (M, N), and |box ∩ object| / |box| where the object is a crowd."""
    overlaps = iou(boxes, objects)
    if crowd.any():
        overlaps[:, crowd] = _share_inside(boxes, objects[crowd])
    return overlaps


def _share_inside(boxes, regions):
    """|box ∩ region| / |box| of every pair, (M, N); 0 for a box without area."""
    sides = np.minimum(boxes[:, None, 2:], regions[:, 2:]) - np.maximum(boxes[:, None, :2], regions[:, :2])
    inside = sides.clip(min=0).prod(axis=2)
    return np.divide(inside, _areas(boxes)[:, None], out=np.zeros_like(inside), where=inside > 0)


def _areas(boxes):
    return (boxes[:, 2:] - boxes[:, :2]).prod(axis=1)


def _outside(boxes, area):
    return (_areas(boxes) < area[0]) | (_areas(boxes) > area[1])


def _pictures(targets, detections):
    """One tuple of arrays a picture: boxes, labels, ignored; boxes, labels, scores of what was detected."""
    if len(targets) != len(detections):
        raise ValueError(
            f"expected detections for every picture of the targets, and no others; got {len(targets)} "
            f"pictures with targets and {len(detections)} with detections: one without any has empty lists"
        )
    if len(targets) == 0:
        raise ValueError("a metric needs at least one picture, got none")
    pictures = []
    for i, (target, detection) in enumerate(zip(targets, detections, strict=True)):
        if len(target) not in (2, 3) or len(detection) != 3:
            raise ValueError(
                f"picture {i}: expected targets (boxes, labels) or (boxes, labels, ignored) and detections "
                f"(boxes, labels, scores), got {len(target)} and {len(detection)} arrays"
            )
        boxes, labels, ignored = target if len(target) == 3 else (*target, [False] * len(target[1]))
        found, called, scores = detection
        pictures.append((
            *_checked(f"targets[{i}]", boxes, labels, "ignored", np.asarray(ignored, dtype=bool)),
            *_checked(f"detections[{i}]", found, called, "scores", np.asarray(scores, dtype=np.float64)),
        ))  # fmt: skip
    return pictures


def _checked(where, boxes, labels, name, third):
    """Boxes (N, 4) float64, labels (N,) integers, and the third array (N,), without NaN."""
    boxes, labels = as_boxes(boxes).astype(np.float64), as_array(labels)
    if labels.shape != (len(boxes),) or third.shape != (len(boxes),):
        raise ValueError(
            f"{where}: expected as many labels and {name} as boxes, got boxes {boxes.shape}, "
            f"labels {labels.shape}, {name} {third.shape}"
        )
    if len(labels) and labels.dtype.kind not in "iu":
        raise ValueError(
            f"{where}: labels are integers and come second, after the boxes; got {labels.dtype}: if they are "
            "labels, use labels.astype(np.int64)"
        )
    if not bool(np.isfinite(third).all()):
        raise ValueError(f"{where}: {name} must be finite, got NaN or infinity: look for it in the model")
    return boxes, labels.astype(np.int64), third
