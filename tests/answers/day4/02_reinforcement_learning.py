"""Answers to the exercises of lesson 4-02."""

import numpy as np

from tests.answers import Answers

answers = Answers()


@answers.right(1)
def _(Q, s, a, r, s_next, a_next, terminated, rate, discount):
    after = np.zeros(2) if terminated else np.array([max(Q[s_next]), Q[s_next][a_next]])
    return tuple((1 - rate) * Q[s][a] + rate * (r + discount * after))


@answers.right(1)
def _(Q, s, a, r, s_next, a_next, terminated, rate, discount):
    new = []
    for box in (np.max(Q[s_next, :]), Q[s_next, a_next]):
        error = r - Q[s, a]
        if not terminated:
            error += discount * box
        new.append(float(Q[s, a] + rate * error))
    return new


@answers.right(1)  # on a copy
def _(Q, s, a, r, s_next, a_next, terminated, rate, discount):
    tables = Q.copy(), Q.copy()
    goals = [r + (not terminated) * discount * Q[s_next, b] for b in (Q[s_next].argmax(), a_next)]
    for table, goal in zip(tables, goals, strict=True):
        table[s, a] += rate * (goal - table[s, a])
    return tables[0][s, a], tables[1][s, a]


def updated(Q, s, a, r, box, terminated, rate, discount):
    """One right update of Q(s, a) for a given box."""
    return Q[s, a] + rate * (r + discount * (0 if terminated else box) - Q[s, a])


@answers.wrong(1, r"(?i)is changed|Q is changed|changed in place|leave Q")  # Q itself is updated
def _(Q, s, a, r, s_next, a_next, terminated, rate, discount):
    best, taken = Q[s_next].max(), Q[s_next, a_next]
    old = Q[s, a]
    Q[s, a] = updated(Q, s, a, r, best, terminated, rate, discount)
    return Q[s, a], old + rate * (r + discount * (0 if terminated else taken) - old)


@answers.wrong(1, r"(?i)max|best|whole table|s_next|all is taken")  # the maximum of the whole table
def _(Q, s, a, r, s_next, a_next, terminated, rate, discount):
    boxes = Q.max(), Q[s_next, a_next]
    return tuple(updated(Q, s, a, r, box, terminated, rate, discount) for box in boxes)


@answers.wrong(1, r"(?i)argmax|number of the action|index|value")  # argmax for max
def _(Q, s, a, r, s_next, a_next, terminated, rate, discount):
    boxes = Q[s_next].argmax(), Q[s_next, a_next]
    return tuple(updated(Q, s, a, r, box, terminated, rate, discount) for box in boxes)


@answers.wrong(1, r"(?i)Q-learning|end|terminated")  # the end looked at for SARSA only
def _(Q, s, a, r, s_next, a_next, terminated, rate, discount):
    best = updated(Q, s, a, r, Q[s_next].max(), False, rate, discount)
    return best, updated(Q, s, a, r, Q[s_next, a_next], terminated, rate, discount)


@answers.wrong(1, r"(?i)end|terminated|last step")  # nothing is learnt from the last step
def _(Q, s, a, r, s_next, a_next, terminated, rate, discount):
    if terminated:
        return Q[s, a], Q[s, a]
    return tuple(
        updated(Q, s, a, r, box, False, rate, discount) for box in (Q[s_next].max(), Q[s_next, a_next])
    )


@answers.wrong(1, r"(?i)end|terminated|target")  # the reward itself is the new value at the end
def _(Q, s, a, r, s_next, a_next, terminated, rate, discount):
    if terminated:
        return r, r
    return tuple(
        updated(Q, s, a, r, box, False, rate, discount) for box in (Q[s_next].max(), Q[s_next, a_next])
    )


@answers.wrong(1, r"(?i)discount|squared|twice")  # the discount twice
def _(Q, s, a, r, s_next, a_next, terminated, rate, discount):
    boxes = Q[s_next].max(), Q[s_next, a_next]
    return tuple(updated(Q, s, a, r, box, terminated, rate, discount**2) for box in boxes)


@answers.wrong(1, r"(?i)SARSA|second|a_next|difference")  # the second update comes on top of the first
def _(Q, s, a, r, s_next, a_next, terminated, rate, discount):
    Q = Q.copy()
    Q[s, a] = updated(Q, s, a, r, Q[s_next].max(), terminated, rate, discount)
    return Q[s, a], updated(Q, s, a, r, Q[s_next, a_next], terminated, rate, discount)


@answers.wrong(1, r"(?i)two|2 |results|tuple|single|array")  # Q-learning alone
def _(Q, s, a, r, s_next, a_next, terminated, rate, discount):
    return updated(Q, s, a, r, Q[s_next].max(), terminated, rate, discount)


@answers.wrong(1, r"(?i)None|return")  # nothing returned
def _(Q, s, a, r, s_next, a_next, terminated, rate, discount):
    for box in (Q[s_next].max(), Q[s_next, a_next]):
        _ = updated(Q, s, a, r, box, terminated, rate, discount)


@answers.wrong(1, r"(?i)changed places|column|row|Q\[s_next|index|bounds")  # rows and columns exchanged
def _(Q, s, a, r, s_next, a_next, terminated, rate, discount):
    boxes = Q[:, a_next].max(), Q[s_next, a_next]
    return tuple(updated(Q, s, a, r, box, terminated, rate, discount) for box in boxes)


@answers.wrong(1, r"(?i)old|Q\(s, a\)|Q\[s, a\]|largest|best of")  # the best action's value for the old one
def _(Q, s, a, r, s_next, a_next, terminated, rate, discount):
    best = int(Q[s].argmax())
    boxes = Q[s_next].max(), Q[s_next, a_next]
    return tuple(updated(Q, s, best, r, box, terminated, rate, discount) for box in boxes)


@answers.right(2)
def _(sent, bought, cost, margin, discount):
    return sum(
        discount**k * (margin * b - cost * s) for k, (s, b) in enumerate(zip(sent, bought, strict=True))
    )


@answers.right(2)
def front_first(sent, bought, cost, margin, discount):
    if not sent:
        return 0
    later = front_first(sent[1:], bought[1:], cost, margin, discount)
    return (margin if bought[0] else 0) - (cost if sent[0] else 0) + discount * later


@answers.right(2)
def _(sent, bought, cost, margin, discount):
    weights = np.cumprod([1.0] + [discount] * (len(sent) - 1))
    return np.float32(margin * np.dot(weights, bought) - cost * np.dot(weights, sent))


def rewards(sent, bought, cost, margin):
    return [margin * b - cost * s for s, b in zip(sent, bought, strict=True)]


@answers.wrong(2, r"(?i)discounted|power|weight|γ|backwards")  # the whole sum discounted once a month
def _(sent, bought, cost, margin, discount):
    total = 0.0
    for r in rewards(sent, bought, cost, margin):
        total = discount * total + r
    return total


@answers.wrong(2, r"(?i)discounted already|first month|weight is 1")  # discount * (r + total)
def _(sent, bought, cost, margin, discount):
    total = 0.0
    for r in reversed(rewards(sent, bought, cost, margin)):
        total = discount * (r + total)
    return total


@answers.wrong(2, r"(?i)elif|both|letter costs|bought|cost counts|purchase")  # elif: one of the two
def _(sent, bought, cost, margin, discount):
    total = 0.0
    for k, (s, b) in enumerate(zip(sent, bought, strict=True)):
        if s:
            total -= discount**k * cost
        elif b:
            total += discount**k * margin
    return total


@answers.wrong(2, r"(?i)changed places|exchanged|margin|cost")  # cost and margin exchanged
def _(sent, bought, cost, margin, discount):
    return sum(discount**k * r for k, r in enumerate(rewards(sent, bought, margin, cost)))


@answers.wrong(2, r"(?i)changed places|exchanged|sent|bought")  # the lists exchanged
def _(sent, bought, cost, margin, discount):
    return sum(discount**k * r for k, r in enumerate(rewards(bought, sent, cost, margin)))


@answers.wrong(2, r"(?i)last month|left out|every month|month")  # the last month is missing
def _(sent, bought, cost, margin, discount):
    return sum(discount**k * r for k, r in enumerate(rewards(sent, bought, cost, margin)[:-1]))


@answers.wrong(2, r"(?i)first month|last month|loop|return|month")  # return inside the loop
def _(sent, bought, cost, margin, discount):
    return rewards(sent, bought, cost, margin)[0]


@answers.wrong(2, r"(?i)discount|interest|1 / \(1|power")  # an interest rate: 1 / (1 + γ)ᵏ
def _(sent, bought, cost, margin, discount):
    return sum(r / (1 + discount) ** k for k, r in enumerate(rewards(sent, bought, cost, margin)))


@answers.wrong(2, r"(?i)power|γ|weight|multipl")  # γ · k for γᵏ
def _(sent, bought, cost, margin, discount):
    return sum((discount * k if k else 1) * r for k, r in enumerate(rewards(sent, bought, cost, margin)))


@answers.wrong(2, r"(?i)sign")  # what the customer pays and gets
def _(sent, bought, cost, margin, discount):
    return -sum(discount**k * r for k, r in enumerate(rewards(sent, bought, cost, margin)))


@answers.wrong(2, r"(?i)sum|number|one value|single|array|shape|entries")  # the list of discounted rewards
def _(sent, bought, cost, margin, discount):
    return [discount**k * r for k, r in enumerate(rewards(sent, bought, cost, margin))]


@answers.wrong(2, r"(?i)sum|return of every month|first|number|shape|array|entries|single")  # all G_t
def _(sent, bought, cost, margin, discount):
    totals = [0.0]
    for r in reversed(rewards(sent, bought, cost, margin)):
        totals.append(r + discount * totals[-1])
    return totals[:0:-1]


@answers.wrong(2, r"(?i)purchase|sale|cost counts|bought is used where sent")  # margin minus cost
def _(sent, bought, cost, margin, discount):
    return sum(
        discount**k * ((margin - cost) if b else 0) for k, (_, b) in enumerate(zip(sent, bought, strict=True))
    )


@answers.right(3)
def _(row, r, terminated, eps, discount):
    policy = np.full(len(row), eps / len(row))
    best = row == row.max()
    policy[best] += (1 - eps) / best.sum()
    return r + (0 if terminated else discount * policy @ row)


@answers.right(3)
def _(row, r, terminated, eps, discount):
    policy = np.full(len(row), eps / len(row))
    policy[np.argmax(row)] += 1 - eps
    total = r
    if not terminated:
        for probability, value in zip(policy, row, strict=True):
            total += discount * probability * value
    return total


@answers.right(3)
def _(row, r, terminated, eps, discount):
    top = sorted(row)[-1]
    return float(r + discount * (not terminated) * (top - eps * (top - sum(row) / len(row))))


def mixture(row, r, terminated, eps, discount, policy):
    """The target for any probabilities (A,)."""
    return r + (0 if terminated else discount * float(np.dot(policy(row, eps), row)))


def rest(row, eps):
    """ε is shared by the other actions, and the best has 1 − ε."""
    policy = np.full(len(row), eps / (len(row) - 1))
    policy[np.argmax(row)] = 1 - eps
    return policy


@answers.wrong(3, r"(?i)exploring may draw the best|others")  # ε for the others alone
def _(*case):
    return mixture(*case, policy=rest)


@answers.wrong(3, r"(?i)best action|best one|missing|ε/A|exploring may")  # 1 − ε and no ε/A for the best
def _(*case):
    def policy(row, eps):
        p = np.full(len(row), eps / len(row))
        p[np.argmax(row)] = 1 - eps
        return p

    return mixture(*case, policy=policy)


@answers.wrong(3, r"(?i)share|several best|each")  # every best action has 1 − ε more
def _(*case):
    return mixture(*case, policy=lambda row, eps: eps / len(row) + (1 - eps) * (row == row.max()))


@answers.wrong(3, r"(?i)second|best|share")  # the second best
def _(row, r, terminated, eps, discount):
    return r + (0 if terminated else discount * ((1 - eps) * np.sort(row)[-2] + eps * row.mean()))


@answers.wrong(3, r"(?i)median|mean")  # the median for the mean
def _(row, r, terminated, eps, discount):
    return r + (0 if terminated else discount * ((1 - eps) * row.max() + eps * np.median(row)))


@answers.wrong(3, r"(?i)softmax|probabilit|ε/A|best")  # softmax for ε-greedy
def _(*case):
    return mixture(*case, policy=lambda row, _eps: np.exp(row) / np.exp(row).sum())


@answers.wrong(3, r"(?i)argmax|index|number|value")  # argmax for max
def _(row, r, terminated, eps, discount):
    return r + (0 if terminated else discount * ((1 - eps) * np.argmax(row) + eps * row.mean()))


@answers.wrong(3, r"(?i)bracket|discount")  # brackets forgotten
def _(row, r, terminated, eps, discount):
    return r + (0 if terminated else discount * (1 - eps) * row.max() + eps * row.mean())


@answers.wrong(3, r"(?i)terminated|end|reward|target is r")  # 0 after the end
def _(row, r, terminated, eps, discount):
    return 0 if terminated else r + discount * ((1 - eps) * row.max() + eps * row.mean())


@answers.wrong(3, r"(?i)other way|terminated|end")  # terminated the wrong way round
def _(row, r, terminated, eps, discount):
    return r + (discount * ((1 - eps) * row.max() + eps * row.mean()) if terminated else 0)


@answers.wrong(3, r"(?i)other way|truncated|terminated|end|next state")  # the end forgotten
def _(row, r, terminated, eps, discount):
    return r + discount * ((1 - eps) * row.max() + eps * row.mean())


@answers.wrong(3, r"(?i)changed places|worst|rate|old")  # a step towards the target
def _(row, r, terminated, eps, discount):
    goal = r + (0 if terminated else discount * ((1 - eps) * row.max() + eps * row.mean()))
    return row[0] + eps * (goal - row[0])


@answers.wrong(3, r"(?i)array|number|sum|shape|single|entries")  # not summed
def _(row, r, terminated, eps, discount):
    policy = np.full(len(row), eps / len(row))
    policy[np.argmax(row)] += 1 - eps
    return r + (0 if terminated else discount) * policy * row


@answers.wrong(3, r"(?i)absolute|size|sign|worst|largest|best")  # the largest size
def _(row, r, terminated, eps, discount):
    return r + (0 if terminated else discount * ((1 - eps) * np.abs(row).max() + eps * row.mean()))


@answers.wrong(3, r"(?i)None|return")  # nothing returned
def _(row, r, terminated, eps, discount):
    _ = r + (0 if terminated else discount * ((1 - eps) * row.max() + eps * row.mean()))
