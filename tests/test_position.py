"""Position encodings: values, waves, and sequences that are too long."""

import math

import numpy as np
import pytest

from common.layers import LearnedPosition, SinusoidalPosition, sinusoids


def test_values_by_hand():
    table = sinusoids(3, 4)
    assert table.dtype == np.float32
    np.testing.assert_array_equal(table[0], [0, 1, 0, 1])
    expected = [math.sin(2), math.cos(2), math.sin(0.02), math.cos(0.02)]
    np.testing.assert_allclose(table[2], expected, rtol=1e-6)


def test_a_shift_turns_every_pair_by_the_same_angle_everywhere():
    table = sinusoids(50, 8).astype(np.float64)
    pairs = table[:, ::2] * 1j + table[:, 1::2]
    for shift in (1, 7):
        turn = pairs[shift:] / pairs[:-shift]
        np.testing.assert_allclose(turn, np.broadcast_to(turn[0], turn.shape), atol=1e-5)


def test_scalar_products_depend_on_the_distance_only():
    table = sinusoids(60, 16).astype(np.float64)
    products = table @ table.T
    np.testing.assert_allclose(products[10, 13], products[40, 43], rtol=1e-5)
    assert products[10, 10] > products[10, 13]


def test_fixed_places_are_not_trained():
    assert not SinusoidalPosition(5, 4).parameters()[0].trainable
    assert LearnedPosition(5, 4, rng=np.random.default_rng(0)).parameters()[0].trainable


def test_unused_places_get_no_gradient():
    layer = LearnedPosition(5, 4, rng=np.random.default_rng(0))
    layer.forward(np.zeros((2, 3, 4), np.float32))
    layer.backward(np.ones((2, 3, 4), np.float32))
    np.testing.assert_array_equal(layer.table.grad, np.repeat([2, 2, 2, 0, 0], 4).reshape(5, 4))


@pytest.mark.parametrize(
    "layer", [SinusoidalPosition(5, 4), LearnedPosition(5, 4, rng=np.random.default_rng(0))]
)
def test_refuses_a_sequence_longer_than_the_table(layer):
    layer.forward(np.zeros((1, 5, 4)))
    with pytest.raises(ValueError, match="a table of 5 places, got a sequence of 6: shorten it, or"):
        layer.forward(np.zeros((1, 6, 4)))
    with pytest.raises(ValueError, match="a table of 5 places"):
        layer.rows(5, 1)


def test_refuses_an_odd_size():
    with pytest.raises(ValueError, match="expected an even d_model, got 5"):
        sinusoids(3, 5)
