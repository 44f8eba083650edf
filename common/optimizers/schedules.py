"""Learning-rate schedules: objects that map the step, counted from 0, to a learning rate.

``optimizer.lr = schedule(step)`` before every step, or give the schedule to the trainer.  A "step" is
whatever the caller counts: optimiser steps or epochs.  A negative step, or one beyond the end of a
schedule that has one, is a ``ValueError``.
"""

import math
import operator

from common.optimizers.rules import non_negative


class Schedule:
    """Base of the schedules: checks the step, then asks ``rate(step)``."""

    def __call__(self, step):
        step = operator.index(step)
        if step < 0:
            raise ValueError(f"{type(self).__name__} counts steps from 0, got {step}")
        return self.rate(step)

    def rate(self, step):
        raise NotImplementedError(f"{type(self).__name__}.rate")


class StepDecay(Schedule):
    """Multiply by ``factor`` after every ``every`` steps: η = lr · factor^⌊step / every⌋."""

    def __init__(self, lr, factor, every):
        self.lr = non_negative("lr", lr)
        self.factor = non_negative("factor", factor)
        self.every = _count("every", every)

    def rate(self, step):
        return self.lr * self.factor ** (step // self.every)


class ExponentialDecay(Schedule):
    """Multiply by ``factor`` after each step: η = lr · factor^step."""

    def __init__(self, lr, factor):
        self.lr = non_negative("lr", lr)
        self.factor = non_negative("factor", factor)

    def rate(self, step):
        return self.lr * self.factor**step


class CosineDecay(Schedule):
    """Half a cosine from ``lr`` at step 0 down to ``minimum`` at step ``steps``, where it ends.

    η = minimum + ½ (lr − minimum) (1 + cos(π · step / steps)).  Loshchilov & Hutter 2017, arXiv:1608.03983.
    """

    def __init__(self, lr, steps, minimum=0.0):
        self.lr = non_negative("lr", lr)
        self.steps = _count("steps", steps)
        self.minimum = non_negative("minimum", minimum)
        if self.minimum > self.lr:
            raise ValueError(f"CosineDecay falls from lr to minimum, got lr {lr} < minimum {minimum}")

    def rate(self, step):
        if step > self.steps:
            raise ValueError(
                f"CosineDecay ends at step {self.steps}, asked for step {step}: "
                "give it as many steps as the training has"
            )
        return self.minimum + 0.5 * (self.lr - self.minimum) * (1 + math.cos(math.pi * step / self.steps))


class WarmUp(Schedule):
    """Rise on a straight line for ``steps`` steps, then follow ``schedule`` from its beginning.

    η = schedule(0) · (step + 1) / steps while step < steps, then schedule(step − steps).
    Goyal et al. 2017, arXiv:1706.02677.
    """

    def __init__(self, schedule, steps):
        self.schedule = schedule
        self.steps = _count("steps", steps)

    def rate(self, step):
        if step < self.steps:
            return self.schedule(0) * (step + 1) / self.steps
        return self.schedule(step - self.steps)


class TransformerSchedule(Schedule):
    """Rise for ``warm_up`` steps, then fall with the root: η = d_model^−½ · min(s^−½, s · warm_up^−3/2).

    s = step + 1, since the paper counts from 1.  Vaswani et al. 2017, arXiv:1706.03762.
    """

    def __init__(self, d_model, warm_up):
        self.d_model = _count("d_model", d_model)
        self.warm_up = _count("warm_up", warm_up)

    def rate(self, step):
        s = step + 1
        return self.d_model**-0.5 * min(s**-0.5, s * self.warm_up**-1.5)


def _count(name, value):
    """``value`` as a Python integer.  ``ValueError`` unless it is at least 1."""
    value = operator.index(value)
    if value < 1:
        raise ValueError(f"{name} must be at least 1, got {value}")
    return value
