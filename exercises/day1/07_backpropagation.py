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


@MyTanh.slip("the slope 1 − z² is taken at the input u, where it holds for the output z = tanh(u)")
class _(Layer):
    def forward(self, u):
        self.u = u
        return np.tanh(u)

    def backward(self, dy):
        return dy * (1 - self.u**2)


@MyTanh.slip("the slope is taken of tanh at z = tanh(u): tanh is applied twice")
class _(MyTanh.reference):
    def backward(self, dy):
        return dy * (1 - np.tanh(self.z) ** 2)


@MyTanh.slip("the slope is taken at dy: it belongs at the u of forward")
class _(MyTanh.reference):
    def backward(self, dy):
        return dy * (1 - np.tanh(dy) ** 2)


@MyTanh.slip("(1 − z)² stands where 1 − z² belongs: the square is of z alone")
class _(MyTanh.reference):
    def backward(self, dy):
        return dy * (1 - self.z) ** 2


@MyTanh.slip("the square is missing: the slope is 1 − z²")
class _(MyTanh.reference):
    def backward(self, dy):
        return dy * (1 - self.z)


@MyTanh.slip("brackets are missing: dy multiplies all of 1 − z²")
class _(MyTanh.reference):
    def backward(self, dy):
        return dy * 1 - self.z**2


@MyTanh.slip("this is the slope of the sigmoid, z (1 − z)")
class _(MyTanh.reference):
    def backward(self, dy):
        return dy * self.z * (1 - self.z)


@MyTanh.slip("dy goes through tanh: backward multiplies dy by the slope")
class _(MyTanh.reference):
    def backward(self, dy):
        return np.tanh(dy)


def made(layer, x, dy):
    """The layer gets its weights: 3 × 3, so that no shape tells W from its transpose."""
    layer = layer if isinstance(layer, type) else type(layer)
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


@FixedLinear.slip("the inverse of W is used: backward hands slopes on, by the transpose, and undoes nothing")
class _(FixedLinear.reference):
    def backward(self, dy):
        super().backward(dy)
        return dy @ np.linalg.inv(self.W.value)


@FixedLinear.slip("W.grad is transposed: x.T @ dy has the shape of W, (D, H)")
class _(FixedLinear.reference):
    def backward(self, dy):
        self.W.grad += dy.T @ self.x
        self.b.grad += dy.sum(axis=0)
        return dy @ self.W.value.T


@FixedLinear.slip("the gradients are divided by the number of samples: the loss has done that already")
class _(FixedLinear.reference):
    def backward(self, dy):
        self.W.grad += self.x.T @ dy / len(dy)
        self.b.grad += dy.mean(axis=0)
        return dy @ self.W.value.T


@FixedLinear.slip("b.grad adds up all of dy: each bias has the sum of its own column, axis=0")
class _(FixedLinear.reference):
    def backward(self, dy):
        self.W.grad += self.x.T @ dy
        self.b.grad += dy.sum()
        return dy @ self.W.value.T


@FixedLinear.slip("the gradient of W is taken where that of x belongs: dx = dy @ W.T")
class _(FixedLinear.reference):
    def backward(self, dy):
        super().backward(dy)
        return self.x.T @ dy


def net(shape, seed):
    rng = np.random.default_rng(seed)
    N, D, H, C = shape
    d = functions.one_hot(rng.integers(0, C, N), C)
    return rng.standard_normal((N, D)), d, *(rng.standard_normal(s) for s in [(D, H), H, (H, C), C])


def whole_numbers(x, d, W1, b1, *rest):
    """The case with whole numbers in the first layer: some u1 are exactly 0."""
    return *map(np.round, (x, d, W1, b1)), *rest


@exercise(
    names=("dW1", "db1", "dW2", "db2"),
    cases=[net((2, 3, 4, 5), 1), net((5, 4, 6, 3), 2), whole_numbers(*net((4, 2, 6, 3), 3))],
)
def gradients(x, d, W1, b1, W2, b2):
    u1 = x @ W1 + b1
    z1 = np.maximum(u1, 0)
    y = functions.softmax(z1 @ W2 + b2)
    delta2 = (y - d) / len(x)
    delta1 = (delta2 @ W2.T) * (u1 > 0)
    return x.T @ delta1, delta1.sum(axis=0), z1.T @ delta2, delta2.sum(axis=0)


def mean_error(y, d):
    return (y - d) / len(d)


def masked(back, u1):
    return back * (u1 > 0)


def altered(delta2=mean_error, delta1=masked):
    """``gradients`` with other error signals: ``delta2(y, d)``, and ``delta1(delta2 @ W2.T, u1)``."""

    def version(x, d, W1, b1, W2, b2):
        u1 = x @ W1 + b1
        z1 = np.maximum(u1, 0)
        second = delta2(functions.softmax(z1 @ W2 + b2), d)
        first = delta1(second @ W2.T, u1)
        return x.T @ first, first.sum(axis=0), z1.T @ second, second.sum(axis=0)

    return version


def sigmoid_slope(u):
    return functions.sigmoid(u) * (1 - functions.sigmoid(u))


for sentence, version in [
    ("ReLU's mask u1 > 0 is left out of delta1", altered(delta1=lambda back, _u1: back)),
    (
        "the mask asks z1 > 1: ReLU passes on every u1 above 0",
        altered(delta1=lambda back, u1: back * (u1 > 1)),
    ),
    (
        "delta1 has the factor z1 where ReLU's slope, 0 or 1, belongs: the mask u1 > 0",
        altered(delta1=lambda back, u1: back * np.maximum(u1, 0)),
    ),
    (
        "ReLU is applied to the error signal: its mask asks for u1 > 0",
        altered(delta1=lambda back, _u1: np.maximum(back, 0)),
    ),
    (
        "delta1 has the slope of a sigmoid, z (1 − z): the hidden layer is a ReLU",
        altered(delta1=lambda back, u1: back * sigmoid_slope(u1)),
    ),
    (
        "delta2 has the factor y (1 − y): softmax with cross-entropy leaves y − d alone",
        altered(delta2=lambda y, d: mean_error(y, d) * y * (1 - y)),
    ),
    (
        "delta2 is divided by the number of classes: the mean runs over the len(x) samples",
        altered(delta2=lambda y, d: (y - d) / d.shape[1]),
    ),
    (
        "delta2 is the slope at y, −d/y: at the logits before softmax it is y − d",
        altered(delta2=lambda y, d: -d / y / len(d)),
    ),
]:
    gradients.slip(sentence)(version)


@gradients.slip("delta1 has the slope of a sigmoid, z (1 − z): the hidden layer is a ReLU")
def _(*case):
    return altered(delta1=lambda back, u1: back * np.maximum(u1, 0) * (1 - np.maximum(u1, 0)))(*case)


@gradients.slip("softmax runs over the samples, axis 0: each row of y sums to 1")
def _(x, d, W1, b1, W2, b2):
    u1 = x @ W1 + b1
    z1 = np.maximum(u1, 0)
    delta2 = mean_error(functions.softmax(z1 @ W2 + b2, axis=0), d)
    delta1 = (delta2 @ W2.T) * (u1 > 0)
    return x.T @ delta1, delta1.sum(axis=0), z1.T @ delta2, delta2.sum(axis=0)


@gradients.slip("the bias b2 is left out of the forward pass")
def _(x, d, W1, b1, W2, b2):
    return gradients.reference(x, d, W1, b1, W2, 0 * b2)


@gradients.slip("dW2 is made of u1 where the second layer's input, z1, belongs")
def _(x, d, W1, b1, W2, b2):
    dW1, db1, _, db2 = gradients.reference(x, d, W1, b1, W2, b2)
    u1 = x @ W1 + b1
    y = functions.softmax(np.maximum(u1, 0) @ W2 + b2)
    return dW1, db1, u1.T @ mean_error(y, d), db2


@gradients.slip("the biases are left out of the forward pass")
def _(x, d, W1, b1, W2, b2):
    return gradients.reference(x, d, W1, 0 * b1, W2, 0 * b2)


@gradients.slip("the second layer's gradients come first: the order is dW1, db1, dW2, db2")
def _(*case):
    dW1, db1, dW2, db2 = gradients.reference(*case)
    return dW2, db2, dW1, db1


@gradients.slip("both matrices come first: the order is dW1, db1, dW2, db2")
def _(*case):
    dW1, db1, dW2, db2 = gradients.reference(*case)
    return dW1, dW2, db1, db2
