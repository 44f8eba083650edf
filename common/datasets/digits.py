"""Handwritten digits, 8 × 8, that come with scikit-learn: no download."""

import numpy as np


def load_digits():
    """1797 digits: x (1797, 1, 8, 8) float32 in [0, 1] and their classes d (1797,) int64, 0 … 9.

    Alpaydin & Kaynak 1998, UCI Machine Learning Repository, doi:10.24432/C50P49.
    """
    from sklearn import datasets  # here, because scikit-learn takes a second to import

    digits = datasets.load_digits()
    return (digits.images[:, None] / 16).astype(np.float32), digits.target.astype(np.int64)
