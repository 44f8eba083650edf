"""The exercises of lesson 1-06: their inputs, references and usual slips."""

import numpy as np

from common.exercise import exercise

rng = np.random.default_rng(106)


@exercise(
    cases=[
        (
            np.array([0.7, -1.2]),
            np.array([[1.4, 0.3], [-0.6, 2.2], [0.9, -1.7]]),
            np.array([1.1, -0.4, 2.3]),
            0.3,
        ),
        (rng.standard_normal(4), rng.standard_normal((6, 4)), rng.standard_normal(6), 0.07),
        (rng.standard_normal(3), rng.standard_normal((2, 3)), rng.standard_normal(2), 0.13),
    ]
)
def update(w, x, d, rate):
    error = x @ w - d
    slope = x.T @ error / len(x)
    return w - rate * slope


@update.slip("the mean is taken over the D weights where the batch has len(x) samples")
def _(w, x, d, rate):
    return w - rate * x.T @ (x @ w - d) / len(w)


@update.slip("the step goes up the slope: a sign is wrong, in the error or before rate")
def _(w, x, d, rate):
    return w + rate * x.T @ (x @ w - d) / len(x)


@update.slip("the slope is twice too steep: half the squared error has the slope error times x, without a 2")
def _(w, x, d, rate):
    return w - 2 * rate * x.T @ (x @ w - d) / len(x)


@update.slip("the slope is halved: the ½ of the loss goes when the square is derived")
def _(w, x, d, rate):
    return w - rate * x.T @ (x @ w - d) / len(x) / 2


@update.slip("this is the slope: the new weights are w minus rate times it")
def _(w, x, d, rate):
    return x.T @ (x @ w - d) / len(x)


@update.slip("this is the step, not where it leads: the new weights are w minus rate times the slope")
def _(w, x, d, rate):
    return rate * x.T @ (x @ w - d) / len(x)


@update.slip("every sample makes a step of its own: a mini-batch makes one, with the mean of all slopes")
def _(w, x, d, rate):
    for x_n, d_n in zip(x, d, strict=True):
        w = w - rate * (x_n @ w - d_n) * x_n
    return w


@update.slip("every sample makes a step of its own, with new weights: all slopes belong to the old ones")
def _(w, x, d, rate):
    for x_n, d_n in zip(x, d, strict=True):
        w = w - rate * (x_n @ w - d_n) * x_n / len(x)
    return w


@update.slip("the mean is taken over everything: each weight has a slope of its own, a mean over the samples")
def _(w, x, d, rate):
    return w - rate * np.mean((x @ w - d)[:, None] * x)


@update.slip("the means of error and x are multiplied: the mean of the products is asked for")
def _(w, x, d, rate):
    return w - rate * (x @ w - d).mean() * x.mean(axis=0)


@update.slip(
    "the errors are not multiplied by x: the slope of each weight is the mean of error times its input"
)
def _(w, x, d, rate):
    return w - rate * (x @ w - d).mean()


def bent(w):
    return w[0] ** 3 - 2.3 * w[0] * w[1]


def mixed(w):
    return np.exp(w[0]) * w[1] + w[2] ** 4


@exercise(
    cases=[
        (bent, np.array([1.3, -0.7]), 0.2),
        (mixed, np.array([0.6, 1.7, -1.1]), 0.03),
        (bent, np.array([-0.4, 2.6]), 0.7),
    ]
)
def central_gradient(f, w, h):
    result = np.zeros_like(w)
    for i in range(len(w)):
        nudge = np.zeros_like(w)
        nudge[i] = h
        result[i] = (f(w + nudge) - f(w - nudge)) / (2 * h)
    return result


def steps(w, h):
    """One nudge a row."""
    return h * np.eye(len(w))


@central_gradient.slip("this is the forward difference: the central one has f(w − nudge) where f(w) stands")
def _(f, w, h):
    return np.array([(f(w + step) - f(w)) / h for step in steps(w, h)])


@central_gradient.slip("this is the backward difference: the central one has f(w + nudge) where f(w) stands")
def _(f, w, h):
    return np.array([(f(w) - f(w - step)) / h for step in steps(w, h)])


@central_gradient.slip("only one side is nudged, while 2 h is the way between w + nudge and w − nudge")
def _(f, w, h):
    return np.array([(f(w + step) - f(w)) / (2 * h) for step in steps(w, h)])


@central_gradient.slip("the difference is multiplied by h where it is divided: / (2 * h) needs its brackets")
def _(f, w, h):
    return np.array([(f(w + step) - f(w - step)) / 2 * h for step in steps(w, h)])


@central_gradient.slip("the difference is divided by h: w + nudge and w − nudge lie 2 h apart")
def _(f, w, h):
    return np.array([(f(w + step) - f(w - step)) / h for step in steps(w, h)])


@central_gradient.slip("all weights are nudged at once: each slope needs a nudge of its own weight alone")
def _(f, w, h):
    return np.array([(f(w + h) - f(w - h)) / (2 * h) for _ in w])


@central_gradient.slip("the nudges of earlier weights are still there: begin each with zeros")
def _(f, w, h):
    return np.array([(f(w + step) - f(w - step)) / (2 * h) for step in np.cumsum(steps(w, h), axis=0)])


@central_gradient.slip(
    "earlier weights stay where their nudge left them, at w − h: begin with a fresh copy of w"
)
def _(f, w, h):
    w, result = w.copy(), []
    for i in range(len(w)):
        w[i] += h
        above = f(w)
        w[i] -= 2 * h
        result.append((above - f(w)) / (2 * h))
    return np.array(result)


@central_gradient.slip("only the slope of the last weight is left: make the result once, before the loop")
def _(f, w, h):
    result = central_gradient.reference(f, w, h)
    result[:-1] = 0
    return result


@central_gradient.slip("only the first slope is filled in: return stands inside the loop")
def _(f, w, h):
    result = central_gradient.reference(f, w, h)
    result[1:] = 0
    return result


@central_gradient.slip("only f(w − nudge) is divided: put the difference in brackets")
def _(f, w, h):
    return np.array([f(w + step) - f(w - step) / (2 * h) for step in steps(w, h)])


@central_gradient.slip("h is not used: the step is another one, far smaller")
def _(f, w, h):
    return np.array([(f(w + step) - f(w - step)) / 2e-5 for step in steps(w, 1e-5)])


@exercise(
    cases=[
        np.array([[1.2, -0.4], [0.3, 2.1], [-1.7, 0.6]]),
        rng.standard_normal((7, 3)) + np.array([0.8, -0.3, 1.4]),
        rng.standard_normal((5, 4)),
    ]
)
def largest_rate(x):
    A = x.T @ x / len(x)
    return 2 / np.linalg.eigvalsh(A).max()


def curvatures(x):
    return np.linalg.eigvalsh(x.T @ x / len(x))


@largest_rate.slip("the smallest curvature is taken: the steepest direction diverges first")
def _(x):
    return 2 / curvatures(x)[0]


@largest_rate.slip("this is half the limit: 1/λ reaches the bottom in one step, up to 2/λ they still shrink")
def _(x):
    return 1 / curvatures(x)[-1]


@largest_rate.slip("this is the best rate, 2/(λmin + λmax): the limit, 2/λmax, is larger")
def _(x):
    return 2 / (curvatures(x)[0] + curvatures(x)[-1])


@largest_rate.slip("this is the largest curvature λ: the limit is 2/λ")
def _(x):
    return curvatures(x)[-1]


@largest_rate.slip("the curvatures of the samples are added up: the loss is their mean, so divide by len(x)")
def _(x):
    return 2 / curvatures(x)[-1] / len(x)


@largest_rate.slip("x.T @ x is divided by the D inputs where the mean runs over len(x) samples")
def _(x):
    return 2 / curvatures(x)[-1] / len(x) * x.shape[1]


@largest_rate.slip("only the diagonal of x.T @ x counts: the steepest direction may lie between the axes")
def _(x):
    return 2 / (x**2).mean(axis=0).max()


for ddof in (0, 1):

    @largest_rate.slip("the covariance is taken, without the mean of x: the model has no bias to take it up")
    def _(x, ddof=ddof):
        return 2 / np.linalg.eigvalsh(np.cov(x.T, ddof=ddof))[-1]


@largest_rate.slip("the largest singular value of x is not squared: its square is the eigenvalue of x.T @ x")
def _(x):
    return 2 / np.linalg.norm(x, 2) * len(x)


@largest_rate.slip("the root of the curvature is taken: the limit is 2/λ, without a root")
def _(x):
    return 2 / np.sqrt(curvatures(x)[-1])
