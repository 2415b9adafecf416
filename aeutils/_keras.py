"""TensorFlow and Keras: loaded and started without messages, without changing others' settings.

TensorFlow writes notices to the process's stderr before its own log level is read, and Jupyter
would show them as the output of a cell. They are kept out by pointing stderr elsewhere for that
moment; an import that fails still raises as usual. The environment is as before afterwards.
"""

import os
import sys
from contextlib import contextmanager, suppress
from importlib.util import find_spec

if "tensorflow" not in sys.modules and find_spec("tensorflow") is None:
    raise ImportError("aeutils needs TensorFlow, which is not installed: run python -m pip install "
                      "'aeutils[tensorflow]', or, for a GPU of NVIDIA, 'tensorflow[and-cuda]'.")


@contextmanager
def _stderr_silenced():
    """Point file descriptor 2, if there is one, at the null device for the length of a block."""
    with suppress(AttributeError, OSError, ValueError):      # stderr may be None or closed
        sys.stderr.flush()
    try:
        kept = os.dup(2)
    except OSError:
        yield
        return
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(null)


@contextmanager
def _environment(**values):
    """Set environment variables for the length of a block."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value


with _stderr_silenced(), _environment(
        KERAS_BACKEND="tensorflow",
        TF_CPP_MIN_LOG_LEVEL=os.environ.get("TF_CPP_MIN_LOG_LEVEL", "3")):
    import keras

    if keras.backend.backend() != "tensorflow":
        raise ImportError("aeutils needs Keras on TensorFlow, but this program has loaded it with "
                          f"{keras.backend.backend()}: import aeutils.networks before keras, or "
                          "set KERAS_BACKEND=tensorflow.")
    import tensorflow as tf
    from keras.src.backend.common.global_state import get_global_attribute  # noqa: F401
    from tensorflow.python.eager import context

_lost = False


def lost():
    """Whether this process was forked from one that had started TensorFlow's threads."""
    return _lost


def _note_fork():
    global _lost
    _lost = _lost or context.context()._initialized


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_note_fork)


def start():
    """Start TensorFlow's threads, silently; refuse where they were lost.

    Not on import: a process that forks before it has used TensorFlow may use it in its children.

    Raises
    ------
    RuntimeError
        In a process forked from one that had started them: the first step would wait for ever.
    """
    if lost():
        raise RuntimeError("TensorFlow was in use when this process was forked and cannot go on in "
                           "it: start workers by joblib, or by multiprocessing with the method "
                           "'spawn'.")
    if not context.context()._initialized:
        with _stderr_silenced():
            tf.constant(0.0)


@contextmanager
def own_settings():
    """Keras with the settings that our layers are made for, whatever the program has chosen."""
    chosen = (keras.config.floatx(), keras.config.dtype_policy(), keras.config.image_data_format())
    _set("float32", "float32", "channels_last")
    try:
        yield
    finally:
        _set(*chosen)


def _set(floatx, dtype_policy, image_data_format):
    keras.config.set_floatx(floatx)
    keras.config.set_dtype_policy(dtype_policy)
    keras.config.set_image_data_format(image_data_format)


@contextmanager
def no_advice():
    """TensorFlow's advice on retracing is for programs; here batches do vary in size."""
    logger = tf.get_logger()
    level = logger.level
    logger.setLevel("ERROR")
    try:
        yield
    finally:
        logger.setLevel(level)
