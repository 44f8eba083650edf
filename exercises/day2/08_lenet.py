"""The exercises of lesson 2-08: their inputs, references and usual slips."""

import numpy as np

from common import functions, layers
from common.exercise import exercise

rng = np.random.default_rng(206)


@exercise(cases=[36, 47, 65])
def lenet_parameters(side):
    s = ((side - 4) // 2 - 4) // 2
    convolutions = (25 * 6 + 6) + (25 * 6 * 16 + 16)
    return convolutions + (16 * s * s * 120 + 120) + (120 * 84 + 84) + (84 * 10 + 10)


def with_side(s):
    """The parameters of a net whose last maps have ``s × s`` pixels."""
    return lenet_parameters.reference(12) + 16 * s * s * 120


@lenet_parameters.slip("the biases are missing: one for each map and each unit, 236 in all")
def _(side):
    return lenet_parameters.reference(side) - (6 + 16 + 120 + 84 + 10)


@lenet_parameters.slip("the biases of the two convolutions are missing: one for each map")
def _(side):
    return lenet_parameters.reference(side) - (6 + 16)


@lenet_parameters.slip("the biases of the Linear layers are missing: one for each unit")
def _(side):
    return lenet_parameters.reference(side) - (120 + 84 + 10)


@lenet_parameters.slip("each layer has one bias here: there is one for each map and each unit")
def _(side):
    return lenet_parameters.reference(side) - (6 + 16 + 120 + 84 + 10) + 5


@lenet_parameters.slip(
    "the convolutions keep the size here: without padding a 5 × 5 kernel takes 4 off the side"
)
def _(side):
    return with_side(side // 2 // 2)


@lenet_parameters.slip("a 5 × 5 kernel takes 4 off the side, not 5")
def _(side):
    return with_side(((side - 5) // 2 - 5) // 2)


@lenet_parameters.slip("a 5 × 5 kernel takes 4 off the side, not 2")
def _(side):
    return with_side(((side - 2) // 2 - 2) // 2)


@lenet_parameters.slip("the first pooling is left out: it halves the side before the second convolution")
def _(side):
    return with_side((side - 8) // 2)


@lenet_parameters.slip("the second pooling is left out: it halves the side once more")
def _(side):
    return with_side((side - 4) // 2 - 4)


@lenet_parameters.slip("both poolings are left out: each halves the side")
def _(side):
    return with_side(side - 8)


@lenet_parameters.slip("the second convolution is left out of the side")
def _(side):
    return with_side((side - 4) // 2 // 2)


@lenet_parameters.slip("pooling rounds up here: it rounds down")
def _(side):
    return with_side(-(-(-(-(side - 4) // 2) - 4) // 2))


@lenet_parameters.slip("pooling does not round here: // rounds down after each of the two")
def _(side):
    return with_side(((side - 4) / 2 - 4) / 2)


@lenet_parameters.slip("a 5 × 5 kernel has 25 weights for each map that it looks at, not 5")
def _(side):
    return lenet_parameters.reference(side) - 20 * 6 - 20 * 6 * 16


@lenet_parameters.slip("the kernels of the second convolution have 6 slices, one for each map of the first")
def _(side):
    return lenet_parameters.reference(side) - 16 * 25 * 5


@lenet_parameters.slip("the first Linear has s inputs of each map here: a map has s × s pixels")
def _(side):
    s = ((side - 4) // 2 - 4) // 2
    return with_side(0) + 16 * s * 120


@lenet_parameters.slip("the first Linear sees one map here: it has the pixels of all 16 for inputs")
def _(side):
    s = ((side - 4) // 2 - 4) // 2
    return with_side(0) + s * s * 120


@lenet_parameters.slip("the first Linear sees 6 maps here: the second convolution makes 16")
def _(side):
    s = ((side - 4) // 2 - 4) // 2
    return with_side(0) + 6 * s * s * 120


@lenet_parameters.slip(
    "the first Linear sees maps of side × side pixels: convolutions and poolings make them smaller"
)
def _(side):
    return with_side(side)


@lenet_parameters.slip("the first Linear has 16 inputs here: it has all pixels of all 16 maps")
def _(side):
    return with_side(1)


@lenet_parameters.slip("only the Linear layers are counted: the convolutions have 156 and 2 416 parameters")
def _(side):
    return lenet_parameters.reference(side) - 156 - 2416


linear = layers.Sequential(layers.Flatten(), layers.Linear(6, 3, rng=rng))
convolution = layers.Sequential(
    *(layers.Conv2d(1, 2, 3, padding=1, rng=rng), layers.ReLU(), layers.MaxPool2d(2)),
    *(layers.Flatten(), layers.Linear(12, 4, rng=rng)),
)
images = rng.standard_normal((2, 1, 4, 6)).astype(np.float32)


@exercise(
    cases=[
        (linear, rng.standard_normal((1, 2, 3)).astype(np.float32), 1),
        (convolution, images[0], 3),
        (convolution, images[1], 0),
    ]
)
def saliency(model, image, k):
    logits = model.forward(image[None])
    dy = np.zeros_like(logits)
    dy[0, k] = 1
    dx = model.backward(dy)
    return np.abs(dx[0, 0])


def slope(model, image, dy):
    """The absolute slope at the pixels for another ``dy(logits)``."""
    logits = model.forward(image[None])
    return np.abs(model.backward(dy(logits).astype(np.float32))[0, 0])


@saliency.slip("dy is 1 for all classes: this is the slope of the sum of the logits, not of class k")
def _(model, image, k):
    return slope(model, image, np.ones_like)


@saliency.slip("dy holds the logit itself: its slope at itself is 1")
def _(model, image, k):
    return slope(model, image, lambda u: u * (np.arange(u.shape[1]) == k))


@saliency.slip("dy holds all logits: it is 1 for class k and 0 for the others")
def _(model, image, k):
    return slope(model, image, lambda u: u)


@saliency.slip("this is the slope of the probability of class k: the logit's is asked for, without softmax")
def _(model, image, k):
    def dy(u):
        y = functions.softmax(u)
        return y[:, [k]] * ((np.arange(u.shape[1]) == k) - y)

    return slope(model, image, dy)


@saliency.slip("this is the slope of the cross-entropy, y − d: the logit of class k is asked for")
def _(model, image, k):
    return slope(model, image, lambda u: functions.softmax(u) - (np.arange(u.shape[1]) == k))


@saliency.slip("the class with the largest logit is taken: it is class k that is asked for")
def _(model, image, k):
    return slope(model, image, lambda u: u == u.max())


@saliency.slip("the slopes keep their sign: the absolute value is asked for")
def _(model, image, k):
    dy = np.arange(model.forward(image[None]).shape[1])[None] == k
    return model.backward(dy.astype(np.float32))[0, 0]


@saliency.slip("negative slopes are cut off at 0: the absolute value is asked for")
def _(model, image, k):
    dy = np.arange(model.forward(image[None]).shape[1])[None] == k
    return np.maximum(model.backward(dy.astype(np.float32))[0, 0], 0)


@saliency.slip("the slope is multiplied by the picture: the slope alone is asked for")
def _(model, image, k):
    return saliency.reference(model, image, k) * abs(image[0])


@saliency.slip("the map is scaled so that its largest value is 1: give the slopes as they are")
def _(model, image, k):
    dx = saliency.reference(model, image, k)
    return dx / dx.max()


@exercise(
    cases=[
        (layers.Flatten(), rng.standard_normal((2, 1, 1, 4)).astype(np.float32)),
        (convolution, 3 * rng.standard_normal((5, 1, 4, 6)).astype(np.float32)),
    ]
)
def vote(model, x):
    total = 0
    for step in (-1, 0, 1):
        moved = np.roll(x, step, axis=3)
        total = total + functions.softmax(model.forward(moved))
    return total / 3


def logits(model, x, steps=(-1, 0, 1)):
    """The logits for the images moved by each of the steps, ``(steps, N, C)``."""
    return np.stack([model.forward(np.roll(x, step, axis=3)) for step in steps])


@vote.slip("the mean of the logits is taken, then softmax: softmax comes first")
def _(model, x):
    return functions.softmax(logits(model, x).mean(axis=0))


@vote.slip("the pictures are averaged, not the answers")
def _(model, x):
    return functions.softmax(model.forward(sum(np.roll(x, step, axis=3) for step in (-1, 0, 1)) / 3))


@vote.slip("each picture votes for its best class alone: the probabilities are averaged")
def _(model, x):
    u = logits(model, x)
    return (u == u.max(axis=2, keepdims=True)).mean(axis=0)


@vote.slip("the probabilities are multiplied: their mean is asked for")
def _(model, x):
    return functions.softmax(logits(model, x)).prod(axis=0)


@vote.slip("the largest of the three is taken: their mean is asked for")
def _(model, x):
    return functions.softmax(logits(model, x)).max(axis=0)


@vote.slip("the sum of the three is given: divide it by 3")
def _(model, x):
    return functions.softmax(logits(model, x)).sum(axis=0)


@vote.slip("softmax runs over the pictures, axis 0: each row is a distribution over the classes")
def _(model, x):
    return functions.softmax(logits(model, x), axis=1).mean(axis=0)


@vote.slip("softmax runs over the three shifts: it runs over the classes, the last axis")
def _(model, x):
    return functions.softmax(logits(model, x), axis=0).mean(axis=0)


@vote.slip("nothing is shifted here: the columns of the pictures are axis 3")
def _(model, x):
    return functions.softmax(model.forward(x))


@vote.slip("the picture that is not shifted is left out")
def _(model, x):
    return functions.softmax(logits(model, x, (-1, 1))).mean(axis=0)


@vote.slip("the shifts are 0, 1 and 2 to the right: one pixel to the left, none, one to the right")
def _(model, x):
    return functions.softmax(logits(model, x, (0, 1, 2))).mean(axis=0)


@vote.slip("the shifts follow one another: each starts from the x that was given")
def _(model, x):
    return functions.softmax(logits(model, x, (-1, -1, 0))).mean(axis=0)


@vote.slip("the images move up and down: the columns are axis 3, the rows axis 2")
def _(model, x):
    return sum(functions.softmax(model.forward(np.roll(x, step, axis=2))) for step in (-1, 0, 1)) / 3


@vote.slip("the border is filled with 0: np.roll brings the pixels in again on the other side")
def _(model, x):
    left, right = np.zeros_like(x), np.zeros_like(x)
    left[..., :-1], right[..., 1:] = x[..., 1:], x[..., :-1]
    return sum(functions.softmax(model.forward(moved)) for moved in (left, x, right)) / 3
