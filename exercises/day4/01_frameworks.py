"""The exercises of lesson 4-01: their inputs, references and usual slips."""

import numpy as np

from common.exercise import exercise


def numbers(seed, *shape):
    return np.random.default_rng(seed).standard_normal(shape)


@exercise(
    cases=[
        (numbers(1, 3, 8), "ifog"),
        (numbers(2, 12), "oifg"),
        (numbers(3, 2, 4), "gofi"),
        (numbers(4, 8), "fgoi"),
    ]
)
def blocks_sorted(W, order):
    blocks = np.split(W, 4, axis=-1)
    return np.concatenate([blocks[order.index(letter)] for letter in "ifgo"], axis=-1)


def placed(W, places, axis=-1):
    blocks = np.split(W, 4, axis=axis)
    return np.concatenate([blocks[place] for place in places], axis=axis)


for sentence, wrong in [
    (
        "the blocks go the wrong way: block k goes where its letter stands in ifgo",
        lambda W, order: placed(W, ["ifgo".index(letter) for letter in order]),
    ),
    ("the blocks come out in the order i, f, o, g", lambda W, order: placed(W, map(order.index, "ifog"))),
    ("the blocks come out in the order f, i, g, o", lambda W, order: placed(W, map(order.index, "figo"))),
    ("the blocks come out in the order i, g, f, o", lambda W, order: placed(W, map(order.index, "igfo"))),
    (
        "the columns inside each block come out backwards: move whole blocks",
        lambda W, order: np.concatenate(
            [np.split(W, 4, axis=-1)[order.index(letter)][..., ::-1] for letter in "ifgo"], axis=-1
        ),
    ),
    (
        "the blocks come out in the order of the alphabet, f, g, i, o",
        lambda W, order: placed(W, map(order.index, "fgio")),
    ),
    ("the last two blocks are exchanged, whatever the order says", lambda W, _order: placed(W, (0, 1, 3, 2))),
    (
        "the columns are taken in turns: a block is H columns side by side",
        lambda W, order: np.concatenate([W[..., order.index(letter) :: 4] for letter in "ifgo"], axis=-1),
    ),
]:
    blocks_sorted.slip(sentence)(wrong)


@blocks_sorted.slip("nothing is moved")
def _(W, order):
    return W.copy()


@exercise(cases=[(numbers(1, 12, 5), 2, 2, 3), (numbers(2, 24, 2), 3, 4, 2), (numbers(3, 4, 1), 2, 1, 2)])
def rows_for_channels_first(W, C, height, width):
    return W.reshape(height, width, C, -1).transpose(2, 0, 1, 3).reshape(W.shape)


for sentence, wrong in [
    (
        "this goes from channels first to channels last: the other way",
        lambda W, C, h, w: W.reshape(C, h, w, -1).transpose(1, 2, 0, 3).reshape(W.shape),
    ),
    (
        "the axes become (C, width, height): height comes before width",
        lambda W, C, h, w: W.reshape(h, w, C, -1).transpose(2, 1, 0, 3).reshape(W.shape),
    ),
    (
        "height and width are exchanged, and the channel stays last: it comes first",
        lambda W, C, h, w: W.reshape(h, w, C, -1).transpose(1, 0, 2, 3).reshape(W.shape),
    ),
    (
        "the rows get their axes back as (height, C, width): the channel comes last",
        lambda W, C, h, w: W.reshape(h, C, w, -1).transpose(1, 0, 2, 3).reshape(W.shape),
    ),
    (
        "a reshape alone moves nothing: the axes must be transposed between two of them",
        lambda W, C, h, w: W.reshape(h, w, C, -1).reshape(C, h, w, -1).reshape(W.shape),
    ),
    (
        "the rows get their axes back as (width, height, C): Keras counts height first",
        lambda W, C, h, w: W.reshape(w, h, C, -1).transpose(2, 1, 0, 3).reshape(W.shape),
    ),
    (
        "the channels come out backwards, the last one first",
        lambda W, C, h, w: W.reshape(h, w, C, -1)[:, :, ::-1].transpose(2, 0, 1, 3).reshape(W.shape),
    ),
    ("the whole matrix is transposed: only its rows change places", lambda W, *_: W.T.reshape(W.shape)),
    (
        "the outputs are moved too: they stay the last axis",
        lambda W, C, h, w: W.reshape(h, w, C, -1).transpose(3, 2, 0, 1).reshape(W.shape),
    ),
]:
    rows_for_channels_first.slip(sentence)(wrong)


@exercise(
    cases=[
        (numbers(1, 4, 3), (3,)),
        (numbers(2, 4, 3), (4, 1)),
        (numbers(3, 2, 5), ()),
        (numbers(4, 2, 3, 4), (3, 1)),
        (numbers(5, 2, 3), (2, 3)),
    ]
)
def unbroadcast(dy, shape):
    dy = dy.sum(axis=tuple(range(dy.ndim - len(shape))))
    return dy.sum(axis=tuple(k for k, size in enumerate(shape) if size == 1), keepdims=True)


def reduced(dy, shape, left=np.sum, ones=np.sum):
    dy = left(dy, axis=tuple(range(dy.ndim - len(shape))))
    return ones(dy, axis=tuple(k for k, size in enumerate(shape) if size == 1), keepdims=True)


def first(dy, axis, keepdims=False):
    places = tuple(slice(0, 1) if k in axis else slice(None) for k in range(dy.ndim))
    return dy[places] if keepdims else dy[tuple(0 if k in axis else slice(None) for k in range(dy.ndim))]


for sentence, wrong in [
    ("the mean is taken where the sum belongs", lambda dy, shape: reduced(dy, shape, np.mean, np.mean)),
    ("axes on the left are averaged: slopes add", lambda dy, shape: reduced(dy, shape, left=np.mean)),
    ("axes of size 1 are averaged: slopes add", lambda dy, shape: reduced(dy, shape, ones=np.mean)),
    (
        "only the first of the repeated entries is taken: the slopes of all add",
        lambda dy, shape: reduced(dy, shape, first, first),
    ),
    (
        "axes of size 1 vanish: the slope has the shape of b, use keepdims=True",
        lambda dy, shape: dy.sum(axis=tuple(range(dy.ndim - len(shape)))).sum(
            axis=tuple(k for k, size in enumerate(shape) if size == 1)
        ),
    ),
    (
        "axes of size 1 are not summed",
        lambda dy, shape: dy.sum(axis=tuple(range(dy.ndim - len(shape)))),
    ),
    (
        "axes are summed from the right: NumPy adds missing axes on the left",
        lambda dy, shape: dy.sum(axis=tuple(range(len(shape), dy.ndim))).sum(
            axis=tuple(k for k, size in enumerate(shape) if size == 1), keepdims=True
        ),
    ),
    (
        "axes that are missing on the left are not summed",
        lambda dy, shape: dy.sum(
            axis=tuple(dy.ndim - len(shape) + k for k, size in enumerate(shape) if size == 1), keepdims=True
        ),
    ),
]:
    unbroadcast.slip(sentence)(wrong)
