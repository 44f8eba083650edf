"""The causal convolution: what it sees, its steps, and its errors.  Values: ``layer_cases.py``."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.layers import CausalConv1d

DRAWN = settings(max_examples=40, deadline=None, derandomize=True, database=None)
N, T, D, H = 2, 11, 3, 4


@st.composite
def convolutions(draw):
    """A layer in float64, with a bias that is not zero."""
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    kernel, dilation, bias = draw(st.integers(1, 4)), draw(st.integers(1, 6)), draw(st.booleans())
    layer = CausalConv1d(D, H, kernel, dilation, bias, rng=rng).to(lambda a: a.astype(np.float64))
    if bias:
        layer.b.value[...] = rng.standard_normal(H)
    return layer


@pytest.fixture
def x():
    return np.random.default_rng(1).standard_normal((N, T, D))


def test_taps_lie_a_dilation_apart_and_the_last_one_is_now():
    layer = CausalConv1d(1, 1, 3, dilation=2, rng=np.random.default_rng(0))
    layer.W.value[:, 0, 0] = 100, 10, 1
    x = np.arange(1.0, 7.0)[None, :, None]
    np.testing.assert_array_equal(layer.forward(x)[0, :, 0], [1, 2, 13, 24, 135, 246])


@DRAWN
@given(convolutions(), st.integers(0, T - 1))
def test_an_input_reaches_its_taps_and_nothing_before_them(layer, s):
    x = np.random.default_rng(1).standard_normal((N, T, D))
    changed = x.copy()
    changed[:, s] += 1
    moved = (layer.forward(changed) != layer.forward(x)).any(axis=(0, 2))
    taps = range(s, min(T, s + layer.reach + 1), layer.dilation)
    np.testing.assert_array_equal(np.flatnonzero(moved), taps)


@DRAWN
@given(convolutions())
def test_steps_equal_the_forward_pass_and_keep_nothing(layer):
    x = np.random.default_rng(1).standard_normal((N, T, D))
    y = layer.forward(x)
    dx = layer.backward(np.ones_like(y))
    layer.forward(x)
    state, outputs = None, []
    for t in range(T):
        output, state = layer.step(x[:, t], state)
        outputs.append(output)
    np.testing.assert_allclose(np.stack(outputs, axis=1), y, rtol=0, atol=1e-12)
    np.testing.assert_array_equal(layer.backward(np.ones_like(y)), dx)


def test_a_step_leaves_its_state_alone_and_its_rows_can_be_reordered(x):
    layer = CausalConv1d(D, H, 2, dilation=3, rng=np.random.default_rng(0))
    _, state = layer.step(x[:, 0])
    before = state[0].copy()
    y, _ = layer.step(x[:, 1], state)
    np.testing.assert_array_equal(state[0], before)
    turned, _ = layer.step(x[::-1, 1], tuple(part[::-1] for part in state))
    np.testing.assert_array_equal(turned[::-1], y)


def test_steps_and_passes_stay_in_the_type_of_the_weights(x):
    layer = CausalConv1d(D, H, 2, dilation=3, rng=np.random.default_rng(0))
    y, state = layer.step(x[:, 0].astype(np.float32))
    assert y.dtype == state[0].dtype == layer.forward(x).dtype == np.float32


@pytest.mark.parametrize(
    "state", [np.zeros((N, 3, D)), (np.zeros((N, 4, D)),), (), (np.zeros((N, 3, D)),) * 2]
)
def test_refuses_other_states(state, x):
    layer = CausalConv1d(D, H, 2, dilation=3, rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match=r"expects a state of one array \(2, 3, 3\), in a tuple, got"):
        layer.step(x[:, 0], state)


def test_step_says_what_it_expects(x):
    layer = CausalConv1d(D, H, 2, rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match=r"CausalConv1d\(3 → 4\) expects \(N, 3\), got \(2, 11, 3\)"):
        layer.step(x)


@pytest.mark.parametrize("sizes", [(3, 4, 0), (3, 4, 2, 0), (3, 4, 2.0), (3, 4, 2, 1.5), (0, 4, 2)])
def test_refuses_sizes_that_are_no_sizes(sizes):
    with pytest.raises(ValueError, match="whole numbers, at least 1"):
        CausalConv1d(*sizes, rng=np.random.default_rng(0))
