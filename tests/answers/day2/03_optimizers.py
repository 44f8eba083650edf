"""Answers to the exercises of lesson 2-03: momentum with the rate inside, AdaMax, warm restarts."""

import math

import numpy as np

from tests.answers import Answers

answers = Answers()


@answers.right(1)
def _(w, v, g, rate, mu):
    v = -(rate * np.asarray(g) - np.multiply(mu, v))
    return [v, np.add(v, w)]


@answers.right(1)
def _(w, v, g, rate, mu):
    w, v, g = (np.array(a, dtype=float) for a in (w, v, g))
    new_v, new_w = np.empty_like(w), np.empty_like(w)
    for place in np.ndindex(w.shape):
        new_v[place] = mu * v[place] - rate * g[place]
        new_w[place] = w[place] + new_v[place]
    return new_v, new_w


@answers.right(1)
def _(w, v, g, rate, mu):
    start = w
    w = w - rate * g + mu * v
    return w - start, w


@answers.wrong(1, r"(?i)old (velocity|v)|velocity before|the old")  # the old velocity moves the weights
def _(w, v, g, rate, mu):
    return mu * v - rate * g, w + v


@answers.wrong(1, r"(?i)sign|subtract|w − v|downhill|minus|w - v")  # w − v, as with the lesson's own form
def _(w, v, g, rate, mu):
    v = mu * v - rate * g
    return v, w - v


@answers.wrong(1, r"(?i)sign|uphill|\+ ?η|plus|added")  # the slope is added to the velocity
def _(w, v, g, rate, mu):
    v = mu * v + rate * g
    return v, w + v


@answers.wrong(1, r"(?i)learning rate|η|rate|lesson")  # the lesson's own form, with the rate outside
def _(w, v, g, rate, mu):
    v = mu * v + g
    return v, w - rate * v


@answers.wrong(1, r"(?i)order|exchang|swap")  # the weights first
def _(w, v, g, rate, mu):
    v = mu * v - rate * g
    return w + v, v


@answers.wrong(1, r"(?i)nesterov|look|twice|ahead")  # Nesterov's step
def _(w, v, g, rate, mu):
    v = mu * v - rate * g
    return v, w + mu * v - rate * g


@answers.wrong(1, r"(?i)rate|η|twice")  # the rate a second time, in the step of the weights
def _(w, v, g, rate, mu):
    v = mu * v - rate * g
    return v, w + rate * v


@answers.wrong(1, r"(?i)1 − (μ|mu)|1 - mu|average|mean")  # a moving average, as in Adam
def _(w, v, g, rate, mu):
    v = mu * v - (1 - mu) * rate * g
    return v, w + v


@answers.wrong(1, r"(?i)μ|\bmu\b|bracket|parenthes")  # the share μ is taken of the gradient too
def _(w, v, g, rate, mu):
    v = mu * (v - rate * g)
    return v, w + v


@answers.wrong(1, r"(?i)μ|\bmu\b|friction")  # no speed is lost
def _(w, v, g, rate, mu):
    v = v - rate * g
    return v, w + v


@answers.wrong(1, r"(?i)rate|η")  # the rate is forgotten altogether
def _(w, v, g, rate, mu):
    v = mu * v - g
    return v, w + v


@answers.wrong(1, r"(?i)two|2 results|both")  # the weights alone
def _(w, v, g, rate, mu):
    return w + mu * v - rate * g


@answers.right(2)
def _(w, m, u, g, t, rate=0.1, beta1=0.9, beta2=0.999):
    m = m + (1 - beta1) * (g - m)
    u = np.where(beta2 * u > abs(g), beta2 * u, abs(g))
    corrected = m / (1 - beta1**t)
    return m, u, w - rate * corrected / u


@answers.right(2)
def _(w, m, u, g, t, rate=0.1, beta1=0.9, beta2=0.999):
    shape = np.shape(w)
    rows = []
    for a, b, c, d in zip(*(np.ravel(x) for x in (w, m, u, g)), strict=True):
        b = beta1 * b + (1 - beta1) * d
        c = max(beta2 * c, d, -d)
        rows.append((b, c, a - rate * b / (c * (1 - math.pow(beta1, t)))))
    return tuple(np.reshape(column, shape) for column in zip(*rows, strict=True))


@answers.right(2)
def _(w, m, u, g, t, rate=0.1, beta1=0.9, beta2=0.999):
    m = beta1 * m + (1 - beta1) * g
    u = np.maximum(beta2 * u, np.sqrt(g**2))
    return m, u, w - rate / (1 - beta1**t) * m / (u + 1e-12)


def adamax(w, m, u, g, t, rate, beta1, beta2, **other):
    """AdaMax; ``other`` may replace the new u, the size that divides, the correction and the mean used."""
    new_m = beta1 * m + (1 - beta1) * g
    new_u = other.get("new_u", np.maximum(beta2 * u, np.abs(g)))
    size = other.get("size", lambda u: u)(new_u)
    return new_m, new_u, w - rate / other.get("correction", 1 - beta1**t) * other.get("new_m", new_m) / size


@answers.wrong(2, r"(?i)abs|\|g\||sign")  # the absolute value is forgotten
def _(w, m, u, g, t, rate=0.1, beta1=0.9, beta2=0.999):
    return adamax(w, m, u, g, t, rate, beta1, beta2, new_u=np.maximum(beta2 * u, g))


@answers.wrong(2, r"(?i)correct")  # u is corrected too, as Adam's v
def _(w, m, u, g, t, rate=0.1, beta1=0.9, beta2=0.999):
    return adamax(w, m, u, g, t, rate, beta1, beta2, size=lambda u: u / (1 - beta2**t))


@answers.wrong(2, r"(?i)fade|β₂|beta2")  # u does not fade
def _(w, m, u, g, t, rate=0.1, beta1=0.9, beta2=0.999):
    return adamax(w, m, u, g, t, rate, beta1, beta2, new_u=np.maximum(u, np.abs(g)))


@answers.wrong(2, r"(?i)correct|1 − β₁|beta1 ?\*\* ?t")  # no correction of m
def _(w, m, u, g, t, rate=0.1, beta1=0.9, beta2=0.999):
    return adamax(w, m, u, g, t, rate, beta1, beta2, correction=1)


@answers.wrong(2, r"(?i)correct")  # the corrected m is returned, and goes into the next step
def _(w, m, u, g, t, rate=0.1, beta1=0.9, beta2=0.999):
    new_m, u, w = adamax(w, m, u, g, t, rate, beta1, beta2)
    return new_m / (1 - beta1**t), u, w


@answers.wrong(2, r"(?i)power|\bt\b|correct")  # 1 − β₁ for every t
def _(w, m, u, g, t, rate=0.1, beta1=0.9, beta2=0.999):
    return adamax(w, m, u, g, t, rate, beta1, beta2, correction=1 - beta1)


@answers.wrong(2, r"(?i)power|\bt\b|correct")  # times t for to the power t
def _(w, m, u, g, t, rate=0.1, beta1=0.9, beta2=0.999):
    return adamax(w, m, u, g, t, rate, beta1, beta2, correction=1 - beta1 * t)


@answers.wrong(2, r"(?i)\bt\b|step|correct|exponent is 1 too large")  # t counted from 0
def _(w, m, u, g, t, rate=0.1, beta1=0.9, beta2=0.999):
    return adamax(w, m, u, g, t, rate, beta1, beta2, correction=1 - beta1 ** (t + 1))


@answers.wrong(2, r"(?i)old m|the old|before")  # the old m moves the weights
def _(w, m, u, g, t, rate=0.1, beta1=0.9, beta2=0.999):
    return adamax(w, m, u, g, t, rate, beta1, beta2, new_m=m)


@answers.wrong(2, r"(?i)old u|the old|before")  # the old u divides (1 where it is still 0)
def _(w, m, u, g, t, rate=0.1, beta1=0.9, beta2=0.999):
    return adamax(w, m, u, g, t, rate, beta1, beta2, size=lambda new: np.where(u > 0, u, new))


@answers.wrong(2, r"(?i)root|sqrt")  # the square root, from Adam
def _(w, m, u, g, t, rate=0.1, beta1=0.9, beta2=0.999):
    return adamax(w, m, u, g, t, rate, beta1, beta2, size=np.sqrt)


@answers.wrong(2, r"(?i)max|larg|mean|average")  # a mean of sizes in place of the largest
def _(w, m, u, g, t, rate=0.1, beta1=0.9, beta2=0.999):
    return adamax(w, m, u, g, t, rate, beta1, beta2, new_u=beta2 * u + (1 - beta2) * np.abs(g))


@answers.wrong(2, r"(?i)element|entry|np\.maximum|np\.max|whole")  # one maximum of the whole array
def _(w, m, u, g, t, rate=0.1, beta1=0.9, beta2=0.999):
    largest = max(np.max(beta2 * u), np.max(np.abs(g)))
    return adamax(w, m, u, g, t, rate, beta1, beta2, new_u=np.full(np.shape(w), largest))


@answers.wrong(2, r"(?i)sign|uphill|minus|\+ ?η|added")  # a step uphill
def _(w, m, u, g, t, rate=0.1, beta1=0.9, beta2=0.999):
    return adamax(w, m, u, g, t, -rate, beta1, beta2)


@answers.wrong(2, r"(?i)β₁|beta1|β₂|beta2|exchang|swap")  # β₁ and β₂ exchanged
def _(w, m, u, g, t, rate=0.1, beta1=0.9, beta2=0.999):
    return adamax(w, m, u, g, t, rate, beta2, beta1)


@answers.wrong(2, r"(?i)square|g²|\|g\||abs")  # g² for |g|
def _(w, m, u, g, t, rate=0.1, beta1=0.9, beta2=0.999):
    return adamax(w, m, u, g, t, rate, beta1, beta2, new_u=np.maximum(beta2 * u, g**2))


@answers.wrong(2, r"(?i)argument|rate|default|η")  # a learning rate of 0.1 whatever is asked
def _(w, m, u, g, t, rate=0.1, beta1=0.9, beta2=0.999):
    return adamax(w, m, u, g, t, 0.1, beta1, beta2)


@answers.wrong(2, r"(?i)1 − β₁|1 - beta1|mean|average|sum")  # m as a momentum, without 1 − β₁
def _(w, m, u, g, t, rate=0.1, beta1=0.9, beta2=0.999):
    u = np.maximum(beta2 * u, np.abs(g))
    m = beta1 * m + g
    return m, u, w - rate / (1 - beta1**t) * m / u


@answers.wrong(2, r"(?i)sign|abs|\|g\|")  # the absolute value in m as well
def _(w, m, u, g, t, rate=0.1, beta1=0.9, beta2=0.999):
    return adamax(w, m, u, np.abs(g), t, rate, beta1, beta2)


@answers.wrong(2, r"(?i)\bg\b|slope|gradient|momentum|\bm\b")  # the gradient in place of its mean moves w
def _(w, m, u, g, t, rate=0.1, beta1=0.9, beta2=0.999):
    return adamax(w, m, u, g, t, rate, beta1, beta2, new_m=g)


@answers.wrong(2, r"(?i)order|exchang|swap")  # w comes first
def _(w, m, u, g, t, rate=0.1, beta1=0.9, beta2=0.999):
    m, u, w = adamax(w, m, u, g, t, rate, beta1, beta2)
    return w, m, u


@answers.wrong(2, r"(?i)ambiguous|truth value|maximum")  # Python's max of two arrays
def _(w, m, u, g, t, rate=0.1, beta1=0.9, beta2=0.999):
    return adamax(w, m, u, g, t, rate, beta1, beta2, new_u=max(beta2 * u, np.abs(g)))


@answers.right(3)
def _(step, rate, period):
    k = int(math.log2(step // period + 1))
    begin = (2**k - 1) * period
    return rate * math.cos(math.pi / 2 * (step - begin) / (period * 2**k)) ** 2


@answers.right(3)
def _(step, rate, period):
    begin, end = 0, period
    while end <= step:
        begin, end = end, end + 2 * (end - begin)
    return np.float64(0.5 * rate + 0.5 * rate * np.cos((step - begin) / (end - begin) * np.pi))


def wave(share, rate):
    return rate / 2 * (1 + math.cos(math.pi * share))


@answers.wrong(3, r"(?i)doubl|equal|long|same length|period")  # every period equally long
def _(step, rate, period):
    return wave(step % period / period, rate)


@answers.wrong(3, r"(?i)restart|never|jump")  # no restart: the wave goes on
def _(step, rate, period):
    return wave(step / period, rate)


@answers.wrong(3, r"(?i)restart|never|jump")  # no restart: the rate stays 0 after the first period
def _(step, rate, period):
    return wave(min(step / period, 1), rate)


@answers.wrong(3, r"(?i)>=|≥|late|restart|first step of")  # the last step of a period is one too late
def _(step, rate, period):
    while step > period:
        step -= period
        period *= 2
    return wave(step / period, rate)


@answers.wrong(3, r"(?i)doubl|before|too early|first")  # doubled before its length is taken away
def _(step, rate, period):
    while step >= period:
        period *= 2
        step -= period
    return wave(step / period, rate)


@answers.wrong(3, r"(?i)\bif\b|while|only the first restart|second restart")  # only one restart
def _(step, rate, period):
    if step >= period:
        step -= period
        period *= 2
    return wave(step / period, rate)


@answers.wrong(3, r"(?i)½|half|factor|/ 2|twice|2 times")  # the factor ½ is forgotten
def _(step, rate, period):
    while step >= period:
        step -= period
        period *= 2
    return 2 * wave(step / period, rate)


@answers.wrong(3, r"(?i)doubl|grow|4, 8, 12|longer|long")  # a period is one length longer, not twice as long
def _(step, rate, period):
    length = period
    while step >= length:
        step -= length
        length += period
    return wave(step / length, rate)


@answers.wrong(3, r"(?i)first period|own period|length|doubled|period")  # the cosine over the first length
def _(step, rate, period):
    length = period
    while step >= length:
        step -= length
        length *= 2
    return wave(step / period, rate)


@answers.wrong(3, r"(?i)period − 1|period - 1|last step|reach|minus 1")  # 0 at the last step already
def _(step, rate, period):
    while step >= period:
        step -= period
        period *= 2
    return wave(step / (period - 1), rate)


@answers.wrong(3, r"(?i)π|\bpi\b")  # π is forgotten
def _(step, rate, period):
    while step >= period:
        step -= period
        period *= 2
    return rate / 2 * (1 + math.cos(step / period))


@answers.wrong(3, r"(?i)rate|top|halv")  # the top is halved at every restart
def _(step, rate, period):
    while step >= period:
        step, period, rate = step - period, period * 2, rate / 2
    return wave(step / period, rate)


@answers.wrong(3, r"//|returned as it came|(?i:whole|integer|cut)")  # // for /
def _(step, rate, period):
    while step >= period:
        step -= period
        period *= 2
    return wave(step // period, rate)


@answers.wrong(3, r"(?i)sin\b|cos\b|cosine|sine")  # sine for cosine
def _(step, rate, period):
    while step >= period:
        step -= period
        period *= 2
    return rate / 2 * (1 + math.sin(math.pi * step / period))


@answers.wrong(3, r"(?i)linear|line|cosine|cos\b")  # a straight line in place of the cosine
def _(step, rate, period):
    while step >= period:
        step -= period
        period *= 2
    return rate * (1 - step / period)


@answers.wrong(3, r"(?i)1 \+|1 is added|negative|shift|between")  # a cosine without the 1
def _(step, rate, period):
    while step >= period:
        step -= period
        period *= 2
    return rate * math.cos(math.pi * step / period)


@answers.wrong(3, r"(?i)begin|0, 4, 8, 16|sum|doubl|period")  # periods that begin at 0, 4, 8, 16
def _(step, rate, period):
    begin, end = 0, period
    while step >= end:
        begin, end = end, 2 * end
    return wave((step - begin) / (end - begin), rate)


@answers.wrong(3, r"(?i)rate")  # a top of 1, whatever the rate
def _(step, rate, period):
    while step >= period:
        step -= period
        period *= 2
    return wave(step / period, 1)
