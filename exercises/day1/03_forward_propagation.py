"""The exercises of lesson 1-03: their inputs, references and usual slips."""

from itertools import pairwise

import numpy as np

from common import functions
from common.exercise import exercise

rng = np.random.default_rng(103)


@exercise(names=("weights", "biases"), cases=[[4, 7, 2], [6, 3], [2, 5, 3, 8]])
def count_parameters(sizes):
    weights = 0
    biases = 0
    for D, H in pairwise(sizes):
        weights += D * H
        biases += H
    return weights, biases


@count_parameters.slip("the inputs are given biases too: they have none")
def _(sizes):
    return count_parameters.reference(sizes)[0], sum(sizes)


@count_parameters.slip("the outputs are given no biases: every unit after the inputs has one")
def _(sizes):
    return count_parameters.reference(sizes)[0], sum(sizes[1:-1])


@count_parameters.slip("each layer is given a bias for every input: it has one for every unit")
def _(sizes):
    return count_parameters.reference(sizes)[0], sum(sizes[:-1])


@count_parameters.slip("each layer is given one bias: every unit of it has one")
def _(sizes):
    return count_parameters.reference(sizes)[0], len(sizes) - 1


@count_parameters.slip("the biases are counted among the weights")
def _(sizes):
    weights, biases = count_parameters.reference(sizes)
    return weights + biases, biases


@count_parameters.slip("weights and biases are added: two numbers are asked for")
def _(sizes):
    return sum(count_parameters.reference(sizes))


@count_parameters.slip("all sizes are multiplied: a layer joins two of them, and the layers are added up")
def _(sizes):
    return int(np.prod(sizes)), count_parameters.reference(sizes)[1]


@count_parameters.slip("sizes that are no neighbours are joined too: a layer joins a size and the next")
def _(sizes):
    return (sum(sizes) ** 2 - sum(n * n for n in sizes)) // 2, count_parameters.reference(sizes)[1]


CLASSES = ["mammal", "bird", "fish", "insect"]
ANIMALS = {  # fur, feathers, eggs, water, legs
    "cat": [1, 0, 0, 0, 4],
    "platypus": [1, 0, 1, 1, 4],
    "dolphin": [0, 0, 0, 1, 0],
    "sparrow": [0, 1, 1, 0, 2],
    "penguin": [0, 1, 1, 1, 2],
    "salmon": [0, 0, 1, 1, 0],
    "ant": [0, 0, 1, 0, 6],
    "water beetle": [0, 0, 1, 1, 6],
}


def classified(answer, animal, x):
    """The class of an animal with the inputs x."""
    result = answer()
    if result is None:
        return None
    if not isinstance(result, tuple | list) or len(result) != 2:
        raise ValueError("two results are asked for, W (5, 4) and b (4,): end with return W, b")
    W, b = (np.array(part, dtype=float) for part in result)
    if W.shape != (5, 4) or b.shape != (4,):
        raise ValueError(f"W (5, 4) and b (4,) are asked for, got {W.shape} and {b.shape}")
    logits = np.array(x) @ W + b
    if np.sum(logits == logits.max()) > 1:
        return "a tie"
    return CLASSES[logits.argmax()]


FUR, FEATHERS, EGGS, WATER, LEGS = np.eye(5)  # what speaks for a class: a column of W


def weights(mammal, bird, fish, insect, b=(0, 0, 0, 0)):
    """W from its columns, and b."""
    return np.stack([mammal, bird, fish, insect], axis=1), b


RIGHT = weights(5 * FUR - EGGS, 5 * FEATHERS, 2 * EGGS - LEGS, LEGS, b=[1, 0, -1, -4])


@exercise(run=classified, cases=list(ANIMALS.items()))
def animal_weights():
    return RIGHT


@animal_weights.slip("all logits are equal, a tie: the zeros are still there")
def _():
    return weights(*np.zeros((4, 5)))


@animal_weights.slip("nothing speaks for fish and for insect yet: the eggs do, and the number of legs")
def _():
    return weights(FUR, FEATHERS, 0 * EGGS, 0 * LEGS)


@animal_weights.slip("the insects are taken for fish: legs speak for the one and against the other")
def _():
    return weights(5 * FUR, 5 * FEATHERS, EGGS, 0 * LEGS, b=[0.5, 0, 0, 0])


@animal_weights.slip("the legs drown the rest: insect needs a bias so low that it takes more than four legs")
def _():
    return weights(FUR, FEATHERS, WATER, LEGS)


@animal_weights.slip("four legs are enough for an insect: its bias must be lower, or fur speak louder")
def _():
    return weights(FUR, 5 * FEATHERS, 2 * EGGS - LEGS, LEGS, b=[0, 0, 0, -2.5])


@animal_weights.slip("eggs and water speak louder for a fish than the platypus's fur for a mammal")
def _():
    return weights(0.2 * FUR, 5 * FEATHERS, EGGS + WATER, LEGS, b=[1.2, 0, 0, -3.9])


@animal_weights.slip("the water beetle is taken for a fish: its six legs must speak against that")
def _():
    return weights(5 * FUR, 5 * FEATHERS, EGGS + WATER, LEGS, b=[1.5, 0, 0, -4])


@animal_weights.slip("the dolphin is taken for a fish because of the water: eggs tell the salmon from it")
def _():
    return weights(10 * FUR, 10 * FEATHERS, WATER, LEGS)


@animal_weights.slip("the salmon is taken for a mammal: eggs must speak louder for a fish")
def _():
    return weights(5 * FUR, 5 * FEATHERS, EGGS, LEGS, b=[1.5, 0, 0, -4])


def network(N, *sizes):
    """A batch, and a list of (W, b)."""
    layers = [(rng.standard_normal((D, H)), rng.standard_normal(H)) for D, H in pairwise(sizes)]
    return rng.standard_normal((N, sizes[0])), layers


@exercise(cases=[network(2, 4, 3), network(5, 3, 6, 4, 2)])
def predict(x, parameters):
    z = x
    for W, b in parameters[:-1]:
        z = functions.relu(z @ W + b)
    W, b = parameters[-1]
    return functions.softmax(z @ W + b)


def passed(x, parameters, hidden=functions.relu, last=functions.softmax):
    """A forward pass with other activations."""
    *before, (W, b) = parameters
    for V, c in before:
        x = hidden(x @ V + c)
    return last(x @ W + b)


@predict.slip("ReLU is applied to the last logits too: softmax takes them as they are")
def _(x, parameters):
    return passed(x, parameters, last=lambda u: functions.softmax(functions.relu(u)))


@predict.slip("the softmax is missing: these are the logits")
def _(x, parameters):
    return passed(x, parameters, last=lambda u: u)


@predict.slip("ReLU stands at the end where softmax belongs")
def _(x, parameters):
    return passed(x, parameters, last=functions.relu)


@predict.slip("a sigmoid stands at the end where softmax belongs")
def _(x, parameters):
    return passed(x, parameters, last=functions.sigmoid)


@predict.slip("it is not divided by the sum of each row: e^u alone is no softmax")
def _(x, parameters):
    return passed(x, parameters, last=np.exp)


@predict.slip("softmax is applied after every layer: hidden layers have ReLU")
def _(x, parameters):
    return passed(x, parameters, hidden=functions.softmax)


@predict.slip("softmax runs over the samples: each row must sum to 1")
def _(x, parameters):
    return passed(x, parameters, last=lambda u: functions.softmax(u, axis=0))


@predict.slip("softmax runs over the whole batch: each row must sum to 1")
def _(x, parameters):
    return passed(x, parameters, last=lambda u: np.exp(u) / np.exp(u).sum())


@predict.slip("ReLU is applied to the input x too")
def _(x, parameters):
    return passed(functions.relu(x), parameters)


@predict.slip("the biases are left out")
def _(x, parameters):
    return passed(x, [(W, 0) for W, _ in parameters])


@predict.slip("the bias is added after ReLU: it belongs inside, ReLU(z @ W + b)")
def _(x, parameters):
    z = x
    for W, b in parameters[:-1]:
        z = functions.relu(z @ W) + b
    return passed(z, parameters[-1:])


def box(D, H):
    """The arguments of ``read_weights``: a layer that hides its weights, and its number of inputs."""
    W, b = rng.standard_normal((D, H)), rng.standard_normal(H)

    def layer(x):
        return x @ W + b

    return layer, D


@exercise(names=("W", "b"), cases=[box(2, 3), box(5, 4)])
def read_weights(layer, D):
    b = layer(np.zeros((1, D)))[0]
    W = layer(np.eye(D)) - b
    return W, b


@read_weights.slip("b is still in W: every row of layer(np.eye(D)) holds it")
def _(layer, D):
    return layer(np.eye(D)), layer(np.zeros((1, D)))[0]


@read_weights.slip("b is asked at inputs of ones: there W is in it, at zeros b is alone")
def _(layer, D):
    b = layer(np.ones((1, D)))[0]
    return layer(np.eye(D)) - b, b


@read_weights.slip("W is right and b is the answer to ones: at zeros b is alone")
def _(layer, D):
    return read_weights.reference(layer, D)[0], layer(np.ones((1, D)))[0]


@read_weights.slip("b is the first row of layer(np.eye(D)), where W is in it: at zeros b is alone")
def _(layer, D):
    u = layer(np.eye(D))
    return u - u[0], u[0]


@read_weights.slip("b has a row for every sample of the batch: one, of shape (H,), is asked for")
def _(layer, D):
    b = layer(np.zeros((D, D)))
    return layer(np.eye(D)) - b, b
