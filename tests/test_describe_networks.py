"""The describer counts known networks as their papers do."""

import itertools

import pytest

from common.describe import describe, totals
from common.initializers import zeros
from common.layers import (
    AvgPool2d,
    BatchNorm,
    Concat,
    Conv2d,
    Flatten,
    GlobalAvgPool2d,
    Linear,
    MaxPool2d,
    ReLU,
    Sequential,
)


def classic(convolutions, linear):
    """Convolutions (in, out, kernel, stride, padding, groups) with ReLU, pools at "M", then Linear layers."""
    layers = []
    for row in convolutions:
        if row == "M":
            layers.append(MaxPool2d(2, 2))
        elif row == "M3":
            layers.append(MaxPool2d(3, 2))
        else:
            c_in, c_out, kernel, stride, padding, groups = row
            layers.append(
                Conv2d(c_in, c_out, kernel, stride, padding, 1, groups, rng=None, initializer=zeros)
            )
            layers.append(ReLU())
    sizes = itertools.pairwise(linear)
    return Sequential(*layers, Flatten(), *(Linear(D, H, rng=None, initializer=zeros) for D, H in sizes))


def test_counts_are_those_of_the_papers():
    alexnet = [(3, 96, 11, 4, 0, 1), "M3", (96, 256, 5, 1, 2, 2), "M3", (256, 384, 3, 1, 1, 1)]
    alexnet += [(384, 384, 3, 1, 1, 2), (384, 256, 3, 1, 1, 2), "M3"]
    rows = describe(classic(alexnet, [9216, 4096, 4096, 1000]), (3, 227, 227))
    assert totals(rows)[0] == 60_965_224  # Krizhevsky et al. 2012: 60 million
    widths = [3, 64, 64, "M", 128, 128, "M", 256, 256, 256, "M", 512, 512, 512, "M", 512, 512, 512, "M"]
    vgg, c_in = [], 3
    for width in widths[1:]:
        vgg.append("M" if width == "M" else (c_in, width, 3, 1, 1, 1))
        c_in = c_in if width == "M" else width
    rows = describe(classic(vgg, [25088, 4096, 4096, 1000]), (3, 224, 224))
    assert totals(rows) == (138_357_544, 15_470_264_320)  # Simonyan & Zisserman 2014: 138 million


def normed(c_in, c_out, kernel, stride=1, groups=1):
    """A convolution without bias or memory, batch normalisation, ReLU."""
    keywords = {"stride": stride, "padding": kernel // 2, "groups": groups, "bias": False}
    conv = Conv2d(c_in, c_out, kernel, **keywords, rng=None, initializer=zeros)
    return [conv, BatchNorm(c_out), ReLU()]


def mobilenet(separable, width=1.0):
    """MobileNet v1, or its twin of full convolutions: 27 convolutions before the Linear layer, or 14."""
    widths = [32, 64, 128, 128, 256, 256, *6 * [512], 1024, 1024]
    widths = [int(width * channels) for channels in widths]
    strides = [1, 2, 1, 2, 1, 2, *5 * [1], 2, 1]
    layers = normed(3, widths[0], 3, stride=2)
    for (c_in, c_out), stride in zip(itertools.pairwise(widths), strides, strict=True):
        if separable:
            layers += [*normed(c_in, c_in, 3, stride, groups=c_in), *normed(c_in, c_out, 1)]
        else:
            layers += normed(c_in, c_out, 3, stride)
    head = Linear(widths[-1], 1000, rng=None, initializer=zeros)
    return Sequential(*layers, GlobalAvgPool2d(), head)


def preactivated(c_in, c_out, kernel):
    conv = Conv2d(c_in, c_out, kernel, padding=kernel // 2, bias=False, rng=None, initializer=zeros)
    return [BatchNorm(c_in), ReLU(), conv]


def densenet(blocks, growth):
    """DenseNet-BC: bottlenecks of 4 k channels, transitions that halve the channels."""
    channels = 2 * growth
    layers = [*normed(3, channels, 7, stride=2), MaxPool2d(3, 2, padding=1)]
    for block in blocks:
        if block is not blocks[0]:
            layers += [*preactivated(channels, channels // 2, 1), AvgPool2d(2)]
            channels //= 2
        for _ in range(block):
            new = preactivated(channels, 4 * growth, 1) + preactivated(4 * growth, growth, 3)
            layers.append(Concat(Sequential(), Sequential(*new)))
            channels += growth
    head = Linear(channels, 1000, rng=None, initializer=zeros)
    return Sequential(*layers, BatchNorm(channels), ReLU(), GlobalAvgPool2d(), head)


@pytest.mark.parametrize(
    ("separable", "width", "parameters", "millions"),  # of multiply-adds, as the paper prints them
    [
        (True, 1.0, 4_231_976, 569),
        (True, 0.5, 1_331_592, 149),
        (False, 1.0, 29_294_088, 4866),
    ],
)
def test_mobilenet(separable, width, parameters, millions):
    rows = describe(mobilenet(separable, width), (3, 224, 224))  # Howard et al. 2017, tables 4 and 6
    assert totals(rows)[0] == parameters
    assert totals(rows)[1] / 1e6 == pytest.approx(millions, abs=1.5)


@pytest.mark.parametrize(
    ("blocks", "growth", "parameters"),
    [
        ((6, 12, 24, 16), 32, 7_978_856),
        ((6, 12, 32, 32), 32, 14_149_480),
        ((6, 12, 36, 24), 48, 28_681_000),
    ],
)
def test_densenet(blocks, growth, parameters):
    rows = describe(densenet(blocks, growth), (3, 224, 224))  # Huang et al. 2017: 121, 169 and 161 layers
    assert totals(rows)[0] == parameters
    if blocks == (6, 12, 24, 16):
        assert rows[-1].shape == (1000,)
        assert round(totals(rows)[1] / 1e9, 3) == 2.834
