"""Drawn scenes of several figures, with boxes, labels and masks: as many as wanted, from a seed."""

import math
from typing import NamedTuple

import numpy as np

from common.functions import check_sizes
from common.initializers import check_rng

SCENE_CLASSES = ("disc", "box", "triangle")
LONGEST = math.exp(0.225)  # of a figure's longer side, for a mean side (√(w h)) of 1
MOST_OVERLAP = 0.1  # IoU of the boxes of two figures


class Scenes(NamedTuple):
    """N scenes: everything that ``draw_scenes`` knows about them.

    x (N, 3, H, W) float32 in [0, 1].  Of scene n with K figures: ``boxes[n]`` (K, 4) float32, corners
    (x1, y1, x2, y2) in pixels, x to the right, y down, the left upper edge of the picture at (0, 0);
    ``labels[n]`` (K,) int64, indices of ``SCENE_CLASSES``; in ``instances`` (N, H, W) int64 the pixels of
    its figure k hold k + 1 and the ground 0.  A box is that of the whole figure, also where another hides
    a part of it.
    """

    x: np.ndarray
    boxes: list
    labels: list
    instances: np.ndarray

    @property
    def semantic(self):
        """Class of every pixel, (N, H, W) int64: 0 is the ground, k + 1 the class ``SCENE_CLASSES[k]``."""
        tables = (np.concatenate([[0], labels + 1]) for labels in self.labels)
        return np.stack([table[ids] for table, ids in zip(tables, self.instances, strict=True)])


def draw_scenes(n, size=64, most=4, sides=(12, 28), grey=False, noise=0.06, *, rng):
    """``Scenes``: n pictures of size × size pixels, each of 1 … ``most`` figures on a striped ground.

    A figure's mean side √(w h) lies in ``sides`` (pixels), w / h in 0.64 … 1.57; later figures lie on top;
    two boxes overlap by an IoU of at most 0.1 (where no place is left, there are fewer figures).  Any colours
    on stripes of any two similar colours; with ``grey``, saturated colours on a ground without colour, so
    that a pixel's own colour nearly tells figure from ground.  Gaussian pixel noise of standard deviation
    ``noise``.  Scene i does not depend on n.  ``ValueError`` for sizes below 1, sides that are not
    0 < shortest ≤ longest or do not fit into the picture, and negative noise.
    """
    check_sizes("a set of scenes (n, size, most)", n, size, most)
    shortest, longest = sides
    if not 0 < shortest <= longest <= size / LONGEST:
        raise ValueError(
            f"sides are 0 < shortest ≤ longest ≤ {size / LONGEST:.1f} pixels in a picture of {size} × {size}"
            f", got {sides}"
        )
    if not noise >= 0:
        raise ValueError(f"noise is a standard deviation, at least 0, got {noise}")
    check_rng(rng)
    x = np.empty((n, 3, size, size), dtype=np.float32)
    instances = np.zeros((n, size, size), dtype=np.int64)
    boxes, labels = [], []
    for picture, ids in zip(x, instances, strict=True):
        mean_colour = _draw_ground(picture, grey, rng)
        boxes.append(_places(size, int(rng.integers(1, most + 1)), sides, rng))
        labels.append(rng.integers(len(SCENE_CLASSES), size=len(boxes[-1])))
        for k, (box, label) in enumerate(zip(boxes[-1], labels[-1], strict=True)):
            _draw_figure(picture, ids, k + 1, box, label, _figure_colour(mean_colour, grey, rng))
        picture += np.float32(noise) * rng.standard_normal(picture.shape, dtype=np.float32)
    return Scenes(np.clip(x, 0, 1, out=x), boxes, labels, instances)


def _draw_ground(picture, grey, rng):
    """Stripes, a plane wave between two colours.  Returns the first of them, (3, 1, 1)."""
    if grey:
        first = rng.uniform(0.25, 0.75) + rng.uniform(-0.06, 0.06, (3, 1, 1))
        second = first + rng.uniform(-0.25, 0.25)
    else:
        first = rng.uniform(0.15, 0.85, (3, 1, 1))
        second = first + rng.uniform(-0.2, 0.2, (3, 1, 1))
    angle, frequency, phase = rng.uniform(0, math.pi), rng.uniform(0.2, 0.7), rng.uniform(0, 2 * math.pi)
    grid = frequency * np.arange(picture.shape[-1], dtype=np.float32)
    wave = 0.5 + 0.5 * np.sin(math.cos(angle) * grid[:, None] + math.sin(angle) * grid + np.float32(phase))
    picture[:] = first + (np.clip(second, 0, 1) - first).astype(np.float32) * wave
    return first


def _figure_colour(ground, grey, rng):
    """Colour (3, 1, 1) that differs clearly from ``ground`` in at least one channel."""
    if grey:  # a colour of the rainbow, more or less dark
        hue = (rng.uniform(0, 6) + np.array([0, 4, 2])) % 6
        return (rng.uniform(0.6, 1) * np.clip(abs(hue - 3) - 1, 0, 1)).reshape(3, 1, 1)
    colour = rng.random((3, 1, 1))
    return colour if abs(colour - ground).max() >= 0.3 else (ground + 0.5) % 1


def _places(size, wanted, sides, rng):
    """Boxes (K, 4) float32 of 1 … ``wanted`` figures, any two of which overlap little."""
    boxes = []
    for _ in range(40):
        side, stretch = rng.uniform(*sides), math.exp(rng.uniform(-0.225, 0.225))
        w, h = side * stretch, side / stretch
        x1, y1 = rng.uniform(0, size - w), rng.uniform(0, size - h)
        box = (x1, y1, x1 + w, y1 + h)
        if all(_overlap(box, other) <= MOST_OVERLAP for other in boxes):
            boxes.append(box)
        if len(boxes) == wanted:
            break
    return np.array(boxes, dtype=np.float32)


def _overlap(a, b):
    """Intersection over union of two boxes, in plain numbers: for a few boxes faster than arrays."""
    w, h = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    both = max(w, 0) * max(h, 0)
    return both / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both)


def _draw_figure(picture, ids, number, box, label, colour):
    """Paints a figure, its edge blended over a pixel; its number goes where it covers half a pixel."""
    x1, y1, x2, y2 = box.tolist()
    left, top, right, bottom = int(x1), int(y1), math.ceil(x2), math.ceil(y2)
    u = (np.arange(left, right, dtype=np.float32) + np.float32(0.5 - x1)) * np.float32(2 / (x2 - x1)) - 1
    v = (np.arange(top, bottom, dtype=np.float32) + np.float32(0.5 - y1)) * np.float32(2 / (y2 - y1)) - 1
    depth = _DEPTHS[label](u, v[:, None]) * np.float32(min(x2 - x1, y2 - y1) / 2)  # pixels inside the edge
    cover = np.clip(depth + np.float32(0.5), 0, 1)
    patch = picture[:, top:bottom, left:right]
    patch += (colour.astype(np.float32) - patch) * cover
    ids[top:bottom, left:right][cover > 0.5] = number


# How deep a point lies inside the figure whose box is −1 … 1 in u (right) and v (down); negative outside.


def _disc(u, v):
    return 1 - np.hypot(u, v)


def _box(u, v):
    return 1 - np.maximum(abs(u), abs(v))


def _triangle(u, v):
    """Its tip is up."""
    return np.minimum(1 - v, (v + 1) / 2 - abs(u))


_DEPTHS = (_disc, _box, _triangle)
