"""Answers to the exercises of lesson 3-04."""

import numpy as np

from common.functions import sigmoid
from tests.answers import Answers

answers = Answers()


@answers.right(1)
def _(W_in, W, b):
    new = []
    for array in (W_in, W, b):
        r, z, n = np.split(array, 3, axis=-1)
        new.append(np.concatenate([r, -z, n], axis=-1))
    return tuple(new)


@answers.right(2)
def _(x, h, W_in, W, b):
    (A, B, C), (E, F, G), (p, q, s) = (np.split(a, 3, axis=-1) for a in (W_in, W, b))
    reset = sigmoid(x @ A + h @ E + p)
    new = np.tanh(x @ C + s + (reset * h) @ G)
    return new + sigmoid(x @ B + h @ F + q) * (h - new)


@answers.right(3)
def _(dh, h, r, z, n, W):
    H = len(W)
    du_n = (dh - dh * z) * (1 - n * n)
    back = du_n @ W[:, 2 * H :].T
    gates = np.concatenate([back * h * (r - r**2), dh * (h - n) * (z - z**2)], axis=1)
    return gates[:, :H], gates[:, H:], du_n, dh * z + back * r + gates @ W[:, : 2 * H].T


@answers.right(1)
def _(W_in, W, b):
    H = W.shape[0]
    turned = [array.copy() for array in (W_in, W, b)]
    for array in turned:
        array[..., H : 2 * H] *= -1
    return turned


@answers.right(1)
def _(W_in, W, b):
    H = len(b) // 3
    turn = np.diag(np.repeat([1, -1, 1], H))
    return W_in @ turn, np.dot(W, turn), turn @ b


def blocks(change, arrays=(0, 1, 2)):
    """An answer that does ``change`` to the blocks (r, z, n) of the arrays at these places."""

    def version(*weights):
        H = len(weights[1])
        split = [[a[..., k * H : (k + 1) * H] for k in range(3)] for a in weights]
        return tuple(
            np.concatenate(change(*parts) if k in arrays else parts, axis=-1) for k, parts in enumerate(split)
        )

    return version


answers.wrong(1, r"(?i)last|block|z is|second|only z|places|order")(blocks(lambda r, z, n: (-n, r, z)))
answers.wrong(1, r"(?i)places|order|negat|sign")(blocks(lambda r, z, n: (r, n, z)))  # n and z exchanged
answers.wrong(1, r"(?i)bias|W_in|W\b|negat|all that")(blocks(lambda r, z, n: (r, -z, n), (0,)))  # W_in alone
answers.wrong(1, r"(?i)bias|W_in|W\b|negat|all that")(blocks(lambda r, z, n: (r, -z, n), (1,)))  # W alone
answers.wrong(1, r"(?i)−w|bias|W_in is returned as it came")(
    blocks(lambda r, z, n: (r, 1 - z, n), (2,))
)  # 1 − b alone
answers.wrong(1, r"(?i)reset|candidate|only|z alone|both|n is|sign|block")(
    blocks(lambda r, z, n: (r, -z, -n))
)
answers.wrong(1, r"(?i)negat|sign|σ|inverse|1 /|places")(
    blocks(lambda r, z, n: (r, 1 / z, n))
)  # the reciprocal
answers.wrong(1, r"(?i)negat|sign|σ|sigmoid|weights|places")(blocks(lambda r, z, n: (r, 1 - sigmoid(z), n)))


@answers.wrong(1, r"(?i)in place")  # the old weights are changed
def _(W_in, W, b):
    H = len(W)
    for array in (W_in, W, b):
        array[..., H : 2 * H] *= -1
    return W_in, W, b


@answers.wrong(1, r"(?i)columns|block|rows|places")  # rows in place of columns
def _(W_in, W, b):
    W_in, W, b = W_in.copy(), W.copy(), b.copy()
    H = len(W)
    W_in[H : 2 * H] *= -1
    W[H : 2 * H] *= -1
    b[H : 2 * H] *= -1
    return W_in, W, b


@answers.wrong(1, r"(?i)columns|block|column|H to 2H|places")  # one column only
def _(W_in, W, b):
    signs = np.ones(len(b))
    signs[1] = -1
    return W_in * signs, W * signs, b * signs


@answers.wrong(1, r"(?i)None|return|in place")  # no return
def _(W_in, W, b):
    np.negative(np.split(W_in, 3, axis=1)[1]), W, b


@answers.wrong(1, r"(?i)b\b|three|3|parts|two")  # the bias is not returned
def _(W_in, W, b):
    signs = np.repeat([1, -1, 1], len(b) // 3)
    return W_in * signs, W * signs


def one_step(
    x,
    h,
    W_in,
    W,
    b,
    *,
    gate=sigmoid,
    state=lambda z, h, n: n + z * (h - n),
    reset=lambda r, h: r * h,
    bias=(1, 1, 1),
    past=lambda a: a,
):
    """``reset_before_step``, block by block; what is asked for goes wrong."""
    H = h.shape[1]
    part = [slice(k * H, (k + 1) * H) for k in range(3)]
    b = [on * b[p] for on, p in zip(bias, part, strict=True)]
    r = gate(x @ W_in[:, part[0]] + h @ past(W[:, part[0]]) + b[0])
    z = gate(x @ W_in[:, part[1]] + h @ past(W[:, part[1]]) + b[1])
    n = np.tanh(x @ W_in[:, part[2]] + reset(r, h) @ past(W[:, part[2]]) + b[2])
    return state(z, h, n)


answers.right(2)(one_step)


@answers.right(2)
def _(x, h, W_in, W, b):
    H = len(W)
    new = []
    for row, old in zip(x, h, strict=True):
        u = row @ W_in + b
        r, z = 1 / (1 + np.exp(-(u[: 2 * H] + old @ W[:, : 2 * H]).reshape(2, H)))
        n = np.tanh(u[2 * H :] + (old * r) @ W[:, 2 * H :])
        new.append(z * old + n - n * z)
    return np.array(new)


@answers.wrong(2, r"(?i)\bb\b|bias")  # no bias at all
def _(*case):
    return one_step(*case, bias=(0, 0, 0))


@answers.wrong(2, r"(?i)\bb\b|bias|candidate")  # the candidate without its bias
def _(*case):
    return one_step(*case, bias=(1, 1, 0))


@answers.wrong(2, r"(?i)gate|sigmoid|tanh")  # tanh for the gates
def _(*case):
    return one_step(*case, gate=np.tanh)


@answers.wrong(2, r"(?i)update|\bz\b|reset|a variable stands in another")  # z in the place of r
def _(x, h, W_in, W, b):
    H = len(W)
    xr, xz, xn = np.split(x @ W_in + b, 3, axis=1)
    z = sigmoid(xz + h @ W[:, H : 2 * H])
    n = np.tanh(xn + (z * h) @ W[:, 2 * H :])
    return z * h + (1 - z) * n


@answers.wrong(2, r"(?i)update|\bz\b|reset|\br\b|places|order")  # r in the place of z in the blend
def _(x, h, W_in, W, b):
    H = len(W)
    xr, xz, xn = np.split(x @ W_in + b, 3, axis=1)
    r = sigmoid(xr + h @ W[:, :H])
    n = np.tanh(xn + (r * h) @ W[:, 2 * H :])
    return r * h + (1 - r) * n


@answers.wrong(2, r"(?i)transpose")  # every block of W transposed
def _(*case):
    return one_step(*case, past=np.transpose)


@answers.wrong(2, r"(?i)reset|\br\b|candidate|blend")  # the reset state in the blend too
def _(x, h, W_in, W, b):
    H = len(W)
    r = sigmoid(x @ W_in[:, :H] + h @ W[:, :H] + b[:H])
    return one_step(x, h, W_in, W, b, state=lambda z, _h, n: z * (r * h) + (1 - z) * n)


@answers.wrong(2, r"(?i)gates|update|\bz\b|reset")  # z sees the reset state
def _(x, h, W_in, W, b):
    H = len(W)
    xr, xz, xn = np.split(x @ W_in + b, 3, axis=1)
    r = sigmoid(xr + h @ W[:, :H])
    z = sigmoid(xz + (r * h) @ W[:, H : 2 * H])
    return z * h + (1 - z) * np.tanh(xn + (r * h) @ W[:, 2 * H :])


@answers.wrong(2, r"(?i)order|block|r, z, n|places")  # n, r, z
def _(x, h, W_in, W, b):
    H = len(W)
    return one_step(x, h, *(np.roll(a, -H, axis=-1) for a in (W_in, W, b)))


@answers.wrong(2, r"(?i)order|block|r, z, n|places")  # r, n, z
def _(x, h, W_in, W, b):
    turned = []
    for a in (W_in, W, b):
        r, n, z = np.split(a, 3, axis=-1)
        turned.append(np.concatenate([r, z, n], axis=-1))
    return one_step(x, h, *turned)


@answers.wrong(2, r"(?i)old state|whole|\bz\b|blend")  # the old state not multiplied
def _(*case):
    return one_step(*case, state=lambda z, h, n: h + (1 - z) * n)


@answers.wrong(2, r"(?i)candidate|tanh|blend|old state")  # tanh around the blend
def _(*case):
    return one_step(*case, state=lambda z, h, n: np.tanh(z * h + (1 - z) * n))


@answers.wrong(2, r"(?i)sum|added|times|product|reset|\br\b")  # r + h
def _(*case):
    return one_step(*case, reset=lambda r, h: r + h)


@answers.wrong(2, r"(?i)array|tuple|new h|alone")  # the gates returned too
def _(*case):
    return one_step(*case, state=lambda z, h, n: (z * h + (1 - z) * n, z))


@answers.wrong(2, r"(?i)h is changed in place|in place")  # the caller's state is changed
def _(x, h, *rest):
    h[...] = one_step(x, h, *rest)
    return h


@answers.right(3)
def _(dh, h, r, z, n, W):
    H = h.shape[1]
    du_n = (1 - n) * (1 + n) * (1 - z) * dh
    at_product = np.einsum("nk,hk->nh", du_n, W[:, 2 * H :])
    du_r, du_z = r * (1 - r) * h * at_product, z * (1 - z) * dh * (h - n)
    ways = np.stack([dh * z, at_product * r, du_r @ W[:, :H].T, (W[:, H : 2 * H] @ du_z.T).T])
    return [du_r, du_z, du_n, ways.sum(axis=0)]


def back(dh, h, r, z, n, W, *, kept=None, ways=(1, 1, 1, 1), order=(0, 1, 2), slope=lambda s: s - s * s):
    """``reset_before_backward``, way by way; what is asked for goes wrong."""
    H = h.shape[1]
    W_r, W_z, W_n = (W[:, k * H : (k + 1) * H].T for k in order)
    du_n = dh * (1 - z) * (1 - n * n)
    du_z = dh * (h - n) * slope(z)
    arrived = du_n @ W_n
    du_r = (arrived * h if kept is None else kept(arrived, du_n)) * slope(r)
    parts = dh * z, arrived * r, du_r @ W_r, du_z @ W_z
    return du_r, du_z, du_n, sum(on * part for on, part in zip(ways, parts, strict=True))


answers.right(3)(back)


@answers.wrong(3, r"(?i)ways?\b.*(gate|reset)|a term is left out")  # the reset gate's way left out
def _(*case):
    return back(*case, ways=(1, 1, 0, 1))


@answers.wrong(3, r"(?i)ways?\b.*(gate|update)|a term is left out")  # the update gate's way left out
def _(*case):
    return back(*case, ways=(1, 1, 1, 0))


@answers.wrong(3, r"(?i)way|minus|sign")  # the straight way subtracted
def _(*case):
    return back(*case, ways=(-1, 1, 1, 1))


@answers.wrong(3, r"(?i)order|block|r, z, n|exchanged")  # W_r and W_z exchanged
def _(*case):
    return back(*case, order=(1, 0, 2))


@answers.wrong(3, r"(?i)order|block|r, z, n|variable stands in another")  # n, z, r
def _(*case):
    return back(*case, order=(2, 1, 0))


@answers.wrong(3, r"(?i)slope of r|W_n|back|product|variable stands in another")  # W_n forgotten for r
def _(dh, h, r, z, n, W):
    return back(dh, h, r, z, n, W, kept=lambda _a, du_n: du_n * h)


@answers.wrong(3, r"(?i)slope|sigmoid|r is a factor too much")  # s² (1 − s)
def _(*case):
    return back(*case, slope=lambda s: s**2 * (1 - s))


@answers.wrong(3, r"(?i)slope|sigmoid|factor r is missing")  # 1 − s
def _(*case):
    return back(*case, slope=lambda s: 1 - s)


@answers.wrong(3, r"(?i)1 − z|straight|convention|side|places")  # the other convention
def _(dh, h, r, z, n, W):
    H = h.shape[1]
    du_n = dh * z * (1 - n * n)
    du_z = dh * (n - h) * z * (1 - z)
    arrived = du_n @ W[:, 2 * H :].T
    du_r = arrived * h * r * (1 - r)
    ways = dh * (1 - z) + arrived * r + du_r @ W[:, :H].T + du_z @ W[:, H : 2 * H].T
    return du_r, du_z, du_n, ways


@answers.wrong(3, r"(?i)straight|dh z|\bz\b")  # dh itself as the straight way
def _(dh, h, r, z, n, W):
    *du, before = back(dh, h, r, z, n, W)
    return *du, before + dh * (1 - z)


@answers.wrong(3, r"(?i)straight|dh z|1 − z")  # 1 − z on the straight way
def _(dh, h, r, z, n, W):
    *du, before = back(dh, h, r, z, n, W)
    return *du, before + dh * (1 - 2 * z)


@answers.wrong(3, r"(?i)factor h|slope of r|r multiplies|\bh\b")  # n for h in the slope of r
def _(dh, h, r, z, n, W):
    return back(dh, h, r, z, n, W, kept=lambda a, _d: a * n)


@answers.wrong(3, r"(?i)slope of z|candidate|h − n|h is left out|term h")  # only the candidate's part in z
def _(dh, h, r, z, n, W):
    du_r, _, du_n, before = back(dh, h, r, z, n, W)
    wrong = -dh * n * z * (1 - z)
    right = dh * (h - n) * z * (1 - z)
    H = h.shape[1]
    return du_r, wrong, du_n, before + (wrong - right) @ W[:, H : 2 * H].T


@answers.wrong(3, r"(?i)order|places|exchanged")  # z before r
def _(*case):
    du_r, du_z, du_n, before = back(*case)
    return du_z, du_r, du_n, before


@answers.wrong(3, r"(?i)one|four|4|array|parts|shape")  # the three blocks joined
def _(*case):
    *du, before = back(*case)
    return np.concatenate(du, axis=1), before


@answers.wrong(3, r"(?i)sign|minus")  # every sign turned
def _(*case):
    return tuple(-part for part in back(*case))


@answers.wrong(3, r"(?i)in place")  # dh is changed
def _(dh, *rest):
    parts = back(dh, *rest)
    dh *= rest[2]
    return parts
