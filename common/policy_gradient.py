"""Policy gradients: the exact one of an MDP with a softmax table, and what estimates are made of.

Shapes: T steps, E episodes or environments side by side (any number of such axes, or none).
"""

import numpy as np

from common import mdp as tables
from common.functions import softmax


def exact_gradient(mdp, logits, start):
    """∇J (S, A) of J = start · V for the softmax policy π(a|s) = softmax(logits[s])_a.

    ∂J/∂logits(s, a) = d(s) π(a|s) (Q(s, a) − V(s)), with the discounted visits d of ``state_visits``.
    ``ValueError`` for logits that are not (S, A), and as in ``state_visits``.
    Sutton, McAllester, Singh & Mansour 2000, NIPS 12.
    """
    logits = np.asarray(logits, dtype=float)
    if logits.shape != mdp.R.shape:
        raise ValueError(f"logits are a table (S, A) {mdp.R.shape}, got {logits.shape}")
    policy = softmax(logits)
    V = tables.policy_evaluation(mdp, policy)
    visits = tables.state_visits(mdp, policy, start)
    return visits[:, None] * policy * (mdp.action_values(V) - V[:, None])


def advantages(r, V, V_next, terminated, over, discount, trace=1.0):
    """Advantages A (T, ...) of the actions taken, from rewards and a critic's values, by one pass backwards.

    A_t = δ_t + γ λ A_{t+1},  δ_t = r_{t+1} + γ V(s_{t+1}) − V(s_t);  λ is ``trace``: 1 for returns, 0 for
    the error of one step.  All inputs (T, ...); V_next holds the values of the states that followed, also
    at the end of an episode.  Where ``terminated``, nothing follows: V_next counts as 0.  Where ``over``
    (terminated or truncated), the next row is another episode, and nothing comes from it.
    ``ValueError`` for shapes that differ, a discount or trace outside 0 … 1, or a step that is terminated
    and not over.  Schulman et al. 2016, arXiv:1506.02438.
    """
    arrays = [np.asarray(array) for array in (r, V, V_next, terminated, over)]
    if len({array.shape for array in arrays}) > 1 or arrays[0].ndim == 0:
        raise ValueError(f"all five arrays have one shape (T, ...), got {[a.shape for a in arrays]}")
    for name, number in (("discount", discount), ("trace", trace)):
        if not 0 <= number <= 1:
            raise ValueError(f"{name} lies in 0 … 1, got {number!r}")
    r, V, V_next, terminated, over = arrays
    if (terminated & ~over).any():
        raise ValueError("a terminated step is over: give over = terminated | truncated")
    A = r + discount * np.where(terminated, 0, V_next) - V
    for t in range(len(A) - 2, -1, -1):
        A[t] += discount * trace * np.where(over[t], 0, A[t + 1])
    return A
