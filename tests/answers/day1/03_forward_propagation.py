"""Answers to the exercises of lesson 1-03: parameters counted, weights by hand, predict, a black box."""

from itertools import pairwise

import numpy as np

from common import functions
from tests.answers import Answers

answers = Answers()


@answers.right(1)
def _(sizes):
    weights = biases = 0
    for i in range(1, len(sizes)):
        weights += sizes[i - 1] * sizes[i]
        biases += sizes[i]
    return weights, biases


@answers.right(1)
def _(sizes):
    sizes = np.array(sizes)
    return sizes[:-1] @ sizes[1:], sizes.sum() - sizes[0]


@answers.wrong(1, r"(?i)input")  # the inputs get biases too
def _(sizes):
    return sum(a * b for a, b in pairwise(sizes)), sum(sizes)


@answers.wrong(1, r"(?i)last|output|hidden")  # biases in the hidden layers alone
def _(sizes):
    return sum(a * b for a, b in pairwise(sizes)), sum(sizes[1:-1])


@answers.wrong(1, r"(?i)each layer|layers|each unit|one bias")  # one bias a layer
def _(sizes):
    return sum(a * b for a, b in pairwise(sizes)), len(sizes) - 1


@answers.wrong(1, r"(?i)(2|two) (results|numbers)")  # one number
def _(sizes):
    return sum((a + 1) * b for a, b in pairwise(sizes))


@answers.wrong(1, r"(?i)bias")  # the biases are counted among the weights
def _(sizes):
    return sum((a + 1) * b for a, b in pairwise(sizes)), sum(sizes[1:])


@answers.wrong(1, r"(?i)product|all sizes|prod")  # the product of all sizes
def _(sizes):
    return int(np.prod(sizes)), sum(sizes[1:])


@answers.wrong(1, r"(?i)product|plus|sum")  # sizes added, not multiplied
def _(sizes):
    return sum(a + b for a, b in pairwise(sizes)), sum(sizes[1:])


@answers.wrong(1, r"(?i)exchanged")  # biases first
def _(sizes):
    return sum(sizes[1:]), sum(a * b for a, b in pairwise(sizes))


@answers.wrong(1, r"(?i)last|output")  # the last layer is not counted
def _(sizes):
    return sum(a * b for a, b in pairwise(sizes[:-1])), sum(sizes[1:-1])


@answers.wrong(1, r"(?i)last|output|input")  # biases of the layer before
def _(sizes):
    return sum(a * b for a, b in pairwise(sizes)), sum(sizes[:-1])


@answers.wrong(1, r"(?i)first|one layer|only|ends|hidden")  # only inputs times outputs
def _(sizes):
    return sizes[0] * sizes[-1], sum(sizes[1:])


@answers.wrong(1, r"(?i)square|next to each other|same|pair|a variable stands")  # every size times itself
def _(sizes):
    return sum(a * a for a in sizes[1:]), sum(sizes[1:])


@answers.wrong(
    1, r"(?i)overlap|pair|every second|each two|step|neighbour|next to"
)  # pairs that do not overlap
def _(sizes):
    pairs = zip(sizes[::2], sizes[1::2], strict=False)
    return sum(a * b for a, b in pairs), sum(sizes[1:])


@answers.right(2)
def _():
    W = np.array(
        [[9, -9, -9, -9], [-9, 9, -9, -9], [-1, 0, 2.0, 1], [0, 0, 0.5, 0], [0, 0, -1, 1]], dtype=np.float32
    )
    return W, np.array([1.0, 0, 0, -3], dtype=np.float32)


@answers.right(2)
def _():
    W = ((20, 0, 0, 0), (0, 30, 0, 0), (0, 0, 4, 0), (0, 0, 0, 0), (0, 0, -2, 1.5))
    return W, (1, 0, 0, 0)


EXAMPLE = [[0, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]


@answers.wrong(2, r"(?i)salmon|\bant\b|beetle|nothing speaks for fish")  # the example's weights
def _():
    return EXAMPLE, [0, 0, 0, 0]


@answers.wrong(2, r"(?i)mammal|zero|sparrow|bird|every entry is 0")  # nothing filled in
def _():
    return np.zeros((5, 4)), np.zeros(4)


@answers.wrong(2, r"(?i)insect|cat|legs|bias")  # legs speak for insects, without a bias
def _():
    return [[3, 0, 0, 0], [0, 3, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0], [0, 0, -1, 1]], [0.5, 0, 0, 0]


@answers.wrong(2, r"(?i)dolphin|water|fish")  # water speaks for fish: the dolphin becomes one
def _():
    return [[9, 0, 0, 0], [0, 9, 0, 0], [0, 0, 1, 0], [0, 0, 2, 0], [0, 0, -1, 1]], [0, 0, 0, -2]


@answers.wrong(2, r"(?i)platypus|eggs|fur")  # eggs against mammals, more strongly than fur speaks for them
def _():
    return [[2, 0, 0, 0], [0, 9, 0, 0], [-6, 0, 2, 0], [0, 0, 1, 0], [0, 0, -1, 1]], [3, 0, 0, -4]


@answers.wrong(2, r"(?i)shape|transpose|\(5, 4\)|row")  # a row for each class
def _():
    W = [[9, 0, 0, 0], [0, 9, 0, 0], [0, 0, 2, 0], [0, 0, 0, 0], [0, 0, -1, 1]]
    return np.array(W).T, [1, 0, 0, -4]


@answers.wrong(2, r"(?i)(2|two) results|W and b")  # without the biases
def _():
    return np.array([[9, 0, 0, 0], [0, 9, 0, 0], [0, 0, 2, 0], [0, 0, 0, 0], [0, 0, -1, 1]])


@answers.wrong(2, r"(?i)ant|beetle|insect|fish|salmon|legs")  # the legs are left out: ants are fish
def _():
    return [[9, 0, 0, 0], [0, 9, 0, 0], [0, 0, 2, 0], [0, 0, 0, 0], [0, 0, 0, 0]], [1, 0, 0, 0]


@answers.wrong(2, r"(?i)sparrow|penguin|bird|mammal")  # feathers speak for mammals, the columns mixed up
def _():
    return [[0, 9, 0, 0], [9, 0, 0, 0], [0, 0, 2, 0], [0, 0, 0, 0], [0, 0, -1, 1]], [1, 0, 0, -4]


@answers.wrong(2, r"(?i)b\b.*(shape|length|4)|bias|shape|fit|broadcast")  # a bias for each input
def _():
    return [[9, 0, 0, 0], [0, 9, 0, 0], [0, 0, 2, 0], [0, 0, 0, 0], [0, 0, -1, 1]], [1, 0, 0, -4, 0]


@answers.right(3)
def _(x, parameters):
    rows = []
    for row in x:
        z = [float(value) for value in row]
        for i, (W, b) in enumerate(parameters):
            u = [sum(z[k] * W[k][j] for k in range(len(z))) + b[j] for j in range(len(b))]
            z = [max(value, 0.0) for value in u] if i < len(parameters) - 1 else u
        e = [np.exp(value - max(z)) for value in z]
        rows.append([value / sum(e) for value in e])
    return np.array(rows)


@answers.right(3)
def _(x, parameters):
    if len(parameters) == 1:
        u = np.dot(x, parameters[0][0]) + parameters[0][1]
        return np.exp(u) / np.exp(u).sum(axis=1, keepdims=True)
    W, b = parameters[0]
    return functions.softmax(forward(np.maximum(x @ W + b, 0), parameters[1:]))


def forward(z, parameters):
    for W, b in parameters[:-1]:
        z = functions.relu(z @ W + b)
    W, b = parameters[-1]
    return z @ W + b


@answers.wrong(3, r"(?i)last|too (often|much)|negative|logits")  # ReLU after the last layer too
def _(x, parameters):
    for W, b in parameters:
        x = functions.relu(x @ W + b)
    return functions.softmax(x)


@answers.wrong(3, r"(?i)softmax")  # the logits
def _(x, parameters):
    return forward(x, parameters)


@answers.wrong(3, r"(?i)relu|activation")  # no ReLU
def _(x, parameters):
    for W, b in parameters:
        x = x @ W + b
    return functions.softmax(x)


@answers.wrong(3, r"(?i)softmax")  # softmax after every layer
def _(x, parameters):
    for W, b in parameters:
        x = functions.softmax(x @ W + b)
    return x


@answers.wrong(3, r"(?i)axis|over the samples")  # the samples compete
def _(x, parameters):
    return functions.softmax(forward(x, parameters).T).T


@answers.wrong(3, r"(?i)input|\bx\b")  # the inputs go through ReLU
def _(x, parameters):
    return functions.softmax(forward(functions.relu(x), parameters))


@answers.wrong(3, r"(?i)\bb\b|bias")  # no bias
def _(x, parameters):
    return functions.softmax(forward(x, [(W, 0 * b) for W, b in parameters]))


@answers.wrong(3, r"(?i)\bb\b|bias|order|before")  # ReLU before the bias
def _(x, parameters):
    for W, b in parameters[:-1]:
        x = functions.relu(x @ W) + b
    W, b = parameters[-1]
    return functions.softmax(x @ W + b)


@answers.wrong(3, r"(?i)sigmoid")  # sigmoid heads
def _(x, parameters):
    return functions.sigmoid(forward(x, parameters))


@answers.wrong(3, r"(?i)sigmoid|relu")  # sigmoids in the hidden layers
def _(x, parameters):
    for W, b in parameters[:-1]:
        x = functions.sigmoid(x @ W + b)
    W, b = parameters[-1]
    return functions.softmax(x @ W + b)


@answers.wrong(3, r"(?i)softmax")  # softmax twice
def _(x, parameters):
    return functions.softmax(functions.softmax(forward(x, parameters)))


@answers.wrong(3, r"(?i)argmax|place|largest")  # the class
def _(x, parameters):
    return forward(x, parameters).argmax(axis=1)


@answers.wrong(3, r"(?i)in place")  # ReLU writes into the inputs
def _(x, parameters):
    np.maximum(x, 0, out=x)
    return functions.softmax(forward(x, parameters))


@answers.wrong(3, r"(?i)relu|absolute|abs")  # absolute values for ReLU
def _(x, parameters):
    for W, b in parameters[:-1]:
        x = abs(x @ W + b)
    W, b = parameters[-1]
    return functions.softmax(x @ W + b)


@answers.wrong(3, r"(?i)last|output")  # the last layer is left out
def _(x, parameters):
    for W, b in parameters[:-1]:
        x = functions.relu(x @ W + b)
    return functions.softmax(x)


@answers.wrong(3, r"(?i)logarithm|log\b")  # the logarithm of the probabilities
def _(x, parameters):
    u = forward(x, parameters)
    return u - np.log(np.exp(u).sum(axis=1, keepdims=True))


@answers.wrong(3, r"(?i)exp|sum|largest|softmax")  # divided by the sum, without exp
def _(x, parameters):
    u = forward(x, parameters)
    return u / u.sum(axis=1, keepdims=True)


@answers.wrong(3, r"(?i)all|sum|axis|row")  # one sum for the whole batch
def _(x, parameters):
    e = np.exp(forward(x, parameters))
    return e / e.sum()


@answers.wrong(3, r"(?i)sum")  # the exponentials alone
def _(x, parameters):
    return np.exp(forward(x, parameters))


@answers.right(4)
def _(layer, D):
    b = layer(np.zeros((1, D)))[0]
    W = np.empty((D, len(b)))
    for i in range(D):
        x = np.zeros((1, D))
        x[0, i] = 2.0
        W[i] = (layer(x)[0] - b) / 2
    return W, b


@answers.right(4)
def _(layer, D):
    x = np.random.default_rng(3).normal(size=(3 * D + 1, D))
    solution = np.linalg.lstsq(np.hstack([x, np.ones((len(x), 1))]), layer(x), rcond=None)[0]
    return solution[:-1], solution[-1]


@answers.right(4)
def _(layer, D):
    plus, minus = layer(np.eye(D)), layer(-np.eye(D))
    return (plus - minus) / 2, (plus + minus)[0] / 2


@answers.wrong(4, r"(?i)\bb\b|bias")  # the bias stays in W
def _(layer, D):
    return layer(np.eye(D)), layer(np.zeros((1, D)))[0]


@answers.wrong(4, r"(?i)axis|\(1, |\[0\]|shape")  # b of shape (1, H)
def _(layer, D):
    b = layer(np.zeros((1, D)))
    return layer(np.eye(D)) - b, b


@answers.wrong(4, r"(?i)axis|shape|row|once|each sample|\[0\]|two|one ")  # b once for each sample
def _(layer, D):
    b = layer(np.zeros((D, D)))
    return layer(np.eye(D)) - b, b


@answers.wrong(4, r"(?i)transpose")  # W transposed
def _(layer, D):
    b = layer(np.zeros((1, D)))[0]
    return (layer(np.eye(D)) - b).T, b


@answers.wrong(4, r"(?i)zero|ones|\b1\b|sum|row")  # ones where zeros belong
def _(layer, D):
    b = layer(np.ones((1, D)))[0]
    return layer(np.eye(D)) - b, b


@answers.wrong(4, r"(?i)exchanged")  # b first
def _(layer, D):
    b = layer(np.zeros((1, D)))[0]
    return b, layer(np.eye(D)) - b


@answers.wrong(4, r"(?i)plus|sign|minus|twice|added")  # the bias is added once more
def _(layer, D):
    b = layer(np.zeros((1, D)))[0]
    return layer(np.eye(D)) + b, b


@answers.wrong(4, r"(?i)order|revers|flip")  # the inputs in the wrong order
def _(layer, D):
    b = layer(np.zeros((1, D)))[0]
    return layer(np.eye(D)[::-1]) - b, b


@answers.wrong(4, r"(?i)2 results|results")  # W alone
def _(layer, D):
    return layer(np.eye(D)) - layer(np.zeros((1, D)))


@answers.wrong(4, r"(?i)sign|other way|minus")  # the difference the other way round
def _(layer, D):
    b = layer(np.zeros((1, D)))[0]
    return b - layer(np.eye(D)), b


@answers.wrong(4, r"(?i)bias|\bb\b|0|zero")  # b thought to be 0
def _(layer, D):
    W = layer(np.eye(D))
    return W, np.zeros(W.shape[1])


@answers.wrong(4, r"(?i)mean|bias|zero|\bb\b")  # b as the mean of the outputs
def _(layer, D):
    y = layer(np.eye(D))
    return y - y.mean(axis=0), y.mean(axis=0)


@answers.wrong(4, r"(?i)shape|batch|\(1, |one (number|axis)|row|fit")  # a single sample of ones at a time
def _(layer, D):
    return layer(np.ones((D, D))) - layer(np.zeros((1, D))), layer(np.zeros((1, D)))[0]
