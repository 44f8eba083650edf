"""Encoder and decoder as a whole: gradients, padding, single steps, and a task that it learns."""

import numpy as np
import pytest

from common.gradient_check import check_gradients
from common.layers import AdditiveAttention, DotProductAttention
from common.losses import SoftmaxCrossEntropy
from common.optimizers import Adam, clip_gradients
from common.seq2seq import EncoderDecoder

V_S, V_T, D, H = 7, 6, 3, 4
SOURCE = np.array([[3, 1, 2, 5, 6], [4, 2, 0, 0, 0], [1, 6, 3, 0, 0]])
TARGET = np.array([[1, 5, 4, 3], [1, 2, 3, 0], [1, 4, 0, 0]])

ATTENTION = {
    "none": lambda _: None,
    "dot": lambda _: DotProductAttention(),
    "additive": lambda rng: AdditiveAttention(H, H, 2, rng=rng),
}
all_kinds = pytest.mark.parametrize("kind", ATTENTION)


def make(kind, pad=None):
    rng = np.random.default_rng(0)
    return EncoderDecoder(V_S, V_T, D, H, attention=ATTENTION[kind](rng), pad=pad, rng=rng)


def in_float64(model):
    return model.to(lambda a: a.astype(np.float64))


@all_kinds
@pytest.mark.parametrize("pad", [None, 0])
def test_gradients_of_the_whole_are_the_numerical_ones(kind, pad):
    check_gradients(make(kind, pad), SOURCE, TARGET, rng=np.random.default_rng(1))


@all_kinds
def test_gives_logits_for_every_target_step_in_float32(kind):
    logits = make(kind).forward(SOURCE, TARGET)
    assert logits.shape == (3, 4, V_T)
    assert logits.dtype == np.float32
    assert not make(kind).forward(SOURCE[:0], TARGET[:0]).size


@all_kinds
def test_padding_of_the_source_changes_nothing(kind):
    model = in_float64(make(kind, pad=0))
    logits = model.forward(SOURCE, TARGET)
    for n, length in enumerate([5, 2, 3]):
        alone = model.forward(SOURCE[n : n + 1, :length], TARGET[n : n + 1])
        np.testing.assert_allclose(alone[0], logits[n], rtol=1e-10)
    model.forward(SOURCE, TARGET)
    model.backward(np.ones_like(logits))
    assert not model.source_embedding.W.grad[0].any()
    assert model.source_embedding.W.grad[1:].any(axis=1).all()


@all_kinds
@pytest.mark.parametrize("pad", [None, 0])
def test_steps_equal_the_forward_pass(kind, pad):
    model = in_float64(make(kind, pad))
    logits = model.forward(SOURCE, TARGET)
    state = model.start(SOURCE)
    assert isinstance(state, tuple)
    assert all(len(part) == len(SOURCE) for part in state)
    for t in range(TARGET.shape[1]):
        one, state = model.step(TARGET[:, t], state)
        np.testing.assert_allclose(one, logits[:, t], rtol=1e-10)


@all_kinds
def test_rows_of_a_state_can_be_reordered(kind):
    model = in_float64(make(kind, pad=0))
    order = [2, 0, 0, 1]
    logits, _ = model.step(TARGET[order, 0], tuple(part[order] for part in model.start(SOURCE)))
    np.testing.assert_allclose(logits, model.forward(SOURCE[order], TARGET[order, :1])[:, 0], rtol=1e-10)


@all_kinds
def test_writing_leaves_the_memory_of_a_pass_alone(kind):
    model, other = in_float64(make(kind)), in_float64(make(kind))
    dlogits = np.random.default_rng(2).standard_normal((*TARGET.shape, V_T))
    for each in (model, other):
        each.forward(SOURCE, TARGET)
    model.step(TARGET[:, 1], model.start(SOURCE[:, :3]))
    for each in (model, other):
        each.backward(dlogits)
    pairs = zip(model.named_parameters(), other.named_parameters(), strict=True)
    for (name, parameter), (_, expected) in pairs:
        np.testing.assert_array_equal(parameter.grad, expected.grad, err_msg=name)


def test_attention_looks_at_no_padding():
    model = make("dot", pad=0)
    model.forward(SOURCE, TARGET)
    assert not model.attention.weights.swapaxes(1, 2)[SOURCE == 0].any()
    np.testing.assert_allclose(model.attention.weights.sum(axis=-1), 1, rtol=1e-5)


def test_learns_to_turn_sequences_round():
    rng = np.random.default_rng(0)
    model = EncoderDecoder(5, 6, 8, 24, attention=DotProductAttention(), rng=rng)
    loss, optimizer = SoftmaxCrossEntropy(), Adam(model.parameters(), lr=1e-2)
    for _ in range(250):
        source = rng.integers(0, 5, (32, 4))
        d = source[:, ::-1]
        target = np.concatenate([np.full((32, 1), 5), d[:, :-1]], axis=1)
        optimizer.zero_grad()
        loss.forward(d, model.forward(source, target))
        model.backward(loss.backward())
        clip_gradients(model.parameters(), 1.0)
        optimizer.step()
    source = rng.integers(0, 5, (200, 4))
    ids, state, written = np.full(200, 5), model.start(source), []
    for _ in range(4):
        logits, state = model.step(ids, state)
        ids = logits.argmax(axis=1)
        written.append(ids)
    assert (np.stack(written, axis=1) == source[:, ::-1]).all(axis=1).mean() > 0.95


@pytest.mark.parametrize(
    ("source", "target", "words"),
    [
        (SOURCE[0], TARGET, r"source ids of shape \(N, steps\), got \(5,\)"),
        (SOURCE, TARGET[None], r"target ids of shape \(N, steps\), got \(1, 3, 4\)"),
        (SOURCE, TARGET[:2], "as many sources as targets"),
        (SOURCE + 1, TARGET, "ids of 7 classes"),
        (SOURCE, TARGET + 1, "ids of 6 classes"),
        (SOURCE[:, :0], TARGET, "at least one step"),
    ],
)
def test_refuses_other_inputs(source, target, words):
    with pytest.raises(ValueError, match=words):
        make("dot").forward(source, target)


def test_step_refuses_other_ids():
    model = make("dot")
    with pytest.raises(ValueError, match="ids of 6 classes"):
        model.step(np.array([1, 6, 2]), model.start(SOURCE))
