"""Pooling: images made smaller by summing up every window in one number, and the way back."""

import math

import numpy as np

from common.functions import as_float
from common.layer import Layer
from common.layers.windows import Windows, batch_first, batch_last


class Pool2d(Layer):
    """What the pools share: windows of ``kernel_size``, one every ``stride`` pixels (else side by side).

    x (N, C, H, W) -> y (N, C, OH, OW) with OH = ⌊(H + 2p − k) / s⌋ + 1.  Sizes are ints or (height, width).
    ``ValueError`` when the padding exceeds half the kernel, or when the kernel does not fit into the image.
    """

    def __init__(self, kernel_size, stride=None, padding=0):
        self.windows = Windows.of(kernel_size, kernel_size if stride is None else stride, padding)
        if any(2 * p > k for p, k in zip(self.windows.padding, self.windows.kernel, strict=True)):
            raise ValueError(f"padding is at most half the kernel size {kernel_size}, got {padding}")

    def pad(self, x, value):
        """``x`` as floats with a border of ``value``, the batch last."""
        x = as_float(x)
        if x.ndim != 4:
            raise ValueError(f"{type(self).__name__} expects (N, C, H, W), got {x.shape}")
        x = self.windows.pad(x, x.dtype, value)
        self.windows.count(x)  # raises when no window fits
        return x


class MaxPool2d(Pool2d):
    """The largest value of every window: y = max x;  dx = dy at the place of the maximum, 0 elsewhere.

    The first of equal maxima counts.  Padding never wins.  Sizes and errors as in ``Pool2d``.
    Zhou & Chellappa 1988, ICNN.
    """

    def forward(self, x):
        self.x = self.pad(x, -math.inf)
        self.y = None
        for pixel in self.windows.positions(self.x):
            self.y = pixel.copy() if self.y is None else np.maximum(self.y, pixel, out=self.y)
        return batch_first(self.y)

    def backward(self, dy):
        return self.scatter(dy)

    def winners(self):
        """For each position in the window a mask (C, OH, OW, N): the maximum of that window is here."""
        free = np.ones_like(self.y, dtype=bool)
        for pixel in self.windows.positions(self.x):
            won = (pixel == self.y) & free
            free ^= won
            yield won

    def scatter(self, y):
        """Put one value per window where its maximum was: (N, C, OH, OW) -> (N, C, H, W)."""
        y = batch_last(y, y.dtype)
        x = np.zeros_like(y, shape=self.x.shape)
        for pixel, won in zip(self.windows.positions(x), self.winners(), strict=True):
            if self.windows.apart():  # no pixel is written twice
                np.multiply(y, won, out=pixel)
            else:
                pixel += y * won
        return batch_first(self.windows.crop(x))

    def gather(self, x):
        """Read one value per window where its maximum was: (N, C, H, W) -> (N, C, OH, OW)."""
        x = self.windows.pad(x, x.dtype)
        y = np.zeros_like(x, shape=self.y.shape)
        for pixel, won in zip(self.windows.positions(x), self.winners(), strict=True):
            y += pixel * won
        return batch_first(y)


class MaxUnpool2d(Layer):
    """The way back from a max pooling: values return to where ``pool`` found its maxima, zeros elsewhere.

    x (N, C, OH, OW) -> y (N, C, H, W), the sizes of the output and the input of ``pool`` in its last
    forward pass;  dx = dy at those places.  Where windows share a maximum, their values add up.
    ``ValueError`` when x has another shape than the output of ``pool``.
    Zeiler & Fergus 2013, arXiv:1311.2901.
    """

    def __init__(self, pool):
        self.pool = pool

    def forward(self, x):
        x = as_float(x)
        if not hasattr(self.pool, "y"):
            raise ValueError("MaxUnpool2d needs the places of the maxima: run its MaxPool2d first")
        expected = batch_first(self.pool.y).shape
        if x.shape != expected:
            raise ValueError(f"MaxUnpool2d expects the shape {expected} that its pool gave, got {x.shape}")
        return self.pool.scatter(x)

    def backward(self, dy):
        return self.pool.gather(dy)


class AvgPool2d(Pool2d):
    """The mean of every window, padding counted as zeros: y = Σ x / (kh kw);  dx = Σ dy / (kh kw).

    Sizes and errors as in ``Pool2d``.  LeCun et al. 1990, NIPS 2.
    """

    def forward(self, x):
        x = self.pad(x, 0)
        self.shape = x.shape
        y = sum(self.windows.positions(x))
        y *= 1 / math.prod(self.windows.kernel)
        return batch_first(y)

    def backward(self, dy):
        dy = batch_last(dy, dy.dtype) * (1 / math.prod(self.windows.kernel))
        dx = np.zeros_like(dy, shape=self.shape)
        for pixel in self.windows.positions(dx):
            pixel += dy
        return batch_first(self.windows.crop(dx))


class GlobalAvgPool2d(Layer):
    """The mean of every channel: x (N, C, H, W) -> y (N, C);  dx = dy / (H W) at every pixel.

    Lin et al. 2013, arXiv:1312.4400.
    """

    def forward(self, x):
        x = as_float(x)
        if x.ndim != 4 or x.shape[2] * x.shape[3] == 0:
            raise ValueError(f"GlobalAvgPool2d expects (N, C, H, W) with pixels, got {x.shape}")
        self.x = x
        return x.mean(axis=(2, 3))

    def backward(self, dy):
        dx = np.empty_like(self.x)  # in the memory order of x
        dx[...] = (dy * (1 / math.prod(self.x.shape[2:])))[:, :, None, None]
        return dx
