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
