"""Build the student versions: notebooks/source/exercises/*.py -> notebooks/exercises/*.ipynb.

    python classroom/release.py               every exercise
    python classroom/release.py 01 03         these

nbgrader takes the solutions and the hidden checks out, and notes both in its gradebook, from where
grading puts the checks back.
"""

import argparse
import os
import shutil
import sys
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from traitlets.config import PyFileConfigLoader

from aeutils._files import whole

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
SOURCES = ROOT / "notebooks" / "source" / "exercises"
RELEASED = ROOT / "notebooks" / "exercises"
COURSE = HERE / "course"

# nbgrader calls alembic by name, and .venv need not be the active environment.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
sys.path.insert(0, str(SOURCES.parent))
from build import fresh_notebook  # noqa: E402  (the builder of the lessons)


class ClassroomError(Exception):
    """Something a teacher can mend; the message says what and how."""


def nbgrader(course=COURSE):
    """Nbgrader with the settings of this folder, for the course in a given one."""
    config = PyFileConfigLoader("nbgrader_config.py", path=str(HERE)).load_config()
    config.CourseDirectory.root = str(course)
    book = course / "gradebook.db"
    if not book.exists():  # nbgrader, killed while it makes one, would go on with half of it
        course.mkdir(parents=True, exist_ok=True)
        with whole(book) as draft:
            Gradebook(f"sqlite:///{draft}", config.CourseDirectory.course_id).close()
    return NbGraderAPI(config=config)


def source_notebook(source):
    """The exercise with its solutions, not executed; its checks are folded, as they tell a lot."""
    notebook = fresh_notebook(source)
    notebook.metadata["aeutils"] = {"exercise": source.stem}
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("grade"):
            cell.metadata["jupyter"] = {"source_hidden": True}
    ids = [
        cell.metadata["nbgrader"]["grade_id"]
        for cell in notebook.cells
        if "nbgrader" in cell.metadata
    ]
    if repeated := {name for name in ids if ids.count(name) > 1}:
        raise ClassroomError(f"{source.name} has grade ids more than once: {sorted(repeated)}.")
    return notebook


def release(source, course=COURSE):
    """Register an exercise in the gradebook; return the path of its student version."""
    folder = course / "source" / source.stem
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(source_notebook(source), folder / f"{source.stem}.ipynb")
    result = nbgrader(course).generate_assignment(source.stem)
    if not result["success"]:
        advice = ""
        if "submissions associated" in result["log"]:
            advice = (
                " Its cells changed after a class was graded: go back to the exercise they "
                f"had, or move {course / 'gradebook.db'} away and grade them anew."
            )
        raise ClassroomError(f"{source.name} could not be released.{advice}\n{result['log']}")
    return course / "release" / source.stem / f"{source.stem}.ipynb"


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Build the student versions of the exercises.")
    parser.add_argument("names", nargs="*", help="only these, such as 01 or 03_training")
    names = parser.parse_args(arguments).names
    sources = [
        source
        for source in sorted(SOURCES.glob("[0-9]*.py"))
        if not names or source.stem.startswith(tuple(names))
    ]
    if not sources:
        parser.error(
            f"no exercise {' '.join(names)}: there are "
            f"{', '.join(path.stem for path in sorted(SOURCES.glob('[0-9]*.py')))}."
        )
    RELEASED.mkdir(exist_ok=True)
    for source in sources:
        with whole(RELEASED / f"{source.stem}.ipynb") as draft:
            shutil.copyfile(release(source), draft)
        print(f"{source.stem}: notebooks/exercises/{source.stem}.ipynb")


if __name__ == "__main__":
    try:
        main()
    except ClassroomError as error:
        sys.exit(str(error))
