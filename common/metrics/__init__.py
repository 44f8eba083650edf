"""How good an output is, as Python floats: of classes, of boxes and of text.  Target first, output second."""

from common.metrics.classification import (
    accuracy,
    confusion_matrix,
    f1_score,
    precision,
    recall,
    wilson_interval,
)
from common.metrics.detection import (
    average_precision,
    coco_map,
    mean_average_precision,
    precision_recall,
    ranked_hits,
)
from common.metrics.text import bleu, perplexity

__all__ = [
    "accuracy",
    "average_precision",
    "bleu",
    "coco_map",
    "confusion_matrix",
    "f1_score",
    "mean_average_precision",
    "perplexity",
    "precision",
    "precision_recall",
    "ranked_hits",
    "recall",
    "wilson_interval",
]
