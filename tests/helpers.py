"""What tests of several files share."""

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from sklearn.datasets import load_iris

from aeutils._keras import keras
from aeutils.datasets import Dataset


def one_sentence(error):
    """Whether the message of what `pytest.raises` caught is one sentence on one line."""
    text = str(error.value)
    return text.endswith(".") and "\n" not in text and ". " not in text


def quick(estimator, n_components=2, **options):
    """An estimator of this class that is fitted in half a second, far enough to leave PCA."""
    settings = {
        "hidden_units": (8,),
        "epochs": 4,
        "learning_rate": 0.03,
        "batch_size": 8,
        "random_state": 0,
    }
    return estimator(n_components, **settings | options)


def curved_sheet(n_samples=150, seed=0):
    """Points near a curved sheet in six dimensions, about the origin, between -5 and 5."""
    random = np.random.default_rng(seed)
    u, v = random.uniform(-2, 2, (2, n_samples))
    X = np.stack([u, v, u**2, u * v, np.sin(2 * v), u + v], axis=1)
    return X + 0.05 * random.normal(size=X.shape)


# What people pass in place of rows of numbers, made of such rows, and what is said of it.
NO_ROWS = {
    "pair": (lambda X: (X, np.zeros(len(X))), "X is a tuple of rows and labels: pass the rows al"),
    "pair of tables": (lambda X: (pd.DataFrame(X), [0] * len(X)), "X is a tuple of rows and label"),
    "data set": (Dataset, r"X is a Dataset of rows and labels: .* train\.X of a Dataset"),
    "bunch": (lambda X: load_iris(), "X is a Bunch of rows and labels: pass the rows alone"),
    "dates": (
        lambda X: pd.DataFrame(X).assign(day=pd.Timestamp("2020-01-01")),
        "X holds text or dates.*Timestamp.*: leave those columns out or encode them as numbers",
    ),
    "dates alone": (
        lambda X: pd.DataFrame({"day": pd.date_range("2020-01-01", periods=len(X))}),
        "X holds text or dates.*datetime64.*: leave those columns out",
    ),
    "periods": (
        lambda X: pd.DataFrame(X).assign(year=pd.Period("2020")),
        "X holds text or dates.*Period.*: leave those columns out",
    ),
    "sparse": (csr_array, r"X is a sparse matrix, .*: pass X\.toarray\(\), or the dense codes"),
    "complex": (lambda X: X + 1j, "X holds .* not supported.*: leave those columns out"),
    "ragged": (lambda X: [[1.0, 2.0], [3.0]], "X holds .* rows of different lengths"),
}


class Stumble(keras.callbacks.Callback):
    """Do something to the model after an epoch."""

    def __init__(self, epoch, action):
        super().__init__()
        self.epoch, self.action = epoch, action

    def on_epoch_end(self, epoch, logs=None):
        if epoch == self.epoch:
            self.action(self.model)


def interrupt(_):
    raise KeyboardInterrupt


def poison(model):
    model.set_weights([np.full(w.shape, np.nan) for w in model.get_weights()])
