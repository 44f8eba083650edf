"""The numbers that are learnt."""

import numpy as np


class Parameter:
    """An array that belongs to a layer, and the gradient of the loss with respect to it.

    ``value`` and ``grad`` always have the same shape and dtype.  ``trainable=False`` marks what is
    saved with the model but not changed by an optimiser: running statistics, or weights that are frozen
    for a while.  Two layers share weights by sharing one ``Parameter``.

    ``rows`` says where the gradient may differ from 0: None for everywhere, or the ids of the rows that
    ``add_rows`` reached.  ``parameter.grad += …``, as most layers write, sets it to None.
    """

    def __init__(self, value, trainable=True):
        self.value = value
        self.grad = np.zeros(value.shape, value.dtype, like=value)  # takes no memory before it is used
        self.trainable = trainable

    @property
    def grad(self):
        """The gradient, an array like ``value``."""
        return self._grad

    @grad.setter
    def grad(self, grad):
        self._grad, self.rows = grad, None

    def add_rows(self, ids, dy):
        """Add dy (M, D) to the rows ``ids`` (M,) of a gradient (V, D); of equal ids, every row counts."""
        V, D = self._grad.shape
        # Plain form: np.add.at(grad, ids, dy), since grad[ids] += dy forgets repetitions.  Number by number
        # it is three times as fast.
        places = ids[:, None] * D + np.arange(D, like=ids)
        np.add.at(self._grad.reshape(V * D), places.ravel(), dy.ravel())
        if self.rows is not None:
            self.rows = np.union1d(self.rows, ids)

    def zero_grad(self):
        """Set the gradient to zero, since ``backward`` adds to it."""
        if self.rows is None:
            self._grad[...] = 0
        else:
            self._grad[self.rows] = 0
            self.rows = self.rows[:0]

    def to(self, convert):
        """Map value and gradient with ``convert``; a gradient that is known by rows stays so."""
        rows = self.rows
        self.value, self.grad = convert(self.value), convert(self.grad)
        if rows is not None:
            self.rows = np.flatnonzero(self.grad.any(axis=1))

    def __repr__(self):
        kind = "" if self.trainable else ", not trainable"
        return f"Parameter(shape {self.value.shape}, {self.value.dtype}{kind})"
