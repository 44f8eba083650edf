"""Negative sampling: its loss, what it draws, and that a step costs the used rows only.

What every layer promises, gradients among it, is tested with ``layer_cases``.
"""

import math

import numpy as np
import pytest

from common.gradient_check import check_gradients, numerical_gradient
from common.layers import Embedding, NegativeSampling
from common.losses import SigmoidCrossEntropy
from common.optimizers import SGD

COUNTS = np.array([5, 0, 1, 3, 8])


def sampling(counts=COUNTS, D=3, seed=0, **settings):
    layer = NegativeSampling(counts, D, rng=np.random.default_rng(seed), **settings)
    layer.W.value = np.random.default_rng(seed + 1).standard_normal((len(counts), D))
    return layer


def batch(*shape, D=3, V=5):
    rng = np.random.default_rng(3)
    return rng.standard_normal((*shape, D)), rng.integers(0, V, shape)


def labels(u):
    """1 for the true id, which stands first, 0 for the drawn ones."""
    return np.broadcast_to(np.arange(u.shape[-1]) == 0, u.shape).astype(u.dtype)


def sigmoid(u):
    return 1 / (1 + math.exp(-u))


def test_with_the_sigmoid_cross_entropy_it_is_the_loss_of_the_paper():
    layer, (h, d) = sampling(), batch(7)
    u = layer.forward(h, d)
    assert layer.ids.shape == u.shape == (7, 6)
    np.testing.assert_array_equal(layer.ids[:, 0], d)
    expected = 0
    for ids, vector in zip(layer.ids, h, strict=True):
        true, *drawn = layer.W.value[ids] @ vector
        expected -= math.log(sigmoid(true)) + sum(math.log(sigmoid(-noise)) for noise in drawn)
    np.testing.assert_allclose(SigmoidCrossEntropy().forward(labels(u), u), expected / 7)


def test_the_true_id_counts_as_often_as_it_is_drawn_too():
    """Only id 0 occurs, so that all K drawn ids are the true one: −log σ(u) − K log σ(−u)."""
    layer, (h, _) = sampling(np.array([1, 0]), negatives=4), batch(1)
    loss, d = SigmoidCrossEntropy(), np.array([0])

    def value():
        u = layer.forward(h, d)
        return loss.forward(labels(u), u)

    u = layer.W.value[0] @ h[0]
    np.testing.assert_allclose(value(), -math.log(sigmoid(u)) - 4 * math.log(sigmoid(-u)))
    dh, _ = layer.backward(loss.backward())
    np.testing.assert_allclose(dh, numerical_gradient(value, h), atol=1e-8)
    np.testing.assert_allclose(
        layer.W.grad, numerical_gradient(value, layer.W.value), atol=1e-6
    )  # grad is float32


def test_gradients_are_the_numerical_ones_whatever_is_drawn():
    check_gradients(sampling(), *batch(2, 4), rng=np.random.default_rng(5))


def test_draws_by_the_power_of_the_counts():
    loss = sampling(power=0.75)
    found = np.bincount(loss.draw((40_000,)), minlength=5) / 40_000
    expected = COUNTS**0.75 / (COUNTS**0.75).sum()
    np.testing.assert_allclose(found, expected, atol=0.01)  # four standard deviations
    assert found[1] == 0


def test_power_zero_draws_the_words_that_occur_equally_often():
    found = np.bincount(sampling(power=0).draw((40_000,)), minlength=5) / 40_000
    np.testing.assert_allclose(found, [0.25, 0, 0.25, 0.25, 0.25], atol=0.01)


@pytest.mark.parametrize("counts", [[1.0] * 49, [0, 0, 3], [2, 0, 0]])
def test_never_draws_an_id_that_does_not_occur(counts):
    class Highest:
        """A generator whose random numbers are as near to 1 as they can be."""

        integers = None

        def random(self, shape, dtype):
            return np.nextafter(np.ones(shape, dtype), dtype.type(0))

        def standard_normal(self, shape, dtype):
            return np.zeros(shape, dtype)

    layer = NegativeSampling(counts, 2, rng=Highest())
    assert counts[int(layer.draw(()))] > 0


def test_marks_the_rows_it_used_and_a_step_moves_no_other():
    layer, (h, d) = sampling(np.array([1, 1] + [0] * 48)), batch(4, V=50)
    layer.backward(np.ones_like(layer.forward(h, d)))
    used = np.unique(layer.ids)
    assert len(used) <= 6
    np.testing.assert_array_equal(layer.W.rows, used)
    before = layer.W.value.copy()
    SGD(layer.parameters(), lr=0.1).step()
    np.testing.assert_array_equal(np.flatnonzero((layer.W.value != before).any(axis=1)), used)


def test_learns_which_ids_belong_together():
    """Each of four ids has a partner of its own."""
    rng = np.random.default_rng(0)
    embedding, output = Embedding(4, 8, rng=rng), NegativeSampling(np.ones(4), 8, rng=rng)
    loss, optimizer = SigmoidCrossEntropy(), SGD([*embedding.parameters(), *output.parameters()], lr=2.0)
    ids = np.arange(4)
    for _ in range(300):
        optimizer.zero_grad()
        u = output.forward(embedding.forward(ids), (ids + 1) % 4)
        loss.forward(labels(u), u)
        dh, _ = output.backward(loss.backward())
        embedding.backward(dh)
        optimizer.step()
    assert ((embedding.W.value @ output.W.value.T).argmax(axis=1) == (ids + 1) % 4).all()


@pytest.mark.parametrize("counts", [[], [0, 0], [1, -1], [1, np.nan], [1, np.inf], [[1, 2]]])
def test_refuses_counts_that_are_none(counts):
    with pytest.raises(ValueError, match="counts"):
        NegativeSampling(np.array(counts), 3, rng=np.random.default_rng(0))


@pytest.mark.parametrize(("h", "d"), [((1, 3), (2,)), ((3,), (3,)), ((2, 3), ())])
def test_refuses_other_shapes(h, d):
    with pytest.raises(ValueError, match=r"expected vectors \(\.\.\., 3\) and one id for each"):
        sampling().forward(np.zeros(h), np.zeros(d, int))


@pytest.mark.parametrize("d", [[5], [-1], [0.5]])
def test_refuses_other_ids(d):
    with pytest.raises(ValueError, match="ids"):
        sampling().forward(np.zeros((1, 3)), np.array(d))


@pytest.mark.parametrize("negatives", [0, 1.5])
def test_refuses_other_numbers_of_negatives(negatives):
    with pytest.raises(ValueError, match="negatives"):
        sampling(negatives=negatives)
