"""The shipped dialogues: made again, and what their README promises."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from common import datasets

FOLDER = Path(__file__).parents[1] / "data" / "dialogues"
NAMES = ("train", "dev", "test")


@pytest.fixture(scope="module")
def parts():
    return dict(zip(NAMES, datasets.load_dialogues(), strict=True))


def test_the_grammar_makes_the_same_files_again(tmp_path):
    subprocess.run([sys.executable, FOLDER / "make.py", tmp_path], check=True, capture_output=True)
    for name in NAMES:
        made, shipped = ((folder / f"{name}.tsv").read_text("ascii") for folder in (tmp_path, FOLDER))
        assert made == shipped


def test_counts(parts):
    assert {name: len(part) for name, part in parts.items()} == {"train": 1500, "dev": 200, "test": 400}
    hand = (FOLDER / "hand.tsv").read_text("ascii").splitlines()
    assert len(hand) == 12
    assert [d.turns for d in parts["train"][:12]] == [tuple(line.split("\t")[2:]) for line in hand]


def test_no_dialogue_comes_twice_and_no_word_is_new(parts):
    every = [d.turns for part in parts.values() for d in part]
    assert len(set(every)) == len(every)
    words = {name: {w for d in part for t in d.turns for w in t.split()} for name, part in parts.items()}
    assert words["dev"] | words["test"] <= words["train"]


def test_the_answer_comes_from_the_exchange_that_distance_names(parts):
    for part in parts.values():
        for value, distance, turns in part:
            assert len(turns) == 8
            assert value in turns[7].split()
            assert value in turns[6 - 2 * distance].split()
            assert value not in turns[6].split()


def test_in_generated_dialogues_it_comes_from_nowhere_else(parts):
    generated = parts["train"][12:] + parts["dev"] + parts["test"]
    for value, distance, turns in generated:
        told = 6 - 2 * distance
        assert {i for i, turn in enumerate(turns) if value in turn.split()} - {told + 1} == {told, 7}


def test_distances_and_values_are_about_equally_frequent(parts):
    distances = Counter(d.distance for d in parts["train"])
    assert set(distances) == {1, 2, 3}
    assert min(distances.values()) > 450
    values = Counter(d.value for d in parts["train"][12:])
    assert len(values) == 12
    assert min(values.values()) > 90


def test_tokens_are_divided_by_single_blanks(parts):
    for part in parts.values():
        for dialogue in part:
            for turn in dialogue.turns:
                assert turn == " ".join(turn.split()) == turn.lower()
                assert turn[-1] in ".?"
