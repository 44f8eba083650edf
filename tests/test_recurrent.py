"""Recurrent layers: initial states, masks, single steps, segments, and the errors of all these."""

import numpy as np
import pytest
from layer_cases import moved

from common import layers
from common.gradient_check import check_gradients

N, T, D, H = 3, 5, 2, 4
MASK = np.array([[1, 1, 1, 1, 1], [1, 1, 0, 0, 0], [0, 1, 0, 1, 1]], dtype=bool)

KINDS = {
    "RNN": lambda rng: layers.RNN(D, H, rng=rng),
    "RNN with sigmoid": lambda rng: layers.RNN(D, H, activation=layers.Sigmoid(), rng=rng),
    "LSTM": lambda rng: layers.LSTM(D, H, rng=rng),
    "LSTM with peepholes": lambda rng: layers.LSTM(D, H, peepholes=True, rng=rng),
    "GRU": lambda rng: layers.GRU(D, H, rng=rng),
    "GRUResetBefore": lambda rng: layers.GRUResetBefore(D, H, rng=rng),
}
BOTH_WAYS = {
    "Bidirectional": lambda rng: layers.Bidirectional(layers.LSTM(D, H, rng=rng), layers.GRU(D, H, rng=rng))
}


def make(kind):
    rng = np.random.default_rng(0)
    layer = moved((KINDS | BOTH_WAYS)[kind](rng), rng)
    return layer.to(lambda a: a.astype(np.float64))


def state_of(layer, rng):
    """A random state of the right number of arrays."""
    count = 3 if isinstance(layer, layers.Bidirectional) else len(layer.states)
    return tuple(rng.standard_normal((N, H)) for _ in range(count))


def grads(layer):
    return {name: parameter.grad.copy() for name, parameter in layer.named_parameters()}


class WithStates(layers.Layer):
    """The states as inputs and outputs like any other, for the gradient check."""

    def __init__(self, layer, mask):
        self.layer, self.mask = layer, mask

    def forward(self, x, *state):
        return (self.layer.forward(x, state=state, mask=self.mask), *self.layer.state)

    def backward(self, dy, *dstate):
        return (self.layer.backward(dy, dstate=dstate), *self.layer.dstate)


@pytest.fixture
def rng():
    return np.random.default_rng(1)


@pytest.fixture
def x(rng):
    return rng.standard_normal((N, T, D))


all_kinds = pytest.mark.parametrize("kind", [*KINDS, *BOTH_WAYS])
one_way = pytest.mark.parametrize("kind", KINDS)


@all_kinds
@pytest.mark.parametrize("mask", [None, MASK], ids=["whole", "masked"])
@pytest.mark.parametrize("steps", [1, T])
def test_gradients_of_inputs_states_and_parameters_are_the_numerical_ones(kind, mask, steps, x, rng):
    layer = make(kind)
    mask = None if mask is None else mask[:, :steps]
    check_gradients(WithStates(layer, mask), x[:, :steps], *state_of(layer, rng), rng=rng)


@all_kinds
def test_no_state_is_a_state_of_zeros(kind, x, rng):
    layer = make(kind)
    zeros = tuple(np.zeros_like(h) for h in state_of(layer, rng))
    np.testing.assert_array_equal(layer.forward(x), layer.forward(x, state=zeros))


@one_way
def test_last_state_is_the_last_output(kind, x):
    layer = make(kind)
    y = layer.forward(x)
    np.testing.assert_array_equal(layer.state[0], y[:, -1])
    assert len(layer.state) == len(layer.states)


@all_kinds
def test_a_mask_of_true_changes_nothing(kind, x):
    layer = make(kind)
    y = layer.forward(x)
    np.testing.assert_array_equal(layer.forward(x, mask=np.ones((N, T), dtype=bool)), y)


@one_way
def test_the_state_stays_where_the_mask_is_false(kind, x, rng):
    layer = make(kind)
    state = state_of(layer, rng)
    y = layer.forward(x, state=state, mask=MASK)
    np.testing.assert_array_equal(y[1, 2:], np.tile(y[1, 1], (3, 1)))
    np.testing.assert_array_equal(y[2, 0], state[0][2])
    for last, start in zip(layer.state, state, strict=True):
        short = layer.forward(x[1:2, :2], state=tuple(h[1:2] for h in state))
        np.testing.assert_allclose(short[0, -1], y[1, -1], rtol=1e-12)
        assert (last != start).any()


@all_kinds
def test_padding_has_no_influence_and_no_gradient(kind, x, rng):
    layer = make(kind)
    dy = rng.standard_normal(layer.forward(x, mask=MASK).shape)
    y, dx = layer.forward(x, mask=MASK), layer.backward(dy)
    state, before = layer.state, grads(layer)
    other = make(kind)
    changed = np.where(MASK[..., None], x, 99.0)
    np.testing.assert_array_equal(other.forward(changed, mask=MASK), y)
    np.testing.assert_array_equal(other.backward(dy), dx)
    assert not dx[~MASK].any()
    assert dx[MASK].all()
    for actual, expected in zip(other.state, state, strict=True):
        np.testing.assert_array_equal(actual, expected)
    for name, gradient in grads(other).items():
        np.testing.assert_allclose(gradient, before[name], rtol=1e-10, atol=1e-12, err_msg=name)


@all_kinds
def test_padding_on_the_right_gives_what_the_short_sequence_gives(kind, x):
    layer = make(kind)
    mask = np.arange(T) < np.array([[5], [3], [1]])
    y = layer.forward(x, mask=mask)
    for n, length in enumerate([5, 3, 1]):
        alone = layer.forward(x[n : n + 1, :length])
        np.testing.assert_allclose(alone[0], y[n, :length], rtol=1e-12)


@one_way
def test_steps_equal_the_forward_pass_and_keep_nothing(kind, x, rng):
    layer = make(kind)
    start = state = state_of(layer, rng)
    y = layer.forward(x, state=start)
    last = layer.state
    outputs = []
    for t in range(T):
        h, state = layer.step(x[:, t], state)
        outputs.append(h)
    np.testing.assert_allclose(np.stack(outputs, axis=1), y, rtol=1e-12)
    for actual, expected in zip(state, last, strict=True):
        np.testing.assert_allclose(actual, expected, rtol=1e-12)
    dx = layer.backward(np.ones_like(y))  # the steps in between have left forward's memory alone
    other = make(kind)
    other.forward(x, state=start)
    np.testing.assert_allclose(dx, other.backward(np.ones_like(y)), rtol=1e-12)


@one_way
def test_segments_joined_by_their_states_equal_one_long_pass(kind, x, rng):
    whole, parts = make(kind), make(kind)
    dy = rng.standard_normal((N, T, H))
    y = whole.forward(x)
    dx = whole.backward(dy)

    first, second = parts, parts.twin()
    y1 = first.forward(x[:, :2])
    y2 = second.forward(x[:, 2:], state=first.state)
    dx2 = second.backward(dy[:, 2:])
    dx1 = first.backward(dy[:, :2], dstate=second.dstate)

    np.testing.assert_allclose(np.concatenate([y1, y2], axis=1), y, rtol=1e-12)
    np.testing.assert_allclose(np.concatenate([dx1, dx2], axis=1), dx, rtol=1e-10)
    for expected, actual in zip(whole.dstate, first.dstate, strict=True):
        np.testing.assert_allclose(actual, expected, rtol=1e-10)
    for name, gradient in grads(whole).items():
        np.testing.assert_allclose(grads(parts)[name], gradient, rtol=1e-10, err_msg=name)


@one_way
@pytest.mark.parametrize("state", ["h", [np.zeros((N, H))], (np.zeros((N, H + 1)),), (np.zeros((N, H)),) * 3])
def test_refuses_other_states(kind, state, x):
    layer = make(kind)
    state = np.zeros((N, H)) if state == "h" else state
    with pytest.raises(ValueError, match=r"expects state = \(h.*\(3, 4\), got"):
        layer.forward(x, state=state)
    with pytest.raises(ValueError, match="expects state"):
        layer.step(x[:, 0], state)
    y = layer.forward(x)
    with pytest.raises(ValueError, match="expects dstate"):
        layer.backward(y, dstate=state)


@all_kinds
@pytest.mark.parametrize("mask", [MASK[:, 1:], MASK.astype(int), MASK[..., None]])
def test_refuses_other_masks(kind, mask, x):
    with pytest.raises(ValueError, match=r"expects a boolean mask of shape \(3, 5\)"):
        make(kind).forward(x, mask=mask)


@one_way
def test_refuses_sequences_of_length_0_but_not_empty_batches(kind, x):
    layer = make(kind)
    with pytest.raises(ValueError, match="at least one step"):
        layer.forward(x[:, :0])
    assert layer.forward(x[:0, :0]).shape == (0, 0, H)
    assert layer.forward(x[:0]).shape == (0, T, H)


def test_step_says_what_it_expects(x):
    with pytest.raises(ValueError, match=r"RNN\(2 → 4\) expects \(N, 2\), got \(3, 5, 2\)"):
        make("RNN").step(x)


def test_refuses_one_layer_for_both_directions():
    layer = make("RNN")
    with pytest.raises(ValueError, match="two layers"):
        layers.Bidirectional(layer, layer)


@one_way
def test_recurrent_matrices_start_orthogonal_gate_by_gate(kind):
    layer = KINDS[kind](np.random.default_rng(0))
    for gate in np.split(layer.W.value, layer.gates, axis=1):
        np.testing.assert_allclose(gate @ gate.T, np.eye(H), atol=1e-6)


def test_gate_biases_start_where_they_are_told_to():
    rng = np.random.default_rng(0)
    np.testing.assert_array_equal(layers.LSTM(D, 2, forget_bias=3, rng=rng).b.value, [0, 0, 3, 3, 0, 0, 0, 0])
    for kind in (layers.GRU, layers.GRUResetBefore):
        np.testing.assert_array_equal(kind(D, 2, update_bias=2, rng=rng).b.value, [0, 0, 2, 2, 0, 0])


def test_an_lstm_keeps_its_cell_with_open_forget_gate_and_closed_input_gate():
    layer = layers.LSTM(D, H, forget_bias=40, rng=np.random.default_rng(0))
    layer.b.value[:H] = -40
    cell = np.linspace(-1, 1, N * H).reshape(N, H).astype(np.float32)
    layer.forward(np.ones((N, T, D), dtype=np.float32), state=(np.zeros_like(cell), cell))
    np.testing.assert_allclose(layer.state[1], cell, rtol=1e-6)


@pytest.mark.parametrize("kind", ["GRU", "GRUResetBefore"])
def test_a_gru_keeps_its_state_where_z_is_1(kind, x, rng):
    layer = make(kind)
    layer.b.value[H : 2 * H] = 60
    state = state_of(layer, rng)
    np.testing.assert_allclose(layer.forward(x, state=state)[:, -1], state[0], rtol=1e-12)
