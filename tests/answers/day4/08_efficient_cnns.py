"""Answers to the exercises of lesson 4-08."""

import itertools

import numpy as np

from common.layer import Concat, Layer, Sequential
from tests.answers import Answers

answers = Answers()


@answers.right(1)
def _(C, O, k, side):
    full = k * k * C * O * side * side
    return full, full // O + full // k**2


@answers.right(1)
def _(C, O, k, side):
    full, depthwise, pointwise = (np.prod(shape) * side**2 for shape in ((O, C, k, k), (C, k, k), (O, C)))
    return full, depthwise + pointwise


@answers.wrong(1, r"whole numbers")  # the share makes a float of a count
def _(C, O, k, side):
    full = k * k * C * O * side * side
    return full, full * (1 / O + 1 / k**2)


@answers.wrong(1, r"(?i)padding|same size|pixels|side")  # no padding: fewer pixels out
def _(C, O, k, side):
    pixels = (side - k + 1) ** 2
    return pixels * k * k * C * O, pixels * (k * k * C + C * O)


@answers.wrong(1, r"(?i)twice|factor 2|2 \*")  # products and sums counted apart
def _(C, O, k, side):
    pixels = 2 * side * side
    return pixels * k * k * C * O, pixels * (k * k * C + C * O)


@answers.wrong(1, r"(?i)results|tuple|two|2 |parts")  # the full layer alone
def _(C, O, k, side):
    return side * side * k * k * C * O


@answers.wrong(1, r"(?i)results|2 |parts|add")  # three numbers
def _(C, O, k, side):
    pixels = side * side
    return pixels * k * k * C * O, pixels * k * k * C, pixels * C * O


@answers.wrong(1, r"(?i)saved|saving|difference|subtract|less")  # what is saved
def _(C, O, k, side):
    full = side * side * k * k * C * O
    return full, full - side * side * (k * k * C + C * O)


@answers.wrong(1, r"(?i)share|quotient|divided|ratio|how many times|itself")  # the factor of the saving
def _(C, O, k, side):
    return side * side * k * k * C * O, k * k * C * O / (k * k * C + C * O)


@answers.wrong(1, r"(?i)pointwise|\bO\b|C · O|left out")  # the pointwise half without O
def _(C, O, k, side):
    return side * side * k * k * C * O, side * side * (k * k * C + C)


@answers.wrong(1, r"(?i)pointwise|\bC\b|C · O|left out")  # the pointwise half without C
def _(C, O, k, side):
    return side * side * k * k * C * O, side * side * (k * k * C + O)


@answers.wrong(1, r"(?i)every|each|pixel|side|half")  # the pointwise half at one pixel
def _(C, O, k, side):
    return side * side * k * k * C * O, side * side * k * k * C + C * O


@answers.wrong(1, r"(?i)k · k|k \* k|kernel|depthwise|left out")  # the depthwise kernel has one weight
def _(C, O, k, side):
    return side * side * k * k * C * O, side * side * (C + C * O)


@answers.wrong(1, r"(?i)depthwise|one kernel|\bC\b|left out")  # one depthwise kernel for all channels
def _(C, O, k, side):
    return side * side * k * k * C * O, side * side * (k * k + C * O)


@answers.wrong(1, r"(?i)multipl|divi|share|quotient|1/O")  # divided by the share
def _(C, O, k, side):
    full = side * side * k * k * C * O
    return full, full / (1 / O + 1 / k**2)


def grown(C, growth, blocks, transition=lambda C: C // 2, first=0):
    given = []
    for depth in blocks:
        C = (transition(C) if given else C) + growth * (depth + first)
        given.append(C)
    return given


@answers.right(2)
def _(C, growth, blocks):
    steps = itertools.accumulate(blocks, lambda C, depth: C // 2 + growth * depth, initial=2 * C)
    return list(steps)[1:]


@answers.right(2)
def _(C, growth, blocks):
    if not blocks:
        return []
    given = C
    for _ in range(blocks[0]):
        given += growth
    return [given, *grown(given // 2, growth, blocks[1:])]


@answers.right(2)
def _(C, growth, blocks):
    return np.array(grown(C, growth, blocks, lambda C: int(C * 0.5)))


@answers.wrong(2, r"whole numbers")  # right, but floats
def _(C, growth, blocks):
    return grown(C, growth, blocks, lambda C: (C - C % 2) / 2)


@answers.wrong(2, r"(?i)round")  # round: to the even neighbour
def _(C, growth, blocks):
    return grown(C, growth, blocks, lambda C: round(C / 2))


@answers.wrong(2, r"(?i)come into|goes in|sees|before the block|gives|out of")  # what goes into each block
def _(C, growth, blocks):
    return [out - growth * depth for out, depth in zip(grown(C, growth, blocks), blocks, strict=True)]


@answers.wrong(2, r"(?i)too many|\+ 1|one more")  # a layer too many
def _(C, growth, blocks):
    return grown(C, growth, blocks, first=1)


@answers.wrong(2, r"(?i)halve|transition|quarter|once")  # halved twice
def _(C, growth, blocks):
    return grown(C, growth, blocks, lambda C: C // 4)


@answers.wrong(2, r"(?i)growth")  # the growth rate is halved, too
def _(C, growth, blocks):
    given = []
    for depth in blocks:
        C += growth * depth
        given.append(C)
        C, growth = C // 2, growth // 2
    return given


@answers.wrong(2, r"(?i)shape|length|entries|one for each block|list")  # one number for each layer
def _(C, growth, blocks):
    given = []
    for depth in blocks:
        given += [C + growth * (i + 1) for i in range(depth)]
        C = given[-1] // 2
    return given


@answers.wrong(2, r"(?i)start|first|\bC\b|come into|came|halve|transition")  # every block starts at C
def _(C, growth, blocks):
    return [C + growth * depth for depth in blocks]


@answers.wrong(2, r"(?i)shape|length|entries|one for each block|list|start")  # the start in the list
def _(C, growth, blocks):
    return [C, *grown(C, growth, blocks)]


@answers.wrong(2, r"(?i)halve|transition|old|new|joined")  # only the new channels are halved
def _(C, growth, blocks):
    given = []
    for depth in blocks:
        given.append(C + growth * depth)
        C += growth * depth // 2
    return given


@answers.wrong(2, r"(?i)halve|transition|last|between")  # a transition behind each block but the first
def _(C, growth, blocks):
    return [grown(C, growth, blocks)[0], *(out // 2 for out in grown(C, growth, blocks)[1:])]


class Right(Layer):
    def __init__(self, f):
        self.f = f

    def forward(self, x):
        found = self.f.forward(x)
        N, self.C, *size = x.shape
        y = np.empty((N, self.C + found.shape[1], *size))
        y[:, : self.C], y[:, self.C :] = x, found
        return y

    def backward(self, dy):
        copied, found = np.split(dy, [self.C], axis=1)
        dx = self.f.backward(found)
        dx += copied
        return dx


answers.right(3)(Right)


@answers.right(3)
class _:
    def __init__(self, f):
        self.g = f

    def forward(self, x):
        found = self.g.forward(x)
        self.G = found.shape[1]
        return np.hstack((x, found))

    def backward(self, dy):
        return self.g.backward(dy[:, -self.G :]) + dy[:, : -self.G]


@answers.right(3)
class _(Layer):
    def __init__(self, f):
        self.both = Concat(Sequential(), f)

    def forward(self, x):
        return self.both.forward(x)

    def backward(self, dy):
        return self.both.backward(dy)


@answers.wrong(3, r"(?i)dy is changed in place")  # added into dy
class _(Right):
    def backward(self, dy):
        dx = dy[:, : self.C]
        dx += self.f.backward(dy[:, self.C :])
        return dx


@answers.wrong(3, r"(?i)axis|dimension|shape")  # joined along the batch
class _(Right):
    def forward(self, x):
        self.C = x.shape[1]
        return np.concatenate([x, self.f.forward(x)])


@answers.wrong(3, r"(?i)broadcast|shape|operands|join|add")  # added, as in a residual unit
class _(Right):
    def forward(self, x):
        self.C = x.shape[1]
        return x + self.f.forward(x)


@answers.wrong(3, r"(?i)half|middle|shape|mismatch|size|broadcast|channels|C channels")  # cut in the middle
class _(Right):
    def backward(self, dy):
        C = dy.shape[1] // 2
        return dy[:, :C] + self.f.backward(dy[:, C:])


@answers.wrong(3, r"(?i)twice|two|second time|once|called")  # f goes back twice
class _(Right):
    def backward(self, dy):
        self.f.backward(dy[:, self.C :])
        return super().backward(dy)


@answers.wrong(3, r"(?i)shape|channels|join|x\b")  # f(x) alone
class _(Right):
    def forward(self, x):
        self.C = x.shape[1]
        return self.f.forward(x)


@answers.wrong(3, r"(?i)shape|add|channels")  # the two gradients are joined, not added
class _(Right):
    def backward(self, dy):
        return np.concatenate([dy[:, : self.C], self.f.backward(dy[:, self.C :])], axis=1)


@answers.wrong(3, r"(?i)copy|twice|factor 2|once|counted|too much")  # the copy counts twice
class _(Right):
    def backward(self, dy):
        return dy[:, : self.C] + super().backward(dy)


@answers.wrong(3, r"(?i)f\(x\)|found|left out|zero|0")  # zeros stand where f(x) belongs
class _(Right):
    def forward(self, x):
        y = super().forward(x)
        y[:, self.C :] = 0
        return y
