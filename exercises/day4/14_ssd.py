"""The exercises of lesson 4-14: their inputs, references and usual slips."""

import numpy as np

from common.boxes import iou, nms
from common.exercise import exercise
from common.functions import softmax


def crowd(seed, n, threshold):
    """Boxes around three places, of which many overlap; no two scores are equal."""
    rng = np.random.default_rng(seed)
    corner = 30.0 * rng.integers(0, 3, (n, 1)) + rng.uniform(0, 6, (n, 2))
    boxes = np.concatenate([corner, corner + rng.uniform(10, 16, (n, 2))], axis=1)
    return boxes, (rng.permutation(n) + 1) / (n + 1), threshold


small = (np.array([[0.0, 0, 4, 4], [0, 0, 4, 3], [9, 9, 12, 12]]), np.array([0.9, 0.8, 0.5]), 0.3)
overtaken = (
    np.array([[0.0, 0, 10, 10], [1, 0, 11, 10], [5, 0, 15, 10]]),
    np.array([0.9, 0.8, 0.7]),
    0.3,
)


@exercise(cases=[small, (*small[:2], 0.75), overtaken, crowd(1, 12, 0.3), crowd(2, 20, 0.5)])
def soft_nms(boxes, scores, threshold):
    scores = np.array(scores, dtype=float)
    left = list(range(len(scores)))
    while left:
        best = max(left, key=lambda i: scores[i])
        left.remove(best)
        for i in left:
            overlap = iou(boxes[[best]], boxes[[i]])[0, 0]
            if overlap > threshold:
                scores[i] *= 1 - overlap
    return scores


def softened(
    lower=lambda s, o, *_: s * (1 - o),
    touches=lambda o, threshold: o > threshold,
    first=lambda left, now, _start: max(left, key=lambda i: now[i]),
    hit=lambda left, best, _all: left - {best},
    after=lambda left, best, _touched: left - {best},
    turns=None,
):
    """``soft_nms`` with one part replaced; s is a score, o an IoU."""

    def version(boxes, scores, threshold):
        start = np.array(scores, dtype=float)
        scores, left, everyone = start.copy(), set(range(len(start))), set(range(len(start)))
        for _ in range(len(start) if turns is None else turns):
            if not left:
                break
            best = first(left, scores, start)
            overlap = iou(boxes[[best]], boxes)[0]
            touched = {i for i in hit(left, best, everyone) if touches(overlap[i], threshold)}
            left = after(left, best, touched)
            for i in touched:
                scores[i] = lower(scores[i], overlap[i], start[i], threshold)
        return scores

    return version


def without(left, best, touched):
    return left - touched - {best}


for sentence, wrong in [
    ("a score is multiplied by the IoU: the factor is 1 − IoU", softened(lower=lambda s, o, *_: s * o)),
    (
        "neighbours are dropped, with score 0: they are lowered by the factor 1 − IoU",
        softened(lower=lambda *_: 0.0, after=without),
    ),
    ("the IoU is subtracted: the score is multiplied by 1 − IoU", softened(lower=lambda s, o, *_: s - o)),
    (
        "a box that is lowered twice starts from its first score again: both factors count",
        softened(lower=lambda _s, o, start, _: start * (1 - o)),
    ),
    ("the factor is 1 − threshold: it is 1 − IoU", softened(lower=lambda s, _o, _, t: s * (1 - t))),
    (
        "the factor is the paper's other one, exp(−IoU² / 0.5): here it is 1 − IoU",
        softened(lower=lambda s, o, *_: s * np.exp(-(o**2) / 0.5)),
    ),
    (
        "all boxes are lowered: only those with an IoU above the threshold are",
        softened(touches=lambda *_: True),
    ),
    (
        "the boxes below the threshold are lowered: neighbours are those above it",
        softened(touches=lambda o, threshold: o <= threshold),
    ),
    (
        "boxes at exactly the threshold are lowered too: only those above it are",
        softened(touches=lambda o, threshold: o >= threshold),
    ),
    (
        "it starts with the lowest score: the best box goes first",
        softened(first=lambda left, now, _: min(left, key=lambda i: now[i])),
    ),
    (
        "it goes in the order of the input: the highest score goes first",
        softened(first=lambda left, *_: min(left)),
    ),
    (
        "the order is that of the first scores: the best box is the one whose score is highest now",
        softened(first=lambda left, _now, start: max(left, key=lambda i: start[i])),
    ),
    (
        "boxes that have had their turn are lowered too: only those that are left are",
        softened(hit=lambda _left, best, everyone: everyone - {best}),
    ),
    (
        "the best box lowers itself, since its IoU with itself is 1: take it out first",
        softened(hit=lambda left, *_: left),
    ),
    ("a lowered box is taken out: it stays, and has a turn of its own", softened(after=without)),
    ("it stops after the first box: go on until none is left", softened(turns=1)),
    ("nothing is lowered: these are the scores as they came in", softened(turns=0)),
    ("these are the indices that NMS keeps: the new scores of all boxes are asked for", nms),
]:
    soft_nms.slip(sentence)(wrong)


def guesses(seed, B, C, gamma):
    rng = np.random.default_rng(seed)
    return rng.integers(0, C, B), 2 * rng.standard_normal((B, C)), gamma


even = (np.array([1]), np.array([[0.0, 0.0]]), 2)


@exercise(
    names=("loss", "slope"), cases=[even, guesses(1, 5, 3, 2), guesses(2, 7, 4, 1), guesses(3, 4, 2, 3.5)]
)
def focal_loss(d, y, gamma):
    q = softmax(y)
    p = q[np.arange(len(d)), d][:, None]
    loss = -((1 - p) ** gamma * np.log(p)).sum()
    factor = gamma * p * (1 - p) ** (gamma - 1) * np.log(p) - (1 - p) ** gamma
    return loss, factor * (np.eye(y.shape[1])[d] - q)


def focused(
    loss=lambda p, g: -((1 - p) ** g * np.log(p)),
    factor=lambda p, g: g * p * (1 - p) ** (g - 1) * np.log(p) - (1 - p) ** g,
    direction=lambda one_hot, q: one_hot - q,
    total=np.sum,
    scale=lambda _B: 1,
    softmax=softmax,
):
    """``focal_loss`` with one part replaced."""

    def version(d, y, gamma):
        q = softmax(y)
        p = q[np.arange(len(d)), d][:, None]
        slope = factor(p, gamma) * direction(np.eye(y.shape[1])[d], q)
        return total(loss(p, gamma)), slope * scale(len(d))

    return version


for sentence, wrong in [
    (
        "the slope treats (1 − p)^γ as a constant weight: it depends on p, and has a slope of its own",
        focused(factor=lambda p, g: -((1 - p) ** g)),
    ),
    (
        "the slope has only the term of (1 − p)^γ: the one of log p is missing",
        focused(factor=lambda p, g: g * p * (1 - p) ** (g - 1) * np.log(p)),
    ),
    ("the slope has the wrong sign", focused(direction=lambda one_hot, q: q - one_hot)),
    (
        "the slope of p at the scores is p (e − q): the factor p is missing",
        focused(factor=lambda p, g: g * (1 - p) ** (g - 1) * np.log(p) - (1 - p) ** g / p),
    ),
    (
        "the factor γ is missing in the slope of (1 − p)^γ",
        focused(factor=lambda p, g: p * (1 - p) ** (g - 1) * np.log(p) - (1 - p) ** g),
    ),
    (
        "the exponent stays γ in the slope of (1 − p)^γ: it becomes γ − 1",
        focused(factor=lambda p, g: g * p * (1 - p) ** g * np.log(p) - (1 - p) ** g),
    ),
    ("the minus is missing in the loss", focused(loss=lambda p, g: (1 - p) ** g * np.log(p))),
    ("the loss has p^γ where (1 − p)^γ belongs", focused(loss=lambda p, g: -(p**g * np.log(p)))),
    ("the loss has 1 − p^γ where (1 − p)^γ belongs", focused(loss=lambda p, g: -((1 - p**g) * np.log(p)))),
    ("the factor (1 − p)^γ is missing in the loss", focused(loss=lambda p, _g: -np.log(p))),
    ("(1 − p) is multiplied by γ: it is raised to γ", focused(loss=lambda p, g: -g * (1 - p) * np.log(p))),
    ("the loss is the mean over the boxes: it is the sum", focused(total=np.mean)),
    (
        "loss and slope are those of the mean over the boxes: both are of the sum",
        focused(total=np.mean, scale=lambda B: 1 / B),
    ),
    ("the slope is divided by the number of boxes: it is that of the sum", focused(scale=lambda B: 1 / B)),
    ("the loss of every box is returned: their sum is asked for", focused(total=lambda losses: losses[:, 0])),
    ("the slope has e where e − q belongs: the other scores move p too", focused(direction=lambda e, _q: e)),
    (
        "only the right class has a slope: the other scores move p too",
        focused(direction=lambda e, q: e * (e - q)),
    ),
    (
        "the softmax runs over the boxes: it runs over the classes of one box (axis 1)",
        focused(softmax=lambda y: softmax(y, axis=0)),
    ),
]:
    focal_loss.slip(sentence)(wrong)


@focal_loss.slip("p is the largest probability of a box: it is that of its right class d")
def _(_d, y, gamma):
    return focal_loss.reference(y.argmax(axis=1), y, gamma)


@focal_loss.slip("the slope is the one at p, a number a box: go on to the scores, with p (e − q)")
def _(d, y, gamma):
    p = softmax(y)[np.arange(len(d)), d]
    factor = gamma * (1 - p) ** (gamma - 1) * np.log(p) - (1 - p) ** gamma / p
    return focal_loss.reference(d, y, gamma)[0], factor


@focal_loss.slip("this is softmax with cross-entropy, loss and slope: the factor (1 − p)^γ is missing")
def _(d, y, _gamma):
    q = softmax(y)
    return -np.log(q[np.arange(len(d)), d]).sum(), q - np.eye(y.shape[1])[d]


@focal_loss.slip("the order is loss, slope: here the slope comes first")
def _(*case):
    return focal_loss.reference(*case)[::-1]
