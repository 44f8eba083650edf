"""The exercises of lesson 2-03: their inputs, references and usual slips."""

import math

import numpy as np

from common.exercise import exercise

rng = np.random.default_rng(203)


@exercise(
    names=("v", "w"),
    cases=[
        (np.array([1.3, -2.1, 0.6]), np.array([-0.4, 0.3, 0.9]), np.array([2.2, -1.4, 4.5]), 0.15, 0.8),
        (*rng.standard_normal((3, 2, 4)), 0.07, 0.35),
    ],
)
def momentum_step(w, v, g, rate, mu):
    v = mu * v - rate * g
    return v, w + v


@momentum_step.slip("w is moved by the old v: first the new velocity, then the step")
def _(w, v, g, rate, mu):
    return mu * v - rate * g, w + v


@momentum_step.slip("v is subtracted from w: in this form it already points downhill")
def _(w, v, g, rate, mu):
    v = mu * v - rate * g
    return v, w - v


@momentum_step.slip("the rate multiplies the whole velocity, the form of section 2: here it is already in v")
def _(w, v, g, rate, mu):
    v = mu * v - rate * g
    return v, w + rate * v


@momentum_step.slip("v is kept in the form of section 2, without the rate and pointing uphill")
def _(w, v, g, rate, mu):
    v = mu * v + g
    return v, w - rate * v


@momentum_step.slip("the slope is weighted with 1 − μ: that makes an average, here the slopes add up")
def _(w, v, g, rate, mu):
    v = mu * v - (1 - mu) * rate * g
    return v, w + v


@momentum_step.slip("the slope is added to the velocity: it must be subtracted, to go downhill")
def _(w, v, g, rate, mu):
    v = mu * v + rate * g
    return v, w + v


@exercise(
    names=("m", "u", "w"),
    cases=[
        (
            *(np.array([0.7, -1.2]), np.array([-0.4, 0.05]), np.array([7.25, 0.5]), np.array([1.3, -3.1])),
            *(2, 0.15, 0.8, 0.95),
        ),
        (
            *rng.standard_normal((2, 3)),
            np.array([2.0, 0.3, 5.0]),
            np.array([-6.2, 0.1, 4.9]),
            7,
            0.3,
            0.7,
            0.9,
        ),
        (*rng.standard_normal((2, 4)), np.array([2.0, 0.3, 5.0, 0.6]), np.array([-6.2, 0.1, 4.9, 0.5]), 3),
    ],
)
def adamax_step(w, m, u, g, t, rate=0.1, beta1=0.9, beta2=0.999):
    m = beta1 * m + (1 - beta1) * g
    u = np.maximum(beta2 * u, np.abs(g))
    return m, u, w - rate / (1 - beta1**t) * m / u


@adamax_step.slip("the slope enters u with its sign: its size |g| is asked for")
def _(w, m, u, g, t, rate=0.1, beta1=0.9, beta2=0.999):
    m = beta1 * m + (1 - beta1) * g
    u = np.maximum(beta2 * u, g)
    return m, u, w - rate / (1 - beta1**t) * m / u


@adamax_step.slip("u does not fade: beta2 * u is compared with |g|")
def _(w, m, u, g, t, rate=0.1, beta1=0.9, beta2=0.999):
    m = beta1 * m + (1 - beta1) * g
    u = np.maximum(u, np.abs(g))
    return m, u, w - rate / (1 - beta1**t) * m / u


@adamax_step.slip("u is Adam's mean of squares: the larger of beta2 * u and |g| is asked for")
def _(w, m, u, g, t, rate=0.1, beta1=0.9, beta2=0.999):
    m = beta1 * m + (1 - beta1) * g
    u = beta2 * u + (1 - beta2) * g**2
    return m, u, w - rate / (1 - beta1**t) * m / u


@adamax_step.slip("m is not corrected: the rate is divided by 1 - beta1**t")
def _(w, m, u, g, t, rate=0.1, beta1=0.9, beta2=0.999):
    m = beta1 * m + (1 - beta1) * g
    u = np.maximum(beta2 * u, np.abs(g))
    return m, u, w - rate * m / u


@adamax_step.slip("u is corrected too: it needs no correction")
def _(w, m, u, g, t, rate=0.1, beta1=0.9, beta2=0.999):
    m = beta1 * m + (1 - beta1) * g
    u = np.maximum(beta2 * u, np.abs(g))
    return m, u, w - rate / (1 - beta1**t) * m / (u / (1 - beta2**t))


@adamax_step.slip("the corrected m is returned: the plain one is remembered for the next step")
def _(w, m, u, g, t, rate=0.1, beta1=0.9, beta2=0.999):
    m = (beta1 * m + (1 - beta1) * g) / (1 - beta1**t)
    u = np.maximum(beta2 * u, np.abs(g))
    return m, u, w - rate * m / u


@adamax_step.slip("the root of u is taken, as in Adam: u is a size already, no square")
def _(w, m, u, g, t, rate=0.1, beta1=0.9, beta2=0.999):
    m = beta1 * m + (1 - beta1) * g
    u = np.maximum(beta2 * u, np.abs(g))
    return m, u, w - rate / (1 - beta1**t) * m / np.sqrt(u)


@adamax_step.slip("the largest of all entries is taken: np.maximum compares entry by entry")
def _(w, m, u, g, t, rate=0.1, beta1=0.9, beta2=0.999):
    m = beta1 * m + (1 - beta1) * g
    u = np.full_like(g, max(np.max(beta2 * u), np.max(np.abs(g))))
    return m, u, w - rate / (1 - beta1**t) * m / u


@exercise(
    cases=[(step, rate, period) for rate, period in [(1.3, 4), (0.27, 5)] for step in [9, 3, 4, *range(45)]]
)
def restarts(step, rate, period):
    number = math.floor(math.log2(step / period + 1))  # how many periods are over
    begin = period * (2**number - 1)
    length = period * 2**number
    return rate / 2 * (1 + math.cos(math.pi * (step - begin) / length))


@restarts.slip("all periods have the first one's length: each is twice as long as the one before")
def _(step, rate, period):
    return rate / 2 * (1 + math.cos(math.pi * (step % period) / period))


@restarts.slip("there is no restart: the cosine runs on after the first period")
def _(step, rate, period):
    return rate / 2 * (1 + math.cos(math.pi * step / period))


@restarts.slip("the rate stays at 0 after the first period: it must jump back to the top")
def _(step, rate, period):
    return rate / 2 * (1 + math.cos(math.pi * min(step, period) / period))


def counted(step, rate, period, grow=lambda p: 2 * p, late=0, fixed=False):
    """The schedule with a loop, and one thing changed."""
    first = period
    while step >= period + late:
        step -= period
        period = grow(period)
    return rate / 2 * (1 + math.cos(math.pi * step / (first if fixed else period)))


@restarts.slip("a period ends one step too late: step = period belongs to the next one")
def _(step, rate, period):
    return counted(step, rate, period, late=1)


@restarts.slip("each period is longer by the first one: it must double")
def _(step, rate, period):
    return counted(step, rate, period, grow=lambda p: p + period)


@restarts.slip("the cosine keeps the first period's length inside the longer ones")
def _(step, rate, period):
    return counted(step, rate, period, fixed=True)


@restarts.slip("period is doubled before it is taken away from step")
def _(step, rate, period):
    while step >= period:
        period *= 2
        step -= period
    return rate / 2 * (1 + math.cos(math.pi * step / period))


@restarts.slip("the top itself falls: every restart begins at the full rate")
def _(step, rate, period):
    while step >= period:
        step -= period
        period *= 2
        rate /= 2
    return rate / 2 * (1 + math.cos(math.pi * step / period))
