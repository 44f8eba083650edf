"""Makes the files of the treebank from the grammar, the same ones every time: python data/treebank/make.py

A sentence says of a film or a book that it is good or bad, and what people think of that.  The grammar, with
d the number of operators that may still be nested:

    S(d)  -> NP is AP(d)                       NP -> the NOUN
           | SUBJECT VERB S(d − 1)             nobody thinks the film is dull
           | S(d − 1) but S(d − 1)             the book is dull but the play is funny
    AP(d) -> ADJECTIVE | very AP | not AP | never AP | AP but AP

where "very" stands before an adjective, "not" and "never" before an adjective or "very", and "but" joins two
phrases without a further "but".  The sign of a node is computed from below: an adjective brings its own;
"not", "never", a negative subject (nobody, few) and a negative verb (doubt, deny) each turn it round; of
"a but b", b counts; other words are neutral and change nothing.
"""

from pathlib import Path

import numpy as np

GOOD = ["good", "funny", "lovely", "clever", "fresh", "charming", "moving", "witty", "warm", "tender"]
BAD = ["bad", "dull", "boring", "silly", "stale", "clumsy", "weak", "tedious", "dreary", "shallow"]
NOUNS = ["film", "book", "story", "plot", "song", "scene", "play", "show"]
SUBJECTS = {"everyone": 1, "nobody": -1, "critics": 1, "we": 1, "few": -1}
SINGULAR = ("everyone", "nobody")
VERBS = {"think": 1, "say": 1, "doubt": -1, "deny": -1}
THIRD = {"think": "thinks", "say": "says", "doubt": "doubts", "deny": "denies"}
SIZES = {"train": 2000, "dev": 300, "test": 700, "deep": 500}
LONGEST = 30  # words
NESTED = {"train": (0, 3), "dev": (0, 3), "test": (0, 3), "deep": (4, 5)}  # fewest and most operators nested


def leaf(word, sign=0):
    """A node is (sign, word) or (sign, left, right)."""
    return sign, word


def join(left, right, sign):
    """A node over two others."""
    return sign, left, right


class Grammar:
    """Draws sentences, each with the number of operators nested in it."""

    def __init__(self, rng):
        self.rng = rng

    def pick(self, options):
        return options[self.rng.integers(len(options))]

    def quality(self, d):
        """An adjective, with "very", "not", "not very" … as far as ``d`` allows."""
        sign = self.pick((-1, 1))
        node, nested = leaf(self.pick(BAD if sign < 0 else GOOD), sign), 0
        if nested < d and self.rng.random() < 0.25:
            node, nested = join(leaf("very"), node, sign), nested + 1
        if nested < d and self.rng.random() < 0.5:
            node, nested = join(leaf(self.pick(("not", "never"))), node, -sign), nested + 1
        return node, nested

    def contrast(self, draw, d):
        """Two phrases with "but" between them: the second one counts."""
        (left, a), (right, b) = draw(d - 1), draw(d - 1)
        return join(left, join(leaf("but"), right, right[0]), right[0]), 1 + max(a, b)

    def opinion(self, d):
        """Somebody thinks, says, doubts or denies that …"""
        subject, verb = self.pick(list(SUBJECTS)), self.pick(list(VERBS))
        inner, nested = self.sentence(d - 1)
        sign = VERBS[verb] * inner[0]
        node = join(leaf(THIRD[verb] if subject in SINGULAR else verb), inner, sign)
        return join(leaf(subject), node, SUBJECTS[subject] * sign), 1 + nested

    def sentence(self, d):
        kind = self.rng.random()
        if d > 0 and kind < 0.45:
            return self.opinion(d)
        if d > 0 and kind < 0.65:
            return self.contrast(self.sentence, d)
        if d > 0 and kind < 0.75:
            quality, nested = self.contrast(self.quality, d)
        else:
            quality, nested = self.quality(d)
        subject = join(leaf("the"), leaf(self.pick(NOUNS)), 0)
        return join(subject, join(leaf("is"), quality, quality[0]), quality[0]), nested


def words(node):
    """The words under a node, from left to right."""
    return [node[1]] if len(node) == 2 else words(node[1]) + words(node[2])


def written(node):
    """The node in brackets, with 0 for negative, 1 for neutral and 2 for positive."""
    sign, *rest = node
    inside = rest[0] if len(rest) == 1 else " ".join(map(written, rest))
    return f"({sign + 1} {inside})"


def make():
    """The lines of each part.  No sentence comes twice, in whatever brackets."""
    grammar, seen, parts = Grammar(np.random.default_rng(306)), set(), {}
    for part, size in SIZES.items():
        low, high = NESTED[part]
        parts[part] = []
        while len(parts[part]) < size:
            node, nested = grammar.sentence(high)
            text = " ".join(words(node))
            short = len(words(node)) <= LONGEST
            if short and low <= nested <= high and text not in seen:
                seen.add(text)
                parts[part].append(written(node))
    return parts


if __name__ == "__main__":
    for part, lines in make().items():
        path = Path(__file__).with_name(f"{part}.txt")
        path.write_text("\n".join(lines) + "\n", encoding="ascii", newline="\n")
        print(f"{path.name}: {len(lines)} sentences")
