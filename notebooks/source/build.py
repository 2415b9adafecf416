"""Build the lessons, one way: source/NN_name.py (jupytext py:percent) -> ../NN_name.ipynb.

So is the one without a number, your_data; and those in Chinese, source/zh/NN_name.py -> ../zh/.

    python notebooks/source/build.py               those of whose inputs one changed
    python notebooks/source/build.py 00 03_train   these; zh/00 is the one in Chinese
    python notebooks/source/build.py --all         every lesson
    python notebooks/source/build.py --twice       execute twice, report what differs, write nothing

The inputs of a lesson are its source and the files of this project that it has read when it ran:
modules, tables, pages, measurements. The notebook keeps their checksums.
"""

import argparse
import ast
import base64
import hashlib
import os
import re
import sys
import time
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellControlSignal, DeadKernelError
from nbformat.reader import NotJSONError

from aeutils._files import whole

SOURCE = Path(__file__).resolve().parent
ROOT = SOURCE.parents[1]
CHINESE = "zh"
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
    },
}
WIDGET = "application/vnd.jupyter.widget-view+json"
PEAK_KB = {  # asked of the kernel; ru_maxrss may count the process that started it
    "linux": "int(open('/proc/self/status').read().split('VmHWM:')[1].split()[0])",
    "macos": "__import__('resource').getrusage(0).ru_maxrss // 1024",
}
# Run in the kernel before the first cell, and asked after the last: which files were read.
WATCH = """exec('''import sys
sys.opened = set()
sys.addaudithook(lambda event, args: event == "open" and sys.opened.add(str(args[0])))
''', {})"""
READ = (
    "'|'.join(sorted(__import__('sys').opened | {str(getattr(module, '__file__', None)) "
    "for module in list(__import__('sys').modules.values())}))"
)
# The first cell that runs, folded. A clone has what it brings: the package, and what lies beside
# the lessons, which the wheel holds too. Colab has TensorFlow and all the rest.
COLAB = """# @title On Google Colab, run this first; elsewhere it does nothing.
import sys

if "google.colab" in sys.modules:
    %pip install -q aeutils=={version}
    from pathlib import Path

    import aeutils

    for name, inside in {{"data": "data", "benchmarks/results": "measured"}}.items():
        if not (beside := Path("..", name).resolve()).exists():
            beside.parent.mkdir(exist_ok=True)
            beside.symlink_to(Path(aeutils.__file__).parent / inside)"""
INPUTS = {"aeutils", "data", "benchmarks"}  # folders of this project in which a lesson reads
PRIVATE = [  # paths of this machine, which tracebacks are full of -> what a reader sees
    (r"/[^\s\"']*/ipykernel_\d+/\d+\.py", "<cell>"),
    (r"[~/][^\s\"'\x1b]*/lib/python3\.\d+/", "lib/"),
    (re.escape(f"{ROOT}{os.sep}"), ""),
    (re.escape(f"{Path.home()}{os.sep}"), "~/"),
]


class LessonError(Exception):
    """A lesson that cannot be built; the message says where and why."""


def lessons(folder=SOURCE):
    """All sources, those with a number first, then those in Chinese."""
    paths = sorted(folder.glob("*.py")) + sorted(folder.glob(f"{CHINESE}/*.py"))
    return [path for path in paths if path != Path(__file__).resolve()]


def lesson_name(source):
    """What a lesson is called: NN_name, or zh/NN_name."""
    return f"{CHINESE}/{source.stem}" if source.parent.name == CHINESE else source.stem


def target(source):
    """Its notebook, above `source`, in a folder of its language."""
    above = source.parents[2 if source.parent.name == CHINESE else 1]
    return above / f"{lesson_name(source)}.ipynb"


def fresh_notebook(source):
    """The lesson, not executed."""
    text = source.read_text(encoding="utf-8")
    header = text.split("# %%")[0]
    if "extension: .py" not in header or "format_name: percent" not in header:
        raise LessonError(
            f"{source.name} needs a jupytext header with 'extension: .py' and "
            "'format_name: percent', or cell tags are lost: copy another lesson's."
        )
    cells = jupytext.reads(text[len(header) :], fmt="py:percent").cells
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number:03d}"
        for key in [key for key in cell.metadata if key.startswith("lines_to_")]:
            del cell.metadata[key]  # jupytext's own notes about blank lines
    if source.parent.name != "exercises" and cells[0].source.startswith("# "):
        cells.insert(1, for_colab())
    return nbformat.v4.new_notebook(cells=cells, metadata=METADATA)


def for_colab():
    version = re.search(r'^version = "(.*)"', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    folded = {"jupyter": {"source_hidden": True}, "cellView": "form", "tags": ["remove-cell"]}
    cell = nbformat.v4.new_code_cell(COLAB.format(version=version[1]), metadata=folded)
    cell.id = "colab"
    return cell


def checksum(path):
    """Of a text file, whatever ends its lines; None where there is none."""
    if path.exists():
        return hashlib.sha256(path.read_text(encoding="utf-8").encode()).hexdigest()
    return None


def changed_inputs(source):
    """The files that differ from what they were when the notebook was built."""
    if not target(source).exists():
        return [source.name]
    try:
        known = nbformat.read(target(source), as_version=4).metadata.get("aeutils", {})
    except NotJSONError:  # damaged
        return [target(source).name]
    changed = [
        name for name, before in known.get("inputs", {}).items() if checksum(ROOT / name) != before
    ]
    return changed + [source.name] * (known.get("source") != checksum(source))


def execute(notebook, folder=SOURCE.parent):
    """Run all cells in place, as Jupyter would in `folder`.

    Returns
    -------
    seconds, megabytes : float, int
        What it took, and the peak of memory.
    inputs : dict of str to str
        Files of this project that were read, and their checksums.
    """
    metadata, start = notebook.metadata.copy(), time.perf_counter()
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=300,
        record_timing=False,
        coalesce_streams=True,
        store_widget_state=False,
        resources={"metadata": {"path": str(folder)}},
        extra_arguments=["--IPKernelApp.log_level=CRITICAL"],
    )
    # Where this variable is set, ipykernel does not capture what C code writes to stderr.
    environment = {k: v for k, v in os.environ.items() if k != "PYTEST_CURRENT_TEST"}
    with client.setup_kernel(env=environment):
        client.wait_for_reply(client.kc.execute(WATCH, silent=True))
        client.execute(cleanup_kc=False)
        seconds = time.perf_counter() - start
        question = client.kc.execute("", silent=True, user_expressions=PEAK_KB | {"read": READ})
        answers = client.wait_for_reply(question)["content"]["user_expressions"]
    notebook.metadata = metadata  # nbclient has noted the Python version there
    for cell in notebook.cells:
        if cell.cell_type == "code":  # a widget without its kernel is an empty box: only the
            kept = []  # picture that stands beside it stays
            for output in cell.outputs:
                widget = output.get("data", {}).pop(WIDGET, None)
                if not widget or "image/png" in output.data:
                    kept.append(without_paths(output))
            cell.outputs = kept
    read = ast.literal_eval(answers.pop("read")["data"]["text/plain"]).split("|")
    peaks = (a["data"]["text/plain"] for a in answers.values() if a["status"] == "ok")
    return seconds, int(next(peaks, 0)) // 1024, inputs_among(read)


def inputs_among(files):
    """Checksums of those of the files that are inputs of a lesson, by their path in the project."""
    inputs = {}
    for path in map(Path, files):
        name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else Path()
        if name.parts and name.parts[0] in INPUTS and path.suffix != ".pyc" and path.is_file():
            inputs[name.as_posix()] = checksum(path)
    return inputs


def without_paths(value):
    if isinstance(value, str):
        for pattern, shown in PRIVATE:
            value = re.sub(pattern, shown, value)
    elif isinstance(value, list):
        value = [without_paths(item) for item in value]
    elif isinstance(value, dict):  # pictures are left as they are
        value.update(
            {
                key: without_paths(item)
                for key, item in value.items()
                if key not in ("image/png", "text/html")
            }
        )
    return value


def texts(notebook, stream="stdout"):
    """[(cell id, text)] of one stream; with stdout, also of every result but pictures."""
    outputs = [(cell.id, output) for cell in notebook.cells for output in cell.get("outputs", [])]
    streams = [(cell, output.text) for cell, output in outputs if output.get("name") == stream]
    results = [
        (cell, output.data["text/plain"])
        for cell, output in outputs
        if "text/plain" in output.get("data", {}) and "image/png" not in output.data
    ]
    return streams + results if stream == "stdout" else streams


def run(source):
    """The lesson executed without a fault, and (seconds, MB, inputs); otherwise a LessonError."""
    notebook = fresh_notebook(source)
    try:
        cost = execute(notebook, target(source).parent)
    except (CellControlSignal, DeadKernelError) as error:
        raise LessonError(f"{source.name} stopped: {error}") from error
    for cell, text in texts(notebook, "stderr"):
        raise LessonError(f"{source.name} wrote to stderr in {cell}: {text.strip()}")
    return notebook, cost


def build(source, twice=False):
    """Run the lesson and, only if nothing went wrong, put the notebook in its place."""
    notebook, (seconds, megabytes, inputs) = run(source)
    if twice:
        differing = {cell for cell, _ in set(texts(notebook)) ^ set(texts(run(source)[0]))}
        if differing:
            raise LessonError(f"{source.name} differs between two runs in {sorted(differing)}.")
    else:
        notebook.metadata["aeutils"] = {"source": checksum(source), "inputs": inputs}
        for cell in notebook.cells:  # the picture that site/evidence.md shows
            if "overview" in cell.metadata.get("tags", []):
                png = cell.outputs[-1].data["image/png"]
                with whole(target(source).with_name("overview.png")) as draft:
                    draft.write_bytes(base64.b64decode(png))
        with whole(target(source)) as draft:  # last, since it says that the lesson is built
            nbformat.write(notebook, draft)
    print(f"{lesson_name(source)}: {seconds:.0f} s, {megabytes} MB", flush=True)


def main(arguments=None, folder=SOURCE):
    parser = argparse.ArgumentParser(description="Build the lessons that changed.")
    parser.add_argument("names", nargs="*", help="only these, such as 00 or 03_training")
    parser.add_argument("--all", action="store_true", help="every lesson, changed or not")
    parser.add_argument("--twice", action="store_true", help="execute twice, report what differs")
    options = parser.parse_args(arguments)
    sources = lessons(folder)
    for wanted in options.names:
        if not any(lesson_name(source).startswith(wanted) for source in sources):
            parser.error(f"no lesson {wanted}: choose of {', '.join(map(lesson_name, sources))}.")
    failed = False
    for source in sources:
        if not lesson_name(source).startswith(tuple(options.names) or lesson_name(source)):
            continue
        try:
            changed = changed_inputs(source)
            if options.names or options.all or options.twice or changed:
                print(
                    f"{lesson_name(source)}: {', '.join(changed[:3]) or 'nothing'} changed",
                    flush=True,
                )
                build(source, options.twice)
            else:
                print(f"{lesson_name(source)}: up to date")
        except LessonError as error:
            print(error, file=sys.stderr)
            failed = True
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
