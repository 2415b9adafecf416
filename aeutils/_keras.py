"""Load TensorFlow and Keras without their start-up messages.

TensorFlow writes notices to the process's stderr before its own log level is read, and Jupyter
would show them as the output of a cell. They are kept out by pointing stderr elsewhere while
the two are imported; an import that fails still raises as usual.
"""

import os
import sys
from contextlib import contextmanager

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["KERAS_BACKEND"] = "tensorflow"


@contextmanager
def _stderr_silenced():
    """Point file descriptor 2 at the null device for the length of a `with` block."""
    sys.stderr.flush()
    kept, null = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(null)


with _stderr_silenced():
    import keras
    import tensorflow as tf

    tf.constant(0.0)  # the first tensor prints a notice too

tf.get_logger().setLevel("ERROR")  # no advice on retracing when batch sizes vary

__all__ = ["keras", "tf"]
