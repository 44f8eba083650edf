"""Parameters, finding them, sharing them, saving them, and joining layers."""

import copy
import os
import re
from collections import deque

import numpy as np
import pytest

from common.layers import (
    Concat,
    Dropout,
    Flatten,
    Layer,
    Linear,
    Parameter,
    ReLU,
    Residual,
    Sequential,
    Tanh,
)


def rng():
    return np.random.default_rng(0)


def model(hidden=4):
    """4 → hidden → 2 with a statistic that is saved but not learnt."""
    layer = Sequential(
        Linear(4, hidden, rng=rng()), ReLU(), Dropout(0.5, rng=rng()), Linear(hidden, 2, rng=rng())
    )
    layer.statistic = Parameter(np.arange(3, dtype=np.float32), trainable=False)
    return layer


def names(layer):
    return [name for name, _ in layer.named_parameters()]


# --- parameters ---------------------------------------------------------------------------------


def test_parameter_has_a_gradient_of_zeros_like_its_value():
    parameter = Parameter(np.ones((2, 3), dtype=np.float32))
    assert (parameter.grad.shape, parameter.grad.dtype) == ((2, 3), np.float32)
    assert not parameter.grad.any()
    assert parameter.trainable
    assert repr(parameter) == "Parameter(shape (2, 3), float32)"
    assert repr(Parameter(np.ones(1), trainable=False)) == "Parameter(shape (1,), float64, not trainable)"


def test_names_are_paths_in_the_order_of_the_attributes():
    expected = ["layers.0.W", "layers.0.b", "layers.3.W", "layers.3.b", "statistic"]
    assert names(model()) == names(model()) == expected
    nested = Residual(Concat(Linear(4, 2, rng=rng()), Linear(4, 2, bias=False, rng=rng())))
    assert names(nested) == ["layer.branches.0.W", "layer.branches.0.b", "layer.branches.1.W"]


def test_finds_parameters_in_tuples_and_nested_lists():
    layer = Layer()
    layer.pair = (Parameter(np.ones(1)), [Linear(1, 1, bias=False, rng=rng()), Parameter(np.ones(2))])
    assert names(layer) == ["pair.0", "pair.1.0.W", "pair.1.1"]


def test_a_shared_parameter_is_found_once_and_collects_both_gradients():
    first, second = Linear(3, 3, bias=False, rng=rng()), Linear(3, 3, bias=False, rng=rng())
    second.W = first.W
    tied = Sequential(first, second)
    assert names(tied) == ["layers.0.W"]
    x = np.array([[1.0, 2, 3]])
    y = tied.forward(x)
    tied.backward(np.ones_like(y))
    W = first.W.value.astype(np.float64)
    np.testing.assert_allclose(
        first.W.grad, x.T @ (np.ones((1, 3)) @ W.T) + (x @ W).T @ np.ones((1, 3)), rtol=1e-5
    )


def test_a_shared_parameter_is_converted_once():
    first, second = Linear(3, 3, bias=False, rng=rng()), Linear(3, 3, bias=False, rng=rng())
    second.W = first.W
    Sequential(first, second).to(lambda a: 2 * a)
    np.testing.assert_array_equal(second.W.value, 2 * Linear(3, 3, rng=rng()).W.value)
    assert second.W is first.W


def test_copies_share_nothing():
    layer = model()
    other = copy.deepcopy(layer)
    other.layers[0].W.value += 1
    assert not np.array_equal(layer.layers[0].W.value, other.layers[0].W.value)


def test_to_converts_values_and_gradients():
    layer = model()
    assert layer.to(lambda a: a.astype(np.float64)) is layer
    for parameter in layer.parameters():
        assert (parameter.value.dtype, parameter.grad.dtype) == (np.float64, np.float64)


def test_train_and_eval_reach_every_layer():
    layer = Residual(Sequential(Concat(Dropout(0.5, rng=rng()), axis=0), Tanh()))
    inner = layer.layer.layers[0].branches[0]
    assert inner.training
    assert layer.eval() is layer
    assert not layer.training
    assert not inner.training
    assert layer.train() is layer
    assert layer.training
    assert inner.training
    assert Dropout(0.5, rng=rng()).training  # other layers keep their own flag


class Frozen(Layer):
    """A part that stays in evaluation."""

    def __init__(self, layer):
        self.layer = layer

    def forward(self, x):
        return self.layer.forward(x)

    def backward(self, dy):
        return self.layer.backward(dy)

    def train(self):
        return self.eval()


def test_a_frozen_part_stays_in_evaluation():
    trunk = Sequential(Dropout(0.5, rng=rng()))
    model = Sequential(Frozen(trunk), Dropout(0.5, rng=rng()))
    assert [layer.training for layer in model.train().all_layers()] == [True, False, False, False, True]
    assert not any(layer.training for layer in model.eval().all_layers())


def test_finds_layers_in_dicts_and_switches_them():
    model = Layer()
    model.heads = {"policy": Linear(4, 2, bias=False, rng=rng()), "rest": [Dropout(0.5, rng=rng())]}
    model.queue = deque([Linear(4, 2, bias=False, rng=rng())])
    assert names(model) == ["heads.policy.W", "queue.0.W"]
    model.eval()
    assert not model.heads["rest"][0].training


@pytest.mark.parametrize("hide", [lambda layer: {layer}, lambda layer: np.array([[layer]], dtype=object)])
def test_refuses_a_container_where_layers_are_not_found(hide):
    model = Layer()
    model.parts = {"inner": hide(ReLU())}
    for look in (model.parameters, model.train, model.all_layers):
        with pytest.raises(
            TypeError, match=r"parts\.inner holds layers .* in a (set|ndarray).*list or a dict"
        ):
            look()
    model.parts = [{1, "a"}, np.array([None, "a"]), np.ones(2)]
    assert model.parameters() == []


def test_layers_that_know_each_other_are_found_once():
    model = Sequential(Linear(4, 2, bias=False, rng=rng()), Dropout(0.5, rng=rng()))
    model.layers[1].parent = model.layers[0].parent = model
    model.layers[0].model = {"up": [model]}
    assert names(model) == ["layers.0.W"]
    assert model.all_layers() == [model, *model.layers]
    model.eval()
    assert not model.layers[1].training
    model.layers[1].train()  # asks its parent too
    assert model.training


def test_a_layer_is_called_like_a_function():
    layer, x = Linear(4, 2, rng=rng()), np.ones((3, 4))
    np.testing.assert_array_equal(layer(x), layer.forward(x))


def test_an_unwritten_layer_names_itself():
    class Half(Layer):
        pass

    with pytest.raises(NotImplementedError, match=r"Half\.forward"):
        Half().forward(1)
    with pytest.raises(NotImplementedError, match=r"Half\.backward"):
        Half().backward(1)


# --- values, save and load ------------------------------------------------------------------------------


def changed():
    layer = model()
    for i, parameter in enumerate(layer.parameters()):
        parameter.value += i + 1
    return layer


def arrays(layer):
    return {name: parameter.value.copy() for name, parameter in layer.named_parameters()}


def test_a_target_network_follows_by_assign():
    online = model()
    target = copy.deepcopy(online)
    online.layers[0].W.value += 1
    kept = target.layers[0].W.value
    target.assign(online.values())
    np.testing.assert_array_equal(
        kept, online.layers[0].W.value
    )  # the array itself, as an optimiser may hold it
    online.layers[0].W.value += 1
    assert (kept != online.layers[0].W.value).all()


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (np.array(["a", "b", "c"]), "statistic is float32 in the model, got <U1"),
        (np.ones(3) * 1j, "statistic is float32 in the model, got complex128"),
        (np.array([0, 1e300, 0]), "statistic is float32 in the model, got numbers beyond its range"),
        (np.ones(4), r"statistic is \(3,\) in the model, got \(4,\)"),
    ],
)
def test_assign_refuses_what_does_not_fit_and_changes_nothing(value, message):
    layer, values = model(), changed().values()
    with pytest.raises(ValueError, match=message):
        layer.assign(values | {"statistic": value})
    for key, old in arrays(model()).items():
        np.testing.assert_array_equal(arrays(layer)[key], old)


@pytest.mark.parametrize(("value", "message"), [(0.7, "got float64"), (300, "beyond its range")])
def test_assign_refuses_what_integers_cannot_hold(value, message):
    layer = Layer()
    layer.codes = Parameter(np.zeros(1, dtype=np.int8))
    with pytest.raises(ValueError, match=message):
        layer.assign({"codes": np.array([value])})
    layer.assign({"codes": np.array([-128])})
    assert layer.codes.value == -128


def test_assign_takes_infinity_and_nan_as_they_are():
    layer = Layer()
    layer.limit = Parameter(np.zeros(2, dtype=np.float32))
    layer.assign({"limit": np.array([np.inf, np.nan])})
    np.testing.assert_array_equal(layer.limit.value, [np.inf, np.nan])


@pytest.mark.parametrize("name", ["model", "model.npz", "model.v1"])
def test_load_restores_what_save_wrote(name, tmp_path):
    saved, loaded = changed(), model()
    saved.save(tmp_path / name)
    held = loaded.layers[0].W.value  # an optimiser may hold the array
    loaded.load(str(tmp_path / name))
    for key, value in arrays(saved).items():
        np.testing.assert_array_equal(arrays(loaded)[key], value)
    assert loaded.layers[0].W.value is held
    assert [path.suffix for path in tmp_path.iterdir()] == [".npz"]


def test_load_keeps_the_type_of_the_model(tmp_path):
    changed().to(lambda a: a.astype(np.float64)).save(tmp_path / "model")
    layer = model()
    layer.load(tmp_path / "model")
    assert {parameter.value.dtype for parameter in layer.parameters()} == {np.dtype(np.float32)}


def test_save_replaces_an_older_file(tmp_path):
    model().save(tmp_path / "model")
    changed().save(tmp_path / "model")
    layer = model()
    layer.load(tmp_path / "model")
    np.testing.assert_array_equal(layer.statistic.value, changed().statistic.value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda stored: stored.pop("layers.3.b"), "layers.3.b is missing"),
        (lambda stored: stored.update(extra=np.ones(2)), "extra is not in the model"),
        (
            lambda stored: stored.update({"layers.3.W": np.ones((2, 4))}),
            "layers.3.W is (4, 2) in the model, got (2, 4)",
        ),
        (
            lambda stored: stored.update(statistic=np.ones(1)),
            "statistic is (3,) in the model, got (1,)",
        ),
    ],
)
def test_load_refuses_another_models_file_and_changes_nothing(change, message, tmp_path):
    stored = arrays(changed())
    change(stored)
    np.savez(tmp_path / "model.npz", **stored)
    layer = model()
    with pytest.raises(ValueError, match=re.escape(message)):
        layer.load(tmp_path / "model.npz")
    for key, value in arrays(model()).items():
        np.testing.assert_array_equal(arrays(layer)[key], value)


def test_load_names_every_difference(tmp_path):
    model(hidden=5).save(tmp_path / "model")
    with pytest.raises(ValueError, match=r"layers\.0\.W .*layers\.0\.b .*layers\.3\.W .*Nothing was changed"):
        model(hidden=4).load(tmp_path / "model")


@pytest.mark.parametrize("cut", [0, 10, 1000, -1])
def test_load_refuses_a_damaged_file_and_changes_nothing(cut, tmp_path):
    changed().save(tmp_path / "model")
    path = tmp_path / "model.npz"
    content = path.read_bytes()
    path.write_bytes(content[:cut])
    layer = model()
    with pytest.raises(ValueError, match=r"model\.npz: no model file, or damaged"):
        layer.load(path)
    np.testing.assert_array_equal(layer.statistic.value, model().statistic.value)


def test_load_notices_a_flipped_byte(tmp_path):
    changed().save(tmp_path / "model")
    path = tmp_path / "model.npz"
    content = bytearray(path.read_bytes())
    content[content.index(changed().layers[0].W.value.tobytes()) + 5] ^= 1
    path.write_bytes(content)
    with pytest.raises(ValueError, match="damaged"):
        model().load(path)


def test_load_of_a_missing_file_names_it(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"nothing\.npz"):
        model().load(tmp_path / "nothing")


def test_load_runs_no_pickle(tmp_path):
    stored = arrays(model())
    stored["statistic"] = np.array([model, None, None], dtype=object)
    np.savez(tmp_path / "model.npz", **stored)
    with pytest.raises(ValueError, match="pickle"):
        model().load(tmp_path / "model")


def test_save_into_a_missing_folder_says_so(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"make the folder .*missing first"):
        model().save(tmp_path / "missing" / "model")


def test_a_failed_save_leaves_the_old_file(tmp_path, monkeypatch):
    changed().save(tmp_path / "model")
    before = (tmp_path / "model.npz").read_bytes()

    def full(file, *_, **__):
        file.write(b"half a file")
        raise OSError("no space left on device")

    monkeypatch.setattr(np.lib.format, "write_array", full)
    with pytest.raises(OSError, match="no space left"):
        model().save(tmp_path / "model")
    assert os.listdir(tmp_path) == ["model.npz"]
    assert (tmp_path / "model.npz").read_bytes() == before


def test_save_follows_a_link_and_keeps_it(tmp_path):
    (tmp_path / "disk").mkdir()
    (tmp_path / "model.npz").symlink_to(tmp_path / "disk" / "model.npz")
    changed().save(tmp_path / "model")
    assert (tmp_path / "model.npz").is_symlink()
    assert os.listdir(tmp_path / "disk") == ["model.npz"]
    model().load(tmp_path / "model")


def test_any_attribute_can_be_saved(tmp_path):
    layer = Layer()
    layer.file, layer.allow_pickle = Parameter(np.ones(2)), Parameter(np.zeros(1))
    layer.save(tmp_path / "model")
    layer.file.value[...] = 5
    layer.load(tmp_path / "model")
    np.testing.assert_array_equal(layer.file.value, 1)


def test_a_folder_of_that_name_is_named(tmp_path):
    (tmp_path / "model.npz").mkdir()
    with pytest.raises(OSError, match=r"cannot write .*model\.npz .*another name"):
        model().save(tmp_path / "model")
    with pytest.raises(IsADirectoryError, match=r"model\.npz"):
        model().load(tmp_path / "model")
    assert os.listdir(tmp_path) == ["model.npz"]


def test_every_damage_is_the_same_error(tmp_path):
    path = tmp_path / "model.npz"
    np.savez_compressed(path, **changed().values())
    content = path.read_bytes()
    for i in range(0, len(content), 7):
        damaged = bytearray(content)
        damaged[i] ^= 0x55
        path.write_bytes(damaged)
        layer = model()
        try:
            layer.load(path)
        except ValueError:
            expected = model()
        else:
            expected = changed()  # a byte that carries nothing, such as a date
        for key, value in arrays(expected).items():
            np.testing.assert_array_equal(arrays(layer)[key], value)


# --- joining ------------------------------------------------------------------------------------


def test_sequential_goes_through_in_order_and_back():
    double, add = Linear(1, 1, rng=rng()), Linear(1, 1, rng=rng())
    double.W.value[...], add.W.value[...], add.b.value[...] = 2, 1, 5
    layer = Sequential(double, add)
    np.testing.assert_array_equal(layer.forward(np.array([[3.0]])), [[11]])
    np.testing.assert_array_equal(layer.backward(np.array([[1.0]])), [[2]])
    np.testing.assert_array_equal(double.W.grad, [[3]])
    np.testing.assert_array_equal(add.W.grad, [[6]])


def test_sequential_leaves_out_the_gradient_of_the_data():
    class Data(Linear):
        def backward(self, _):
            raise AssertionError("the gradient of the data was computed")

    layer = Sequential(Data(3, 2, rng=rng()), Tanh(), Linear(2, 1, rng=rng()))
    y = layer.forward(np.ones((4, 3)))
    layer.backward_parameters(np.ones_like(y))
    assert layer.layers[0].W.grad.any()


def test_residual_adds_the_shortcut():
    layer = Linear(2, 2, rng=rng())
    layer.W.value[...] = [[0, 1], [1, 0]]
    residual, x = Residual(layer), np.array([[1.0, 5]])
    np.testing.assert_array_equal(residual.forward(x), [[6, 6]])
    np.testing.assert_array_equal(residual.backward(x), [[6, 6]])


def test_residual_refuses_branches_of_two_shapes():
    with pytest.raises(ValueError, match=re.escape("got (3, 1) from the layer and (3, 4) from the shortcut")):
        Residual(Linear(4, 1, rng=rng())).forward(np.ones((3, 4)))


@pytest.mark.parametrize("axis", [0, 1, 2, -1])
def test_concat_joins_along_its_axis(axis):
    x = rng().standard_normal((2, 3, 4))
    layer = Concat(Tanh(), ReLU(), axis=axis)
    np.testing.assert_array_equal(layer.forward(x), np.concatenate([np.tanh(x), np.maximum(x, 0)], axis=axis))
    dy = rng().standard_normal(layer.forward(x).shape)
    first, second = np.split(dy, 2, axis=axis)
    np.testing.assert_allclose(layer.backward(dy), first * (1 - np.tanh(x) ** 2) + second * (x > 0))


def test_concat_refuses_no_branch_and_branches_that_do_not_fit():
    with pytest.raises(ValueError, match="at least one branch"):
        Concat()
    with pytest.raises(ValueError, match=re.escape("got (2, 12), (2, 3, 4)")):
        Concat(Flatten(), Tanh()).forward(np.ones((2, 3, 4)))
    with pytest.raises(ValueError, match=re.escape("got (2, 5, 1), (2, 5, 4)")):
        Concat(Linear(4, 1, rng=rng()), Tanh()).forward(np.ones((2, 5, 4)))
