"""Smaller networks: numbers of few bits, weights that stay zero, and a teacher's soft targets.

A grid has evenly spaced values with whole codes q in place of numbers x:  x ≈ s_q (q − z_q), with the step
s_q, the scale, and the code z_q of the number 0, the zero point.  Jacob et al. 2018, arXiv:1712.05877.
"""

import copy
import math

import numpy as np

from common.functions import as_float, softmax
from common.layers import BatchNorm, Conv2d, Layer, Linear, Parameter, Sequential
from common.layers.convolution import check_images, correlate
from common.layers.windows import batch_first
from common.losses import Loss, SoftmaxCrossEntropy
from common.trainer import Callback


class Grid:
    """Codes of ``bits`` bits for numbers: q = round(x / s_q) + z_q, cut to −2^(bits−1) … 2^(bits−1) − 1.

    ``scale`` > 0 and ``zero`` are numbers, or arrays that broadcast against x: one for each channel.  Inside
    the grid a number and the value of its code differ by s_q / 2 at most.  ``ValueError`` for bits outside
    2 … 8, a scale that is not positive and finite, and a zero point that is no code.
    """

    def __init__(self, scale, zero=0, bits=8):
        if bits not in range(2, 9):
            raise ValueError(f"bits is a whole number, 2 … 8, got {bits}")
        self.bits, self.low, self.high = bits, -(2 ** (bits - 1)), 2 ** (bits - 1) - 1
        self.scale, self.zero = np.asarray(scale, dtype=np.float32), self.check(zero).astype(np.int32)
        if not (np.isfinite(self.scale) & (self.scale > 0)).all():
            raise ValueError(f"a scale is a positive number, got {scale}")

    @classmethod
    def affine(cls, x, bits=8):
        """The grid from the smallest to the largest of x and 0: s_q = range / (2^bits − 1).  For inputs."""
        x = _sample(x)
        smallest, largest = min(float(x.min()), 0.0), max(float(x.max()), 0.0)
        scale = (largest - smallest) / (2**bits - 1) or 1.0  # all zero: any grid has the number 0
        return cls(scale, -(2 ** (bits - 1)) - round(smallest / scale), bits)

    @classmethod
    def symmetric(cls, x, bits=8, channel=None):
        """The grid from −max|x| to max|x| with z_q = 0: s_q = max|x| / (2^(bits−1) − 1).  For weights.

        One scale for all of x, or, with the axis ``channel``, one for each index along it.
        """
        x = _sample(x)
        others = None if channel is None else tuple(a for a in range(x.ndim) if a != channel % x.ndim)
        scale = np.abs(x).max(axis=others, keepdims=channel is not None) / (2 ** (bits - 1) - 1)
        return cls(np.where(scale > 0, scale, 1), 0, bits)

    def quantize(self, x):
        """x (...) -> codes q (...) int8; what lies outside the grid gets the code at its end."""
        return np.clip(np.rint(_finite(x) / self.scale) + self.zero, self.low, self.high).astype(np.int8)

    def dequantize(self, q):
        """Codes q (...) -> the numbers s_q (q − z_q) (...) float32.  ``ValueError`` for what is no code."""
        return self.scale * (self.check(q).astype(np.int32) - self.zero).astype(np.float32)

    def check(self, q):
        """q as an array; ``ValueError`` unless it holds integers between the lowest and the highest code."""
        q = np.asarray(q)
        whole = q.dtype.kind in "iu"
        if not whole or (q.size and not (self.low <= q.min() and q.max() <= self.high)):
            got = f"{q.min()} … {q.max()}" if whole else q.dtype
            raise ValueError(
                f"codes of {self.bits} bits are integers, {self.low} … {self.high}, got {got}: "
                "make codes with quantize(x)"
            )
        return q


class Quantized(Layer):
    """A trained layer in whole numbers: y = s_x s_w Σ (q_x − z_x) q_w + b.

    The weights are int8 codes on a symmetric grid, with a scale for each output channel or, with
    ``per_channel=False``, one for all; ``inputs`` is the grid of the inputs.  For inputs x inside it

    |y − y_float| ≤ ½ s_w Σ|x| + ½ s_x Σ|w| + ¼ n s_x s_w    (sums over the n inputs of an output)

    For inference: ``backward`` raises ``NotImplementedError``.  ``save`` writes the codes, a byte each.
    """

    def __init__(self, layer, inputs, bits=8, per_channel=True):
        if type(layer) is not self.floats:
            name = type(self).__name__
            raise TypeError(f"{name} is made of a {self.floats.__name__}, got {type(layer).__name__}")
        W, self.inputs_bits = layer.W.value, inputs.bits
        grid = Grid.symmetric(W, bits, self.channel if per_channel else None)
        self.W = Parameter(grid.quantize(W), trainable=False)
        self.scale = Parameter(grid.scale.reshape(-1), trainable=False)
        self.b = None if layer.b is None else Parameter(layer.b.value.copy(), trainable=False)
        self.x_scale = Parameter(inputs.scale.copy(), trainable=False)
        self.x_zero = Parameter(inputs.zero.copy(), trainable=False)

    @property
    def inputs(self):
        """The grid of the inputs."""
        return Grid(self.x_scale.value, self.x_zero.value, self.inputs_bits)

    def forward(self, x):
        return self.forward_codes(self.inputs.quantize(x))

    def forward_codes(self, q):
        """The output for inputs that are codes already.  ``ValueError`` for what is no code."""
        # Plain form: the product in int32.  Floats hold whole numbers exactly, float32 up to 2²⁴ and float64
        # up to 2⁵³, and multiply much faster.
        n = self.W.value.size // self.W.value.shape[self.channel]
        exact = np.float32 if n * 2 ** (self.inputs_bits + 7) <= 2**24 else np.float64
        x = (self.inputs.check(q).astype(np.int32) - self.x_zero.value).astype(exact)
        y = self.product(x, self.W.value.astype(exact)).astype(np.float32)
        y *= self.along(self.x_scale.value * self.scale.value)
        return y if self.b is None else y + self.along(self.b.value)

    def backward(self, dy):
        raise NotImplementedError("a quantised layer does not train: train the float layer, then quantise it")


class QuantizedLinear(Quantized):
    """A trained ``Linear`` in whole numbers: x (..., D) -> y (..., H);  W (D, H) int8."""

    floats, channel = Linear, 1

    def product(self, x, W):
        if x.ndim == 0 or x.shape[-1] != len(W):
            raise ValueError(f"QuantizedLinear{W.shape} expects (..., {len(W)}), got {x.shape}")
        return x @ W

    def along(self, values):
        """One number for each output."""
        return values


class QuantizedConv2d(Quantized):
    """A trained ``Conv2d`` in whole numbers: x (N, C, H, W) -> y (N, O, OH, OW);  W (O, C/groups, kh, kw)."""

    floats, channel = Conv2d, 0

    def __init__(self, layer, inputs, bits=8, per_channel=True):
        super().__init__(layer, inputs, bits, per_channel)
        self.in_channels, self.windows, self.groups = layer.in_channels, layer.windows, layer.groups

    def product(self, x, W):
        check_images(self, x, "(N, {}, H, W)", self.in_channels)
        return batch_first(correlate(self.windows.pad(x, W.dtype), W, self.windows, self.groups))

    def along(self, values):
        """One number for each channel of the output."""
        return values.reshape(-1, 1, 1)


def quantized(model, x, bits=8, per_channel=True):
    """A copy of a ``Sequential`` whose ``Linear`` and ``Conv2d`` are quantised, inputs to 8 bits.

    x (N, ...) are inputs to measure with, in evaluation mode: each layer's grid reaches from the smallest to
    the largest number that comes to it.  Other layers, and what is inside them, are shared as they are.
    ``TypeError`` for other models.
    """
    made = []
    for layer in _layers(model.eval()):
        x_before, x = x, layer.forward(x)
        kind = {Linear: QuantizedLinear, Conv2d: QuantizedConv2d}.get(type(layer))
        made.append(kind(layer, Grid.affine(x_before), bits, per_channel) if kind else layer)
    return Sequential(*made)


def folded(model):
    """A copy of a ``Sequential`` in which every ``BatchNorm`` after a ``Linear`` or ``Conv2d`` is part of it.

    γ (x W + b − μ) / √(σ² + ε) + β is an affine map: W γ / √(σ² + ε), and b likewise, with running μ and σ².
    """
    made = []
    for layer in _layers(model):
        if isinstance(layer, BatchNorm) and made and type(made[-1]) in (Linear, Conv2d):
            made[-1] = _folded_pair(made[-1], layer)
        else:
            made.append(layer)
    return Sequential(*made)


def _folded_pair(layer, norm):
    """One layer that does what ``layer`` and then ``norm`` do in evaluation."""
    factor = norm.gamma.value / np.sqrt(norm.running_var.value + norm.eps)
    b = 0 if layer.b is None else layer.b.value
    made = copy.copy(layer)
    W = layer.W.value * (factor.reshape(-1, 1, 1, 1) if isinstance(layer, Conv2d) else factor)
    made.W = Parameter(W.astype(np.float32))
    made.b = Parameter((norm.beta.value + factor * (b - norm.running_mean.value)).astype(np.float32))
    return made


def magnitude_mask(W, share):
    """A boolean array like W, False at the ``share`` of its numbers that are smallest in size."""
    if not 0 <= share <= 1:
        raise ValueError(f"share is the part of the weights to remove, 0 … 1, got {share}")
    mask = np.ones(W.size, dtype=bool)
    mask[np.argsort(np.abs(W), axis=None, kind="stable")[: round(share * W.size)]] = False
    return mask.reshape(W.shape)


class Pruning(Callback):
    """Set a share of every weight matrix and kernel of a model to 0, and keep it there.

    w ← m ⊙ w at once and after every step, and g ← m ⊙ g before it, with the mask m = ``mask(W, share)`` of
    each parameter of two axes or more; biases stay.  Without a ``Trainer``, call ``apply()`` after a step.
    Han et al. 2015, arXiv:1506.02626.
    """

    def __init__(self, model, share, mask=magnitude_mask):
        weights = [parameter for parameter in model.parameters() if parameter.value.ndim > 1]
        self.masks = [(parameter, mask(parameter.value, share)) for parameter in weights]
        self.apply()

    def apply(self):
        """Set the removed weights to 0."""
        for parameter, mask in self.masks:
            parameter.value *= mask

    def on_gradients(self, trainer, step):  # noqa: ARG002
        for parameter, mask in self.masks:
            parameter.grad *= mask

    def on_batch_end(self, trainer, step):  # noqa: ARG002
        self.apply()


class SoftTargets(Loss):
    """Cross-entropy with a teacher's softened answers: −τ² Σ_k p_k log softmax(y/τ)_k, mean over samples.

    d and y (..., C) are the logits of teacher and student, p = softmax(d/τ);
    dL/dy = τ (softmax(y/τ) − p) / N, whose size hardly depends on a large τ, thanks to τ².
    With true labels beside it: ``WeightedSum((0.9, SoftTargets(4)), (0.1, SoftmaxCrossEntropy()))``.
    ``ValueError`` when the shapes differ or τ is not positive.  Hinton et al. 2015, arXiv:1503.02531.
    """

    def __init__(self, temperature):
        if not (math.isfinite(temperature) and temperature > 0):
            raise ValueError(f"temperature is a positive number, got {temperature}")
        self.temperature, self.cross_entropy = float(temperature), SoftmaxCrossEntropy()

    def forward(self, d, y):
        if np.shape(d) != np.shape(y):
            raise ValueError(f"SoftTargets compares logits of one shape, got {np.shape(d)}, {np.shape(y)}")
        p = softmax(as_float(d) / self.temperature)
        loss = self.temperature**2 * self.cross_entropy.forward(p, as_float(y) / self.temperature)
        self.count = self.cross_entropy.count
        return loss

    def backward(self):
        return self.temperature * self.cross_entropy.backward()


def _layers(model):
    if not isinstance(model, Sequential):
        raise TypeError(f"expected a Sequential, got {type(model).__name__}: give its parts one by one")
    return model.layers


def _sample(x):
    """x as an array of floats to measure a grid with; ``ValueError`` when it is empty or not finite."""
    if np.size(x) == 0:
        raise ValueError("a grid is measured with at least one number, got none")
    return _finite(x)


def _finite(x):
    """x as an array of floats; ``ValueError`` when it holds NaN or infinity."""
    x = as_float(x)
    if not np.isfinite(x).all():
        raise ValueError("a grid holds finite numbers, got NaN or infinity: did the training diverge?")
    return x
