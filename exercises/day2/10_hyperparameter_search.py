"""The exercises of lesson 2-10: their inputs, references and usual slips."""

import numpy as np

from common.exercise import exercise

rng = np.random.default_rng(208)


@exercise(cases=[np.array([0.0, 0.3, 1.0]), rng.uniform(0, 1, 5)])
def momentum_from(u):
    return 1 - 0.1 * (0.001 / 0.1) ** u


@momentum_from.slip("μ runs in equal steps from 0.9 to 0.999: 1 − μ goes by equal factors")
def _(u):
    return 0.9 + 0.099 * u


@momentum_from.slip("μ itself goes by equal factors from 0.9 to 0.999: 1 − μ does")
def _(u):
    return 0.9 * (0.999 / 0.9) ** u


@momentum_from.slip("this is 1 − μ: subtract it from 1")
def _(u):
    return 0.1 * 0.01**u


@momentum_from.slip("the ends are exchanged: 1 − μ is 0.1 at u = 0 and 0.001 at u = 1")
def _(u):
    return 1 - 0.001 * 100**u


@momentum_from.slip("the factor to the power u is 0.001: from 0.1 to 0.001 it is a hundredth")
def _(u):
    return 1 - 0.1 * 0.001**u


@momentum_from.slip("1 − μ starts at 1 here: it goes from 0.1 to 0.001")
def _(u):
    return 1 - 0.001**u


@momentum_from.slip("1 − μ ends at 0.01 here: from 0.1 to 0.001 it goes by two factors of ten")
def _(u):
    return 1 - 0.1 ** (1 + u)


@momentum_from.slip("exp goes with the natural logarithm, 10 ** with log10: the two are mixed")
def _(u):
    return 1 - np.exp(-1 - 2 * u)


@momentum_from.slip("10 ** goes with log10, exp with the natural logarithm: the two are mixed")
def _(u):
    return 1 - 10 ** (np.log(0.1) + np.log(0.01) * u)


@momentum_from.slip("0.1 and 0.001 stand for their own logarithms: the exponent runs from −1 to −3")
def _(u):
    return 1 - 10 ** (0.1 + (0.001 - 0.1) * u)


@momentum_from.slip("u is not used: equal factors lie between its places, not its values")
def _(u):
    return 1 - np.logspace(-1, -3, len(u))


def parts(N, D, held_out):
    """N rows with D features of different size, and the two parts."""
    x = rng.standard_normal((N, D)) * np.arange(2, D + 2) + rng.standard_normal(D) * 3
    return x, np.delete(np.arange(N), held_out), np.array(held_out)


@exercise(
    names=("training rows", "validation rows"),
    cases=[
        (np.array([[1.2], [4.7], [-3.1], [9.4], [2.6]]), np.array([0, 1, 2]), np.array([3, 4])),
        parts(9, 4, [5, 1, 7]),
        parts(7, 2, [0, 1, 2]),
    ],
)
def scaled_fold(x, fit, held_out):
    mean = x[fit].mean(axis=0)
    deviation = x[fit].std(axis=0)
    return (x[fit] - mean) / deviation, (x[held_out] - mean) / deviation


def scaled(x, rows):
    """All of x, scaled by the mean and the deviation of some rows."""
    return (x - x[rows].mean(axis=0)) / x[rows].std(axis=0)


@scaled_fold.slip("this leaks: mean and deviation are those of all rows, the validation rows among them")
def _(x, fit, held_out):
    y = scaled(x, slice(None))
    return y[fit], y[held_out]


@scaled_fold.slip(
    "the validation rows are scaled by a mean and a deviation of their own: take those of x[fit]"
)
def _(x, fit, held_out):
    return scaled(x, fit)[fit], scaled(x, held_out)[held_out]


@scaled_fold.slip(
    "the training rows are scaled by all rows, the validation rows by themselves: take x[fit] for both"
)
def _(x, fit, held_out):
    return scaled(x, slice(None))[fit], scaled(x, held_out)[held_out]


@scaled_fold.slip("mean and deviation are those of the validation rows: take those of x[fit]")
def _(x, fit, held_out):
    return scaled(x, held_out)[fit], scaled(x, held_out)[held_out]


@scaled_fold.slip("the validation rows are not scaled: they need the same mean and deviation")
def _(x, fit, held_out):
    return scaled(x, fit)[fit], x[held_out]


@scaled_fold.slip("the mean of x[fit] is right, the deviation is that of other rows: both come from x[fit]")
def _(x, fit, held_out):
    y = (x - x[fit].mean(axis=0)) / x.std(axis=0)
    return y[fit], y[held_out]


@scaled_fold.slip("brackets are missing: the mean is subtracted first, then all is divided")
def _(x, fit, held_out):
    y = x - x[fit].mean(axis=0) / x[fit].std(axis=0)
    return y[fit], y[held_out]


@scaled_fold.slip("the parts are cut off x in order: fit and held_out hold the places of their rows")
def _(x, fit, held_out):
    y = scaled(x, fit)
    return y[: len(fit)], y[len(fit) :]


@scaled_fold.slip("one mean and one deviation serve all features: each has its own, axis=0")
def _(x, fit, held_out):
    y = (x - x[fit].mean()) / x[fit].std()
    return y[fit], y[held_out]


@scaled_fold.slip("each row is scaled by itself: a feature is a column, axis=0")
def _(x, fit, held_out):
    with np.errstate(all="ignore"):
        y = (x - x.mean(axis=1, keepdims=True)) / x.std(axis=1, keepdims=True)
    return y[fit], y[held_out]


@scaled_fold.slip("the variance stands where its root, the deviation, belongs")
def _(x, fit, held_out):
    y = (x - x[fit].mean(axis=0)) / x[fit].var(axis=0)
    return y[fit], y[held_out]


@scaled_fold.slip("the deviation divides by len(fit) − 1, ddof=1: here it divides by len(fit), as std does")
def _(x, fit, held_out):
    y = (x - x[fit].mean(axis=0)) / x[fit].std(axis=0, ddof=1)
    return y[fit], y[held_out]


@scaled_fold.slip("the rows are scaled to 0 … 1 by minimum and maximum: mean 0 and deviation 1 are asked for")
def _(x, fit, held_out):
    low, high = x[fit].min(axis=0), x[fit].max(axis=0)
    return (x[fit] - low) / (high - low), (x[held_out] - low) / (high - low)


@scaled_fold.slip("the validation rows come first: the order is training rows, validation rows")
def _(x, fit, held_out):
    y = scaled(x, fit)
    return y[held_out], y[fit]


@scaled_fold.slip("mean and deviation are given: the scaled rows are asked for")
def _(x, fit, held_out):
    return x[fit].mean(axis=0), x[fit].std(axis=0)


def spent(answer, n, factor):
    """Epochs may be counted in decimals."""
    price = answer(n, factor)
    return float(price) if isinstance(price, int) else price


@exercise(run=spent, cases=[(8, 2), (27, 3), (1, 3), (125, 5), (64, 2)])
def halving_price(n, factor):
    price, had, following = 0, 0, 1
    for _ in range(n):
        price += n * (following - had)
        had = following
        following = following * factor
        n = n // factor
    return price


def rungs(n, factor):
    """(settings left, epochs that they had, epochs that they shall have) at each rung."""
    had, following = 0, 1
    while n >= 1:
        yield n, had, following
        had, following, n = following, following * factor, n // factor


@halving_price.slip("each rung trains anew here: training goes on, and costs the epochs that are added")
def _(n, factor):
    return sum(left * following for left, had, following in rungs(n, factor))


@halving_price.slip("the last setting's last training is left out: one that is left goes on to its last rung")
def _(n, factor):
    *before, (left, had, following) = rungs(n, factor)
    return sum(left * (following - had) for left, had, following in before) + (not before)


@halving_price.slip(
    "the last setting's training is left out: it goes on to its last rung, and a single one trains too"
)
def _(n, factor):
    *before, last = rungs(n, factor)
    return sum(left * (following - had) for left, had, following in before)


@halving_price.slip(
    "half is kept and the epochs double at each rung: it is one in factor, and factor times as many"
)
def _(n, factor):
    return sum(left * (following - had) for left, had, following in rungs(n, 2))


@halving_price.slip("a rung costs as many epochs as were had before it: true for factor 2 alone")
def _(n, factor):
    return sum(left * (had or following) for left, had, following in rungs(n, factor))


@halving_price.slip("each rung trains anew here, and the last one is left out")
def _(n, factor):
    return sum(left * following for left, had, following in rungs(n, factor) if left > 1)


@halving_price.slip("half is kept at each rung: one in factor is")
def _(n, factor):
    price, had, following = 0, 0, 1
    while n >= 1:
        price += n * (following - had)
        had, following, n = following, following * factor, n // 2
    return price


@halving_price.slip("the epochs double at each rung: they become factor times as many")
def _(n, factor):
    price, had, following = 0, 0, 1
    while n >= 1:
        price += n * (following - had)
        had, following, n = following, following * 2, n // factor
    return price


@halving_price.slip(
    "each rung costs one epoch here: it trains until it has factor times as many epochs as before"
)
def _(n, factor):
    return sum(left for left, had, following in rungs(n, factor))


@halving_price.slip("all n settings train to the last rung here: only one in factor goes on")
def _(n, factor):
    *_, (left, had, following) = rungs(n, factor)
    return n * following


@halving_price.slip("this is the price of one setting, n epochs: all settings that are left train")
def _(n, factor):
    return sum(following - had for left, had, following in rungs(n, factor))


@halving_price.slip("the price of the last rung alone is given: the prices of all rungs add up")
def _(n, factor):
    return 1 if n == 1 else n - n // factor
