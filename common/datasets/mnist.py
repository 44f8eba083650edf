"""MNIST: 70 000 handwritten digits, 28 × 28."""

import gzip
import math
import struct
import zlib

import numpy as np

from common.datasets.download import fetch


def load_mnist():
    """(x_train, d_train, x_test, d_test): x (N, 1, 28, 28) float32 in [0, 1], d (N,) int64, 0 … 9.

    60 000 digits for training, 10 000 for testing; downloaded once (11.6 MB), see ``fetch`` for its errors.
    LeCun, Bottou, Bengio & Haffner 1998, Proceedings of the IEEE 86 (11).
    """
    arrays = []
    for part in ("train", "t10k"):
        images = read_idx(fetch(f"mnist/{part}-images-idx3-ubyte.gz"))
        labels = read_idx(fetch(f"mnist/{part}-labels-idx1-ubyte.gz"))
        x = images[:, None].astype(np.float32)
        x /= 255  # in place: the training images are 188 MB
        arrays += [x, labels.astype(np.int64)]
    return tuple(arrays)


def read_idx(path):
    """Array of bytes in a gzipped IDX file, as uint8 of the shape that the file states.

    IDX: two zero bytes, a type code (8 = uint8), the number of axes; then every axis' size as a 32-bit
    big-endian integer; then the data, row by row.
    ``ValueError`` for a file that is not gzip, not IDX, of another type, too short or too long.
    """
    try:
        with gzip.open(path, "rb") as file:
            content = file.read()
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise ValueError(f"{path} is not a whole gzip file ({error}): download it again") from error
    if len(content) < 4 or content[:2] != b"\0\0":
        raise ValueError(f"{path} is not IDX: expected a start of 00 00, got {content[:4].hex(' ')}")
    code, axes = content[2:4]
    if code != 8:
        raise ValueError(f"{path}: expected IDX of unsigned bytes (type code 8), got type code {code}")
    start = 4 + 4 * axes
    if len(content) < start:
        raise ValueError(f"{path} ends within its header of {start} bytes: download it again")
    shape = struct.unpack(f">{axes}I", content[4:start])
    if len(content) - start != math.prod(shape):
        raise ValueError(
            f"{path} should hold {math.prod(shape)} bytes of data for its shape {shape}, "
            f"got {len(content) - start}: download it again"
        )
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape)
