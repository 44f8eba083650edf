"""Boxes of object detection: overlap, suppression of duplicates, default boxes and their offsets.

A box is (x1, y1, x2, y2), x to the right, y down, x1 ≤ x2 and y1 ≤ y2; boxes are (N, 4).  Coordinates are
points of the plane, not pixels: a box is x2 − x1 wide.
"""

import math
from itertools import pairwise

import numpy as np

from common.functions import as_float, check_sizes

VARIANCES = (0.1, 0.2)  # of centres and of sizes, from the authors' code; not in the paper
BLOCK = 16  # boxes that ``nms`` looks at together
LARGEST = math.log(1000 / 16)  # decoded sizes stop at 62.5 times the default box: e^x must not overflow


def as_boxes(boxes):
    """``boxes`` as an array (N, 4) of float32 or float64.  An empty list is no box, (0, 4).

    ``ValueError`` for other shapes, coordinates that are not finite, x2 < x1 or y2 < y1.
    """
    boxes = as_float(boxes)
    if boxes.size == 0 and boxes.shape in ((0,), (0, 4)):
        boxes = boxes.reshape(0, 4)
    if boxes.ndim != 2 or boxes.shape[1] != 4:
        raise ValueError(f"expected boxes (N, 4), rows of x1, y1, x2, y2, got an array {boxes.shape}")
    finite, ordered = np.isfinite(boxes), boxes[:, 2:] >= boxes[:, :2]
    if not (bool(finite.all()) and bool(ordered.all())):
        row = int((finite.all(axis=1) & ordered.all(axis=1)).argmin())
        raise ValueError(
            f"a box is finite x1, y1, x2, y2 with x1 <= x2 and y1 <= y2, got {boxes[row].tolist()} in row "
            f"{row}: convert boxes given as centre or corner and size"
        )
    return boxes.astype(np.float32, copy=False) if boxes.dtype.itemsize < 4 else boxes


def iou(a, b):
    """Intersection over union of every box of a (N, 4) with every box of b (M, 4): (N, M), 0 … 1.

    |A ∩ B| / |A ∪ B|, and 0 for two boxes without area.  ``ValueError`` as in ``as_boxes``.
    Jaccard 1912, doi:10.1111/j.1469-8137.1912.tb05611.x.
    """
    a, b = as_boxes(a), as_boxes(b)
    if len(a) < len(b):
        return iou(b, a).T  # the loop below runs over the smaller number
    rows = _rows(a)
    table = np.empty((len(b), len(a)), np.result_type(a, b))
    for j, box in enumerate(_rows(b).T):
        table[j] = _overlap(box, rows)
    return table.T


def nms(boxes, scores, threshold=0.45):
    """Non-maximum suppression: indices (K,), int64, of the boxes that stay, the highest score first.

    Greedy: keep the best box, drop all others whose IoU with it is above ``threshold``, go on with the rest.
    Of equal scores the earlier box comes first.  boxes (N, 4) of one class, scores (N,).  ``ValueError`` for
    scores of another shape or NaN, a threshold outside 0 … 1, and as in ``as_boxes``.
    Neubeck & Van Gool 2006, doi:10.1109/ICPR.2006.479.
    """
    boxes, scores = as_boxes(boxes), as_float(scores)
    if scores.shape != boxes.shape[:1]:
        raise ValueError(f"expected one score for each of {len(boxes)} boxes, got an array {scores.shape}")
    if bool(np.isnan(scores).any()):
        raise ValueError("a score is NaN: look for it in the model")
    if not 0 <= threshold <= 1:
        raise ValueError(f"threshold is an IoU, expected 0 … 1, got {threshold}")
    order = np.argsort(-scores, kind="stable")
    rows = _rows(boxes[order])
    kept = []
    while len(order):
        # One box at a time is the plain form; the best 16 against all need five times fewer array operations.
        first = rows[:, :BLOCK, None]
        drops = _overlap(first, rows) > threshold  # (16, N left)
        stays = np.ones(len(order), bool)
        for i, dropped in enumerate(drops):
            if stays[i]:
                kept.append(order[i])
                stays &= ~dropped
        stays[:BLOCK] = False
        left = np.flatnonzero(stays)
        order, rows = order[left], rows.take(left, axis=1)
    return np.array(kept, np.int64)


def default_boxes(size, cells, sides, ratios):
    """Default boxes of several square maps over an image of size × size pixels: (Σ cells² k, 4), float32.

    Map m has cells_m × cells_m cells and, at the centre of each, k_m = 2 + 2 len(ratios_m) boxes: squares of
    sides_m and √(sides_m sides_{m+1}), then, for each ratio a, the widths and heights sides_m √a^{±1} and
    sides_m √a^{∓1}.  ``sides`` in pixels, one more than maps.  Order: map, row, column, box.  Boxes may stand
    over the border.  ``ValueError`` for lists of other lengths, sides or ratios that are not positive.
    Liu et al. 2016, arXiv:1512.02325.
    """
    check_sizes("default boxes (cells)", *cells)
    if not (len(sides) - 1 == len(cells) == len(ratios)):
        raise ValueError(
            f"expected ratios for each of {len(cells)} maps and one side more than maps, got {len(ratios)} "
            f"and {len(sides)}"
        )
    if not min(size, *sides, *(a for group in ratios for a in group)) > 0:
        raise ValueError(f"size, sides and ratios are positive, got {size}, {sides} and {ratios}")
    maps = []
    for n, (side, following), group in zip(cells, pairwise(sides), ratios, strict=True):
        shapes = [(side, side), (math.sqrt(side * following),) * 2]
        for a in group:
            width, height = side * math.sqrt(a), side / math.sqrt(a)
            shapes += [(width, height), (height, width)]
        centre = (np.arange(n) + 0.5) * (size / n)
        y, x = np.meshgrid(centre, centre, indexing="ij")
        middle = np.stack([x, y], axis=-1)[:, :, None]  # (n, n, 1, 2)
        half = np.array(shapes) / 2  # (k, 2)
        maps.append(np.concatenate([middle - half, middle + half], axis=-1).reshape(-1, 4))
    return np.concatenate(maps).astype(np.float32)


def encode_boxes(boxes, defaults, variances=VARIANCES):
    """Offsets (N, 4) that lead from each default box to the box of its row; both (N, 4).

    (c_x − d_x) / (d_w v₁),  (c_y − d_y) / (d_h v₁),  ln(w / d_w) / v₂,  ln(h / d_h) / v₂
    with centres c, d and sizes w, h.  ``ValueError`` for a box or default box without area (ln 0), and as in
    ``as_boxes``.  Liu et al. 2016, arXiv:1512.02325, eq. 2; the variances v are the authors' code's.
    """
    boxes, defaults = as_boxes(boxes), as_boxes(defaults)
    if boxes.shape != defaults.shape:
        raise ValueError(f"expected a box for each default box {defaults.shape}, got {boxes.shape}")
    centre, size = _centre_and_size(boxes)
    middle, extent = _centre_and_size(defaults)
    if not bool((size > 0).all() and (extent > 0).all()):
        raise ValueError("a box has no width or height, of which there is no logarithm: leave such boxes out")
    moved, scaled = (centre - middle) / extent, np.log(size / extent)
    return np.concatenate([moved / variances[0], scaled / variances[1]], axis=-1)


def decode_boxes(offsets, defaults, variances=VARIANCES):
    """The inverse of ``encode_boxes``: offsets (..., N, 4) and default boxes (N, 4) -> boxes (..., N, 4).

    Sizes stop at 62.5 times those of the default box, so that wild offsets do not overflow.
    ``ValueError`` for offsets of another shape, and as in ``as_boxes``.
    """
    offsets, defaults = as_float(offsets), as_boxes(defaults)
    if offsets.shape[-2:] != defaults.shape:
        raise ValueError(f"expected offsets (..., {len(defaults)}, 4), got {offsets.shape}")
    middle, extent = _centre_and_size(defaults)
    centre = middle + offsets[..., :2] * variances[0] * extent
    half = np.exp(np.minimum(offsets[..., 2:] * variances[1], LARGEST)) * extent / 2
    return np.concatenate([centre - half, centre + half], axis=-1)


def match_boxes(objects, defaults, threshold=0.5):
    """Which object each default box is responsible for: indices (N,), int64, −1 for the background.

    First every object gets a default box of its own, the pair of the highest IoU first; then every box
    left takes the object it overlaps most, if their IoU is above ``threshold``.  An object that touches no
    default box stays without.  objects (M, 4), defaults (N, 4).  ``ValueError`` as in ``as_boxes``.
    Liu et al. 2016, arXiv:1512.02325, section 2.2.
    """
    table = iou(defaults, objects)
    if table.size == 0:
        return np.full(len(table), -1)
    found = np.where(table.max(axis=1) > threshold, table.argmax(axis=1), -1)
    for _ in range(table.shape[1]):
        row, column = np.unravel_index(table.argmax(), table.shape)
        if table[row, column] <= 0:
            break
        found[row] = column
        table[row], table[:, column] = -1, -1
    return found


def _centre_and_size(boxes):
    """Centres (..., 2) and widths and heights (..., 2)."""
    low, high = boxes[..., :2], boxes[..., 2:]
    return (low + high) / 2, high - low


def _rows(boxes):
    """(5, N): x1, y1, x2, y2 and area, each in one piece of memory, which makes ``_overlap`` fast."""
    x1, y1, x2, y2 = boxes.T
    return np.stack([x1, y1, x2, y2, (x2 - x1) * (y2 - y1)])


def _overlap(box, rows):
    """IoU (N,) of one column of ``_rows``, or (K, N) of K columns (5, K, 1), with all columns.

    In place, since new arrays cost more than sums.  The plain form:
    width = maximum(minimum(x2, x2') − maximum(x1, x1'), 0), height alike,
    IoU = width height / (area + area' − width height).
    """
    common = np.minimum(rows[2], box[2])
    common -= np.maximum(rows[0], box[0])
    np.maximum(common, 0, out=common)
    height = np.minimum(rows[3], box[3])
    height -= np.maximum(rows[1], box[1])
    np.maximum(height, 0, out=height)
    common *= height
    union = rows[4] + box[4]
    union -= common
    common /= np.maximum(union, np.finfo(union.dtype).tiny, out=union)
    return common
