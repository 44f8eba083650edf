"""Training: ``Trainer``, its ``History``, and callbacks.  ``from common.trainer import Trainer``."""

from common.trainer.callbacks import (
    Callback,
    ClipGradients,
    EarlyStopping,
    EpochSchedule,
    LearningRateSchedule,
    PrintProgress,
)
from common.trainer.history import History
from common.trainer.training import Trainer

__all__ = [
    "Callback",
    "ClipGradients",
    "EarlyStopping",
    "EpochSchedule",
    "History",
    "LearningRateSchedule",
    "PrintProgress",
    "Trainer",
]
