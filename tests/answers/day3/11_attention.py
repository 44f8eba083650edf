"""Answers to the exercises of lesson 3-11."""

import numpy as np

from common.functions import softmax
from tests.answers import Answers

answers = Answers()


@answers.right(1)
def _(query, keys, allowed):
    e = np.where(allowed, np.exp(keys @ query), 0)
    return e / max(e.sum(), 1e-300)


@answers.right(1)
def _(query, keys, allowed):
    scores = {j: float(np.sum(key * query)) for j, key in enumerate(keys) if allowed[j]}
    total = sum(np.exp(score) for score in scores.values())
    return np.array([np.exp(scores[j]) / total if j in scores else 0.0 for j in range(len(keys))])


@answers.right(1)
def _(query, keys, allowed):
    weights = softmax(keys @ query) * allowed
    return weights / weights.sum() if weights.any() else weights


@answers.wrong(1, "NaN|all 0")  # no thought of an empty mask
def _(query, keys, allowed):
    weights = softmax(keys @ query) * allowed
    return weights / weights.sum()


@answers.wrong(1, "allowed keys|left out|each key|\\(S,\\)|place")  # only the allowed keys' weights
def _(query, keys, allowed):
    scores = keys[allowed] @ query
    e = np.exp(scores)
    return e / e.sum()


@answers.wrong(1, "−∞|-inf|small|forbidden")  # −1 in place of −∞
def _(query, keys, allowed):
    return softmax(np.where(allowed, keys @ query, -1.0))


@answers.wrong(1, "e⁰|set to 0")  # the scores times the mask
def _(query, keys, allowed):
    return softmax((keys @ query) * allowed)


@answers.wrong(1, "distance")  # close keys are similar keys
def _(query, keys, allowed):
    e = np.exp(-((keys - query) ** 2).sum(axis=1)) * allowed
    return e / max(e.sum(), 1e-300)


@answers.wrong(1, "all to the largest|hard|one key|largest score")  # a hard choice
def _(query, keys, allowed):
    scores = np.where(allowed, keys @ query, -np.inf)
    return (np.arange(len(keys)) == scores.argmax()) * allowed.any() * 1.0


@answers.wrong(1, "context|mean of the keys")  # one step too far
def _(query, keys, allowed):
    e = np.exp(keys @ query) * allowed
    return e / max(e.sum(), 1e-300) @ keys


@answers.wrong(1, "logarithm")  # the log-softmax
def _(query, keys, allowed):
    scores = keys @ query
    total = np.log(np.exp(scores[allowed]).sum()) if allowed.any() else 0
    return np.where(allowed, scores - total, 0)


@answers.wrong(1, "dot product|equal|alike")  # the mean of what is allowed
def _(query, keys, allowed):
    return allowed / max(allowed.sum(), 1)


@answers.wrong(1, "√D|divided by D|length")  # the mean of the products, not their sum
def _(query, keys, allowed):
    e = np.exp((keys * query).mean(axis=1)) * allowed
    return e / max(e.sum(), 1e-300)


@answers.right(2)
def _(query, states, W):
    e = np.exp(np.einsum("ntd,dh,nsh->nts", query, W, states))
    return np.einsum("nts,nsh->nth", e, states) / e.sum(axis=2)[..., None]


@answers.right(2)
def _(query, states, W):
    contexts = np.zeros((*query.shape[:2], states.shape[2]))
    for n, strings in enumerate(query):
        for t, q in enumerate(strings):
            scores = np.array([q @ W @ h for h in states[n]])
            e = np.exp(scores - scores.max())
            contexts[n, t] = sum(a * h for a, h in zip(e / e.sum(), states[n], strict=True))
    return contexts


@answers.wrong(2, "batch|strings|axis")  # the softmax over the batch
def _(query, states, W):
    scores = np.einsum("ntd,dh,nsh->nts", query, W, states)
    return softmax(scores, axis=0) @ states


@answers.wrong(2, "over the queries")  # the softmax over the queries
def _(query, states, W):
    e = np.exp(np.einsum("ntd,dh,nsh->nts", query, W, states))
    return e / e.sum(axis=1, keepdims=True) @ states


@answers.wrong(2, "values?|W.*(states|fetched|mean)|as they are")  # W in the values too
def _(query, states, W):
    projected = states @ W.T
    return softmax(query @ projected.swapaxes(1, 2)) @ projected


@answers.wrong(2, "not divided|sum")  # the exponentials alone
def _(query, states, W):
    return np.exp(query @ W @ states.swapaxes(1, 2)) @ states


@answers.wrong(2, "tanh")  # as in the additive form
def _(query, states, W):
    return softmax(np.tanh(query @ W @ states.swapaxes(1, 2))) @ states


@answers.wrong(2, "transpos|operands|mismatch|shape")  # W the other way round
def _(query, states, W):
    return softmax(np.einsum("ntd,hd,nsh->nts", query, W, states)) @ states


@answers.wrong(2, "plain mean|alike|query is left out")  # the plain mean
def _(query, states, W):
    return np.repeat(states.mean(axis=1, keepdims=True), query.shape[1], axis=1)


@answers.wrong(2, "largest|hard|one state")  # the best state only
def _(query, states, W):
    best = (query @ W @ states.swapaxes(1, 2)).argmax(axis=2)
    return np.take_along_axis(states, best[..., None], axis=1)


@answers.wrong(2, "axes|\\(N, T, H\\)|transposed|last two")  # (N, H, T)
def _(query, states, W):
    weights = softmax(query @ W @ states.swapaxes(1, 2))
    return states.swapaxes(1, 2) @ weights.swapaxes(1, 2)


@answers.wrong(2, "shape|broadcast")  # room for D numbers where H are fetched
def _(query, states, W):
    context = np.zeros_like(query)
    for n, scores in enumerate(query @ W @ states.swapaxes(1, 2)):
        context[n] = softmax(scores) @ states[n]
    return context


@answers.wrong(2, "matmul|shape|swapaxes|transpose")  # .T turns all axes
def _(query, states, W):
    return softmax(query @ W @ states.T) @ states


def forward(query, key, scale):
    e = np.exp(scale * (query @ key.T))
    return e / e.sum(axis=1, keepdims=True)


@answers.right(3)
def _(query, key, value, scale, dc):
    alpha = forward(query, key, scale)
    de = np.zeros_like(alpha)
    for t, row in enumerate(alpha):
        de[t] = (np.diag(row) - np.outer(row, row)) @ (value @ dc[t])
    return de @ (scale * key), de.T @ (scale * query), np.einsum("ts,te->se", alpha, dc)


@answers.right(3)
def _(query, key, value, scale, dc):
    alpha = forward(query, key, scale)
    weighted = (alpha @ value * dc).sum(axis=1)  # the mean of dα is dc · context
    de = scale * alpha * (dc @ value.T - weighted[:, None])
    return np.einsum("ts,sd->td", de, key), np.einsum("ts,td->sd", de, query), alpha.T @ dc


def answer(query, key, alpha, de, scale, dc):
    return scale * (de @ key), scale * (de.T @ query), alpha.T @ dc


@answers.wrong(3, "plain mean|weights|weighted")  # the plain mean is subtracted
def _(query, key, value, scale, dc):
    alpha = forward(query, key, scale)
    slope = dc @ value.T
    return answer(query, key, alpha, alpha * (slope - slope.mean(axis=1, keepdims=True)), scale, dc)


@answers.wrong(3, "sign")  # the wrong sign
def _(query, key, value, scale, dc):
    alpha = forward(query, key, scale)
    slope = dc @ value.T
    return answer(query, key, alpha, alpha * ((alpha * slope).sum(axis=1)[:, None] - slope), scale, dc)


@answers.wrong(3, "dvalue|scale is a factor too much")  # scale in dvalue, too
def _(query, key, value, scale, dc):
    alpha = forward(query, key, scale)
    slope = dc @ value.T
    de = alpha * (slope - (alpha * slope).sum(axis=1, keepdims=True))
    return scale * de @ key, scale * de.T @ query, scale * alpha.T @ dc


@answers.wrong(3, "scale")  # scale in one of two places
def _(query, key, value, scale, dc):
    alpha = forward(query, key, scale)
    slope = dc @ value.T
    de = alpha * (slope - (alpha * slope).sum(axis=1, keepdims=True))
    return scale * de @ key, de.T @ query, alpha.T @ dc


@answers.wrong(3, "axis|over the keys|queries")  # α normalised over the queries
def _(query, key, value, scale, dc):
    e = np.exp(scale * query @ key.T)
    alpha = e / e.sum(axis=0)
    slope = dc @ value.T
    de = alpha * (slope - (alpha * slope).sum(axis=0))
    return answer(query, key, alpha, de, scale, dc)


@answers.wrong(3, "matmul|transpose|αᵀ")  # dvalue without the transpose
def _(query, key, value, scale, dc):
    alpha = forward(query, key, scale)
    slope = dc @ value.T
    de = alpha * (slope - (alpha * slope).sum(axis=1, keepdims=True))
    return scale * de @ key, scale * de.T @ query, alpha @ dc


@answers.wrong(3, "exchanged")  # dkey first
def _(query, key, value, scale, dc):
    alpha = forward(query, key, scale)
    slope = dc @ value.T
    de = alpha * (slope - (alpha * slope).sum(axis=1, keepdims=True))
    dquery, dkey, dvalue = answer(query, key, alpha, de, scale, dc)
    return dkey, dquery, dvalue


@answers.wrong(3, "α|factor is left out")  # α forgotten in front
def _(query, key, value, scale, dc):
    alpha = forward(query, key, scale)
    slope = dc @ value.T
    return answer(query, key, alpha, slope - (alpha * slope).sum(axis=1, keepdims=True), scale, dc)


@answers.wrong(3, "softmax is skipped|not dα")  # no softmax on the way back
def _(query, key, value, scale, dc):
    return answer(query, key, forward(query, key, scale), dc @ value.T, scale, dc)


@answers.wrong(3, "operands|broadcast|keepdims")  # no keepdims
def _(query, key, value, scale, dc):
    alpha = forward(query, key, scale)
    slope = dc @ value.T
    return answer(query, key, alpha, alpha * (slope - (alpha * slope).sum(axis=1)), scale, dc)


@answers.wrong(1, "sign|negative|minus")  # the smallest score first
def _(query, keys, allowed):
    e = np.exp(-keys @ query) * allowed
    return e / max(e.sum(), 1e-300)


@answers.wrong(1, "base|exponential|exp2")  # powers of 2
def _(query, keys, allowed):
    e = 2.0 ** (keys @ query) * allowed
    return e / max(e.sum(), 1e-300)


@answers.wrong(1, "absolute|sign")  # the size of the score
def _(query, keys, allowed):
    e = np.exp(np.abs(keys @ query)) * allowed
    return e / max(e.sum(), 1e-300)


@answers.wrong(1, "√|length|root")  # the root of D multiplied
def _(query, keys, allowed):
    e = np.exp(keys @ query * len(query) ** 0.5) * allowed
    return e / max(e.sum(), 1e-300)


@answers.wrong(2, "√D|√|divided|scale")  # the scores scaled by the query's size
def _(query, states, W):
    return softmax(query @ W @ states.swapaxes(1, 2) / np.sqrt(query.shape[2])) @ states


@answers.wrong(2, "shape|W|not used|left out|operands|mismatch")  # W forgotten
def _(query, states, W):
    return softmax(query @ states.swapaxes(1, 2)) @ states


@answers.wrong(2, "other strings|batch|string|first")  # the states of the first string for all
def _(query, states, W):
    return softmax(query @ W @ states[0].T) @ states[0]


@answers.wrong(2, "tanh|W|square|twice")  # the squared scores
def _(query, states, W):
    return softmax((query @ W @ states.swapaxes(1, 2)) ** 2) @ states


@answers.wrong(2, "query|added|joined")  # the query added to its context
def _(query, states, W):
    context = softmax(query @ W @ states.swapaxes(1, 2)) @ states
    return query[..., : context.shape[2]] + context


@answers.wrong(3, "scale")  # scale twice
def _(query, key, value, scale, dc):
    alpha = forward(query, key, scale)
    slope = dc @ value.T
    de = scale * alpha * (slope - (alpha * slope).sum(axis=1, keepdims=True))
    return answer(query, key, alpha, de, scale, dc)


@answers.wrong(3, "key|query|exchanged|operand|mismatch|shape")  # the factors of the score exchanged
def _(query, key, value, scale, dc):
    alpha = forward(query, key, scale)
    slope = dc @ value.T
    de = alpha * (slope - (alpha * slope).sum(axis=1, keepdims=True))
    return scale * de.T @ query, scale * de @ key, alpha.T @ dc


@answers.wrong(3, "softmax|α|weights|function")  # the raw scores for the weights
def _(query, key, value, scale, dc):
    alpha = scale * query @ key.T
    slope = dc @ value.T
    de = alpha * (slope - (alpha * slope).sum(axis=1, keepdims=True))
    return answer(query, key, alpha, de, scale, dc)


@answers.wrong(3, "value")  # the values left out of dα
def _(query, key, value, scale, dc):
    alpha = forward(query, key, scale)
    slope = dc @ key.T if dc.shape[1] == key.shape[1] else dc @ value.T
    return answer(query, key, alpha, alpha * (slope - (alpha * slope).sum(axis=1, keepdims=True)), scale, dc)


@answers.wrong(3, "α|root|once|twice")  # α squared in front
def _(query, key, value, scale, dc):
    alpha = forward(query, key, scale)
    slope = dc @ value.T
    de = alpha**2 * (slope - (alpha * slope).sum(axis=1, keepdims=True))
    return answer(query, key, alpha, de, scale, dc)
