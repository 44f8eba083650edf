"""The exercises of lesson 3-04: their inputs, references and usual slips."""

import numpy as np

from common.exercise import exercise
from common.functions import sigmoid


def weights(seed, D, H):
    rng = np.random.default_rng(seed)
    return rng.standard_normal((D, 3 * H)), rng.standard_normal((H, 3 * H)), rng.standard_normal(3 * H)


@exercise(names=("W_in", "W", "b"), cases=[weights(1, 2, 1), weights(2, 3, 4), weights(3, 1, 2)])
def other_convention(W_in, W, b):
    H = len(W)
    signs = np.repeat([1.0, -1.0, 1.0], H)
    return W_in * signs, W * signs, b * signs


def signed(r, z, n, parts=(1, 1, 1)):
    """The three arrays with their blocks multiplied by r, z, n, where ``parts`` is 1; else as they were."""

    def version(W_in, W, b):
        signs = np.repeat([float(r), float(z), float(n)], len(W))
        return tuple(
            array * signs if part else array.copy() for array, part in zip((W_in, W, b), parts, strict=True)
        )

    return version


for sentence, version in [
    ("nothing has changed: the block of z needs another sign", signed(1, 1, 1)),
    ("all blocks are negated: only z changes its side", signed(-1, -1, -1)),
    ("the block of r is negated: the update gate z is the second block", signed(-1, 1, 1)),
    ("the block of n is negated: the update gate z is the second block", signed(1, 1, -1)),
    ("both gates are negated: the reset gate stays as it is", signed(-1, -1, 1)),
    ("only the bias is negated: z depends on W_in and W too", signed(1, -1, 1, (0, 0, 1))),
    ("the bias is left out: all that makes z is negated", signed(1, -1, 1, (1, 1, 0))),
    ("W_in is left out: all that makes z is negated", signed(1, -1, 1, (0, 1, 1))),
    ("W is left out: all that makes z is negated", signed(1, -1, 1, (1, 0, 1))),
    ("the block of z is set to 0: it is negated", signed(1, 0, 1)),
    ("z and n are both negated: the candidate stays as it is", signed(1, -1, -1)),
]:
    other_convention.slip(sentence)(version)


def rebuilt(change):
    """The three arrays with ``change`` done to their blocks r, z, n."""
    return lambda *arrays: tuple(
        np.concatenate(change(*np.split(array, 3, axis=-1)), axis=-1) for array in arrays
    )


for sentence, version in [
    ("1 − w stands where −w belongs: 1 − σ(u) = σ(−u)", rebuilt(lambda r, z, n: (r, 1 - z, n))),
    ("1 / w stands where −w belongs: 1 − σ(u) = σ(−u)", rebuilt(lambda r, z, n: (r, 1 / z, n))),
    (
        "1 − σ(w) stands where −w belongs: the weights are not gates, and 1 − σ(u) = σ(−u)",
        rebuilt(lambda r, z, n: (r, 1 - sigmoid(z), n)),
    ),
    (
        "r and z have changed places: the blocks keep their order, z changes its sign",
        rebuilt(lambda r, z, n: (z, r, n)),
    ),
    (
        "z and n have changed places: the blocks keep their order, z changes its sign",
        rebuilt(lambda r, z, n: (r, n, z)),
    ),
]:
    other_convention.slip(sentence)(version)


@other_convention.slip("the rows H to 2H are negated: the blocks stand side by side, so it is the columns")
def _(W_in, W, b):
    rows = slice(len(W), 2 * len(W))
    arrays = W_in.copy(), W.copy(), b.copy()
    for array in arrays:
        array[rows] *= -1
    return arrays


@other_convention.slip("one column is negated: the block of z has H of them, H to 2H")
def _(W_in, W, b):
    signs = np.where(np.arange(len(b)) == 1, -1, 1)
    return W_in * signs, W * signs, b * signs


def step_inputs(seed, N, D, H):
    rng = np.random.default_rng(seed)
    return rng.standard_normal((N, D)), rng.standard_normal((N, H)), *weights(seed, D, H)


@exercise(cases=[step_inputs(1, 2, 3, 4), step_inputs(2, 5, 2, 3), step_inputs(3, 1, 1, 1)])
def reset_before_step(x, h, W_in, W, b):
    H = len(W)
    xr, xz, xn = np.split(x @ W_in + b, 3, axis=1)
    r = sigmoid(xr + h @ W[:, :H])
    z = sigmoid(xz + h @ W[:, H : 2 * H])
    n = np.tanh(xn + (r * h) @ W[:, 2 * H :])
    return z * h + (1 - z) * n


def altered(
    blend=lambda z, h, n, _r: z * h + (1 - z) * n,
    past=lambda r, h, W: (r * h) @ W,
    candidate=np.tanh,
    order=(0, 1, 2),
    seen=lambda h: h,
    scale=lambda _r, x: x,
    gate=sigmoid,
    update_sees=lambda _r, h: h,
):
    """``reset_before_step`` with one part replaced."""

    def version(x, h, W_in, W, b):
        parts, blocks = np.split(x @ W_in + b, 3, axis=1), np.split(W, 3, axis=1)
        (xr, xz, xn), (W_r, W_z, W_n) = ([group[k] for k in order] for group in (parts, blocks))
        r = gate(xr + seen(h) @ W_r)
        z = gate(xz + update_sees(r, seen(h)) @ W_z)
        return blend(z, h, candidate(scale(r, xn) + past(r, h, W_n)), r)

    return version


for sentence, version in [
    (
        "z multiplies the candidate and 1 − z the old state: here z = 1 copies",
        altered(blend=lambda z, h, n, _r: (1 - z) * h + z * n),
    ),
    (
        "the reset gate acts after the product: here it acts on h before it",
        altered(past=lambda r, h, W: r * (h @ W)),
    ),
    ("the reset gate is left out", altered(past=lambda _r, h, W: h @ W)),
    ("the past is left out of the candidate", altered(past=lambda _r, _h, _W: 0)),
    (
        "1 − r stands where r belongs: r = 0 leaves the past out",
        altered(past=lambda r, h, W: ((1 - r) * h) @ W),
    ),
    ("the candidate is a tanh: here it is a sigmoid", altered(candidate=sigmoid)),
    ("the candidate goes without its tanh", altered(candidate=lambda u: u)),
    ("the blocks are taken in the order z, r, n: here it is r, z, n", altered(order=(1, 0, 2))),
    ("the gates do not see h", altered(seen=lambda h: 0 * h)),
    (
        "the reset gate also multiplies the input's part: it acts on the past alone",
        altered(scale=lambda r, x: r * x),
    ),
    ("this is the candidate alone: it is blended with the old state", altered(blend=lambda _z, _h, n, _r: n)),
    ("the old state is left out of the blend", altered(blend=lambda z, _h, n, _r: (1 - z) * n)),
    ("the candidate is added whole: it is multiplied by 1 − z", altered(blend=lambda z, h, n, _r: z * h + n)),
    (
        "the old state is added whole: it is multiplied by z",
        altered(blend=lambda z, h, n, _r: h + (1 - z) * n),
    ),
    (
        "r blends here: it is the update gate z that does",
        altered(blend=lambda _z, h, n, r: r * h + (1 - r) * n),
    ),
    (
        "the reset gate also acts on the old state in the blend: it acts in the candidate alone",
        altered(blend=lambda z, h, n, r: z * r * h + (1 - z) * n),
    ),
    ("the gates are sigmoids: here they are tanh", altered(gate=np.tanh)),
    (
        "the update gate sees r h: the reset gate acts in the candidate alone",
        altered(update_sees=lambda r, h: r * h),
    ),
    ("the blocks are taken in the order r, n, z: here it is r, z, n", altered(order=(0, 2, 1))),
]:
    reset_before_step.slip(sentence)(version)


@reset_before_step.slip("the candidate goes without its bias: b has a block for each of r, z, n")
def _(x, h, W_in, W, b):
    return reset_before_step.reference(x, h, W_in, W, b * (np.arange(len(b)) < 2 * len(W)))


@reset_before_step.slip("the blocks of W are transposed: it is h @ W, as they stand")
def _(x, h, W_in, W, b):
    turned = [block.T for block in np.split(W, 3, axis=1)]
    return reset_before_step.reference(x, h, W_in, np.concatenate(turned, axis=1), b)


def slopes(seed, N, H):
    rng = np.random.default_rng(seed)
    dh, h, u_r, u_z, u_n = rng.standard_normal((5, N, H))
    return dh, h, sigmoid(u_r), sigmoid(u_z), np.tanh(u_n), rng.standard_normal((H, 3 * H))


@exercise(
    names=("du_r", "du_z", "du_n", "dh_before"), cases=[slopes(1, 2, 3), slopes(2, 4, 2), slopes(3, 1, 1)]
)
def reset_before_backward(dh, h, r, z, n, W):
    W_r, W_z, W_n = np.split(W, 3, axis=1)
    du_n = dh * (1 - z) * (1 - n**2)
    du_z = dh * (h - n) * z * (1 - z)
    d_kept = du_n @ W_n.T
    du_r = d_kept * h * r * (1 - r)
    return du_r, du_z, du_n, dh * z + d_kept * r + du_r @ W_r.T + du_z @ W_z.T


def wrong_slopes(
    write=lambda z: 1 - z,
    squash=lambda n: 1 - n**2,
    blend=lambda h, n: h - n,
    logistic=lambda s: s * (1 - s),
    kept=lambda dk, h: dk * h,
    transpose=lambda W: W.T,
    ways=lambda straight, kept, gates: straight + kept + gates,
    through=lambda dk, r: dk * r,
):
    """``reset_before_backward`` with one part replaced."""

    def version(dh, h, r, z, n, W):
        W_r, W_z, W_n = (transpose(block) for block in np.split(W, 3, axis=1))
        du_n, du_z = dh * write(z) * squash(n), dh * blend(h, n) * logistic(z)
        d_kept = du_n @ W_n
        du_r = kept(d_kept, h) * logistic(r)
        return du_r, du_z, du_n, ways(dh * z, through(d_kept, r), du_r @ W_r + du_z @ W_z)

    return version


for sentence, version in [
    ("the straight way, dh z, is missing in dh_before", wrong_slopes(ways=lambda _s, k, g: k + g)),
    ("the straight way, dh z, is subtracted: ways add", wrong_slopes(ways=lambda s, k, g: k + g - s)),
    ("the ways through the two gates are missing in dh_before", wrong_slopes(ways=lambda s, k, _g: s + k)),
    ("the way through the candidate is missing in dh_before", wrong_slopes(ways=lambda s, _k, g: s + g)),
    ("only the straight way is in dh_before: there are four", wrong_slopes(ways=lambda s, _k, _g: s)),
    (
        "r stands in the way through the candidate: it is missing in dh_before",
        wrong_slopes(through=lambda dk, _r: dk),
    ),
    ("the slope of z is dh (h − n): the candidate's part is missing", wrong_slopes(blend=lambda h, _n: h)),
    ("the slope of z has the wrong sign: it is dh (h − n)", wrong_slopes(blend=lambda h, n: n - h)),
    ("the candidate is multiplied by 1 − z: here it is z", wrong_slopes(write=lambda z: z)),
    ("the candidate is multiplied by 1 − z, and so is its slope", wrong_slopes(write=lambda _z: 1)),
    ("the slope of the candidate's tanh, 1 − n², is missing", wrong_slopes(squash=lambda _n: 1)),
    (
        "the candidate has the slope of a sigmoid, n (1 − n): it is a tanh",
        wrong_slopes(squash=lambda n: n * (1 - n)),
    ),
    ("the slopes of the sigmoids, s (1 − s), are missing", wrong_slopes(logistic=lambda _s: 1)),
    ("the sigmoids have the slope of a tanh: theirs is s (1 − s)", wrong_slopes(logistic=lambda s: 1 - s**2)),
    ("r multiplies h: the slope of r lacks the factor h", wrong_slopes(kept=lambda dk, _h: dk)),
    ("the weights are not transposed: a slope goes back through W.T", wrong_slopes(transpose=lambda W: W)),
]:
    reset_before_backward.slip(sentence)(version)


@reset_before_backward.slip(
    "this is the form with the reset gate after the product: here r multiplies h before it"
)
def _(dh, h, r, z, n, W):
    W_r, W_z, W_n = np.split(W, 3, axis=1)
    du_n, du_z = dh * (1 - z) * (1 - n**2), dh * (h - n) * z * (1 - z)
    du_r = du_n * (h @ W_n) * r * (1 - r)
    return du_r, du_z, du_n, dh * z + (du_n * r) @ W_n.T + du_r @ W_r.T + du_z @ W_z.T


@reset_before_backward.slip("the straight way has the factor z: here it is 1 − z")
def _(dh, h, r, z, n, W):
    *du, dh_before = reset_before_backward.reference(dh, h, r, z, n, W)
    return *du, dh_before + dh * (1 - 2 * z)
