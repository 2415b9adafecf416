"""What runs beside a student's code, in the same kernel, and judges it.

`judge.py` sends this file to each new kernel before the first cell. Nothing in a kernel is out of
reach of the code that runs there, so the guard does not trust itself either: it tells `judge.py`,
outside, what it saw, for each check once, and a check that it does not speak of counts as emptied.

What a check is made of comes from the course alone: it runs in a namespace that holds what the
given cells defined, whatever has become of those names since. Then the guard looks whether

- the check passes without an answer too: it must not;
- a function or class of Python, IPython, NumPy and so on is another one than at the start;
- the student's code went where no answer leads, such as into the frames of its caller, or brought
  objects that say of themselves to what they are equal.
"""

import builtins
import contextlib
import copy
import io
import os
import random
import sys
import threading
import types

JUDGES = (
    *("builtins", "contextlib", "functools", "inspect", "json", "traceback", "codeop"),
    *("IPython", "ipykernel", "jupyter_client", "zmq", "comm", "traitlets"),
    *("aeutils", "numpy", "pandas", "scipy", "sklearn", "keras"),
)
EVENTS = (
    *("sys._getframe", "sys._current_frames", "sys.settrace", "sys.setprofile", "ctypes."),
    *("gc.get_objects", "gc.get_referrers", "gc.get_referents", "code.__new__", "sys.monitoring"),
    *("sys.addaudithook",),
)
FRAMES = {"tb_frame", "gi_code", "f_code", "f_back", "__code__"}  # for object.__getattr__
OPINIONS = {
    *("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__bool__", "__format__"),
    *("__array__", "__array_ufunc__", "__array_function__", "__class__", "__instancecheck__"),
}


class Guard:
    """One for each kernel; `imports` are those of the course's own cells."""

    def __init__(self, shell, imports):
        self.shell, self.space = shell, shell.user_ns
        with contextlib.redirect_stderr(io.StringIO()):
            for line in imports:  # so that nobody can change a module before it is looked at
                with contextlib.suppress(Exception):
                    exec(line, {})
        self.given, self.court = {}, {"__name__": "__main__", "__builtins__": builtins}
        self.own_names = set(dir(builtins))
        self.seen, self.busy = [], threading.local()
        self.cells = os.path.dirname(shell.compile.get_code_name("", "", 0))
        self.classes = set(map(id, subclasses()))
        self.state = {name: value for name, _, value in self.parts()}
        sys.addaudithook(self.listen)

    # ---- the namespace of the checks ---------------------------------------------------------

    def keep(self, names):
        """Remember what a given cell has defined, in copies where it could be changed in place."""
        for name in names:
            if name in self.space:
                self.given[name] = self.kept(self.space[name])

    def kept(self, value):
        if type(value).__name__ in ("ndarray", "DataFrame", "Series", "Generator"):
            return copy.deepcopy(value)
        if isinstance(value, types.FunctionType) and value.__globals__ is self.space:
            clone = types.FunctionType(
                value.__code__, self.court, value.__name__, value.__defaults__, value.__closure__
            )
            clone.__kwdefaults__ = value.__kwdefaults__
            clone.__dict__.update(value.__dict__)
            return clone
        return value

    def check(self, source, name, bound, answers, answer_first, report):
        """Run a check on the answer and on none, and report.

        `bound` are the names that the check binds, `answers` those of the student's answer.
        `report` is what to say it with: the name of a kind of output that nobody else knows.
        """
        self.court.update({k: v for k, v in self.space.items() if k not in self.own_names})
        self.court.update({k: v for k, v in self.given.items() if k not in answers})
        code = compile(source, f"<{name}>", "exec")
        found, error, passes_without = self.changed(), None, False
        for answered in (answer_first, not answer_first):
            if answered:
                try:
                    exec(code, self.court)
                except BaseException as caught:
                    error = caught
                else:
                    self.space.update({k: self.court[k] for k in bound if k in self.court})
            elif not isinstance(error, KeyboardInterrupt):
                passes_without = self.passes_without(code, answers)
        found += [what for what in self.changed() if what not in found]
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
        try:
            with (
                contextlib.redirect_stdout(io.StringIO()),
                contextlib.redirect_stderr(io.StringIO()),
            ):
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

    # ---- what has changed, and what was done -------------------------------------------------

    def parts(self):
        """Yield name, owner and value of each part of Python and the libraries that judges."""
        shell, kernel = self.shell, self.shell.kernel
        for name, module in list(sys.modules.items()):
            if isinstance(module, types.ModuleType) and name.partition(".")[0] in JUDGES:
                for key, value in list(vars(module).items()):
                    if callable(value):
                        yield f"{name}.{key}", module, value
                        yield from inner(f"{name}.{key}", value, name)
        for name, thing in {
            "get_ipython()": shell,
            "get_ipython().kernel": kernel,
            "get_ipython().kernel.session": kernel.session,
            "get_ipython().display_pub": shell.display_pub,
        }.items():
            for key, value in list(vars(thing).items()):
                if hasattr(type(thing), key) and callable(value):
                    yield f"{name}.{key}", thing, value
        yield "get_ipython().user_ns", shell, shell.user_ns
        yield "sys.meta_path", sys, tuple(map(type, sys.meta_path))
        for key in ("input_transformers_cleanup", "input_transformers_post", "ast_transformers"):
            yield f"get_ipython().{key}", shell, tuple(getattr(shell, key))
        manager = shell.input_transformer_manager
        for key in ("cleanup_transforms", "line_transforms", "token_transformers"):
            yield (
                f"get_ipython().input_transformer_manager.{key}",
                shell,
                tuple(getattr(manager, key)),
            )
        yield "get_ipython().custom_exceptions", shell, tuple(shell.custom_exceptions)

    def changed(self):
        found = []
        now = {}
        for name, _, value in self.parts():
            now[name] = value
            if name not in self.state and name.startswith("get_ipython()"):
                found.append(f"{name} was replaced")
        for name, value in self.state.items():
            if (
                name in now
                and now[name] is not value
                and not (type(value) in (tuple, types.MethodType) and now[name] == value)
            ):
                found.append(f"{name} was replaced")
        for callbacks in self.shell.events.callbacks.values():
            found += ["IPython calls their code before or after cells"] * any(
                map(self.theirs, callbacks)
            )
        for thread in threading.enumerate():
            if self.theirs(getattr(thread, "_target", None)):
                found.append("a thread of theirs goes on beside the checks")
        for kind in subclasses():
            if id(kind) not in self.classes and kind.__module__ == "__main__":
                for key in OPINIONS & set(vars(kind)):
                    if self.theirs(vars(kind)[key]):
                        found.append(f"the class {kind.__name__} defines {key}")
        return found + self.seen

    def theirs(self, function):
        code = getattr(
            function, "__code__", function if isinstance(function, types.CodeType) else None
        )
        if isinstance(function, property):
            return self.theirs(function.fget)
        return (
            code is not None
            and (code.co_filename.startswith(self.cells) or code.co_filename == "<string>")
            and code.co_name not in ("__create_fn__",)
        )

    def listen(self, event, arguments):
        """An audit hook, which nobody can take away: told whatever Python finds remarkable."""
        if event == "object.__getattr__" or event == "object.__setattr__":
            if arguments[1] not in FRAMES:
                return
        elif not event.startswith(EVENTS):
            return
        if getattr(self.busy, "now", False):
            return
        self.busy.now = True
        try:
            frame = sys._getframe(1)
            while frame is not None and frame.f_code.co_filename.endswith(
                ("/inspect.py", "/traceback.py")
            ):
                frame = frame.f_back
            if frame is not None and self.theirs(frame.f_code):
                what = f"their code uses {event if event.islower() and event[:6] != 'object' else arguments[1]}"
                if what not in self.seen:
                    self.seen.append(what)
        finally:
            self.busy.now = False


def unanswered(*_, **__):
    raise NotImplementedError


def inner(name, value, module):
    """Yield the parts of a function or class that could be replaced within it."""
    if isinstance(value, types.FunctionType):
        yield f"{name}.__code__", value, value.__code__
    elif isinstance(value, type) and value.__module__.startswith(module.partition(".")[0]):
        for key, part in list(vars(value).items()):
            if callable(part) or isinstance(part, (classmethod, staticmethod, property)):
                yield f"{name}.{key}", value, part
            if isinstance(part, types.FunctionType):
                yield f"{name}.{key}.__code__", part, part.__code__


def subclasses():
    """All classes that there are."""
    found, new = {}, [object]
    while new:
        kind = new.pop()
        for child in type.__subclasses__(kind):
            if id(child) not in found:
                found[id(child)] = child
                new.append(child)
    return list(found.values())
