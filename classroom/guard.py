"""What runs beside a student's code, in the same kernel, and judges it.

`judge.py` sends this file to each new kernel before the first cell, and again whenever it asks.
Nothing in a kernel is out of reach of the code that runs there, so the guard does not trust itself
either: for each check it tells `judge.py`, outside, what it saw, and a check that it does not speak
of counts as emptied.

A check runs in a namespace, the court, that holds what the course's own cells defined, whatever has
become of those names since. And the guard looks whether

- the check passes without an answer, too: it must not;
- a function or class of Python, IPython, NumPy and so on is another one than at the start;
- the student's code went where no answer leads, such as into the frames of its caller, or brought
  objects that say of themselves to what they are equal.
"""

import builtins
import contextlib
import copy
import gc
import io
import os
import random
import signal
import sys
import threading
import types

JUDGES = (
    *(
        "builtins",
        "codeop",
        "contextlib",
        "functools",
        "inspect",
        "json",
        "traceback",
        "math",
        "re",
    ),
    *("random", "statistics", "operator", "copy", "itertools", "collections", "abc", "types"),
    *("IPython", "ipykernel", "jupyter_client", "zmq", "comm", "traitlets"),
    *("aeutils", "numpy", "pandas", "scipy", "sklearn", "keras"),
)
EVENTS = (  # of Python's audit, by how their names begin
    *("sys._getframe", "sys._current_frames", "sys.settrace", "sys.setprofile", "sys.monitoring"),
    *("gc.get_", "code.__new__", "sys.addaudithook", "ctypes."),
)
FRAMES = {"tb_frame", "gi_code", "f_code", "__code__"}  # of object.__getattr__ and __setattr__
OPINIONS = {
    *("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__bool__", "__format__"),
    *("__array__", "__array_ufunc__", "__array_function__", "__class__", "__instancecheck__"),
}
BETWEEN = ("/inspect.py", "/ctypes/__init__.py")  # who asks on behalf of another
COPIED = ("ndarray", "DataFrame", "Series", "Generator")  # could be changed in place


class Guard:
    """One for each kernel; `imports` are those of the course's own cells."""

    def __init__(self, shell, imports):
        self.shell, self.space = shell, shell.user_ns
        with contextlib.redirect_stderr(io.StringIO()):
            for line in imports:  # now, before anybody can change what is imported
                with contextlib.suppress(Exception):
                    exec(line, {})
        self.given, self.court = {}, {"__name__": "__main__", "__builtins__": builtins}
        self.builtins = set(dir(builtins))
        self.seen, self.busy = [], threading.local()
        self.cells = os.path.dirname(shell.compile.get_code_name("", "", 0))
        self.classes = set(map(id, subclasses()))
        self.modules = {
            name: module
            for name, module in sys.modules.items()
            if isinstance(module, types.ModuleType) and name.partition(".")[0] in JUDGES
        }
        self.parts = dict(self.parts_now())
        sys.addaudithook(self.listen)

    # ---- the court -----------------------------------------------------------------------------

    def keep(self, names):
        """Remember what a cell of the course has defined."""
        new = {name: self.kept(self.space[name]) for name in names if name in self.space}
        self.given |= new
        for name, value in new.items():
            if isinstance(value, type):
                self.parts |= {name: value} | dict(inner(name, value, value.__module__))

    def kept(self, value):
        if type(value).__name__ in COPIED:
            return copy.deepcopy(value)
        if isinstance(value, types.FunctionType) and value.__globals__ is self.space:
            twin = types.FunctionType(
                value.__code__, self.court, value.__name__, value.__defaults__, value.__closure__
            )
            twin.__kwdefaults__ = value.__kwdefaults__
            twin.__dict__.update(value.__dict__)
            return twin
        return value

    def check(self, source, name, bound, answers, answer_first, report):
        """Run a check on the answer and on none, and report.

        `bound` are the names that the check binds, `answers` those of the student's answer.
        `report` is what to say it with: the name of a kind of output that nobody else knows.
        """
        self.court.update({k: v for k, v in self.space.items() if k not in self.builtins})
        law = {k: v for k, v in self.given.items() if k not in answers}
        self.court.update(law)
        code = compile(source, f"<{name}>", "exec")
        found, error, passes_without = self.changed(), None, False
        for answered in (answer_first, not answer_first):
            if not answered:
                passes_without = self.passes_without(code, answers)
                continue
            try:
                exec(code, self.court)
            except BaseException as caught:
                error = caught
                if isinstance(error, KeyboardInterrupt):  # the time is over
                    break
            else:
                self.space.update({k: self.court[k] for k in bound if k in self.court})
        found += self.changed()
        for k in set(law) - set(bound):
            if self.court.get(k) is not law[k]:
                found.append(f"{k} was replaced")
        found = list(dict.fromkeys(f.replace(".__code__ was", " was") for f in found))[:5]
        data = {"passed": error is None, "passes_without": passes_without, "found": found}
        self.shell.display_pub.publish({report: data})
        if error is not None:
            raise error

    def passes_without(self, code, answers):
        before, chance = dict(self.court), random.getstate()
        numpy = sys.modules.get("numpy")
        numpy_chance = numpy and numpy.random.get_state()
        for name in answers:
            if callable(self.court.pop(name, None)):
                self.court[name] = unanswered
        silence = io.StringIO()
        try:
            with contextlib.redirect_stdout(silence), contextlib.redirect_stderr(silence):
                exec(code, self.court)
        except BaseException:
            return False
        finally:
            self.court.clear()
            self.court.update(before)
            random.setstate(chance)
            if numpy:
                numpy.random.set_state(numpy_chance)
        return True

    # ---- what has changed, and what was done ---------------------------------------------------

    def parts_now(self):
        """Yield name and value of each part of Python and the libraries that judges."""
        for name, module in self.modules.items():
            yield name, sys.modules.get(name)
            for key, value in list(vars(module).items()):
                if callable(value):
                    yield f"{name}.{key}", value
                    yield from inner(f"{name}.{key}", value, name.partition(".")[0])
        for name, value in self.given.items():
            if isinstance(value, type):
                yield from inner(name, value, value.__module__)
        shell, kernel = self.shell, self.shell.kernel
        for name, thing in {
            "get_ipython()": shell,
            "get_ipython().kernel": kernel,
            "get_ipython().kernel.session": kernel.session,
            "get_ipython().display_pub": shell.display_pub,
        }.items():
            yield name, thing
            for key, value in list(vars(thing).items()):
                if hasattr(type(thing), key) and callable(value):
                    yield f"{name}.{key}", value
        yield "get_ipython().user_ns", shell.user_ns
        transforms = shell.input_transformer_manager
        for key, value in {
            "input_transformers_cleanup": shell.input_transformers_cleanup,
            "input_transformers_post": shell.input_transformers_post,
            "ast_transformers": shell.ast_transformers,
            "custom_exceptions": shell.custom_exceptions,
            "input_transformer_manager.cleanup_transforms": transforms.cleanup_transforms,
            "input_transformer_manager.line_transforms": transforms.line_transforms,
            "input_transformer_manager.token_transformers": transforms.token_transformers,
        }.items():
            yield f"get_ipython().{key}", tuple(value)

    def changed(self):
        """What a teacher should know, in words."""
        now, found = dict(self.parts_now()), list(self.seen)
        for name, value in now.items():
            before = self.parts.get(name, value)
            if name not in self.parts and name.rpartition(".")[0] in self.parts:  # it was added
                before = self if self.theirs(value) or name.startswith("get_ipython()") else value
            same = before == value if type(value) in (tuple, types.MethodType) else before is value
            if not same:
                found.append(f"{name} was replaced")
        for name, value in self.given.items():
            if getattr(value, "__module__", "") == "aeutils.exercises" and callable(value):
                if self.space.get(name) is not value and callable(self.space.get(name)):
                    found.append(f"{name} was replaced")
        if any(map(self.theirs, self.called_later())):
            found.append("Python calls their code between or during the checks")
        for thread, frame in sys._current_frames().items():
            while frame and thread != threading.get_ident():
                if self.theirs(frame.f_code):
                    found.append("a thread of theirs goes on beside the checks")
                frame = frame.f_back
        for kind in subclasses():
            if id(kind) not in self.classes and kind.__module__ == "__main__":
                for key in OPINIONS & set(vars(kind)):
                    if self.theirs(vars(kind)[key]):
                        found.append(f"the class {kind.__name__} defines {key}")
        return found

    def called_later(self):
        """What Python and IPython call on their own, as far as it can be looked up."""
        for functions in self.shell.events.callbacks.values():
            yield from functions
        yield from gc.callbacks
        yield from map(signal.getsignal, signal.valid_signals())
        yield from (sys.excepthook, sys.displayhook, sys.unraisablehook)
        for finder in sys.meta_path:
            yield getattr(finder, "find_spec", None)
        yield from sys.path_hooks

    def theirs(self, function):
        """Whether a function, or code, stands in a cell or in a text that was executed."""
        function = getattr(function, "fget", function)  # a property's
        function = getattr(function, "__func__", function)  # a method's
        code = getattr(function, "__code__", function)
        if not isinstance(code, types.CodeType) or "__create_fn__" in code.co_qualname:
            return False
        return code.co_filename.startswith(self.cells) or code.co_filename == "<string>"

    def listen(self, event, arguments):
        """Hear of what Python finds remarkable: an audit hook, which nobody can take away."""
        attribute = event in ("object.__getattr__", "object.__setattr__")
        if attribute and arguments[1] not in FRAMES:
            return
        if not (attribute or event.startswith(EVENTS)) or getattr(self.busy, "now", False):
            return
        self.busy.now = True
        try:
            frame = sys._getframe(1)
            while frame and not attribute and frame.f_code.co_filename.endswith(BETWEEN):
                frame = frame.f_back
            if frame and self.theirs(frame.f_code):
                self.seen.append(f"their code uses {arguments[1] if attribute else event}")
        finally:
            self.busy.now = False


def resumed(key):
    """The guard that was put there before, with its methods as they are sent."""
    guard = object.__new__(Guard)
    kept = vars(sys.modules[key]).items()
    guard.__dict__.update({name: value for name, value in kept if name not in vars(Guard)})
    return guard


def unanswered(*_, **__):
    raise NotImplementedError


def inner(name, value, root):
    """Yield the parts of a function or class that could be replaced within it."""
    if isinstance(value, types.FunctionType):
        yield f"{name}.__code__", value.__code__
    elif isinstance(value, type) and value.__module__.startswith(root):
        for key, part in list(vars(value).items()):
            if callable(part) or isinstance(part, (classmethod, staticmethod, property)):
                yield f"{name}.{key}", part
            if isinstance(part, types.FunctionType):
                yield f"{name}.{key}.__code__", part.__code__


def subclasses():
    """All classes that there are."""
    found, new = {}, [object]
    while new:
        for child in type.__subclasses__(new.pop()):
            if id(child) not in found:
                found[id(child)] = child
                new.append(child)
    return list(found.values())
