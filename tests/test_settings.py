"""Settings and inputs of any number type: NumPy scalars change no float type, wrong kinds are refused."""

import numpy as np
import pytest

from common import datasets, initializers, layers
from common import functions as F


def rng():
    return np.random.default_rng(0)


X = rng().random((4, 6, 5, 5), dtype=np.float32)
HALF, TWO = np.float64(0.5), np.int64(2)

LAYERS = {
    "LeakyReLU": lambda: layers.LeakyReLU(HALF),
    "ELU": lambda: layers.ELU(HALF),
    "Dropout": lambda: layers.Dropout(HALF, rng=rng()),
    "BatchNorm": lambda: layers.BatchNorm(np.int64(6), HALF, HALF),
    "BatchNorm in evaluation": lambda: layers.BatchNorm(6, HALF, HALF).eval(),
    "LayerNorm": lambda: layers.LayerNorm(np.int64(5), HALF),
    "GroupNorm": lambda: layers.GroupNorm(TWO, np.int64(6), HALF),
    "InstanceNorm": lambda: layers.InstanceNorm(np.int64(6), HALF),
    "Linear": lambda: layers.Linear(np.int64(5), TWO, rng=rng()),
    "Conv2d": lambda: layers.Conv2d(np.int64(6), TWO, TWO, TWO, TWO, TWO, TWO, rng=rng()),
    "ConvTranspose2d": lambda: layers.ConvTranspose2d(
        np.int64(6), TWO, TWO, TWO, np.int64(1), np.int64(1), TWO, rng=rng()
    ),
    "MaxPool2d": lambda: layers.MaxPool2d(TWO, TWO, np.int64(1)),
    "AvgPool2d": lambda: layers.AvgPool2d(TWO, TWO, np.int64(1)),
    "Softmax": lambda: layers.Softmax(np.int64(1)),
}
ARRAYS = {
    "normal": lambda: initializers.normal((3, 4), rng(), std=HALF),
    "leaky_relu": lambda: F.leaky_relu(X, HALF),
    "d_leaky_relu": lambda: F.d_leaky_relu(X, HALF),
    "elu": lambda: F.elu(X, HALF),
    "d_elu": lambda: F.d_elu(X, HALF),
    "shift": lambda: datasets.shift(X, TWO, rng=rng()),
    "noise": lambda: datasets.noise(X, HALF, rng=rng()),
    "cutout": lambda: datasets.cutout(X, TWO, rng=rng()),
    "moons": lambda: datasets.moons(np.int64(9), HALF, rng=rng())[0],
    "spirals": lambda: datasets.spirals(np.int64(9), TWO, HALF, rng=rng())[0],
    "draw_shapes": lambda: datasets.draw_shapes(TWO, HALF, rng=rng())[0],
    "draw_scenes": lambda: datasets.draw_scenes(TWO, np.int64(48), TWO, noise=HALF, rng=rng()).x,
}


@pytest.mark.parametrize("name", LAYERS)
def test_numpy_scalars_as_settings_keep_a_layer_in_float32(name):
    layer = LAYERS[name]()
    y = layer.forward(X)
    assert y.dtype == np.float32
    assert layer.backward(np.ones_like(y)).dtype == np.float32
    for _, parameter in layer.named_parameters():
        assert parameter.value.dtype == parameter.grad.dtype == np.float32


@pytest.mark.parametrize("name", ARRAYS)
def test_numpy_scalars_as_settings_keep_arrays_in_float32(name):
    assert ARRAYS[name]().dtype == np.float32


TAKES_RNG = {
    "normal": lambda rng: initializers.normal((2, 3), rng),
    "he": lambda rng: initializers.he((2, 3), rng),
    "orthogonal": lambda rng: initializers.orthogonal((2, 3), rng),
    "Linear": lambda rng: layers.Linear(2, 3, rng=rng),
    "Conv2d": lambda rng: layers.Conv2d(2, 3, 3, rng=rng),
    "ConvTranspose2d": lambda rng: layers.ConvTranspose2d(2, 3, 3, rng=rng),
    "Dropout": lambda rng: layers.Dropout(0.5, rng=rng),
    "Augmented": lambda rng: datasets.Augmented([], datasets.flip, rng=rng),
    "draw_shapes": lambda rng: datasets.draw_shapes(6, rng=rng),
    "draw_scenes": lambda rng: datasets.draw_scenes(6, rng=rng),
    **{n: lambda rng, n=n: getattr(datasets, n)(X, rng=rng) for n in ("flip", "shift", "noise", "cutout")},
    **{
        n: lambda rng, n=n: getattr(datasets, n)(9, rng=rng)
        for n in ("moons", "circles", "blobs", "spirals", "xor")
    },
}


@pytest.mark.parametrize("wrong", [0, None, np.random, np.random.RandomState(0)])
@pytest.mark.parametrize("name", TAKES_RNG)
def test_rng_is_a_generator(name, wrong):
    with pytest.raises(TypeError, match=r"pass np.random.default_rng\(0\)"):
        TAKES_RNG[name](wrong)


def test_a_float32_setting_costs_no_digit():
    slope = np.float32(0.7)
    assert F.d_leaky_relu(-1.0, slope) == pytest.approx(float(slope), rel=1e-15)
    assert F.d_leaky_relu(1.0, slope) == 1
    assert F.leaky_relu(-1.0, slope) == F.d_elu(0.0, slope) * -1 == -float(slope)


POOLS = ["MaxPool2d", "AvgPool2d", "GlobalAvgPool2d", "Dropout", "ReLU", "MaxUnpool2d"]


def pooled(name):
    if name == "MaxUnpool2d":
        pool = layers.MaxPool2d(1)
        pool.forward(X)
        return layers.MaxUnpool2d(pool)
    arguments = {"MaxPool2d": (3, 1, 1), "AvgPool2d": (3, 1, 1), "Dropout": (0.5,)}.get(name, ())
    return getattr(layers, name)(*arguments, **({"rng": rng()} if name == "Dropout" else {}))


@pytest.mark.parametrize("dtype", [np.uint8, np.int64, np.bool_, np.float16])
@pytest.mark.parametrize("name", POOLS)
def test_whole_numbers_and_half_precision_are_computed_as_floats(name, dtype):
    x = (X * 10).astype(dtype)
    y, expected = (
        pooled(name).forward(x),
        pooled(name).forward(x.astype(np.float32 if dtype is np.float16 else np.float64)),
    )
    assert y.dtype == (np.float16 if dtype is np.float16 else np.float64)
    np.testing.assert_allclose(y, expected, rtol=2e-3)
    layer = pooled(name)
    y = layer.forward(x)
    dx = layer.backward(np.ones_like(y))
    assert dx.dtype == y.dtype
    assert dx.any()


@pytest.mark.parametrize(
    "name", ["relu", "sigmoid", "softmax", "step_function", "d_elu", "mean_squared_error"]
)
@pytest.mark.parametrize("x", [None, "7", ["nan"], 1 + 2j, np.datetime64("2020-01-01"), object()])
def test_functions_refuse_what_is_no_real_number(name, x):
    arguments = (x, x) if name == "mean_squared_error" else (x,)
    with pytest.raises(TypeError, match="expected real numbers, got"):
        getattr(F, name)(*arguments)


@pytest.mark.parametrize(
    "make",
    [
        lambda initializer: layers.Linear(3, 2, rng=rng(), initializer=initializer),
        lambda initializer: layers.CausalConv1d(3, 2, 3, rng=rng(), initializer=initializer),
        lambda initializer: layers.Conv1d(3, 2, 3, rng=rng(), initializer=initializer),
        lambda initializer: layers.Conv2d(3, 2, 3, rng=rng(), initializer=initializer),
        lambda initializer: layers.ConvTranspose2d(3, 2, 3, rng=rng(), initializer=initializer),
    ],
)
def test_an_initializer_is_a_function(make):
    with pytest.raises(TypeError, match="such as common.initializers.he, got 'he'"):
        make("he")


@pytest.mark.parametrize(
    "make",
    [
        lambda: layers.Linear(0, 3, rng=rng()),
        lambda: layers.Linear(2.5, 3, rng=rng()),
        lambda: layers.Linear(3, -1, rng=rng(), initializer=initializers.zeros),
        lambda: layers.Conv2d(2.0, 3, 3, rng=rng()),
        lambda: layers.Conv2d(2, 3, 3, groups=1.0, rng=rng()),
        lambda: initializers.he((0, 3), rng()),
        lambda: datasets.spirals(9, classes=2.5, rng=rng()),
        lambda: datasets.spirals(9.0, rng=rng()),
        lambda: datasets.draw_shapes(0, rng=rng()),
        lambda: datasets.draw_shapes(2.5, rng=rng()),
    ],
)
def test_sizes_are_whole_numbers_of_at_least_1(make):
    with pytest.raises(ValueError, match="whole numbers, at least 1, got"):
        make()


def test_noise_is_for_images_between_0_and_1():
    for x in (X * 255, (X * 255).astype(np.uint8), X - 0.5, np.where(X > 0.9, np.nan, X)):
        with pytest.raises(ValueError, match=r"noise expects images in \[0, 1\], got .*divide"):
            datasets.noise(x, rng=rng())
    assert datasets.noise(X.astype(np.float16), rng=rng()).dtype == np.float16
    assert datasets.noise(X[:0], rng=rng()).shape == (0, 6, 5, 5)


@pytest.mark.parametrize("change", [datasets.flip, datasets.shift, datasets.noise, datasets.cutout])
def test_augmentations_name_the_shape_that_they_expect(change):
    with pytest.raises(ValueError, match=r"images \(N, C, H, W\), got \(6, 5, 5\)"):
        change(X[0], rng=rng())
