"""Activations, losses and derivatives: known values, true derivatives, extremes, types, refusals."""

import inspect
import math

import numpy as np
import pytest
from standin import StandIn

from common import functions as F
from common.gradient_check import check_gradients

DERIVATIVES = sorted(name for name in vars(F) if name.startswith("d_"))
LOSSES = [name for name in DERIVATIVES if "d" in inspect.signature(getattr(F, name)).parameters]
ELEMENTWISE = sorted(
    {name[2:] for name in DERIVATIVES if name not in LOSSES} | set(DERIVATIVES) - set(LOSSES)
)
ELEMENTWISE += ["step_function"]
# These take the output of a function, and give the gradient at its input.
OUTPUTS = {"d_softmax_with_loss": F.softmax, "d_sigmoid_with_loss": F.sigmoid}


def test_all_names_of_the_contract_exist():
    pairs = ["sigmoid", "relu", "tanh", "mean_squared_error", "softmax_with_loss", "sigmoid_with_loss"]
    assert {f"d_{name}" for name in pairs} <= set(DERIVATIVES)
    assert len(DERIVATIVES) >= 12
    assert all(hasattr(F, name[2:]) for name in DERIVATIVES)


@pytest.mark.parametrize("shape", [(4,), (3, 4)])
@pytest.mark.parametrize("name", DERIVATIVES)
def test_every_derivative_is_the_true_one(name, shape):
    rng = np.random.default_rng(0)
    function, derivative = getattr(F, name[2:]), getattr(F, name)
    x = rng.choice([-1.0, 1.0], shape) * rng.uniform(0.1, 3, shape)  # away from the kinks at 0
    if name not in LOSSES:
        check_gradients(function, x, derivative=derivative, rng=rng)
        return
    d, output = F.softmax(rng.standard_normal(shape)), OUTPUTS.get(name, lambda y: y)
    check_gradients(lambda x: function(d, x), x, derivative=lambda x: derivative(d, output(x)), rng=rng)


@pytest.mark.parametrize(
    ("name", "x", "y"),
    [
        ("step_function", [-1, 0, 2], [0, 0, 1]),
        ("sigmoid", [0, math.log(3)], [0.5, 0.75]),
        ("d_sigmoid", [0, math.log(3)], [0.25, 0.1875]),
        ("tanh", [0, math.log(2)], [0, 0.6]),
        ("d_tanh", [0, math.log(2)], [1, 0.64]),
        ("relu", [-2, 0, 3], [0, 0, 3]),
        ("d_relu", [-2, 0, 3], [0, 0, 1]),
        ("leaky_relu", [-2, 0, 3], [-0.02, 0, 3]),
        ("d_leaky_relu", [-2, 0, 3], [0.01, 0.01, 1]),
        ("elu", [-math.log(2), 0, 3], [-0.5, 0, 3]),
        ("d_elu", [-math.log(2), 0, 3], [0.5, 1, 1]),
        ("softplus", [0, math.log(3)], [math.log(2), math.log(4)]),
        ("d_softplus", [0, math.log(3)], [0.5, 0.75]),
        ("swish", [0, math.log(3)], [0, 0.75 * math.log(3)]),
        ("gelu", [-100, 0, 1, 100], [0, 0, 0.841192, 100]),
        ("d_gelu", [-100, 0, 100], [0, 0.5, 1]),
        ("softmax", [0, math.log(3)], [0.25, 0.75]),
        ("log_softmax", [0, math.log(3)], [math.log(0.25), math.log(0.75)]),
    ],
)
def test_known_values(name, x, y):
    np.testing.assert_allclose(getattr(F, name)(np.array(x)), y, rtol=1e-6, atol=1e-15)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", [*ELEMENTWISE, "softmax", "log_softmax"])
def test_extremes_stay_finite_and_keep_their_type(name, dtype):
    x = np.array([-1e4, -100, -1, 0, 1, 100, 1e4], dtype=dtype)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        y = getattr(F, name)(x)
    assert np.isfinite(y).all()
    assert (y.dtype, y.shape) == (dtype, x.shape)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("target_type", [np.float32, np.float64, np.int64])
def test_losses_of_extremes_stay_finite_and_keep_the_type_of_the_output(name, dtype, target_type):
    x = np.array([[-1e4, 1e4, 0], [1e4, -1e4, 1]], dtype=dtype)
    d = np.array([[1, 0, 0], [0, 0, 1]], dtype=target_type)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        loss = getattr(F, name[2:])(d, x)
        gradient = getattr(F, name)(d, OUTPUTS.get(name, lambda y: y)(x))
    assert np.isfinite(loss)
    assert np.isfinite(gradient).all()
    assert (loss.dtype, gradient.dtype, gradient.shape) == (dtype, dtype, x.shape)


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_accepts_numbers_lists_and_integers(name):
    function = getattr(F, name)
    expected = function(np.array([2.0, -1.0]))
    assert expected.dtype == np.float64
    assert function(2) == function(2.0) == expected[0]
    for same in ([2, -1], (2.0, -1.0), np.array([2, -1]), np.array([2, -1], dtype=np.int8)):
        np.testing.assert_array_equal(function(same), expected)
        assert function(same).dtype == np.float64


@pytest.mark.parametrize("name", [*ELEMENTWISE, "softmax", "log_softmax"])
def test_does_not_write_into_its_input(name):
    x = np.array([[1.0, -2.0], [3.0, 0.5]])
    x.setflags(write=False)
    assert not np.shares_memory(getattr(F, name)(x), x)


def test_the_slope_of_elu_at_0_is_that_from_the_left():
    assert F.d_elu(0.0, alpha=2.0) == 2
    np.testing.assert_allclose(F.d_elu([-1e-9, 0.0, 1e-9], alpha=0.5), [0.5, 0.5, 1])


def test_sigmoid_is_as_exact_as_it_says():
    for dtype, error, zero in ((np.float32, 6e-8, -20), (np.float64, 3e-16, -38)):
        x = np.linspace(-50, 50, 10_001, dtype=dtype)
        exact = 1 / (1 + np.exp(-x.astype(np.longdouble)))
        assert abs(F.sigmoid(x) - exact).max() <= error
        assert not F.sigmoid(x[x < zero]).any()
        log = -F.softplus(-x[x < 0])
        np.testing.assert_allclose(log, np.log(exact[x < 0]), rtol=1e-5 if dtype is np.float32 else 1e-13)


# --- softmax ------------------------------------------------------------------------------------


@pytest.mark.parametrize("axis", [0, 1, 2, -1])
def test_softmax_sums_to_1_along_its_axis(axis):
    x = np.random.default_rng(0).standard_normal((2, 3, 4))
    y = F.softmax(x, axis=axis)
    np.testing.assert_allclose(y.sum(axis=axis), 1)
    np.testing.assert_allclose(F.log_softmax(x, axis=axis), np.log(y))
    np.testing.assert_allclose(np.moveaxis(y, axis, -1), F.softmax(np.moveaxis(x, axis, -1)))


def test_softmax_does_not_see_a_constant_shift():
    x = np.array([1.0, 2.0, 4.0])
    np.testing.assert_allclose(F.softmax(x + 1000), F.softmax(x))


def test_log_softmax_is_finite_where_softmax_is_0():
    x = np.array([0.0, -1e4])
    assert F.softmax(x)[1] == 0
    assert F.log_softmax(x)[1] == -1e4


def test_softmax_of_a_single_number_and_of_an_empty_batch():
    assert (F.softmax(3), F.log_softmax(3)) == (1, 0)
    assert F.softmax(np.zeros((0, 3))).shape == (0, 3)


# --- targets ------------------------------------------------------------------------------------


def test_one_hot():
    np.testing.assert_array_equal(F.one_hot([1, 0], 3), [[0, 1, 0], [1, 0, 0]])
    np.testing.assert_array_equal(F.one_hot(2, 3), [0, 0, 1])
    assert F.one_hot(np.zeros((4, 5), dtype=np.uint8), 3).shape == (4, 5, 3)
    assert F.one_hot([1], 2).dtype == np.float32


@pytest.mark.parametrize(
    ("ids", "message"),
    [
        ([0, 3], "3 classes lie in 0 … 2, got 0 … 3"),
        ([-1, 2], "3 classes lie in 0 … 2, got -1 … 2"),
        ([0.0, 1.0], "integers, got float64"),
        ([True, False], "integers, got bool"),
        (["a"], "integers, got <U1"),
    ],
)
def test_one_hot_refuses_bad_ids(ids, message):
    with pytest.raises(ValueError, match=message):
        F.one_hot(ids, 3)


# --- losses -------------------------------------------------------------------------------------

D, Y = np.array([[1.0, 0, 2], [0, 1, 0]]), np.array([[0.0, 0, 0], [1, 1, 3]])


def test_losses_by_hand():
    assert F.mean_squared_error(D, Y) == pytest.approx(15 / 12)
    assert F.sum_squared_error(D, Y) == pytest.approx(15 / 4)
    assert F.sum_squared_error(D[0], Y[0]) == pytest.approx(5 / 2)
    np.testing.assert_allclose(F.d_mean_squared_error(D, Y), (Y - D) / 6)
    np.testing.assert_allclose(F.d_sum_squared_error(D, Y), (Y - D) / 2)
    assert F.mean_squared_error(1, 3) == 2
    assert F.sum_squared_error([1, 2], [3, 4]) == 4
    # Two samples with two outputs each, all at σ = ½: 2 log 2 a sample.
    assert F.sigmoid_with_loss([[0, 1], [1, 1]], np.zeros((2, 2))) == pytest.approx(2 * math.log(2))
    # A vector is a batch of single outputs: log 2 a sample.
    assert F.sigmoid_with_loss([0, 1, 1], np.zeros(3)) == pytest.approx(math.log(2))
    assert F.sigmoid_with_loss(1, math.log(3)) == pytest.approx(math.log(4 / 3))
    np.testing.assert_allclose(F.d_sigmoid_with_loss([0, 1], [0.25, 0.25]), [0.125, -0.375])
    assert F.softmax_with_loss([0, 1], np.log([[1.0, 3], [1, 3]])) == pytest.approx(math.log(16 / 3) / 2)


def test_cross_entropy_of_ids_one_hot_and_vectors_agree():
    y = np.array([[0.1, 0.2, 0.7], [0.5, 0.25, 0.25]])
    expected = -(math.log(0.7) + math.log(0.5)) / 2
    assert F.cross_entropy_error([2, 0], y) == pytest.approx(expected)
    assert F.cross_entropy_error(np.array([2, 0], dtype=np.uint8), y) == pytest.approx(expected)
    assert F.cross_entropy_error([[0, 0, 1], [1, 0, 0]], y) == pytest.approx(expected)
    assert F.cross_entropy_error(2, y[0]) == pytest.approx(-math.log(0.7))
    assert F.cross_entropy_error([0, 0, 1], y[0]) == pytest.approx(-math.log(0.7))


def test_cross_entropy_of_as_many_samples_as_classes_is_told_apart_by_shape():
    y = np.array([[0.5, 0.5], [0.25, 0.75]])
    assert F.cross_entropy_error([1, 0], y) == pytest.approx(-(math.log(0.5) + math.log(0.25)) / 2)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_cross_entropy_of_probability_0_is_large_and_finite(dtype):
    loss = F.cross_entropy_error([0], np.array([[0, 1]], dtype=dtype))
    assert 80 < loss < 1000
    assert loss.dtype == dtype


def test_softmax_with_loss_is_cross_entropy_of_softmax():
    x = np.random.default_rng(0).standard_normal((5, 3))
    ids = [0, 2, 1, 1, 0]
    assert F.softmax_with_loss(ids, x) == pytest.approx(F.cross_entropy_error(ids, F.softmax(x)))
    assert F.softmax_with_loss(F.one_hot(ids, 3), x) == pytest.approx(F.softmax_with_loss(ids, x))
    gradient = F.d_softmax_with_loss(ids, F.softmax(x))
    np.testing.assert_allclose(gradient, (F.softmax(x) - F.one_hot(ids, 3)) / 5)


SAME_SHAPE = [name for name in LOSSES if name != "d_softmax_with_loss"]
SAME_SHAPE += [name[2:] for name in SAME_SHAPE]
CLASSES = ["cross_entropy_error", "softmax_with_loss", "d_softmax_with_loss"]


@pytest.mark.parametrize("name", SAME_SHAPE)
@pytest.mark.parametrize(("d", "y"), [((4,), (4, 1)), ((4, 1), (4,)), ((1, 3), (2, 3)), ((), (3,))])
def test_losses_never_broadcast(name, d, y):
    with pytest.raises(ValueError, match="one shape") as caught:
        getattr(F, name)(np.zeros(d), np.zeros(y))
    assert f"d {d} and y {y}" in str(caught.value)


@pytest.mark.parametrize("name", CLASSES)
@pytest.mark.parametrize("d", [(3, 1), (2,), (3, 5), (), (1, 3)])
def test_classifications_refuse_other_shapes(name, d):
    with pytest.raises(ValueError, match="class ids of shape") as caught:
        getattr(F, name)(np.zeros(d, dtype=int), np.full((3, 4), 0.25))
    for shape in (d, (3,), (3, 4)):
        assert str(shape) in str(caught.value)


@pytest.mark.parametrize("name", CLASSES)
def test_classifications_refuse_a_single_number(name):
    with pytest.raises(ValueError, match="one number for each class"):
        getattr(F, name)(0, 0.5)


@pytest.mark.parametrize("name", CLASSES)
@pytest.mark.parametrize(
    ("d", "message"), [([0, 4], "got 0 … 4"), ([-1, 0], "got -1 … 0"), ([0.0, 1.0], "integers, got float64")]
)
def test_classifications_refuse_bad_ids(name, d, message):
    with pytest.raises(ValueError, match=message):
        getattr(F, name)(d, np.full((2, 4), 0.25))


@pytest.mark.parametrize("name", sorted({*SAME_SHAPE, *CLASSES}))
@pytest.mark.parametrize("shape", [(0,), (0, 3), (3, 0)])
def test_losses_refuse_empty_batches(name, shape):
    with pytest.raises(ValueError, match="at least one value, got an empty batch"):
        getattr(F, name)(np.zeros(shape), np.zeros(shape))


# --- arrays that refuse the host ----------------------------------------------------------------


@pytest.mark.parametrize("name", [*ELEMENTWISE, "softmax", "log_softmax"])
def test_functions_run_on_arrays_that_refuse_the_host(name):
    x = np.random.default_rng(0).standard_normal((3, 4))
    y = getattr(F, name)(StandIn(x))
    assert type(y) is StandIn
    np.testing.assert_array_equal(y.host, getattr(F, name)(x))


@pytest.mark.parametrize("name", sorted({*SAME_SHAPE, *CLASSES}))
@pytest.mark.parametrize("ids", [False, True])
def test_losses_run_on_arrays_that_refuse_the_host(name, ids):
    y = F.softmax(np.random.default_rng(0).standard_normal((3, 4)))
    d = np.array([1, 3, 0])
    d = d if ids and name in CLASSES else F.one_hot(d, 4)
    result = getattr(F, name)(StandIn(d), StandIn(y))
    assert type(result) is StandIn
    np.testing.assert_allclose(result.host, getattr(F, name)(d, y), rtol=1e-14)


def test_ordered_copies_into_the_memory_order_of_another_array():
    x = np.arange(24.0).reshape(2, 3, 4)
    like = np.empty((3, 4, 2), np.float32).transpose(2, 0, 1)
    y = F.ordered(x, like)
    np.testing.assert_array_equal(y, x)
    assert y.strides == (8, 64, 16)
    assert F.ordered(y, like) is y
