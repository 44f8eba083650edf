"""Splitting arrays into a training and a test part, and cutting them into mini-batches."""

import math

from common.functions import as_array
from common.initializers import check_rng
from common.passes import as_tuple


def split(*arrays, test=0.2, rng):
    """Shuffle arrays in step and split them: (a_train, a_test, b_train, b_test, …).

    Each array is (N, ...) with one N, or a tuple of such arrays; ``test`` is the share of samples in the
    test part, 0 < test < 1, rounded to whole samples.  Rows that belong together stay together.
    ``ValueError`` for other shares, for different lengths, and when either part would be empty.
    """
    check_rng(rng)
    arrays, n = _same_length(arrays)
    if not 0 < test < 1:
        raise ValueError(f"test is the share of samples to set aside, between 0 and 1, got {test}")
    count = round(n * test)
    if not 0 < count < n:
        raise ValueError(
            f"test={test} of {n} samples leaves {n - count} for training and {count} for testing: "
            "both parts need at least one, so take more data or another share"
        )
    order = rng.permutation(n)
    return tuple(_take(array, part) for array in arrays for part in (order[count:], order[:count]))


class Batches:
    """Mini-batches of arrays that belong together: each epoch yields tuples (a_batch, b_batch, …).

    Every array is (N, ...); a batch is (batch_size, ...), the last one shorter unless ``drop_last``.
    A tuple of arrays comes as a tuple: ``Batches(x, (d1, d2), …)`` yields ``(x, (d1, d2))``.
    One ``for`` loop is one epoch, and the object can be looped over again.  With ``rng`` every epoch
    has a new order; without, the order stays and the batches are views.  ``len`` counts the batches.
    ``ValueError`` for different lengths, no samples, batch_size < 1, or not one whole batch to keep.
    """

    def __init__(self, *arrays, batch_size, rng=None, drop_last=False):
        if rng is not None:
            check_rng(rng)
        self.arrays, self.samples = _same_length(arrays)
        if batch_size < 1 or int(batch_size) != batch_size:
            raise ValueError(f"batch_size is a whole number of samples, at least 1, got {batch_size}")
        if drop_last and self.samples < batch_size:
            raise ValueError(
                f"drop_last leaves nothing: {self.samples} samples make no batch of {batch_size}; "
                "take a smaller batch_size or keep the last batch"
            )
        self.batch_size, self.rng, self.drop_last = int(batch_size), rng, drop_last

    def __len__(self):
        whole, rest = divmod(self.samples, self.batch_size)
        return whole if self.drop_last or rest == 0 else whole + 1

    def __iter__(self):
        order = None if self.rng is None else self.rng.permutation(self.samples)
        for i in range(len(self)):
            rows = slice(i * self.batch_size, (i + 1) * self.batch_size)
            yield tuple(_take(array, rows if order is None else order[rows]) for array in self.arrays)


class Streams:
    """Windows of a long text for truncated backpropagation: yields (x, d), both (batch_size, steps).

    ``ids`` (L,) is cut into ``batch_size`` streams side by side; row i of a window continues row i of the one
    before, so a recurrent layer keeps its state, and starts anew in ``Callback.on_epoch_begin``.  d is x one
    place later.  The last window may be shorter.  ``ValueError`` when the text is too short.
    """

    def __init__(self, ids, batch_size, steps):
        length = (len(ids) - 1) // batch_size
        if length < 1 or steps < 1:
            raise ValueError(
                f"{batch_size} streams in windows of {steps} need at least 1 step and {batch_size + 1} ids, "
                f"got {len(ids)} ids"
            )
        ids = as_array(ids)
        self.x, self.d = (ids[i : i + batch_size * length].reshape(batch_size, length) for i in (0, 1))
        self.steps = steps

    def __len__(self):
        return math.ceil(self.x.shape[1] / self.steps)

    def __iter__(self):
        for start in range(0, self.x.shape[1], self.steps):
            window = slice(start, start + self.steps)
            yield self.x[:, window], self.d[:, window]


def _take(array, rows):
    """The rows of an array, or of every array in a tuple."""
    return tuple(part[rows] for part in array) if isinstance(array, tuple) else array[rows]


def _same_length(arrays):
    """The arrays and their common first size; ``ValueError`` unless there is one and it is not 0."""
    arrays = [tuple(map(as_array, a)) if isinstance(a, tuple) else as_array(a) for a in arrays]
    parts = [part for array in arrays for part in as_tuple(array)]
    if not parts or any(part.ndim == 0 for part in parts):
        raise ValueError(f"expected arrays (N, ...), got shapes {[part.shape for part in parts]}")
    lengths = [len(part) for part in parts]
    if len(set(lengths)) > 1:
        raise ValueError(f"arrays that belong together have one length, got {lengths}: one row per sample")
    if lengths[0] == 0:
        raise ValueError(f"expected at least one sample, got shapes {[part.shape for part in parts]}")
    return arrays, lengths[0]
