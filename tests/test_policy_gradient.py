"""Policy gradients: the exact one, and estimates whose mean over all episodes is exactly it."""

import numpy as np
import pytest

from common.functions import softmax
from common.gradient_check import numerical_gradient
from common.mdp import MDP, policy_evaluation
from common.policy_gradient import advantages, exact_gradient

START = np.array([0.7, 0.3, 0, 0, 0, 0])


def stages(discount=0.8):
    """States 0 … 4 and an end, 5: every action leads to a later state, so that episodes are few and short."""
    rng = np.random.default_rng(3)
    P, R = np.zeros((6, 2, 6)), 2 + rng.standard_normal((6, 2))
    for s in range(5):
        P[s, :, s + 1 :] = rng.dirichlet(np.ones(5 - s), 2)
    P[5, :, 5], R[5] = 1, 0
    return MDP(P, R, discount)


def episodes(mdp, policy, start):
    """Every episode that can happen: (probability, states with the last one, actions, rewards)."""
    going = [(p, [s], [], []) for s, p in enumerate(start) if p > 0]
    while going:
        p, states, actions, rewards = going.pop()
        s = states[-1]
        if s == len(mdp.P) - 1:
            yield p, np.array(states), np.array(actions), np.array(rewards)
            continue
        for a, after in np.argwhere(mdp.P[s] > 0):
            q = p * policy[s, a] * mdp.P[s, a, after]
            going.append((q, [*states, after], [*actions, a], [*rewards, mdp.R[s, a]]))


def mean_estimate(mdp, logits, V, trace):
    """The mean over all episodes of Σ_t γ^t A_t ∇log π(a_t|s_t), weighted by their probabilities."""
    policy, mean = softmax(logits), np.zeros_like(logits)
    for p, states, actions, rewards in episodes(mdp, policy, START):
        s, over = states[:-1], np.arange(len(actions)) == len(actions) - 1
        A = advantages(rewards, V[s], V[states[1:]], over, over, mdp.discount, trace)
        A *= p * mdp.discount ** np.arange(len(A))
        np.add.at(mean, s, A[:, None] * (np.eye(2)[actions] - policy[s]))
    return mean


@pytest.fixture
def logits():
    return np.random.default_rng(5).standard_normal((6, 2))


@pytest.mark.parametrize("discount", [0.0, 0.8, 1.0])
def test_exact_gradient_is_the_slope_of_the_mean_return(discount, logits):
    mdp = stages(discount)
    slope = numerical_gradient(lambda: START @ policy_evaluation(mdp, softmax(logits)), logits)
    np.testing.assert_allclose(exact_gradient(mdp, logits, START), slope, atol=1e-7)


def test_exact_gradient_of_a_world_without_an_end():
    rng = np.random.default_rng(0)
    mdp = MDP(rng.dirichlet(np.ones(4), (4, 3)), rng.standard_normal((4, 3)), 0.9)
    logits, start = rng.standard_normal((4, 3)), np.full(4, 0.25)
    slope = numerical_gradient(lambda: start @ policy_evaluation(mdp, softmax(logits)), logits)
    np.testing.assert_allclose(exact_gradient(mdp, logits, start), slope, atol=1e-6)


@pytest.mark.parametrize("discount", [0.8, 1.0])
def test_the_mean_of_returns_with_any_baseline_is_the_exact_gradient(discount, logits):
    mdp = stages(discount)
    exact = exact_gradient(mdp, logits, START)
    for V in (np.zeros(6), np.full(6, 7.0), np.random.default_rng(1).standard_normal(6)):
        V[5] = 3.0  # the value of the end must not count
        np.testing.assert_allclose(mean_estimate(mdp, logits, V, trace=1.0), exact, atol=1e-12)


@pytest.mark.parametrize("trace", [0.0, 0.5])
def test_a_critic_has_to_be_right_where_it_replaces_the_return(trace, logits):
    mdp = stages()
    exact = exact_gradient(mdp, logits, START)
    V = policy_evaluation(mdp, softmax(logits))
    np.testing.assert_allclose(mean_estimate(mdp, logits, V, trace), exact, atol=1e-12)
    V[:5] += 1
    assert np.abs(mean_estimate(mdp, logits, V, trace) - exact).max() > 1e-3


def test_truncated_is_not_terminated():
    r, V, after = np.ones(2), np.zeros(2), np.full(2, 10.0)
    no, last = np.array([False, False]), np.array([False, True])
    cut = advantages(r, V, after, no, last, 0.5)
    ended = advantages(r, V, after, last, last, 0.5)
    np.testing.assert_allclose(cut, [1 + 5 + 0.5 * 6, 1 + 5])
    np.testing.assert_allclose(ended, [1 + 5 + 0.5 * 1, 1])


def test_nothing_crosses_the_end_of_an_episode():
    rng = np.random.default_rng(2)
    r, V, after = rng.standard_normal((3, 6, 2))
    terminated, over = np.zeros((2, 6, 2), dtype=bool)
    terminated[2, 0] = over[2, 0] = over[4, 1] = True
    whole = advantages(r, V, after, terminated, over, 0.9, 0.7)
    for column, cut in ((0, 3), (1, 5)):
        for part in (slice(0, cut), slice(cut, 6)):
            alone = (array[part, column] for array in (r, V, after, terminated, over))
            np.testing.assert_allclose(advantages(*alone, 0.9, 0.7), whole[part, column])


def test_advantages_leave_their_inputs_alone_and_keep_float32():
    r = np.ones(3, dtype=np.float32)
    V, no = np.zeros(3, dtype=np.float32), np.zeros(3, dtype=bool)
    assert advantages(r, V, V, no, no, 0.5).dtype == np.float32
    assert (r == 1).all()
    assert (V == 0).all()


def test_bad_input_is_refused(logits):
    ones, no = np.ones(3), np.zeros(3, dtype=bool)
    with pytest.raises(ValueError, match=r"one shape \(T, ...\), got .*\(2,\)"):
        advantages(ones, ones, ones[:2], no, no, 0.9)
    with pytest.raises(ValueError, match=r"discount lies in 0 … 1, got 1\.1"):
        advantages(ones, ones, ones, no, no, 1.1)
    with pytest.raises(ValueError, match="trace lies in 0 … 1, got -1"):
        advantages(ones, ones, ones, no, no, 0.9, -1)
    with pytest.raises(ValueError, match="a terminated step is over"):
        advantages(ones, ones, ones, ~no, no, 0.9)
    with pytest.raises(ValueError, match=r"logits are a table \(S, A\) \(6, 2\), got \(2, 6\)"):
        exact_gradient(stages(), logits.T, START)
