"""Boxes against the plainest loops, and against what the paper says."""

import re

import numpy as np
import pytest

from common.boxes import as_boxes, decode_boxes, default_boxes, encode_boxes, iou, match_boxes, nms


def some_boxes(rng, n, size=100.0):
    """Boxes (n, 4) with area, somewhere on a picture."""
    corner = rng.uniform(0, size, (n, 2))
    return np.concatenate([corner, corner + rng.uniform(1, size / 2, (n, 2))], axis=1)


def plain_iou(a, b):
    """Of two boxes, as on paper."""
    width = max(0, min(a[2], b[2]) - max(a[0], b[0]))
    height = max(0, min(a[3], b[3]) - max(a[1], b[1]))
    both = width * height
    union = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both
    return both / union if union else 0


def plain_nms(boxes, scores, threshold):
    kept = []
    for i in sorted(range(len(boxes)), key=lambda i: (-scores[i], i)):
        if all(plain_iou(boxes[i], boxes[k]) <= threshold for k in kept):
            kept.append(i)
    return kept


def plain_match(objects, defaults, threshold):
    found = [-1] * len(defaults)
    for i, box in enumerate(defaults):
        overlaps = [plain_iou(box, other) for other in objects]
        if objects and max(overlaps) > threshold:
            found[i] = overlaps.index(max(overlaps))
    pairs = [(plain_iou(d, o), i, j) for i, d in enumerate(defaults) for j, o in enumerate(objects)]
    rows, columns = set(), set()
    for overlap, i, j in sorted(pairs, key=lambda pair: (-pair[0], pair[1:])):
        if overlap > 0 and i not in rows and j not in columns:
            found[i] = j
            rows.add(i)
            columns.add(j)
    return found


@pytest.mark.parametrize(("n", "m"), [(1, 1), (30, 4), (4, 30), (0, 3), (3, 0), (0, 0)])
def test_iou_is_that_of_every_pair(n, m):
    rng = np.random.default_rng(n)
    a, b = some_boxes(rng, n), some_boxes(rng, m)
    expected = [[plain_iou(x, y) for y in b] for x in a]
    assert iou(a, b).shape == (n, m)
    np.testing.assert_allclose(iou(a, b), np.reshape(expected, (n, m)), rtol=1e-12)


def test_iou_by_hand():
    assert iou([[0, 0, 9, 9]], [[5, 5, 14, 14]])[0, 0] == pytest.approx(16 / 146)
    table = iou([[0, 0, 2, 2]], [[0, 0, 2, 2], [2, 0, 4, 2], [1, 0, 3, 2], [5, 5, 6, 6], [1, 1, 1, 1]])
    np.testing.assert_allclose(table, [[1, 0, 1 / 3, 0, 0]])
    assert iou([[1, 1, 1, 1]], [[1, 1, 1, 1]])[0, 0] == 0


def test_iou_keeps_float32_and_leaves_its_input():
    a = some_boxes(np.random.default_rng(0), 50).astype(np.float32)
    before = a.copy()
    table = iou(a, a)
    assert table.dtype == np.float32
    assert np.array_equal(a, before)
    np.testing.assert_allclose(np.diag(table), 1, rtol=1e-6)
    np.testing.assert_allclose(table, iou(a.astype(np.float64), a), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("bad", [[3, 0, 2, 1], [0, 3, 1, 2], [0, 0, np.nan, 1], [0, 0, np.inf, 1]])
def test_a_wrong_box_is_named(bad):
    boxes = [[0, 0, 1, 1], bad]
    expected = re.escape("x1 <= x2 and y1 <= y2, got") + ".*in row 1"
    for call in (as_boxes, lambda boxes: iou(boxes, boxes), lambda boxes: nms(boxes, [1.0, 2.0])):
        with pytest.raises(ValueError, match=expected):
            call(boxes)


@pytest.mark.parametrize("boxes", [[0, 0, 1, 1], [[0, 0, 1]], np.zeros((2, 2, 4)), np.zeros((0, 3))])
def test_boxes_are_rows_of_four(boxes):
    with pytest.raises(ValueError, match=r"expected boxes \(N, 4\)"):
        iou(boxes, boxes)


@pytest.mark.parametrize("threshold", [0, 0.3, 0.45, 1])
def test_nms_is_the_plain_loop(threshold):
    rng = np.random.default_rng(1)
    for n in (1, 2, 60):
        boxes = some_boxes(rng, n)
        scores = rng.integers(0, 8, n) / 8  # with ties
        kept = nms(boxes, scores, threshold)
        assert kept.tolist() == plain_nms(boxes.tolist(), scores.tolist(), threshold)
        assert kept.dtype == np.int64


def test_nms_drops_what_is_above_the_threshold_only():
    boxes = [[0, 0, 2, 2], [1, 0, 3, 2], [0, 0, 2, 2.1], [9, 9, 10, 10]]
    assert nms(boxes, [0.9, 0.8, 0.7, 0.1], 0.33).tolist() == [0, 3]
    assert nms(boxes, [0.9, 0.8, 0.7, 0.1], 0.34).tolist() == [0, 1, 3]
    assert nms([[1, 1, 1, 1]] * 2, [1.0, 2.0]).tolist() == [1, 0]  # without area there is no overlap


def test_nms_of_nothing_is_nothing():
    assert nms([], []).shape == (0,)
    assert nms(np.zeros((0, 4)), np.zeros(0)).dtype == np.int64


def test_nms_refuses_what_it_cannot_sort():
    boxes = [[0, 0, 1, 1], [0, 0, 2, 2]]
    with pytest.raises(ValueError, match="a score is NaN"):
        nms(boxes, [0.5, np.nan])
    with pytest.raises(ValueError, match="one score for each of 2 boxes"):
        nms(boxes, [0.5])
    with pytest.raises(ValueError, match=r"expected 0 … 1, got 45"):
        nms(boxes, [0.5, 0.4], 45)


SSD300 = {
    "size": 300,
    "cells": (38, 19, 10, 5, 3, 1),
    "sides": (30, 60, 111, 162, 213, 264, 315),
    "ratios": [(2,), (2, 3), (2, 3), (2, 3), (2,), (2,)],
}


def test_ssd300_has_8732_default_boxes():
    boxes = default_boxes(**SSD300)
    assert boxes.shape == (8732, 4)
    assert boxes.dtype == np.float32
    np.testing.assert_allclose(boxes[0], [3.947 - 15, 3.947 - 15, 3.947 + 15, 3.947 + 15], atol=1e-3)
    np.testing.assert_allclose((boxes[-1, :2] + boxes[-1, 2:]) / 2, 150)


def test_default_boxes_stand_in_the_order_map_row_column_box():
    boxes = default_boxes(8, (2, 1), (2, 4, 8), [(4,), ()])
    assert boxes.shape == (4 * 4 + 2, 4)
    centre, size = (boxes[:, :2] + boxes[:, 2:]) / 2, boxes[:, 2:] - boxes[:, :2]
    np.testing.assert_allclose(centre[:16:4], [[2, 2], [6, 2], [2, 6], [6, 6]])
    np.testing.assert_allclose(size[:4], [[2, 2], [8**0.5, 8**0.5], [4, 1], [1, 4]], rtol=1e-6)
    np.testing.assert_allclose(size[16:], [[4, 4], [32**0.5, 32**0.5]], rtol=1e-6)
    np.testing.assert_allclose(centre[16:], 4)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"sides": (30, 60)}, "one side more than maps"),
        ({"ratios": [(2,)] * 5}, "expected ratios for each of 6 maps"),
        ({"cells": (38, 19, 10, 5, 3, 0)}, "whole numbers, at least 1"),
        ({"sides": (30, 60, 111, 162, 213, 264, -1)}, "are positive"),
        ({"ratios": [(2,)] * 5 + [(0,)]}, "are positive"),
    ],
)
def test_default_boxes_say_what_does_not_fit(change, message):
    with pytest.raises(ValueError, match=message):
        default_boxes(**SSD300 | change)


def test_encode_by_hand_and_back():
    offsets = encode_boxes([[12.0, 10, 22, 50]], [[10.0, 10, 20, 30]])
    np.testing.assert_allclose(offsets, [[0.2 / 0.1, 0.5 / 0.1, 0, np.log(2) / 0.2]], atol=1e-12)
    rng = np.random.default_rng(2)
    boxes, defaults = some_boxes(rng, 40), some_boxes(rng, 40)
    np.testing.assert_allclose(decode_boxes(encode_boxes(boxes, defaults), defaults), boxes, atol=1e-9)
    one = decode_boxes(encode_boxes(boxes, defaults, (1, 1)), defaults, (1, 1))
    np.testing.assert_allclose(one, boxes, atol=1e-9)


def test_decode_takes_a_batch_and_wild_offsets():
    rng = np.random.default_rng(3)
    defaults = some_boxes(rng, 5).astype(np.float32)
    offsets = rng.standard_normal((2, 5, 4)).astype(np.float32)
    boxes = decode_boxes(offsets, defaults)
    assert boxes.dtype == np.float32
    np.testing.assert_array_equal(boxes[1], decode_boxes(offsets[1], defaults))
    wild = decode_boxes(np.full((5, 4), 1e4, np.float32), defaults)
    np.testing.assert_allclose(
        wild[:, 2:] - wild[:, :2], 62.5 * (defaults[:, 2:] - defaults[:, :2]), rtol=1e-3
    )
    np.testing.assert_allclose(decode_boxes(np.zeros((5, 4)), defaults), defaults, rtol=1e-6)


def test_offsets_need_boxes_with_area_and_of_the_same_number():
    with pytest.raises(ValueError, match="no width or height"):
        encode_boxes([[0, 0, 0, 1]], [[0, 0, 1, 1]])
    with pytest.raises(ValueError, match="no width or height"):
        encode_boxes([[0, 0, 1, 1]], [[0, 0, 1, 0]])
    with pytest.raises(ValueError, match="a box for each default box"):
        encode_boxes([[0, 0, 1, 1]], [[0, 0, 1, 1]] * 2)
    with pytest.raises(ValueError, match=r"expected offsets \(..., 2, 4\)"):
        decode_boxes(np.zeros((3, 4)), [[0, 0, 1, 1]] * 2)


@pytest.mark.parametrize("objects", [0, 1, 3, 8])
def test_match_is_the_plain_one(objects):
    rng = np.random.default_rng(objects)
    for n in (1, 5, 80):
        boxes, defaults = some_boxes(rng, objects), some_boxes(rng, n)
        found = match_boxes(boxes, defaults)
        assert found.tolist() == plain_match(boxes.tolist(), defaults.tolist(), 0.5)
        assert found.dtype == np.int64


def test_every_object_gets_a_box_of_its_own():
    defaults = [[0, 0, 10, 10], [0, 0, 9, 10], [50, 50, 60, 60], [70, 70, 72, 72]]
    objects = [[0, 0, 10, 10], [0, 0, 8, 10], [55, 55, 65, 65], [90, 90, 91, 91]]
    assert match_boxes(objects, defaults).tolist() == [
        0,
        1,
        2,
        -1,
    ]  # box 1 overlaps object 0 more, but is needed
    assert match_boxes(objects[:1], defaults).tolist() == [0, 0, -1, -1]  # 0.9 is above one half
    assert match_boxes(objects[:1], defaults, 0.9).tolist() == [0, -1, -1, -1]  # but not above 0.9
    assert match_boxes([], defaults).tolist() == [-1] * 4
