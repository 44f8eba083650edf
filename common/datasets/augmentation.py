"""Changed copies of images that mean the same: x (N, C, H, W) -> the same shape, new for every call.

Shorten & Khoshgoftaar 2019, "A survey on image data augmentation for deep learning", J. Big Data 6.
"""

import numpy as np


def flip(x, *, rng):
    """Mirror each image left to right with probability ½.  Wrong for digits and letters."""
    mirrored = rng.random(len(x)) < 0.5
    y = x.copy()
    y[mirrored] = y[mirrored, :, :, ::-1]
    return y


def shift(x, pixels=1, *, rng):
    """Move each image by up to ``pixels`` in both directions; the border is filled with zeros."""
    N, _, H, W = x.shape
    wide = np.pad(x, ((0, 0), (0, 0), (pixels, pixels), (pixels, pixels)))
    windows = np.lib.stride_tricks.sliding_window_view(wide, (H, W), axis=(2, 3))
    down, right = rng.integers(0, 2 * pixels + 1, size=(2, N))
    return windows[np.arange(N), :, down, right].copy()


def noise(x, std=0.1, *, rng):
    """Add N(0, std²) to every pixel and clip to [0, 1]."""
    return np.clip(x + std * rng.standard_normal(x.shape, dtype=x.dtype), 0, 1)


def cutout(x, size=8, *, rng):
    """Erase a square of ``size`` pixels anywhere in each image.  DeVries & Taylor 2017, arXiv:1708.04552."""
    N, _, H, W = x.shape
    top, left = rng.integers(0, H, N) - size // 2, rng.integers(0, W, N) - size // 2
    rows, columns = np.arange(H), np.arange(W)
    in_rows = (rows >= top[:, None]) & (rows < top[:, None] + size)
    in_columns = (columns >= left[:, None]) & (columns < left[:, None] + size)
    return x * ~(in_rows[:, None, :, None] & in_columns[:, None, None, :])


class Augmented:
    """Batches whose images are changed on the way: ``Augmented(batches, shift, flip, rng=rng)``.

    Yields ``(changed x, *rest)`` for every batch ``(x, *rest)``.  The changes are applied in order, each
    called as ``change(x, rng=rng)``; use ``functools.partial`` to set their other arguments.
    """

    def __init__(self, batches, *changes, rng):
        self.batches = batches
        self.changes = changes
        self.rng = rng

    def __len__(self):
        return len(self.batches)

    def __iter__(self):
        for x, *rest in self.batches:
            for change in self.changes:
                x = change(x, rng=self.rng)
            yield (x, *rest)
