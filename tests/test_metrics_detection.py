"""Average precision: hand-made cases of VOC's rules, and COCO's against pycocotools."""

import contextlib
import io

import numpy as np
import pytest

from common.metrics import (
    average_precision,
    coco_map,
    mean_average_precision,
    precision_recall,
    ranked_hits,
)

TEN = np.array([1, 0, 1, 1, 0, 0, 1, 0, 1, 0])  # ten detections of six objects, best score first
SQUARE, SHIFTED, FAR = [0, 0, 10, 10], [2, 0, 12, 10], [50, 50, 60, 60]  # IoU of the first two is 2/3
NOTHING = ([], [], [])


def one(boxes, labels=None, *rest):
    return [(boxes, [0] * len(boxes) if labels is None else labels, *rest)]


def found(boxes, scores, labels=None):
    return [(boxes, [0] * len(boxes) if labels is None else labels, scores)]


def test_precision_and_recall_of_ten_detections():
    precision, recall = precision_recall(TEN, 6)
    np.testing.assert_allclose(precision, [1, 1 / 2, 2 / 3, 3 / 4, 3 / 5, 1 / 2, 4 / 7, 1 / 2, 5 / 9, 1 / 2])
    np.testing.assert_allclose(recall, np.array([1, 1, 2, 3, 3, 3, 4, 4, 5, 5]) / 6)


def test_average_precision_in_its_three_forms():
    assert average_precision(TEN, 6) == pytest.approx((1 + 3 / 4 + 3 / 4 + 4 / 7 + 5 / 9) / 6)
    assert average_precision(TEN, 6, points=11) == pytest.approx((2 + 4 * 3 / 4 + 4 / 7 + 2 * 5 / 9) / 11)
    # recalls 0.00 … 0.16 reach precision 1, … 0.50 reach 3/4, … 0.66 reach 4/7, … 0.83 reach 5/9
    by_hand = (17 * 1 + 34 * 3 / 4 + 16 * 4 / 7 + 17 * 5 / 9) / 101
    assert average_precision(TEN, 6, points=101) == pytest.approx(by_hand)


def test_average_precision_by_definition():
    rng = np.random.default_rng(0)
    for _ in range(50):
        hits = rng.random(rng.integers(1, 30)) < 0.5
        objects = hits.sum() + rng.integers(1, 5)
        precision, recall = precision_recall(hits, objects)
        grid = np.sort(np.append(rng.random(20_000), 1.0))
        envelope = [precision[recall >= r].max(initial=0.0) for r in grid]
        assert average_precision(hits, objects) == pytest.approx(np.mean(envelope), abs=0.02)
        for points in (11, 101):
            known = [precision[recall >= r].max(initial=0.0) for r in np.linspace(0, 1, points)]
            assert average_precision(hits, objects, points) == pytest.approx(np.mean(known))


def test_extremes():
    for points in (None, 11, 101):
        assert average_precision([1, 1, 1], 3, points) == 1
        assert average_precision([0, 0], 3, points) == 0
        assert average_precision([], 3, points) == 0
        assert average_precision([1, 1, 0, 0, 0], 2, points) == 1  # what comes after the last hit is free


def test_floats_keep_three_tenths_from_the_fourth_of_eleven_points():
    assert average_precision([1, 1, 1], 10, points=11) == pytest.approx(3 / 11)
    assert average_precision([1, 1], 10, points=11) == pytest.approx(3 / 11)


@pytest.mark.parametrize(("hits", "objects"), [([1, 1], 1), ([0], 0), ([], 0)])
def test_more_hits_than_objects_or_none(hits, objects):
    with pytest.raises(ValueError, match="at least one object, and one hit an object"):
        average_precision(hits, objects)


def test_the_higher_score_takes_the_object_not_the_larger_overlap():
    hits, objects = ranked_hits(one([SQUARE]), found([SQUARE, SHIFTED], [0.3, 0.9]), 0)
    assert (hits.tolist(), objects) == ([True, False], 1)  # SHIFTED first; SQUARE comes second, a duplicate


def test_voc_looks_at_the_largest_overlap_only_where_coco_takes_what_is_free():
    targets = one([SQUARE, SHIFTED])
    detections = found([SQUARE, [0.5, 0, 10.5, 10]], [0.9, 0.8])  # both fit SQUARE best
    assert mean_average_precision(targets, detections) == 0.5
    assert coco_map(targets, detections, thresholds=0.5) == 1


def test_iou_of_exactly_the_threshold_is_a_hit():
    half = found([[0, 0, 10, 5]], [1.0])
    assert mean_average_precision(one([SQUARE]), half, threshold=0.5) == 1
    assert mean_average_precision(one([SQUARE]), half, threshold=0.51) == 0


def test_difficult_objects_neither_help_nor_cost():
    targets = one([SQUARE, FAR], [0, 0], [False, True])
    assert mean_average_precision(targets, found([SQUARE], [0.5])) == 1
    hits, objects = ranked_hits(targets, found([FAR, FAR, SQUARE], [0.9, 0.8, 0.5]), 0)
    assert (hits.tolist(), objects) == ([True], 1)


def test_both_conventions_of_pixels():
    a, b = [0, 0, 9, 9], [5, 5, 14, 14]  # ten pixels a side when both ends are counted
    for pixel, overlap in ((1, 25 / 175), (0, 16 / 146)):
        for threshold, expected in ((overlap - 1e-6, 1), (overlap + 1e-6, 0)):
            assert mean_average_precision(one([a]), found([b], [1.0]), threshold, pixel=pixel) == expected


def test_classes_and_pictures_are_kept_apart():
    targets = [*one([SQUARE, FAR], [0, 1]), *one([SQUARE], [1])]
    right = found([SQUARE, FAR], [0.9, 0.8], [0, 1]) + found([SQUARE], [0.7], [1])
    assert mean_average_precision(targets, right) == coco_map(targets, right) == 1
    swapped = found([SQUARE, FAR], [0.9, 0.8], [1, 0]) + found([SQUARE], [0.7], [0])
    assert mean_average_precision(targets, swapped) == coco_map(targets, swapped) == 0
    other_picture = [NOTHING, *found([FAR], [0.9], [1])]
    assert mean_average_precision(targets, other_picture) == 0


def test_a_class_without_objects_is_left_out():
    targets = one([SQUARE])
    detections = found([SQUARE, SQUARE], [0.1, 0.9], [0, 7])
    assert mean_average_precision(targets, detections) == coco_map(targets, detections) == 1


def test_equal_scores_come_in_the_order_of_pictures():
    targets = one([SQUARE]) + one([FAR])
    hits, _ = ranked_hits(targets, found([FAR], [0.5]) + found([FAR], [0.5]), 0)
    assert hits.tolist() == [False, True]


def test_junk_below_every_hit_is_free():
    targets, clean = one([SQUARE, FAR]), ([SQUARE, FAR], [0.9, 0.8])
    junk = [[100, 100, 101 + i, 105] for i in range(40)]
    flooded = found([*junk, *clean[0]], [*np.linspace(0.1, 0.5, 40), *clean[1]])
    assert mean_average_precision(targets, flooded) == coco_map(targets, flooded) == 1


def scenes(rng, pictures=12, classes=4):
    """Targets and detections with crowds, ties, empty pictures and classes without an object."""
    targets, detections = [], []
    for _ in range(pictures):
        n, junk = rng.integers(0, 7), rng.integers(0, 5)
        size = rng.choice([6, 20, 40, 120], (n, 1)) + rng.integers(0, 8, (n, 2))
        corner = rng.integers(0, 100, (n, 2))
        boxes = np.hstack([corner, corner + size]).astype(float)
        labels = rng.integers(0, classes - 1, n)
        targets.append((boxes, labels, rng.random(n) < 0.15))
        seen = np.repeat(np.arange(n), rng.integers(0, 4, n))
        moved = boxes[seen] + rng.integers(-3, 4, (len(seen), 4)) * rng.integers(0, 2, (len(seen), 1))
        corner = rng.integers(0, 100, (junk, 2))
        moved = np.vstack([moved, np.hstack([corner, corner + rng.integers(1, 60, (junk, 2))])])
        moved[:, 2:] = np.maximum(moved[:, 2:], moved[:, :2] + 1)
        called = np.append(labels[seen], rng.integers(0, classes, junk))
        detections.append((moved, called, rng.integers(0, 12, len(called)) / 12))
    return targets, detections


def pycocotools_stats(targets, detections, classes=4):
    coco = pytest.importorskip("pycocotools.coco", reason="pycocotools is not installed")
    evaluation = pytest.importorskip("pycocotools.cocoeval")

    def corner_and_size(box):
        return [box[0], box[1], box[2] - box[0], box[3] - box[1]]

    objects, answers = [], []
    for i, (boxes, labels, crowd) in enumerate(targets):
        for box, label, many in zip(boxes, labels, crowd, strict=True):
            x, y, w, h = corner_and_size(box)
            objects.append({
                "id": len(objects) + 1, "image_id": i, "category_id": int(label), "iscrowd": int(many),
                "bbox": [x, y, w, h], "area": w * h,
            })  # fmt: skip
    for i, (boxes, labels, scores) in enumerate(detections):
        for box, label, score in zip(boxes, labels, scores, strict=True):
            answers.append({
                "image_id": i, "category_id": int(label), "bbox": corner_and_size(box), "score": float(score)
            })  # fmt: skip
    truth = coco.COCO()
    truth.dataset = {
        "images": [{"id": i} for i in range(len(targets))],
        "categories": [{"id": c} for c in range(classes)],
        "annotations": objects,
    }
    with contextlib.redirect_stdout(io.StringIO()):
        truth.createIndex()
        run = evaluation.COCOeval(truth, truth.loadRes(answers), "bbox")
        run.params.areaRng[3][1] = np.inf
        run.evaluate()
        run.accumulate()
        run.summarize()
    return run.stats


@pytest.mark.parametrize("seed", range(20))
def test_coco_map_is_that_of_pycocotools(seed):
    targets, detections = scenes(np.random.default_rng(seed))
    known = pycocotools_stats(targets, detections)
    ours = [
        coco_map(targets, detections),
        coco_map(targets, detections, thresholds=0.5),
        coco_map(targets, detections, thresholds=0.75),
        coco_map(targets, detections, area=(0, 32**2)),
        coco_map(targets, detections, area=(32**2, 96**2)),
        coco_map(targets, detections, area=(96**2, np.inf)),
    ]
    np.testing.assert_allclose(ours, known[:6], atol=1e-6)


def test_of_equal_overlaps_coco_takes_the_last():
    left, right, between = [0, 0, 10, 10], [4, 0, 14, 10], [2, 0, 12, 10]
    targets = one([left, right], [0, 0], [False, False])
    detections = found([between, left], [0.9, 0.8])  # `between` takes `right`, so that `left` stays free
    assert coco_map(targets, detections, thresholds=0.5) == 1
    assert pycocotools_stats(targets, detections)[1] == pytest.approx(1)


def test_an_object_of_another_size_excuses_one_detection_and_a_crowd_all():
    large, small, nearly = [0, 0, 40, 40], [60, 60, 70, 70], [0, 0, 31, 31]  # IoU 0.6, and inside the range
    for crowd, expected in ((False, 0.5), (True, 1)):
        targets = one([large, small], [0, 0], [crowd, False])
        detections = found([nearly, nearly, small], [0.9, 0.8, 0.7])
        assert coco_map(targets, detections, thresholds=0.5, area=(0, 32**2)) == pytest.approx(expected)
        ours = coco_map(targets, detections, area=(0, 32**2))
        assert ours == pytest.approx(pycocotools_stats(targets, detections)[3], abs=1e-6)


def test_both_ends_of_a_range_of_areas_belong_to_it():
    targets, detections = one([[0, 0, 32, 32]], [0], [False]), found([[0, 0, 32, 32]], [0.5])
    assert coco_map(targets, detections, area=(0, 32**2)) == 1
    assert coco_map(targets, detections, area=(32**2, 96**2)) == 1
    false = found([[0, 0, 32, 32], [50, 0, 82, 32]], [0.5, 0.6])  # of the same area: not excused
    assert coco_map(targets, false, area=(0, 32**2)) == coco_map(targets, false, area=(32**2, 96**2)) == 0.5
    assert pycocotools_stats(targets, false)[3:5] == pytest.approx([0.5, 0.5])


def test_only_the_best_hundred_detections_of_a_picture_count():
    rng = np.random.default_rng(0)
    targets, detections = scenes(rng, pictures=3)
    crowded = []
    for boxes, labels, scores in detections:
        corner = rng.integers(0, 100, (150, 2))
        junk = np.hstack([corner, corner + rng.integers(1, 60, (150, 2))])
        new = np.concatenate([scores / 2, rng.integers(0, 12, 150) / 12])
        crowded.append((np.vstack([boxes, junk]), np.append(labels, np.zeros(150, int)), new))
    assert coco_map(targets, crowded) == pytest.approx(pycocotools_stats(targets, crowded)[0], abs=1e-6)
    assert coco_map(targets, crowded, most=1000) != coco_map(targets, crowded)


GOOD = found([SQUARE], [0.5])


@pytest.mark.parametrize(
    ("targets", "detections", "message"),
    [
        (one([SQUARE]), GOOD + GOOD, "every picture of the targets, and no others"),
        ([], [], "at least one picture"),
        ([([], [])], GOOD, "no object counts"),
        (one([SQUARE], [0], [True]), GOOD, "no object counts"),
        (one([SQUARE]), found([SQUARE], [np.nan]), "scores must be finite"),
        (one([SQUARE]), found([SQUARE], [0.5, 0.6]), "as many labels and scores as boxes"),
        (one([SQUARE], [0, 1]), GOOD, "as many labels and ignored as boxes"),
        (one([SQUARE], [0.5]), GOOD, "labels are integers"),
        (one([SQUARE]), [([SQUARE], [0.5], [0])], "come second, after the boxes"),
        (one([SQUARE]), [([SQUARE], [0])], "picture 0: expected .* got 2 and 2 arrays"),
        ([([SQUARE],)], GOOD, "picture 0: expected .* got 1 and 3 arrays"),
        (one([[10, 0, 0, 10]]), GOOD, "x1 <= x2"),
    ],
)
def test_bad_input(targets, detections, message):
    for metric in (mean_average_precision, coco_map):
        with pytest.raises(ValueError, match=message):
            metric(targets, detections)


@pytest.mark.parametrize("threshold", [0, -0.5, 1.1, 50, np.nan])
def test_a_threshold_is_an_iou(threshold):
    for metric in (mean_average_precision, coco_map):
        with pytest.raises(ValueError, match="above 0 and at most 1"):
            metric(one([SQUARE]), GOOD, threshold)


@pytest.mark.parametrize("points", [0, 10.5])
def test_a_whole_number_of_points(points):
    with pytest.raises(ValueError, match="points"):
        average_precision([1], 1, points)


def test_no_object_in_a_range_of_areas():
    with pytest.raises(ValueError, match="no object counts"):
        coco_map(one([SQUARE]), GOOD, area=(96**2, np.inf))
