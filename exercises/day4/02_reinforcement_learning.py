"""The exercises of lesson 4-02: their inputs, references and usual slips."""

import numpy as np

from common.exercise import exercise


def table(seed, S, A):
    return np.random.default_rng(seed).normal(0, 3, (S, A)).round(2)


@exercise(
    names=("Q-learning", "SARSA"),
    cases=[
        (table(1, 4, 3), 2, 1, -1.5, 1, int(np.argmin(table(1, 4, 3)[1])), False, 0.3, 0.9),
        (table(2, 3, 2), 0, 0, 7.0, 2, int(np.argmin(table(2, 3, 2)[2])), True, 0.2, 0.8),
        (table(3, 5, 4), 3, 0, 2.5, 3, int(np.argmin(table(3, 5, 4)[3])), False, 0.6, 0.7),
        (table(4, 4, 3), 1, 1, 0.0, 0, int(np.argmax(table(4, 4, 3)[0])), False, 0.1, 0.95),
    ],
)
def both_updates(Q, s, a, r, s_next, a_next, terminated, rate, discount):
    Q = np.asarray(Q)
    best, taken = (Q[s_next].max(), Q[s_next, a_next]) if not terminated else (0, 0)
    old = Q[s, a]
    return old + rate * (r + discount * best - old), old + rate * (r + discount * taken - old)


def altered(
    boxes=lambda Q, _s, _a, s_next, a_next: (Q[s_next].max(), Q[s_next, a_next]),
    target=lambda r, discount, box, alive: r + discount * box * alive,
    move=lambda old, rate, target: old + rate * (target - old),
):
    """``both_updates`` with one part replaced."""

    def version(Q, s, a, r, s_next, a_next, terminated, rate, discount):
        Q = np.asarray(Q)
        alive = 0 if terminated else 1
        targets = [target(r, discount, box, alive) for box in boxes(Q, s, a, s_next, a_next)]
        return tuple(move(Q[s, a], rate, goal) for goal in targets)

    return version


for sentence, version in [
    (
        "after the end there is no next state: the target is r alone when terminated",
        altered(target=lambda r, discount, box, _alive: r + discount * box),
    ),
    (
        "the rest of the episode is taken when terminated and left out otherwise: it is the other way round",
        altered(target=lambda r, discount, box, alive: r + discount * box * (1 - alive)),
    ),
    ("the discount is missing in the targets", altered(target=lambda r, _g, box, alive: r + box * alive)),
    ("the reward is missing in the targets", altered(target=lambda _r, g, box, alive: g * box * alive)),
    (
        "the reward is discounted too: only what comes after it is",
        altered(target=lambda r, g, box, alive: g * (r + box * alive)),
    ),
    (
        "SARSA uses the best next action, as Q-learning does: it uses the one that will be taken, a_next",
        altered(boxes=lambda Q, _s, _a, n, _b: (Q[n].max(), Q[n].max())),
    ),
    (
        "Q-learning uses the action that will be taken, as SARSA does: it uses the best one",
        altered(boxes=lambda Q, _s, _a, n, b: (Q[n, b], Q[n, b])),
    ),
    (
        "the two numbers have changed places: Q-learning comes first",
        altered(boxes=lambda Q, _s, _a, n, b: (Q[n, b], Q[n].max())),
    ),
    (
        "the values of the old state s are used in the targets: they are those of s_next",
        altered(boxes=lambda Q, s, a, _n, _b: (Q[s].max(), Q[s, a])),
    ),
    (
        "SARSA's box has the old action a: it is a_next",
        altered(boxes=lambda Q, _s, a, n, _b: (Q[n].max(), Q[n, a])),
    ),
    (
        "Q-learning's box is the mean over the actions: it is their maximum",
        altered(boxes=lambda Q, _s, _a, n, b: (Q[n].mean(), Q[n, b])),
    ),
    (
        "argmax gives the number of the best action: the box holds its value, max",
        altered(boxes=lambda Q, _s, _a, n, b: (Q[n].argmax(), Q[n, b])),
    ),
    (
        "the targets are returned: the new value is old + rate · (target − old)",
        altered(move=lambda _old, _rate, goal: goal),
    ),
    (
        "the change is returned: the new value is the old one plus it",
        altered(move=lambda old, rate, goal: rate * (goal - old)),
    ),
    (
        "the old value is not taken off the target: the step is rate · (target − old)",
        altered(move=lambda old, rate, goal: old + rate * goal),
    ),
    ("the step has the wrong sign", altered(move=lambda old, rate, goal: old - rate * (goal - old))),
    (
        "rate and 1 − rate have changed places",
        altered(move=lambda old, rate, goal: rate * old + (1 - rate) * goal),
    ),
]:
    both_updates.slip(sentence)(version)


def ending(last):
    """``both_updates`` with another result after ``terminated``: last(old, r)."""

    def version(Q, s, a, r, s_next, a_next, terminated, rate, discount):
        if terminated:
            return last(Q[s][a], r), last(Q[s][a], r)
        return both_updates.reference(Q, s, a, r, s_next, a_next, terminated, rate, discount)

    return version


both_updates.slip("nothing is learnt from the last step: there the old value moves towards r")(
    ending(lambda old, _r: old)
)
both_updates.slip("after the end r itself is returned: the old value moves towards it by the rate")(
    ending(lambda _old, r: r)
)
both_updates.slip("after the end 0 is returned: the old value moves towards r")(ending(lambda _old, _r: 0))


@both_updates.slip("SARSA's update starts from Q-learning's result: both start from the old Q(s, a)")
def _(Q, s, a, r, s_next, a_next, terminated, rate, discount):
    Q = np.array(Q)
    best, taken = (Q[s_next].max(), Q[s_next, a_next]) if not terminated else (0, 0)
    first = Q[s, a] + rate * (r + discount * best - Q[s, a])
    return first, first + rate * (r + discount * taken - first)


def history(seed, T):
    rng = np.random.default_rng(seed)
    return (rng.random(T) < 0.5).tolist(), (rng.random(T) < 0.4).tolist()


@exercise(
    cases=[
        ([True, False, True, True], [False, True, True, False], 3.0, 20.0, 0.9),
        (*history(1, 9), 2.5, 30.0, 0.8),
        (*history(2, 6), 4.0, 15.0, 1.0),
        ([True], [True], 3.0, 20.0, 0.5),
        ([False, True], [True, False], 3.0, 20.0, 0.7),
    ]
)
def customer_value(sent, bought, cost, margin, discount):
    total = 0.0
    for letter, sale in zip(reversed(sent), reversed(bought), strict=True):
        total = margin * sale - cost * letter + discount * total
    return total


def counted(reward=lambda sent, bought, c, m: m * bought - c * sent, weight=lambda g, t, _T: g**t):
    """``customer_value`` with one part replaced."""

    def version(sent, bought, cost, margin, discount):
        sent, bought = np.array(sent, dtype=float), np.array(bought, dtype=float)
        months = np.arange(len(sent))
        return float(np.sum(weight(discount, months, len(sent)) * reward(sent, bought, cost, margin)))

    return version


for sentence, version in [
    ("the cost of the letters is missing", counted(reward=lambda _s, b, _c, m: m * b)),
    (
        "every month costs a letter: the cost counts only where one was sent",
        counted(reward=lambda _s, b, c, m: m * b - c),
    ),
    (
        "the cost counts only where the customer bought: every letter costs",
        counted(reward=lambda s, b, c, m: m * b - c * s * b),
    ),
    (
        "a purchase counts only in months with a letter: it counts in every month",
        counted(reward=lambda s, b, c, m: m * b * s - c * s),
    ),
    (
        "a letter costs only where nothing was bought: every letter costs",
        counted(reward=lambda s, b, c, m: m * b - c * s * (1 - b)),
    ),
    (
        "the letters are paid for twice over: the cost is added",
        counted(reward=lambda s, b, c, m: m * b + c * s),
    ),
    ("nothing is discounted", counted(weight=lambda g, t, _T: np.ones(len(t)) + 0 * g)),
    (
        "the first month is discounted already: its weight is 1, that of month k is γ to the k − 1",
        counted(weight=lambda g, t, _T: g ** (t + 1)),
    ),
    (
        "the weights run backwards: the last month is the most discounted one",
        counted(weight=lambda g, t, T: g ** (T - 1 - t)),
    ),
    (
        "every month but the first has the weight γ: it is γ to the power of the months before",
        counted(weight=lambda g, t, _T: np.where(t == 0, 1.0, g)),
    ),
    (
        "the weight of a month is γ times the months before: it is γ to their power",
        counted(weight=lambda g, t, _T: np.where(t == 0, 1.0, g * t)),
    ),
    (
        "γ is used as a rate of interest, 1/(1 + γ): it is itself the factor of a month",
        counted(weight=lambda g, t, _T: (1 + g) ** -t),
    ),
    (
        "only the first month is counted: the loop has to run to the last one before it returns",
        counted(weight=lambda _g, t, _T: (t == 0).astype(float)),
    ),
    (
        "the last month is left out",
        counted(weight=lambda g, t, T: g**t * (t < T - 1)),
    ),
    (
        "a purchase in a month with a letter is left out: both may happen in one month",
        counted(reward=lambda s, b, c, m: m * b * (1 - s) - c * s),
    ),
    ("the mean over the months is taken: the return is their sum", counted(weight=lambda g, t, T: g**t / T)),
]:
    customer_value.slip(sentence)(version)


@customer_value.slip(
    "the sales are booked one month late: a purchase counts in the month in which it is made"
)
def _(sent, bought, cost, margin, discount):
    months = np.arange(len(sent))
    sales = margin * np.array(bought) * discount ** (months + 1)
    return float(np.sum(sales - cost * np.array(sent) * discount**months))


@customer_value.slip("the cost is not discounted: a letter of next year costs less today, too")
def _(sent, bought, cost, margin, discount):
    return float(np.sum(margin * np.array(bought) * discount ** np.arange(len(sent))) - cost * np.sum(sent))


@exercise(
    cases=[
        (np.array([1.0, 4.5, 2.0, -3.0]), -1.0, False, 0.3, 0.9),
        (np.array([2.5, 2.5, -1.0]), 0.5, False, 0.6, 0.8),
        (np.array([7.0, -2.0]), 3.0, True, 0.2, 0.95),
        (np.array([-5.0, -2.0, -2.0, -2.0, -9.0]), -1.0, False, 0.1, 1.0),
        (np.array([1.0, 6.0]), 2.0, False, 0.0, 0.7),
    ]
)
def expected_target(row, r, terminated, eps, discount):
    if terminated:
        return r
    return r + discount * ((1 - eps) * np.max(row) + eps * np.mean(row))


def mixed(
    mean=lambda row, eps: (1 - eps) * np.max(row) + eps * np.mean(row),
    target=lambda r, discount, box, alive: r + discount * box * alive,
):
    """``expected_target`` with one part replaced."""

    def version(row, r, terminated, eps, discount):
        return float(target(r, discount, mean(np.asarray(row, dtype=float), eps), 0 if terminated else 1))

    return version


def others(row):
    """The mean of all actions but the first best one."""
    return (row.sum() - row.max()) / (len(row) - 1)


def all_best(row, eps):
    """Each of several best actions has the whole 1 − ε."""
    return (eps / len(row) * row).sum() + (1 - eps) * row[row == row.max()].sum()


for sentence, version in [
    (
        "after the end there is no next state: the target is r alone when terminated",
        mixed(target=lambda r, g, box, _alive: r + g * box),
    ),
    (
        "this is Q-learning's target: the exploring actions, ε of all, are left out",
        mixed(lambda row, _e: row.max()),
    ),
    (
        "this is the mean of a policy that acts at random: the best action has 1 − ε more",
        mixed(lambda row, _e: row.mean()),
    ),
    (
        "ε and 1 − ε have changed places",
        mixed(lambda row, eps: eps * row.max() + (1 - eps) * row.mean()),
    ),
    (
        "exploring may draw the best action, too: here it draws only the others",
        mixed(lambda row, eps: (1 - eps) * row.max() + eps * others(row)),
    ),
    ("several best actions share 1 − ε: here each of them has all of it", mixed(all_best)),
    (
        "the sum over the actions is multiplied by ε: each has the probability ε/A",
        mixed(lambda row, eps: (1 - eps) * row.max() + eps * row.sum()),
    ),
    (
        "the exploring part has the probability 1/A for each action: it is ε/A",
        mixed(lambda row, eps: (1 - eps) * row.max() + row.mean()),
    ),
    (
        "the best action counts fully: its probability is 1 − ε, and ε/A",
        mixed(lambda row, eps: row.max() + eps * row.mean()),
    ),
    (
        "the best action has the probability 1 − ε here: exploring may draw it too, so it has ε/A more",
        mixed(lambda row, eps: (1 - eps) * row.max() + eps / len(row) * (row.sum() - row.max())),
    ),
    (
        "these are softmax's probabilities: ε-greedy gives ε/A to each action and 1 − ε more to the best",
        mixed(lambda row, _e: (np.exp(row) / np.exp(row).sum() * row).sum()),
    ),
    (
        "argmax gives the number of the best action: its value is max",
        mixed(lambda row, eps: (1 - eps) * row.argmax() + eps * row.mean()),
    ),
    (
        "the rest of the episode is taken when terminated and left out otherwise: it is the other way round",
        mixed(target=lambda r, g, box, alive: r + g * box * (1 - alive)),
    ),
    (
        "after the end the target is 0: it is r, the last reward",
        mixed(target=lambda r, g, box, alive: (r + g * box) * alive),
    ),
    ("the exploring part, ε/A for each action, is missing", mixed(lambda row, eps: (1 - eps) * row.max())),
    (
        "the worst action stands where the best belongs",
        mixed(lambda row, eps: (1 - eps) * row.min() + eps * row.mean()),
    ),
    ("the discount is missing", mixed(target=lambda r, _g, box, alive: r + box * alive)),
    ("the reward is missing", mixed(target=lambda _r, g, box, alive: g * box * alive)),
    (
        "the reward is discounted too: only what comes after it is",
        mixed(target=lambda r, g, box, alive: g * (r + box * alive)),
    ),
]:
    expected_target.slip(sentence)(version)
