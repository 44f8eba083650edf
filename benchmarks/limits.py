"""The highest ratio to PyTorch that the course accepts, and why a workload may miss it."""

import math

MEAN = 0.9  # geometric mean of the ratios of all workloads that have a limit

LIMITS = {
    "mlp": 1.1,
    "lenet": 1.0,
    "conv3x3": 1.6,
    "depthwise": 2.0,
    "residual": 1.3,
    "layernorm_step": 1.3,
    "groupnorm_step": 1.8,
    "adam": 0.9,
    "rnn": 1.0,
    "gru": 1.0,
    "lstm": 1.4,
    "addition": 0.2,
    "transformer": 1.1,
    "word2vec": 0.8,
    "iou": 0.5,
    "nms": 0.2,
}

UNKNOWN = "not known"
COPIED = "patches are copied for a matrix product; PyTorch's compiled kernels read them where they are"
PASSES = "every term of the formula is a pass over the array; PyTorch's compiled kernel makes one"

REASONS = {
    "mlp": f"bias, ReLU, softmax: {PASSES}",
    "adam": "at its limit, which one run keeps and the next does not: 0.88 to 0.90",
    "lenet": COPIED,
    "conv3x3": COPIED,
    "depthwise": "one channel alone makes no matrix product: a pass over the images for each of nine weights",
    "residual": f"{COPIED}; batch normalisation: {PASSES}",
    "layernorm_step": PASSES,
    "groupnorm_step": f"{COPIED}; norms: {PASSES}",
    "lstm": f"gates: {PASSES}",
    "gru": f"gates: {PASSES}",
    "addition": "arrays of 16 numbers: the time is that of NumPy's calls, one or two microseconds each",
    "transformer": f"softmax, norms and loss: {PASSES}",
}


def judged(name, record):
    """The record of a workload with its limit, and the reason when it misses it: "" or a sentence."""
    required = LIMITS.get(name)
    missed = required is not None and record["ratio"]["cpu"] > required
    return record | {
        "required": required,
        "missed": missed,
        "reason": REASONS.get(name, UNKNOWN) if missed else "",
    }


def geometric_mean(records):
    """Mean ratio of the workloads that have a limit."""
    logs = [math.log(record["ratio"]["cpu"]) for record in records if record["required"] is not None]
    return math.exp(sum(logs) / len(logs))
