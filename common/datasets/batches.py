"""Splitting arrays into a training and a test part, and cutting them into mini-batches."""

import numpy as np


def split(*arrays, test=0.2, rng):
    """Shuffle arrays in step and split them: (a_train, a_test, b_train, b_test, …).

    Each array is (N, ...) with one N; ``test`` is the share of samples in the test part, 0 < test < 1,
    rounded to whole samples.  Rows that belong together stay together.
    ``ValueError`` for other shares, for different lengths, and when either part would be empty.
    """
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
    return tuple(array[part] for array in arrays for part in (order[count:], order[:count]))


class Batches:
    """Mini-batches of arrays that belong together: each epoch yields tuples (a_batch, b_batch, …).

    Every array is (N, ...); a batch is (batch_size, ...), the last one shorter unless ``drop_last``.
    One ``for`` loop is one epoch, and the object can be looped over again.  With ``rng`` every epoch
    has a new order; without, the order stays and the batches are views.  ``len`` counts the batches.
    ``ValueError`` for different lengths, no samples, batch_size < 1, or not one whole batch to keep.
    """

    def __init__(self, *arrays, batch_size, rng=None, drop_last=False):
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
            yield tuple(array[rows if order is None else order[rows]] for array in self.arrays)


def _same_length(arrays):
    """The arrays and their common first size; ``ValueError`` unless there is one and it is not 0."""
    arrays = [a if hasattr(a, "__array_function__") else np.asarray(a) for a in arrays]
    if not arrays or any(array.ndim == 0 for array in arrays):
        raise ValueError(f"expected arrays (N, ...), got shapes {[array.shape for array in arrays]}")
    lengths = [len(array) for array in arrays]
    if len(set(lengths)) > 1:
        raise ValueError(f"arrays that belong together have one length, got {lengths}: one row per sample")
    if lengths[0] == 0:
        raise ValueError(f"expected at least one sample, got shapes {[array.shape for array in arrays]}")
    return arrays, lengths[0]
