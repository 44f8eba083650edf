"""The exercises of lesson 3-03: their inputs, references and usual slips."""

import numpy as np

from common.exercise import exercise
from common.functions import sigmoid


@exercise(cases=[(2, 3, False), (2, 3, True), (100, 100, False), (7, 5, True), (1, 1, True)])
def lstm_parameters(D, H, peepholes):
    return 4 * (D * H + H * H + H) + (3 * H if peepholes else 0)


for sentence, wrong in [
    ("there are four blocks, not three: the candidate g has weights of its own", (3, 1, 1, 3)),
    ("there are four blocks, three gates and the candidate: here there are two", (2, 1, 1, 3)),
    ("there are four blocks: the cell itself has no weights", (5, 1, 1, 3)),
    ("this is one block: there are four, three gates and the candidate", (1, 1, 1, 3)),
    ("the biases are missing: H for each of the four blocks", (4, 1, 0, 3)),
    ("the matrix of h is missing: H² weights for each of the four blocks", (4, 0, 1, 3)),
    ("each block has one bias vector here, not two", (4, 1, 2, 3)),
    ("there are three peepholes, one a gate: the candidate g has none", (4, 1, 1, 4)),
    ("the three peepholes, H weights for each gate, are left out", (4, 1, 1, 0)),
    ("there are three peepholes, one a gate: here each of the four blocks has three", (4, 1, 1, 12)),
    ("a peephole has one weight for each cell: there are three vectors of them", (4, 1, 1, 1)),
]:

    def version(D, H, peepholes, wrong=wrong):
        blocks, recurrent, biases, looks = wrong
        return blocks * (D * H + recurrent * H * H + biases * H) + (looks * H if peepholes else 0)

    lstm_parameters.slip(sentence)(version)


@lstm_parameters.slip("a block has H biases, one a unit: here it has one number")
def _(D, H, peepholes):
    return 4 * (D * H + H * H + 1) + (3 * H if peepholes else 0)


@lstm_parameters.slip("the peepholes are counted when peepholes is False, and left out when it is True")
def _(D, H, peepholes):
    return 4 * (D * H + H * H + H) + (0 if peepholes else 3 * H)


@lstm_parameters.slip("the peepholes are counted even when peepholes is False")
def _(D, H, _peepholes):
    return 4 * (D * H + H * H + H) + 3 * H


@lstm_parameters.slip("a peephole is a vector of H weights: this counts matrices, H²")
def _(D, H, peepholes):
    return 4 * (D * H + H * H + H) + (3 * H * H if peepholes else 0)


@lstm_parameters.slip("the matrix of h has H rows: here it has D")
def _(D, H, peepholes):
    return 4 * (2 * D * H + H) + (3 * H if peepholes else 0)


def step_inputs(seed, N, D, H):
    rng = np.random.default_rng(seed)
    shapes = [(N, D), (N, H), (N, H), (D, 4 * H), (H, 4 * H), 4 * H, H, H, H]
    return tuple(rng.standard_normal(shape) for shape in shapes)


@exercise(names=("h", "c"), cases=[step_inputs(1, 2, 3, 4), step_inputs(2, 5, 2, 3), step_inputs(3, 1, 1, 1)])
def peephole_step(x, h, c, W_in, W, b, p_i, p_f, p_o):
    ui, uf, ug, uo = np.split(x @ W_in + h @ W + b, 4, axis=1)
    i = sigmoid(ui + p_i * c)
    f = sigmoid(uf + p_f * c)
    c = f * c + i * np.tanh(ug)
    o = sigmoid(uo + p_o * c)
    return o * np.tanh(c), c


def altered(
    look=lambda p, _h, c: p * c,
    split=lambda ui, uf, ug, uo: (ui, uf, ug, uo),
    write=lambda f, i, c, g: f * c + i * g,
    seen=lambda _old, new: new,
    show=np.tanh,
    candidate=np.tanh,
    gate=sigmoid,
):
    """``peephole_step`` with one part replaced."""

    def version(x, h, c, W_in, W, b, p_i, p_f, p_o):
        ui, uf, ug, uo = split(*np.split(x @ W_in + h @ W + b, 4, axis=1))
        i, f = gate(ui + look(p_i, h, c)), gate(uf + look(p_f, h, c))
        new = write(f, i, c, candidate(ug))
        o = gate(uo + look(p_o, h, seen(c, new)))
        return o * show(new), new

    return version


for sentence, version in [
    (
        "the output gate sees the old cell: it comes last, and sees the new one",
        altered(seen=lambda old, _new: old),
    ),
    ("the peepholes are left out", altered(look=lambda _p, _h, _c: 0)),
    ("the peepholes look at h: they look into the cell c", altered(look=lambda p, h, _c: p * h)),
    (
        "the peepholes look at tanh(c): they see the cell as it is",
        altered(look=lambda p, _h, c: p * np.tanh(c)),
    ),
    (
        "the blocks are taken in the order i, f, o, g: here it is i, f, g, o",
        altered(split=lambda i, f, o, g: (i, f, g, o)),
    ),
    (
        "input and forget gate have changed places: the order is i, f, g, o",
        altered(split=lambda f, i, g, o: (i, f, g, o)),
    ),
    (
        "f = 1 keeps the old cell: 1 − f stands where f belongs",
        altered(write=lambda f, i, c, g: (1 - f) * c + i * g),
    ),
    ("the old cell is not multiplied by the forget gate", altered(write=lambda _f, i, c, g: c + i * g)),
    ("what is written is i g: the input gate is missing", altered(write=lambda f, _i, c, g: f * c + g)),
    ("h = o c: the tanh around the new cell is missing", altered(show=lambda c: c)),
    ("the candidate g is a tanh: here it is a sigmoid", altered(candidate=sigmoid)),
    (
        "the output gate sees tanh of the new cell: it sees the cell as it is",
        altered(seen=lambda _old, new: np.tanh(new)),
    ),
    (
        "the peepholes are added to the pre-activations: here they are subtracted",
        altered(look=lambda p, _h, c: -p * c),
    ),
    (
        "a peephole is a product element by element: each gate sees its own cell, not a sum over all",
        altered(look=lambda p, _h, c: (c @ p)[:, None]),
    ),
    ("the gates are sigmoids: here they are tanh", altered(gate=np.tanh)),
    ("h = o tanh(c): here a sigmoid is around the new cell", altered(show=sigmoid)),
    (
        "the blocks are taken in the order o, i, f, g: here it is i, f, g, o",
        altered(split=lambda o, i, f, g: (i, f, g, o)),
    ),
    (
        "the blocks are taken in the order i, g, f, o: here it is i, f, g, o",
        altered(split=lambda i, g, f, o: (i, f, g, o)),
    ),
]:
    peephole_step.slip(sentence)(version)


@peephole_step.slip("the old cell is returned where the new one belongs")
def _(x, h, c, W_in, W, b, p_i, p_f, p_o):
    return peephole_step.reference(x, h, c, W_in, W, b, p_i, p_f, p_o)[0], c


@peephole_step.slip("h is made of the old cell: it shows the new one")
def _(x, h, c, W_in, W, b, p_i, p_f, p_o):
    new = peephole_step.reference(x, h, c, W_in, W, b, p_i, p_f, p_o)[1]
    return sigmoid(np.split(x @ W_in + h @ W + b, 4, axis=1)[3] + p_o * new) * np.tanh(c), new


@peephole_step.slip("the part of h, h @ W, is left out of the pre-activations")
def _(x, h, *rest):
    return peephole_step.reference(x, 0 * h, *rest)


@peephole_step.slip("the part of x, x @ W_in, is left out of the pre-activations")
def _(x, *rest):
    return peephole_step.reference(0 * x, *rest)


@peephole_step.slip("the new cell comes first: the order is h, c")
def _(*case):
    return peephole_step.reference(*case)[::-1]


@peephole_step.slip("input and forget gate see the new cell, made without peepholes: they see the old one")
def _(x, h, c, W_in, W, b, p_i, p_f, p_o):
    ui, uf, ug, uo = np.split(x @ W_in + h @ W + b, 4, axis=1)
    first = sigmoid(uf) * c + sigmoid(ui) * np.tanh(ug)
    new = sigmoid(uf + p_f * first) * c + sigmoid(ui + p_i * first) * np.tanh(ug)
    return sigmoid(uo + p_o * new) * np.tanh(new), new


def slopes(seed, N, H):
    rng = np.random.default_rng(seed)
    dh, dc, c_before, u_f, u_o, u_g = rng.standard_normal((6, N, H))
    return dh, dc, 2 * c_before, sigmoid(u_f), sigmoid(u_o), np.tanh(u_g)


small = tuple(np.array([[number]]) for number in (0.0, 1.0, 2.0, 0.5, 0.5, 0.0))


@exercise(names=("duf", "duo", "dug", "dc_before"), cases=[slopes(1, 2, 3), slopes(2, 4, 2), small])
def coupled_backward(dh, dc, c_before, f, o, g):
    tanh_c = np.tanh(f * c_before + (1 - f) * g)
    dc = dc + dh * o * (1 - tanh_c**2)
    duf = dc * (c_before - g) * f * (1 - f)
    duo = dh * tanh_c * o * (1 - o)
    dug = dc * (1 - f) * (1 - g**2)
    return duf, duo, dug, dc * f


def wrong_slopes(
    arrive=lambda dh, dc, o, t: dc + dh * o * (1 - t**2),
    keep=lambda dc, c, g: dc * (c - g),
    logistic=lambda s: s * (1 - s),
    shown=lambda c: np.tanh(c),
    write=lambda f: 1 - f,
    candidate=lambda g: 1 - g**2,
    before=lambda dc, f: dc * f,
    cell=lambda c, f, g: f * c + (1 - f) * g,
):
    """``coupled_backward`` with one part replaced."""

    def version(dh, dc, c_before, f, o, g):
        c = cell(c_before, f, g)
        dc = arrive(dh, dc, o, np.tanh(c))
        duf = keep(dc, c_before, g) * logistic(f)
        return duf, dh * shown(c) * logistic(o), dc * write(f) * candidate(g), before(dc, f)

    return version


for sentence, version in [
    (
        "the way through the next cell is left out: dc comes in from there, and is added",
        wrong_slopes(arrive=lambda dh, _dc, o, t: dh * o * (1 - t**2)),
    ),
    (
        "the way through h is left out: dh o (1 − tanh² c) is added to dc",
        wrong_slopes(arrive=lambda _dh, dc, _o, _t: dc),
    ),
    (
        "the slope of the tanh around c, 1 − tanh² c, is missing",
        wrong_slopes(arrive=lambda dh, dc, o, _t: dc + dh * o),
    ),
    (
        "the output gate is missing on the way from h to c",
        wrong_slopes(arrive=lambda dh, dc, _o, t: dc + dh * (1 - t**2)),
    ),
    (
        "f stands at two places: the part through 1 − f, which is −dc g, is missing",
        wrong_slopes(keep=lambda dc, c, _g: dc * c),
    ),
    (
        "the part through 1 − f has a minus: f is multiplied by c_before − g",
        wrong_slopes(keep=lambda dc, c, g: dc * (c + g)),
    ),
    (
        "the slope of f has the wrong sign: it is dc (c_before − g)",
        wrong_slopes(keep=lambda dc, c, g: dc * (g - c)),
    ),
    ("the slopes of the sigmoids, s (1 − s), are missing", wrong_slopes(logistic=lambda _s: 1)),
    ("the sigmoids have the slope of a tanh: theirs is s (1 − s)", wrong_slopes(logistic=lambda s: 1 - s**2)),
    ("h = o tanh(c): the slope of o has c where tanh(c) belongs", wrong_slopes(shown=lambda c: c)),
    ("the candidate is multiplied by 1 − f: here it is f", wrong_slopes(write=lambda f: f)),
    ("the candidate is multiplied by 1 − f, and so is its slope", wrong_slopes(write=lambda _f: 1)),
    ("the slope of the candidate's tanh, 1 − g², is missing", wrong_slopes(candidate=lambda _g: 1)),
    (
        "the candidate has the slope of a sigmoid, g (1 − g): it is a tanh",
        wrong_slopes(candidate=lambda g: g * (1 - g)),
    ),
    (
        "the old cell is multiplied by f: its slope has 1 − f here",
        wrong_slopes(before=lambda dc, f: dc * (1 - f)),
    ),
    ("the old cell is multiplied by f, and so is its slope", wrong_slopes(before=lambda dc, _f: dc)),
    ("the tanh is that of the old cell: h shows the new one", wrong_slopes(cell=lambda c, _f, _g: c)),
    (
        "in the new cell f and 1 − f have changed places: f keeps the old cell",
        wrong_slopes(cell=lambda c, f, g: (1 - f) * c + f * g),
    ),
]:
    coupled_backward.slip(sentence)(version)


@coupled_backward.slip("dc_before is made of the dc that arrived: the way through h is missing in it")
def _(dh, dc, c_before, f, o, g):
    return *coupled_backward.reference(dh, dc, c_before, f, o, g)[:3], dc * f


@coupled_backward.slip("the order is duf, duo, dug, dc_before: duo and dug have changed places")
def _(*case):
    duf, duo, dug, dc_before = coupled_backward.reference(*case)
    return duf, dug, duo, dc_before


@coupled_backward.slip("dc is multiplied by f on its arrival: it is the slope at this cell already")
def _(dh, dc, c_before, f, o, g):
    return coupled_backward.reference(dh, dc * f, c_before, f, o, g)


@coupled_backward.slip("the order is duf, duo, dug, dc_before: here the old cell's slope comes first")
def _(*case):
    duf, duo, dug, dc_before = coupled_backward.reference(*case)
    return dc_before, duf, duo, dug
