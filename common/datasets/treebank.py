"""The shipped treebank: sentences as binary trees, with a sentiment at every node."""

from pathlib import Path
from typing import NamedTuple

from common.text import read_lines

TREEBANK = Path(__file__).resolve().parents[2] / "data" / "treebank"
SENTIMENTS = ("negative", "neutral", "positive")


class Tree(NamedTuple):
    """A node: ``label`` is 0 (negative), 1 (neutral) or 2 (positive).

    A leaf has a ``word`` and no children; another node has ``left`` and ``right``, and the word "".
    ``str(tree)`` is the tree in brackets, as ``read_tree`` reads it.
    """

    label: int
    word: str = ""
    left: "Tree | None" = None
    right: "Tree | None" = None

    def words(self):
        """The words of the leaves, from left to right."""
        return [self.word] if self.word else self.left.words() + self.right.words()

    def nodes(self):
        """All nodes, children before their parents; the root is the last."""
        return [self] if self.word else [*self.left.nodes(), *self.right.nodes(), self]

    def __str__(self):
        return f"({self.label} {self.word or f'{self.left} {self.right}'})"


def read_tree(text):
    """The ``Tree`` of a text such as "(0 (1 not) (2 good))".

    ``ValueError`` where it is not one binary tree with labels 0, 1, 2.  The format is that of R. Socher et
    al. 2013 (EMNLP, 1631–1642), which has five classes where we have three.
    """
    tokens = text.replace("(", " ( ").replace(")", " ) ").split()
    tree, end = _node(tokens, 0, text)
    if end != len(tokens):
        raise ValueError(f"one tree a line, but something follows the last bracket of {text!r}")
    return tree


def _node(tokens, i, text):
    """(the node whose bracket opens at token ``i``, the place behind it)."""
    if tokens[i : i + 1] != ["("] or "".join(tokens[i + 1 : i + 2]) not in {"0", "1", "2"}:
        raise ValueError(f"expected '(' and a label 0, 1 or 2 at token {i + 1} of {text!r}")
    label, inside, i = int(tokens[i + 1]), [], i + 2
    if tokens[i : i + 1] == ["("]:
        while len(inside) < 2:
            child, i = _node(tokens, i, text)
            inside.append(child)
        node = Tree(label, "", *inside)
    else:
        node, i = Tree(label, "".join(tokens[i : i + 1])), i + 1
    if node.word == ")" or tokens[i : i + 1] != [")"]:
        raise ValueError(f"expected one word or two nodes, then ')', at token {i + 1} of {text!r}")
    return node, i + 1


def load_treebank():
    """(train, dev, test, deep): 2 000, 300, 700 and 500 sentences, each a ``Tree``.

    In train, dev and test at most three operators (not, but, nobody doubts …) are nested, in deep four or
    five.  Every word of dev, test and deep is in train, no sentence is.  data/treebank/README.md says how
    they were made.
    """
    parts = ("train", "dev", "test", "deep")
    return tuple([read_tree(line) for line in read_lines(TREEBANK / f"{part}.txt")] for part in parts)
