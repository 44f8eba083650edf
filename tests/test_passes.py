"""One forward, one backward: what is refused, what twins are for, and what passes between layers."""

import copy
import re

import numpy as np
import pytest

from common.gradient_check import check_gradients, numerical_gradient
from common.layers import (
    BatchNorm,
    Concat,
    Conv2d,
    Dropout,
    Flatten,
    Fork,
    Layer,
    Linear,
    MaxPool2d,
    ReLU,
    Residual,
    Sequential,
    Tanh,
)


def rng(seed=0):
    return np.random.default_rng(seed)


def to_float64(layer):
    return layer.to(lambda a: a.astype(np.float64))


# --- one backward for one forward -----------------------------------------------------------------


@pytest.mark.parametrize("layer", [ReLU(), Linear(3, 2, rng=rng()), Conv2d(1, 1, 3, rng=rng()), Sequential()])
def test_backward_needs_a_forward(layer):
    for backward in (layer.backward, layer.backward_parameters):
        with pytest.raises(RuntimeError, match=rf"{type(layer).__name__}\.backward before forward"):
            backward(np.ones((4, 3)))


def test_a_second_backward_is_refused_before_it_adds_anything():
    layer = Linear(3, 2, rng=rng())
    dy = np.ones_like(layer.forward(np.ones((4, 3))))
    layer.backward(dy)
    kept = layer.W.grad.copy()
    for backward in (layer.backward, layer.backward_parameters):
        with pytest.raises(RuntimeError, match=r"second time after one forward.*layer\.twin\(\)"):
            backward(dy)
    np.testing.assert_array_equal(layer.W.grad, kept)
    layer.forward(np.ones((4, 3)))
    layer.backward(dy)  # a new forward, a new backward


def shared_linear():
    layer = Linear(3, 3, rng=rng())
    return Sequential(layer, Tanh(), layer)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Sequential(*[ReLU()] * 3),
        shared_linear,
        lambda: Concat(*[Linear(3, 2, rng=rng())] * 2),
        lambda: Fork(*[Dropout(0.5, rng=rng())] * 2),
        lambda: Residual(*[Linear(3, 3, rng=rng())] * 2),
    ],
)
def test_one_layer_at_two_places_is_refused(make):
    model = make()
    y = model.forward(np.ones((4, 3)))
    with pytest.raises(RuntimeError, match=r"at two places of a network needs layer\.twin\(\)"):
        model.backward(*y if isinstance(y, tuple) else (y,))


@pytest.mark.parametrize("backward", ["backward", "backward_parameters"])
@pytest.mark.parametrize("shape", [(3, 4), (4,), (1, 3), (2, 4, 3), ()])
@pytest.mark.parametrize("layer", [ReLU(), Linear(3, 3, rng=rng()), BatchNorm(3), Sequential(), Tanh()])
def test_a_gradient_of_another_shape_is_refused_with_both_shapes(layer, shape, backward):
    layer.forward(rng().standard_normal((4, 3)))
    with pytest.raises(ValueError, match=re.escape(f"of shape (4, 3), got {shape}")):
        getattr(layer, backward)(np.ones(shape))


def test_the_gradient_of_an_image_is_not_broadcast():
    for layer in (MaxPool2d(2), Conv2d(1, 1, 3, padding=1, stride=2, rng=rng())):
        layer.forward(np.ones((2, 1, 4, 4)))
        with pytest.raises(ValueError, match=re.escape("of shape (2, 1, 2, 2), got (2, 1, 4, 1)")):
            layer.backward(np.ones((2, 1, 4, 1)))


def test_another_number_of_gradients_is_refused():
    fork, dy = Fork(Tanh(), Linear(3, 1, rng=rng())), np.ones((4, 3))
    fork.forward(dy)
    with pytest.raises(ValueError, match=re.escape("of shape (4, 3), (4, 1), got (4, 3)")):
        fork.backward(dy)
    with pytest.raises(ValueError, match="got none"):
        fork.backward()


def test_a_list_is_no_array():
    with pytest.raises(TypeError, match=r"Linear expects arrays, got a list: use np\.array"):
        Linear(2, 1, rng=rng()).forward([[1.0, 2.0]])


def test_backward_belongs_to_the_latest_forward_whatever_the_mode():
    layer = Sequential(Linear(3, 2, rng=rng()), Dropout(0.5, rng=rng()))
    layer.forward(np.ones((4, 3)))
    layer.eval().forward(np.ones((1, 3)))
    with pytest.raises(ValueError, match=re.escape("of shape (1, 2), got (4, 2)")):
        layer.train().backward(np.ones((4, 2)))
    layer.forward(np.ones((4, 3)))
    layer.backward(np.ones((4, 2)))


def test_a_forward_that_failed_leaves_nothing_to_go_back():
    layer = Linear(3, 2, rng=rng())
    layer.forward(np.ones((4, 3)))
    with pytest.raises(ValueError, match=r"expects \(\.\.\., 3\)"):
        layer.forward(np.ones((4, 2)))
    with pytest.raises(RuntimeError, match="before forward"):
        layer.backward(np.ones((4, 2)))


def test_a_subclass_may_call_what_it_inherits():
    class Doubled(Linear):
        def forward(self, x):
            return np.concatenate([super().forward(x), super().forward(x)])

        def backward(self, dy):
            first, second = np.split(dy, 2)
            return super().backward(first) + super().backward(second)

    assert check_gradients(Doubled(3, 2, rng=rng()), rng().standard_normal((4, 3)), rng=rng()) < 1e-7
    assert Doubled.forward.__doc__ == Doubled.forward.__wrapped__.__doc__


# --- twins -----------------------------------------------------------------------------------------


def test_a_twin_shares_parameters_and_random_numbers_but_no_memory():
    layer = Sequential(Linear(3, 2, rng=rng()), BatchNorm(2), Dropout(0.5, rng=rng()))
    twin = layer.twin()
    assert all(p is q for p, q in zip(layer.parameters(), twin.parameters(), strict=True))
    assert twin.layers[2].rng is layer.layers[2].rng
    x = rng().standard_normal((5, 3))
    a, b = layer.forward(x), twin.forward(x)
    assert not np.array_equal(a == 0, b == 0)  # the next numbers of one generator
    layer.backward(np.ones_like(a))
    twin.backward(np.ones_like(b))


class Siamese(Layer):
    """Two inputs through the same trunk; the output is the squared difference of what comes out."""

    def __init__(self, trunk):
        self.first, self.second = trunk, trunk.twin()

    def forward(self, a, b):
        self.difference = self.first.forward(a) - self.second.forward(b)
        return (self.difference**2).sum(axis=1)

    def backward(self, dy):
        slope = 2 * dy[:, None] * self.difference
        return self.first.backward(slope), self.second.backward(-slope)


def test_a_siamese_pair():
    model = Siamese(Sequential(Linear(3, 4, rng=rng()), Tanh(), Linear(4, 2, rng=rng(1))))
    assert [name for name, _ in model.named_parameters()] == [
        "first.layers.0.W",
        "first.layers.0.b",
        "first.layers.2.W",
        "first.layers.2.b",
    ]
    assert check_gradients(model, *rng(2).standard_normal((2, 5, 3)), rng=rng(3)) < 1e-7


class Cell(Layer):
    """h' = tanh([x, h] W + b): one step of a recurrent network, y = h'."""

    def __init__(self, size, hidden, *, rng):
        self.inner = Sequential(Linear(size + hidden, hidden, rng=rng), Tanh())
        self.size = size

    def forward(self, x, h):
        return self.inner.forward(np.concatenate([x, h], axis=1))

    def backward(self, dy):
        dxh = self.inner.backward(dy)
        return dxh[:, : self.size], dxh[:, self.size :]

    def step(self, x, state):
        linear = self.inner.layers[0]
        h = np.tanh(np.concatenate([x, state[0]], axis=1) @ linear.W.value + linear.b.value)
        return h, (h,)


class Unrolled(Layer):
    """A cell over the steps of a sequence: x (N, T, D), state (N, H) -> y (N, T, H)."""

    def __init__(self, cell, steps):
        self.steps = [cell, *(cell.twin() for _ in range(steps - 1))]

    def forward(self, x, h):
        outputs = []
        for t, cell in enumerate(self.steps):
            h = cell.forward(x[:, t], h)
            outputs.append(h)
        self.state = h
        return np.stack(outputs, axis=1)

    def backward(self, dy):
        dh, dx = 0, []
        for t in reversed(range(len(self.steps))):
            step, dh = self.steps[t].backward(dy[:, t] + dh)
            dx.append(step)
        return np.stack(dx[::-1], axis=1), dh


def test_a_decoder_of_twins_and_its_single_steps():
    model = Unrolled(Cell(2, 3, rng=rng()), 4)
    assert len(model.parameters()) == 2
    x, h = rng(1).standard_normal((5, 4, 2)), rng(2).standard_normal((5, 3))
    assert check_gradients(model, x, h, rng=rng(3)) < 1e-7
    to_float64(model)
    y, cell, state = model.forward(x, h), model.steps[0], (h,)
    kept = dict(vars(cell.inner))
    for t in range(4):
        step, state = cell.step(x[:, t], state)
        np.testing.assert_allclose(step, y[:, t], rtol=1e-12)
        chosen = [1, 1, 0, 4, 2]  # as beam search does; here only to see that it is possible
        assert [a[chosen].shape for a in state] == [(5, 3)]
    assert vars(cell.inner) == kept  # nothing was kept on the layer


# --- several values between layers ----------------------------------------------------------------


def two_heads():
    trunk = Sequential(Linear(3, 4, rng=rng()), Tanh())
    return Sequential(trunk, Fork(Linear(4, 2, rng=rng(1)), Sequential(Linear(4, 1, rng=rng(2)), Tanh())))


def test_a_network_with_two_heads():
    model = two_heads()
    policy, value = model.forward(np.ones((5, 3)))
    assert (policy.shape, value.shape) == ((5, 2), (5, 1))
    assert check_gradients(model, rng().standard_normal((5, 3)), rng=rng()) < 1e-7


class Sample(Layer):
    """z = μ + σ ε with σ = exp(s): two inputs from a Fork, as in a variational autoencoder."""

    def __init__(self, rng):
        self.rng = rng

    def forward(self, mean, s):
        self.noise = self.rng.standard_normal(s.shape) * np.exp(s)
        return mean + self.noise

    def backward(self, dy):
        return dy, dy * self.noise


def test_sequential_passes_tuples_forwards_and_backwards():
    heads = Fork(Linear(3, 2, rng=rng()), Linear(3, 2, rng=rng(1)))
    model = Sequential(heads, Sample(rng(2)), Linear(2, 1, rng=rng(3)))
    assert check_gradients(model, rng().standard_normal((4, 3)), rng=rng()) < 1e-7


def test_sequential_takes_several_inputs():
    model = Sequential(Siamese(Linear(3, 2, rng=rng())), Tanh())
    assert check_gradients(model, *rng().standard_normal((2, 4, 3)), rng=rng()) < 1e-7


def test_a_fork_in_a_fork():
    model = Fork(Fork(Tanh(), Linear(3, 2, rng=rng())), Tanh())
    x = rng().standard_normal((4, 3))
    (a, b), c = model.forward(x)
    expected = 2 * (1 - np.tanh(x) ** 2) + np.ones((4, 2)) @ model.branches[0].branches[1].W.value.T
    gradient = model.backward((np.ones_like(a), np.ones_like(b)), np.ones_like(c))
    np.testing.assert_allclose(gradient, expected, rtol=1e-6)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Sequential([ReLU(), Tanh()]), r"one by one, got \[.*\]: .* Sequential\(\*layers\)"),
        (lambda: Sequential(ReLU(), Tanh), r"got <class .*Tanh'>: write Sequential\(Linear"),
        (lambda: Fork(np.tanh), "got <ufunc 'tanh'>"),
        (lambda: Concat((ReLU(), Tanh())), r"Concat\(\*layers\)"),
        (lambda: Residual(ReLU), "got <class .*ReLU'>"),
        (lambda: Residual(ReLU(), Flatten), "got <class .*Flatten'>"),
    ],
)
def test_joins_say_what_they_take(make, message):
    with pytest.raises(TypeError, match=message):
        make()


def test_truncated_backpropagation_over_two_segments_forwards_as_one_long_pass():
    x = rng(1).standard_normal((5, 6, 2))
    whole, part = (to_float64(Unrolled(Cell(2, 3, rng=rng()), steps)) for steps in (6, 3))
    zero = np.zeros((5, 3))
    y = whole.forward(x, zero)
    parts, h = [], zero
    for start in (0, 3):
        parts.append(part.forward(x[:, start : start + 3], h))
        h = part.state
        part.backward(np.ones_like(parts[-1]))
    np.testing.assert_allclose(np.concatenate(parts, axis=1), y, rtol=1e-12)
    W = part.steps[0].inner.layers[0].W

    def objective():  # the second segment's start is a constant: that is where the gradient is cut
        first = part.forward(x[:, :3], zero)
        return float(first.sum() + part.forward(x[:, 3:], parts[0][:, -1]).sum())

    np.testing.assert_allclose(W.grad, numerical_gradient(objective, W.value), rtol=1e-6)


def test_layers_can_be_copied_between_forward_and_backward():
    layer = Linear(3, 2, rng=rng())
    y = layer.forward(np.ones((4, 3)))
    other = copy.deepcopy(layer)
    np.testing.assert_array_equal(other.backward(y), layer.backward(y))
