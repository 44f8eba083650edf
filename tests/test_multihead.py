"""Attention by several heads: against one head at a time, masks, inference, and what is refused."""

import numpy as np
import pytest

from common import memory
from common.gradient_check import check_gradients
from common.layers import Layer, MultiHeadAttention, causal_mask, padding_mask
from common.layers.attention import masked_softmax

N, T, S, D, H = 2, 3, 5, 6, 2
PADDING = np.array([[[1, 1, 1, 1, 1]], [[1, 1, 0, 1, 0]]], dtype=bool)
PER_HEAD = np.random.default_rng(5).random((N, H, T, S)) < 0.6
NOTHING = np.zeros((N, 1, S), dtype=bool)
MASKS = {
    "none": None,
    "padding": PADDING,
    "causal": np.tri(T, S, dtype=bool),
    "both": np.tri(T, S, dtype=bool) & PADDING,
    "per head": PER_HEAD,
    "of one head for all": PER_HEAD[:, :1],
    "nothing": NOTHING,
}
all_masks = pytest.mark.parametrize("mask", MASKS.values(), ids=MASKS)


class Masked(Layer):
    """The layer with its mask, for the gradient check."""

    def __init__(self, layer, mask):
        self.layer, self.mask = layer, mask

    def forward(self, query, key, value):
        return self.layer.forward(query, key, value, mask=self.mask)

    def backward(self, dy):
        return self.layer.backward(dy)


def make(**options):
    layer = MultiHeadAttention(D, H, rng=np.random.default_rng(0), **options)
    for name, parameter in layer.named_parameters():
        if name.endswith("b"):
            parameter.value += np.random.default_rng(1).standard_normal(parameter.value.shape)
    return layer.to(lambda a: a.astype(np.float64))


@pytest.fixture
def qkv():
    rng = np.random.default_rng(2)
    return tuple(rng.standard_normal((N, steps, D)) for steps in (T, S, S))


@all_masks
def test_every_head_is_an_attention_of_its_own_part(mask, qkv):
    layer = make()
    y = layer.forward(*qkv, mask=mask)
    allowed = np.ones((N, H, T, S), dtype=bool)
    if mask is not None:
        allowed &= mask[:, None] if mask.ndim == 3 else mask
    heads = []
    for h in range(H):
        columns = slice(h * D // H, (h + 1) * D // H)
        q, k, v = (
            x @ part.W.value[:, columns] + part.b.value[columns]
            for x, part in zip(qkv, (layer.query, layer.key, layer.value), strict=True)
        )
        alpha = masked_softmax(q @ k.swapaxes(1, 2) / np.sqrt(D / H), allowed[:, h])
        np.testing.assert_allclose(layer.weights[:, h], alpha, rtol=1e-10)
        heads.append(alpha @ v)
    expected = np.concatenate(heads, axis=-1) @ layer.output.W.value + layer.output.b.value
    np.testing.assert_allclose(y, expected, rtol=1e-10)


@all_masks
def test_gradients_are_the_numerical_ones(mask, qkv):
    check_gradients(Masked(make(), mask), *qkv, rng=np.random.default_rng(3), tolerance=1e-6)


def test_without_biases_there_are_four_matrices():
    names = [name for name, _ in make(bias=False).named_parameters()]
    assert names == ["query.W", "key.W", "value.W", "output.W"]


def test_a_row_of_padding_gives_the_output_of_a_context_of_zeros(qkv):
    layer = make()
    y = layer.forward(*qkv, mask=NOTHING)
    np.testing.assert_array_equal(layer.weights, 0)
    np.testing.assert_array_equal(y, np.broadcast_to(layer.output.b.value, y.shape))


@all_masks
def test_inference_equals_the_forward_pass_and_keeps_nothing(mask, qkv):
    layer, other = make(), make()
    query, key, _ = qkv
    y, dy = layer.forward(query, key, key, mask=mask), np.random.default_rng(4).standard_normal((N, T, D))
    other.forward(query, key, key, mask=mask)
    keys, values = layer.project(key)
    assert keys.shape == values.shape == (N, H, S, D // H)
    np.testing.assert_allclose(layer.attend(query, keys, values, mask), y, rtol=1e-10)
    layer.attend(2 * query, *layer.project(-key))
    for actual, expected in zip(layer.backward(dy), other.backward(dy), strict=True):
        np.testing.assert_array_equal(actual, expected)


def test_padding_mask_and_causal_mask_join():
    ids = np.array([[4, 5, 6, 7, 3], [4, 2, 9, 0, 0]])
    layer, x = make(), np.random.default_rng(2).standard_normal((N, S, D))
    layer.forward(x, x, x, causal_mask(S) & padding_mask(ids, pad=0))
    seen = layer.weights > 0
    assert (seen == (causal_mask(S) & (ids != 0)[:, None, None])).all()


@pytest.mark.parametrize(
    "mask",
    [PADDING[..., 1:], PADDING.astype(int), np.ones((N, H + 1, T, S), dtype=bool), np.ones(3, dtype=bool)],
)
def test_refuses_other_masks(mask, qkv):
    with pytest.raises(ValueError, match=r"boolean mask that broadcasts to \(2, 3, 5\) or \(2, 2, 3, 5\)"):
        make().forward(*qkv, mask=mask)


def test_heads_divide_the_vectors():
    with pytest.raises(ValueError, match="heads must divide d_model, got 4 heads and d_model 6"):
        MultiHeadAttention(6, 4, rng=np.random.default_rng(0))


def test_refuses_more_weights_than_the_machine_can_hold(monkeypatch, qkv):
    layer = make()
    monkeypatch.setattr(memory, "machine_memory", lambda: 3 * N * H * T * S * 8 - 1)
    with pytest.raises(MemoryError, match="attention of 3 queries to 5 keys, 2 heads, batch 2 needs"):
        layer.forward(*qkv)
    monkeypatch.setattr(memory, "machine_memory", lambda: 3 * N * H * T * S * 8)
    layer.forward(*qkv)


def test_refuses_before_anything_is_allocated():
    layer = MultiHeadAttention(2, 1, rng=np.random.default_rng(0))
    x = np.broadcast_to(np.float32(1), (1, 2**22, 2))  # 4 million places: 2⁴⁴ weights
    with pytest.raises(MemoryError, match="use shorter sequences or a smaller batch"):
        layer.forward(x, x, x)


def test_the_machine_has_some_memory():
    assert memory.machine_memory() > 2**20
