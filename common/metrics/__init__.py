"""How good an output is, as Python floats: of classes, of maps and of text.  Target first, output second."""

from common.metrics.classification import (
    accuracy,
    confusion_matrix,
    f1_score,
    precision,
    recall,
    wilson_interval,
)
from common.metrics.segmentation import boundary_iou, class_iou, mean_iou, pixel_confusion
from common.metrics.text import bleu, perplexity

__all__ = [
    "accuracy",
    "bleu",
    "boundary_iou",
    "class_iou",
    "confusion_matrix",
    "f1_score",
    "mean_iou",
    "perplexity",
    "pixel_confusion",
    "precision",
    "recall",
    "wilson_interval",
]
