"""Answers to the exercises of lesson 1-05."""

import numpy as np

from tests.answers import Answers

answers = Answers()
KEY = {
    "tomorrow's temperature": ("identity", "squared error"),
    "will this customer leave: yes or no": ("sigmoid", "binary cross-entropy"),
    "which of 26 letters is on this key": ("softmax", "cross-entropy"),
    "latitude and longitude of a photo": ("identity", "squared error"),
    "which of 20 keywords fit a film: any number of them": ("sigmoid", "binary cross-entropy"),
}


@answers.right(1)
def _(task):
    return KEY[task]


@answers.right(1)
def _(task):
    head = "softmax" if "26" in task else "sigmoid" if "leave" in task or "20" in task else "identity"
    loss = {"softmax": "cross-entropy", "sigmoid": "binary cross-entropy", "identity": "squared error"}
    return [head, loss[head]]


@answers.wrong(1, "20|any number|keyword")  # one of 20, not any number
def _(task):
    return ("softmax", "cross-entropy") if "20" in task else KEY[task]


@answers.wrong(1, "exchanged|order|first|head|two parts|two values")  # loss first
def _(task):
    return KEY[task][::-1]


@answers.wrong(1, "only the head")  # only the head
def _(task):
    return KEY[task][0]


@answers.wrong(1, "squared error|loss|cross-entropy")  # squared error everywhere
def _(task):
    return KEY[task][0], "squared error"


@answers.wrong(1, "yes or no|two classes|softmax|sigmoid")  # softmax for yes or no
def _(task):
    return ("softmax", "cross-entropy") if "leave" in task else KEY[task]


def bits(p):
    p = np.ravel(p)[np.ravel(p) > 0]
    return -np.sum(p * np.log2(p))


def three(joint, H=bits):
    a, b = H(joint.sum(axis=1)), H(joint.sum(axis=0))
    return a, b, a + b - H(joint)


@answers.right(2)
def _(joint):
    return three(joint)


@answers.right(2)
def _(joint):
    p, q = joint.sum(axis=1), joint.sum(axis=0)
    total = 0
    for i, j in np.argwhere(joint > 0):
        total += joint[i, j] * (np.log(joint[i, j]) - np.log(p[i] * q[j])) / np.log(2)
    return [bits(p), bits(q), total]


@answers.wrong(2, "natural|base|nats|log")  # natural logarithm
def _(joint):
    return tuple(part * np.log(2) for part in three(joint))


@answers.wrong(2, "exchanged|columns|axis|rows")  # the marginals exchanged
def _(joint):
    a, b, c = three(joint)
    return b, a, c


@answers.wrong(2, "joint|both|sum|entropy")  # the joint entropy
def _(joint):
    a, b, _ = three(joint)
    return a, b, bits(joint)


@answers.wrong(2, "sign")  # all signs
def _(joint):
    return tuple(-part for part in three(joint))


@answers.wrong(2, "sum|added|minus|joint")  # the joint entropy added
def _(joint):
    a, b, _ = three(joint)
    return a, b, a + b + bits(joint)


@answers.wrong(2, "base 10|10")  # base 10
def _(joint):
    return tuple(part * np.log10(2) for part in three(joint))


def parts(d, u):
    y = np.exp(u)
    return y, np.sum(y - d * u) / len(u), (y - d) / len(u)


@answers.right(3)
def _(d, u):
    return parts(d, u)


@answers.right(3)
def _(d, u):
    y = np.array([np.e**v for v in u])
    return y, np.mean(y) - np.mean(d * u), y / len(d) - d / len(d)


@answers.wrong(3, "sum|mean|len")  # the sum
def _(d, u):
    y, E, delta = parts(d, u)
    return y, E * len(u), delta * len(u)


@answers.wrong(3, "sign|other way")  # d − y
def _(d, u):
    y, E, delta = parts(d, u)
    return y, E, -delta


@answers.wrong(3, "u|log|exp")  # log u for log y
def _(d, u):
    y = np.exp(u)
    return y, np.mean(y - d * y), (y - d) / len(u)


@answers.wrong(3, "exp|slope|chain|y|factor")  # the slope at y, not at u
def _(d, u):
    y, E, delta = parts(d, u)
    return y, E, delta / y


@answers.wrong(3, "identity|exp|as it came")  # no exp
def _(d, u):
    return u, np.mean(np.exp(u) - d * u), (np.exp(u) - d) / len(u)


@answers.wrong(3, "mean|len|too large|sum|divi")  # δ not divided
def _(d, u):
    y, E, delta = parts(d, u)
    return y, E, delta * len(u)
