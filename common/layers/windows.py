"""Sliding windows over images: what convolution and pooling share.

Outside, images are (N, C, H, W).  Inside, these layers keep them in memory as (C, H, W, N), the batch
innermost, and hand out a transposed view.  Neighbouring layers then pass images on without a copy,
and whatever a window touches is a long contiguous run of numbers, which is what a processor likes.
"""

import math
from dataclasses import dataclass
from numbers import Integral
from typing import NamedTuple

import numpy as np

# Patches of this many values (2 MB in float32) stay in the cache between being copied and multiplied.
PATCH_VALUES = 2**19


def batch_last(x, dtype):
    """View (N, C, H, W) images as a contiguous (C, H, W, N) array; a copy only if they are not one."""
    y = x.transpose(1, 2, 3, 0)
    if x.flags.c_contiguous and not y.flags.c_contiguous:
        y = spaced(x).transpose(1, 2, 3, 0)
    return y.astype(dtype, order="C", copy=False)


def spaced(x):
    """Copy images so that 16 numbers of free space lie between them: the same values, faster to transpose.

    Transposing reads one number from every image in turn.  When images are a power of two apart in memory,
    they fall on the same few places of the cache and push each other out, several times slower.
    """
    N, D = x.shape[0], math.prod(x.shape[1:])
    room = np.empty_like(x, shape=(N, D + 16))
    room[:, :D] = x.reshape(N, D)
    return room[:, :D].reshape(x.shape)


def batch_first(x):
    """View (C, H, W, N) as (N, C, H, W)."""
    return x.transpose(3, 0, 1, 2)


def pair(name, value, least):
    """An int or a pair of ints as a pair.  ``ValueError`` unless both are at least ``least``."""
    values = tuple(value) if isinstance(value, tuple | list) else (value, value)
    if len(values) != 2 or not all(isinstance(v, Integral) and v >= least for v in values):
        raise ValueError(f"{name} is an int or a pair of ints, each at least {least}, got {value!r}")
    return int(values[0]), int(values[1])  # a NumPy integer would make float64 of what is divided by it


@dataclass(frozen=True)
class Windows:
    """Where windows stand on padded images: kernel k, stride s, padding p, dilation d, each (height, width).

    Window (r, c) covers the pixels (r·s + i·d, c·s + j·d) with 0 ≤ i, j < k.
    """

    kernel: tuple
    stride: tuple
    padding: tuple
    dilation: tuple

    @classmethod
    def of(cls, kernel_size, stride=1, padding=0, dilation=1):
        """Windows from ints or pairs.  ``ValueError`` for values out of range."""
        return cls(
            pair("kernel_size", kernel_size, 1),
            pair("stride", stride, 1),
            pair("padding", padding, 0),
            pair("dilation", dilation, 1),
        )

    def extent(self, axis):
        """Pixels from one end of a window to the other: d (k − 1) + 1."""
        return self.dilation[axis] * (self.kernel[axis] - 1) + 1

    def count(self, padded):
        """Rows and columns of windows on (C, H, W, N) padded images: ⌊(H − extent) / s⌋ + 1."""
        sizes, extents = padded.shape[1:3], (self.extent(0), self.extent(1))
        if extents[0] > sizes[0] or extents[1] > sizes[1]:
            raise ValueError(
                f"a window of {extents} pixels does not fit into an image of {sizes}, padding included: "
                "use larger images, more padding or a smaller kernel"
            )
        return tuple((n - e) // s + 1 for n, e, s in zip(sizes, extents, self.stride, strict=True))

    def same_size(self, y, padded_shape):
        """Whether there are as many windows as pixels: y (O, H, W, N) for H × W images before padding."""
        (ph, pw), (_, H, W, _) = self.padding, padded_shape
        return self.stride == (1, 1) and y.shape[1:3] == (H - 2 * ph, W - 2 * pw)

    def pad(self, x, dtype, value=0):
        """(N, C, H, W) -> (C, H + 2p, W + 2p, N) with the border set to ``value``."""
        ph, pw = self.padding
        if ph == pw == 0:
            return batch_last(x, dtype)
        N, C, H, W = x.shape
        padded = np.full_like(x, value, shape=(C, H + 2 * ph, W + 2 * pw, N), dtype=dtype, order="C")
        padded[:, ph : ph + H, pw : pw + W] = batch_last(x, dtype)
        return padded

    def crop(self, padded):
        """(C, H + 2p, W + 2p, N) -> (C, H, W, N), a view without the border."""
        (ph, pw), (_, H, W, _) = self.padding, padded.shape
        return padded[:, ph : H - ph, pw : W - pw]

    def positions(self, padded, block=None):
        """For each position (i, j) in the kernel a view (C, rows, columns, N): that pixel of every window.

        ``block`` picks neighbouring windows; without it, all windows on the image.
        """
        (sh, sw), (dh, dw) = self.stride, self.dilation
        row, rows, first, columns = block or (0, self.count(padded)[0], 0, self.count(padded)[1])
        height, width = (rows - 1) * sh + 1, (columns - 1) * sw + 1
        for top in range(row * sh, row * sh + self.extent(0), dh):
            for left in range(first * sw, first * sw + self.extent(1), dw):
                yield padded[:, top : top + height : sh, left : left + width : sw]

    def blocks(self, padded):
        """Cut the windows into blocks, some rows or a piece of one row, whose patches fit the cache."""
        OH, OW = self.count(padded)
        patch = padded.shape[0] * self.kernel[0] * self.kernel[1] * padded.shape[-1]
        fit = max(1, PATCH_VALUES // max(1, patch))
        rows, columns = even(OH, max(1, fit // OW)), even(OW, fit)
        for row in range(0, OH, rows):
            for first in range(0, OW, columns):
                yield Block(row, min(rows, OH - row), first, min(columns, OW - first))


class Block(NamedTuple):
    """Neighbouring windows: some whole rows, or a piece of one row."""

    row: int
    rows: int
    first: int
    columns: int


def even(length, most):
    """Size of the pieces when a length is cut into as few and as even pieces as ``most`` allows."""
    return math.ceil(length / math.ceil(length / most))
