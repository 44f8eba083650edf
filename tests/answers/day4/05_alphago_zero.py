"""Answers to the exercises of lesson 4-05."""

import numpy as np

from tests.answers import Answers

answers = Answers()


@answers.right(1)
def _(p, legal, N, W, c):
    P = np.where(legal, p, 0)
    P = P / P.sum()
    Q = W / np.maximum(N, 1)
    scores = Q + c * P * np.sqrt(1 + N.sum()) / (1 + N)
    return int(np.where(legal, scores, -np.inf).argmax())


@answers.right(1)  # a loop over the legal moves, the best one remembered
def _(p, legal, N, W, c):
    total, root, best, choice = sum(p[legal]), (1 + sum(N)) ** 0.5, -1e9, None
    for a in np.flatnonzero(legal):
        score = c * (p[a] / total) * root / (N[a] + 1) + (W[a] / N[a] if N[a] else 0.0)
        if score > best:
            best, choice = score, a
    return choice


@answers.right(1)  # the legal moves cut out, then their numbers
def _(p, legal, N, W, c):
    moves = np.where(legal)[0]
    n, w = N[moves], W[moves]
    q = np.divide(w, n, out=np.zeros_like(w), where=n != 0)
    return moves[np.argmax(q + c * p[moves] / p[moves].sum() * np.sqrt(n.sum() + 1) / (n + 1))]


def puct(p, legal, N, W, c):
    """The scores of the reference, without the mask."""
    P = p * legal / (p * legal).sum()
    return W / np.maximum(N, 1) + c * P * np.sqrt(1 + N.sum()) / (1 + N)


@answers.wrong(1, "None|return")  # no return
def _(p, legal, N, W, c):
    np.where(legal, puct(p, legal, N, W, c), -np.inf).argmax()


@answers.wrong(1, "scores")  # the scores, not the move
def _(p, legal, N, W, c):
    return np.where(legal, puct(p, legal, N, W, c), -np.inf)


@answers.wrong(1, "index|largest score")  # the largest score, not where it stands
def _(p, legal, N, W, c):
    return puct(p, legal, N, W, c)[legal].max()


@answers.wrong(1, "illegal")  # the mask multiplied in
def _(p, legal, N, W, c):
    return int((puct(p, legal, N, W, c) * legal).argmax())


@answers.wrong(1, "mask")  # the mask forgotten altogether
def _(p, legal, N, W, c):
    return int((W / np.maximum(N, 1) + c * p * np.sqrt(1 + N.sum()) / (1 + N)).argmax())


@answers.wrong(1, r"N\(s\)|1 \+")  # the root of the sum without 1: no bonus before the first visit
def _(p, legal, N, W, c):
    P = p * legal / p[legal].sum()
    scores = W / np.maximum(N, 1) + c * P * np.sqrt(N.sum()) / (1 + N)
    return int(np.where(legal, scores, -np.inf).argmax())


@answers.wrong(1, "1 \\+ N")  # the bonus divided by N, an unvisited move by 1
def _(p, legal, N, W, c):
    P = p * legal / p[legal].sum()
    scores = W / np.maximum(N, 1) + c * P * np.sqrt(1 + N.sum()) / np.maximum(N, 1)
    return int(np.where(legal, scores, -np.inf).argmax())


@answers.wrong(1, "mean|divide|Q")  # Q and the bonus both divided by 1 + N
def _(p, legal, N, W, c):
    P = p * legal / p[legal].sum()
    scores = (W + c * P * np.sqrt(1 + N.sum())) / (1 + N)
    return int(np.where(legal, scores, -np.inf).argmax())


@answers.wrong(1, "softmax")  # a softmax of probabilities
def _(p, legal, N, W, c):
    e = np.exp(p) * legal
    scores = W / np.maximum(N, 1) + c * e / e.sum() * np.sqrt(1 + N.sum()) / (1 + N)
    return int(np.where(legal, scores, -np.inf).argmax())


@answers.wrong(1, "same prior")  # all priors equal
def _(p, legal, N, W, c):
    P = legal / legal.sum() + 0 * p
    scores = W / np.maximum(N, 1) + c * P * np.sqrt(1 + N.sum()) / (1 + N)
    return int(np.where(legal, scores, -np.inf).argmax())


@answers.right(2)
def _(planes, pi):
    n = planes.shape[-1]
    return np.rot90(planes, axes=(1, 2)), np.rot90(pi.reshape(n, n)).ravel()


@answers.right(2)  # every plane by itself, the policy as one more plane
def _(planes, pi):
    n = planes.shape[1]
    both = [np.rot90(plane) for plane in (*planes, pi.reshape(n, n))]
    return np.stack(both[:2]), both[2].reshape(-1)


@answers.right(2)  # a transposed board upside down
def _(planes, pi):
    n = len(planes[0])
    return planes.swapaxes(1, 2)[:, ::-1], pi.reshape(n, n).T[::-1].flatten()


@answers.right(2)  # the numbers of the cells are turned, and used twice
def _(planes, pi):
    n = planes.shape[-1]
    cells = np.rot90(np.arange(n * n).reshape(n, n)).ravel()
    return planes.reshape(2, -1)[:, cells].reshape(planes.shape), pi[cells]


@answers.wrong(2, "board")  # pi left as a board
def _(planes, pi):
    n = planes.shape[-1]
    return np.rot90(planes, axes=(1, 2)), np.rot90(pi.reshape(n, n))


@answers.wrong(2, "pi makes half")  # pi reversed: half a turn
def _(planes, pi):
    return np.rot90(planes, axes=(1, 2)), pi[::-1]


@answers.wrong(2, "2 results")  # the planes alone
def _(planes, pi):
    return np.rot90(planes, axes=(1, 2))


@answers.wrong(2, "with the clock|against")  # the axes exchanged, for the planes only
def _(planes, pi):
    n = planes.shape[-1]
    return np.rot90(planes, axes=(2, 1)), np.rot90(pi.reshape(n, n)).ravel()


@answers.wrong(2, "with the clock")  # three quarters
def _(planes, pi):
    n = planes.shape[-1]
    return np.rot90(planes, 3, axes=(1, 2)), np.rot90(pi.reshape(n, n), 3).ravel()


@answers.wrong(2, "column by column")  # pi is read column by column afterwards
def _(planes, pi):
    n = planes.shape[-1]
    return np.rot90(planes, axes=(1, 2)), np.rot90(pi.reshape(n, n)).ravel(order="F")


@answers.wrong(2, "upside down")  # both upside down
def _(planes, pi):
    n = planes.shape[-1]
    return planes[:, ::-1], pi.reshape(n, n)[::-1].ravel()


@answers.wrong(2, "first plane")  # only my own stones turn
def _(planes, pi):
    n = planes.shape[-1]
    turned = planes.copy()
    turned[0] = np.rot90(planes[0])
    return turned, np.rot90(pi.reshape(n, n)).ravel()


@answers.right(3)
def _(visits, result, tau):
    powers = visits ** (1 / tau)
    pi = powers / powers.sum(axis=1, keepdims=True)
    return pi, result * (-1.0) ** np.arange(len(visits))


@answers.right(3)  # shares first, then powers, scaled again
def _(visits, result, tau):
    x = (visits / visits.sum(axis=1)[:, None]) ** (1 / tau)
    z = np.full(len(visits), float(result))
    z[1::2] = -result
    return x / x.sum(axis=1)[:, None], z


@answers.right(3)  # row by row
def _(visits, result, tau):
    pi, z = [], []
    for row in visits:
        powers = np.power(row, 1 / tau)
        pi.append(powers / sum(powers))
        z.append(result)
        result = -result
    return np.array(pi), np.array(z)


def policy(visits, tau):
    powers = visits ** (1 / tau)
    return powers / powers.sum(axis=1, keepdims=True)


@answers.wrong(3, "as it came|every position")  # z as one number
def _(visits, result, tau):
    return policy(visits, tau), result


@answers.wrong(3, "sign")  # the game from its end: the last mover has won
def _(visits, result, tau):
    return policy(visits, tau), abs(result) * (-1.0) ** np.arange(len(visits))[::-1]


@answers.wrong(3, "result")  # the result left out
def _(visits, result, tau):
    return policy(visits, tau), (-1.0) ** np.arange(len(visits))


@answers.wrong(3, "exponent|power|tau")  # divided by tau, not a power
def _(visits, result, tau):
    x = visits / tau
    return x / x.sum(axis=1, keepdims=True), result * (-1.0) ** np.arange(len(visits))


@answers.wrong(3, "power|softmax|shares")  # a softmax of the shares
def _(visits, result, tau):
    e = np.exp(visits / visits.sum(axis=1, keepdims=True) / tau)
    return e / e.sum(axis=1, keepdims=True), result * (-1.0) ** np.arange(len(visits))


@answers.wrong(3, "sum of the visits|another")  # divided by the sum of the visits, not of the powers
def _(visits, result, tau):
    return visits ** (1 / tau) / visits.sum(axis=1, keepdims=True), result * (-1.0) ** np.arange(len(visits))


@answers.wrong(3, "2 results")  # z alone
def _(visits, result, tau):
    return result * (-1.0) ** np.arange(len(visits))


@answers.wrong(3, "player to move|sign|position")  # the sign changes after every second move
def _(visits, result, tau):
    return policy(visits, tau), result * (-1.0) ** (np.arange(len(visits)) // 2)
