"""Numerical gradients, and the check of a backward pass against them."""

import copy
import math

import numpy as np

from common.initializers import check_rng
from common.passes import as_tuple


def numerical_gradient(f, x, step=1e-5):
    """Gradient of f() with respect to the array ``x`` that f reads, by central differences.

    ∂f/∂x_i ≈ (f(x_i + h) − f(x_i − h)) / 2h.  ``f`` takes no argument and returns a number; ``x`` is
    changed in place, one element at a time, and is as before when the function returns.
    ``ValueError`` unless x is float64: in float32 the difference drowns in rounding.
    """
    if x.dtype != np.float64:
        raise ValueError(f"numerical gradients need float64, got {x.dtype}: use x.astype(np.float64)")
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        kept = x[index]
        try:
            x[index] = kept + step
            above = f()
            x[index] = kept - step
            below = f()
        finally:
            x[index] = kept
        gradient[index] = (above - below) / (2 * step)
    return gradient


def check_gradients(target, *inputs, rng, derivative=None, tolerance=1e-7):
    """Compare a backward pass with numerical gradients; return the largest relative error.

    ``target`` is a layer: its ``backward`` is checked for every input and every parameter, with a
    random dy drawn from ``rng`` for every output.  Or it is a function of one array, given with its
    ``derivative``: an element-wise function or one that returns a number.  Integer inputs are passed on.
    The error of an array is max |analytic − numerical| / max |numerical|.  Works in float64 on copies,
    so the layer's weights, gradients and random state stay as they are.

    Raises ``AssertionError`` that names the array and the index when an error exceeds ``tolerance``, and
    when there is not one gradient for every input.
    """
    if not tolerance >= 0:
        raise ValueError(f"tolerance is a number >= 0, got {tolerance}")
    check_rng(rng)
    inputs = [np.array(x, dtype=np.float64 if np.asarray(x).dtype.kind == "f" else None) for x in inputs]
    if derivative is not None:
        (x,) = inputs
        dy = rng.standard_normal(np.shape(target(x)))
        numerical = numerical_gradient(lambda: float(np.sum(dy * target(x))), x)
        return _relative_error("x", dy * derivative(x), numerical, tolerance)

    layer = copy.deepcopy(target).to(lambda a: a.astype(np.float64))
    start = copy.deepcopy(layer)  # every evaluation starts from the same state, random numbers included
    dys = [rng.standard_normal(np.shape(y)) for y in as_tuple(copy.deepcopy(start).forward(*inputs))]
    for parameter in layer.parameters():
        parameter.grad[...] = 0
    layer.forward(*inputs)
    gradients = as_tuple(layer.backward(*dys))
    if len(gradients) != len(inputs):
        raise AssertionError(f"backward returns {len(gradients)} gradients for {len(inputs)} inputs")

    def objective():
        ys = as_tuple(copy.deepcopy(start).forward(*inputs))
        return float(sum(np.sum(dy * y) for dy, y in zip(dys, ys, strict=True)))

    worst = 0.0
    for i, (x, gradient) in enumerate(zip(inputs, gradients, strict=True)):
        if x.dtype.kind == "f":
            name = "x" if len(inputs) == 1 else f"input {i}"
            worst = max(worst, _relative_error(name, gradient, numerical_gradient(objective, x), tolerance))
    pairs = zip(start.named_parameters(), layer.parameters(), strict=True)
    for (name, parameter), analytic in pairs:
        if parameter.trainable:
            numerical = numerical_gradient(objective, parameter.value)
            worst = max(worst, _relative_error(name, analytic.grad, numerical, tolerance))
    return worst


def _relative_error(name, analytic, numerical, tolerance):
    """Largest difference over the largest gradient; ``AssertionError`` beyond the tolerance."""
    analytic = np.asarray(analytic)
    if analytic.shape != numerical.shape:
        raise AssertionError(f"the gradient of {name} has shape {analytic.shape}, expected {numerical.shape}")
    if analytic.size == 0:
        return 0.0
    difference = np.abs(analytic - numerical)
    scale = max(float(np.abs(numerical).max()), 1e-3)  # below this, differences are rounding
    error = float(difference.max()) / scale
    if error > tolerance or math.isnan(error):
        index = tuple(int(i) for i in np.unravel_index(np.argmax(difference), difference.shape))
        raise AssertionError(
            f"the gradient of {name} is wrong: at index {index} backward gives {analytic[index]:.6g}, "
            f"the numerical gradient is {numerical[index]:.6g} (relative error {error:.1e} > {tolerance:.0e})"
        )
    return error
