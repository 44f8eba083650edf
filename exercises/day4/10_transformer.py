"""The exercises of lesson 4-10: their inputs, references and usual slips."""

import math

import numpy as np

from common.exercise import exercise
from common.functions import softmax

rng = np.random.default_rng(410)


@exercise(cases=[(2, 3), (8, 16), (5, 7), (512, 2048)])
def decoder_parameters(D, F):
    attention = 4 * (D * D + D)
    small_net = D * F + F + F * D + D
    return 2 * attention + small_net + 3 * 2 * D


@decoder_parameters.slip(
    "only one attention is counted: a decoder layer has two, to itself and to the source"
)
def _(D, F):
    return decoder_parameters.reference(D, F) - 4 * (D * D + D)


@decoder_parameters.slip("each attention has a fourth map, the one that mixes the heads")
def _(D, F):
    return decoder_parameters.reference(D, F) - 2 * (D * D + D)


@decoder_parameters.slip("the biases of the attentions are missing: each of the eight maps has D of them")
def _(D, F):
    return decoder_parameters.reference(D, F) - 8 * D


@decoder_parameters.slip("the biases of the small net are missing: F and D")
def _(D, F):
    return decoder_parameters.reference(D, F) - F - D


@decoder_parameters.slip("the norms are missing: three, each with γ and β")
def _(D, F):
    return decoder_parameters.reference(D, F) - 6 * D


@decoder_parameters.slip("a decoder layer has three norms, one for each part, not two")
def _(D, F):
    return decoder_parameters.reference(D, F) - 2 * D


@decoder_parameters.slip("every norm has two vectors, γ and β: one is counted")
def _(D, F):
    return decoder_parameters.reference(D, F) - 3 * D


@decoder_parameters.slip("the small net goes from D to F and back: two matrices, one is counted")
def _(D, F):
    return decoder_parameters.reference(D, F) - D * F


@decoder_parameters.slip("all biases are missing: every one of the ten maps has them")
def _(D, F):
    return decoder_parameters.reference(D, F) - 8 * D - F - D


@decoder_parameters.slip("this is an encoder layer: a decoder layer has a second attention and a third norm")
def _(D, F):
    return decoder_parameters.reference(D, F) - 4 * (D * D + D) - 2 * D


@decoder_parameters.slip("there is one small net in a layer, and not one for each of its three parts")
def _(D, F):
    return decoder_parameters.reference(D, F) + 2 * (2 * D * F + F + D)


def headed(N, h, T, S, d, seen):
    """Queries, keys and values of h heads, and the keys (N, T, S) that a query may look at."""
    shapes = [(N, h, T, d), (N, h, S, d), (N, h, S, d)]
    q, k, v = (1.5 * rng.standard_normal(shape) for shape in shapes)
    mask = rng.random((N, T, S)) < seen
    mask[..., 0] = True
    return q, k, v, mask


@exercise(cases=[headed(1, 2, 1, 1, 1, 1), headed(2, 2, 3, 5, 3, 0.6), headed(3, 3, 4, 6, 2, 0.5)])
def heads_attend(q, k, v, mask):
    N, h, T, d = q.shape
    scores = q @ k.swapaxes(2, 3) / math.sqrt(d)
    alpha = softmax(np.where(mask[:, None], scores, -np.inf))
    return (alpha @ v).swapaxes(1, 2).reshape(N, T, h * d)


def side_by_side(context):
    """(N, h, T, d) -> (N, T, h·d)."""
    N, h, T, d = context.shape
    return context.swapaxes(1, 2).reshape(N, T, h * d)


def scored(q, k, mask, scale=None, masked=-np.inf):
    """The scores (N, h, T, S), with ``masked`` where a query may not look."""
    scale = 1 / math.sqrt(q.shape[-1]) if scale is None else scale
    return np.where(mask[:, None], scale * q @ k.swapaxes(2, 3), masked)


@heads_attend.slip("the heads are joined by reshape alone: exchange the axes of heads and places first")
def _(q, k, v, mask):
    N, h, T, d = q.shape
    return (softmax(scored(q, k, mask)) @ v).reshape(N, T, h * d)


@heads_attend.slip("the scores are not divided by √d")
def _(q, k, v, mask):
    return side_by_side(softmax(scored(q, k, mask, scale=1.0)) @ v)


@heads_attend.slip("the scores are divided by d, not by its root")
def _(q, k, v, mask):
    return side_by_side(softmax(scored(q, k, mask, scale=1 / q.shape[-1])) @ v)


@heads_attend.slip("the root is that of the whole vector, h·d: it must be that of one head, d")
def _(q, k, v, mask):
    return side_by_side(softmax(scored(q, k, mask, scale=1 / math.sqrt(q.shape[1] * q.shape[3]))) @ v)


@heads_attend.slip("a forbidden score is set to 0, and e⁰ = 1: the score must be −∞")
def _(q, k, v, mask):
    return side_by_side(softmax(scored(q, k, mask, masked=0)) @ v)


@heads_attend.slip("the mask comes after the softmax: the weights of a query no longer add up to 1")
def _(q, k, v, mask):
    everything = np.ones_like(mask)
    return side_by_side((softmax(scored(q, k, everything)) * mask[:, None]) @ v)


@heads_attend.slip("the mask is read the other way round: True is where a query may look")
def _(q, k, v, mask):
    return heads_attend.reference(q, k, v, ~mask | ~mask.any(axis=-1, keepdims=True))


@heads_attend.slip("this is the mean of the heads: they belong side by side")
def _(q, k, v, mask):
    return (softmax(scored(q, k, mask)) @ v).mean(axis=1)


@heads_attend.slip("the mask is ignored")
def _(q, k, v, mask):
    return heads_attend.reference(q, k, v, np.ones_like(mask))


@heads_attend.slip("the softmax runs over the queries: each query divides its attention among the keys")
def _(q, k, v, mask):
    e = np.exp(scored(q, k, mask))
    return side_by_side(e / np.maximum(e.sum(axis=2, keepdims=True), 1e-300) @ v)


@heads_attend.slip("the heads are still apart, (N, h, T, d): they belong side by side")
def _(q, k, v, mask):
    return softmax(scored(q, k, mask)) @ v


@heads_attend.slip("the heads are added up: they belong side by side")
def _(q, k, v, mask):
    return (softmax(scored(q, k, mask)) @ v).sum(axis=1)


@heads_attend.slip("the columns of the heads are interleaved: the columns of head 1 come first")
def _(q, k, v, mask):
    N, h, T, d = q.shape
    return (softmax(scored(q, k, mask)) @ v).transpose(0, 2, 3, 1).reshape(N, T, h * d)


def cached(t, D, d):
    """A new vector, the caches of t places, and three matrices."""
    shapes = [(D,), (t, d), (t, d), (D, d), (D, d), (D, d)]
    return tuple(rng.standard_normal(shape) for shape in shapes)


@exercise(cases=[cached(0, 3, 2), cached(1, 2, 3), cached(4, 5, 3), cached(6, 4, 4)])
def cached_step(x, keys, values, W_q, W_k, W_v):
    keys = np.concatenate([keys, (x @ W_k)[None]])
    values = np.concatenate([values, (x @ W_v)[None]])
    alpha = softmax(keys @ (x @ W_q) / math.sqrt(keys.shape[1]))
    return alpha @ values, keys, values


def appended(x, keys, values, W_k, W_v):
    """The caches with the new place."""
    return np.concatenate([keys, (x @ W_k)[None]]), np.concatenate([values, (x @ W_v)[None]])


@cached_step.slip("the new place does not see itself: append its key and value before you attend")
def _(x, keys, values, W_q, W_k, W_v):
    new_keys, new_values = appended(x, keys, values, W_k, W_v)
    if len(keys) == 0:
        return np.zeros(W_v.shape[1]), new_keys, new_values
    return softmax(keys @ (x @ W_q) / math.sqrt(keys.shape[1])) @ values, new_keys, new_values


@cached_step.slip("the scores are not divided by √d")
def _(x, keys, values, W_q, W_k, W_v):
    keys, values = appended(x, keys, values, W_k, W_v)
    return softmax(keys @ (x @ W_q)) @ values, keys, values


@cached_step.slip("the new key and value stand at the front of the caches: they belong at the end")
def _(x, keys, values, W_q, W_k, W_v):
    y, keys, values = cached_step.reference(x, keys, values, W_q, W_k, W_v)
    return y, np.roll(keys, 1, axis=0), np.roll(values, 1, axis=0)


@cached_step.slip(
    "the caches are returned as they came: without the new key and value the next step lacks them"
)
def _(x, keys, values, W_q, W_k, W_v):
    return cached_step.reference(x, keys, values, W_q, W_k, W_v)[0], keys, values


@cached_step.slip("the weights are computed without the exponential: scores divided by their sum")
def _(x, keys, values, W_q, W_k, W_v):
    keys, values = appended(x, keys, values, W_k, W_v)
    e = keys @ (x @ W_q) / math.sqrt(keys.shape[1])
    return e / e.sum() @ values, keys, values


@cached_step.slip("the output is the mean of the keys: it is the mean of the values")
def _(x, keys, values, W_q, W_k, W_v):
    keys, values = appended(x, keys, values, W_k, W_v)
    return softmax(keys @ (x @ W_q) / math.sqrt(keys.shape[1])) @ keys, keys, values


@cached_step.slip("the query is made with W_k: it has a matrix of its own, W_q")
def _(x, keys, values, W_q, W_k, W_v):
    return cached_step.reference(x, keys, values, W_k, W_k, W_v)


@cached_step.slip("W_k and W_v have changed places")
def _(x, keys, values, W_q, W_k, W_v):
    return cached_step.reference(x, keys, values, W_q, W_v, W_k)


@cached_step.slip(
    "the new place sees the past alone, or itself where there is none: append before you attend"
)
def _(x, keys, values, W_q, W_k, W_v):
    new_keys, new_values = appended(x, keys, values, W_k, W_v)
    if len(keys) == 0:
        return x @ W_v, new_keys, new_values
    return softmax(keys @ (x @ W_q) / math.sqrt(keys.shape[1])) @ values, new_keys, new_values


@cached_step.slip("the root is that of D, the size of x: it must be that of the keys, d")
def _(x, keys, values, W_q, W_k, W_v):
    keys, values = appended(x, keys, values, W_k, W_v)
    return softmax(keys @ (x @ W_q) / math.sqrt(len(x))) @ values, keys, values
