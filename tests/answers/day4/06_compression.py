"""Answers to the exercises of lesson 4-06."""

import numpy as np

from common.functions import softmax
from tests.answers import Answers

answers = Answers()


@answers.right(1)
def _(q_x, z_x, q_w):
    return int(sum((int(x) - z_x) * int(w) for x, w in zip(q_x, q_w, strict=True)))


@answers.right(1)
def _(q_x, z_x, q_w):
    x, w = q_x.astype(np.int64), q_w.astype(np.int64)
    return np.dot(x, w) - z_x * w.sum()


@answers.right(1)
def _(q_x, z_x, q_w):
    return round(float(np.sum((q_x.astype(float) - z_x) * q_w)))


@answers.wrong(1, r"int8|int32|wrap")  # nothing is made wider
def _(q_x, z_x, q_w):
    return (q_x - z_x) @ q_w


@answers.wrong(1, r"int8|int32|wrap")  # wide after the product
def _(q_x, z_x, q_w):
    return (q_x @ q_w).astype(np.int32) - z_x * q_w.astype(np.int32).sum()


@answers.wrong(1, r"int8|int32|wrap")  # products in int8, added up in int32
def _(q_x, z_x, q_w):
    return (q_x * q_w).sum(dtype=np.int32) - z_x * q_w.sum(dtype=np.int32)


@answers.wrong(1, r"int8|int32|wrap")  # the sum of the weights in int8
def _(q_x, z_x, q_w):
    return q_x.astype(np.int32) @ q_w.astype(np.int32) - z_x * q_w.sum(dtype=np.int8)


@answers.wrong(1, r"int16|int32|32 767|wrap")  # all in int16
def _(q_x, z_x, q_w):
    x, w = q_x.astype(np.int16), q_w.astype(np.int16)
    return x @ w - np.int16(z_x) * w.sum(dtype=np.int16)


@answers.wrong(1, r"zero point|inputs|weights|belongs|z_x")  # subtracted on both sides
def _(q_x, z_x, q_w):
    return (q_x.astype(np.int32) - z_x) @ (q_w.astype(np.int32) - z_x)


@answers.wrong(1, r"zero point|sum of q_w|inputs|z_x")  # z_x times the sum of the inputs
def _(q_x, z_x, q_w):
    return q_x.astype(np.int32) @ q_w.astype(np.int32) - z_x * q_x.sum(dtype=np.int32)


@answers.wrong(1, r"sign|z_x|minus")  # the difference the wrong way round
def _(q_x, z_x, q_w):
    return (z_x - q_x.astype(np.int32)) @ q_w.astype(np.int32)


@answers.wrong(1, r"mean|sum|added up|divided|number of")  # a mean
def _(q_x, z_x, q_w):
    return np.mean((q_x.astype(np.int32) - z_x) * q_w.astype(np.int32))


@answers.wrong(1, r"255|difference|cut|clip|−128")  # the inputs without a sign
def _(q_x, z_x, q_w):
    return np.abs(q_x.astype(np.int32) - z_x) @ q_w.astype(np.int32)


@answers.wrong(1, r"None|return")  # nothing returned
def _(q_x, z_x, q_w):
    (q_x.astype(np.int32) - z_x) @ q_w.astype(np.int32)


def ends(x):
    return min(float(x.min()), 0.0), max(float(x.max()), 0.0)


@answers.right(2)
def _(x):
    a, b = ends(x)
    scale = (b - a) / 255
    zero = int(np.round(-a / scale))
    return np.clip(np.round(x / scale) + zero, 0, 255).astype(np.uint8), scale, zero


@answers.right(2)
def _(x):
    all_ = np.append(x.ravel(), 0)
    scale = np.ptp(all_) / 255
    zero = -np.rint(all_.min() / scale)
    q = np.minimum(255, np.maximum(0, np.rint(x / scale) + zero))
    return np.array(q, dtype="uint8"), scale, int(zero)


@answers.right(2)
def _(x):
    low, high = ends(x)
    s = (high - low) / 255
    z = int(np.round(-low / s))
    codes = [min(max(int(np.round(number / s)) + z, 0), 255) for number in x.flat]
    return np.reshape(codes, x.shape).astype(np.uint8), np.float64(s), np.int64(z)


def parts(x, low=None, high=None, steps=255):
    a, b = ends(x)
    a, b = a if low is None else low, b if high is None else high
    scale = (b - a) / steps
    return scale, int(np.round(-a / scale))


@answers.wrong(2, r"reach 0|largest of x and 0|and 0")  # 0 below only: the top is the largest of x
def _(x):
    scale, zero = parts(x, high=x.max())
    return np.clip(np.round(x / scale) + zero, 0, 255).astype(np.uint8), scale, zero


@answers.wrong(2, r"reach 0|smallest|and 0")  # 0 above only: the bottom is the smallest of x
def _(x):
    scale, zero = parts(x, low=x.min())
    return np.clip(np.round(x / scale) + zero, 0, 255).astype(np.uint8), scale, zero


@answers.wrong(2, r"wraps|256|clip")  # clipped after the change of type
def _(x):
    scale, zero = parts(x)
    return np.clip((np.round(x / scale) + zero).astype(np.int64).astype(np.uint8), 0, 255), scale, zero


@answers.wrong(2, r"round|cut off")  # floor division
def _(x):
    scale, zero = parts(x)
    return np.clip(x // scale + zero, 0, 255).astype(np.uint8), scale, zero


@answers.wrong(2, r"zero point|whole|round")  # the zero point cut off, not rounded
def _(x):
    a, _ = ends(x)
    scale, _ = parts(x)
    zero = int(-a / scale)
    return np.clip(np.round(x / scale) + zero, 0, 255).astype(np.uint8), scale, zero


@answers.wrong(2, r"symmetric|128|zero point|code of 0")  # 0 in the middle
def _(x):
    scale, _ = parts(x)
    return np.clip(np.round(x / scale) + 128, 0, 255).astype(np.uint8), scale, 128


@answers.wrong(2, r"first|one element|every row|axis|all numbers")  # the range of the first row
def _(x):
    scale, zero = parts(x, low=min(x[0].min(), 0), high=max(x[0].max(), 0))
    return np.clip(np.round(x / scale) + zero, 0, 255).astype(np.uint8), scale, zero


@answers.wrong(2, r"type|uint8")  # floats
def _(x):
    scale, zero = parts(x)
    return np.clip(np.round(x / scale) + zero, 0, 255), scale, zero


@answers.wrong(2, r"results|parts|values|order|two")  # the codes alone
def _(x):
    scale, zero = parts(x)
    return np.clip(np.round(x / scale) + zero, 0, 255).astype(np.uint8)


@answers.wrong(2, r"multiplied|divided|scale")  # x times the scale
def _(x):
    scale, zero = parts(x)
    return np.clip(np.round(x * scale) + zero, 0, 255).astype(np.uint8), scale, zero


@answers.wrong(2, r"subtracted|added|sign|zero point")  # the zero point subtracted
def _(x):
    scale, zero = parts(x)
    return np.clip(np.round(x / scale) - zero, 0, 255).astype(np.uint8), scale, zero


@answers.right(3)
def _(v, d, y, tau, w):
    target = np.zeros_like(y)
    target[np.arange(len(y)), d] = 1
    soft = softmax(y / tau) - softmax(v / tau)
    return ((1 - w) * tau * soft + w * (softmax(y) - target)) / len(y)


@answers.right(3)
def _(v, d, y, tau, w):
    rows = []
    for v_n, d_n, y_n in zip(v, d, y, strict=True):
        hard = softmax(y_n)
        hard[d_n] -= 1
        rows.append(w * hard + (1 - w) * tau * (softmax(y_n / tau) - softmax(v_n / tau)))
    return np.stack(rows) / len(rows)


def terms(v, d, y, tau):
    """The soft and the hard part, means over the samples."""
    one_hot = np.eye(y.shape[1])[d]
    return tau * (softmax(y / tau) - softmax(v / tau)) / len(y), (softmax(y) - one_hot) / len(y)


@answers.wrong(3, r"weight|1 − w|w belongs")  # w on both parts
def _(v, d, y, tau, w):
    soft, hard = terms(v, d, y, tau)
    return w * soft + w * hard


@answers.wrong(3, r"weight|1 − w|w belongs")  # a sum without weights
def _(v, d, y, tau, w):
    soft, hard = terms(v, d, y, tau)
    return soft + hard


@answers.wrong(3, r"sign|minus")  # the signs of both
def _(v, d, y, tau, w):
    soft, hard = terms(v, d, y, tau)
    return -(1 - w) * soft - w * hard


@answers.wrong(3, r"hard|true labels|missing|left out")  # the soft part alone
def _(v, d, y, tau, w):
    return (1 - w) * terms(v, d, y, tau)[0]


@answers.wrong(3, r"soft|teacher|missing|left out")  # the hard part alone
def _(v, d, y, tau, w):
    return w * terms(v, d, y, tau)[1]


@answers.wrong(3, r"mean|divide|N\b|samples")  # N left out of the soft part
def _(v, d, y, tau, w):
    soft, hard = terms(v, d, y, tau)
    return (1 - w) * soft * len(y) + w * hard


@answers.wrong(3, r"mean|divide|N\b|samples")  # N left out of the hard part
def _(v, d, y, tau, w):
    soft, hard = terms(v, d, y, tau)
    return (1 - w) * soft + w * hard * len(y)


@answers.wrong(3, r"soften|both sides|divided by τ|temperature|factor")  # no temperature at all
def _(v, d, y, tau, w):
    soft, hard = terms(v, d, y, 1)
    return (1 - w) * soft + w * hard


@answers.wrong(3, r"factor|τ²|1/τ|leaves τ")  # divided by τ
def _(v, d, y, tau, w):
    soft, hard = terms(v, d, y, tau)
    return (1 - w) * soft / tau**2 + w * hard


@answers.wrong(3, r"softmax|probabilit|one-hot|hard|true labels")  # logits minus one-hot in the hard part
def _(v, d, y, tau, w):
    soft, _ = terms(v, d, y, tau)
    return (1 - w) * soft + w * (y - np.eye(y.shape[1])[d]) / len(y)


@answers.wrong(3, r"axis|row|each sample|class")  # the softmax over the samples
def _(v, d, y, tau, w):
    def columns(u):
        return softmax(u.T).T

    soft = tau * (columns(y / tau) - columns(v / tau)) / len(y)
    return (1 - w) * soft + w * terms(v, d, y, tau)[1]


@answers.wrong(3, r"loss|gradient|array|shape|number")  # the loss, not its gradient
def _(v, d, y, tau, w):
    soft = -(tau**2) * (softmax(v / tau) * np.log(softmax(y / tau))).sum() / len(y)
    hard = -np.log(softmax(y)[np.arange(len(y)), d]).mean()
    return (1 - w) * soft + w * hard


@answers.wrong(3, r"divided|len|mean|samples|classes|N\b")  # a mean over all entries
def _(v, d, y, tau, w):
    soft, hard = terms(v, d, y, tau)
    return ((1 - w) * soft + w * hard) * len(y) / y.size
