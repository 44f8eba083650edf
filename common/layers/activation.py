"""Activation functions as layers.

All act on every element, whatever the shape, except ``Softmax``.  With y = f(u):  dx = dy · f′(u).
The equations and their sources are in ``common.functions``.
"""

from collections.abc import Callable

import numpy as np

from common import functions
from common.layer import Layer


class Elementwise(Layer):
    """y = f(x), dx = dy · f′(x), for a function of one number given with its derivative."""

    function: Callable
    derivative: Callable

    def forward(self, x):
        self.x = x
        return self.function(x)

    def backward(self, dy):
        return dy * self.derivative(self.x)


class ReLU(Layer):
    """y = max(x, 0);  dx = dy where x > 0, else 0."""

    def forward(self, x):
        x = functions.as_float(x)
        self.mask = x > 0
        return np.maximum(x, 0)

    def backward(self, dy):
        return functions.ordered(dy, self.mask) * self.mask


class Sigmoid(Layer):
    """y = σ(x) = 1 / (1 + e⁻ˣ);  dx = dy · y (1 − y)."""

    def forward(self, x):
        self.y = functions.sigmoid(x)
        return self.y

    def backward(self, dy):
        return dy * self.y * (1 - self.y)


class Tanh(Layer):
    """y = tanh(x);  dx = dy · (1 − y²)."""

    def forward(self, x):
        self.y = functions.tanh(x)
        return self.y

    def backward(self, dy):
        return dy * (1 - self.y * self.y)


class Softmax(Layer):
    """y_k = e^{x_k} / Σ_j e^{x_j} along ``axis``;  dx = y · (dy − Σ_k dy_k y_k).

    For a classifier's last layer use ``losses.SoftmaxCrossEntropy`` on the logits instead.
    """

    def __init__(self, axis=-1):
        self.axis = axis

    def forward(self, x):
        self.y = functions.softmax(x, axis=self.axis)
        return self.y

    def backward(self, dy):
        return self.y * (dy - (dy * self.y).sum(axis=self.axis, keepdims=True))


class LeakyReLU(Elementwise):
    """y = x where x > 0, else slope · x."""

    def __init__(self, slope=0.01):
        self.slope = slope

    def function(self, x):
        return functions.leaky_relu(x, self.slope)

    def derivative(self, x):
        return functions.d_leaky_relu(x, self.slope)


class ELU(Elementwise):
    """y = x where x > 0, else α (eˣ − 1)."""

    def __init__(self, alpha=1.0):
        self.alpha = alpha

    def function(self, x):
        return functions.elu(x, self.alpha)

    def derivative(self, x):
        return functions.d_elu(x, self.alpha)


class Softplus(Elementwise):
    """y = log(1 + eˣ)."""

    function = staticmethod(functions.softplus)
    derivative = staticmethod(functions.d_softplus)


class GELU(Elementwise):
    """y = x Φ(x), in its tanh form (what PyTorch calls ``approximate="tanh"``)."""

    function = staticmethod(functions.gelu)
    derivative = staticmethod(functions.d_gelu)


class Swish(Elementwise):
    """y = x σ(x), also called SiLU."""

    function = staticmethod(functions.swish)
    derivative = staticmethod(functions.d_swish)
