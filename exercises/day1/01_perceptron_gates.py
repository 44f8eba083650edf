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
    for b in (-0.5, -1.5):
        majority.slip(f"x[{i}] speaks against firing: its weight is negative")(gate(1 - 2 * one, b))


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


@rule_step.slip("the corrections are d − u: u only decides whether to correct, the correction itself has d")
def _(w, b, x, d):
    u = w @ x + b
    return w + (d - u) * x, b + (d - u)


@rule_step.slip("it goes on until the answer is right: one step is asked for")
def _(w, b, x, d):
    for _ in range(100):
        w, b = rule_step.reference(w, b, x, d)
    return w, b


def at_least_one_two_three(x):
    """The answers of three hidden units that count the inputs that are on."""
    return functions.step_function(x @ np.ones((3, 3)) + np.array([-0.5, -1.5, -2.5]))


@exercise(cases=[np.array(row) for row in itertools.product([0, 1], repeat=3)])
def parity(x):
    return functions.step_function(at_least_one_two_three(x) @ np.array([1, -1, 1]) - 0.5)


for sentence, w in [
    ("it fires for exactly one input, and not for all three: they are an odd number as well", (1, -1, 0)),
    ("it fires as soon as one input is on: a second one has to turn the decision round again", (1, 0, 0)),
    ("this is the majority: it fires for two inputs, an even number, and not for one", (0, 1, 0)),
    ("it fires only when all three are on: one input alone is an odd number, too", (0, 0, 1)),
]:
    parity.slip(sentence)(lambda x, w=w: int(at_least_one_two_three(x) @ np.array(w) > 0.5))


@parity.slip("it fires for an even number of inputs: the answers are exchanged")
def _(x):
    return int(x.sum() % 2 == 0)


@parity.slip(
    "it fires when not all inputs are alike: with all three on the number is odd, with two it is even"
)
def _(x):
    return int(0 < x.sum() < 3)


@parity.slip(
    "it fires for exactly two inputs. Is each hidden unit one input too late? Its u = 0 does not fire"
)
def _(x):
    return int(x.sum() == 2)


@parity.slip("it always fires: the bias of the last unit is too high")
def _(x):
    return 1


@parity.slip("it never fires: the bias of the last unit is too low, or the hidden units cancel")
def _(x):
    return 0


@parity.slip("this is the number of inputs that are on: the last unit shall answer 0 or 1")
def _(x):
    return int(x.sum())


for i in range(3):

    @parity.slip(f"x[{i}] does not count: this is the XOR of the two others")
    def _(x, i=i):
        return int((x.sum() - x[i]) % 2)
