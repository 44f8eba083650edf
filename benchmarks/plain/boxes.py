"""Lessons 4-13 and 4-14: the overlap of boxes, and suppression."""

import numpy as np


def overlap(a, b):
    """IoU of every box of a with every box of b."""
    start = np.maximum(a[:, None, :2], b[None, :, :2])  # (M, N, 2)
    end = np.minimum(a[:, None, 2:], b[None, :, 2:])
    shared = np.maximum(end - start, 0).prod(axis=2)
    area_a, area_b = (a[:, 2:] - a[:, :2]).prod(axis=1), (b[:, 2:] - b[:, :2]).prod(axis=1)
    return shared / (area_a[:, None] + area_b - shared)


def suppress(boxes, scores, threshold):
    """As in lesson 4-14, but the best box against all others at once: one by one takes many seconds."""
    left, kept = np.argsort(-scores, kind="stable"), []
    while len(left):
        best, left = left[0], left[1:]
        kept.append(best)
        left = left[overlap(boxes[[best]], boxes[left])[0] <= threshold]
    return np.array(kept)
