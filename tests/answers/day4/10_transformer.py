"""Answers to the exercises of lesson 4-10: counting parameters, heads with a mask, a cached step."""

import math

import numpy as np

from tests.answers import Answers

answers = Answers()


def weights(scores):
    """Softmax over the last axis, by the book."""
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


@answers.right(1)
def _(D, F):
    return 8 * D**2 + 2 * D * F + 15 * D + F


@answers.right(1)
def _(D, F):
    maps = [(D, D)] * 8 + [(D, F), (F, D)]
    return sum(a * b + b for a, b in maps) + sum(2 * D for _ in range(3))


@answers.wrong(1, r"(?i)bias")  # no biases at all, neither in the attentions nor in the small net
def _(D, F):
    return 8 * D * D + 2 * D * F + 6 * D


@answers.wrong(1, r"(?i)encoder layer|one attention")  # an encoder layer: one attention, two norms
def _(D, F):
    return 4 * (D * D + D) + D * F + F + F * D + D + 2 * 2 * D


@answers.wrong(1, r"(?i)fourth|output|mixes")  # queries, keys and values only
def _(D, F):
    return 2 * 3 * (D * D + D) + D * F + F + F * D + D + 6 * D


@answers.wrong(1, r"(?i)norm")  # the norms have no parameters, it is thought
def _(D, F):
    return 8 * (D * D + D) + 2 * D * F + F + D


@answers.wrong(1, r"(?i)bias|D is missing")  # the small net's second map without its bias
def _(D, F):
    return 8 * (D * D + D) + D * F + F + F * D + 6 * D


@answers.wrong(1, r"(?i)small net|number|place")  # a small net for each of three parts
def _(D, F):
    return 8 * (D * D + D) + 3 * (2 * D * F + F + D) + 6 * D


@answers.right(2)
def _(q, k, v, mask):
    heads = []
    for j in range(q.shape[1]):
        e = np.einsum("ntd,nsd->nts", q[:, j], k[:, j]) / q.shape[-1] ** 0.5
        heads.append(weights(np.where(mask, e, -1e30)) @ v[:, j])
    return np.concatenate(heads, axis=-1)


@answers.right(2)
def _(q, k, v, mask):
    e = np.einsum("nhtd,nhsd->nhts", q, k) / math.sqrt(k.shape[3])
    a = np.exp(e) * mask[:, None]
    a = a / a.sum(axis=3, keepdims=True)
    out = np.einsum("nhts,nhsd->nthd", a, v)
    return out.reshape(*out.shape[:2], -1)


@answers.wrong(2, r"(?i)exchange|mask|True|opposite|forbidden")  # PyTorch's convention: True is forbidden
def _(q, k, v, mask):
    e = q @ k.swapaxes(2, 3) / math.sqrt(q.shape[3])
    a = weights(np.where(mask[:, None], -1e30, e))
    N, h, T, d = q.shape
    return (a @ v).swapaxes(1, 2).reshape(N, T, h * d)


@answers.wrong(2, r"(?i)√|root|divided")  # no scale
def _(q, k, v, mask):
    a = weights(np.where(mask[:, None], q @ k.swapaxes(2, 3), -1e30))
    N, h, T, d = q.shape
    return (a @ v).swapaxes(1, 2).reshape(N, T, h * d)


@answers.wrong(2, r"(?i)whole|h·d|one head|root")  # scaled by the size of all heads together
def _(q, k, v, mask):
    N, h, T, d = q.shape
    a = weights(np.where(mask[:, None], q @ k.swapaxes(2, 3) / math.sqrt(h * d), -1e30))
    return (a @ v).swapaxes(1, 2).reshape(N, T, h * d)


@answers.wrong(2, r"(?i)axes|reshape|exchange")  # joined without exchanging two axes
def _(q, k, v, mask):
    N, h, T, d = q.shape
    a = weights(np.where(mask[:, None], q @ k.swapaxes(2, 3) / math.sqrt(d), -1e30))
    return (a @ v).reshape(N, T, h * d)


@answers.wrong(2, r"(?i)mean|added|side by side")  # the mean of the heads
def _(q, k, v, mask):
    a = weights(np.where(mask[:, None], q @ k.swapaxes(2, 3) / math.sqrt(q.shape[3]), -1e30))
    return (a @ v).mean(axis=1)


@answers.wrong(2, r"(?i)0|e⁰|forbidden|softmax")  # scores times mask
def _(q, k, v, mask):
    N, h, T, d = q.shape
    a = weights(q @ k.swapaxes(2, 3) / math.sqrt(d) * mask[:, None])
    return (a @ v).swapaxes(1, 2).reshape(N, T, h * d)


@answers.right(3)
def _(x, keys, values, W_q, W_k, W_v):
    keys, values = np.vstack([keys, x @ W_k]), np.vstack([values, x @ W_v])
    query = x @ W_q
    e = np.array([query @ key for key in keys]) / len(query) ** 0.5
    return weights(e) @ values, keys, values


@answers.right(3)
def _(x, keys, values, W_q, W_k, W_v):
    q, k, v = (x @ W for W in (W_q, W_k, W_v))
    keys, values = np.append(keys, [k], axis=0), np.append(values, [v], axis=0)
    a = np.exp(keys @ q / np.sqrt(keys.shape[-1]))
    return (a[:, None] * values).sum(axis=0) / a.sum(), keys, values


@answers.wrong(3, r"(?i)itself|append|before you attend")  # attends to the past alone where there is one
def _(x, keys, values, W_q, W_k, W_v):
    q, k, v = x @ W_q, (x @ W_k)[None], (x @ W_v)[None]
    y = weights(keys @ q / math.sqrt(len(q))) @ values if len(keys) else v[0]
    return y, np.concatenate([keys, k]), np.concatenate([values, v])


@answers.wrong(3, r"(?i)√|root|divided")  # the scale of D, not of d
def _(x, keys, values, W_q, W_k, W_v):
    keys, values = np.vstack([keys, x @ W_k]), np.vstack([values, x @ W_v])
    return weights(keys @ (x @ W_q) / math.sqrt(len(x))) @ values, keys, values


@answers.wrong(3, r"(?i)exchanged|changed places")  # the two matrices exchanged
def _(x, keys, values, W_q, W_k, W_v):
    keys, values = np.vstack([keys, x @ W_v]), np.vstack([values, x @ W_k])
    return weights(keys @ (x @ W_q) / math.sqrt(keys.shape[1])) @ values, keys, values


@answers.wrong(3, r"(?i)front|end|order")  # the newest first
def _(x, keys, values, W_q, W_k, W_v):
    keys, values = np.vstack([x @ W_k, keys]), np.vstack([x @ W_v, values])
    return weights(keys @ (x @ W_q) / math.sqrt(keys.shape[1])) @ values, keys, values


@answers.wrong(3, r"(?i)√|scale|divided")  # no scale
def _(x, keys, values, W_q, W_k, W_v):
    keys, values = np.vstack([keys, x @ W_k]), np.vstack([values, x @ W_v])
    return weights(keys @ (x @ W_q)) @ values, keys, values


@answers.wrong(3, r"(?i)query|W_q|key")  # the key asks, not the query
def _(x, keys, values, W_q, W_k, W_v):
    keys, values = np.vstack([keys, x @ W_k]), np.vstack([values, x @ W_v])
    return weights(keys @ keys[-1] / math.sqrt(keys.shape[1])) @ values, keys, values
