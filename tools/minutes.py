"""How long a lesson takes a reader: measured from its text, and written into its title cell.

python -m tools.minutes           print the minutes of every lesson
python -m tools.minutes --write   write them into the title cells
"""

import re
import sys

from tools import lessons

WORDS = 180  # words of explanation a minute
LINES = 12  # lines of code a minute
DRAWING = 30  # lines a minute in a cell that draws: they are skimmed
PICTURE = 0.5  # minutes for a figure
QUESTION = 1  # minutes for a question of the check test
STATED = re.compile(r"about (\d+) minutes to read and run, (\d+) for the exercises; runs in (\d+) s")
TASK = re.compile(r"^### Exercise \d+ — .+ \((\d+) minutes\)$", re.MULTILINE)
QUESTION_START = re.compile(r"^\*\*\d+\.\*\*", re.MULTILINE)


def sections(notebook):
    """(heading, cell, text) for every piece of the notebook: Markdown cells are cut at their ## headings."""
    heading = ""
    for cell in notebook.cells:
        pieces = [cell.source]
        if cell.cell_type == "markdown":
            pieces = re.split(r"^(?=## )", cell.source, flags=re.MULTILINE)
        for text in pieces:
            if cell.cell_type == "markdown" and text.startswith("## "):
                heading = text.splitlines()[0]
            yield heading, cell, text


def pictures(cell):
    """The number of figures a cell shows."""
    return sum("image/png" in output.get("data", {}) for output in cell.outputs)


def measured(notebook):
    """(minutes to read and run, minutes for the exercises and the check test)."""
    reading = exercises = 0
    for heading, cell, text in sections(notebook):
        if "Exercises" in heading:
            exercises += sum(map(int, TASK.findall(text)))
        elif "Check test" in heading:
            exercises += QUESTION * len(QUESTION_START.findall(text))
        elif cell.cell_type == "markdown":
            reading += len(text.split()) / WORDS
        elif "setup" not in lessons.tags(cell):
            lines = sum(bool(line.strip()) for line in text.splitlines())
            reading += lines / (DRAWING if pictures(cell) else LINES) + PICTURE * pictures(cell)
    return reading, exercises


def stated(notebook):
    """(minutes to read and run, minutes for the exercises) that the title cell states; ``None`` if none."""
    match = STATED.search(notebook.cells[0].source)
    return match and (int(match[1]), int(match[2]))


def write(notebook):
    """Let the title cell of ``notebook`` say what is measured, to five minutes."""
    reading, exercises = (5 * round(minutes / 5) for minutes in measured(notebook))
    title = notebook.cells[0]
    seconds = notebook.metadata["course"]["seconds"]
    said = f"about {reading} minutes to read and run, {exercises} for the exercises; runs in {seconds} s"
    title.source = re.sub(r"about \d+ minutes.* runs in \d+ s", said, title.source)


def main():
    """Print the minutes of every lesson; with ``--write``, put them into its title cell."""
    for lesson in lessons.written():
        notebook = lessons.read(lesson.path)
        reading, exercises = measured(notebook)
        together = f"{reading + exercises:3.0f} together"
        print(
            f"{lesson.label}  {reading:3.0f} to read and run, {exercises:3.0f} for the exercises, {together}"
        )
        if "--write" in sys.argv[1:]:
            write(notebook)
            lessons.write(notebook, lesson.path)


if __name__ == "__main__":
    main()
