"""Answers to the exercises of lesson 4-15."""

from functools import reduce
from math import prod

import numpy as np

from tests.answers import Answers

answers = Answers()


@answers.right(1)
def _(size, kernel, stride, padding, extra):
    written = {i * stride + j for i in range(size) for j in range(kernel)} | {0}
    return max(written) + 1 - padding - padding + extra


@answers.right(1)
def _(size, kernel, stride, padding, extra):
    inside = size + (size - 1) * (stride - 1)  # zeros between the pixels, then a plain convolution
    return inside + 2 * (kernel - 1 - padding) - kernel + 1 + extra


@answers.wrong(1, r"(?i)padding (is|was)? ?(left out|forgotten|missing)|padding")
def _(size, kernel, stride, padding, extra):  # the padding forgotten
    return (size - 1) * stride + kernel + extra


@answers.wrong(1, r"(?i)stride")
def _(size, kernel, stride, padding, extra):  # the stride forgotten
    return size - 1 + kernel - 2 * padding + extra


@answers.wrong(1, r"(?i)extra|output padding")
def _(size, kernel, stride, padding, extra):  # extra cut off like the padding
    return (size - 1) * stride + kernel - 2 * padding - extra


@answers.wrong(1, r"(?i)bracket|kernel|copy|copies|overlap")
def _(size, kernel, stride, padding, extra):  # a kernel for every pixel, without overlaps
    return size * kernel - 2 * padding + extra


@answers.wrong(1, r"(?i)exchange|swap|kernel.*stride|stride.*kernel")
def _(size, kernel, stride, padding, extra):  # stride and kernel exchanged
    return (size - 1) * kernel + stride - 2 * padding + extra


@answers.wrong(1, r"(?i)stride|kernel|last copy")
def _(size, kernel, stride, padding, extra):  # "it multiplies the size by the stride"
    return size * stride


@answers.wrong(1, r"(?i)padding|stride")
def _(size, kernel, stride, padding, extra):  # the padding measured in steps
    return (size - 1 - 2 * padding) * stride + kernel + extra


@answers.wrong(1, r"(?i)extra|output padding")
def _(size, kernel, stride, padding, extra):  # extra measured in steps
    return (size - 1 + extra) * stride + kernel - 2 * padding


@answers.wrong(1, r"(?i)whole picture|square|area|side|power")
def _(size, kernel, stride, padding, extra):  # the number of pixels
    return ((size - 1) * stride + kernel - 2 * padding + extra) ** 2


@answers.right(2)
def _(matrix):
    classes = range(len(matrix))
    each = []
    for k in classes:
        missed = sum(matrix[k][j] for j in classes if j != k)
        invented = sum(matrix[j][k] for j in classes if j != k)
        union = matrix[k][k] + missed + invented
        each.append(matrix[k][k] / union if union else float("nan"))
    there = [value for value in each if value == value]
    return np.array(each), sum(there) / len(there)


@answers.right(2)
def _(matrix):
    with np.errstate(invalid="ignore"):
        dice = 2 * matrix.diagonal() / (matrix.sum(0) + matrix.sum(1))
    ious = dice / (2 - dice)
    return ious, ious[~np.isnan(ious)].mean()


def parts(matrix):
    """TP, FP, FN and the right IoUs."""
    hit = np.diag(matrix)
    found, missed = matrix.sum(axis=0) - hit, matrix.sum(axis=1) - hit
    union = hit + found + missed
    return hit, found, missed, np.divide(hit, union, out=np.full(len(hit), np.nan), where=union > 0)


@answers.wrong(2, r"(?i)right pixels|accuracy|share")
def _(matrix):  # the share of right pixels for the mean
    return parts(matrix)[3], np.trace(matrix) / matrix.sum()


@answers.wrong(2, r"(?i)ground|class 0|first class")
def _(matrix):  # the ground left out of the mean
    each = parts(matrix)[3]
    return each, np.nanmean(each[1:])


@answers.wrong(2, r"(?i)weight|often|frequen|pixels|each class")
def _(matrix):  # weighted by the target's pixels
    each = parts(matrix)[3]
    return each, np.nansum(each * matrix.sum(axis=1)) / matrix.sum()


@answers.wrong(2, r"(?i)nan")
def _(matrix):  # the mean without leaving NaN out
    each = parts(matrix)[3]
    return each, each.mean()


@answers.wrong(2, r"(?i)counts as 0|absent|neither|NaN")
def _(matrix):  # 0 for NaN, but the right mean
    each = parts(matrix)[3]
    return np.nan_to_num(each), np.nanmean(each)


@answers.wrong(2, r"(?i)TP|common|hit|union|intersection")
def _(matrix):  # the union without the intersection
    hit, found, missed, _ = parts(matrix)
    each = np.divide(hit, found + missed, out=np.full(len(hit), np.nan), where=found + missed > 0)
    return each, np.nanmean(each)


@answers.wrong(2, r"(?i)together|sums|one ratio|mean of")
def _(matrix):  # one ratio of all sums
    hit, found, missed, each = parts(matrix)
    return each, hit.sum() / (hit + found + missed).sum()


@answers.wrong(2, r"(?i)shape|length|left out|entries|NaN|size")
def _(matrix):  # absent classes dropped
    each = parts(matrix)[3]
    each = each[~np.isnan(each)]
    return each, each.mean()


@answers.wrong(2, r"(?i)2 results|two|the mean|results|parts")
def _(matrix):  # the mean alone
    return np.nanmean(parts(matrix)[3])


@answers.wrong(2, r"(?i)exchanged|order|other")
def _(matrix):  # the mean first
    each = parts(matrix)[3]
    return np.nanmean(each), each


@answers.wrong(2, r"(?i)target|invent|neither|output")
def _(matrix):  # the mean over the target's classes only
    each = parts(matrix)[3]
    return each, np.nanmean(each[matrix.sum(axis=1) > 0])


@answers.wrong(2, r"(?i)100|per ?cent|%")
def _(matrix):  # per cent
    each = 100 * parts(matrix)[3]
    return each, np.nanmean(each)


@answers.right(3)
def _(stack):
    def wider(width, layer):  # from the output back: how much of its input a stretch of pixels needs
        kernel, stride, dilation = layer
        return (width - 1) * stride + dilation * (kernel - 1) + 1

    return reduce(wider, reversed(stack), 1)


@answers.right(3)
def _(stack):
    strides = [stride for _, stride, _ in stack]
    return 1 + sum(r * (k - 1) * prod(strides[:i]) for i, (k, _, r) in enumerate(stack))


@answers.right(3)
def _(stack):
    pixels = {0}
    for kernel, stride, dilation in stack[::-1]:
        pixels = {stride * i + dilation * j for i in pixels for j in range(kernel)}
    return max(pixels) - min(pixels) + 1


@answers.wrong(3, r"(?i)dilation")
def _(stack):  # dilation lengthens the steps for ever
    width, step = 1, 1
    for kernel, stride, dilation in stack:
        width += dilation * (kernel - 1) * step
        step *= stride * dilation
    return width


@answers.wrong(3, r"(?i)pooling|kernel|kernel of 2|stride")
def _(stack):  # pooling does not widen the field
    width, step = 1, 1
    for kernel, stride, dilation in stack:
        width += dilation * (kernel - 1) * step * (stride == 1)
        step *= stride
    return width


@answers.wrong(3, r"(?i)stride|multipl|width")
def _(stack):  # the field itself is multiplied by the stride
    width = 1
    for kernel, stride, dilation in stack:
        width = (width + dilation * (kernel - 1)) * stride
    return width


@answers.wrong(3, r"(?i)one side|half|both sides|k - 1|kernel")
def _(stack):  # half a kernel only
    width, step = 1, 1
    for kernel, stride, dilation in stack:
        width += dilation * (kernel // 2) * step
        step *= stride
    return width


@answers.wrong(3, r"(?i)turned round|first layer|last layer|backwards|order|own stride")
def _(stack):  # right from the end, but read from the front
    width = 1
    for kernel, stride, dilation in stack:
        width = (width - 1) * stride + dilation * (kernel - 1) + 1
    return width


@answers.wrong(3, r"(?i)add|multiply|sum|product")
def _(stack):  # strides add up
    width, step = 1, 0
    for kernel, stride, dilation in stack:
        width += dilation * (kernel - 1) * max(step, 1)
        step += stride
    return width


@answers.wrong(3, r"(?i)square|area|across|width|power")
def _(stack):  # the number of pixels
    width, step = 1, 1
    for kernel, stride, dilation in stack:
        width += dilation * (kernel - 1) * step
        step *= stride
    return width**2


@answers.wrong(3, r"(?i)last (layer|entry)|left out|missing")
def _(stack):  # the last layer left out
    width, step = 1, 1
    for kernel, stride, dilation in stack[:-1]:
        width += dilation * (kernel - 1) * step
        step *= stride
    return width


@answers.wrong(3, r"(?i)step|jump|width|stride|variable stands")
def _(stack):  # the step instead of the width
    return prod(stride for _, stride, _ in stack)
