"""Answers to the exercises of lesson 1-05: head and loss, mutual information, the Poisson pair."""

import math

import numpy as np

from tests.answers import Answers

answers = Answers()

TASKS = (
    "tomorrow's temperature",
    "will this customer leave: yes or no",
    "which of 26 letters is on this key",
    "latitude and longitude of a photo",
    "which of 20 keywords fit a film: any number of them",
)
NUMBER, YES_OR_NO, ONE_OF_MANY = (
    ("identity", "squared error"),
    ("sigmoid", "binary cross-entropy"),
    ("softmax", "cross-entropy"),
)


def entropy_bits(p):
    happens = p > 0
    return -np.sum(p[happens] * np.log2(p[happens])) + 0.0


def kl_bits(p, q):
    happens = p > 0
    return np.sum(p[happens] * np.log2(p[happens] / q[happens]))


def chosen(*pairs):
    """An answer to exercise 1: these pairs for the five tasks."""
    return lambda task: pairs[TASKS.index(task)]


@answers.right(1)
def _(task):
    if task.startswith("which of 26"):
        return "softmax", "cross-entropy"
    if "yes" in task or "any number" in task:
        return "sigmoid", "binary cross-entropy"
    return "identity", "squared error"


@answers.right(1)
def _(task):
    heads = {"identity": "squared error", "sigmoid": "binary cross-entropy", "softmax": "cross-entropy"}
    head = ["identity", "sigmoid", "softmax", "identity", "sigmoid"][TASKS.index(task)]
    return [head, heads[head]]


# softmax for the keywords, which do not compete
answers.wrong(1, r"(?i)keyword|film|compete|any number")(
    chosen(NUMBER, YES_OR_NO, ONE_OF_MANY, NUMBER, ONE_OF_MANY)
)
# right heads, cross-entropy for every probability
answers.wrong(1, r"(?i)binary|loss|sigmoid")(
    chosen(NUMBER, ("sigmoid", "cross-entropy"), ONE_OF_MANY, NUMBER, ("sigmoid", "cross-entropy"))
)
# yes or no as two classes of a softmax
answers.wrong(1, r"(?i)yes or no|customer|two classes|binary|sigmoid")(
    chosen(NUMBER, ONE_OF_MANY, ONE_OF_MANY, NUMBER, YES_OR_NO)
)
# a sigmoid for each letter
answers.wrong(1, r"(?i)letter|key|compete|one of|softmax")(
    chosen(NUMBER, YES_OR_NO, YES_OR_NO, NUMBER, YES_OR_NO)
)
# squared error everywhere
answers.wrong(1, r"(?i)squared error|loss|cross-entropy")(
    chosen(
        NUMBER,
        ("sigmoid", "squared error"),
        ("softmax", "squared error"),
        NUMBER,
        ("sigmoid", "squared error"),
    )
)
# the loss before the head
answers.wrong(1, r"(?i)exchanged|order|before the head")(
    chosen(*(pair[::-1] for pair in (NUMBER, YES_OR_NO, ONE_OF_MANY, NUMBER, YES_OR_NO)))
)
# sigmoid for the two coordinates
answers.wrong(1, r"(?i)latitude|coordinate|any number|photo|identity")(
    chosen(NUMBER, YES_OR_NO, ONE_OF_MANY, YES_OR_NO, YES_OR_NO)
)
# the head alone
answers.wrong(1, r"(?i)only the head|2 results")(
    chosen("identity", "sigmoid", "softmax", "identity", "sigmoid")
)
# the pair as one text
answers.wrong(1, r"(?i)pair|2 results|two|tuple|results|string|str|text")(
    chosen(*(", ".join(pair) for pair in (NUMBER, YES_OR_NO, ONE_OF_MANY, NUMBER, YES_OR_NO)))
)


@answers.wrong(1, r"(?i)None|return")  # printed, not returned
def _(task):
    print(dict(zip(TASKS, (NUMBER, YES_OR_NO, ONE_OF_MANY, NUMBER, YES_OR_NO), strict=True))[task])


@answers.right(2)
def _(joint):
    def H(p):
        return sum(-v * math.log2(v) for v in np.ravel(p) if v > 0)

    p, q = joint.sum(axis=1), joint.sum(axis=0)
    return H(p), H(q), H(p) + H(q) - H(joint)


@answers.right(2)
def _(joint):
    R, C = joint.shape
    p = [sum(joint[r, c] for c in range(C)) for r in range(R)]
    q = [sum(joint[r, c] for r in range(R)) for c in range(C)]
    bits = 0.0
    for r in range(R):
        for c in range(C):
            if joint[r, c] > 0:
                bits += joint[r, c] * (math.log(joint[r, c]) - math.log(p[r] * q[c])) / math.log(2)
    return [entropy_bits(np.array(p)), entropy_bits(np.array(q)), bits]


@answers.right(2)
def _(joint):
    joint = joint.astype(np.float32)
    p, q = joint.sum(axis=1), joint.sum(axis=0)
    return entropy_bits(p), entropy_bits(q), kl_bits(joint, np.outer(p, q))


@answers.wrong(2, r"(?i)axis|exchanged|column|row")  # the axes the other way round
def _(joint):
    p, q = joint.sum(axis=0), joint.sum(axis=1)
    return entropy_bits(p), entropy_bits(q), kl_bits(joint, q[:, None] * p)


@answers.wrong(2, r"(?i)exchanged|other way|first|order|direction|KL")  # the divergence the other way round
def _(joint):
    p, q = joint.sum(axis=1), joint.sum(axis=0)
    with np.errstate(divide="ignore"):
        return entropy_bits(p), entropy_bits(q), kl_bits(np.outer(p, q), joint)


@answers.wrong(2, r"(?i)log|base|bits|nats|0\.69")  # nats
def _(joint):
    p, q = joint.sum(axis=1), joint.sum(axis=0)
    return tuple(math.log(2) * v for v in (entropy_bits(p), entropy_bits(q), kl_bits(joint, np.outer(p, q))))


@answers.wrong(2, r"(?i)nan|log of 0|log\(0|0 log|zero|entries of 0|> 0")  # 0 log 0 is nan
def _(joint):
    p, q = joint.sum(axis=1), joint.sum(axis=0)
    with np.errstate(all="ignore"):
        return (
            -np.sum(p * np.log2(p)),
            -np.sum(q * np.log2(q)),
            np.sum(joint * np.log2(joint / np.outer(p, q))),
        )


@answers.wrong(2, r"(?i)sign|minus|negative")  # the sign of the divergence
def _(joint):
    p, q = joint.sum(axis=1), joint.sum(axis=0)
    return entropy_bits(p), entropy_bits(q), -kl_bits(joint, np.outer(p, q))


@answers.wrong(2, r"(?i)joint|whole table|both|entropy")  # the joint entropy for the mutual information
def _(joint):
    p, q = joint.sum(axis=1), joint.sum(axis=0)
    return entropy_bits(p), entropy_bits(q), entropy_bits(joint)


@answers.wrong(2, r"(?i)product|uniform|equal|1 / ")  # compared with the uniform table
def _(joint):
    p, q = joint.sum(axis=1), joint.sum(axis=0)
    return entropy_bits(p), entropy_bits(q), kl_bits(joint, np.full(joint.shape, 1 / joint.size))


@answers.wrong(2, r"(?i)axis|column|forecast is|variable stands in another's place")  # both from the rows
def _(joint):
    p = joint.sum(axis=1)
    return entropy_bits(p), entropy_bits(p), kl_bits(joint, np.outer(p, joint.sum(axis=0)))


@answers.wrong(
    2, r"(?i)joint|H\(|condition|twice|given|entropy"
)  # H(r) + H(c) − I: the joint entropy taken away twice
def _(joint):
    p, q = joint.sum(axis=1), joint.sum(axis=0)
    return entropy_bits(p), entropy_bits(q), entropy_bits(p) - kl_bits(joint, np.outer(p, q))


@answers.wrong(2, r"(?i)mean|average|sum")  # means for sums
def _(joint):
    p, q = joint.mean(axis=1), joint.mean(axis=0)
    return entropy_bits(p), entropy_bits(q), kl_bits(joint, np.outer(p, q))


@answers.wrong(2, r"(?i)results|missing|2 values|two")  # the mutual information alone
def _(joint):
    p, q = joint.sum(axis=1), joint.sum(axis=0)
    return kl_bits(joint, np.outer(p, q))


@answers.wrong(2, r"(?i)sign|minus")  # the minus of all three forgotten
def _(joint):
    p, q = joint.sum(axis=1), joint.sum(axis=0)
    return -entropy_bits(p), -entropy_bits(q), -kl_bits(joint, np.outer(p, q))


@answers.wrong(2, r"(?i)added|subtracted|joint|whole table")  # the joint entropy added, not subtracted
def _(joint):
    H_weather, H_forecast = entropy_bits(joint.sum(axis=1)), entropy_bits(joint.sum(axis=0))
    return H_weather, H_forecast, H_weather + H_forecast + entropy_bits(joint)


@answers.wrong(2, r"(?i)left when the weather is known")  # H(c | r) for the mutual information
def _(joint):
    p, q = entropy_bits(joint.sum(axis=1)), entropy_bits(joint.sum(axis=0))
    return p, q, entropy_bits(joint) - p


@answers.wrong(2, r"(?i)mask|shapes do not fit")  # weather and forecast are compared with each other
def _(joint):
    p, q = joint.sum(axis=1), joint.sum(axis=0)
    return entropy_bits(p), entropy_bits(q), kl_bits(p, q)


@answers.wrong(2, r"(?i)base 10|log10")  # base 10
def _(joint):
    p, q = joint.sum(axis=1), joint.sum(axis=0)
    return tuple(
        math.log10(2) * v for v in (entropy_bits(p), entropy_bits(q), kl_bits(joint, np.outer(p, q)))
    )


@answers.right(3)
def _(d, u):
    y = np.array([math.exp(value) for value in u])
    losses = [yn - dn * math.log(yn) for yn, dn in zip(y, d, strict=True)]
    return y, sum(losses) / len(y), np.array([(yn - dn) / len(y) for yn, dn in zip(y, d, strict=True)])


@answers.right(3)
def _(d, u):
    y = np.exp(np.asarray(u, dtype=np.float32))
    return y, np.mean(y - d * np.log(y)), (y - d) / d.size


@answers.right(3)
def _(d, u):
    y, N = np.e**u, u.shape[0]
    return y, -((d @ u) - y.sum()) / N, y / N - d / N


@answers.wrong(3, r"(?i)len|N\b|mean|number of samples|divi")  # δ not divided by N
def _(d, u):
    y = np.exp(u)
    return y, np.mean(y - d * u), y - d


@answers.wrong(3, r"(?i)len|N\b|mean|number of samples|divi|sum")  # a sum for the loss
def _(d, u):
    y = np.exp(u)
    return y, np.sum(y - d * u), (y - d) / len(u)


@answers.wrong(3, r"(?i)slope at (the output )?y|1 − d|d / y|at y|∂E/∂y|chain|slope")  # the slope at y
def _(d, u):
    y = np.exp(u)
    return y, np.mean(y - d * u), (1 - d / y) / len(u)


@answers.wrong(3, r"(?i)sign|d − y|minus")  # target minus output
def _(d, u):
    y = np.exp(u)
    return y, np.mean(y - d * u), (d - y) / len(u)


@answers.wrong(3, r"(?i)sign|minus|logarithm|negative")  # the log-likelihood itself
def _(d, u):
    y = np.exp(u)
    return y, np.mean(d * u - y), (y - d) / len(u)


@answers.wrong(3, r"(?i)log|d!|factorial|without y|term")  # log d! kept
def _(d, u):
    y = np.exp(u)
    log_factorial = np.array([math.lgamma(count + 1) for count in d])
    return y, np.mean(y - d * u + log_factorial), (y - d) / len(u)


@answers.wrong(3, r"(?i)squared error|square")  # squared error
def _(d, u):
    y = np.exp(u)
    return y, np.mean((y - d) ** 2) / 2, (y - d) / len(u)


@answers.wrong(3, r"(?i)log|u itself|d · y|d \* y|of y")  # y for log y
def _(d, u):
    y = np.exp(u)
    return y, np.mean(y - d * y), (y - d) / len(u)


@answers.wrong(3, r"(?i)y is missing|y is left out|has y besides")  # cross-entropy: the term y forgotten
def _(d, u):
    y = np.exp(u)
    return y, -np.mean(d * u), (y - d) / len(u)


@answers.wrong(3, r"(?i)sigmoid")  # sigmoid for the exponential
def _(d, u):
    y = 1 / (1 + np.exp(-u))
    return y, np.mean(y - d * u), (y - d) / len(u)


@answers.wrong(
    3, r"(?i)loss|each sample|mean|average|single number|one number|shape"
)  # a loss for each sample
def _(d, u):
    y = np.exp(u)
    return y, (y - d * u) / len(u), (y - d) / len(u)


@answers.wrong(
    3, r"(?i)y - d|d \* y|y ·|twice|slope|factor|chain|too much|times y"
)  # the slope of the head twice
def _(d, u):
    y = np.exp(u)
    return y, np.mean(y - d * u), (y - d) * y / len(u)


@answers.wrong(3, r"(?i)order|exchanged")  # the loss first
def _(d, u):
    y = np.exp(u)
    return np.mean(y - d * u), y, (y - d) / len(u)


@answers.wrong(3, r"(?i)list")  # lists for arrays
def _(d, u):
    y = [math.exp(value) for value in u]
    return y, np.mean(np.exp(u) - d * u), [(yn - dn) / len(y) for yn, dn in zip(y, d, strict=True)]


@answers.wrong(3, r"(?i)mean|len|too large|sum|divi")  # neither the loss nor δ divided by N
def _(d, u):
    y = np.exp(u)
    return y, np.sum(y - d * u), y - d


@answers.wrong(3, r"(?i)exp|u is returned|identity|as it came")  # no exp in the head
def _(d, u):
    return u, np.mean(np.exp(u) - d * u), (np.exp(u) - d) / len(u)
