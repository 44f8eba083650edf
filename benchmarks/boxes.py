"""Boxes: the IoU of SSD300's default boxes with twenty objects, and suppression among 2 000 boxes."""

import numpy as np
import torch

from benchmarks.plain.boxes import overlap, suppress
from benchmarks.workload import Workload
from common.boxes import iou, nms

THRESHOLD = 0.5


def iou_8732(rng):
    """Every default box of SSD300 with every object of a crowded picture."""
    a, b = some_boxes(rng, 8732), some_boxes(rng, 20)
    their_a, their_b, found = torch.tensor(a), torch.tensor(b), {}

    def common():
        found["ours"] = iou(a, b)

    def pytorch():
        found["theirs"] = their_iou(their_a, their_b)

    def plain():
        found["plain"] = overlap(a, b)

    return Workload(
        "IoU, 8732 x 20 boxes",
        common,
        pytorch,
        lambda: [(found["ours"], found["theirs"].numpy())],
        plain=plain,
        plain_results=lambda: [(found["plain"], found["theirs"].numpy())],
    )


def nms_2000(rng):
    """About eight detections of each of 250 objects.  PyTorch does the same in its own tensor operations."""
    centre = np.repeat(rng.uniform(0, 300, (250, 2)), 8, axis=0) + rng.normal(0, 4, (2000, 2))
    side = np.repeat(rng.uniform(15, 55, (250, 2)), 8, axis=0) * rng.uniform(0.8, 1.2, (2000, 2))
    boxes = np.concatenate([centre - side / 2, centre + side / 2], axis=1).astype(np.float32)
    scores = rng.permutation(2000).astype(np.float32) / 2000
    their_boxes, their_scores, found = torch.tensor(boxes), torch.tensor(scores), {}

    def common():
        found["ours"] = nms(boxes, scores, THRESHOLD)

    def pytorch():
        found["theirs"] = their_nms(their_boxes, their_scores)

    def plain():
        found["plain"] = suppress(boxes, scores, THRESHOLD)

    return Workload(
        "NMS, 2000 boxes",
        common,
        pytorch,
        lambda: [(found["ours"], found["theirs"].numpy())],
        plain=plain,
        plain_results=lambda: [(found["plain"], found["theirs"].numpy())],
    )


def some_boxes(rng, n):
    """Boxes (n, 4), float32, somewhere on a picture of 300 x 300 pixels."""
    centre, side = rng.uniform(0, 300, (n, 2)), rng.uniform(5, 65, (n, 2))
    return np.concatenate([centre - side / 2, centre + side / 2], axis=1).astype(np.float32)


def their_iou(a, b):
    """The usual form: corners of all pairs at once."""
    low, high = torch.maximum(a[:, None, :2], b[:, :2]), torch.minimum(a[:, None, 2:], b[:, 2:])
    size = (high - low).clamp(min=0)
    both = size[..., 0] * size[..., 1]
    area_a, area_b = ((boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1]) for boxes in (a, b))
    return both / (area_a[:, None] + area_b - both)


def their_nms(boxes, scores):
    """One row of IoUs for each box that stays."""
    order, kept = scores.argsort(descending=True), []
    while len(order):
        kept.append(order[0])
        rest = order[1:]
        order = rest[their_iou(boxes[order[:1]], boxes[rest])[0] <= THRESHOLD]
    return torch.stack(kept)


WORKLOADS = {"iou": iou_8732, "nms": nms_2000}
