"""The exercises of lesson 1-04: their inputs, references and usual slips."""

import numpy as np

from common import functions
from common.exercise import exercise

rng = np.random.default_rng(104)


def two_layers(D, H, C):
    return tuple(rng.standard_normal(shape) for shape in [(D, H), H, (H, C), C])


@exercise(names=("W", "b"), cases=[two_layers(2, 3, 4), two_layers(5, 2, 3)])
def merge(W1, b1, W2, b2):
    W = W1 @ W2
    b = b1 @ W2 + b2
    return W, b


@merge.slip("b1 is left out: it passes through the second layer as well, b1 @ W2")
def _(W1, b1, W2, b2):
    return W1 @ W2, b2


@merge.slip("the biases are in W too: it is the product alone")
def _(W1, b1, W2, b2):
    return (W1 + b1) @ W2 + b2, b1 @ W2 + b2


@merge.slip("b1 is in W too: it is the product alone")
def _(W1, b1, W2, b2):
    return (W1 + b1) @ W2, b1 @ W2 + b2


@merge.slip("b holds the answer to inputs of ones, W1 @ W2 summed over its rows too: at zeros b is alone")
def _(W1, b1, W2, b2):
    return W1 @ W2, (np.ones(len(W1)) @ W1 + b1) @ W2 + b2


@exercise(
    names=("value", "slope"),
    cases=[np.array([-0.7, 0.3, 1.4]), np.array([[-3.1, 0.9], [400.0, -0.05], [-2.2, 0.6]])],
)
def tanh_and_slope(u):
    y = functions.sigmoid(2 * u)
    value = 2 * y - 1
    slope = 4 * y * (1 - y)
    return value, slope


def derivative(u):
    """σ′(u)."""
    return functions.sigmoid(u) * (1 - functions.sigmoid(u))


@tanh_and_slope.slip("the 2 from inside is missing in the slope: that of σ(2u) is 2 σ′(2u)")
def _(u):
    return 2 * functions.sigmoid(2 * u) - 1, 2 * derivative(2 * u)


@tanh_and_slope.slip("the slope is σ′(2u): the 2 before σ and the 2 from inside are missing")
def _(u):
    return 2 * functions.sigmoid(2 * u) - 1, derivative(2 * u)


@tanh_and_slope.slip("the slope is taken at u where 2u belongs")
def _(u):
    return 2 * functions.sigmoid(2 * u) - 1, 4 * derivative(u)


@tanh_and_slope.slip("the slope is σ′(u), that of the sigmoid")
def _(u):
    return 2 * functions.sigmoid(2 * u) - 1, derivative(u)


@tanh_and_slope.slip("value and slope are taken at u where 2u belongs")
def _(u):
    return 2 * functions.sigmoid(u) - 1, 4 * derivative(u)


@tanh_and_slope.slip("value and slope are taken at u where 2u belongs, and the 2 from inside is missing")
def _(u):
    return 2 * functions.sigmoid(u) - 1, 2 * derivative(u)


@tanh_and_slope.slip("the slope is 1 - y² with y = σ(2u): that formula holds for y = tanh(u)")
def _(u):
    y = functions.sigmoid(2 * u)
    return 2 * y - 1, 1 - y**2


@tanh_and_slope.slip("y (1 - y) is taken of tanh: it holds for the sigmoid, y = σ(2u)")
def _(u):
    value = np.tanh(u)
    return value, 4 * value * (1 - value)


@tanh_and_slope.slip("y (1 - y) is taken of tanh: the slope is 1 - y² there, or 4 y (1 - y) of y = σ(2u)")
def _(u):
    value = np.tanh(u)
    return value, value * (1 - value)


@tanh_and_slope.slip("the slope is 1 - tanh(u): a square is missing, it is 1 - tanh²(u)")
def _(u):
    return np.tanh(u), 1 - np.tanh(u)


@tanh_and_slope.slip("the slope is 1 - u²: u is the input, the formula holds for the value, tanh(u)")
def _(u):
    return np.tanh(u), 1 - u**2


@exercise(
    cases=[
        (np.array([[1.3, -0.4, 0.7], [-2.1, 0.2, -1.6]]), 1.7),
        (np.array([[2400.0, 2399.0], [300.0, -420.0], [-1801.0, -1799.5], [700.0, -650.0]]), 0.6),
    ]
)
def softmax_with_temperature(u, T):
    v = u / T
    e = np.exp(v - v.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def largest(v):
    """The largest entry of every row."""
    return v.max(axis=1, keepdims=True)


@softmax_with_temperature.slip("the maximum is not subtracted: exp gives inf, or 0 for a whole row")
def _(u, T):
    e = np.exp(u / T)
    return e / e.sum(axis=1, keepdims=True)


@softmax_with_temperature.slip("the maximum of the whole batch is subtracted: each row has its own, axis=1")
def _(u, T):
    v = u / T
    e = np.exp(v - v.max())
    return e / e.sum(axis=1, keepdims=True)


@softmax_with_temperature.slip("the maximum is subtracted after exp: it belongs inside exp")
def _(u, T):
    e = np.exp(u / T)
    e = e - largest(e)
    return e / e.sum(axis=1, keepdims=True)


@softmax_with_temperature.slip("the maximum of u is subtracted from u / T: both must be divided by T")
def _(u, T):
    e = np.exp(u / T - largest(u))
    return e / e.sum(axis=1, keepdims=True)


@softmax_with_temperature.slip("the maximum of u / T is subtracted from u: divide first")
def _(u, T):
    e = np.exp(u - largest(u / T))
    return e / e.sum(axis=1, keepdims=True)


@softmax_with_temperature.slip("the smallest entry is subtracted: the largest exponent must become 0")
def _(u, T):
    v = u / T
    e = np.exp(v - v.min(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@softmax_with_temperature.slip("the probabilities are divided by T: the scores u are, before exp")
def _(u, T):
    return functions.softmax(u) / T


@softmax_with_temperature.slip("T has no effect: the scores u are divided by it, before exp")
def _(u, T):
    return functions.softmax(u)


@softmax_with_temperature.slip("the sum is taken without T: numerator and sum have the same exponents")
def _(u, T):
    e = np.exp(u - largest(u))
    return np.exp((u - largest(u)) / T) / e.sum(axis=1, keepdims=True)


@softmax_with_temperature.slip("the sum is taken over the samples: each row must sum to 1, axis=1")
def _(u, T):
    v = u / T
    e = np.exp(v - largest(v))
    return e / e.sum(axis=0)


@softmax_with_temperature.slip("maximum and sum are taken over the samples: each row is a sample, axis=1")
def _(u, T):
    return functions.softmax(u / T, axis=0)


@softmax_with_temperature.slip("the sum is taken over the whole batch: each row must sum to 1, axis=1")
def _(u, T):
    v = u / T
    e = np.exp(v - largest(v))
    return e / e.sum()


@softmax_with_temperature.slip("it is not divided by the sum of each row")
def _(u, T):
    v = u / T
    return np.exp(v - largest(v))
