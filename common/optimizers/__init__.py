"""How parameters follow their gradients: update rules, gradient clipping, penalties, schedules.

Import from here: ``from common.optimizers import Adam, CosineDecay, clip_gradients``.
"""

from common.optimizers.gradients import add_l1_penalty, add_l2_penalty, clip_gradients
from common.optimizers.rules import SGD, AdaGrad, Adam, AdamW, Momentum, Nesterov, Optimizer, RMSProp
from common.optimizers.schedules import (
    CosineDecay,
    ExponentialDecay,
    Schedule,
    StepDecay,
    TransformerSchedule,
    WarmUp,
)

__all__ = [
    "SGD",
    "AdaGrad",
    "Adam",
    "AdamW",
    "CosineDecay",
    "ExponentialDecay",
    "Momentum",
    "Nesterov",
    "Optimizer",
    "RMSProp",
    "Schedule",
    "StepDecay",
    "TransformerSchedule",
    "WarmUp",
    "add_l1_penalty",
    "add_l2_penalty",
    "clip_gradients",
]
