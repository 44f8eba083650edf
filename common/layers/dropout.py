"""Dropout."""

import numpy as np

from common.functions import as_float
from common.initializers import check_rng
from common.layer import Layer


class Dropout(Layer):
    """Inverted dropout: y = x · m / (1 − p) while training, y = x in evaluation.

    x (...) -> y (...).  The mask m is 0 with probability ``p`` and 1 otherwise, new for every forward
    pass, drawn from ``rng``.  dx = dy · m / (1 − p).  The division keeps the expected output equal
    to x, so that nothing needs to change in evaluation.  ``ValueError`` unless 0 ≤ p < 1.
    Srivastava et al. 2014, JMLR 15.
    """

    def __init__(self, p=0.5, *, rng):
        if not 0 <= p < 1:
            raise ValueError(f"Dropout(p) drops the share p of its inputs: expected 0 <= p < 1, got {p}")
        self.p = p
        self.rng = check_rng(rng)

    def forward(self, x):
        x, self.mask = as_float(x), None
        if not self.training or self.p == 0:
            return x
        # rng draws float32 and float64 only
        self.mask = self.rng.random(x.shape, dtype=np.result_type(x.dtype, np.float32)) >= self.p
        return self.masked(x)

    def backward(self, dy):
        return dy if self.mask is None else self.masked(dy)

    def masked(self, x):
        """x · m / (1 − p): a product with a boolean mask is the fastest way NumPy has."""
        y = x * self.mask
        y *= 1 / (1 - self.p)
        return y
