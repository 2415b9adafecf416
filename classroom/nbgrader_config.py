"""nbgrader's settings; `make release`, `make grade` and the formgrader read them."""

from pathlib import Path

import nbgrader

HERE = Path(__file__).resolve().parent
c = get_config()  # noqa: F821  (nbgrader gives it)

c.CourseDirectory.course_id = "autoencoders"
c.CourseDirectory.root = str(HERE / "course")          # sources, submissions and the gradebook

c.Execute.timeout = 60                                  # seconds a cell may take, 30 by default
c.OverwriteCells.add_missing_cells = True               # or a deleted check is never graded

# Feedback that opens without a network: nbgrader's own asks for MathJax.
c.HTMLExporter.template_name = "offline"
c.HTMLExporter.extra_template_basedirs = [
    str(HERE / "templates"),
    str(Path(nbgrader.__file__).parent / "server_extensions" / "formgrader" / "templates")]
