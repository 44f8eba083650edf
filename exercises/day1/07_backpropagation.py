"""The exercises of lesson 1-07: their inputs, references and usual slips."""

import numpy as np

from common import functions
from common.exercise import exercise, layer_pass
from common.layer import Layer, Parameter

rng = np.random.default_rng(107)


@exercise(
    run=layer_pass,
    cases=[
        (np.array([[0.3, -1.2, 0.0]]), np.array([[1.5, -0.7, 2.0]])),
        (rng.standard_normal((4, 3)), rng.standard_normal((4, 3))),
    ],
)
class MyTanh(Layer):
    def forward(self, u):
        self.z = np.tanh(u)
        return self.z

    def backward(self, dy):
        return dy * (1 - self.z**2)


@MyTanh.slip("the derivative 1 − z² is taken at the input u, where it holds for the output z = tanh(u)")
class _(Layer):
    def forward(self, u):
        self.u = u
        return np.tanh(u)

    def backward(self, dy):
        return dy * (1 - self.u**2)


@MyTanh.slip("the derivative is taken of tanh at z = tanh(u): tanh is applied twice")
class _(MyTanh.reference):
    def backward(self, dy):
        return dy * (1 - np.tanh(self.z) ** 2)


@MyTanh.slip("this is the derivative of the sigmoid, z (1 − z)")
class _(MyTanh.reference):
    def backward(self, dy):
        return dy * self.z * (1 - self.z)


def made(layer, x, dy):
    """The layer gets its weights: 3 × 3, so that no shape tells W from its transpose."""
    W = np.random.default_rng(7).standard_normal((3, 3))
    return layer_pass(layer(W, np.array([0.5, -1.0, 2.0])), x, dy)


@exercise(run=made, cases=[tuple(rng.standard_normal((2, n, 3))) for n in (2, 5)])
class FixedLinear(Layer):
    def __init__(self, W, b):
        self.W, self.b = Parameter(W), Parameter(b)

    def forward(self, x):
        self.x = x
        return x @ self.W.value + self.b.value

    def backward(self, dy):
        self.W.grad += self.x.T @ dy
        self.b.grad += dy.sum(axis=0)
        return dy @ self.W.value.T


@FixedLinear.slip("W is used where its transpose belongs")
class _(FixedLinear.reference):
    def backward(self, dy):
        super().backward(dy)
        return dy @ self.W.value


@FixedLinear.slip("the gradients are written over the old ones: they must add up, W.grad += …")
class _(FixedLinear.reference):
    def backward(self, dy):
        self.W.grad, self.b.grad = self.x.T @ dy, dy.sum(axis=0)
        return dy @ self.W.value.T


@FixedLinear.slip("the parameters are changed in backward: it only adds to their grad, an optimiser steps")
class _(FixedLinear.reference):
    def backward(self, dy):
        dx = super().backward(dy)
        self.W.value = self.W.value - 0.1 * self.W.grad
        return dx


def net(shape, seed):
    rng = np.random.default_rng(seed)
    N, D, H, C = shape
    d = functions.one_hot(rng.integers(0, C, N), C)
    return rng.standard_normal((N, D)), d, *(rng.standard_normal(s) for s in [(D, H), H, (H, C), C])


@exercise(names=("dW1", "db1", "dW2", "db2"), cases=[net((2, 3, 4, 5), 1), net((5, 4, 6, 3), 2)])
def gradients(x, d, W1, b1, W2, b2):
    u1 = x @ W1 + b1
    z1 = np.maximum(u1, 0)
    y = functions.softmax(z1 @ W2 + b2)
    delta2 = (y - d) / len(x)
    delta1 = (delta2 @ W2.T) * (u1 > 0)
    return x.T @ delta1, delta1.sum(axis=0), z1.T @ delta2, delta2.sum(axis=0)


@gradients.slip("the mask asks z1 > 1: ReLU passes on every u1 above 0")
def _(x, d, W1, b1, W2, b2):
    u1 = x @ W1 + b1
    z1 = np.maximum(u1, 0)
    delta2 = (functions.softmax(z1 @ W2 + b2) - d) / len(x)
    delta1 = (delta2 @ W2.T) * (u1 > 1)
    return x.T @ delta1, delta1.sum(axis=0), z1.T @ delta2, delta2.sum(axis=0)
