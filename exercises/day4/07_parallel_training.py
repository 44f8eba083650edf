"""The exercises of lesson 4-07: their inputs, references and usual slips."""

import numpy as np

from common.exercise import exercise

rng = np.random.default_rng(407)


@exercise(
    cases=[
        ([np.array([1.0]), np.array([2.0]), np.array([7.0])], [5, 3, 2]),
        ([rng.standard_normal((2, 3)) for _ in range(4)], [40, 25, 30, 7]),
    ]
)
def combine(gradients, sizes):
    return sum(n * g for n, g in zip(sizes, gradients, strict=True)) / sum(sizes)


@combine.slip("this is the plain mean over the shards: a small shard counts as much as a large one")
def _(gradients, sizes):
    return sum(gradients) / len(gradients)


@combine.slip("the gradients are added without weights: each counts by its share of the samples")
def _(gradients, sizes):
    return sum(gradients)


@combine.slip("this is the sum over all samples: divide it by their number for the mean")
def _(gradients, sizes):
    return sum(n * g for n, g in zip(sizes, gradients, strict=True))


@combine.slip("the weighted sum is divided by the number of shards, where the number of samples belongs")
def _(gradients, sizes):
    return sum(n * g for n, g in zip(sizes, gradients, strict=True)) / len(sizes)


@combine.slip("each gradient is divided by the size of its shard: it is a mean already, multiply by the size")
def _(gradients, sizes):
    return sum(g / n for n, g in zip(sizes, gradients, strict=True))


@combine.slip("each gradient is divided by the size of its shard once more: larger shards weigh less")
def _(gradients, sizes):
    return sum(g / n for n, g in zip(sizes, gradients, strict=True)) / sum(1 / n for n in sizes)


@combine.slip("the sum of the gradients is divided by the number of samples: each has to be times its size")
def _(gradients, sizes):
    return sum(gradients) / sum(sizes)


@combine.slip("the mean is divided by the number of shards once too often")
def _(gradients, sizes):
    return sum(n * g for n, g in zip(sizes, gradients, strict=True)) / sum(sizes) / len(sizes)


@exercise(cases=[(1.0, 0.5, 1, 4), (2.0, 0.3, 0, 5), (-1.5, 0.4, 3, 9), (1.0, 0.9, 2, 7)])
def delayed_descent(w, a, tau, steps):
    path = [w]
    for t in range(steps):
        path.append(path[t] - a * path[max(t - tau, 0)])
    return path


@delayed_descent.slip("the gradient is taken at the newest weight: there is no delay")
def _(w, a, tau, steps):
    path = [w]
    for t in range(steps):
        path.append(path[t] - a * path[t])
    return path


@delayed_descent.slip("the gradient is one step older than τ")
def _(w, a, tau, steps):
    path = [w]
    for t in range(steps):
        path.append(path[t] - a * path[max(t - tau - 1, 0)])
    return path


@delayed_descent.slip("the gradient is one step younger than τ")
def _(w, a, tau, steps):
    path = [w]
    for t in range(steps):
        path.append(path[t] - a * path[min(max(t - tau + 1, 0), t)])
    return path


@delayed_descent.slip("before the delay is reached no step is made: w_0 is the oldest weight, use it")
def _(w, a, tau, steps):
    path = [w]
    for t in range(steps):
        path.append(path[t] - (a * path[t - tau] if t >= tau else 0))
    return path


@delayed_descent.slip("a negative index looks from the end of the list: use w_0 before the delay is reached")
def _(w, a, tau, steps):
    path = [w]
    for t in range(steps):
        path.append(path[t] - a * path[(t - tau) % len(path)])
    return path


@delayed_descent.slip("the whole step starts at the old weight: only the gradient is old")
def _(w, a, tau, steps):
    path = [w]
    for t in range(steps):
        path.append((1 - a) * path[max(t - tau, 0)])
    return path


@delayed_descent.slip("the step goes up: subtract the gradient")
def _(w, a, tau, steps):
    path = [w]
    for t in range(steps):
        path.append(path[t] + a * path[max(t - tau, 0)])
    return path


@delayed_descent.slip("w_0 is missing at the start of the list")
def _(w, a, tau, steps):
    return delayed_descent.reference(w, a, tau, steps)[1:]


@delayed_descent.slip("only the last weight is returned: return the list of all")
def _(w, a, tau, steps):
    return delayed_descent.reference(w, a, tau, steps)[-1]


def arrivals(*numbers):
    """Messages with these numbers.  A gradient that was computed again may differ a little."""
    return [(number, rng.standard_normal(3)) for number in numbers]


@exercise(
    cases=[
        (np.array([1.0]), [(0, np.array([1.0])), (2, np.array([2.0])), (0, np.array([1.0]))], 0.1),
        (rng.standard_normal(3), arrivals(0, 1, 1, 4, 2, 0, 3, 4), 0.5),
        (rng.standard_normal(3), arrivals(5, 3, 4, 3, 3, 5), 0.05),
    ]
)
def apply_once(w, messages, rate):
    seen = set()
    for number, gradient in messages:
        if number not in seen:
            seen.add(number)
            w = w - rate * gradient
    return w


@apply_once.slip("every message is applied: one that comes twice counts twice")
def _(w, messages, rate):
    for _, gradient in messages:
        w = w - rate * gradient
    return w


@apply_once.slip("of two messages with one number the last is applied, not the first")
def _(w, messages, rate):
    for gradient in dict(messages).values():
        w = w - rate * gradient
    return w


@apply_once.slip("a number smaller than the largest one so far is dropped, although it may be late and new")
def _(w, messages, rate):
    newest = -1
    for number, gradient in messages:
        if number > newest:
            newest = number
            w = w - rate * gradient
    return w


@apply_once.slip("only a repetition right after its message is left out")
def _(w, messages, rate):
    last = None
    for number, gradient in messages:
        if number != last:
            w = w - rate * gradient
        last = number
    return w


@apply_once.slip("numbers that come more than once are left out altogether: apply the first of them")
def _(w, messages, rate):
    numbers = [number for number, _ in messages]
    for number, gradient in messages:
        if numbers.count(number) == 1:
            w = w - rate * gradient
    return w


@apply_once.slip("the gradients are averaged: each number is a step of its own")
def _(w, messages, rate):
    first = dict(reversed(messages))
    return w - rate * sum(first.values()) / len(first)


@apply_once.slip("the step goes up: subtract the gradient")
def _(w, messages, rate):
    for gradient in dict(reversed(messages)).values():
        w = w + rate * gradient
    return w


@apply_once.slip("the learning rate is missing")
def _(w, messages, rate):
    for gradient in dict(reversed(messages)).values():
        w = w - gradient
    return w


@apply_once.slip("messages after the first repetition are not looked at")
def _(w, messages, rate):
    seen = set()
    for number, gradient in messages:
        if number in seen:
            break
        seen.add(number)
        w = w - rate * gradient
    return w
