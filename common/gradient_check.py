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
        gradient[index] = _central_difference(f, x, index, step)
    return gradient


def _central_difference(f, x, index, step):
    """(f(x_i + h) − f(x_i − h)) / 2h for the one element ``index`` of ``x``."""
    kept = x[index]
    try:
        x[index] = kept + step
        above = f()
        x[index] = kept - step
        below = f()
    finally:
        x[index] = kept
    return (above - below) / (2 * step)


def check_gradients(target, *inputs, rng, derivative=None, tolerance=1e-7):
    """Compare a backward pass with numerical gradients; return the largest relative error.

    ``target`` is a layer: its ``backward`` is checked for every input and every parameter, with a
    random dy drawn from ``rng`` for every output.  Or it is a function of one array, given with its
    ``derivative``: an element-wise function or one that returns a number.  Integer inputs are passed on.
    The error of an array is max |analytic − numerical| / max |numerical|.  Works in float64 on copies,
    so the layer's weights, gradients and random state stay as they are.  An element that disagrees is
    tried once more with a step of 1e-7: a kink of a ReLU or a maximum nearer than the first step spoils
    the difference there, and no smaller step makes a wrong gradient right.

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
        return _relative_error("x", dy * derivative(x), lambda: float(np.sum(dy * target(x))), x, tolerance)

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
            worst = max(worst, _relative_error(name, gradient, objective, x, tolerance))
    pairs = zip(start.named_parameters(), layer.parameters(), strict=True)
    for (name, parameter), analytic in pairs:
        if parameter.trainable:
            worst = max(worst, _relative_error(name, analytic.grad, objective, parameter.value, tolerance))
    return worst


def _relative_error(name, analytic, f, x, tolerance):
    """Largest difference over the largest gradient of f; ``AssertionError`` beyond the tolerance."""
    analytic = np.asarray(analytic)
    if analytic.shape != x.shape:
        raise AssertionError(f"the gradient of {name} has shape {analytic.shape}, expected {x.shape}")
    if analytic.size == 0:
        return 0.0
    numerical = numerical_gradient(f, x)
    scale = max(float(np.abs(numerical).max()), 1e-3)  # below this, differences are rounding
    for index in np.argwhere(np.abs(analytic - numerical) > tolerance * scale):
        numerical[tuple(index)] = _central_difference(f, x, tuple(index), 1e-7)
    difference = np.abs(analytic - numerical)
    error = float(difference.max()) / scale
    if error > tolerance or math.isnan(error):
        index = tuple(int(i) for i in np.unravel_index(np.argmax(difference), difference.shape))
        raise AssertionError(
            f"the gradient of {name} is wrong: at index {index} backward gives {analytic[index]:.6g}, "
            f"the numerical gradient is {numerical[index]:.6g} (relative error {error:.1e} > {tolerance:.0e})"
        )
    return error
