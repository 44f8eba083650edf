"""Normalisation against PyTorch and numerical gradients; running statistics; errors."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.gradient_check import check_gradients
from common.layers import BatchNorm, GroupNorm, InstanceNorm, LayerNorm, Linear, Sequential

DRAWN = settings(max_examples=30, deadline=None, derandomize=True, database=None)


def prepared(layer):
    """The layer in float64 with γ and β that are not one and zero."""
    rng = np.random.default_rng(0)
    layer.to(lambda a: a.astype(np.float64))
    for parameter in (layer.gamma, layer.beta):
        parameter.value[...] = rng.standard_normal(parameter.value.shape)
    return layer


def images(*shape):
    """Numbers far from mean 0 and variance 1."""
    return 3 * np.random.default_rng(1).standard_normal(shape) + 5


def assert_equals_torch(layer, module, x):
    """Value and all gradients equal those of a module of torch, in float64."""
    torch = pytest.importorskip("torch")
    module.double()
    with torch.no_grad():
        module.weight.copy_(torch.tensor(layer.gamma.value))
        module.bias.copy_(torch.tensor(layer.beta.value))
    their_x = torch.tensor(x, requires_grad=True)
    their_y = module(their_x)
    dy = np.random.default_rng(2).standard_normal(x.shape)
    their_y.backward(torch.tensor(dy))
    pairs = [
        (layer.forward(x), their_y.detach()),
        (layer.backward(dy), their_x.grad),
        (layer.gamma.grad, module.weight.grad),
        (layer.beta.grad, module.bias.grad),
    ]
    for ours, theirs in pairs:
        np.testing.assert_allclose(ours, theirs.numpy(), rtol=0, atol=1e-10)


SHAPES = st.tuples(st.integers(2, 4), st.integers(1, 4)).flatmap(
    lambda nc: st.lists(st.integers(1, 4), max_size=2).map(lambda rest: (*nc, *rest))
)


@DRAWN
@given(SHAPES)
def test_batch_norm_equals_torch(shape):
    nn = pytest.importorskip("torch.nn")
    module = (nn.BatchNorm1d, nn.BatchNorm1d, nn.BatchNorm2d)[len(shape) - 2](shape[1])
    layer = prepared(BatchNorm(shape[1]))
    assert_equals_torch(layer, module, images(*shape))
    for ours, theirs in ((layer.running_mean, module.running_mean), (layer.running_var, module.running_var)):
        np.testing.assert_allclose(ours.value, theirs.numpy(), rtol=0, atol=1e-10)
        assert not ours.trainable
        assert not ours.grad.any()


@DRAWN
@given(SHAPES)
def test_batch_norm_in_evaluation_equals_torch(shape):
    nn, torch = pytest.importorskip("torch.nn"), pytest.importorskip("torch")
    module = (nn.BatchNorm1d, nn.BatchNorm1d, nn.BatchNorm2d)[len(shape) - 2](shape[1], momentum=0.3).double()
    layer = prepared(BatchNorm(shape[1], momentum=0.3))
    for seed in range(2):
        x = np.random.default_rng(seed).standard_normal(shape) * 2 + 1
        layer.forward(x)
        module(torch.tensor(x))
    assert_equals_torch(layer.eval(), module.eval(), images(*shape))
    np.testing.assert_allclose(layer.running_var.value, module.running_var.numpy(), rtol=0, atol=1e-10)


@DRAWN
@given(st.lists(st.integers(1, 4), max_size=2), st.integers(2, 6))
def test_layer_norm_equals_torch(leading, features):
    nn = pytest.importorskip("torch.nn")
    layer = prepared(LayerNorm(features))
    assert_equals_torch(layer, nn.LayerNorm(features), images(2, *leading, features))


@DRAWN
@given(groups=st.integers(1, 3), per_group=st.integers(1, 3), size=st.lists(st.integers(2, 4), max_size=2))
def test_group_norm_equals_torch(groups, per_group, size):
    nn = pytest.importorskip("torch.nn")
    if per_group == 1 and not size:
        return  # one value a group: an error, tested below
    layer = prepared(GroupNorm(groups, groups * per_group))
    x = images(2, groups * per_group, *size)
    assert_equals_torch(layer, nn.GroupNorm(groups, groups * per_group), x)


def test_instance_norm_equals_torch():
    nn = pytest.importorskip("torch.nn")
    x = images(2, 3, 4, 5)
    assert_equals_torch(prepared(InstanceNorm(3)), nn.InstanceNorm2d(3, affine=True), x)
    x = images(2, 3, 4)
    assert_equals_torch(prepared(InstanceNorm(3)), nn.InstanceNorm1d(3, affine=True), x)


LAYERS = {
    "BatchNorm": (lambda: BatchNorm(3), (4, 3, 2, 2)),
    "BatchNorm of vectors": (lambda: BatchNorm(3), (4, 3)),
    "BatchNorm in evaluation": (lambda: BatchNorm(3).eval(), (4, 3)),
    "LayerNorm": (lambda: LayerNorm(4), (2, 3, 4)),
    "GroupNorm": (lambda: GroupNorm(2, 4), (2, 4, 3)),
    "InstanceNorm": (lambda: InstanceNorm(2), (2, 2, 3, 2)),
}


@pytest.mark.parametrize("name", LAYERS)
def test_gradients_are_the_numerical_ones(name):
    make, shape = LAYERS[name]
    check_gradients(prepared(make()), images(*shape), rng=np.random.default_rng(3))


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("name", LAYERS)
def test_memory_order_does_not_matter(name, order):
    make, shape = LAYERS[name]
    layer, x = prepared(make()), images(*shape)
    y, dx = layer.forward(x), layer.backward(x)
    np.testing.assert_allclose(layer.forward(np.asarray(x, order=order)), y, atol=1e-12)
    np.testing.assert_allclose(layer.backward(np.asarray(x, order=order)), dx, atol=1e-12)


def test_output_has_mean_zero_and_variance_one():
    x = images(8, 4, 5, 5)
    for layer, axes in ((BatchNorm(4), (0, 2, 3)), (InstanceNorm(4), (2, 3)), (LayerNorm(5), (3,))):
        y = layer.to(lambda a: a.astype(np.float64)).forward(x)
        np.testing.assert_allclose(y.mean(axis=axes), 0, atol=1e-12)
        np.testing.assert_allclose(y.var(axis=axes), 1, atol=1e-3)


def test_running_statistics_approach_those_of_the_data():
    rng = np.random.default_rng(0)
    layer = BatchNorm(2)
    for _ in range(200):
        layer.forward((3 * rng.standard_normal((500, 2)) + 5).astype(np.float32))
    np.testing.assert_allclose(layer.running_mean.value, 5, atol=0.3)
    np.testing.assert_allclose(layer.running_var.value, 9, atol=0.9)
    kept = layer.running_mean.value.copy()
    layer.eval().forward(np.zeros((4, 2), np.float32))
    np.testing.assert_array_equal(layer.running_mean.value, kept)


def test_running_statistics_are_saved_with_the_model(tmp_path):
    def network(seed):
        return Sequential(Linear(3, 2, rng=np.random.default_rng(seed)), BatchNorm(2))

    one, other = network(0), network(1)
    x = np.random.default_rng(5).standard_normal((4, 3), dtype=np.float32)
    for _ in range(3):
        one.forward(x)
    one.save(tmp_path / "network")
    other.load(tmp_path / "network")
    np.testing.assert_array_equal(one.eval().forward(x), other.eval().forward(x))
    assert other.layers[1].running_mean.value.any()


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_batch_with_nan_leaves_the_running_statistics(bad):
    layer = BatchNorm(2)
    x = images(4, 2).astype(np.float32)
    layer.forward(x)
    kept = layer.running_mean.value.copy(), layer.running_var.value.copy()
    x[1, 1] = bad
    with np.errstate(invalid="ignore"):
        assert np.isnan(layer.forward(x)).any()
    np.testing.assert_array_equal((layer.running_mean.value, layer.running_var.value), kept)


def test_layer_norm_takes_one_vector():
    layer, x = prepared(LayerNorm(4)), images(1, 4)
    y, dx = layer.forward(x)[0], layer.backward(x)[0]
    np.testing.assert_array_equal(layer.forward(x[0]), y)
    np.testing.assert_array_equal(layer.backward(x[0]), dx)
    check_gradients(layer, x[0], rng=np.random.default_rng(3))


def test_one_image_in_evaluation_is_fine():
    x = np.array([[1.0, 2.0]], dtype=np.float32)
    np.testing.assert_allclose(BatchNorm(2).eval().forward(x), x, atol=1e-4)


@pytest.mark.parametrize(
    ("layer", "shape", "message"),
    [
        (BatchNorm(3), (1, 3), r"at least two values there, got \(1, 3\)"),
        (BatchNorm(3), (1, 3, 1, 1), r"at least two values there, got \(1, 3, 1, 1\)"),
        (BatchNorm(3), (4, 2), r"BatchNorm expects \(N, 3\), \(N, 3, T\) or \(N, 3, H, W\), got \(4, 2\)"),
        (BatchNorm(3), (3,), r"expects .* got \(3,\)"),
        (InstanceNorm(3), (2, 3, 1, 1), "at least two values"),
        (InstanceNorm(3), (2, 4, 3, 3), r"InstanceNorm expects \(N, 3, \.\.\.\), got \(2, 4, 3, 3\)"),
        (GroupNorm(2, 4), (2, 3, 5, 5), r"GroupNorm expects \(N, 4, \.\.\.\), got \(2, 3, 5, 5\)"),
        (GroupNorm(2, 2), (2, 2), "at least two values"),
        (LayerNorm(3), (2, 4), r"LayerNorm expects \(\.\.\., 3\), got \(2, 4\)"),
    ],
)
def test_refuses_inputs_that_do_not_fit(layer, shape, message):
    with pytest.raises(ValueError, match=message):
        layer.forward(np.ones(shape, np.float32))


@pytest.mark.parametrize(
    "make",
    [
        lambda: GroupNorm(3, 4),
        lambda: GroupNorm(0, 4),
        lambda: GroupNorm(2.5, 5),
        lambda: BatchNorm(0),
        lambda: LayerNorm(2.5),
        lambda: LayerNorm(1),
        lambda: BatchNorm(3, momentum=2),
        lambda: BatchNorm(3, momentum=float("nan")),
        lambda: BatchNorm(3, eps=-1e-5),
    ],
)
def test_refuses_arguments_that_do_not_fit(make):
    with pytest.raises(
        ValueError,
        match="groups must divide|whole numbers, at least 1|at least 2 features|0 … 1, got|eps >= 0",
    ):
        make()


@pytest.mark.parametrize("layer", [BatchNorm(4), GroupNorm(2, 4), InstanceNorm(4)])
def test_images_keep_their_memory_order_and_may_have_any(layer):
    x, dy = images(5, 4, 3, 6), np.random.default_rng(2).standard_normal((5, 4, 3, 6))
    plain = prepared(layer).forward(x), layer.backward(dy)
    moved = x.transpose(1, 2, 3, 0).copy().transpose(3, 0, 1, 2)
    turned = layer.forward(moved), layer.backward(dy)
    for one, other in zip(plain, turned, strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-12)
        assert other.strides == moved.strides
