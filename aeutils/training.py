"""Training: losses, and the loop that tells when to stop and which weights are the best.

`keras.Model.fit` prepares every batch in Python, and for a small network that takes longer than
the arithmetic. Here the loop over the batches is the engine's, so Python is visited once per epoch:
to look at the validation error, to call callbacks, to stop.
"""

import sys
import warnings
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import numpy as np
from tqdm.auto import tqdm

from ._callbacks import attached, set_the_rate
from ._keras import keras
from .engine import engine_for
from .optimizers import warm_cosine


def squared_error(x, x_hat):
    """Mean over features of (x − x̂)², one value per row.

    Parameters
    ----------
    x, x_hat : tensors of shape (n, n_features)

    Returns
    -------
    tensor of shape (n,)
    """
    return keras.ops.mean(keras.ops.square(x - x_hat), axis=-1)


def cross_entropy(x, x_hat):
    """Mean over features of −x log x̂ − (1 − x) log(1 − x̂), one value per row.

    Parameters
    ----------
    x, x_hat : tensors of shape (n, n_features), in [0, 1]

    Returns
    -------
    tensor of shape (n,), in nats
    """
    return keras.losses.binary_crossentropy(x, x_hat)


LOSSES = {"mse": squared_error, "binary_crossentropy": cross_entropy}


@dataclass
class Run:
    """What came of a training.

    Attributes
    ----------
    history : dict of lists
        ``loss`` and, with validation rows, ``val_loss`` for the start (epoch 0) and each epoch.
    weights : list of arrays
        Those with the lowest mean validation loss, but for extreme rows (`trimmed_mean`); it may
        be that of the start. Without validation rows the last ones.
    losses : list of arrays of shape (n_validation_rows,)
        The loss of each validation row at the start and after each epoch.
    interrupted : bool
        Whether the keyboard ended it.
    """

    history: dict
    weights: list
    losses: list
    interrupted: bool = False


def train(model, X, train_rows, validation_rows, *, loss, optimizer, epochs, batch_size,
          patience=None, weight_decay=0.0, noise=None, random_state, callbacks=None, verbose=0,
          kind=None):
    """Train a copy of `model`, and find the best weights on the way.

    With noise, validation rows are corrupted too, once for all epochs: the task is the same.
    An interrupt from the keyboard ends the training as if that epoch had been the last; whoever
    called goes on with it.

    Parameters
    ----------
    model : keras.Model
        Not changed; it can be made anew from its `get_config`.
    X : array of shape (n_samples, n_features), float32
    train_rows, validation_rows : int arrays
        Indices of the rows of `X` to learn from, and of rows only to be looked at.
    loss, optimizer
        As in `engine.compile_epoch`.
    epochs, batch_size : int
    patience : int, optional
        Stop after so many epochs without a new best.
    weight_decay, noise
        As in `engine.compile_epoch`.
    random_state : int
        Seed of the row order and the noise.
    callbacks : list of keras.callbacks.Callback, optional
        Told of the beginning and end of training and of each epoch; their model is the copy. The
        learning rate follows `warm_cosine`, unless one of them is made to set it.
    verbose : int
        1 shows a progress bar.
    kind : hashable, optional
        Says which networks are built alike: what is compiled for one of them serves the next.

    Returns
    -------
    Run

    Raises
    ------
    FloatingPointError
        When the loss is no longer a finite number.
    TypeError
        When a callback waits for single batches.
    """
    random = np.random.RandomState(random_state)
    n_steps = -(-len(train_rows) // batch_size)
    shares = np.ones(epochs * n_steps) if set_the_rate(callbacks) else warm_cosine(epochs * n_steps)
    shares = shares.reshape(epochs, n_steps)
    validate = len(validation_rows) > 0
    with engine_for(kind, model, loss, optimizer, batch_size, epochs * n_steps,
                    weight_decay=weight_decay, noise=noise) as engine:
        engine.begin(model, X, loss, noise, float(optimizer.learning_rate),
                     random.randint(2**31 - 1))
        model, optimizer = engine.model, engine.optimizer
        run = Run({"loss": [float(engine.evaluate(train_rows).mean())]}, model.get_weights(), [])
        if validate:
            run.losses.append(engine.evaluate(validation_rows))
            run.history["val_loss"] = [float(run.losses[0].mean())]
            best_epoch, lowest = 0, trimmed_mean(run.losses[0])
        with attached(callbacks, model, optimizer, epochs=epochs, steps=n_steps) as listeners:
            listeners.on_train_begin()
            first = model._initial_epoch or 0                # BackupAndRestore may have restored it
            nowhere = sys.stderr is None or getattr(sys.stderr, "closed", False)
            progress = tqdm(range(first + 1, epochs + 1), unit="epoch",
                            disable=not verbose or nowhere)
            try:
                for epoch in progress:
                    listeners.on_epoch_begin(epoch - 1)
                    rate = float(optimizer.learning_rate)               # a callback may set it
                    order = random.permutation(train_rows)
                    logs = {"loss": engine.train_epoch(order, rate * shares[epoch - 1])}
                    optimizer.learning_rate = rate
                    if not np.isfinite(logs["loss"]):
                        raise FloatingPointError(
                            f"The training loss became {logs['loss']} in epoch {epoch}: lower the "
                            "learning rate, scale the data, or look for extreme values in it.")
                    if validate:
                        with averaged(model, optimizer):
                            run.losses.append(engine.evaluate(validation_rows))
                            if trimmed_mean(run.losses[-1]) < lowest:
                                best_epoch, lowest = epoch, trimmed_mean(run.losses[-1])
                                run.weights = model.get_weights()
                        logs["val_loss"] = float(run.losses[-1].mean())
                    for key, value in logs.items():
                        run.history[key].append(value)
                    progress.set_postfix(logs)
                    listeners.on_epoch_end(epoch - 1, logs)
                    waited = epoch - best_epoch if validate else 0
                    if model.stop_training or (patience and waited >= patience):
                        break
            except KeyboardInterrupt:
                run.interrupted = True
                n_done = min(map(len, run.history.values()))
                run.history = {key: values[:n_done] for key, values in run.history.items()}
                with suppress(UserWarning):             # where warnings are errors
                    warnings.warn(f"Training was interrupted after {n_done - 1} of {epochs} "
                                  "epochs; the model keeps what it had learned by then.",
                                  stacklevel=2)
            finally:
                progress.close()
            listeners.finished = not run.interrupted
        if not validate:
            with averaged(model, optimizer):
                run.weights = model.get_weights()
    return run


@contextmanager
def averaged(model, optimizer):
    """The moving average of the weights in their place, where the optimizer keeps one."""
    if not optimizer.use_ema or optimizer.iterations == 0:
        yield
        return
    weights = model.get_weights()
    optimizer.finalize_variable_values(model.trainable_variables)
    yield
    model.set_weights(weights)


def trimmed_mean(losses):
    """Mean over rows without the extremes: the lowest and the highest twentieth, at least one each.

    A single wild row can have a larger loss than all others together.

    Parameters
    ----------
    losses : array of shape (..., n_rows)

    Returns
    -------
    array of shape (...), or float
    """
    cut = n_extremes(losses.shape[-1])
    return np.sort(losses, axis=-1)[..., cut : losses.shape[-1] - cut].mean(axis=-1)


def n_extremes(n_rows):
    """How many rows `trimmed_mean` leaves out at either end; of fewer than ten rows none.

    Parameters
    ----------
    n_rows : int

    Returns
    -------
    int
    """
    return max(1, n_rows // 20) if n_rows >= 10 else 0
