"""The numbers that are learnt."""

import numpy as np


class Parameter:
    """An array that belongs to a layer, and the gradient of the loss with respect to it.

    ``value`` and ``grad`` always have the same shape and dtype.  ``trainable=False`` marks what is
    saved with the model but not changed by an optimiser: running statistics, or weights that are frozen
    for a while.  Two layers share weights by sharing one ``Parameter``.

    ``rows`` says where the gradient may differ from 0: None for everywhere, or the ids of the rows that an
    ``Embedding`` used.  ``parameter.grad += …``, as other layers write, sets it to None.
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

    def zero_grad(self):
        """Set the gradient to zero, since ``backward`` adds to it."""
        if self.rows is None:
            self._grad[...] = 0
        else:
            self._grad[self.rows] = 0
            self.rows = self.rows[:0]

    def __repr__(self):
        kind = "" if self.trainable else ", not trainable"
        return f"Parameter(shape {self.value.shape}, {self.value.dtype}{kind})"
