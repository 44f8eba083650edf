"""Answers to the exercises of lesson 4-14."""

import numpy as np

from common import functions
from common.boxes import iou, nms
from tests.answers import Answers

answers = Answers()


def soft(boxes, scores, threshold, factor, table=None):
    """Soft-NMS with a mask for those that had their turn, in other words than the solution's."""
    table = iou(boxes, boxes) if table is None else table
    scores, open_ = np.array(scores, dtype=float), np.ones(len(scores), dtype=bool)
    while open_.any():
        best = np.argmax(np.where(open_, scores, -np.inf))
        open_[best] = False
        hit = open_ & (table[best] > threshold)
        scores[hit] *= factor(table[best, hit])
    return scores


@answers.right(1)
def _(boxes, scores, threshold):
    return soft(boxes, scores, threshold, lambda overlap: 1 - overlap)


@answers.right(1)
def _(boxes, scores, threshold):
    factors = np.where(iou(boxes, boxes) > threshold, 1 - iou(boxes, boxes), 1.0)
    result = [float(s) for s in scores]
    for _ in (waiting := set(range(len(result)))).copy():
        best = max(waiting, key=result.__getitem__)
        waiting -= {best}
        for i in waiting:
            result[i] = result[i] * factors[best, i]
    return np.array(result)


@answers.right(1)
def _(boxes, scores, threshold):
    def go_on(left, now):
        if not left:
            return now
        best = max(left, key=now.get)
        rest = [i for i in left if i != best]
        overlap = iou(boxes[[best]], boxes)[0]
        return go_on(rest, now | {i: now[i] * (1 - overlap[i]) for i in rest if overlap[i] > threshold})

    return np.array(list(go_on(list(range(len(scores))), dict(enumerate(scores))).values()))


@answers.wrong(1, r"(?i)exp|1 − IoU|factor|lower|multipl")
def _(boxes, scores, threshold):  # the Gaussian form of the same paper
    return soft(boxes, scores, threshold, lambda overlap: np.exp(-(overlap**2) / 0.5))


@answers.wrong(1, r"(?i)1 − threshold|threshold|factor|1 − IoU")
def _(boxes, scores, threshold):  # the threshold for the IoU
    return soft(boxes, scores, threshold, lambda _overlap: 1 - threshold)


@answers.wrong(1, r"(?i)exactly|equal|above|at the threshold|>=|≥")
def _(boxes, scores, threshold):  # the boxes at the threshold too
    return soft(boxes, scores, np.nextafter(threshold, 0), lambda overlap: 1 - overlap)


@answers.wrong(1, r"(?i)itself|kept|own|every entry is 0|IoU with it")
def _(boxes, scores, threshold):  # the best one too, whose IoU with itself is 1
    scores, left = np.array(scores, dtype=float), list(range(len(scores)))
    while left:
        best = max(left, key=lambda i: scores[i])
        overlap = iou(boxes[[best]], boxes)[0]
        for i in left:
            scores[i] *= 1 - overlap[i] if overlap[i] > threshold else 1
        left.remove(best)
    return scores


@answers.wrong(1, r"(?i)once|twice|turn of its own")
def _(boxes, scores, threshold):  # a lowered box has no turn of its own
    scores, left = np.array(scores, dtype=float), list(range(len(scores)))
    while left:
        best = max(left, key=lambda i: scores[i])
        overlap = iou(boxes[[best]], boxes)[0]
        hit = [i for i in left if i != best and overlap[i] > threshold]
        for i in hit:
            scores[i] *= 1 - overlap[i]
        left = [i for i in left if i != best and i not in hit]
    return scores


@answers.wrong(1, r"(?i)indices|shape|length|scores|NMS")
def _(boxes, scores, threshold):  # plain NMS, and its indices
    return nms(boxes, scores, threshold)


@answers.wrong(1, r"(?i)drop|0|plain|NMS|lowered")
def _(boxes, scores, threshold):  # plain NMS, the others get 0
    kept = np.isin(np.arange(len(scores)), nms(boxes, scores, threshold))
    return np.where(kept, scores, 0)


@answers.wrong(1, r"(?i)sum|first|factor|one after|product|both")
def _(boxes, scores, threshold):  # only the strongest overlap lowers
    table = iou(boxes, boxes) * (iou(boxes, boxes) > threshold)
    ahead = np.array(scores)[:, None] > np.array(scores)
    return scores * (1 - (table * ahead).max(axis=0))


@answers.wrong(1, r"(?i)smaller|union|IoU|area")
def _(boxes, scores, threshold):  # intersection over the smaller box
    area = np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)
    table = iou(boxes, boxes)
    both = table * (area + area[:, None]) / (1 + table)
    return soft(boxes, scores, threshold, lambda o: 1 - o, both / np.minimum(area, area[:, None]))


@answers.wrong(1, r"(?i)values are right, but .* changed in place")
def _(boxes, scores, threshold):  # in the scores that were given
    scores[:] = soft(boxes, scores, threshold, lambda overlap: 1 - overlap)
    return scores


@answers.right(2)
def _(d, y, gamma):
    log_q = functions.log_softmax(y)
    e = np.eye(y.shape[1])[d]
    log_p = (e * log_q).sum(axis=1)
    p = np.exp(log_p)
    at_p = -((1 - p) ** gamma) / p + gamma * (1 - p) ** (gamma - 1) * log_p
    return float(np.sum(-((1 - p) ** gamma) * log_p)), (at_p * p)[:, None] * (e - np.exp(log_q))


@answers.right(2)
def _(d, y, gamma):
    loss, slope = 0.0, np.zeros(y.shape)
    for i, right in enumerate(d):
        q = np.exp(y[i] - y[i].max())
        q /= q.sum()
        p = q[right]
        loss += (1 - p) ** gamma * np.log(1 / p)
        for k in range(y.shape[1]):
            dp = p * ((k == right) - q[k])
            slope[i, k] = dp * (gamma * (1 - p) ** (gamma - 1) * np.log(p) - (1 - p) ** gamma / p)
    return loss, slope


def focus(d, y, gamma, q=functions.softmax, of=None, weight=lambda p, g: (1 - p) ** g, balance=1.0):
    """Loss, slope with the derivative of the weight taken by small steps."""
    q = q(y)
    of = d if of is None else of
    p = q[np.arange(len(d)), of][:, None]
    dw = (weight(p + 1e-6, gamma) - weight(p - 1e-6, gamma)) / 2e-6
    factor = -dw * p * np.log(p) - weight(p, gamma)
    return -balance * (weight(p, gamma) * np.log(p)).sum(), balance * factor * (np.eye(y.shape[1])[of] - q)


@answers.wrong(2, r"(?i)factor|0\.25|quarter|multiple|times")
def _(d, y, gamma):  # with the paper's α
    return focus(d, y, gamma, balance=0.25)


@answers.wrong(2, r"(?i)1 − p\^γ|\(1 − p\)|power|raised")
def _(d, y, gamma):  # 1 − p^γ
    return focus(d, y, gamma, weight=lambda p, g: 1 - p**g)


@answers.wrong(2, r"(?i)axis|column|boxes|softmax|rows")
def _(d, y, gamma):  # the softmax of every class over the boxes
    return focus(d, y, gamma, q=lambda y: functions.softmax(y, axis=0))


@answers.wrong(2, r"(?i)sigmoid|softmax")
def _(d, y, gamma):  # sigmoids, as in the paper
    return focus(d, y, gamma, q=functions.sigmoid)


@answers.wrong(2, r"(?i)right class|largest|argmax|max|\bd\b")
def _(d, y, gamma):  # the most likely class for the right one
    return focus(d, y, gamma, of=y.argmax(axis=1))


@answers.wrong(2, r"(?i)e − q|right class|other|only|entries")
def _(d, y, gamma):  # the right class's slope alone
    loss, slope = focus(d, y, gamma)
    return loss, slope * np.eye(y.shape[1])[d]


@answers.wrong(2, r"(?i)mean|divided|sum|too small|len")
def _(d, y, gamma):  # the mean's slope with the sum as loss
    loss, slope = focus(d, y, gamma)
    return loss, slope / len(d)


@answers.wrong(2, r"(?i)e − q|slope at (the scores|y)|chain|shape|p \(e")
def _(d, y, gamma):  # the slope at p
    p = functions.softmax(y)[np.arange(len(d)), d]
    at_p = gamma * (1 - p) ** (gamma - 1) * np.log(p) - (1 - p) ** gamma / p
    return focus(d, y, gamma)[0], at_p


@answers.wrong(2, r"(?i)base 2|log")
def _(d, y, gamma):  # base 2
    loss, slope = focus(d, y, gamma)
    return loss / np.log(2), slope / np.log(2)


@answers.wrong(2, r"(?i)γ|gamma|\(1 − p\)|constant|weight|slope of its own")
def _(d, y, gamma):  # weighted softmax with cross-entropy: the weight held fixed
    q, e = functions.softmax(y), np.eye(y.shape[1])[d]
    p = (q * e).sum(axis=1)
    return -((1 - p) ** gamma * np.log(p)).sum(), ((1 - p) ** gamma)[:, None] * (q - e)
