"""``check`` names the slip in a wrong answer, accepts right ones, and never raises."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common import functions
from common.exercise import check
from common.exercise.compare import Case
from common.exercise.slips import LAST_WORDS, diagnose
from common.exercise.slips import SLIPS as ALL_SLIPS
from common.layers import Layer, Linear, Parameter, ReLU, Sigmoid
from common.losses import SoftmaxCrossEntropy

RNG = np.random.default_rng(7)
X, X2 = RNG.standard_normal((3, 4)), RNG.standard_normal((5, 4))
W = RNG.standard_normal((4, 2))
V = RNG.standard_normal(5)
POSITIVE = RNG.random((3, 4)) * 3 + 0.5
IMAGES = RNG.standard_normal((2, 3, 4, 5))


def report(capsys, *arguments, **keywords):
    assert check(*arguments, **keywords) is None
    return capsys.readouterr().out.rstrip("\n")


def hint(capsys, *arguments, **keywords):
    text = report(capsys, *arguments, **keywords)
    assert text.startswith("✗ not right yet"), text
    lines = [line for line in text.splitlines() if line.startswith("  hint: ")]
    assert len(lines) <= 1
    return lines[0] if lines else ""


def softmax_of_all(x):
    e = np.exp(x - x.max())
    return e / e.sum()


def linear_gradients(x, W):
    return x.T @ np.ones((len(x), W.shape[1])), np.ones((len(x), W.shape[1])) @ W.T


def roll(x):
    return np.roll(x, 1, axis=0)


def same_array(x):
    return x


def in_place_relu(x):
    x[x < 0] = 0
    return x


def mse(d, y):
    return ((y - d) ** 2).mean()


def no_return(x):
    x.sum()


def late(x):
    y = np.zeros_like(x)
    y[1:] = (x * 2 - 1)[:-1]
    return y


# (wrong answer, reference, inputs, words in the hint)
SLIPS = {
    "returned None": (no_return, np.sum, [X], ["None", "return"]),
    "a function": (lambda _: np.sum, np.sum, [X], ["call it"]),
    "a string": (lambda x: str(x.sum()), np.sum, [X], ["a number", "str"]),
    "swapped parts": (lambda x, W: linear_gradients(x, W)[::-1], linear_gradients, [(X, W)], ["swapped"]),
    "missing part": (lambda x, W: linear_gradients(x, W)[0], linear_gradients, [(X, W)], ["2 parts", "one"]),
    "three parts": (lambda x, W: (x, W, x), linear_gradients, [(X, W)], ["2 parts", "got 3"]),
    "dict keys": (lambda _: {"a": 1}, lambda _: {"b": 1}, [X], ["missing ['b']", "['a']"]),
    "sign": (lambda x: -np.exp(x), np.exp, [X], ["sign"]),
    "log for −log": (lambda x: np.log(x).sum(), lambda x: -np.log(x).sum(), [POSITIVE], ["sign"]),
    "transposed": (lambda x, W: W.T @ x.T, lambda x, W: x @ W, [(X, W)], ["transposed"]),
    "axes": (
        lambda x: x.transpose(0, 2, 3, 1) * 2,
        lambda x: x * 2,
        [IMAGES],
        ["axes", "transpose(0, 3, 1, 2)"],
    ),
    "missing sum": (lambda x: x * x, lambda x: (x * x).sum(axis=0), [X], ["sum", "axis 0", "batch"]),
    "missing mean": (lambda x: x * x, lambda x: (x * x).mean(axis=0), [X], ["mean", "axis 0", "batch"]),
    "missing mean of all": (lambda x: x**2, lambda x: (x**2).mean(), [X], ["mean", "all entries"]),
    "missing max": (np.exp, lambda x: np.exp(x).max(axis=1), [X], ["maximum", "axis 1"]),
    "extra sum": (lambda x: np.exp(x).sum(axis=0), np.exp, [X], ["sum", "axis 0", "too much"]),
    "extra mean": (lambda x: np.exp(x).mean(), np.exp, [X], ["mean", "all entries", "too much"]),
    "sum for mean": (
        lambda x: x.sum(axis=0),
        lambda x: x.mean(axis=0),
        [X, X2],
        ["3 times", "mean, not the sum"],
    ),
    "mean for sum": (
        lambda x: x.mean(axis=0),
        lambda x: x.sum(axis=0),
        [X],
        ["3 times", "sum, not the mean"],
    ),
    "sum for mean, scalar": (lambda x: x.sum(), lambda x: x.sum() / len(x), [X, X2], ["batch has 3"]),
    "batch of two": (lambda x: 2 * np.exp(x), np.exp, [X[:2]], ["batch has 2", "factor 2"]),
    "factor 2, not batch": (lambda x: 2 * np.exp(x), np.exp, [X[:2], X2], ["twice"]),
    "factor 2, scalar": (lambda d, y: mse(d, y), lambda d, y: mse(d, y) / 2, [(X, POSITIVE)], ["twice"]),
    "factor ½": (lambda x: x.sum() / 2, np.sum, [X], ["half"]),
    "size": (lambda x: np.exp(x) / x.size, np.exp, [X], ["12 times too small", "entries of x"]),
    "columns": (lambda x: np.exp(x) * 4, np.exp, [X], ["4 times too large", "columns of x"]),
    "factor": (lambda x: 1.7 * np.exp(x), np.exp, [X], ["1.7 times"]),
    "offset": (lambda x: np.exp(x) + 1, np.exp, [X], ["1 too large"]),
    "wrong axis": (lambda x: functions.softmax(x, axis=0), functions.softmax, [X], ["wrong axis"]),
    "wrong axis, square": (
        lambda x: functions.softmax(x, axis=0),
        functions.softmax,
        [X[:, :3]],
        ["wrong axis"],
    ),
    "wrong axis, reduced": (lambda x: x.max(axis=0), lambda x: x.max(axis=1), [X], ["wrong axis"]),
    "no axis": (softmax_of_all, functions.softmax, [X], ["whole array"]),
    "shifted": (lambda x: roll(np.exp(x)), np.exp, [X2], ["shifted", "axis 0", "late"]),
    "shifted, first at zero": (late, lambda x: x * 2 - 1, [V], ["shifted", "late"]),
    "reversed": (lambda x: x[::-1] ** 2, np.square, [V], ["reversed", "axis 0"]),
    "other order": (lambda x: np.exp(np.sort(x)), np.exp, [V], ["another order"]),
    "one entry short": (lambda x: np.exp(x[:-1]), np.exp, [V], ["last entry", "missing"]),
    "one entry more": (lambda x: np.append(0, np.exp(x)), np.exp, [V], ["first entry", "too much"]),
    "(N, N)": (lambda d, y: d[:, None] - y, lambda d, y: d - y, [(V, V**2)], ["(5, 1)", "(5, 5)"]),
    "(N, N) in a loss": (mse, lambda d, y: mse(d.reshape(y.shape), y), [(V, V[:, None] ** 2)], ["broadcast"]),
    "(N, 1) for (N,)": (
        lambda x: x.sum(axis=1, keepdims=True),
        lambda x: x.sum(axis=1),
        [X],
        ["(3, 1)", "too much"],
    ),
    "keepdims": (
        lambda x: x.sum(axis=1),
        lambda x: x.sum(axis=1, keepdims=True),
        [X],
        ["keepdims", "missing"],
    ),
    "[number]": (lambda x: np.array([x.sum()]), np.sum, [X], ["(1,)", "instead of a number"]),
    "flattened": (lambda x: np.exp(x).ravel(), np.exp, [X], ["shape is (12,) instead of (3, 4)"]),
    "other shape": (lambda _: np.ones((7, 7)), np.exp, [X], ["shape is (7, 7)", "(3, 4)"]),
    "integers": (lambda x: (x * 9).astype(int), lambda x: x * 9, [X], ["decimals", "integer"]),
    "rounded": (lambda x: np.round(x * 9), lambda x: x * 9, [X], ["decimals are rounded"]),
    "two decimals": (lambda x: np.round(np.exp(x), 2), np.exp, [X], ["rounded to 2 decimals"]),
    "NaN": (lambda x: np.where(x == x[1, 2], np.nan, x), np.positive, [X], ["nan", "1 of 12", "(1, 2)"]),
    "overflow": (lambda x: np.exp(x) / np.exp(x).sum(), functions.softmax, [V * 1e4], ["nan", "exp"]),
    "zeros": (np.zeros_like, np.exp, [X], ["every entry is 0"]),
    "in place": (in_place_relu, functions.relu, [X], ["values are right", "x is changed in place"]),
    "x ≤ 0": (same_array, functions.leaky_relu, [X + 0], ["unchanged"]),
    "only x < 0": (lambda x: np.where(x > 0, x, 0.2 * x), functions.leaky_relu, [X], ["exactly where x ≤ 0"]),
    "one row": (lambda x: np.exp(x) + (np.arange(3) == 1)[:, None] * x, np.exp, [X], ["index 1 of axis 0"]),
    "some": (lambda x: np.exp(x) + np.eye(3, 4) * x, np.exp, [X], ["3 of 12", "(0, 0)"]),
    "argmax": (
        lambda x: functions.softmax(x).argmax(axis=1),
        functions.softmax,
        [X2],
        ["argmax over axis 1"],
    ),
    "one-hot": (
        lambda x: x == x.max(axis=1, keepdims=True),
        lambda x: x.argmax(axis=1),
        [X2],
        ["ids", "axis 1"],
    ),
    "decision": (lambda x: 1.0 * (x == x.max(1, keepdims=True)), functions.softmax, [X], ["largest"]),
    "square": (lambda x: (x**2).sum(), lambda x: math.sqrt((x**2).sum()), [X], ["square root is missing"]),
    "root": (np.sqrt, lambda x: x, [POSITIVE], ["square root too much"]),
    "exp": (lambda x: np.exp(functions.log_softmax(x)), functions.log_softmax, [X], ["logarithm is missing"]),
    "abs": (lambda x: abs(x**3), lambda x: x**3, [X], ["absolute"]),
    "complement": (lambda x: 1 - functions.sigmoid(x), functions.sigmoid, [X], ["1 minus"]),
    "σ′ of x": (lambda x: x * (1 - x), functions.d_sigmoid, [X], ["y (1 − y)", "sigmoid(x)"]),
    "tanh′ of x": (lambda x: 1 - x * x, functions.d_tanh, [X], ["1 − y²", "tanh(x)"]),
    "mask": (lambda x: x <= 0, lambda x: x > 0, [X], ["0 and 1 are exchanged"]),
    "factor x missing": (functions.sigmoid, functions.swish, [X], ["factor x is missing"]),
    "factor x twice": (lambda x: x * functions.swish(x), functions.swish, [X], ["factor x too much"]),
    "arguments": (lambda d, y: d / y, lambda d, y: y / d, [(POSITIVE, X)], ["d and y are exchanged"]),
    "words": (lambda _: "the Cat", lambda _: "the cat", [X], ["upper and lower"]),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_slip_is_named(slip, capsys):
    wrong, reference, inputs, words = SLIPS[slip]
    found = hint(capsys, wrong, inputs=inputs, reference=reference)
    for word in words:
        assert word in found


@pytest.mark.parametrize("slip", SLIPS)
def test_reference_itself_passes(slip, capsys):
    _, reference, inputs, _ = SLIPS[slip]
    assert report(capsys, reference, inputs=inputs, reference=reference).startswith("✓ passed")


@pytest.mark.parametrize("name", [name for name in SLIPS if name != "in place"])
def test_no_slip_breaks_on_an_ordinary_case(name):
    wrong, reference, inputs, _ = SLIPS[name]  # ``diagnose`` would pass over a slip that raises
    arguments = inputs[0] if isinstance(inputs[0], tuple) else inputs[:1]
    rows = {f"x{i}": x.copy() for i, x in enumerate(arguments)}
    with np.errstate(all="ignore"):
        expected, got = reference(*arguments), wrong(*(x.copy() for x in arguments))
        case = Case(expected, got, inputs=rows, reference=reference, whole=(expected, got))
        for slip in ALL_SLIPS + LAST_WORDS:
            assert isinstance(slip(case), str | None), slip.__name__


# (answer, expected, words that must not be said): the numbers fit a slip by accident only
NEAR_MISSES = {
    "scalar factor": (np.float64(3.0), 1.0, ["factor", "times"]),
    "scalar offset": (5.5, 4.5, ["too large"]),
    "whole number squared": (9, 3, ["square"]),
    "one entry": (np.array([0.0, 0.0, 3.5]), np.array([0.0, 0.0, 1.0]), ["constant factor"]),
    "zero for a fraction": (0, 0.4, ["decimals"]),
    "one decimal": (0.5, 0.5123, ["decimal"]),
    "first position": (0, np.array([0.9, 0.1]), ["argmax"]),
    "constant": (np.full(4, 7.0), np.full(4, 2.0), ["constant factor", "too large"]),
    "all zero": (np.array([0.0, 1.0]), np.zeros(2), ["sign", "factor", "reversed"]),
    "nearly the sign": (-V + np.array([0, 0, 0.01, 0, 0]), V, ["sign"]),
    "nearly twice": (2 * V + np.array([0, 0, 0.01, 0, 0]), V, ["twice"]),
    "shape of the transposed": (X.T * 1.1, X, ["transposed"]),
    "shape of keepdims": (V[:, None] * 1.3, V, ["keepdims", "values are right"]),
    "(N, N)": (np.outer(V, V), V, ["met"]),
}


@pytest.mark.parametrize("name", NEAR_MISSES)
def test_no_false_diagnosis(name, capsys):
    answer, expected, words = NEAR_MISSES[name]
    found = hint(capsys, answer, expected=expected)
    for word in words:
        assert word not in found


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.lists(st.integers(1, 4), max_size=3), st.lists(st.integers(1, 4), max_size=3), st.integers(0, 10**6)
)
def test_unrelated_numbers_are_no_slip(shape, other, seed):
    rng = np.random.default_rng(seed)
    x, expected = rng.standard_normal((4, 3)), rng.standard_normal(shape)
    for got in (rng.standard_normal(shape), rng.standard_normal(other)):
        case = Case(expected, got, inputs={"x": x}, reference=lambda x: x[0, 0] + np.resize(x, shape) ** 3)
        assert (diagnose([case]) or "the shape is").startswith("the shape is")


def test_a_number_is_diagnosed_from_all_inputs(capsys):
    # 4 is the square of 2 and twice 2: the other inputs decide, or nothing is said.
    found = hint(capsys, lambda x: {1.5: 3.0, 2.5: 7.0}[x], inputs=[1.5, 2.5], expected=[1.5, 2.5])
    assert found == ""
    assert "twice" in hint(capsys, lambda x: 2 * x, inputs=[1.5, 2.5], expected=[1.5, 2.5])


RIGHT = {
    "float": (3.0, 3),
    "close": (0.1 + 0.2, 0.3),
    "NumPy number": (np.float32(0.1), 0.1),
    "bool": (np.True_, True),
    "string": ("ReLU", "ReLU"),
    "list": ([1, 2, 3], np.array([1, 2, 3])),
    "strings": (["a", "b"], ["a", "b"]),
    "nested": ({"a": (X, "x"), "b": [V, W]}, {"a": (X, "x"), "b": [V, W]}),
    "NaN": (np.array([np.nan, 1, np.inf]), np.array([np.nan, 1, np.inf])),
    "set": ({1, 2}, {2, 1}),
    "empty": (np.zeros((0, 3)), np.zeros((0, 3))),
    "float32": (functions.softmax(X.astype(np.float32)), functions.softmax(X)),
    "complex": (1 + 2j, 1 + 2j),
}


@pytest.mark.parametrize("name", RIGHT)
def test_right_values_pass(name, capsys):
    answer, expected = RIGHT[name]
    assert report(capsys, answer, expected=expected) == "✓ passed: the answer is right"


def test_reports_word_by_word(capsys):
    def twice(x, n):
        return x * 2 + n

    inputs = [(np.array([1.0, 2.0]), 0), (np.array([0.5, -1.0]), 1)]
    expected = [np.array([2.0, 4.0]), np.array([1.0, -2.0])]
    assert report(capsys, twice, inputs=inputs, expected=expected) == (
        "✗ not right yet: twice, input 2 of 2\n"
        "  x        = [ 0.5, -1. ]   shape (2,), float64\n"
        "  n        = 1\n"
        "  expected = [ 1., -2.]   shape (2,), float64\n"
        "  got      = [ 2., -1.]   shape (2,), float64\n"
        "  first difference at [0]: expected 1, got 2\n"
        "  hint: every entry is 1 too large."
    )
    assert report(capsys, twice, inputs=inputs[:1], expected=expected[:1]) == (
        "✓ passed: twice is right for 1 input"
    )


def test_large_arrays_are_shown_short_whatever_the_print_options(capsys):
    x = np.random.default_rng(0).standard_normal((50, 60))
    plain = report(capsys, np.exp, inputs=[x], reference=np.sin)
    with np.printoptions(precision=12, threshold=10**6, linewidth=20):
        assert report(capsys, np.exp, inputs=[x], reference=np.sin) == plain
    assert len(plain.splitlines()) < 25


def test_parts_are_named(capsys):
    def gradients(x, W):
        dW, dx = linear_gradients(x, W)
        return dW, -dx

    text = report(capsys, gradients, inputs=[(X, W)], reference=linear_gradients, names=("dW", "dx"))
    assert "expected dx" in text
    assert "sign" in text
    text = report(
        capsys, lambda *_: (W, X)[::-1], inputs=[(X, W)], reference=lambda *_: (W, X), names=("W", "x")
    )
    assert "(W, x)" in text


def test_not_written_yet(capsys):
    def stub(x):
        raise NotImplementedError

    def dots(_):
        return ...

    assert report(capsys, stub, inputs=[X], reference=np.sum) == "○ not written yet: stub"
    assert report(capsys, dots, inputs=[X], reference=np.sum) == "○ not written yet: dots"
    for value in (None, ..., (..., ...), [None, None], NotImplemented):
        assert report(capsys, value, expected=3) == "○ not written yet: the answer"


def test_each_call_gets_fresh_inputs(capsys):
    x = np.array([-1.0, 2.0])
    text = report(capsys, in_place_relu, inputs=[x, x], expected=[functions.relu(x)] * 2)
    assert "input 1 of 2" in text
    assert "changed in place" in text
    assert x.tolist() == [-1.0, 2.0]
    rng = np.random.default_rng(0)
    text = report(capsys, lambda r: r.random(3), inputs=[rng, rng], reference=lambda r: r.random(3))
    assert text.startswith("✓")

    def wrong_and_in_place(x):
        x *= -1
        return x

    text = report(capsys, wrong_and_in_place, inputs=[x], reference=lambda x: x)
    assert "sign" in text
    assert "in place" in text
    assert report(capsys, in_place_relu, inputs=[x], reference=in_place_relu).startswith("✓")


def product(x, W):
    hidden = x @ W
    return hidden + 1


def through_the_library(x):
    return functions.one_hot(x, 3)


def test_exceptions_show_the_learners_line(capsys):
    text = report(capsys, product, inputs=[(X, X)], expected=[0])
    assert "product raised ValueError" in text
    assert "hidden = x @ W" in text
    assert "x (3, 4), W (3, 4)" in text
    text = report(capsys, through_the_library, inputs=[np.array([0.5])], expected=[0])
    assert "return functions.one_hot(x, 3)" in text
    assert "class ids are integers" in text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda x: x + undefined, ["NameError", "spelling"]),  # noqa: F821
        (lambda x: x[9], ["IndexError", "index"]),
        (lambda x: x + np.ones(3), ["ValueError", "lengths must be equal or 1"]),
        (lambda: 1, ["TypeError", "keep the arguments"]),
        (lambda x: None + x.size, ["TypeError", "None"]),
        (lambda x: x.size / 0, ["ZeroDivisionError"]),
        (lambda x: exit(x), ["SystemExit"]),
    ],
)
def test_exceptions_have_hints(wrong, words, capsys):
    text = report(capsys, wrong, inputs=[X], expected=[0])
    for word in words:
        assert word in text


# --- layers ------------------------------------------------------------------------------------


class Dense(Layer):
    """A right layer; the wrong ones below change one method."""

    def __init__(self):
        self.W = Parameter(W.astype(np.float32))
        self.b = Parameter(np.zeros(2, dtype=np.float32))

    def forward(self, x):
        self.x = x
        return x @ self.W.value + self.b.value

    def backward(self, dy):
        self.W.grad += self.x.T @ dy
        self.b.grad += dy.sum(axis=0)
        return dy @ self.W.value.T


def dense(**methods):
    return type("Dense", (Dense,), methods)()


def backward(dW=lambda x, dy: x.T @ dy, db=lambda dy: dy.sum(axis=0), dx=lambda dy, W: dy @ W.T):
    def run(self, dy):
        self.W.grad += dW(self.x, dy)
        self.b.grad = self.b.grad + db(dy)
        return dx(dy, self.W.value)

    return dense(backward=run)


def replacing(self, dy):
    self.W.grad = self.x.T @ dy
    self.b.grad += dy.sum(axis=0)
    return dy @ self.W.value.T


def forgetting(self, dy):
    self.dW = self.x.T @ dy
    return dy @ self.W.value.T


def writing(self, dy):
    dx = Dense.backward(self, dy)
    dy *= 2
    return dx


def spoiling(self, x):
    y = Dense.forward(self, x.copy())
    x += 1
    return y


def wide_bias(self, dy):
    self.b.grad += dy


def stub(self, dy):
    raise NotImplementedError


WRONG_LAYERS = {
    "forward": (dense(forward=lambda self, x: -Dense.forward(self, x)), ["forward", "sign"]),
    "forward shapes": (
        dense(forward=lambda self, x: x.T @ self.W.value),
        ["self.W.value (4, 2)", "x.T (4, 3)"],
    ),
    "forward in place": (dense(forward=spoiling), ["forward changes its input x"]),
    "sign of dx": (backward(dx=lambda dy, W: -dy @ W.T), ["gradient of x", "sign"]),
    "dx transposed": (backward(dx=lambda dy, W: W @ dy.T), ["gradient of x", "transposed"]),
    "no dx": (backward(dx=lambda _dy, _W: None), ["gradient of x", "returns None"]),
    "mean in dW": (backward(dW=lambda x, dy: x.T @ dy / 3), ["gradient of W", "3 times too small"]),
    "no sum in db": (backward(db=lambda dy: dy), ["gradient of b", "sum over axis 0"]),
    "no sum in db, +=": (dense(backward=wide_bias), ["raised ValueError", "sum over the batch"]),
    "dW replaced": (dense(backward=replacing), ["gradient of W", "accumulate", "+="]),
    "dW forgotten": (dense(backward=forgetting), ["gradient of W", "still zero"]),
    "dy spoilt": (dense(backward=writing), ["writes into dy"]),
    "two gradients": (backward(dx=lambda dy, W: (dy @ W.T, W)), ["2 gradients", "1 inputs"]),
}


@pytest.mark.parametrize("name", WRONG_LAYERS)
def test_wrong_layers(name, capsys):
    layer, words = WRONG_LAYERS[name]
    text = report(capsys, layer, inputs=[X], reference=Linear(4, 2, rng=np.random.default_rng(0)))
    assert text.startswith("✗ not right yet: Dense"), text
    for word in words:
        assert word in text


@pytest.mark.parametrize(
    ("method", "word"),
    [
        (lambda self, dy: dy * functions.d_sigmoid(self.y), "taken at the output"),
        (lambda self, _: self.y * (1 - self.y), "dy is missing"),
        (lambda _, dy: dy, "dy is returned unchanged"),
    ],
)
def test_forgotten_dy(method, word, capsys):
    layer = type("MySigmoid", (Sigmoid,), {"backward": method})()
    assert word in report(capsys, layer, inputs=[X], reference=Sigmoid())


def test_a_square_matrix_without_its_transpose(capsys):
    layer = backward(dx=lambda dy, W: dy @ W)
    layer.W = Parameter(np.arange(9.0).reshape(3, 3))
    layer.b = Parameter(np.zeros(3))
    text = report(capsys, layer, inputs=[np.eye(3)[:2]], expected=[layer.W.value[:2]])
    assert "gradient of x" in text
    assert "W is used where its transpose" in text


def test_right_layers_pass(capsys):
    reference = Linear(4, 2, rng=np.random.default_rng(0))
    layer = dense()
    before = layer.W.value.copy()
    text = report(capsys, layer, inputs=[X, X2], reference=reference)
    assert text == "✓ passed: Dense is right for 2 inputs: forward and backward"
    assert np.array_equal(layer.W.value, before)
    assert not layer.W.grad.any()
    assert report(capsys, dense(), inputs=[X], expected=[X @ W.astype(np.float32)]).startswith("✓")
    assert report(capsys, ReLU(), inputs=[np.array([-1.0, 0.0, 2.0])], reference=ReLU()).startswith("✓")
    assert report(capsys, ReLU, inputs=[X], reference=functions.relu).startswith("✓")
    target = np.array([0, 3, 1])
    loss = SoftmaxCrossEntropy
    assert report(capsys, loss(), inputs=[(target, X)], reference=loss()).startswith("✓")


def test_layers_not_written_yet(capsys):
    assert report(capsys, Layer(), inputs=[X], reference=ReLU()) == "○ not written yet: Layer"
    text = report(capsys, dense(backward=stub), inputs=[X], reference=dense())
    assert text == "○ not written yet: backward of Dense (forward is right)"
    unborn = type("Unborn", (Layer,), {"__init__": lambda _: stub(0, 0)})
    assert report(capsys, unborn, inputs=[X], reference=ReLU()).startswith("○ not written yet")


def test_a_layer_without_the_base_class(capsys):
    class Scale:
        def __init__(self, wrong):
            self.a, self.wrong = Parameter(np.array([2.0])), wrong

        def forward(self, x):
            self.x = x
            return self.a.value * x

        def backward(self, dy):
            self.a.grad += (dy * self.x).sum() * (2 if self.wrong else 1)
            return dy * self.a.value

    assert report(capsys, Scale(False), inputs=[X], reference=lambda x: 2 * x).startswith("✓")
    text = report(capsys, Scale(True), inputs=[X], reference=lambda x: 2 * x)
    assert "gradient of a" in text
    assert "twice" in text


# --- never raises ------------------------------------------------------------------------------


class Evil:
    """Refuses everything that can be refused."""

    def __repr__(self):
        raise RuntimeError("no repr")

    def __eq__(self, other):
        raise RuntimeError("no ==")

    def __len__(self):
        raise RuntimeError("no len")

    def __getattr__(self, name):
        raise RuntimeError(f"no {name}")

    __hash__ = None


class Misshapen(Layer):
    def forward(self, x):
        return x

    def backward(self):
        return "dx"


garbage = st.one_of(
    st.none(),
    st.text(),
    st.integers(),
    st.floats(),
    st.complex_numbers(),
    st.binary(),
    st.lists(st.one_of(st.integers(), st.text(), st.lists(st.floats(), max_size=3)), max_size=4),
    st.dictionaries(st.text(max_size=2), st.integers(), max_size=2),
    st.tuples(st.integers(), st.text()),
    st.builds(Evil),
    st.builds(Misshapen),
    st.sampled_from(
        [np.sum, Evil, Layer, Ellipsis, NotImplemented, range(3), X, X > 0, np.array("text"), {1}]
    ),
    st.lists(st.integers(0, 4), max_size=4).map(np.ones),
    st.lists(st.integers(0, 3), min_size=1, max_size=3).map(lambda s: np.full(s, np.nan, dtype=np.float16)),
    st.just(np.array([None, Evil], dtype=object)),
    st.just(np.array(["2020-01-01"], dtype="datetime64[D]")),
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(garbage, garbage)
def test_never_raises(answer, expected):
    assert check(answer, expected=expected) is None
    assert check(answer, inputs=[X, (V,)], expected=[expected, V]) is None
    assert check(lambda _: answer, inputs=[X, V], expected=[expected, V]) is None
    assert check(lambda _: answer, inputs=[expected], reference=lambda _: X) is None
    assert check(answer, inputs=[X], reference=ReLU()) is None


def test_a_wrong_call_is_reported_not_raised(capsys):
    for keywords in ({}, {"inputs": [1]}, {"inputs": [1, 2], "expected": [1]}, {"inputs": 3, "expected": 1}):
        assert "could not be checked" in report(capsys, np.sum, **keywords)


def test_class_ids_are_no_magnitudes(capsys):
    text = report(capsys, abs, inputs=[np.array([-1, 1, 1])], reference=lambda d: d)
    assert "absolute value" not in text
