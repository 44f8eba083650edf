"""The mailing campaign: a sound Gymnasium environment whose steps follow its tables."""

import subprocess
import sys
import warnings

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env

from common.campaign import END, KEEP, SEND, STATES, MailingCampaign, make, state
from common.mdp import from_gymnasium, greedy, policy_evaluation, value_iteration


def test_gymnasium_finds_nothing_to_complain_about():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check_env(make("MailingCampaign").unwrapped)


def test_the_tables_are_probabilities_and_rewards_of_the_rules():
    mdp = from_gymnasium(MailingCampaign(cost=3, margin=20), 0.95)
    assert mdp.P.shape == (STATES + 1, 2, STATES + 1)
    assert mdp.ends.tolist() == [False] * STATES + [True]
    s = state(3, 2)  # buys with 0.75² · 0.14 = 0.07875, with a letter 0.25 · 0.9 more, leaves with 0.05
    buy = 0.07875 + 0.225
    np.testing.assert_allclose(mdp.P[s, SEND, [state(1, 3), END, state(4, 2)]], _parts(buy, 0.05))
    assert mdp.R[s, SEND] == pytest.approx(20 * buy - 3)
    assert mdp.R[s, KEEP] == pytest.approx(20 * 0.07875)
    last = state(6, 4)  # counts no further
    assert mdp.P[last, KEEP, [state(1, 4), END, last]].sum() == pytest.approx(1)


def _parts(buy, leave):
    return [buy, (1 - buy) * leave, (1 - buy) * (1 - leave)]


def test_steps_follow_the_tables():
    env, mdp = MailingCampaign(), from_gymnasium(MailingCampaign(), 0.95)
    env.reset(seed=0)
    for s, action in ((state(2, 1), SEND), (state(5, 4), KEEP)):
        counts, rewards, N = np.zeros(STATES + 1), 0.0, 4000
        for _ in range(N):
            env.s = s
            after, reward, terminated, truncated, _ = env.step(action)
            assert terminated == (after == END)
            assert not truncated
            counts[after] += 1
            rewards += reward
        error = np.sqrt(mdp.P[s, action] * (1 - mdp.P[s, action]) / N)
        assert (np.abs(counts / N - mdp.P[s, action]) <= 4 * error).all()
        assert rewards / N == pytest.approx(mdp.R[s, action], abs=4 * 20 * 0.5 / np.sqrt(N))


def test_looking_ahead_pays():
    mdp = from_gymnasium(MailingCampaign(), 0.95)
    Q = mdp.action_values(value_iteration(mdp))
    start = MailingCampaign().start
    best, at_once = (start @ policy_evaluation(mdp, greedy(table)) for table in (Q, mdp.R))
    assert best > at_once + 2
    assert np.abs(Q[:STATES, SEND] - Q[:STATES, KEEP]).min() > 0.9  # no state where it hardly matters


def test_episodes_end_or_are_cut_after_sixty_months():
    env = make("MailingCampaign")
    kinds = set()
    for seed in range(60):
        env.reset(seed=seed)
        months, terminated, truncated = 0, False, False
        while not (terminated or truncated):
            after, _, terminated, truncated, _ = env.step(SEND)
            months += 1
        assert terminated == (after == END)
        assert truncated == (months == 60)
        kinds.add(bool(terminated))
    assert kinds == {True, False}


def test_mistakes_are_named():
    env = MailingCampaign()
    with pytest.raises(RuntimeError, match="call reset"):
        env.step(SEND)
    env.reset(seed=0)
    with pytest.raises(ValueError, match=r"0 \(keep\) or 1 \(send\), got 2"):
        env.step(2)
    env.s = END
    with pytest.raises(RuntimeError, match="after an episode's end"):
        env.step(KEEP)
    with pytest.raises(ValueError, match="cost is a finite number of at least 0, got -1"):
        MailingCampaign(cost=-1)
    with pytest.raises(ValueError, match="margin"):
        MailingCampaign(margin=float("nan"))
    with pytest.raises(ValueError, match="got 7 and 1"):
        state(7, 1)


def test_make_takes_the_newest_version():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        made = {name: make(name).spec for name in ("Taxi", "CliffWalking", "FrozenLake", "CartPole")}
    for name, spec in made.items():
        assert spec.name == name
        assert spec.version == max(
            s.version for s in gymnasium.registry.values() if s.name == name and not s.namespace
        )
    assert make("CliffWalking", max_episode_steps=7).spec.max_episode_steps == 7


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("FrozenLaek", "do you mean 'FrozenLake'"),
        ("Taxi-v2", "do you mean 'Taxi'"),
        ("zzzzzz", "there are .*'CartPole'"),
    ],
)
def test_an_unknown_environment_is_a_clear_error(name, message):
    with pytest.raises(ValueError, match=f"no environment '{name}': .*{message}"):
        make(name)


def test_the_rest_of_common_does_without_gymnasium():
    code = "import sys; sys.modules['gymnasium'] = None; import common.mdp, common.plotting, common.trainer"
    subprocess.run([sys.executable, "-c", code], check=True)
