"""The checker: what it accepts, what it says, and that it never raises."""

import contextlib
import io
import sys
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common import functions
from common.exercise import Exercise, check, exercise, layer_pass
from common.exercise.check import examine
from common.exercise.variants import variants
from common.layer import Layer, Parameter
from common.layers import Linear, ReLU

rng = np.random.default_rng(3)
X, Y = rng.standard_normal((3, 4)), rng.standard_normal((2, 5))


@exercise(cases=[(X, 0.3), (Y, 1.7)])
def scaled_mean(x, rate):
    return rate * x.mean(axis=0)


@scaled_mean.slip("the median is taken where the mean belongs")
def _(x, rate):
    return rate * np.median(x, axis=0)


@exercise(cases=[7, 12, 3], tolerance=0)
def half(n):
    return n // 2


@exercise(cases=[(X, X[:2] + Y[:, :4]), (X[:2], X - 1)], names=("product", "total"))
def two_parts(a, b):
    return b @ a.T, a.sum()


@exercise(cases=[X, Y])
def positive(x):
    return (x >= 0).astype(int)


RIGHT = {
    "loops": (scaled_mean, lambda x, rate: np.array([sum(c) * rate / len(c) for c in x.T])),
    "float32": (scaled_mean, lambda x, rate: rate * x.astype(np.float32).mean(axis=0)),
    "numpy integer": (half, lambda n: np.int64(n >> 1)),
    "list for a tuple": (two_parts, lambda a, b: [b @ a.T, np.float32(a.sum())]),
    "booleans for 0 and 1": (positive, lambda x: ~(x < 0)),
}


@pytest.mark.parametrize("name", RIGHT)
def test_right_in_other_words_passes(name):
    task, answer = RIGHT[name]
    count = len(task.cases)
    assert examine(answer, task) == f"✓ passed: the function is right for {count} input{'s' * (count > 1)}"


def test_fractions_are_numbers():
    task = Exercise(half_of, cases=[1, 3])
    assert examine(lambda n: Fraction(n, 2), task).startswith("✓")


def half_of(n):
    return n / 2


WRONG = {
    "its own slip": (scaled_mean, lambda x, r: r * np.median(x, axis=0), "the median is taken"),
    "sum for mean": (scaled_mean, lambda x, r: r * x.sum(axis=0), "len(x): a sum stands where a mean"),
    "sign": (scaled_mean, lambda x, r: -r * x.mean(axis=0), "the sign is wrong"),
    "other axis": (scaled_mean, lambda x, r: r * x.mean(axis=1), "another axis"),
    "no axis": (scaled_mean, lambda x, r: r * x.mean(), "the mean of everything is given"),
    "one of two": (two_parts, lambda a, b: b @ a.T, "2 results are asked for, this is 1"),
    "a number for two": (two_parts, lambda a, b: (b @ a.T).sum(), "2 results are asked for, this is 1"),
    "a tuple of one": (two_parts, lambda a, b: (b @ a.T,), "2 results are asked for, this is 1"),
    "keepdims": (scaled_mean, lambda x, r: r * x.mean(axis=0, keepdims=True), "axis of length 1 too much"),
    "factor forgotten": (scaled_mean, lambda x, _r: x.mean(axis=0), "the factor rate is missing"),
    "None": (scaled_mean, lambda _x, _r: None, "it is None"),
    "a list": (scaled_mean, lambda x, r: list(r * x.mean(axis=0)), "an array is asked for, this is a list"),
    "a comma": (scaled_mean, lambda x, r: (r * x.mean(axis=0),), "a comma too much"),
    "float for int": (half, lambda n: float(n // 2), "whole numbers are asked for"),
    "true division": (half, lambda n: n / 2, "/ stands where // belongs"),
    "rounded up": (half, lambda n: -(-n // 2), "it is rounded up where it is rounded down"),
    "off by one": (half, lambda n: n // 2 + 1, "this is 1 more"),
    "condition": (positive, lambda x: (x < 0).astype(int), "condition is the wrong way round"),
    "transposed part": (two_parts, lambda a, b: (a @ b.T, a.sum()), "the result is transposed"),
    "second part": (two_parts, lambda a, b: (b @ a.T, a.mean()), "a.size: a mean stands where a sum belongs"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_answers_are_named(name):
    task, answer, words = WRONG[name]
    text = examine(answer, task)
    assert text.startswith("✗ not right yet")
    assert words in text.split("hint: ")[1]


def test_a_hint_holds_for_every_input_or_is_not_given():
    text = examine(lambda x, r: -r * x.mean(axis=0) if len(x) == 3 else x[0], scaled_mean)
    assert "hint" not in text
    assert "first difference at [0]" in text


def test_equality_counts():
    edge = Exercise(positive.reference, cases=[np.array([-1.0, 0.0, 2.0]), np.array([0.0, 3.0, -2.0, 0.0])])
    assert "equality does not count where it should" in examine(lambda x: (x > 0).astype(int), edge)


def test_small_entries_beside_large_ones_count():
    task = Exercise(as_it_is, cases=[np.array([1e6, 0.5]), np.array([2e6, 0.7])])
    assert examine(lambda x: np.trunc(x), task).startswith("✗")
    infinite = Exercise(as_it_is, cases=[np.array([np.inf, -0.5])])
    assert examine(lambda x: np.minimum(x, 3), infinite).startswith("✗")
    assert examine(lambda x: +x, infinite).startswith("✓")
    ids = Exercise(as_it_is, cases=[np.array([100_000_000])])
    assert "expected 100000000, got 100000001" in examine(lambda x: x + 1, ids)


def as_it_is(x):
    return x


def test_report_word_by_word():
    assert examine(lambda n: n / 2, half).splitlines() == [
        "✗ not right yet: the function, input 1 of 3",
        "  n        = 7",
        "  expected = 3",
        "  got      = 3.5",
        "  hint: / stands where // belongs.",
    ]


def test_large_arrays_are_shown_short_whatever_the_print_options():
    task = Exercise(as_it_is, cases=[rng.standard_normal((50, 60))])
    plain = examine(np.exp, task)
    with np.printoptions(precision=12, threshold=10**6, linewidth=20):
        assert examine(np.exp, task) == plain
    assert len(plain.splitlines()) < 25


def stub(*_):
    raise NotImplementedError


def test_not_written_yet():
    assert examine(stub, half) == "○ not written yet: stub"
    assert examine(lambda _: ..., half) == "○ not written yet: the function"
    for value in (None, ..., NotImplemented, [None, None]):
        assert examine(value, half) == "○ not written yet: the answer"


def test_inputs_changed_in_place_are_named_and_do_not_spoil_the_next():
    def in_place(x):
        x[x < 0] = 0
        return x.astype(int)

    before = X.copy()
    task = Exercise(cut, cases=[X, X])
    assert "the values are right, but x is changed in place" in examine(in_place, task)
    assert np.array_equal(X, before)


def cut(x):
    return np.maximum(x, 0).astype(int)


def test_no_variant_appends_a_list_to_itself():  # np.stack would search it for ever
    def collect(x):
        found = []
        found.append(x)
        return found

    for _, variant in variants(collect):
        with contextlib.suppress(NameError, AttributeError):  # a variant need not run
            result = variant(X)
            assert not any(entry is result for entry in result)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda x: x + undefined, ["NameError", "spelling"]),  # noqa: F821
        (lambda x: x[9], ["IndexError", "lies outside its axis"]),
        (lambda x: x[np.ones(2, dtype=bool)], ["IndexError", "a mask"]),
        (lambda x: x[0, 0, 0], ["IndexError", "more indices"]),
        (lambda x: x[0.5], ["IndexError", "whole number"]),
        (lambda x: x + np.ones(3), ["ValueError", "lengths must be equal or 1"]),
        (lambda x: x @ x, ["ValueError", "x (3, 4)"]),
        (lambda: 1, ["TypeError", "keep the arguments"]),
        (lambda x: None + x.size, ["TypeError", "None"]),
        (lambda x: x.size / 0, ["ZeroDivisionError"]),
        (lambda x: exit(x), ["SystemExit"]),
        (lambda x: functions.one_hot(x, 3), ["functions.one_hot(x, 3)", "class ids are integers"]),
    ],
)
def test_exceptions_have_hints(wrong, words):
    text = examine(wrong, positive)
    for word in words:
        assert word in text


# --- layers ------------------------------------------------------------------------------------


def of_size(layer, x, dy):
    return layer_pass(layer(x.shape[1]), x, dy)


@exercise(run=of_size, cases=[(X, rng.standard_normal((3, 4))), (Y, rng.standard_normal((2, 5)))])
class Scale(Layer):
    """y = γ x + β."""

    def __init__(self, features):
        self.gamma, self.beta = Parameter(np.ones(features)), Parameter(np.zeros(features))

    def forward(self, x):
        self.x = x
        return self.gamma.value * x + self.beta.value

    def backward(self, dy):
        self.gamma.grad += (dy * self.x).sum(axis=0)
        self.beta.grad += dy.sum(axis=0)
        return dy * self.gamma.value


class Good(Layer):
    """The same with the steps in another order, and float32 parameters."""

    def __init__(self, features):
        self.gamma = Parameter(np.ones(features, dtype=np.float32))
        self.beta = Parameter(np.zeros(features, dtype=np.float32))

    def forward(self, x):
        self.kept = x.copy()
        return self.beta.value + x * self.gamma.value

    def backward(self, dy):
        dx = self.gamma.value * dy
        self.beta.grad = self.beta.grad + np.einsum("nd->d", dy)
        self.gamma.grad = self.gamma.grad + np.einsum("nd,nd->d", dy, self.kept)
        return dx


def wrong(**methods):
    return type("Wrong", (Good,), methods)


def stepping(self, dy):
    dx = Good.backward(self, dy)
    self.beta.value = self.beta.value - 0.1 * self.beta.grad
    return dx


def replacing(self, dy):
    self.gamma.grad, self.beta.grad = (dy * self.kept).sum(axis=0), dy.sum(axis=0)
    return dy * self.gamma.value


def first_for_ever(self, x):
    self.kept = getattr(self, "kept", x)
    return self.beta.value + x * self.gamma.value


WRONG_LAYERS = {
    "β forgotten": (wrong(forward=lambda s, x: s.gamma.value * x), ["output", "self.beta.value is left out"]),
    "β with the wrong sign": (
        wrong(forward=lambda s, x: s.gamma.value * x - s.beta.value),
        ["output", "minus"],
    ),
    "γ forgotten in backward": (
        wrong(backward=lambda s, dy: Good.backward(s, dy) / s.gamma.value),
        ["gradient of x", "dy is returned as it came"],
    ),
    "nothing added": (wrong(backward=lambda s, dy: dy * s.gamma.value), ["gradient of gamma", "still zero"]),
    "replaced": (wrong(backward=replacing), ["after both passes", "add up"]),
    "first input for ever": (wrong(forward=first_for_ever), ["first input for ever"]),
    "parameters stepped": (wrong(backward=stepping), ["beta after backward", "that is the optimiser's work"]),
    "a tuple of one": (wrong(backward=lambda s, dy: (Good.backward(s, dy),)), ["a comma too much"]),
    "dy unused": (
        wrong(backward=lambda s, dy: Good.backward(s, np.ones_like(dy))),
        ["backward does not use dy"],
    ),
}


@pytest.mark.parametrize("name", WRONG_LAYERS)
def test_wrong_layers(name):
    layer, words = WRONG_LAYERS[name]
    text = examine(layer, Scale)
    assert text.startswith("✗ not right yet: Wrong")
    for word in words:
        assert word in text


def test_right_layers_pass():
    assert examine(Good, Scale) == "✓ passed: Good is right for 2 inputs"


def test_the_first_input_is_told_whatever_the_input_is_called():
    class Square(Layer):
        def forward(self, u):
            self.u = u
            return u**2

        def backward(self, dy):
            return 2 * self.u * dy

    def first(self, u):
        self.u = getattr(self, "u", u)
        return u**2

    task = exercise(run=layer_pass, cases=[(X, X + 1)])(Square)
    assert "first input for ever" in examine(type("Wrong", (Square,), {"forward": first}), task)


def test_a_layer_that_writes_into_dy_is_right_but_for_that():
    def spoiling(self, dy):
        dx = Good.backward(self, dy)
        dy *= 2
        return dx

    assert "the values are right, but dy is changed in place" in examine(wrong(backward=spoiling), Scale)


def test_layers_not_written_yet():
    assert examine(wrong(forward=stub), Scale) == "○ not written yet: Wrong"
    assert examine(wrong(backward=stub), Scale) == "○ not written yet: backward of Wrong (forward is right)"
    spoilt = wrong(forward=lambda s, x: -Good.forward(s, x), backward=stub)
    assert "sign" in examine(spoilt, Scale)


def test_a_misspelt_method_is_said_to_be_one():
    methods = {"__init__": Good.__init__, "foward": Good.forward, "backward": Good.backward}
    text = examine(type("Typo", (Layer,), methods), Scale)
    assert "Typo has no forward of its own" in text
    assert "'foward', 'backward'" in text


def test_a_function_where_a_layer_is_asked_for():
    assert "a layer is asked for" in examine(np.tanh, Scale)
    assert "give it without ( )" in examine(3, half)


# --- the line under an exercise ----------------------------------------------------------------


def test_unknown_exercises_are_reported_not_raised(capsys):
    for key in ("1-07.9", "9-01.1", "seven", None, 3):
        check(np.sum, key)
        assert "could not be checked: ValueError" in capsys.readouterr().out


def test_an_output_without_check_marks(monkeypatch):
    plain = io.TextIOWrapper(io.BytesIO(), encoding="cp932")
    monkeypatch.setattr(sys, "stdout", plain)
    check(stub, "1-07.3")
    plain.flush()
    assert b"not written yet: stub" in plain.buffer.getvalue()


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
    *(st.none(), st.text(), st.integers(), st.floats(), st.complex_numbers(), st.binary()),
    st.lists(st.one_of(st.integers(), st.text(), st.lists(st.floats(), max_size=3)), max_size=4),
    st.dictionaries(st.text(max_size=2), st.integers(), max_size=2),
    st.tuples(st.integers(), st.text()),
    *(st.builds(Evil), st.builds(Misshapen)),
    st.sampled_from([np.sum, Evil, Layer, Linear, ReLU, ..., range(3), X, X > 0, np.array("text"), {1}]),
    st.lists(st.integers(0, 4), max_size=4).map(np.ones),
    st.lists(st.integers(0, 3), min_size=1, max_size=3).map(lambda s: np.full(s, np.nan, dtype=np.float16)),
    st.just(np.array([None, Evil], dtype=object)),
    st.just(np.array(["2020-01-01"], dtype="datetime64[D]")),
)


@settings(max_examples=100)
@given(garbage)
def test_never_raises(answer):
    for key in ("1-07.1", "1-07.2", "1-07.3"):
        check(answer, key)
        check(lambda *_: answer, key)
