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


@answers.right(1)
def _(w, x, d, rate):
    new = np.array(w, dtype=np.float32)
    for j in range(len(new)):
        slopes = [
            (sum(a * b for a, b in zip(row, w, strict=True)) - t) * row[j]
            for row, t in zip(x, d, strict=True)
        ]
        new[j] -= rate * sum(slopes) / len(slopes)
    return new


@answers.right(1)
def _(w, x, d, rate):
    new = w.copy()
    new -= np.mean((x @ w - d)[:, None] * x, axis=0) * rate
    return new


@answers.wrong(
    1, r"(?i)sample|one after|each row|loop|batch|changes while|online"
)  # one step for each sample
def _(w, x, d, rate):
    for row, t in zip(x, d, strict=True):
        w = w - rate * row * (row @ w - t) / len(x)
    return w


@answers.wrong(1, r"(?i)over everything|of its own")  # one mean for all weights
def _(w, x, d, rate):
    return w - rate * np.mean((x @ w - d)[:, None] * x)


@answers.wrong(1, r"(?i)mean of|means|product|error \*|separate")  # mean error times mean input
def _(w, x, d, rate):
    return w - rate * np.mean(x @ w - d) * x.mean(axis=0)


@answers.wrong(1, r"(?i)\bd\b.*(left out|missing|subtract|0)|error|target")  # the target forgotten
def _(w, x, d, rate):
    return w - rate * x.T @ (x @ w) / len(x)


@answers.wrong(1, r"(?i)matmul|shape|x\.T|transpose|mismatch")  # x for its transpose
def _(w, x, d, rate):
    return w - rate * x @ (x @ w - d) / len(x)


@answers.wrong(1, r"(?i)None|return")  # nothing returned
def _(w, x, d, rate):
    w = w - rate * x.T @ (x @ w - d) / len(x)


@answers.wrong(1, r"(?i)slope|gradient|step|as it is|update|w is missing")  # the gradient itself
def _(w, x, d, rate):
    return x.T @ (x @ w - d) / len(x)


@answers.wrong(1, r"(?i)2 len|half|too small|½|factor 2")  # one half too much
def _(w, x, d, rate):
    return w - rate * x.T @ (x @ w - d) / (2 * len(x))


@answers.wrong(1, r"(?i)sign")  # the signs of the slopes
def _(w, x, d, rate):
    return w - rate * np.sign(x.T @ (x @ w - d))


@answers.wrong(1, r"(?i)len|sample|divisor|first|batch")  # divided by a batch of 3, as in the example
def _(w, x, d, rate):
    return w - rate * x.T @ (x @ w - d) / 3


@answers.right(2)
def _(f, w, h):
    def partial(i):
        up, down = w.tolist(), w.tolist()
        up[i], down[i] = up[i] + h, down[i] - h
        return (f(np.array(up)) - f(np.array(down))) / h / 2

    return np.array(list(map(partial, range(w.size))))


@answers.wrong(
    2, r"(?i)nudge.*(stays|put back|stay|earlier|first|all)|put back|at once|earlier|undone"
)  # never reset
def _(f, w, h):
    result, nudge = np.zeros_like(w), np.zeros_like(w)
    for i in range(len(w)):
        nudge[i] = h
        result[i] = (f(w + nudge) - f(w - nudge)) / (2 * h)
    return result


@answers.wrong(2, r"(?i)in place|changed|copy")  # w is moved and stays moved
def _(f, w, h):
    result = np.zeros_like(w)
    for i in range(len(w)):
        w[i] += h
        above = f(w)
        w[i] -= 2 * h
        result[i] = (above - f(w)) / (2 * h)
    return result


@answers.wrong(2, r"(?i)\bh\b|step")  # a step of its own
def _(f, w, h):
    return np.array([(f(w + s) - f(w - s)) / 2e-5 for s in np.eye(len(w)) * 1e-5])


@answers.wrong(2, r"(?i)first|single|one number|shape|array is asked|return")  # return inside the loop
def _(f, w, h):
    result = np.zeros_like(w)
    for i in range(len(w)):
        e = np.zeros_like(w)
        e[i] = h
        result[i] = (f(w + e) - f(w - e)) / (2 * h)
        return result
    return None


@answers.wrong(2, r"(?i)absolute|sign|negative")  # sizes of the slopes
def _(f, w, h):
    return np.array([abs(f(w + s) - f(w - s)) / (2 * h) for s in np.eye(len(w)) * h])


@answers.wrong(2, r"(?i)last|loop|0")  # the loop ends one early
def _(f, w, h):
    result = np.zeros_like(w)
    for i in range(len(w) - 1):
        e = np.zeros_like(w)
        e[i] = h
        result[i] = (f(w + e) - f(w - e)) / (2 * h)
    return result


@answers.wrong(2, r"(?i)sum|single|one number|every|shape")  # the slopes added up
def _(f, w, h):
    return sum((f(w + s) - f(w - s)) / (2 * h) for s in np.eye(len(w)) * h)


@answers.right(3)
def _(x):
    return 2 / np.linalg.norm(x / np.sqrt(len(x)), 2) ** 2


@answers.right(3)
def _(x):
    return np.float32(2 * x.shape[0] / np.linalg.eigvalsh(x @ x.T).max())


@answers.wrong(3, r"(?i)diagonal|eigenvalue|entry|off|correlat")  # the largest diagonal entry
def _(x):
    return 2 / np.diag(x.T @ x / len(x)).max()


@answers.wrong(3, r"(?i)len\(x\)|\bN\b|D|columns|x\.shape|samples")  # divided by the number of columns
def _(x):
    return 2 / np.linalg.eigvalsh(x.T @ x / x.shape[1])[-1]


@answers.wrong(3, r"(?i)each|all|every|one number|array|shape|largest")  # a limit for each direction
def _(x):
    return 2 / np.linalg.eigvalsh(x.T @ x / len(x))


@answers.wrong(3, r"(?i)eigenvalue|largest curvature|2 divided|2 /|upside")  # the curvature itself
def _(x):
    return np.linalg.eigvalsh(x.T @ x / len(x))[-1]


@answers.wrong(3, r"(?i)twice|2|factor")  # 4 / λ: another factor 2 for the half
def _(x):
    return 4 / np.linalg.eigvalsh(x.T @ x / len(x))[-1]


@answers.wrong(3, r"(?i)mean|average|max|largest")  # the mean curvature
def _(x):
    return 2 / np.linalg.eigvalsh(x.T @ x / len(x)).mean()


@answers.wrong(3, r"(?i)square|matmul|Last 2 dimensions|x\.T")  # eigenvalues of x itself
def _(x):
    return 2 / np.linalg.eigvalsh(x)[-1]


@answers.wrong(3, r"(?i)//|cut off|decimal")  # / for //
def _(x):
    return 2 // np.linalg.eigvalsh(x.T @ x / len(x))[-1]
