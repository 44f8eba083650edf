"""What may happen to gradients between ``backward`` and ``step``: clipping, and penalties on weights."""

import math

import numpy as np

from common.optimizers.rules import non_negative, trainable


def clip_gradients(parameters, max_norm):
    """Shorten all gradients together when they are too long; return their norm before that.

    ‖g‖ = √Σ g² over all trainable parameters.  Where ‖g‖ > ``max_norm``, g ← g · max_norm / ‖g‖: the
    direction stays.  ``FloatingPointError`` for a norm that is NaN or infinite (nothing is changed),
    ``ValueError`` unless max_norm > 0.  Pascanu et al. 2013, arXiv:1211.5063.
    """
    max_norm = non_negative("max_norm", max_norm)
    if max_norm == 0:
        raise ValueError("max_norm must be > 0, got 0: all gradients would vanish")
    parameters = trainable(parameters)
    # 64 bits inside: squares of exploding float32 gradients overflow where the norm itself does not.
    squares = [np.square(parameter.grad, dtype=np.float64).sum() for parameter in parameters]
    norm = math.sqrt(sum(squares))
    if not math.isfinite(norm):
        broken = [p for p, square in zip(parameters, squares, strict=True) if not math.isfinite(square)]
        raise FloatingPointError(
            f"the gradients' norm is {norm}: {len(broken)} of {len(parameters)} parameters have a gradient "
            f"with NaN or infinity, the first is {broken[0]}. Clipping comes too late: lower the learning "
            "rate, or look for a division by zero in the loss"
        )
    if norm > max_norm:
        for parameter in parameters:
            grad = parameter.grad  # in place: no other row gets a gradient
            grad *= max_norm / norm
    return norm


def add_l1_penalty(parameters, strength):
    """Add the gradient of the L1 penalty λ Σ |w| to every ``grad``; return the penalty.

    g ← g + λ sign(w).  Pulls small weights to zero exactly.  Pass the weights to punish: usually the
    matrices, not the biases.  ``ValueError`` for a negative ``strength`` λ.
    Tibshirani 1996, J. R. Statist. Soc. B 58.
    """
    strength, penalty = non_negative("strength", strength), 0.0
    for parameter in trainable(parameters):
        parameter.grad += strength * np.sign(parameter.value)
        penalty += strength * np.abs(parameter.value).sum(dtype=np.float64)
    return penalty


def add_l2_penalty(parameters, strength):
    """Add the gradient of the L2 penalty ½ λ Σ w² to every ``grad``; return the penalty.

    g ← g + λ w, which is what ``weight_decay`` does inside ``SGD``.  Makes all weights smaller, few of
    them zero.  ``ValueError`` for a negative ``strength`` λ.  Hoerl & Kennard 1970, Technometrics 12.
    """
    strength, penalty = non_negative("strength", strength), 0.0
    for parameter in trainable(parameters):
        parameter.grad += strength * parameter.value
        penalty += 0.5 * strength * np.square(parameter.value, dtype=np.float64).sum()
    return penalty
