"""The exercises of lesson 3-05: their inputs, references and usual slips."""

import numpy as np

from common.exercise import exercise

rng = np.random.default_rng(305)


@exercise(cases=[(rng.standard_normal((n, t, h)), rng.standard_normal((n, t, k))) for n, t, h, k in
                 [(2, 5, 3, 3), (3, 4, 2, 2)]])  # fmt: skip
def join(right, left):
    return np.concatenate([right, left[:, ::-1]], axis=-1)


@join.slip("left is joined in the order in which it was read: turn its steps back first")
def _(right, left):
    return np.concatenate([right, left], axis=-1)


@join.slip("the forward net's outputs are turned round too: only left was read from the end")
def _(right, left):
    return np.concatenate([right[:, ::-1], left[:, ::-1]], axis=-1)


@join.slip("right is turned round in place of left")
def _(right, left):
    return np.concatenate([right[:, ::-1], left], axis=-1)


@join.slip("left stands before right: the forward net comes first")
def _(right, left):
    return np.concatenate([left[:, ::-1], right], axis=-1)


@join.slip("left is turned round along its features: its steps, axis 1, are in the other order")
def _(right, left):
    return np.concatenate([right, left[..., ::-1]], axis=-1)


@join.slip("the sentences are turned round: left[::-1] turns axis 0, the steps are axis 1")
def _(right, left):
    return np.concatenate([right, left[::-1]], axis=-1)


@join.slip("the two are joined along the steps: there are twice as many answers as letters")
def _(right, left):
    return np.concatenate([right, left[:, ::-1]], axis=1)


@join.slip("the two are joined along the batch: there are twice as many sentences")
def _(right, left):
    return np.concatenate([right, left[:, ::-1]], axis=0)


@join.slip("the two are added: joined, every feature keeps a place of its own")
def _(right, left):
    return right + left[:, ::-1]


@join.slip(
    "the sentences of left are turned round too: its steps, axis 1, are in the other order, and no more"
)
def _(right, left):
    return np.concatenate([right, left[::-1, ::-1]], axis=-1)


@join.slip("left is turned round along every axis: its steps, axis 1, are in the other order, and no more")
def _(right, left):
    return np.concatenate([right, left[::-1, ::-1, ::-1]], axis=-1)


@join.slip("the mean of the two is taken: joined, every feature keeps a place of its own")
def _(right, left):
    return (right + left[:, ::-1]) / 2


@join.slip("the two stand on an axis of their own: there are three axes, and the features are the last")
def _(right, left):
    return np.stack([right, left[:, ::-1]], axis=-1)


@join.slip("the two stand on an axis of their own: there are three axes, and the features are the last")
def _(right, left):
    return np.stack([right, left[:, ::-1]], axis=2)


@join.slip("the features of the two stand by turns: all of right come first, then all of left")
def _(right, left):
    return np.stack([right, left[:, ::-1]], axis=-1).reshape(*right.shape[:2], -1)


@exercise(cases=[(rng.standard_normal((n, t, d)), lengths) for n, t, d, lengths in
                 [(3, 5, 2, [4, 2, 3]), (4, 7, 3, [2, 4, 6, 3])]])  # fmt: skip
def turn(x, lengths):
    y = x.copy()
    for n, length in enumerate(lengths):
        y[n, :length] = x[n, :length][::-1]
    return y


@turn.slip("the padding is turned round too and stands at the start: turn the real steps alone")
def _(x, lengths):
    return x[:, ::-1]


@turn.slip("nothing is turned round")
def _(x, lengths):
    return x.copy()


@turn.slip("one step too few is turned: the slice [: length] holds steps 0 to length − 1 already")
def _(x, lengths):
    return turn.reference(x, [length - 1 for length in lengths])


@turn.slip("one step too many is turned: the first step of the padding is among them")
def _(x, lengths):
    return turn.reference(x, [length + 1 for length in lengths])


@turn.slip("every sentence is turned by the length of the first one")
def _(x, lengths):
    return turn.reference(x, [lengths[0]] * len(x))


@turn.slip("every sentence is turned by the largest length")
def _(x, lengths):
    return turn.reference(x, [max(lengths)] * len(x))


@turn.slip("the features are turned round with the steps: [::-1] belongs on the axis of the steps alone")
def _(x, lengths):
    return turn.reference(x, lengths)[..., ::-1]


@turn.slip("the padding is filled with zeros: it stays as it was")
def _(x, lengths):
    y = np.zeros_like(x)
    for n, length in enumerate(lengths):
        y[n, :length] = x[n, :length][::-1]
    return y


def each(x, lengths, change):
    """A copy of x in which ``change(row, length)`` has changed every sentence in place."""
    y = x.copy()
    for row, length in zip(y, lengths, strict=True):
        change(row, length)
    return y


@turn.slip("the first step is left out: a slice length − 1 : 0 : −1 ends before step 0")
def _(x, lengths):
    def change(row, length):
        row[: length - 1] = row[length - 1 : 0 : -1].copy()

    return each(x, lengths, change)


@turn.slip(
    "the features are turned round and the steps are not: the steps are the first axis of one sentence"
)
def _(x, lengths):
    def change(row, length):
        row[:length] = row[:length, ::-1].copy()

    return each(x, lengths, change)


@turn.slip("the features are turned round with the steps: [::-1] belongs on the axis of the steps alone")
def _(x, lengths):
    def change(row, length):
        row[:length] = row[:length][::-1, ::-1].copy()

    return each(x, lengths, change)


@turn.slip("the padding is turned round by itself: it stays as it was")
def _(x, lengths):
    def change(row, length):
        row[length:] = row[length:][::-1].copy()

    return each(turn.reference(x, lengths), lengths, change)


@turn.slip("the first sentence alone is turned round: does return stand inside the loop?")
def _(x, lengths):
    return np.concatenate([turn.reference(x[:1], lengths[:1]), x[1:]])


@turn.slip("the second half reads steps that are written over already: read from x, write to the copy")
def _(x, lengths):
    def change(row, length):
        for t in range(length):
            row[t] = row[length - 1 - t]

    return each(x, lengths, change)


@turn.slip("the padding stands before the real steps: it belongs behind them, where it was")
def _(x, lengths):
    return np.stack(
        [np.concatenate([row[length:], row[:length][::-1]]) for row, length in zip(x, lengths, strict=True)]
    )


@exercise(cases=[(rng.standard_normal((n, t, d)), lengths) for n, t, d, lengths in
                 [(3, 5, 4, [4, 2, 3]), (4, 6, 2, [2, 4, 6, 3])]])  # fmt: skip
def summary(y, lengths):
    H = y.shape[-1] // 2
    last = np.asarray(lengths) - 1
    right = y[np.arange(len(y)), last, :H]
    left = y[:, 0, H:]
    return np.concatenate([right, left], axis=1)


def halves(y, right_steps, left_steps):
    """The forward half of one step and the backward half of another, for every sentence."""
    H, rows = y.shape[-1] // 2, np.arange(len(y))
    return np.concatenate([y[rows, right_steps, :H], y[rows, left_steps, H:]], axis=1)


@summary.slip("both halves are of the last step of the array: that is padding for short sentences, "
              "and the backward net has only begun there")  # fmt: skip
def _(y, lengths):
    return y[:, -1]


@summary.slip("both halves are of the first step: the forward net has read one letter there")
def _(y, lengths):
    return y[:, 0]


@summary.slip("both halves are of the last real step: the backward net has read one letter there")
def _(y, lengths):
    return halves(y, np.asarray(lengths) - 1, np.asarray(lengths) - 1)


@summary.slip("the two steps are exchanged: each half has read a single letter there")
def _(y, lengths):
    return halves(y, 0, np.asarray(lengths) - 1)


@summary.slip("the forward half is of the last step of the array, which is padding for short sentences")
def _(y, lengths):
    return halves(y, -1, 0)


@summary.slip("the forward half is one step too early: the last real step is number length − 1")
def _(y, lengths):
    return halves(y, np.asarray(lengths) - 2, 0)


@summary.slip(
    "the forward half is one step too late, in the padding: the last real step is number length − 1"
)
def _(y, lengths):
    return halves(y, np.minimum(lengths, y.shape[1] - 1), 0)


@summary.slip("the backward half is one step too late: steps count from 0")
def _(y, lengths):
    return halves(y, np.asarray(lengths) - 1, 1)


@summary.slip("the backward half is of the last step of the array, where the backward net has only begun")
def _(y, lengths):
    return halves(y, np.asarray(lengths) - 1, -1)


@summary.slip("every sentence takes the step of the first one: each has a length of its own")
def _(y, lengths):
    return halves(y, lengths[0] - 1, 0)


@summary.slip("the halves are added: they stand side by side, 2H numbers for each sentence")
def _(y, lengths):
    H = y.shape[-1] // 2
    s = summary.reference(y, lengths)
    return s[:, :H] + s[:, H:]


@summary.slip("the backward half comes first: the forward half is the first H of the row")
def _(y, lengths):
    return np.roll(summary.reference(y, lengths), y.shape[-1] // 2, axis=1)


@summary.slip("the halves are exchanged: the first H features are the forward net's")
def _(y, lengths):
    H, rows, last = y.shape[-1] // 2, np.arange(len(y)), np.asarray(lengths) - 1
    return np.concatenate([y[rows, last, H:], y[:, 0, :H]], axis=1)


@summary.slip("the mean over the real steps is taken: two steps hold all that is wanted")
def _(y, lengths):
    return np.stack([row[:length].mean(axis=0) for row, length in zip(y, lengths, strict=True)])


@summary.slip("the mean over all steps is taken, padding too: two steps hold all that is wanted")
def _(y, lengths):
    return y.mean(axis=1)


@summary.slip("every sentence takes the step of the longest one: each has a length of its own")
def _(y, lengths):
    return halves(y, max(lengths) - 1, 0)


@summary.slip("the largest over the real steps is taken: two steps hold all that is wanted")
def _(y, lengths):
    return np.stack([row[:length].max(axis=0) for row, length in zip(y, lengths, strict=True)])
