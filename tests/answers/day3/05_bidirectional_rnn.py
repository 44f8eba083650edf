"""Answers to the exercises of lesson 3-05."""

import numpy as np

from tests.answers import Answers

answers = Answers()


@answers.right(1)
def _(right, left):
    N, T, H = right.shape
    y = np.empty((N, T, H + left.shape[2]))
    for t in range(T):
        y[:, t, :H] = right[:, t]
        y[:, t, H:] = left[:, T - 1 - t]
    return y


@answers.right(1)
def _(right, left):
    return np.dstack([right, np.flip(left, 1)])


@answers.wrong(1, r"left is joined in the order in which it was read")
def _(right, left):
    return np.append(right, left, axis=2)


@answers.wrong(1, r"forward net's outputs are turned round too|whole|right is turned")  # the joined turned
def _(right, left):
    return np.dstack([right, left])[:, ::-1]


@answers.wrong(1, r"axis 0|sentences|batch")  # both axes turned
def _(right, left):
    return np.dstack([right, left[::-1, ::-1]])


@answers.wrong(1, r"(?i)every axis|features|everything")  # all three axes turned
def _(right, left):
    return np.dstack([right, np.flip(left)])


@answers.wrong(1, r"added|mean|average|shape")  # the mean of the two
def _(right, left):
    return (right + left[:, ::-1]) / 2


@answers.wrong(1, r"(?i)shape|stack|axis|joined")  # stacked on an axis of their own
def _(right, left):
    return np.stack([right, left[:, ::-1]], axis=-1)


@answers.wrong(1, r"(?i)interleaved|shape|features|alternat|by turns|forward net first")  # features by turns
def _(right, left):
    N, T, H = right.shape
    return np.stack([right, left[:, ::-1]], axis=-1).reshape(N, T, 2 * H)


@answers.wrong(1, r"(?i)None|return")  # no return
def _(right, left):
    np.concatenate([right, left[:, ::-1]], axis=-1)


@answers.wrong(1, r"(?i)axis 0|sentences|batch|axis|dimension")  # the axis left out: it is 0
def _(right, left):
    return np.concatenate([right, left[:, ::-1]])


@answers.wrong(1, r"(?i)values are right, but (right|left) is changed")  # left turned in place
def _(right, left):
    left[:] = left[:, ::-1].copy()
    return np.dstack([right, left])


@answers.right(2)
def _(x, lengths):
    steps = np.arange(x.shape[1])
    ends = np.array(lengths)[:, None]
    order = np.where(steps < ends, ends - 1 - steps, steps)
    return np.take_along_axis(x, order[:, :, None], axis=1)


@answers.right(2)
def _(x, lengths):
    rows = []
    for sentence, length in zip(x, lengths, strict=True):
        rows.append(np.vstack([np.flipud(sentence[:length]), sentence[length:]]))
    return np.array(rows)


@answers.wrong(2, r"padding is turned round too")  # everything turned
def _(x, lengths):
    return np.flip(x, axis=1)


@answers.wrong(2, r"one step too few|first step|stays|length")  # length − 1 : 0 : −1 leaves the first out
def _(x, lengths):
    y = x.copy()
    for n, length in enumerate(lengths):
        y[n, : length - 1] = x[n, length - 1 : 0 : -1]
    return y


@answers.wrong(2, r"values are right, but x is changed")  # in x itself
def _(x, lengths):
    for n, length in enumerate(lengths):
        x[n, :length] = x[n, :length][::-1].copy()
    return x


@answers.wrong(2, r"(?i)features|axis|steps alone")  # the features of the real steps, not the steps
def _(x, lengths):
    y = x.copy()
    for n, length in enumerate(lengths):
        y[n, :length] = x[n, :length, ::-1]
    return y


@answers.wrong(2, r"(?i)features|steps alone|both axes")  # steps and features of the real steps
def _(x, lengths):
    y = x.copy()
    for n, length in enumerate(lengths):
        y[n, :length] = x[n, :length][::-1, ::-1]
    return y


@answers.wrong(2, r"(?i)padding|stay")  # the padding turned by itself too
def _(x, lengths):
    y = x.copy()
    for n, length in enumerate(lengths):
        y[n, :length] = x[n, :length][::-1]
        y[n, length:] = x[n, length:][::-1]
    return y


@answers.wrong(2, r"(?i)first sentence|loop")  # return inside the loop
def _(x, lengths):
    y = x.copy()
    for n, length in enumerate(lengths[:1]):
        y[n, :length] = x[n, :length][::-1]
    return y


@answers.wrong(2, r"(?i)padding|filled|zeros|stays as it was")  # multiplied by the mask
def _(x, lengths):
    y = np.zeros_like(x)
    for n, length in enumerate(lengths):
        y[n, :length] = x[n, length - 1 :: -1]
    return y * (np.arange(x.shape[1]) < np.array(lengths)[:, None])[..., None]


@answers.wrong(2, r"(?i)sentence|axis 0|batch|n\b")  # the sentences turned as well
def _(x, lengths):
    y = x.copy()
    for n, length in enumerate(lengths):
        y[n, :length] = x[-1 - n, :length][::-1]
    return y


@answers.wrong(
    2, r"(?i)half|overwritten|already|new values|mirror|changed while|copy"
)  # y read while written
def _(x, lengths):
    y = x.copy()
    for n, length in enumerate(lengths):
        for t in range(length):
            y[n, t] = y[n, length - 1 - t]
    return y


@answers.wrong(2, r"(?i)None|return")  # nothing returned
def _(x, lengths):
    y = x.copy()
    for n, length in enumerate(lengths):
        y[n, :length] = x[n, :length][::-1]


@answers.wrong(2, r"(?i)shape|inhomogeneous|length|list")  # the padding cut off
def _(x, lengths):
    return np.array([row[:length][::-1] for row, length in zip(x, lengths, strict=True)])


@answers.wrong(2, r"(?i)padding|before|behind|start")  # rolled behind the padding
def _(x, lengths):
    return np.stack([np.roll(row[::-1], 0, axis=0) for row, _ in zip(x, lengths, strict=True)])


@answers.wrong(2, r"(?i)too many|padding|last")  # one step of padding too many, by + 1 in the index
def _(x, lengths):
    y = x.copy()
    for n, length in enumerate(lengths):
        for t in range(length + 1):
            y[n, t] = x[n, length - t]
    return y


@answers.right(3)
def _(y, lengths):
    H = y.shape[2] // 2
    return np.array([
        [*row[length - 1, :H], *row[0, H:]] for row, length in zip(y, lengths, strict=True)
    ])  # fmt: skip


@answers.right(3)
def _(y, lengths):
    steps = np.zeros_like(y, dtype=int)
    steps[..., : y.shape[-1] // 2] = (np.array(lengths) - 1)[:, None, None]
    return np.take_along_axis(y, steps, axis=1)[:, 0]


@answers.wrong(3, r"both halves are of the last step of the array")
def _(y, lengths):
    return y[:, y.shape[1] - 1, :]


@answers.wrong(
    3, r"(?i)forward half.*(padding|length|last real)|one step too late"
)  # y at length, not length − 1
def _(y, lengths):
    H = y.shape[-1] // 2
    last = np.minimum(lengths, y.shape[1] - 1)
    return np.hstack([y[np.arange(len(y)), last, :H], y[:, 0, H:]])


@answers.wrong(3, r"(?i)every sentence|first entry of lengths")  # the first sentence's length for all
def _(y, lengths):
    H = y.shape[-1] // 2
    return np.hstack([y[:, lengths[0] - 1, :H], y[:, 0, H:]])


@answers.wrong(3, r"(?i)backward half|-1 stands where 0")  # the backward half of the array's last step
def _(y, lengths):
    H = y.shape[-1] // 2
    return np.hstack([y[np.arange(len(y)), np.array(lengths) - 1, :H], y[:, -1, H:]])


@answers.wrong(3, r"(?i)backward half|1 stands where 0")  # the backward half one step late
def _(y, lengths):
    H = y.shape[-1] // 2
    return np.hstack([y[np.arange(len(y)), np.array(lengths) - 1, :H], y[:, 1, H:]])


@answers.wrong(3, r"(?i)mean|padding|average")  # the mean over all steps, padding too
def _(y, lengths):
    return y.mean(axis=1)


@answers.wrong(3, r"(?i)max|mean|two steps")  # the largest over the real steps
def _(y, lengths):
    return np.array([row[:length].max(axis=0) for row, length in zip(y, lengths, strict=True)])


@answers.wrong(
    3, r"(?i)shape|arange|pick|axis|every sentence|first entry of lengths"
)  # a slice in place of arange(N)
def _(y, lengths):
    H = y.shape[-1] // 2
    return np.concatenate([y[:, np.array(lengths) - 1, :H][:, 0], y[:, 0, H:]], axis=1)


@answers.wrong(3, r"(?i)added|sum|shape|joined")  # the halves added
def _(y, lengths):
    H = y.shape[-1] // 2
    return y[np.arange(len(y)), np.array(lengths) - 1, :H] + y[:, 0, H:]


@answers.wrong(3, r"(?i)shape|axis|joined|sentences")  # the halves joined along the sentences
def _(y, lengths):
    H = y.shape[-1] // 2
    return np.concatenate([y[np.arange(len(y)), np.array(lengths) - 1, :H], y[:, 0, H:]], axis=0)


@answers.wrong(3, r"(?i)longest|last step|padding")  # the largest length for all
def _(y, lengths):
    H = y.shape[-1] // 2
    return np.hstack([y[:, max(lengths) - 1, :H], y[:, 0, H:]])


@answers.wrong(3, r"(?i)exchanged|halves|first H|comes first")  # the other half of each
def _(y, lengths):
    H = y.shape[-1] // 2
    return np.hstack([y[np.arange(len(y)), np.array(lengths) - 1, H:], y[:, 0, :H]])


@answers.wrong(
    3, r"(?i)one letter|backward half|exchanged"
)  # forward half first, of step 0; whole backward row
def _(y, lengths):
    H = y.shape[-1] // 2
    return np.array([[*row[0, :H], *row[length - 1, H:]] for row, length in zip(y, lengths, strict=True)])


@answers.wrong(3, r"(?i)halves|wide|shape|2H|features|H is half")  # H taken for the whole width
def _(y, lengths):
    H = y.shape[-1]
    return np.concatenate([y[np.arange(len(y)), np.array(lengths) - 1, :H], y[:, 0, H:]], axis=1)
