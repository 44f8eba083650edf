"""Answers to the exercises of lesson 2-04: ridge and Lasso, bias and variance, two kinds of decay."""

import numpy as np

from tests.answers import Answers

answers = Answers()


@answers.right(1)
def _(a, strength):
    return np.multiply(a, 1 / (strength + 1)), a - np.clip(a, -strength, strength)


@answers.right(1)
def _(a, strength):
    ridge, lasso = np.zeros_like(a), np.zeros_like(a)
    for place, value in np.ndenumerate(a):
        ridge[place] = value / (1 + strength)
        if value > strength:
            lasso[place] = value - strength
        elif value < -strength:
            lasso[place] = value + strength
    return [ridge, lasso]


@answers.right(1)
def _(a, strength):
    w = np.zeros(np.shape(a))
    for _ in range(200):
        w = w - 0.3 * (w - a + strength * w)
    return w, np.maximum(a - strength, 0) + np.minimum(a + strength, 0)


def ridge(a, strength):
    return a / (1 + strength)


def lasso(a, strength):
    return np.sign(a) * np.maximum(np.abs(a) - strength, 0)


@answers.wrong(1, r"(?i)1 − λ|weight decay|step|1 - strength|divide")  # one step of weight decay
def _(a, strength):
    return (1 - strength) * a, lasso(a, strength)


@answers.wrong(1, r"(?i)through 0|other side|cut off|maximum|within")  # no end at 0
def _(a, strength):
    return ridge(a, strength), np.sign(a) * (np.abs(a) - strength)


@answers.wrong(1, r"(?i)negative|sign")  # negative entries are cut off
def _(a, strength):
    return ridge(a, strength), np.maximum(a - strength, 0)


@answers.wrong(1, r"(?i)shrunk|shrink|not moved|subtract")  # a hard threshold
def _(a, strength):
    return ridge(a, strength), a * (np.abs(a) >= strength)


@answers.wrong(1, r"(?i)order|exchang|swap")  # the Lasso first
def _(a, strength):
    return lasso(a, strength), ridge(a, strength)


@answers.wrong(1, r"(?i)2 ?λ|½|factor 2|half")  # a penalty λw², without its ½
def _(a, strength):
    return a / (1 + 2 * strength), lasso(a, strength)


@answers.wrong(1, r"(?i)λ/2|λ / 2|½|half")  # half the threshold, as if the L1 penalty had a ½
def _(a, strength):
    return ridge(a, strength), lasso(a, strength / 2)


@answers.wrong(1, r"(?i)both|ridge|1 \+ λ|elastic|another's place")  # both penalties at once
def _(a, strength):
    return ridge(a, strength), lasso(ridge(a, strength), strength)


@answers.wrong(1, r"(?i)both|1 \+ λ|1 \+ strength|elastic|divid")  # the Lasso divided by 1 + λ as well
def _(a, strength):
    return ridge(a, strength), lasso(a, strength) / (1 + strength)


@answers.wrong(1, r"(?i)sign|absolute|size")  # sizes alone
def _(a, strength):
    return ridge(a, strength), np.maximum(np.abs(a) - strength, 0)


@answers.wrong(1, r"(?i)ambiguous|truth value|element")  # an if for a whole array
def _(a, strength):
    return ridge(a, strength), np.sign(a) * (np.abs(a) - strength if np.abs(a) > strength else 0)


@answers.wrong(1, r"(?i)np\.max|axis 0|largest|shape|maximum|one number")  # np.max for np.maximum
def _(a, strength):
    return ridge(a, strength), np.sign(a) * np.max(np.abs(a) - strength, 0)


@answers.wrong(1, r"(?i)bracket|parenthes|\+|added|plus|1 \+ λ")  # a / 1 + λ, brackets forgotten
def _(a, strength):
    return a / 1 + strength, lasso(a, strength)


@answers.wrong(1, r"(?i)minus|1 − λ|1 - strength|sign|\+")  # divided by 1 − λ
def _(a, strength):
    return a / (1 - strength), lasso(a, strength)


@answers.wrong(1, r"(?i)two|2 results|both")  # ridge alone
def _(a, strength):
    return ridge(a, strength)


@answers.wrong(1, r"(?i)sign|away from 0|grow|plus|added")  # λ pushes sizes away from 0
def _(a, strength):
    return ridge(a, strength), np.sign(a) * np.maximum(np.abs(a) + strength, 0)


@answers.right(2)
def _(answers, f):
    return ((answers.mean(0) - f) ** 2).mean(), answers.var(axis=0).mean()


@answers.right(2)
def _(answers, f):
    S, P = answers.shape
    bias2 = variance = 0.0
    for place in range(P):
        column = list(answers[:, place])
        mean = sum(column) / S
        bias2 += (mean - f[place]) ** 2 / P
        variance += sum((value - mean) ** 2 for value in column) / (S * P)
    return [bias2, variance]


@answers.right(2)
def _(answers, f):  # the variance as what is left of the whole error
    bias2 = np.square(np.average(answers, axis=0) - f).mean()
    return bias2, np.square(answers - f).mean() - bias2


@answers.wrong(2, r"(?i)first|mean error|cancel|square")  # positive and negative differences cancel
def _(answers, f):
    return (answers.mean(axis=0) - f).mean() ** 2, answers.var(axis=0).mean()


@answers.wrong(2, r"(?i)mean answer|each answer|adds the variance")  # the whole error for bias²
def _(answers, f):
    return np.square(answers - f).mean(), answers.var(axis=0).mean()


@answers.wrong(2, r"(?i)around f|mean answer")  # the whole error for the variance
def _(answers, f):
    return np.square(answers.mean(axis=0) - f).mean(), np.square(answers - f).mean()


@answers.wrong(2, r"(?i)all entries|each place|per place")  # np.var without an axis
def _(answers, f):
    return np.square(answers.mean(axis=0) - f).mean(), np.var(answers)


@answers.wrong(2, r"(?i)S − 1|ddof|unbiased|mean over")  # the estimate with S - 1
def _(answers, f):
    return np.square(answers.mean(axis=0) - f).mean(), answers.var(axis=0, ddof=1).mean()


@answers.wrong(2, r"(?i)square|standard deviation|root")  # the standard deviation
def _(answers, f):
    return np.square(answers.mean(axis=0) - f).mean(), answers.std(axis=0).mean()


@answers.wrong(2, r"(?i)square|standard deviation|root")  # the root of the right variance
def _(answers, f):
    return np.square(answers.mean(axis=0) - f).mean(), np.sqrt(answers.var(axis=0).mean())


@answers.wrong(2, r"(?i)square|size|root")  # the root of the right bias²
def _(answers, f):
    return np.sqrt(np.square(answers.mean(axis=0) - f).mean()), answers.var(axis=0).mean()


@answers.wrong(2, r"(?i)order|exchang|swap")  # the variance first
def _(answers, f):
    return answers.var(axis=0).mean(), np.square(answers.mean(axis=0) - f).mean()


@answers.wrong(2, r"(?i)averag|all places|one number|shape|each|mean")  # one value for every place
def _(answers, f):
    return np.square(answers.mean(axis=0) - f), answers.var(axis=0)


@answers.wrong(2, r"(?i)sum|averag|mean")  # sums for means
def _(answers, f):
    mean = answers.mean(axis=0)
    return np.sum((mean - f) ** 2), np.sum((answers - mean) ** 2)


@answers.wrong(2, r"(?i)axis|fits|broadcast|shape")  # axis 1
def _(answers, f):
    mean = answers.mean(axis=1)
    return np.mean((mean - f) ** 2), np.mean((answers - mean) ** 2)


@answers.wrong(2, r"(?i)axis|fits")  # the variance along the places
def _(answers, f):
    return np.square(answers.mean(axis=0) - f).mean(), np.var(answers, axis=1).mean()


@answers.wrong(2, r"(?i)2 results|two|both")  # their sum
def _(answers, f):
    return np.square(answers - f).mean()


@answers.wrong(2, r"(?i)noise|adds|too large|sum|whole|\+|each answer")  # the whole error second
def _(answers, f):
    bias2 = np.square(answers.mean(axis=0) - f).mean()
    return bias2, bias2 + answers.var(axis=0).mean()


@answers.wrong(2, r"(?i)median|mean")  # the median answer
def _(answers, f):
    mean = np.median(answers, axis=0)
    return np.mean((mean - f) ** 2), np.mean((answers - mean) ** 2)


def rms_step(w, g, v, lr, root=np.sqrt):
    return lr * g / root(0.9 * v + 0.1 * g * g)


@answers.right(3)
def _(w, g, v, lr, strength):
    return [w - rms_step(w, g + strength * w, v, lr), w - lr * strength * w - rms_step(w, g, v, lr)]


@answers.right(3)
def _(w, g, v, lr, strength):
    first, second = np.empty_like(w), np.empty_like(w)
    for place in np.ndindex(w.shape):
        slope = g[place] + strength * w[place]
        first[place] = w[place] - lr * slope * (0.9 * v[place] + 0.1 * slope**2) ** -0.5
        second[place] = w[place] * (1 - lr * strength)
        second[place] -= lr * g[place] * (0.9 * v[place] + 0.1 * g[place] ** 2) ** -0.5
    return first, second


@answers.right(3)
def _(w, g, v, lr, strength):  # with the usual small number, much smaller than the tolerance
    h = g + strength * w
    steps = [lr * s / (np.sqrt(0.9 * v + 0.1 * s**2) + 1e-10) for s in (h, g)]
    return w - steps[0], (1 - lr * strength) * w - steps[1]


@answers.wrong(3, r"(?i)g alone|part of the gradient|also in v|enters v")  # v does not see the penalty
def _(w, g, v, lr, strength):
    h = g + strength * w
    return w - lr * h / np.sqrt(0.9 * v + 0.1 * g**2), (1 - lr * strength) * w - rms_step(w, g, v, lr)


@answers.wrong(3, r"(?i)learning rate|ηλ|1 − λ|1 - lr")  # 1 - λ
def _(w, g, v, lr, strength):
    return w - rms_step(w, g + strength * w, v, lr), (1 - strength) * w - rms_step(w, g, v, lr)


@answers.wrong(3, r"(?i)step too|before|only the weight|shrinks")  # decay after the step
def _(w, g, v, lr, strength):
    new = w - rms_step(w, g, v, lr)
    return w - rms_step(w, g + strength * w, v, lr), new - lr * strength * new


@answers.wrong(3, r"(?i)same|decoupled")  # the penalty twice
def _(w, g, v, lr, strength):
    new = w - rms_step(w, g + strength * w, v, lr)
    return new, new


@answers.wrong(3, r"(?i)order|exchang|swap")  # decoupled first
def _(w, g, v, lr, strength):
    return (1 - lr * strength) * w - rms_step(w, g, v, lr), w - rms_step(w, g + strength * w, v, lr)


@answers.wrong(3, r"(?i)root|√|sqrt")  # divided by v
def _(w, g, v, lr, strength):
    plain = lambda value: value  # noqa: E731
    first = w - rms_step(w, g + strength * w, v, lr, plain)
    return first, (1 - lr * strength) * w - rms_step(w, g, v, lr, plain)


@answers.wrong(3, r"(?i)v is not updated|new v|0\.9|update")  # the old v
def _(w, g, v, lr, strength):
    return w - lr * (g + strength * w) / np.sqrt(v), (1 - lr * strength) * w - lr * g / np.sqrt(v)


@answers.wrong(3, r"(?i)exchang|0\.9|ρ|keeps")  # 0.1 of the old v
def _(w, g, v, lr, strength):
    h = g + strength * w
    first = w - lr * h / np.sqrt(0.1 * v + 0.9 * h**2)
    return first, (1 - lr * strength) * w - lr * g / np.sqrt(0.1 * v + 0.9 * g**2)


@answers.wrong(3, r"(?i)no decay|1 − ηλ|multiplied|\(1 - lr \* strength\)|left out")  # no decay at all
def _(w, g, v, lr, strength):
    return w - rms_step(w, g + strength * w, v, lr), w - rms_step(w, g, v, lr)


@answers.wrong(3, r"(?i)sign|grow|added|subtract|minus|\+")  # a penalty with the wrong sign
def _(w, g, v, lr, strength):
    return w - rms_step(w, g - strength * w, v, lr), (1 - lr * strength) * w - rms_step(w, g, v, lr)


@answers.wrong(3, r"(?i)grow|1 − ηλ|minus|sign|\(1 - lr|\+")  # 1 + ηλ
def _(w, g, v, lr, strength):
    return w - rms_step(w, g + strength * w, v, lr), (1 + lr * strength) * w - rms_step(w, g, v, lr)


@answers.wrong(3, r"(?i)L1|sign")  # the L1 gradient
def _(w, g, v, lr, strength):
    h = g + strength * np.sign(w)
    return w - rms_step(w, h, v, lr), (1 - lr * strength) * w - rms_step(w, g, v, lr)


@answers.wrong(3, r"(?i)2 results|two|both")  # the second alone
def _(w, g, v, lr, strength):
    return (1 - lr * strength) * w - rms_step(w, g, v, lr)


@answers.wrong(3, r"(?i)uphill|added|subtract|sign|minus|\+|other way")  # both steps go uphill
def _(w, g, v, lr, strength):
    return w + rms_step(w, g + strength * w, v, lr), (1 - lr * strength) * w + rms_step(w, g, v, lr)


@answers.wrong(3, r"(?i)not squared|g\*\*2|square|h\*\*2")  # the gradient is not squared in v
def _(w, g, v, lr, strength):
    h = g + strength * w
    first = w - lr * h / np.sqrt(0.9 * v + 0.1 * np.abs(h))
    return first, (1 - lr * strength) * w - lr * g / np.sqrt(0.9 * v + 0.1 * np.abs(g))


@answers.wrong(3, r"(?i)v of the other|g alone")  # one v for both
def _(w, g, v, lr, strength):
    h = g + strength * w
    v = 0.9 * v + 0.1 * h**2
    return w - lr * h / np.sqrt(v), (1 - lr * strength) * w - lr * g / np.sqrt(v)


@answers.wrong(3, r"(?i)given v|has changed")  # v is handed on
def _(w, g, v, lr, strength):
    h = g + strength * w
    v = 0.9 * v + 0.1 * h**2
    penalised = w - lr * h / np.sqrt(v)
    v = 0.9 * v + 0.1 * g**2
    return penalised, (1 - lr * strength) * w - lr * g / np.sqrt(v)


@answers.wrong(3, r"(?i)0\.99")  # the library's ρ
def _(w, g, v, lr, strength):
    h = g + strength * w
    first = w - lr * h / np.sqrt(0.99 * v + 0.01 * h**2)
    return first, (1 - lr * strength) * w - lr * g / np.sqrt(0.99 * v + 0.01 * g**2)


@answers.wrong(3, r"(?i)beside|already")  # the penalty and the decay
def _(w, g, v, lr, strength):
    start = (1 - lr * strength) * w
    return start - rms_step(w, g + strength * w, v, lr), start - rms_step(w, g, v, lr)
