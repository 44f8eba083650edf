"""The gradient check finds wrong gradients, says where, and leaves everything as it was."""

import re

import numpy as np
import pytest

from common import functions
from common.gradient_check import check_gradients, numerical_gradient
from common.layers import Dropout, Layer, Linear, Parameter, ReLU, Sequential


def rng():
    return np.random.default_rng(0)


def test_numerical_gradient_of_a_known_function():
    x = np.array([[1.0, -2.0], [0.5, 3.0]])
    kept = x.copy()
    np.testing.assert_allclose(numerical_gradient(lambda: (x**3).sum(), x), 3 * x**2, rtol=1e-8)
    np.testing.assert_array_equal(x, kept)


def test_numerical_gradient_of_a_number():
    x = np.array(2.0)
    np.testing.assert_allclose(numerical_gradient(lambda: x**2, x), 4)


def test_numerical_gradient_restores_x_when_f_fails():
    x = np.ones(3)
    with pytest.raises(ZeroDivisionError):
        numerical_gradient(lambda: 1 / 0, x)
    np.testing.assert_array_equal(x, 1)


@pytest.mark.parametrize("dtype", [np.float32, np.int64])
def test_numerical_gradient_needs_float64(dtype):
    with pytest.raises(ValueError, match=f"float64, got {np.dtype(dtype)}"):
        numerical_gradient(lambda: 0.0, np.ones(3, dtype=dtype))


class Wrong(Linear):
    """A Linear with one wrong number in one of its gradients."""

    def __init__(self, where):
        super().__init__(3, 2, rng=rng())
        self.where = where

    def backward(self, dy):
        dx = super().backward(dy)
        target = {"x": dx, "W": self.W.grad, "b": self.b.grad}[self.where]
        target[(1,) * target.ndim] *= 1.001
        return dx


@pytest.mark.parametrize(("where", "index"), [("x", "(1, 1)"), ("W", "(1, 1)"), ("b", "(1,)")])
def test_names_the_array_and_the_index(where, index):
    with pytest.raises(AssertionError, match=re.escape(f"gradient of {where} is wrong: at index {index}")):
        check_gradients(Wrong(where), np.ones((4, 3)), rng=rng())


def test_a_wider_tolerance_lets_it_pass():
    assert 1e-7 < check_gradients(Wrong("W"), np.ones((4, 3)), rng=rng(), tolerance=1e-2) < 1e-2


def test_names_the_path_of_a_parameter():
    with pytest.raises(AssertionError, match=r"gradient of layers\.1\.W is wrong"):
        check_gradients(Sequential(Linear(3, 3, rng=rng()), Wrong("W")), np.ones((4, 3)), rng=rng())


def test_leaves_the_layer_as_it_was():
    layer = Sequential(Linear(3, 4, rng=rng()), Dropout(0.5, rng=np.random.default_rng(1)))
    weights = layer.layers[0].W.value.copy()
    layer.layers[0].W.grad += 7
    x = np.ones((2, 3), dtype=np.float32)
    check_gradients(layer, x, rng=rng())
    assert layer.layers[0].W.value.dtype == np.float32
    np.testing.assert_array_equal(layer.layers[0].W.value, weights)
    np.testing.assert_array_equal(layer.layers[0].W.grad, 7)
    np.testing.assert_array_equal(x, 1)
    assert layer.layers[1].rng.random() == np.random.default_rng(1).random()


class Pick(Layer):
    """y = w x[ids]: two inputs, one of them integer, and a parameter that does not learn."""

    def __init__(self, gradient_of_ids=None):
        self.w = Parameter(np.array([2.0]), trainable=False)
        self.gradient_of_ids = gradient_of_ids

    def forward(self, x, ids):
        self.shape, self.ids = x.shape, ids
        return self.w.value * x[ids]

    def backward(self, dy):
        dx = np.zeros(self.shape)
        np.add.at(dx, self.ids, dy * self.w.value)
        return dx, self.gradient_of_ids


def test_checks_float_inputs_and_trainable_parameters_only():
    assert check_gradients(Pick(), rng().standard_normal(4), np.array([1, 1, 3]), rng=rng()) < 1e-7


def test_finds_a_gradient_of_the_wrong_shape():
    class Short(Linear):
        def backward(self, dy):
            return super().backward(dy)[:1]

    with pytest.raises(AssertionError, match=r"gradient of x has shape \(1, 3\), expected \(4, 3\)"):
        check_gradients(Short(3, 2, rng=rng()), np.ones((4, 3)), rng=rng())


def test_finds_nan():
    with pytest.raises(AssertionError, match="gives nan"):
        check_gradients(np.square, np.ones(3), derivative=lambda x: x * np.nan, rng=rng())


def test_functions_with_their_derivative():
    x = rng().standard_normal((2, 3))
    assert check_gradients(functions.tanh, x, derivative=functions.d_tanh, rng=rng()) < 1e-7
    with pytest.raises(AssertionError, match="gradient of x is wrong"):
        check_gradients(functions.tanh, x, derivative=functions.d_sigmoid, rng=rng())


@pytest.mark.parametrize("tolerance", [float("nan"), -1])
def test_refuses_a_tolerance_that_nothing_exceeds(tolerance):
    with pytest.raises(ValueError, match=f"tolerance is a number >= 0, got {tolerance}"):
        check_gradients(Linear(3, 2, rng=rng()), np.ones((4, 3)), rng=rng(), tolerance=tolerance)


def test_counts_the_gradients():
    class OneOfTwo(Layer):
        def forward(self, a, b):
            return a + b

        def backward(self, dy):
            return dy

    with pytest.raises(AssertionError, match="backward returns 1 gradients for 2 inputs"):
        check_gradients(OneOfTwo(), np.ones(3), np.ones(3), rng=rng())


def test_finds_a_wrong_gradient_of_the_second_output():
    class Twice(Layer):
        def forward(self, x):
            return x, 2 * x

        def backward(self, first, second):
            return first + second

    with pytest.raises(AssertionError, match="gradient of x is wrong"):
        check_gradients(Twice(), np.ones(3), rng=rng())


def test_asks_for_a_generator():
    with pytest.raises(TypeError, match="got 0: pass np.random.default_rng"):
        check_gradients(Linear(3, 2, rng=rng()), np.ones((4, 3)), rng=0)


def test_a_kink_nearer_than_the_step_is_no_fault():
    x = np.array([[-1.0, 3e-6, 1.0, -4e-6]])  # both sides of the kink lie within a step of 1e-5
    assert check_gradients(ReLU(), x, rng=rng()) < 1e-7
    assert check_gradients(lambda a: np.maximum(a, 0), x, rng=rng(), derivative=lambda a: a > 0) < 1e-7


def test_a_wrong_slope_beside_a_kink_is_found():
    x = np.array([[-1.0, 3e-6, 1.0]])
    with pytest.raises(AssertionError, match=re.escape("at index (0, 1)")):
        check_gradients(lambda a: np.maximum(a, 0), x, rng=rng(), derivative=lambda a: a > 1e-5)
