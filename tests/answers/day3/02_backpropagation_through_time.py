"""Answers to the exercises of lesson 3-02."""

import numpy as np

from tests.answers import Answers

answers = Answers()


def signals(h, dh_T, w, slope=lambda h: 1 - h**2, hand=lambda delta, dh, w: delta * w):  # noqa: ARG005
    """The error signals, with the slope or what is handed back replaced."""
    delta, dh = np.zeros(len(h) - 1), dh_T
    for t in range(len(h) - 1, 0, -1):
        delta[t - 1] = dh * slope(h[t])
        dh = hand(delta[t - 1], dh, w)
    return delta


@answers.right(1)
def _(h, dh_T, w):
    slopes = 1 - h[1:] ** 2
    products = np.cumprod(slopes[::-1])[::-1]
    return dh_T * products * w ** np.arange(len(slopes))[::-1]


@answers.right(1)
def _(h, dh_T, w):
    last = dh_T * (1 + h[-1]) * (1 - h[-1])
    deltas = [last]
    for state in reversed(h[1:-1]):
        deltas.insert(0, w * deltas[0] * (1 - state * state))
    return np.array(deltas)


@answers.wrong(1, r"(?i)sign|−1 times")  # the sign
def _(h, dh_T, w):
    return -signals(h, dh_T, w)


@answers.wrong(1, r"(?i)square|power|exponent|1 − h")  # 1 − h
def _(*case):
    return signals(*case, slope=lambda h: 1 - h)


@answers.wrong(1, r"(?i)sigmoid|slope")  # the slope of a sigmoid
def _(*case):
    return signals(*case, slope=lambda h: h * (1 - h))


@answers.wrong(1, r"(?i)minus|plus|\+|sign|added")  # 1 + h²
def _(*case):
    return signals(*case, slope=lambda h: 1 + h**2)


@answers.wrong(1, r"(?i)\bw\b|factor|once too|last")  # w before the first step back
def _(h, dh_T, w):
    return signals(h, dh_T * w, w)


@answers.wrong(1, r"(?i)add|sum|replace|old|besides|carried")  # the old error is kept besides
def _(*case):
    return signals(*case, hand=lambda delta, dh, w: dh + delta * w)


@answers.wrong(1, r"(?i)slope|1 − h|left out|product|delta")  # dh is handed on without its slope
def _(*case):
    return signals(*case, hand=lambda delta, dh, w: dh * w)  # noqa: ARG005


@answers.wrong(1, r"(?i)divided|quotient|\bw\b|upside")  # divided by w
def _(*case):
    return signals(*case, hand=lambda delta, dh, w: delta / w)  # noqa: ARG005


@answers.wrong(1, r"(?i)axis 0|first entry|h\[0\]")  # an entry for h_0, too
def _(h, dh_T, w):
    return signals(np.concatenate([[0.0], h]), dh_T, w)


@answers.right(2)
def _(x, h, delta, dy):
    def flat(a):
        return a.reshape(-1, a.shape[-1])

    before, after = flat(h[:, :-1]), flat(h[:, 1:])
    d, e = flat(delta), flat(dy)
    return flat(x).T @ d, before.T @ d, np.ones(len(d)) @ d, after.T @ e, e.sum(axis=0)


@answers.right(2)
def _(x, h, delta, dy):
    def pair(a, b):
        return np.einsum("nti,ntj->ij", a, b)

    one = np.ones_like(x[..., :1])
    return pair(x, delta), pair(h[:, :-1], delta), pair(one, delta)[0], pair(h[:, 1:], dy), pair(one, dy)[0]


def totals(x, h, delta, dy, steps=None):
    """The five sums over ``steps``, all of them by default."""
    parts = [0, 0, 0, 0, 0]
    for t in steps or range(x.shape[1]):
        now = x[:, t].T @ delta[:, t], h[:, t].T @ delta[:, t], delta[:, t].sum(axis=0)
        now += h[:, t + 1].T @ dy[:, t], dy[:, t].sum(axis=0)
        parts = [part + new for part, new in zip(parts, now, strict=True)]
    return tuple(parts)


@answers.wrong(2, r"(?i)first step|step 1|t = 0|step")  # the first step forgotten
def _(*case):
    return totals(*case, steps=range(1, case[0].shape[1]))


@answers.wrong(2, r"(?i)last step|step")  # the last step forgotten
def _(*case):
    return totals(*case, steps=range(case[0].shape[1] - 1))


@answers.wrong(2, r"(?i)last|one step|\+=")  # the last step alone, in all five
def _(*case):
    return totals(*case, steps=[case[0].shape[1] - 1])


@answers.wrong(2, r"(?i)exchanged|order")  # two results exchanged
def _(*case):
    dW_in, dW, *rest = totals(*case)
    return dW, dW_in, *rest


@answers.wrong(2, r"(?i)results|parts|5|five")  # db_out forgotten
def _(*case):
    return totals(*case)[:4]


@answers.wrong(2, r"(?i)axis|shape|batch|samples")  # db summed over the steps alone
def _(x, h, delta, dy):
    dW_in, dW, _, dW_out, _ = totals(x, h, delta, dy)
    return dW_in, dW, delta.sum(axis=1), dW_out, dy.sum(axis=1)


@answers.wrong(2, r"(?i)first sample|batch|one sample|sample")  # the first sample alone
def _(*case):
    return totals(*(part[:1] for part in case))


@answers.wrong(2, r"(?i)sum|single|axis|number")  # one number for all biases
def _(x, h, delta, dy):
    dW_in, dW, _, dW_out, _ = totals(x, h, delta, dy)
    return dW_in, dW, delta.sum(), dW_out, dy.sum()


@answers.wrong(2, r"(?i)delta|dy|exchanged")  # delta and dy exchanged
def _(x, h, delta, dy):
    return totals(x, h, dy, delta)


@answers.wrong(2, r"(?i)before|start|h\[:, t\]|shift")  # the states shifted by one for both matrices: h[:, t]
def _(x, h, delta, dy):
    later = np.concatenate([h[:, :1], h[:, :-1]], axis=1)
    return totals(x, later, delta, dy)


@answers.right(3)
def _(dW_in, dW, db, max_norm):
    norm = np.linalg.norm(np.concatenate([dW_in.ravel(), dW.ravel(), db]))
    if norm <= max_norm:
        return dW_in, dW, db
    return [g / norm * max_norm for g in (dW_in, dW, db)]


@answers.right(3)
def _(*given):
    *arrays, max_norm = given
    square = sum(float((g * g).sum()) for g in arrays)
    factor = max_norm / max(square**0.5, max_norm)
    return tuple(np.multiply(g, factor) for g in arrays)


def scaled(dW_in, dW, db, max_norm, rule, size=None):
    """The three arrays times ``rule(norm, max_norm)``; ``size`` measures the vector of all numbers."""
    every = np.concatenate([dW_in.ravel(), dW.ravel(), db])
    factor = rule((size or np.linalg.norm)(every), max_norm)
    return dW_in * factor, dW * factor, db * factor


@answers.wrong(3, r"(?i)wrong way|condition|lengthened|short|above|max\b|min\b")  # min and max exchanged
def _(*case):
    return scaled(*case, lambda norm, most: max(1, most / norm))


@answers.wrong(
    3, r"(?i)upside|quotient|divided|exchanged|norm / max_norm|max_norm / norm"
)  # the quotient upside down
def _(*case):
    return scaled(*case, lambda norm, most: norm / most if norm > most else 1)


@answers.wrong(3, r"(?i)largest|max|norm")  # the largest number as the norm
def _(*case):
    return scaled(*case, lambda norm, most: min(1, most / norm), size=lambda g: np.abs(g).max())


@answers.wrong(3, r"(?i)absolute|square|abs")  # the sum of absolute values
def _(*case):
    return scaled(*case, lambda norm, most: min(1, most / norm), size=lambda g: np.abs(g).sum())


@answers.wrong(3, r"(?i)mean|sum")  # the mean of the squares
def _(*case):
    return scaled(*case, lambda norm, most: min(1, most / norm), size=lambda g: np.sqrt(np.mean(g**2)))


@answers.wrong(3, r"(?i)dW_in alone")  # the norm of dW_in alone
def _(dW_in, dW, db, max_norm):
    factor = min(1, max_norm / np.linalg.norm(dW_in))
    return dW_in * factor, dW * factor, db * factor


@answers.wrong(3, r"(?i)in place")  # in place
def _(dW_in, dW, db, max_norm):
    factor = min(1, max_norm / np.sqrt(sum(np.sum(g**2) for g in (dW_in, dW, db))))
    for g in (dW_in, dW, db):
        g *= factor
    return dW_in, dW, db


@answers.wrong(3, r"(?i)None|return")  # nothing returned
def _(*case):
    scaled(*case, lambda norm, most: min(1, most / norm))


@answers.wrong(3, r"(?i)db|bias|all three|results")  # the bias is not shortened
def _(dW_in, dW, db, max_norm):
    factor = min(1, max_norm / np.sqrt(sum(np.sum(g**2) for g in (dW_in, dW, db))))
    return dW_in * factor, dW * factor, db
