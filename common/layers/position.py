"""Where a vector stands in its sequence, added to it: attention alone does not see any order."""

import numpy as np

from common.functions import check_sizes
from common.initializers import normal
from common.layer import Layer, Parameter


def sinusoids(steps, d_model):
    """Sines and cosines of geometric wavelengths, float32 (T, D).

    p_{t,2i} = sin(t / 10000^{2i/D}),  p_{t,2i+1} = cos(t / 10000^{2i/D}),  t = 0 … T − 1.
    ``ValueError`` for an odd D.  Vaswani et al. 2017, arXiv:1706.03762, section 3.5.
    """
    check_sizes("sinusoids", steps, d_model)
    if d_model % 2:
        raise ValueError(f"sines and cosines come in pairs: expected an even d_model, got {d_model}")
    angles = np.arange(steps)[:, None] / 10000 ** (np.arange(0, d_model, 2) / d_model)
    return np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(steps, d_model).astype(np.float32)


class PositionEncoding(Layer):
    """y_t = x_t + p_t, with the rows p_0 … of ``table`` (max_length, D).

    x (N, T, D) -> y (N, T, D).  ``ValueError`` for a sequence longer than the table, and for another D.
    ``rows(first, count)`` are the rows for a step at place ``first``.
    """

    def __init__(self, table):
        self.table = table

    def forward(self, x):
        self.check(x)
        self.steps = x.shape[1]
        return x + self.rows(0, self.steps)

    def rows(self, first, count):
        """p of the places first … first + count − 1."""
        length = len(self.table.value)
        if first + count > length:
            raise ValueError(
                f"{type(self).__name__} has a table of {length} places, got a sequence of {first + count}: "
                "shorten it, or build the model with a larger max_length"
            )
        return self.table.value[first : first + count]

    def check(self, x):
        """``ValueError`` unless ``x`` is (N, T, D)."""
        D = self.table.value.shape[1]
        if x.ndim != 3 or x.shape[2] != D:
            raise ValueError(f"{type(self).__name__} expects (N, T, {D}), got {x.shape}")


class SinusoidalPosition(PositionEncoding):
    """Fixed places: p from ``sinusoids``.  dx = dy."""

    def __init__(self, max_length, d_model):
        super().__init__(Parameter(sinusoids(max_length, d_model), trainable=False))

    def backward(self, dy):
        return dy


class LearnedPosition(PositionEncoding):
    """Learned places: the table is a parameter, from N(0, 0.02²).  dx = dy,  dp_t = Σ_n dy_nt."""

    def __init__(self, max_length, d_model, *, rng):
        check_sizes("LearnedPosition", max_length, d_model)
        super().__init__(Parameter(normal((max_length, d_model), rng, std=0.02)))

    def backward(self, dy):
        self.table.grad[: self.steps] += dy.sum(axis=0)
        return dy
