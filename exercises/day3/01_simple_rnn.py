"""The exercises of lesson 3-01: their inputs, references and usual slips."""

import numpy as np

from common import functions
from common.exercise import exercise

rng = np.random.default_rng(301)


def bits(numbers, length):
    """Whole numbers (N,) -> bits (N, length), the lowest first."""
    return (np.asarray(numbers)[:, None] >> np.arange(length) & 1).astype(float)


def difference(subtractor, a, b):
    """y (N, T) of the threshold units with the weights of ``subtractor()``, on the bits of a and b (N, T)."""
    W_in, W, bias, W_out, b_out = (np.asarray(part, dtype=float) for part in subtractor())
    h, ys = np.zeros((len(a), len(W))), []
    for t in range(a.shape[1]):
        h = (np.stack([a[:, t], b[:, t]], axis=1) @ W_in + h @ W + bias > 0).astype(float)
        ys.append((h @ W_out + b_out).reshape(len(a)))
    return np.stack(ys, axis=1)


low, high = np.sort(rng.integers(0, 2**11, size=(2, 12)), axis=0)


@exercise(
    run=difference,
    cases=[
        (bits([5], 3), bits([3], 3)),
        (bits([8], 4), bits([1], 4)),
        (bits([6, 5, 4, 0], 3), bits([1, 5, 3, 0], 3)),
        (bits(high, 12), bits(low, 12)),
    ],
)
def subtractor():
    W_in = np.array([[-1.0, -1.0, -1.0], [1.0, 1.0, 1.0]])
    W = np.zeros((3, 3))
    W[1, :] = 1  # the borrow of the column before
    b = np.array([0.5, -0.5, -1.5])  # n >= 0, n >= 1, n >= 2
    W_out = np.array([[-1.0], [1.0], [-1.0]])
    return W_in, W, b, W_out, np.array([1.0])


def net(signs=(-1.0, 1.0), b=(0.5, -0.5, -1.5), out=(-1.0, 1.0, -1.0), b_out=1.0, borrow=1, sign=1.0):
    """A wrong answer: the reference with some of its numbers replaced; ``sign``: the borrow's weight."""

    def wrong():
        W_in, W = np.repeat(np.array(signs)[:, None], 3, axis=1), np.zeros((3, 3))
        if borrow is not None:
            W[borrow, :] = sign
        return W_in, W, np.array(b), np.array(out)[:, None], np.array([b_out])

    return wrong


for sentence, wrong in [
    ("this is the adder of section 2: here b and the borrow count against a", {
        "signs": (1.0, 1.0), "b": (-0.5, -1.5, -2.5), "out": (1.0, -1.0, 1.0), "b_out": 0.0}),
    ("a and b are exchanged: the net computes b − a", {"signs": (1.0, -1.0)}),
    ("no borrow reaches the next column: row 1 of W, that of unit 2, should hold ones", {"borrow": None}),
    ("W hands on unit 1, n ≥ 0: there is a borrow only where n ≥ 1", {"borrow": 0}),
    ("no borrow reaches the next column: row 1 of W, that of unit 2, should hold ones", {"borrow": 2}),
    ("the borrow counts for a: its weight should be +1, like that of b", {"sign": -1.0}),
    ("b_out is 0: for n = −1 no unit fires, and yet the bit is 1", {"b_out": 0.0}),
    ("the output is the complement of the bit: the signs of W_out and b_out are exchanged", {
        "out": (1.0, -1.0, 1.0), "b_out": 0.0}),
    ("the units fire from n = 1, 2 and 3 on, where n = 0, 1 and 2 is asked (u = 0 does not fire)", {
        "b": (-0.5, -1.5, -2.5)}),
    ("the units fire from n = 1, 2 and 3 on, where n = 0, 1 and 2 is asked (u = 0 does not fire)", {
        "b": (0.0, -1.0, -2.0)}),
    ("unit 3 does not count in W_out: for n = 2 the bit is 0", {"out": (-1.0, 1.0, 0.0)}),
    ("the units fire from n = −1, 0 and 1 on, where n = 0, 1 and 2 is asked", {"b": (1.5, 0.5, -0.5)}),
    ("the signs of W_out are those of a sum: with b_out = 1 they are −1, 1, −1", {"out": (1.0, -1.0, 1.0)}),
    ("the output is the borrow that a column hands on, unit 2: asked is its bit", {
        "out": (0.0, 1.0, 0.0), "b_out": 0.0}),
    ("b is not counted: row 1 of W_in should hold ones", {"signs": (-1.0, 0.0)}),
    ("a is not counted: row 0 of W_in should hold −1", {"signs": (0.0, 1.0)}),
    ("the borrow counts twice: like b it takes 1 away, so its weight is 1", {"sign": 2.0}),
]:  # fmt: skip
    subtractor.slip(sentence)(net(**wrong))


@subtractor.slip("W is transposed: row i of W holds what unit i says to the units of the next step")
def _():
    W_in, W, b, W_out, b_out = subtractor.reference()
    return W_in, W.T, b, W_out, b_out


for sentence, wrong_W in [
    ("W is all ones: only the borrow, unit 2, should reach the next step", np.ones((3, 3))),
    ("with this W each unit reaches itself alone: the borrow, unit 2, should reach all three", np.eye(3)),
    (
        "the borrow reaches unit 2 alone: all three units count it, row 1 of W is ones",
        np.diag([0, 1, 0]),
    ),
]:

    @subtractor.slip(sentence)
    def _(wrong_W=wrong_W):
        W_in, _, b, W_out, b_out = subtractor.reference()
        return W_in, wrong_W, b, W_out, b_out


@subtractor.slip("units that fire at low counts are off at the start, and off means a borrow there")
def _():
    W_in, W, _, W_out, _ = subtractor.reference()
    return -W_in, -W, np.array([0.5, 1.5, 2.5]), -W_out, np.zeros(1)


def sequence(N, T, D):
    """Inputs with D = H = O, so that no shape tells a matrix from its transpose."""
    return tuple(rng.standard_normal(shape) for shape in [(N, T, D), (D, D), (D, D), (D,), (D, D), (D,)])


x1 = np.array([[[1.0], [0.0]]])
one, zero = np.array([[1.0]]), np.zeros(1)


@exercise(cases=[(x1, one, 2 * one, zero, one, zero), sequence(2, 4, 3), sequence(3, 3, 3)])
def recurrent_forward(x, W_in, W, b, W_out, b_out):
    h = np.zeros((len(x), len(b)))
    ys = []
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ W_in + h @ W + b)
        ys.append(h @ W_out + b_out)
    return np.stack(ys, axis=1)


class Net:
    """The net of exercise 2; each wrong answer replaces one of its pieces."""

    start, f = 0.0, staticmethod(np.tanh)

    def __init__(self, W_in, W, b, W_out, b_out):
        self.W_in, self.W, self.b, self.W_out, self.b_out = W_in, W, b, W_out, b_out

    def u(self, x, h):
        return x @ self.W_in + h @ self.W + self.b

    def output(self, h):
        return h @ self.W_out + self.b_out

    def step(self, x, h):
        """(what is handed on, y)"""
        h = self.f(self.u(x, h))
        return h, self.output(h)

    def __call__(self, x):
        h, ys = np.full((len(x), len(self.b)), self.start), []
        for t in range(x.shape[1]):
            h, y = self.step(x[:, t], h)
            ys.append(y)
        return np.stack(ys, axis=1)


def fed_back(net, x, h):
    y = net.output(np.tanh(net.u(x, h)))
    return y, y


def in_state(rule):
    """A step whose new state is ``rule(net, x, h)``, with the output read from it."""

    def step(net, x, h):
        h = rule(net, x, h)
        return h, net.output(h)

    return step


for sentence, pieces in [
    ("the state is never handed on: every step starts from zero", {
        "u": lambda net, x, _: x @ net.W_in + net.b}),
    ("h @ W is added after tanh: it belongs inside, with the input", {
        "step": in_state(lambda net, x, h: np.tanh(x @ net.W_in + net.b) + h @ net.W)}),
    ("b is added after tanh: it belongs inside", {
        "step": in_state(lambda net, x, h: np.tanh(x @ net.W_in + h @ net.W) + net.b)}),
    ("the new state is added to the old one: it takes its place", {
        "step": in_state(lambda net, x, h: h + np.tanh(net.u(x, h)))}),
    ("u is handed on instead of h = tanh(u)", {
        "step": lambda net, x, u: (net.u(x, u), net.output(np.tanh(net.u(x, u))))}),
    ("tanh is missing: the units are linear", {"f": staticmethod(lambda u: u)}),
    ("a sigmoid stands where tanh belongs", {"f": staticmethod(functions.sigmoid)}),
    ("ReLU stands where tanh belongs", {"f": staticmethod(functions.relu)}),
    ("the output is fed back instead of the state", {"step": fed_back}),
    ("the output goes through tanh: it is linear", {"output": lambda net, h: np.tanh(Net.output(net, h))}),
    ("the output is computed from the state before the step: y_t reads h_t", {
        "step": lambda net, x, h: (np.tanh(net.u(x, h)), net.output(h))}),
    ("the state starts at 1: it starts at 0", {"start": 1.0}),
]:  # fmt: skip
    kind = type("Wrong", (Net,), pieces)
    recurrent_forward.slip(sentence)(lambda x, *weights, kind=kind: kind(*weights)(x))


@recurrent_forward.slip(
    "steps and samples are mixed up: np.stack(ys, axis=1) joins the outputs, reshape does not"
)
def _(*case):
    y = recurrent_forward.reference(*case)
    return y.swapaxes(0, 1).reshape(y.shape)


@recurrent_forward.slip("the sequence is read from its end")
def _(x, W_in, W, b, W_out, b_out):
    return recurrent_forward.reference(x[:, ::-1], W_in, W, b, W_out, b_out)[:, ::-1]


@recurrent_forward.slip("the last state of a sample starts the next one: every sample starts from zero")
def _(x, W_in, W, b, W_out, b_out):
    flat = recurrent_forward.reference(x.reshape(1, -1, x.shape[2]), W_in, W, b, W_out, b_out)
    return flat.reshape(*x.shape[:2], -1)


@recurrent_forward.slip("only the last output is returned: y has one for every step, (N, T, O)")
def _(x, W_in, W, b, W_out, b_out):
    return recurrent_forward.reference(x, W_in, W, b, W_out, b_out)[:, -1]


@recurrent_forward.slip("the steps come first: y is (N, T, O), join the outputs with np.stack(ys, axis=1)")
def _(x, W_in, W, b, W_out, b_out):
    return recurrent_forward.reference(x, W_in, W, b, W_out, b_out).swapaxes(0, 1)


@recurrent_forward.slip("the states are returned: the output is h @ W_out + b_out")
def _(x, W_in, W, b, W_out, b_out):
    return recurrent_forward.reference(x, W_in, W, b, np.eye(len(b)), np.zeros(len(b)))


def columns(*pairs, length):
    """The bits x (N, T, 2) of pairs of numbers, lowest first."""
    return np.stack([bits([a for a, _ in pairs], length), bits([b for _, b in pairs], length)], axis=-1)


@exercise(
    cases=[
        columns((3, 1), length=3),
        columns((7, 1), (5, 6), (6, 1), (0, 0), length=3),
        columns(*rng.integers(0, 2**9, size=(6, 2)), length=10),
    ]
)
def carries(x):
    c = np.zeros(len(x))
    handed_on = []
    for t in range(x.shape[1]):
        c = (x[:, t].sum(axis=1) + c >= 2).astype(float)
        handed_on.append(c)
    return np.stack(handed_on, axis=1)


@carries.slip("the carry of the column before is not counted: 1 + 0 with a carry gives a carry")
def _(x):
    return (x.sum(axis=2) >= 2).astype(float)


@carries.slip("a carry that came from two columns back is lost: c has to count in the next c, too")
def _(x):
    own = x.sum(axis=2) >= 2
    return (x.sum(axis=2) + np.pad(own, [(0, 0), (1, 0)])[:, :-1] >= 2).astype(float)


@carries.slip("a carry once there never ends: a column of two zeros hands on none")
def _(x):
    return np.maximum.accumulate(x.min(axis=2), axis=1)


def looped(x, rule, start=0.0):
    """The loop of the wrong answers: ``rule(count) -> carry``."""
    c, out = np.full(len(x), start), np.zeros(x.shape[:2])
    for t in range(x.shape[1]):
        c = out[:, t] = rule(x[:, t].sum(axis=1) + c)
    return out


@carries.slip("three ones hand on a carry as well: the count is at least 2, not exactly 2")
def _(x):
    return looped(x, lambda count: count == 2)


@carries.slip("the first column gets a carry: it starts at 0")
def _(x):
    return looped(x, lambda count: count >= 2, start=1.0)


@carries.slip("the last carry of a sample starts the next one: every sample starts from 0")
def _(x):
    return carries.reference(x.reshape(1, -1, 2)).reshape(x.shape[:2])


@carries.slip("this is where a and b differ: two ones are needed, of a, b and c")
def _(x):
    return x[..., 0] != x[..., 1]


@carries.slip("there is an axis too much: the result is (N, T)")
def _(x):
    return carries.reference(x)[..., None]


@carries.slip("one bit too many is asked for: two of a, b and c are enough for a carry")
def _(x):
    return (x.sum(axis=2) >= 3).astype(float)


@carries.slip("this is the carry that arrives in each column: asked is the one that it hands on")
def _(x):
    return np.pad(carries.reference(x), [(0, 0), (1, 0)])[:, :-1]


@carries.slip("the columns are read from the highest bit: the carry starts at the lowest, at step 0")
def _(x):
    return carries.reference(x[:, ::-1])[:, ::-1]


@carries.slip("these are the bits of the sum, (a + b + c) % 2: the carry is whether the count reaches 2")
def _(x):
    arriving = np.pad(carries.reference(x), [(0, 0), (1, 0)])[:, :-1]
    return (x.sum(axis=2) + arriving) % 2


@carries.slip("a carry comes as soon as one bit is 1: it takes two")
def _(x):
    return (np.maximum.accumulate(x.max(axis=2), axis=1) >= 1).astype(float)


@carries.slip("the count is handed on: the carry is 1 or 0")
def _(x):
    return looped(x, lambda count: count)


@carries.slip("the steps come first: the result is (N, T), join the steps with np.stack(..., axis=1)")
def _(x):
    return carries.reference(x).T


@carries.slip("only the last carry is returned: one for every column is asked for")
def _(x):
    return carries.reference(x)[:, -1]
