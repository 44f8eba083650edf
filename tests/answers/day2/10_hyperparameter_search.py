"""Answers to the exercises of lesson 2-10: numbers close to one, scaling in a fold, halving's price."""

import math

import numpy as np
from sklearn.preprocessing import StandardScaler

from tests.answers import Answers

answers = Answers()


def log_uniform(u, low, high):
    return low * (high / low) ** u


@answers.right(1)
def _(u):
    return 1 - 10 ** (-1 - 2 * u)


@answers.right(1)
def _(u):
    return 1 - np.exp((1 - u) * np.log(0.1) + u * np.log(0.001))


@answers.right(1)
def _(u):
    return -np.expm1(-(1 + 2 * u) * math.log(10))


@answers.wrong(1, r"(?i)log-uniform|uniform|linear|even|1 [−-] (μ|mu)|factor|step|power")  # uniform in μ
def _(u):
    return 0.9 + u * (0.999 - 0.9)


@answers.wrong(1, r"(?i)1 [−-] ?(μ|mu)|itself|log-uniform")  # μ itself log-uniform
def _(u):
    return log_uniform(u, 0.9, 0.999)


@answers.wrong(1, r"(?i)1 minus|1 -|1 −")  # 1 − μ
def _(u):
    return log_uniform(u, 0.1, 0.001)


@answers.wrong(1, r"(?i)exchang|order|end|other way|u = 0|turned|revers|0\.001")  # the ends exchanged
def _(u):
    return 1 - log_uniform(u, 0.001, 0.1)


@answers.wrong(1, r"(?i)e\b.*10|10.*\be\b|exp|base")  # e for 10
def _(u):
    return 1 - np.exp(-1 - 2 * u)


@answers.wrong(1, r"(?i)0\.01|0\.001|\b2\b|decade|power|half|99|one factor")  # one power of ten
def _(u):
    return 1 - 0.1 ** (1 + u)


@answers.wrong(1, r"(?i)0\.001|\b3\b|\b2\b|100|1000|decade|power")  # three powers of ten
def _(u):
    return 1 - 0.1 * 0.001**u


@answers.wrong(1, r"(?i)0\.1|start|u = 0|factor")  # without the first 0.1
def _(u):
    return 1 - 0.01**u


@answers.wrong(1, r"(?i)1 [−-] ?(μ|mu)|uniform|linear|even")  # 1/(1 − μ) uniform
def _(u):
    return 1 - 1 / (10 + 990 * u)


@answers.wrong(1, r"(?i)sign|minus|upside|divided|negative|power")  # the exponent's sign
def _(u):
    return 1 - 10 ** (1 + 2 * u)


@answers.wrong(1, r"(?i)round")  # rounded to 3 decimals
def _(u):
    return np.round(1 - log_uniform(u, 0.1, 0.001), 3)


@answers.wrong(1, r"(?i)random|u\b|same|draw|argument")  # a draw of its own
def _(u):
    return 1 - log_uniform(np.random.default_rng(0).random(np.shape(u)), 0.1, 0.001)


@answers.wrong(
    1, r"(?i)u \*\* ?2|u²|square|table|three|interpol|between|power|log-uniform|uniform"
)  # a parabola
def _(u):
    return 0.9 + 0.261 * u - 0.162 * u**2


@answers.wrong(1, r"(?i)log|exponent|exp|power")  # the exponent alone
def _(u):
    return -1 - 2 * u


@answers.right(2)
def _(x, fit, held_out):
    scaler = StandardScaler().fit(x[fit])
    return scaler.transform(x[fit]), scaler.transform(x[held_out])


@answers.right(2)
def _(x, fit, held_out):
    a, b = np.array(x[fit], dtype=float), np.array(x[held_out], dtype=float)
    for j in range(a.shape[1]):
        mean = sum(a[:, j]) / len(a)
        deviation = math.sqrt(sum((v - mean) ** 2 for v in a[:, j]) / len(a))
        a[:, j] = (a[:, j] - mean) / deviation
        b[:, j] = (b[:, j] - mean) / deviation
    return [a, b]


@answers.right(2)
def _(x, fit, held_out):
    mean, var = np.mean(x[fit], axis=0, keepdims=True), np.var(x[fit], axis=0, keepdims=True)
    scaled = (x - mean) * var**-0.5
    return scaled[fit], scaled[held_out]


@answers.wrong(2, r"(?i)leak|all (rows|of x|data|samples)|whole|x\[fit\]|held_out|validation|part belongs")
# mean and deviation of all rows
def _(x, fit, held_out):
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    return x[fit], x[held_out]


@answers.wrong(2, r"(?i)own|validation|held.out|training|fit")  # each part by its own statistics
def _(x, fit, held_out):
    a, b = x[fit], x[held_out]
    return (a - a.mean(axis=0)) / a.std(axis=0), (b - b.mean(axis=0)) / b.std(axis=0)


@answers.wrong(2, r"(?i)validation|held.out|as (it|they)|second|scaled")  # the validation rows are not scaled
def _(x, fit, held_out):
    a = x[fit]
    return (a - a.mean(axis=0)) / a.std(axis=0), x[held_out]


@answers.wrong(2, r"(?i)axis|each feature|feature|column|all entries|whole")  # one mean for all features
def _(x, fit, held_out):
    a, b = x[fit], x[held_out]
    return (a - a.mean()) / a.std(), (b - a.mean()) / a.std()


@answers.wrong(2, r"(?i)axis|row|sample|feature")  # rows for columns
def _(x, fit, held_out):
    a, b = x[fit], x[held_out]
    scale = lambda z: (z - z.mean(axis=1, keepdims=True)) / z.std(axis=1, keepdims=True)  # noqa: E731
    return scale(a), scale(b)


@answers.wrong(2, r"(?i)varian|\bvar\b|square")  # the variance for the deviation
def _(x, fit, held_out):
    mean, var = x[fit].mean(axis=0), x[fit].var(axis=0)
    return (x[fit] - mean) / var, (x[held_out] - mean) / var


@answers.wrong(2, r"(?i)ddof|N - 1|n - 1|n − 1|unbiased|- 1|− 1|len")  # ddof=1
def _(x, fit, held_out):
    mean, std = x[fit].mean(axis=0), x[fit].std(axis=0, ddof=1)
    return (x[fit] - mean) / std, (x[held_out] - mean) / std


@answers.wrong(2, r"(?i)mean|a term is left out")  # the mean is not subtracted
def _(x, fit, held_out):
    std = x[fit].std(axis=0)
    return x[fit] / std, x[held_out] / std


@answers.wrong(2, r"(?i)deviation|std|divi")  # centred only
def _(x, fit, held_out):
    mean = x[fit].mean(axis=0)
    return x[fit] - mean, x[held_out] - mean


@answers.wrong(2, r"(?i)bracket|before|mean|minus|order|difference")  # brackets forgotten
def _(x, fit, held_out):
    mean, std = x[fit].mean(axis=0), x[fit].std(axis=0)
    return x[fit] - mean / std, x[held_out] - mean / std


@answers.wrong(2, r"(?i)min|max|range|0 (to|…|and) 1|interval")  # scaled to 0 … 1
def _(x, fit, held_out):
    low, high = x[fit].min(axis=0), x[fit].max(axis=0)
    return (x[fit] - low) / (high - low), (x[held_out] - low) / (high - low)


@answers.wrong(2, r"(?i)exchang|order|first|held_out")  # the two results exchanged
def _(x, fit, held_out):
    mean, std = x[fit].mean(axis=0), x[fit].std(axis=0)
    return (x[held_out] - mean) / std, (x[fit] - mean) / std


@answers.wrong(2, r"(?i)held.out|validation|fit")  # the statistics of the validation rows
def _(x, fit, held_out):
    mean, std = x[held_out].mean(axis=0), x[held_out].std(axis=0)
    return (x[fit] - mean) / std, (x[held_out] - mean) / std


@answers.wrong(2, r"(?i)validation|held.out|own|deviation|fit|std")  # the validation's own deviation
def _(x, fit, held_out):
    mean = x[fit].mean(axis=0)
    return (x[fit] - mean) / x[fit].std(axis=0), (x[held_out] - mean) / x[held_out].std(axis=0)


@answers.wrong(2, r"(?i)first|slice|len\(fit\)|order|fit")  # the first rows, whatever fit says
def _(x, fit, held_out):
    a, b = x[: len(fit)], x[len(fit) :]
    return (a - a.mean(axis=0)) / a.std(axis=0), (b - a.mean(axis=0)) / a.std(axis=0)


@answers.wrong(2, r"(?i)chang|in place|x\b|copy|leak")  # x is changed in place
def _(x, fit, held_out):
    mean, std = x[fit].mean(axis=0), x[fit].std(axis=0)
    x -= mean
    x /= std
    return x[fit], x[held_out]


@answers.wrong(2, r"(?i)median")  # the median for the mean
def _(x, fit, held_out):
    mean, std = np.median(x[fit], axis=0), x[fit].std(axis=0)
    return (x[fit] - mean) / std, (x[held_out] - mean) / std


@answers.right(3)
def _(n, factor):
    epochs, total = 1, n
    while n > 1:
        n //= factor
        total += n * epochs * (factor - 1)
        epochs *= factor
    return total


@answers.right(3)
def _(n, factor):
    if n == 1:
        return 1
    rungs = round(math.log(n, factor))
    return n + rungs * (factor - 1) * n // factor


@answers.wrong(3, r"(?i)already|anew|from scratch|start|begin|trained on|before|again")  # each rung anew
def _(n, factor):
    price, epochs = 0, 1
    while n >= 1:
        price += n * epochs
        n, epochs = n // factor, epochs * factor
    return price


@answers.wrong(3, r"(?i)last|final|one setting|until one|>=|equality|too early")  # the last rung is left out
def _(n, factor):
    price, had, epochs = 0, 0, 1
    while n > 1:
        price += n * (epochs - had)
        had, epochs, n = epochs, epochs * factor, n // factor
    return price


@answers.wrong(3, r"(?i)factor|half|halving|\b2\b|as if")  # always halved
def _(n, factor):
    price, had, epochs = 0, 0, 1
    while n >= 1:
        price += n * (epochs - had)
        had, epochs, n = epochs, epochs * 2, n // 2
    return price


@answers.wrong(3, r"(?i)epochs|factor|double|twice|\b2\b")  # settings by factor, epochs doubled
def _(n, factor):
    price, had, epochs = 0, 0, 1
    while n >= 1:
        price += n * (epochs - had)
        had, epochs, n = epochs, epochs * 2, n // factor
    return price


@answers.wrong(3, r"(?i)one epoch|1 epoch|single epoch|each rung|longer|epoch")  # one epoch a rung
def _(n, factor):
    price = 0
    while n >= 1:
        price += n
        n //= factor
    return price


@answers.wrong(3, r"(?i)first|1 epoch|had|n is|missing|left out")  # the first epoch is not counted
def _(n, factor):
    price, epochs = 0, 1
    while n > 1:
        n //= factor
        price += n * epochs * (factor - 1)
        epochs *= factor
    return price


@answers.wrong(3, r"(?i)factor [−-] 1|more|already|times as many|before|had|from scratch|anew|again")
# at each rung `factor` times the old epochs come on top
def _(n, factor):
    price, epochs = n, 1
    while n > 1:
        n //= factor
        price += n * epochs * factor
        epochs *= factor
    return price


@answers.wrong(3, r"(?i)drop|kept|keep|1 - 1|remain|thrown")  # one in `factor` is dropped
def _(n, factor):
    price, had, epochs = 0, 0, 1
    while n >= 1:
        price += n * (epochs - had)
        had, epochs, n = epochs, epochs * factor, (n - n // factor if n >= factor else 0)
    return price


@answers.wrong(
    3, r"(?i)full|all n settings|all settings|longest|every setting|whole|without|each setting"
)  # no halving at all
def _(n, factor):
    return n * n


@answers.wrong(3, r"(?i)setting|one|epochs of|last|rung|\bn\b")  # the epochs of the survivor
def _(n, factor):
    return n


@answers.wrong(
    3, r"(?i)order|before|after|kept|first|already"
)  # settings are dropped before they are trained
def _(n, factor):
    price, had, epochs = 0, 0, 1
    while n > 1:
        n //= factor
        price += n * (epochs - had)
        had, epochs = epochs, epochs * factor
    return price


@answers.wrong(3, r"(?i)last rung|written over|add up|\+=")  # = for +=
def _(n, factor):
    price, had, epochs = 0, 0, 1
    while n >= 1:
        price = n * (epochs - had)
        had, epochs, n = epochs, epochs * factor, n // factor
    return price


@answers.wrong(
    3, r"(?i)plus|add|epoch|linear|grow|factor times|power|product|times"
)  # the epochs grow by `factor` each
def _(n, factor):
    price, had, epochs = 0, 0, 1
    while n >= 1:
        price += n * (epochs - had)
        had, epochs, n = epochs, epochs + factor, n // factor
    return price


@answers.wrong(3, r"(?i)rung|one (more|less)|1 (less|more|is)|log|n is")  # one rung too many in the formula
def _(n, factor):
    rungs = round(math.log(n, factor)) + 1
    return n + rungs * (factor - 1) * n // factor
