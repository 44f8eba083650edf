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

# Patches of this many values (1 MB in float32) stay in the cache between being copied and multiplied.
PATCH_VALUES = 2**18
# Up to this many multiplications, OpenBLAS uses its code for small matrices.
PRODUCT_SIZE = 10**6


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
    return values


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

    def positions(self, padded):
        """For each position (i, j) in the window a view (C, OH, OW, N): that pixel of every window."""
        (sh, sw), (dh, dw), (_, H, W, _) = self.stride, self.dilation, padded.shape
        bottom, right = H - self.extent(0) + 1, W - self.extent(1) + 1
        for i in range(self.kernel[0]):
            for j in range(self.kernel[1]):
                yield padded[:, i * dh : i * dh + bottom : sh, j * dw : j * dw + right : sw]

    def blocks(self, padded, O):
        """Cut the windows into blocks whose patches fit the cache, for products with O rows of weights."""
        C, N = padded.shape[0], padded.shape[-1]
        OH, OW = self.count(padded)
        patch = C * self.kernel[0] * self.kernel[1]
        part = columns_in_a_part(O * patch, OW, N)
        width = part * max(1, PATCH_VALUES // max(1, patch * part * N))
        for row in range(OH):
            for first in range(0, OW, width):
                columns = min(width, OW - first)
                yield Block(row, first, columns, columns // part)

    def columns(self, padded, block):
        """For each column j of the kernel a view (C, kh, columns, N): its pixels in a block's windows."""
        (sh, sw), (dh, dw) = self.stride, self.dilation
        top, width = block.row * sh, (block.columns - 1) * sw + 1
        for j in range(self.kernel[1]):
            left = block.first * sw + j * dw
            yield padded[:, top : top + self.extent(0) : dh, left : left + width : sw]


class Block(NamedTuple):
    """Neighbouring windows in one row, and in how many parts of equal width they are multiplied."""

    row: int
    first: int
    columns: int
    parts: int


def columns_in_a_part(weights, OW, N):
    """Columns of windows that one matrix product takes: a divisor of OW.

    A product of few rows and very many columns is slow; BLAS has better code for small matrices.
    Parts of fewer than 32 numbers a row would be too small; if nothing fits, the row stays whole.
    """
    largest = min(OW, PRODUCT_SIZE // max(1, weights * N))
    return next((c for c in range(largest, 0, -1) if OW % c == 0 and c * N >= 32), OW)
