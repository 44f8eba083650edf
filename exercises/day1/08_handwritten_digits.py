"""The exercises of lesson 1-08: their inputs, references and usual slips."""

import numpy as np

from common import functions
from common.exercise import exercise

rng = np.random.default_rng(108)


@exercise(
    names=("precision", "recall"),
    cases=[
        np.array([[7, 2, 1], [3, 11, 5], [4, 0, 6]]),
        np.array([[12, 5], [3, 29]]),
        np.array([[9, 1, 4, 2], [3, 17, 0, 5], [6, 2, 5, 7], [1, 8, 3, 13]]),
    ],
)
def per_class(confusion):
    found = np.diag(confusion)
    return found / confusion.sum(axis=0), found / confusion.sum(axis=1)


@per_class.slip(
    "precision and recall are exchanged: all that was called k is column k, all that is k is row k"
)
def _(confusion):
    return per_class.reference(confusion)[::-1]


@per_class.slip("precision and recall are both divided by the rows: what was called k is column k")
def _(confusion):
    return (per_class.reference(confusion)[1],) * 2


@per_class.slip("precision and recall are both divided by the columns: what truly is k is row k")
def _(confusion):
    return (per_class.reference(confusion)[0],) * 2


@per_class.slip("the true positives are missing in the divisors: only the mistakes are counted there")
def _(confusion):
    found = np.diag(confusion)
    return found / (confusion.sum(axis=0) - found), found / (confusion.sum(axis=1) - found)


@per_class.slip("the true positives are divided by the number of all samples: divide by columns and by rows")
def _(confusion):
    return (np.diag(confusion) / confusion.sum(),) * 2


@per_class.slip("// cuts the decimals off: / gives the shares")
def _(confusion):
    found = np.diag(confusion)
    return found // confusion.sum(axis=0), found // confusion.sum(axis=1)


@per_class.slip("these are means over the classes: one number for each class is asked for")
def _(confusion):
    return tuple(part.mean() for part in per_class.reference(confusion))


@per_class.slip("this is the accuracy, twice: it does not look at single classes")
def _(confusion):
    return (np.trace(confusion) / confusion.sum(),) * 2


@per_class.slip(
    "the true negatives count as right too: this is the accuracy for each class against all others"
)
def _(confusion):
    wrong = confusion.sum(axis=0) + confusion.sum(axis=1) - 2 * np.diag(confusion)
    return (1 - wrong / confusion.sum(),) * 2


@exercise(
    names=("train", "new"),
    cases=[
        (np.array([[1.5, 4.0], [3.5, 4.0], [2.2, 4.0]]), np.array([[2.5, 4.0], [5.0, 6.0]])),
        (rng.normal(3, 2, (6, 3)) * [1, 0.2, 5], rng.normal(4, 1, (4, 3))),
        (rng.normal(-2, 3, (5, 4)) * [1, 0, 0.1, 1] - [0, 2, 0, 0], rng.normal(-3, 2, (7, 4))),
    ],
)
def standardise(train, new):
    mu, s = train.mean(axis=0), train.std(axis=0)
    s = np.where(s == 0, 1, s)
    return (train - mu) / s, (new - mu) / s


def scaled(x, like, ddof=0):
    """With mean and standard deviation of another table."""
    s = like.std(axis=0, ddof=ddof)
    return (x - like.mean(axis=0)) / np.where(s == 0, 1, s)


@standardise.slip("new is scaled with its own mean and standard deviation: it gets those of train")
def _(train, new):
    return scaled(train, train), scaled(new, new)


@standardise.slip("mean and standard deviation come from train and new together: nothing about new may enter")
def _(train, new):
    both = np.concatenate([train, new])
    return scaled(train, both), scaled(new, both)


@standardise.slip("mean and standard deviation are those of the whole table: each column has its own, axis=0")
def _(train, new):
    return (train - train.mean()) / train.std(), (new - train.mean()) / train.std()


@standardise.slip("a column that is constant in train is divided by 0: divide it by 1")
def _(train, new):
    mu, s = train.mean(axis=0), train.std(axis=0)
    with np.errstate(all="ignore"):
        return (train - mu) / s, (new - mu) / s


@standardise.slip("a column that is constant in train is divided by 0, nan_to_num or not: divide it by 1")
def _(train, new):
    mu, s = train.mean(axis=0), train.std(axis=0)
    with np.errstate(all="ignore"):
        return np.nan_to_num((train - mu) / s), np.nan_to_num((new - mu) / s)


@standardise.slip("mean and standard deviation are those of each row: each column has its own, axis=0")
def _(train, new):
    return scaled(train.T, train.T).T, scaled(new.T, new.T).T


@standardise.slip("each column is scaled to the range 0 … 1: mean and standard deviation are asked for")
def _(train, new):
    low, width = train.min(axis=0), np.ptp(train, axis=0)
    width = np.where(width == 0, 1, width)
    return (train - low) / width, (new - low) / width


@standardise.slip("a column that is constant in train is set to 0 in new too: only its divisor becomes 1")
def _(train, new):
    return scaled(train, train), scaled(new, train) * (train.std(axis=0) > 0)


@standardise.slip(
    "a column that is constant in train is left as it is: its mean is subtracted like any other's"
)
def _(train, new):
    constant = train.std(axis=0) == 0
    return np.where(constant, train, scaled(train, train)), np.where(constant, new, scaled(new, train))


@standardise.slip("every standard deviation below 1 becomes 1: only a 0 does")
def _(train, new):
    mu, s = train.mean(axis=0), np.maximum(train.std(axis=0), 1)
    return (train - mu) / s, (new - mu) / s


for eps in (1e-8, 1e-7):

    @standardise.slip(
        "a small number is added to the standard deviation, and new becomes huge: only a 0 becomes 1"
    )
    def _(train, new, eps=eps):
        mu, s = train.mean(axis=0), train.std(axis=0) + eps
        return (train - mu) / s, (new - mu) / s


@standardise.slip("the standard deviation is that of a sample, ddof=1: here it divides by N")
def _(train, new):
    return scaled(train, train, ddof=1), scaled(new, train, ddof=1)


@standardise.slip("only the mean is divided: put the differences in brackets")
def _(train, new):
    shift = train.mean(axis=0) / np.where(train.std(axis=0) == 0, 1, train.std(axis=0))
    return train - shift, new - shift


@standardise.slip("mean and standard deviation are those of new: they are fitted to train")
def _(train, new):
    return scaled(train, new), scaled(new, new)


@standardise.slip("the mean is not subtracted")
def _(train, new):
    s = train.std(axis=0)
    s = np.where(s == 0, 1, s)
    return train / s, new / s


@standardise.slip("the mean is subtracted, but nothing is divided by the standard deviation")
def _(train, new):
    return train - train.mean(axis=0), new - train.mean(axis=0)


@exercise(
    cases=[
        (np.array([[0.3, -1.2, 1.6, 0.4], [2.5, -0.7, 0.2, 1.1], [-0.4, 0.6, 0.1, 0.3]]), 0.6),
        (np.random.default_rng(3).normal(0, 2, (7, 5)), 0.7),
        # the first probability is 1, to the last digit
        (np.array([[-1.4, 60.0, 2.3], [0.8, 1.9, 0.2]]), 1.0),
        # two classes reach the threshold
        (np.array([[1.2, 1.1, 0.4, 1.0], [0.2, 1.3, 1.4, -0.6], [0.1, 0.3, 0.2, 0.2]]), 0.28),
        # no sample is sure, but 0.76 rounded to 0.8
        (np.array([[0.4, 1.7, 0.1], [2.0, 0.2, 0.1], [0.3, -0.2, 0.6]]), 0.79),
    ]
)
def read_or_pass(logits, threshold):
    probabilities = functions.softmax(logits)
    return np.where(probabilities.max(axis=1) >= threshold, probabilities.argmax(axis=1), -1)


@read_or_pass.slip("a probability equal to the threshold is passed over: at least means >=")
def _(logits, threshold):
    p = functions.softmax(logits)
    return np.where(p.max(axis=1) > threshold, p.argmax(axis=1), -1)


@read_or_pass.slip("the threshold is compared with the logits: softmax makes probabilities of them first")
def _(logits, threshold):
    return np.where(logits.max(axis=1) >= threshold, logits.argmax(axis=1), -1)


@read_or_pass.slip("a sigmoid is taken of each logit: the classes share one probability, by softmax")
def _(logits, threshold):
    return np.where(functions.sigmoid(logits.max(axis=1)) >= threshold, logits.argmax(axis=1), -1)


@read_or_pass.slip("softmax runs over the samples, axis 0: it belongs over the classes of each")
def _(logits, threshold):
    p = functions.softmax(logits, axis=0)
    return np.where(p.max(axis=1) >= threshold, p.argmax(axis=1), -1)


@read_or_pass.slip(
    "the exponentials are divided by the sum of the whole table: each row has a sum of its own"
)
def _(logits, threshold):
    p = functions.softmax(logits.reshape(1, -1)).reshape(logits.shape)
    return np.where(p.max(axis=1) >= threshold, p.argmax(axis=1), -1)


@read_or_pass.slip("the largest is sought over the samples, axis 0: each sample has its own, axis=1")
def _(logits, threshold):
    p = functions.softmax(logits)
    return np.where(p.max(axis=0) >= threshold, p.argmax(axis=0), -1)


@read_or_pass.slip("the classes are counted from 1: argmax counts from 0")
def _(logits, threshold):
    p = functions.softmax(logits)
    return np.where(p.max(axis=1) >= threshold, p.argmax(axis=1) + 1, -1)


for where in (0, -1):

    @read_or_pass.slip("where two classes reach the threshold, the more probable one is asked for")
    def _(logits, threshold, where=where):
        reach = [np.flatnonzero(row >= threshold) for row in functions.softmax(logits)]
        return np.array([row[where] if len(row) else -1 for row in reach])


@read_or_pass.slip("0 is answered where nothing is sure enough: that is a class, −1 is not")
def _(logits, threshold):
    p = functions.softmax(logits)
    return np.where(p.max(axis=1) >= threshold, p.argmax(axis=1), 0)


@read_or_pass.slip("the largest probability is answered where its class belongs, from argmax")
def _(logits, threshold):
    p = functions.softmax(logits)
    return np.where(p.max(axis=1) >= threshold, p.max(axis=1), -1)


@read_or_pass.slip("the rows that are not sure enough are left out: they get a −1")
def _(logits, threshold):
    p = functions.softmax(logits)
    return p.argmax(axis=1)[p.max(axis=1) >= threshold]


@read_or_pass.slip("no sample is sure enough, and all get a −1: the largest probability of each is compared")
def _(logits, _threshold):
    return np.full(len(logits), -1)


@read_or_pass.slip("the threshold has no effect: the most probable class is answered everywhere")
def _(logits, threshold):
    return logits.argmax(axis=1)
