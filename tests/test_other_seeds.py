"""`make seeds`: the same code with other random numbers."""

import nbformat
import pytest

from tools import other_seeds


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(other_seeds.SHIFTS))
    monkeypatch.setenv("SEED_SHIFT", "0")
    sources = [
        "from numpy.random import default_rng\nfirst = default_rng(0).random()",
        "assert default_rng(0).random() == first, 'the same seed again'",
        "for _ in range(2):\n    assert round(first, 3) == (\n        0.637\n    ), 'the stored number'",
        "assert default_rng([0, 1]).random() != 0.8897387912781343",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    nbformat.write(notebook, tmp_path / "tiny.ipynb")
    return tmp_path / "tiny.ipynb"


def test_only_the_seed_decides(path):
    moved = other_seeds.run(path, 1000)
    assert [i for i, _ in moved] == [2]
    assert moved[0][1] == (
        "assert round(first, 3) == ( 0.637 ), 'the stored number': AssertionError: the stored number"
    )
    unmoved = other_seeds.run(path, 0)
    assert [i for i, _ in unmoved] == [3], "a list of seeds is moved like a single one"


def test_report_names_the_assert_and_how_often_it_failed(path, capsys):
    assert other_seeds.report(path, "day0/01", seeds=2) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("day0/01  1/2")
    assert lines[0].endswith("fails in cell 2")
    assert lines[2].startswith("    cell 2, 2 of 2: assert round(first, 3)")
