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


def _enja(file, sha256, size):
    mirrors = (f"https://raw.githubusercontent.com/odashi/small_parallel_enja/master/{file}",)
    licence = "Tanaka corpus, public domain; the edition at Tatoeba is CC BY 2.0 FR"
    return f"small_parallel_enja/{file}", RemoteFile(sha256, size, mirrors, licence)


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
        _enja("train.en", "148b05dcd28638fe20ee84f2b1127001c80982be352007dda241fb759adadc76", 1701356),
        _enja("train.ja", "fc81a1434349ec98a449d7ae9cd2530057f689637684ecfed3501ea6a8a07ecc", 2784447),
        _enja("dev.en", "04a2673449770657fd5e3b963cb856be3130923212b6db8ac7eaeef18f06c041", 17054),
        _enja("dev.ja", "cd534f56b8639dc130f86a365e5ec0aa70042000bdd740a622fbbf8b6be4acca", 27781),
        _enja("test.en", "45edb380749ec2b49cca7618fc5a7595fc9f791180672ba466b90c873a4aa8bf", 17301),
        _enja("test.ja", "d37dc460a81b064e4106c8913eb11fa300da05cf3f58a7a5bbfec7e20947ddef", 27793),
        (
            "tinyshakespeare/input.txt",
            RemoteFile(
                "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed",
                1115394,
                (
                    "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt",
                ),
                "text in the public domain; put together by A. Karpathy, MIT",
            ),
        ),
    ]
)
