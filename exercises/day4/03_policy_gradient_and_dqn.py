"""The exercises of lesson 4-03: their inputs, references and usual slips."""

import numpy as np

from common.exercise import exercise
from common.functions import softmax


@exercise(
    cases=[
        (np.array([1.0, 2.0, 4.0]), 0.5),
        (np.array([0.0, -1.0, 0.0, 3.0, 5.0]), 0.9),
        (np.array([2.0, -3.0, 7.0]), 1.0),
        (np.array([4.0, 1.0]), 0.0),
        (np.array([6.0]), 0.8),
    ]
)
def rewards_to_go(r, discount):
    G = np.zeros(len(r))
    later = 0.0
    for t in reversed(range(len(r))):
        later = r[t] + discount * later
        G[t] = later
    return G


@rewards_to_go.slip("the whole return at every step: what came before step t does not count in G_t")
def _(r, discount):
    return np.full(len(r), r @ discount ** np.arange(len(r)))


@rewards_to_go.slip("this sums the past, from the first step to t: G_t sums what is still to come")
def _(r, discount):
    return rewards_to_go.reference(r[::-1], discount)[::-1]


@rewards_to_go.slip("the discount is left out: each step later counts less by the factor γ")
def _(r, _discount):
    return np.cumsum(r[::-1])[::-1]


@rewards_to_go.slip("the first reward is discounted too: in G_t it counts in full")
def _(r, discount):
    return discount * rewards_to_go.reference(r, discount)


@rewards_to_go.slip("G_t starts with the reward of step t itself: here it starts one step later")
def _(r, discount):
    return np.append(rewards_to_go.reference(r, discount)[1:], 0.0)


@rewards_to_go.slip("the powers of γ count from the start of the episode: in G_t they count from t")
def _(r, discount):
    return np.cumsum((r * discount ** np.arange(len(r)))[::-1])[::-1]


@rewards_to_go.slip("the powers of γ are reversed: the nearest reward counts most")
def _(r, discount):
    T = len(r)
    return np.array([r[t:] @ discount ** np.arange(T - t)[::-1] for t in range(T)])


@rewards_to_go.slip("γ multiplies only the next reward: later ones need its powers")
def _(r, discount):
    return np.array([r[t] + discount * r[t + 1 :].sum() for t in range(len(r))])


@rewards_to_go.slip("one entry too many: the 0 after the last reward is no return of a step")
def _(r, discount):
    return np.append(rewards_to_go.reference(r, discount), 0.0)


@rewards_to_go.slip("this is one number, the return of the first step: every step has its own")
def _(r, discount):
    return rewards_to_go.reference(r, discount)[0]


@rewards_to_go.slip("the returns are in the wrong order: filled backwards, and not turned round again")
def _(r, discount):
    return rewards_to_go.reference(r, discount)[::-1]


@rewards_to_go.slip("only the next reward is added: G_t sums all later ones")
def _(r, discount):
    return r + discount * np.append(r[1:], 0.0)


@rewards_to_go.slip("this is a mean of the rewards to come: a return is their sum")
def _(r, discount):
    return rewards_to_go.reference(r, discount) / np.arange(len(r), 0, -1)


def steps_of_policy(seed, N, K):
    rng = np.random.default_rng(seed)
    return rng.standard_normal((N, K)), rng.integers(K, size=N), 2 * rng.standard_normal(N)


@exercise(cases=[steps_of_policy(1, 4, 2), steps_of_policy(2, 6, 3), steps_of_policy(3, 3, 5)])
def policy_loss_gradient(logits, a, A):
    one_hot = np.eye(logits.shape[1])[a]
    return (softmax(logits) - one_hot) * A[:, None] / len(a)


def wrong_gradient(
    sign=1, weight=lambda A: A, mean=lambda _logits: 1, only_taken=False, score=None, pi=softmax
):
    """``policy_loss_gradient`` with one part replaced."""

    def version(logits, a, A):
        one_hot, policy = np.eye(logits.shape[1])[a], pi(logits)
        part = (policy - one_hot) if score is None else score(policy, one_hot)
        part = part * one_hot if only_taken else part
        return sign * part * weight(A)[:, None] / len(a) * mean(logits)

    return version


for sentence, version in [
    (
        "this is the gradient of J, for going up: the loss is −A log π, so its gradient has the other sign",
        wrong_gradient(sign=-1),
    ),
    (
        "the advantage is left out: every action is made likelier, good or bad",
        wrong_gradient(weight=np.ones_like),
    ),
    (
        "the advantage counts by its size alone: a negative one has to push the other way",
        wrong_gradient(weight=np.abs),
    ),
    ("the sum over the steps: the loss is their mean, so divide by N", wrong_gradient(mean=len)),
    (
        "divided by the number of all logits, N times K: the mean is over the N steps",
        wrong_gradient(mean=lambda logits: 1 / logits.shape[1]),
    ),
    (
        "only the logit of the taken action moves: the softmax ties all of them together",
        wrong_gradient(only_taken=True),
    ),
    (
        "this is the slope of log π at the probabilities, 1/π: asked is the one at the logits",
        wrong_gradient(score=lambda policy, one_hot: -one_hot / policy),
    ),
    (
        "this is the slope of π, not of log π: a factor π(a|s) too many",
        wrong_gradient(
            score=lambda policy, one_hot: (policy - one_hot) * (policy * one_hot).sum(axis=1, keepdims=True)
        ),
    ),
    (
        "the probabilities are left out: here only the one-hot rows count",
        wrong_gradient(score=lambda _p, o: -o),
    ),
    (
        "the softmax runs down the columns: the actions are the columns, so each row sums to 1",
        wrong_gradient(pi=lambda logits: softmax(logits.T).T),
    ),
    (
        "the advantages are standardised first: here they count as they are given",
        wrong_gradient(weight=lambda A: (A - A.mean()) / A.std()),
    ),
    (
        "a negative advantage is set to 0: a bad action has to become less likely",
        wrong_gradient(weight=lambda A: np.maximum(A, 0)),
    ),
    (
        "the advantage counts twice, as its square",
        wrong_gradient(weight=np.square),
    ),
]:
    policy_loss_gradient.slip(sentence)(version)


@policy_loss_gradient.slip("this is the loss, one number: asked is its gradient at the logits, (N, K)")
def _(logits, a, A):
    return -(A * np.log(softmax(logits)[np.arange(len(a)), a])).mean()


@policy_loss_gradient.slip("the likeliest action stands in the place of the one that was taken, a")
def _(logits, _a, A):
    return policy_loss_gradient.reference(logits, logits.argmax(axis=1), A)


@policy_loss_gradient.slip("A multiplies the one-hot rows alone: it belongs to the whole difference")
def _(logits, a, A):
    return (softmax(logits) - A[:, None] * np.eye(logits.shape[1])[a]) / len(a)


@policy_loss_gradient.slip(
    "this is the column of the taken action alone: asked is the whole gradient, (N, K)"
)
def _(logits, a, A):
    return policy_loss_gradient.reference(logits, a, A)[np.arange(len(a)), a]


def transitions(seed, N, K):
    rng = np.random.default_rng(seed)
    r, q_next = rng.standard_normal(N), 3 * rng.standard_normal((N, K))
    terminated = np.arange(N) % 3 == 0
    truncated = np.arange(N) % 4 == 1
    return r, q_next, terminated, truncated & ~terminated, 0.9


@exercise(cases=[transitions(1, 6, 2), transitions(2, 8, 3), (*transitions(3, 5, 2)[:4], 0.5)])
def dqn_targets(r, q_next, terminated, truncated, discount):
    return r + discount * np.where(terminated, 0.0, q_next.max(axis=1))


@dqn_targets.slip("the value of the next state is kept where the episode terminated: nothing follows there")
def _(r, q_next, _terminated, _truncated, discount):
    return r + discount * q_next.max(axis=1)


@dqn_targets.slip("truncated is treated like terminated: there the world goes on, and its value counts")
def _(r, q_next, terminated, truncated, discount):
    return r + discount * np.where(terminated | truncated, 0.0, q_next.max(axis=1))


@dqn_targets.slip("truncated and terminated have changed places: the value is 0 where it terminated")
def _(r, q_next, _terminated, truncated, discount):
    return r + discount * np.where(truncated, 0.0, q_next.max(axis=1))


@dqn_targets.slip("the mean over the next actions: the target takes the best of them")
def _(r, q_next, terminated, _truncated, discount):
    return r + discount * np.where(terminated, 0.0, q_next.mean(axis=1))


@dqn_targets.slip("this takes the index of the best action, argmax: its value is needed, max")
def _(r, q_next, terminated, _truncated, discount):
    return r + discount * np.where(terminated, 0, q_next.argmax(axis=1))


@dqn_targets.slip("one maximum over the whole batch: each row has its own best action")
def _(r, q_next, terminated, _truncated, discount):
    return r + discount * np.where(terminated, 0.0, q_next.max())


@dqn_targets.slip("the discount is left out")
def _(r, q_next, terminated, _truncated, _discount):
    return r + np.where(terminated, 0.0, q_next.max(axis=1))


@dqn_targets.slip("the reward is lost where the episode terminated: there the target is r alone, not 0")
def _(r, q_next, terminated, _truncated, discount):
    return np.where(terminated, 0.0, r + discount * q_next.max(axis=1))


@dqn_targets.slip("the reward is discounted as well: only what comes later is")
def _(r, q_next, terminated, _truncated, discount):
    return discount * (r + np.where(terminated, 0.0, q_next.max(axis=1)))


@dqn_targets.slip("the value of the first action only: the target takes the best one")
def _(r, q_next, terminated, _truncated, discount):
    return r + discount * np.where(terminated, 0.0, q_next[:, 0])


@dqn_targets.slip("the sum over the next actions: the target takes the best of them")
def _(r, q_next, terminated, _truncated, discount):
    return r + discount * np.where(terminated, 0.0, q_next.sum(axis=1))


@dqn_targets.slip(
    "the mean over the policy softmax(Q): the target takes the best action's value, the maximum"
)
def _(r, q_next, terminated, _truncated, discount):
    return r + discount * np.where(terminated, 0.0, (softmax(q_next) * q_next).sum(axis=1))


@dqn_targets.slip("the maximum keeps its axis: (N,) and (N, 1) together become (N, N)")
def _(r, q_next, terminated, _truncated, discount):
    return r + discount * np.where(terminated, 0.0, q_next.max(axis=1, keepdims=True))


@dqn_targets.slip("the largest size, abs, is taken: the largest value is needed, with its sign")
def _(r, q_next, terminated, _truncated, discount):
    return r + discount * np.where(terminated, 0.0, np.abs(q_next).max(axis=1))


@dqn_targets.slip("a negative value of the next state is set to 0: values count as they are, also below 0")
def _(r, q_next, terminated, _truncated, discount):
    return r + discount * np.where(terminated, 0.0, np.maximum(q_next.max(axis=1), 0))
