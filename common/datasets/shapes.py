"""Drawn pictures of figures: as many as wanted, from a seed."""

import math

import numpy as np

from common.functions import check_sizes
from common.initializers import check_rng

SHAPE_CLASSES = ("disc", "ring", "square", "triangle", "cross", "star")
SIZE = 32


def draw_shapes(n, noise=0.15, *, rng):
    """(x, d): n pictures of one figure each, x (n, 3, 32, 32) float32 in [0, 1], d (n,) int64.

    The figure's place, size, angle and colour, the colour of the background and Gaussian pixel noise of
    standard deviation ``noise`` are drawn from ``rng``; the class is one of ``SHAPE_CLASSES``, each equally
    often.  Colours tell nothing about the class.  ``ValueError`` for n < 1 or noise < 0.
    """
    check_sizes("a set of pictures (n)", n)
    if not noise >= 0:
        raise ValueError(f"noise is a standard deviation, at least 0, got {noise}")
    d = check_rng(rng).permutation(np.arange(n) % len(SHAPE_CLASSES)).astype(np.int64)
    radius = rng.uniform(7, 12, (n, 1, 1))
    angle = rng.uniform(0, 2 * math.pi, (n, 1, 1))
    centre = rng.uniform(-4, 4, (2, n, 1, 1))
    u, v = _own_coordinates(centre, angle, radius)
    inside = np.empty((n, SIZE, SIZE), dtype=np.float32)
    for k, distance in enumerate((_disc, _ring, _square, _triangle, _cross, _star)):
        chosen = d == k
        depth = distance(u[chosen], v[chosen]) * radius[chosen]  # pixels inside (+) or outside (−) the edge
        inside[chosen] = np.clip(depth + 0.5, 0, 1)
    figure, ground = _two_colours(n, rng)
    x = ground + (figure - ground) * inside[:, None]
    x += noise * rng.standard_normal(x.shape)
    return np.clip(x, 0, 1).astype(np.float32), d


def _own_coordinates(centre, angle, radius):
    """Pixel centres in the figure's own frame: origin at its centre, its radius 1, not rotated."""
    grid = np.arange(SIZE) - (SIZE - 1) / 2
    down, right = grid[:, None] - centre[0], grid[None, :] - centre[1]
    u = (np.cos(angle) * right + np.sin(angle) * down) / radius
    v = (np.cos(angle) * down - np.sin(angle) * right) / radius
    return u, v


def _two_colours(n, rng):
    """Colours (n, 3, 1, 1) of figure and background that differ clearly in at least one channel."""
    ground = rng.random((n, 3, 1, 1))
    step = rng.uniform(0.35, 0.6, (n, 3, 1, 1))
    return np.where(ground < 0.5, ground + step, ground - step), ground


# Each function gives a signed distance to the edge, positive inside, in units of the radius.


def _disc(u, v):
    return 1 - np.hypot(u, v)


def _ring(u, v):
    return 0.22 - abs(np.hypot(u, v) - 0.75)


def _square(u, v):
    return 0.8 - np.maximum(abs(u), abs(v))


def _polygon(u, v, corners, inner):
    """Regular polygon of apothem ``inner``: inside all of its sides."""
    angles = 2 * math.pi * np.arange(corners) / corners
    return inner - np.max([np.cos(a) * u + np.sin(a) * v for a in angles], axis=0)


def _triangle(u, v):
    return _polygon(u, v, 3, 0.5)


def _cross(u, v):
    return np.maximum(
        np.minimum(0.27 - abs(u), 0.95 - abs(v)),
        np.minimum(0.27 - abs(v), 0.95 - abs(u)),
    )


def _star(u, v):
    """Five points: the union of five slim triangles around a pentagon."""
    angles = 2 * math.pi * np.arange(5) / 5
    sides = np.sort([np.cos(a) * u + np.sin(a) * v for a in angles], axis=0)
    return 0.38 - sides[-2]  # a point of the star may lie outside one side of the pentagon, not outside two
