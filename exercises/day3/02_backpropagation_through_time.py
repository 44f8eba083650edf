"""The exercises of lesson 3-02: their inputs, references and usual slips."""

from collections import namedtuple

import numpy as np

from common.exercise import exercise

rng = np.random.default_rng(302)


@exercise(
    cases=[
        (np.array([0.0, 0.5, 0.5]), 1.0, 2.0),
        (np.array([0.0, 0.3, -0.6, 0.8]), -1.5, 1.3),
        (np.array([0.0, -0.9, 0.2, 0.4, -0.7, 0.1]), 0.8, -0.7),
    ]
)
def error_signals(h, dh_T, w):
    delta, dh = np.zeros(len(h) - 1), dh_T
    for t in range(len(h) - 1, 0, -1):
        delta[t - 1] = dh * (1 - h[t] ** 2)
        dh = delta[t - 1] * w
    return delta


def looped(h, dh_T, w, step):
    """The loop of the wrong answers: ``step(dh, h_t) -> (delta_t, dh of the step before)``."""
    delta, dh = np.zeros(len(h) - 1), dh_T
    for t in range(len(h) - 1, 0, -1):
        delta[t - 1], dh = step(dh, h[t])
    return delta


@error_signals.slip("only the last step gets an error: hand delta * w on to the step before")
def _(h, dh_T, w):
    delta = np.zeros(len(h) - 1)
    delta[-1] = dh_T * (1 - h[-1] ** 2)
    return delta


@error_signals.slip("the slope 1 − h² is left out: δ belongs to u, not to h")
def _(h, dh_T, w):
    return dh_T * w ** np.arange(len(h) - 2, -1, -1.0)


@error_signals.slip("the slope comes in at the last step only: every step has its own")
def _(h, dh_T, w):
    return dh_T * (1 - h[-1] ** 2) * w ** np.arange(len(h) - 2, -1, -1.0)


@error_signals.slip("the slope is that of the state before the step: δ_t has 1 − h_t² in it")
def _(h, dh_T, w):
    return error_signals.reference(np.concatenate([[0.0], h[:-1]]), dh_T, w)


@error_signals.slip("the last slope is used at every step: each step has that of its own state")
def _(h, dh_T, w):
    return error_signals.reference(np.full(len(h), h[-1]), dh_T, w)


@error_signals.slip("w is left out: the way from step to step leads through it")
def _(h, dh_T, w):
    return error_signals.reference(h, dh_T, 1.0)


@error_signals.slip("the errors run forwards from step 1: they start at the last step and run back")
def _(h, dh_T, w):
    return error_signals.reference(np.concatenate([[0.0], h[:0:-1]]), dh_T, w)[::-1]


@error_signals.slip("the order is reversed: the first number belongs to step 1")
def _(h, dh_T, w):
    return error_signals.reference(h, dh_T, w)[::-1]


@error_signals.slip("these are the slopes at the states, ∂E/∂h_t: δ_t is that times 1 − h_t²")
def _(h, dh_T, w):
    return error_signals.reference(h, dh_T, w) / (1 - h[1:] ** 2)


@error_signals.slip("dh_T comes in at every step: the loss is at the last one only")
def _(h, dh_T, w):
    delta, later = np.zeros(len(h) - 1), 0.0
    for t in range(len(h) - 1, 0, -1):
        delta[t - 1] = (dh_T + later) * (1 - h[t] ** 2)
        later = delta[t - 1] * w
    return delta


@error_signals.slip("the slope is that of a sigmoid, h (1 − h): the unit is a tanh")
def _(h, dh_T, w):
    return looped(h, dh_T, w, lambda dh, h: (dh * h * (1 - h), dh * h * (1 - h) * w))


@error_signals.slip("the old dh is kept and added to: delta * w takes its place")
def _(h, dh_T, w):
    return looped(h, dh_T, w, lambda dh, h: (dh * (1 - h**2), dh + dh * (1 - h**2) * w))


@error_signals.slip("dh * w is handed on, without the slope: the way back leads through tanh, too")
def _(h, dh_T, w):
    return looped(h, dh_T, w, lambda dh, h: (dh * (1 - h**2), dh * w))


@error_signals.slip("there is a number for h[0], too: the first one asked for is δ_1")
def _(h, dh_T, w):
    return error_signals.reference(np.concatenate([[0.0], h]), dh_T, w)


@error_signals.slip("tanh is taken of h once more: h is the tanh already, its slope is 1 − h²")
def _(h, dh_T, w):
    return error_signals.reference(np.tanh(h), dh_T, w)


def ends(h):
    """A start of zero for a given (N, T, H) array of later states."""
    return np.concatenate([np.zeros_like(h[:, :1]), h], axis=1)


def sizes(N, T, D, O):
    """D = H = O where no shape should tell a matrix from its transpose."""
    return tuple(rng.standard_normal((N, T + (k == 1), size)) for k, size in enumerate((D, D, D, O)))


column = np.array([1.0, 2.0]).reshape(1, 2, 1)


@exercise(
    names=("dW_in", "dW", "db", "dW_out", "db_out"),
    cases=[
        (column, ends(column + 2), 10 * column, column + 4),
        sizes(3, 4, 2, 2),
        sizes(2, 5, 3, 3),
    ],
)
def sums_over_time(x, h, delta, dy):
    steps = range(x.shape[1])
    dW_in = sum(x[:, t].T @ delta[:, t] for t in steps)
    dW = sum(h[:, t].T @ delta[:, t] for t in steps)
    dW_out = sum(h[:, t + 1].T @ dy[:, t] for t in steps)
    return dW_in, dW, delta.sum(axis=(0, 1)), dW_out, dy.sum(axis=(0, 1))


Given = namedtuple("Given", "x h d y")


def instead(position, wrong):
    """The reference with one of its five results replaced by ``wrong(given)``."""

    def answer(x, h, delta, dy):
        results = list(sums_over_time.reference(x, h, delta, dy))
        results[position] = wrong(Given(x, h, delta, dy))
        return tuple(results)

    return answer


def total(a, b):
    """Σ_t a_tᵀ b_t."""
    return np.einsum("nti,ntj->ij", a, b)


for sentence, position, wrong in [
    ("dW has h_t in it: W was multiplied by the state before the step", 1, lambda g: total(g.h[:, 1:], g.d)),
    ("dW_out has the state before the step: y_t reads h_t", 3, lambda g: total(g.h[:, :-1], g.y)),
    ("dW_out has the last step only: dy has a slope at every step", 3, lambda g: g.h[:, -1].T @ g.y[:, -1]),
    ("db_out has the last step only: dy has a slope at every step", 4, lambda g: g.y[:, -1].sum(axis=0)),
    ("dW_in has one step only: `+=` in the loop, not `=`", 0, lambda g: g.x[:, -1].T @ g.d[:, -1]),
    ("dW_in has one step only: `+=` in the loop, not `=`", 0, lambda g: g.x[:, 0].T @ g.d[:, 0]),
    ("dW has one step only: `+=` in the loop, not `=`", 1, lambda g: g.h[:, -2].T @ g.d[:, -1]),
    ("db is summed over the batch only: the steps are summed, too", 2, lambda g: g.d.sum(axis=0)),
    ("db_out is summed over the batch only: the steps are summed, too", 4, lambda g: g.y.sum(axis=0)),
    ("dW_in is transposed: it has the shape of W_in, (D, H)", 0, lambda g: total(g.d, g.x)),
    ("dW is transposed: the states come first, (H, H)", 1, lambda g: total(g.d, g.h[:, :-1])),
    ("dW_out is transposed: it has the shape of W_out, (H, O)", 3, lambda g: total(g.y, g.h[:, 1:])),
    ("dW_out has delta in it: the output's slopes are dy", 3, lambda g: total(g.h[:, 1:], g.d)),
]:  # fmt: skip
    sums_over_time.slip(sentence)(instead(position, wrong))


@sums_over_time.slip("the first sample alone is used: the batch is summed, too")
def _(*case):
    return sums_over_time.reference(*(part[:1] for part in case))


@sums_over_time.slip("the states are shifted by one: h[:, 0] is the start, h[:, 1] the state after step 1")
def _(x, h, delta, dy):
    return sums_over_time.reference(x, np.concatenate([h[:, :1], h[:, :-1]], axis=1), delta, dy)


@sums_over_time.slip("the mean over the steps is taken: the steps are summed")
def _(x, h, delta, dy):
    return tuple(part / x.shape[1] for part in sums_over_time.reference(x, h, delta, dy))


@sums_over_time.slip("the mean over the batch is taken: that is in the slopes already")
def _(x, h, delta, dy):
    return tuple(part / len(x) for part in sums_over_time.reference(x, h, delta, dy))


@exercise(
    names=("dW_in", "dW", "db"),
    cases=[
        (np.array([[3.0]]), np.array([[4.0]]), np.array([0.0]), 1.0),
        (np.array([[0.3, -0.1]]), np.array([[0.2, 0.4], [-0.5, 0.1]]), np.array([0.1, -0.2]), 2.0),
        (np.array([[6.0, -2.0]]), np.array([[3.0, 0.5], [-4.0, 1.0]]), np.array([0.5, -1.5]), 2.5),
    ],
)
def clip(dW_in, dW, db, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in (dW_in, dW, db)))
    scale = min(1, max_norm / norm)
    return dW_in * scale, dW * scale, db * scale


def by_size(size):
    """A wrong answer: what ``size`` says of the three arrays stands for their norm."""

    def answer(dW_in, dW, db, max_norm):
        scale = min(1, max_norm / size(dW_in, dW, db))
        return dW_in * scale, dW * scale, db * scale

    return answer


@clip.slip("every number is clipped by itself: that changes the direction")
def _(dW_in, dW, db, max_norm):
    return tuple(np.clip(g, -max_norm, max_norm) for g in (dW_in, dW, db))


@clip.slip("short gradients are lengthened: below max_norm they stay as they are")
def _(dW_in, dW, db, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in (dW_in, dW, db)))
    return tuple(g * max_norm / norm for g in (dW_in, dW, db))


@clip.slip("each array is clipped by its own norm: one norm is taken of all three")
def _(dW_in, dW, db, max_norm):
    return tuple(g * min(1, max_norm / max(np.linalg.norm(g), 1e-12)) for g in (dW_in, dW, db))


@clip.slip("the square root is missing from the norm")
def _(dW_in, dW, db, max_norm):
    norm = sum(np.sum(g**2) for g in (dW_in, dW, db))
    return tuple(g * min(1, max_norm / norm) for g in (dW_in, dW, db))


@clip.slip("the norms of the arrays are added: add their squares, then take the root")
def _(dW_in, dW, db, max_norm):
    norm = sum(np.linalg.norm(g) for g in (dW_in, dW, db))
    return tuple(g * min(1, max_norm / norm) for g in (dW_in, dW, db))


@clip.slip("long gradients are divided by their norm, and max_norm is forgotten")
def _(dW_in, dW, db, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in (dW_in, dW, db)))
    return tuple(g / norm if norm > max_norm else g for g in (dW_in, dW, db))


def numbers(*arrays):
    """All numbers of the arrays, in a row."""
    return np.concatenate([array.ravel() for array in arrays])


for sentence, size in [
    (
        "the largest number stands for the norm: that is the root of all squares' sum",
        lambda *g: np.abs(numbers(*g)).max(),
    ),
    (
        "absolute values are added: the norm is the root of all squares' sum",
        lambda *g: np.abs(numbers(*g)).sum(),
    ),
    ("the squares are averaged: the norm has their sum", lambda *g: np.sqrt(np.mean(numbers(*g) ** 2))),
    (
        "the norm is that of dW_in alone: one norm is taken of all three",
        lambda dW_in, *_: np.linalg.norm(dW_in),
    ),
]:
    clip.slip(sentence)(by_size(size))


@clip.slip("nothing is shortened")
def _(dW_in, dW, db, max_norm):
    return dW_in, dW, db


@clip.slip("the bias is left out of the norm, or is not shortened: all three belong together")
def _(dW_in, dW, db, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in (dW_in, dW)))
    scale = min(1, max_norm / norm)
    return dW_in * scale, dW * scale, db * scale


@clip.slip("gradients that are too long are set to zero: they are shortened")
def _(dW_in, dW, db, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in (dW_in, dW, db)))
    return tuple(g * (norm <= max_norm) for g in (dW_in, dW, db))
