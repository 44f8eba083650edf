"""Every lesson has the form that a learner can rely on, and says only what holds."""

import ast
import importlib
import inspect
import pkgutil
import re
import tomllib

import pytest
from nbconvert.exporters import ScriptExporter

import common
from tools import lessons, minutes

WRITTEN = lessons.written()
EVERY_LESSON = pytest.mark.parametrize("lesson", WRITTEN, ids=lambda lesson: lesson.label)
KNOWN_TAGS = {"cover", "setup", "exercise", "solution", "parameters", "nbval-ignore-output"}
FULL_SIZE = {"day1/08", "day2/08", "day2/09", "day3/04", "day3/07", "day3/11"}
FULL_SIZE |= {"day4/05", "day4/11", "day4/15"}
SECTIONS = ("Exercises", "Check test", "Summary")


@pytest.fixture(scope="module")
def notebooks():
    return {lesson: lessons.read(lesson.path) for lesson in WRITTEN}


@pytest.fixture
def notebook(lesson, notebooks):
    return notebooks[lesson]


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def words(notebook):
    return [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]


def printed(cell):
    return "".join(output.get("text", "") for output in cell.outputs)


def has_figure(cell):
    return any("image/png" in output.get("data", {}) for output in cell.get("outputs", []))


@EVERY_LESSON
def test_title_cell(lesson, notebook):
    title = notebook.cells[0].source
    assert title.startswith(f"# Day {lesson.day} · Lesson {lesson.number} — ")
    assert lessons.badge(lesson.path) in title, "run `make notebooks`: it writes the link"
    for part in ("**You will build**", "**You will see**", "**You need**"):
        assert part in title


@EVERY_LESSON
def test_stated_minutes(notebook):
    stated = minutes.stated(notebook)
    assert stated, "the title cell says: about 40 minutes to read and run, 30 for the exercises; runs in 20 s"
    for said, found in zip(stated, minutes.measured(notebook), strict=True):
        assert abs(said - found) <= found / 4, f"says {said}, measured {found:.0f}: python -m tools.minutes"


@EVERY_LESSON
def test_setup_cell(notebook):
    (setup,) = lessons.tagged(notebook, "setup")
    assert setup.source == lessons.setup_cell(), "run `make notebooks`: it writes the set-up cell"
    assert code(notebook)[0] is setup


def test_readme_states_the_same_minutes(notebooks):
    readme = (lessons.ROOT / "README.md").read_text(encoding="utf-8")
    said = re.search(
        r"(\d+) to (\d+) minutes to read and run .* (\d+) to (\d+) more for its exercises", readme
    )
    reading, exercises = zip(*map(minutes.stated, notebooks.values()), strict=True)
    for found, given in zip(
        [min(reading), max(reading), min(exercises), max(exercises)], said.groups(), strict=True
    ):
        assert abs(found - int(given)) <= 5


@EVERY_LESSON
def test_metadata(notebook):
    assert notebook.metadata == {
        **lessons.METADATA,
        "course": {"seconds": notebook.metadata["course"]["seconds"]},
    }


def test_a_lesson_as_a_script_is_a_python_file(notebooks):
    text, about = ScriptExporter().from_notebook_node(notebooks[WRITTEN[0]])
    assert about["output_extension"] == ".py"
    ast.parse(text)


@EVERY_LESSON
def test_stated_run_time(notebook):
    stated = int(re.search(r"runs in (\d+) s", notebook.cells[0].source)[1])
    measured = notebook.metadata["course"]["seconds"]
    assert measured / 2 <= stated <= measured * 2


@EVERY_LESSON
def test_sections(lesson, notebook):
    text = "\n".join(words(notebook))
    for section in SECTIONS:
        assert re.search(rf"^## .*{section}", text, re.MULTILINE), f"no section {section}"
    assert "## In practice" in text or re.search(r"^## \d+\. In practice", text, re.MULTILINE)
    assert re.search(r"^\| *term *\| *Japanese *\| *meaning *\|", text, re.MULTILINE), "no table of key terms"
    assert "**Sources**" in text
    after = lessons.lessons().index(lesson) + 1
    if after < len(lessons.lessons()):
        following = lessons.lessons()[after]
        assert "**Next lesson:**" in text
        assert following.title in text.split("**Next lesson:**")[1]


@EVERY_LESSON
def test_check_test_has_answers(notebook):
    test = next(text for text in words(notebook) if re.search(r"^## .*Check test", text))
    questions = re.findall(r"^\*\*\d+\.\*\*", test, re.MULTILINE)
    assert 5 <= len(questions) <= 8
    assert test.count("<details><summary>Answer</summary>") == len(questions)


@EVERY_LESSON
def test_exercises(notebook):
    stubs, solutions = lessons.tagged(notebook, "exercise"), lessons.tagged(notebook, "solution")
    assert 2 <= len(stubs) <= 4
    assert len(stubs) == len(solutions)
    for stub in stubs:
        assert "NotImplementedError" in stub.source
        assert "check(" in stub.source
        assert "not written yet" in printed(stub)
    for solution in solutions:
        assert solution.source.startswith("# @title Solution")
        assert solution.metadata["jupyter"]["source_hidden"] is True
        assert solution.metadata["cellView"] == "form"
        assert "passed" in printed(solution)
        assert "not right" not in printed(solution)


@EVERY_LESSON
def test_exercise_headings_and_hints(notebook):
    text = "\n".join(words(notebook))
    headings = re.findall(r"^### Exercise \d+ — .+ (★{1,3}) \(\d+ minutes\)$", text, re.MULTILINE)
    assert len(headings) == len(lessons.tagged(notebook, "exercise"))
    hints = len(re.findall(r"<details><summary>Hint", text))
    assert 2 * len(headings) <= hints <= 3 * len(headings)


@EVERY_LESSON
def test_every_figure_is_followed_by_words(notebook):
    figures = [i for i, cell in enumerate(notebook.cells) if has_figure(cell)]
    assert figures, "a lesson without a picture"
    for i in figures:
        text = next(cell.source for cell in notebook.cells[i + 1 :] if cell.cell_type == "markdown")
        assert "What you see" in text, f"cell {i}: a figure without *What you see*"


@EVERY_LESSON
def test_cells_are_short(notebook):
    for cell in code(notebook):
        if not {"setup", "solution"} & lessons.tags(cell):
            assert len(cell.source.splitlines()) <= 25, cell.source.splitlines()[0]


@EVERY_LESSON
def test_outputs_come_from_one_clean_run(notebook):
    assert [cell.execution_count for cell in code(notebook)] == list(range(1, len(code(notebook)) + 1))
    for cell in code(notebook):
        for output in cell.outputs:
            assert output.output_type != "error", cell.source
            assert output.get("name") != "stderr", printed(cell)


@EVERY_LESSON
def test_tags(notebook):
    for cell in notebook.cells:
        assert lessons.tags(cell) <= KNOWN_TAGS
    for i, cell in enumerate(notebook.cells):
        if "nbval-ignore-output" in lessons.tags(cell):
            near = [c.source for c in notebook.cells[max(i - 2, 0) : i + 5] if c.cell_type == "code"]
            assert any("assert" in source for source in near), f"cell {i}: neither compared nor asserted"


@EVERY_LESSON
def test_full_size_where_promised(lesson, notebook):
    cells = lessons.tagged(notebook, "parameters")
    assert len(cells) == (lesson.label in FULL_SIZE)
    assert all("full = False" in cell.source for cell in cells)


@EVERY_LESSON
def test_claims_are_asserted(notebook):
    assert sum("assert" in cell.source for cell in code(notebook)) >= 3


def public_names():
    """Every public function and class of common -> the module it is in."""
    found = {}
    for module in pkgutil.walk_packages(common.__path__, "common."):
        loaded = importlib.import_module(module.name)
        for name, thing in vars(loaded).items():
            own = getattr(thing, "__module__", None) == module.name
            if own and not name.startswith("_") and (inspect.isfunction(thing) or inspect.isclass(thing)):
                found[name] = module.name
    return found


# The lessons that build what is in a module of common may use its names.
TEACHES = {
    "day1/01": {"common.functions"},
    "day1/04": {"common.functions"},
    "day1/05": {"common.functions"},
    "day1/06": {"common.gradient_check"},
    "day2/07": {"common.layers.convolution"},
    "day4/04": {"common.tree_search"},
}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the packages that common imports
@EVERY_LESSON
def test_nothing_of_common_is_written_again(lesson, notebook):
    taught = TEACHES.get(lesson.label, set())
    own = {name: module for name, module in public_names().items() if module not in taught}
    for cell in code(notebook):
        if lessons.tags(cell) & {"solution", "exercise", "setup"}:
            continue
        for node in ast.parse(cell.source).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                assert node.name not in own, f"{node.name} is in {own[node.name]}"


@EVERY_LESSON
def test_size(lesson):
    assert lesson.path.stat().st_size < 1_000_000


@EVERY_LESSON
def test_figures_are_small(notebook):
    for cell in code(notebook):
        for output in cell.outputs:
            picture = output.get("data", {}).get("image/png", "")
            assert len(picture) * 3 / 4 < 100_000, f"{len(picture) * 3 // 4000} kB: {cell.source}"


@EVERY_LESSON
def test_links_resolve(lesson, notebook):
    coming = {other.path for other in lessons.lessons()}
    for text in words(notebook):
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            if "://" not in target and not target.startswith("#"):
                path = (lesson.path.parent / target.split("#")[0]).resolve()
                assert path.exists() or path in coming, target


@EVERY_LESSON
def test_speaks_of_the_course_alone(lesson):
    text = lesson.path.read_text(encoding="utf-8")
    assert not re.search(r"/(home|root|work|Users|tmp)/\w", text), "a path of one machine"


def test_lessons_are_in_the_map():
    known = {lesson.path for lesson in lessons.lessons()}
    assert set(lessons.NOTEBOOKS.glob("day*/*.ipynb")) <= known
    assert len(lessons.lessons()) == 44


def test_the_site_can_read_what_each_lesson_teaches():
    taught = tomllib.loads((lessons.ROOT / "docs" / "taught.toml").read_text(encoding="utf-8"))
    assert taught.keys() <= {lesson.label for lesson in lessons.select("")}
