"""Answers to the exercises of lesson 1-04: two layers in one, tanh from the sigmoid, a temperature."""

import math

import numpy as np

from common import functions
from tests.answers import Answers

answers = Answers()


@answers.right(1)
def _(W1, b1, W2, b2):
    b = np.zeros_like(b2, dtype=float)
    W = np.zeros((len(W1), len(b2)))
    for h in range(len(b2)):
        b[h] = b2[h] + sum(b1[k] * W2[k, h] for k in range(len(b1)))
        for i in range(len(W1)):
            W[i, h] = sum(W1[i, k] * W2[k, h] for k in range(len(b1)))
    return W, b


@answers.right(1)
def _(W1, b1, W2, b2):
    b = (np.zeros((1, len(W1))) @ W1 + b1) @ W2 + b2
    return (np.eye(len(W1)) @ W1 + b1) @ W2 + b2 - b, b.ravel()


@answers.right(1)
def _(W1, b1, W2, b2):
    W1, b1, W2, b2 = (np.asarray(a, dtype=np.float32) for a in (W1, b1, W2, b2))
    return W1.dot(W2), (W2.T @ b1) + b2


@answers.wrong(1, r"(?i)W2|matrix|through the second")  # the biases added
def _(W1, b1, W2, b2):
    return W1 @ W2, b1 + b2 if b1.shape == b2.shape else b1.sum() + b2


@answers.wrong(1, r"(?i)b1|first bias|left out")  # the second bias alone
def _(W1, b1, W2, b2):
    return W1 @ W2, b2


@answers.wrong(1, r"(?i)b2|second bias|left out")  # the first bias alone
def _(W1, b1, W2, b2):
    return W1 @ W2, b1 @ W2


@answers.wrong(1, r"(?i)shape|order|exchanged|W2 @ W1")  # the factors in the order of the formula f(g(x))
def _(W1, b1, W2, b2):
    return W2 @ W1, b1 @ W2 + b2


@answers.wrong(1, r"(?i)transpose")  # W transposed
def _(W1, b1, W2, b2):
    return (W1 @ W2).T, b1 @ W2 + b2


@answers.wrong(1, r"(?i)axis|keepdims|\(1, ")  # b as a row of a matrix
def _(W1, b1, W2, b2):
    return W1 @ W2, b1[None] @ W2 + b2


@answers.wrong(1, r"(?i)relu|negative|cut off|activation|maximum")  # a ReLU between
def _(W1, b1, W2, b2):
    return W1 @ W2, functions.relu(b1) @ W2 + b2


@answers.wrong(1, r"(?i)2 results|results")  # W alone
def _(W1, b1, W2, b2):
    return W1 @ W2


@answers.wrong(1, r"(?i)exchanged")  # b first
def _(W1, b1, W2, b2):
    return b1 @ W2 + b2, W1 @ W2


@answers.wrong(1, r"(?i)minus|sign|subtract")  # b2 subtracted
def _(W1, b1, W2, b2):
    return W1 @ W2, b1 @ W2 - b2


@answers.wrong(1, r"(?i)b1|added|bias")  # the first bias kept in W
def _(W1, b1, W2, b2):
    return (W1 + b1) @ W2, b1 @ W2 + b2


@answers.wrong(1, r"(?i)b2|\bboth\b|W2")  # both biases through the second layer
def _(W1, b1, W2, b2):
    return W1 @ W2, b1 @ W2 + b2 * W2.sum(axis=0)


@answers.right(2)
def _(u):
    y = functions.sigmoid(-2 * u)
    return 1 - 2 * y, 4 * y * (1 - y)


@answers.right(2)
def _(u):
    value = 2 * functions.sigmoid(2 * u) - 1
    return value, (1 - value) * (1 + value)


@answers.right(2)
def _(u):
    value = [2 / (1 + math.exp(-2 * float(v))) - 1 for v in np.ravel(u)]
    return np.array(value).reshape(u.shape), np.array([1 - v * v for v in value]).reshape(u.shape)


@answers.wrong(2, r"(?i)2 \* u|\b2u\b|factor 2|2 is left out|sigmoid\(u\)|1 stands where 2")  # σ(u) for σ(2u)
def _(u):
    y = functions.sigmoid(u)
    return 2 * y - 1, 4 * y * (1 - y)


@answers.wrong(2, r"(?i)half|factor 2|2 stands where 4|inside|chain")  # the inner 2 is forgotten
def _(u):
    y = functions.sigmoid(2 * u)
    return 2 * y - 1, 2 * y * (1 - y)


@answers.wrong(2, r"(?i)\b4\b|quarter|factor|the 2 before.* and the 2")  # σ' alone
def _(u):
    y = functions.sigmoid(2 * u)
    return 2 * y - 1, y * (1 - y)


@answers.wrong(2, r"(?i)tanh|1 [-−] y|variable|sigmoid|σ|value")  # 1 - y² with y = σ(2u)
def _(u):
    y = functions.sigmoid(2 * u)
    return 2 * y - 1, 1 - y**2


@answers.wrong(2, r"(?i)1 (is left out|more)|- 1")  # the value without - 1
def _(u):
    y = functions.sigmoid(2 * u)
    return 2 * y, 4 * y * (1 - y)


@answers.wrong(2, r"(?i)exchanged")  # the slope first
def _(u):
    y = functions.sigmoid(2 * u)
    return 4 * y * (1 - y), 2 * y - 1


@answers.wrong(2, r"(?i)1 minus|square|tanh")  # tanh², without 1 -
def _(u):
    value = 2 * functions.sigmoid(2 * u) - 1
    return value, value**2


@answers.wrong(2, r"(?i)1 [-−] |left out|factor|sigmoid|σ")  # only 4 σ
def _(u):
    y = functions.sigmoid(2 * u)
    return 2 * y - 1, 4 * y


@answers.wrong(2, r"(?i)2 \* u|\b2u\b|sigmoid\(u\)|2 is left out|factor 2")  # the slope at u, not at 2u
def _(u):
    y = functions.sigmoid(u)
    return 2 * functions.sigmoid(2 * u) - 1, 4 * y * (1 - y)


@answers.wrong(2, r"(?i)tanh|sigmoid|σ|value|variable")  # the sigmoid's formula with tanh for y
def _(u):
    value = 2 * functions.sigmoid(2 * u) - 1
    return value, value * (1 - value)


@answers.wrong(2, r"(?i)2 results|results")  # the value alone
def _(u):
    return 2 * functions.sigmoid(2 * u) - 1


@answers.wrong(2, r"(?i)minus|plus|sign")  # 1 + tanh²
def _(u):
    value = 2 * functions.sigmoid(2 * u) - 1
    return value, 1 + value**2


@answers.wrong(2, r"(?i)twice|factor 2|once too often|chain|8")  # the inner 2 three times
def _(u):
    y = functions.sigmoid(2 * u)
    return 2 * y - 1, 8 * y * (1 - y)


@answers.right(3)
def _(u, T):
    e = np.exp((u - u.max(axis=1, keepdims=True)) / T)
    return e / e.sum(axis=1, keepdims=True)


@answers.right(3)
def _(u, T):
    rows = []
    for row in u:
        largest = max(row)
        e = [math.exp((float(value) - float(largest)) / T) for value in row]
        rows.append([value / sum(e) for value in e])
    return np.array(rows)


@answers.right(3)
def _(u, T):
    v = np.transpose(u) / T
    v = v - np.logaddexp.reduce(v, axis=0)
    return np.exp(v).T


def exp(v, axis=1):
    return np.exp(v - v.max(axis=axis, keepdims=True))


@answers.wrong(3, r"(?i)max|overflow|large|nan")  # without the maximum
def _(u, T):
    e = np.exp(u / T)
    return e / e.sum(axis=1, keepdims=True)


@answers.wrong(3, r"(?i)divided by where|a factor where|product|u \* T|times")  # times T
def _(u, T):
    e = exp(u * T)
    return e / e.sum(axis=1, keepdims=True)


@answers.wrong(3, r"(?i)\bT\b")  # without T
def _(u, T):
    e = exp(u)
    return e / e.sum(axis=1, keepdims=True)


@answers.wrong(3, r"(?i)divided by once too|\bT\b|after|outside")  # the probabilities divided by T
def _(u, T):
    e = exp(u)
    return e / e.sum(axis=1, keepdims=True) / T


@answers.wrong(3, r"(?i)max.*\bT\b|\bT\b.*max|divide first|order|before")  # the maximum of u, not of u / T
def _(u, T):
    e = np.exp(u / T - u.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@answers.wrong(3, r"(?i)axis")  # the samples compete
def _(u, T):
    e = exp(u / T, axis=0)
    return e / e.sum(axis=0, keepdims=True)


@answers.wrong(3, r"(?i)axis|all|whole batch|every")  # one sum for the batch
def _(u, T):
    e = exp(u / T)
    return e / e.sum()


@answers.wrong(3, r"(?i)axis|largest of all|row|own maximum|whole|batch")  # one maximum for the batch
def _(u, T):
    e = np.exp(u / T - (u / T).max())
    return e / e.sum(axis=1, keepdims=True)


@answers.wrong(3, r"(?i)sum|max")  # divided by the largest, not by the sum
def _(u, T):
    return exp(u / T)


@answers.wrong(3, r"(?i)sign|minus|-u|negative")  # the smallest logit wins
def _(u, T):
    e = exp(-u / T)
    return e / e.sum(axis=1, keepdims=True)


@answers.wrong(3, r"(?i)fit|broadcast|keepdims|axis")  # the sum without keepdims
def _(u, T):
    e = exp(u / T)
    return e / e.sum(axis=1)


@answers.wrong(3, r"(?i)mean|max|overflow|nan")  # the mean subtracted, not the maximum
def _(u, T):
    v = u / T
    e = np.exp(v - v.mean(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@answers.wrong(3, r"(?i)sum.*(before|not)|\bT\b|exp|outside")  # exp(u) / T
def _(u, T):
    e = exp(u) / T
    return e / e.sum(axis=1, keepdims=True)


@answers.wrong(3, r"(?i)max|clip|limit|large|overflow|cut")  # large scores cut off instead of shifted
def _(u, T):
    e = np.exp(np.clip(u / T, -700, 700))
    return e / e.sum(axis=1, keepdims=True)


@answers.wrong(3, r"(?i)in place|copy")  # the maximum is taken off the caller's scores
def _(u, T):
    u -= u.max(axis=1, keepdims=True)
    e = np.exp(u / T)
    return e / e.sum(axis=1, keepdims=True)
