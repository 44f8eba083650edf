"""The exercises of lesson 1-05: their inputs, references and usual slips."""

import math

import numpy as np

from common.exercise import exercise


@exercise(
    names=("head", "loss"),
    cases=[
        "tomorrow's temperature",
        "will this customer leave: yes or no",
        "which of 26 letters is on this key",
        "latitude and longitude of a photo",
        "which of 20 keywords fit a film: any number of them",
    ],
)
def choose(task):
    return {
        "tomorrow's temperature": ("identity", "squared error"),
        "will this customer leave: yes or no": ("sigmoid", "binary cross-entropy"),
        "which of 26 letters is on this key": ("softmax", "cross-entropy"),
        "latitude and longitude of a photo": ("identity", "squared error"),
        "which of 20 keywords fit a film: any number of them": ("sigmoid", "binary cross-entropy"),
    }[task]


@choose.slip("softmax makes the 20 keywords share a total of 1, where any number of them may fit")
def _(task):
    return ("softmax", "cross-entropy") if "keywords" in task else choose.reference(task)


@choose.slip("the 26 letters get sigmoids, which do not compete: a key carries one letter only")
def _(task):
    return ("sigmoid", "binary cross-entropy") if "letters" in task else choose.reference(task)


@choose.slip("yes or no gets softmax, the head of one out of many classes: it is one probability")
def _(task):
    return ("softmax", "cross-entropy") if "yes or no" in task else choose.reference(task)


@choose.slip("latitude and longitude are read as probabilities: they are two numbers")
def _(task):
    return ("sigmoid", "binary cross-entropy") if "latitude" in task else choose.reference(task)


@choose.slip("latitude and longitude are read as two classes of which one is right: they are two numbers")
def _(task):
    return ("softmax", "cross-entropy") if "latitude" in task else choose.reference(task)


@choose.slip("sigmoid comes with the cross-entropy of one out of many classes: its own is the binary one")
def _(task):
    head, loss = choose.reference(task)
    return head, "cross-entropy" if head == "sigmoid" else loss


@choose.slip("softmax comes with the cross-entropy of yes or no: its own has no “binary” before it")
def _(task):
    head, loss = choose.reference(task)
    return head, "binary cross-entropy" if head == "softmax" else loss


@choose.slip("squared error is the loss of every task: a probability is charged with cross-entropy")
def _(task):
    return choose.reference(task)[0], "squared error"


@choose.slip("the loss stands before the head")
def _(task):
    return choose.reference(task)[::-1]


@choose.slip("only the head is given: its loss belongs beside it, (head, loss)")
def _(task):
    return choose.reference(task)[0]


@choose.slip(
    "softmax is given wherever a probability is asked for: only one out of many classes shares a total of 1"
)
def _(task):
    head, loss = choose.reference(task)
    return ("softmax", "cross-entropy") if head == "sigmoid" else (head, loss)


@exercise(
    names=("weather", "forecast", "information"),
    tolerance=1e-5,  # for answers that add 1e-7 inside the logarithm
    cases=[
        np.array([[0.4, 0.15, 0.07], [0.0, 0.13, 0.25]]),
        np.array([[0.05, 0.3], [0.22, 0.0], [0.18, 0.25]]),
        np.array([[0.11, 0.02, 0.07, 0.19], [0.09, 0.31, 0.17, 0.04]]),
    ],
)
def information(joint):
    p, q = joint.sum(axis=1), joint.sum(axis=0)
    product = p[:, None] * q
    known = joint > 0
    H_weather = -np.sum(p * np.log2(p))
    H_forecast = -np.sum(q * np.log2(q))
    return H_weather, H_forecast, np.sum(joint[known] * np.log2(joint[known] / product[known]))


def entropy(p):
    return -np.sum(p[p > 0] * np.log2(p[p > 0]))


@information.slip("weather and forecast are exchanged: the sum over each row, axis=1, is the weather")
def _(joint):
    H_weather, H_forecast, I = information.reference(joint)
    return H_forecast, H_weather, I


@information.slip("the divergence is taken the other way round: the true table comes first")
def _(joint):
    product = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0)
    H_weather, H_forecast, _ = information.reference(joint)
    with np.errstate(divide="ignore"):
        return H_weather, H_forecast, np.sum(product * np.log2(product / joint))


@information.slip(
    "the divergence is taken the other way round, without the zeros of joint: the true table comes first"
)
def _(joint):
    product = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0)
    H_weather, H_forecast, _ = information.reference(joint)
    both = joint > 0
    return H_weather, H_forecast, np.sum(product[both] * np.log2(product[both] / joint[both]))


@information.slip("an entry of 0 gives 0 · log 0, which is nan: leave it out")
def _(joint):
    product = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0)
    H_weather, H_forecast, _ = information.reference(joint)
    with np.errstate(all="ignore"):
        return H_weather, H_forecast, np.sum(joint * np.log2(joint / product))


@information.slip("the entropy of the whole table is given where the information belongs")
def _(joint):
    return *information.reference(joint)[:2], entropy(joint)


@information.slip(
    "this is the cross-entropy, the sum of both entropies: the entropy of the whole table is to be subtracted"
)
def _(joint):
    H_weather, H_forecast, _ = information.reference(joint)
    return H_weather, H_forecast, H_weather + H_forecast


@information.slip("this is the entropy of the weather that is left when the forecast is known")
def _(joint):
    H_weather, H_forecast, _ = information.reference(joint)
    return H_weather, H_forecast, entropy(joint) - H_forecast


@information.slip("this is the entropy of the forecast that is left when the weather is known")
def _(joint):
    H_weather, H_forecast, _ = information.reference(joint)
    return H_weather, H_forecast, entropy(joint) - H_weather


@information.slip("natural logarithms are taken in all three: bits need base 2")
def _(joint):
    return tuple(part * np.log(2) for part in information.reference(joint))


@information.slip("the information is in natural logarithms where the entropies are in bits")
def _(joint):
    H_weather, H_forecast, I = information.reference(joint)
    return H_weather, H_forecast, I * np.log(2)


@exercise(
    names=("y", "E", "δ"),
    cases=[
        (np.array([3.0, 0.0, 1.0]), np.array([0.4, -1.3, 0.7])),
        (np.array([2.0, 4.0, 0.0, 7.0, 1.0]), np.array([0.9, 1.6, -0.6, 2.1, -0.3])),
    ],
)
def count_pair(d, u):
    y = np.exp(u)
    E = np.sum(y - d * u) / len(u)
    return y, E, (y - d) / len(u)


@count_pair.slip("the loss holds log d!, the term without y: leave it out")
def _(d, u):
    y, E, delta = count_pair.reference(d, u)
    return y, E + np.mean([math.lgamma(k + 1) for k in d]), delta


@count_pair.slip("d is multiplied by y in the loss where log y belongs")
def _(d, u):
    y, _, delta = count_pair.reference(d, u)
    return y, np.sum(y - d * y) / len(u), delta


@count_pair.slip("the loss is the cross-entropy −d log y: Poisson's minus logarithm has y besides")
def _(d, u):
    y, _, delta = count_pair.reference(d, u)
    return y, -np.sum(d * u) / len(u), delta


@count_pair.slip("the loss is the squared error: minus the logarithm of Poisson's probability is asked for")
def _(d, u):
    y, _, delta = count_pair.reference(d, u)
    return y, np.sum((y - d) ** 2) / 2 / len(u), delta


@count_pair.slip(
    "loss and slope are the squared error's: minus the logarithm of Poisson's probability is asked for"
)
def _(d, u):
    y = np.exp(u)
    return y, np.sum((y - d) ** 2) / 2 / len(u), (y - d) * y / len(u)


@count_pair.slip("δ is the slope at the output y, 1 − d/y: the slope at u is that times dy/du = y")
def _(d, u):
    y, E, _ = count_pair.reference(d, u)
    return y, E, (1 - d / y) / len(u)


@count_pair.slip("δ has the factor dy/du = y once too often: what is left is y − d")
def _(d, u):
    y, E, _ = count_pair.reference(d, u)
    return y, E, (y - d) * y / len(u)


@count_pair.slip("δ is not averaged: E is a mean over N samples, so its slope is divided by N too")
def _(d, u):
    y, E, delta = count_pair.reference(d, u)
    return y, E, delta * len(u)
