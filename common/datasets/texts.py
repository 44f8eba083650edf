"""Texts that are downloaded: Tiny Shakespeare, and 50 000 English–Japanese sentence pairs."""

from common.datasets.download import fetch


def load_tiny_shakespeare():
    """The text as one string: 1 115 394 ASCII characters, 65 different ones.

    Plays of W. Shakespeare, put together by A. Karpathy for char-rnn (2015); downloaded once (1.1 MB), see
    ``fetch`` for its errors.
    """
    return fetch("tinyshakespeare/input.txt").read_text(encoding="ascii")


def load_small_parallel_enja():
    """(train, dev, test): 50 000, 500 and 500 pairs (English, Japanese), tokens separated by one space.

    English is lower-case, Japanese is split into short units.  Downloaded once (4.6 MB), see ``fetch`` for
    its errors.  From github.com/odashi/small_parallel_enja, whose text is from the Tanaka corpus.
    """
    return tuple(
        read_pairs(fetch(f"small_parallel_enja/{part}.en"), fetch(f"small_parallel_enja/{part}.ja"))
        for part in ("train", "dev", "test")
    )


def read_pairs(source, target):
    """Pairs of the lines of two UTF-8 files, where line n of one belongs to line n of the other.

    ``ValueError`` for unequal numbers of lines, an empty line, or bytes that are not UTF-8.
    """
    sides = [_lines(path) for path in (source, target)]
    if len(sides[0]) != len(sides[1]):
        raise ValueError(
            f"{source} has {len(sides[0])} lines, {target} has {len(sides[1])}: line n of one belongs to "
            "line n of the other, so find the line that is missing or split"
        )
    return list(zip(*sides, strict=True))


def _lines(path):
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is not UTF-8 (byte {error.start}): save it as UTF-8") from error
    lines = lines[:-1] if lines[-1] == "" else lines  # the file ends with a line break
    for number, line in enumerate(lines, 1):
        if not line.strip():
            raise ValueError(f"{path}, line {number} is empty: expected a sentence on every line")
    return [" ".join(line.split()) for line in lines]
