"""The exercises of lesson 1-01: their inputs, references and usual slips."""

import itertools

import numpy as np

from common import functions
from common.exercise import exercise


@exercise(cases=[np.array(row) for row in itertools.product([0, 1], repeat=3)])
def majority(x):
    w, b = np.array([1, 1, 1]), -1.5
    return functions.step_function(x @ w + b)


def gate(w, b):
    """A unit with three numbers for weights."""
    return lambda x: int(x @ np.array(w) + b > 0)


for sentence, w, b in [
    ("it fires only when all three are on: the bias is too low, and u = 0 does not fire", (1, 1, 1), -2),
    ("it fires as soon as one input is on: the bias is too high", (1, 1, 1), -0.5),
    ("it always fires: the bias is too high", (1, 1, 1), 0.5),
    ("it never fires: the bias is too low, or the weights are too small", (1, 1, 1), -3),
    ("it fires when at most one input is on: all signs are exchanged", (-1, -1, -1), 1.5),
]:
    majority.slip(sentence)(gate(w, b))

for i in range(3):
    one = np.eye(3)[i]
    for b in (-0.5, -1.5):
        majority.slip(f"x[{i}] does not count: all three weights should be equal")(gate(1 - one, b))
    for w, b in [(1 + one, -1.5), (1 + one, -2.5), (one, -0.5)]:
        majority.slip(f"x[{i}] counts more than the others: all three weights should be equal")(gate(w, b))


@majority.slip("it fires for exactly two inputs: three are at least two as well")
def _(x):
    return int(x.sum() == 2)


@exercise(
    names=("w", "b"),
    cases=[
        (np.array([4.5, -0.7]), 0.4, np.array([1.2, 0.3]), -1),  # u > 0, wrong
        (np.array([4.5, -0.7]), 0.4, np.array([1.2, 0.3]), 1),  # u > 0, right
        (np.array([0.8, -0.3, 1.1]), -4.3, np.array([-1.6, 0.5, -2.2]), 1),  # u < 0, wrong
        (np.array([0.8, -0.3, 1.1]), -4.3, np.array([-1.6, 0.5, -2.2]), -1),  # u < 0, right
        (np.array([0.75, -1.5]), -2.25, np.array([5.0, 1.0]), 1),  # u = 0
        (np.array([0.75, -1.5]), -2.25, np.array([5.0, 1.0]), -1),  # u = 0
        (np.array([0.6, -1.4]), 1.3, np.array([0.9, 1.1]), 1),  # b decides: u is just above 0, right
    ],
)
def rule_step(w, b, x, d):
    u = w @ x + b
    if d * u <= 0:
        w = w + d * x
        b = b + d
    return w, b


@rule_step.slip("it corrects always: where d u > 0 the answer is right, and nothing changes")
def _(w, b, x, d):
    return w + d * x, b + d


@rule_step.slip("it corrects wherever u ≤ 0: whether that is wrong depends on d, so ask for d u ≤ 0")
def _(w, b, x, d):
    return (w + d * x, b + d) if w @ x + b <= 0 else (w, b)


@rule_step.slip("u = 0 counts as the answer −1, right for d = −1: the rule corrects it")
def _(w, b, x, d):
    y = 1 if w @ x + b > 0 else -1
    return (w + d * x, b + d) if y != d else (w, b)


@rule_step.slip("u = 0 counts as the answer +1, right for d = 1: the rule corrects it")
def _(w, b, x, d):
    y = 1 if w @ x + b >= 0 else -1
    return (w + d * x, b + d) if y != d else (w, b)


@rule_step.slip("this is the rule for answers 0 and 1, with d − y: here they are −1 and +1")
def _(w, b, x, d):
    y = int(w @ x + b > 0)
    return w + (d - y) * x, b + (d - y)


@rule_step.slip("the corrections are twice too large: d − y is 2 or −2 here, the rule has d")
def _(w, b, x, d):
    return (w + 2 * d * x, b + 2 * d) if d * (w @ x + b) <= 0 else (w, b)


@rule_step.slip("d − y is 2 or −2 here, twice too large, and u = 0 counts as the answer −1")
def _(w, b, x, d):
    y = 1 if w @ x + b > 0 else -1
    return w + (d - y) * x, b + (d - y)


@rule_step.slip("d is left out of the correction of b")
def _(w, b, x, d):
    return (w + d * x, b + 1) if d * (w @ x + b) <= 0 else (w, b)


@rule_step.slip("d is left out of both corrections: for d = −1 they are subtractions")
def _(w, b, x, d):
    return (w + x, b + 1) if d * (w @ x + b) <= 0 else (w, b)


@rule_step.slip("it goes on until the answer is right: one step is asked for")
def _(w, b, x, d):
    for _ in range(100):
        w, b = rule_step.reference(w, b, x, d)
    return w, b


def bits(number):
    """Whole numbers as 8 bits on a new last axis, lowest first."""
    return np.asarray(number)[..., None] >> np.arange(8) & 1


def add(a, b, carry=0):
    """The nine bits of every sum."""
    total = (a + b) @ 2 ** np.arange(8) + carry
    return total[..., None] >> np.arange(9) & 1


def nand(a, b):
    return 1 - a * b


@exercise(
    cases=[
        (bits(12), bits(5)),
        (bits(5), bits(12)),
        (bits([200, 37, 0]), bits([73, 180, 1])),
        tuple(bits(np.divmod(np.arange(256 * 256), 256))),  # all pairs
    ]
)
def subtract(a, b):
    return add(a, nand(b, b), carry=1)[..., :8]


@subtract.slip("this is a − b − 1: the + 1 is missing")
def _(a, b):
    return add(a, nand(b, b))[..., :8]


@subtract.slip("this is a + b: b is not reversed, and the + 1 is missing")
def _(a, b):
    return add(a, b)[..., :8]


@subtract.slip("this is a + b + 1: b is not reversed")
def _(a, b):
    return add(a, b, carry=1)[..., :8]


@subtract.slip("the order of b's bits is turned round: to reverse a bit is NOT, 0 for 1 and 1 for 0")
def _(a, b):
    return add(a, b[..., ::-1], carry=1)[..., :8]


@subtract.slip("the ninth bit is still there: [..., :8] keeps the lowest eight")
def _(a, b):
    return add(a, nand(b, b), carry=1)


@subtract.slip("the lowest bit is dropped, not the ninth: [..., :8] keeps the lowest eight")
def _(a, b):
    return add(a, nand(b, b), carry=1)[..., 1:]


@subtract.slip("[:8] cuts the first axis: the bits are on the last, [..., :8]")
def _(a, b):
    return add(a, nand(b, b), carry=1)[:8]


@subtract.slip("the highest bit comes first: the lowest is asked for first")
def _(a, b):
    return add(a, nand(b, b), carry=1)[..., 7::-1]


@subtract.slip("each bit is subtracted by itself: nothing is borrowed from the next one")
def _(a, b):
    return (a - b) % 2


@subtract.slip("each bit is subtracted by itself, so that some are −1: add carries, with b reversed")
def _(a, b):
    return a - b
