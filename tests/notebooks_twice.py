"""`make twice`: every cell of every lesson is run again right after it ran, as readers do.

Not collected by `make test`, which runs every lesson once already.
"""

import os

import nbformat
import pytest

from tools import lessons
from tools.other_seeds import failures
from tools.run_notebooks import ENVIRONMENT, execute

CHOSEN = lessons.select(os.environ.get("ONLY", ""))


@pytest.mark.parametrize("lesson", CHOSEN, ids=lambda lesson: lesson.label)
def test_every_cell_can_be_run_again(lesson, monkeypatch):
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    notebook = lessons.read(lesson.path)
    doubled = [nbformat.v4.new_code_cell(cell.source) for cell in notebook.cells for _ in range(2)]
    for i, cell in enumerate(doubled):
        cell.source = cell.source if notebook.cells[i // 2].cell_type == "code" else ""
    notebook.cells = doubled
    execute(notebook, lesson.path.parent, allow_errors=True)
    assert [f"cell {i // 2}, run {1 + i % 2}: {what}" for i, what in failures(notebook)] == []
