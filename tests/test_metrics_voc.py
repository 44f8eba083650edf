"""VOC's mAP against its program, written as plain loops."""

import numpy as np
import pytest
from test_metrics_detection import scenes

from common.metrics import mean_average_precision


def voc_map(targets, detections, threshold, points, pixel):
    """mAP: one detection and one object after the other; points None for the exact area."""

    def overlap(a, b):
        w, h = (min(a[k + 2], b[k + 2]) - max(a[k], b[k]) + pixel for k in (0, 1))
        area_a, area_b = ((c[2] - c[0] + pixel) * (c[3] - c[1] + pixel) for c in (a, b))
        return w * h / (area_a + area_b - w * h) if w > 0 and h > 0 else 0

    values = []
    for label in {c for _, labels, _ in targets for c in labels}:
        total = sum(c == label and not d for _, cs, ds in targets for c, d in zip(cs, ds, strict=True))
        ranking = sorted(
            (-score, i, k)
            for i, (_, labels, scores) in enumerate(detections)
            for k, (c, score) in enumerate(zip(labels, scores, strict=True))
            if c == label
        )
        taken, found = set(), []
        for _, i, k in ranking:
            boxes, labels, difficult = targets[i]
            fits = [(overlap(detections[i][0][k], boxes[j]), -j) for j in np.flatnonzero(labels == label)]
            fit, j = max(fits, default=(0, 0))
            if fit < threshold or not difficult[-j]:
                found.append(fit >= threshold and (i, j) not in taken)
                taken |= {(i, j)} if fit >= threshold else set()
        if total:
            p, r = np.cumsum(found) / np.arange(1, len(found) + 1), np.cumsum(found) / total
            levels = np.linspace(0, 1, points) if points else np.arange(total) / total + 1e-9
            values.append(np.mean([p[r >= level].max(initial=0) for level in levels]))
    return np.mean(values)


@pytest.mark.parametrize("seed", range(5))
def test_voc_map_is_that_of_its_program_written_as_loops(seed):
    targets, detections = scenes(np.random.default_rng(100 + seed))
    for pixel, points, threshold in ((0, None, 0.5), (1, None, 0.5), (1, 11, 0.5), (0, 101, 0.7)):
        known = voc_map(targets, detections, threshold, points, pixel)
        ours = mean_average_precision(targets, detections, threshold, points, pixel)
        assert ours == pytest.approx(known, abs=1e-9)
