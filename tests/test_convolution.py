"""Convolutions against SciPy, PyTorch and numerical gradients, over drawn sizes; and their errors."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import correlate2d

from common.gradient_check import check_gradients
from common.layers import Conv1d, Conv2d, ConvTranspose2d, Flatten, Linear, Sequential
from common.layers import convolution as module
from common.layers import windows as windows_module

DRAWN = settings(max_examples=30, deadline=None, derandomize=True, database=None)
SMALL = st.integers(1, 3)


def double(layer):
    """The layer in float64, with a bias that is not zero."""
    layer.to(lambda a: a.astype(np.float64))
    if layer.b is not None:
        layer.b.value[...] = np.random.default_rng(9).standard_normal(layer.b.value.shape)
    return layer


@st.composite
def convolutions(draw):
    """Arguments of a Conv2d and the shape of images that are large enough for it."""
    pairs = st.tuples(SMALL, SMALL)
    kernel, stride, dilation = draw(pairs), draw(pairs), draw(pairs)
    padding = draw(st.tuples(st.integers(0, 2), st.integers(0, 2)))
    groups, per_group, out_per_group = draw(SMALL), draw(SMALL), draw(SMALL)
    size = [
        max(1, d * (k - 1) + 1 - 2 * p) + draw(st.integers(0, 6))
        for k, d, p in zip(kernel, dilation, padding, strict=True)
    ]
    arguments = {
        "kernel_size": kernel, "stride": stride, "padding": padding, "dilation": dilation,
        "groups": groups, "bias": draw(st.booleans()),
    }  # fmt: skip
    return (groups * per_group, groups * out_per_group), arguments, (draw(SMALL), groups * per_group, *size)


def assert_equals_torch(layer, function, x, **arguments):
    """Value and all gradients of ``layer`` equal those of a function of torch, in float64."""
    torch = pytest.importorskip("torch")
    tensors = [torch.tensor(a, requires_grad=True) for a in (x, *(p.value for p in layer.parameters()))]
    bias = tensors[2] if len(tensors) == 3 else None
    their_y = function(tensors[0], tensors[1], bias, **arguments)
    y = layer.forward(x)
    dy = np.random.default_rng(2).standard_normal(their_y.shape)
    their_y.backward(torch.tensor(dy))
    gradients = [layer.backward(dy), *(p.grad for p in layer.parameters())]
    np.testing.assert_allclose(y, their_y.detach().numpy(), rtol=0, atol=1e-10)
    for gradient, tensor in zip(gradients, tensors, strict=True):
        np.testing.assert_allclose(gradient, tensor.grad.numpy(), rtol=0, atol=1e-10)


@DRAWN
@given(convolutions())
def test_conv2d_equals_torch(drawn):
    functional = pytest.importorskip("torch.nn.functional")
    channels, arguments, shape = drawn
    layer = double(Conv2d(*channels, **arguments, rng=np.random.default_rng(0)))
    x = np.random.default_rng(1).standard_normal(shape)
    bias = arguments.pop("bias")
    kernel = arguments.pop("kernel_size")
    assert layer.W.value.shape == (channels[1], channels[0] // arguments["groups"], *kernel)
    assert (layer.b is not None) == bias
    assert_equals_torch(layer, functional.conv2d, x, **arguments)


@DRAWN
@given(convolutions())
def test_conv1d_equals_torch(drawn):
    functional = pytest.importorskip("torch.nn.functional")
    channels, arguments, (N, C, _, T) = drawn
    for name in ("kernel_size", "stride", "padding", "dilation"):
        arguments[name] = arguments[name][1]
    layer = double(Conv1d(*channels, **arguments, rng=np.random.default_rng(0)))
    x = np.random.default_rng(1).standard_normal((N, C, T))
    del arguments["bias"]
    assert layer.W.value.shape[2:] == (arguments.pop("kernel_size"),)
    assert_equals_torch(layer, functional.conv1d, x, **arguments)


@DRAWN
@given(data=st.data(), stride=SMALL, groups=SMALL, bias=st.booleans())
def test_conv_transpose2d_equals_torch(data, stride, groups, bias):
    functional = pytest.importorskip("torch.nn.functional")
    kernel = data.draw(st.tuples(SMALL, SMALL))
    padding = data.draw(st.tuples(*(st.integers(0, (k - 1) // 2) for k in kernel)))
    extra = data.draw(st.tuples(*[st.integers(0, stride - 1)] * 2))
    channels = groups * data.draw(SMALL), groups * data.draw(SMALL)
    shape = (data.draw(SMALL), channels[0], data.draw(st.integers(1, 5)), data.draw(st.integers(1, 5)))
    layer = double(
        ConvTranspose2d(*channels, kernel, stride, padding, extra, groups, bias, rng=np.random.default_rng(0))
    )
    x = np.random.default_rng(1).standard_normal(shape)
    assert layer.W.value.shape == (channels[0], channels[1] // groups, *kernel)
    arguments = {"stride": stride, "padding": padding, "output_padding": extra, "groups": groups}
    assert_equals_torch(layer, functional.conv_transpose2d, x, **arguments)


def test_plain_convolution_equals_scipy():
    layer = double(Conv2d(3, 2, 3, rng=np.random.default_rng(0)))
    x = np.random.default_rng(1).standard_normal((4, 3, 7, 6))
    W, b = layer.W.value, layer.b.value
    expected = [
        [sum(correlate2d(image[c], W[o, c], "valid") for c in range(3)) + b[o] for o in range(2)]
        for image in x
    ]
    np.testing.assert_allclose(layer.forward(x), expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    "layer",
    [
        Conv2d(2, 4, (3, 2), (2, 1), (1, 2), (1, 2), 2, rng=np.random.default_rng(0)),
        Conv2d(3, 3, 3, padding=1, groups=3, rng=np.random.default_rng(0)),
        Conv2d(2, 4, 3, padding=(2, 1), dilation=(2, 1), groups=2, rng=np.random.default_rng(0)),
        Conv2d(2, 2, (2, 1), padding=(0, 2), groups=2, rng=np.random.default_rng(0)),
        Conv1d(2, 3, 3, 2, 1, rng=np.random.default_rng(0)),
        ConvTranspose2d(2, 3, 3, 2, 1, 1, rng=np.random.default_rng(0)),
    ],
    ids=[
        "Conv2d",
        "depthwise",
        "groups that keep the size",
        "depthwise padded more than its kernel",
        "Conv1d",
        "ConvTranspose2d",
    ],
)
def test_gradients_are_the_numerical_ones(layer):
    rng = np.random.default_rng(1)
    shape = (2, layer.in_channels, 5, 4)[: layer.W.value.ndim]
    check_gradients(layer, rng.standard_normal(shape), rng=rng)


@pytest.mark.parametrize("cache_values", [1, 2000, 10**4])
@pytest.mark.parametrize("product_size", [1, 2000])
@pytest.mark.parametrize("groups", [1, 2])
def test_blocks_do_not_change_the_result(monkeypatch, cache_values, product_size, groups):
    x = np.random.default_rng(1).standard_normal((32, 4, 9, 7))
    layer = double(Conv2d(4, 6, 3, (1, 2), 1, groups=groups, rng=np.random.default_rng(0)))
    whole = layer.forward(x).copy()
    whole_dx, whole_dW = layer.backward(whole), layer.W.grad.copy()
    monkeypatch.setattr(windows_module, "CACHE_VALUES", cache_values)
    monkeypatch.setattr(module, "PRODUCT_SIZE", product_size)
    layer.W.grad[...] = 0
    np.testing.assert_allclose(layer.forward(x), whole, rtol=1e-10, atol=1e-10)
    np.testing.assert_allclose(layer.backward(whole), whole_dx, rtol=1e-10, atol=1e-10)
    np.testing.assert_allclose(layer.W.grad, whole_dW, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize(("stride", "padding", "calls"), [(1, 1, 1), (1, 0, 0), (2, 1, 0)])
def test_backward_is_a_convolution_where_the_size_stays(monkeypatch, stride, padding, calls):
    layer = Conv2d(2, 2, 3, stride, padding, rng=np.random.default_rng(0))
    y, called = layer.forward(np.ones((1, 2, 6, 6))), []
    original = module.correlate
    monkeypatch.setattr(module, "correlate", lambda *arguments: called.append(1) or original(*arguments))
    layer.backward(np.ones_like(y))
    assert len(called) == calls


@pytest.mark.parametrize("length", [32, 1000, 4096, 65536])
@pytest.mark.parametrize("inner", [3, 768, 10**5])
def test_long_products_are_cut_into_equal_parts(monkeypatch, length, inner):
    W, P = np.ones((1, 1, 3, inner), np.float32), np.empty((1, 1, 1, length), np.float32)
    P = np.broadcast_to(P, (1, 1, inner, length))
    shapes = []
    monkeypatch.setattr(module.np, "matmul", lambda _, P, out: shapes.append((P.shape, out.shape)))
    module.product(W, P, np.empty((1, 1, 3, length), np.float32))
    [(_, out)] = shapes
    parts, columns = out[2] if len(out) == 5 else 1, out[-1]
    assert out == ((1, 1, parts, 3, columns) if parts > 1 else (1, 1, 3, length))
    assert parts * columns == length
    assert parts == 1 or (columns >= 32 and columns * W.size <= module.PRODUCT_SIZE)
    if length == 65536:
        assert (parts > 1) == (inner == 768)


@pytest.mark.parametrize("kind", [Conv2d, ConvTranspose2d])
def test_transpose_is_the_adjoint(kind):
    """<conv(x), y> = <x, transpose(y)> for the same weights."""
    rng = np.random.default_rng(0)
    conv = double(Conv2d(3, 4, 3, 2, 1, bias=False, rng=rng))
    transpose = double(ConvTranspose2d(4, 3, 3, 2, 1, 1, bias=False, rng=rng))
    transpose.W.value[...] = conv.W.value
    x, y = rng.standard_normal((2, 3, 8, 8)), rng.standard_normal((2, 4, 4, 4))
    inner = float((conv.forward(x) * y).sum())
    assert inner == pytest.approx(float((x * transpose.forward(y)).sum()))
    layer, dy = (conv, y) if kind is Conv2d else (transpose, x)
    partner = transpose if kind is Conv2d else conv
    np.testing.assert_allclose(layer.backward(dy), partner.forward(dy), atol=1e-12)


@pytest.mark.parametrize("kind", [Conv1d, Conv2d, ConvTranspose2d])
def test_first_layer_gets_the_same_parameter_gradients(kind):
    rng = np.random.default_rng(0)
    layer = kind(3, 4, 3, rng=rng)
    x = rng.standard_normal((2, 3, 6, 6)[: layer.W.value.ndim], dtype=np.float32)
    dy = rng.standard_normal(layer.forward(x).shape, dtype=np.float32)
    layer.backward(dy)
    W, b = layer.W.grad.copy(), layer.b.grad.copy()
    layer.W.grad[...] = layer.b.grad[...] = 0
    layer.forward(x)
    assert layer.backward_parameters(dy) is None
    np.testing.assert_array_equal(layer.W.grad, W)
    np.testing.assert_array_equal(layer.b.grad, b)


@pytest.mark.parametrize("layout", ["C", "F", "batch last", "every second"])
def test_memory_order_of_images_does_not_matter(layout):
    rng = np.random.default_rng(0)
    x, dy = rng.standard_normal((4, 3, 6, 6)), rng.standard_normal((4, 5, 6, 6))
    layer = double(Conv2d(3, 5, 3, padding=1, rng=rng))
    y, dx = layer.forward(x).copy(), layer.backward(dy).copy()

    def arranged(a):
        if layout == "every second":
            return np.repeat(a, 2, axis=3)[..., ::2]
        if layout == "batch last":
            return a.transpose(1, 2, 3, 0).copy().transpose(3, 0, 1, 2)
        return np.asarray(a, order=layout)

    np.testing.assert_array_equal(layer.forward(arranged(x)), y)
    np.testing.assert_array_equal(layer.backward(arranged(dy)), dx)


@pytest.mark.parametrize("kind", [Conv2d, ConvTranspose2d])
def test_results_keep_their_values_when_the_layer_runs_again(kind):
    rng = np.random.default_rng(0)
    layer = kind(3, 4, 3, padding=1, rng=rng)
    x, dy = (rng.standard_normal((2, channels, 6, 6), dtype=np.float32) for channels in (3, 4))
    first = [layer.forward(x), layer.backward(dy)]
    copies = [result.copy() for result in first]
    layer.forward(2 * x)
    layer.backward(3 * dy)
    for result, copy in zip(first, copies, strict=True):
        np.testing.assert_array_equal(result, copy)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_rooms_for_products_start_with_a_line_of_the_cache(dtype):
    for shape in ((4096,), (3, 5000), (100, 1000), (0, 4)):
        room = windows_module.aligned(np.ones(2, dtype), shape)
        assert (room.shape, room.dtype, room.flags.c_contiguous) == (shape, dtype, True)
        assert room.size == 0 or room.ctypes.data % 64 == 0


def test_integer_images_are_computed_in_the_type_of_the_weights():
    layer = Conv2d(1, 2, 3, rng=np.random.default_rng(0))
    x = np.random.default_rng(1).integers(0, 256, (2, 1, 5, 5), dtype=np.uint8)
    y = layer.forward(x)
    assert y.dtype == np.float32
    np.testing.assert_array_equal(y, layer.forward(x.astype(np.float32)))


def test_empty_batch_passes_through():
    layer = Conv2d(1, 2, 3, rng=np.random.default_rng(0))
    assert layer.forward(np.zeros((0, 1, 5, 5), np.float32)).shape == (0, 2, 3, 3)
    assert layer.backward(np.zeros((0, 2, 3, 3), np.float32)).shape == (0, 1, 5, 5)


def test_starts_with_the_scale_that_he_asks_for():
    rng = np.random.default_rng(0)
    for layer in (Conv2d(64, 64, 3, rng=rng), ConvTranspose2d(64, 16, 3, rng=rng)):
        assert layer.W.value.std() == pytest.approx((2 / (64 * 9)) ** 0.5, rel=0.05)
        assert not layer.b.value.any()


def test_saved_and_loaded(tmp_path):
    def network(seed):
        rng = np.random.default_rng(seed)
        return Sequential(Conv2d(1, 2, 3, rng=rng), Flatten(), Linear(18, 3, rng=rng))

    x = np.random.default_rng(5).standard_normal((2, 1, 5, 5), dtype=np.float32)
    one, other = network(0), network(1)
    one.save(tmp_path / "network")
    other.load(tmp_path / "network")
    np.testing.assert_array_equal(one.forward(x), other.forward(x))


@pytest.mark.parametrize(
    ("make", "shape", "message"),
    [
        (
            lambda r: Conv2d(3, 4, 3, rng=r),
            (2, 1, 5, 5),
            r"Conv2d expects \(N, 3, H, W\), got \(2, 1, 5, 5\)",
        ),
        (lambda r: Conv2d(3, 4, 3, rng=r), (3, 5, 5), r"\(N, 3, H, W\), got \(3, 5, 5\)"),
        (lambda r: Conv2d(3, 4, 5, padding=1, rng=r), (2, 3, 2, 9), r"\(5, 5\) pixels .* image of \(4, 11\)"),
        (lambda r: Conv2d(3, 4, 3, dilation=4, rng=r), (2, 3, 8, 9), r"\(9, 9\) pixels .* image of \(8, 9\)"),
        (lambda r: Conv1d(3, 4, 3, rng=r), (2, 4, 5), r"Conv1d expects \(N, 3, T\), got \(2, 4, 5\)"),
        (lambda r: Conv1d(3, 4, 3, rng=r), (2, 3, 5, 5), r"\(N, 3, T\), got \(2, 3, 5, 5\)"),
        (lambda r: Conv1d(3, 4, 3, rng=r), (2, 3, 2), r"\(1, 3\) pixels .* image of \(1, 2\)"),
        (lambda r: ConvTranspose2d(3, 4, 3, rng=r), (2, 1, 5, 5), r"ConvTranspose2d expects \(N, 3, H, W\)"),
        (lambda r: ConvTranspose2d(3, 4, 2, padding=1, rng=r), (2, 3, 1, 1), r"cut \(1, 1\) .* \(2, 2\)"),
    ],
)
def test_refuses_images_that_do_not_fit(make, shape, message):
    with pytest.raises(ValueError, match=message):
        make(np.random.default_rng(0)).forward(np.zeros(shape, np.float32))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda r: Conv2d(3, 4, 3, stride=0, rng=r), "stride .* at least 1, got 0"),
        (lambda r: Conv2d(3, 4, (3, 0), rng=r), r"kernel_size .* at least 1, got \(3, 0\)"),
        (lambda r: Conv2d(3, 4, 3, padding=-1, rng=r), "padding .* at least 0, got -1"),
        (lambda r: Conv2d(3, 4, 3, dilation=0, rng=r), "dilation .* at least 1, got 0"),
        (lambda r: Conv2d(3, 4, 2.5, rng=r), r"kernel_size is an int .* got 2\.5"),
        (lambda r: Conv2d(3, 4, (3, 3, 3), rng=r), "pair of ints"),
        (lambda r: Conv2d(3, 4, 3, groups=2, rng=r), "3 input channels, 4 output channels and 2 groups"),
        (lambda r: Conv2d(4, 3, 3, groups=2, rng=r), "4 input channels, 3 output channels and 2 groups"),
        (lambda r: Conv2d(4, 4, 3, groups=0, rng=r), r"at least 1, got \(4, 4, 0\)"),
        (lambda r: Conv1d(3, 4, 3, stride=0, rng=r), "stride .* at least 1"),
        (lambda r: ConvTranspose2d(3, 4, 3, groups=2, rng=r), "3 input channels"),
        (lambda r: ConvTranspose2d(3, 4, 3, 2, output_padding=2, rng=r), "smaller than stride 2, got 2"),
    ],
)
def test_refuses_arguments_that_do_not_fit(make, message):
    with pytest.raises(ValueError, match=message):
        make(np.random.default_rng(0))
