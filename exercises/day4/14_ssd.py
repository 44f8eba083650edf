"""The exercises of lesson 4-14: their inputs, references and usual slips."""

import numpy as np

from common.boxes import iou
from common.exercise import exercise
from common.functions import softmax


@exercise(
    names=("boxes", "outputs"),
    cases=[
        ((16, 8), (4, 4), 3),
        ((38, 19, 10, 5, 3, 1), (4, 6, 6, 6, 4, 4), 20),
        ((10,), (6,), 20),
        ((7, 2), (2, 3), 1),
    ],
)
def count_outputs(cells, boxes, classes):
    count = sum(n * n * k for n, k in zip(cells, boxes, strict=True))
    return count, count * (classes + 1 + 4)


def counted(each=lambda n, k: n * n * k, numbers=lambda classes: classes + 1 + 4):
    """``count_outputs`` with one part replaced."""

    def version(cells, boxes, classes):
        count = sum(each(n, k) for n, k in zip(cells, boxes, strict=True))
        return count, count * numbers(classes)

    return version


for sentence, wrong in [
    (
        "the background is left out: it has a score too, in every box",
        counted(numbers=lambda classes: classes + 4),
    ),
    ("the four offsets of each box are left out", counted(numbers=lambda classes: classes + 1)),
    (
        "each box has four offsets in all, not four for each class",
        counted(numbers=lambda classes: 5 * (classes + 1)),
    ),
    ("the background is counted twice", counted(numbers=lambda classes: classes + 6)),
    (
        "a box has four offsets, and one score for every class: here it has two offsets",
        counted(numbers=lambda classes: classes + 3),
    ),
    ("a map has n × n cells: here it has n", counted(each=lambda n, k: n * k)),
    ("each cell has several boxes: here it has one", counted(each=lambda n, _k: n * n)),
    (
        "boxes stand at each of the n × n cells: here they are added to them",
        counted(each=lambda n, k: n * n + k),
    ),
    ("the number of boxes in a cell is squared", counted(each=lambda n, k: (n * k) ** 2)),
]:
    count_outputs.slip(sentence)(wrong)


@count_outputs.slip("this counts the first map only: all maps answer")
def _(cells, boxes, classes):
    return count_outputs.reference(cells[:1], boxes[:1], classes)


@count_outputs.slip("the four offsets belong to every box: here they are counted once a map cell")
def _(cells, boxes, classes):
    count = sum(n * n * k for n, k in zip(cells, boxes, strict=True))
    return count, count * (classes + 1) + 4 * sum(n * n for n in cells)


@count_outputs.slip("the four offsets belong to every box: here there are four in all")
def _(cells, boxes, classes):
    count = sum(n * n * k for n, k in zip(cells, boxes, strict=True))
    return count, count * (classes + 1) + 4


@count_outputs.slip("the order is boxes, outputs: here the outputs come first")
def _(*case):
    return count_outputs.reference(*case)[::-1]


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


@exercise(cases=[small, overtaken, crowd(1, 12, 0.3), crowd(2, 20, 0.5)])
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
    lower=lambda score, overlap, _first: score * (1 - overlap),
    touches=lambda overlap, threshold: overlap > threshold,
    first=max,
    hit=lambda left, _all: left,
    turns=lambda n: n,
):
    """``soft_nms`` with one part replaced."""

    def version(boxes, scores, threshold):
        start = np.array(scores, dtype=float)
        scores, left = start.copy(), list(range(len(start)))
        for _ in range(turns(len(start))):
            best = first(left, key=lambda i: scores[i])
            left.remove(best)
            for i in hit(left, [i for i in range(len(start)) if i != best]):
                overlap = iou(boxes[[best]], boxes[[i]])[0, 0]
                if touches(overlap, threshold):
                    scores[i] = lower(scores[i], overlap, start[i])
        return scores

    return version


for sentence, wrong in [
    (
        "a score is multiplied by the IoU: it is 1 − IoU, so that near boxes lose most",
        softened(lower=lambda score, overlap, _first: score * overlap),
    ),
    (
        "neighbours are dropped, with score 0: they are lowered by the factor 1 − IoU",
        softened(lower=lambda _score, _overlap, _first: 0.0),
    ),
    (
        "the IoU is subtracted from the score: the score is multiplied by 1 − IoU",
        softened(lower=lambda score, overlap, _first: score - overlap),
    ),
    (
        "a box that is lowered twice starts from its first score again: both factors count",
        softened(lower=lambda _score, overlap, first: first * (1 - overlap)),
    ),
    (
        "the factor is squared: a score is multiplied once by 1 − IoU",
        softened(lower=lambda score, overlap, _first: score * (1 - overlap) ** 2),
    ),
    (
        "all boxes are lowered: only those whose IoU is above the threshold are",
        softened(touches=lambda _overlap, _threshold: True),
    ),
    (
        "the boxes below the threshold are lowered: neighbours are those above it",
        softened(touches=lambda overlap, threshold: overlap <= threshold),
    ),
    ("it starts with the lowest score: the best box goes first", softened(first=min)),
    (
        "boxes that have had their turn are lowered too: only those that are left are",
        softened(hit=lambda _left, everyone: everyone),
    ),
    ("it stops after the first box: go on until none is left", softened(turns=lambda _n: 1)),
    ("nothing is lowered: these are the scores as they came in", softened(turns=lambda _n: 0)),
]:
    soft_nms.slip(sentence)(wrong)


@soft_nms.slip("the order is that of the first scores: the best box is the one whose score is highest now")
def _(boxes, scores, threshold):
    scores = np.array(scores, dtype=float)
    order = list(np.argsort(-scores))
    for turn, best in enumerate(order):
        for i in order[turn + 1 :]:
            overlap = iou(boxes[[best]], boxes[[i]])[0, 0]
            if overlap > threshold:
                scores[i] *= 1 - overlap
    return scores


@soft_nms.slip("the new scores are sorted: they come in the order of the input")
def _(*case):
    return np.sort(soft_nms.reference(*case))[::-1]


@soft_nms.slip("the order of the boxes is that of the input: the highest score goes first")
def _(boxes, scores, threshold):
    scores = np.array(scores, dtype=float)
    for best in range(len(scores)):
        for i in range(best + 1, len(scores)):
            overlap = iou(boxes[[best]], boxes[[i]])[0, 0]
            if overlap > threshold:
                scores[i] *= 1 - overlap
    return scores


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
    (
        "the two terms of the slope have the wrong sign between them",
        focused(factor=lambda p, g: -g * p * (1 - p) ** (g - 1) * np.log(p) - (1 - p) ** g),
    ),
    (
        "the slope has the wrong sign",
        focused(direction=lambda one_hot, q: q - one_hot),
    ),
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
    (
        "the loss has p^γ: that makes right boxes heavy, and (1 − p)^γ makes them light",
        focused(loss=lambda p, g: -(p**g * np.log(p))),
    ),
    (
        "this is the cross-entropy: the factor (1 − p)^γ is missing in the loss",
        focused(loss=lambda p, _g: -np.log(p)),
    ),
    (
        "(1 − p) is multiplied by γ in the loss: it is raised to γ",
        focused(loss=lambda p, g: -g * (1 - p) * np.log(p)),
    ),
    ("the loss is the mean over the boxes: it is the sum", focused(total=np.mean)),
    (
        "loss and slope are those of the mean over the boxes: both are of the sum",
        focused(total=np.mean, scale=lambda B: 1 / B),
    ),
    ("the loss of every box is returned: their sum is asked for", focused(total=lambda losses: losses[:, 0])),
    (
        "the slope has e where e − q belongs: the other scores move p too",
        focused(direction=lambda one_hot, _q: one_hot),
    ),
]:
    focal_loss.slip(sentence)(wrong)


@focal_loss.slip("this is softmax with cross-entropy, loss and slope: the factor (1 − p)^γ is missing")
def _(d, y, _gamma):
    q = softmax(y)
    return -np.log(q[np.arange(len(d)), d]).sum(), q - np.eye(y.shape[1])[d]


@focal_loss.slip("the order is loss, slope: here the slope comes first")
def _(*case):
    return focal_loss.reference(*case)[::-1]
