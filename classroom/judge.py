"""Run a student's notebook: its cells as nbgrader does, its checks as `guard.py` does.

A check is passed if the guard says so and has nothing else to say. If it has, all checks of the
notebook fail with an error named `NOTICED`, and a person must look.
"""

import ast
import os
import random
import secrets
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_output
from nbgrader.preprocessors import Execute

GUARD = Path(__file__).with_name("guard.py").read_text(encoding="utf-8")
NOTICED = "Noticed"


class Judge(Execute):
    """nbgrader's preprocessor that executes, with a guard in the kernel."""

    def preprocess(self, nb, resources, km=None):
        if "CLASSROOM_BOX" not in os.environ:
            raise RuntimeError("Students' code is run by `make grade` only, which locks it in.")
        course, exercise = Path(resources["metadata"]["path"]).parents[2], resources["unique_key"]
        self.released = nbformat.read(
            course / "release" / resources["nbgrader"]["assignment"] / f"{exercise}.ipynb", 4
        )
        self.guard, self.noticed = "", []
        nb, resources = super().preprocess(nb, resources, km)
        if self.noticed:
            for cell in nb.cells:
                if role(cell) == "check":
                    fail(cell, NOTICED, "; ".join(dict.fromkeys(self.noticed)))
        return nb, resources

    def preprocess_cell(self, cell, resources, index):
        if not self.guard:
            self.guard = f"application/x-{secrets.token_hex(8)}+json"
            for output in self.ask(start(self.guard, self.released), index):
                if output.output_type == "error":  # nothing of the student's has run yet
                    raise RuntimeError(f"the machine was too busy to begin: {output.evalue}")
            self.sockets = sockets()
        if role(cell) == "check":
            self.check(cell, index)
        else:
            cell, resources = super().preprocess_cell(cell, resources, index)
            if role(cell) == "given":
                self.ask(call(self.guard, "keep", sorted(names_bound(cell.source))), index)
        self.nb.cells[index] = cell
        return cell, resources

    def ask(self, code, index):
        """Run a line beside the cells of the notebook; return what came out of it."""
        return self.execute_cell(new_code_cell(code), index, store_history=False).outputs

    def check(self, cell, index):
        name = cell.metadata.nbgrader.grade_id
        answer_first = random.random() < 0.5  # so nobody can count which of both it is
        arguments = (
            *(cell.source, name, sorted(names_bound(cell.source))),
            *(answer_names(self.released, name), answer_first, self.guard),
        )
        outputs = self.ask(call(self.guard, "check", *arguments), index)
        reports = [o.data[self.guard] for o in outputs if self.guard in o.get("data", {})]
        cell.outputs = [o for o in outputs if self.guard not in o.get("data", {})]
        for output in cell.outputs:  # nbgrader takes warnings for failures, and numbers for points
            if output.output_type == "stream":
                output.name = "stdout"
            elif output.output_type == "execute_result":
                output.output_type = "display_data"
                output.pop("execution_count", None)
        if sockets() != self.sockets:
            self.noticed.append("the way to the kernel was replaced")
        failed = any(output.output_type == "error" for output in cell.outputs)
        if len(reports) == 1 and set(reports[0]) == {"passed", "passes_without", "found"}:
            (report,) = reports
            self.noticed += report["found"]
            if report["passes_without"]:
                self.noticed.append(f"{name} passes without an answer, too")
            if report["passed"] is not True and not failed:
                self.noticed.append(f"{name} failed, and said nothing")
            if report["passed"] and failed:
                self.noticed.append(f"{name} passed, with an error")
        elif not any(output.get("ename") == "CellTimeoutError" for output in cell.outputs):
            self.noticed.append(f"{name} did not run as it stands")


def sockets():
    """The files through which the kernel is spoken to."""
    return {(path.name, path.stat().st_ino) for path in Path(os.environ["TMPDIR"]).iterdir()}


def call(key, method, *arguments):
    """The line that lets the guard do something."""
    return (
        f"exec(compile({GUARD!r}, '<guard>', 'exec'), _guard := {{'__name__': 'guard'}})\n"
        f"_guard['resumed']({key!r}).{method}(*{arguments!r})"
    )


def start(key, released):
    """The lines that put the guard in its place, before anything else runs."""
    imports = [
        ast.unparse(node)
        for cell in released.cells
        if role(cell) == "given"
        for node in ast.parse(cell.source).body
        if isinstance(node, (ast.Import, ast.ImportFrom))
    ]
    return (
        f"exec(compile({GUARD!r}, '<guard>', 'exec'), _guard := {{'__name__': 'guard'}})\n"
        f"__import__('sys').modules[{key!r}] = _guard['Guard'](get_ipython(), {imports!r})\n"
    )


def fail(cell, name, reason):
    error = {"ename": name, "evalue": reason, "traceback": [f"{name}: {reason}"]}
    cell.outputs.append(new_output("error", **error))


def role(cell):
    """What a cell is for: "given", "answer" (code), "written", "check", or "" if it is theirs."""
    kind = cell.metadata.get("nbgrader", {})
    if not kind.get("grade_id"):
        return ""
    if cell.cell_type != "code":
        return "written" if kind.get("grade") else "given text"
    if kind.get("grade"):
        return "check"
    return "answer" if kind.get("solution") else "given"


def answer_names(released, check):
    """The names that an answer is known by: those that its cell binds in the student version."""
    names = set()
    for cell in released.cells:
        if role(cell) == "answer":
            names |= names_bound(cell.source)
        elif role(cell) == "check":
            if cell.metadata.nbgrader.grade_id == check:
                return sorted(names)
            names = set()
    return []


def names_bound(source):
    """The names that a cell binds, or changes a part of."""
    names, nodes = set(), list(ast.parse(source).body)
    while nodes:
        node = nodes.pop()
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            names |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
        elif isinstance(node, (ast.Name, ast.Subscript, ast.Attribute)):
            changed = isinstance(node.ctx, ast.Store)
            while isinstance(node, (ast.Subscript, ast.Attribute)):
                node = node.value
            if changed and isinstance(node, ast.Name):
                names.add(node.id)
        elif not isinstance(node, (ast.Lambda, ast.comprehension, ast.ListComp, ast.DictComp)):
            nodes += ast.iter_child_nodes(node)
    return names
