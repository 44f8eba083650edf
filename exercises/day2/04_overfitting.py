"""The exercises of lesson 2-04: their inputs, references and usual slips."""

import numpy as np

from common import functions
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


CURVES = [
    [0.9, 0.7, 0.6, 0.65, 0.61, 0.5],
    [0.8, 0.5, 0.5, 0.6, 0.5, 0.4, 0.7],
    [1.0, 0.8, 0.9, 0.7, 0.8, 0.6, 0.9, 0.95, 0.97],
    [0.5, 0.9, 0.8, 0.7, 0.6, 0.55, 0.2],
]


@exercise(
    names=("best epoch", "epochs run"),
    cases=[(curve, patience) for curve in CURVES for patience in (2, 3, 1, 5)],
)
def stopped(losses, patience):
    best = np.inf
    for epoch, loss in enumerate(losses, start=1):
        if loss < best:
            best, best_epoch = loss, epoch
        elif epoch - best_epoch >= patience:
            break
    return best_epoch, epoch


@stopped.slip("an equal value counts as better: only a smaller one starts the waiting anew")
def _(losses, patience):
    best = np.inf
    for epoch, loss in enumerate(losses, start=1):
        if loss <= best:
            best, best_epoch = loss, epoch
        elif epoch - best_epoch >= patience:
            break
    return best_epoch, epoch


@stopped.slip("it stops one epoch too late: after patience epochs without a new best")
def _(losses, patience):
    return stopped.reference(losses, patience + 1)


@stopped.slip("it stops one epoch too early: patience epochs must pass without a new best")
def _(losses, patience):
    best = np.inf
    for epoch, loss in enumerate(losses, start=1):
        if loss < best:
            best, best_epoch = loss, epoch
        elif epoch - best_epoch >= max(patience - 1, 1):
            break
    return best_epoch, epoch


@stopped.slip("epochs are counted from 0: the first is number 1")
def _(losses, patience):
    best_epoch, epoch = stopped.reference(losses, patience)
    return best_epoch - 1, epoch - 1


@stopped.slip("the waiting is not started anew by a new best: patience counts epochs in a row")
def _(losses, patience):
    best, waited = np.inf, 0
    for epoch, loss in enumerate(losses, start=1):
        if loss < best:
            best, best_epoch = loss, epoch
        else:
            waited += 1
            if waited >= patience:
                break
    return best_epoch, epoch


@stopped.slip("each loss is compared with the one before: it must beat the best so far")
def _(losses, patience):
    before, waited, best_epoch = np.inf, 0, 1
    for epoch, loss in enumerate(losses, start=1):
        if loss < before:
            best_epoch, waited = epoch, 0
        else:
            waited += 1
            if waited >= patience:
                break
        before = loss
    return best_epoch, epoch


@stopped.slip("the best epoch of the whole list is taken, also of epochs that were never run")
def _(losses, patience):
    return int(np.argmin(losses)) + 1, stopped.reference(losses, patience)[1]


@stopped.slip("all epochs are run: nothing stops the loop")
def _(losses, patience):
    return int(np.argmin(losses)) + 1, len(losses)


@stopped.slip("the last epoch is given twice: the best one's weights are kept")
def _(losses, patience):
    epoch = stopped.reference(losses, patience)[1]
    return epoch, epoch


@stopped.slip("the best loss is given, not its epoch")
def _(losses, patience):
    best_epoch, epoch = stopped.reference(losses, patience)
    return losses[best_epoch - 1], epoch


@exercise(
    names=("E", "du"),
    cases=[
        (np.array([0, 2]), np.array([[2.1, 0.3, -1.2], [0.4, -0.7, 1.6]]), 0.35),
        (np.array([2, 0, 1, 1]), rng.standard_normal((4, 5)), 0.15),
        (np.array([3, 1, 2]), 2 * rng.standard_normal((3, 4)), 0.6),
    ],
)
def smoothed_cross_entropy(d, u, epsilon):
    N, C = u.shape
    targets = (1 - epsilon) * functions.one_hot(d, C) + epsilon / C
    y = functions.softmax(u)
    return -np.sum(targets * np.log(y)) / N, (y - targets) / N


def smoothed(d, u, targets):
    """The loss and its gradient for other soft targets."""
    y = functions.softmax(u)
    return -np.sum(targets * np.log(y)) / len(u), (y - targets) / len(u)


@smoothed_cross_entropy.slip("the targets are not smoothed: they are 0 and 1")
def _(d, u, epsilon):
    return smoothed(d, u, functions.one_hot(d, u.shape[1]))


@smoothed_cross_entropy.slip("ε is shared among the C − 1 other classes: all C get ε / C")
def _(d, u, epsilon):
    one_hot, C = functions.one_hot(d, u.shape[1]), u.shape[1]
    return smoothed(d, u, np.where(one_hot == 1, 1 - epsilon, epsilon / (C - 1)))


@smoothed_cross_entropy.slip("the right class gets 1 − ε alone: its share ε / C is missing")
def _(d, u, epsilon):
    one_hot, C = functions.one_hot(d, u.shape[1]), u.shape[1]
    return smoothed(d, u, np.where(one_hot == 1, 1 - epsilon, epsilon / C))


@smoothed_cross_entropy.slip("every class gets ε, not its share ε / C")
def _(d, u, epsilon):
    return smoothed(d, u, (1 - epsilon) * functions.one_hot(d, u.shape[1]) + epsilon)


@smoothed_cross_entropy.slip("1 − ε and ε are exchanged: the right class keeps the larger part")
def _(d, u, epsilon):
    return smoothed(d, u, epsilon * functions.one_hot(d, u.shape[1]) + (1 - epsilon) / u.shape[1])


@smoothed_cross_entropy.slip("the gradient is that of hard targets: the soft ones belong there too")
def _(d, u, epsilon):
    E = smoothed_cross_entropy.reference(d, u, epsilon)[0]
    return E, (functions.softmax(u) - functions.one_hot(d, u.shape[1])) / len(u)


@smoothed_cross_entropy.slip(
    "the loss is the mean over all entries: the classes are summed, the samples averaged"
)
def _(d, u, epsilon):
    E, du = smoothed_cross_entropy.reference(d, u, epsilon)
    return E / u.shape[1], du


@smoothed_cross_entropy.slip("the softmax is missing: the logarithm needs probabilities")
def _(d, u, epsilon):
    targets = (1 - epsilon) * functions.one_hot(d, u.shape[1]) + epsilon / u.shape[1]
    return -np.sum(targets * u) / len(u), (u - targets) / len(u)
