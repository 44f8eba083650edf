"""Answers to the exercises of lesson 1-02: ten models sorted, three estimates, naive Bayes for pixels."""

import math
from fractions import Fraction

import numpy as np

from common import functions
from tests.answers import Answers

answers = Answers()
MODELS = (
    "decision tree",
    "SVM",
    "HMM",
    "CRF",
    "naive Bayes",
    "VAE",
    "GAN",
    "logistic regression",
    "Gaussian mixture",
    "image classifier",
)
RIGHT = dict(zip(MODELS, "DDGDGGGDGD", strict=True))


@answers.right(1)
def _():
    generative = {"HMM", "naive Bayes", "VAE", "GAN", "Gaussian mixture"}
    return {name: "G" if name in generative else "D" for name in MODELS}


@answers.right(1)
def _():
    return dict(sorted(RIGHT.items()))


@answers.wrong(1, r"(?i)naive Bayes|p\(x \| k\)|draw|each class")  # a classifier, so discriminative
def _():
    return {**RIGHT, "naive Bayes": "D"}


@answers.wrong(1, r"(?i)CRF|HMM|given the sequence|p\(x")  # sequences are drawn by both
def _():
    return {**RIGHT, "CRF": "G"}


@answers.wrong(1, r"(?i)HMM|emit|p\(x")  # states are classes
def _():
    return {**RIGHT, "HMM": "D"}


@answers.wrong(1, r"(?i)GAN|draw|generator")  # its second network tells real from false
def _():
    return {**RIGHT, "GAN": "D"}


@answers.wrong(1, r"(?i)mixture|p\(x\)|draw")  # it has clusters, so it divides
def _():
    return {**RIGHT, "Gaussian mixture": "D"}


@answers.wrong(1, r"(?i)logistic|p\(k|probabilit|σ")  # what gives probabilities is generative
def _():
    return {**RIGHT, "logistic regression": "G", "image classifier": "G"}


@answers.wrong(1, r"(?i)decision tree|SVM|\ball\b|every")  # all of them generative
def _():
    return dict.fromkeys(MODELS, "G")


@answers.wrong(1, r"(?i)capital|upper|letter|\"D\"")  # small letters
def _():
    return {name: letter.lower() for name, letter in RIGHT.items()}


@answers.wrong(1, r"(?i)missing|no entry")  # one entry is left out
def _():
    return {name: letter for name, letter in RIGHT.items() if name != "SVM"}


@answers.wrong(1, r"(?i)dict")  # a list of letters
def _():
    return list(RIGHT.values())


@answers.wrong(1, r"(?i)\ball\b|every|same|HMM emits")  # all of them discriminative
def _():
    return dict.fromkeys(MODELS, "D")


@answers.right(2)
def _(light, dark, a, b):
    n = light + dark
    mean = Fraction(light + a) / Fraction(n + a + b)
    return Fraction(light) / n, Fraction(light + a - 1) / Fraction(n + a + b - 2), mean


@answers.right(2)
def _(light, dark, a, b):
    counts = np.array([[light, dark], [light + a - 1, dark + b - 1], [light + a, dark + b]], dtype=float)
    return tuple(counts[:, 0] / counts.sum(axis=1))


@answers.right(2)
def _(light, dark, a, b):
    odds = np.array([dark / light, (dark + b - 1) / (light + a - 1), (dark + b) / (light + a)])
    return tuple(np.float32(1 / (1 + odds)))


@answers.wrong(
    2, r"(?i)light / dark|all the pictures|n counts|odds|divisor|light is left out"
)  # n taken for the dark ones
def _(light, dark, a, b):
    n = dark
    return light / n, (light + a - 1) / (n + a + b - 2), (light + a) / (n + a + b)


@answers.wrong(2, r"(?i)- 1|− 1|MAP.*mean|mean.*MAP|1 is|2 is|exponent")  # MAP without - 1 and - 2
def _(light, dark, a, b):
    mean = (light + a) / (light + dark + a + b)
    return light / (light + dark), mean, mean


@answers.wrong(2, r"(?i)MAP.*mean|mean.*MAP|exchanged")  # MAP and mean exchanged
def _(light, dark, a, b):
    n = light + dark
    return light / n, (light + a) / (n + a + b), (light + a - 1) / (n + a + b - 2)


@answers.wrong(2, r"(?i)2 is left out|- 2|− 2|divisor|sum of both|1 stands where 2|denominator|n \+ a")
def _(light, dark, a, b):  # the divisor loses one, not two
    n = light + dark
    return light / n, (light + a - 1) / (n + a + b - 1), (light + a) / (n + a + b)


@answers.wrong(2, r"(?i)exchanged|\bb is used where a|\ba\b.*\bb\b")  # a and b exchanged
def _(light, dark, a, b):
    n = light + dark
    return light / n, (light + b - 1) / (n + a + b - 2), (light + b) / (n + a + b)


@answers.wrong(2, r"(?i)//|decimals|whole")  # rounded to whole numbers
def _(light, dark, a, b):
    n = light + dark
    return round(light / n), round((light + a - 1) / (n + a + b - 2)), round((light + a) / (n + a + b))


@answers.wrong(2, r"(?i)dark|1 minus|share of")  # the share of the dark ones
def _(light, dark, a, b):
    n = light + dark
    return dark / n, (dark + b - 1) / (n + a + b - 2), (dark + b) / (n + a + b)


@answers.wrong(2, r"(?i)[ab] is left out|a \+ b|without a|divisor|denominator|\bb\b")  # b missing below
def _(light, dark, a, b):
    n = light + dark
    return light / n, (light + a - 1) / (n + a - 1), (light + a) / (n + a)


@answers.wrong(
    2, r"(?i)2 is|1 (more|stands)|\+ 2|Laplace|\ba\b|\bb\b"
)  # always one more of each, whatever a, b
def _(light, dark, a, b):
    n = light + dark
    return light / n, (light + a - 1) / (n + a + b - 2), (light + 1) / (n + 2)


@answers.wrong(2, r"(?i)3 results|results are asked")  # maximum likelihood forgotten
def _(light, dark, a, b):
    n = light + dark
    return (light + a - 1) / (n + a + b - 2), (light + a) / (n + a + b)


@answers.wrong(2, r"(?i)round|decimal")  # four digits, as in the example
def _(light, dark, a, b):
    n = light + dark
    return (
        round(light / n, 4),
        round((light + a - 1) / (n + a + b - 2), 4),
        round((light + a) / (n + a + b), 4),
    )


@answers.wrong(2, r"(?i)half|mean|average|prior|middle|ML")  # the mean as half-way between data and prior
def _(light, dark, a, b):
    n = light + dark
    return light / n, (light + a - 1) / (n + a + b - 2), (light / n + a / (a + b)) / 2


def theta(x, d, top=1, below=2):
    return np.array([(x[d == k].sum(axis=0) + top) / ((d == k).sum() + below) for k in np.unique(d)])


def prior(d):
    return np.bincount(d) / len(d)


@answers.right(3)
def _(x, d, new):
    classes = sorted({int(k) for k in d})
    table = []
    for picture in new:
        row = []
        for k in classes:
            members = [p for p, label in zip(x, d, strict=True) if label == k]
            total = math.log(len(members) / len(x))
            for j, ink in enumerate(picture):
                t = (sum(p[j] for p in members) + 1) / (len(members) + 2)
                total += math.log(t if ink else 1 - t)
            row.append(total)
        table.append(row)
    return np.array(table)


@answers.right(3)
def _(x, d, new):
    t = theta(x, d)[None]
    return np.log(prior(d) * np.prod(np.where(new[:, None] == 1, t, 1 - t), axis=2))


@answers.right(3)
def _(x, d, new):
    one_hot = np.eye(d.max() + 1)[d]
    n = one_hot.sum(axis=0)[:, None]
    odds = np.log((one_hot.T @ x + 1) / (n - one_hot.T @ x + 1))
    bias = np.log((n - one_hot.T @ x + 1) / (n + 2)).sum(axis=1) + np.log(n[:, 0]) - np.log(len(d))
    return np.einsum("md,cd->mc", new, odds) + bias


@answers.wrong(3, r"(?i)paper|1 - new|1 - θ|left out")  # ink alone counts
def _(x, d, new):
    return new @ np.log(theta(x, d)).T + np.log(prior(d))


@answers.wrong(3, r"(?i)p\(k\)|prior|left out|log p")  # without p(k)
def _(x, d, new):
    t = theta(x, d)
    return new @ np.log(t).T + (1 - new) @ np.log(1 - t).T


@answers.wrong(3, r"(?i)\+ ?1|smooth|posterior mean|counted|N_k|never|maximum likelihood|1 is|2 is")
def _(x, d, new):  # shares as they are counted, kept just above 0
    t = np.clip(theta(x, d, 0, 0), 1e-10, 1 - 1e-10)
    return new @ np.log(t).T + (1 - new) @ np.log(1 - t).T + np.log(prior(d))


@answers.wrong(3, r"(?i)\+ ?2|1 stands where 2|N_k|divisor|2 is")  # N_k + 1 below
def _(x, d, new):
    t = theta(x, d, 1, 1)
    return new @ np.log(t).T + (1 - new) @ np.log(1 - t).T + np.log(prior(d))


@answers.wrong(3, r"(?i)\+ ?1|1 is left out|numerator|\bm\b")  # m itself above, N_k + 2 below
def _(x, d, new):
    t = np.maximum(theta(x, d, 0, 2), 1e-12)
    return new @ np.log(t).T + (1 - new) @ np.log(1 - t).T + np.log(prior(d))


@answers.wrong(3, r"(?i)\bp\(k\)|prior|equal|same|how many|1 ?/ ?C")  # every class as probable
def _(x, d, new):
    t = theta(x, d)
    return new @ np.log(t).T + (1 - new) @ np.log(1 - t).T - np.log(len(t))


@answers.wrong(3, r"(?i)logarithm is missing|exp\b")  # the probability itself
def _(x, d, new):
    t = theta(x, d)
    return np.exp(new @ np.log(t).T + (1 - new) @ np.log(1 - t).T) * prior(d)


@answers.wrong(3, r"(?i)posterior|normal|p\(k ?\| ?x\)|p\(x\)|sum to 1|softmax")  # log p(k | x)
def _(x, d, new):
    t = theta(x, d)
    joint = new @ np.log(t).T + (1 - new) @ np.log(1 - t).T + np.log(prior(d))
    return joint - np.log(np.exp(joint).sum(axis=1, keepdims=True))


@answers.wrong(3, r"(?i)transpose")  # (C, M)
def _(x, d, new):
    t = theta(x, d)
    return (new @ np.log(t).T + (1 - new) @ np.log(1 - t).T + np.log(prior(d))).T


@answers.wrong(3, r"(?i)base 10")  # log10
def _(x, d, new):
    t = theta(x, d)
    return new @ np.log10(t).T + (1 - new) @ np.log10(1 - t).T + np.log10(prior(d))


@answers.wrong(3, r"(?i)minus|sign|subtract|plus")  # the half of the paper is subtracted
def _(x, d, new):
    t = theta(x, d)
    return new @ np.log(t).T - (1 - new) @ np.log(1 - t).T + np.log(prior(d))


@answers.wrong(3, r"(?i)logarithm|log p\(k\)|\blog\b")  # p(k) is added, not its logarithm
def _(x, d, new):
    t = theta(x, d)
    return new @ np.log(t).T + (1 - new) @ np.log(1 - t).T + prior(d)


@answers.wrong(
    3, r"(?i)\bN\b|all (the )?pictures|N_k|of the class|divisor"
)  # shares of all pictures, not of the class
def _(x, d, new):
    t = np.array([(x[d == k].sum(axis=0) + 1) / (len(x) + 2) for k in np.unique(d)])
    return new @ np.log(t).T + (1 - new) @ np.log(1 - t).T + np.log(prior(d))


@answers.wrong(3, r"(?i)multipl|added")  # the prior multiplies the logarithms
def _(x, d, new):
    t = theta(x, d)
    return prior(d) * (new @ np.log(t).T + (1 - new) @ np.log(1 - t).T)


@answers.wrong(3, r"(?i)before the log|sum of log")  # the logarithm of a sum
def _(x, d, new):
    t = theta(x, d)
    return np.log(prior(d)) + np.log(new @ t.T + (1 - new) @ (1 - t).T)


@answers.wrong(3, r"(?i)mean|sum|axis|pixel")  # the mean over the pixels
def _(x, d, new):
    t = theta(x, d)
    return (new @ np.log(t).T + (1 - new) @ np.log(1 - t).T) / x.shape[1] + np.log(prior(d))


@answers.wrong(3, r"(?i)axis|pixel")  # one θ for the whole class, not one for each pixel
def _(x, d, new):
    t = np.array([(x[d == k].mean() * np.sum(d == k) + 1) / (np.sum(d == k) + 2) for k in np.unique(d)])
    t = np.repeat(t[:, None], x.shape[1], axis=1)
    return new @ np.log(t).T + (1 - new) @ np.log(1 - t).T + np.log(prior(d))


@answers.wrong(3, r"(?i)prior|p\(k\)|\+ ?1|smooth|pseudo")  # the prior p(k) smoothed as well
def _(x, d, new):
    t = theta(x, d)
    n = np.bincount(d)
    return new @ np.log(t).T + (1 - new) @ np.log(1 - t).T + np.log((n + 1) / (n.sum() + len(n)))


@answers.wrong(3, r"(?i)softmax|normal|posterior|sum to 1")  # p(k | x) by softmax
def _(x, d, new):
    t = theta(x, d)
    return functions.softmax(new @ np.log(t).T + (1 - new) @ np.log(1 - t).T + np.log(prior(d)))
