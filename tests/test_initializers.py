"""How weights start: type, spread, orthogonality, repeatability."""

import math

import numpy as np
import pytest

from common import initializers

ALL = [
    initializers.zeros,
    initializers.normal,
    initializers.xavier,
    initializers.he,
    initializers.orthogonal,
]
SHAPE = (200, 300)


@pytest.mark.parametrize("initializer", ALL)
@pytest.mark.parametrize("shape", [(4, 3), (3, 4), (5, 2, 3, 3)])
def test_float32_of_the_shape_asked_for(initializer, shape):
    weights = initializer(shape, np.random.default_rng(0))
    assert (weights.shape, weights.dtype) == (shape, np.float32)
    np.testing.assert_array_equal(weights, initializer(shape, np.random.default_rng(0)))


@pytest.mark.parametrize(
    ("initializer", "shape", "std"),
    [
        (initializers.normal, SHAPE, 0.01),
        (initializers.xavier, SHAPE, math.sqrt(2 / 500)),
        (initializers.he, SHAPE, math.sqrt(2 / 200)),
        (initializers.xavier, (64, 32, 5, 5), math.sqrt(2 / (32 * 25 + 64 * 25))),
        (initializers.he, (64, 32, 5, 5), math.sqrt(2 / (32 * 25))),
    ],
)
def test_mean_and_spread(initializer, shape, std):
    weights = initializer(shape, np.random.default_rng(0))
    assert abs(float(weights.mean())) < 5 * std / math.sqrt(weights.size)
    assert float(weights.std()) == pytest.approx(std, rel=0.02)


def test_zeros_needs_no_generator():
    assert not initializers.zeros((3,)).any()


def test_normal_takes_a_spread():
    rng = np.random.default_rng(0)
    assert float(initializers.normal(SHAPE, rng, std=3).std()) == pytest.approx(3, rel=0.02)


def test_he_keeps_the_size_of_signals_through_relu():
    rng = np.random.default_rng(0)
    x = rng.standard_normal((500, 256))
    for _ in range(10):
        x = np.maximum(x @ initializers.he((256, 256), rng), 0)
    assert 0.5 < float((x * x).mean()) < 2


@pytest.mark.parametrize("shape", [(6, 4), (4, 6), (5, 5), (3, 2, 2, 2)])
def test_orthogonal_rows_or_columns(shape):
    W = initializers.orthogonal(shape, np.random.default_rng(0)).reshape(shape[0], -1)
    product = W.T @ W if W.shape[0] >= W.shape[1] else W @ W.T
    np.testing.assert_allclose(product, np.eye(min(W.shape)), atol=1e-6)


def test_orthogonal_prefers_no_direction():
    rng = np.random.default_rng(0)
    corners = [initializers.orthogonal((3, 3), rng)[0, 0] for _ in range(200)]
    assert abs(np.mean(corners)) < 0.15


@pytest.mark.parametrize("initializer", [initializers.xavier, initializers.he])
@pytest.mark.parametrize("shape", [(), (4,)])
def test_fans_need_two_axes(initializer, shape):
    with pytest.raises(ValueError, match="at least two axes, got shape"):
        initializer(shape, np.random.default_rng(0))


@pytest.mark.parametrize("rng", [0, None, np.random, np.random.RandomState(0), np.random.Generator])
def test_a_generator_is_asked_for_by_name(rng):
    with pytest.raises(TypeError, match=r"random number generator, got .*np\.random\.default_rng\(0\)"):
        initializers.check_rng(rng)


def test_a_generator_passes_the_check():
    rng = np.random.default_rng(0)
    assert initializers.check_rng(rng) is rng
