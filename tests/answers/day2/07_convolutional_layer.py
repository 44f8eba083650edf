"""Answers to the exercises of lesson 2-07: max pooling backwards, and a convolution of signals backwards."""

import numpy as np

from tests.answers import Answers

answers = Answers()


@answers.right(1)
def _(x, k, stride, dy):
    dx = [[0.0] * x.shape[1] for _ in range(x.shape[0])]
    for r in range(dy.shape[0]):
        for c in range(dy.shape[1]):
            best = None
            for i in range(r * stride, r * stride + k):
                for j in range(c * stride, c * stride + k):
                    if best is None or x[i, j] > x[best]:
                        best = i, j
            dx[best[0]][best[1]] += dy[r, c]
    return np.array(dx)


@answers.right(1)
def _(x, k, stride, dy):
    windows = np.lib.stride_tricks.sliding_window_view(x, (k, k))[::stride, ::stride]
    windows = windows[: dy.shape[0], : dy.shape[1]].reshape(*dy.shape, -1)
    r, c = np.indices(dy.shape) * stride
    i, j = np.divmod(windows.argmax(axis=-1), k)
    dx = np.zeros(x.shape)
    np.add.at(dx, (r + i, c + j), dy)
    return dx


@answers.wrong(1, r"\+=|add|overlap|last")  # = for +=
def _(x, k, stride, dy):
    dx = np.zeros_like(x)
    for r, c in np.ndindex(dy.shape):
        part = x[r * stride : r * stride + k, c * stride : c * stride + k]
        i, j = np.unravel_index(part.argmax(), part.shape)
        dx[r * stride + i, c * stride + j] = dy[r, c]
    return dx


@answers.wrong(1, r"equal|every|all|first|tie")  # all equal maxima get dy
def _(x, k, stride, dy):
    dx = np.zeros_like(x)
    for r, c in np.ndindex(dy.shape):
        rows, cols = slice(r * stride, r * stride + k), slice(c * stride, c * stride + k)
        dx[rows, cols] += dy[r, c] * (x[rows, cols] == x[rows, cols].max())
    return dx


@answers.wrong(1, r"equal|last|tie|>=|first")  # of equal maxima the last
def _(x, k, stride, dy):
    dx = np.zeros_like(x)
    for r, c in np.ndindex(dy.shape):
        best = r * stride, c * stride
        for i in range(r * stride, r * stride + k):
            for j in range(c * stride, c * stride + k):
                if x[i, j] >= x[best]:
                    best = i, j
        dx[best] += dy[r, c]
    return dx


@answers.wrong(1, r"stride")  # the stride is taken to be k
def _(x, k, stride, dy):
    dx = np.zeros_like(x)
    for r, c in np.ndindex(dy.shape):
        part = x[r * k : r * k + k, c * k : c * k + k]
        if part.size:
            i, j = np.unravel_index(part.argmax(), part.shape)
            dx[r * k + i, c * k + j] += dy[r, c]
    return dx


@answers.wrong(1, r"stride")  # the stride is forgotten
def _(x, k, stride, dy):
    dx = np.zeros_like(x)
    for r, c in np.ndindex(dy.shape):
        part = x[r : r + k, c : c + k]
        i, j = np.unravel_index(part.argmax(), part.shape)
        dx[r + i, c + j] += dy[r, c]
    return dx


@answers.wrong(1, r"(?i)average|mean|share|spread|largest|every entry of")  # average pooling
def _(x, k, stride, dy):
    dx = np.zeros_like(x)
    for r, c in np.ndindex(dy.shape):
        dx[r * stride : r * stride + k, c * stride : c * stride + k] += dy[r, c] / k**2
    return dx


@answers.wrong(1, r"(?i)negative|starts? at 0|maximum|below 0|zero")  # the search for the maximum starts at 0
def _(x, k, stride, dy):
    dx = np.zeros_like(x)
    for r, c in np.ndindex(dy.shape):
        high, best = 0, None
        for i in range(k):
            for j in range(k):
                if x[r * stride + i, c * stride + j] > high:
                    high, best = x[r * stride + i, c * stride + j], (r * stride + i, c * stride + j)
        if best:
            dx[best] += dy[r, c]
    return dx


@answers.wrong(
    1, r"(?i)offset|window|corner|place|i and j|r \* stride"
)  # the place inside the window is used as it is
def _(x, k, stride, dy):
    dx = np.zeros_like(x)
    for r, c in np.ndindex(dy.shape):
        part = x[r * stride : r * stride + k, c * stride : c * stride + k]
        i, j = np.unravel_index(part.argmax(), part.shape)
        dx[i, j] += dy[r, c]
    return dx


@answers.wrong(1, r"\bdy\b|1 for|count|chain|slope")  # the local slope 1 without dy
def _(x, k, stride, dy):
    dx = np.zeros_like(x)
    for r, c in np.ndindex(dy.shape):
        part = x[r * stride : r * stride + k, c * stride : c * stride + k]
        i, j = np.unravel_index(part.argmax(), part.shape)
        dx[r * stride + i, c * stride + j] += 1
    return dx


@answers.wrong(1, r"(?i)argmin|smallest|minim|sign")  # argmin
def _(x, k, stride, dy):
    dx = np.zeros_like(x)
    for r, c in np.ndindex(dy.shape):
        part = x[r * stride : r * stride + k, c * stride : c * stride + k]
        i, j = np.unravel_index(part.argmin(), part.shape)
        dx[r * stride + i, c * stride + j] += dy[r, c]
    return dx


@answers.wrong(1, r"(?i)absolute|sign|abs")  # the largest absolute value
def _(x, k, stride, dy):
    dx = np.zeros_like(x)
    for r, c in np.ndindex(dy.shape):
        part = abs(x[r * stride : r * stride + k, c * stride : c * stride + k])
        i, j = np.unravel_index(part.argmax(), part.shape)
        dx[r * stride + i, c * stride + j] += dy[r, c]
    return dx


@answers.wrong(
    1, r"shape|row|column|swap|exchang|transpos|divmod"
)  # row and column of the flat index exchanged
def _(x, k, stride, dy):
    dx = np.zeros_like(x)
    for r, c in np.ndindex(dy.shape):
        part = x[r * stride : r * stride + k, c * stride : c * stride + k]
        j, i = divmod(part.argmax(), k)
        dx[r * stride + i, c * stride + j] += dy[r, c]
    return dx


@answers.wrong(
    1, r"x is (added|changed)|changes|argument|in place|copy|\bx\b"
)  # x itself is used for the sums
def _(x, k, stride, dy):
    dx = x.copy()
    for r, c in np.ndindex(dy.shape):
        part = x[r * stride : r * stride + k, c * stride : c * stride + k]
        i, j = np.unravel_index(part.argmax(), part.shape)
        dx[r * stride + i, c * stride + j] += dy[r, c]
    return dx


@answers.right(2)
def _(x, w, stride, dy):
    dx, dw, db = [0.0] * len(x), [0.0] * len(w), 0.0
    for t in range(len(dy)):
        db += dy[t]
        for i in range(len(w)):
            dx[t * stride + i] += dy[t] * w[i]
            dw[i] += dy[t] * x[t * stride + i]
    return np.array(dx), np.array(dw), db


@answers.right(2)
def _(x, w, stride, dy):
    spread = np.zeros((len(dy) - 1) * stride + 1)
    spread[::stride] = dy
    dx = np.zeros(len(x))
    full = np.convolve(spread, w)
    dx[: len(full)] = full
    return dx, np.correlate(x, spread)[: len(w)], float(np.sum(dy))


@answers.right(2)
def _(x, w, stride, dy):
    places = np.arange(len(dy))[:, None] * stride + np.arange(len(w))
    matrix = np.zeros((len(dy), len(x)))
    matrix[np.arange(len(dy))[:, None], places] = w
    return dy @ matrix, dy @ x[places], dy @ np.ones(len(dy))


@answers.wrong(2, r"\+=|add|overlap|last")  # dx = for +=
def _(x, w, stride, dy):
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    for t, slope in enumerate(dy):
        part = slice(t * stride, t * stride + len(w))
        dx[part] = slope * w
        dw += slope * x[part]
    return dx, dw, dy.sum()


@answers.wrong(2, r"\+=|add|overlap|last")  # dw = for +=
def _(x, w, stride, dy):
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    for t, slope in enumerate(dy):
        part = slice(t * stride, t * stride + len(w))
        dx[part] += slope * w
        dw = slope * x[part]
    return dx, dw, dy.sum()


@answers.wrong(2, r"stride")  # the stride is forgotten
def _(x, w, stride, dy):
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    for t, slope in enumerate(dy):
        part = slice(t, t + len(w))
        dx[part] += slope * w
        dw += slope * x[part]
    return dx, dw, dy.sum()


@answers.wrong(2, r"(?i)revers|\[::-1\]|flip|from its end|turned")  # the kernel is flipped
def _(x, w, stride, dy):
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    for t, slope in enumerate(dy):
        part = slice(t * stride, t * stride + len(w))
        dx[part] += slope * w[::-1]
        dw += slope * x[part]
    return dx, dw, dy.sum()


@answers.wrong(2, r"(?i)revers|\[::-1\]|flip|from its end|turned")  # np.convolve's order in dw
def _(x, w, stride, dy):
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    for t, slope in enumerate(dy):
        part = slice(t * stride, t * stride + len(w))
        dx[part] += slope * w
        dw += slope * x[part][::-1]
    return dx, dw, dy.sum()


@answers.wrong(2, r"(?i)mean|average|too small|sum")  # db as a mean
def _(x, w, stride, dy):
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    for t, slope in enumerate(dy):
        part = slice(t * stride, t * stride + len(w))
        dx[part] += slope * w
        dw += slope * x[part]
    return dx, dw, dy.mean()


@answers.wrong(2, r"(?i)sum|\bdy\b|number")  # db is dy
def _(x, w, stride, dy):
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    for t, slope in enumerate(dy):
        part = slice(t * stride, t * stride + len(w))
        dx[part] += slope * w
        dw += slope * x[part]
    return dx, dw, dy


@answers.wrong(2, r"(?i)exchang|swap|\bx\b.*\bw\b|\bw\b.*\bx\b")  # w and x exchanged in the slopes
def _(x, w, stride, dy):
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    for t, slope in enumerate(dy):
        part = slice(t * stride, t * stride + len(w))
        dx[part] += slope * x[part]
        dw += slope * w
    return dx, dw, dy.sum()


@answers.wrong(2, r"(?i)chain|\bdy\b|slope|a factor is left out")  # dx without dy
def _(x, w, stride, dy):
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    for t, slope in enumerate(dy):
        part = slice(t * stride, t * stride + len(w))
        dx[part] += w
        dw += slope * x[part]
    return dx, dw, dy.sum()


@answers.wrong(2, r"(?i)last|ends one step too early")  # the last window is left out
def _(x, w, stride, dy):
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    for t in range(len(dy) - 1):
        part = slice(t * stride, t * stride + len(w))
        dx[part] += dy[t] * w
        dw += dy[t] * x[part]
    return dx, dw, dy.sum()


@answers.wrong(2, r"(?i)stride|k\b|len\(w\)|step")  # the windows follow each other by k
def _(x, w, stride, dy):
    dx, dw, k = np.zeros_like(x), np.zeros_like(w), len(w)
    for t, slope in enumerate(dy):
        for i in range(k):
            if t * k + i < len(x):
                dx[t * k + i] += slope * w[i]
                dw[i] += slope * x[t * k + i]
    return dx, dw, dy.sum()


@answers.wrong(2, r"(?i)order|exchang|swap|dw.*dx|dx.*dw")  # results in another order
def _(x, w, stride, dy):
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    for t, slope in enumerate(dy):
        part = slice(t * stride, t * stride + len(w))
        dx[part] += slope * w
        dw += slope * x[part]
    return dw, dx, dy.sum()


@answers.wrong(2, r"(?i)first|last|only|one window|return")  # return inside the loop
def _(x, w, stride, dy):
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    for t, slope in enumerate(dy):
        part = slice(t * stride, t * stride + len(w))
        dx[part] += slope * w
        dw += slope * x[part]
        return dx, dw, dy.sum()
    return None


@answers.wrong(2, r"(?i)db|two|2|three|3")  # db forgotten
def _(x, w, stride, dy):
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    for t, slope in enumerate(dy):
        part = slice(t * stride, t * stride + len(w))
        dx[part] += slope * w
        dw += slope * x[part]
    return dx, dw
