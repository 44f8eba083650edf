"""Answers to the exercises of lesson 3-03."""

import numpy as np

from common.functions import sigmoid
from tests.answers import Answers

answers = Answers()


@answers.right(1)
def _(D, H, peepholes):
    return 4 * H * (D + H + 1) + 3 * H * bool(peepholes)


@answers.right(2)
def _(x, h, c, W_in, W, b, p_i, p_f, p_o):
    u = x @ W_in + h @ W + b
    H = len(W)
    new = sigmoid(u[:, H : 2 * H] + c * p_f) * c + sigmoid(u[:, :H] + c * p_i) * np.tanh(u[:, 2 * H : 3 * H])
    return sigmoid(u[:, 3 * H :] + new * p_o) * np.tanh(new), new


@answers.right(3)
def _(dh, dc, c_before, f, o, g):
    c = g + f * (c_before - g)
    total = dc + dh * o / np.cosh(c) ** 2
    return (
        total * (c_before - g) * (f - f * f),
        dh * np.tanh(c) * (o - o * o),
        total * (1 - f) * (1 - g * g),
        total * f,
    )


@answers.right(1)
def _(D, H, peepholes):
    total = 0
    for block in "ifgo":
        total += H * (D + H) + H
        if peepholes and block != "g":
            total += H
    return total


@answers.right(1)
def _(D, H, peepholes):
    shapes = [(D, 4 * H), (H, 4 * H), (4 * H,)] + [(H,)] * (3 * int(peepholes))
    return sum(np.prod(shape) for shape in shapes)


def count(blocks=4, per_block=lambda D, H: D * H + H * H + H, looks=lambda _D, H: 3 * H):
    """``lstm_parameters`` with one part replaced."""
    return lambda D, H, peepholes: blocks * per_block(D, H) + (looks(D, H) if peepholes else 0)


answers.wrong(1, r"(?i)block|candidate|5 stands")(count(blocks=5))  # the cell counted as a block
answers.wrong(1, r"(?i)block|gates|four|candidate")(count(blocks=2))  # two gates, as in another unit
answers.wrong(1, r"(?i)bias")(count(per_block=lambda D, H: D * H + H * H + 1))  # one bias for all cells
answers.wrong(1, r"(?i)bias|D is used where H")(
    count(per_block=lambda D, H: (D + H) * H + D)
)  # a bias for every input
answers.wrong(1, r"(?i)matrix of x|\bx\b|input|D")(count(per_block=lambda _D, H: H * H + H))  # no input
answers.wrong(1, r"(?i)matrix of h|H²|H \*\* 2|\bh\b")(
    count(per_block=lambda D, H: D * H + H + H)
)  # H for H²
answers.wrong(1, r"(?i)matrix of h|\brows\b|columns|\bx\b|\bD")(count(per_block=lambda _D, H: 2 * H * H + H))
answers.wrong(1, r"(?i)peephole|D is used where H")(
    count(looks=lambda D, _H: 3 * D)
)  # peepholes on the input
answers.wrong(1, r"(?i)peephole|2 stands where 3")(
    count(looks=lambda _D, H: 2 * H)
)  # the output gate forgotten
answers.wrong(1, r"(?i)peephole")(count(looks=lambda _D, _H: 3))  # one number a gate
answers.wrong(1, r"(?i)peephole|once|four")(count(looks=lambda _D, H: 12 * H))  # three for every block
answers.wrong(1, r"(?i)None|return")(
    lambda D, H, peepholes: print(4 * (D * H + H * H + H), peepholes, end="")
)


@answers.wrong(1, r"(?i)peephole")  # the test the wrong way round
def _(D, H, peepholes):
    return 4 * (D * H + H * H + H) + (0 if peepholes else 3 * H)


@answers.wrong(1, r"(?i)peephole")  # added always
def _(D, H, peepholes):
    return 4 * (D * H + H * H + H) + 3 * H


@answers.wrong(1, r"(?i)tuple|number|one")  # the two sums apart
def _(D, H, peepholes):
    return 4 * (D * H + H * H + H), 3 * H * peepholes


def peep(
    x, h, c, W_in, W, b, p_i, p_f, p_o, *, see=None, hide=np.tanh, gate=sigmoid, order=(0, 1, 2, 3), bias=True
):
    """``peephole_step``, step by step; what is asked for goes wrong."""
    H = h.shape[1]
    u = np.concatenate([x, h], axis=1) @ np.concatenate([W_in, W]) + (b if bias else 0)
    ui, uf, ug, uo = (u[:, k * H : (k + 1) * H] for k in order)
    f, i = gate(uf + c * p_f), gate(ui + c * p_i)
    new = f * c + i * np.tanh(ug)
    o = gate(uo + p_o * (new if see is None else see(new, c)))
    return o * hide(new), new


answers.right(2)(peep)


@answers.right(2)
def _(x, h, c, W_in, W, b, p_i, p_f, p_o):
    H = len(p_i)
    u = np.einsum("nd,dk->nk", x, W_in) + np.einsum("nh,hk->nk", h, W) + b[None]
    gates = [1 / (1 + np.exp(-u[:, k * H : k * H + H] - p * c)) for k, p in ((0, p_i), (1, p_f))]
    keep = gates[1] * c
    keep = keep + gates[0] * np.tanh(u[:, 2 * H : 3 * H])
    return np.tanh(keep) / (1 + np.exp(-u[:, 3 * H :] - p_o * keep)), keep


@answers.wrong(
    2, r"(?i)output gate|new (one|cell)|comes last|tanh\(c\)|as it is"
)  # o sees tanh of the new cell
def _(*case):
    return peep(*case, see=lambda new, _old: np.tanh(new))


@answers.wrong(2, r"(?i)output gate|new (one|cell)|old")  # o sees both
def _(*case):
    return peep(*case, see=lambda new, old: new + old)


@answers.wrong(2, r"(?i)output gate|peephole|p_o is left out")  # o without a peephole
def _(*case):
    return peep(*case, see=lambda _new, _old: 0)


@answers.wrong(2, r"(?i)sigmoid|gate")  # gates by tanh
def _(*case):
    return peep(*case, gate=np.tanh)


@answers.wrong(2, r"(?i)tanh")  # a sigmoid around the cell
def _(*case):
    return peep(*case, hide=sigmoid)


@answers.wrong(2, r"(?i)order|block|places")  # o first
def _(*case):
    return peep(*case, order=(1, 2, 3, 0))


@answers.wrong(2, r"(?i)order|block|places")  # g first
def _(*case):
    return peep(*case, order=(1, 2, 0, 3))


@answers.wrong(2, r"(?i)\bb\b|bias")  # no bias
def _(*case):
    return peep(*case, bias=False)


@answers.wrong(2, r"(?i)\bh\b|W|past")  # the recurrent part left out
def _(x, h, c, W_in, W, *rest):
    return peep(x, h, c, W_in, 0 * W, *rest)


@answers.wrong(2, r"(?i)\bx\b|W_in|input")  # the input left out
def _(x, *rest):
    return peep(0 * x, *rest)


@answers.wrong(2, r"(?i)minus|sign|added|negative")  # the peepholes subtracted
def _(x, h, c, W_in, W, b, p_i, p_f, p_o):
    return peep(x, h, c, W_in, W, b, -p_i, -p_f, -p_o)


@answers.wrong(2, r"(?i)p_i|p_f|peephole|places|exchanged")  # p_i and p_f exchanged
def _(x, h, c, W_in, W, b, p_i, p_f, p_o):
    return peep(x, h, c, W_in, W, b, p_f, p_i, p_o)


@answers.wrong(2, r"(?i)shape|dimension|matmul|mismatch|product|p_")  # a matrix product for the peephole
def _(x, h, c, W_in, W, b, p_i, p_f, p_o):
    look = (c @ p_i)[:, None], (c @ p_f)[:, None]
    ui, uf, ug, uo = np.split(x @ W_in + h @ W + b, 4, axis=1)
    new = sigmoid(uf + look[1]) * c + sigmoid(ui + look[0]) * np.tanh(ug)
    return sigmoid(uo + (new @ p_o)[:, None]) * np.tanh(new), new


@answers.wrong(2, r"(?i)peephole|candidate|\bg\b")  # the candidate looks too
def _(x, h, c, W_in, W, b, p_i, p_f, p_o):
    ui, uf, ug, uo = np.split(x @ W_in + h @ W + b, 4, axis=1)
    new = sigmoid(uf + p_f * c) * c + sigmoid(ui + p_i * c) * np.tanh(ug + p_i * c)
    return sigmoid(uo + p_o * new) * np.tanh(new), new


@answers.wrong(2, r"(?i)old cell|h = o|tanh|new")  # h made of the old cell
def _(x, h, c, W_in, W, b, p_i, p_f, p_o):
    _, new = peep(x, h, c, W_in, W, b, p_i, p_f, p_o)
    H = len(p_o)
    return sigmoid((x @ W_in + h @ W + b)[:, 3 * H :] + p_o * new) * np.tanh(c), new


@answers.wrong(2, r"(?i)c is changed in place|in place")  # the caller's cell is changed
def _(x, h, c, *rest):
    new_h, new = peep(x, h, c, *rest)
    c[...] = new
    return new_h, c


@answers.wrong(2, r"2 results are asked for")  # h alone
def _(*case):
    return peep(*case)[0]


@answers.right(3)
def _(dh, dc, c_before, f, o, g):
    i = 1 - f
    c = c_before * f + i * g
    s = np.tanh(c)
    arrived = dc + dh * o - dh * o * s * s
    df, di = arrived * c_before, arrived * g
    return (df - di) * f * i, s * dh * o * (1 - o), arrived * i * (1 - g) * (1 + g), f * arrived


def back(dh, dc, c_before, f, o, g, *, cell=None, second=1.0, slope=lambda s: s * (1 - s)):
    """``coupled_backward``, step by step; what is asked for goes wrong."""
    c = f * c_before + (1 - f) * g if cell is None else cell(c_before, f, g)
    dc = dc * second + dh * o / np.cosh(c) ** 2
    return dc * (c_before - g) * slope(f), dh * np.tanh(c) * slope(o), dc * (1 - f) * (1 - g**2), dc * f


@answers.wrong(3, r"(?i)old cell|c_before|new cell|\bc\b")  # the old cell inside tanh
def _(*case):
    return back(*case, cell=lambda c, _f, _g: c)


@answers.wrong(3, r"(?i)1 − f|1 - f|coupled|written|\bc\b|cell")  # c = f c + g
def _(*case):
    return back(*case, cell=lambda c, f, g: f * c + g)


@answers.wrong(3, r"(?i)changed places|exchanged|1 − f|\bc\b|cell")  # c = (1 − f) c + f g
def _(*case):
    return back(*case, cell=lambda c, f, g: (1 - f) * c + f * g)


@answers.wrong(3, r"(?i)dc|next")  # dc times f once more
def _(dh, dc, c_before, f, o, g):
    return back(dh, dc * f, c_before, f, o, g)


@answers.wrong(3, r"(?i)sign|minus|added|subtract")  # dc subtracted
def _(*case):
    return back(*case, second=-1.0)


@answers.wrong(3, r"(?i)slope|sigmoid|s \(1")  # the sigmoid of the gate as slope
def _(*case):
    return back(*case, slope=lambda s: sigmoid(s) * (1 - sigmoid(s)))


@answers.wrong(3, r"(?i)slope|sigmoid|factor 1 - f")  # s for s (1 − s)
def _(*case):
    return back(*case, slope=lambda s: s)


@answers.wrong(
    3, r"(?i)part through 1 − f|two places|c_before − g|term c_before is left out"
)  # only the candidate's part
def _(dh, dc, c_before, f, o, g):
    duf, *rest = back(dh, dc, c_before, f, o, g)
    return duf / (c_before - g) * -g, *rest


@answers.wrong(3, r"(?i)slope|exponent|square")  # 1 − g for the slope of the candidate
def _(dh, dc, c_before, f, o, g):
    duf, duo, dug, before = back(dh, dc, c_before, f, o, g)
    return duf, duo, dug / (1 + g), before


@answers.wrong(3, r"(?i)sign|minus")  # all of one sign
def _(*case):
    return tuple(-part for part in back(*case))


@answers.wrong(3, r"(?i)output gate|duo|\bo\b|cell|dc")  # duo from dc in place of dh
def _(dh, dc, c_before, f, o, g):
    duf, _, dug, before = back(dh, dc, c_before, f, o, g)
    c = f * c_before + (1 - f) * g
    return duf, (dc + dh * o * (1 - np.tanh(c) ** 2)) * np.tanh(c) * o * (1 - o), dug, before


@answers.wrong(3, r"(?i)order|places|exchanged")  # the old cell first
def _(*case):
    duf, duo, dug, before = back(*case)
    return before, duf, duo, dug


@answers.wrong(3, r"(?i)dc_before|four|4|part")  # the old cell's slope forgotten
def _(*case):
    return back(*case)[:3]


@answers.wrong(3, r"(?i)in place")  # dc is changed in place
def _(dh, dc, c_before, f, o, g):
    kept = dc.copy()
    dc += dh * o
    return back(dh, kept, c_before, f, o, g)


@answers.wrong(3, r"(?i)sum|axis|shape|sample")  # summed over the batch, as for a bias
def _(*case):
    return tuple(part.sum(axis=0) for part in back(*case))


@answers.wrong(3, r"(?i)slope|square|power|tanh")  # 1 − tanh, not squared
def _(dh, dc, c_before, f, o, g):
    c = f * c_before + (1 - f) * g
    return back(dh, dc + dh * o * ((1 - np.tanh(c)) - (1 - np.tanh(c) ** 2)), c_before, f, o, g)
