"""nbgrader's settings; `make release`, `make grade` and the formgrader read them."""

import sys
from pathlib import Path

from nbgrader.converters import Autograde

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from judge import Judge  # noqa: E402
from shown import Grades, Harmless  # noqa: E402

c = get_config()  # noqa: F821  (nbgrader gives it)

c.CourseDirectory.course_id = "autoencoders"
c.CourseDirectory.root = str(HERE / "course")  # sources, submissions and the gradebook

c.Autograde.autograde_preprocessors = [
    Judge if step.__name__ == "Execute" else step
    for step in Autograde.autograde_preprocessors.default()
] + [Harmless]
c.GenerateFeedback.preprocessors = [Grades]
c.OverwriteCells.add_missing_cells = True  # or a deleted check is never graded

# Whose a notebook is, by its path in what the learning-management system exported. For a system
# that names files in another way, put another expression here; `number` tells namesakes apart.
exercises = (HERE.parent / "notebooks" / "source" / "exercises").glob("[0-9]*.py")
EXERCISE = "(?:" + "|".join(path.stem for path in exercises) + r")(?:-\d+|[ ]?\(\d+\))?"
c.FileNameCollectorPlugin.named_regexp = rf"""(?xsi)
    (?: {EXERCISE} (?: / | [ _-]+ (?! \( | \d{{1,2}}\. ) ) )? # 03_training_ada.ipynb
    (?: [^/]+ _ (?= [^_/]+ _attempt_ [\d-]{{19}} [_.] ) )?      # Blackboard: the name of the task
    (?: LATE_ (?= anon_ ) )?
    (?P<student_id> anon_[a-z0-9]{{5}} (?= (_LATE)?_\d+_ ) | .+? )
    (?: (?<= anon_[a-z0-9]{{5}} ) (?:_LATE)? _\d+_ .*        # Canvas, where nobody is to be known
      | _attempt_ [\d-]{{19}} [_.] .*              # Blackboard: Tasks_ada_attempt_2026-…-59_x.ipynb
      | (?:_LATE)? _(?P<number>\d+) _
        (?: (?P<canvas> \d+ _ [^/]* (?: \.ipynb | \.zip / .* ) # adalovelace_LATE_4711_81516_x.ipynb
              | (?: text | link ) \.ipynb )            # typed in, not uploaded
          | (?P<moodle> assignsubmission_ .* ) )      # Ada_4711_assignsubmission_file_/x.ipynb
      | (?:\.zip)? / .*                          # a folder or a zip file: Ada Lovelace/x.ipynb
      | [ _-]* {EXERCISE} .*                     # ada 03_training (1).ipynb
      | \.ipynb )$
    """

# The page of feedback: templates/feedback is found before nbgrader's own.
c.HTMLExporter.extra_template_basedirs = [str(HERE / "templates")]
c.HTMLExporter.exclude_anchor_links = True
