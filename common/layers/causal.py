"""Convolution along time that sees the past only."""

import numpy as np

from common.functions import check_sizes
from common.initializers import he, initial, zeros
from common.layer import Layer, Parameter


class CausalConv1d(Layer):
    """Dilated convolution of sequences in which no output sees a later input.

    y_t = b + Σ_j x_{t − (k − 1 − j) d} W_j,  j = 0 … k − 1;  what lies before the first step is zero
    dx_s = Σ_j dy_{s + (k − 1 − j) d} W_jᵀ,   dW_j = Σ_t x_{t − (k − 1 − j) d}ᵀ dy_t,   db = Σ dy

    x (N, T, D) -> y (N, T, H);  W (k, D, H), b (H,).  Kernel size k, dilation d.
    ``step(x (N, D), state) -> (y (N, H), state)`` gives one step from the d (k − 1) inputs before it, which
    are the state: a tuple of one array (N, d (k − 1), D), the latest last; None for zeros.
    ``ValueError`` for other shapes, and for sizes that are not whole or less than 1.
    van den Oord et al. 2016, arXiv:1609.03499; the state: Paine et al. 2016, arXiv:1611.09482.
    """

    def __init__(
        self, in_features, out_features, kernel_size, dilation=1, bias=True, *, rng, initializer=he
    ):  # fmt: skip
        check_sizes("a causal convolution (kernel, dilation)", kernel_size, dilation)
        W = initial((kernel_size * in_features, out_features), rng, initializer)  # fan-in k · D
        self.W = Parameter(W.reshape(kernel_size, in_features, out_features))
        self.b = Parameter(zeros((out_features,))) if bias else None
        self.dilation = int(dilation)

    @property
    def reach(self):
        """How many steps back the earliest input lies: d (k − 1)."""
        return self.dilation * (len(self.W.value) - 1)

    def forward(self, x):
        self._check(x, "(N, T, {})", 3)
        N, T, D = x.shape
        self.x = np.zeros_like(x, shape=(N, self.reach + T, D), dtype=self.W.value.dtype)
        self.x[:, self.reach :] = x
        y = sum(
            self.x[:, first : first + T] @ W for W, first in zip(self.W.value, self._offsets(), strict=True)
        )
        if self.b is not None:
            y += self.b.value
        return y

    def backward(self, dy):
        self.backward_parameters(dy)
        T, dx = dy.shape[1], np.zeros_like(self.x)
        for W, first in zip(self.W.value, self._offsets(), strict=True):
            dx[:, first : first + T] += dy @ W.T
        return dx[:, self.reach :]

    def backward_parameters(self, dy):
        N, T, H = dy.shape
        rows = dy.reshape(N * T, H)
        for dW, first in zip(self.W.grad, self._offsets(), strict=True):
            dW += self.x[:, first : first + T].reshape(N * T, len(dW)).T @ rows
        if self.b is not None:
            self.b.grad += rows.sum(axis=0)

    def step(self, x, state=None):
        """One step for inference: x (N, D), state -> y (N, H), state.  Keeps nothing."""
        self._check(x, "(N, {})", 2)
        k, D, H = self.W.value.shape
        seen = np.concatenate([self._past(x, state), x[:, None]], axis=1)  # (N, d (k − 1) + 1, D)
        y = seen[:, :: self.dilation].reshape(len(x), k * D) @ self.W.value.reshape(k * D, H)
        if self.b is not None:
            y += self.b.value
        return y, (seen[:, 1:],)

    def _offsets(self):
        """Where the inputs of each W_j begin, counted from ``reach`` steps before the first one."""
        return range(0, self.reach + 1, self.dilation)

    def _past(self, x, state):
        """The inputs before this step; ``ValueError`` unless the state has their shape."""
        shape = len(x), self.reach, x.shape[1]
        if state is None:
            return np.zeros_like(x, shape=shape)
        if not isinstance(state, tuple) or [part.shape for part in state] != [shape]:
            got = tuple(p.shape for p in state) if isinstance(state, tuple) else type(state).__name__
            raise ValueError(f"CausalConv1d expects a state of one array {shape}, in a tuple, got {got}")
        return state[0]

    def _check(self, x, pattern, axes):
        k, D, H = self.W.value.shape
        if x.ndim != axes or x.shape[-1] != D:
            raise ValueError(f"CausalConv1d({D} → {H}) expects {pattern.format(D)}, got {x.shape}")
