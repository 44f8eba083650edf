"""Answers to the exercises of lesson 2-05: dropout, early stopping, soft targets."""

import math

import numpy as np

from common import functions
from tests.answers import Answers

answers = Answers()


@answers.right(1)
def _(x, dy, r, p):
    kept = np.where(r < p, 0.0, 1 / (1 - p))
    return [kept * x, kept * dy, x.copy()]


@answers.right(1)
def _(x, dy, r, p):
    y, dx = np.zeros_like(x), np.zeros_like(dy)
    for place in np.ndindex(x.shape):
        if r[place] >= p:
            y[place], dx[place] = x[place] / (1 - p), dy[place] / (1 - p)
    return y, dx, x


@answers.right(1)
def _(x, dy, r, p):
    y, dx = x / (1 - p), dy / (1 - p)
    y[r < p] = dx[r < p] = 0
    return y, dx, np.array(x)


@answers.wrong(1, r"(?i)not divided|1 − p|1 - p")  # no division in training
def _(x, dy, r, p):
    return x * (r >= p), dy * (r >= p), x


@answers.wrong(1, r"(?i)first version|inverted|1 − p|1 - p")  # the first version of dropout
def _(x, dy, r, p):
    m = r >= p
    return x * m, dy * m, x * (1 - p)


@answers.wrong(1, r"(?i)evaluation|already|nothing")  # divided in training and multiplied in evaluation
def _(x, dy, r, p):
    m = (r >= p) / (1 - p)
    return x * m, dy * m, x * (1 - p)


@answers.wrong(1, r"(?i)kept|r ≥ p|share|r >= p")  # the mask the other way round
def _(x, dy, r, p):
    m = (r < p) / (1 - p)
    return x * m, dy * m, x


@answers.wrong(1, r"(?i)kept|share|dropped")  # p is the share that is kept
def _(x, dy, r, p):
    m = (r < p) / p
    return x * m, dy * m, x


@answers.wrong(1, r"(?i)by p|1 − p|1 - p")  # divided by p
def _(x, dy, r, p):
    m = (r >= p) / p
    return x * m, dy * m, x


@answers.wrong(1, r"(?i)happened to be kept|1 − p")  # divided by the share that was really kept
def _(x, dy, r, p):
    m = (r >= p) / np.mean(r >= p)
    return x * m, dy * m, x


@answers.wrong(1, r"(?i)mask|off")  # the gradient passes units that were off
def _(x, dy, r, p):
    return x * (r >= p) / (1 - p), dy / (1 - p), x


@answers.wrong(1, r"(?i)mask|divided")  # the gradient passes unchanged
def _(x, dy, r, p):
    return x * (r >= p) / (1 - p), dy, x


@answers.wrong(1, r"(?i)divided|1 − p|1 - p")  # the gradient has the mask alone
def _(x, dy, r, p):
    return x * (r >= p) / (1 - p), dy * (r >= p), x


@answers.wrong(1, r"(?i)evaluation|nothing|drops")  # evaluation drops as well
def _(x, dy, r, p):
    m = (r >= p) / (1 - p)
    return x * m, dy * m, x * m


@answers.wrong(1, r"(?i)factor|slope|\bx\b")  # the gradient of a square
def _(x, dy, r, p):
    m = (r >= p) / (1 - p)
    return x * m, dy * x * m, x


@answers.wrong(1, r"(?i)order|exchang|swap")  # evaluation before the gradient
def _(x, dy, r, p):
    m = (r >= p) / (1 - p)
    return x * m, x, dy * m


@answers.wrong(1, r"(?i)3 results|three|2|all")  # without evaluation
def _(x, dy, r, p):
    m = (r >= p) / (1 - p)
    return x * m, dy * m


@answers.wrong(1, r"(?i)1 − p|1 - p|share|kept")  # compared with 1 - p
def _(x, dy, r, p):
    m = (r > 1 - p) / (1 - p)
    return x * m, dy * m, x


@answers.wrong(1, r"(?i)multiplied|divided|1 − p|1 - p")  # multiplied by 1 - p in training
def _(x, dy, r, p):
    m = (r >= p) * (1 - p)
    return x * m, dy * m, x


@answers.wrong(1, r"(?i)shape|removed|zero|as many|entries")  # the dropped units are taken out
def _(x, dy, r, p):
    return x[r >= p] / (1 - p), dy[r >= p] / (1 - p), x


@answers.wrong(1, r"(?i)mask|r is|random|given|kept")  # a mask of its own
def _(x, dy, r, p):
    m = (np.random.default_rng(0).random(x.shape) >= p) / (1 - p)
    return x * m, dy * m, x


@answers.wrong(1, r"(?i)\br\b|0 or 1|mask|kept|threshold")  # multiplied by r, not by a mask
def _(x, dy, r, p):
    return x * r / (1 - p), dy * r / (1 - p), x


@answers.right(2)
def _(losses, patience):
    best, best_epoch, waited, epoch = math.inf, 0, 0, 0
    while epoch < len(losses) and waited < patience:
        waited += 1
        if losses[epoch] < best:
            best, best_epoch, waited = losses[epoch], epoch + 1, 0
        epoch += 1
    return best_epoch, epoch


@answers.right(2)
def _(losses, patience):
    for epochs in range(1, len(losses) + 1):
        best = np.argmin(losses[:epochs]) + 1
        if epochs - best == patience:
            break
    return np.array([best, epochs])


@answers.right(2)
def _(losses, patience):
    best = 0
    for i in range(1, len(losses)):
        if losses[i] < losses[best]:
            best = i
        if i - best >= patience:
            return best + 1, i + 1
    return best + 1, len(losses)


def stopped(losses, patience, better=lambda loss, best: loss < best, first=1, after=0, reset=True):
    best, best_epoch, waited, epoch = math.inf, first, 0, first
    for epoch, loss in enumerate(losses, start=first):
        if better(loss, best):
            best, best_epoch, waited = loss, epoch, waited * (not reset)
        else:
            waited += 1
            if waited >= patience + after:
                break
    return best_epoch, epoch


@answers.wrong(2, r"(?i)equal")  # an equal value counts as better
def _(losses, patience):
    return stopped(losses, patience, better=lambda loss, best: loss <= best)


@answers.wrong(2, r"(?i)from 0|counted|number 1|1 less")  # epochs counted from 0
def _(losses, patience):
    return stopped(losses, patience, first=0)


@answers.wrong(2, r"(?i)from 0|counted|number 1|1 less")  # the best epoch alone counted from 0
def _(losses, patience):
    best_epoch, epochs = stopped(losses, patience)
    return best_epoch - 1, epochs


@answers.wrong(2, r"(?i)late|after patience")  # > patience
def _(losses, patience):
    return stopped(losses, patience, after=1)


@answers.wrong(2, r"(?i)early")  # the waiting begins at 1
def _(losses, patience):
    return stopped(losses, patience, after=-1)


@answers.wrong(2, r"(?i)anew|reset|in a row")  # the waiting is not reset
def _(losses, patience):
    return stopped(losses, patience, reset=False)


@answers.wrong(2, r"(?i)one before|previous|best so far")  # compared with the epoch before
def _(losses, patience):
    before, waited, best_epoch = losses[0], 0, 1
    for epoch, loss in enumerate(losses[1:], start=2):
        if loss >= before:
            waited += 1
        else:
            waited, best_epoch = 0, epoch
        if waited == patience:
            break
        before = loss
    return best_epoch, epoch


@answers.wrong(2, r"(?i)remembered|stays the first")  # the best loss is not replaced
def _(losses, patience):
    return stopped(losses, patience, better=lambda loss, best: loss < losses[0] or best == math.inf)


@answers.wrong(2, r"(?i)best loss|not its epoch|value")  # the best loss, not its epoch
def _(losses, patience):
    best_epoch, epochs = stopped(losses, patience)
    return min(losses[:epochs]), epochs


@answers.wrong(2, r"(?i)whole list|never run|all epochs")  # the best epoch of the whole list
def _(losses, patience):
    return losses.index(min(losses)) + 1, stopped(losses, patience)[1]


@answers.wrong(2, r"(?i)order|exchang|swap")  # epochs run first
def _(losses, patience):
    return stopped(losses, patience)[::-1]


@answers.wrong(2, r"(?i)all of the list|length|len\(losses\)")  # the length of the list for the epochs run
def _(losses, patience):
    return stopped(losses, patience)[0], len(losses)


@answers.wrong(
    2, r"(?i)1 less|run|last epoch|one too (few|early)|off by one|count"
)  # the last one does not count
def _(losses, patience):
    best_epoch, epochs = stopped(losses, patience)
    return best_epoch, epochs if epochs - best_epoch < patience else epochs - 1


@answers.wrong(2, r"(?i)None|end of the list|return")  # nothing is returned when the list ends
def _(losses, patience):
    best = math.inf
    for epoch, loss in enumerate(losses, start=1):
        if loss < best:
            best, best_epoch = loss, epoch
        elif epoch - best_epoch >= patience:
            return best_epoch, epoch
    return None


@answers.wrong(2, r"(?i)None|only the first entry|loop")  # returns after one epoch
def _(losses, patience):
    best = math.inf
    for epoch, loss in enumerate(losses, start=1):
        if loss < best:
            best, best_epoch = loss, epoch
        return best_epoch, epoch
    return None


@answers.wrong(
    2, r"(?i)start|1 |best|infinit|UnboundLocal|not associated|no value"
)  # no loss above 1 is expected
def _(losses, patience):
    best = 1
    for epoch, loss in enumerate(losses, start=1):
        if loss < best:
            best, best_epoch = loss, epoch
        elif epoch - best_epoch >= patience:
            break
    return best_epoch, epoch


@answers.wrong(2, r"(?i)start|infinit|above|first loss|from 0")  # the best loss starts at 1, in epoch 0
def _(losses, patience):
    best, best_epoch = 1, 0
    for epoch, loss in enumerate(losses, start=1):
        if loss < best:
            best, best_epoch = loss, epoch
        elif epoch - best_epoch >= patience:
            break
    return best_epoch, epoch


@answers.wrong(2, r"(?i)largest|smaller|wrong way|greater|better")  # the largest loss is the best
def _(losses, patience):
    best, best_epoch = -math.inf, 1
    for epoch, loss in enumerate(losses, start=1):
        if loss > best:
            best, best_epoch = loss, epoch
        elif epoch - best_epoch >= patience:
            break
    return best_epoch, epoch


@answers.wrong(2, r"(?i)last epoch|twice|best")  # the last epoch's weights are kept
def _(losses, patience):
    epochs = stopped(losses, patience)[1]
    return epochs, epochs


@answers.wrong(2, r"(?i)patience|end|list")  # the epochs before the stop, always patience back
def _(losses, patience):
    epochs = stopped(losses, patience)[1]
    return epochs - patience, epochs


@answers.right(3)
def _(d, u, epsilon):
    N, C = u.shape
    loss, du = 0.0, np.empty((N, C))
    for n in range(N):
        total = sum(math.exp(u[n, k]) for k in range(C))
        for k in range(C):
            target = epsilon / C + (1 - epsilon if k == d[n] else 0)
            loss -= target * (u[n, k] - math.log(total)) / N
            du[n, k] = (math.exp(u[n, k]) / total - target) / N
    return loss, du


@answers.right(3)
def _(d, u, epsilon):
    u = u.astype(np.float32)
    logy = functions.log_softmax(u)
    hard, even = -logy[np.arange(len(d)), d], -logy.mean(axis=1)
    targets = np.full_like(u, epsilon / u.shape[1])
    targets[np.arange(len(d)), d] += 1 - epsilon
    return np.mean((1 - epsilon) * hard + epsilon * even), (np.exp(logy) - targets) / len(d)


@answers.right(3)
def _(d, u, epsilon):
    targets = np.eye(u.shape[1])[d] * (1 - epsilon) + epsilon / u.shape[1]
    y = np.exp(u) / np.exp(u).sum(axis=1, keepdims=True)
    return np.mean([-t @ np.log(p) for t, p in zip(targets, y, strict=True)]), np.divide(y - targets, d.size)


def soft(d, C, epsilon):
    return (1 - epsilon) * functions.one_hot(d, C) + epsilon / C


def judged(targets, y, **other):
    """Loss and gradient of soft targets and outputs; ``other`` may replace the factors and the logarithm."""
    N = len(y)
    loss = -np.sum(targets * other.get("log", np.log)(y)) / other.get("samples", N)
    return loss, (y - targets) / other.get("batch", N)


@answers.wrong(3, r"(?i)C − 1|other classes")  # ε is shared among the other classes alone
def _(d, u, epsilon):
    hot, C = functions.one_hot(d, u.shape[1]), u.shape[1]
    return judged(np.where(hot == 1, 1 - epsilon, epsilon / (C - 1)), functions.softmax(u))


@answers.wrong(3, r"(?i)len\(d\)|\bN\b|mean|sum|divid")  # the gradient is not divided by N
def _(d, u, epsilon):
    return judged(soft(d, u.shape[1], epsilon), functions.softmax(u), batch=1)


@answers.wrong(3, r"(?i)len\(d\)|\bN\b|mean|sum|divid")  # the loss is not divided by N
def _(d, u, epsilon):
    return judged(soft(d, u.shape[1], epsilon), functions.softmax(u), samples=1)


@answers.wrong(3, r"(?i)len\(d\)|\bN\b|mean|sum|divid")  # neither is
def _(d, u, epsilon):
    return judged(soft(d, u.shape[1], epsilon), functions.softmax(u), samples=1, batch=1)


@answers.wrong(3, r"(?i)all entries|classes|mean|number of")  # both are means over N · C entries
def _(d, u, epsilon):
    return judged(soft(d, u.shape[1], epsilon), functions.softmax(u), samples=u.size, batch=u.size)


@answers.wrong(3, r"(?i)hard|not smoothed|soft ones")  # the gradient of hard targets
def _(d, u, epsilon):
    y = functions.softmax(u)
    return judged(soft(d, u.shape[1], epsilon), y)[0], judged(functions.one_hot(d, u.shape[1]), y)[1]


@answers.wrong(3, r"(?i)hard|not smoothed|soft|0 and 1")  # the loss of hard targets
def _(d, u, epsilon):
    y = functions.softmax(u)
    return judged(functions.one_hot(d, u.shape[1]), y)[0], judged(soft(d, u.shape[1], epsilon), y)[1]


@answers.wrong(3, r"(?i)sign|the other way|minus")  # target minus output
def _(d, u, epsilon):
    loss, du = judged(soft(d, u.shape[1], epsilon), functions.softmax(u))
    return loss, -du


@answers.wrong(3, r"(?i)sign|minus")  # the loss without its minus
def _(d, u, epsilon):
    loss, du = judged(soft(d, u.shape[1], epsilon), functions.softmax(u))
    return -loss, du


@answers.wrong(3, r"(?i)gets ε|share|/ C|divisor C|ε / C")  # ε for every class, not divided by C
def _(d, u, epsilon):
    return judged((1 - epsilon) * functions.one_hot(d, u.shape[1]) + epsilon, functions.softmax(u))


@answers.wrong(3, r"(?i)1 − ε|1 - epsilon|factor|left out")  # the one-hot part keeps its full weight
def _(d, u, epsilon):
    return judged(functions.one_hot(d, u.shape[1]) + epsilon / u.shape[1], functions.softmax(u))


@answers.wrong(3, r"(?i)logarithm|log10|base")  # log10
def _(d, u, epsilon):
    return judged(soft(d, u.shape[1], epsilon), functions.softmax(u), log=np.log10)


@answers.wrong(3, r"(?i)softmax.*(target|too often)|sum to 1|target")  # a softmax of the targets as well
def _(d, u, epsilon):
    return judged(functions.softmax(soft(d, u.shape[1], epsilon)), functions.softmax(u))


@answers.wrong(3, r"(?i)axis 0|samples|axis")  # softmax over the batch
def _(d, u, epsilon):
    return judged(soft(d, u.shape[1], epsilon), functions.softmax(u, axis=0))


@answers.wrong(3, r"(?i)softmax.*(twice|once too often)|twice")  # a softmax of the softmax
def _(d, u, epsilon):
    return judged(soft(d, u.shape[1], epsilon), functions.softmax(functions.softmax(u)))


@answers.wrong(3, r"(?i)two|2 results|both")  # the loss alone
def _(d, u, epsilon):
    return judged(soft(d, u.shape[1], epsilon), functions.softmax(u))[0]


@answers.wrong(3, r"(?i)each sample|single|one number|mean|averag|shape|axis")  # a loss for every sample
def _(d, u, epsilon):
    targets, y = soft(d, u.shape[1], epsilon), functions.softmax(u)
    return -np.sum(targets * np.log(y), axis=1), judged(targets, y)[1]


@answers.wrong(3, r"(?i)output|smooth|target")  # the outputs are smoothed, the targets stay hard
def _(d, u, epsilon):
    y = (1 - epsilon) * functions.softmax(u) + epsilon / u.shape[1]
    return judged(functions.one_hot(d, u.shape[1]), y)


@answers.wrong(3, r"(?i)ε|epsilon|exchang")  # ε and 1 − ε exchanged
def _(d, u, epsilon):
    return judged(soft(d, u.shape[1], 1 - epsilon), functions.softmax(u))


@answers.wrong(3, r"(?i)class|broadcast|lie in|shape")  # as many classes as the batch happens to show
def _(d, u, epsilon):
    return judged(soft(d, d.max() + 1, epsilon), functions.softmax(u))


@answers.wrong(3, r"(?i)number of classes|len\(d\)|another's place")  # C for N in both
def _(d, u, epsilon):
    C = u.shape[1]
    return judged(soft(d, C, epsilon), functions.softmax(u), samples=C, batch=C)


@answers.wrong(3, r"(?i)half|½|factor 2|share|2ε")  # ε counted twice
def _(d, u, epsilon):
    return judged(soft(d, u.shape[1], 2 * epsilon), functions.softmax(u))


@answers.wrong(3, r"(?i)axis 0|every entry|samples")  # the gradient is summed over the batch
def _(d, u, epsilon):
    loss, du = judged(soft(d, u.shape[1], epsilon), functions.softmax(u))
    return loss, du.sum(axis=0)
