"""The exercises of lesson 3-11: their inputs, references and usual slips."""

import numpy as np

from common.exercise import exercise
from common.functions import softmax

rng = np.random.default_rng(311)


def looked_up(keys, allowed):
    """One query for keys (S, D), and where it may look."""
    return 1.5 * rng.standard_normal(keys[1]), rng.standard_normal(keys), np.array(allowed, dtype=bool)


@exercise(
    cases=[
        looked_up((4, 3), [1, 1, 0, 1]),
        looked_up((5, 5), [0, 1, 1, 0, 1]),
        looked_up((3, 4), [1, 1, 1]),
        looked_up((3, 2), [0, 0, 0]),
    ]
)
def look(query, keys, allowed):
    weights = np.zeros(len(keys))
    if allowed.any():
        e = np.exp(keys[allowed] @ query)
        weights[allowed] = e / e.sum()
    return weights


@look.slip(
    "the softmax runs over all keys and the weights are struck out afterwards: they no longer add up to 1"
)
def _(query, keys, allowed):
    return softmax(keys @ query) * allowed


@look.slip("a forbidden score is set to 0, and e⁰ = 1: the weight must be 0, the score −∞")
def _(query, keys, allowed):
    return softmax(np.where(allowed, keys @ query, 0))


@look.slip("the mask is ignored: every key gets a weight")
def _(query, keys, allowed):
    return softmax(keys @ query)


@look.slip("the mask is the wrong way round: True is where the query may look")
def _(query, keys, allowed):
    return look.reference(query, keys, ~allowed)


@look.slip("where nothing is allowed the weights come out as NaN: they are all 0")
def _(query, keys, allowed):
    e = np.exp(keys @ query) * allowed
    return e / e.sum()


@look.slip("where nothing is allowed all keys share the weight: they get 0")
def _(query, keys, allowed):
    return softmax(np.where(allowed, keys @ query, -1e9))


@look.slip("the scores are divided by √D: here the score is the plain dot product")
def _(query, keys, allowed):
    return look.reference(query / np.sqrt(len(query)), keys, allowed)


@look.slip("the scores are divided by their sum, without the exponential")
def _(query, keys, allowed):
    e = np.where(allowed, keys @ query, 0)
    return e / e.sum() if allowed.any() else e


@look.slip("the exponentials are not divided by their sum")
def _(query, keys, allowed):
    return np.exp(keys @ query) * allowed


@look.slip("the similarity is the cosine: the lengths of query and keys are divided out")
def _(query, keys, allowed):
    return look.reference(
        query / np.linalg.norm(query), keys / np.linalg.norm(keys, axis=1, keepdims=True), allowed
    )


@look.slip("only the weights of the allowed keys are returned: every key has a place, forbidden ones with 0")
def _(query, keys, allowed):
    return look.reference(query, keys, allowed)[allowed]


@look.slip("a forbidden score is set to −1, which still leaves a weight: it must be −∞")
def _(query, keys, allowed):
    return softmax(np.where(allowed, keys @ query, -1))


@look.slip("the similarity is a distance: the dot product of query and key is asked for")
def _(query, keys, allowed):
    e = np.exp(-((keys - query) ** 2).sum(axis=1)) * allowed
    return e / e.sum() if allowed.any() else e


@look.slip("the largest score gets all the weight: that is a hard choice, the softmax is a soft one")
def _(query, keys, allowed):
    weights = np.zeros(len(keys))
    weights[np.where(allowed, keys @ query, -np.inf).argmax()] = allowed.any()
    return weights


@look.slip("the context, the mean of the keys, is returned: the weights are asked for")
def _(query, keys, allowed):
    return look.reference(query, keys, allowed) @ keys


@look.slip("the allowed keys share the weight equally: the dot products are not used")
def _(query, keys, allowed):
    return look.reference(0 * query, keys, allowed)


@look.slip("the scores have the wrong sign: a large dot product gets a large weight")
def _(query, keys, allowed):
    return look.reference(-query, keys, allowed)


@look.slip("the logarithms of the weights are returned: the weights are asked for")
def _(query, keys, allowed):
    weights = look.reference(query, keys, allowed)
    return np.log(weights, where=weights > 0, out=np.zeros_like(weights))


@look.slip("the scores are divided by D, a mean in place of a sum: here the score is the plain dot product")
def _(query, keys, allowed):
    return look.reference(query / len(query), keys, allowed)


@exercise(
    cases=[
        tuple(rng.standard_normal(shape) for shape in ((2, 3, 4), (2, 5, 3), (4, 3))),
        tuple(rng.standard_normal(shape) for shape in ((3, 3, 3), (3, 3, 3), (3, 3))),
        tuple(rng.standard_normal(shape) for shape in ((1, 4, 3), (1, 6, 3), (3, 3))),
    ]
)
def general(query, states, W):
    scores = query @ W @ states.swapaxes(1, 2)
    weights = softmax(scores, axis=2)
    return weights @ states


@general.slip("the softmax runs over the queries: each query divides its attention among the states, axis 2")
def _(query, states, W):
    return softmax(query @ W @ states.swapaxes(1, 2), axis=1) @ states


@general.slip("the softmax runs over the whole batch, not over the states of each query")
def _(query, states, W):
    scores = query @ W @ states.swapaxes(1, 2)
    return softmax(scores.ravel()).reshape(scores.shape) @ states


@general.slip("there is no softmax: the scores themselves are the weights")
def _(query, states, W):
    return query @ W @ states.swapaxes(1, 2) @ states


@general.slip("the scores are divided by √H: here they are not")
def _(query, states, W):
    return general.reference(query / np.sqrt(states.shape[2]), states, W)


@general.slip("the scores are divided by √D: here they are not")
def _(query, states, W):
    return general.reference(query / np.sqrt(query.shape[2]), states, W)


@general.slip("the weights are returned, and not the context, the mean of the states")
def _(query, states, W):
    return softmax(query @ W @ states.swapaxes(1, 2), axis=2)


@general.slip("W is in the values, too: the states are fetched as they are")
def _(query, states, W):
    return general.reference(query, states, W) @ W.T


@general.slip("the exponentials are not divided by their sum")
def _(query, states, W):
    return np.exp(query @ W @ states.swapaxes(1, 2)) @ states


@general.slip("the softmax runs over the strings of the batch: each query's weights add up to 1, axis 2")
def _(query, states, W):
    return softmax(query @ W @ states.swapaxes(1, 2), axis=0) @ states


@general.slip("each query fetches the state with the largest score: the softmax makes a mean of all")
def _(query, states, W):
    return general.reference(1e6 * query, states, W)


@general.slip("the last two axes are exchanged: the context is (N, T, H)")
def _(query, states, W):
    return general.reference(query, states, W).swapaxes(1, 2)


def pieces(T, S, D, E):
    """Queries, keys, values, a scale, and the gradient of the context, for one string."""
    shapes = (T, D), (S, D), (S, E), (), (T, E)
    query, key, value, _, dc = (rng.standard_normal(shape) for shape in shapes)
    return query, key, value, 0.6, dc


@exercise(
    names=("dquery", "dkey", "dvalue"), cases=[pieces(3, 4, 4, 4), pieces(4, 4, 4, 4), pieces(2, 5, 3, 4)]
)
def attention_backward(query, key, value, scale, dc):
    alpha = softmax(scale * query @ key.T)
    dvalue = alpha.T @ dc
    dalpha = dc @ value.T
    de = alpha * (dalpha - (alpha * dalpha).sum(axis=1, keepdims=True))
    return scale * de @ key, scale * de.T @ query, dvalue


def with_de(change):
    """The answer with another way from dalpha to de."""

    def answer(query, key, value, scale, dc):
        alpha = softmax(scale * query @ key.T)
        de = change(alpha, dc @ value.T)
        return scale * de @ key, scale * de.T @ query, alpha.T @ dc

    return answer


@attention_backward.slip(
    "the softmax is taken backwards element by element, α (1 − α): it mixes the weights of a row"
)
def _(*case):
    return with_de(lambda alpha, dalpha: alpha * (1 - alpha) * dalpha)(*case)


@attention_backward.slip("the softmax is skipped on the way back: de is not dα")
def _(*case):
    return with_de(lambda _, dalpha: dalpha)(*case)


@attention_backward.slip("the sum in the softmax's backward is missing: α dα alone")
def _(*case):
    return with_de(lambda alpha, dalpha: alpha * dalpha)(*case)


@attention_backward.slip(
    "the sum of α dα runs over the queries: it belongs to one query, over its keys, axis 1"
)
def _(*case):
    return with_de(lambda alpha, dalpha: alpha * (dalpha - (alpha * dalpha).sum(axis=0, keepdims=True)))(
        *case
    )


@attention_backward.slip("the sum of dα is taken without its weights α")
def _(*case):
    return with_de(lambda alpha, dalpha: alpha * (dalpha - dalpha.sum(axis=1, keepdims=True)))(*case)


@attention_backward.slip("the mean that is subtracted has no weights: it is the sum of α dα")
def _(*case):
    return with_de(lambda alpha, dalpha: alpha * (dalpha - dalpha.mean(axis=1, keepdims=True)))(*case)


@attention_backward.slip("the sign of de is turned: α (dα − Σ α dα)")
def _(*case):
    return with_de(lambda alpha, dalpha: alpha * ((alpha * dalpha).sum(axis=1, keepdims=True) - dalpha))(
        *case
    )


@attention_backward.slip("the α in front of the bracket is missing")
def _(*case):
    return with_de(lambda alpha, dalpha: dalpha - (alpha * dalpha).sum(axis=1, keepdims=True))(*case)


@attention_backward.slip("scale is missing in dkey: the score is scale · q · k for both")
def _(query, key, value, scale, dc):
    dquery, dkey, dvalue = attention_backward.reference(query, key, value, scale, dc)
    return dquery, dkey / scale, dvalue


@attention_backward.slip("scale is a factor of dvalue, too: it belongs to the score alone")
def _(query, key, value, scale, dc):
    dquery, dkey, dvalue = attention_backward.reference(query, key, value, scale, dc)
    return dquery, dkey, scale * dvalue


@attention_backward.slip("the softmax runs over the queries: each query's weights add up to 1, axis 1")
def _(query, key, value, scale, dc):
    alpha = softmax(scale * query @ key.T, axis=0)
    dalpha = dc @ value.T
    de = alpha * (dalpha - (alpha * dalpha).sum(axis=0))
    return scale * de @ key, scale * de.T @ query, alpha.T @ dc


@attention_backward.slip("scale is missing on the way back: dquery and dkey are multiplied by it")
def _(query, key, value, scale, dc):
    dquery, dkey, dvalue = attention_backward.reference(query, key, value, scale, dc)
    return dquery / scale, dkey / scale, dvalue


@attention_backward.slip("scale is there twice on the way back: dquery and dkey carry it once")
def _(query, key, value, scale, dc):
    dquery, dkey, dvalue = attention_backward.reference(query, key, value, scale, dc)
    return scale * dquery, scale * dkey, dvalue


@attention_backward.slip("scale is divided by on the way back: it multiplies in both directions")
def _(query, key, value, scale, dc):
    dquery, dkey, dvalue = attention_backward.reference(query, key, value, scale, dc)
    return dquery / scale**2, dkey / scale**2, dvalue


@attention_backward.slip("scale is missing in the weights: α is the softmax of scale · q · k")
def _(query, key, value, scale, dc):
    alpha = softmax(query @ key.T)
    dalpha = dc @ value.T
    de = alpha * (dalpha - (alpha * dalpha).sum(axis=1, keepdims=True))
    return scale * de @ key, scale * de.T @ query, alpha.T @ dc


@attention_backward.slip("dkey and dvalue are exchanged: the value's gradient is αᵀ dc")
def _(*case):
    dquery, dkey, dvalue = attention_backward.reference(*case)
    return dquery, dvalue, dkey
