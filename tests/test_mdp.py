"""Decision processes: exact values agree with each other, bad tables are refused."""

import re

import gymnasium
import numpy as np
import pytest

from common.mdp import MDP, from_gymnasium, greedy, policy_evaluation, state_visits, value_iteration


def random_mdp(seed, S=6, A=3, discount=0.9):
    rng = np.random.default_rng(seed)
    return MDP(rng.dirichlet(np.ones(S), (S, A)), rng.standard_normal((S, A)), discount)


def random_policy(mdp, seed):
    return np.random.default_rng(seed).dirichlet(np.ones(mdp.R.shape[1]), len(mdp.R))


def corridor(discount=1.0):
    """0 → 1 → 2 → end for −1 a step; the other action stays, for −1 as well."""
    P, R = np.zeros((4, 2, 4)), np.full((4, 2), -1.0)
    for s in range(3):
        P[s, 0, s] = P[s, 1, s + 1] = 1
    P[3, :, 3], R[3] = 1, 0
    return MDP(P, R, discount)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("discount", [0.0, 0.5, 0.99])
def test_value_iteration_is_the_linear_solve_of_its_own_policy(seed, discount):
    mdp = random_mdp(seed, discount=discount)
    V = value_iteration(mdp)
    policy = greedy(mdp.action_values(V))
    np.testing.assert_allclose(V, policy_evaluation(mdp, policy), atol=1e-8)
    np.testing.assert_allclose(V, mdp.action_values(V).max(axis=1), atol=1e-8)


def test_no_policy_of_all_is_better_than_value_iteration():
    mdp = random_mdp(0, S=4, A=2)
    policies = [np.eye(2)[[(k >> s) & 1 for s in range(4)]] for k in range(16)]
    best = np.max([policy_evaluation(mdp, policy) for policy in policies], axis=0)
    np.testing.assert_allclose(value_iteration(mdp), best, atol=1e-8)


def test_policy_evaluation_is_the_sum_of_discounted_rewards():
    mdp = random_mdp(1)
    policy = random_policy(mdp, 2)
    P = np.einsum("sa,sat->st", policy, mdp.P)
    reward = (policy * mdp.R).sum(axis=1)
    total, after = np.zeros(len(reward)), np.eye(len(reward))
    for t in range(400):
        total += mdp.discount**t * after @ reward
        after = after @ P
    np.testing.assert_allclose(policy_evaluation(mdp, policy), total, atol=1e-10)


@pytest.mark.parametrize("discount", [0.9, 1.0])
def test_ends_count_nothing(discount):
    mdp = corridor(discount)
    assert mdp.ends.tolist() == [False, False, False, True]
    V = value_iteration(mdp)
    np.testing.assert_allclose(V, [-sum(discount**t for t in range(3 - s)) for s in range(4)], atol=1e-8)
    half = np.full((4, 2), 0.5)
    visits = state_visits(mdp, half, [1, 0, 0, 0])
    assert visits[3] == 0
    if discount == 1:
        np.testing.assert_allclose(visits, [2, 2, 2, 0])
        np.testing.assert_allclose(policy_evaluation(mdp, half), [-6, -4, -2, 0])


def test_visits_and_values_give_the_same_return():
    mdp = random_mdp(3)
    policy, start = random_policy(mdp, 4), np.full(6, 1 / 6)
    visits = state_visits(mdp, policy, start)
    assert visits.sum() == pytest.approx(1 / (1 - mdp.discount))
    reward = (policy * mdp.R).sum(axis=1)
    assert visits @ reward == pytest.approx(start @ policy_evaluation(mdp, policy))


def test_policy_gradient_from_visits_is_the_slope_of_the_return():
    mdp, start = random_mdp(5), np.eye(6)[0]
    theta = np.random.default_rng(6).standard_normal((6, 3))

    def softmax(theta):
        weights = np.exp(theta)
        return weights / weights.sum(axis=1, keepdims=True)

    policy = softmax(theta)
    V = policy_evaluation(mdp, policy)
    advantage = mdp.action_values(V) - V[:, None]
    gradient = state_visits(mdp, policy, start)[:, None] * policy * advantage
    numerical, h = np.zeros_like(theta), 1e-5
    for place in np.ndindex(theta.shape):
        shift = np.zeros_like(theta)
        shift[place] = h
        up, down = (start @ policy_evaluation(mdp, softmax(theta + s * shift)) for s in (1, -1))
        numerical[place] = (up - down) / (2 * h)
    np.testing.assert_allclose(gradient, numerical, atol=1e-8)


def test_frozen_lake_from_its_table():
    mdp = from_gymnasium(gymnasium.make("FrozenLake-v1"), 0.99)
    assert mdp.P.shape == (17, 4, 17)
    assert value_iteration(mdp)[0] == pytest.approx(0.5420, abs=5e-5)
    assert value_iteration(MDP(mdp.P, mdp.R, 1.0), 1e-12)[0] == pytest.approx(14 / 17, abs=1e-8)
    with pytest.raises(TypeError, match="has no table P"):
        from_gymnasium(gymnasium.make("CartPole-v1"), 0.99)


def broken(**parts):
    mdp = random_mdp(0)
    return {"P": mdp.P, "R": mdp.R, "discount": 0.9} | parts


P, R = random_mdp(0).P, random_mdp(0).R
short, negative, undefined = P.copy(), P.copy(), R.copy()
short[2, 1] *= 0.9
negative[0, 0, :2] += [-1, 1]
undefined[1, 1] = np.nan


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"P": short}, r"P[s, a] must sum to 1, got 0.9 at (2, 1)"),
        ({"P": negative}, "at least 0"),
        ({"P": P[0]}, "shape (S, A, S), got (3, 6)"),
        ({"P": P[:, :, :5]}, "shape (S, A, S), got (6, 3, 5)"),
        ({"R": R.T}, "rewards R of shape (6, 3), got (3, 6)"),
        ({"R": undefined}, "finite"),
        ({"discount": 1.01}, "discount lies in 0 … 1, got 1.01"),
        ({"discount": -0.1}, "discount lies in 0 … 1, got -0.1"),
        ({"discount": float("nan")}, "discount lies in 0 … 1, got nan"),
    ],
)
def test_bad_tables_are_refused(parts, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        MDP(**broken(**parts))


def test_bad_policies_and_starts_are_refused():
    mdp = random_mdp(0)
    with pytest.raises(ValueError, match=r"\(6, 3\), got \(6,\)"):
        policy_evaluation(mdp, np.zeros(6))
    with pytest.raises(ValueError, match=r"policy\[s\] must sum to 1, got 1.5 at \(0,\)"):
        policy_evaluation(mdp, np.full((6, 3), 0.5))
    with pytest.raises(ValueError, match="start must sum to 1, got 6"):
        state_visits(mdp, random_policy(mdp, 1), np.ones(6))
    with pytest.raises(ValueError, match="one probability a state"):
        state_visits(mdp, random_policy(mdp, 1), [1.0])


def test_without_a_discount_an_end_must_be_reached():
    stay = np.eye(2)[[0, 1, 1, 1]]
    with pytest.raises(ValueError, match="never ends from 1 states, such as 0"):
        policy_evaluation(corridor(), stay)
    paying = MDP(np.ones((1, 1, 1)), np.ones((1, 1)), 1.0)
    with pytest.raises(ValueError, match="no values after"):
        value_iteration(paying)
