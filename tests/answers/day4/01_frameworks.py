"""Answers to the exercises of lesson 4-01."""

import numpy as np

from tests.answers import Answers

answers = Answers()


@answers.right(1)
def _(W, order):
    H = W.shape[-1] // 4
    where = {letter: place for place, letter in enumerate(order)}
    return np.concatenate([W[..., where[x] * H : (where[x] + 1) * H] for x in ("i", "f", "g", "o")], axis=-1)


@answers.right(1)
def _(W, order):
    cut = W.reshape(*W.shape[:-1], 4, -1)
    return cut[..., [order.index(x) for x in "ifgo"], :].reshape(W.shape)


@answers.wrong(1, r"other way|wrong way|goes where|exchanged")  # the inverse permutation
def _(W, order):
    out = np.empty_like(W)
    H = W.shape[-1] // 4
    for k, x in enumerate("ifgo"):
        j = order.index(x)
        out[..., j * H : (j + 1) * H] = W[..., k * H : (k + 1) * H]
    return out


@answers.wrong(1, r"i, f, o, g|order")  # Keras's letters forgotten: o before g
def _(W, order):
    i, f, g, o = (np.split(W, 4, axis=-1)[order.index(x)] for x in "ifgo")
    return np.concatenate([i, f, o, g], axis=-1)


@answers.wrong(1, r"turns|side by side")  # every fourth column is a block
def _(W, order):
    return np.concatenate([W[..., order.index(x) :: 4] for x in "ifgo"], axis=-1)


@answers.wrong(1, r"moved|nothing|order")
def _(W, order):
    return W


@answers.wrong(1, r"alphabet|order")  # sorted by letter: f, g, i, o
def _(W, order):
    blocks = np.split(W, 4, axis=-1)
    return np.concatenate(
        [block for _, block in sorted(zip(order, blocks, strict=True), key=lambda pair: pair[0])], axis=-1
    )


@answers.wrong(1, r"inside|backwards|reverse|mirror|order")  # all columns turned round
def _(W, order):
    blocks = np.split(W, 4, axis=-1)
    return np.concatenate([blocks[order.index(x)][..., ::-1] for x in "ifgo"], axis=-1)


@answers.right(2)
def _(W, C, height, width):
    rows = np.arange(height * width * C).reshape(height, width, C)
    return W[np.moveaxis(rows, -1, 0).ravel()]


@answers.right(2)
def _(W, C, height, width):
    out = np.empty_like(W)
    for c in range(C):
        for i in range(height):
            for j in range(width):
                out[(c * height + i) * width + j] = W[(i * width + j) * C + c]
    return out


@answers.wrong(2, r"other way")
def _(W, C, height, width):
    out = np.empty_like(W)
    for c in range(C):
        for i in range(height):
            for j in range(width):
                out[(i * width + j) * C + c] = W[(c * height + i) * width + j]
    return out


@answers.wrong(2, r"moves nothing|transpose")
def _(W, C, height, width):
    return W.reshape(C, height * width, -1).reshape(W.shape)


@answers.wrong(2, r"width, height|height comes before")
def _(W, C, height, width):
    return np.moveaxis(W.reshape(height, width, C, -1), 2, 0).swapaxes(1, 2).reshape(W.shape)


@answers.wrong(2, r"shape|transposed|rows")  # the matrix itself transposed
def _(W, C, height, width):
    return W.T.reshape(W.shape)


@answers.wrong(2, r"back|backwards|reverse|order")  # channels from the last to the first
def _(W, C, height, width):
    return W.reshape(height, width, C, -1)[:, :, ::-1].transpose(2, 0, 1, 3).reshape(W.shape)


@answers.wrong(
    2, r"width, height|axes back|height comes before|\(height, width, C\)"
)  # read as (width, height, C)
def _(W, C, height, width):
    return W.reshape(width, height, C, -1).transpose(2, 1, 0, 3).reshape(W.shape)


@answers.right(3)
def _(dy, shape):
    while dy.ndim > len(shape):
        dy = dy.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            dy = dy.sum(axis=axis, keepdims=True)
    return dy


@answers.right(3)
def _(dy, shape):
    full = (1,) * (dy.ndim - len(shape)) + tuple(shape)
    axes = tuple(k for k, size in enumerate(full) if size == 1)
    return dy.sum(axis=axes).reshape(shape)


@answers.wrong(3, r"left")  # only axes of size 1
def _(dy, shape):
    for k in range(len(shape)):
        if shape[-1 - k] == 1:
            dy = dy.sum(axis=-1 - k, keepdims=True)
    return dy


@answers.wrong(3, r"size 1")  # only axes on the left
def _(dy, shape):
    while dy.ndim > len(shape):
        dy = dy.sum(axis=0)
    return dy


@answers.wrong(3, r"mean|average")
def _(dy, shape):
    while dy.ndim > len(shape):
        dy = dy.mean(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            dy = dy.mean(axis=axis, keepdims=True)
    return dy


@answers.wrong(3, r"keepdims|vanish|shape")
def _(dy, shape):
    full = (1,) * (dy.ndim - len(shape)) + tuple(shape)
    return dy.sum(axis=tuple(k for k, size in enumerate(full) if size == 1))


@answers.wrong(3, r"only|first|add")  # a slice in place of a sum
def _(dy, shape):
    while dy.ndim > len(shape):
        dy = dy[0]
    for axis, size in enumerate(shape):
        if size == 1:
            dy = dy.take([0], axis=axis)
    return dy


@answers.wrong(3, r"right|left|missing")  # extra axes summed from the right
def _(dy, shape):
    while dy.ndim > len(shape):
        dy = dy.sum(axis=-1)
    for axis, size in enumerate(shape):
        if size == 1:
            dy = dy.sum(axis=axis, keepdims=True)
    return dy
