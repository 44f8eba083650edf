"""The exercises of lesson 2-01: their inputs, references and usual slips."""

import math
from itertools import pairwise

import numpy as np

from common import functions
from common.exercise import exercise


@exercise(cases=[(3, 90, 0.37, 0.45), (7, 130, 0.11, 0.29), (5, 40, 0.23, 0.81)])
def shares(depth, width, std, slope):
    factor = math.sqrt(width) * std * slope  # of one layer
    return factor ** np.arange(1, depth + 1)


@shares.slip("this is the mean square of δ: its size is the root of it")
def _(depth, width, std, slope):
    return (width * std**2 * slope**2) ** np.arange(1, depth + 1)


@shares.slip("width itself stands where its square root belongs")
def _(depth, width, std, slope):
    return (width * std * slope) ** np.arange(1, depth + 1)


@shares.slip("std and slope are squared beside the root of width: they lose their squares with it")
def _(depth, width, std, slope):
    return (math.sqrt(width) * std**2 * slope**2) ** np.arange(1, depth + 1)


@shares.slip("std and slope stand under the root too: it is the root of width alone")
def _(depth, width, std, slope):
    return np.sqrt(width * std * slope) ** np.arange(1, depth + 1)


@shares.slip("only the slope is raised to the power: the whole factor of a layer multiplies up")
def _(depth, width, std, slope):
    return math.sqrt(width) * std * slope ** np.arange(1, depth + 1)


@shares.slip("only the last layer's share is given: one for every layer is asked for")
def _(depth, width, std, slope):
    return (math.sqrt(width) * std * slope) ** depth


@shares.slip("the powers start with 0: the first share is that after one layer")
def _(depth, width, std, slope):
    return (math.sqrt(width) * std * slope) ** np.arange(depth)


@shares.slip("the shares grow with the number of layers: one layer's factor is multiplied, not added")
def _(depth, width, std, slope):
    return math.sqrt(width) * std * slope * np.arange(1, depth + 1)


@shares.slip("every entry is the factor of a single layer: they multiply up")
def _(depth, width, std, slope):
    return np.full(depth, math.sqrt(width) * std * slope)


@shares.slip("the list runs from the deepest layer to the first: it starts with one layer")
def _(depth, width, std, slope):
    return (math.sqrt(width) * std * slope) ** np.arange(depth, 0, -1)


@exercise(cases=[(90, 0.3), (57, 0.7), (210, 0.15), (33, 1.4)])
def leaky_std(n_in, a):
    return math.sqrt(2 / ((1 + a**2) * n_in))


@leaky_std.slip("this is He's for the plain ReLU: the negative half counts too, with a²")
def _(n_in, a):
    return math.sqrt(2 / n_in) + 0 * a


@leaky_std.slip("the negative half counts with a: its mean square is a² as large")
def _(n_in, a):
    return math.sqrt(2 / ((1 + a) * n_in))


@leaky_std.slip("the halves are not halved: only half of the u are positive")
def _(n_in, a):
    return math.sqrt(1 / ((1 + a**2) * n_in))


@leaky_std.slip("the negative half counts in full: both halves are halved, ½ (1 + a²)")
def _(n_in, a):
    return math.sqrt(1 / ((1 / 2 + a**2) * n_in))


@leaky_std.slip("the positive half counts in full: both halves are halved, ½ (1 + a²)")
def _(n_in, a):
    return math.sqrt(1 / ((1 + a**2 / 2) * n_in))


@leaky_std.slip("the root is taken of n_in alone: it belongs to the whole variance")
def _(n_in, a):
    return 2 / ((1 + a**2) * math.sqrt(n_in))


@leaky_std.slip("this is the variance: the standard deviation is its root")
def _(n_in, a):
    return 2 / ((1 + a**2) * n_in)


@leaky_std.slip("the negative half is subtracted: squares add up, whatever their sign")
def _(n_in, a):
    return math.sqrt(2 / (abs(1 - a**2) * n_in))


@leaky_std.slip("the factor (1 + a²) / 2 multiplies where it divides")
def _(n_in, a):
    return math.sqrt((1 + a**2) / (2 * n_in))


@leaky_std.slip("1 + a is squared as a whole: the two halves have squares of their own, 1 and a²")
def _(n_in, a):
    return math.sqrt(2 / ((1 + a) ** 2 * n_in))


@leaky_std.slip("the positive half is missing: it counts as 1 beside a²")
def _(n_in, a):
    return math.sqrt(2 / (a**2 * n_in))


def network(sizes, N, seed):
    """x (N, D), one-hot d (N, C), and a matrix between every two of the sizes."""
    rng = np.random.default_rng(seed)
    d = functions.one_hot(rng.integers(0, sizes[-1], N), sizes[-1])
    return rng.standard_normal((N, sizes[0])), d, [rng.standard_normal(pair) for pair in pairwise(sizes)]


def errors(x, d, weights, slope=lambda z: 1 - z**2, size=lambda a: np.sqrt(np.mean(a**2)), start=None):
    """The sizes of δ, with one thing changed."""
    z, kept = x, []
    for W in weights[:-1]:
        z = np.tanh(z @ W)
        kept.append(z)
    delta = functions.softmax(z @ weights[-1]) - d if start is None else start(z @ weights[-1], d)
    sizes = [size(delta)]
    for W, z in zip(reversed(weights[1:]), reversed(kept), strict=True):
        delta = (delta @ W.T) * slope(z)
        sizes.append(size(delta))
    return np.array(sizes[::-1])


@exercise(cases=[network((2, 3, 4), 2, 1), network((4, 6, 5, 3), 7, 2), network((3, 5, 4, 6, 2), 3, 3)])
def error_sizes(x, d, weights):
    z, kept = x, []
    for W in weights[:-1]:
        z = np.tanh(z @ W)
        kept.append(z)
    delta = functions.softmax(z @ weights[-1]) - d
    sizes = [np.sqrt(np.mean(delta**2))]
    for W, z in zip(reversed(weights[1:]), reversed(kept), strict=True):
        delta = (delta @ W.T) * (1 - z**2)
        sizes.append(np.sqrt(np.mean(delta**2)))
    return np.array(sizes[::-1])


@error_sizes.slip("the sizes run from the last matrix to the first: they are asked for first to last")
def _(x, d, weights):
    return errors(x, d, weights)[::-1]


@error_sizes.slip("the slope of tanh is left out")
def _(x, d, weights):
    return errors(x, d, weights, slope=np.ones_like)


@error_sizes.slip("the slope is taken at z as if it were u: 1 − z² is right as it stands, z is tanh(u)")
def _(x, d, weights):
    return errors(x, d, weights, slope=lambda z: 1 - np.tanh(z) ** 2)


@error_sizes.slip("the slope is the sigmoid's, z (1 − z)")
def _(x, d, weights):
    return errors(x, d, weights, slope=lambda z: z * (1 - z))


@error_sizes.slip("the slope is taken at u, before tanh: 1 − z² needs the output z")
def _(x, d, weights):
    return errors(x, d, weights, slope=lambda z: 1 - np.arctanh(z) ** 2)


@error_sizes.slip("the slope is 1 − z: the square is missing, 1 − z²")
def _(x, d, weights):
    return errors(x, d, weights, slope=lambda z: 1 - z)


@error_sizes.slip("the slope is (1 − z)²: the square is of z alone, 1 − z²")
def _(x, d, weights):
    return errors(x, d, weights, slope=lambda z: (1 - z) ** 2)


@error_sizes.slip("the last δ has the factor y (1 − y): softmax with cross-entropy leaves y − d alone")
def _(x, d, weights):
    def start(u, d):
        y = functions.softmax(u)
        return (y - d) * y * (1 - y)

    return errors(x, d, weights, start=start)


@error_sizes.slip("the last δ is divided by N: here it is y − d as it stands")
def _(x, d, weights):
    return errors(x, d, weights, start=lambda u, d: (functions.softmax(u) - d) / len(d))


@error_sizes.slip("the last δ lacks the softmax: y are probabilities")
def _(x, d, weights):
    return errors(x, d, weights, start=lambda u, d: u - d)


@error_sizes.slip("softmax runs over the batch, axis 0: each sample has probabilities of its own")
def _(x, d, weights):
    return errors(x, d, weights, start=lambda u, d: functions.softmax(u, axis=0) - d)


@error_sizes.slip("the mean of |δ| is taken: the root of the mean square is asked for")
def _(x, d, weights):
    return errors(x, d, weights, size=lambda a: np.mean(np.abs(a)))


@error_sizes.slip("the root is missing: this is the mean square")
def _(x, d, weights):
    return errors(x, d, weights, size=lambda a: np.mean(a**2))


@error_sizes.slip("the squares are summed, not averaged")
def _(x, d, weights):
    return errors(x, d, weights, size=lambda a: np.sqrt(np.sum(a**2)))


@error_sizes.slip("there is a tanh on the logits too: the last matrix has none")
def _(x, d, weights):
    return errors(x, d, weights, start=lambda u, d: functions.softmax(np.tanh(u)) - d)


@error_sizes.slip("the first matrix is missing: its δ comes after the first tanh's slope")
def _(x, d, weights):
    return errors(x, d, weights)[1:]
