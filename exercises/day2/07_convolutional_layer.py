"""The exercises of lesson 2-07: their inputs, references and usual slips."""

import numpy as np

from common.exercise import exercise

rng = np.random.default_rng(205)


@exercise(
    cases=[
        (np.array([[-1.5, -0.4, -0.2, -3.0], [-3.3, -1.2, -0.9, -0.7]]), 2, 1, np.array([[10.0, -6.0, 7.0]])),
        (rng.permutation(20).reshape(4, 5) - 14.0, 2, 2, np.array([[1.3, -2.1], [3.7, 4.2]])),
        (rng.integers(-3, 0, (5, 7)) / 2, 3, 2, rng.standard_normal((2, 3))),  # ties
        (rng.standard_normal((5, 8)), 2, 3, rng.standard_normal((2, 3))),  # gaps between the windows
    ]
)
def max_pool_backward(x, k, stride, dy):
    dx = np.zeros(x.shape)
    OH, OW = dy.shape
    for r in range(OH):
        for c in range(OW):
            part = x[r * stride : r * stride + k, c * stride : c * stride + k]
            i, j = np.unravel_index(part.argmax(), part.shape)
            dx[r * stride + i, c * stride + j] += dy[r, c]
    return dx


def windows(x, k, stride, dy, add):
    """``dx`` after ``add(part of dx, part of x, slope)`` for each window."""
    dx = np.zeros(x.shape)
    for r, c in np.ndindex(dy.shape):
        place = np.s_[r * stride : r * stride + k, c * stride : c * stride + k]
        add(dx[place], x[place], dy[r, c])
    return dx


@max_pool_backward.slip("a pixel that is the maximum of several windows keeps the last slope: slopes add up")
def _(x, k, stride, dy):
    def add(dx, part, slope):
        dx.flat[part.argmax()] = slope

    return windows(x, k, stride, dy, add)


@max_pool_backward.slip("a window writes over what earlier windows gave to its pixels: slopes add up")
def _(x, k, stride, dy):
    def add(dx, part, slope):
        dx[:] = 0
        dx.flat[part.argmax()] = slope

    return windows(x, k, stride, dy, add)


@max_pool_backward.slip("all equal maxima get the slope: the first one alone counts")
def _(x, k, stride, dy):
    def add(dx, part, slope):
        dx += slope * (part == part.max())

    return windows(x, k, stride, dy, add)


@max_pool_backward.slip("equal maxima share the slope: the first one gets all of it")
def _(x, k, stride, dy):
    def add(dx, part, slope):
        dx += slope * (part == part.max()) / (part == part.max()).sum()

    return windows(x, k, stride, dy, add)


@max_pool_backward.slip("of equal maxima the last counts here: it is the first")
def _(x, k, stride, dy):
    def add(dx, part, slope):
        dx.flat[part.size - 1 - part.ravel()[::-1].argmax()] += slope

    return windows(x, k, stride, dy, add)


@max_pool_backward.slip(
    "of equal maxima the first counts row by row, as argmax reads: here it is column by column"
)
def _(x, k, stride, dy):
    def add(dx, part, slope):
        dx.T.flat[part.T.argmax()] += slope

    return windows(x, k, stride, dy, add)


@max_pool_backward.slip("the search for the maximum starts at 0: a window may hold negative numbers alone")
def _(x, k, stride, dy):
    def add(dx, part, slope):
        best, place = 0, (0, 0)
        for i, j in np.ndindex(part.shape):
            if part[i, j] > best:
                best, place = part[i, j], (i, j)
        dx[place] += slope

    return windows(x, k, stride, dy, add)


@max_pool_backward.slip("a window without a positive pixel gets no slope: every window has a maximum")
def _(x, k, stride, dy):
    def add(dx, part, slope):
        dx.flat[part.argmax()] += slope * (part.max() > 0)

    return windows(x, k, stride, dy, add)


@max_pool_backward.slip("the slope goes to every pixel of the window: to the maximum alone")
def _(x, k, stride, dy):
    def add(dx, part, slope):
        dx += slope

    return windows(x, k, stride, dy, add)


@max_pool_backward.slip("this is average pooling: the whole slope goes to the maximum")
def _(x, k, stride, dy):
    def add(dx, part, slope):
        dx += slope / k**2

    return windows(x, k, stride, dy, add)


@max_pool_backward.slip("the maximum itself is put into dx, where the slope belongs")
def _(x, k, stride, dy):
    def add(dx, part, slope):
        dx.flat[part.argmax()] = part.max()

    return windows(x, k, stride, dy, add)


@max_pool_backward.slip("the place in the window is taken for a place in x: add r * stride and c * stride")
def _(x, k, stride, dy):
    dx = np.zeros(x.shape)
    for r, c in np.ndindex(dy.shape):
        part = x[r * stride : r * stride + k, c * stride : c * stride + k]
        dx[np.unravel_index(part.argmax(), part.shape)] += dy[r, c]
    return dx


@max_pool_backward.slip("the place in x is that of the window plus i and j: r * stride + i, not r + i")
def _(x, k, stride, dy):
    dx = np.zeros(x.shape)
    for r, c in np.ndindex(dy.shape):
        part = x[r * stride : r * stride + k, c * stride : c * stride + k]
        i, j = np.unravel_index(part.argmax(), part.shape)
        dx[r + i, c + j] += dy[r, c]
    return dx


@max_pool_backward.slip("the windows are k pixels apart: it is stride")
def _(x, k, stride, dy):
    dx = np.zeros(x.shape)
    for r, c in np.ndindex(dy.shape):
        part = x[r * k : r * k + k, c * k : c * k + k]
        if part.size:
            i, j = np.unravel_index(part.argmax(), part.shape)
            dx[r * k + i, c * k + j] += dy[r, c]
    return dx


@exercise(
    names=("dx", "dw", "db"),
    cases=[
        (np.array([1.4, -2.3, 3.1, 0.7]), np.array([1.2, -2.6]), 1, np.array([1.7, -0.6, 2.5])),
        (rng.standard_normal(9), rng.standard_normal(3), 1, rng.standard_normal(7)),
        (rng.standard_normal(10), rng.standard_normal(4), 3, rng.standard_normal(3)),
        (rng.standard_normal(10), rng.standard_normal(3), 2, rng.standard_normal(4)),  # the last x is unused
    ],
)
def conv1d_backward(x, w, stride, dy):
    dx, dw = np.zeros(len(x)), np.zeros(len(w))
    for t in range(len(dy)):
        for i in range(len(w)):
            dx[t * stride + i] += dy[t] * w[i]
            dw[i] += dy[t] * x[t * stride + i]
    db = dy.sum()
    return dx, dw, db


@conv1d_backward.slip("dx keeps one window's part alone: windows overlap, and the slopes of all uses add up")
def _(x, w, stride, dy):
    dx, dw, db = conv1d_backward.reference(x, w, stride, dy)
    for t, slope in enumerate(dy):
        dx[t * stride : t * stride + len(w)] = slope * w
    return dx, dw, db


@conv1d_backward.slip(
    "dw keeps the last window's part alone: a weight is used in all windows, and slopes add up"
)
def _(x, w, stride, dy):
    dx, dw, db = conv1d_backward.reference(x, w, stride, dy)
    for t, slope in enumerate(dy):
        dw = slope * x[t * stride : t * stride + len(w)]
    return dx, dw, db


@conv1d_backward.slip("the kernel is turned round in dx: x[t * stride + i] was multiplied by w[i]")
def _(x, w, stride, dy):
    _, dw, db = conv1d_backward.reference(x, w, stride, dy)
    return conv1d_backward.reference(x, w[::-1], stride, dy)[0], dw, db


@conv1d_backward.slip("in dx stands the input where the weight belongs: the slope at x is dy times w")
def _(x, w, stride, dy):
    dx, dw, db = conv1d_backward.reference(x, w, stride, dy)
    dx = np.zeros(len(x))
    for t, slope in enumerate(dy):
        dx[t * stride : t * stride + len(w)] += slope * x[t * stride : t * stride + len(w)]
    return dx, dw, db


@conv1d_backward.slip("in dw stands the weight where the input belongs: the slope at w is dy times x")
def _(x, w, stride, dy):
    dx, dw, db = conv1d_backward.reference(x, w, stride, dy)
    return dx, dy.sum() * w, db


@conv1d_backward.slip(
    "stride stands at the wrong index: window t begins at t * stride, its inputs are neighbours"
)
def _(x, w, stride, dy):
    dx, dw = np.zeros(2 * stride * len(x)), np.zeros(len(w))
    longer = np.concatenate([x, np.zeros(len(dx) - len(x))])
    for t, i in np.ndindex(len(dy), len(w)):
        dx[t + i * stride] += dy[t] * w[i]
        dw[i] += dy[t] * longer[t + i * stride]
    return dx[: len(x)], dw, dy.sum()


@conv1d_backward.slip("stride is left out: window t begins at t * stride")
def _(x, w, stride, dy):
    return conv1d_backward.reference(x, w, 1, dy)


@conv1d_backward.slip("the gradient of the kernel comes first: the order is dx, dw, db")
def _(*case):
    dx, dw, db = conv1d_backward.reference(*case)
    return dw, dx, db
