"""How good a map of classes is.  Target first, output second: d and y (N, H, W) hold a class id per pixel.

Counts are summed over all pixels of all pictures before any ratio is taken, as PASCAL VOC does: add the
confusion matrices of the batches, then call ``mean_iou`` once.  The mean of each picture's own value is
another number.
"""

import numpy as np

from common.functions import as_array, check_ids, check_sizes
from common.metrics.classification import confusion_matrix


def pixel_confusion(d, y, classes):
    """Counts (C, C), int64, over all pixels: row = true class, column = predicted class.

    d, y (N, H, W) ids 0 … ``classes`` − 1.  Pixels without a truth (255 in VOC) are left out by the caller:
    ``confusion_matrix(d[known], y[known], classes)``.  ``ValueError`` for maps of different or other shapes,
    and for ids that are not integers or out of range.
    """
    d, y = _maps(d, y, classes)
    return confusion_matrix(d.reshape(-1), y.reshape(-1), classes)


def class_iou(matrix):
    """Intersection over union of every class, (C,): TP / (TP + FP + FN) from a confusion matrix (C, C).

    NaN for a class that neither the truth nor the output has anywhere: 0 / 0 is no failure.  0 for one that
    only one of them has.  ``ValueError`` unless the matrix is square and holds counts.
    Everingham et al. 2010, doi:10.1007/s11263-009-0275-4.
    """
    matrix = as_array(matrix)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or not bool((matrix >= 0).all()):
        raise ValueError(f"a confusion matrix is (C, C) and holds counts, got {matrix.shape} {matrix.dtype}")
    both = matrix.diagonal()
    return _ratio(both, matrix.sum(axis=0) + matrix.sum(axis=1) - both)


def mean_iou(matrix):
    """Mean of ``class_iou`` over the classes that are there.  ``ValueError`` when there is none.

    The ground counts as a class, if the matrix has a row for it (it has in VOC).
    """
    ious = class_iou(matrix)
    if bool(np.isnan(ious).all()):
        raise ValueError("a mean IoU needs at least one pixel, got a confusion matrix of zeros")
    return float(np.nanmean(ious))


def boundary_iou(d, y, classes, width=1):
    """IoU of the borders of every class, (C,): of the bands of ``width`` pixels inside each class's mask.

    The band of class k holds its pixels from which at most ``width`` steps (up, down, left, right) lead to a
    pixel of another class.  The picture's own edge is no border.  NaN for a class with a band in neither map.
    ``ValueError`` as in ``pixel_confusion``, and for a width below 1.
    Cheng et al. 2021, arXiv:2103.16562 (there: per object, the width 2 % of the diagonal).
    """
    d, y = _maps(d, y, classes)
    check_sizes("a border (width)", width)
    both, either = np.zeros(classes, dtype=np.int64), np.zeros(classes, dtype=np.int64)
    for k in range(classes):
        true, found = _band(d == k, width), _band(y == k, width)
        both[k], either[k] = (true & found).sum(), (true | found).sum()
    return _ratio(both, either)


def _band(mask, width):
    """The pixels of ``mask`` (N, H, W) within ``width`` steps of a pixel that is not in it."""
    inner = mask
    for _ in range(width):  # peel off one layer
        around = np.pad(inner, ((0, 0), (1, 1), (1, 1)), mode="edge")
        vertical = around[:, :-2, 1:-1] & around[:, 2:, 1:-1]
        inner = inner & vertical & around[:, 1:-1, :-2] & around[:, 1:-1, 2:]
    return mask & ~inner


def _ratio(part, whole):
    """part / whole in float64, NaN where the whole is 0."""
    return np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)


def _maps(d, y, classes):
    d, y = as_array(d), as_array(y)
    if d.ndim != 3 or d.shape != y.shape or d.size == 0:
        raise ValueError(
            f"maps of class ids are (N, H, W), both of one shape, got d {d.shape} and y {y.shape}: "
            "of scores (N, C, H, W), pass y.argmax(axis=1)"
        )
    check_sizes("a map of classes (classes)", classes)
    check_ids(d, classes)
    check_ids(y, classes)
    return d, y
