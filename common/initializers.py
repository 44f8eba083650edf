"""How weights start.  Every initialiser is a function ``(shape, rng) -> float32 array``.

A weight matrix is (D, H): D inputs (fan-in), H outputs (fan-out).  A convolution kernel is
(C_out, C_in, k, …): its fan-in is C_in·k·…, its fan-out C_out·k·….
"""

import math

import numpy as np

from common.functions import check_sizes


def initial(shape, rng, initializer):
    """The start of a weight, ``initializer(shape, rng)``.

    ``ValueError`` for sizes that are not whole or less than 1, ``TypeError`` for what is no function.
    """
    check_sizes("a weight", *shape)
    if not callable(initializer):
        raise TypeError(f"an initializer is a function, such as common.initializers.he, got {initializer!r}")
    return initializer(shape, rng)


def check_rng(rng):
    """``rng`` as it is; ``TypeError`` unless it is a generator such as ``np.random.default_rng(0)``."""
    if not hasattr(rng, "integers") or isinstance(rng, type):  # the older np.random.… has ``randint``
        raise TypeError(f"rng is a random number generator, got {rng!r}: pass np.random.default_rng(0)")
    return rng


def zeros(shape, rng=None):  # noqa: ARG001 - the same call as the others
    """All zeros: right for biases, wrong for weights (every unit of a layer stays the same)."""
    return np.zeros(shape, dtype=np.float32)


def normal(shape, rng, std=0.01):
    """N(0, std²)."""
    return check_rng(rng).standard_normal(shape, dtype=np.float32) * float(std)


def xavier(shape, rng):
    """N(0, 2 / (fan_in + fan_out)): keeps the size of signals through tanh layers (slope 1 and mean 0 at 0).

    Glorot & Bengio 2010, "Understanding the difficulty of training deep feedforward neural networks".
    """
    fan_in, fan_out = fans(shape)
    return normal(shape, rng, math.sqrt(2 / (fan_in + fan_out)))


def he(shape, rng):
    """N(0, 2 / fan_in): keeps the size of signals through ReLU layers.  He et al. 2015, arXiv:1502.01852."""
    fan_in, _ = fans(shape)
    return normal(shape, rng, math.sqrt(2 / fan_in))


def orthogonal(shape, rng):
    """Orthonormal rows or columns, whichever are fewer.  Saxe et al. 2013, arXiv:1312.6120."""
    rows, columns = shape[0], math.prod(shape[1:])
    # 64 bits inside, so that the product of the result with its transpose is I to float32 precision.
    q, r = np.linalg.qr(check_rng(rng).standard_normal((max(rows, columns), min(rows, columns))))
    q *= np.sign(np.diag(r))  # without this the factorisation prefers some directions
    return (q if rows >= columns else q.T).reshape(shape).astype(np.float32)


def fans(shape):
    """(fan_in, fan_out) of a weight of this shape.  ``ValueError`` for fewer than two axes."""
    check_sizes("a weight", *shape)
    if len(shape) < 2:
        raise ValueError(f"fan-in and fan-out need a weight of at least two axes, got shape {tuple(shape)}")
    if len(shape) == 2:
        return shape[0], shape[1]
    field = math.prod(shape[2:])
    return shape[1] * field, shape[0] * field
