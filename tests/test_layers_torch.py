"""Every layer and every loss against PyTorch: values and all gradients."""

# ruff: noqa: ARG005 - all entries have the same arguments, whether they need them or not

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.extra.numpy import array_shapes
from layer_cases import CASES

from common import layers, losses

torch = pytest.importorskip("torch")

TOLERANCE = {np.float64: 1e-10, np.float32: 1e-5}
FEW = settings(max_examples=20, deadline=None, derandomize=True, database=None)


def tensor(array, dtype, trainable=True):
    """A copy as a tensor; floats get ``dtype`` and, where they are trainable, a gradient."""
    if array.dtype.kind != "f":
        return torch.tensor(array)
    return torch.tensor(array.astype(dtype), requires_grad=trainable)


def assert_close(actual, expected, dtype, name):
    """Equal up to TOLERANCE of the largest number in the array."""
    expected = expected.detach().numpy()
    assert actual.shape == expected.shape, name
    tolerance = TOLERANCE[dtype] * max(1.0, float(np.abs(expected).max(initial=0)))
    np.testing.assert_allclose(actual, expected, rtol=0, atol=tolerance, err_msg=name)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize(
    "case", [case for case in CASES if case.twin is not None], ids=lambda case: case.name
)
def test_layer_equals_its_twin(case, dtype):
    layer = case.make(np.random.default_rng(0)).to(lambda a: a.astype(dtype))
    inputs = [x.astype(dtype) if x.dtype.kind == "f" else x for x in case.arrays(np.random.default_rng(2))]
    their_inputs = [tensor(x, dtype) for x in inputs]
    their_parameters = {name: tensor(p.value, dtype, p.trainable) for name, p in layer.named_parameters()}

    y = layer.forward(*inputs)
    dy = np.random.default_rng(3).standard_normal(y.shape).astype(dtype)
    gradients = layer.backward(dy)
    gradients = gradients if isinstance(gradients, tuple) else (gradients,)
    their_y = case.twin(torch, their_parameters, *their_inputs)
    their_y.backward(torch.tensor(dy))

    assert_close(y, their_y, dtype, "output")
    for i, (gradient, x) in enumerate(zip(gradients, their_inputs, strict=True)):
        if gradient is not None:
            assert_close(gradient, x.grad, dtype, f"gradient of input {i}")
    for name, parameter in layer.named_parameters():
        if parameter.trainable:
            assert_close(parameter.grad, their_parameters[name].grad, dtype, f"gradient of {name}")


@FEW
@given(leading=array_shapes(min_dims=1, max_dims=3, max_side=4))
def test_linear_of_any_shape_equals_its_twin(leading):
    layer = layers.Linear(3, 2, rng=np.random.default_rng(0)).to(lambda a: a.astype(np.float64))
    x = np.random.default_rng(1).standard_normal((*leading, 3))
    W, b, their_x = (tensor(a, np.float64) for a in (layer.W.value, layer.b.value, x))
    y = layer.forward(x)
    their_y = torch.nn.functional.linear(their_x, W.T, b)
    their_y.backward(torch.tensor(2 * y))
    assert_close(y, their_y, np.float64, "output")
    assert_close(layer.backward(2 * y), their_x.grad, np.float64, "gradient of x")
    assert_close(layer.W.grad, W.grad, np.float64, "gradient of W")
    assert_close(layer.b.grad, b.grad, np.float64, "gradient of b")


def softmax_twin(ids, y):
    """PyTorch wants the classes on axis 1 and has no default for what is ignored."""
    return torch.nn.functional.cross_entropy(y.movedim(-1, 1) if y.ndim > 1 else y, ids, ignore_index=-1)


LOSSES = {
    "MeanSquaredError": (
        losses.MeanSquaredError(),
        (5, 3),
        lambda rng: rng.standard_normal((5, 3)),
        lambda d, y: 0.5 * torch.nn.functional.mse_loss(y, d),
    ),
    "SumSquaredError": (
        losses.SumSquaredError(),
        (2, 5, 3),
        lambda rng: rng.standard_normal((2, 5, 3)),
        lambda d, y: 0.5 * torch.nn.functional.mse_loss(y, d, reduction="sum") / 10,
    ),
    "SigmoidCrossEntropy": (
        losses.SigmoidCrossEntropy(),
        (5, 3),
        lambda rng: rng.uniform(0, 1, (5, 3)),
        lambda d, y: torch.nn.functional.binary_cross_entropy_with_logits(y, d, reduction="sum") / 5,
    ),
    "SigmoidCrossEntropy of one output": (
        losses.SigmoidCrossEntropy(),
        (6,),
        lambda rng: rng.integers(0, 2, 6).astype(np.float64),
        lambda d, y: torch.nn.functional.binary_cross_entropy_with_logits(y, d),
    ),
    "SoftmaxCrossEntropy of ids": (
        losses.SoftmaxCrossEntropy(),
        (7, 4),
        lambda rng: rng.integers(0, 4, 7),
        softmax_twin,
    ),
    "SoftmaxCrossEntropy of one id": (
        losses.SoftmaxCrossEntropy(),
        (4,),
        lambda rng: rng.integers(0, 4, ()),
        softmax_twin,
    ),
    "SoftmaxCrossEntropy of sequences with padding": (
        losses.SoftmaxCrossEntropy(ignore_index=-1),
        (2, 5, 4),
        lambda rng: np.array([[0, 1, 3, -1, -1], [2, 3, 1, 0, -1]]),
        softmax_twin,
    ),
    "SoftmaxCrossEntropy of soft targets": (
        losses.SoftmaxCrossEntropy(),
        (5, 3),
        lambda rng: rng.dirichlet([1, 1, 1], 5),
        lambda d, y: torch.nn.functional.cross_entropy(y, d),
    ),
}


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("name", LOSSES)
def test_loss_equals_its_twin(name, dtype):
    loss, shape, targets, twin = LOSSES[name]
    rng = np.random.default_rng(0)
    y = (3 * rng.standard_normal(shape)).astype(dtype)
    d = np.asarray(targets(rng))
    their_y = tensor(y, dtype)
    their_d = torch.tensor(d.astype(dtype) if d.dtype.kind == "f" else d)
    their_loss = twin(their_d, their_y)
    their_loss.backward()
    assert_close(loss.forward(d, y), their_loss, dtype, "loss")
    assert_close(loss.backward(), their_y.grad, dtype, "gradient")
