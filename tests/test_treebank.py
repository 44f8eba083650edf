"""The shipped treebank: made again, its signs, and what its README promises."""

import importlib.util
from pathlib import Path

import pytest

from common import datasets
from common.datasets import Tree, read_tree

TREEBANK = Path(__file__).parents[1] / "data" / "treebank"
NAMES = ("train", "dev", "test", "deep")


@pytest.fixture(scope="module")
def parts():
    return dict(zip(NAMES, datasets.load_treebank(), strict=True))


@pytest.fixture(scope="module")
def made():
    spec = importlib.util.spec_from_file_location("treebank_make", TREEBANK / "make.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.make()


def test_the_grammar_makes_the_same_files_again(made):
    for name in NAMES:
        assert (TREEBANK / f"{name}.txt").read_text("ascii").splitlines() == made[name]


def test_the_loader_reads_what_is_written(parts, made):
    for name in NAMES:
        assert [str(tree) for tree in parts[name]] == made[name]


FLIP = {"not", "never", "nobody", "few", "doubt", "doubts", "deny", "denies"}


def sign(tree):
    """The sign by the README's rules, from the words alone; the labels of inner nodes are not looked at."""
    if tree.word:
        return tree.label - 1
    if tree.left.word in FLIP:
        return -sign(tree.right)
    return sign(tree.right) or sign(tree.left)


def test_every_node_has_the_sign_of_the_rules(parts):
    for trees in parts.values():
        for tree in trees:
            assert tree.label in (0, 2)
            assert all(node.label == sign(node) + 1 for node in tree.nodes())


def test_parts_share_words_and_no_sentence(parts):
    sentences = [" ".join(tree.words()) for trees in parts.values() for tree in trees]
    assert len(sentences) == len(set(sentences)) == 3500
    words = {name: {word for tree in trees for word in tree.words()} for name, trees in parts.items()}
    assert all(words[name] <= words["train"] for name in NAMES)


def nested(tree):
    """How many operators stand one inside the other, at most."""
    if tree.word:
        return 0
    left, right = nested(tree.left), nested(tree.right)
    first = tree.left.word
    if first in {"very", "not", "never", "everyone", "nobody", "critics", "we", "few"}:
        return 1 + right
    return max(left, right) + (tree.right is not None and tree.right.words()[0] == "but")


def test_deep_sentences_nest_more_operators_than_the_others(parts):
    depths = {name: {nested(tree) for tree in trees} for name, trees in parts.items()}
    assert depths == {name: {4, 5} if name == "deep" else {0, 1, 2, 3} for name in NAMES}


def test_the_readme_has_the_lengths(parts):
    readme = (TREEBANK / "README.md").read_text("utf-8")
    for name, trees in parts.items():
        lengths = [len(tree.words()) for tree in trees]
        assert f"| {min(lengths)} to {max(lengths)} | `{name}.txt` |" in readme


def test_a_tree_in_brackets_and_back():
    tree = read_tree("(0 (1 not) (2 good))")
    assert tree == Tree(0, "", Tree(1, "not"), Tree(2, "good"))
    assert tree.words() == ["not", "good"]
    assert [node.label for node in tree.nodes()] == [1, 2, 0]
    assert str(tree) == "(0 (1 not) (2 good))"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "expected '\\(' and a label 0, 1 or 2 at token 1"),
        ("(3 good)", "label 0, 1 or 2 at token 1"),
        ("(2)", "one word or two nodes, then '\\)', at token"),
        ("(2 very good)", "one word or two nodes, then '\\)', at token 4"),
        ("(2 (2 good))", "expected '\\(' and a label 0, 1 or 2 at token 7"),
        ("(2 (1 a) (1 b) (1 c))", "at token 11"),
        ("(2 good", "at token 4"),
        ("(2 good) (2 good)", "something follows the last bracket"),
    ],
)
def test_what_is_not_a_binary_tree(text, words):
    with pytest.raises(ValueError, match=words):
        read_tree(text)
