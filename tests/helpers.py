"""What tests of several files share."""

import numpy as np

from aeutils._keras import keras


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
