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


@combine.slip("only the last product is divided: brackets around the sum are missing")
def _(gradients, sizes):
    parts = [n * g for n, g in zip(sizes, gradients, strict=True)]
    return sum(parts[:-1]) + parts[-1] / sum(sizes)


@combine.slip("// drops what is behind the point: divide by /")
def _(gradients, sizes):
    return sum(n * g for n, g in zip(sizes, gradients, strict=True)) // sum(sizes)


@combine.slip("the last shard is left out")
def _(gradients, sizes):
    return sum(n * g for n, g in zip(sizes[:-1], gradients[:-1], strict=True)) / sum(sizes)


@combine.slip("the gradient of one shard alone is returned: all of them count")
def _(gradients, sizes):
    return gradients[int(np.argmax(sizes))]


@combine.slip("the weights are turned round: the share of a shard is n_k / N, not 1 − n_k / N")
def _(gradients, sizes):
    return sum((1 - n / sum(sizes)) * g for n, g in zip(sizes, gradients, strict=True))


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


@delayed_descent.slip("before the delay is reached the newest weight is used: the oldest there is is w_0")
def _(w, a, tau, steps):
    path = [w]
    for t in range(steps):
        path.append(path[t] - a * path[t - tau if t >= tau else t])
    return path


@delayed_descent.slip("the gradient is always taken at w_0: it is τ updates old, no more")
def _(w, a, tau, steps):
    return [w - t * a * w for t in range(steps + 1)]


@delayed_descent.slip("the old weight is renewed every τ + 1 steps only: at each step it is w_(t−τ)")
def _(w, a, tau, steps):
    path = [w]
    for t in range(steps):
        path.append(path[t] - a * path[t // (tau + 1) * (tau + 1)])
    return path


@delayed_descent.slip("a is missing in the step")
def _(w, a, tau, steps):
    return delayed_descent.reference(w, 1, tau, steps)


@delayed_descent.slip("w is missing in the step: the gradient is a times the old weight")
def _(w, a, tau, steps):
    return [w - t * a for t in range(steps + 1)]


@delayed_descent.slip("a is subtracted before the product: no brackets around the difference")
def _(w, a, tau, steps):
    path = [w]
    for t in range(steps):
        path.append((path[t] - a) * path[max(t - tau, 0)])
    return path


@delayed_descent.slip("the list has one number too many: `steps` steps make steps + 1 of them")
def _(w, a, tau, steps):
    return delayed_descent.reference(w, a, tau, steps + 1)


@delayed_descent.slip("the list is too short: `steps` steps make steps + 1 numbers")
def _(w, a, tau, steps):
    return delayed_descent.reference(w, a, tau, steps - 1)


@delayed_descent.slip("w_0 stands at the start of the list τ times too often")
def _(w, a, tau, steps):
    return [w] * tau + delayed_descent.reference(w, a, tau, steps)


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


@apply_once.slip("only the first message is applied: does the return stand inside the loop?")
def _(w, messages, rate):
    return w - rate * messages[0][1]


@apply_once.slip("only repetitions are applied: the condition is the wrong way round")
def _(w, messages, rate):
    seen = set()
    for number, gradient in messages:
        if number in seen:
            w = w - rate * gradient
        seen.add(number)
    return w


@apply_once.slip("only the last new gradient counts: each step starts at the w that the one before has made")
def _(w, messages, rate):
    first, new = set(), w
    for number, gradient in messages:
        if number not in first:
            first.add(number)
            new = w - rate * gradient
    return new


@apply_once.slip("a number that is not the next one is dropped: numbers may come in any order")
def _(w, messages, rate):
    expected = 0
    for number, gradient in messages:
        if number == expected:
            expected += 1
            w = w - rate * gradient
    return w


@apply_once.slip("number 0 is left out, as if it had been seen")
def _(w, messages, rate):
    seen = {0}
    for number, gradient in messages:
        if number not in seen:
            seen.add(number)
            w = w - rate * gradient
    return w


@apply_once.slip("the step is divided by the number of messages: each number is a step of its own")
def _(w, messages, rate):
    return apply_once.reference(w, messages, rate / len(messages))


@apply_once.slip("gradients are compared: the number says whether a message came before, not its gradient")
def _(w, messages, rate):
    seen = []
    for _, gradient in messages:
        if not any(np.array_equal(gradient, other) for other in seen):
            seen.append(gradient)
            w = w - rate * gradient
    return w


@apply_once.slip("more than w is returned: return the new w alone")
def _(w, messages, rate):
    return apply_once.reference(w, messages, rate), {number for number, _ in messages}
