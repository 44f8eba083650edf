"""The story corpus: it is what its grammar makes, and it holds what its README promises."""

import re
import runpy
from collections import Counter

import pytest

from common.datasets import load_stories, load_story_pairs
from common.datasets.stories import FOLDER
from common.text import read_lines, tokenize


@pytest.fixture(scope="module")
def make():
    return runpy.run_path(str(FOLDER / "make.py"))


def test_the_grammar_makes_the_files_again(make, tmp_path):
    make["main"](tmp_path)
    for name in ("stories.txt", "pairs.txt"):
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes(), name


def test_no_sentence_comes_twice_and_every_one_is_whole():
    sentences = load_stories()
    assert len(sentences) == 4_065
    assert len(set(sentences)) == len(sentences)
    for sentence in sentences:
        assert re.fullmatch(r"[A-Z][a-z]*,?( [A-Za-z]+,?)+\.", sentence), sentence


def test_the_made_up_word_stands_in_ten_sentences_written_by_hand():
    assert sum("blick" in tokenize(sentence) for sentence in load_stories()) == 10
    assert not any("blick" in line for line in read_lines(FOLDER / "stories.txt"))


def test_every_word_of_every_pair_is_frequent_and_stands_in_one_pair_only():
    counts = Counter(token for sentence in load_stories() for token in tokenize(sentence))
    relations = load_story_pairs()
    assert list(relations) == ["man - woman", "capital - country", "one - many"]
    words = [word for pairs in relations.values() for pair in pairs for word in pair]
    assert len(words) == len(set(words)) == 3 * 12 * 2
    assert min(counts[word] for word in words) >= 30


def test_what_tells_the_two_words_apart_never_stands_beside_the_other():
    """In generated sentences about one word: he or she, city or country, it or they."""
    marks = {
        "man - woman": ("he his him himself suit", "she her herself dress"),
        "capital - country": ("city mayor streets tram", "country army flag border"),
        "one - many": ("it was itself", "they were themselves many two"),
    }
    lines = [set(tokenize(line)) for line in read_lines(FOLDER / "stories.txt")]
    for relation, pairs in load_story_pairs().items():
        for side, wrong in ((0, 1), (1, 0)):
            for pair in pairs:
                about = [line for line in lines if pair[side] in line]
                assert not any(line & set(marks[relation][wrong].split()) for line in about), pair
                assert all(line & set(marks[relation][side].split()) for line in about), pair


def test_no_generated_sentence_holds_both_words_of_a_pair():
    lines = [set(tokenize(line)) for line in read_lines(FOLDER / "stories.txt")]
    for pairs in load_story_pairs().values():
        for pair in pairs:
            assert not any(line >= set(pair) for line in lines), pair
