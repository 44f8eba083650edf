"""The exercises of lesson 2-04: their inputs, references and usual slips."""

import numpy as np

from common.exercise import exercise

rng = np.random.default_rng(204)


@exercise(
    names=("ridge", "Lasso"),
    cases=[
        (np.array([2.1, -0.25, 1.4]), 0.6),
        (np.array([[-3.3, 0.2, 1.1], [0.7, -0.45, -0.9]]), 0.37),
        (np.array([1.5, -2.5, 0.8, -0.1]), 0.0),
        (np.array([4.4, -1.7]), 1.9),
    ],
)
def ridge_and_lasso(a, strength):
    ridge = a / (1 + strength)
    lasso = np.sign(a) * np.maximum(np.abs(a) - strength, 0)
    return ridge, lasso


@ridge_and_lasso.slip("the Lasso passes through 0 to the other side: within λ of 0 the minimum is 0 itself")
def _(a, strength):
    return a / (1 + strength), a - strength * np.sign(a)


@ridge_and_lasso.slip("small entries are set to 0, but the others are not shrunk by λ")
def _(a, strength):
    return a / (1 + strength), np.where(np.abs(a) > strength, a, 0)


@ridge_and_lasso.slip("λ is subtracted from negative entries too: they move up towards 0")
def _(a, strength):
    return a / (1 + strength), np.where(np.abs(a) > strength, a - strength, 0)


@ridge_and_lasso.slip("negative entries of the Lasso become 0: their size shrinks, their sign stays")
def _(a, strength):
    return a / (1 + strength), np.maximum(a - strength, 0)


@ridge_and_lasso.slip(
    "λ is subtracted from every entry: sizes shrink by λ, down to 0 at most, and keep their sign"
)
def _(a, strength):
    return a / (1 + strength), a - strength


@ridge_and_lasso.slip("ridge subtracts λ, as the Lasso does: it divides every entry by 1 + λ")
def _(a, strength):
    return a - strength, ridge_and_lasso.reference(a, strength)[1]


@ridge_and_lasso.slip("the sign is not put back: the Lasso's entries are sizes")
def _(a, strength):
    return a / (1 + strength), np.maximum(np.abs(a) - strength, 0)


@ridge_and_lasso.slip("ridge multiplies by 1 − λ, one step of weight decay: the minimum is asked for")
def _(a, strength):
    return a * (1 - strength), np.sign(a) * np.maximum(np.abs(a) - strength, 0)


@ridge_and_lasso.slip("ridge divides by 1 + 2λ: the penalty is ½ λ w², whose slope is λ w")
def _(a, strength):
    return a / (1 + 2 * strength), np.sign(a) * np.maximum(np.abs(a) - strength, 0)


@ridge_and_lasso.slip("the Lasso subtracts λ/2: the slope of λ |w| is λ")
def _(a, strength):
    return a / (1 + strength), np.sign(a) * np.maximum(np.abs(a) - strength / 2, 0)


@exercise(
    names=("bias²", "variance"),
    cases=[
        (np.array([[1.2, 3.1, 0.4], [2.9, 4.3, -0.6]]), np.array([2.4, 1.3, 0.2])),
        (rng.standard_normal((6, 4)) + 0.5, np.array([0.3, -0.7, 1.9, 0.1])),
        (3 * rng.standard_normal((3, 5)), rng.standard_normal(5)),
    ],
)
def bias_and_variance(answers, f):
    mean = answers.mean(axis=0)
    return np.mean((mean - f) ** 2), np.mean((answers - mean) ** 2)


@bias_and_variance.slip("bias² is the mean error squared: square at every place first, then average")
def _(answers, f):
    return np.mean(answers.mean(axis=0) - f) ** 2, bias_and_variance.reference(answers, f)[1]


@bias_and_variance.slip("bias² compares each answer with f, which adds the variance: take the mean answer")
def _(answers, f):
    return np.mean((answers - f) ** 2), bias_and_variance.reference(answers, f)[1]


@bias_and_variance.slip(
    "the variance is taken around f, which adds bias²: it is taken around the mean answer"
)
def _(answers, f):
    return bias_and_variance.reference(answers, f)[0], np.mean((answers - f) ** 2)


@bias_and_variance.slip("the variance divides by S − 1: here it is the mean over the S fits")
def _(answers, f):
    return bias_and_variance.reference(answers, f)[0], np.mean(answers.var(axis=0, ddof=1))


@bias_and_variance.slip("one mean of all entries is taken: the mean over the fits is one number per place")
def _(answers, f):
    mean = answers.mean()
    return np.mean((mean - f) ** 2), np.mean((answers - mean) ** 2)


@bias_and_variance.slip(
    "the variance is that of all entries together: it is taken at each place, then averaged"
)
def _(answers, f):
    return bias_and_variance.reference(answers, f)[0], answers.var()


@bias_and_variance.slip("the variance runs along the places, axis 1: it runs over the fits, axis 0")
def _(answers, f):
    return bias_and_variance.reference(answers, f)[0], answers.var(axis=1).mean()


@bias_and_variance.slip("the mean runs along the places, axis 1: the fits are axis 0")
def _(answers, f):
    mean = answers.mean(axis=1, keepdims=True)
    return np.mean((mean - f) ** 2), np.mean((answers - mean) ** 2)


@bias_and_variance.slip("the places are summed: both are averages over the places")
def _(answers, f):
    bias2, variance = bias_and_variance.reference(answers, f)
    return bias2 * len(f), variance * len(f)


@bias_and_variance.slip("the squares of the variance are summed over the fits: it is their mean")
def _(answers, f):
    bias2, variance = bias_and_variance.reference(answers, f)
    return bias2, variance * len(answers)


@bias_and_variance.slip("the bias is not squared")
def _(answers, f):
    return np.mean(answers.mean(axis=0) - f), bias_and_variance.reference(answers, f)[1]


@bias_and_variance.slip("the bias is the mean size of the difference, not its square")
def _(answers, f):
    return np.mean(np.abs(answers.mean(axis=0) - f)), bias_and_variance.reference(answers, f)[1]


@bias_and_variance.slip("the spread is the standard deviation: the variance is its square")
def _(answers, f):
    return bias_and_variance.reference(answers, f)[0], np.mean(answers.std(axis=0))


@bias_and_variance.slip("the values of all places are given: average over them")
def _(answers, f):
    return (answers.mean(axis=0) - f) ** 2, answers.var(axis=0)


def decays(w, g, v, lr, strength, root=np.sqrt, seen=1, pull=1, rho=0.9):
    """The two steps; ``seen``: how much of λw enters v, ``pull``: how much enters the step."""
    penalised = w - lr * (g + pull * strength * w) / root(
        rho * v + (1 - rho) * (g + seen * strength * w) ** 2
    )
    return penalised, (1 - lr * strength) * w - lr * g / root(rho * v + (1 - rho) * g**2)


@exercise(
    names=("with the penalty", "decoupled"),
    cases=[
        (np.array([1.1, -0.8]), np.array([0.3, 2.7]), np.array([0.05, 9.0]), 0.07, 0.6),
        (rng.standard_normal(5), rng.standard_normal(5), rng.uniform(0.1, 2.0, 5), 0.13, 0.4),
        (rng.standard_normal((2, 3)), rng.standard_normal((2, 3)), rng.uniform(0.5, 3.0, (2, 3)), 0.02, 1.7),
    ],
)
def two_decays(w, g, v, lr, strength):
    h = g + strength * w
    penalised = w - lr * h / np.sqrt(0.9 * v + 0.1 * h**2)
    decoupled = (1 - lr * strength) * w - lr * g / np.sqrt(0.9 * v + 0.1 * g**2)
    return penalised, decoupled


@two_decays.slip("with the penalty, v is updated with g alone: the penalty is part of the gradient there too")
def _(*case):
    return decays(*case, seen=0)


@two_decays.slip("with the penalty, λw enters v but not the step: the whole step runs with g + λw")
def _(*case):
    return decays(*case, pull=0)


@two_decays.slip("the step with the penalty has no penalty: g + λw stands in place of g")
def _(*case):
    return decays(*case, seen=0, pull=0)


@two_decays.slip("the two are the same: decoupled decay stays out of v and of the division")
def _(*case):
    return two_decays.reference(*case)[:1] * 2


@two_decays.slip("the decoupled decay is 1 − λ: it follows the learning rate, 1 − ηλ")
def _(w, g, v, lr, strength):
    penalised, decoupled = two_decays.reference(w, g, v, lr, strength)
    return penalised, decoupled + lr * strength * w - strength * w


@two_decays.slip(
    "the decoupled decay shrinks the step too: only the weight before it is multiplied by 1 − ηλ"
)
def _(w, g, v, lr, strength):
    step = lr * g / np.sqrt(0.9 * v + 0.1 * g**2)
    return two_decays.reference(w, g, v, lr, strength)[0], (1 - lr * strength) * (w - step)


@two_decays.slip("the decoupled step has no decay: the weight is multiplied by 1 − ηλ first")
def _(w, g, v, lr, strength):
    penalised, decoupled = two_decays.reference(w, g, v, lr, strength)
    return penalised, decoupled + lr * strength * w


@two_decays.slip("the root is missing: the step divides by √v")
def _(*case):
    return decays(*case, root=lambda v: v)


@two_decays.slip("v is not updated before the step: it divides by the new v")
def _(w, g, v, lr, strength):
    return decays(w, g, v, lr, strength, rho=1.0)


@two_decays.slip("ρ and 1 − ρ are exchanged: v keeps 0.9 of its old value")
def _(*case):
    return decays(*case, rho=0.1)


@two_decays.slip("the penalty's gradient is 2 λ w: that of ½ λ w² is λ w")
def _(*case):
    return decays(*case, seen=2, pull=2)[0], two_decays.reference(*case)[1]


@two_decays.slip("the penalty has the L1 gradient λ sign(w): that of L2 is λ w")
def _(w, g, v, lr, strength):
    h = g + strength * np.sign(w)
    step = lr * h / np.sqrt(0.9 * v + 0.1 * h**2)
    return w - step, two_decays.reference(w, g, v, lr, strength)[1]


@two_decays.slip("the penalty is subtracted from the gradient, so weights grow: it is added")
def _(*case):
    return decays(*case, seen=-1, pull=-1)[0], two_decays.reference(*case)[1]


@two_decays.slip("the decoupled step divides by the v of the other one: its own v sees g alone")
def _(w, g, v, lr, strength):
    h = g + strength * w
    root = np.sqrt(0.9 * v + 0.1 * h**2)
    return w - lr * h / root, (1 - lr * strength) * w - lr * g / root


@two_decays.slip(
    "the second step starts from the v that the first one has changed: both start from the given v"
)
def _(w, g, v, lr, strength):
    penalised = two_decays.reference(w, g, v, lr, strength)[0]
    changed = 0.9 * v + 0.1 * (g + strength * w) ** 2
    return penalised, two_decays.reference(w, g, changed, lr, strength)[1]


@two_decays.slip("ρ is 0.99: here it is 0.9")
def _(*case):
    return decays(*case, rho=0.99)


@two_decays.slip(
    "with the penalty, the weight is decayed beside the step as well: λw is in the gradient already"
)
def _(w, g, v, lr, strength):
    penalised, decoupled = two_decays.reference(w, g, v, lr, strength)
    return penalised - lr * strength * w, decoupled
