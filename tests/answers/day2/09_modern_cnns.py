"""Answers to the exercises of lesson 2-09: a squeeze, a shortcut that changes the shape, a bottleneck."""

from fractions import Fraction

import numpy as np

from common.layer import Layer
from tests.answers import Answers

answers = Answers()


@answers.right(1)
def _(C, R, O, k):
    before = (C * k**2 + 1) * O
    after = (C + 1) * R + (R * k**2 + 1) * O
    return [before, after]


@answers.right(1)
def _(C, R, O, k):
    shapes = (O, C, k, k), (R, C, 1, 1), (O, R, k, k)
    big, small, last = (np.zeros(shape).size + shape[0] for shape in shapes)
    return np.array([big, small + last])


@answers.wrong(1, r"(?i)bias")  # no biases
def _(C, R, O, k):
    return C * O * k**2, C * R + R * O * k**2


@answers.wrong(1, r"(?i)bias|\bR\b")  # the bias of the squeeze is forgotten
def _(C, R, O, k):
    return C * O * k**2 + O, C * R + R * O * k**2 + O


@answers.wrong(1, r"(?i)bias|\bO\b")  # the bias of the second convolution is forgotten
def _(C, R, O, k):
    return C * O * k**2 + O, C * R + R + R * O * k**2


@answers.wrong(
    1, r"(?i)squeeze|1 × 1|first convolution|left out|missing"
)  # the squeeze itself is not counted
def _(C, R, O, k):
    return C * O * k**2 + O, R * O * k**2 + O


@answers.wrong(1, r"(?i)square|k \* k|k\*\*2|k × k|power|k²")  # k for k²
def _(C, R, O, k):
    return C * O * k + O, C * R + R + R * O * k + O


@answers.wrong(1, r"(?i)1 × 1|kernel|squeeze|\bk\b")  # the squeeze has k × k kernels too
def _(C, R, O, k):
    return C * O * k**2 + O, C * R * k**2 + R + R * O * k**2 + O


@answers.wrong(1, r"(?i)order|exchang|swap|before|after")  # after, before
def _(C, R, O, k):
    return C * R + R + R * O * k**2 + O, C * O * k**2 + O


@answers.wrong(1, r"(?i)\bR\b.*\bC\b|\bC\b.*\bR\b|squeezed|C stands|R belongs")  # the second sees C channels
def _(C, R, O, k):
    return C * O * k**2 + O, C * R + R + C * O * k**2 + O


@answers.wrong(1, r"(?i)bias.*(one|each)|one bias|1 stands|each")  # one bias a layer
def _(C, R, O, k):
    return C * O * k**2 + 1, C * R + 1 + R * O * k**2 + 1


@answers.wrong(1, r"(?i)bias.*(input|output|C|O)|C stands|\bC\b.*\bO\b")  # a bias for each input channel
def _(C, R, O, k):
    return C * O * k**2 + C, C * R + C + R * O * k**2 + R


@answers.wrong(1, r"(?i)differ|sav|two|2|minus|difference|less")  # what is saved for the two numbers
def _(C, R, O, k):
    return C * O * k**2 + O - (C * R + R + R * O * k**2 + O)


@answers.wrong(1, r"(?i)bias|k|bracket|each weight|once")  # the bias counted at each place of the kernel
def _(C, R, O, k):
    return (C + 1) * O * k**2, (C + 1) * R + (R + 1) * O * k**2


@answers.wrong(1, r"(?i)product|plus|chain|sum|add|\+")  # the two layers are multiplied
def _(C, R, O, k):
    return C * O * k**2 + O, (C * R + R) * (R * O * k**2 + O)


@answers.right(2)
class _(Layer):
    def __init__(self, f, s):
        self.f, self.s = f, s

    def forward(self, x):
        return sum(branch.forward(x) for branch in (self.s, self.f))

    def backward(self, dy):
        dx = np.array(self.s.backward(dy))
        dx += self.f.backward(dy)
        return dx


@answers.right(2)
class _(Layer):
    def __init__(self, f, s):
        self.f, self.s = f, s

    def forward(self, x):
        self.x = x
        left, right = self.f.forward(x.copy()), self.s.forward(x.copy())
        return np.add(left, right)

    def backward(self, dy):
        return np.sum([self.f.backward(dy), self.s.backward(dy)], axis=0)


class Projected(Layer):
    """The frame of the wrong answers."""

    def __init__(self, f, s):
        self.f, self.s = f, s

    def forward(self, x):
        return self.f.forward(x) + self.s.forward(x)

    def backward(self, dy):
        return self.f.backward(dy) + self.s.backward(dy)


@answers.wrong(2, r"(?i)shortcut|\bs\b|self\.s|identity|x is added|shape|broadcast")  # the plain residual
class _(Projected):
    def forward(self, x):
        return self.f.forward(x) + x

    def backward(self, dy):
        return self.f.backward(dy) + dy


@answers.wrong(2, r"(?i)\bs\b|self\.s|shortcut|\bdy\b")  # the backward of the plain residual
class _(Projected):
    def backward(self, dy):
        return self.f.backward(dy) + dy


@answers.wrong(2, r"(?i)\bs\b|self\.s|shortcut")  # the way through s is forgotten
class _(Projected):
    def backward(self, dy):
        return self.f.backward(dy)


@answers.wrong(2, r"(?i)\bf\b|self\.f|only the shortcut")  # the way through f is forgotten
class _(Projected):
    def backward(self, dy):
        return self.s.backward(dy)


@answers.wrong(
    2, r"(?i)after|chain|one (behind|another)|s\(f|f\(s|parallel|row|through|self\.[fs]"
)  # s behind f
class _(Projected):
    def forward(self, x):
        return self.s.forward(self.f.forward(x))

    def backward(self, dy):
        return self.f.backward(self.s.backward(dy))


@answers.wrong(
    2, r"(?i)in turn|chain|through|one (behind|another|after)|after|self\.[fs]|dy|row"
)  # chained backward
class _(Projected):
    def backward(self, dy):
        return self.f.backward(self.s.backward(dy))


@answers.wrong(2, r"(?i)half|mean|2|½")  # the slopes are averaged
class _(Projected):
    def backward(self, dy):
        return (self.f.backward(dy) + self.s.backward(dy)) / 2


@answers.wrong(2, r"(?i)product|\*|\+|plus|sum")  # a product for the sum
class _(Projected):
    def forward(self, x):
        return self.f.forward(x) * self.s.forward(x)


@answers.wrong(2, r"(?i)minus|sign|-|plus")  # a difference for the sum
class _(Projected):
    def forward(self, x):
        return self.f.forward(x) - self.s.forward(x)


@answers.wrong(2, r"(?i)relu|cut|negative|function|activation")  # a ReLU behind the sum
class _(Projected):
    def forward(self, x):
        y = super().forward(x)
        self.mask = y > 0
        return y * self.mask

    def backward(self, dy):
        return super().backward(dy * self.mask)


@answers.wrong(2, r"(?i)tuple|two|2|pair|sum|list|results")  # the two slopes are not added
class _(Projected):
    def backward(self, dy):
        return self.f.backward(dy), self.s.backward(dy)


@answers.wrong(2, r"(?i)forward|backward|slope")  # backward calls forward
class _(Projected):
    def backward(self, dy):
        return self.f.forward(dy) + self.s.forward(dy)


@answers.wrong(2, r"(?i)add(s|ed)? .*x|\bx\b|identity|once too often")  # x is added too
class _(Projected):
    def forward(self, x):
        y = self.f.forward(x) + self.s.forward(x)
        return y + x if y.shape == x.shape else y


@answers.wrong(2, r"(?i)twice|grad|once|second|again")  # f's backward runs twice
class _(Projected):
    def backward(self, dy):
        self.f.backward(dy)
        return self.f.backward(dy) + self.s.backward(dy)


@answers.wrong(2, r"(?i)None|return")  # backward returns nothing
class _(Projected):
    def backward(self, dy):
        self.dx = self.f.backward(dy) + self.s.backward(dy)


@answers.wrong(
    2, r"(?i)second|first|twice|each|again|old|kept|earlier|same|input"
)  # the first output is kept for ever
class _(Projected):
    def forward(self, x):
        if not hasattr(self, "y"):
            self.y = super().forward(x)
        return self.y


@answers.right(3)
def _(C, w):
    inner = [(C, w, 1), (w, w, 3), (w, 4 * w, 1)]
    if C - 4 * w:
        inner.append((C, 4 * w, 1))
    return sum(a * b * k * k for a, b, k in inner), sum(2 * b for _, b, _ in inner)


@answers.right(3)
def _(C, w):
    extra = int(Fraction(C, w) != 4)
    return w * (C + 13 * w) + extra * 4 * C * w, np.int64(12 * w + 8 * w * extra)


@answers.wrong(3, r"(?i)projection|shortcut|special case|C != 4 \* w|left out")  # no projection
def _(C, w):
    return C * w + 13 * w * w, 12 * w


@answers.wrong(
    3, r"(?i)projection|shortcut|special case|always|condition|C == 4|C != 4"
)  # always a projection
def _(C, w):
    return 5 * C * w + 13 * w * w, 20 * w


@answers.wrong(3, r"(?i)\b2\b|γ|β|half")  # one parameter a channel
def _(C, w):
    p = C != 4 * w
    return C * w + 13 * w * w + 4 * p * C * w, 6 * w + 4 * p * w


@answers.wrong(3, r"(?i)\b4\b|running|mean and|twice")  # the running statistics counted too
def _(C, w):
    p = C != 4 * w
    return C * w + 13 * w * w + 4 * p * C * w, 24 * w + 16 * p * w


@answers.wrong(3, r"(?i)norm")  # the norm of the projection is forgotten
def _(C, w):
    p = C != 4 * w
    return C * w + 13 * w * w + 4 * p * C * w, 12 * w


@answers.wrong(3, r"(?i)bias")  # the convolutions with biases
def _(C, w):
    p = C != 4 * w
    return C * w + 13 * w * w + 4 * p * C * w + 6 * w + 4 * p * w, 12 * w + 8 * p * w


@answers.wrong(3, r"(?i)\b4\b|\bw\b|widen")  # the third convolution ends at w
def _(C, w):
    p = C != 4 * w
    return C * w + 10 * w * w + 4 * p * C * w, 12 * w + 8 * p * w


@answers.wrong(3, r"(?i)\b9\b|\b3\b|squar")  # 3 for 3²
def _(C, w):
    p = C != 4 * w
    return C * w + 7 * w * w + 4 * p * C * w, 12 * w + 8 * p * w


@answers.wrong(
    3, r"(?i)condition|wrong way|equal|C == 4|C != 4|projection|exchang"
)  # the condition the wrong way
def _(C, w):
    p = C == 4 * w
    return C * w + 13 * w * w + 4 * p * C * w, 12 * w + 8 * p * w


@answers.wrong(3, r"(?i)condition|factor 4|\b4 \* w|C != w|C == w|4w|w stands|projection")  # compared with w
def _(C, w):
    p = C != w
    return C * w + 13 * w * w + 4 * p * C * w, 12 * w + 8 * p * w


@answers.wrong(
    3, r"(?i)<|less|condition|larger|greater|projection|special case|equal"
)  # only where the channels grow
def _(C, w):
    p = C < 4 * w
    return C * w + 13 * w * w + 4 * p * C * w, 12 * w + 8 * p * w


@answers.wrong(
    3, r"(?i)(input|C|before).*norm|norm.*(input|C\b|before)|C stands|output"
)  # norms of the inputs
def _(C, w):
    p = C != 4 * w
    return C * w + 13 * w * w + 4 * p * C * w, 2 * (C + w + w) + 8 * p * w


@answers.wrong(3, r"(?i)one (number|sum)|two|2 results|sum|together|total")  # the total alone
def _(C, w):
    p = C != 4 * w
    return C * w + 13 * w * w + 4 * p * C * w + 12 * w + 8 * p * w


@answers.wrong(3, r"(?i)projection|shortcut|3 × 3|\b9\b|kernel|1 × 1")  # a 3 × 3 projection
def _(C, w):
    p = C != 4 * w
    return C * w + 13 * w * w + 36 * p * C * w, 12 * w + 8 * p * w


@answers.wrong(3, r"(?i)last|third|4 \* w|widen|before the sum|norm")  # no norm behind the last convolution
def _(C, w):
    p = C != 4 * w
    return C * w + 13 * w * w + 4 * p * C * w, 4 * w + 8 * p * w
