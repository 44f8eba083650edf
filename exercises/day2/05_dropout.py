"""The exercises of lesson 2-05: their inputs, references and usual slips."""

import numpy as np

from common import functions
from common.exercise import exercise

rng = np.random.default_rng(205)


@exercise(
    names=("y in training", "dx", "y in evaluation"),
    cases=[
        (np.array([[1.2, -0.7, 3.1]]), np.array([[0.9, 0.4, -1.1]]), np.array([[0.15, 0.72, 0.4]]), 0.3),
        (rng.standard_normal((3, 4)), rng.standard_normal((3, 4)), rng.random((3, 4)), 0.6),
        (rng.standard_normal((2, 6)), rng.standard_normal((2, 6)), rng.random((2, 6)), 0.2),
    ],
)
def dropout(x, dy, r, p):
    scale = (r >= p) / (1 - p)
    return x * scale, dy * scale, x


def dropped(x, dy, m, forward, backward):
    """The three results of a mask m and the two factors in training."""
    return x * m * forward, dy * m * backward, x


@dropout.slip("the kept units are not divided by 1 − p, so the mean output is too small")
def _(x, dy, r, p):
    return dropped(x, dy, r >= p, 1, 1)


@dropout.slip("the kept units are divided by p: the share that is kept is 1 − p")
def _(x, dy, r, p):
    return dropped(x, dy, r >= p, 1 / p, 1 / p)


@dropout.slip("the kept units are multiplied by 1 − p: they are divided by it")
def _(x, dy, r, p):
    return dropped(x, dy, r >= p, 1 - p, 1 - p)


@dropout.slip("p is taken as the share that is kept: here p is the share that is dropped")
def _(x, dy, r, p):
    return dropped(x, dy, r < p, 1 / p, 1 / p)


@dropout.slip("a unit is kept where r < p: it is kept where r ≥ p")
def _(x, dy, r, p):
    return dropped(x, dy, r < p, 1 / (1 - p), 1 / (1 - p))


@dropout.slip("a unit is kept where r ≥ 1 − p: that is the share p, and 1 − p are to be kept")
def _(x, dy, r, p):
    return dropped(x, dy, r >= 1 - p, 1 / (1 - p), 1 / (1 - p))


@dropout.slip("the division is by the share that happened to be kept: it is by 1 − p")
def _(x, dy, r, p):
    m = r >= p
    return dropped(x, dy, m, 1 / m.mean(), 1 / m.mean())


@dropout.slip("the gradient has no mask: a unit that was off gets none")
def _(x, dy, r, p):
    scale = (r >= p) / (1 - p)
    return x * scale, dy / (1 - p), x


@dropout.slip("the gradient is not masked and not divided: it takes the same mask and factor as x")
def _(x, dy, r, p):
    return x * (r >= p) / (1 - p), dy, x


@dropout.slip("the gradient is not divided by 1 − p: the forward pass divided, so it does too")
def _(x, dy, r, p):
    return dropped(x, dy, r >= p, 1 / (1 - p), 1)


@dropout.slip("the gradient has the input x as a factor: y = x · m / (1 − p) has the slope m / (1 − p)")
def _(x, dy, r, p):
    scale = (r >= p) / (1 - p)
    return x * scale, dy * x * scale, x


@dropout.slip("evaluation multiplies by 1 − p as well: inverted dropout has divided in training already")
def _(x, dy, r, p):
    y, dx, _ = dropout.reference(x, dy, r, p)
    return y, dx, x * (1 - p)


@dropout.slip("this is the first version of dropout: the inverted one divides in training, not in evaluation")
def _(x, dy, r, p):
    return x * (r >= p), dy * (r >= p), x * (1 - p)


@dropout.slip("evaluation drops units too: there the layer does nothing")
def _(x, dy, r, p):
    y, dx, _ = dropout.reference(x, dy, r, p)
    return y, dx, y


@dropout.slip("evaluation divides by 1 − p: there the layer does nothing")
def _(x, dy, r, p):
    y, dx, _ = dropout.reference(x, dy, r, p)
    return y, dx, x / (1 - p)


@dropout.slip("dx and the output in evaluation are exchanged: the order is y, dx, evaluation")
def _(x, dy, r, p):
    y, dx, _ = dropout.reference(x, dy, r, p)
    return y, x, dx


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


@stopped.slip("the best loss stays the first one: a new best must be remembered with its epoch")
def _(losses, patience):
    best_epoch = 1
    for epoch, loss in enumerate(losses, start=1):
        if loss < losses[0]:
            best_epoch = epoch
        elif epoch - best_epoch >= patience:
            break
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


@smoothed_cross_entropy.slip("the outputs are smoothed and the targets stay hard: it is the other way round")
def _(d, u, epsilon):
    C, t = u.shape[1], functions.one_hot(d, u.shape[1])
    y = (1 - epsilon) * functions.softmax(u) + epsilon / C
    return -np.sum(t * np.log(y)) / len(u), (y - t) / len(u)


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
