"""Activations, losses and their derivatives as pure functions.

``f(x)`` and ``d_f(x)`` take the pre-activation ``x``: an array of any shape, or a Python number.
Losses take the target ``d`` first and the output second.  A vector is one sample, a 2-D array is a
batch of rows.  float32 stays float32, integers become float64, and nothing overflows.
"""

import math
from numbers import Integral

import numpy as np


def as_array(x):
    """``x`` as an array: lists and numbers are converted, arrays of other libraries (CuPy) are kept."""
    return x if hasattr(x, "__array_function__") else np.asarray(x)


def as_float(x):
    """``x`` as an array of floats: float32 stays float32, integers become float64; else ``TypeError``."""
    x = as_array(x)
    if x.dtype.kind not in "biuf":
        raise TypeError(f"expected real numbers, got {x.dtype}: convert them first")
    return x if x.dtype.kind == "f" else x.astype(np.float64)


def ordered(x, like):
    """``x`` in the memory order of ``like``, an array of the same shape; a copy only if it is in another.

    A sum or product of arrays in two orders takes many times as long as of arrays in one.
    """
    if [n // x.itemsize for n in x.strides] == [n // like.itemsize for n in like.strides]:
        return x
    y = np.empty_like(like, dtype=x.dtype)
    y[...] = x
    return y


def check_sizes(owner, *sizes):
    """``ValueError`` unless all sizes are integers, at least 1."""
    if not all(isinstance(size, Integral) and size >= 1 for size in sizes):
        raise ValueError(f"the sizes of {owner} are whole numbers, at least 1, got {sizes}")


# --- activations -------------------------------------------------------------------------------


def step_function(x):
    """1 where x > 0, else 0."""
    x = as_float(x)
    return (x > 0).astype(x.dtype)


def sigmoid(x):
    """σ(x) = 1 / (1 + e⁻ˣ), in [0, 1].  Computed as (tanh(x/2) + 1) / 2, which cannot overflow.

    The absolute error is at most 6e-8 in float32 (2e-16 in float64), but the relative one is not small:
    below −20 (−38) the result is exactly 0.  Take log σ(x) as ``-softplus(-x)``.
    """
    return (np.tanh(as_float(x) * 0.5) + 1) * 0.5


def d_sigmoid(x):
    """σ′ = σ (1 − σ), at most 0.25."""
    y = sigmoid(x)
    return y * (1 - y)


def tanh(x):
    """The hyperbolic tangent, in (−1, 1)."""
    return np.tanh(as_float(x))


def d_tanh(x):
    """tanh′ = 1 − tanh²."""
    y = tanh(x)
    return 1 - y * y


def relu(x):
    """max(x, 0)."""
    return np.maximum(as_float(x), 0)


def d_relu(x):
    """1 where x > 0, else 0 (0 at x = 0, where ReLU has no derivative)."""
    return step_function(x)


def leaky_relu(x, slope=0.01):
    """x where x > 0, else slope · x.  Maas et al. 2013."""
    x = as_float(x)
    return np.where(x > 0, x, float(slope) * x)


def d_leaky_relu(x, slope=0.01):
    """1 where x > 0, else slope."""
    slope = float(slope)
    return slope + (1 - slope) * step_function(x)


def elu(x, alpha=1.0):
    """x where x > 0, else α (eˣ − 1).  Clevert et al. 2015, arXiv:1511.07289."""
    x = as_float(x)
    return np.where(x > 0, x, float(alpha) * np.expm1(np.minimum(x, 0)))


def d_elu(x, alpha=1.0):
    """1 where x > 0, else α eˣ."""
    x = as_float(x)
    return np.where(x > 0, 1, alpha * np.exp(np.minimum(x, 0))).astype(x.dtype)


def softplus(x):
    """log(1 + eˣ), a smooth ReLU; its derivative is the sigmoid."""
    return np.logaddexp(0, as_float(x))


def d_softplus(x):
    """softplus′ = σ."""
    return sigmoid(x)


_GELU_SCALE = math.sqrt(2 / math.pi)


def gelu(x):
    """Gaussian error linear unit, x Φ(x), in its tanh form: ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))).

    Hendrycks & Gimpel 2016, arXiv:1606.08415.
    """
    x = as_float(x)
    return 0.5 * x * (1 + np.tanh(_GELU_SCALE * (x + 0.044715 * x * x * x)))


def d_gelu(x):
    """Derivative of the tanh form: ½ (1 + t) + ½ x (1 − t²) √(2/π) (1 + 0.134145 x²)."""
    x = as_float(x)
    t = np.tanh(_GELU_SCALE * (x + 0.044715 * x * x * x))
    return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * _GELU_SCALE * (1 + 0.134145 * x * x)


def swish(x):
    """x σ(x), also called SiLU.  Ramachandran et al. 2017, arXiv:1710.05941."""
    x = as_float(x)
    return x * sigmoid(x)


def d_swish(x):
    """σ(x) + x σ′(x)."""
    x = as_float(x)
    y = sigmoid(x)
    return y + x * y * (1 - y)


def softmax(x, axis=-1):
    """e^{x_k} / Σ_j e^{x_j} along ``axis``: positive, sums to 1.  The maximum is subtracted first."""
    x = as_float(x)
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def log_softmax(x, axis=-1):
    """Logarithm of the softmax, finite where the softmax itself would round to 0."""
    x = as_float(x)
    y = x - x.max(axis=axis, keepdims=True)
    y -= np.log(np.exp(y).sum(axis=axis, keepdims=True))
    return y


# --- targets -----------------------------------------------------------------------------------


def one_hot(ids, classes):
    """Class ids (...) -> float32 (..., classes).  ``ValueError`` for ids outside 0 … classes − 1."""
    ids = as_array(ids)
    check_ids(ids, classes)
    y = np.zeros((ids.size, classes), np.float32, like=ids)
    y[np.arange(ids.size, like=ids), ids.ravel()] = 1
    return y.reshape(*ids.shape, classes)


def check_ids(ids, classes):
    """Raise ``ValueError`` unless ``ids`` are integers in 0 … classes − 1."""
    if ids.dtype.kind not in "iu":
        raise ValueError(f"class ids are integers, got {ids.dtype}: one-hot targets have the output's shape")
    if ids.size and not bool(((ids >= 0) & (ids < classes)).all()):
        raise ValueError(f"ids of {classes} classes lie in 0 … {classes - 1}, got {ids.min()} … {ids.max()}")


def as_one_hot(d, y):
    """The target ``d`` in the shape of the output ``y``: ids are expanded, one-hot targets pass through.

    The two are told apart by shape: ids (...) or one-hot (..., C) for an output (..., C).
    """
    d = as_array(d)
    if y.ndim == 0:
        raise ValueError("an output (..., C) has one number for each class, got a single number of shape ()")
    if d.shape == y.shape:
        return d
    if d.shape == y.shape[:-1]:
        return one_hot(d, y.shape[-1])
    raise ValueError(
        f"targets for an output of shape {y.shape} are class ids of shape {y.shape[:-1]} "
        f"or one-hot of shape {y.shape}, got {d.shape}"
    )


def _same_shape(d, y):
    """Both as arrays of y's float type; ``ValueError`` unless they have one shape: nothing is broadcast."""
    d, y = as_array(d), as_float(y)
    if d.shape != y.shape:
        raise ValueError(
            f"target and output must have one shape, got d {d.shape} and y {y.shape}: reshape the target"
        )
    if y.size == 0:
        raise ValueError(f"a loss needs at least one value, got an empty batch of shape {y.shape}")
    return d.astype(y.dtype, copy=False), y


def _rows(y):
    """Number of samples: rows of a batch, 1 for a vector."""
    return math.prod(y.shape[:-1])


# --- losses ------------------------------------------------------------------------------------


def mean_squared_error(d, y):
    """½ · mean of (y − d)² over all elements."""
    d, y = _same_shape(d, y)
    return ((y - d) ** 2).mean() * 0.5


def d_mean_squared_error(d, y):
    """(y − d) / number of elements."""
    d, y = _same_shape(d, y)
    return (y - d) / y.size


def sum_squared_error(d, y):
    """½ Σ (y − d)² over the outputs, averaged over the batch."""
    d, y = _same_shape(d, y)
    return ((y - d) ** 2).sum() * (0.5 / _rows(y))


def d_sum_squared_error(d, y):
    """(y − d) / N."""
    d, y = _same_shape(d, y)
    return (y - d) / _rows(y)


def cross_entropy_error(d, y):
    """−Σ_k d_k log y_k, averaged over the batch.  ``y`` are probabilities, ``d`` ids or one-hot.

    y (N, C) or (C,);  d (N,) or a number, or as ``y``.  y = 0 gives a large finite loss, not infinity.
    """
    y = as_float(y)
    d, y = _same_shape(as_one_hot(d, y), y)
    smallest = float(np.finfo(y.dtype).tiny)
    return -(d * np.log(np.maximum(y, smallest))).sum() / _rows(y)


def softmax_with_loss(d, x):
    """Cross-entropy of softmax(x) against ``d`` (ids or one-hot), averaged over the batch."""
    x = as_float(x)
    d, x = _same_shape(as_one_hot(d, x), x)
    return -(d * log_softmax(x)).sum() / _rows(x)


def d_softmax_with_loss(d, y):
    """Gradient at the pre-activation x, from the *output* y = softmax(x): (y Σ_k d_k − d) / N."""
    y = as_float(y)
    d, y = _same_shape(as_one_hot(d, y), y)
    return (y * d.sum(axis=-1, keepdims=True) - d) / _rows(y)


def sigmoid_with_loss(d, x):
    """Binary cross-entropy of σ(x) against d in [0, 1]: summed over the outputs, averaged over the batch.

    Here a vector is a batch of N single outputs.  Σ max(x, 0) − x d + log(1 + e^{−|x|}) never overflows.
    """
    d, x = _same_shape(d, x)
    return (np.maximum(x, 0) - x * d + np.log1p(np.exp(-abs(x)))).sum() / _batch(x)


def d_sigmoid_with_loss(d, y):
    """Gradient at the pre-activation x, from the *output* y = σ(x): (y − d) / N."""
    d, y = _same_shape(d, y)
    return (y - d) / _batch(y)


def _batch(y):
    """Length of the first axis; 1 for a single number."""
    return y.shape[0] if y.ndim else 1
