"""Quantisation within its bounds, pruned weights that stay away, and the distillation loss."""

import numpy as np
import pytest

from common import layers, optimizers
from common.compression import (
    Grid,
    Pruning,
    QuantizedConv2d,
    QuantizedLinear,
    SoftTargets,
    folded,
    magnitude_mask,
    quantized,
)
from common.datasets.batches import Batches
from common.functions import softmax
from common.gradient_check import check_gradients
from common.losses import SoftmaxCrossEntropy, WeightedSum
from common.trainer import Trainer

HALF = 0.5 * (1 + 1e-5)  # half a step, and the rounding of float32


def numbers(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


# --- grids ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("bits", range(2, 9))
@pytest.mark.parametrize("shift", [-9, -0.7, 0, 0.7, 9])
def test_an_affine_grid_is_half_a_step_off_at_most_and_has_the_number_0(bits, shift):
    x = numbers(40, 50) + shift
    grid = Grid.affine(x, bits)
    q = grid.quantize(x)
    assert q.dtype == np.int8
    assert np.abs(grid.dequantize(q) - x).max() <= HALF * grid.scale
    assert grid.dequantize(grid.quantize(np.zeros(1)))[0] == 0
    width = max(x.max(), 0) - min(x.min(), 0)
    np.testing.assert_allclose(grid.scale, width / (2**bits - 1), rtol=1e-6)


@pytest.mark.parametrize("bits", range(2, 9))
@pytest.mark.parametrize("channel", [None, 0, 1, -1])
def test_a_symmetric_grid_is_half_a_step_of_its_channel_off_at_most(bits, channel):
    x = numbers(6, 5, 4) * np.logspace(-2, 2, 5, dtype=np.float32)[:, None]
    grid = Grid.symmetric(x, bits, channel)
    q = grid.quantize(x)
    assert (np.abs(grid.dequantize(q) - x) <= HALF * grid.scale).all()
    assert grid.scale.shape == {None: (), 0: (6, 1, 1), 1: (1, 5, 1), -1: (1, 1, 4)}[channel]
    assert q.min() >= -grid.high  # −128 is left out, so that every −q is a code too
    np.testing.assert_array_equal(grid.quantize(-x), -q)


def test_a_scale_for_each_channel_is_never_coarser():
    x = numbers(30, 8) * np.logspace(-1, 1, 8, dtype=np.float32)
    one, each = Grid.symmetric(x), Grid.symmetric(x, channel=1)
    assert (each.scale <= one.scale).all()
    error = [np.abs(grid.dequantize(grid.quantize(x)) - x).sum() for grid in (one, each)]
    assert error[1] < error[0] / 2


def test_numbers_beyond_the_grid_get_the_code_at_its_end():
    grid = Grid(0.1, zero=20)
    np.testing.assert_array_equal(grid.quantize([-1e9, -15, -14.8, 0, 10.7, 11, 1e9]),
                                  [-128, -128, -128, 20, 127, 127, 127])  # fmt: skip


def test_all_zeros_and_dead_channels_stay_zero():
    for grid in (Grid.affine(np.zeros(3)), Grid.symmetric(np.zeros((3, 2)), channel=1)):
        assert not grid.dequantize(grid.quantize(np.zeros((3, 2)))).any()


@pytest.mark.parametrize("codes", [[128], [-129], [0, 300], [1.5], [True], np.array([200], dtype=np.uint8)])
def test_codes_out_of_range_are_refused(codes):
    with pytest.raises(ValueError, match=r"codes of 8 bits are integers, -128 … 127, got"):
        Grid(0.1).dequantize(codes)


def test_codes_of_few_bits_have_a_smaller_range():
    with pytest.raises(ValueError, match=r"codes of 3 bits are integers, -4 … 3, got 0 … 4"):
        Grid(1, bits=3).dequantize([0, 4])


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Grid(0.1, bits=9), "bits is a whole number, 2 … 8, got 9"),
        (lambda: Grid(0.0), "a scale is a positive number, got 0.0"),
        (lambda: Grid(np.nan), "a scale is a positive number, got nan"),
        (lambda: Grid(1, zero=128), "codes of 8 bits are integers"),
        (lambda: Grid.affine([]), "at least one number"),
        (lambda: Grid.symmetric([1, np.inf]), "finite numbers"),
        (lambda: Grid(1).quantize([np.nan]), "finite numbers"),
        (lambda: magnitude_mask(numbers(3), 1.5), "share is the part"),
        (lambda: SoftTargets(0), "temperature is a positive number, got 0"),
        (lambda: SoftTargets(2)(np.array([1, 2]), numbers(2, 3)), "logits of one shape"),
    ],
)
def test_bad_settings_are_named(make, words):
    with pytest.raises(ValueError, match=words):
        make()


# --- layers ---------------------------------------------------------------------------------------


def linear(D=30, H=7, bias=True):
    layer = layers.Linear(D, H, bias=bias, rng=np.random.default_rng(1))
    layer.W.value *= np.logspace(-1, 1, H, dtype=np.float32)
    return layer, np.maximum(numbers(9, D), -0.5), QuantizedLinear


def convolution(groups=1, bias=True):
    settings = {"stride": 2, "padding": 1, "groups": groups, "bias": bias}
    layer = layers.Conv2d(4, 8, 3, rng=np.random.default_rng(1), **settings)
    layer.W.value *= np.logspace(-1, 1, 8, dtype=np.float32)[:, None, None, None]
    return layer, np.maximum(numbers(3, 4, 7, 6), -0.5), QuantizedConv2d


CASES = {
    "linear": linear,
    "linear without bias": lambda: linear(bias=False),
    "long linear": lambda: linear(D=2000),
    "convolution": convolution,
    "depthwise": lambda: convolution(groups=4, bias=False),
}


def absolute(layer, x, W):
    """The layer's sums with |x| and |W|, without the bias."""
    other = layers.Sequential(layer).twin().layers[0]
    other.W, other.b = layers.Parameter(np.abs(W)), None
    return other.forward(np.abs(x))


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("bits", [8, 4, 3])
@pytest.mark.parametrize("per_channel", [True, False])
def test_a_quantised_layer_is_as_close_as_its_scales_promise(case, bits, per_channel):
    layer, x, kind = CASES[case]()
    grid = Grid.affine(x)
    made = kind(layer, grid, bits, per_channel)
    s_w = np.broadcast_to(made.scale.value, layer.W.value.shape[made.channel])
    s_w = s_w.reshape([-1 if axis == made.channel else 1 for axis in range(layer.W.value.ndim)])
    W = layer.W.value
    bound = absolute(layer, x, 0 * W + s_w / 2)  # ½ s_w Σ|x|
    bound += absolute(layer, 0 * x + grid.scale / 2, W)  # ½ s_x Σ|w|
    bound += absolute(layer, 0 * x + grid.scale / 2, 0 * W + s_w / 2)
    y = layer.forward(x)
    error = np.abs(made.forward(x) - y)
    assert made.forward(x).dtype == np.float32
    assert (error <= bound * (1 + 1e-5) + 1e-5 * np.abs(y).max()).all()
    assert (error > bound / 200).any()  # the bound is no empty promise


@pytest.mark.parametrize("case", CASES)
def test_the_sums_are_those_of_whole_numbers(case):
    layer, x, kind = CASES[case]()
    made = kind(layer, Grid.affine(x))
    whole = layers.Sequential(layer).twin().layers[0]
    whole.W, whole.b = layers.Parameter(made.W.value.astype(np.float64)), None
    total = whole.forward(made.inputs.quantize(x).astype(np.float64) - made.inputs.zero)
    np.testing.assert_array_equal(total, np.rint(total))
    expected = total * made.along(made.scale.value.astype(np.float64) * made.inputs.scale)
    if layer.b is not None:
        expected += made.along(layer.b.value)
    np.testing.assert_allclose(made.forward(x), expected, rtol=1e-5, atol=1e-5 * np.abs(expected).max())


@pytest.mark.parametrize("case", CASES)
def test_a_quantised_layer_refuses_what_is_no_code(case):
    layer, x, kind = CASES[case]()
    made = kind(layer, Grid.affine(x))
    np.testing.assert_array_equal(made.forward_codes(made.inputs.quantize(x)), made.forward(x))
    for codes in (x, np.full(x.shape, 200), np.full(x.shape, -129)):
        with pytest.raises(ValueError, match=r"codes of 8 bits are integers, -128 … 127, got"):
            made.forward_codes(codes)


def test_quantised_layers_name_a_wrong_layer_and_a_wrong_shape():
    layer, x, _ = linear()
    with pytest.raises(TypeError, match="QuantizedConv2d is made of a Conv2d, got Linear"):
        QuantizedConv2d(layer, Grid.affine(x))
    with pytest.raises(ValueError, match=r"expects \(..., 30\), got \(9, 29\)"):
        QuantizedLinear(layer, Grid.affine(x)).forward(x[:, 1:])
    conv, images, _ = convolution()
    with pytest.raises(ValueError, match=r"expects \(N, 4, H, W\)"):
        QuantizedConv2d(conv, Grid.affine(images)).forward(images[:, 1:])


def small_net(seed=0):
    rng = np.random.default_rng(seed)
    net = layers.Sequential(
        layers.Conv2d(1, 6, 3, padding=1, bias=False, rng=rng), layers.BatchNorm(6), layers.ReLU(),
        layers.Conv2d(6, 6, 3, groups=6, rng=rng), layers.BatchNorm(6), layers.ReLU(),
        layers.Flatten(), layers.Linear(6 * 36, 10, rng=rng),
    )  # fmt: skip
    for parameter in net.parameters():  # as after training: γ, β and the running statistics are not 1 and 0
        parameter.value += 0.2 * rng.random(parameter.value.shape, dtype=np.float32)
    return net.eval()


def test_folding_the_normalisation_changes_no_output():
    net, x = small_net(), numbers(5, 1, 8, 8)
    before, y = net.values(), net.forward(x)
    made = folded(net)
    assert not any(isinstance(layer, layers.BatchNorm) for layer in made.layers)
    np.testing.assert_allclose(made.forward(x), y, rtol=1e-4, atol=1e-5)
    for name, value in net.values().items():
        np.testing.assert_array_equal(value, before[name])


def test_a_quantised_model_is_close_small_and_can_be_saved(tmp_path):
    net, x = folded(small_net()), numbers(50, 1, 8, 8)
    made, y = quantized(net, x), net.forward(x)
    assert np.abs(made.forward(x) - y).max() < 0.05 * np.abs(y).max()
    codes = [p for p in made.parameters() if p.value.dtype == np.int8]
    assert sum(p.value.nbytes for p in codes) * 4 == sum(
        p.value.nbytes for p in net.parameters() if p.value.ndim > 1
    )
    made.save(tmp_path / "codes.npz")
    other = quantized(folded(small_net(seed=1)), numbers(50, 1, 8, 8, seed=2))
    other.load(tmp_path / "codes.npz")
    np.testing.assert_array_equal(other.forward(x), made.forward(x))


def test_a_quantised_model_does_not_train():
    made = quantized(layers.Sequential(linear()[0]), linear()[1])
    y = made.forward(linear()[1])
    with pytest.raises(NotImplementedError, match="train the float layer"):
        made.backward(y)
    with pytest.raises(TypeError, match="expected a Sequential, got Linear"):
        quantized(linear()[0], linear()[1])


# --- pruning --------------------------------------------------------------------------------------


def test_the_mask_removes_the_smallest_and_as_many_as_asked():
    W = numbers(9, 11)
    for share in (0, 0.25, 0.9, 1):
        mask = magnitude_mask(W, share)
        assert (~mask).sum() == round(share * W.size)
        if 0 < share < 1:
            assert np.abs(W[~mask]).max() <= np.abs(W[mask]).min()
    assert (~magnitude_mask(np.ones((4, 4)), 0.5)).sum() == 8  # ties too


RULES = {
    "SGD": lambda p: optimizers.SGD(p, lr=0.1, weight_decay=0.01),
    "Momentum": lambda p: optimizers.Momentum(p, lr=0.05),
    "Nesterov": lambda p: optimizers.Nesterov(p, lr=0.05),
    "AdaGrad": lambda p: optimizers.AdaGrad(p, lr=0.05),
    "RMSProp": lambda p: optimizers.RMSProp(p, lr=0.01),
    "Adam": lambda p: optimizers.Adam(p, lr=0.01, weight_decay=0.01),
    "AdamW": lambda p: optimizers.AdamW(p, lr=0.01),
}


@pytest.mark.parametrize("rule", RULES)
def test_removed_weights_stay_0_through_training(rule):
    """The optimiser has moved before, so its memory would carry the removed weights on."""
    rng = np.random.default_rng(0)
    net = layers.Sequential(layers.Linear(6, 8, rng=rng), layers.ReLU(), layers.Linear(8, 3, rng=rng))
    d = rng.integers(0, 3, 40)
    batches = Batches(numbers(40, 6), d, batch_size=8, rng=rng)
    optimizer = RULES[rule](net.parameters())
    Trainer(net, SoftmaxCrossEntropy(), optimizer).fit(batches, epochs=2)
    pruning = Pruning(net, 0.6)
    before = net.values()
    Trainer(net, SoftmaxCrossEntropy(), optimizer, callbacks=[pruning]).fit(batches, epochs=3)
    assert [mask.shape for _, mask in pruning.masks] == [(6, 8), (8, 3)]
    for parameter, mask in pruning.masks:
        assert (parameter.value[~mask] == 0).all()
        assert (parameter.value[mask] != 0).all()
    for name, value in net.values().items():
        assert (value != before[name]).mean() > 0.3  # and the others did learn


def test_another_mask_and_a_hand_written_loop():
    rng = np.random.default_rng(0)
    net = layers.Sequential(layers.Linear(6, 8, rng=rng))
    pruning = Pruning(net, 0.5, mask=lambda W, share: rng.random(W.shape) >= share)
    (parameter, mask), = pruning.masks  # fmt: skip
    parameter.value += 1
    pruning.apply()
    np.testing.assert_array_equal(parameter.value == 0, ~mask)


# --- distillation ---------------------------------------------------------------------------------


@pytest.mark.parametrize("temperature", [0.5, 1, 4, 20])
def test_the_gradient_of_soft_targets(temperature):
    loss, v = SoftTargets(temperature), numbers(5, 4).astype(np.float64) * 3
    rng = np.random.default_rng(1)

    def derivative(y):
        loss.forward(v, y)
        return loss.backward()

    check_gradients(
        lambda y: loss.forward(v, y), rng.standard_normal((5, 4)) * 3, rng=rng, derivative=derivative
    )


def test_soft_targets_at_temperature_1_are_the_usual_loss():
    v, y = numbers(5, 4), numbers(5, 4, seed=1)
    soft, usual = SoftTargets(1), SoftmaxCrossEntropy()
    np.testing.assert_allclose(soft.forward(v, y), usual.forward(softmax(v), y), rtol=1e-6)
    np.testing.assert_allclose(soft.backward(), usual.backward(), atol=1e-7)
    assert soft.count == 5


def test_at_a_large_temperature_the_gradient_compares_logits():
    """τ → ∞: dL/dy → ((y − mean y) − (v − mean v)) / (N C), Hinton et al. 2015, section 2.1."""
    v, y = numbers(6, 10).astype(np.float64), numbers(6, 10, seed=1).astype(np.float64)
    loss = SoftTargets(1e5)
    loss.forward(v, y)
    difference = y - v
    expected = (difference - difference.mean(axis=1, keepdims=True)) / difference.size
    np.testing.assert_allclose(loss.backward(), expected, atol=1e-6)


def test_soft_targets_beside_true_labels():
    v, y, d = numbers(5, 4), numbers(5, 4, seed=1), np.array([0, 3, 2, 1, 1])
    both = WeightedSum((0.9, SoftTargets(4)), (0.1, SoftmaxCrossEntropy()))
    soft, hard = SoftTargets(4), SoftmaxCrossEntropy()
    expected = 0.9 * soft.forward(v, y) + 0.1 * hard.forward(d, y)
    np.testing.assert_allclose(both.forward((v, d), y), expected, rtol=1e-6)
    np.testing.assert_allclose(both.backward(), 0.9 * soft.backward() + 0.1 * hard.backward(), atol=1e-7)
