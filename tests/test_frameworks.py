"""The loss curves of common and of the installed frameworks, from the same weights.

All in float64: rounding is then 1e-16 a step, and the bound of 1e-5 leaves no room for a small fault.
"""

import copy
import sys
from pathlib import Path

import numpy as np
import pytest

from common import environment, layers
from common.datasets import load_digits
from common.layers import Sequential
from common.losses import SoftmaxCrossEntropy
from common.optimizers import SGD, Momentum
from tools import lessons
from tools.run_notebooks import ENVIRONMENT, execute

RATE = 0.1
BOUND = 1e-5


def batches(shape=(64,)):
    x, d = load_digits()
    x = x.astype(np.float64).reshape(len(x), *shape)
    return [(x[i : i + 50], d[i : i + 50]) for i in range(0, 1500, 50)]


def network(*parts):
    return Sequential(*parts).to(lambda array: array.astype(np.float64))


@pytest.fixture
def mlp():
    rng = np.random.default_rng(0)
    return network(layers.Linear(64, 16, rng=rng), layers.Tanh(), layers.Linear(16, 10, rng=rng))


@pytest.fixture
def cnn():
    rng = np.random.default_rng(0)
    convolution = layers.Conv2d(1, 3, 3, padding=1, rng=rng)
    dense = layers.Linear(48, 10, rng=rng)
    return network(convolution, layers.ReLU(), layers.MaxPool2d(2), layers.Flatten(), dense)


def our_curve(start, data, momentum=0.0):
    model, loss, curve = copy.deepcopy(start), SoftmaxCrossEntropy(), []
    optimizer = Momentum(model.parameters(), lr=RATE, momentum=momentum)
    for x, d in data:
        curve.append(float(loss.forward(d, model.forward(x))))
        optimizer.zero_grad()
        model.backward_parameters(loss.backward())
        optimizer.step()
    return np.array(curve)


def assert_one_curve(curve, ours):
    assert ours[-1] < 0.8 * ours[0], "a curve that does not fall proves little"
    np.testing.assert_allclose(curve, ours, rtol=0, atol=BOUND)


def test_scikit_learn(mlp):
    neural_network = pytest.importorskip("sklearn.neural_network")
    data = batches()
    net = neural_network.MLPClassifier(
        [16], activation="tanh", solver="sgd", learning_rate_init=RATE, momentum=0, alpha=0, shuffle=False
    )
    net.partial_fit(*data[0], classes=np.arange(10))  # makes the arrays
    W1, b1, W2, b2 = mlp.values().values()
    for array, value in zip([*net.coefs_, *net.intercepts_], [W1, W2, b1, b2], strict=True):
        array[...] = value
    assert_one_curve([net.partial_fit(x, d).loss_ for x, d in data * 4], our_curve(mlp, data * 4))


def torch_curve(torch, model, data, momentum=0.0):
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE, momentum=momentum)
    curve = []
    for x, d in data:
        loss = torch.nn.functional.cross_entropy(model(torch.tensor(x)), torch.tensor(d))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        curve.append(loss.item())
    return curve


def torch_loaded(torch, layer, weight, bias):
    layer.weight, layer.bias = (torch.nn.Parameter(torch.tensor(array)) for array in (weight, bias))
    return layer


def test_torch(mlp):
    torch = pytest.importorskip("torch")
    nn, data = torch.nn, batches() * 4
    W1, b1, W2, b2 = mlp.values().values()
    first = torch_loaded(torch, nn.Linear(64, 16), W1.T, b1)
    model = nn.Sequential(first, nn.Tanh(), torch_loaded(torch, nn.Linear(16, 10), W2.T, b2))
    assert_one_curve(torch_curve(torch, model, data), our_curve(mlp, data))


def test_torch_on_images(cnn):
    torch = pytest.importorskip("torch")
    nn, data = torch.nn, batches((1, 8, 8)) * 2
    K, b1, W, b2 = cnn.values().values()
    convolution = torch_loaded(torch, nn.Conv2d(1, 3, 3, padding=1), K, b1)
    dense = torch_loaded(torch, nn.Linear(48, 10), W.T, b2)
    model = nn.Sequential(convolution, nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), dense)
    assert_one_curve(torch_curve(torch, model, data, momentum=0.9), our_curve(cnn, data, momentum=0.9))


@pytest.fixture
def keras(monkeypatch):
    monkeypatch.setenv("TF_CPP_MIN_LOG_LEVEL", "3")
    monkeypatch.setenv("TF_ENABLE_ONEDNN_OPTS", "0")
    monkeypatch.setenv("KERAS_BACKEND", "tensorflow")
    pytest.importorskip("tensorflow")
    module = pytest.importorskip("keras")
    before = module.config.floatx()
    module.config.set_floatx("float64")
    yield module
    module.config.set_floatx(before)


def keras_curve(keras, model, data):
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(loss=loss, optimizer=keras.optimizers.SGD(RATE))
    curve = []
    for x, d in data:
        model.reset_metrics()
        curve.append(float(model.train_on_batch(x, d)))
    return curve


def test_keras(mlp, keras):
    data = batches() * 4
    dense = keras.layers.Dense
    model = keras.Sequential([keras.Input((64,)), dense(16, activation="tanh"), dense(10)])
    model.set_weights(list(mlp.values().values()))
    assert_one_curve(keras_curve(keras, model, data), our_curve(mlp, data))


def test_keras_on_images(cnn, keras):
    data = batches((1, 8, 8)) * 5
    K, b1, W, b2 = cnn.values().values()
    convolution = keras.layers.Conv2D(3, 3, padding="same", activation="relu")
    parts = [keras.Input((8, 8, 1)), convolution, keras.layers.MaxPooling2D(2), keras.layers.Flatten()]
    model = keras.Sequential([*parts, keras.layers.Dense(10)])
    W = W.reshape(3, 4, 4, 10).transpose(1, 2, 0, 3).reshape(48, 10)
    model.set_weights([K.transpose(2, 3, 1, 0), b1, W, b2])
    last = [(np.moveaxis(x, 1, -1), d) for x, d in data]
    assert_one_curve(keras_curve(keras, model, last), our_curve(cnn, data))


def test_the_bound_sees_a_small_penalty(mlp):
    data = batches() * 4
    model, loss, curve = copy.deepcopy(mlp), SoftmaxCrossEntropy(), []
    optimizer = SGD(model.parameters(), lr=RATE, weight_decay=1e-4)
    for x, d in data:
        curve.append(float(loss.forward(d, model.forward(x))))
        optimizer.zero_grad()
        model.backward_parameters(loss.backward())
        optimizer.step()
    with pytest.raises(AssertionError):
        assert_one_curve(curve, our_curve(mlp, data))


def test_a_framework_that_is_here(capsys):
    assert environment.optional("numpy") is np
    assert capsys.readouterr().out == f"numpy {np.__version__}\n"


def test_a_framework_that_is_missing_is_said_to_be_so(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "torch", None)  # `import torch` now raises ImportError
    assert environment.optional("torch") is None
    said = capsys.readouterr().out
    assert said.startswith("torch is not here")
    assert "left out" in said


def test_a_fault_inside_a_framework_is_not_taken_for_a_missing_one(monkeypatch, tmp_path):
    (tmp_path / "broken_framework.py").write_text("1 / 0\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ZeroDivisionError):
        environment.optional("broken_framework")


def printed(notebook):
    """What the cells print whose outputs must not depend on what is installed."""
    return [
        "".join(output.get("text", "") for output in cell.outputs)
        for cell in notebook.cells
        if cell.cell_type == "code" and "nbval-ignore-output" not in lessons.tags(cell)
    ]


@pytest.mark.parametrize("hidden", ["tensorflow keras", "torch tensorflow keras"])
def test_the_lesson_runs_without(hidden, monkeypatch):
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent / "no_frameworks"))
    monkeypatch.setenv("HIDDEN_MODULES", hidden)
    (lesson,) = lessons.select("day4/01")
    notebook = lessons.read(lesson.path)
    before = printed(notebook)
    execute(notebook, lesson.path.parent)
    said = "".join(str(cell.get("outputs", "")) for cell in notebook.cells)
    assert "tensorflow is not here" in said
    assert ("torch is not here" in said) == ("torch" in hidden.split())
    assert printed(notebook) == before
