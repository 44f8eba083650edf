"""Decision processes as tables: ``MDP``, and what can be computed exactly when the tables are known.

Shapes: S states, A actions.  A policy is a table of probabilities (S, A).  A state that no action leaves
and that pays nothing is an *end*: episodes stop there, its value is 0.
"""

from dataclasses import dataclass

import numpy as np

SWEEPS = 100_000  # of value iteration, before it gives up


@dataclass(frozen=True)
class MDP:
    """Transitions P (S, A, S), expected rewards R (S, A) and a discount 0 … 1.

    P[s, a, s'] is the probability that action a leads from s to s'; R[s, a] is the reward expected for it.
    ``ValueError`` for shapes that do not fit, probabilities that are negative or do not sum to 1, rewards
    that are not finite, a discount outside 0 … 1.
    """

    P: np.ndarray
    R: np.ndarray
    discount: float

    def __post_init__(self):
        P, R = np.asarray(self.P, dtype=float), np.asarray(self.R, dtype=float)
        if P.ndim != 3 or P.shape[0] != P.shape[2] or 0 in P.shape:
            raise ValueError(f"P has the shape (S, A, S), got {P.shape}")
        if R.shape != P.shape[:2]:
            raise ValueError(f"P {P.shape} needs rewards R of shape {P.shape[:2]}, got {R.shape}")
        if not np.isfinite(R).all():
            raise ValueError("rewards are finite numbers, got NaN or infinity in R")
        if not 0 <= self.discount <= 1:
            raise ValueError(f"discount lies in 0 … 1, got {self.discount!r}")
        _check_sums(P, "P[s, a]")
        object.__setattr__(self, "P", P)
        object.__setattr__(self, "R", R)

    @property
    def ends(self):
        """Which states are ends, (S,) bool: every action stays there, for a reward of 0."""
        stays = np.diagonal(self.P, axis1=0, axis2=2).T == 1  # (S, A)
        return (stays & (self.R == 0)).all(axis=1)

    def action_values(self, V):
        """One step ahead of the values V (S,): Q(s, a) = R(s, a) + γ Σ_s' P(s, a, s') V(s'), (S, A)."""
        return self.R + self.discount * self.P @ V


def value_iteration(mdp, tolerance=1e-9):
    """The optimal values V* (S,), from V(s) ← max_a Q(s, a) until no value moves.

    With a discount below 1 the result is within ``tolerance`` of V*.  The optimal policy is
    ``greedy(mdp.action_values(V))``.  ``ValueError`` when the values do not settle, which needs a discount
    of 1 and rewards without end.  Bellman 1957, *Dynamic programming*.
    """
    gamma = mdp.discount
    # Each sweep shrinks the error by γ: a last move of m leaves at most m γ / (1 − γ).
    last_move = tolerance * (1 - gamma) / gamma if 0 < gamma < 1 else tolerance
    V = np.zeros(len(mdp.P))
    rounding = np.finfo(float).eps
    for _ in range(SWEEPS):
        better = mdp.action_values(V).max(axis=1)
        move = np.abs(better - V).max()
        V = better
        if move <= max(last_move, 4 * rounding * np.abs(V).max()):
            return V
    raise ValueError(
        f"no values after {SWEEPS} sweeps with discount {gamma}: take a smaller one, or see that every "
        "state can reach an end"
    )


def greedy(Q):
    """The policy (S, A) that takes the best action of Q (S, A) in each state; of equal ones the first."""
    return np.eye(Q.shape[1])[np.argmax(Q, axis=1)]


def policy_evaluation(mdp, policy):
    """The values V (S,) of a policy (S, A), by a linear solve: (I − γ P_π) V = R_π.

    P_π (S, S) and R_π (S,) are the means over the policy's actions.  ``ValueError`` for a policy that does
    not fit or sum to 1, and with discount 1 where it may never reach an end.
    """
    P, R, inner = _chain(mdp, policy)
    V = np.zeros(len(R))
    V[inner] = np.linalg.solve(np.eye(inner.sum()) - mdp.discount * P[np.ix_(inner, inner)], R[inner])
    return V


def state_visits(mdp, policy, start):
    """Discounted visits d (S,) = Σ_t γ^t Pr(s_t = s) when s_0 is drawn from ``start`` (S,).

    They solve d = start + γ P_πᵀ d, so that start · V = Σ_s d(s) R_π(s).  Without ends their sum is
    1 / (1 − γ); visits to ends do not count and are 0.  Sutton et al. 2000, NIPS 12: the policy gradient is
    Σ_s d(s) Σ_a ∇π(a|s) Q(s, a).  Errors as in ``policy_evaluation``; ``start`` has to sum to 1.
    """
    start = np.asarray(start, dtype=float)
    if start.shape != mdp.P.shape[:1]:
        raise ValueError(f"start has one probability a state, {mdp.P.shape[:1]}, got {start.shape}")
    _check_sums(start, "start")
    P, _, inner = _chain(mdp, policy)
    visits = np.zeros(len(start))
    P = P[np.ix_(inner, inner)]
    visits[inner] = np.linalg.solve(np.eye(inner.sum()) - mdp.discount * P.T, start[inner])
    return visits


def from_gymnasium(env, discount):
    """The tables of a Gymnasium toy environment: an ``MDP`` with one more state, the end.

    Such an environment has a dict P[s][a] of (probability, next state, reward, terminated).  Whatever
    terminates leads to the added last state.  A time limit is not part of the tables.
    ``TypeError`` for an environment without them.
    """
    table = getattr(env.unwrapped, "P", None)
    if not isinstance(table, dict):
        raise TypeError(f"{env} has no table P of its transitions: learn from its steps instead")
    end, actions = len(table), len(table[0])
    P, R = np.zeros((end + 1, actions, end + 1)), np.zeros((end + 1, actions))
    P[end, :, end] = 1
    for s, row in table.items():
        for a, outcomes in row.items():
            for probability, after, reward, terminated in outcomes:
                P[s, a, end if terminated else after] += probability
                R[s, a] += probability * reward
    return MDP(P, R, discount)


def _chain(mdp, policy):
    """What a policy makes of an MDP: P_π (S, S), R_π (S,), and which states are no ends."""
    policy = np.asarray(policy, dtype=float)
    if policy.shape != mdp.R.shape:
        raise ValueError(f"a policy is a table (S, A) {mdp.R.shape}, got {policy.shape}")
    _check_sums(policy, "policy[s]")
    P = np.einsum("sa,sat->st", policy, mdp.P)
    ends = mdp.ends
    if mdp.discount == 1:
        _check_ends(P, ends)
    return P, (policy * mdp.R).sum(axis=1), ~ends


def _check_ends(P, ends):
    """With discount 1 there are values only if every state can reach an end."""
    reach = ends
    for _ in range(len(P)):
        reach = reach | (P @ reach > 0)
    if not reach.all():
        lost = np.flatnonzero(~reach)
        raise ValueError(
            f"with discount 1 this policy never ends from {len(lost)} states, such as {lost[0]}: "
            "take a discount below 1"
        )


def _check_sums(table, name):
    """Probabilities along the last axis."""
    if not (np.isfinite(table).all() and (table >= 0).all()):
        raise ValueError(f"{name} holds probabilities of at least 0, got {table.min()}")
    sums = table.sum(axis=-1)
    if not np.allclose(sums, 1, rtol=0, atol=1e-8):
        worst = np.unravel_index(np.abs(sums - 1).argmax(), sums.shape)
        place = f" at {tuple(int(i) for i in worst)}" if worst else ""
        raise ValueError(f"{name} must sum to 1, got {sums[worst]:.6g}{place}")
