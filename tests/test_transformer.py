"""Transformers: gradients, causality, padding, single steps, order, and a task that they learn."""

import numpy as np
import pytest

from common.decoding import beam_search, greedy
from common.gradient_check import check_gradients
from common.layers import causal_mask
from common.losses import SoftmaxCrossEntropy
from common.optimizers import Adam
from common.transformer import Encoder, LanguageModel, TokenEncoder, Transformer

V_S, V_T, D = 7, 6, 4
SOURCE = np.array([[3, 1, 2, 5, 6], [4, 2, 0, 0, 0], [1, 6, 3, 0, 0]])
TARGET = np.array([[1, 5, 4, 3], [1, 2, 3, 0], [1, 4, 0, 0]])

both_norms = pytest.mark.parametrize("pre_norm", [True, False])
all_positions = pytest.mark.parametrize("positions", ["sinusoidal", "learned", None])


def make(layers=2, **options):
    options = {"pad": 0, "max_length": 8, "rng": np.random.default_rng(0)} | options
    return in_float64(Transformer(V_S, V_T, D, 2, 3, layers, **options))


def language_model(layers=2, **options):
    options = {"causal": True, "max_length": 8, "rng": np.random.default_rng(0)} | options
    return in_float64(LanguageModel(V_T, D, 2, 3, layers, **options))


def in_float64(model):
    return model.to(lambda a: a.astype(np.float64))


@pytest.mark.parametrize(
    "options",
    [{"pre_norm": True}, {"pre_norm": False}, {"positions": "learned"}, {"layers": 2, "positions": None}],
)
def test_gradients_of_the_whole_are_the_numerical_ones(options):
    model = make(**{"layers": 1} | options)
    check_gradients(model, SOURCE[1:], TARGET[1:], rng=np.random.default_rng(1), tolerance=1e-6)


@pytest.mark.parametrize("options", [{"causal": True}, {"causal": False, "pad": 0}])
def test_gradients_of_a_language_model_are_the_numerical_ones(options):
    model = language_model(positions="learned", **options)
    check_gradients(model, TARGET[1:], rng=np.random.default_rng(1), tolerance=1e-6)


def test_gradients_with_a_shared_table():
    model = in_float64(Transformer(V_S, V_S, D, 2, 3, 1, share=True, rng=np.random.default_rng(0)))
    assert model.source.embedding.tokens.W is model.embedding.tokens.W
    check_gradients(model, SOURCE[1:], TARGET[1:], rng=np.random.default_rng(1), tolerance=1e-6)


def test_gives_logits_for_every_target_step_in_float32():
    model = Transformer(V_S, V_T, D, 2, 3, 2, rng=np.random.default_rng(0), dropout=0.1)
    logits = model.forward(SOURCE, TARGET)
    assert logits.shape == (3, 4, V_T)
    assert logits.dtype == np.float32
    model.backward(logits)
    assert {parameter.grad.dtype for parameter in model.parameters()} == {np.dtype(np.float32)}
    assert not model.forward(SOURCE[:0], TARGET[:0]).size


@both_norms
@pytest.mark.parametrize("place", [1, 3])
def test_a_changed_target_changes_nothing_before_it_and_everything_from_there(pre_norm, place):
    model, changed = make(pre_norm=pre_norm), TARGET.copy()
    changed[:, place] = (changed[:, place] + 1) % V_T
    difference = abs(model.forward(SOURCE, changed) - model.forward(SOURCE, TARGET)).max(axis=(0, 2))
    assert not difference[:place].any()
    assert (difference[place:] > 1e-6).all()


@both_norms
def test_a_causal_language_model_sees_no_later_token_and_the_other_sees_all(pre_norm):
    changed = TARGET.copy()
    changed[:, 2] = (changed[:, 2] + 1) % V_T
    for causal in (True, False):
        model = language_model(causal=causal, pre_norm=pre_norm)
        difference = abs(model.forward(changed) - model.forward(TARGET)).max(axis=(0, 2))
        np.testing.assert_array_equal(difference > 1e-9, [not causal, not causal, True, True])


@both_norms
def test_padding_of_the_source_changes_nothing(pre_norm):
    model = make(pre_norm=pre_norm)
    logits = model.forward(SOURCE, TARGET)
    for n, length in enumerate([5, 2, 3]):
        alone = model.forward(SOURCE[n : n + 1, :length], TARGET[n : n + 1])
        np.testing.assert_allclose(alone[0], logits[n], rtol=1e-9, atol=1e-12)
    model.forward(SOURCE, TARGET)
    model.backward(np.random.default_rng(1).standard_normal(logits.shape))
    assert not model.source.embedding.tokens.W.grad[0].any()
    assert model.source.embedding.tokens.W.grad[1:].any(axis=1).all()


@pytest.mark.parametrize("causal", [True, False])
def test_padding_of_a_text_changes_nothing(causal):
    model = language_model(causal=causal, pad=0)
    logits = model.forward(TARGET)
    for n, length in enumerate([4, 3, 2]):
        alone = model.forward(TARGET[n : n + 1, :length])
        np.testing.assert_allclose(alone[0], logits[n, :length], rtol=1e-9, atol=1e-12)


@both_norms
@all_positions
@pytest.mark.parametrize("pad", [None, 0])
def test_steps_equal_the_forward_pass(pre_norm, positions, pad):
    model = make(pre_norm=pre_norm, positions=positions, pad=pad)
    logits, state = model.forward(SOURCE, TARGET), model.start(SOURCE)
    for t in range(TARGET.shape[1]):
        assert isinstance(state, tuple)
        assert all(len(part) == len(SOURCE) for part in state)
        one, state = model.step(TARGET[:, t], state)
        np.testing.assert_allclose(one, logits[:, t], rtol=1e-9, atol=1e-12)


@both_norms
@all_positions
def test_steps_of_a_language_model_equal_the_forward_pass(pre_norm, positions):
    model = language_model(pre_norm=pre_norm, positions=positions)
    logits, state = model.forward(TARGET), model.start(len(TARGET))
    for t in range(TARGET.shape[1]):
        one, state = model.step(TARGET[:, t], state)
        np.testing.assert_allclose(one, logits[:, t], rtol=1e-9, atol=1e-12)


def test_steps_drop_nothing_and_leave_the_memory_of_a_pass_alone():
    model, other = (make(dropout=0.5, rng=np.random.default_rng(3)) for _ in range(2))
    dlogits = np.random.default_rng(2).standard_normal((*TARGET.shape, V_T))
    for each in (model, other):
        each.forward(SOURCE, TARGET)
    state = model.start(SOURCE[:, :3])
    np.testing.assert_array_equal(model.step(TARGET[:, 1], state)[0], model.step(TARGET[:, 1], state)[0])
    assert model.training
    for each in (model, other):
        each.backward(dlogits)
    pairs = zip(model.named_parameters(), other.named_parameters(), strict=True)
    for (name, parameter), (_, expected) in pairs:
        np.testing.assert_array_equal(parameter.grad, expected.grad, err_msg=name)


def test_the_order_of_the_input_matters_only_with_positions():
    order = np.array([3, 0, 2, 1])
    for positions, blind in ((None, True), ("sinusoidal", False)):
        model = language_model(causal=False, positions=positions)
        h, shuffled = model.forward(TARGET[:1]), model.forward(TARGET[:1, order])
        assert np.allclose(shuffled, h[:, order], atol=1e-9) == blind


@pytest.mark.parametrize(("layers", "blind"), [(1, True), (2, False)])
def test_a_causal_mask_tells_places_apart_from_the_second_layer_on(layers, blind):
    """The last place of one layer sees its past as a set; the vectors of that past know their own past."""
    x = np.random.default_rng(0).standard_normal((1, 5, D))
    shuffled = x[:, [2, 0, 3, 1, 4]]
    stack = in_float64(Encoder(D, 2, 3, layers, rng=np.random.default_rng(0)))
    last, other = (stack.forward(part, mask=causal_mask(5))[0, -1] for part in (x, shuffled))
    assert np.allclose(last, other, atol=1e-9) == blind


def test_learns_to_turn_sequences_round_and_writes_them_by_beam_search():
    rng = np.random.default_rng(0)
    model = Transformer(5, 7, 16, 2, 32, 1, max_length=8, rng=rng)
    loss, optimizer = SoftmaxCrossEntropy(), Adam(model.parameters(), lr=5e-3)
    for _ in range(300):
        source = rng.integers(0, 5, (32, 4))
        d = np.concatenate([source[:, ::-1], np.full((32, 1), 6)], axis=1)
        target = np.concatenate([np.full((32, 1), 5), d[:, :-1]], axis=1)
        optimizer.zero_grad()
        loss.forward(d, model.forward(source, target))
        model.backward(loss.backward())
        optimizer.step()
    source = rng.integers(0, 5, (100, 4))
    one, _ = greedy(model.step, model.start(source), bos=5, eos=6, max_length=6)
    best, log_p = beam_search(model.step, model.start(source), bos=5, eos=6, max_length=6, width=3)
    assert np.mean([list(s) == list(t[::-1]) for s, t in zip(one, source, strict=True)]) > 0.9
    assert np.mean([list(s) == list(t[::-1]) for s, t in zip(best, source, strict=True)]) > 0.9
    assert (log_p > -3).mean() > 0.9


@pytest.mark.parametrize(
    ("source", "target", "words"),
    [
        (SOURCE[0], np.ones(5, dtype=int), r"ids of shape \(N, T\)"),
        (SOURCE, TARGET[:, None], r"ids of shape \(N, T\), got \(3, 1, 4\)"),
        (SOURCE, TARGET[:2], "as many sources as targets"),
        (SOURCE + 1, TARGET, "ids of 7 classes"),
        (SOURCE, TARGET + 1, "ids of 6 classes"),
        (np.tile(SOURCE, 2), TARGET, "a table of 8 places, got a sequence of 10"),
        (SOURCE, np.tile(TARGET, 3), "a table of 8 places, got a sequence of 12"),
    ],
)
def test_refuses_other_inputs(source, target, words):
    with pytest.raises(ValueError, match=words):
        make().forward(source, target)


def test_refuses_steps_that_make_no_sense():
    model = make()
    state = model.start(SOURCE)
    with pytest.raises(ValueError, match="ids of 6 classes"):
        model.step(np.array([1, 6, 2]), state)
    for _ in range(8):
        _, state = model.step(TARGET[:, 0], state)
    with pytest.raises(ValueError, match="a table of 8 places, got a sequence of 9"):
        model.step(TARGET[:, 0], state)
    with pytest.raises(ValueError, match="build it with causal=True"):
        TokenEncoder(V_T, D, 2, 3, 1, rng=np.random.default_rng(0)).start(1)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"positions": "rotary"}, 'positions is "sinusoidal", "learned" or None'),
        ({"share": True}, "one vocabulary, got 7 and 6 ids"),
        ({"layers": 0}, "the sizes of Encoder"),
    ],
)
def test_refuses_settings_that_make_no_sense(options, words):
    with pytest.raises(ValueError, match=words):
        make(**options)
