"""Sliding windows over images: what convolution and pooling share.

Outside, images are (N, C, H, W).  Inside, these layers keep them in memory as (C, H, W, N), the batch
innermost, and hand out a transposed view.  Neighbouring layers then pass images on without a copy,
and whatever a window touches is a long contiguous run of numbers, which is what a processor likes.
"""

import math
from dataclasses import dataclass, replace
from numbers import Integral

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

# Rows of windows are worked on together while the room for them has at most so many values (8 MB in float32).
# Fewer would copy more rows twice; more would take memory, and leave the cache before they are used.
CACHE_VALUES = 2**21

# Transposing reads one number from every image in turn.  More than this many images, when they are a power of
# two apart in memory, fall on the same few places of the cache and push each other out.
IMAGES_AT_ONCE = 64


def aligned(like, shape, dtype=None):
    """``np.empty_like`` with the start of the memory at a multiple of 64 bytes, a line of the cache.

    NumPy starts large arrays 16 bytes into a line, so that every 64 bytes a processor reads at once straddle
    two: products and sums take up to 1.4 times as long.  Other array types than NumPy's see to it themselves.
    """
    values = math.prod(shape)
    if values < 2**12 or not isinstance(like, np.ndarray):  # small arrays fit the cache anyhow
        return np.empty_like(like, shape=shape, dtype=dtype, order="C")
    dtype = np.dtype(dtype or like.dtype)
    room = np.empty(values + 64 // dtype.itemsize, dtype)
    start = -room.ctypes.data % 64 // dtype.itemsize
    return room[start : start + values].reshape(shape)


def batch_last(x, dtype):
    """(N, C, H, W) images as a contiguous (C, H, W, N) array; a copy only if they are not one already."""
    y = x.transpose(1, 2, 3, 0)
    if y.flags.c_contiguous and y.dtype == dtype:
        return y
    y = aligned(x, y.shape, dtype)
    copy_images(x, y)
    return y


def copy_images(x, y):
    """Copy images (N, C, H, W) into y (C, H, W, N); plainly y[...] = x.transpose(1, 2, 3, 0)."""
    together = IMAGES_AT_ONCE if x.flags.c_contiguous else max(1, x.shape[0])
    for n in range(0, x.shape[0], together):
        y[..., n : n + together] = x[n : n + together].transpose(1, 2, 3, 0)


def blocks(rows, values):
    """Cut a number of rows into even slices, each with room for ``values`` numbers per row."""
    most = max(1, CACHE_VALUES // max(1, values))
    size = math.ceil(rows / math.ceil(rows / most))
    return [slice(row, min(row + size, rows)) for row in range(0, rows, size)]


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
        """Rows and columns of windows on (..., H, W, N) padded images: ⌊(H − extent) / s⌋ + 1."""
        (H, W), (sh, sw), extents = padded.shape[-3:-1], self.stride, (self.extent(0), self.extent(1))
        if extents[0] > H or extents[1] > W:
            raise ValueError(
                f"a window of {extents} pixels does not fit into an image of {(H, W)}, padding included: "
                "use larger images, more padding or a smaller kernel"
            )
        return (H - extents[0]) // sh + 1, (W - extents[1]) // sw + 1

    def apart(self):
        """Whether no pixel is in two windows."""
        return all(s >= self.extent(axis) for axis, s in enumerate(self.stride))

    def keep_size(self):
        """Whether there are as many windows as pixels before padding."""
        return self.stride == (1, 1) and all(
            2 * p == self.extent(axis) - 1 for axis, p in enumerate(self.padding)
        )

    def way_back(self):
        """The windows on gradients that ``col2im`` needs: with the same padding, or without any."""
        return self if self.keep_size() else replace(self, padding=(0, 0))

    def pad(self, x, dtype, value=0):
        """(N, C, H, W) -> (C, H + 2p, W + 2p, N) with the border set to ``value``."""
        ph, pw = self.padding
        if ph == pw == 0:
            return batch_last(x, dtype)
        N, C, H, W = x.shape
        padded = aligned(x, (C, H + 2 * ph, W + 2 * pw, N), dtype)
        for border in padded[:, :ph], padded[:, ph + H :], padded[:, :, :pw], padded[:, :, pw + W :]:
            border[...] = value
        copy_images(x, padded[:, ph : ph + H, pw : pw + W])
        return padded

    def crop(self, padded):
        """(C, H + 2p, W + 2p, N) -> (C, H, W, N), a view without the border."""
        (ph, pw), (_, H, W, _) = self.padding, padded.shape
        return padded[:, ph : H - ph, pw : W - pw]

    def columns(self, padded):
        """For each column j of the kernel a view (..., H, OW, N): that column of every window."""
        width = (padded.shape[-2] - self.extent(1)) // self.stride[1] * self.stride[1] + 1
        for left in range(0, self.extent(1), self.dilation[1]):
            yield padded[..., left : left + width : self.stride[1], :]

    def positions(self, padded, rows=None):
        """For each position (i, j) in the kernel a view (..., rows, OW, N): that pixel of every window.

        ``rows`` is a slice of the rows of windows; without it, all of them.
        """
        first, end, _ = (rows or slice(None)).indices(self.count(padded)[0])
        height = (end - first - 1) * self.stride[0] + 1
        for top in range(first * self.stride[0], first * self.stride[0] + self.extent(0), self.dilation[0]):
            yield from self.columns(padded[..., top : top + height : self.stride[0], :, :])

    def rows(self, rows):
        """The rows of pixels under some rows of windows, both as slices."""
        return slice(rows.start * self.stride[0], (rows.stop - 1) * self.stride[0] + self.extent(0))

    def stacked(self, rows):
        """Put the kh rows under each row of windows on top of each other: (g, H, R, L) -> (g, OH, kh · R, L).

        A view, whose matrices overlap in memory; with a dilation of rows a copy.
        """
        height = self.extent(0)
        stacks = sliding_window_view(rows, height, axis=1)[:, :: self.stride[0], ..., :: self.dilation[0]]
        g, OH, R, L, kh = stacks.shape
        return stacks.transpose(0, 1, 4, 2, 3).reshape(g, OH, kh * R, L)
