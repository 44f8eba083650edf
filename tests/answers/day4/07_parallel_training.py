"""Answers to the exercises of lesson 4-07."""

from collections import deque
from functools import cache

import numpy as np

from tests.answers import Answers

answers = Answers()


@answers.right(1)
def _(gradients, sizes):
    return np.average(gradients, axis=0, weights=sizes)


@answers.right(1)
def _(gradients, sizes):
    shares = np.array(sizes) / np.sum(sizes)
    return np.tensordot(shares, np.stack(gradients), axes=1)


@answers.right(1)
def _(gradients, sizes):
    mean, count = np.zeros_like(gradients[0]), 0
    for gradient, size in zip(gradients, sizes, strict=True):
        count += size
        mean = mean + (gradient - mean) * size / count
    return mean


@answers.wrong(
    1, r"(?i)max stands|largest|number of (all )?samples|sum of the sizes|divi|factor|too large|times"
)
def _(gradients, sizes):  # divided by the largest shard
    return sum(n * g for n, g in zip(sizes, gradients, strict=True)) / max(sizes)


@answers.wrong(1, r"(?i)mean of everything|shape|single number|axis")
def _(gradients, sizes):  # the axis forgotten
    return np.mean([n * g.mean() for n, g in zip(sizes, gradients, strict=True)]) * len(sizes) / sum(sizes)


@answers.wrong(1, r"(?i)whole number|integer|//|rounded")
def _(gradients, sizes):  # a whole division
    return sum(n * g for n, g in zip(sizes, gradients, strict=True)) // sum(sizes)


@answers.wrong(1, r"(?i)smaller|less|share|1 −|rest|weight")
def _(gradients, sizes):  # 1 − n/N
    return sum((1 - n / sum(sizes)) * g for n, g in zip(sizes, gradients, strict=True))


@answers.wrong(1, r"(?i)last|left out|missing|shard")
def _(gradients, sizes):  # the last shard left out
    return sum(n * g for n, g in zip(sizes[:-1], gradients[:-1], strict=True)) / sum(sizes)


@answers.wrong(1, r"(?i)values are right, but .* changed in place")
def _(gradients, sizes):  # the first gradient is the sum
    total = gradients[0]
    total *= sizes[0]
    for gradient, size in zip(gradients[1:], sizes[1:], strict=True):
        total += size * gradient
    return total / sum(sizes)


@answers.wrong(1, r"(?i)largest|one shard|all|only")
def _(gradients, sizes):  # the largest shard alone
    return gradients[int(np.argmax(sizes))]


@answers.wrong(1, r"(?i)None|return")
def _(gradients, sizes):  # no return
    sum(n * g for n, g in zip(sizes, gradients, strict=True)) / sum(sizes)


@answers.wrong(1, r"(?i)order|sort|belong|pair|own size")
def _(gradients, sizes):  # sizes sorted
    return sum(n * g for n, g in zip(sorted(sizes), gradients, strict=True)) / sum(sizes)


@answers.wrong(1, r"(?i)sign|minus|negative|−1")
def _(gradients, sizes):  # a step, not a gradient
    return -sum(n * g for n, g in zip(sizes, gradients, strict=True)) / sum(sizes)


@answers.wrong(1, r"(?i)twice|once too often|number of samples|too small|divi")
def _(gradients, sizes):  # divided twice
    return sum(n * g for n, g in zip(sizes, gradients, strict=True)) / sum(sizes) ** 2


@answers.wrong(1, r"(?i)bracket|last|precedence|divi")
def _(gradients, sizes):  # only the last one is divided
    parts = [n * g for n, g in zip(sizes, gradients, strict=True)]
    return sum(parts[:-1]) + parts[-1] / sum(sizes)


@answers.right(2)
def _(w, a, tau, steps):
    path = [w] * (tau + 1)
    for _ in range(steps):
        path.append(path[-1] - a * path[-1 - tau])
    return path[tau:]


@answers.right(2)
def _(w, a, tau, steps):
    versions, path = deque([w], maxlen=tau + 1), [w]
    for _ in range(steps):
        w = w - a * versions[0]
        versions.append(w)
        path.append(w)
    return path


@answers.right(2)
def _(w, a, tau, steps):
    @cache
    def weight(t):
        return w if t <= 0 else weight(t - 1) - a * weight(t - 1 - tau)

    return [weight(t) for t in range(steps + 1)]


def descent(old, start=1, more=0):
    """A descent whose gradient is taken at ``old(path, t, tau)``."""

    def path(w, a, tau, steps):
        path = [w] * start
        for t in range(steps + more):
            path.append(path[-1] - a * old(path, t, tau))
        return path

    return path


# before the delay is reached the newest weight, where the oldest belongs
answers.wrong(2, r"(?i)newest|w_0|before the delay|oldest")(
    descent(lambda path, t, tau: path[t - tau] if t >= tau else path[t])
)
# a step too few, a step too many
answers.wrong(2, r"(?i)step|\+ 1|length|numbers|entries|shape|last")(
    descent(lambda path, t, tau: path[max(t - tau, 0)], more=-1)
)
answers.wrong(2, r"(?i)step|\+ 1|length|numbers|entries|shape|last")(
    descent(lambda path, t, tau: path[max(t - tau, 0)], more=1)
)
# a negative index
answers.wrong(2, r"(?i)IndexError|out of range|negative")(descent(lambda path, t, tau: path[t - tau]))
# the mean of the last weights
answers.wrong(2, r"(?i)mean|average|one weight|single|w_\(t−τ\)|oldest")(
    descent(lambda path, t, tau: sum(path[max(t - tau, 0) : t + 1]) / (t + 1 - max(t - tau, 0)))
)
# refreshed every τ + 1 steps
answers.wrong(2, r"(?i)every|each step|block|refresh|copy|step")(
    descent(lambda path, t, tau: path[t // (tau + 1) * (tau + 1)])
)
# always the first weight
answers.wrong(2, r"(?i)w_0|always|first|start")(descent(lambda path, t, tau: path[0]))  # noqa: ARG005


@answers.wrong(2, r"(?i)extra|τ|length|numbers|entries|shape|start|w_0|too long|delay|repeat")
def _(w, a, tau, steps):  # the τ copies of w_0 are left at the start
    path = [w] * (tau + 1)
    for _ in range(steps):
        path.append(path[-1] - a * path[-1 - tau])
    return path


@answers.wrong(2, r"(?i)\ba\b.*(missing|left out|times)|rate|factor")
def _(w, a, tau, steps):  # a forgotten
    path = [w]
    for t in range(steps):
        path.append(path[t] - path[max(t - tau, 0)])
    return path


@answers.wrong(2, r"(?i)bracket|precedence|times|multipl")
def _(w, a, tau, steps):  # brackets
    path = [w]
    for t in range(steps):
        path.append((path[t] - a) * path[max(t - tau, 0)])
    return path


@answers.wrong(2, r"(?i)rate|\ba\b|τ \+ 1|divi")
def _(w, a, tau, steps):  # the rate divided by the delay
    path = [w]
    for t in range(steps):
        path.append(path[t] - a / (tau + 1) * path[max(t - tau, 0)])
    return path


@answers.wrong(2, r"(?i)None|return")
def _(w, a, tau, steps):  # no return
    path = [w]
    for t in range(steps):
        path.append(path[t] - a * path[max(t - tau, 0)])


@answers.wrong(2, r"(?i)factor is left out|constant|times|weight|gradient is a|multipl|\bw\b")
def _(w, a, tau, steps):  # the gradient is a, not a w
    path = [w]
    for t in range(steps):
        path.append(path[t] - a)
    return path


@answers.right(3)
def _(w, messages, rate):
    first = {}
    for number, gradient in messages:
        first.setdefault(number, gradient)
    return w - rate * sum(first.values())


@answers.right(3)
def _(w, messages, rate):
    w = np.array(w)
    _, places = np.unique([number for number, _ in messages], return_index=True)
    for place in places:
        w -= rate * messages[place][1]
    return w


@answers.right(3)
def _(w, messages, rate):
    numbers = [number for number, _ in messages]
    steps = [gradient for i, (number, gradient) in enumerate(messages) if number not in numbers[:i]]
    return w - rate * np.sum(steps, axis=0)


@answers.wrong(3, r"(?i)values are right, but w is changed in place")
def _(w, messages, rate):  # in place
    seen = set()
    for number, gradient in messages:
        if number not in seen:
            seen.add(number)
            w -= rate * gradient
    return w


@answers.wrong(3, r"(?i)first message|return|loop|ends|all numbers|only")
def _(w, messages, rate):  # return in the loop
    seen = set()
    for number, gradient in messages:
        if number not in seen:
            seen.add(number)
            w = w - rate * gradient
        return w
    return w


@answers.wrong(3, r"(?i)None|return")
def _(w, messages, rate):  # no return
    seen = set()
    for number, gradient in messages:
        if number not in seen:
            seen.add(number)
            w = w - rate * gradient


@answers.wrong(3, r"(?i)repe|second|first|wrong way|not in|in seen|condition")
def _(w, messages, rate):  # the condition the wrong way round
    seen = set()
    for number, gradient in messages:
        if number in seen:
            w = w - rate * gradient
        seen.add(number)
    return w


@answers.wrong(3, r"(?i)order|next|late|waits|gap|dropped|although")
def _(w, messages, rate):  # only the number that is next
    expected = 0
    for number, gradient in messages:
        if number == expected:
            expected += 1
            w = w - rate * gradient
    return w


@answers.wrong(3, r"(?i)last|only one|add up|start|each|every step|lost|w that|old w")
def _(w, messages, rate):  # each step starts at the old w
    seen, new = set(), w
    for number, gradient in messages:
        if number not in seen:
            seen.add(number)
            new = w - rate * gradient
    return new


@answers.wrong(3, r"(?i)number|times|multipl")
def _(w, messages, rate):  # times the number
    seen = set()
    for number, gradient in messages:
        if number not in seen:
            seen.add(number)
            w = w - rate * number * gradient
    return w


@answers.wrong(3, r"(?i)divi|multipl|times|rate")
def _(w, messages, rate):  # divided by the rate
    seen = set()
    for number, gradient in messages:
        if number not in seen:
            seen.add(number)
            w = w - gradient / rate
    return w


@answers.wrong(3, r"(?i)tuple|one array|two|results|alone|\bw\b")
def _(w, messages, rate):  # the set is returned too
    seen = set()
    for number, gradient in messages:
        if number not in seen:
            seen.add(number)
            w = w - rate * gradient
    return w, seen


@answers.wrong(3, r"(?i)same number|every message|twice|gradient|again")
def _(w, messages, rate):  # looks whether the gradient came before, not the number
    seen = []
    for _, gradient in messages:
        if not any(np.array_equal(gradient, other) for other in seen):
            seen.append(gradient)
            w = w - rate * gradient
    return w


@answers.wrong(3, r"(?i)number 0|first|zero|left out|smaller|largest|\b0\b")
def _(w, messages, rate):  # number 0 counts as seen
    seen = {0}
    for number, gradient in messages:
        if number not in seen:
            seen.add(number)
            w = w - rate * gradient
    return w


@answers.wrong(3, r"(?i)largest|smaller|late|new|order")
def _(w, messages, rate):  # the largest number so far, from 0 on
    newest = 0
    for number, gradient in messages:
        if number >= newest:
            newest = number + 1
            w = w - rate * gradient
    return w


@answers.wrong(3, r"(?i)mean|averag|divi|number of")
def _(w, messages, rate):  # the rate divided by the messages
    seen = set()
    for number, gradient in messages:
        if number not in seen:
            seen.add(number)
            w = w - rate * gradient / len(messages)
    return w


@answers.wrong(1, r"(?i)plain mean|small shard")
def _(gradients, sizes):  # weighted by the size of the array, the same for all
    return sum(g.size * g for g in gradients) / sum(g.size for g in gradients)


@answers.wrong(1, r"(?i)root|weight|share")
def _(gradients, sizes):  # weights √n
    return np.average(gradients, axis=0, weights=np.sqrt(sizes))


@answers.wrong(2, r"(?i)younger|IndexError|index out of range")
def _(w, a, tau, steps):  # the queue is one too short
    versions, path = deque([w], maxlen=max(tau, 1)), [w]
    for _ in range(steps):
        w = w - a * versions[0]
        versions.append(w)
        path.append(w)
    return path


@answers.wrong(3, r"(?i)not changed|no message|nothing|unchanged|as it came|\bw\b.*return")
def _(w, messages, rate):  # looks among all messages
    for number, gradient in messages:
        if number not in dict(messages):
            w = w - rate * gradient
    return w
