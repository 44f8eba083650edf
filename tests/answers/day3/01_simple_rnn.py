"""Answers to the exercises of lesson 3-01."""

import numpy as np

from tests.answers import Answers

answers = Answers()


def units(a=-1.0, b=1.0, row=1, borrow=1.0, bias=(0.5, -0.5, -1.5), out=(-1.0, 1.0, -1.0), b_out=1.0):
    """Weights of three units that count a and b, and the borrow that unit ``row`` hands on."""
    W = np.zeros((3, 3))
    W[row] = borrow
    return np.array([[a] * 3, [b] * 3]), W, np.array(bias), np.array(out)[:, None], np.array([b_out])


@answers.right(1)
def _():
    return units()


@answers.right(1)
def _():  # ten times the weights, the units in the other order, whole thresholds
    return units(-10, 10, borrow=10, bias=(-10, 0, 10))


@answers.right(1)
def _():  # the borrow first
    return units(row=0, bias=(-0.2, 0.7, -1.9), out=(1, -1, -1))


@answers.wrong(1, r"(?i)W\b.*(hand|column|row|borrow)")  # every unit hands on to itself
def _():
    W_in, _, b, W_out, b_out = units()
    return W_in, np.eye(3), b, W_out, b_out


@answers.wrong(1, r"(?i)W\b.*(borrow|row|units)")  # the borrow reaches unit 2 alone
def _():
    W_in, _, b, W_out, b_out = units()
    return W_in, np.diag([0.0, 1, 0]), b, W_out, b_out


@answers.wrong(1, r"(?i)W_out|sign|output")  # the sum bit's read-out, from 1
def _():
    return units(out=(1, -1, 1))


@answers.wrong(1, r"(?i)W_out|borrow|output")  # the borrow is read out
def _():
    return units(out=(0, 1, 0), b_out=0)


@answers.wrong(1, r"(?i)b\b.*count|W_in|left out|b − a|a and b|second")  # b is not counted
def _():
    return units(b=0.0)


@answers.wrong(1, r"(?i)n ≥|n = |fire|threshold")  # the units fire one too early
def _():
    return units(bias=(1.5, 0.5, -0.5))


@answers.wrong(1, r"(?i)borrow|twice|weight")  # the borrow counts twice
def _():
    return units(borrow=2.0)


@answers.wrong(1, r"(?i)start|first column|state")  # units that fire at low counts: the start means a borrow
def _():
    W_in, W, b, _, _ = units()
    return -W_in, -W, b * -1 + W[1], np.array([[1.0], [-1.0], [1.0]]), np.array([0.0])


@answers.wrong(1, r"(?i)unpack|values|five|b_out")  # b_out forgotten
def _():
    return units()[:4]


@answers.wrong(1, r"(?i)matmul|shape|mismatch|W_in")  # W_in is (3, 2)
def _():
    W_in, *rest = units()
    return W_in.T, *rest


@answers.wrong(1, r"(?i)None|return|NoneType")  # nothing returned
def _():
    units()


@answers.right(2)
def _(x, W_in, W, b, W_out, b_out):
    N, T, _ = x.shape
    states = np.zeros((N, T + 1, len(W)))
    for t in range(1, T + 1):
        states[:, t] = np.tanh(np.einsum("nd,dh->nh", x[:, t - 1], W_in) + states[:, t - 1] @ W + b)
    return states[:, 1:] @ W_out + b_out


@answers.right(2)
def _(x, W_in, W, b, W_out, b_out):
    result = []
    for sample in x:
        h, rows = np.zeros(len(b)), []
        for row in sample:
            u = W_in.T @ row + W.T @ h + b
            h = (1 - np.exp(-2 * u)) / (1 + np.exp(-2 * u))
            rows.append(W_out.T @ h + b_out)
        result.append(rows)
    return np.array(result)


def unrolled(x, W_in, W, b, W_out, b_out, f=np.tanh, start=0.0, last=None):
    """The forward pass, with one piece replaced."""
    h, ys = np.full((len(x), len(b)), start), []
    for t in range(last or x.shape[1]):
        h = f(x[:, t] @ W_in + h @ W + b)
        ys.append(h @ W_out + b_out)
    return np.stack(ys, axis=1)


@answers.wrong(2, r"(?i)transpose|W\.T|W @ h")  # the recurrent matrix transposed
def _(x, W_in, W, b, W_out, b_out):
    return unrolled(x, W_in, W.T, b, W_out, b_out)


@answers.wrong(2, r"(?i)transpose|W_in|W_out")  # the matrices of in- and output transposed
def _(x, W_in, W, b, W_out, b_out):
    return unrolled(x, W_in.T, W, b, W_out.T, b_out)


@answers.wrong(2, r"(?i)\bb\b|bias|left out")  # b forgotten
def _(x, W_in, W, b, W_out, b_out):
    return unrolled(x, W_in, W, 0 * b, W_out, b_out)


@answers.wrong(2, r"(?i)b_out|left out")  # b_out forgotten
def _(x, W_in, W, b, W_out, b_out):
    return unrolled(x, W_in, W, b, W_out, 0 * b_out)


@answers.wrong(2, r"(?i)sigmoid|tanh")  # sigmoid
def _(*case):
    return unrolled(*case, f=lambda u: 1 / (1 + np.exp(-u)))


@answers.wrong(2, r"(?i)ReLU|tanh")  # ReLU
def _(*case):
    return unrolled(*case, f=lambda u: np.maximum(u, 0))


@answers.wrong(2, r"(?i)start|zero|first")  # the state starts at one
def _(*case):
    return unrolled(*case, start=1.0)


@answers.wrong(2, r"(?i)exchanged|W_in and W|order")  # W and W_in exchanged
def _(x, W_in, W, b, W_out, b_out):
    return unrolled(x, W, W_in, b, W_out, b_out)


@answers.wrong(2, r"(?i)last (step|entry)|axis 1")  # the last step forgotten
def _(x, *case):
    return unrolled(x, *case, last=x.shape[1] - 1) if x.shape[1] > 1 else None


@answers.wrong(2, r"(?i)index|bounds|x\[:, t\]|shape|samples|mismatch|broadcast")  # x[t] for x[:, t]
def _(x, W_in, W, b, W_out, b_out):
    h, ys = np.zeros((len(x), len(b))), []
    for t in range(x.shape[1]):
        h = np.tanh(x[t] @ W_in + h @ W + b)
        ys.append(h @ W_out + b_out)
    return np.stack(ys, axis=1)


@answers.wrong(2, r"(?i)stack|reshape|axes|order")  # reshaped instead of stacked
def _(x, *case):
    y = unrolled(x, *case)
    return y.swapaxes(0, 1).reshape(y.shape)


@answers.wrong(2, r"(?i)add|sum|overwrit|replace|old state")  # the new state is added to the old one
def _(x, W_in, W, b, W_out, b_out):
    h, ys = np.zeros((len(x), len(b))), []
    for t in range(x.shape[1]):
        h += np.tanh(x[:, t] @ W_in + h @ W + b)
        ys.append(h @ W_out + b_out)
    return np.stack(ys, axis=1)


@answers.wrong(2, r"(?i)inside|\bb\b|bias|after tanh")  # b after tanh
def _(x, W_in, W, b, W_out, b_out):
    return unrolled(x, W_in, W, 0 * b, W_out, b_out, f=lambda u: np.tanh(u) + b)


@answers.right(3)
def _(x):
    a, b = x.astype(int).transpose(2, 0, 1)
    c, out = 0, np.zeros_like(a)
    for t in range(a.shape[1]):
        c = a[:, t] & b[:, t] | c & (a[:, t] ^ b[:, t])
        out[:, t] = c
    return out


@answers.right(3)
def _(x):
    place = 2 ** np.arange(x.shape[1])
    a, b = np.cumsum(x * place[:, None], axis=1).transpose(2, 0, 1)  # what has been read so far
    return a + b >= 2 * place


@answers.wrong(3, r"(?i)stay|clear|for ever|once|0 again|one bit is 1|dies|end")  # a carry that never ends
def _(x):
    return np.maximum.accumulate(x.min(axis=2), axis=1)


@answers.wrong(3, r"(?i)three|two (of|are)|both|>= ?2|reach")  # exactly two
def _(x):
    c, out = np.zeros(len(x)), []
    for t in range(x.shape[1]):
        c = (x[:, t].sum(axis=1) + c == 2).astype(float)
        out.append(c)
    return np.stack(out, axis=1)


@answers.wrong(3, r"(?i)too many|two of|>= ?2|reach|more than")  # more than two
def _(x):
    c, out = np.zeros(len(x)), []
    for t in range(x.shape[1]):
        c = (x[:, t].sum(axis=1) + c > 2).astype(float)
        out.append(c)
    return np.stack(out, axis=1)


@answers.wrong(3, r"(?i)start|first|0\b")  # the carry starts at 1
def _(x):
    c, out = np.ones(len(x)), []
    for t in range(x.shape[1]):
        c = (x[:, t].sum(axis=1) + c >= 2).astype(float)
        out.append(c)
    return np.stack(out, axis=1)


@answers.wrong(3, r"(?i)sample|start|reset|zero|0\b")  # the last carry of a sample starts the next one
def _(x):
    c, out = 0, np.zeros(x.shape[:2])
    for n in range(len(x)):
        for t in range(x.shape[1]):
            c = out[n, t] = x[n, t].sum() + c >= 2
    return out


@answers.wrong(3, r"(?i)xor|one of|differ|two")  # xor for and
def _(x):
    return np.logical_xor(x[..., 0], x[..., 1]).astype(float)


@answers.wrong(3, r"(?i)axis|shape|\(N, T\)")  # an axis too many
def _(x):
    c, out = np.zeros(len(x)), np.zeros((*x.shape[:2], 1))
    for t in range(x.shape[1]):
        c = out[:, t, 0] = x[:, t].sum(axis=1) + c >= 2
    return out


@answers.wrong(3, r"(?i)column before|two columns|only|carry")  # the carry looks back one column only
def _(x):
    own = x.sum(axis=2) >= 2
    arriving = np.pad(own, [(0, 0), (1, 0)])[:, :-1]
    return (x.sum(axis=2) + arriving >= 2).astype(float)
