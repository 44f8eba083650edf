"""Answers to the exercises of lesson 2-01: what is left, He for the leaky ReLU, the error followed."""

import math

import numpy as np

from common import functions
from tests.answers import Answers

answers = Answers()


def rms(a):
    return np.sqrt(np.mean(np.square(a)))


@answers.right(1)
def _(depth, width, std, slope):
    square, found = 1.0, []
    for _ in range(depth):
        square *= width * std**2 * slope**2
        found.append(math.sqrt(square))
    return np.array(found)


@answers.right(1)
def _(depth, width, std, slope):
    return np.sqrt(np.cumprod(np.full(depth, width * std * std * slope * slope)))


@answers.right(1)
def _(depth, width, std, slope):
    k = np.arange(depth, dtype=np.float32) + 1
    return np.exp(k * np.log(np.float32(width**0.5 * std * slope)))


@answers.wrong(1, r"(?i)root|mean square|square")  # the mean square, as the formula stands there
def _(depth, width, std, slope):
    return (width * std**2 * slope**2) ** np.arange(1, depth + 1)


@answers.wrong(1, r"(?i)root|√|sqrt")  # the root of the width forgotten
def _(depth, width, std, slope):
    return (width * std * slope) ** np.arange(1.0, depth + 1)


@answers.wrong(1, r"(?i)root of width alone")  # the root of everything
def _(depth, width, std, slope):
    return np.sqrt(width * std * slope) ** np.arange(1, depth + 1)


@answers.wrong(1, r"(?i)whole factor")  # the power of the slope alone
def _(depth, width, std, slope):
    return math.sqrt(width) * std * slope ** np.arange(1.0, depth + 1)


@answers.wrong(1, r"(?i)width")  # without the width
def _(depth, width, std, slope):
    return (std * slope) ** np.arange(1.0, depth + 1)


@answers.wrong(1, r"(?i)slope")  # without the slope
def _(depth, width, std, slope):
    return (math.sqrt(width) * std) ** np.arange(1.0, depth + 1)


@answers.wrong(1, r"(?i)slope")  # the slope once, after all layers
def _(depth, width, std, slope):
    return slope * (math.sqrt(width) * std) ** np.arange(1.0, depth + 1)


@answers.wrong(1, r"(?i)first|start|shift|0, 1|one (layer|step)|early|count|power")  # starts with the power 0
def _(depth, width, std, slope):
    return (math.sqrt(width) * std * slope) ** np.arange(depth)


@answers.wrong(1, r"(?i)shape|length|entr|one less|short|missing|last|few")  # one layer too few
def _(depth, width, std, slope):
    return (math.sqrt(width) * std * slope) ** np.arange(1, depth)


@answers.wrong(1, r"(?i)shape|every|array|number|last")  # the last layer alone
def _(depth, width, std, slope):
    return (math.sqrt(width) * std * slope) ** depth


@answers.wrong(1, r"(?i)power|times|multipl|product|sum|added")  # k times the factor for its k-th power
def _(depth, width, std, slope):
    return math.sqrt(width) * std * slope * np.arange(1, depth + 1)


@answers.wrong(1, r"(?i)product|sum|add|power")  # the factors added up
def _(depth, width, std, slope):
    return np.cumsum((math.sqrt(width) * std * slope) ** np.arange(1, depth + 1))


@answers.wrong(1, r"(?i)varian|std|deviation|root")  # std taken for the variance
def _(depth, width, std, slope):
    return (math.sqrt(width * std) * slope) ** np.arange(1, depth + 1)


@answers.wrong(1, r"(?i)order|revers|turn|backward|runs from")  # first layer of the network first
def _(depth, width, std, slope):
    return ((math.sqrt(width) * std * slope) ** np.arange(1, depth + 1))[::-1]


@answers.wrong(
    1, r"(?i)constant|same|power|every (entry|layer)|one layer|first"
)  # one layer's factor for all
def _(depth, width, std, slope):
    return np.full(depth, math.sqrt(width) * std * slope)


@answers.right(2)
def _(n_in, a):
    return np.float32(2 / (1 + a * a) / n_in) ** 0.5


@answers.right(2)
def _(n_in, a):
    mean_square = 0.5 * 1 + 0.5 * a**2
    return 1 / (math.sqrt(n_in) * math.sqrt(mean_square))


@answers.right(2)
def _(n_in, a):
    return np.array(math.sqrt(2 / n_in) / np.hypot(1, a))


@answers.wrong(2, r"(?i)squar|a²")  # the slope not squared
def _(n_in, a):
    return math.sqrt(2 / (n_in * (1 + a)))


@answers.wrong(2, r"(?i)square|a²|\(1 \+ a\)")  # the sum squared
def _(n_in, a):
    return math.sqrt(2 / (n_in * (1 + a) ** 2))


@answers.wrong(2, r"(?i)\ba\b|slope|He's|negative half")  # He as it is
def _(n_in, a):
    return math.sqrt(2 / n_in)


@answers.wrong(2, r"(?i)root|variance")  # the variance
def _(n_in, a):
    return 2 / (n_in * (1 + a**2))


@answers.wrong(2, r"(?i)half|½|factor|2|√")  # the half forgotten
def _(n_in, a):
    return math.sqrt(1 / (n_in * (1 + a**2)))


@answers.wrong(2, r"(?i)sign|minus|1 \+ a|added|\+")  # 1 − a²
def _(n_in, a):
    return math.sqrt(2 / (n_in * (1 - a**2))) if a != 1 else math.inf


@answers.wrong(2, r"(?i)half|½|negative")  # only the positive half is halved
def _(n_in, a):
    return math.sqrt(1 / (n_in * (0.5 + a**2)))


@answers.wrong(2, r"(?i)recipro|upside|invers|divi|1 /|one over")  # the factor instead of what makes it 1
def _(n_in, a):
    return math.sqrt(n_in * (1 + a**2) / 2)


@answers.wrong(2, r"(?i)divi|numerator|denominator|multipl|1 \+ a")  # multiplied by 1 + a²
def _(n_in, a):
    return math.sqrt(2 * (1 + a**2) / n_in)


@answers.wrong(2, r"(?i)root")  # the root of the 2 alone
def _(n_in, a):
    return math.sqrt(2) / (n_in * (1 + a**2))


@answers.wrong(2, r"(?i)n_in|fan|root")  # without n_in
def _(n_in, a):
    return math.sqrt(2 / (1 + a**2))


@answers.wrong(2, r"(?i)mean|averag|slope|squar")  # He scaled by the mean slope
def _(n_in, a):
    return 1 / math.sqrt(n_in) / ((1 + a) / 2)


def followed(
    x,
    d,
    weights,
    slope=lambda z: 1 - z**2,
    start=lambda u, d: functions.softmax(u) - d,
    size=rms,
    activation=np.tanh,
):
    z, kept = x, []
    for W in weights[:-1]:
        z = activation(z @ W)
        kept.append(z)
    delta = start(z @ weights[-1], d)
    sizes = [size(delta)]
    for W, z in zip(weights[:0:-1], kept[::-1], strict=True):
        delta = (delta @ W.T) * slope(z)
        sizes.append(size(delta))
    return np.array(sizes[::-1])


@answers.right(3)
def _(x, d, weights):
    return followed(x, d, weights, start=lambda u, d: d - functions.softmax(u))


@answers.right(3)
def _(x, d, weights):
    def back(z, weights):
        if len(weights) == 1:
            e = np.exp(z @ weights[0] - (z @ weights[0]).max(axis=1, keepdims=True))
            return [e / e.sum(axis=1, keepdims=True) - d]
        u = z @ weights[0]
        deltas = back(np.tanh(u), weights[1:])
        return [deltas[0] @ weights[1].T / np.cosh(u) ** 2, *deltas]

    return np.array([np.linalg.norm(delta) / delta.size**0.5 for delta in back(x, weights)])


@answers.right(3)
def _(x, d, weights):
    x, d, weights = x.astype(np.float32), d.astype(np.float32), [W.astype(np.float32) for W in weights]
    return followed(x, d, weights, size=lambda a: math.sqrt((a * a).sum() / a.size))


@answers.wrong(3, r"(?i)slope|1 − z|tanh")  # without the slope
def _(x, d, weights):
    return followed(x, d, weights, slope=np.ones_like)


@answers.wrong(3, r"(?i)slope|1 − z²|the term 1 is left out")  # the slope z², without 1 −
def _(x, d, weights):
    return followed(x, d, weights, slope=lambda z: z**2)


@answers.wrong(3, r"(?i)sigmoid|slope|z \* \(1|1 − z²")  # the slope of the sigmoid
def _(x, d, weights):
    return followed(x, d, weights, slope=lambda z: z * (1 - z))


@answers.wrong(3, r"(?i)twice|slope|1 − z²|already")  # tanh of z once more
def _(x, d, weights):
    return followed(x, d, weights, slope=lambda z: 1 - np.tanh(z) ** 2)


@answers.wrong(3, r"(?i)slope|\bu\b|1 − z²|z, not")  # 1 − u²
def _(x, d, weights):
    z, kept = x, []
    for W in weights[:-1]:
        kept.append(z @ W)
        z = np.tanh(kept[-1])
    delta = functions.softmax(z @ weights[-1]) - d
    sizes = [rms(delta)]
    for W, u in zip(weights[:0:-1], kept[::-1], strict=True):
        delta = (delta @ W.T) * (1 - u**2)
        sizes.append(rms(delta))
    return np.array(sizes[::-1])


@answers.wrong(3, r"(?i)revers|order|turn|backward|last to first|first to last")  # the list not turned round
def _(x, d, weights):
    return followed(x, d, weights)[::-1]


@answers.wrong(3, r"(?i)\bN\b|batch|sample")  # divided by N
def _(x, d, weights):
    return followed(x, d, weights) / len(x)


@answers.wrong(3, r"(?i)softmax")  # the logits for y
def _(x, d, weights):
    return followed(x, d, weights, start=lambda u, d: u - d)


@answers.wrong(3, r"(?i)\bd\b|last δ|subtract|y − d|term")  # y alone
def _(x, d, weights):
    return followed(x, d, weights, start=lambda u, _: functions.softmax(u))


@answers.wrong(3, r"(?i)tanh|last|logits")  # tanh after the last matrix too
def _(x, d, weights):
    return followed(x, d, weights, start=lambda u, d: functions.softmax(np.tanh(u)) - d)


@answers.wrong(3, r"(?i)root|mean square")  # the mean square
def _(x, d, weights):
    return followed(x, d, weights, size=lambda a: np.mean(a**2))


@answers.wrong(3, r"(?i)mean|sum|root of the sum|divided")  # the norm: a sum for the mean
def _(x, d, weights):
    return followed(x, d, weights, size=np.linalg.norm)


@answers.wrong(3, r"(?i)absolute|root|square|\|δ\|")  # the mean of the absolute values
def _(x, d, weights):
    return followed(x, d, weights, size=lambda a: np.abs(a).mean())


@answers.wrong(
    3, r"(?i)standard deviation|std|mean is|mean (was )?(taken|subtracted)|centred|root mean"
)  # std for rms
def _(x, d, weights):
    return followed(x, d, weights, size=np.std)


@answers.wrong(3, r"(?i)last|slope|logits|no activation")  # a slope at the last matrix too
def _(x, d, weights):
    def start(u, d):
        y = functions.softmax(u)
        return (y - d) * y * (1 - y)

    return followed(x, d, weights, start=start)


@answers.wrong(3, r"(?i)shape|entr|length|every|last|missing")  # the last δ not collected
def _(x, d, weights):
    return followed(x, d, weights)[:-1]


@answers.wrong(3, r"(?i)slope|W|order|before|δ|after")  # the size taken before the slope is multiplied
def _(x, d, weights):
    z, kept = x, []
    for W in weights[:-1]:
        z = np.tanh(z @ W)
        kept.append(z)
    delta = functions.softmax(z @ weights[-1]) - d
    sizes = [rms(delta)]
    for W, z in zip(weights[:0:-1], kept[::-1], strict=True):
        delta = delta @ W.T
        sizes.append(rms(delta))
        delta = delta * (1 - z**2)
    return np.array(sizes[::-1])


@answers.wrong(3, r"(?i)slope|own|layer|order|revers|kept|broadcast")  # the kept outputs first to last
def _(x, d, weights):
    z, kept = x, []
    for W in weights[:-1]:
        z = np.tanh(z @ W)
        kept.append(z)
    delta = functions.softmax(z @ weights[-1]) - d
    sizes = [rms(delta)]
    for W, z in zip(weights[:0:-1], kept, strict=True):
        delta = (delta @ W.T) * (1 - z**2)
        sizes.append(rms(delta))
    return np.array(sizes[::-1])
