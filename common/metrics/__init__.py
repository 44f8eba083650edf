"""How good an output is, as Python floats: of classes and of text.  Target first, output second."""

from common.metrics.classification import (
    accuracy,
    confusion_matrix,
    f1_score,
    precision,
    recall,
    wilson_interval,
)
from common.metrics.text import bleu, perplexity

__all__ = [
    "accuracy",
    "bleu",
    "confusion_matrix",
    "f1_score",
    "perplexity",
    "precision",
    "recall",
    "wilson_interval",
]
