"""The engine: passes over rows of data, compiled for a network and used again by the next like it.

For a small network a step's arithmetic is quicker than Python, and quicker than TensorFlow's way
from one operation to the next. So many steps are one compiled graph, and where a small network is
trained for long, XLA turns them into machine code. XLA never lets go of that code, some 12 MB for
each shape of network and batch, until the process ends.
"""

import gc
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import zip_longest

import numpy as np

from ._keras import get_global_attribute, keras, own_settings, tf
from ._on_disk import RowsOnDisk

STEPS_AT_ONCE = 64              # in one call, during which Python hears no interrupt, but no more
VALUES_AT_ONCE = 2**23          # than have together so many values of rows
EVALUATION_BATCH = 1024
SMALL = 10**7                   # weights times rows of a step: then overhead is most of its time,
LONG = 2000                     # and in so many steps XLA saves the second that it takes to compile
MOST_KEPT, LARGEST_KEPT = 4, 10**8          # weights times rows of a step


def to_tensor(X):
    """X in TensorFlow's memory, part by part: `tf.constant(X)` would hold it twice for a moment.

    Parameters
    ----------
    X : array of shape (n_samples, n_features), float32

    Returns
    -------
    tf.Tensor of the same shape; rows on a disk are left there
    """
    if isinstance(X, RowsOnDisk):
        return X
    tensor = tf.raw_ops.Empty(shape=X.shape, dtype=tf.float32)
    rows = np.arange(len(X), dtype=np.int32)
    for part in np.array_split(rows, -(-len(X) // EVALUATION_BATCH)):
        tensor = tf.raw_ops.InplaceUpdate(x=tensor, i=part, v=X[part])
    return tensor


def fetched(X, parts):
    """Tensors that hold these parts of the rows X, and the rows' places in them.

    Rows on a disk are read by a thread of its own, while what was read before is learned from.

    Parameters
    ----------
    X : tf.Tensor or RowsOnDisk
    parts : list of int arrays
        Indices of rows.

    Yields
    ------
    tf.Tensor, int array
    """
    if not isinstance(X, RowsOnDisk):
        yield from ((X, part) for part in parts)
        return
    with ThreadPoolExecutor(1) as reader:
        coming = reader.submit(X.read, parts[0])
        for part, following in zip_longest(parts, parts[1:]):
            x = coming.result()
            coming = following is not None and reader.submit(X.read, following)
            yield tf.constant(x), np.arange(len(part), dtype=np.int32)


def compile_epoch(model, loss, optimizer, batch_size, *, weight_decay=0.0, noise=None, seeds=None,
                  jit_compile=False):
    """Compile a pass over rows in mini-batches, each followed by a step of the optimizer.

    Parameters
    ----------
    model : keras.Model
        Its trainable weights are changed in place.
    loss : callable
        From x and x̂ to one loss per row. What a `functools.partial` adds as arrays, such as the
        scale of the data, may be another at each call.
    optimizer : keras.optimizers.Optimizer
    batch_size : int
    weight_decay : float
        Each kernel shrinks by exp(−weight_decay · Σ rate), the sum over the epoch's steps, at its
        end: what a small decay after every step comes to, in one pass over the weights. Biases and
        linear paths (layers named "linear") are spared. Decoupled from the gradient as in
        Loshchilov, Hutter (2019), "Decoupled weight decay regularization", ICLR.
    noise : callable, optional
        From x and a `keras.random.SeedGenerator` to a corrupted x, which is the input; the target
        is x itself. Every step draws anew. Arrays of a partial as for `loss`.
    seeds : keras.random.SeedGenerator, optional
        Of that noise.
    jit_compile : bool
        Whether XLA makes machine code of it.

    Returns
    -------
    callable
        ``train_epoch(X, order, rates=None)``, with rows X as a tensor, `order` the row indices in
        the order to visit them, and the learning rate of each step if it is not the optimizer's
        own; returns the mean loss of the rows, each taken just before the step that its batch
        caused. Between two pieces of at most `STEPS_AT_ONCE` steps the keyboard may interrupt.
    """
    weights = model.trainable_variables
    decayed = [w for w in weights if weight_decay and w.name == "kernel" and "linear" not in w.path]
    optimizer.build(weights)
    seeds = seeds or keras.random.SeedGenerator(0)
    (loss, loss_arrays), (noise, noise_arrays) = map(_split, (loss, noise))

    @tf.function(jit_compile=jit_compile, reduce_retracing=True)
    def take_steps(x, x_in, counts, rates, n_steps, loss_arrays):
        total = 0.0
        for step in tf.range(n_steps):
            with tf.GradientTape() as tape:
                x_hat = model(_at(step, x_in), training=True)
                losses = counts[step] * loss(x[step], x_hat, **loss_arrays)
                mean_loss = tf.reduce_sum(losses) / tf.reduce_sum(counts[step])
            optimizer.learning_rate.assign(rates[step])
            optimizer.apply(tape.gradient(mean_loss, weights), weights)
            total += tf.reduce_sum(losses)
        return total

    # X is an argument: what a graph captures stays in memory for as long as the graph does.
    # The noise is drawn here, since XLA's generators are many times slower.
    @tf.function(reduce_retracing=True, autograph=False)
    def visit(X, rows, counts, rates, n_steps, loss_arrays, noise_arrays):
        x = tf.gather(X, tf.maximum(rows, 0))
        x_in = noise(x, seeds, **noise_arrays) if noise else x
        x, x_in = tf.nest.map_structure(
            lambda part: tf.reshape(part, (-1, batch_size, *part.shape[1:])), (x, x_in))
        return take_steps(x, x_in, counts, rates, n_steps, loss_arrays)

    @tf.function
    def decay(total_rate):
        for weight in decayed:
            weight.assign(weight * tf.exp(-weight_decay * total_rate))

    def train_epoch(X, order, rates=None, arrays=(loss_arrays, noise_arrays)):
        n_steps = -(-len(order) // batch_size)
        most = max(1, min(STEPS_AT_ONCE, VALUES_AT_ONCE // (batch_size * X.shape[1])))
        # A power of two: few shapes to compile, whatever the number of rows.
        at_once = 2 ** min(most.bit_length() - 1, (n_steps - 1).bit_length())
        rates = optimizer.learning_rate.numpy() if rates is None else rates
        rates = np.broadcast_to(np.float32(rates), n_steps)
        total = 0.0
        n_rows = at_once * batch_size
        parts = [order[first : first + n_rows] for first in range(0, len(order), n_rows)]
        for first, (x, rows) in zip(range(0, n_steps, at_once), fetched(X, parts), strict=True):
            rows = np.pad(np.int32(rows), (0, n_rows - len(rows)), constant_values=-1)
            counts = np.float32(rows >= 0).reshape(at_once, batch_size)
            now = np.resize(rates[first : first + at_once], at_once)
            done = min(at_once, n_steps - first)
            total += visit(x, rows, counts, now, tf.constant(done), *arrays)
        if decayed:
            decay(rates.sum())
        return float(total) / len(order)

    return train_epoch


def compile_evaluation(model, loss, *, noise=None):
    """Compile the loss of each of some rows.

    Parameters
    ----------
    model, loss, noise
        As in `compile_epoch`.

    Returns
    -------
    callable
        ``evaluate(X, rows, seed=0)``, from rows X as a tensor and row indices to an array of their
        losses. The noise is the same at every call with a seed, so that losses differ by the
        weights alone.
    """
    seeds = keras.random.SeedGenerator(0)
    (loss, loss_arrays), (noise, noise_arrays) = map(_split, (loss, noise))

    # Compiled once, for any number of rows.
    @tf.function(reduce_retracing=True, autograph=False)
    def losses_of(X, rows, loss_arrays, noise_arrays):
        x = tf.gather(X, rows)
        return loss(x, model(noise(x, seeds, **noise_arrays) if noise else x), **loss_arrays)

    def evaluate(X, rows, seed=0, arrays=(loss_arrays, noise_arrays)):
        seeds.state.assign([seed, 0])
        parts = [rows[start : start + EVALUATION_BATCH]
                 for start in range(0, len(rows), EVALUATION_BATCH)]
        return np.concatenate([losses_of(*part, *arrays) for part in fetched(X, parts)])

    return evaluate


class Engine:
    """A copy of a network with all that is compiled for it; `begin` makes it ready for a training.

    Attributes
    ----------
    model : keras.Model
        The copy, whose weights are trained.
    optimizer : keras.optimizers.Optimizer
    """

    def __init__(self, model, loss, optimizer, batch_size, *, weight_decay, noise, jit_compile):
        with own_settings():
            self.model = type(model).from_config(model.get_config())
        self.optimizer, self._seeds = optimizer, keras.random.SeedGenerator(0)
        self._train_epoch = compile_epoch(
            self.model, loss, optimizer, batch_size, weight_decay=weight_decay, noise=noise,
            seeds=self._seeds, jit_compile=jit_compile)
        self._evaluate = compile_evaluation(self.model, loss, noise=noise)
        self._unused = [variable.numpy() for variable in optimizer.variables]

    def begin(self, model, X, loss, noise, learning_rate, seed):
        """Take over a network's weights and another training's rows; forget the one before."""
        self._X, self._seed = to_tensor(X), seed
        self._arrays = _split(loss)[1], _split(noise)[1]
        for own, its in zip(self.model.variables, model.variables, strict=True):
            own.assign(its)
        for own, first in zip(self.optimizer.variables, self._unused, strict=True):
            own.assign(first)
        self.optimizer.learning_rate = learning_rate
        self._seeds.state.assign([seed, 0])

    def train_epoch(self, order, rates=None):
        """Visit rows in this order; return their mean loss."""
        return self._train_epoch(self._X, order, rates, self._arrays)

    def evaluate(self, rows):
        """The loss of each of these rows, always with the same noise, if any."""
        return self._evaluate(self._X, rows, self._seed + 1, self._arrays)

    def end(self):
        """Let go of the rows: they may be most of the memory there is."""
        self._X = None


@contextmanager
def engine_for(kind, model, loss, optimizer, batch_size, n_steps, *, weight_decay, noise):
    """An engine for a network, for the length of a block: a kept one, or a new one to be kept.

    At most `MOST_KEPT` are kept, by each thread its own, until `keras.backend.clear_session`.
    `kind` tells networks apart that are built differently; without it none is kept.
    """
    kept = get_global_attribute("aeutils_engines", OrderedDict(), set_to_default=True)
    size = model.count_params() * batch_size
    dense = all(len(weight.shape) <= 2 for weight in model.weights)    # XLA is slow at convolutions
    jit_compile = size <= SMALL and dense and n_steps >= LONG
    settings = {name: value for name, value in optimizer.get_config().items()
                if name not in ("name", "learning_rate")}
    key = (kind, _described(loss), _described(noise), type(optimizer), repr(settings), batch_size,
           weight_decay, jit_compile)
    if size > LARGEST_KEPT:
        gc.collect()                        # engines are cycles, and this one will be large, too
    engine = kept.pop(key, None) or Engine(
        model, loss, optimizer, batch_size, weight_decay=weight_decay, noise=noise,
        jit_compile=jit_compile)
    yield engine                            # after an error, whatever it was, it is not kept
    engine.end()
    if size <= LARGEST_KEPT and kind is not None:
        kept[key] = engine
        while len(kept) > MOST_KEPT:
            kept.popitem(last=False)


def _at(step, parts):
    """One step's batch, or that of each part."""
    return tf.nest.map_structure(lambda part: part[step], parts)


def _split(function):
    """A function without the arrays that a partial adds to it, and these arrays."""
    if not isinstance(function, partial):
        return function, {}
    with np.errstate(over="ignore"):                # a loss that is no number then says so
        arrays = {name: np.asarray(value, np.float32) for name, value in function.keywords.items()
                  if isinstance(value, (np.ndarray, np.floating))}
    others = {name: value for name, value in function.keywords.items() if name not in arrays}
    return partial(function.func, **others), arrays


def _described(function):
    """What is the same in functions that differ in their arrays only."""
    function, _ = _split(function)
    return function if not isinstance(function, partial) else (
        function.func, tuple(function.keywords.items()))
