"""Classification metrics against scikit-learn, and their errors."""

import statistics
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn import metrics as sk

from common import metrics


@st.composite
def _labels(draw):
    """(d, y, number of classes): ids of 2 … 5 classes for 1 … 30 samples; some classes may be absent."""
    classes = draw(st.integers(2, 5))
    ids = st.integers(0, classes - 1)
    pairs = draw(st.lists(st.tuples(ids, ids), min_size=1, max_size=30))
    d, y = np.array(pairs).T
    return d, y, classes


def _scores(y, classes, rng):
    """Random scores whose largest is at y."""
    scores = rng.standard_normal((*y.shape, classes))
    np.put_along_axis(scores, y[..., None], 9.0, axis=-1)
    return scores.astype(np.float32)


@given(_labels())
def test_ids_agree_with_scikit_learn(case):
    d, y, classes = case
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # scikit-learn warns of a single class
        expected = sk.confusion_matrix(d, y, labels=range(classes))
    assert metrics.accuracy(d, y) == pytest.approx(sk.accuracy_score(d, y))
    np.testing.assert_array_equal(metrics.confusion_matrix(d, y, classes), expected)
    for positive in range(classes):
        truth, called = d == positive, y == positive
        for ours, theirs in [
            (metrics.precision, sk.precision_score),
            (metrics.recall, sk.recall_score),
            (metrics.f1_score, sk.f1_score),
        ]:
            value = ours(d, y, positive=positive)
            assert type(value) is float
            assert value == pytest.approx(theirs(truth, called, zero_division=0))


@given(_labels(), st.integers(0, 9))
def test_every_form_of_target_and_output_gives_the_same(case, seed):
    d, y, classes = case
    scores = _scores(y, classes, np.random.default_rng(seed))
    one_hot = np.eye(classes, dtype=np.float32)[d]
    expected = metrics.confusion_matrix(d, y, classes)
    for target, output in [(d, scores), (one_hot, scores), (one_hot, y), (one_hot.astype(int), scores)]:
        np.testing.assert_array_equal(metrics.confusion_matrix(target, output), expected)
        assert metrics.accuracy(target, output) == metrics.accuracy(d, y)
        assert metrics.recall(target, output) == metrics.recall(d, y)


def test_known_values():
    d, y = [1, 1, 1, 0, 0, 2], [1, 1, 0, 1, 0, 2]
    assert metrics.accuracy(d, y) == 4 / 6
    assert metrics.confusion_matrix(d, y).tolist() == [[1, 1, 0], [1, 2, 0], [0, 0, 1]]
    assert metrics.confusion_matrix(d, y).dtype == np.int64
    assert metrics.precision(d, y) == metrics.recall(d, y) == metrics.f1_score(d, y) == 2 / 3
    assert metrics.precision(d, y, positive=2) == 1.0


def test_segmentation_maps_and_sequences_count_every_element():
    rng = np.random.default_rng(0)
    d, y = rng.integers(0, 3, (2, 2, 4, 5))
    assert metrics.accuracy(d, y) == (d == y).mean()
    assert metrics.accuracy(d, _scores(y, 3, rng)) == (d == y).mean()


@pytest.mark.parametrize("dtype", [int, bool, np.uint8, float])
def test_one_hot_rows_of_every_type_are_one_hot(dtype):
    d, y = np.eye(10, dtype=dtype), np.roll(np.eye(10, dtype=dtype), 1, axis=0)
    assert metrics.accuracy(d, y) == 0
    assert metrics.accuracy(d, d.astype(int)) == 1
    assert metrics.confusion_matrix(d, y).shape == (10, 10)


def test_scores_of_sequences_have_as_many_classes_as_their_last_axis():
    rng = np.random.default_rng(0)
    for T, C in ((2, 5), (5, 2), (3, 3)):
        d, y = rng.integers(0, C, (2, 4, T))
        d[0, 0], y[-1, -1] = C - 1, 0
        one_hot = np.eye(C, dtype=int)
        expected = metrics.confusion_matrix(d.ravel(), y.ravel(), C)
        for target in (d, one_hot[d]):
            for output in (_scores(y, C, rng), one_hot[y]):
                np.testing.assert_array_equal(metrics.confusion_matrix(target, output), expected)
                assert metrics.recall(target, output, C - 1) == metrics.recall(d, y, C - 1)
                with pytest.raises(ValueError, match=f"0 … {C - 1}, got {C}"):
                    metrics.recall(target, output, C)
        assert metrics.accuracy(d, y) == (d == y).mean()


def test_booleans_are_decisions():
    logits, d = np.array([2.0, -1.0, 0.5, -3.0]), np.array([1, 1, 0, 0])
    assert metrics.accuracy(d, logits > 0) == 0.5
    assert metrics.confusion_matrix(d, logits > 0).tolist() == [[1, 1], [1, 1]]


@pytest.mark.parametrize("metric", [metrics.precision, metrics.recall, metrics.f1_score])
def test_undefined_is_zero(metric):
    assert metric([0, 0], [0, 0]) == 0.0


IDS = np.array([0, 1, 1])
SCORES = np.array([[0.1, 0.9], [0.8, 0.2], [0.3, 0.7]])

BAD = {
    "other length": (IDS, np.array([0, 1]), r"d \(3,\) and y \(2,\)"),
    "column against row": (IDS, IDS[None], r"d \(3,\) and y \(1, 3\)"),
    "other batch of scores": (IDS[:2], SCORES, r"d \(2,\) and y \(3, 2\)"),
    "empty ids": (IDS[:0], IDS[:0], "at least one sample"),
    "empty scores": (IDS[:0], SCORES[:0], "at least one sample"),
    "binary scores": (IDS, np.array([0.2, 0.9, 0.6]), "pass the decision"),
    "binary scores that look one-hot": (
        np.array([0.0, 1.0, 0.0]),
        np.array([0.2, 0.9, 0.6]),
        "pass the decision",
    ),
    "one score a sample": (IDS, np.array([[0.2], [0.9], [0.6]]), "pass the decision"),
    "one score a sample, both": (IDS[:, None], np.array([[0.2], [0.9], [0.6]]), "pass the decision"),
    "float target ids": (IDS.astype(float), SCORES, "target are integers, got float64"),
    "float output ids": (np.eye(2)[IDS], IDS.astype(float), "output are integers, got float64"),
    "negative target": (np.array([0, -1, 1]), IDS, "target lie in 0 … , got -1 … 1"),
    "negative output": (IDS, np.array([0, -1, 1]), "output lie in 0 … , got -1 … 1"),
    "target too large": (np.array([0, 2, 1]), SCORES, "target lie in 0 … 1, got 0 … 2"),
    "output too large": (np.eye(2)[IDS], np.array([0, 2, 1]), "output lie in 0 … 1, got 0 … 2"),
    "not one-hot": (np.full((3, 2), 0.5), SCORES, "one 1 in every row"),
    "two ones": (np.ones((3, 2)), SCORES, "one 1 in every row"),
    "NaN": (IDS, np.where(SCORES > 0.8, np.nan, SCORES), "finite"),
    "infinity": (IDS, np.where(SCORES > 0.8, np.inf, SCORES), "finite"),
}


@pytest.mark.parametrize("case", BAD)
@pytest.mark.parametrize("name", ["accuracy", "confusion_matrix", "precision", "recall", "f1_score"])
def test_bad_input_is_named(name, case):
    d, y, message = BAD[case]
    with pytest.raises(ValueError, match=message):
        getattr(metrics, name)(d, y)


def test_classes_of_a_confusion_matrix():
    assert metrics.confusion_matrix([0, 1], [1, 1], classes=4).shape == (4, 4)
    assert metrics.confusion_matrix([0, 1], [[0.1, 0.9, 0.0]] * 2).shape == (3, 3)
    with pytest.raises(ValueError, match="lie in 0 … 1, got 2"):
        metrics.confusion_matrix([0, 2], [1, 1], classes=2)
    with pytest.raises(ValueError, match="classes is 3, but the scores or one-hot targets have 2"):
        metrics.confusion_matrix(IDS, SCORES, classes=3)


def test_a_stray_id_makes_no_huge_matrix():
    with pytest.raises(ValueError, match="largest id is 200000: give classes=200001"):
        metrics.confusion_matrix([0, 1, 200_000], [0, 1, 1])
    with pytest.raises(ValueError, match="whole numbers, at least 1, got"):
        metrics.confusion_matrix([0, 1], [1, 1], classes=2.5)


@pytest.mark.parametrize("positive", [-1, 2, 0.5])
def test_positive_is_a_class(positive):
    with pytest.raises(ValueError, match=f"0 … 1, got {positive}"):
        metrics.precision(IDS, SCORES, positive=positive)


@given(st.integers(1, 500), st.floats(0, 1), st.sampled_from([0.8, 0.95, 0.99]))
def test_wilson_interval_agrees_with_scipy(n, share, confidence):
    k = round(share * n)
    z = statistics.NormalDist().inv_cdf(0.5 + confidence / 2)
    known = binomtest(k, n).proportion_ci(confidence, method="wilson")
    np.testing.assert_allclose(metrics.wilson_interval(k, n, z), (known.low, known.high), atol=1e-12)


def test_wilson_interval_by_hand():
    low, high = metrics.wilson_interval(0, 100)
    assert low == 0
    assert high == pytest.approx(1.96**2 / (100 + 1.96**2))
    assert sum(metrics.wilson_interval(5.5, 11)) == pytest.approx(1)


@pytest.mark.parametrize(("successes", "trials"), [(1, 0), (-1, 3), (4, 3)])
def test_wilson_interval_refuses_what_is_no_share(successes, trials):
    with pytest.raises(ValueError, match=f"got {successes} of {trials}"):
        metrics.wilson_interval(successes, trials)
