"""Data sets: shipped, generated and downloaded; splitting and mini-batches.

Images are (N, C, H, W) float32 in [0, 1], classes are int64 ids.
"""

from common.datasets.batches import Batches, split
from common.datasets.digits import load_digits
from common.datasets.download import cache_folder, fetch
from common.datasets.mnist import load_mnist, read_idx
from common.datasets.plane import blobs, circles, moons, spirals, xor
from common.datasets.registry import REGISTRY, RemoteFile

__all__ = [
    "REGISTRY",
    "Batches",
    "RemoteFile",
    "blobs",
    "cache_folder",
    "circles",
    "fetch",
    "load_digits",
    "load_mnist",
    "moons",
    "read_idx",
    "spirals",
    "split",
    "xor",
]
