"""Answers to the exercises of lesson 1-06."""

import numpy as np

from tests.answers import Answers

answers = Answers()


@answers.right(1)
def _(w, x, d, rate):
    for_one = [row * (row @ w - t) for row, t in zip(x, d, strict=True)]
    return w - rate * sum(for_one) / len(d)


@answers.right(1)
def _(w, x, d, rate):
    return w + (d - x @ w) @ x * (rate / x.shape[0])


@answers.wrong(1, "sum stands where|len|divisor")  # the sum over the batch, not the mean
def _(w, x, d, rate):
    return w - rate * x.T @ (x @ w - d)


@answers.wrong(1, "uphill|plus|sign|minus")  # uphill
def _(w, x, d, rate):
    return w + rate * x.T @ (x @ w - d) / len(x)


@answers.wrong(1, "twice|2")  # the slope of a squared error without the ½
def _(w, x, d, rate):
    return w - rate * 2 * x.T @ (x @ w - d) / len(x)


@answers.wrong(1, "rate")  # the rate forgotten
def _(w, x, d, rate):
    return w - x.T @ (x @ w - d) / len(x)


@answers.wrong(1, "w is missing")  # only the step
def _(w, x, d, rate):
    return -rate * x.T @ (x @ w - d) / len(x)


@answers.wrong(1, "in place")  # the caller's w is changed
def _(w, x, d, rate):
    w -= rate * x.T @ (x @ w - d) / len(x)
    return w


@answers.wrong(1, "D weights|columns")  # the mean over the weights
def _(w, x, d, rate):
    return w - rate * x.T @ (x @ w - d) / x.shape[1]


@answers.right(2)
def _(f, w, h):
    steps = np.eye(len(w)) * h
    return np.array([(f(w + s) - f(w - s)) / (h + h) for s in steps])


@answers.right(2)
def _(f, w, h):
    w, slopes = w.copy(), []
    for i in range(len(w)):
        w[i] += h
        up = f(w)
        w[i] -= 2 * h
        slopes.append((up - f(w)) / (2 * h))
        w[i] += h
    return np.array(slopes)


@answers.wrong(2, "forward|one side|one-sided|w itself|central|both sides")  # one-sided
def _(f, w, h):
    return np.array([(f(w + s) - f(w)) / h for s in np.eye(len(w)) * h])


@answers.wrong(2, "divided by h|twice")  # divided by h
def _(f, w, h):
    return np.array([(f(w + s) - f(w - s)) / h for s in np.eye(len(w)) * h])


@answers.wrong(2, "sign|order|other way|exchanged|minus")  # below minus above
def _(f, w, h):
    return np.array([(f(w - s) - f(w + s)) / (2 * h) for s in np.eye(len(w)) * h])


@answers.wrong(2, "all|every|at once|one weight|single")  # all weights moved at once
def _(f, w, h):
    return np.full_like(w, (f(w + h) - f(w - h)) / (2 * h))


@answers.wrong(2, "divi|2h|2 h|difference|factor")  # never divided
def _(f, w, h):
    return np.array([f(w + s) - f(w - s) for s in np.eye(len(w)) * h])


@answers.wrong(2, "list")  # a list
def _(f, w, h):
    return [(f(w + s) - f(w - s)) / (2 * h) for s in np.eye(len(w)) * h]


@answers.wrong(2, "half|too small")  # ½ of a step each way, divided by 2h
def _(f, w, h):
    return np.array([(f(w + s) - f(w - s)) / (2 * h) for s in np.eye(len(w)) * h / 2])


@answers.right(3)
def _(x):
    return 2 * len(x) / np.linalg.svd(x, compute_uv=False)[0] ** 2


@answers.right(3)
def _(x):
    return 2 / max(np.linalg.eigvals(x.T @ x / len(x)).real)


@answers.wrong(3, "2|half|twice")  # 1 / λ
def _(x):
    return 1 / np.linalg.eigvalsh(x.T @ x / len(x))[-1]


@answers.wrong(3, "smallest|least|flattest|min")  # the smallest eigenvalue
def _(x):
    return 2 / np.linalg.eigvalsh(x.T @ x / len(x))[0]


@answers.wrong(3, "len|N|mean|divi")  # not divided by N
def _(x):
    return 2 / np.linalg.eigvalsh(x.T @ x)[-1]


@answers.wrong(3, "upside down|1 divided|quotient|half|eigenvalue")  # λ / 2
def _(x):
    return np.linalg.eigvalsh(x.T @ x / len(x))[-1] / 2


@answers.wrong(3, "square|root|singular")  # the singular value, not squared
def _(x):
    return 2 * len(x) / np.linalg.svd(x, compute_uv=False)[0]


@answers.wrong(3, "trace|sum|all")  # the trace, the sum of all eigenvalues
def _(x):
    return 2 * len(x) / np.sum(x**2)


@answers.wrong(3, "centred|mean|covariance|cov")  # the covariance matrix
def _(x):
    return 2 / np.linalg.eigvalsh(np.cov(x.T))[-1]
