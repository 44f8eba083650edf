"""A mailing campaign as a Gymnasium environment, and ``make`` for environments by name.

The only module of ``common`` that needs Gymnasium.
"""

import difflib
import math

import gymnasium
import numpy as np

RECENCY, FREQUENCY = 6, 4  # months since the last purchase, purchases so far; the last means "or more"
STATES = RECENCY * FREQUENCY
END = STATES  # the customer has left
KEEP, SEND = 0, 1  # the actions: keep the letter, or send it

_OWN = np.outer(0.75 ** np.arange(RECENCY), [0.09, 0.14, 0.19, 0.24])  # buys of their own accord
_LIFT = np.outer([0.02, 0.15, 0.25, 0.21, 0.12, 0.02], [0.75, 0.90, 1.05, 1.20])  # a letter adds
_LEAVE = np.array([0.02, 0.02, 0.05, 0.10, 0.20, 0.40])  # leaves in a month without a purchase


class MailingCampaign(gymnasium.Env):
    """One customer, month by month: send a letter or not?

    A state is recency (1 … 6 months since the last purchase) and frequency (1 … 4 purchases so far), as
    one number 0 … 23; 24 is the end.  Actions: ``KEEP`` 0, ``SEND`` 1.  Reward of a month: ``margin`` if
    the customer buys, minus ``cost`` if a letter was sent.  Who buys has recency 1 and one purchase more;
    who does not may leave for ever (terminated).  An episode starts with any of the 24 states.

    The dict ``P`` holds what ``step`` draws from, in Gymnasium's form: P[s][a] is a list of (probability,
    next state, reward, terminated).  ``common.mdp.from_gymnasium`` makes arrays of it.
    ``ValueError`` for a cost or margin below 0.  After Gönül & Shi 1998, Management Science 44(9); the
    probabilities are made up.
    """

    metadata = {"render_modes": []}  # noqa: RUF012 (Gymnasium's own form)

    def __init__(self, cost=3.0, margin=20.0):
        for name, value in (("cost", cost), ("margin", margin)):
            if not 0 <= value < math.inf:
                raise ValueError(f"{name} is a finite number of at least 0, got {value!r}")
        self.P = {s: {a: _outcomes(s, a, cost, margin) for a in (KEEP, SEND)} for s in range(STATES)}
        self.start = np.append(np.full(STATES, 1 / STATES), 0.0)  # (25,)
        self.observation_space = gymnasium.spaces.Discrete(STATES + 1)
        self.action_space = gymnasium.spaces.Discrete(2)
        self.s = None

    def reset(self, *, seed=None, options=None):
        """A customer drawn at random: (state, {})."""
        super().reset(seed=seed, options=options)
        self.s = int(self.np_random.integers(STATES))
        return self.s, {}

    def step(self, action):
        """One month: (state, reward, terminated, truncated, {}).  ``RuntimeError`` without a customer."""
        if self.s is None or self.s == END:
            raise RuntimeError("there is no customer: call reset() first, and again after an episode's end")
        if action not in (KEEP, SEND):
            raise ValueError(f"an action is 0 (keep) or 1 (send), got {action!r}")
        outcomes = self.P[self.s][int(action)]
        u, k = self.np_random.random(), 0
        while k < len(outcomes) - 1 and u >= outcomes[k][0]:
            u -= outcomes[k][0]
            k += 1
        _, self.s, reward, terminated = outcomes[k]
        return self.s, reward, terminated, False, {}


def state(recency, frequency):
    """The number of a state: recency 1 … 6, frequency 1 … 4.  ``ValueError`` for others."""
    if not (1 <= recency <= RECENCY and 1 <= frequency <= FREQUENCY):
        raise ValueError(
            f"recency lies in 1 … {RECENCY} and frequency in 1 … {FREQUENCY}, got {recency} and {frequency}"
        )
    return (recency - 1) * FREQUENCY + frequency - 1


def make(name, **settings):
    """A Gymnasium environment by its name without a version, ``make("Taxi")``: the newest one installed.

    Gymnasium raises the numbers of its versions from release to release; a lesson does not.  ``settings``
    go to ``gymnasium.make``.  ``ValueError`` for a name that is not registered, with those most like it.
    """
    versions = {}
    for spec in gymnasium.registry.values():
        if spec.namespace is None and spec.version is not None:
            versions[spec.name] = max(spec.version, versions.get(spec.name, 0))
    if name not in versions:
        plain = name.split("-v")[0]
        known = [plain] if plain in versions else difflib.get_close_matches(name, versions, cutoff=0.5)
        advice = (
            f"do you mean {' or '.join(map(repr, known))}?" if known else f"there are {sorted(versions)}."
        )
        raise ValueError(f"no environment {name!r}: {advice} Names are given without -v and a number")
    return gymnasium.make(f"{name}-v{versions[name]}", **settings)


def _outcomes(s, action, cost, margin):
    """What may follow a state and an action: the customer buys, leaves, or stays without buying."""
    r, f = divmod(s, FREQUENCY)
    buy = float(_OWN[r, f] + action * _LIFT[r, f])
    leave = (1 - buy) * float(_LEAVE[r])
    letter = cost * action
    bought, waiting = min(f + 1, FREQUENCY - 1), min(r + 1, RECENCY - 1) * FREQUENCY + f
    return [
        (buy, bought, margin - letter, False),
        (leave, END, 0 - letter, True),
        (1 - buy - leave, waiting, 0 - letter, False),
    ]


gymnasium.register("MailingCampaign-v0", entry_point=MailingCampaign, max_episode_steps=60)
