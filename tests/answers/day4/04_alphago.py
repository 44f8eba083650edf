"""Answers to the exercises of lesson 4-04."""

import numpy as np

from tests.answers import Answers

answers = Answers()


@answers.right(1)
def _(N, W, c):
    log, scores = np.log(sum(N)), []
    for n, w in zip(N, W, strict=True):
        scores.append(w / n + c * (log / n) ** 0.5 if n else float("inf"))
    return np.array(scores)


@answers.right(1)
def _(N, W, c):
    n = np.maximum(N, 1)
    return np.where(N == 0, np.inf, (W + c * np.sqrt(np.log(N.sum()) * n)) / n)  # √(L / n) = √(L n) / n


@answers.wrong(1, "Q is a mean|divided by the visits of the move|W is")  # the sum W for Q
def _(N, W, c):
    with np.errstate(divide="ignore"):
        return np.where(N > 0, W + c * np.sqrt(np.log(N.sum()) / N), np.inf)


@answers.wrong(1, "N is the sum|visits of the node|all moves")  # the visits of the untried too: N + moves
def _(N, W, c):
    n = np.maximum(N, 1)
    return np.where(N > 0, W / n + c * np.sqrt(np.log(np.maximum(N, 1).sum()) / n), np.inf)


@answers.wrong(1, "without a visit")  # a large number is no infinity
def _(N, W, c):
    n = np.maximum(N, 1)
    return np.where(N > 0, W / n + c * np.sqrt(np.log(N.sum()) / n), 1e9)


@answers.wrong(1, "without a visit|nan|0/0")  # 0/0 left as it comes
def _(N, W, c):
    with np.errstate(all="ignore"):
        return W / N + c * np.sqrt(np.log(N.sum()) / N)


@answers.wrong(1, "inside|outside|in front of the root|c ")  # c inside the root
def _(N, W, c):
    n = np.maximum(N, 1)
    return np.where(N > 0, W / n + np.sqrt(c * np.log(N.sum()) / n), np.inf)


@answers.wrong(1, "logarithm")  # the bonus of PUCT
def _(N, W, c):
    n = np.maximum(N, 1)
    return np.where(N > 0, W / n + c * np.sqrt(N.sum()) / n, np.inf)


@answers.wrong(1, "visited|without a visit|shape|length|moves")  # the unvisited moves are left out
def _(N, W, c):
    W, n = W[N > 0], N[N > 0]
    return W / n + c * np.sqrt(np.log(n.sum()) / n)


@answers.right(2)
def _(N, W, value):
    visits, sums = N.copy(), W.copy()
    for k in reversed(range(len(N))):
        value = -value
        visits[k] += 1
        sums[k] += value
    return visits, sums


@answers.right(2)
def _(N, W, value):
    changes = np.where(np.arange(len(N))[::-1] % 2 == 0, -value, value)
    return N + np.ones_like(N), np.add(W, changes)


@answers.wrong(2, "sign|opponent|leaf")  # turned after it is added
def _(N, W, value):
    N, W = N.copy(), W.copy()
    for k in reversed(range(len(N))):
        N[k] += 1
        W[k] += value
        value = -value
    return N, W


@answers.wrong(2, "as they are|changed|copy|given")  # the arrays given are changed
def _(N, W, value):
    N += 1
    W += (-1.0) ** (len(W) - np.arange(len(W))) * value
    return N, W


@answers.wrong(2, "count|root|leaf|sign")  # from the root on
def _(N, W, value):
    N, W = N.copy(), W.copy()
    for k in range(len(N)):
        value = -value
        N[k] += 1
        W[k] += value
    return N, W


@answers.wrong(2, "turns at every step|sign")  # the sign is turned once
def _(N, W, value):
    W = W - value
    W[0] = W[0] + 2 * value if len(W) > 1 else W[0]
    return N + 1, W


@answers.wrong(2, "mean|sum|divi")  # the mean value is kept
def _(N, W, value):
    signs = (-1.0) ** (len(W) - np.arange(len(W)))
    return N + 1, (W * N + signs * value) / (N + 1)


@answers.wrong(2, "every move|last|root")  # the root's move is left out
def _(N, W, value):
    N, W = N.copy(), W.copy()
    for k in range(len(N) - 1, 0, -1):
        value = -value
        N[k] += 1
        W[k] += value
    return N, W


@answers.right(3)
def _(N, P, W_v, W_z, lam, c):
    total, scores = N.sum() ** 0.5, np.zeros(len(N))
    for a in range(len(N)):
        q = 0.0 if N[a] == 0 else (W_v[a] + lam * (W_z[a] - W_v[a])) / N[a]
        scores[a] = q + c * P[a] * total / (N[a] + 1)
    return scores


@answers.right(3)
def _(N, P, W_v, W_z, lam, c):
    Q = np.divide(W_v, N, out=np.zeros(len(N)), where=N > 0) * (1 - lam)
    Q += lam * np.divide(W_z, N, out=np.zeros(len(N)), where=N > 0)
    return c * np.sqrt(np.sum(N)) * P / np.add(N, 1) + Q


@answers.wrong(3, "λ")  # λ on the value net
def _(N, P, W_v, W_z, lam, c):
    Q = (lam * W_v + (1 - lam) * W_z) / np.maximum(N, 1)
    return Q + c * P * np.sqrt(N.sum()) / (1 + N)


@answers.wrong(3, "divided|mean")  # only one of the sums is divided
def _(N, P, W_v, W_z, lam, c):
    Q = (1 - lam) * W_v + lam * W_z / np.maximum(N, 1)
    return Q + c * P * np.sqrt(N.sum()) / (1 + N)


@answers.wrong(3, "root|logarithm")  # the root over the quotient, as in UCT
def _(N, P, W_v, W_z, lam, c):
    Q = ((1 - lam) * W_v + lam * W_z) / np.maximum(N, 1)
    return Q + c * P * np.sqrt(N.sum() / (1 + N))


@answers.wrong(3, "without a visit|0/0|nan")  # 0/0 where no visit was
def _(N, P, W_v, W_z, lam, c):
    with np.errstate(all="ignore"):
        return ((1 - lam) * W_v + lam * W_z) / N + c * P * np.sqrt(N.sum()) / (1 + N)


@answers.wrong(3, "number of moves|visits of all moves|Σ")  # the root of the number of moves
def _(N, P, W_v, W_z, lam, c):
    Q = ((1 - lam) * W_v + lam * W_z) / np.maximum(N, 1)
    return Q + c * P * np.sqrt(len(N)) / (1 + N)


@answers.wrong(3, "weight|λ|once|twice")  # λ = ½ taken twice: the mean of the weighted sums
def _(N, P, W_v, W_z, lam, c):
    Q = ((1 - lam) * W_v + lam * W_z) / 2 / np.maximum(N, 1)
    return Q + c * P * np.sqrt(N.sum()) / (1 + N)
