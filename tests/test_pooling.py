"""Pooling against PyTorch and numerical gradients, over drawn sizes; and its errors."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.gradient_check import check_gradients
from common.layers import AvgPool2d, GlobalAvgPool2d, MaxPool2d, MaxUnpool2d

DRAWN = settings(max_examples=30, deadline=None, derandomize=True, database=None)


@st.composite
def pools(draw):
    """Kernel, stride and padding of a pool, and a shape of images for it."""
    kernel = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    stride = draw(st.one_of(st.none(), st.tuples(st.integers(1, 4), st.integers(1, 4))))
    padding = draw(st.tuples(*(st.integers(0, k // 2) for k in kernel)))
    size = [draw(st.integers(k, k + 6)) for k in kernel]
    return (kernel, stride, padding), (draw(st.integers(1, 3)), draw(st.integers(1, 3)), *size)


def assert_equals_torch(layer, function, x):
    torch = pytest.importorskip("torch")
    their_x = torch.tensor(x, requires_grad=True)
    their_y = function(their_x)
    dy = np.random.default_rng(2).standard_normal(their_y.shape)
    their_y.backward(torch.tensor(dy))
    np.testing.assert_allclose(layer.forward(x), their_y.detach().numpy(), rtol=0, atol=1e-12)
    np.testing.assert_allclose(layer.backward(dy), their_x.grad.numpy(), rtol=0, atol=1e-12)


@DRAWN
@given(pools(), st.booleans())
def test_max_pool_equals_torch(drawn, ties):
    functional = pytest.importorskip("torch.nn.functional")
    arguments, shape = drawn
    rng = np.random.default_rng(1)
    x = rng.integers(0, 2, shape).astype(np.float64) if ties else rng.standard_normal(shape)
    assert_equals_torch(MaxPool2d(*arguments), lambda x: functional.max_pool2d(x, *arguments), x)


@DRAWN
@given(pools())
def test_avg_pool_equals_torch(drawn):
    functional = pytest.importorskip("torch.nn.functional")
    arguments, shape = drawn
    x = np.random.default_rng(1).standard_normal(shape)
    assert_equals_torch(AvgPool2d(*arguments), lambda x: functional.avg_pool2d(x, *arguments), x)


@DRAWN
@given(kernel=st.integers(1, 3), size=st.tuples(st.integers(3, 8), st.integers(3, 8)))
def test_max_unpool_equals_torch(kernel, size):
    functional = pytest.importorskip("torch.nn.functional")
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(1)
    images = rng.standard_normal((2, 3, *size))
    pool = MaxPool2d(kernel)
    x = rng.standard_normal(pool.forward(images).shape)
    _, places = functional.max_pool2d(torch.tensor(images), kernel, return_indices=True)
    assert_equals_torch(
        MaxUnpool2d(pool), lambda x: functional.max_unpool2d(x, places, kernel, output_size=size), x
    )


def test_global_avg_pool_is_the_mean_of_all_pixels():
    x = np.random.default_rng(0).standard_normal((2, 3, 4, 5))
    layer = GlobalAvgPool2d()
    np.testing.assert_allclose(layer.forward(x), x.reshape(2, 3, 20).mean(axis=2), atol=1e-15)
    dy = np.arange(6.0).reshape(2, 3)
    np.testing.assert_allclose(layer.backward(dy), np.repeat(dy / 20, 20).reshape(2, 3, 4, 5), atol=1e-15)


@pytest.mark.parametrize("pool", [MaxPool2d(2), MaxPool2d(3, 2, 1), AvgPool2d((2, 3), 1), GlobalAvgPool2d()])
def test_gradients_are_the_numerical_ones(pool):
    rng = np.random.default_rng(0)
    check_gradients(pool, rng.permutation(2 * 2 * 5 * 6).reshape(2, 2, 5, 6) * 0.1, rng=rng)


def test_unpool_puts_values_where_the_maxima_were():
    pool = MaxPool2d(2)
    pool.forward(np.array([[[[1.0, 2.0, 0.0, 0.0], [3.0, 0.0, 0.0, 4.0]]]]))
    y = MaxUnpool2d(pool).forward(np.array([[[[7.0, 8.0]]]]))
    np.testing.assert_array_equal(y, [[[[0, 0, 0, 0], [7, 0, 0, 8]]]])


def test_unpool_has_its_own_gradient_after_a_second_use():
    rng = np.random.default_rng(0)
    pool = MaxPool2d(2)
    y = pool.forward(rng.standard_normal((1, 1, 4, 4)))
    unpool = MaxUnpool2d(pool)
    x, dy = rng.standard_normal(y.shape), rng.standard_normal((1, 1, 4, 4))
    assert float((unpool.forward(x) * dy).sum()) == pytest.approx(float((x * unpool.backward(dy)).sum()))
    np.testing.assert_array_equal(pool.backward(x), unpool.forward(x))


def test_only_the_first_of_equal_maxima_gets_the_gradient():
    pool = MaxPool2d(2)
    pool.forward(np.zeros((1, 1, 2, 2)))
    np.testing.assert_array_equal(pool.backward(np.ones((1, 1, 1, 1))), [[[[1, 0], [0, 0]]]])


def test_negative_images_do_not_lose_to_the_padding():
    pool = MaxPool2d(2, padding=1)
    assert (pool.forward(-np.ones((1, 1, 4, 4))) == -1).all()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: MaxPool2d(0), "kernel_size .* at least 1, got 0"),
        (lambda: MaxPool2d(2, stride=0), "stride .* at least 1, got 0"),
        (lambda: AvgPool2d(3, padding=2), "half the kernel size 3, got 2"),
        (lambda: AvgPool2d(2, padding=-1), "padding .* at least 0, got -1"),
    ],
)
def test_refuses_arguments_that_do_not_fit(make, message):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize("pool", [MaxPool2d(3), AvgPool2d(3)])
def test_refuses_images_that_do_not_fit(pool):
    with pytest.raises(ValueError, match=r"\(3, 3\) pixels .* image of \(2, 5\)"):
        pool.forward(np.zeros((1, 1, 2, 5)))
    with pytest.raises(ValueError, match=r"Pool2d expects \(N, C, H, W\), got \(2, 5\)"):
        pool.forward(np.zeros((2, 5)))


def test_global_avg_pool_refuses_what_is_no_image():
    with pytest.raises(ValueError, match=r"\(N, C, H, W\) with pixels, got \(2, 5\)"):
        GlobalAvgPool2d().forward(np.zeros((2, 5)))


def test_unpool_refuses_other_shapes_and_an_unused_pool():
    pool = MaxPool2d(2)
    with pytest.raises(ValueError, match="run its MaxPool2d first"):
        MaxUnpool2d(pool).forward(np.zeros((1, 1, 2, 2)))
    pool.forward(np.zeros((1, 1, 4, 4)))
    with pytest.raises(ValueError, match=r"\(1, 1, 2, 2\) that its pool gave, got \(1, 1, 3, 3\)"):
        MaxUnpool2d(pool).forward(np.zeros((1, 1, 3, 3)))
