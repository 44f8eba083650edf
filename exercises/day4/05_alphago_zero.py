"""The exercises of lesson 4-05: their inputs, references and usual slips."""

import numpy as np

from common.exercise import exercise


def node(p, legal, N, Q, c):
    """A node: policy, mask, visits, mean values of what was visited."""
    N = np.array(N, dtype=float)
    return np.array(p), np.array(legal, dtype=bool), N, N * np.array(Q), c


@exercise(
    names=("p", "legal", "N", "W", "c"),
    cases=[
        node([0.5, 0.3, 0.2], [0, 1, 1], [0, 0, 0], [0, 0, 0], 1.0),
        node([0.1, 0.6, 0.3], [1, 1, 1], [2, 9, 3], [0.7, -0.9, -0.2], 0.1),
        node([0.55, 0.05, 0.4], [1, 1, 0], [8, 3, 0], [-0.9, -0.95, 0.0], 0.2),
        node([0.5, 0.4, 0.1], [1, 1, 1], [5, 1, 0], [0.3, 0.1, 0.0], 1.5),
        node([0.01, 0.04, 0.95], [1, 1, 0], [1, 2, 0], [0.5, 0.45, 0.0], 1.0),
        node([0.15, 0.05, 0.8], [1, 1, 0], [4, 0, 0], [0.62, 0.0, 0.0], 0.8),
        node([0.3, 0.3, 0.4], [1, 1, 1], [20, 2, 2], [0.4, 0.0, -0.1], 1.0),
        node([0.7, 0.3], [1, 1], [12, 3], [0.12, 0.1], 1.0),
        node([0.0, 0.4, 0.6], [1, 1, 1], [6, 10, 9], [0.9, 0.6, 0.1], 2.0),
        node([0.2, 0.2, 0.2, 0.4], [1, 0, 1, 1], [3, 0, 4, 5], [-0.5, 0, -0.45, -0.9], 0.5),
        node([0.53, 0.02, 0.25, 0.2], [0, 1, 1, 1], [0, 0, 0, 0], [0, 0, 0, 0], 0.5),
        node([0.06, 0.52, 0.37, 0.05], [1, 1, 1, 1], [5, 3, 3, 0], [-1.0, -0.4, -0.1, 0], 2.0),
        node([0.61, 0.04, 0.35], [1, 1, 1], [2, 8, 7], [-1.0, 0.3, 0.1], 1.5),
    ],
)
def choose(p, legal, N, W, c):
    P = np.where(legal, p, 0)
    P = P / P.sum()
    Q = W / np.maximum(N, 1)
    scores = Q + c * P * np.sqrt(1 + N.sum()) / (1 + N)
    return int(np.where(legal, scores, -np.inf).argmax())


def altered(
    priors=lambda p, legal: np.where(legal, p, 0) / p[legal].sum(),
    mean=lambda W, N: W / np.maximum(N, 1),
    bonus=lambda P, N, c: c * P * np.sqrt(1 + N.sum()) / (1 + N),
    pick=lambda scores, legal: np.where(legal, scores, -np.inf).argmax(),
):
    """``choose`` with one part replaced."""

    def version(p, legal, N, W, c):
        return int(pick(mean(W, N) + bonus(priors(p, legal), N, c), legal))

    return version


for sentence, part in [
    (
        "the policy of the legal moves is not scaled to the sum 1",
        {"priors": lambda p, legal: np.where(legal, p, 0)},
    ),
    (
        "an illegal move, of score 0, beats legal ones below 0: its score must be −∞",
        {"pick": lambda scores, _: scores.argmax()},
    ),
    ("the sum of values W stands where their mean W / N belongs", {"mean": lambda W, _: W}),
    (
        "the mask is not used: neither the scaling of p nor the choice may see illegal moves",
        {"priors": lambda p, _: p, "pick": lambda scores, _: scores.argmax()},
    ),
    (
        "1 is missing under the root: N(s) = 1 + Σ N, so that the priors count before the first visit",
        {"bonus": lambda P, N, c: c * P * np.sqrt(N.sum()) / (1 + N)},
    ),
    (
        "the second term is divided by N, not by 1 + N",
        {"bonus": lambda P, N, c: c * P * np.sqrt(1 + N.sum()) / np.maximum(N, 1)},
    ),
    (
        "a softmax makes other priors of p: divide by the sum of the legal ones",
        {"priors": lambda p, legal: legal * np.exp(p) / np.exp(p)[legal].sum()},
    ),
    (
        "all legal moves have the same prior: p is not used",
        {"priors": lambda p, legal: legal / legal.sum() + 0 * p},
    ),
    ("the mean is W / (1 + N): Q divides by the visits themselves", {"mean": lambda W, N: W / (1 + N)}),
    ("Q is left out", {"mean": lambda W, _: np.zeros_like(W)}),
    (
        "Q has the wrong sign: W is for the player who chooses here",
        {"mean": lambda W, N: -W / np.maximum(N, 1)},
    ),
    ("c is left out", {"bonus": lambda P, N, _: P * np.sqrt(1 + N.sum()) / (1 + N)}),
    (
        "the prior is left out of the second term",
        {"bonus": lambda P, N, c: c * np.sqrt(1 + N.sum()) / (1 + N) + 0 * P},
    ),
    ("the second term is left out", {"bonus": lambda P, _N, _c: 0 * P}),
    ("the root of N(s) is missing", {"bonus": lambda P, N, c: c * P * (1 + N.sum()) / (1 + N)}),
    (
        "the root is taken of 1 + N(s, a) too",
        {"bonus": lambda P, N, c: c * P * np.sqrt((1 + N.sum()) / (1 + N))},
    ),
    (
        "the second term does not fall with the visits of the move",
        {"bonus": lambda P, N, c: c * P * np.sqrt(1 + N.sum())},
    ),
    (
        "this is UCT, with the logarithm: PUCT has no logarithm",
        {"bonus": lambda P, N, c: c * np.sqrt(np.log(1 + N.sum()) / (1 + N)) + 0 * P},
    ),
    (
        "the most visited legal move is returned: that is for the end of the search",
        {"mean": lambda _, N: N, "bonus": lambda P, _N, _c: 0 * P},
    ),
    (
        "the legal move with the smallest score is returned",
        {"pick": lambda scores, legal: np.where(legal, scores, np.inf).argmin()},
    ),
    (
        "the index counts the legal moves only: it must count all moves",
        {"pick": lambda scores, legal: scores[legal].argmax()},
    ),
]:
    choose.slip(sentence)(altered(**part))


def scores(p, legal, N, W, c):
    P = np.where(legal, p, 0) / p[legal].sum()
    return np.where(legal, W / np.maximum(N, 1) + c * P * np.sqrt(1 + N.sum()) / (1 + N), -np.inf)


choose.slip("the scores are returned: the index of the largest one is asked for")(scores)
choose.slip("the largest score is returned: its index is asked for")(lambda *node: scores(*node).max())


def board(n, seed):
    rng = np.random.default_rng(seed)
    owner = rng.integers(0, 3, (n, n))
    planes = np.stack([owner == 1, owner == 2]).astype(np.float32)
    return planes, rng.dirichlet(np.ones(n * n))


@exercise(names=("planes", "pi"), cases=[board(3, 1), board(2, 5), board(4, 2)])
def quarter_turn(planes, pi):
    n = planes.shape[-1]
    return np.rot90(planes, axes=(1, 2)), np.rot90(pi.reshape(n, n)).ravel()


def turned(planes, pi, board=lambda x: np.rot90(x, axes=(1, 2)), policy=np.rot90):
    n = planes.shape[-1]
    return board(planes), policy(pi.reshape(n, n)).ravel()


for sentence, parts in [
    ("pi has stayed as it was: its moves turn with the board", {"policy": lambda x: x}),
    ("the planes have stayed as they were: they turn with pi", {"board": lambda x: x}),
    (
        "pi turns with the clock and the planes against it",
        {"policy": lambda x: np.rot90(x, -1)},
    ),
    ("the planes turn with the clock and pi against it", {"board": lambda x: np.rot90(x, -1, axes=(1, 2))}),
    (
        "both turn with the clock: np.rot90 turns against it",
        {"board": lambda x: np.rot90(x, -1, axes=(1, 2)), "policy": lambda x: np.rot90(x, -1)},
    ),
    (
        "both make half a turn",
        {"board": lambda x: np.rot90(x, 2, axes=(1, 2)), "policy": lambda x: np.rot90(x, 2)},
    ),
    (
        "rows and columns are exchanged: a transposed board is mirrored, not turned",
        {"board": lambda x: x.transpose(0, 2, 1), "policy": np.transpose},
    ),
    ("the planes are transposed and pi is turned", {"board": lambda x: x.transpose(0, 2, 1)}),
    ("pi is transposed and the planes are turned", {"policy": np.transpose}),
    (
        "both are mirrored, not turned",
        {"board": lambda x: x[:, :, ::-1], "policy": lambda x: x[:, ::-1]},
    ),
    (
        "both are upside down, not turned",
        {"board": lambda x: x[:, ::-1], "policy": lambda x: x[::-1]},
    ),
    (
        "pi makes half a turn, the planes a quarter: make a board of pi before it is turned",
        {"policy": lambda x: np.rot90(x, 2)},
    ),
    (
        "pi is mirrored, or read column by column: it is turned, and read row by row",
        {"policy": lambda x: x[:, ::-1]},
    ),
    ("pi is upside down and the planes are turned", {"policy": lambda x: x[::-1]}),
    ("the planes make half a turn and pi a quarter", {"board": lambda x: np.rot90(x, 2, axes=(1, 2))}),
    ("the planes are mirrored and pi is turned", {"board": lambda x: x[:, :, ::-1]}),
    ("the planes are upside down and pi is turned", {"board": lambda x: x[:, ::-1]}),
    (
        "only the first plane is turned: both planes are",
        {"board": lambda x: np.stack([np.rot90(x[0]), x[1]])},
    ),
    ("the two planes have changed places", {"board": lambda x: np.rot90(x, axes=(1, 2))[::-1]}),
]:
    quarter_turn.slip(sentence)(lambda planes, pi, parts=parts: turned(planes, pi, **parts))


@quarter_turn.slip("np.rot90 turned the axes 0 and 1, the planes among them: axes=(1, 2) turns each plane")
def _(planes, pi):
    n = planes.shape[-1]
    return np.rot90(planes), np.rot90(pi.reshape(n, n)).ravel()


@quarter_turn.slip("pi is returned as a board: a row of n·n numbers is asked for")
def _(planes, pi):
    n = planes.shape[-1]
    return np.rot90(planes, axes=(1, 2)), np.rot90(pi.reshape(n, n))


@exercise(
    names=("visits", "result", "tau"),
    cases=[
        (np.array([[3.0, 1.0], [1.0, 1.0]]), 1, 0.5),
        (np.array([[5.0, 0.0, 2.0], [1.0, 4.0, 2.0], [3.0, 3.0, 1.0]]), -1, 2.0),
        (np.array([[1.0, 2.0, 3.0, 0.0]] * 4 + [[2.0, 0.0, 0.0, 4.0]]), 1, 0.25),
        (np.array([[2.0, 6.0], [3.0, 5.0], [7.0, 1.0]]), 0, 1.5),
    ],
)
def targets(visits, result, tau):
    powers = visits ** (1 / tau)
    pi = powers / powers.sum(axis=1, keepdims=True)
    return pi, result * (-1.0) ** np.arange(len(visits))


def aimed(power=lambda N, tau: N ** (1 / tau), share=lambda x: x / x.sum(axis=1, keepdims=True), sign=None):
    sign = sign or (lambda T: (-1.0) ** np.arange(T))
    return lambda visits, result, tau: (share(power(visits, tau)), result * sign(len(visits)))


for sentence, part in [
    (
        "z is for the player who began, in every position: its sign must change with the player to move",
        {"sign": np.ones},
    ),
    (
        "all signs of z are wrong: position 0 belongs to the player who began",
        {"sign": lambda T: -((-1.0) ** np.arange(T))},
    ),
    (
        "the signs of z are counted from the end: the player who began is to move in position 0",
        {"sign": lambda T: (-1.0) ** np.arange(T)[::-1]},
    ),
    (
        "the sign of z changes after every second position: it must change after every one",
        {"sign": lambda T: (-1.0) ** (np.arange(T) // 2)},
    ),
    (
        "tau changes nothing here: it belongs in the exponent, N to the power of 1 / tau",
        {"power": lambda N, _: N},
    ),
    ("the power is tau where 1 / tau belongs", {"power": lambda N, tau: N**tau}),
    ("this is a softmax of the visits: powers of N, not of e", {"power": lambda N, tau: np.exp(N / tau)}),
    ("the sum runs over all positions: each row has its own sum 1", {"share": lambda x: x / x.sum()}),
    (
        "the sum runs down the columns: each row, axis=1, has the sum 1",
        {"share": lambda x: x / x.sum(axis=0)},
    ),
    ("the rows are not divided by their sum", {"share": lambda x: x}),
    (
        "the rows are divided by their largest entry: their sum must be 1",
        {"share": lambda x: x / x.max(axis=1, keepdims=True)},
    ),
    (
        "the rows are one-hot: the target keeps the shares of all moves",
        {"share": lambda x: np.eye(x.shape[1])[x.argmax(axis=1)]},
    ),
]:
    targets.slip(sentence)(aimed(**part))


@targets.slip("the shares are taken first and their powers are not scaled again: each row has the sum 1")
def _(visits, result, tau):
    shares = visits / visits.sum(axis=1, keepdims=True)
    return shares ** (1 / tau), result * (-1.0) ** np.arange(len(visits))


@targets.slip("the powers are divided by the sum of the visits: their own sum is needed")
def _(visits, result, tau):
    return visits ** (1 / tau) / visits.sum(axis=1, keepdims=True), result * (-1.0) ** np.arange(len(visits))


@targets.slip("this is a softmax of the shares of the visits: powers of N, not of e")
def _(visits, result, tau):
    e = np.exp(visits / visits.sum(axis=1, keepdims=True) / tau)
    return e / e.sum(axis=1, keepdims=True), result * (-1.0) ** np.arange(len(visits))


@targets.slip("the sign of result is not used: a result of −1 turns all signs of z")
def _(visits, result, tau):
    powers = visits ** (1 / tau)
    return powers / powers.sum(axis=1, keepdims=True), abs(result) * (-1.0) ** np.arange(len(visits))
