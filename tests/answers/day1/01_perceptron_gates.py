"""Answers to the exercises of lesson 1-01: a gate of three inputs, one step of the rule, parity."""

import numpy as np

from tests.answers import Answers

answers = Answers()


def perceptron(x, w, b):
    return (x @ w + b > 0).astype(int)


@answers.right(1)
def _(x):
    return perceptron(x, np.array([2.0, 2.0, 2.0]), -3.0)


@answers.right(1)
def _(x):
    return (x[..., 0] + x[..., 1] + x[..., 2]) // 2


@answers.right(1)
def _(x):
    on = sum(1 for value in x if value == 1)
    return 1 if on >= 2 else 0


@answers.wrong(1, r"(?i)\bAND\b|all three|u = 0|does not fire|equal|bias")  # a bias made for u >= 0
def _(x):
    return perceptron(x, np.ones(3), -2)


@answers.wrong(1, r"(?i)\bOR\b|one (input )?(is|on)|any|bias")  # one input is enough
def _(x):
    return perceptron(x, np.ones(3), -0.5)


@answers.wrong(1, r"(?i)always|every entry is 1|bias|minus|sign")  # the bias with the wrong sign
def _(x):
    return perceptron(x, np.ones(3), 1.5)


@answers.wrong(1, r"(?i)third|last|two inputs|x\[2\] does not count")  # a gate of the first two inputs
def _(x):
    return perceptron(x, np.array([1, 1, 0]), -1.5)


@answers.wrong(1, r"(?i)exactly|all three|three")  # exactly two, not at least two
def _(x):
    return int(np.sum(x) == 2)


@answers.wrong(1, r"(?i)step|> 0|fire|u itself|perceptron|compar")  # the weighted sum itself
def _(x):
    return x @ np.ones(3) - 1.5


@answers.wrong(1, r"(?i)wrong way round|exchanged|sign|opposite|NOT|1 minus")  # fires when most are off
def _(x):
    return perceptron(x, -np.ones(3), 1.5)


@answers.wrong(1, r"(?i)weight|more important|alone|first")  # the first input counts twice
def _(x):
    return perceptron(x, np.array([2, 1, 1]), -1.5)


@answers.wrong(1, r"(?i)against|negative")  # the last input counts against
def _(x):
    return perceptron(x, np.array([1, 1, -1]), -1.5)


@answers.wrong(1, r"(?i)parity|odd|XOR|even")  # an odd number of inputs
def _(x):
    return np.sum(x) % 2


@answers.right(2)
def _(w, b, x, d):
    w = np.array(w, dtype=np.float64)
    if np.sign(sum(wi * xi for wi, xi in zip(w, x, strict=True)) + b) != d:
        return w + d * np.asarray(x), b + d
    return w, b


@answers.right(2)
def _(w, b, x, d):
    wrong = d * (np.dot(w, x) + b) <= 0
    return w + wrong * d * x, b + wrong * d


@answers.wrong(2, r"(?i)equal|on the line|u = 0|at most|<=|does not count")  # a point on the line stays
def _(w, b, x, d):
    if d * (w @ x + b) < 0:
        return w + d * x, b + d
    return w, b


@answers.wrong(2, r"(?i)d - y|d − y|twice|factor 2|0 (or|and) 1|target")  # lesson's rule with y = 0 or 1
def _(w, b, x, d):
    y = perceptron(x, w, b)
    return w + (d - y) * x, b + (d - y)


@answers.wrong(2, r"(?i)d - y|d − y|twice|factor 2|doubl")  # (d - y) with the sign for y is twice d, but at 0
def _(w, b, x, d):
    y = np.sign(w @ x + b)
    return w + (d - y) * x, b + (d - y)


@answers.wrong(2, r"(?i)special case|condition|always|right answers|every")  # corrects what is right
def _(w, b, x, d):
    return w + d * x, b + d


@answers.wrong(2, r"(?i)minus|subtract|sign")  # away from the example
def _(w, b, x, d):
    if d * (w @ x + b) <= 0:
        return w - d * x, b - d
    return w, b


@answers.wrong(2, r"(?i)\bb\b|bias|left out|d is")  # the bias stays
def _(w, b, x, d):
    if d * (w @ x + b) <= 0:
        return w + d * x, b
    return w, b


@answers.wrong(2, r"(?i)\bb\b|bias")  # u without the bias
def _(w, b, x, d):
    if d * (w @ x) <= 0:
        return w + d * x, b + d
    return w, b


@answers.wrong(2, r"(?i)condition|wrong way")  # corrects when it is right
def _(w, b, x, d):
    if d * (w @ x + b) > 0:
        return w + d * x, b + d
    return w, b


@answers.wrong(2, r"(?i)\bd\b.*left out|\bd is missing|factor d|without d|sign")  # always towards x
def _(w, b, x, d):
    if d * (w @ x + b) <= 0:
        return w + x, b + 1
    return w, b


@answers.wrong(2, r"(?i)in place|copy")  # writes into the caller's weights
def _(w, b, x, d):
    if d * (w @ x + b) <= 0:
        w += d * x
        b += d
    return w, b


@answers.wrong(2, r"(?i)margin|at most 0|condition|1 stands where 0 belongs")  # a margin of one is asked for
def _(w, b, x, d):
    if d * (w @ x + b) < 1:
        return w + d * x, b + d
    return w, b


@answers.wrong(2, r"(?i)2 results|None|return")  # only the wrong case returns something
def _(w, b, x, d):
    if d * (w @ x + b) <= 0:
        return w + d * x, b + d
    return None


@answers.wrong(2, r"(?i)\bd\b|\bu\b|condition")  # looks at u alone, as for targets of 0 and 1
def _(w, b, x, d):
    if w @ x + b <= 0:
        return w + d * x, b + d
    return w, b


@answers.wrong(2, r"(?i)d - u|d − u")  # the correction in proportion to the distance
def _(w, b, x, d):
    u = w @ x + b
    return w + (d - u) * x, b + (d - u)


def network(x, W1, b1, w2, b2):
    return perceptron(perceptron(x, np.array(W1), np.array(b1)), np.array(w2), b2)


@answers.right(3)  # one hidden unit for each of the four rows that should fire
def _(x):
    rows = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]])
    return network(x, (2 * rows - 1).T, 0.5 - rows.sum(axis=1), [1, 1, 1, 1], -0.5)


@answers.right(3)
def _(x):
    return network(x, -np.ones((3, 3)), [0.5, 1.5, 2.5], [-2, 2, -2], 1)


@answers.right(3)
def _(x):
    return int(x[0]) ^ int(x[1]) ^ int(x[2])


@answers.wrong(3, r"(?i)exactly one|all three")  # the two-input net with one input more
def _(x):
    return network(x, [[-1, 1], [-1, 1], [-1, 1]], [1.5, -0.5], [1, 1], -1.5)


@answers.wrong(3, r"(?i)not all|alike|all three")  # NAND and OR of three inputs
def _(x):
    return network(x, [[-1, 1], [-1, 1], [-1, 1]], [2.5, -0.5], [1, 1], -1.5)


@answers.wrong(3, r"(?i)even|exchanged|opposite|NOT")  # the last unit's signs turned round
def _(x):
    return network(x, np.ones((3, 3)), [-0.5, -1.5, -2.5], [-1, 1, -1], 0.5)


@answers.wrong(3, r"(?i)as soon as one|OR\b|one input")  # all last weights positive
def _(x):
    return network(x, np.ones((3, 3)), [-0.5, -1.5, -2.5], [1, 1, 1], -0.5)


@answers.wrong(3, r"(?i)never|bias")  # the last unit asks for more than it can get
def _(x):
    return network(x, np.ones((3, 3)), [-0.5, -1.5, -2.5], [1, -1, 1], -1.5)


@answers.wrong(3, r"(?i)u = 0|too late")  # biases made for u >= 0
def _(x):
    return network(x, np.ones((3, 3)), [-1, -2, -3], [1, -1, 1], -0.5)


@answers.wrong(3, r"(?i)majority|two inputs")
def _(x):
    return network(x, np.ones((3, 1)), [-1.5], [1], -0.5)


@answers.wrong(3, r"(?i)x\[2\]|third|two others|first two")  # XOR of the first two inputs
def _(x):
    return network(x, [[-1, 1], [-1, 1], [0, 0]], [1.5, -0.5], [1, 1], -1.5)


@answers.wrong(3, r"(?i)step|number|sum|fire|0 or 1")  # how many are on
def _(x):
    return perceptron(x, np.ones((3, 3)), np.array([-0.5, -1.5, -2.5])).sum()
