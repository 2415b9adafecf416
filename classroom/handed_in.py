"""Who handed in what: the notebooks in what a learning-management system exported."""

import io
import re
import unicodedata
import zipfile
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath

import nbformat
from nbgrader.plugins import FileNameCollectorPlugin

from release import SOURCES, nbgrader

UNOPENED = re.compile(r"\.(7z|rar|tgz|tar(\.\w+)?)$", re.IGNORECASE)


@dataclass
class Submission:
    """A notebook that was handed in, or an archive that may hold one and cannot be read."""

    path: PurePosixPath  # begins with the name of the exported folder or zip file
    content: bytes = b""
    notebook: nbformat.NotebookNode | None = None
    problem: str = ""  # why it cannot be graded
    exercise: str = ""
    student: str = ""
    number: str | None = None  # what tells students of the same name apart


def handed_in(path, read):
    """Yield a submission for each notebook in a file; `read` gives what is in the file."""
    if any(part.startswith((".", "__MACOSX")) and part != ".." for part in path.parts[1:]):
        return  # checkpoints, and what a Mac leaves in an archive
    suffix = path.suffix.lower()
    if suffix == ".ipynb":
        yield read_notebook(path, read)
    elif suffix == ".zip":
        yield from read_zip(path, read)
    elif UNOPENED.search(path.name):
        yield Submission(path, problem="not opened: put a zip file or the notebook in its place")


def read_notebook(path, read):
    submission = Submission(path)
    try:
        submission.content = read()
        notebook = nbformat.reads(submission.content.decode("utf-8-sig"), as_version=4)
        nbformat.validate(notebook)
        submission.notebook = notebook
    except Exception as error:  # whatever can be wrong with a file
        submission.problem = f"not a notebook: {first_line(error)}"
    return submission


def read_zip(path, read):
    """Yield what is in a zip file, without unpacking it.

    nbgrader's extractor unpacks to a folder, where files may replace each other, and ends, with
    nothing collected, at the first damaged file of a class.
    """
    try:
        if len(path.parts) > 30:
            raise RecursionError("zip files in zip files")
        archive = zipfile.ZipFile(io.BytesIO(read()))
    except Exception as error:  # whatever can be wrong with a file
        yield Submission(path, problem=f"not a zip file: {first_line(error)}")
        return
    for member in archive.infolist():
        if not member.is_dir():
            name = member.filename.replace("\\", "/").strip("/")
            yield from handed_in(PurePosixPath(path, name), partial(archive.read, member))


def first_line(error):
    return f"{type(error).__name__}: {error}".splitlines()[0][:200]


def exercise_of(submission, exercises):
    """The exercise that the notebook says it is, or else one that stands in its path."""
    metadata = submission.notebook.metadata.get("aeutils") if submission.notebook else None
    if isinstance(metadata, dict) and metadata.get("exercise") in exercises:
        return metadata["exercise"]
    parts = reversed(submission.path.parts)
    return next((name for part in parts for name in exercises if name in part), "")


def safe(name):
    """The name as one of a folder, a pattern of nbgrader's, and a field of a spreadsheet."""
    name = re.sub(r'[\x00-\x1f/\\:*?"<>|\[\]]', "-", unicodedata.normalize("NFC", name))
    return name.strip(" .-_=+@'")[:60].strip()


def collect(exported):
    """The submissions in a folder or zip file, each with its student and exercise."""
    if exported.is_dir():
        files = [file for file in sorted(exported.rglob("*")) if file.is_file()]
    else:
        files = [exported]
    submissions = [
        submission
        for file in files
        for submission in handed_in(
            PurePosixPath(file.relative_to(exported.parent).as_posix()), file.read_bytes
        )
    ]
    exercises = [source.stem for source in sorted(SOURCES.glob("[0-9]*.py"))]
    naming = FileNameCollectorPlugin(parent=nbgrader())
    for submission in submissions:
        submission.exercise = exercise_of(submission, exercises)
        if not submission.exercise and not submission.problem:
            submission.problem = "which exercise? Neither the notebook nor its file's name says"
        path = PurePosixPath(*submission.path.parts[1:] or submission.path.parts)
        parts = naming.collect(str(path.with_suffix(".ipynb"))) or {}
        submission.student = safe(parts.get("student_id", "")) or safe(path.stem) or "nameless"
        submission.number = parts.get("number")

    # nbgrader's zip_collect ends, with nothing collected, at the second notebook by one student.
    numbers = defaultdict(set)
    for submission in submissions:
        numbers[submission.student, submission.exercise].add(submission.number)
    for submission in submissions:
        if submission.number and len(numbers[submission.student, submission.exercise]) > 1:
            submission.student += f" {submission.number}"
    counts = Counter((submission.student, submission.exercise) for submission in submissions)
    for submission in submissions:
        count = counts[submission.student, submission.exercise]
        if count > 1 and not submission.problem:
            submission.problem = (
                f"{count} notebooks by {submission.student}: leave one, or rename the other"
            )
    return submissions
