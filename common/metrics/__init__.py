"""How good an output is: of classes, of boxes, of maps and of text.  Target first, output second."""

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
from common.metrics.segmentation import boundary_iou, class_iou, mean_iou, pixel_confusion
from common.metrics.text import bleu, perplexity

__all__ = [
    "accuracy",
    "average_precision",
    "bleu",
    "boundary_iou",
    "class_iou",
    "coco_map",
    "confusion_matrix",
    "f1_score",
    "mean_average_precision",
    "mean_iou",
    "perplexity",
    "pixel_confusion",
    "precision",
    "precision_recall",
    "ranked_hits",
    "recall",
    "wilson_interval",
]
