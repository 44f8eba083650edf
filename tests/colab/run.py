"""Open every lesson as Google Colab does: the notebook alone in an empty folder, the course fetched by git.

Run in an environment made from tests/colab/requirements.txt:  python -m tests.colab.run [ONLY]
What is committed is what Colab would get.
"""

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tools import lessons
from tools.run_notebooks import ENVIRONMENT, execute


def run_alone(lesson):
    """Execute a lesson in an empty folder, where the repository's address leads to this one."""
    address, local = lessons.repository(), lessons.ROOT.as_uri()
    os.environ |= {
        **ENVIRONMENT,
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{local}.insteadOf",
        "GIT_CONFIG_VALUE_0": address,
    }
    with tempfile.TemporaryDirectory() as folder:
        notebook = Path(shutil.copy(lesson.path, folder))
        execute(lessons.read(notebook), folder)
        fetched = Path(folder) / address.rsplit("/", 1)[1] / "common" / "__init__.py"
        assert fetched.exists(), "the lesson did not fetch the course"


def main():
    """Run the chosen lessons; exit with 1 when one failed."""
    failed = []
    for lesson in lessons.select(sys.argv[1] if len(sys.argv) > 1 else ""):
        start = time.perf_counter()
        try:
            run_alone(lesson)
            print(f"{lesson.label}  ok      {time.perf_counter() - start:6.1f} s", flush=True)
        except Exception as error:
            failed.append(lesson.label)
            print(f"{lesson.label}  failed  {error}", flush=True)
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()
