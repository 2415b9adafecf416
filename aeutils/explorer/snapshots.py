"""Weights of a network while it learns, for the explorer's slider over the epochs."""

import copy

import numpy as np
from sklearn.pipeline import make_pipeline

from .._keras import keras
from .._pipelines import steps

MOST = 16                                       # epochs whose weights are kept


class Snapshots(keras.callbacks.Callback):
    """Keep an estimator's weights after some of its epochs, for a slider in `explore`.

    They are at most sixteen: the start, epoch 0, where an `Autoencoder` is the PCA of the rows that
    it learns from; the last epoch; and of those between more early ones, since most changes there.
    Each estimator needs an object of its own, which holds the weights of the last fit.

    Attributes
    ----------
    kept : dict of int to list of arrays
        The weights after each epoch that was kept.

    Examples
    --------
    >>> from aeutils import Autoencoder, explore, explorer, load_digits
    >>> digits = load_digits()[:200]
    >>> watched = Autoencoder(2, epochs=40, callbacks=[explorer.Snapshots()], random_state=0)
    >>> explore({"Autoencoder": watched.fit(digits.X)}, digits)
    <Explorer: 200 samples, maps of Autoencoder>
    >>> list(watched.callbacks[0].kept)[:5]
    [0, 1, 2, 3, 4]
    """

    def __init__(self):
        super().__init__()
        self.kept = {}

    def on_train_begin(self, logs=None):
        """Keep the start, and nothing of an earlier fit."""
        self.kept = {0: self.model.get_weights()}

    def on_epoch_end(self, epoch, logs=None):
        """Keep this epoch too, and drop the one that is missed least."""
        self.kept[epoch + 1] = self.model.get_weights()
        if len(self.kept) > MOST:               # all but the first and the last may go
            roots = np.sqrt(list(self.kept))
            del self.kept[list(self.kept)[1 + np.argmin(roots[2:] - roots[:-2])]]


def earlier(name, reducer, most):
    """What a reducer was before it was as it is: at most so many pairs of an epoch and a reducer.

    There is none where it was fitted without `Snapshots`.
    """
    *before, last = steps(reducer)
    then = copy.copy(last)                      # with a network of its own
    kept = next((each.kept for each in last.callbacks if isinstance(each, Snapshots)), {})
    epochs = list(kept)
    if len(epochs) > most:
        epochs = [epochs[i] for i in np.unique(np.linspace(0, len(epochs) - 1, most).astype(int))]
    for epoch in epochs:
        try:
            then.model_.set_weights(kept[epoch])
        except ValueError as error:
            raise ValueError(f"The Snapshots of '{name}' are of another network: give each "
                             "estimator an object of its own, and fit it again.") from error
        yield epoch, make_pipeline(*before, then)
