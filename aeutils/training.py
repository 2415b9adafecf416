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
        Those with the lowest mean validation loss, of the start too; without validation rows the
        last ones.
    start_losses, best_losses : arrays of shape (n_validation_rows,)
        The loss of each validation row with the first weights, and with these.
    interrupted : bool
        Whether the keyboard ended it.
    """

    history: dict
    weights: list
    start_losses: np.ndarray
    best_losses: np.ndarray
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
    random_state : np.random.RandomState
        Source of the row order and the noise.
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
    seed = random_state.randint(2**31 - 1)
    n_steps = -(-len(train_rows) // batch_size)
    shares = np.ones(epochs * n_steps) if set_the_rate(callbacks) else warm_cosine(epochs * n_steps)
    shares = shares.reshape(epochs, n_steps)
    validate = len(validation_rows) > 0
    with engine_for(kind, model, loss, optimizer, batch_size, epochs * n_steps,
                    weight_decay=weight_decay, noise=noise) as engine:
        engine.begin(model, X, loss, noise, float(optimizer.learning_rate), seed)
        model, optimizer = engine.model, engine.optimizer
        losses = engine.evaluate(validation_rows) if validate else np.empty(0)
        run = Run({"loss": [float(engine.evaluate(train_rows).mean())]}, model.get_weights(),
                  losses, losses)
        if validate:
            run.history["val_loss"] = [float(losses.mean())]
        best_epoch = 0
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
                    order = random_state.permutation(train_rows)
                    logs = {"loss": engine.train_epoch(order, rate * shares[epoch - 1])}
                    optimizer.learning_rate = rate
                    if not np.isfinite(logs["loss"]):
                        raise FloatingPointError(
                            f"The training loss became {logs['loss']} in epoch {epoch}: lower the "
                            "learning rate, scale the data, or look for extreme values in it.")
                    if validate:
                        with averaged(model, optimizer):
                            losses = engine.evaluate(validation_rows)
                            if losses.mean() < run.best_losses.mean():
                                run.best_losses, best_epoch = losses, epoch
                                run.weights = model.get_weights()
                        logs["val_loss"] = float(losses.mean())
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


def is_better(start_losses, best_losses):
    """Whether validation losses became lower by more than one standard error of the difference.

    The rule of one standard error of Breiman, Friedman, Olshen, Stone (1984), "Classification and
    regression trees", sec. 3.4.3.

    Parameters
    ----------
    start_losses, best_losses : arrays of shape (n_validation_rows,)

    Returns
    -------
    bool
    """
    gain = start_losses - best_losses
    standard_error = gain.std(ddof=1) / np.sqrt(len(gain)) if len(gain) > 1 else np.inf
    return bool(gain.mean() > standard_error)
