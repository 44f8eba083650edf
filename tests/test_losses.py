"""Loss objects: the same numbers as the functions, true gradients, what is ignored, what is refused."""

import math

import numpy as np
import pytest
from standin import StandIn

from common import functions
from common.gradient_check import numerical_gradient
from common.losses import (
    MeanSquaredError,
    SigmoidCrossEntropy,
    SoftmaxCrossEntropy,
    SumSquaredError,
    WeightedSum,
)

RNG = np.random.default_rng(0)
Y = RNG.standard_normal((5, 3))
IDS = np.array([0, 2, 1, 1, 0])
ONE_HOT = functions.one_hot(IDS, 3)
REAL = RNG.standard_normal((5, 3))
Y.setflags(write=False)

# name: (loss, target, the function it must equal)
CASES = {
    "MeanSquaredError": (MeanSquaredError, REAL, functions.mean_squared_error),
    "SumSquaredError": (SumSquaredError, REAL, functions.sum_squared_error),
    "SigmoidCrossEntropy": (SigmoidCrossEntropy, ONE_HOT, functions.sigmoid_with_loss),
    "SoftmaxCrossEntropy, ids": (SoftmaxCrossEntropy, IDS, functions.softmax_with_loss),
    "SoftmaxCrossEntropy, one-hot": (SoftmaxCrossEntropy, ONE_HOT, functions.softmax_with_loss),
    "SoftmaxCrossEntropy, integer one-hot": (
        SoftmaxCrossEntropy,
        ONE_HOT.astype(int),
        functions.softmax_with_loss,
    ),
    "SoftmaxCrossEntropy, probabilities": (
        SoftmaxCrossEntropy,
        RNG.dirichlet([1, 1, 1], 5),
        functions.softmax_with_loss,
    ),
    "SoftmaxCrossEntropy, counts": (
        SoftmaxCrossEntropy,
        RNG.integers(0, 9, (5, 3)),
        functions.softmax_with_loss,
    ),
    "SoftmaxCrossEntropy, advantages": (
        SoftmaxCrossEntropy,
        ONE_HOT * np.array([[2.5], [-1.0], [0.0], [0.3], [-7.0]]),
        functions.softmax_with_loss,
    ),
}


@pytest.fixture(params=CASES)
def case(request):
    return CASES[request.param]


def test_equals_its_function(case):
    kind, d, function = case
    assert kind()(d, Y) == pytest.approx(function(d, Y), rel=1e-12)


def test_gradient_is_the_numerical_one(case):
    kind, d, _ = case
    y, loss = Y.copy(), kind()
    loss.forward(d, y)
    gradient = loss.backward()
    expected = numerical_gradient(lambda: loss.forward(d, y), y)
    np.testing.assert_allclose(gradient, expected, rtol=1e-6, atol=1e-10)


@pytest.mark.parametrize("target_type", [np.float32, np.float64])
def test_float32_outputs_give_float32_losses_and_gradients(case, target_type):
    kind, d, _ = case
    loss = kind()
    d = d.astype(target_type) if d.dtype.kind == "f" else d
    assert loss.forward(d, Y.astype(np.float32)).dtype == np.float32
    assert loss.backward().dtype == np.float32


def test_leaves_target_and_output_alone(case):
    kind, d, _ = case
    d = d.copy()
    d.setflags(write=False)
    loss = kind()
    loss.forward(d, Y)
    gradient = loss.backward()
    assert not np.shares_memory(gradient, d)
    assert not np.shares_memory(gradient, Y)


def test_gradient_can_be_asked_for_twice(case):
    kind, d, _ = case
    loss = kind()
    loss.forward(d, Y)
    np.testing.assert_array_equal(loss.backward(), loss.backward())


def test_targets_may_be_lists(case):
    kind, d, _ = case
    loss, other = kind(), kind()
    assert loss.forward(d.tolist(), Y) == pytest.approx(other.forward(d, Y), rel=1e-6)
    np.testing.assert_allclose(loss.backward(), other.backward(), rtol=1e-6)


def test_runs_on_arrays_that_refuse_the_host(case):
    kind, d, _ = case
    host, device = kind(), kind()
    expected, value = host.forward(d, Y), device.forward(StandIn(d), StandIn(Y))
    assert type(value) is StandIn
    np.testing.assert_allclose(value.host, expected, rtol=1e-12)
    gradient = device.backward()
    assert type(gradient) is StandIn
    np.testing.assert_allclose(gradient.host, host.backward(), rtol=1e-12)


def test_refuses_an_empty_batch(case):
    kind, d, _ = case
    with pytest.raises(ValueError, match="at least one .* got"):
        kind().forward(d[:0], Y[:0])


@pytest.mark.parametrize("kind", [MeanSquaredError, SumSquaredError, SigmoidCrossEntropy])
def test_never_broadcasts(kind):
    with pytest.raises(ValueError, match=r"d \(5,\) and y \(5, 1\)"):
        kind().forward(np.zeros(5), np.zeros((5, 1)))


@pytest.mark.parametrize("bad", [-0.1, 2, math.nan])
def test_sigmoid_cross_entropy_refuses_targets_outside_0_to_1(bad):
    with pytest.raises(ValueError, match=r"lie in 0 … 1"):
        SigmoidCrossEntropy().forward(np.array([0, bad]), np.zeros(2))


@pytest.mark.parametrize(
    ("d", "message"),
    [
        (np.zeros((5, 1), dtype=int), r"got \(5, 1\)"),
        (np.zeros((3, 5)), r"got \(3, 5\)"),
        (np.array([0, 1, 2, 3, 0]), "3 classes lie in 0 … 2, got 0 … 3"),
        (np.array([0, 1, 2, -2, 0]), "3 classes lie in 0 … 2, got -2 … 2"),
        (np.zeros(5), "integers, got float64"),
        (np.array([-1, 1, 1, -1, 1]), "3 classes lie in 0 … 2, got -1 … 1"),
        (np.array([[0.5, -0.3, 0.8]] * 5), "one sign, got positive and negative"),
    ],
)
def test_softmax_cross_entropy_refuses_bad_targets(d, message):
    with pytest.raises(ValueError, match=message):
        SoftmaxCrossEntropy().forward(d, Y)


def test_softmax_cross_entropy_refuses_a_batch_of_which_nothing_counts():
    with pytest.raises(ValueError, match="at least one sample that counts"):
        SoftmaxCrossEntropy(ignore_index=-1).forward(np.full(5, -1), Y)


def test_softmax_cross_entropy_refuses_a_single_number():
    with pytest.raises(ValueError, match="one number for each class"):
        SoftmaxCrossEntropy().forward(0, np.array(0.5))


@pytest.mark.parametrize("ignore", [-1, -100, 2])
def test_ignored_samples_count_neither_in_the_loss_nor_in_the_gradient(ignore):
    ids = np.array([0, ignore, 1, 1, ignore])
    loss, kept = SoftmaxCrossEntropy(ignore_index=ignore), SoftmaxCrossEntropy()
    rows = [0, 2, 3]
    assert loss.forward(ids, Y) == pytest.approx(kept.forward(ids[rows], Y[rows]), rel=1e-12)
    gradient = loss.backward()
    np.testing.assert_allclose(gradient[rows], kept.backward(), rtol=1e-12)
    np.testing.assert_array_equal(gradient[[1, 4]], 0)


def test_ids_of_any_integer_type():
    for dtype in (np.uint8, np.int8, np.int32, np.uint64):
        loss = SoftmaxCrossEntropy()
        assert loss.forward(IDS.astype(dtype), Y) == SoftmaxCrossEntropy().forward(IDS, Y)


def test_soft_targets_survive_integer_logits():
    loss = SoftmaxCrossEntropy()
    assert loss.forward([[0.5, 0.5]], np.array([[0, 0]])) == pytest.approx(math.log(2))


def test_cross_entropies_of_extreme_logits():
    y = np.array([[-1e4, 1e4], [1e4, -1e4]], dtype=np.float32)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        for loss, d in ((SoftmaxCrossEntropy(), [0, 0]), (SigmoidCrossEntropy(), [[1, 0], [1, 0]])):
            assert loss.forward(d, y) == pytest.approx(1e4)
            assert np.isfinite(loss.backward()).all()


def test_smoothed_labels_are_soft_targets():
    logits, ids = np.random.default_rng(0).standard_normal((4, 3)), np.array([0, 2, 1, 1])
    smooth, soft = SoftmaxCrossEntropy(label_smoothing=0.3), SoftmaxCrossEntropy()
    targets = np.where(ids[:, None] == np.arange(3), 0.8, 0.1)
    assert smooth(ids, logits) == pytest.approx(soft(targets, logits), rel=1e-12)
    np.testing.assert_allclose(smooth.backward(), soft.backward(), rtol=1e-12)


@pytest.mark.parametrize("share", [-0.1, 1.5, float("nan")])
def test_label_smoothing_is_a_share(share):
    with pytest.raises(ValueError, match="label_smoothing is a share, expected 0 … 1"):
        SoftmaxCrossEntropy(label_smoothing=share)


def test_smoothed_labels_with_ignored_samples_equal_torch():
    torch = pytest.importorskip("torch")
    logits, ids = np.random.default_rng(0).standard_normal((5, 4)), np.array([0, -1, 3, 1, -1])
    loss = SoftmaxCrossEntropy(ignore_index=-1, label_smoothing=0.2)
    theirs = torch.tensor(logits, requires_grad=True)
    value = torch.nn.functional.cross_entropy(theirs, torch.tensor(ids), ignore_index=-1, label_smoothing=0.2)
    value.backward()
    assert loss(ids, logits) == pytest.approx(value.item(), rel=1e-12)
    np.testing.assert_allclose(loss.backward(), theirs.grad.numpy(), atol=1e-12)


def test_smoothing_keeps_the_weight_of_a_sample():
    weights, loss = np.array([[2.0], [-1.0], [0.5], [3.0], [1.0]]), SoftmaxCrossEntropy(label_smoothing=0.3)
    y = Y.copy()
    loss.forward(weights * ONE_HOT, y)
    gradient = loss.backward()
    expected = numerical_gradient(lambda: loss.forward(weights * ONE_HOT, y), y)
    np.testing.assert_allclose(gradient, expected, rtol=1e-6, atol=1e-10)
    loss.forward(ONE_HOT, y)
    np.testing.assert_allclose(gradient, weights * loss.backward(), rtol=1e-6)


def test_a_numpy_number_as_a_setting_keeps_float32():
    loss = SoftmaxCrossEntropy(label_smoothing=np.float64(0.1))
    assert loss.forward(IDS, Y.astype(np.float32)).dtype == loss.backward().dtype == np.float32
    both = WeightedSum((np.float64(0.5), SoftmaxCrossEntropy()))
    both.forward(IDS, Y.astype(np.float32))
    assert both.backward().dtype == np.float32


@pytest.mark.parametrize(
    ("loss", "d", "y", "count"),
    [
        (MeanSquaredError(), REAL, Y, 15),
        (SumSquaredError(), REAL, Y, 5),
        (SigmoidCrossEntropy(), ONE_HOT, Y, 5),
        (SigmoidCrossEntropy(), 1.0, 0.5, 1),
        (SoftmaxCrossEntropy(), IDS, Y, 5),
        (SoftmaxCrossEntropy(), np.zeros((2, 4), dtype=int), np.zeros((2, 4, 3)), 8),
        (SoftmaxCrossEntropy(ignore_index=1), IDS, Y, 3),
        (
            WeightedSum((1, SoftmaxCrossEntropy(ignore_index=1)), (2, MeanSquaredError())),
            (IDS, REAL),
            (Y, Y),
            3,
        ),
    ],
)
def test_count_is_what_the_loss_is_a_mean_over(loss, d, y, count):
    loss.forward(d, y)
    assert loss.count == count


def test_a_weighted_sum_of_two_heads():
    loss = WeightedSum((1, SoftmaxCrossEntropy()), (0.5, MeanSquaredError()))
    value = Y[:, :1].copy()
    expected = SoftmaxCrossEntropy()(IDS, Y) + 0.5 * MeanSquaredError()(REAL[:, :1], value)
    assert loss((IDS, REAL[:, :1]), (Y, value)) == pytest.approx(expected)
    policy_gradient, value_gradient = loss.backward()
    numerical = numerical_gradient(lambda: loss((IDS, REAL[:, :1]), (Y, value)), value)
    loss((IDS, REAL[:, :1]), (Y, value))
    np.testing.assert_allclose(value_gradient, numerical, rtol=1e-6)
    np.testing.assert_allclose(policy_gradient, (functions.softmax(Y) - ONE_HOT) / 5, rtol=1e-6)


def test_a_weighted_sum_of_two_targets_for_one_output():
    loss, y = WeightedSum((0.3, SoftmaxCrossEntropy()), (0.7, SoftmaxCrossEntropy())), Y.copy()
    teacher = RNG.dirichlet([1, 1, 1], 5)
    loss((IDS, teacher), y)
    gradient = loss.backward()
    np.testing.assert_allclose(gradient, numerical_gradient(lambda: loss((IDS, teacher), y), y), rtol=1e-6)


def test_a_weighted_sum_of_one_target_for_two_outputs():
    loss = WeightedSum((1, MeanSquaredError()), (0.3, MeanSquaredError()))
    assert loss(REAL, (Y, Y)) == pytest.approx(1.3 * MeanSquaredError()(REAL, Y))
    first, second = loss.backward()
    np.testing.assert_allclose(second, 0.3 * first)


def test_a_weighted_sum_counts_targets_and_outputs():
    loss = WeightedSum((1, MeanSquaredError()), (1, MeanSquaredError()))
    with pytest.raises(ValueError, match="a sum of 2 losses .* got 2 and 3"):
        loss(REAL, (Y, Y, Y))
