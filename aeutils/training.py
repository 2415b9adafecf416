"""Training: losses, and the loop that tells when to stop and which weights to keep.

Gradient descent over data held as one tensor, a compiled epoch at a time.
`keras.Model.fit` prepares every batch in Python, and for a small network that takes longer than
the arithmetic. Here the loop over the batches is part of the TensorFlow graph, so Python is
visited once per epoch: to look at the validation error, to call callbacks, to stop.
"""

import sys
import warnings
from functools import partial

import numpy as np
from tqdm.auto import tqdm

from ._callbacks import attached, set_the_rate
from ._keras import keras, tf
from .optimizers import warm_cosine

EVALUATION_BATCH = 1024
STEPS_AT_ONCE = 16              # in one call, during which Python hears no interrupt


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


def to_tensor(X):
    """X in TensorFlow's memory, part by part: `tf.constant(X)` would hold it twice for a moment.

    Parameters
    ----------
    X : array of shape (n_samples, n_features), float32

    Returns
    -------
    tf.Tensor of the same shape
    """
    tensor = tf.raw_ops.Empty(shape=X.shape, dtype=tf.float32)
    rows = np.arange(len(X), dtype=np.int32)
    for part in np.array_split(rows, -(-len(X) // EVALUATION_BATCH)):
        tensor = tf.raw_ops.InplaceUpdate(x=tensor, i=part, v=X[part])
    return tensor


def compile_epoch(model, X, loss, optimizer, batch_size, *, schedule=None, weight_decay=0.0,
                  noise=None, seed=0):
    """Compile one pass over some rows of `X` in mini-batches, each followed by a step.

    Parameters
    ----------
    model : keras.Model
        Its trainable weights are changed in place.
    X : tf.Tensor of shape (n_samples, n_features)
    loss : callable
        From x and x̂ to one loss per row.
    optimizer : keras.optimizers.Optimizer
    batch_size : int
    schedule : callable, optional
        From the number of a step to what the optimizer's learning rate is multiplied by.
    weight_decay : float
        Each kernel shrinks by exp(−weight_decay · Σ rate), the sum over the epoch's steps, at its
        end: what a small decay after every step comes to, in one pass over the weights. Biases and
        linear paths (layers named "linear") are spared. Decoupled from the gradient as in
        Loshchilov, Hutter (2019), "Decoupled weight decay regularization", ICLR.
    noise : callable, optional
        From x and a `keras.random.SeedGenerator` to a corrupted x, which is the input; the target
        is x itself. Every step draws anew.
    seed : int
        Seed of that noise.

    Returns
    -------
    callable
        ``train_epoch(order)``, with `order` the row indices in the order to visit them; returns
        the mean loss of the rows, each taken just before the step that its batch caused.
        Between two pieces of `STEPS_AT_ONCE` steps the keyboard may interrupt.
    """
    weights = model.trainable_variables
    decayed = [w for w in weights if weight_decay and w.name == "kernel" and "linear" not in w.path]
    optimizer.build(weights)
    seeds = keras.random.SeedGenerator(seed)

    # X is an argument: what a graph captures stays in memory for as long as the graph does.
    # optimizer.update_step, not apply: apply's detour over devices keeps each graph for good.
    @tf.function(input_signature=[tf.TensorSpec(X.shape), tf.TensorSpec([None], tf.int64)])
    def take_steps(X, order):
        total = total_rate = 0.0
        for start in tf.range(0, len(order), batch_size):
            x = tf.gather(X, order[start : start + batch_size])
            x_in = noise(x, seeds) if noise else x
            with tf.GradientTape() as tape:
                losses = loss(x, model(x_in, training=True))
                mean_loss = tf.reduce_mean(losses)
            rate = tf.convert_to_tensor(optimizer.learning_rate)
            if schedule:
                rate *= schedule(optimizer.iterations)
            for weight, gradient in zip(weights, tape.gradient(mean_loss, weights), strict=True):
                optimizer.update_step(gradient, weight, rate)
            optimizer.iterations.assign_add(1)
            total += tf.reduce_sum(losses)
            total_rate += rate
        return total, total_rate

    @tf.function
    def decay(total_rate):
        for weight in decayed:
            weight.assign(weight * tf.exp(-weight_decay * total_rate))

    def train_epoch(X, order):
        pieces = [take_steps(X, order[start : start + STEPS_AT_ONCE * batch_size])
                  for start in range(0, len(order), STEPS_AT_ONCE * batch_size)]
        total, total_rate = map(sum, zip(*pieces, strict=True))
        if decayed:
            decay(total_rate)
        return float(total) / len(order)

    return partial(train_epoch, X)


def compile_evaluation(model, X, loss, *, noise=None, seed=0):
    """Compile the loss of each of some rows of `X`.

    Here the noise is the same at every call, so that losses differ by the weights alone.

    Parameters
    ----------
    model, X, loss, noise, seed
        As in `compile_epoch`.

    Returns
    -------
    callable
        ``evaluate(rows)``, from row indices to an array of their losses.
    """
    seeds = keras.random.SeedGenerator(seed)
    start_state = seeds.state.numpy()

    # Compiled once, for any number of rows.
    @tf.function(input_signature=[tf.TensorSpec(X.shape), tf.TensorSpec([None], tf.int64)])
    def evaluate(X, rows):
        x = tf.gather(X, rows)
        return loss(x, model(noise(x, seeds) if noise else x))

    def evaluate_all(rows):
        seeds.state.assign(start_state)
        return np.concatenate([evaluate(X, rows[start : start + EVALUATION_BATCH])
                               for start in range(0, len(rows), EVALUATION_BATCH)])

    return evaluate_all


def train(model, X, train_rows, validation_rows, *, loss, optimizer, epochs, batch_size,
          patience=None, cautious=False, weight_decay=0.0, noise=None, random_state, callbacks=None,
          verbose=0):
    """Train `model` in place and leave it with the best weights it had, the first ones included.

    Best means the lowest mean validation loss. Without validation rows the last weights stay.
    With noise, validation rows are corrupted too, once for all epochs: the task is the same.
    An interrupt from the keyboard ends the training as if that epoch had been the last; whoever
    called goes on with it.

    Parameters
    ----------
    model : keras.Model
    X : array of shape (n_samples, n_features), float32
    train_rows, validation_rows : int arrays
        Indices of the rows of `X` to learn from, and of rows only to be looked at.
    loss, optimizer
        As in `compile_epoch`.
    epochs, batch_size : int
    patience : int, optional
        Stop after so many epochs without a new best.
    cautious : bool
        Leave the starting weights only for an improvement of the validation loss that is larger
        than its own standard error over the validation rows: the rule of one standard error of
        Breiman, Friedman, Olshen, Stone (1984), "Classification and regression trees", sec. 3.4.3.
    weight_decay, noise
        As in `compile_epoch`.
    random_state : np.random.RandomState
        Source of the row order and the noise.
    callbacks : list of keras.callbacks.Callback, optional
        Told of the beginning and end of training and of each epoch. The learning rate follows
        `warm_cosine`, unless one of them is made to set it.
    verbose : int
        1 shows a progress bar.

    Returns
    -------
    history : dict of lists
        ``loss`` and ``val_loss`` for the start (epoch 0) and after each epoch.
    interrupted : bool

    Raises
    ------
    FloatingPointError
        When the loss is no longer a finite number; the model has its first weights again.
    TypeError
        When a callback waits for single batches.
    """
    X = to_tensor(X)
    seed = random_state.randint(2**31 - 1)
    n_steps = -(-len(train_rows) // batch_size)
    schedule = None if set_the_rate(callbacks) else warm_cosine(epochs * n_steps)
    evaluate = compile_evaluation(model, X, loss, noise=noise, seed=seed + 1)
    train_epoch = compile_epoch(model, X, loss, optimizer, batch_size, schedule=schedule,
                                weight_decay=weight_decay, noise=noise, seed=seed)
    validate = len(validation_rows) > 0

    start_weights = best_weights = model.get_weights()
    history = {"loss": [float(evaluate(train_rows).mean())]}
    if validate:
        start_losses = best_losses = evaluate(validation_rows)
        best_epoch = 0
        history["val_loss"] = [float(start_losses.mean())]

    interrupted = False
    try:
        with attached(callbacks, model, optimizer, epochs=epochs, steps=n_steps) as listeners:
            listeners.on_train_begin()
            first = model._initial_epoch or 0                # BackupAndRestore may have restored it
            nowhere = sys.stderr is None or getattr(sys.stderr, "closed", False)
            progress = tqdm(range(first + 1, epochs + 1), unit="epoch",
                            disable=not verbose or nowhere)
            try:
                for epoch in progress:
                    listeners.on_epoch_begin(epoch - 1)
                    logs = {"loss": train_epoch(random_state.permutation(train_rows))}
                    if not np.isfinite(logs["loss"]):
                        raise FloatingPointError(
                            f"The training loss became {logs['loss']} in epoch {epoch}: lower the "
                            "learning rate, scale the data, or look for extreme values in it.")
                    if validate:
                        losses = evaluate(validation_rows)
                        logs["val_loss"] = float(losses.mean())
                        if losses.mean() < best_losses.mean():
                            best_losses, best_epoch = losses, epoch
                            best_weights = model.get_weights()
                    for key, value in logs.items():
                        history[key].append(value)
                    progress.set_postfix(logs)
                    listeners.on_epoch_end(epoch - 1, logs)
                    waited = epoch - best_epoch if validate else 0
                    if model.stop_training or (patience and waited >= patience):
                        break
            except KeyboardInterrupt:
                interrupted = True
                history = {key: values[: min(map(len, history.values()))]
                           for key, values in history.items()}
                warnings.warn(f"Training was interrupted after {len(history['loss']) - 1} of "
                              f"{epochs} epochs; the model keeps what it had learned by then.",
                              stacklevel=2)
            finally:
                progress.close()
            listeners.finished = not interrupted
    except Exception:
        model.set_weights(start_weights)
        raise

    if validate:
        gain = start_losses - best_losses
        standard_error = gain.std(ddof=1) / np.sqrt(len(gain)) if len(gain) > 1 else np.inf
        if cautious and not gain.mean() > standard_error:
            best_weights = start_weights
        model.set_weights(best_weights)
    return history, interrupted
