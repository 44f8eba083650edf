"""The describer says beforehand what a forward pass gives."""

import math
import sys

import numpy as np
import pytest

from common.describe import describe, multiply_adds, table, totals
from common.initializers import zeros
from common.layers import (
    LSTM,
    AvgPool2d,
    BatchNorm,
    CausalConv1d,
    Concat,
    Conv1d,
    Conv2d,
    ConvTranspose2d,
    Dropout,
    Flatten,
    GlobalAvgPool2d,
    Layer,
    Linear,
    MaxPool2d,
    MaxUnpool2d,
    Parameter,
    ReLU,
    Residual,
    Sequential,
)


def rng():
    return np.random.default_rng(0)


def image_net():
    return Sequential(
        Conv2d(3, 8, 5, stride=2, padding=1, dilation=2, rng=rng()),
        BatchNorm(8),
        ReLU(),
        Residual(Conv2d(8, 8, 3, padding=1, groups=4, rng=rng())),
        Residual(Conv2d(8, 12, 1, stride=2, rng=rng()), Conv2d(8, 12, 3, stride=2, padding=1, rng=rng())),
        Concat(Conv2d(12, 4, 1, rng=rng()), MaxPool2d(3, 1, padding=1)),
        ConvTranspose2d(16, 6, 3, stride=2, padding=1, output_padding=1, rng=rng()),
        AvgPool2d(2),
        Flatten(),
        Linear(6 * 6 * 5, 10, rng=rng()),
    )


def unpooling_net(pool):
    return Sequential(Conv2d(1, 2, 3, rng=rng()), pool, MaxUnpool2d(pool), Conv2d(2, 1, 3, rng=rng()))


class Block(Layer):
    """A layer as a lesson makes one: a stride-2 convolution inside and a weight of its own."""

    def __init__(self, channels):
        self.conv = Conv2d(channels, 4, 3, stride=2, padding=1, rng=rng())
        self.scale = Parameter(np.ones((4, 1, 1), np.float32))

    def forward(self, x):
        return self.conv.forward(x) * self.scale.value


@pytest.mark.parametrize(
    ("model", "shape"),
    [
        (image_net(), (3, 29, 26)),
        (Sequential(Conv1d(2, 4, 3, stride=2, rng=rng()), ReLU()), (2, 15)),
        (
            Sequential(Conv2d(1, 4, 3, rng=rng()), GlobalAvgPool2d(), Linear(4, 2, bias=False, rng=rng())),
            (1, 9, 7),
        ),
        (Sequential(CausalConv1d(2, 4, 3, 2, rng=rng()), ReLU()), (7, 2)),
        (Linear(5, 2, rng=rng()), (5,)),
        (Sequential(Concat(Linear(4, 3, rng=rng()), Linear(4, 2, rng=rng()), axis=-1), ReLU()), (5, 4)),
        (unpooling_net(MaxPool2d(2)), (1, 8, 8)),
        (Sequential(Block(3), ReLU(), Block(4)), (3, 9, 8)),
    ],
)
def test_shapes_and_parameters_are_those_of_the_model(model, shape):
    rows = describe(model, shape)
    y = model.forward(np.zeros((2, *shape), dtype=np.float32))
    assert rows[-1].shape == y.shape[1:]
    assert totals(rows)[0] == sum(p.value.size for p in model.parameters() if p.trainable)


def test_every_layer_has_a_row_with_its_path():
    rows = describe(image_net(), (3, 29, 26))
    names = [row.name for row in rows]
    assert names[:4] == ["layers.0", "layers.1", "layers.2", "layers.3.layer"]
    assert "layers.4.shortcut" in names
    assert "layers.5.branches.1" in names
    lines = table(rows).splitlines()
    assert len(lines) == len(rows) + 2
    assert lines[-1].split()[1].replace(",", "") == str(totals(rows)[0])


def test_multiply_adds_are_the_products_that_are_added():
    conv = describe(Conv2d(4, 6, 3, padding=1, groups=2, rng=rng()), (4, 8, 5))[0]
    assert conv.multiply_adds == 8 * 5 * 6 * (4 // 2) * 9
    assert describe(Linear(7, 3, rng=rng()), (7,))[0].multiply_adds == 21
    up = describe(ConvTranspose2d(4, 6, 2, stride=2, rng=rng()), (4, 8, 5))[0]
    assert up.multiply_adds == 8 * 5 * 4 * 6 * 4
    assert describe(MaxPool2d(2), (4, 8, 8))[0].multiply_adds == 0


def test_a_causal_convolution_uses_every_weight_at_every_step():
    assert describe(CausalConv1d(2, 4, 3, 2, rng=rng()), (7, 2))[0].multiply_adds == 7 * 3 * 2 * 4


def test_recurrent_layers_use_every_weight_at_every_step():
    (row,) = describe(LSTM(3, 5, rng=rng()), (7, 3))
    assert row.shape == (7, 5)
    assert row.parameters == 4 * (3 * 5 + 5 * 5 + 5)
    assert row.multiply_adds == 7 * 4 * (3 * 5 + 5 * 5)


def test_a_layer_of_ones_own_shows_what_is_inside():
    inside, block = describe(Block(3), (3, 8, 8))
    assert (inside.name, inside.kind, inside.multiply_adds) == ("conv", "Conv2d", 4 * 3 * 9 * 16)
    assert (block.name, block.kind, block.shape, block.parameters) == ("", "Block", (4, 4, 4), 4)
    assert block.multiply_adds == 0


def test_a_layer_that_counts_for_itself_hides_what_is_inside():
    class Counted(Block):
        pass

    @multiply_adds.register
    def _(layer: Counted, shape, out):
        return layer.scale.value.size + math.prod(shape) + math.prod(out)

    (row,) = describe(Counted(3), (3, 8, 8))
    assert (row.parameters, row.multiply_adds) == (3 * 4 * 9 + 4 + 4, 4 + 192 + 64)


def test_shared_parameters_count_once():
    first, second = Linear(3, 3, rng=rng()), Linear(3, 3, rng=rng())
    second.W = first.W
    assert [row.parameters for row in describe(Sequential(first, second), 3)] == [12, 3]


def test_inputs_are_sizes_shapes_or_arrays():
    class Lookup(Layer):
        def __init__(self):
            self.W = Parameter(np.ones((9, 5), np.float32))

        def forward(self, ids, gain):
            return self.W.value[ids] * gain

    (row,) = describe(Lookup(), np.zeros((2, 7), int), (7, 5))
    assert (row.shape, row.parameters) == ((7, 5), 45)
    for size in (784, np.int64(784), (784,), [784]):
        assert describe(Linear(784, 3, rng=rng()), size)[0].shape == (3,)


def test_leaves_the_model_as_it_was():
    model = Sequential(BatchNorm(3), Dropout(0.5, rng=rng()), Linear(3, 2, rng=rng()))
    x = rng().standard_normal((4, 3), dtype=np.float32)
    y = model.forward(x)
    kept = {name: parameter.value.copy() for name, parameter in model.named_parameters()}
    describe(model, 3)
    for name, parameter in model.named_parameters():
        np.testing.assert_array_equal(parameter.value, kept[name])
    assert model.layers[1].training
    assert model.backward(np.ones_like(y)).shape == x.shape
    assert "forward" not in vars(model)


def test_a_large_network_takes_no_memory():
    resource = pytest.importorskip("resource")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    size = 10_000
    model = Sequential(*(Linear(size, size, rng=None, initializer=zeros) for _ in range(4)))  # 3.2 GB
    assert totals(describe(model, (size,))) == (4 * (size**2 + size), 4 * size**2)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 200_000 * (1024 if sys.platform == "darwin" else 1)  # kilobytes; bytes on macOS


@pytest.mark.parametrize(
    ("model", "shape", "words"),
    [
        (Linear(5, 2, rng=rng()), (4,), r"expects \(..., 5\), got \(0, 4\)"),
        (Conv2d(3, 2, 3, rng=rng()), (1, 8, 8), r"expects \(N, 3, H, W\), got \(0, 1, 8, 8\)"),
        (Conv2d(3, 2, 5, rng=rng()), (3, 4, 4), "does not fit"),
        (Residual(Conv2d(3, 2, 3, padding=1, rng=rng())), (3, 4, 4), "one shape"),
        (Sequential(ConvTranspose2d(2, 1, 2, padding=1, rng=rng())), (2, 1, 1), "use less padding"),
        (ConvTranspose2d(2, 1, 2, rng=rng()), (3, 4, 4), r"expects \(N, 2, H, W\)"),
        (BatchNorm(3), (4, 8, 8), "BatchNorm expects"),
        (Concat(ReLU(), MaxPool2d(2)), (2, 4, 4), "agree in every axis"),
    ],
)
def test_layers_that_do_not_fit(model, shape, words):
    with pytest.raises(ValueError, match=words):
        describe(model, shape)
