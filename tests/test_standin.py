"""The stand-in array refuses what a GPU array refuses; otherwise the device tests would prove nothing."""

import numpy as np
import pytest
from standin import StandIn, StandInGenerator

from common import functions

HOST = np.arange(6.0).reshape(2, 3)


def in_place(host, x):
    host += x


def assign(x, value):
    x[0] = value


@pytest.mark.parametrize(
    "mix",
    [
        lambda x: x + HOST,
        lambda x: HOST + x,
        lambda x: x @ HOST.T,
        lambda x: np.sqrt(2) * x,
        lambda x: np.maximum(x, np.float64(0)),
        lambda x: np.where(HOST > 0, x, 0),
        lambda x: np.concatenate([x, HOST]),
        lambda x: np.einsum("ij,ij->i", x, HOST),
        lambda x: np.add(x, 1, out=HOST.copy()),
        lambda x: x[np.array([0, 1])],
        lambda x: x[:, np.array([True, False, True])],
        lambda x: HOST[x.astype(int)],
        lambda x: np.add.at(x, (np.array([0]),), 1.0),
        lambda x: np.asarray(x),
        lambda x: np.array([x[0], x[1]]),
        lambda x: float(x[0, 0]),
        lambda x: x[0, 0].item(),
        lambda x: in_place(HOST.copy(), x),
        lambda x: assign(x, HOST[1]),
        lambda x: functions.mean_squared_error(HOST, x),
    ],
)
def test_refuses_what_crosses_to_the_host(mix):
    with pytest.raises((TypeError, IndexError)):
        mix(StandIn(HOST))


@pytest.mark.parametrize(
    "use",
    [
        lambda x: 2.0 * x + x.sum(axis=0) @ x.T[:, :1],
        lambda x: np.concatenate([x, np.zeros_like(x, shape=(1, 3))])[..., None],
        lambda x: x[np.arange(2, like=x)],
        lambda x: x.sum(),
        lambda x: x[0, 0],
        lambda x: np.split(x, 3, axis=1)[1],
        lambda x: np.exp(x, out=np.empty_like(x)),
        lambda x: np.where(x > 1, x, 0),
        lambda x: np.linalg.norm(x),
    ],
)
def test_computes_what_numpy_computes(use):
    result = use(StandIn(HOST))
    assert type(result) is StandIn
    np.testing.assert_array_equal(result.host, use(HOST))


def test_works_in_place():
    x = StandIn(HOST.copy())
    same = x
    x += StandIn(HOST)
    x[0] = 5
    np.add.at(x, (StandIn([1, 1]), 0), 1.0)
    assert x is same
    np.testing.assert_array_equal(x.host, [[5, 5, 5], [8, 8, 10]])


def test_decides_and_counts():
    assert bool((StandIn(HOST) >= 0).all())
    assert int((StandIn(HOST) > 0).sum()) == 5


def test_generator_draws_stand_ins():
    rng = StandInGenerator(0)
    draws = [rng.random((2,), dtype=np.float32), rng.standard_normal((2,)), rng.integers(3, size=2)]
    assert [type(draw) for draw in draws] == [StandIn] * 3
