"""The exercises of lesson 4-04: their inputs, references and usual slips."""

import numpy as np

from common.exercise import exercise

NODES = [
    (np.array([3, 1, 0]), np.array([1.5, -1.0, 0.0]), 1.0),
    (np.array([7, 2, 12, 4]), np.array([-3.0, 1.0, 5.0, 0.5]), 1.4),
    (np.array([0, 5, 0, 30]), np.array([0.0, 2.5, 0.0, -9.0]), 0.5),
]


@exercise(cases=NODES)
def uct_scores(N, W, c):
    scores, tried = np.full(len(N), np.inf), N > 0
    scores[tried] = W[tried] / N[tried] + c * np.sqrt(np.log(N.sum()) / N[tried])
    return scores


def wrong_uct(
    mean=lambda N, W: W / N,
    total=lambda N: N.sum(),
    bonus=lambda total, N: np.sqrt(np.log(total) / N),
    join=lambda Q, c, u: Q + c * u,
    new=np.inf,
):
    """``uct_scores`` with one part replaced."""

    def version(N, W, c):
        scores, tried = np.full(len(N), float(new)), N > 0
        n = N[tried]
        scores[tried] = join(mean(n, W[tried]), c, bonus(total(N), n))
        return scores

    return version


for sentence, version in [
    ("Q is a mean: W is divided by the visits of the move", wrong_uct(mean=lambda _N, W: W)),
    (
        "the logarithm is of the visits of the node, here of those of the move",
        wrong_uct(bonus=lambda _total, N: np.sqrt(np.log(N) / N)),
    ),
    ("the root is missing", wrong_uct(bonus=lambda total, N: np.log(total) / N)),
    (
        "the root is around the whole quotient, here only around the logarithm",
        wrong_uct(bonus=lambda total, N: np.sqrt(np.log(total)) / N),
    ),
    ("the logarithm is missing: this is √(N / N(a))", wrong_uct(bonus=lambda total, N: np.sqrt(total / N))),
    (
        "the logarithm is the natural one, here it has the base 2",
        wrong_uct(bonus=lambda total, N: np.sqrt(np.log2(total) / N)),
    ),
    (
        "the logarithm is the natural one, here it has the base 10",
        wrong_uct(bonus=lambda total, N: np.sqrt(np.log10(total) / N)),
    ),
    ("c stands in front of the root, here inside", wrong_uct(join=lambda Q, c, u: Q + np.sqrt(c) * u)),
    ("c is left out", wrong_uct(join=lambda Q, _c, u: Q + u)),
    ("the bonus is added to Q, not taken away", wrong_uct(join=lambda Q, c, u: Q - c * u)),
    ("Q is missing: these are the bonuses alone", wrong_uct(join=lambda _Q, c, u: c * u)),
    (
        "there is a factor 2 under the root, as in UCB1: here c has its place",
        wrong_uct(bonus=lambda total, N: np.sqrt(2 * np.log(total) / N)),
    ),
    ("a move without a visit has the score inf, so that it comes first: here it is 0", wrong_uct(new=0)),
    (
        "the bonus has a logarithm, and the root is around the whole quotient: this is close to PUCT's",
        wrong_uct(bonus=lambda total, N: np.sqrt(total) / N),
    ),
    ("a move without a visit has the score inf: here it is −inf and never comes", wrong_uct(new=-np.inf)),
    ("N is the sum of the visits, here it is one more", wrong_uct(total=lambda N: N.sum() + 1)),
    ("N is the sum of the visits, here it is the number of moves", wrong_uct(total=len)),
    ("N is the sum of the visits, here it is the largest of them", wrong_uct(total=lambda N: N.max())),
]:
    uct_scores.slip(sentence)(version)


@uct_scores.slip("Q = W / N(a): here W is divided by the visits of the node")
def _(N, W, c):
    scores, tried = np.full(len(N), np.inf), N > 0
    scores[tried] = W[tried] / N.sum() + c * np.sqrt(np.log(N.sum()) / N[tried])
    return scores


@uct_scores.slip("a move without a visit has the score inf: here 0/0 makes it nan")
def _(N, W, c):
    with np.errstate(all="ignore"):
        return W / N + c * np.sqrt(np.log(N.sum()) / N)


@uct_scores.slip("a move without a visit has a place and the score inf: here it is left out")
def _(N, W, c):
    return uct_scores.reference(N[N > 0], W[N > 0], c)


@uct_scores.slip("1 is added to the visits: divide by N(a), and a move without a visit has the score inf")
def _(N, W, c):
    return W / (1 + N) + c * np.sqrt(np.log(N.sum()) / (1 + N))


PATHS = [
    (np.array([4, 2, 1]), np.array([1.0, 0.0, -1.0]), 0.5),
    (np.array([10, 7, 3, 0]), np.array([2.0, -3.0, 1.5, 0.0]), -1.0),
    (np.array([6]), np.array([-0.5]), 1.0),
    (np.array([9, 5]), np.array([4.0, -2.5]), 0.0),
]


@exercise(names=("N", "W"), cases=PATHS)
def back_up(N, W, value):
    signs = (-1.0) ** (len(W) - np.arange(len(W)))
    return N + 1, W + signs * value


def both(W, value):
    return back_up.reference(W, W, value)[1]


def last(array, change):
    return np.concatenate([array[:-1], array[-1:] + change])


for sentence, version in [
    (
        "the sign turns at every step of the way: here all moves get the value as it is",
        lambda N, W, value: (N + 1, W + value),
    ),
    (
        "the sign turns at every step of the way: here all moves get −value",
        lambda N, W, value: (N + 1, W - value),
    ),
    (
        "all signs are wrong: the last move was made by the opponent of the player to move at the leaf",
        lambda N, W, value: (N + 1, W - back_up.reference(N, 0 * W, value)[1]),
    ),
    (
        "the signs are counted from the root: the value is given at the leaf, so count from there",
        lambda N, W, value: (N + 1, W + (-1.0) ** np.arange(len(W)) * value),
    ),
    (
        "the signs are counted from the root, with − first: count from the leaf",
        lambda N, W, value: (N + 1, W - (-1.0) ** np.arange(len(W)) * value),
    ),
    (
        "the visits stay as they are: each move on the way gets one more",
        lambda N, W, value: (N, both(W, value)),
    ),
    (
        "only the last move gets a visit: every move on the way does",
        lambda N, W, value: (last(N, 1), both(W, value)),
    ),
    (
        "only the last move gets the value: every move on the way does",
        lambda N, W, value: (N + 1, last(W, -value)),
    ),
    (
        "the visits turn their sign too: only the values do",
        lambda N, W, value: (N + (-1) ** (len(N) - np.arange(len(N))), both(W, value)),
    ),
    (
        "W is a sum: the value is added to it, here it takes its place",
        lambda N, W, value: (N + 1, both(0 * W, value)),
    ),
    (
        "W is the sum, not the mean: no division by the visits",
        lambda N, W, value: (N + 1, both(W, value) / (N + 1)),
    ),
    (
        "a draw counts as a visit as well: with the value 0 the visits stay here",
        lambda N, W, value: (N + (value != 0), both(W, value)),
    ),
    (
        "the value is added whole, not divided by the visits",
        lambda N, W, value: (N + 1, W + both(0 * W, value) / (N + 1)),
    ),
    (
        "W is a sum: here it is treated as a mean",
        lambda N, W, value: (N + 1, (N * W + both(0 * W, value)) / (N + 1)),
    ),
    (
        "the first move, at the root, is left out: every move on the way counts",
        lambda N, W, value: (np.r_[N[:1], N[1:] + 1], np.r_[W[:1], both(W, value)[1:]]),
    ),
    (
        "the sign turns at every step: here it is turned only once, after the root's move",
        lambda N, W, value: (N + 1, W + np.where((np.arange(len(W)) == 0) & (len(W) > 1), value, -value)),
    ),
    ("the order of the two is N, W", lambda N, W, value: (both(W, value), N + 1)),
]:
    back_up.slip(sentence)(version)


def node(seed, A, lam, c):
    rng = np.random.default_rng(seed)
    N = rng.integers(0, 9, A)
    N[0], N[-1] = 5, 0
    W_v, W_z = N * rng.uniform(-1, 1, A), N * rng.uniform(-1, 1, A)
    return N, rng.dirichlet(np.ones(A)), W_v, W_z, lam, c


FIRST = (
    np.array([3, 1, 0]),
    np.array([0.2, 0.3, 0.5]),
    np.array([0.9, 0.2, 0.0]),
    np.array([-1.0, 1.0, 0.0]),
    0.25,
    2.0,
)


@exercise(cases=[FIRST, node(1, 4, 0.3, 1.5), node(2, 7, 0.8, 5.0)])
def alphago_scores(N, P, W_v, W_z, lam, c):
    Q = ((1 - lam) * W_v + lam * W_z) / np.maximum(N, 1)
    return Q + c * P * np.sqrt(N.sum()) / (1 + N)


def wrong_scores(
    mix=lambda v, z, lam: (1 - lam) * v + lam * z,
    mean=lambda W, N: W / np.maximum(N, 1),
    bonus=lambda c, P, N: c * P * np.sqrt(N.sum()) / (1 + N),
    new=None,
):
    """``alphago_scores`` with one part replaced."""

    def version(N, P, W_v, W_z, lam, c):
        scores = mean(mix(W_v, W_z, lam), N) + bonus(c, P, N)
        return scores if new is None else np.where(N > 0, scores, new)

    return version


for sentence, version in [
    (
        "λ and 1 − λ have changed places: λ belongs to the roll-outs",
        wrong_scores(mix=lambda v, z, lam: lam * v + (1 - lam) * z),
    ),
    ("the roll-outs are left out", wrong_scores(mix=lambda v, _z, lam: (1 - lam) * v)),
    ("the value net is left out", wrong_scores(mix=lambda _v, z, lam: lam * z)),
    (
        "both sums are added whole: they are weighted with 1 − λ and λ",
        wrong_scores(mix=lambda v, z, _lam: v + z),
    ),
    ("both have the weight ½ here: it is 1 − λ and λ", wrong_scores(mix=lambda v, z, _lam: (v + z) / 2)),
    ("Q is a mean: the sums are divided by the visits of the move", wrong_scores(mean=lambda W, _N: W)),
    (
        "Q is divided by N(a): here by 1 + N(a), which is for the second term",
        wrong_scores(mean=lambda W, N: W / (1 + N)),
    ),
    ("Q is divided by N(a): here by the visits of all moves", wrong_scores(mean=lambda W, N: W / N.sum())),
    ("Q is missing: this is the second term alone", wrong_scores(mean=lambda W, _N: 0 * W)),
    ("the prior P is left out", wrong_scores(bonus=lambda c, _P, N: c * np.sqrt(N.sum()) / (1 + N))),
    ("c is left out", wrong_scores(bonus=lambda _c, P, N: P * np.sqrt(N.sum()) / (1 + N))),
    ("the root over the visits is missing", wrong_scores(bonus=lambda c, P, N: c * P * N.sum() / (1 + N))),
    (
        "the root is over the visits of all moves together, here of each move",
        wrong_scores(bonus=lambda c, P, N: c * P * np.sqrt(N) / (1 + N)),
    ),
    (
        "the root is over the numerator alone, here over the quotient",
        wrong_scores(bonus=lambda c, P, N: c * P * np.sqrt(N.sum() / (1 + N))),
    ),
    (
        "this is the bonus of UCT: here no logarithm, and 1 + N(a) without a root",
        wrong_scores(bonus=lambda c, P, N: c * P * np.sqrt(np.log(N.sum()) / (1 + N))),
    ),
    (
        "below stands 1 + N(a): here it is N(a), and 1 where that is 0",
        wrong_scores(bonus=lambda c, P, N: c * P * np.sqrt(N.sum()) / np.maximum(N, 1)),
    ),
    (
        "the root is over Σ N(b), here it is one more",
        wrong_scores(bonus=lambda c, P, N: c * P * np.sqrt(1 + N.sum()) / (1 + N)),
    ),
    ("a move without a visit has a finite score here: Q = 0 and the second term", wrong_scores(new=np.inf)),
    ("a move without a visit keeps its second term: only its Q is 0", wrong_scores(new=0.0)),
    (
        "the bonus is added, not taken away",
        wrong_scores(bonus=lambda c, P, N: -c * P * np.sqrt(N.sum()) / (1 + N)),
    ),
]:
    alphago_scores.slip(sentence)(version)


@alphago_scores.slip("Q of a move without a visit is 0: here 0/0 makes it nan")
def _(N, P, W_v, W_z, lam, c):
    with np.errstate(all="ignore"):
        return ((1 - lam) * W_v + lam * W_z) / N + c * P * np.sqrt(N.sum()) / (1 + N)


@alphago_scores.slip("Q is a mean: both sums are divided by the visits, here only that of the roll-outs")
def _(N, P, W_v, W_z, lam, c):
    return alphago_scores.reference(N, P, W_v * np.maximum(N, 1), W_z, lam, c)


@alphago_scores.slip("the weights 1 − λ and λ have the sum 1 already: no more division by 2")
def _(N, P, W_v, W_z, lam, c):
    return alphago_scores.reference(N, P, W_v / 2, W_z / 2, lam, c)
