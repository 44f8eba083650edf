"""The exercises of lesson 4-15: their inputs, references and usual slips."""

import numpy as np

from common.exercise import exercise

rng = np.random.default_rng(415)


@exercise(cases=[(4, 3, 2, 1, 0), (4, 3, 2, 1, 1), (7, 5, 3, 2, 1), (6, 2, 2, 0, 0), (9, 7, 4, 1, 3)])
def up_size(size, kernel, stride, padding, extra):
    return (size - 1) * stride + kernel - 2 * padding + extra


@up_size.slip("the padding is added: a transposed convolution cuts it off")
def _(size, kernel, stride, padding, extra):
    return (size - 1) * stride + kernel + 2 * padding + extra


@up_size.slip("the padding is cut off one end only: it goes off both")
def _(size, kernel, stride, padding, extra):
    return (size - 1) * stride + kernel - padding + extra


@up_size.slip("size * stride: the last copy begins (size - 1) * stride behind the first")
def _(size, kernel, stride, padding, extra):
    return size * stride + kernel - 2 * padding + extra


@up_size.slip("this is the output size of a convolution, which shrinks")
def _(size, kernel, stride, padding, extra):
    return (size + 2 * padding - kernel) // stride + 1 + extra


@up_size.slip("the last copy of the kernel is missing: + kernel")
def _(size, kernel, stride, padding, extra):
    return (size - 1) * stride - 2 * padding + extra


@up_size.slip("kernel - 1: the last copy has all of its weights")
def _(size, kernel, stride, padding, extra):
    return (size - 1) * stride + kernel - 1 - 2 * padding + extra


@up_size.slip("the output padding, extra, is forgotten")
def _(size, kernel, stride, padding, extra):
    return (size - 1) * stride + kernel - 2 * padding


@up_size.slip("the output padding, extra, stands at one end only: it counts once")
def _(size, kernel, stride, padding, extra):
    return (size - 1) * stride + kernel - 2 * padding + 2 * extra


@up_size.slip("size * stride holds only where kernel - 2 * padding + extra equals the stride")
def _(size, kernel, stride, padding, extra):
    return size * stride


@up_size.slip("the padding is cut off the output: it is not multiplied by the stride")
def _(size, kernel, stride, padding, extra):
    return (size - 1 - 2 * padding) * stride + kernel + extra


@up_size.slip("the output padding, extra, belongs to the output: it is not multiplied by the stride")
def _(size, kernel, stride, padding, extra):
    return (size - 1 + extra) * stride + kernel - 2 * padding


MATRICES = [
    np.array([[3, 1, 0], [0, 4, 0], [0, 0, 0]]),
    np.array([[50, 3, 2, 0, 5], [4, 20, 1, 0, 2], [0, 7, 9, 0, 1], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0]]),
    rng.integers(1, 30, (4, 4)),
]


@exercise(names=("the IoU of each class", "the mean"), cases=[(matrix,) for matrix in MATRICES])
def iou_report(matrix):
    hit = np.diag(matrix)
    union = matrix.sum(axis=0) + matrix.sum(axis=1) - hit
    each = np.full(len(hit), np.nan)
    there = union > 0
    each[there] = hit[there] / union[there]
    return each, np.nanmean(each)


def ratio(part, whole, empty=np.nan):
    """part / whole, and ``empty`` where the whole is 0; with the mean over what is no NaN."""
    each = np.full(len(part), empty, dtype=float)
    each[whole > 0] = part[whole > 0] / whole[whole > 0]
    return each, np.nanmean(each)


def sums(matrix):
    return np.diag(matrix), matrix.sum(axis=1), matrix.sum(axis=0)


@iou_report.slip("a class in neither map counts as 0: leave it out, nothing was missed")
def _(matrix):
    hit, target, output = sums(matrix)
    return ratio(hit, target + output - hit, empty=0)


@iou_report.slip("a class in neither map counts as 1: leave it out, nothing was found")
def _(matrix):
    hit, target, output = sums(matrix)
    return ratio(hit, target + output - hit, empty=1)


@iou_report.slip("the mean divides by all classes, also those in neither map")
def _(matrix):
    each, _ = iou_report.reference(matrix)
    return each, np.nansum(each) / len(each)


@iou_report.slip("the common pixels are counted twice in the union: subtract them once")
def _(matrix):
    hit, target, output = sums(matrix)
    return ratio(hit, target + output)


@iou_report.slip("this is recall, TP / (TP + FN): the union also holds what the output has too much")
def _(matrix):
    hit, target, _ = sums(matrix)
    return ratio(hit, target)


@iou_report.slip("this is precision, TP / (TP + FP): the union also holds what the output missed")
def _(matrix):
    hit, _, output = sums(matrix)
    return ratio(hit, output)


@iou_report.slip("this is 2 TP / (2 TP + FP + FN), the F1 score or Dice: IoU counts TP once")
def _(matrix):
    hit, target, output = sums(matrix)
    return ratio(2 * hit, target + output)


@iou_report.slip("a class that the output invents is left out: it is in the union, with IoU 0")
def _(matrix):
    hit, target, output = sums(matrix)
    return ratio(hit, np.where(target > 0, target + output - hit, 0))


@iou_report.slip("the common pixels are missing from the union: it is TP + FP + FN")
def _(matrix):
    hit, target, output = sums(matrix)
    return ratio(hit, target + output - 2 * hit)


@iou_report.slip("the second is the share of right pixels: take the mean of the IoUs")
def _(matrix):
    each, _ = iou_report.reference(matrix)
    return each, np.trace(matrix) / matrix.sum()


@iou_report.slip("the second is one ratio of all sums: take the mean of the IoUs")
def _(matrix):
    hit, target, output = sums(matrix)
    each, _ = iou_report.reference(matrix)
    return each, hit.sum() / (target + output - hit).sum()


@iou_report.slip("class 0 is left out of the mean: it counts like any other")
def _(matrix):
    each, _ = iou_report.reference(matrix)
    return each, np.nanmean(each[1:])


@iou_report.slip("the mean of anything with NaN is NaN: leave the classes out that are in neither map")
def _(matrix):
    each, _ = iou_report.reference(matrix)
    return each, each.mean()


@iou_report.slip("the mean leaves out a class that only the output has: it counts, with IoU 0")
def _(matrix):
    each, _ = iou_report.reference(matrix)
    return each, np.nanmean(each[matrix.sum(axis=1) > 0])


@iou_report.slip("the IoUs of classes in neither map are dropped: NaN stands in their place")
def _(matrix):
    each, mean = iou_report.reference(matrix)
    return each[~np.isnan(each)], mean


@exercise(
    cases=[
        ([(3, 1, 1), (2, 2, 1), (3, 1, 1)],),
        ([(3, 1, 4)],),
        ([(5, 2, 1), (3, 3, 2), (3, 1, 1), (2, 2, 1), (4, 1, 3)],),
        ([(3, 1, 1), (3, 1, 2), (3, 1, 4)],),
    ]
)
def field_width(stack):
    width, step = 1, 1
    for kernel, stride, dilation in stack:
        width += dilation * (kernel - 1) * step
        step *= stride
    return width


@field_width.slip("a layer's own stride lengthens the steps of the layers behind it, not its own")
def _(stack):
    width, step = 1, 1
    for kernel, stride, dilation in stack:
        step *= stride
        width += dilation * (kernel - 1) * step
    return width


@field_width.slip("strides multiply: a stride of 2 behind a stride of 2 makes steps of 4 here")
def _(stack):
    width, step = 1, 1
    for kernel, stride, dilation in stack:
        width += dilation * (kernel - 1) * step
        step += stride - 1
    return width


@field_width.slip("the strides are left out: behind a stride, a step covers several input pixels")
def _(stack):
    return 1 + sum(dilation * (kernel - 1) for kernel, _, dilation in stack)


@field_width.slip("the dilation is left out: it spreads the kernel")
def _(stack):
    return field_width.reference([(kernel, stride, 1) for kernel, stride, _ in stack])


@field_width.slip("the pixel itself is missing: the width starts at 1")
def _(stack):
    return field_width.reference(stack) - 1


@field_width.slip("dilation * kernel: a kernel of k weights has k - 1 gaps")
def _(stack):
    return field_width.reference([(kernel + 1, stride, dilation) for kernel, stride, dilation in stack])


@field_width.slip(
    "the order is turned round: keep a step and go from the first layer, or none and go from the last"
)
def _(stack):
    return field_width.reference(stack[::-1])


@field_width.slip("only the last stride is used: all strides before a layer multiply")
def _(stack):
    width, step = 1, 1
    for kernel, stride, dilation in stack:
        width += dilation * (kernel - 1) * step
        step = stride
    return width


@field_width.slip("the dilation spreads its own kernel only: it does not lengthen the steps of later layers")
def _(stack):
    width, step = 1, 1
    for kernel, stride, dilation in stack:
        width += dilation * (kernel - 1) * step
        step *= stride * dilation
    return width


@field_width.slip("layers with a stride do not widen the field here: they have a kernel, too")
def _(stack):
    return field_width.reference([(k if s == 1 else 1, s, dilation) for k, s, dilation in stack])


@field_width.slip("half a kernel lies on one side: both sides together are kernel - 1")
def _(stack):
    width, step = 1, 1
    for kernel, stride, dilation in stack:
        width += dilation * (kernel // 2) * step
        step *= stride
    return width


@field_width.slip("the width so far is not multiplied by the stride: only the later steps get longer")
def _(stack):
    width = 1
    for kernel, stride, dilation in stack:
        width = (width + dilation * (kernel - 1)) * stride
    return width
