"""Small sets of points in the plane, drawn from a generator: x (n, 2) float32, d (n,) int64.

The classes are as equal in number as n allows and come in random order.  ``noise`` is the standard
deviation that is added to both coordinates.  ``ValueError`` for fewer points than classes or noise < 0.
"""

import math

import numpy as np

from common.functions import check_sizes
from common.initializers import check_rng


def moons(n, noise=0.1, *, rng):
    """Two half circles of radius 1 that reach into each other, one class each."""
    d = _classes(n, 2, rng)
    angle = math.pi * rng.random(n)
    upper = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    lower = np.stack([1 - np.cos(angle), 0.5 - np.sin(angle)], axis=1)
    return _noisy(np.where(d[:, None] == 0, upper, lower), noise, rng), d


def circles(n, noise=0.05, *, rng):
    """A circle of radius 1 (class 0) around one of radius ½ (class 1)."""
    d = _classes(n, 2, rng)
    angle = 2 * math.pi * rng.random(n)
    radius = 1 - 0.5 * d
    return _noisy(np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1), noise, rng), d


def blobs(n, centres=((-2, 0), (2, 0), (0, 3)), spread=0.6, *, rng):
    """Round Gaussian clouds: class k around ``centres[k]`` with standard deviation ``spread``.

    centres (K, 2).  ``ValueError`` for another shape.
    """
    centres = np.asarray(centres, np.float64)
    if centres.ndim != 2 or centres.shape[1] != 2:
        raise ValueError(f"centres are points in the plane, (K, 2), got {centres.shape}")
    d = _classes(n, len(centres), rng)
    return _noisy(centres[d], spread, rng), d


def spirals(n, classes=3, noise=0.02, *, rng):
    """Arms that wind from the origin outwards to radius 1, ¾ of a turn, one class each."""
    d = _classes(n, classes, rng)
    radius = rng.random(n)
    angle = 2 * math.pi * (d / classes + 0.75 * radius)
    return _noisy(np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1), noise, rng), d


def xor(n, noise=0.1, *, rng):
    """Four clouds at the corners (0, 0), (0, 1), (1, 0), (1, 1); the class is x₁ xor x₂."""
    corner = _classes(n, 4, rng)
    a, b = corner // 2, corner % 2
    return _noisy(np.stack([a, b], axis=1), noise, rng), a ^ b


def _classes(n, classes, rng):
    """Ids 0 … classes − 1, equally often, in random order."""
    check_sizes("a set of points (n, classes)", n, classes)
    if classes > n:
        raise ValueError(f"expected at least one class and a point for each, got n = {n}, {classes} classes")
    return check_rng(rng).permutation(np.arange(n, dtype=np.int64) % classes)


def _noisy(x, noise, rng):
    if not noise >= 0:
        raise ValueError(f"noise is a standard deviation, at least 0, got {noise}")
    return (x + noise * rng.standard_normal(x.shape)).astype(np.float32)
