"""Do the checks notice a wrong answer? Every right one is changed in one place at a time.

    python tests/mutants.py               the solutions of every exercise
    python tests/mutants.py 01 03         of these
    python tests/mutants.py --bank        other right answers, those in tests/answers
    python tests/mutants.py 03 --hints    and what was said to each change

Each changed answer meets the checks that students see, then those with their hidden part. Some
changes do no harm; harmless.txt lists them with the reason. The goals, for each exercise: the seen
checks catch 97% of all others, and no change of a solution passes. Of the bank's, at most five do.

mutmut and cosmic-ray change modules and start a test run for each change; here it is a cell of a
notebook, the check has two halves, and a TensorFlow loaded once serves thousands.
"""

import argparse
import ast
import copy
import multiprocessing
import os
import signal
import sys
import textwrap
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent
HARMLESS = HERE / "harmless.txt"
sys.path[:0] = [str(HERE.parent / name) for name in ("classroom", "notebooks/source", "")]
from cells import answers, metadata, of_kind, run, spans  # noqa: E402
from release import SOURCES, source_notebook  # noqa: E402

LIMIT = 20  # seconds for one check of one change; what takes longer is caught, as it hangs
SHARE = 0.97  # of the changes that do harm, seen checks catch at least so many
PASSING = {"solution": 0, "bank": 5}  # so many that do harm may pass all checks


# ---- changes ---------------------------------------------------------------------------------

OPERATORS = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Pow: ast.Mult,
    ast.MatMult: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.And: ast.Or,
    ast.Or: ast.And,
}
COMPARISONS = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
}
NAMES = {  # what is mistaken for what
    "mean": ("sum", "median"),
    "sum": ("mean",),
    "std": ("var",),
    "var": ("std",),
    "min": ("max",),
    "max": ("min",),
    "argmin": ("argmax",),
    "argmax": ("argmin",),
    "zeros": ("ones",),
    "log": ("log10",),
    "log10": ("log",),
    "isna": ("notna",),
    "notna": ("isna",),
    "random": ("standard_normal",),
    "standard_normal": ("random",),
    "quantile": ("percentile",),
    "transform": ("fit_transform",),
    "fit_transform": ("transform",),
    "partial_fit": ("fit",),
    "StandardScaler": ("MinMaxScaler", "RobustScaler"),
    "MinMaxScaler": ("StandardScaler",),
    "KNNImputer": ("SimpleImputer",),
    "explained_variance_": ("singular_values_",),
}
ROWS = {"train", "valid", "test", "out", "new"}  # parts of names of rows, which people pool


def number(value):
    return ast.Constant(value) if value >= 0 else ast.UnaryOp(ast.USub(), ast.Constant(-value))


def more_or_less(node):
    return [ast.BinOp(node, operator(), ast.Constant(1)) for operator in (ast.Add, ast.Sub)]


def copied(node, **fields):
    new = copy.copy(node)
    vars(new).update(fields)
    return new


def is_square(node):
    """Where it is the same which of two is taken from the other."""
    match node:
        case ast.BinOp(_, ast.Pow(), ast.Constant(2)):
            return True
    return False


def called(node):
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def instead(node, parent, names, words):
    """What somebody may write by mistake in place of a part of the code."""

    other = partial(copied, node)
    match node:
        case ast.BinOp(left, op, right):
            yield other(op=OPERATORS[type(op)]()) if type(op) in OPERATORS else left
            yield from (left, right)
            squared = isinstance(op, ast.Sub) and is_square(parent)
            if not squared and not isinstance(op, ast.Add | ast.Mult | ast.BitAnd | ast.BitOr):
                yield other(left=right, right=left)
            if isinstance(op, ast.Pow):
                yield ast.Call(ast.parse("np.abs", mode="eval").body, [left], [])
        case ast.BoolOp(op):
            yield other(op=OPERATORS[type(op)]())
        case ast.UnaryOp(_, operand):
            yield operand
        case ast.Compare(_, [op]):
            for operator in COMPARISONS.get(type(op), ()):
                yield other(ops=[operator()])
        case ast.Constant(bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(int(value)):
            axis = isinstance(parent, ast.keyword) and parent.arg == "axis"
            for new in [1 - value] if axis else {value + 1, value - 1, 2 * value, 0} - {value}:
                yield number(new)
        case ast.Constant(float(value)):
            for new in {2 * value, 0.0, round(1 - value, 6)} - {value}:
                yield number(new)
        case ast.Constant(str(value)):
            for word in sorted(words - {value}):
                yield ast.Constant(word)
        case ast.Slice(lower, upper, step):
            for end, value in {"lower": lower, "upper": upper, "step": step}.items():
                if value:
                    yield other(**{end: None})
                if value and end != "step" and not isinstance(value, ast.Constant):
                    for new in more_or_less(value):
                        yield other(**{end: new})
            if not lower:
                yield other(lower=number(1))
            if not upper:
                yield other(upper=number(-1))
        case ast.Call(function, arguments, _):
            match called(node), arguments:
                case "range", [end] if not isinstance(end, ast.Constant):
                    yield from (other(args=[new]) for new in more_or_less(end))
                case "range", [_, _]:
                    yield other(args=[*arguments, ast.Constant(2)])
                case "len", _:
                    yield from more_or_less(node)
                case "mean", _:
                    yield ast.Call(ast.parse("np.sqrt", mode="eval").body, [node], [])
                case (("copy" | "to_numpy" | "fit"), _) if isinstance(function, ast.Attribute):
                    yield function.value
                case "default_rng", _:
                    yield other(args=[])
            if called(node).islower() and not isinstance(
                next(iter(arguments), None), ast.Starred | ast.Constant | None
            ):
                yield arguments[0]
        case ast.Attribute(value, attr):
            for name in NAMES.get(attr, ()) if not isinstance(parent, ast.Attribute) else ():
                if name != "median" or isinstance(value, ast.Name):  # arrays have none
                    yield other(attr=name)
            if attr == "T":
                yield value
        case ast.Name(name, ast.Load()):
            for new in NAMES.get(name, ()):
                yield other(id=new)
            if name == "rng" and isinstance(parent, ast.Attribute):
                yield ast.parse("np.random", mode="eval").body
            for new in sorted({new for pair in names if name in pair for new in pair} - {name}):
                yield other(id=new)
                if ROWS & {*name.split("_")} and ROWS & {*new.split("_")}:
                    yield ast.parse(f"np.concatenate([{name}, {new}])", mode="eval").body
        case ast.IfExp(test, body, orelse):
            yield from (other(body=orelse, orelse=body), body, orelse)
        case ast.If(test):
            yield from (other(test=ast.UnaryOp(ast.Not(), test)), other(test=ast.Constant(True)))
        case ast.Break():
            yield ast.Continue()
        case ast.Continue():
            yield ast.Break()
        case ast.Assign([target], ast.BinOp(left, op, right)):
            if ast.unparse(target) == ast.unparse(left):
                yield ast.AugAssign(target, op, right)  # writes into what was given
    if isinstance(node, ast.stmt) and not isinstance(node, ast.Return | ast.FunctionDef | ast.Pass):
        yield ast.Pass()


def rearranged(parts, field, parent):
    """The same for a list: two neighbours swapped, one left out, a line in or out of its loop."""
    neighbours = range(len(parts) - 1)
    swapped = ([*parts[:i], parts[i + 1], parts[i], *parts[i + 2 :]] for i in neighbours)
    shorter = ([*parts[:i], *parts[i + 1 :]] for i in range(len(parts)))
    match field, parent:
        case "args", ast.Call():
            yield from swapped if called(parent) not in {"min", "max"} else ()
            yield from shorter if len(parts) > 1 else ()
        case "keywords", ast.Call():
            yield from shorter
        case "elts", ast.Tuple(ctx=ast.Load()):
            yield from swapped
        case "elts", ast.List(ctx=ast.Load()):
            yield from shorter if len(parts) > 1 else ()
        case "body", _:
            for i, loop in enumerate(parts):
                if isinstance(loop, ast.For):
                    before, after, *inner, last = parts[:i], parts[i + 1 :], *loop.body
                    if inner and not is_prose(last):
                        yield [*before, copied(loop, body=inner), last, *after]
                    if after:
                        longer = copied(loop, body=[*loop.body, after[0]])
                        yield [*before, longer, *after[1:]]


def solutions(code):
    """The ranges of lines that hold the solution, or all, if none is marked."""
    lines = code.splitlines()
    marks = [i for i, line in enumerate(lines, 1) if line.endswith(" SOLUTION")]
    marks = marks or [1, len(lines) + 1]
    return [range(*ends) for ends in zip(marks[::2], marks[1::2], strict=True)]


def side_by_side(nodes):
    """The pairs of names that came into being next to each other, so that they may be mixed up."""
    for node in nodes:
        match node:
            case ast.arguments(_, args):
                yield from pairwise(arg.arg for arg in args)
            case ast.Tuple(elts, ast.Store()):
                yield from pairwise(part.id for part in elts if isinstance(part, ast.Name))


def is_prose(node):
    """Whether a part is for readers alone: a text, its holes, a docstring, what is printed."""
    match node:
        case ast.JoinedStr() | ast.Expr(ast.Constant()) | ast.Expr(ast.Call(ast.Name("print"))):
            return True
    return False


def changed(code):
    """{code with one change: (lines that went, lines that came)}, in the order of the code."""
    tree, found = ast.parse(code), {}
    nodes, before = list(ast.walk(tree)), ast.unparse(tree)
    names, lines = list(side_by_side(nodes)), solutions(code)
    prose = {id(part) for node in nodes if is_prose(node) for part in ast.walk(node)}
    texts = (n.value for n in nodes if isinstance(n, ast.Constant) and id(n) not in prose)
    words = {text for text in texts if isinstance(text, str)}

    def inside(part):
        return id(part) not in prose and any(getattr(part, "lineno", 0) in some for some in lines)

    for parent in nodes:
        for field, value in [] if isinstance(parent, ast.arguments) else ast.iter_fields(parent):
            if isinstance(value, list):
                others = [*rearranged(value, field, parent)] if any(map(inside, value)) else []
                for i, part in enumerate(value):
                    if isinstance(part, ast.AST) and inside(part):
                        new = instead(part, parent, names, words)
                        others += [[*value[:i], n, *value[i + 1 :]] for n in new]
            elif isinstance(value, ast.AST) and inside(value):
                others = instead(value, parent, names, words)
            else:
                others = []
            for new in [*others]:
                setattr(parent, field, new)
                after = ast.unparse(tree)
                setattr(parent, field, value)
                if after != before and compiles(after):
                    found.setdefault(after, difference(before, after))
    return found


def compiles(code):
    try:
        compile(code, "changed", "exec")
    except SyntaxError:
        return False
    return True


def difference(before, after):
    """(lines that went, lines that came), each as one line."""
    before, after = before.splitlines(), after.splitlines()
    while before and after and before[0] == after[0]:
        del before[0], after[0]
    while before and after and before[-1] == after[-1]:
        del before[-1], after[-1]
    lines = textwrap.dedent("\n".join([*before, *after])).splitlines()
    return " | ".join(lines[: len(before)]), " | ".join(lines[len(before) :])


# ---- checks ----------------------------------------------------------------------------------


class Change(NamedTuple):
    """One change, and what came of it: "seen", "hidden" or "passed", and what was said."""

    task: str
    went: str
    came: str
    verdict: str
    said: str


class TooLongError(BaseException):
    """No exception that an answer or a check would catch."""


@contextmanager
def time_limit(seconds):
    def stop(*_):
        raise TooLongError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def failure(cells, space, answer, *, hidden):
    """What is said to an answer to a task, or None; `space` is left as it was found."""
    before, failures = dict(space), {}
    for name, value in before.items():  # an answer may write into these
        if isinstance(value, np.ndarray | pd.DataFrame | pd.Series):
            space[name] = value.copy()
    np.random.seed(0)  # for answers that take this generator: the same in every run
    try:
        with time_limit(LIMIT):
            failures = run(cells, space, answer, hidden=hidden)
    except TooLongError:
        failures = {"time": f"it takes longer than {LIMIT} s"}
    finally:
        space.clear()
        space.update(before)
    failures.pop("stderr", None)  # a warning stops no student
    said = list(failures.values())
    return (str(said[-1]) or type(said[-1]).__name__) if said else None


def right_answers(notebook, stem, name, *, bank):
    """The solution of a task, or what the bank holds beside it."""
    if bank:
        return [code for task, code in answers(stem).RIGHT.values() if task == name]
    return [c.source for c in of_kind(notebook, solution=True) if metadata(c)["grade_id"] == name]


def noticed(cells, space, name, right, *, most=None):
    """All changes of a right answer, or at most so many from all over it, and what came of each."""
    changes = list(changed(right).items())
    for code, (went, came) in changes[:: most and -(-len(changes) // most)]:
        verdict, said = "seen", failure(cells, space, (name, code), hidden=False)
        if not said:
            verdict, said = "hidden", failure(cells, space, (name, code), hidden=True)
        yield Change(name, went, came, verdict if said else "passed", said or "")


def measure(stem, *, bank):
    """All changes of the right answers to an exercise."""
    notebook = source_notebook(SOURCES / f"{stem}.py")
    space, done, found = {"__name__": "__main__"}, 0, []
    for name, span in spans(notebook):
        given, cells = notebook.cells[done : span.start], notebook.cells[span]
        if failures := run(given, space):
            raise RuntimeError(f"{stem}: given cells fail: {failures}")
        for right in right_answers(notebook, stem, name, bank=bank):
            found += noticed(cells, space, name, right)
            if said := failure(cells, space, (name, right), hidden=True):
                raise RuntimeError(f"{stem}, {name}: a right answer fails after others: {said}")
        run(cells, space)
        done = span.stop
    return found


def measured(stems, *, workers, bank):
    """The same for several exercises, each in a process of its own, in their order."""
    spawn = multiprocessing.get_context("spawn")  # TensorFlow does not survive a fork
    with ProcessPoolExecutor(workers, spawn, max_tasks_per_child=1) as pool:
        yield from pool.map(partial(measure, bank=bank), stems)


def listed():
    """{(exercise, task, lines that went, lines that came): why no check catches that}."""
    reasons, place, reason, went = {}, (), "", ""
    for line in HARMLESS.read_text(encoding="utf-8").splitlines():
        match line[:2].strip(), line[2:]:
            case "==", rest:
                place = tuple(rest.split())
            case "-", went:
                pass
            case "+", came:
                reasons[*place, went, came] = reason
            case _:
                reason = line
    return reasons


# ---- report ----------------------------------------------------------------------------------


def table(stem, found, known):
    """Print what was caught in each task; return how often each happened."""
    total = Counter()
    print(f"\n{stem:24}changes    seen  hidden  harmless  passed   seen of what does harm")
    for task in dict.fromkeys(change.task for change in found):
        counts = Counter(outcome(stem, change, known) for change in found if change.task == task)
        print(f"  {task:22}{row(counts)}")
        total += counts
    print(f"  {'':22}{row(total)}")
    return total


def outcome(stem, change, known):
    reason = known.get((stem, *change[:3]), "Wrong")
    return change.verdict if change.verdict != "passed" or is_wrong(reason) else "harmless"


def is_wrong(reason):
    """Whether a listed change does harm, and is listed since it is known to pass."""
    return reason.startswith("Wrong")


def row(counts):
    numbers = (counts.total(), *(counts[key] for key in ("seen", "hidden", "harmless", "passed")))
    return "{:7}{:8}{:8}{:10}{:8}".format(*numbers) + f"{share(counts):25.1%}"


def share(counts):
    return counts["seen"] / max(1, counts.total() - counts["harmless"])


def entries(keys):
    """Changes in the form of the list, so that they can be copied there."""
    place = went = None
    for stem, task, *change in keys:
        if place != (stem, task):
            place, went = (stem, task), None
            yield f"\n== {stem} {task}\n"
        if went != change[0]:
            went = change[0]
            yield f"- {went}"
        yield f"+ {change[1]}"


def out_of_date(known, results, stems, *, bank=None):
    """What is listed for these exercises and is caught, or comes of no right answer any more.

    `results` are those of the bank or of the solutions; without them nothing counts as caught.
    """
    made = {(s, *c[:3]) for s, found in results.items() for c in found if c.verdict == "passed"}
    for stem in stems:
        notebook = source_notebook(SOURCES / f"{stem}.py")
        for name, _ in spans(notebook):
            for other in {False, True} - {bank}:  # the same change may come of both
                for code in right_answers(notebook, stem, name, bank=other):
                    made |= {(stem, name, *change) for change in changed(code).values()}
    return [key for key in known if key[0] in stems and key not in made]


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Do the checks notice a wrong answer?")
    parser.add_argument("names", nargs="*", help="only these, such as 01 or 03_training")
    parser.add_argument("--bank", action="store_true", help="change the answers of the bank")
    parser.add_argument("--hints", action="store_true", help="print what was said to each change")
    parser.add_argument("--workers", type=int, default=2, help="exercises at a time (default: 2)")
    options = parser.parse_args(arguments)
    stems = [path.stem for path in sorted(SOURCES.glob("[0-9]*.py"))]
    stems = [s for s in stems if not options.names or s.startswith(tuple(options.names))]
    if not stems:
        parser.error(f"no exercise {' '.join(options.names)}.")
    os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MPLBACKEND": "Agg"}
    known, results, total, missed = listed(), {}, Counter(), []
    found_in = measured(stems, workers=options.workers, bank=options.bank)
    for stem, found in zip(stems, found_in, strict=True):
        results[stem] = found
        counts = table(stem, found, known)
        total += counts
        if share(counts) < SHARE and not options.bank:
            missed.append(f"{stem}: the checks that students see catch {share(counts):.1%}.")
        if options.hints:
            for said in sorted({change.said for change in found} - {""}):
                print(f"\n{said}")
                print(*entries((stem, *c[:3]) for c in found if c.said == said), sep="\n")
    print(f"\n{'all':24}{row(total)}")
    passed = [(s, *c[:3]) for s in stems for c in results[s] if outcome(s, c, known) == "passed"]
    for title, keys in {
        "Passed all checks:": passed,
        "In harmless.txt, but caught, or made no more:": out_of_date(
            known, results, stems, bank=options.bank
        ),
    }.items():
        if keys:
            print(f"\n{title}", *entries(dict.fromkeys(keys)), sep="\n")
    allowed = PASSING["bank" if options.bank else "solution"]
    if len({*passed}) > allowed:
        missed.append(f"{len({*passed})} changes pass, and at most {allowed} may.")
    print("", *missed, sep="\n")
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main())
