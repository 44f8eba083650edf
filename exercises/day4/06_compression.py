"""The exercises of lesson 4-06: a dot product of codes, codes without a sign, two kinds of targets."""

import numpy as np

from common.exercise import exercise
from common.functions import softmax

rng = np.random.default_rng(406)


def codes(n):
    return rng.integers(-128, 128, n).astype(np.int8)


EXTREME = np.array([127, -128, 127, 90, -3], dtype=np.int8)


@exercise(
    cases=[
        (codes(5), 37, codes(5)),
        (codes(300), -101, codes(300)),
        (EXTREME, -128, EXTREME),
        (np.full(400, 127, dtype=np.int8), -128, np.full(400, 120, dtype=np.int8)),
    ]
)
def integer_dot(q_x, z_x, q_w):
    return (q_x.astype(np.int32) - z_x) @ q_w.astype(np.int32)


def wide(q):
    return q.astype(np.int32)


for sentence, slip in [
    ("the products are added up in int8 and wrap around: make both arrays int32 first",
     lambda q_x, z_x, q_w: q_x @ q_w - z_x * q_w.sum(dtype=np.int32)),
    ("nothing is made wider than int8, and it wraps around: make both arrays int32 first",
     lambda q_x, z_x, q_w: (q_x - z_x) @ q_w),
    ("the products are int8 and wrap around before they are added up: make both arrays int32 first",
     lambda q_x, z_x, q_w: (q_x * q_w).sum(dtype=np.int32) - z_x * q_w.sum(dtype=np.int32)),
    ("the sum of q_w is kept in int8 and wraps around: give it dtype=np.int32",
     lambda q_x, z_x, q_w: wide(q_x) @ wide(q_w) - z_x * q_w.sum(dtype=np.int8)),
    ("the sum is kept in int16, which ends at 32 767: add up in int32",
     lambda q_x, z_x, q_w: (q_x.astype(np.int16) - np.int16(z_x)) @ q_w.astype(np.int16)),
    ("q_x − z_x is taken in int8 and wraps around: make q_x int32 before you subtract",
     lambda q_x, z_x, q_w: wide(q_x - np.int8(z_x)) @ wide(q_w)),
    ("the difference is cut to −128 … 127: q_x − z_x may be as large as 255",
     lambda q_x, z_x, q_w: np.clip(wide(q_x) - z_x, -128, 127) @ wide(q_w)),
    ("the zero point is left out: each input stands for q_x − z_x",
     lambda q_x, _z_x, q_w: wide(q_x) @ wide(q_w)),
    ("z_x is subtracted once from the sum: it belongs to every input, z_x times the sum of q_w",
     lambda q_x, z_x, q_w: wide(q_x) @ wide(q_w) - z_x),
    ("z_x is multiplied by the number of inputs: it is multiplied by the sum of q_w",
     lambda q_x, z_x, q_w: wide(q_x) @ wide(q_w) - z_x * len(q_w)),
    ("the zero point is added: an input stands for q_x − z_x",
     lambda q_x, z_x, q_w: (wide(q_x) + z_x) @ wide(q_w)),
    ("the zero point is taken from the weights: it belongs to the inputs",
     lambda q_x, z_x, q_w: wide(q_x) @ (wide(q_w) - z_x)),
    ("the zero point is taken from the weights too: it belongs to the inputs alone",
     lambda q_x, z_x, q_w: (wide(q_x) - z_x) @ (wide(q_w) - z_x)),
    ("the products are not added up: the answer is one number",
     lambda q_x, z_x, q_w: (wide(q_x) - z_x) * wide(q_w)),
]:  # fmt: skip
    integer_dot.slip(sentence)(slip)


def measured(q, scale, zero):
    """The type of the codes beside their values."""
    return np.asarray(q).astype(int), str(np.asarray(q).dtype), float(scale), int(zero)


def as_parts(answer, x):
    return measured(*answer(x))


@exercise(
    run=as_parts,
    names=("the codes", "the type of the codes", "the scale", "the zero point"),
    cases=[
        (np.array([-0.5, 1.0, 2.05]),),
        (np.array([[0.4, 1.7], [3.1, 0.9]]),),
        (np.array([-2.2, -0.31, -1.4]),),
        (np.array([-1.003, 0.25, 0.997, 0.5]),),
        (rng.standard_normal((4, 3)) * 3 + 1,),
        (np.array([-1.5, 40.25, 253.5]) / 128,),
    ],
)
def unsigned_codes(x):
    a, b = min(x.min(), 0), max(x.max(), 0)
    scale = (b - a) / 255
    zero = int(np.round(-a / scale))
    q = np.clip(np.round(x / scale) + zero, 0, 255).astype(np.uint8)
    return q, scale, zero


def version(ends=lambda x: (min(x.min(), 0), max(x.max(), 0)), steps=255, low=0, cut=True, kind=np.uint8):
    """``unsigned_codes`` with one thing changed."""

    def changed(x):
        a, b = ends(x)
        scale = (b - a) / steps
        zero = int(np.round(-a / scale)) + low
        q = np.round(x / scale) + zero
        q = np.clip(q, low, low + 255) if cut else q
        return q.astype(np.int64).astype(kind), scale, zero

    return changed


for sentence, slip in [
    ("the grid need not reach 0 here: it goes from the smallest to the largest of x and 0",
     version(ends=lambda x: (x.min(), x.max()))),
    ("the upper end of the grid is the largest of x alone: it is the largest of x and 0",
     version(ends=lambda x: (min(x.min(), 0), x.max()))),
    ("the lower end of the grid is the smallest of x alone: it is the smallest of x and 0",
     version(ends=lambda x: (x.min(), max(x.max(), 0)))),
    ("the grid is made symmetric, from −max|x| to max|x|: it goes from the smallest to the largest number",
     version(ends=lambda x: (-np.abs(x).max(), np.abs(x).max()))),
    ("the range is divided by 256: 256 codes have 255 steps between them", version(steps=256)),
    ("the range is divided by 127, as for half of the codes: codes from 0 to 255 have 255 steps",
     version(steps=127)),
    ("these are the codes of int8, from −128: uint8 starts at 0", version(low=-128, kind=np.int8)),
    ("the codes are not of type uint8", version(kind=np.int64)),
    ("the codes are still floats: change their type to uint8", version(kind=np.float64)),
    ("a code of 256 wraps around to 0: clip to 0 … 255 before you change the type", version(cut=False)),
]:  # fmt: skip
    unsigned_codes.slip(sentence)(slip)


def recoded(codes):
    """``unsigned_codes`` with other codes, before they are cut to 0 … 255."""

    def changed(x):
        _, scale, zero = unsigned_codes.reference(x)
        return np.clip(codes(x, scale, zero), 0, 255).astype(np.uint8), scale, zero

    return changed


for sentence, codes_of in [
    ("the codes are cut off, not rounded, when they become whole numbers", lambda x, s, z: x / s + z),
    ("the zero point is not added to the codes", lambda x, s, _z: np.round(x / s)),
    ("the zero point is subtracted from the codes: it is added", lambda x, s, z: np.round(x / s) - z),
    ("x is multiplied by the scale: it is divided by it", lambda x, s, z: np.round(x * s) + z),
]:
    unsigned_codes.slip(sentence)(recoded(codes_of))


@unsigned_codes.slip(
    "the zero point is always 128: the code of 0 is round(-a / scale), with the grid's lower end a"
)
def _(x):
    _, scale, _ = unsigned_codes.reference(x)
    return np.clip(np.round(x / scale) + 128, 0, 255).astype(np.uint8), scale, 128


@unsigned_codes.slip("the zero point is cut off, not rounded, when it becomes a whole number")
def _(x):
    _, scale, _ = unsigned_codes.reference(x)
    zero = int(-min(x.min(), 0) / scale)
    return np.clip(np.round(x / scale) + zero, 0, 255).astype(np.uint8), scale, zero


@unsigned_codes.slip(
    "the zero point is a / scale: the code of 0 lies above that of a, so its sign is the other"
)
def _(x):
    a, b = min(x.min(), 0), max(x.max(), 0)
    scale = (b - a) / 255
    zero = int(np.round(a / scale))
    return np.clip(np.round(x / scale) + zero, 0, 255).astype(np.uint8), scale, zero


@unsigned_codes.slip("the scale is 255 / range: it is the step between two codes, range / 255")
def _(x):
    q, scale, zero = unsigned_codes.reference(x)
    return q, 1 / scale, zero


def lesson(N, C, tau, w):
    """Logits of teacher and student, ids, temperature and weight of the true labels."""
    return 2 * rng.standard_normal((N, C)), rng.integers(0, C, N), 2 * rng.standard_normal((N, C)), tau, w


@exercise(cases=[lesson(3, 4, 2.5, 0.3), lesson(5, 3, 0.7, 0.2), lesson(2, 5, 4.0, 0.6)])
def student_gradient(v, d, y, tau, w):
    N, C = y.shape
    soft = tau * (softmax(y / tau) - softmax(v / tau)) / N
    hard = (softmax(y) - np.eye(C)[d]) / N
    return (1 - w) * soft + w * hard


def soft_part(v, y, tau):
    return tau * (softmax(y / tau) - softmax(v / tau)) / len(y)


def hard_part(d, y):
    return (softmax(y) - np.eye(y.shape[1])[d]) / len(y)


for sentence, soft in [
    ("τ² is left out of the soft part: its gradient has the factor τ, not 1/τ",
     lambda v, y, tau: soft_part(v, y, tau) / tau**2),
    ("the soft part has no factor of τ: τ² from the loss times 1/τ from y/τ leaves τ",
     lambda v, y, tau: soft_part(v, y, tau) / tau),
    ("the soft part has the factor τ²: the derivative through y/τ brings 1/τ, which leaves τ",
     lambda v, y, tau: soft_part(v, y, tau) * tau),
    ("the student's answer in the soft part is not softened: both sides are divided by τ",
     lambda v, y, tau: tau * (softmax(y) - softmax(v / tau)) / len(y)),
    ("the teacher's answer is not softened: both sides are divided by τ",
     lambda v, y, tau: tau * (softmax(y / tau) - softmax(v)) / len(y)),
    ("the logits are multiplied by τ: they are divided by it",
     lambda v, y, tau: tau * (softmax(y * tau) - softmax(v * tau)) / len(y)),
    ("there is no temperature: in the soft part both sides are divided by τ",
     lambda v, y, _tau: soft_part(v, y, 1)),
    ("the soft part is not divided by N: it is a mean over the samples",
     lambda v, y, tau: soft_part(v, y, tau) * len(y)),
    ("the softmax of the soft part runs over the samples: it runs over the classes of each sample",
     lambda v, y, tau: soft_part(v.T, y.T, tau).T * y.shape[1] / len(y)),
    ("teacher and student are exchanged in the soft part: it is the student's answer minus the teacher's",
     lambda v, y, tau: soft_part(y, v, tau)),
    ("logits are compared, not probabilities: the soft part needs a softmax on both sides",
     lambda v, y, tau: tau * (y / tau - v / tau) / len(y)),
]:  # fmt: skip
    student_gradient.slip(sentence)(
        lambda v, d, y, tau, w, soft=soft: (1 - w) * soft(v, y, tau) + w * hard_part(d, y)
    )


for sentence, weights in [
    ("the weights are exchanged: w belongs to the true labels, 1 − w to the teacher", lambda w: (w, 1 - w)),
    ("the soft part has the weight 1: it is 1 − w", lambda w: (1, w)),
    ("the soft part has the weight w: it is 1 − w, as w belongs to the true labels", lambda w: (w, w)),
]:
    student_gradient.slip(sentence)(
        lambda v, d, y, tau, w, weights=weights: (
            weights(w)[0] * soft_part(v, y, tau) + weights(w)[1] * hard_part(d, y)
        )
    )


@student_gradient.slip("the true labels are compared at temperature τ: their part has temperature 1")
def _(v, d, y, tau, w):
    return (1 - w) * soft_part(v, y, tau) + w * hard_part(d, y / tau)


@student_gradient.slip("the hard part is not divided by N: it is a mean over the samples")
def _(v, d, y, tau, w):
    return (1 - w) * soft_part(v, y, tau) + w * hard_part(d, y) * len(y)


@student_gradient.slip("the hard part compares logits with the true labels: it needs a softmax")
def _(v, d, y, tau, w):
    return (1 - w) * soft_part(v, y, tau) + w * (y - np.eye(y.shape[1])[d]) / len(y)


@student_gradient.slip(
    "that is the loss, one number: its gradient has one number for each logit of the student"
)
def _(v, d, y, tau, w):
    soft = -(tau**2) * (softmax(v / tau) * np.log(softmax(y / tau))).sum() / len(y)
    return (1 - w) * soft - w * np.log(softmax(y)[np.arange(len(y)), d]).mean()


@student_gradient.slip(
    "the gradient is divided by the number of classes too: the loss is a mean over the samples"
)
def _(v, d, y, tau, w):
    return student_gradient.reference(v, d, y, tau, w) / y.shape[1]


@student_gradient.slip("the mean over the samples is missing: divide by N")
def _(v, d, y, tau, w):
    return student_gradient.reference(v, d, y, tau, w) * len(y)
