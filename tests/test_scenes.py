"""Drawn scenes: pictures, boxes, labels and masks agree."""

import time

import numpy as np
import pytest

from common.datasets import SCENE_CLASSES, draw_scenes

RNG = np.random.default_rng


@pytest.fixture(scope="module", params=[False, True], ids=["any colours", "grey ground"])
def scenes(request):
    return draw_scenes(60, grey=request.param, rng=RNG(1))


def test_shapes_and_types(scenes):
    assert scenes.x.shape == (60, 3, 64, 64)
    assert scenes.x.dtype == np.float32
    assert 0 <= scenes.x.min() < 0.1 < 0.9 < scenes.x.max() <= 1
    assert scenes.instances.shape == scenes.semantic.shape == (60, 64, 64)
    assert scenes.instances.dtype == scenes.semantic.dtype == np.int64
    counts = [len(boxes) for boxes in scenes.boxes]
    assert counts == [len(labels) for labels in scenes.labels] == scenes.instances.max(axis=(1, 2)).tolist()
    assert set(counts) == {1, 2, 3, 4}
    assert {boxes.dtype for boxes in scenes.boxes} == {np.dtype(np.float32)}
    assert {labels.dtype for labels in scenes.labels} == {np.dtype(np.int64)}
    assert set(np.concatenate(scenes.labels).tolist()) == set(range(len(SCENE_CLASSES)))


def test_a_box_just_holds_its_figure():
    scenes = draw_scenes(60, most=1, rng=RNG(2))  # nothing hidden
    for boxes, ids in zip(scenes.boxes, scenes.instances, strict=True):
        rows, columns = np.nonzero(ids)
        drawn = np.array([columns.min(), rows.min(), columns.max() + 1, rows.max() + 1])
        assert abs(drawn - boxes[0]).max() < 1.5  # the tip of a triangle is thinner than a pixel


def test_a_figure_has_the_area_of_its_class():
    """Of its box: disc π/4, box 1, triangle 1/2, also for those of other sides than the picture's."""
    scenes = draw_scenes(60, most=1, rng=RNG(3))
    for boxes, labels, ids in zip(scenes.boxes, scenes.labels, scenes.instances, strict=True):
        x1, y1, x2, y2 = boxes[0]
        share = (ids > 0).sum() / ((x2 - x1) * (y2 - y1))
        assert share == pytest.approx((np.pi / 4, 1, 0.5)[labels[0]], abs=0.09)


def test_semantic_maps_name_the_class_of_each_figure(scenes):
    for labels, ids, classes in zip(scenes.labels, scenes.instances, scenes.semantic, strict=True):
        assert (classes[ids == 0] == 0).all()
        for k, label in enumerate(labels):
            assert (classes[ids == k + 1] == label + 1).all()


def test_masks_lie_where_the_picture_changes():
    """Without noise, a saturated figure has another saturation than the grey ground."""
    scenes = draw_scenes(40, grey=True, noise=0, rng=RNG(4))
    colourful = np.ptp(scenes.x, axis=1) > 0.28
    assert (colourful == (scenes.instances > 0)).mean() > 0.98  # the rest are edges, blended over a pixel


def test_boxes_lie_inside_have_the_sides_asked_for_and_overlap_little():
    scenes = draw_scenes(80, size=48, most=5, sides=(10, 22), rng=RNG(5))
    boxes = np.concatenate(scenes.boxes)
    assert boxes.min() >= 0
    assert boxes.max() <= 48
    w, h = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    assert (np.sqrt(w * h) >= 10 - 1e-3).all()
    assert (np.sqrt(w * h) <= 22 + 1e-3).all()
    assert 0.63 < (w / h).min() < 0.75
    assert 1.35 < (w / h).max() < 1.58
    for of_scene in scenes.boxes:
        for i, a in enumerate(of_scene):
            for b in of_scene[:i]:
                w, h = np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2])
                both = max(w, 0) * max(h, 0)
                union = np.prod(a[2:] - a[:2]) + np.prod(b[2:] - b[:2]) - both
                assert both / union < 0.1001


def test_a_full_picture_holds_fewer_figures():
    counts = [len(labels) for labels in draw_scenes(20, size=20, most=9, sides=(12, 15), rng=RNG(6)).labels]
    assert min(counts) >= 1
    assert max(counts) < 5


def test_the_seed_decides_and_scenes_do_not_depend_on_their_number():
    few, many = draw_scenes(3, rng=RNG(7)), draw_scenes(5, rng=RNG(7))
    np.testing.assert_array_equal(few.x, many.x[:3])
    np.testing.assert_array_equal(few.boxes[2], many.boxes[2])
    np.testing.assert_array_equal(few.instances, many.instances[:3])
    assert not np.array_equal(few.x, draw_scenes(3, rng=RNG(8)).x)


def test_noise_has_the_strength_asked_for():
    plain, noisy = draw_scenes(1, noise=0, rng=RNG(9)), draw_scenes(1, noise=0.05, rng=RNG(9))
    inner = (plain.x > 0.2) & (plain.x < 0.8)  # nothing cut at 0 or 1
    assert (noisy.x - plain.x)[inner].std() == pytest.approx(0.05, rel=0.05)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"n": 0}, "at least 1"),
        ({"n": 1, "size": 32.5}, "whole numbers"),
        ({"n": 1, "most": 0}, "at least 1"),
        ({"n": 1, "sides": (0, 10)}, r"0 < shortest ≤ longest ≤ 51.1 pixels .* got \(0, 10\)"),
        ({"n": 1, "sides": (20, 10)}, "shortest ≤ longest"),
        ({"n": 1, "size": 30}, r"longest ≤ 24.0 pixels in a picture of 30 × 30, got \(12, 28\)"),
        ({"n": 1, "noise": -1}, "noise is a standard deviation"),
        ({"n": 1, "noise": float("nan")}, "noise is a standard deviation"),
    ],
)
def test_bad_settings_are_named(arguments, words):
    with pytest.raises(ValueError, match=words):
        draw_scenes(**arguments, rng=RNG(0))


def test_a_generator_is_needed():
    with pytest.raises(TypeError, match="default_rng"):
        draw_scenes(1, rng=0)


def test_a_thousand_scenes_take_about_a_second():
    start = time.process_time()
    draw_scenes(200, rng=RNG(0))
    assert time.process_time() - start < 0.8  # 0.1 on a quiet machine
