"""The exercises of lesson 4-09: layers for a second of sound, causal padding, a step from a queue."""

import numpy as np

from common.exercise import exercise

rng = np.random.default_rng(409)


@exercise(
    cases=[
        (1, 16, None), (1, 16, 3), (1, 16000, None), (1, 16000, 10), (0.25, 8000, None), (0.1, 16000, 4),
        (2, 4000, 7), (1, 1, None), (1, 17, None), (1, 1024, 10),
    ],
    tolerance=0,
)  # fmt: skip
def layers_needed(seconds, rate, per_stack):
    field, count = 1, 0
    while field < seconds * rate:
        field += 2 ** (count if per_stack is None else count % per_stack)
        count += 1
    return count


def counted(
    start=1,
    dilation=lambda n, per_stack: 2 ** (n if per_stack is None else n % per_stack),
    answer=lambda _field, count, _per_stack: count,
):
    """``layers_needed`` with one part replaced."""

    def version(seconds, rate, per_stack):
        field, count = start, 0
        while field < seconds * rate:
            field += dilation(count, per_stack)
            count += 1
        return answer(field, count, per_stack)

    return version


for sentence, slip in [
    (
        "one sample too many is asked for: the field starts at 1, and exactly enough is enough",
        counted(start=0),
    ),
    (
        "the dilations start again at 1 after per_stack layers: here they double for ever",
        counted(dilation=lambda n, _per_stack: 2**n),
    ),
    ("the dilations double: here every layer has dilation 1", counted(dilation=lambda _n, _per_stack: 1)),
    (
        "the first layer adds 1 to the field: here it adds 2",
        counted(dilation=lambda n, per_stack: 2 ** (n + 1 if per_stack is None else n % per_stack + 1)),
    ),
    (
        "the dilations start again one layer too late: a stack has per_stack layers",
        counted(dilation=lambda n, per_stack: 2 ** (n if per_stack is None else n % (per_stack + 1))),
    ),
    (
        "this is the receptive field: the number of layers is asked for",
        counted(answer=lambda field, _count, _per_stack: field),
    ),
    (
        "one layer too few: the field has to reach the number of samples, and here it stops just before",
        counted(answer=lambda _field, count, _per_stack: max(0, count - 1)),
    ),
    (
        "whole stacks are counted: the last one may be cut short",
        counted(
            answer=lambda _field, count, per_stack: (
                count if per_stack is None else -(-count // per_stack) * per_stack
            )
        ),
    ),
    (
        "this is the number of stacks: count layers",
        counted(
            answer=lambda _field, count, per_stack: count if per_stack is None else -(-count // per_stack)
        ),
    ),
    (
        "the dilation of layer n is 2 to the power n: here it grows by 1 a layer",
        counted(dilation=lambda n, per_stack: 1 + (n if per_stack is None else n % per_stack)),
    ),
]:
    layers_needed.slip(sentence)(slip)


@exercise(
    cases=[
        (np.arange(1.0, 5), np.array([10.0, 1.0]), 2),
        (rng.standard_normal(12), rng.standard_normal(3), 1),
        (rng.standard_normal(15), rng.standard_normal(4), 3),
        (rng.standard_normal(5), rng.standard_normal(2), 8),
        (rng.standard_normal(6), rng.standard_normal(1), 4),
    ]
)
def causal(x, w, dilation):
    T = len(x)
    padded = np.pad(x, (dilation * (len(w) - 1), 0))
    return sum(tap * padded[j * dilation : j * dilation + T] for j, tap in enumerate(w))


def slid(x, w, dilation, left, right):
    """All places at which the kernel fits into the padded signal."""
    padded = np.pad(x, (left, right))
    T = len(padded) - dilation * (len(w) - 1)
    return sum(tap * padded[j * dilation : j * dilation + T] for j, tap in enumerate(w))


def reach(w, dilation):
    return dilation * (len(w) - 1)


for sentence, slip in [
    (
        "the zeros stand on both sides, so each output sees the future: put all of them on the left",
        lambda x, w, d: slid(x, w, d, reach(w, d) // 2, reach(w, d) - reach(w, d) // 2),
    ),
    (
        "the zeros stand on both sides, so each output sees the future: put all of them on the left",
        lambda x, w, d: slid(x, w, d, reach(w, d) - reach(w, d) // 2, reach(w, d) // 2),
    ),
    (
        "the zeros stand on the right, so each output sees the future: put them on the left",
        lambda x, w, d: slid(x, w, d, 0, reach(w, d)),
    ),
    (
        "the signal is padded on both sides: there are more outputs than inputs",
        lambda x, w, d: slid(x, w, d, reach(w, d), reach(w, d)),
    ),
    (
        "the kernel is turned round: the last tap, w[k − 1], belongs to the present",
        lambda x, w, d: slid(x, w[::-1], d, reach(w, d), 0),
    ),
    (
        "the taps are neighbours: they stand `dilation` samples apart",
        lambda x, w, _d: slid(x, w, 1, len(w) - 1, 0),
    ),
    (
        "the output comes one sample late: the last tap belongs to x[t], not to x[t − 1]",
        lambda x, w, d: slid(x, w, d, reach(w, d) + 1, 0)[: len(x)],
    ),
    (
        "before the first sample stands zero: here the first sample is repeated",
        lambda x, w, d: slid(np.concatenate([np.full(reach(w, d), x[0]), x]), w, d, 0, 0),
    ),
    (
        "before the first sample stands zero: here the signal's end is put there",
        lambda x, w, d: sum(tap * np.roll(x, (len(w) - 1 - j) * d) for j, tap in enumerate(w)),
    ),
    (
        "every d-th output is kept: dilation spreads the taps, and there are as many outputs as inputs",
        lambda x, w, d: slid(x, w, 1, len(w) - 1, 0)[::d],
    ),
    (
        "there are d k zeros on the left where d (k − 1) belong, so the output comes d samples late",
        lambda x, w, d: slid(x, w, d, d * len(w), 0)[: len(x)],
    ),
]:
    causal.slip(sentence)(slip)


def queue_inputs(seed, d, D, H):
    generator = np.random.default_rng(seed)
    return tuple(generator.standard_normal(shape) for shape in (D, (d, D), (D, H), (D, H), H))


small = tuple(np.array(values) for values in ([3.0], [[1.0], [2.0]], [[10.0]], [[1.0]], [0.0]))


@exercise(
    names=("y", "the new queue"),
    cases=[queue_inputs(1, 4, 3, 2), queue_inputs(2, 1, 2, 3), queue_inputs(3, 5, 2, 2), small],
)
def queue_step(x, queue, W_past, W_now, b):
    y = queue[0] @ W_past + x @ W_now + b
    return y, np.concatenate([queue[1:], x[None]])


def stepped(
    y=lambda x, queue, W_past, W_now, b: queue[0] @ W_past + x @ W_now + b,
    after=lambda x, queue: np.concatenate([queue[1:], x[None]]),
):
    """``queue_step`` with one part replaced."""
    return lambda x, queue, *weights: (y(x, queue, *weights), after(x, queue))


for sentence, slip in [
    (
        "the latest entry of the queue is used: the one that came in d steps ago is the oldest, queue[0]",
        stepped(lambda x, queue, W_past, W_now, b: queue[-1] @ W_past + x @ W_now + b),
    ),
    (
        "the queue is shifted before its oldest entry is used: what is read came in d − 1 steps ago",
        stepped(
            lambda x, queue, W_past, W_now, b: np.concatenate([queue[1:], x[None]])[0] @ W_past
            + x @ W_now
            + b
        ),
    ),
    (
        "W_past and W_now have changed places: W_past belongs to the queue",
        stepped(lambda x, queue, W_past, W_now, b: queue[0] @ W_now + x @ W_past + b),
    ),
    ("the bias is missing", stepped(lambda x, queue, W_past, W_now, _b: queue[0] @ W_past + x @ W_now)),
    (
        "the past is left out: queue[0] @ W_past is missing",
        stepped(lambda x, _queue, _W_past, W_now, b: x @ W_now + b),
    ),
    (
        "the present is left out: x @ W_now is missing",
        stepped(lambda _x, queue, W_past, _W_now, b: queue[0] @ W_past + b),
    ),
    (
        "all entries of the queue are added up: only the oldest is an input of this step",
        stepped(lambda x, queue, W_past, W_now, b: queue.sum(axis=0) @ W_past + x @ W_now + b),
    ),
    ("the old queue is returned: the oldest goes, and x comes in", stepped(after=lambda _x, queue: queue)),
    (
        "the queue grows: the oldest entry has to go",
        stepped(after=lambda x, queue: np.concatenate([queue, x[None]])),
    ),
    (
        "the new input stands first: the oldest is first, so x goes to the end",
        stepped(after=lambda x, queue: np.concatenate([x[None], queue[1:]])),
    ),
    (
        "x stands first and the latest is dropped: the oldest, queue[0], goes, and x goes to the end",
        stepped(after=lambda x, queue: np.concatenate([x[None], queue[:-1]])),
    ),
    (
        "the queue is turned round: here the latest stands first, and the oldest has to",
        stepped(after=lambda x, queue: np.concatenate([queue[1:], x[None]])[::-1]),
    ),
    (
        "the latest entry is dropped: the oldest, queue[0], has to go",
        stepped(after=lambda x, queue: np.concatenate([queue[:-1], x[None]])),
    ),
    (
        "the queue holds inputs: here the output is put into it",
        lambda x, queue, W_past, W_now, b: (
            queue[0] @ W_past + x @ W_now + b,
            np.concatenate([queue[1:], np.resize(queue[0] @ W_past + x @ W_now + b, x.shape)[None]]),
        ),
    ),
    (
        "the new queue comes first: the order is output, queue",
        lambda x, queue, W_past, W_now, b: (
            np.concatenate([queue[1:], x[None]]),
            queue[0] @ W_past + x @ W_now + b,
        ),
    ),
]:
    queue_step.slip(sentence)(slip)
