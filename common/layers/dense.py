"""Fully connected layers."""

import math

from common.initializers import he, initial, zeros
from common.layer import Layer, Parameter


class Linear(Layer):
    """Affine map of the last axis: y = x W + b.

    x (..., D) -> y (..., H);  W (D, H), b (H,).
    dx = dy Wᵀ,  dW = Σ xᵀ dy,  db = Σ dy   (sums over all leading axes)

    ``W`` starts from ``initializer(shape, rng)``, ``b`` from zero.
    ``ValueError`` for another last axis, and for sizes that are not whole or less than 1.
    """

    def __init__(self, in_features, out_features, bias=True, *, rng, initializer=he):
        self.W = Parameter(initial((in_features, out_features), rng, initializer))
        self.b = Parameter(zeros((out_features,))) if bias else None

    def forward(self, x):
        D, H = self.W.value.shape
        if x.ndim == 0 or x.shape[-1] != D:
            flat = ": flatten the images first" if x.ndim > 2 and math.prod(x.shape[1:]) == D else ""
            raise ValueError(f"Linear({D} → {H}) expects (..., {D}), got {x.shape}{flat}")
        self.x = x
        y = x.reshape(-1, D) @ self.W.value  # one product: with three axes it would be one for each sequence
        if self.b is not None:
            y += self.b.value
        return y.reshape(*x.shape[:-1], H)

    def backward(self, dy):
        self.backward_parameters(dy)
        D, H = self.W.value.shape
        return (dy.reshape(-1, H) @ self.W.value.T).reshape(*dy.shape[:-1], D)

    def backward_parameters(self, dy):
        D, H = self.W.value.shape
        dy = dy.reshape(-1, H)
        self.W.grad += self.x.reshape(-1, D).T @ dy
        if self.b is not None:
            self.b.grad += dy.sum(axis=0)


class Flatten(Layer):
    """All axes but the first become one: x (N, ...) -> y (N, D)."""

    def forward(self, x):
        if x.ndim == 0:
            raise ValueError("Flatten expects (N, ...), got a scalar of shape ()")
        self.shape = x.shape
        return x.reshape(x.shape[0], math.prod(x.shape[1:]))  # -1 would fail for an empty batch

    def backward(self, dy):
        return dy.reshape(self.shape)
