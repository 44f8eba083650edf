"""The table of files that the course can download.

To add a data set, add its files here and say in data/README.md where it comes from.
"""

from typing import NamedTuple


class RemoteFile(NamedTuple):
    """What ``fetch`` needs to know: sha256 and size in bytes, where to get the file, and its licence."""

    sha256: str
    size: int
    mirrors: tuple[str, ...]
    licence: str


def _mnist(file, sha256, size):
    mirrors = (
        f"https://ossci-datasets.s3.amazonaws.com/mnist/{file}",
        f"https://storage.googleapis.com/cvdf-datasets/mnist/{file}",
        f"https://raw.githubusercontent.com/fgnt/mnist/master/{file}",
    )
    return f"mnist/{file}", RemoteFile(sha256, size, mirrors, "CC BY-SA 3.0, Y. LeCun and C. Cortes")


REGISTRY = dict(
    [
        _mnist(
            "train-images-idx3-ubyte.gz",
            "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
            9912422,
        ),
        _mnist(
            "train-labels-idx1-ubyte.gz",
            "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
            28881,
        ),
        _mnist(
            "t10k-images-idx3-ubyte.gz",
            "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
            1648877,
        ),
        _mnist(
            "t10k-labels-idx1-ubyte.gz",
            "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
            4542,
        ),
        (
            "cifar10/cifar-10-binary.tar.gz",
            RemoteFile(
                "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
                170052171,
                ("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",),
                "no formal licence; cite Krizhevsky 2009",
            ),
        ),
    ]
)
