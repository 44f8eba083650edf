"""What every layer promises (the contract in ``common.layer.Layer``), for every case in layer_cases."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes
from layer_cases import CASES, ELEMENTWISE, NEEDS_RNG
from standin import StandIn, StandInGenerator, set_generators

from common import layers
from common.gradient_check import check_gradients

FEW = settings(max_examples=20, deadline=None, derandomize=True, database=None)


@pytest.fixture(params=CASES, ids=lambda case: case.name)
def case(request):
    return request.param


def as_float(dtype):
    """Converts arrays of floats to ``dtype`` and copies all others."""
    return lambda a: a.astype(dtype) if a.dtype.kind == "f" else a.copy()


def prepare(case, dtype=np.float64):
    """The layer and its inputs, both of ``dtype``; the same ones on every call."""
    layer = case.make(np.random.default_rng(0)).to(as_float(dtype))
    set_generators(layer, lambda: np.random.default_rng(1))
    return layer, tuple(map(as_float(dtype), case.arrays(np.random.default_rng(2))))


def random_dy(y):
    return np.random.default_rng(3).standard_normal(y.shape).astype(y.dtype)


def run(layer, inputs):
    """One pass forwards and backwards with a random dy: (y, tuple of input gradients)."""
    y = layer.forward(*inputs)
    return y, as_tuple(layer.backward(random_dy(y)))


def as_tuple(gradients):
    return gradients if isinstance(gradients, tuple) else (gradients,)


def values(layer):
    return {name: parameter.value.copy() for name, parameter in layer.named_parameters()}


def grads(layer):
    return {name: parameter.grad.copy() for name, parameter in layer.named_parameters()}


def assert_same(actual, expected):
    """Two dictionaries of arrays, equal to the last bit."""
    assert actual.keys() == expected.keys()
    for name in expected:
        np.testing.assert_array_equal(actual[name], expected[name], err_msg=name)


def test_gradients_are_the_numerical_ones(case):
    layer, inputs = prepare(case)
    check_gradients(layer, *inputs, rng=np.random.default_rng(3), tolerance=1e-7)


def test_returns_one_gradient_for_each_input(case):
    layer, inputs = prepare(case)
    _, gradients = run(layer, inputs)
    assert len(gradients) == len(inputs)
    for x, gradient in zip(inputs, gradients, strict=True):
        if x.dtype.kind == "f":
            assert gradient.shape == x.shape
        else:
            assert gradient is None


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_keeps_the_float_type(case, dtype):
    layer, inputs = prepare(case, dtype)
    y, gradients = run(layer, inputs)
    assert y.dtype == dtype
    assert all(gradient.dtype == dtype for gradient in gradients if gradient is not None)
    for name, parameter in layer.named_parameters():
        assert (parameter.value.dtype, parameter.grad.dtype) == (dtype, dtype), name


def test_starts_in_float32_without_gradient(case):
    for name, parameter in case.make(np.random.default_rng(0)).named_parameters():
        assert parameter.value.dtype == np.float32, name
        assert parameter.grad.shape == parameter.value.shape, name
        assert not parameter.grad.any(), name


def test_same_generator_same_layer(case):
    assert_same(values(case.make(np.random.default_rng(5))), values(case.make(np.random.default_rng(5))))


def test_writes_into_neither_inputs_nor_dy(case):
    layer, inputs = prepare(case)
    for x in inputs:
        x.setflags(write=False)
    y = layer.forward(*inputs)
    dy = random_dy(y)
    dy.setflags(write=False)
    layer.backward(dy)


def test_output_is_not_overwritten_by_backward(case):
    layer, inputs = prepare(case)
    y = layer.forward(*inputs)
    kept = y.copy()
    layer.backward(random_dy(y))
    np.testing.assert_array_equal(y, kept)


def test_gradients_accumulate(case):
    layer, inputs = prepare(case)
    run(layer, inputs)
    once = grads(layer)
    set_generators(layer, lambda: np.random.default_rng(1))
    run(layer, inputs)
    for name, gradient in grads(layer).items():
        np.testing.assert_allclose(gradient, 2 * once[name], rtol=1e-12, err_msg=name)


def test_backward_parameters_gives_the_same_gradients(case):
    (layer, inputs), (other, _) = prepare(case), prepare(case)
    y, _ = run(layer, inputs)
    other.forward(*inputs)
    other.backward_parameters(random_dy(y))
    assert_same(grads(other), grads(layer))


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.wrong is not None], ids=lambda case: case.name
)
def test_wrong_shape_says_what_was_expected_and_what_came(case):
    layer, inputs = prepare(case)
    wrong = [np.ones(shape, dtype=x.dtype) for shape, x in zip(case.wrong, inputs, strict=True)]
    with pytest.raises(ValueError, match="expect") as caught:
        layer.forward(*wrong)
    assert case.expected in str(caught.value)
    assert any(str(shape) in str(caught.value) for shape in case.wrong)


def test_takes_an_empty_batch(case):
    layer, inputs = prepare(case)
    if inputs[0].ndim > 1:
        run(layer.eval(), tuple(x[:0] for x in inputs))
        assert not any(gradient.any() for gradient in grads(layer).values())


def test_saved_and_loaded_gives_the_same_outputs(case, tmp_path):
    layer, inputs = prepare(case, np.float32)
    run(layer, inputs)  # moves running statistics
    layer.save(tmp_path / "model")
    other = case.make(np.random.default_rng(7))
    other.load(tmp_path / "model")
    assert_same(values(other), values(layer))
    np.testing.assert_array_equal(other.eval().forward(*inputs), layer.eval().forward(*inputs))


def test_refuses_a_file_of_another_model(case, tmp_path):
    layer, _ = prepare(case, np.float32)
    before = values(layer)
    np.savez(
        tmp_path / "model.npz", **{**{name: value + 1 for name, value in before.items()}, "extra": np.ones(2)}
    )
    with pytest.raises(ValueError, match="extra is not in the model"):
        layer.load(tmp_path / "model")
    assert_same(values(layer), before)


def test_runs_on_arrays_that_refuse_the_host(case):
    layer, inputs = prepare(case)
    y, gradients = run(layer, inputs)

    device, _ = prepare(case)
    set_generators(device.to(StandIn), lambda: StandInGenerator(1))
    on_device = device.forward(*map(StandIn, inputs))
    device_gradients = as_tuple(device.backward(StandIn(random_dy(y))))

    assert type(on_device) is StandIn
    np.testing.assert_allclose(on_device.host, y, rtol=1e-12, atol=1e-14)
    for actual, expected in zip(device_gradients, gradients, strict=True):
        if expected is None:
            assert actual is None
        else:
            assert type(actual) is StandIn
            np.testing.assert_allclose(actual.host, expected, rtol=1e-12, atol=1e-14)
    for of_layer in (values, grads):  # values too: running statistics move
        for name, actual in of_layer(device).items():
            assert type(actual) is StandIn, name
            np.testing.assert_allclose(
                actual.host, of_layer(layer)[name], rtol=1e-12, atol=1e-14, err_msg=name
            )


@pytest.mark.parametrize(("kind", "arguments"), NEEDS_RNG, ids=lambda value: getattr(value, "__name__", ""))
def test_generator_is_required(kind, arguments):
    with pytest.raises(TypeError, match="rng"):
        kind(*arguments)
    with pytest.raises(TypeError, match="positional"):
        kind(*arguments, *[None] * 9)


@FEW
@given(case=st.sampled_from(ELEMENTWISE), shape=array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3))
def test_elementwise_layers_take_any_shape(case, shape):
    x = np.asarray(np.random.default_rng(4).uniform(0.1, 2, shape))
    check_gradients(case.make(None), x, rng=np.random.default_rng(5))


@FEW
@given(leading=array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3), bias=st.booleans())
def test_linear_takes_any_leading_axes(leading, bias):
    layer = layers.Linear(3, 2, bias, rng=np.random.default_rng(0))
    x = np.random.default_rng(4).standard_normal((*leading, 3))
    assert layer.forward(x).shape == (*leading, 2)
    check_gradients(layer, x, rng=np.random.default_rng(5))


def test_relu_lets_no_gradient_through_at_0():
    layer = layers.ReLU()
    np.testing.assert_array_equal(layer.forward(np.array([-1.0, -0.0, 0.0, 1.0])), [0, 0, 0, 1])
    np.testing.assert_array_equal(layer.backward(np.ones(4)), [0, 0, 0, 1])


def test_linear_by_hand():
    layer = layers.Linear(2, 3, rng=np.random.default_rng(0))
    layer.W.value[...] = [[1, 2, 3], [4, 5, 6]]
    layer.b.value[...] = [10, 20, 30]
    np.testing.assert_array_equal(layer.forward(np.array([[1.0, -1.0], [0, 2]])), [[7, 17, 27], [18, 30, 42]])
    np.testing.assert_array_equal(layer.backward(np.array([[1.0, 0, 0], [0, 1, -1]])), [[1, 4], [-1, -1]])
    np.testing.assert_array_equal(layer.W.grad, [[1, 0, 0], [-1, 2, -2]])
    np.testing.assert_array_equal(layer.b.grad, [1, 1, -1])


@pytest.mark.parametrize("dtype", [np.uint8, np.int64, np.bool_, np.float64])
def test_linear_counts_with_other_numbers_than_its_own(dtype):
    layer = layers.Linear(3, 2, rng=np.random.default_rng(0))
    x = np.array([[0, 1, 1], [1, 0, 1]]).astype(dtype)
    y = layer.forward(x)
    expected = x.astype(np.float64) @ layer.W.value
    np.testing.assert_allclose(y, expected, rtol=1e-6)
    layer.backward(np.ones_like(y))
    np.testing.assert_array_equal(layer.W.grad, [[1, 1], [1, 1], [2, 2]])
    assert layer.W.grad.dtype == np.float32


def test_linear_gives_advice_for_images_only():
    layer = layers.Linear(12, 2, rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match="flatten the images first"):
        layer.forward(np.ones((5, 3, 4)))
    with pytest.raises(ValueError, match=r"got \(5, 3\)$"):
        layer.forward(np.ones((5, 3)))
    with pytest.raises(ValueError, match=r"got \(5,\)$"):
        layers.Linear(1, 2, rng=np.random.default_rng(0)).forward(np.ones(5))


def test_dropout_keeps_the_mean_and_drops_the_share():
    layer = layers.Dropout(0.25, rng=np.random.default_rng(0))
    y = layer.forward(np.ones((200, 200), dtype=np.float32))
    assert set(np.unique(y)) == {0, np.float32(1 / 0.75)}
    assert abs(float((y == 0).mean()) - 0.25) < 0.01
    np.testing.assert_array_equal(layer.backward(np.ones_like(y)), y)
    assert (layer.forward(np.ones_like(y)) != y).any()


@pytest.mark.parametrize("p", [-0.1, 1, 25, float("nan")])
def test_dropout_refuses_a_share_outside_0_to_1(p):
    with pytest.raises(ValueError, match=f"0 <= p < 1, got {p}"):
        layers.Dropout(p, rng=np.random.default_rng(0))


def test_flatten_takes_an_empty_batch():
    layer = layers.Flatten()
    assert layer.forward(np.ones((0, 3, 4))).shape == (0, 12)
    assert layer.backward(np.ones((0, 12))).shape == (0, 3, 4)
