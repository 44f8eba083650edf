"""Answers to the exercises of lesson 4-03."""

import numpy as np

from common.functions import softmax
from tests.answers import Answers

answers = Answers()


@answers.right(1)
def to_go(r, discount):
    T = len(r)
    return np.array([sum(discount ** (k - t) * r[k] for k in range(t, T)) for t in range(T)])


@answers.right(1)
def _(r, discount):
    lag = np.arange(len(r)) - np.arange(len(r))[:, None]
    return np.where(lag >= 0, discount ** np.maximum(lag, 0), 0.0) @ r


@answers.wrong(1, r"list")  # a list
def _(r, discount):
    G = [0.0]
    for reward in r[::-1]:
        G.insert(0, reward + discount * G[0])
    return G[:-1]


@answers.wrong(1, r"0 at the end|one (value|entry|number) too many|shape|length|size|last")  # T + 1 returns
def _(r, discount):
    G = np.zeros(len(r) + 1)
    for t in reversed(range(len(r))):
        G[t] = r[t] + discount * G[t + 1]
    return G


@answers.wrong(1, r"backwards|revers|order")  # the list is filled from the end and never turned round
def _(r, discount):
    return to_go(r, discount)[::-1]


@answers.wrong(1, r"next reward|two terms|later ones|only")  # G_t = r_t + discount * r_{t + 1}
def _(r, discount):
    return r + discount * np.append(r[1:], 0.0)


@answers.wrong(1, r"mean|average|divided|number")  # the mean reward to go
def _(r, discount):
    return to_go(r, discount) / np.arange(len(r), 0, -1)


@answers.wrong(1, r"standardis|mean|baseline|subtract|itself")  # a baseline besides
def _(r, discount):
    G = to_go(r, discount)
    return G - G.mean()


@answers.wrong(1, r"(?i)G_0|first|G\[0\]|whole return|single|one number|shape")  # the first return alone
def _(r, discount):
    return to_go(r, discount)[0]


@answers.wrong(1, r"start|from t|powers")  # γ^t G_t
def _(r, discount):
    return discount ** np.arange(len(r)) * to_go(r, discount)


@answers.wrong(1, r"discount|γ|gamma|twice|both")  # the reward is discounted as well, at each level
def _(r, discount):
    G = np.zeros(len(r))
    later = 0.0
    for t in reversed(range(len(r))):
        G[t] = later = discount * (r[t] + later)
    return G


@answers.wrong(1, r"past|backwards|first step|still to come")  # forward in time
def _(r, discount):
    G, before = [], 0.0
    for reward in r:
        before = reward + discount * before
        G.append(before)
    return np.array(G)


@answers.wrong(1, r"(?i)int|whole numbers|dtype|round|cut")  # an array of integers
def _(r, discount):
    return to_go(r, discount).astype(int)


@answers.wrong(1, r"changed in place")
def _(r, discount):
    for t in reversed(range(len(r) - 1)):
        r[t] += discount * r[t + 1]
    return r


@answers.wrong(1, r"last|left out|one step too early")  # the last reward is forgotten
def _(r, discount):
    G = np.zeros(len(r))
    for t in reversed(range(len(r) - 1)):
        G[t] = r[t] + discount * G[t + 1]
    return G


@answers.wrong(1, r"1 − γ|1 − discount|γ|discount|power")  # an exponential mean
def _(r, discount):
    return (1 - discount) * to_go(r, discount)


def slope(logits, a, A, policy=softmax):
    pi = policy(logits)
    pi[np.arange(len(a)), a] -= 1
    return pi * A.reshape(-1, 1) / len(a)


@answers.right(2)
def _(logits, a, A):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return slope(logits, a, A, lambda _: e / e.sum(axis=1, keepdims=True))


@answers.right(2)
def _(logits, a, A):
    N, K = logits.shape
    dL = np.zeros((N, K))
    for n in range(N):
        pi = softmax(logits[n : n + 1])[0]
        for k in range(K):
            dL[n, k] = -A[n] / N * ((k == a[n]) - pi[k])
    return dL


@answers.wrong(2, r"sign")  # up instead of down
def _(logits, a, A):
    return -slope(logits, a, A)


@answers.wrong(2, r"(?i)sum|mean|N\b|len")  # not divided
def _(logits, a, A):
    return slope(logits, a, A) * len(a)


@answers.wrong(2, r"(?i)loss|number|shape|gradient")  # the loss
def _(logits, a, A):
    return -(A * np.log(softmax(logits)[np.arange(len(a)), a])).mean()


@answers.wrong(2, r"(?i)\bA\b|broadcast|shape|operands|column")  # A without a new axis
def _(logits, a, A):
    return (softmax(logits) - np.eye(logits.shape[1])[a]) * A / len(a)


@answers.wrong(2, r"(?i)softmax|probabilit|logits|function is left out")  # the logits themselves
def _(logits, a, A):
    return slope(logits, a, A, np.copy)


@answers.wrong(2, r"(?i)axis|samples|rows|softmax|column")  # softmax down the columns
def _(logits, a, A):
    return slope(logits, a, A, lambda u: softmax(u.T).T)


@answers.wrong(2, r"(?i)standardis|mean|\bA\b|as it is|given")  # the advantages standardised
def _(logits, a, A):
    return slope(logits, a, (A - A.mean()) / A.std())


@answers.wrong(2, r"(?i)N\b|mean|sum of|divided|\bA\b|len")  # divided by the sum of the advantages
def _(logits, a, A):
    return slope(logits, a, A) * len(a) / A.sum()


@answers.wrong(2, r"(?i)taken|chosen|one-hot|likeliest|argmax|\ba\b")  # the likeliest action
def _(logits, a, A):
    return slope(logits, logits.argmax(axis=1), A)


@answers.wrong(2, r"(?i)one-hot|π|probabilit|left out|every")  # one-hot left out
def _(logits, a, A):
    return softmax(logits) * A[:, None] / len(a)


@answers.wrong(2, r"(?i)sigmoid|softmax")  # sigmoid
def _(logits, a, A):
    return slope(logits, a, A, lambda u: 1 / (1 + np.exp(-u)))


@answers.wrong(2, r"(?i)weighted|inside|one-hot|softmax|π|bracket|\bA\b")  # A times the one-hot alone
def _(logits, a, A):
    return (softmax(logits) - A[:, None] * np.eye(logits.shape[1])[a]) / len(a)


@answers.wrong(2, r"(?i)twice|square|\bA\b")  # A²
def _(logits, a, A):
    return slope(logits, a, A**2)


@answers.wrong(2, r"(?i)positive|negative|advantage")  # only good actions are learnt
def _(logits, a, A):
    return slope(logits, a, np.maximum(A, 0))


@answers.wrong(2, r"(?i)taken|column|shape|all")  # the column of the taken action
def _(logits, a, A):
    return slope(logits, a, A)[np.arange(len(a)), a]


@answers.right(3)
def _(r, q_next, terminated, truncated, discount):
    return r + discount * np.max(q_next, axis=-1) * (1 - terminated)


@answers.right(3)
def targets(r, q_next, terminated, truncated, discount):
    d = []
    for reward, row, end in zip(r, q_next, terminated, strict=True):
        d.append(reward if end else reward + discount * max(row))
    return np.array(d)


@answers.wrong(3, r"(?i)terminated.*(value|follow)|nothing follows")  # no end at all
def _(r, q_next, terminated, truncated, discount):
    return r + discount * q_next.max(axis=-1)


@answers.wrong(3, r"(?i)terminated|inver|turned round|opposite|exchanged")  # the mask the wrong way round
def _(r, q_next, terminated, truncated, discount):
    return r + discount * q_next.max(axis=1) * terminated


@answers.wrong(3, r"(?i)truncated")  # the episode is over, so nothing follows
def _(r, q_next, terminated, truncated, discount):
    return r + (1 - np.logical_or(terminated, truncated)) * discount * q_next.max(axis=1)


@answers.wrong(3, r"(?i)truncated")  # cut only where it was truncated
def _(r, q_next, terminated, truncated, discount):
    return r + (1 - truncated) * discount * q_next.max(axis=1)


@answers.wrong(3, r"(?i)min|best|largest|max")  # the worst action
def _(r, q_next, terminated, truncated, discount):
    return r + discount * q_next.min(axis=1) * ~terminated


@answers.wrong(3, r"(?i)axis|column|shape|row|operands|broadcast")  # the maximum down the columns
def _(r, q_next, terminated, truncated, discount):
    return r + discount * q_next.max(axis=0) * (1 - terminated)


@answers.wrong(3, r"(?i)reward|\br\b|left out")  # no reward
def _(r, q_next, terminated, truncated, discount):
    return discount * q_next.max(axis=1) * (1 - terminated)


@answers.wrong(3, r"(?i)first|column|action|best|max")  # the first action's value
def _(r, q_next, terminated, truncated, discount):
    return r + discount * q_next[:, 0] * (1 - terminated)


@answers.wrong(3, r"(?i)abs|size|sign|negative")  # the largest size
def _(r, q_next, terminated, truncated, discount):
    return r + discount * np.abs(q_next).max(axis=1) * (1 - terminated)


@answers.wrong(3, r"(?i)sum|best|max|mean")  # the sum over the actions
def _(r, q_next, terminated, truncated, discount):
    return r + discount * q_next.sum(axis=1) * (1 - terminated)


@answers.wrong(3, r"(?i)reward|r alone|bracket|terminated")  # the bracket too wide
def _(r, q_next, terminated, truncated, discount):
    return (1 - terminated) * (r + discount * q_next.max(axis=1))


@answers.wrong(3, r"(?i)current|\bQ\b|subtract|r \+|advantage|itself")  # the advantage-like difference
def _(r, q_next, terminated, truncated, discount):
    return targets(r, q_next, terminated, truncated, discount) - q_next.max(axis=1)


@answers.wrong(3, r"(?i)clip|cap|as it is|0")  # negative values are cut
def _(r, q_next, terminated, truncated, discount):
    return r + discount * np.maximum(q_next.max(axis=1), 0) * (1 - terminated)


@answers.wrong(3, r"(?i)shape|axis|keepdims|column|broadcast")  # an axis kept
def _(r, q_next, terminated, truncated, discount):
    return r + discount * q_next.max(axis=1, keepdims=True) * (1 - terminated)


@answers.wrong(3, r"(?i)nothing follows|terminated|γ|discount|twice")  # discounted twice
def _(r, q_next, terminated, truncated, discount):
    return r + discount**2 * q_next.max(axis=1) * (1 - terminated)


@answers.wrong(3, r"(?i)softmax|expected|weighted|max|best")  # expected under the softmax
def _(r, q_next, terminated, truncated, discount):
    return r + discount * (softmax(q_next) * q_next).sum(axis=1) * (1 - terminated)
