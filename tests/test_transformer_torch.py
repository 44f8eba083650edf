"""Encoder and decoder against PyTorch with the same weights: values and all gradients."""

import numpy as np
import pytest

from common.layers import causal_mask
from common.transformer import DecoderStack, EncoderStack

torch = pytest.importorskip("torch")

from benchmarks.theirs.transformer import copy_stack, stack_pairs  # noqa: E402 - it imports torch

N, S, T, D, H, F = 3, 5, 4, 6, 2, 7
LENGTHS = np.array([5, 2, 3])
PADDING = (np.arange(S) < LENGTHS[:, None])[:, None]  # (N, 1, S)


def theirs(kind, pre_norm):
    """PyTorch's stack of two layers."""
    name = f"Transformer{kind}"
    layer = getattr(torch.nn, f"{name}Layer")(
        D, H, F, dropout=0.0, batch_first=True, norm_first=pre_norm, dtype=torch.float64
    )
    norm = torch.nn.LayerNorm(D, dtype=torch.float64) if pre_norm else None
    options = {"enable_nested_tensor": False} if kind == "Encoder" else {}
    return getattr(torch.nn, name)(layer, 2, norm=norm, **options)


def ours(kind, pre_norm):
    """Ours, with all numbers away from where they start."""
    rng = np.random.default_rng(0)
    stack = kind(D, H, F, 2, pre_norm=pre_norm, rng=rng).to(lambda a: a.astype(np.float64))
    for parameter in stack.parameters():
        parameter.value += 0.3 * rng.standard_normal(parameter.value.shape)
    return stack


def assert_pairs(pairs):
    for i, (actual, expected) in enumerate(pairs):
        assert actual.shape == expected.shape, i
        scale = max(1.0, np.abs(expected).max())
        np.testing.assert_allclose(actual, expected, rtol=0, atol=1e-10 * scale, err_msg=str(i))


def tensor(array):
    return torch.tensor(array, requires_grad=True)


@pytest.mark.parametrize("pre_norm", [True, False])
@pytest.mark.parametrize("causal", [True, False])
@pytest.mark.parametrize("padded", [True, False])
def test_encoder(pre_norm, causal, padded):
    stack, module = ours(EncoderStack, pre_norm), theirs("Encoder", pre_norm)
    copy_stack(stack, module)
    x, dy = np.random.default_rng(1).standard_normal((2, N, S, D))
    mask = np.ones((S, S), dtype=bool)
    mask = (mask & causal_mask(S) if causal else mask) & (PADDING if padded else True)
    their_x = tensor(x)
    y = stack.forward(x, mask=mask)
    their_y = module(
        their_x,
        mask=torch.tensor(~causal_mask(S)) if causal else None,
        src_key_padding_mask=torch.tensor(~PADDING[:, 0]) if padded else None,
    )
    their_y.backward(torch.tensor(dy))
    dx = stack.backward(dy)
    assert_pairs([(y, their_y.detach().numpy()), (dx, their_x.grad.numpy()), *stack_pairs(stack, module)])


@pytest.mark.parametrize("pre_norm", [True, False])
@pytest.mark.parametrize("padded", [True, False])
def test_decoder(pre_norm, padded):
    stack, module = ours(DecoderStack, pre_norm), theirs("Decoder", pre_norm)
    copy_stack(stack, module)
    rng = np.random.default_rng(1)
    x, dy = rng.standard_normal((2, N, T, D))
    memory = rng.standard_normal((N, S, D))
    their_x, their_memory = tensor(x), tensor(memory)
    y = stack.forward(x, memory, mask=causal_mask(T), memory_mask=PADDING if padded else None)
    their_y = module(
        their_x,
        their_memory,
        tgt_mask=torch.tensor(~causal_mask(T)),
        memory_key_padding_mask=torch.tensor(~PADDING[:, 0]) if padded else None,
    )
    their_y.backward(torch.tensor(dy))
    dx, dmemory = stack.backward(dy)
    results = [(y, their_y), (dx, their_x.grad), (dmemory, their_memory.grad)]
    results = [(actual, expected.detach().numpy()) for actual, expected in results]
    assert_pairs([*results, *stack_pairs(stack, module)])
