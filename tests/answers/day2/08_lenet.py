"""Answers to the exercises of lesson 2-08: LeNet's parameters, a saliency map, a vote against shifts."""

import math

import numpy as np

from common import functions
from tests.answers import Answers

answers = Answers()


@answers.right(1)
def _(side):
    total, channels = 0, 1
    for maps in (6, 16):
        total += maps * channels * 5 * 5 + maps
        side, channels = int((side - 5 + 1) / 2), maps
    inputs = channels * side**2
    for outputs in (120, 84, 10):
        total += (inputs + 1) * outputs
        inputs = outputs
    return total


@answers.right(1)
def _(side):
    flat = 16 * np.int64((side - 12) // 4) ** 2
    return 156 + 2416 + 10164 + 850 + 120 * flat + 120


@answers.wrong(1, r"(?i)pool")  # the pooling is forgotten
def _(side):
    s = side - 8
    return 6 * 26 + 16 * 151 + 120 * (16 * s * s + 1) + 84 * 121 + 850


@answers.wrong(1, r"(?i)pool")  # the second pooling is forgotten
def _(side):
    s = (side - 4) // 2 - 4
    return 6 * 26 + 16 * 151 + 120 * (16 * s * s + 1) + 84 * 121 + 850


@answers.wrong(1, r"(?i)bias")  # no biases
def _(side):
    s = ((side - 4) // 2 - 4) // 2
    return 6 * 25 + 16 * 150 + 120 * 16 * s * s + 84 * 120 + 840


@answers.wrong(1, r"(?i)bias")  # the biases of the convolutions are forgotten
def _(side):
    s = ((side - 4) // 2 - 4) // 2
    return 6 * 25 + 16 * 150 + 120 * (16 * s * s + 1) + 84 * 121 + 850


@answers.wrong(1, r"(?i)bias")  # the biases of the linear layers are forgotten
def _(side):
    s = ((side - 4) // 2 - 4) // 2
    return 6 * 26 + 16 * 151 + 120 * 16 * s * s + 84 * 120 + 840


@answers.wrong(1, r"(?i)channel|6 maps|kernel")  # the second kernels see one channel
def _(side):
    s = ((side - 4) // 2 - 4) // 2
    return 6 * 26 + 16 * 26 + 120 * (16 * s * s + 1) + 84 * 121 + 850


@answers.wrong(
    1, r"(?i)padding|shrink|smaller|4 pixels|- 4|k - 1|4 .*missing"
)  # as if the padding were "same"
def _(side):
    s = side // 2 // 2
    return 6 * 26 + 16 * 151 + 120 * (16 * s * s + 1) + 84 * 121 + 850


@answers.wrong(1, r"(?i)\b5\b.*\b4\b|\b4\b.*\b5\b|1 is missing|\+ 1|first window|1 less")  # side − 5
def _(side):
    s = ((side - 5) // 2 - 5) // 2
    return 6 * 26 + 16 * 151 + 120 * (16 * s * s + 1) + 84 * 121 + 850


@answers.wrong(1, r"(?i)squar|s \* s|s\*\*2|factor s\b|s × s|side|height|width")  # s for s²
def _(side):
    s = ((side - 4) // 2 - 4) // 2
    return 6 * 26 + 16 * 151 + 120 * (16 * s + 1) + 84 * 121 + 850


@answers.wrong(1, r"(?i)\b16\b|maps|channel")  # the 16 maps are forgotten at flatten
def _(side):
    s = ((side - 4) // 2 - 4) // 2
    return 6 * 26 + 16 * 151 + 120 * (s * s + 1) + 84 * 121 + 850


@answers.wrong(1, r"//|round|decimal|whole")  # / for //
def _(side):
    s = ((side - 4) / 2 - 4) / 2
    return 6 * 26 + 16 * 151 + 120 * (16 * s * s + 1) + 84 * 121 + 850


@answers.wrong(1, r"(?i)round")  # rounded up
def _(side):
    s = math.ceil((math.ceil((side - 4) / 2) - 4) / 2)
    return 6 * 26 + 16 * 151 + 120 * (16 * s * s + 1) + 84 * 121 + 850


@answers.wrong(1, r"(?i)last|\b10\b|84|output|850")  # the last layer is forgotten
def _(side):
    s = ((side - 4) // 2 - 4) // 2
    return 6 * 26 + 16 * 151 + 120 * (16 * s * s + 1) + 84 * 121


@answers.wrong(1, r"(?i)side|\b28\b|44.?426|same|number|depend")  # the example's number
def _(side):
    return 61706 if side == 32 else 44426


@answers.wrong(1, r"(?i)pool")  # a pooling with weights, as in 1998
def _(side):
    s = ((side - 4) // 2 - 4) // 2
    return 6 * 26 + 12 + 16 * 151 + 32 + 120 * (16 * s * s + 1) + 84 * 121 + 850


@answers.right(2)
def _(model, image, k):
    scores = model.forward(np.expand_dims(image, axis=0))
    one_hot = np.eye(scores.shape[1])[[k]]
    slopes = model.backward(one_hot)
    return np.sqrt(slopes**2).squeeze(axis=(0, 1))


@answers.right(2)
def _(model, image, k):
    logits = model.forward(image.reshape(1, 1, *image.shape[-2:]))
    dy = (np.arange(logits.shape[-1]) == k).astype(float).reshape(1, -1)
    dx = model.backward(dy).reshape(image.shape[-2:])
    return np.maximum(dx, -dx)


@answers.wrong(2, r"(?i)absolute|sign|abs")  # no absolute value
def _(model, image, k):
    logits = model.forward(image[None])
    dy = np.zeros_like(logits)
    dy[0, k] = 1
    return model.backward(dy)[0, 0]


@answers.wrong(
    2, r"(?i)all (classes|logits)|every (class|logit)|other class|\bk\b|sum of"
)  # all classes' logits
def _(model, image, k):
    logits = model.forward(image[None])
    return np.abs(model.backward(np.ones_like(logits))[0, 0])


@answers.wrong(2, r"(?i)logits|score")  # the logits go backwards
def _(model, image, k):
    logits = model.forward(image[None])
    return np.abs(model.backward(logits)[0, 0])


@answers.wrong(2, r"(?i)softmax|probabilit")  # the slope of the probability
def _(model, image, k):
    p = functions.softmax(model.forward(image[None]))
    dy = -p * p[0, k]
    dy[0, k] += p[0, k]
    return np.abs(model.backward(dy)[0, 0])


@answers.wrong(2, r"(?i)softmax|probabilit|loss|cross")  # the slope of the loss
def _(model, image, k):
    dy = functions.softmax(model.forward(image[None]))
    dy[0, k] -= 1
    return np.abs(model.backward(dy)[0, 0])


@answers.wrong(2, r"(?i)logit.*(1|one)|score|u_k|factor|twice|slope|times")  # the logit in the place of 1
def _(model, image, k):
    logits = model.forward(image[None])
    dy = np.zeros_like(logits)
    dy[0, k] = logits[0, k]
    return np.abs(model.backward(dy)[0, 0])


@answers.wrong(2, r"(?i)winner|largest|highest|argmax|predict|\bk\b")  # the predicted class for k
def _(model, image, k):
    logits = model.forward(image[None])
    dy = np.zeros_like(logits)
    dy[0, logits.argmax()] = 1
    return np.abs(model.backward(dy)[0, 0])


@answers.wrong(2, r"(?i)\bk\b|class")  # class k − 1
def _(model, image, k):
    logits = model.forward(image[None])
    dy = np.zeros_like(logits)
    dy[0, k - 1] = 1
    return np.abs(model.backward(dy)[0, 0])


@answers.wrong(2, r"(?i)axis|axes|shape|\[0, 0\]|all is taken where a part")  # the axes of length 1 are left
def _(model, image, k):
    logits = model.forward(image[None])
    dy = np.zeros_like(logits)
    dy[0, k] = 1
    return np.abs(model.backward(dy))


@answers.wrong(2, r"(?i)axis|axes|shape|\[0, 0\]")  # the channel axis is left
def _(model, image, k):
    logits = model.forward(image[None])
    dy = np.zeros_like(logits)
    dy[0, k] = 1
    return np.abs(model.backward(dy)[0])


@answers.wrong(2, r"(?i)square|\*\* ?2")  # the square for the absolute value
def _(model, image, k):
    logits = model.forward(image[None])
    dy = np.zeros_like(logits)
    dy[0, k] = 1
    return model.backward(dy)[0, 0] ** 2


@answers.wrong(2, r"(?i)\bimage\b|picture|times|input")  # slope times input
def _(model, image, k):
    logits = model.forward(image[None])
    dy = np.zeros_like(logits)
    dy[0, k] = 1
    return np.abs(model.backward(dy)[0, 0] * image[0])


@answers.wrong(2, r"(?i)cut|negative|absolute|maximum")  # the positive slopes alone
def _(model, image, k):
    logits = model.forward(image[None])
    dy = np.zeros_like(logits)
    dy[0, k] = 1
    return np.maximum(model.backward(dy)[0, 0], 0)


@answers.wrong(2, r"(?i)largest|maximum|scal|divi|\b1\b|max\b")  # scaled to a maximum of 1
def _(model, image, k):
    logits = model.forward(image[None])
    dy = np.zeros_like(logits)
    dy[0, k] = 1
    slopes = np.abs(model.backward(dy)[0, 0])
    return slopes / slopes.max()


@answers.wrong(
    2, r"(?i)image\[None\]|batch|axis|shape|dimension|ndim|unpack|index"
)  # the image without a batch axis
def _(model, image, k):
    logits = model.forward(image)
    dy = np.zeros_like(logits)
    dy[0, k] = 1
    return np.abs(model.backward(dy)[0, 0])


@answers.wrong(2, r"(?i)None|nothing|return")  # nothing returned
def _(model, image, k):
    logits = model.forward(image[None])
    dy = np.zeros_like(logits)
    dy[0, k] = 1
    np.abs(model.backward(dy)[0, 0])


@answers.right(3)
def _(model, x):
    copies = np.concatenate([np.roll(x, 1, axis=-1), x, np.roll(x, -1, axis=-1)])
    return functions.softmax(model.forward(copies)).reshape(3, len(x), -1).mean(axis=0)


@answers.right(3)
def _(model, x):
    left = np.concatenate([x[..., 1:], x[..., :1]], axis=3)
    right = np.concatenate([x[..., -1:], x[..., :-1]], axis=3)
    parts = []
    for moved in (left, x, right):
        e = np.exp(model.forward(moved))
        parts.append(e / e.sum(axis=1, keepdims=True))
    return (parts[0] + parts[1] + parts[2]) / 3


@answers.wrong(3, r"(?i)softmax")  # the mean of the logits, then softmax
def _(model, x):
    return functions.softmax(sum(model.forward(np.roll(x, s, axis=3)) for s in (-1, 0, 1)) / 3)


@answers.wrong(3, r"(?i)softmax|probabilit|logits|a function is left out")  # no softmax
def _(model, x):
    return sum(model.forward(np.roll(x, s, axis=3)) for s in (-1, 0, 1)) / 3


@answers.wrong(3, r"(?i)sum|mean|3|divid")  # the sum for the mean
def _(model, x):
    return sum(functions.softmax(model.forward(np.roll(x, s, axis=3))) for s in (-1, 0, 1))


@answers.wrong(3, r"(?i)unshifted|not (shifted|at all)|as (it is|they are)|\bx itself|middle|2 .*3|three|two")
# the picture as it is was forgotten
def _(model, x):
    return sum(functions.softmax(model.forward(np.roll(x, s, axis=3))) for s in (-1, 1)) / 2


@answers.wrong(3, r"(?i)axis|row|up|down|vertical")  # shifted up and down
def _(model, x):
    return sum(functions.softmax(model.forward(np.roll(x, s, axis=2))) for s in (-1, 0, 1)) / 3


@answers.wrong(3, r"(?i)axis|flat")  # np.roll without an axis
def _(model, x):
    return sum(functions.softmax(model.forward(np.roll(x, s))) for s in (-1, 0, 1)) / 3


@answers.wrong(3, r"(?i)roll|\b0\b|zero|around|other (side|end)|edge|white|come")  # zeros come in at the side
def _(model, x):
    padded = np.pad(x, ((0, 0), (0, 0), (0, 0), (1, 1)))
    W = x.shape[3]
    return sum(functions.softmax(model.forward(padded[..., s : s + W])) for s in (0, 1, 2)) / 3


@answers.wrong(3, r"(?i)two|2|three|pixel|step|twice|second")  # steps of two pixels
def _(model, x):
    return sum(functions.softmax(model.forward(np.roll(x, s, axis=3))) for s in (-2, 0, 2)) / 3


@answers.wrong(3, r"(?i)left|right|-1|range|both|direction|step")  # range(3): 0, 1, 2
def _(model, x):
    return sum(functions.softmax(model.forward(np.roll(x, s, axis=3))) for s in range(3)) / 3


@answers.wrong(3, r"(?i)-1|left|range|only|two|shift")  # range(-1, 1), divided by 3
def _(model, x):
    return sum(functions.softmax(model.forward(np.roll(x, s, axis=3))) for s in range(-1, 1)) / 3


@answers.wrong(3, r"(?i)softmax|axis|sample|class")  # softmax over the samples
def _(model, x):
    return sum(functions.softmax(model.forward(np.roll(x, s, axis=3)), axis=0) for s in (-1, 0, 1)) / 3


@answers.wrong(3, r"(?i)mean|axis|sample|class")  # the mean over all axes but the first
def _(model, x):
    return np.mean([functions.softmax(model.forward(np.roll(x, s, axis=3))) for s in (-1, 0, 1)], axis=1)


@answers.wrong(3, r"(?i)argmax|class|largest|whole|majority|count|marked|mean of")  # a vote of the classes
def _(model, x):
    votes = [functions.softmax(model.forward(np.roll(x, s, axis=3))) for s in (-1, 0, 1)]
    return np.mean([np.eye(v.shape[1])[v.argmax(axis=1)] for v in votes], axis=0)


@answers.wrong(3, r"(?i)shift|again|already|left|step|roll")  # each shift starts from the shifted pictures
def _(model, x):
    total = 0
    for s in (-1, 0, 1):
        x = np.roll(x, s, axis=3)
        total = total + functions.softmax(model.forward(x))
    return total / 3


@answers.wrong(3, r"(?i)shift|mean of|x\b|largest|max")  # the surest answer for the mean
def _(model, x):
    return np.max([functions.softmax(model.forward(np.roll(x, s, axis=3))) for s in (-1, 0, 1)], axis=0)
