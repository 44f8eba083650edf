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


@momentum_step.slip("w comes first: the order is v, w")
def _(*case):
    return momentum_step.reference(*case)[::-1]


@momentum_step.slip("mu multiplies the slope too: it belongs to the old v alone")
def _(w, v, g, rate, mu):
    v = mu * (v - rate * g)
    return v, w + v


@momentum_step.slip("w moves down the slope alone, as without momentum: the new v is its step")
def _(w, v, g, rate, mu):
    return mu * v - rate * g, w - rate * g


@momentum_step.slip("this is Nesterov's step: w moves by the new v itself")
def _(w, v, g, rate, mu):
    v = mu * v - rate * g
    return v, w + mu * v - rate * g


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


def wrong_steps(w, m, u, g, t, rate=0.1, beta1=0.9, beta2=0.999):
    """Sentence -> what is then returned."""
    right_m, right_u, right_w = adamax_step.reference(w, m, u, g, t, rate, beta1, beta2)
    size = np.abs(g)

    def step(new_m=right_m, new_u=right_u, correction=1 - beta1**t):
        return new_m, new_u, w - rate / correction * new_m / new_u

    def moved(direction, rate=rate):
        return right_m, right_u, w - rate / (1 - beta1**t) * direction

    return {
        "m is a sum here: its new slope has the weight 1 − beta1": step(beta1 * m + g),
        "beta1 and 1 − beta1 are exchanged in m: the old m has the weight beta1": step(
            (1 - beta1) * m + beta1 * g
        ),
        "the slope enters m with its size |g|: that is for u, m keeps the sign": step(
            beta1 * m + (1 - beta1) * size
        ),
        "the slope enters u with its sign: its size |g| is asked for": step(new_u=np.maximum(beta2 * u, g)),
        "u does not fade: beta2 * u is compared with |g|": step(new_u=np.maximum(u, size)),
        "beta2 fades |g| as well: it belongs to the old u alone": step(new_u=beta2 * np.maximum(u, size)),
        "|g| has the weight 1 − beta2 in u: it is compared as it stands": step(
            new_u=np.maximum(beta2 * u, (1 - beta2) * size)
        ),
        "u is Adam's mean of squares: the larger of beta2 * u and |g| is asked for": step(
            new_u=beta2 * u + (1 - beta2) * g**2
        ),
        "u is a mean of u and |g|: the larger of beta2 * u and |g| is asked for": step(
            new_u=beta2 * u + (1 - beta2) * size
        ),
        "u is the sum of beta2 * u and |g|: the larger of the two is asked for": step(new_u=beta2 * u + size),
        "the slope is squared in u, as in Adam: its size |g| is asked for": step(
            new_u=np.maximum(beta2 * u, g**2)
        ),
        "the largest of all entries is taken: np.maximum compares entry by entry": step(
            new_u=np.full_like(u, right_u.max())
        ),
        "m is not corrected: the rate is divided by 1 - beta1**t": step(correction=1),
        "the correction is that of step t − 1: the first step has t = 1": step(
            correction=1 - beta1 ** (t - 1)
        ),
        "u is corrected too: it needs no correction": moved(right_m / right_u * (1 - beta2**t)),
        "the root of u is taken, as in Adam: u is a size already, no square": moved(
            right_m / np.sqrt(right_u)
        ),
        "w moves by the old m: first the new m and u, then the step": moved(m / right_u),
        "the step is divided by the old u: first the new m and u, then the step": moved(right_m / u),
        "the rate is always 0.1: the argument rate belongs there": moved(right_m / right_u, rate=0.1),
        "the corrected m is returned: the plain one is remembered for the next step": (
            right_m / (1 - beta1**t),
            right_u,
            right_w,
        ),
        "w comes first: the order is m, u, w": (right_w, right_m, right_u),
    }


for sentence in wrong_steps(*adamax_step.cases[0]):
    adamax_step.slip(sentence)(lambda *case, sentence=sentence: wrong_steps(*case)[sentence])


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


@restarts.slip("only the first restart is treated: as long as a period is over, its length is taken away")
def _(step, rate, period):
    if step >= period:
        step, period = step - period, 2 * period
    return rate / 2 * (1 + math.cos(math.pi * step / period))


@restarts.slip("a period's beginning is not taken away from step: the cosine counts from the restart")
def _(step, rate, period):
    while step >= period:
        period *= 2
    return rate / 2 * (1 + math.cos(math.pi * step / period))


@restarts.slip("the periods begin at period, 2 · period, 4 · period: each is as long as all before it here")
def _(step, rate, period):
    begin, end = 0, period
    while step >= end:
        begin, end = end, 2 * end
    return rate / 2 * (1 + math.cos(math.pi * (step - begin) / (end - begin)))


def wrong_curves(step, rate, period):
    """Sentence -> the rate of another curve over each period."""
    while step >= period:
        step -= period
        period *= 2
    angle = math.pi * step / period
    return {
        "the rate falls in a straight line: a cosine is asked for": rate * (1 - step / period),
        "a quarter of the cosine is used: it is a half, from 1 to −1, lifted by 1 and halved": rate
        * math.cos(angle / 2),
        "the whole cosine is used, down and up again: a period is half of it, π": rate
        / 2
        * (1 + math.cos(2 * angle)),
        "the curve rises from 0 to the rate: 1 + cos falls, 1 − cos rises": rate / 2 * (1 - math.cos(angle)),
        "the cosine runs from rate to −rate: 1 is added to it, and the sum halved": rate * math.cos(angle),
    }


for sentence in wrong_curves(*restarts.cases[0]):
    restarts.slip(sentence)(lambda *case, sentence=sentence: wrong_curves(*case)[sentence])


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
