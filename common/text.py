"""Text as numbers: reading files, tokens, vocabularies, padding, batches of like length.

A sentence is a list of tokens.  English: ``tokenize(text)``.  Text with spaces between its tokens, as our
Japanese: ``text.split()``.  Characters: ``list(text)``.
"""

import re
import unicodedata
from collections import Counter
from numbers import Integral
from pathlib import Path

import numpy as np

from common.functions import as_array, check_ids, check_sizes
from common.initializers import check_rng

_TOKEN = re.compile(r"\d+(?:[.,]\d+)+|\w+(?:'\w+)*|[^\w\s]")


def read_lines(path):
    """The lines of a UTF-8 file, without their ends.  ``ValueError`` names the first that is not UTF-8."""
    content = Path(path).read_bytes().removeprefix(b"\xef\xbb\xbf")  # the byte order mark of some editors
    lines = []
    for number, line in enumerate(content.removesuffix(b"\n").split(b"\n") if content else [], start=1):
        try:
            lines.append(line.removesuffix(b"\r").decode("utf-8"))
        except UnicodeDecodeError as error:
            raise ValueError(
                f"{path}, line {number} is not UTF-8: {error.reason} at byte {error.start + 1}; "
                "save the file as UTF-8"
            ) from None
    return lines


def read_pairs(source_path, target_path):
    """[(source, target), …]: line k of one UTF-8 file and line k of another, which belongs to it.

    ``ValueError`` names the first line without a partner: a blank one, or one past the end of the other.
    """
    paths = source_path, target_path
    sides = [read_lines(path) for path in paths]
    for number, pair in enumerate(zip(*sides, strict=False), start=1):
        for path, line in zip(paths, pair, strict=True):
            if not line.strip():
                raise ValueError(f"{path}, line {number} is blank: every line needs a partner in both files")
    counts = [len(side) for side in sides]
    if counts[0] != counts[1]:
        (fewer, short), (more, long) = sorted(zip(counts, paths, strict=True))
        raise ValueError(
            f"{long}, line {fewer + 1} has no partner: {more} lines against {fewer} in {short}; "
            "find the line that is missing or split"
        )
    return list(zip(*sides, strict=True))


def tokenize(text):
    """English words, numbers and punctuation marks, in lower case: "Don't pay $3.50!" -> don't pay $ 3.50 !

    Scripts without spaces, such as Japanese, are not cut into words here.
    """
    text = unicodedata.normalize("NFC", text).replace("’", "'")
    return _TOKEN.findall(text.lower())


class Vocabulary:
    """Token <-> id, from lists of tokens: frequent tokens first, equally frequent ones by their letters.

    Ids 0 … 3 are ``<pad>``, ``<bos>``, ``<eos>`` and ``<unk>``, also ``vocabulary.pad`` and so on.  Left out
    are tokens seen less than ``min_count`` times, and the rarest, so that ``len(vocabulary)``, the four
    included, is at most ``max_size``.  ``tokens`` lists the tokens by id.  ``TypeError`` for a string in
    place of a list of tokens, ``ValueError`` when no token is left.
    """

    pad, bos, eos, unk = 0, 1, 2, 3
    special = "<pad>", "<bos>", "<eos>", "<unk>"

    def __init__(self, sentences, *, min_count=1, max_size=None):
        check_sizes("a vocabulary (min_count)", min_count)
        if max_size is not None and not (isinstance(max_size, Integral) and max_size > len(self.special)):
            raise ValueError(f"max_size counts the four special tokens too: at least 5, got {max_size}")
        counts = Counter(token for sentence in sentences for token in _check_tokens(sentence))
        for token in self.special:
            counts.pop(token, None)
        kept = sorted((t for t in counts if counts[t] >= min_count), key=lambda t: (-counts[t], t))
        if not kept:
            raise ValueError(f"no token is seen {min_count} times: {len(counts)} different tokens were given")
        self.tokens = [*self.special, *kept][:max_size]
        self._ids = {token: i for i, token in enumerate(self.tokens)}

    def __len__(self):
        return len(self.tokens)

    def __contains__(self, token):
        return token in self._ids

    def encode(self, tokens):
        """The ids (T,) int64 of a list of tokens; a token that is not in the vocabulary becomes ``unk``."""
        ids = [self._ids.get(token, self.unk) for token in _check_tokens(tokens)]
        return np.array(ids, dtype=np.int64)

    def decode(self, ids):
        """The tokens of ids (T,), up to the first ``eos`` and without ``pad`` and ``bos``."""
        ids = _as_ids(ids)
        check_ids(ids, len(self))
        tokens = []
        for i in ids.tolist():
            if i == self.eos:
                break
            if i not in (self.pad, self.bos):
                tokens.append(self.tokens[i])
        return tokens


def pad_sequences(sequences, pad=0, side="right"):
    """Sequences of ids of several lengths as one array (N, T), T the largest, filled with ``pad``.

    ``side`` is where the filling stands, "right" or "left".  ``ValueError`` when there is no sequence, or
    all are empty.
    """
    if side not in ("right", "left"):
        raise ValueError(f"side is where the padding stands, 'right' or 'left', got {side!r}")
    sequences = [_as_ids(sequence) for sequence in sequences]
    longest = max(map(len, sequences), default=0)
    if longest == 0:
        raise ValueError(
            f"{len(sequences)} sequences without a single id make no array: leave empty sentences out, "
            "or end every one with eos"
        )
    out = np.full((len(sequences), longest), pad, dtype=np.int64)
    for row, sequence in zip(out, sequences, strict=True):
        place = slice(len(sequence)) if side == "right" else slice(longest - len(sequence), None)
        row[place] = sequence
    return out


class LengthBatches:
    """Mini-batches of sequences of like length: each epoch yields tuples (a_batch, b_batch, …).

    Each argument is a list of N sequences of ids, which come padded as (n, T), or an array (N, ...), which
    is cut as it is (labels, ``np.arange(N)``).  Samples are sorted by the lengths of the sequences, the first
    list's before the second's, and cut into batches of ``batch_size``.  ``slack`` bounds by how much lengths
    of the first list may differ in one batch: 0 leaves no padding there, and more batches that are not full.
    With ``rng`` every epoch mixes samples of equal lengths and the order of the batches; without, short come
    first.  ``len`` counts the batches.  ``ValueError`` for lists that are empty or of unequal length.
    Sutskever et al. 2014, arXiv:1409.3215, section 3.4.
    """

    def __init__(self, *sequences, batch_size, rng=None, slack=None, pad=0, side="right"):
        check_sizes("a batch", batch_size)
        if slack is not None and not slack >= 0:
            raise ValueError(f"slack is a difference of lengths, at least 0, got {slack}")
        self.ragged = [isinstance(sequence, list | tuple) for sequence in sequences]
        sizes = [len(sequence) for sequence in sequences]
        if not sizes or not self.ragged[0]:
            raise ValueError("the first argument is a list of sequences of ids, by whose lengths we sort")
        if len(set(sizes)) > 1 or sizes[0] == 0:
            raise ValueError(f"expected lists of one length, one entry per sample, got lengths {sizes}")
        self.sequences = [
            [_as_ids(s) for s in sequence] if ragged else as_array(sequence)
            for ragged, sequence in zip(self.ragged, sequences, strict=True)
        ]
        self.lengths = np.array(
            [list(map(len, s)) for s, ragged in zip(self.sequences, self.ragged, strict=True) if ragged]
        )  # (lists, N)
        self.rng = None if rng is None else check_rng(rng)
        self.pad, self.side = pad, side
        self.cuts = self._cuts(np.sort(self.lengths[0]), batch_size, slack)

    def __len__(self):
        return len(self.cuts)

    def __iter__(self):
        samples, places = self.lengths.shape[1], range(len(self.cuts))
        order = np.arange(samples)
        if self.rng is not None:
            order, places = self.rng.permutation(samples), self.rng.permutation(len(self.cuts))
        order = order[np.lexsort(self.lengths[::-1, order])]  # stable: equal lengths stay mixed
        for i in places:
            rows = order[self.cuts[i]]
            yield tuple(
                pad_sequences([s[row] for row in rows], self.pad, self.side) if ragged else s[rows]
                for ragged, s in zip(self.ragged, self.sequences, strict=True)
            )

    @staticmethod
    def _cuts(lengths, batch_size, slack):
        """The slices of the sorted samples that are one batch each; the same in every epoch."""
        starts = [0]
        for i, length in enumerate(lengths):
            first = starts[-1]
            if i - first == batch_size or (slack is not None and length - lengths[first] > slack):
                starts.append(i)
        return [slice(*ends) for ends in zip(starts, [*starts[1:], len(lengths)], strict=True)]


def _check_tokens(tokens):
    """``tokens`` as they are; ``TypeError`` for a string, or for anything but strings in the list."""
    if isinstance(tokens, str):
        raise TypeError(
            f"expected a list of tokens, got the string {tokens[:20]!r}: use tokenize(text) or text.split() "
            "for words, list(text) for characters"
        )
    for token in tokens:
        if not isinstance(token, str):
            raise TypeError(f"tokens are strings, got {token!r}")
    return tokens


def _as_ids(ids):
    """Ids as an array (T,) of integers; an empty list too."""
    ids = as_array(ids)
    if ids.ndim != 1 or (ids.size and ids.dtype.kind not in "iu"):
        raise ValueError(f"one sequence is a list of integer ids (T,), got {ids.dtype} of shape {ids.shape}")
    return ids.astype(np.int64, copy=False)
