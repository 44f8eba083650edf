"""Changed copies of images that mean the same: x (N, C, H, W) -> the same shape, new for every call.

``ValueError`` for other shapes.

Shorten & Khoshgoftaar 2019, "A survey on image data augmentation for deep learning", J. Big Data 6.
"""

import numpy as np

from common.functions import as_array, as_float
from common.initializers import check_rng


def flip(x, *, rng):
    """Mirror each image left to right with probability ½.  Wrong for digits and letters."""
    y = _images(x).copy()
    mirrored = check_rng(rng).random(len(y)) < 0.5
    y[mirrored] = y[mirrored, :, :, ::-1]
    return y


def shift(x, pixels=1, *, rng):
    """Move each image by up to ``pixels`` in both directions; the border is filled with zeros."""
    x = _images(x)
    N, _, H, W = x.shape
    wide = np.pad(x, ((0, 0), (0, 0), (pixels, pixels), (pixels, pixels)))
    windows = np.lib.stride_tricks.sliding_window_view(wide, (H, W), axis=(2, 3))
    down, right = check_rng(rng).integers(0, 2 * pixels + 1, size=(2, N))
    return windows[np.arange(N), :, down, right].copy()


def noise(x, std=0.1, *, rng):
    """Add N(0, std²) to every pixel and clip to [0, 1].  ``ValueError`` unless all are there before."""
    x = as_float(_images(x))
    if not ((x >= 0) & (x <= 1)).all():
        raise ValueError(
            f"noise expects images in [0, 1], got {x.min()} … {x.max()}: divide them by 255 first"
        )
    drawn = check_rng(rng).standard_normal(
        x.shape, dtype=np.result_type(x.dtype, np.float32)
    )  # never float16
    return np.clip(x + float(std) * drawn.astype(x.dtype, copy=False), 0, 1)


def cutout(x, size=8, *, rng):
    """Erase a square of ``size`` pixels anywhere in each image.  DeVries & Taylor 2017, arXiv:1708.04552."""
    x = _images(x)
    N, _, H, W = x.shape
    top, left = check_rng(rng).integers(0, H, N) - size // 2, rng.integers(0, W, N) - size // 2
    rows, columns = np.arange(H), np.arange(W)
    in_rows = (rows >= top[:, None]) & (rows < top[:, None] + size)
    in_columns = (columns >= left[:, None]) & (columns < left[:, None] + size)
    return x * ~(in_rows[:, None, :, None] & in_columns[:, None, None, :])


def _images(x):
    """``x`` as an array; ``ValueError`` unless it is (N, C, H, W)."""
    x = as_array(x)
    if x.ndim != 4:
        raise ValueError(f"expected images (N, C, H, W), got {x.shape}: x[:, None] adds an axis of channels")
    return x


class Augmented:
    """Batches whose images are changed on the way: ``Augmented(batches, shift, flip, rng=rng)``.

    Yields ``(changed x, *rest)`` for every batch ``(x, *rest)``.  The changes are applied in order, each
    called as ``change(x, rng=rng)``; use ``functools.partial`` to set their other arguments.
    """

    def __init__(self, batches, *changes, rng):
        self.batches = batches
        self.changes = changes
        self.rng = check_rng(rng)

    def __len__(self):
        return len(self.batches)

    def __iter__(self):
        for x, *rest in self.batches:
            for change in self.changes:
                x = change(x, rng=self.rng)
            yield (x, *rest)
