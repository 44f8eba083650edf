"""Answers to the exercises of lesson 1-07."""

import numpy as np

from common import functions
from common.layer import Layer, Parameter
from tests.answers import Answers

answers = Answers()


class Tanh(Layer):
    def forward(self, u):
        self.u = u
        return np.tanh(u)

    def backward(self, dy):
        return dy / np.cosh(self.u) ** 2


answers.right(1)(Tanh)


@answers.right(1)
class _(Layer):
    def forward(self, u):
        self.y = 2 * functions.sigmoid(2 * u) - 1
        return self.y

    def backward(self, dy):
        return (1 - self.y) * (1 + self.y) * dy


@answers.wrong(1, "dy")  # dy forgotten
class _(Tanh):
    def backward(self, dy):  # noqa: ARG002
        return 1 - np.tanh(self.u) ** 2


@answers.wrong(1, "sign")  # the sign
class _(Tanh):
    def backward(self, dy):
        return -dy * (1 - np.tanh(self.u) ** 2)


@answers.wrong(1, "square|power|1 − z")  # 1 − z
class _(Tanh):
    def backward(self, dy):
        return dy * (1 - np.tanh(self.u))


@answers.wrong(1, "returned as it came|slope")  # dy passed on
class _(Tanh):
    def backward(self, dy):
        return dy


@answers.wrong(1, "None")  # no return
class _(Tanh):
    def backward(self, dy):
        dy * (1 - np.tanh(self.u) ** 2)


@answers.wrong(1, "no forward")  # misspelt
class _(Layer):
    def foward(self, u):
        return np.tanh(u)

    def backward(self, dy):
        return dy


@answers.wrong(1, "sigmoid")  # sigmoid in forward
class _(Layer):
    def forward(self, u):
        self.z = functions.sigmoid(u)
        return self.z

    def backward(self, dy):
        return dy * (1 - self.z**2)


class Linear(Layer):
    def __init__(self, W, b):
        self.W, self.b = Parameter(W), Parameter(b)

    def forward(self, x):
        self.x = x
        return x @ self.W.value + self.b.value

    def backward(self, dy):
        self.W.grad = self.W.grad + np.einsum("nd,nh->dh", self.x, dy)
        self.b.grad = self.b.grad + np.ones(len(dy)) @ dy
        return np.einsum("nh,dh->nd", dy, self.W.value)


answers.right(2)(Linear)


@answers.right(2)
class _(Linear):
    def backward(self, dy):
        for row, slope in zip(self.x, dy, strict=True):
            self.W.grad += np.outer(row, slope)
            self.b.grad += slope
        return (self.W.value @ dy.T).T


@answers.wrong(2, "transpose")  # no transpose in dx
class _(Linear):
    def backward(self, dy):
        super().backward(dy)
        return dy @ self.W.value


@answers.wrong(2, "transpose")  # the gradient of W transposed
class _(Linear):
    def backward(self, dy):
        self.W.grad += dy.T @ self.x
        self.b.grad += dy.sum(axis=0)
        return dy @ self.W.value.T


@answers.wrong(2, "divided by the number of samples|mean")  # means
class _(Linear):
    def backward(self, dy):
        self.W.grad += self.x.T @ dy / len(dy)
        self.b.grad += dy.mean(axis=0)
        return dy @ self.W.value.T


@answers.wrong(2, "zero|is 0|update")  # b forgotten
class _(Linear):
    def backward(self, dy):
        self.W.grad += self.x.T @ dy
        return dy @ self.W.value.T


@answers.wrong(2, "add up|written over")  # written over
class _(Linear):
    def backward(self, dy):
        self.W.grad = self.x.T @ dy
        self.b.grad = dy.sum(axis=0)
        return dy @ self.W.value.T


@answers.wrong(2, "optimiser|parameters are changed")  # a step in backward
class _(Linear):
    def backward(self, dy):
        dx = super().backward(dy)
        self.W.value = self.W.value - 0.01 * self.W.grad
        self.b.value = self.b.value - 0.01 * self.b.grad
        return dx


@answers.wrong(2, "comma|tuple")  # a tuple of one
class _(Linear):
    def backward(self, dy):
        return (super().backward(dy),)


def passes(x, d, W1, b1, W2, b2, mask=lambda u: u > 0, f=lambda u: np.maximum(u, 0), share=len, head=None):
    u1 = x @ W1 + b1
    z1 = f(u1)
    y = (head or functions.softmax)(z1 @ W2 + b2)
    delta2 = (y - d) / share(x)
    delta1 = (delta2 @ W2.T) * mask(u1)
    return x.T @ delta1, delta1.sum(axis=0), z1.T @ delta2, delta2.sum(axis=0)


@answers.right(3)
def _(*case):
    return [part.astype(np.float32) for part in passes(*case)]


@answers.right(3)
def _(x, d, W1, b1, W2, b2):
    total = None
    for row, target in zip(x, d, strict=True):
        parts = passes(row[None], target[None], W1, b1, W2, b2)
        total = parts if total is None else tuple(a + b for a, b in zip(total, parts, strict=True))
    return tuple(part / len(x) for part in total)


@answers.wrong(3, "len|sum stands|divisor")  # not divided by N
def _(*case):
    return passes(*case, share=lambda _: 1)


@answers.wrong(3, "mask|ReLU|slope|u1|factor")  # no mask
def _(*case):
    return passes(*case, mask=np.ones_like)


@answers.wrong(3, "sign")  # d − y
def _(*case):
    return tuple(-part for part in passes(*case))


@answers.wrong(3, "softmax")  # no softmax
def _(*case):
    return passes(*case, head=lambda u: u)


@answers.wrong(3, "ReLU|maximum|variable stands")  # no ReLU forward
def _(*case):
    return passes(*case, f=lambda u: u)


@answers.wrong(3, "mean")  # mean for db
def _(x, *case):
    dW1, db1, dW2, db2 = passes(x, *case)
    return dW1, db1 / len(x), dW2, db2 / len(x)


@answers.wrong(3, "transpose")  # dW transposed
def _(*case):
    dW1, db1, dW2, db2 = passes(*case)
    return dW1.T, db1, dW2.T, db2


@answers.wrong(3, "exchanged|order")  # the layers exchanged
def _(*case):
    dW1, db1, dW2, db2 = passes(*case)
    return dW2, db2, dW1, db1


@answers.wrong(3, "C|classes|shape|size|last axis|entries")  # divided by N · C
def _(x, d, *case):
    return passes(x, d, *case, share=lambda _: d.size)


@answers.right(1)
class _(Layer):
    def forward(self, u):
        up, down = np.exp(u), np.exp(-u)
        self.slope = 4 / (up + down) ** 2
        return (up - down) / (up + down)

    def backward(self, dy):
        return np.multiply(self.slope, dy)


@answers.wrong(1, r"(?i)tanh|output|input|u\b")  # the square of the input, not of the output
class _(Tanh):
    def backward(self, dy):
        return dy * (1 - self.u**2)


@answers.wrong(1, r"(?i)sigmoid|z \* \(1|square|1 − z|slope")  # the sigmoid's slope
class _(Tanh):
    def backward(self, dy):
        z = np.tanh(self.u)
        return dy * z * (1 - z)


@answers.wrong(1, r"(?i)bracket|dy|precedence")  # brackets forgotten: dy · 1 − z²
class _(Tanh):
    def backward(self, dy):
        return dy * 1 - np.tanh(self.u) ** 2


@answers.wrong(1, r"(?i)plus|\+|minus|sign")  # 1 + z²
class _(Tanh):
    def backward(self, dy):
        return dy * (1 + np.tanh(self.u) ** 2)


@answers.wrong(1, r"(?i)square|root|power")  # 1 / cosh, not squared
class _(Tanh):
    def backward(self, dy):
        return dy / np.cosh(self.u)


@answers.wrong(1, r"(?i)first input")  # the first input for ever
class _(Tanh):
    def forward(self, u):
        if not hasattr(self, "kept"):
            self.kept = u
        return np.tanh(u)

    def backward(self, dy):
        return dy * (1 - np.tanh(self.kept) ** 2)


@answers.wrong(1, r"(?i)tanh of dy|of dy|input|\bu\b|forward|kept")  # the slope at dy
class _(Tanh):
    def backward(self, dy):
        return 1 - np.tanh(dy) ** 2


@answers.wrong(1, r"(?i)values are right, but dy is changed in place")  # dy is changed in place
class _(Tanh):
    def backward(self, dy):
        dy *= 1 - np.tanh(self.u) ** 2
        return dy


@answers.wrong(1, r"(?i)values are right, but [xu] is changed in place")  # u is changed in place
class _(Tanh):
    def forward(self, u):
        self.u = u.copy()
        return np.tanh(u, out=u)


@answers.wrong(1, r"(?i)no attribute|'z'|self\.z|AttributeError")  # nothing kept
class _(Layer):
    def forward(self, u):
        return np.tanh(u)

    def backward(self, dy):
        return dy * (1 - self.z**2)


@answers.wrong(1, r"(?i)output|None|return")  # forward without return
class _(Layer):
    def forward(self, u):
        self.z = np.tanh(u)

    def backward(self, dy):
        return dy * (1 - self.z**2)


@answers.wrong(1, r"(?i)term 1 is left out")  # z² itself
class _(Tanh):
    def backward(self, dy):
        return dy * np.tanh(self.u) ** 2


@answers.wrong(1, r"(?i)sum|axis|mean|shape|keepdims|entry")  # summed over the batch
class _(Tanh):
    def backward(self, dy):
        return np.sum(dy * (1 - np.tanh(self.u) ** 2), axis=0)


@answers.wrong(1, r"(?i)wrong way|arctanh|exp|tan\b|tanh")  # tan
class _(Tanh):
    def forward(self, u):
        self.u = u
        return np.tan(u)


@answers.wrong(1, r"(?i)self|argument|positional")  # self forgotten
class _(Tanh):
    def backward(dy):
        return dy


@answers.right(2)
class _(Linear):
    def backward(self, dy):
        self.W.grad += np.tensordot(self.x, dy, axes=(0, 0))
        self.b.grad += np.dot(dy.T, np.ones(len(dy)))
        return np.stack([self.W.value @ row for row in dy])


@answers.wrong(2, r"(?i)transpose|shape|dx")  # dx transposed
class _(Linear):
    def backward(self, dy):
        super().backward(dy)
        return self.W.value @ dy.T


@answers.wrong(2, r"(?i)sum|axis|single|every|number|b\b")  # one sum for all biases
class _(Linear):
    def backward(self, dy):
        self.W.grad += self.x.T @ dy
        self.b.grad += dy.sum()
        return dy @ self.W.value.T


@answers.wrong(2, r"(?i)axis|broadcast|shape|operands")  # b summed along the rows
class _(Linear):
    def backward(self, dy):
        self.W.grad += self.x.T @ dy
        self.b.grad += dy.sum(axis=1)
        return dy @ self.W.value.T


@answers.wrong(2, r"(?i)update|left out|every entry is 0|W\.grad|add up|zero")  # W's gradient forgotten
class _(Linear):
    def backward(self, dy):
        self.b.grad += dy.sum(axis=0)
        return dy @ self.W.value.T


@answers.wrong(2, r"(?i)sign|subtract|added")  # gradients subtracted
class _(Linear):
    def backward(self, dy):
        self.W.grad -= self.x.T @ dy
        self.b.grad -= dy.sum(axis=0)
        return dy @ self.W.value.T


@answers.wrong(2, r"(?i)None|return")  # nothing returned
class _(Linear):
    def backward(self, dy):
        super().backward(dy)


@answers.wrong(2, r"(?i)array|tuple|results|parts|dx alone|one")  # all three gradients returned
class _(Linear):
    def backward(self, dy):
        dx = super().backward(dy)
        return dx, self.W.grad, self.b.grad


@answers.wrong(2, r"(?i)first input")  # the first input for ever
class _(Linear):
    def forward(self, x):
        self.x = getattr(self, "x", x)
        return x @ self.W.value + self.b.value


@answers.wrong(2, r"(?i)add up|written over|0 first|old ones|zero")  # gradients cleared in backward
class _(Linear):
    def backward(self, dy):
        self.W.grad[...] = 0
        self.b.grad[...] = 0
        return super().backward(dy)


@answers.wrong(2, r"(?i)inverse|transpose")  # the inverse for the transpose
class _(Linear):
    def backward(self, dy):
        super().backward(dy)
        return dy @ np.linalg.inv(self.W.value)


@answers.wrong(2, r"(?i)every entry is 0|values? (is|are) changed")  # the gradient is added to the values
class _(Linear):
    def backward(self, dy):
        dx = dy @ self.W.value.T
        self.W.value += self.x.T @ dy
        self.b.value += dy.sum(axis=0)
        return dx


@answers.wrong(2, r"(?i)W\.grad|value|weights|gradient")  # the gradient for the weights in dx
class _(Linear):
    def backward(self, dy):
        super().backward(dy)
        return dy @ self.W.grad.T


@answers.wrong(2, r"(?i)mean|sum|axis|number of samples|half|divided|too small")  # a mean for b alone
class _(Linear):
    def backward(self, dy):
        self.W.grad += self.x.T @ dy
        self.b.grad += dy.mean(axis=0)
        return dy @ self.W.value.T


@answers.wrong(2, r"(?i)\bb\b|bias|forward")  # bias left out of forward
class _(Linear):
    def forward(self, x):
        self.x = x
        return x @ self.W.value


@answers.wrong(2, r"(?i)values are right, but dy is changed in place")  # dy averaged in place
class _(Linear):
    def backward(self, dy):
        dx = super().backward(dy)
        dy /= len(dy)
        return dx


@answers.wrong(2, r"(?i)sample|loop|last|one row|first")  # the first sample alone
class _(Linear):
    def backward(self, dy):
        self.W.grad += np.outer(self.x[0], dy[0])
        self.b.grad += dy[0]
        return dy @ self.W.value.T


@answers.right(3)
def _(x, d, W1, b1, W2, b2):
    z1 = np.clip(np.einsum("nd,dh->nh", x, W1) + b1, 0, None)
    e = np.exp(z1 @ W2 + b2)
    delta2 = e / e.sum(axis=1, keepdims=True) - d
    delta1 = np.where(z1 > 0, np.einsum("nc,hc->nh", delta2, W2), 0)
    N = x.shape[0]
    return x.T @ delta1 / N, delta1.mean(axis=0), z1.T @ delta2 / N, delta2.mean(axis=0)


def steps(x, d, W1, b1, W2, b2):
    """Forward pass and δ₂, for the answers that go wrong later."""
    u1 = x @ W1 + b1
    z1 = functions.relu(u1)
    return u1, z1, (functions.softmax(z1 @ W2 + b2) - d) / len(x)


@answers.wrong(3, r"(?i)equal|>=|at 0|exactly 0")  # u1 >= 0
def _(*case):
    return passes(*case, mask=lambda u: u >= 0)


@answers.wrong(3, r"(?i)u1|ReLU|relu|z1|maximum")  # u1 for z1 in dW2
def _(x, d, W1, b1, W2, b2):
    u1, z1, delta2 = steps(x, d, W1, b1, W2, b2)
    delta1 = (delta2 @ W2.T) * (u1 > 0)
    return x.T @ delta1, delta1.sum(axis=0), u1.T @ delta2, delta2.sum(axis=0)


@answers.wrong(3, r"(?i)\bx is used|variable stands|z1")  # x for z1 in dW2
def _(x, d, W1, b1, W2, b2):
    u1, z1, delta2 = steps(x, d, W1, b1, W2, b2)
    delta1 = (delta2 @ W2.T) * (u1 > 0)
    return x.T @ delta1, delta1.sum(axis=0), x.T @ delta2, delta2.sum(axis=0)


@answers.wrong(3, r"(?i)mask|u1 > 0|z1|factor|too much|slope")  # z1 for its slope
def _(x, d, W1, b1, W2, b2):
    u1, z1, delta2 = steps(x, d, W1, b1, W2, b2)
    delta1 = (delta2 @ W2.T) * z1
    return x.T @ delta1, delta1.sum(axis=0), z1.T @ delta2, delta2.sum(axis=0)


@answers.wrong(3, r"(?i)matmul|shape|transpose|W2|mismatch")  # W2 for its transpose
def _(x, d, W1, b1, W2, b2):
    u1, z1, delta2 = steps(x, d, W1, b1, W2, b2)
    delta1 = (delta2 @ W2) * (u1 > 0)
    return x.T @ delta1, delta1.sum(axis=0), z1.T @ delta2, delta2.sum(axis=0)


@answers.wrong(3, r"(?i)twice|len\(x\)|too small|mean|divided")  # divided by N twice
def _(x, d, W1, b1, W2, b2):
    u1, z1, delta2 = steps(x, d, W1, b1, W2, b2)
    delta1 = (delta2 @ W2.T) * (u1 > 0) / len(x)
    return x.T @ delta1, delta1.sum(axis=0), z1.T @ delta2, delta2.sum(axis=0)


@answers.wrong(
    3, r"(?i)y \* \(1|twice|slope|softmax|squared error|too much|factor"
)  # the slope of a sigmoid output besides
def _(x, d, W1, b1, W2, b2):
    u1, z1, _ = steps(x, d, W1, b1, W2, b2)
    y = functions.softmax(z1 @ W2 + b2)
    delta2 = (y - d) * y * (1 - y) / len(x)
    delta1 = (delta2 @ W2.T) * (u1 > 0)
    return x.T @ delta1, delta1.sum(axis=0), z1.T @ delta2, delta2.sum(axis=0)


@answers.wrong(3, r"(?i)axis|shape|samples")  # db along the classes
def _(x, d, W1, b1, W2, b2):
    u1, z1, delta2 = steps(x, d, W1, b1, W2, b2)
    delta1 = (delta2 @ W2.T) * (u1 > 0)
    return x.T @ delta1, delta1.sum(axis=1), z1.T @ delta2, delta2.sum(axis=1)


@answers.wrong(3, r"(?i)keepdims|axis of length 1|shape")  # keepdims
def _(*case):
    dW1, db1, dW2, db2 = passes(*case)
    return dW1, db1[None], dW2, db2[None]


@answers.wrong(3, r"(?i)b1|b2|left out|bias")  # forward without biases
def _(x, d, W1, b1, W2, b2):
    return passes(x, d, W1, 0 * b1, W2, 0 * b2)


@answers.wrong(3, r"(?i)exchanged|order|two values")  # both dW first, then both db
def _(*case):
    dW1, db1, dW2, db2 = passes(*case)
    return dW1, dW2, db1, db2


@answers.wrong(3, r"(?i)results|4 ")  # the weights' gradients alone
def _(*case):
    dW1, _, dW2, _ = passes(*case)
    return dW1, dW2


@answers.wrong(3, r"(?i)sigmoid|softmax")  # sigmoid for softmax
def _(*case):
    return passes(*case, head=functions.sigmoid)


@answers.wrong(3, r"(?i)W2|left out|delta2|updated|new|after")  # δ₁ with W2 after its step
def _(x, d, W1, b1, W2, b2):
    u1, z1, delta2 = steps(x, d, W1, b1, W2, b2)
    dW2 = z1.T @ delta2
    delta1 = (delta2 @ (W2 - 0.1 * dW2).T) * (u1 > 0)
    return x.T @ delta1, delta1.sum(axis=0), dW2, delta2.sum(axis=0)


@answers.wrong(3, r"(?i)delta2|u1|z1|mask|wrong|sign of")  # the mask of δ₂'s product, not of u1
def _(x, d, W1, b1, W2, b2):
    u1, z1, delta2 = steps(x, d, W1, b1, W2, b2)
    delta1 = functions.relu(delta2 @ W2.T)
    return x.T @ delta1, delta1.sum(axis=0), z1.T @ delta2, delta2.sum(axis=0)
