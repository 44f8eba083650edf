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


CURVES = [
    [0.9, 0.7, 0.6, 0.65, 0.61, 0.5],
    [0.8, 0.5, 0.5, 0.6, 0.5, 0.4, 0.7],
    [1.0, 0.8, 0.9, 0.7, 0.8, 0.6, 0.9, 0.95, 0.97],
    [0.5, 0.9, 0.8, 0.7, 0.6, 0.55, 0.2],
    [250.0, 180.0, 190.0, 120.0, 130.0, 125.0, 90.0],
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


@stopped.slip("the epoch of a new best counts as waiting: only epochs without one do")
def _(losses, patience):
    best, waited = np.inf, 0
    for epoch, loss in enumerate(losses, start=1):
        if loss < best:
            best, best_epoch, waited = loss, epoch, 0
        waited += 1
        if waited >= patience:
            break
    return best_epoch, epoch


@stopped.slip("patience is not asked: it stops at the first epoch without a new best")
def _(losses, patience):
    return stopped.reference(losses, 1)


@stopped.slip("epochs run are the best one plus patience, also where the list ends before that")
def _(losses, patience):
    best_epoch = stopped.reference(losses, patience)[0]
    return best_epoch, best_epoch + patience


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


@stopped.slip("the epochs run are all of the list: patience epochs in vain end the training")
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


@stopped.slip("the best loss starts too small, so no loss beats it: begin with np.inf or the first loss")
def _(losses, patience):
    best, best_epoch = 1.0, 1
    for epoch, loss in enumerate(losses, start=1):
        if loss < best:
            best, best_epoch = loss, epoch
        elif epoch - best_epoch >= patience:
            break
    return best_epoch, epoch


@exercise(
    names=("E", "du"),
    cases=[
        (np.array([0, 2]), np.array([[2.1, 0.3, -1.2], [0.4, -0.7, 1.6]]), 0.35),
        (np.array([2, 0, 1, 1]), rng.standard_normal((4, 5)), 0.15),
        (np.array([3, 1, 2, 3, 0]), 2 * rng.standard_normal((5, 4)), 0.6),
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


def wrong_targets(d, epsilon, N, C):
    """Sentence -> the soft targets that are then taken."""
    hot = functions.one_hot(d, C)
    kept = (1 - epsilon) * hot
    return {
        "the targets are not smoothed: they are 0 and 1": hot,
        "the other classes get nothing: each of the C classes gets its share ε / C": kept,
        "ε is shared among the C − 1 other classes: all C get ε / C": kept + (1 - hot) * epsilon / (C - 1),
        "every class gets ε / (C − 1), so that no row sums to 1: it is ε / C": kept + epsilon / (C - 1),
        "ε is shared among the samples: each of the C classes gets ε / C": kept + epsilon / N,
        "the right class gets 1 − ε alone: its share ε / C is missing": kept + (1 - hot) * epsilon / C,
        "every class gets ε, not its share ε / C": kept + epsilon,
        "every other class gets ε, the right one 1 − ε: all C get the share ε / C": kept
        + (1 - hot) * epsilon,
        "1 − ε and ε are exchanged: the right class keeps the larger part": epsilon * hot + (1 - epsilon) / C,
    }


for sentence in wrong_targets(np.array([0]), 0.1, 1, 3):
    smoothed_cross_entropy.slip(sentence)(
        lambda d, u, epsilon, sentence=sentence: smoothed(d, u, wrong_targets(d, epsilon, *u.shape)[sentence])
    )


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


@smoothed_cross_entropy.slip(
    "the gradient is divided by the number of classes: the mean runs over the len(d) samples"
)
def _(d, u, epsilon):
    E, du = smoothed_cross_entropy.reference(d, u, epsilon)
    return E, du * len(d) / u.shape[1]


@smoothed_cross_entropy.slip(
    "the gradient has the factor y (1 − y): softmax with cross-entropy leaves y − target"
)
def _(d, u, epsilon):
    E, du = smoothed_cross_entropy.reference(d, u, epsilon)
    y = functions.softmax(u)
    return E, du * y * (1 - y)


@smoothed_cross_entropy.slip("target and output are exchanged in the loss: the logarithm is of the output")
def _(d, u, epsilon):
    C = u.shape[1]
    targets = (1 - epsilon) * functions.one_hot(d, C) + epsilon / C
    E = -np.sum(functions.softmax(u) * np.log(targets)) / len(d)
    return E, smoothed_cross_entropy.reference(d, u, epsilon)[1]


@smoothed_cross_entropy.slip("the softmax runs over the samples, axis 0: it runs over the classes of each")
def _(d, u, epsilon):
    C = u.shape[1]
    targets = (1 - epsilon) * functions.one_hot(d, C) + epsilon / C
    y = functions.softmax(u, axis=0)
    return -np.sum(targets * np.log(y)) / len(u), (y - targets) / len(u)


@smoothed_cross_entropy.slip("the softmax is missing: the logarithm needs probabilities")
def _(d, u, epsilon):
    targets = (1 - epsilon) * functions.one_hot(d, u.shape[1]) + epsilon / u.shape[1]
    return -np.sum(targets * u) / len(u), (u - targets) / len(u)


@smoothed_cross_entropy.slip("the gradient is that at the outputs y, −t / y: at the logits it is y − t")
def _(d, u, epsilon):
    C = u.shape[1]
    targets = (1 - epsilon) * functions.one_hot(d, C) + epsilon / C
    E = smoothed_cross_entropy.reference(d, u, epsilon)[0]
    return E, -targets / functions.softmax(u) / len(u)


@smoothed_cross_entropy.slip("the gradient comes first: the order is E, du")
def _(*case):
    return smoothed_cross_entropy.reference(*case)[::-1]
