"""Data sets: shipped, generated and downloaded; splitting and mini-batches.

Images are (N, C, H, W) float32 in [0, 1], classes are int64 ids.
"""

from common.datasets.augmentation import Augmented, cutout, flip, noise, shift
from common.datasets.batches import Batches, Streams, split
from common.datasets.cifar10 import CIFAR10_CLASSES, load_cifar10, load_cifar10_extract, read_cifar10
from common.datasets.dates import dates
from common.datasets.dialogues import Dialogue, load_dialogues
from common.datasets.digits import load_digits
from common.datasets.download import cache_folder, fetch
from common.datasets.mnist import load_mnist, read_idx
from common.datasets.plane import blobs, circles, moons, spirals, xor
from common.datasets.registry import REGISTRY, RemoteFile
from common.datasets.scenes import SCENE_CLASSES, Scenes, draw_scenes
from common.datasets.shapes import SHAPE_CLASSES, draw_shapes
from common.datasets.stories import load_stories, load_story_pairs
from common.datasets.texts import load_enja, load_small_parallel_enja, load_tiny_shakespeare
from common.datasets.treebank import SENTIMENTS, Tree, load_treebank, read_tree

__all__ = [
    "CIFAR10_CLASSES",
    "REGISTRY",
    "SCENE_CLASSES",
    "SENTIMENTS",
    "SHAPE_CLASSES",
    "Augmented",
    "Batches",
    "Dialogue",
    "RemoteFile",
    "Scenes",
    "Streams",
    "Tree",
    "blobs",
    "cache_folder",
    "circles",
    "cutout",
    "dates",
    "draw_scenes",
    "draw_shapes",
    "fetch",
    "flip",
    "load_cifar10",
    "load_cifar10_extract",
    "load_dialogues",
    "load_digits",
    "load_enja",
    "load_mnist",
    "load_small_parallel_enja",
    "load_stories",
    "load_story_pairs",
    "load_tiny_shakespeare",
    "load_treebank",
    "moons",
    "noise",
    "read_cifar10",
    "read_idx",
    "read_tree",
    "shift",
    "spirals",
    "split",
    "xor",
]
