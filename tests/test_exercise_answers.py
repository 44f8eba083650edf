"""What the checker says of every exercise's reference, slips and answers (`make exercises` shows it)."""

import re

import pytest

from common.exercise.definition import of_lesson
from tools import exercise_figures, lessons

LESSONS = dict(exercise_figures.lessons())


@pytest.fixture(scope="module")
def rows():
    """(key, kind, number, outcome, report) of all that is known of the exercises."""
    return [(key, *row) for key, name in LESSONS.items() for row in exercise_figures.judged(key, name)]


def found(rows, kind, *outcomes):
    return [
        f"{key}.{number}: {text}" for key, k, number, what, text in rows if k == kind and what in outcomes
    ]


def test_every_lesson_checks_its_exercises_by_their_keys():
    for lesson in lessons.written():
        key = f"{lesson.path.parent.name[3:]}-{lesson.path.name[:2]}"
        cells = lessons.tagged(lessons.read(lesson.path), "exercise")
        keys = [re.findall(r'check\(\w+, "(.+)"\)', cell.source) for cell in cells]
        assert keys == [[f"{key}.{number}"] for number in range(1, len(of_lesson(key)) + 1)]


def test_references_and_answers_in_other_words_pass(rows):
    assert not found(rows, "reference", "refused wrongly")
    assert not found(rows, "right", "refused wrongly")


def test_slips_are_told_by_their_own_sentence(rows):
    assert not found(rows, "slip", "accepted wrongly", "silent", "misleading")


def test_wrong_answers_are_refused_and_mostly_named(rows):
    count = sum(kind == "wrong" for _, kind, *_ in rows)
    assert not found(rows, "wrong", "accepted wrongly")
    assert len(found(rows, "wrong", "misleading")) <= 0.01 * count
    assert len(found(rows, "wrong", "named")) >= 0.75 * count
