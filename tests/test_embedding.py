"""Embeddings: what they look up, the gradient of repeated ids, and steps that cost the used rows only."""

import numpy as np
import pytest

from common.gradient_check import check_gradients
from common.layers import Embedding, Layer, Linear, Parameter, Sequential
from common.optimizers import SGD, Adam, Momentum, add_l2_penalty, clip_gradients

IDS = np.array([[3, 1, 3], [0, 3, 1]])


def embedding(V=6, D=2):
    return Embedding(V, D, rng=np.random.default_rng(0))


def backward(layer, ids=IDS, seed=1):
    y = layer.forward(ids)
    layer.backward(np.random.default_rng(seed).standard_normal(y.shape).astype(y.dtype))


def test_gives_the_row_of_every_id():
    layer = embedding()
    np.testing.assert_array_equal(layer.forward(IDS), layer.W.value[IDS])
    assert layer.forward(IDS).dtype == np.float32


def test_gradients_of_repeated_ids_add_up():
    layer = embedding()
    dy = np.arange(12, dtype=np.float32).reshape(2, 3, 2)
    layer.forward(IDS)
    assert layer.backward(dy) is None
    expected = np.zeros((6, 2))
    for i, row in zip(IDS.ravel(), dy.reshape(-1, 2), strict=True):
        expected[i] += row
    np.testing.assert_array_equal(layer.W.grad, expected)
    np.testing.assert_array_equal(layer.W.rows, [0, 1, 3])


def test_add_rows_adds_to_what_is_there_and_leaves_a_dense_gradient_dense():
    parameter = Parameter(np.zeros((4, 2)))
    parameter.grad += 1
    parameter.add_rows(np.array([2, 0, 2]), np.array([[1.0, 2], [3, 4], [5, 6]]))
    np.testing.assert_array_equal(parameter.grad, [[4, 5], [1, 1], [7, 9], [1, 1]])
    assert parameter.rows is None


@pytest.mark.parametrize("ids", [np.array([6]), np.array([-1]), np.array([0.0])])
def test_refuses_other_ids(ids):
    with pytest.raises(ValueError, match="ids"):
        embedding().forward(ids)


def test_takes_an_empty_batch():
    layer = embedding()
    backward(layer, np.zeros((0, 3), dtype=int))
    assert not layer.W.grad.any()
    assert len(layer.W.rows) == 0


@pytest.mark.parametrize("rule", [SGD, lambda parameters: Momentum(parameters, weight_decay=0.1), Adam])
def test_a_step_moves_the_used_rows_as_a_dense_step_does_and_no_other(rule):
    sparse, dense = embedding(), embedding()
    start = sparse.W.value.copy()
    optimizers = [rule(layer.parameters()) for layer in (sparse, dense)]
    for layer, optimizer in zip((sparse, dense), optimizers, strict=True):
        backward(layer)
        if layer is dense:
            layer.W.rows = None
        optimizer.step()
    used = [0, 1, 3]
    np.testing.assert_array_equal(sparse.W.value[used], dense.W.value[used])
    assert (sparse.W.value[used] != start[used]).any(axis=1).all()
    np.testing.assert_array_equal(sparse.W.value[[2, 4, 5]], start[[2, 4, 5]])


def test_the_memory_of_unused_rows_rests():
    layer = embedding()
    optimizer = Momentum(layer.parameters(), lr=0.1)
    backward(layer, np.array([1]))
    optimizer.step()
    kept = layer.W.value[1].copy()
    optimizer.zero_grad()
    backward(layer, np.array([2]))
    optimizer.step()
    np.testing.assert_array_equal(layer.W.value[1], kept)  # lazy: it does not roll on


def test_zero_grad_clears_what_was_used():
    layer = embedding()
    optimizer = SGD(layer.parameters(), lr=0.1)
    backward(layer)
    optimizer.zero_grad()
    assert not layer.W.grad.any()
    assert layer.W.rows.shape == (0,)


def test_another_number_type_keeps_the_rows():
    layer = embedding()
    layer.to(lambda array: array.astype(np.float64))
    assert layer.W.rows.shape == (0,)
    backward(layer)
    np.testing.assert_array_equal(layer.W.rows, [0, 1, 3])
    layer.to(lambda array: array.astype(np.float32))
    np.testing.assert_array_equal(layer.W.rows, [0, 1, 3])


def test_clipping_keeps_the_rows():
    layer = embedding()
    backward(layer)
    clip_gradients(layer.parameters(), 1e-3)
    np.testing.assert_array_equal(layer.W.rows, [0, 1, 3])


def test_a_penalty_reaches_all_rows():
    layer = embedding()
    backward(layer)
    add_l2_penalty(layer.parameters(), 0.1)
    assert layer.W.rows is None


class TiedOutput(Layer):
    """Logits for all ids from the table of an embedding: y = x Wᵀ."""

    def __init__(self, W):
        self.W = W

    def forward(self, x):
        self.x = x
        return x @ self.W.value.T

    def backward(self, dy):
        V, D = self.W.value.shape
        self.W.grad += dy.reshape(-1, V).T @ self.x.reshape(-1, D)
        return dy @ self.W.value


def test_a_table_shared_with_a_dense_layer_moves_as_a_whole():
    layer = embedding()
    model = Sequential(layer, Linear(2, 2, rng=np.random.default_rng(1)), TiedOutput(layer.W))
    assert check_gradients(model, IDS, rng=np.random.default_rng(2)) < 1e-7
    optimizer = SGD(model.parameters(), lr=0.1)
    for _ in range(2):
        start = layer.W.value.copy()
        optimizer.zero_grad()
        assert not layer.W.grad.any()
        backward(model)
        optimizer.step()
        np.testing.assert_allclose(layer.W.value, start - 0.1 * layer.W.grad, rtol=1e-6)
        assert (layer.W.value != start).any(axis=1).all()


def test_two_embeddings_of_one_table_use_the_rows_of_both():
    first, second = embedding(), embedding()
    second.W = first.W
    backward(first, np.array([1]))
    backward(second, np.array([4, 1]))
    np.testing.assert_array_equal(first.W.rows, [1, 4])
