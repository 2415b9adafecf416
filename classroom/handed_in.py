"""Who handed in what: the notebooks in what a learning-management system exported."""

import io
import re
import stat
import unicodedata
import zipfile
from collections import defaultdict
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePosixPath

import nbformat
from nbgrader.plugins import FileNameCollectorPlugin

from release import SOURCES, nbgrader

NOTEBOOK = re.compile(r"\.ipynb(\.(txt|json))?$", re.IGNORECASE)  # Windows hides the last of two
COPY = re.compile(r"(?:-| ?\()(\d{1,2})\)?$")  # 03_training (1).ipynb, 03_training-1.ipynb
EXCHANGED = re.compile(r"\+(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?)")  # by nbgrader's exchange
UNOPENED = re.compile(r"\.(7z|rar|tgz|tar(\.\w+)?)$", re.IGNORECASE)
LISTS = re.compile(r"\.(csv|xlsx|ini|db)$", re.IGNORECASE)  # by the system, not by a student
MOST = 100 << 20  # bytes of a file in an archive
ATTEMPT = re.compile(r"_attempt_(\d{4}(?:-\d\d){5})")  # Blackboard's, with the time
NOTE = re.compile(rf"{ATTEMPT.pattern}\.txt$")  # what Blackboard adds to each attempt
USER = re.compile(r"^Name: .*\(([^()]+)\)\s*$", re.MULTILINE)  # in it
MARKED = re.compile(
    rf"_\d+_(assignsubmission_|\d+_)|anon_\w+_\d+_|{ATTEMPT.pattern}"
)  # by a system
BLIND = ("Participant", "Teilnehmer-in")  # Moodle's names for those who are not to be known


@dataclass
class Submission:
    """A notebook that was handed in, or something else by someone who handed in none."""

    path: PurePosixPath  # begins with the name of the exported folder or zip file
    content: bytes = b""
    notebook: nbformat.NotebookNode | None = None
    problem: str = ""  # why it cannot be graded
    exercise: str = ""
    student: str = ""
    whose: str = ""  # as it stands in the path; `student` is that without what may not be in a name
    name: str = ""  # as the system has it; `student` may have a number behind it
    number: str | None = None  # what tells students of the same name apart
    system: str = ""  # canvas or moodle, if it is that system's number
    late: bool = False
    remarks: list = field(default_factory=list)

    @property
    def is_notebook(self):
        return bool(NOTEBOOK.search(self.path.name))


# ---- files ----------------------------------------------------------------------------------


def handed_in(path, read):
    """Yield a submission for each file, also of those in an archive; `read` gives the content."""
    if any(part.startswith((".", "__MACOSX")) and part != ".." for part in path.parts[1:]):
        return  # checkpoints, and what a Mac leaves in an archive
    if NOTEBOOK.search(path.name):
        yield read_notebook(path, read)
    elif path.suffix.lower() == ".zip":
        yield from read_zip(path, read)
    elif UNOPENED.search(path.name):
        yield Submission(path, problem="not opened, as it is no zip file")
    elif NOTE.search(path.name):
        yield Submission(path, read(), problem="not a notebook")
    elif not LISTS.search(path.name):
        yield Submission(path, problem="not a notebook")


def read_notebook(path, read):
    submission = Submission(path)
    try:
        submission.content = read()
        wide = submission.content.startswith((b"\xff\xfe", b"\xfe\xff"))  # as some editors save
        text = submission.content.decode("utf-16" if wide else "utf-8-sig")
        notebook = nbformat.reads(text, as_version=4)
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
        members = [member for member in archive.infolist() if not member.is_dir()]
        if len(members) > 2000 or sum(member.file_size for member in members) > 40 * MOST:
            raise ValueError("too much in it")
    except Exception as error:  # whatever can be wrong with a file
        yield Submission(path, problem=f"not a zip file: {first_line(error)}")
        return
    for member in members:
        name = member.filename.replace("\\", "/").strip("/")
        inside = PurePosixPath(path, name)
        if stat.S_ISLNK(member.external_attr >> 16):
            yield Submission(inside, problem="a link, not a file")
        elif member.file_size > MOST:
            yield Submission(inside, problem="too large")
        else:
            yield from handed_in(inside, partial(archive.read, member))
    if not members:
        yield Submission(path, problem="an empty zip file")


def first_line(error):
    return f"{type(error).__name__}: {error}".splitlines()[0][:200]


def files(exported):
    """The files in a folder that are there and not elsewhere, or the one that is given."""
    if exported.is_file():
        return [exported]
    inside = [path for path in sorted(exported.rglob("*")) if not path.is_symlink()]
    return [
        path
        for path in inside
        if path.is_file() and path.resolve().is_relative_to(exported.resolve())
    ]


# ---- students -------------------------------------------------------------------------------


def exercise_of(submission, exercises):
    """The exercise that the notebook says it is, or else one that stands in its path."""
    metadata = submission.notebook.metadata.get("aeutils") if submission.notebook else None
    if isinstance(metadata, dict) and metadata.get("exercise") in exercises:
        return metadata["exercise"]
    if isinstance(metadata, dict) and "source" in metadata:
        submission.problem = "the lesson, not the exercise"
    parts = reversed(submission.path.parts)
    return next((name for part in parts for name in exercises if name in part), "")


def safe(name):
    """The name as one of a folder, a pattern of nbgrader's, and a field of a spreadsheet."""
    name = re.sub(r'[\x00-\x1f/\\:*?"<>|\[\]]', "-", unicodedata.normalize("NFC", name))
    return name.strip(" .-_=+@'")[:60].strip()


def packed_again(submissions):
    """Whether all lies in one folder more, as when a teacher has unpacked and packed an export.

    A folder that only some lie in is a student's, whatever it holds: nobody may name another there.
    """
    tops = {submission.path.parts[1:-1][:1] for submission in submissions}
    if len(tops) != 1 or tops == {()}:
        return False
    ((top,),) = tops
    exported = submissions[0].path.parts[0]
    inside = {submission.path.parts[2] for submission in submissions}
    return top == exported.removesuffix(".zip") or all(map(MARKED.search, inside))


def named(submission, naming, above=1):
    """Write down whose it is, as nbgrader's plugin reads it from the path below so many folders."""
    path = PurePosixPath(*submission.path.parts[above:] or submission.path.parts)
    stem = NOTEBOOK.sub("", path.name) if submission.is_notebook else path.stem
    parts = naming.collect(str(path.with_name(f"{stem}.ipynb"))) or {}
    submission.whose = parts.get("student_id", "") or stem
    submission.student = safe(submission.whose) or safe(stem) or "nameless"
    submission.number = parts.get("number")
    submission.system = next((name for name in ("canvas", "moodle") if parts.get(name)), "")
    submission.late = any(re.search("(^|_)LATE_", part) for part in path.parts)
    if submission.student in BLIND and submission.number:
        submission.student += f"_{submission.number}"
    submission.name = submission.student


def without_notes(submissions):
    """Leave out what Blackboard adds to each attempt, which names the user, unless it is alone."""
    notes = [submission for submission in submissions if NOTE.search(submission.path.name)]
    for note in notes:
        beginning = str(note.path.with_suffix(""))
        of_it = [s for s in submissions if str(s.path).startswith(beginning)]
        if user := USER.search(note.content.decode("utf-8", "replace")):
            for submission in of_it:
                submission.student = submission.name = safe(user[1])
        if len(of_it) > 1:
            submissions = [submission for submission in submissions if submission is not note]
    return submissions


def collect(exported):
    """The submissions in a folder or zip file, one for each student and exercise."""
    submissions = [
        submission
        for file in files(exported)
        for submission in handed_in(
            PurePosixPath(file.relative_to(exported.parent).as_posix()), file.read_bytes
        )
    ]
    exercises = [source.stem for source in sorted(SOURCES.glob("[0-9]*.py"))]
    naming = FileNameCollectorPlugin(parent=nbgrader())
    above = 2 if packed_again(submissions) else 1
    for submission in submissions:
        submission.exercise = exercise_of(submission, exercises)
        named(submission, naming, above)
        if submission.notebook and not submission.exercise and not submission.problem:
            submission.problem = "which exercise? Neither the notebook nor its file's name says"
    submissions = without_notes(submissions)
    graded = {s.exercise for s in submissions if not s.problem}
    for submission in submissions:
        if not submission.exercise and submission.problem and len(graded) == 1:
            (submission.exercise,) = graded

    numbers = defaultdict(set)
    for submission in submissions:
        numbers[submission.student, submission.exercise].add(submission.number)
    for submission in submissions:
        if submission.number and len(numbers[submission.student, submission.exercise]) > 1:
            submission.student += f" {submission.number}"

    written = defaultdict(set)
    for submission in submissions:
        written[submission.student].add(submission.whose)
    for submission in submissions:
        if len(several := sorted(written[submission.student])) > 1:
            submission.student += f" {several.index(submission.whose) + 1}"

    by_student = defaultdict(list)
    for submission in submissions:
        by_student[submission.student].append(submission)
    return [one for theirs in by_student.values() for one in one_for_each_exercise(theirs)]


def one_for_each_exercise(submissions):
    """What counts of all that a student handed in."""
    good = [s for s in submissions if not s.problem]
    if not good:
        notebooks = [s for s in submissions if s.is_notebook]
        first = (notebooks or submissions)[0]
        if not notebooks:
            names = ", ".join(s.path.name for s in submissions)
            kinds = "; ".join(dict.fromkeys(s.problem for s in submissions))
            first.problem = f"{kinds}: {names}. Ask for the file that ends in .ipynb"
        return [first]
    result = []
    for exercise in dict.fromkeys(s.exercise for s in good):
        result.append(latest([s for s in good if s.exercise == exercise]))
    for submission in submissions:
        broken = submission.is_notebook and not submission.notebook
        if broken or submission.path.suffix.lower() == ".zip":
            result[0].remarks.append(f"not read: {submission.path.name} ({submission.problem})")
    return result


def time_in(path):
    """When it was handed in, as Blackboard and nbgrader's exchange write it into a path, or ""."""
    found = ATTEMPT.search(path) or EXCHANGED.search(path)
    return found[1] if found else ""


def latest(submissions):
    """The one that was handed in last, as far as the names say, or a problem."""
    different = list({s.content: s for s in submissions}.values())
    if len(different) == 1:
        return different[0]
    times = [time_in(str(s.path)) for s in different]
    if all(times) and len(set(times)) > 1:
        last = latest([s for s, at in zip(different, times, strict=True) if at == max(times)])
        last.remarks.append(f"handed in {len(set(times))} times: the last, {max(times)}, counts")
        return last
    stems = [NOTEBOOK.sub("", s.path.name) for s in different]
    bare = {re.sub(r"(?<=_)(\d+|LATE)_", "", COPY.sub("", stem)) for stem in stems}
    order = [int(found[1]) if (found := COPY.search(stem)) else 0 for stem in stems]
    names = [s.path.name for s in different]
    if len(bare) == 1 and len(set(order)) == len(order):
        last = different[order.index(max(order))]
        others = ", ".join(name for name in names if name != last.path.name)
        last.remarks.append(f"handed in {len(names)} times: {last.path.name} counts, not {others}")
        return last
    first = different[0]
    first.problem = (
        f"{len(names)} notebooks by {first.student}: leave one, or rename the other "
        f"({', '.join(names)})"
    )
    return first
