"""Attention: weights, masks, and the errors of shapes that do not fit."""

import math

import numpy as np
import pytest

from common.gradient_check import check_gradients
from common.layers import AdditiveAttention, DotProductAttention, Layer, causal_mask, padding_mask
from common.layers.attention import masked_softmax

N, T_Q, T_K, D = 2, 3, 5, 4
MASK = np.array([[[1, 1, 1, 1, 1]], [[1, 1, 0, 1, 0]]], dtype=bool)
NOTHING = np.zeros((N, 1, T_K), dtype=bool)

KINDS = {
    "dot": lambda: DotProductAttention(scale=0.7),
    "additive": lambda: AdditiveAttention(D, D, 3, rng=np.random.default_rng(0)),
}
all_kinds = pytest.mark.parametrize("kind", KINDS)


class Masked(Layer):
    """An attention layer with its mask, for the gradient check."""

    def __init__(self, layer, mask):
        self.layer, self.mask = layer, mask

    def forward(self, query, key, value):
        return self.layer.forward(query, key, value, mask=self.mask)

    def backward(self, dcontext):
        return self.layer.backward(dcontext)


@pytest.fixture
def qkv():
    rng = np.random.default_rng(1)
    return tuple(rng.standard_normal((N, T, D)) for T in (T_Q, T_K, T_K))


@all_kinds
def test_weights_are_a_distribution_over_the_allowed_keys(kind, qkv):
    layer = KINDS[kind]()
    context = layer.forward(*qkv, mask=MASK)
    np.testing.assert_allclose(layer.weights.sum(axis=-1), 1, rtol=1e-6)
    assert (layer.weights[:, :, MASK[1, 0]] > 0).all()
    assert not layer.weights[1][:, ~MASK[1, 0]].any()
    np.testing.assert_allclose(context[0, 0], layer.weights[0, 0] @ qkv[2][0], rtol=1e-12)


def test_dot_product_by_hand():
    layer = DotProductAttention(scale=math.log(2))
    query, key = np.array([[[1.0, 0]]]), np.array([[[1.0, 0], [0, 5], [2, 1]]])
    value = np.array([[[7.0], [14], [21]]])
    context = layer.forward(query, key, value)
    np.testing.assert_allclose(layer.weights, [[[2 / 7, 1 / 7, 4 / 7]]], rtol=1e-12)
    np.testing.assert_allclose(context, [[[16]]], rtol=1e-12)


@all_kinds
@pytest.mark.parametrize(
    "mask", [MASK, NOTHING, np.tri(T_Q, T_K, dtype=bool), np.array([[[True]], [[False]]])]
)
def test_gradients_under_a_mask_are_the_numerical_ones(kind, mask, qkv):
    check_gradients(Masked(KINDS[kind](), mask), *qkv, rng=np.random.default_rng(2))


@all_kinds
def test_padding_never_leaks(kind, qkv):
    query, key, value = qkv
    layer, other = KINDS[kind](), KINDS[kind]()
    dy = np.random.default_rng(3).standard_normal((N, T_Q, D))
    context, gradients = layer.forward(*qkv, mask=MASK), layer.backward(dy)
    allowed = MASK.swapaxes(1, 2)
    padded = other.forward(query, np.where(allowed, key, 1e4), np.where(allowed, value, -1e4), mask=MASK)
    np.testing.assert_array_equal(padded, context)
    for actual, expected in zip(other.backward(dy), gradients, strict=True):
        np.testing.assert_array_equal(actual, expected)
    assert not gradients[1][1, ~MASK[1, 0]].any()
    assert not gradients[2][1, ~MASK[1, 0]].any()
    for (name, a), (_, b) in zip(layer.named_parameters(), other.named_parameters(), strict=True):
        np.testing.assert_allclose(a.grad, b.grad, rtol=1e-12, err_msg=name)


@all_kinds
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_all_masked_gives_zeros_and_no_gradient(kind, dtype, qkv):
    layer = KINDS[kind]()
    context = layer.forward(*(array.astype(dtype) for array in qkv), mask=NOTHING)
    assert not context.any()
    assert not layer.weights.any()
    assert not any(gradient.any() for gradient in layer.backward(np.ones_like(context)))
    assert not any(parameter.grad.any() for parameter in layer.parameters())


@all_kinds
def test_no_keys_at_all_give_zeros(kind, qkv):
    query, key, value = qkv
    assert not KINDS[kind]().forward(query, key[:, :0], value[:, :0]).any()


@all_kinds
def test_attend_equals_forward_and_keeps_nothing(kind, qkv):
    layer = KINDS[kind]()
    expected = layer.forward(*qkv, mask=MASK)
    weights = layer.weights
    context, found = layer.attend(*qkv, mask=MASK)
    np.testing.assert_array_equal(context, expected)
    np.testing.assert_array_equal(found, weights)
    layer.attend(*(2 * array for array in qkv))
    assert layer.weights is weights
    other = KINDS[kind]()
    other.forward(*qkv, mask=MASK)
    for actual, wanted in zip(layer.backward(expected), other.backward(expected), strict=True):
        np.testing.assert_array_equal(actual, wanted)


def test_masked_softmax_of_scores_that_would_overflow():
    scores = np.array([[1e4, 0, -1e4], [-1e4, -1e4, 1e4]], dtype=np.float32)
    mask = np.array([[True, True, True], [True, True, False]])
    np.testing.assert_array_equal(masked_softmax(scores, mask), [[1, 0, 0], [0.5, 0.5, 0]])


def test_causal_mask_allows_oneself_and_what_came_before():
    np.testing.assert_array_equal(causal_mask(3), [[1, 0, 0], [1, 1, 0], [1, 1, 1]])
    assert causal_mask(3).dtype == bool


@all_kinds
def test_with_a_causal_mask_no_query_sees_what_comes_later(kind, qkv):
    layer = KINDS[kind]()
    x = qkv[1]
    changed = x.copy()
    changed[:, 3:] += 1
    before = layer.forward(x, x, x, mask=causal_mask(T_K))
    after = layer.forward(changed, changed, changed, mask=causal_mask(T_K))
    np.testing.assert_array_equal(after[:, :3], before[:, :3])
    assert (after[:, 3:] != before[:, 3:]).all()


def test_padding_mask_is_true_where_no_padding_is():
    mask = padding_mask([[4, 5, 0], [6, 0, 0]], pad=0)
    np.testing.assert_array_equal(mask, [[[1, 1, 0]], [[1, 0, 0]]])
    assert mask.dtype == bool


@all_kinds
@pytest.mark.parametrize("mask", [MASK[..., 1:], MASK.astype(int), np.ones((3, N, T_Q, T_K), dtype=bool)])
def test_refuses_other_masks(kind, mask, qkv):
    with pytest.raises(ValueError, match=r"boolean mask that broadcasts to \(2, 3, 5\)"):
        KINDS[kind]().forward(*qkv, mask=mask)
