"""Answers to the exercises of lesson 4-09."""

import itertools
import math

import numpy as np

from tests.answers import Answers

answers = Answers()


@answers.right(1)
def _(seconds, rate, per_stack):
    needed, layers = math.ceil(seconds * rate) - 1, 0  # the sample itself is free
    if per_stack:
        stacks, needed = divmod(needed, 2**per_stack - 1)
        layers = stacks * per_stack
    return layers + needed.bit_length()


@answers.right(1)
def _(seconds, rate, per_stack):
    one = [2**n for n in range(per_stack or 64)]
    fields = itertools.accumulate(itertools.cycle(one), initial=1)
    return next(n for n, field in enumerate(fields) if field >= seconds * rate)


def layers_until(enough, dilation):
    count, field = 0, 1
    while not enough(field):
        field += dilation(count)
        count += 1
    return count


@answers.wrong(1, "one sample too many")  # > instead of >=
def _(seconds, rate, per_stack):
    return layers_until(lambda field: field > seconds * rate, lambda n: 2 ** (n % (per_stack or 99)))


@answers.wrong(1, "start.* again|add")  # fields multiplied along the stacks
def _(seconds, rate, per_stack):
    field, count = 1, 0
    while field < seconds * rate:
        field *= 2
        count += 1
    return count


@answers.wrong(1, "start.* again")  # the doubling goes on whatever per_stack says
def _(seconds, rate, per_stack):
    return math.ceil(math.log2(seconds * rate))


@answers.wrong(1, "whole stacks|cut short")  # whole stacks only
def _(seconds, rate, per_stack):
    if per_stack is None:
        return math.ceil(math.log2(seconds * rate))
    return per_stack * math.ceil((seconds * rate - 1) / (2**per_stack - 1))


@answers.wrong(1, "number of stacks|count layers")  # stacks, not layers
def _(seconds, rate, per_stack):
    if per_stack is None:
        return math.ceil(math.log2(seconds * rate))
    return math.ceil((seconds * rate - 1) / (2**per_stack - 1))


@answers.wrong(1, "too few")  # the last layer not counted
def _(seconds, rate, per_stack):
    return max(0, layers_until(lambda f: f >= seconds * rate, lambda n: 2 ** (n % (per_stack or 99))) - 1)


@answers.wrong(1, "adds 2|first layer adds 1")  # dilations 2, 4, 8 …
def _(seconds, rate, per_stack):
    return layers_until(lambda f: f >= seconds * rate, lambda n: 2 ** (1 + n % (per_stack or 99)))


@answers.wrong(1, "one layer too late")  # a stack of per_stack + 1 layers
def _(seconds, rate, per_stack):
    return layers_until(lambda f: f >= seconds * rate, lambda n: 2 ** (n % ((per_stack or 99) + 1)))


@answers.wrong(1, "receptive field")  # the field returned
def _(seconds, rate, per_stack):
    field, n = 1, 0
    while field < seconds * rate:
        field += 2 ** (n % (per_stack or 99))
        n += 1
    return field


@answers.right(2)
def _(x, w, dilation):
    y = np.zeros(len(x))
    for back, tap in enumerate(reversed(w)):
        late = back * dilation
        if late < len(x):
            y[late:] += tap * x[: len(x) - late]
    return y


@answers.right(2)
def _(x, w, dilation):
    spread = np.zeros(dilation * (len(w) - 1) + 1)
    spread[::dilation] = w
    return np.convolve(x, spread[::-1])[: len(x)]


@answers.right(2)
def _(x, w, dilation):
    padded = np.concatenate([np.zeros(dilation * (len(w) - 1)), x])
    places = np.arange(len(x))[:, None] + dilation * np.arange(len(w))
    return padded[places] @ w


def spread_out(w, dilation):
    spread = np.zeros(dilation * (len(w) - 1) + 1)
    spread[::dilation] = w
    return spread


@answers.wrong(2, "turned round")  # np.convolve turns the kernel
def _(x, w, dilation):
    return np.convolve(x, spread_out(w, dilation))[: len(x)]


@answers.wrong(2, "both sides")  # "same"
def _(x, w, dilation):
    full = np.convolve(x, spread_out(w, dilation)[::-1])
    return full[dilation * (len(w) - 1) // 2 :][: len(x)]


@answers.wrong(2, "on the right|future")  # the future instead of the past
def _(x, w, dilation):
    return np.convolve(x, spread_out(w, dilation)[::-1])[dilation * (len(w) - 1) :]


@answers.wrong(2, "more outputs|as many")  # everything
def _(x, w, dilation):
    return np.convolve(x, spread_out(w, dilation)[::-1])


@answers.wrong(2, "neighbours|apart")  # dilation forgotten
def _(x, w, dilation):
    return np.convolve(x, w[::-1])[: len(x)]


@answers.wrong(2, "d k|d samples late")  # d k zeros
def _(x, w, dilation):
    padded = np.pad(x, (dilation * len(w), 0))
    return np.array([padded[t : t + dilation * len(w) : dilation] @ w for t in range(len(x))])


@answers.wrong(2, "no zeros|fewer|as many")  # no zeros at all
def _(x, w, dilation):
    return np.correlate(x, spread_out(w, dilation), "valid")


@answers.wrong(2, "end is put|before the first")  # negative places count from the end
def _(x, w, dilation):
    past = np.arange(len(x))[:, None] - dilation * np.arange(len(w))[::-1]
    return x[past % len(x)] @ w


@answers.wrong(2, "repeated|before the first")  # the edge is repeated
def _(x, w, dilation):
    padded = np.pad(x, (dilation * (len(w) - 1), 0), mode="edge")
    return np.correlate(padded, spread_out(w, dilation), "valid")


@answers.wrong(2, "zeros")  # k − 1 zeros, and the rest of the signal for the taps
def _(x, w, dilation):
    padded = np.pad(x, (len(w) - 1, dilation * (len(w) - 1)))
    return np.correlate(padded, spread_out(w, dilation), "valid")[: len(x)]


@answers.right(3)
def _(x, queue, W_past, W_now, b):
    both = np.concatenate([queue[0], x]) @ np.concatenate([W_past, W_now])
    return both + b, np.vstack([queue, x])[1:]


@answers.right(3)
def _(x, queue, W_past, W_now, b):
    new = np.roll(queue, -1, axis=0)
    new[-1] = x
    return b + W_past.T @ queue[0] + W_now.T @ x, new


@answers.right(3)
def _(x, queue, W_past, W_now, b):
    first, *others = queue
    return np.einsum("i,ij->j", first, W_past) + np.einsum("i,ij->j", x, W_now) + b, np.array([*others, x])


@answers.wrong(3, "given queue|changed|leave")  # the given queue is overwritten
def _(x, queue, W_past, W_now, b):
    y = queue[0] @ W_past + x @ W_now + b
    queue[:-1] = queue[1:].copy()
    queue[-1] = x
    return y, queue


@answers.wrong(3, "shifted before|d − 1")  # push, then read
def _(x, queue, W_past, W_now, b):
    new = np.vstack([queue, x])[1:]
    return new[0] @ W_past + x @ W_now + b, new


@answers.wrong(3, "latest entry")  # the newest is read
def _(x, queue, W_past, W_now, b):
    return queue[-1] @ W_past + x @ W_now + b, np.vstack([queue[1:], x])


@answers.wrong(3, "oldest.* has to go")  # the oldest stays, the second oldest goes
def _(x, queue, W_past, W_now, b):
    return queue[0] @ W_past + x @ W_now + b, np.vstack([queue[:1], queue[2:], x])


@answers.wrong(3, "to the end")  # pushed at the front, popped at the end
def _(x, queue, W_past, W_now, b):
    return queue[0] @ W_past + x @ W_now + b, np.vstack([x, queue[:-1]])


@answers.wrong(3, "to the end|oldest.* stays")  # the oldest is overwritten in its place
def _(x, queue, W_past, W_now, b):
    new = queue.copy()
    new[0] = x
    return queue[0] @ W_past + x @ W_now + b, new


@answers.wrong(3, "bias")  # b forgotten
def _(x, queue, W_past, W_now, b):
    return np.concatenate([queue[0], x]) @ np.concatenate([W_past, W_now]), np.vstack([queue[1:], x])


@answers.wrong(3, "changed places")  # weights the wrong way round
def _(x, queue, W_past, W_now, b):
    both = np.concatenate([x, queue[0]]) @ np.concatenate([W_past, W_now])
    return both + b, np.vstack([queue[1:], x])


@answers.wrong(3, "output is put")  # the output is kept instead of the input
def _(x, queue, W_past, W_now, b):
    y = queue[0] @ W_past + x @ W_now + b
    return y, np.vstack([queue[1:], np.resize(y, x.shape)])


@answers.wrong(3, "order")  # queue, output
def _(x, queue, W_past, W_now, b):
    return np.vstack([queue[1:], x]), queue[0] @ W_past + x @ W_now + b
