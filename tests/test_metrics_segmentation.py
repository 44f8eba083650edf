"""Metrics of maps of classes: by hand, by scikit-learn, and by brute force; and their errors."""

import numpy as np
import pytest
from scipy.ndimage import distance_transform_cdt
from sklearn.metrics import jaccard_score

from common import metrics

RNG = np.random.default_rng


def maps(seed, classes=4, shape=(3, 9, 11), right=0.7):
    """Random patches of 3 × 3 pixels as the truth, and a copy with wrong pixels as the output."""
    rng = RNG(seed)
    n, h, w = shape
    coarse = rng.integers(0, classes, (n, -(-h // 3), -(-w // 3)))
    d = coarse.repeat(3, axis=1).repeat(3, axis=2)[:, :h, :w]
    return d, np.where(rng.random(shape) < right, d, rng.integers(0, classes, shape))


@pytest.mark.parametrize("seed", range(5))
def test_class_iou_is_the_jaccard_score_of_all_pixels(seed):
    d, y = maps(seed)
    ious = metrics.class_iou(metrics.pixel_confusion(d, y, 4))
    np.testing.assert_allclose(ious, jaccard_score(d.ravel(), y.ravel(), average=None))
    assert metrics.mean_iou(metrics.pixel_confusion(d, y, 4)) == pytest.approx(ious.mean())


def test_an_absent_class_is_no_failure_but_a_missed_one_is():
    d = np.array([[[0, 0, 1, 1]]])
    y = np.array([[[0, 0, 0, 2]]])
    matrix = metrics.pixel_confusion(d, y, 5)
    np.testing.assert_allclose(metrics.class_iou(matrix), [2 / 3, 0, 0, np.nan, np.nan])
    assert metrics.mean_iou(matrix) == pytest.approx(2 / 9)


def test_matrices_of_batches_add_up():
    d, y = maps(0, shape=(6, 9, 9))
    parts = metrics.pixel_confusion(d[:2], y[:2], 4) + metrics.pixel_confusion(d[2:], y[2:], 4)
    np.testing.assert_array_equal(parts, metrics.pixel_confusion(d, y, 4))


def test_maps_that_look_one_hot_are_still_maps():
    d = np.tile([0, 1, 0], (1, 4, 1))
    np.testing.assert_array_equal(metrics.pixel_confusion(d, d, 2), [[8, 0], [0, 4]])


@pytest.mark.parametrize("width", [1, 2, 3])
def test_bands_are_those_of_the_taxicab_distance(width):
    d, y = maps(1, classes=3, shape=(2, 15, 17), right=0.97)
    expected = []
    for k in range(3):
        bands = []
        for ids in (d, y):
            distance = [distance_transform_cdt(picture == k, metric="taxicab") for picture in ids]
            bands.append((np.stack(distance) <= width) & (ids == k))
        expected.append((bands[0] & bands[1]).sum() / (bands[0] | bands[1]).sum())
    np.testing.assert_allclose(metrics.boundary_iou(d, y, 3, width), expected)


def test_a_shifted_square_loses_more_at_its_border_than_inside():
    d, y = np.zeros((1, 12, 12), dtype=np.int64), np.zeros((1, 12, 12), dtype=np.int64)
    d[0, 2:8, 2:8] = 1
    y[0, 2:8, 3:9] = 1  # one column to the right
    assert metrics.class_iou(metrics.pixel_confusion(d, y, 2))[1] == pytest.approx(30 / 42)
    assert metrics.boundary_iou(d, y, 2)[1] == pytest.approx(10 / 30)  # rows: 5 of 7, twice; columns: none
    assert metrics.boundary_iou(d, d, 2)[1] == 1


def test_the_edge_of_the_picture_is_no_border():
    d = np.ones((1, 5, 5), dtype=np.int64)
    assert np.isnan(metrics.boundary_iou(d, d, 2)).all()
    d[0, :, 3:] = 0  # bands: columns 2 and 3 only
    y = d.copy()
    y[0, :, 2] = 0
    np.testing.assert_array_equal(metrics.boundary_iou(d, y, 2), [0, 0])


@pytest.mark.parametrize("metric", [metrics.pixel_confusion, metrics.boundary_iou])
@pytest.mark.parametrize(
    ("d", "y", "classes", "words"),
    [
        (np.zeros((2, 4, 5), int), np.zeros((2, 5, 4), int), 2, r"got d \(2, 4, 5\) and y \(2, 5, 4\)"),
        (np.zeros((2, 4, 5), int), np.zeros((2, 3, 4, 5)), 3, r"pass y.argmax\(axis=1\)"),
        (np.zeros((4, 5), int), np.zeros((4, 5), int), 2, r"are \(N, H, W\)"),
        (np.zeros((0, 4, 5), int), np.zeros((0, 4, 5), int), 2, r"are \(N, H, W\)"),
        (np.zeros((1, 4, 5)), np.zeros((1, 4, 5), int), 2, "integers, got float64"),
        (np.zeros((1, 4, 5), int), np.full((1, 4, 5), 2), 2, "2 classes lie in 0 … 1, got 2"),
        (np.full((1, 4, 5), -1), np.zeros((1, 4, 5), int), 2, "got -1"),
        (np.zeros((1, 4, 5), int), np.zeros((1, 4, 5), int), 0, "at least 1"),
    ],
)  # fmt: skip
def test_bad_maps_are_named(metric, d, y, classes, words):
    with pytest.raises(ValueError, match=words):
        metric(d, y, classes)


def test_other_errors_are_named():
    d = np.zeros((1, 4, 5), int)
    with pytest.raises(ValueError, match=r"\(width\) .* at least 1, got \(0,\)"):
        metrics.boundary_iou(d, d, 2, width=0)
    with pytest.raises(ValueError, match=r"is \(C, C\) and holds counts, got \(2, 3\)"):
        metrics.class_iou(np.zeros((2, 3)))
    with pytest.raises(ValueError, match="holds counts"):
        metrics.mean_iou(np.array([[1, -1], [0, 2]]))
    with pytest.raises(ValueError, match="at least one pixel"):
        metrics.mean_iou(np.zeros((3, 3)))
