"""CIFAR-10: 60 000 colour photographs of ten kinds of things, 32 × 32."""

import tarfile
from pathlib import Path

import numpy as np

from common.datasets.download import cache_folder, fetch

CIFAR10_CLASSES = (
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
)  # fmt: skip
RECORD = 1 + 3 * 32 * 32  # one label, then 1024 bytes each of red, green and blue, row by row
ARCHIVE = "cifar10/cifar-10-binary.tar.gz"
EXTRACT = "cifar10_subset/data_batch_1_first4000.bin"


def load_cifar10():
    """(x_train, d_train, x_test, d_test): x (N, 3, 32, 32) float32 in [0, 1], d (N,) int64, 0 … 9.

    50 000 pictures for training, 10 000 for testing; downloaded once (170 MB), see ``fetch`` for its errors.
    Krizhevsky 2009, "Learning multiple layers of features from tiny images".
    """
    files = _archive()
    x_train, d_train = read_cifar10(b"".join(files[f"data_batch_{i}.bin"] for i in range(1, 6)))
    return x_train, d_train, *read_cifar10(files["test_batch.bin"])


def load_cifar10_extract():
    """(x, d): the first 4 000 training records.

    From the small file ``cifar10_subset/data_batch_1_first4000.bin`` where the cache folder holds it
    (12 MB), else from the whole set.
    """
    small = cache_folder() / EXTRACT
    content = small.read_bytes() if small.exists() else _archive()["data_batch_1.bin"][: 4000 * RECORD]
    return read_cifar10(content)


def read_cifar10(content):
    """(x, d) from the bytes, or the path, of records in CIFAR-10's binary layout.

    ``ValueError`` when the length is no multiple of a record's 3073 bytes, or a label exceeds 9.
    """
    if isinstance(content, str | Path):
        content = Path(content).read_bytes()
    if not content or len(content) % RECORD:
        raise ValueError(
            f"CIFAR-10 records are {RECORD} bytes each, got {len(content)} bytes: get the file again"
        )
    records = np.frombuffer(content, np.uint8).reshape(-1, RECORD)
    d = records[:, 0].astype(np.int64)
    if d.max() > 9:
        raise ValueError(f"CIFAR-10 labels are 0 … 9, got {d.max()}: this is not CIFAR-10's binary layout")
    x = records[:, 1:].reshape(-1, 3, 32, 32).astype(np.float32)
    x /= 255
    return x, d


def _archive():
    """The bytes of the record files by their names, in one pass through the archive."""
    with tarfile.open(fetch(ARCHIVE), "r|gz") as archive:
        records = (member for member in archive if member.name.endswith(".bin"))
        return {Path(member.name).name: archive.extractfile(member).read() for member in records}
