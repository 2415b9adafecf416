# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Exercise 02: Model construction
#
# > **You will** count the numbers of a network before it exists, build a tied decoder, repair the
# > article's network, and read a figure.
# >
# > **Time:** 35 to 40 minutes. **Points:** 10. The cells run in some seconds.
# > **Belongs to:** [02 Model construction](../02_model_construction.ipynb).
#
# How it works. Write your code where the cell says `YOUR CODE HERE`, in place of
# `raise NotImplementedError()`. Run it, then run the check below it and read its hint. You cannot
# edit the checks. "Passed" is most of the way: hidden checks with other data grade. The tasks do
# not depend on each other. If one is stuck, go on.

# %% nbgrader={"schema_version": 3, "grade_id": "setup", "grade": false, "solution": false, "locked": true, "task": false}
import re
import traceback
import warnings
from itertools import pairwise, product
from unittest.mock import patch

import numpy as np
from sklearn.decomposition import PCA

import aeutils.networks
from aeutils import datasets, plots
from aeutils.exercises import task
import keras  # after aeutils.networks, which loads it without TensorFlow's start-up messages

Dense = keras.layers.Dense
# Keras warns where a model was made with a list of one input. Here that does no harm.
warnings.filterwarnings("ignore", message="The structure of `inputs`")

# %% [markdown]
# Helpers for the checks, folded; you need not read them. `network_from` calls a function of yours,
# `answer_of` asks a network; both cut Keras' long messages down to the line that tells. `shake`
# gives every weight a new random number, as if the network had been trained on something else.
# `span` says how low and how high the answers of a part get when the whole is shaken ten times.
# `bends` says whether a network is more than a linear map.

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "helpers", "grade": false, "solution": false, "locked": true, "task": false}
def telling(error):
    """The line of an error that says what is wrong."""
    lines = re.sub(r"\x1b\[\d*m", "", str(error)).splitlines()
    lines = [line.strip() for line in lines if not re.match("Exception enc|Could not auto", line)]
    return next((line.split(" for '{{")[0] for line in lines if line), type(error).__name__)


def network_from(function, *arguments, about=""):
    """The network that a function gives back."""
    try:
        network = function(*arguments)
    except (ValueError, TypeError, IndexError) as error:
        said = telling(error) + about
        assert "Turned.call()" not in str(error), (f"a `Turned` layer is called on rows that do "
            f"not fit: {said} First comes an Input as wide as the code, then the `Turned` whose "
            "partner is the code layer (with one layer there is only one, and it is the output).")
        assert "to a shape" not in str(error), \
            f"{said} A shape is a tuple, also with one number: `keras.Input((6,))`, not `keras.Input(6)`."
        error.args = (said,)
        raise
    except AttributeError as error:
        assert "'kernel'" not in str(error), \
            f"{telling(error)}. The partner of a `Turned` is one Dense layer itself, not its width or a list."
        raise
    assert network is not None, "your function gives back None. Is there a `return`?"
    assert isinstance(network, keras.layers.Layer), \
        f"your function should give back a keras.Model, but it gives back {network!r}."
    return network


def answer_of(network, rows, what="a network of yours"):
    """What a network answers to rows, as a NumPy array."""
    try:
        return np.asarray(network(rows))
    except (NameError, NotImplementedError):
        raise
    except Exception as error:
        raise AssertionError(f"{what} stops on rows of {rows.shape[1]} numbers: "
                             f"{telling(error)}") from None


# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "helpers-shake", "grade": false, "solution": false, "locked": true, "task": false}
def shake(network, seed=0, size=1.0):
    random = np.random.default_rng(seed)
    for weights in network.trainable_variables:
        weights.assign(random.normal(0, size, weights.shape))


def span(whole, part, rows):
    ends = []
    for seed in range(10):
        shake(whole, seed)
        values = answer_of(part, rows)
        ends += [values.min(), values.max()]
    return min(ends), max(ends)


def bends(network, size):  # a map without bends sends middles to middles
    rows = np.random.default_rng(0).normal(0, 3, (100, size)).astype("float32")
    ends, middle = answer_of(network, rows), answer_of(network, (rows + rows[::-1]) / 2)
    return np.abs((ends + ends[::-1]) / 2 - middle).max() > 1e-4 * np.abs(ends).max()


# %% [markdown]
# ## Task 1. Count before you build (2 points)
#
# The sizes of an encoder are given from the features to the code, such as `[64, 32, 2]`. The
# decoder goes the same way back: 2, 32, 64. Every layer is a `Dense` layer with biases. Write a
# function that says how many parameters the whole autoencoder has, for any number of layers. With
# `tied=True` the decoder borrows every kernel of the encoder and owns only its biases.
#
# Sums and products are enough (`pairwise` from the lesson is imported). A network that counts
# itself is allowed, and longer.
#
# **Predict first.** For `[50, 20, 4]`: by how much does tying lower the count? Two products do. Let your
# function check it afterwards: untied minus tied.
#
# <details><summary>How many? (Write yours down first.)</summary>
#
# Tied, each kernel is owned once less: 50 · 20 + 20 · 4 = 1,080. All biases stay.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "count", "grade": false, "solution": true, "locked": false, "task": false}
def count_parameters(sizes, tied=False):
    """Number of parameters of an autoencoder whose encoder has these sizes, features first."""
    ### BEGIN SOLUTION
    kernels = sum(n_in * n_out for n_in, n_out in pairwise(sizes))
    biases = sum(sizes[1:]) + sum(sizes[:-1])  # one for each unit of encoder and decoder
    return biases + (kernels if tied else 2 * kernels)
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "check-count", "grade": true, "solution": false, "locked": true, "task": false, "points": 2}
def check_count():
    cases = [[64, 5], [64, 32, 2], [12, 30, 8, 3]]
    ### BEGIN HIDDEN TESTS
    cases += [[7, 5], [100, 20, 4], [90, 40, 25, 10, 5]]
    ### END HIDDEN TESTS
    for sizes in cases:
        d, *hidden, k = sizes
        net = aeutils.networks.build_dense(d, k, hidden_units=hidden)
        right, half = net.count_params(), net.get_layer("encoder").count_params()
        in_kernels = sum(w.size for w in net.get_weights() if w.ndim == 2)
        said, tied = count_parameters(list(sizes)), count_parameters(list(sizes), tied=True)
        assert said is not None and tied is not None, "nothing came back. Is there a `return`?"
        assert np.ndim(said) == np.ndim(tied) == 0, f"give back one number, not {said!r}."
        about = f"for {sizes} you say {said}"
        right_tied = aeutils.networks.build_tied(d, k, hidden_units=hidden).count_params()
        assert said != in_kernels, f"{about}: the kernels alone. Each unit of a layer has a bias too."
        assert said != half, f"{about}: that is the encoder. The decoder has numbers of its own."
        twice = {2 * half: "encoder", 2 * (right - half): "decoder"}
        assert said not in twice, (
            f"{about}, twice the {twice[said]}. Kernels of the decoder are as large as the encoder's, "
            "its biases are not: a layer has one for each number it gives out.")
        assert said != right - d - sum(hidden), f"{about}: the biases of the decoder are missing."
        assert said != right_tied, (f"{about}: so many has the tied one. Without tying the decoder "
                                    "has kernels of its own.")
        assert said != right + k * k + k, (f"{about}: the code stands twice in your list, as if a "
                                           f"layer led from its {k} numbers to {k} more.")
        assert said == right, (f"{about}, Keras counts {right}. Write down the sizes of all "
                               "layers there and back, and go through them in pairs.")
        assert tied != said, "tied=True changes nothing. Which numbers does a tied decoder not own?"
        assert tied not in (said / 2, said // 2), (
            f"tied, {sizes}: you say {tied}, half of everything. The kernels are shared. "
            "The biases are not: encoder and decoder have their own.")
        assert tied == right_tied, (f"tied, {sizes}: you say {tied}, Keras counts {right_tied}. Count "
                                    "each kernel once, and the biases of both halves.")


with task("Task 1"):
    check_count()

# %% [markdown]
# ## Task 2. A decoder that owns only biases (3 points)
#
# `Turned` is the layer from the lesson: it borrows the kernel of a partner, transposed, and owns a
# bias that starts at zero. The lesson's encoder had two layers, and its tied decoder was one line:
#
# > `Turned(first, "sigmoid")(Turned(second, "relu")(z))`
#
# Now write it for an encoder of any depth, one layer included. You get its `Dense` layers in a
# list, first to last; each knows its width as `.units`. The hidden layers of the decoder bend with
# ReLU, its last one has `output_activation`. Give back a model from a `keras.Input` as wide as the
# code.
#
# (Do you want to count? Count on the whole model: Keras counts a borrowed kernel where it is used,
# too.)

# %% nbgrader={"schema_version": 3, "grade_id": "turned", "grade": false, "solution": false, "locked": true, "task": false}
class Turned(keras.layers.Layer):
    """activation(z Kᵀ + b) with the kernel K of another layer."""

    def __init__(self, partner, activation):
        super().__init__()
        self.partner, self.activation = partner, keras.activations.get(activation)
        self.bias = self.add_weight(shape=(partner.kernel.shape[0],), initializer="zeros")

    def call(self, z):
        return self.activation(z @ keras.ops.transpose(self.partner.kernel) + self.bias)

# %% nbgrader={"schema_version": 3, "grade_id": "tied-decoder", "grade": false, "solution": true, "locked": false, "task": false}
def tied_decoder(dense, output_activation):
    """A keras.Model from z to x̂; dense: the encoder's Dense layers [first, …, code layer]."""
    ### BEGIN SOLUTION
    z = out = keras.Input((dense[-1].units,))
    for partner in dense[:0:-1]:  # the last one first, without the very first
        out = Turned(partner, "relu")(out)
    return keras.Model(z, Turned(dense[0], output_activation)(out))
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "check-tied-decoder", "grade": true, "solution": false, "locked": true, "task": false, "points": 3}
def check_tied_decoder():
    cases = [((6, 6, 6, 6), "linear"), ((20, 12, 8, 3), "sigmoid"), ((6, 2), "tanh")]
    ### BEGIN HIDDEN TESTS
    cases += [((9, 4), "linear"), ((30, 20, 10, 6, 5), "linear"), ((8, 8, 8), "sigmoid")]
    ### END HIDDEN TESTS
    for sizes, last in cases:
        (d, *hidden, k), shown = sizes, " → ".join(map(str, sizes))
        options = {"hidden_units": hidden, "output_activation": last, "seed": 1}
        net = aeutils.networks.build_tied(d, k, activation="relu", **options)
        encoder, example = net.get_layer("encoder"), net.get_layer("decoder")
        shake(encoder, seed=4, size=0.5)
        dense = [layer for layer in encoder.layers if isinstance(layer, Dense)]
        decoder = network_from(tied_decoder, dense, last, about=f" (the encoder was {shown}).")
        z, x = np.random.default_rng(5).normal(size=(40, k)).astype("float32"), keras.Input((d,))
        out, biases = answer_of(decoder, z), d + sum(hidden)
        assert out.shape == (40, d), f"40 codes become {out.shape}, but a row has {d} numbers."
        own = keras.Model(x, decoder(encoder(x))).count_params() - encoder.count_params()
        assert own >= biases, (
            f"your decoder owns {own} numbers, it needs {biases}: some layers are missing. Does the loop go through "
            "all of `dense`? Does the model start at the Input itself, or did its name go to something else?")
        assert own == biases, (f"your decoder owns {own} numbers, it needs {biases}, all biases. If "
                               "it has kernels of its own: borrow the encoder's with `Turned`.")
        only_bent = np.allclose(out, np.maximum(answer_of(example, z), 0), rtol=1e-3, atol=1e-4)
        assert last != "linear" or out.min() < 0, (
            "with a linear output your decoder never answers below 0. ReLU belongs to the hidden layers, "
            "`output_activation` to the last." + (
                "" if only_bent else " And the order: what the encoder did last has to be undone first."))
        borrowed = {id(weights) for weights in encoder.weights}
        theirs, ours = ([weights for weights in each.weights if id(weights) not in borrowed]
                        for each in (decoder, example))
        assert not any(np.any(weights.numpy()) for weights in theirs), \
            "the biases of your decoder do not start at zero."
        if not np.allclose(out, answer_of(example, z), rtol=1e-3, atol=1e-4):
            for bend, end in product(["relu", "linear", "tanh", "sigmoid", "gelu"], [last, "linear", "sigmoid"]):
                other = aeutils.networks.build_tied(
                    d, k, activation=bend, **{**options, "output_activation": end})
                other.set_weights(net.get_weights())
                same = np.allclose(out, answer_of(other.get_layer("decoder"), z), atol=1e-5)
                assert not same or bend == "relu", \
                    f"the hidden layers of your decoder have the activation {bend}, not ReLU."
                assert not same, (f"the last layer of your decoder has the activation {end}. "
                                  f"`output_activation` says {last}.")
            raise AssertionError(
                f"encoder {shown}: the shapes are right, the numbers are not. What the encoder did "
                "last has to be undone first, with its kernel turned; ReLU follows each layer but the last.")
        shake(encoder, seed=6, size=0.5)
        assert np.allclose(answer_of(decoder, z), answer_of(example, z), rtol=1e-3, atol=1e-4), (
            "tied at first, but when the encoder's kernels change, your decoder keeps the old "
            "ones. Do not copy a kernel: use the partner's each time the layer is called.")
        for weights in theirs + ours:
            weights.assign(np.full(weights.shape, 0.3))
        assert np.allclose(answer_of(decoder, z), answer_of(example, z), rtol=1e-3, atol=1e-4), (
            "right as long as the biases are zero. With all of them at 0.3, as after some training, the answers are "
            "wrong: is each bias added, and added before the bend?")


with task("Task 2"):
    check_tied_decoder()

# %% [markdown]
# ## Task 3. Find the bugs: the article's network (3 points)
#
# Here is the article's network, for **standardised** rows of 10 features. Lesson 00 had to mend its
# last line before it ran at all. It runs, and it is still no autoencoder that you would want. Take
# a pencil: what would you change, and why? There are four reasons.

# %% nbgrader={"schema_version": 3, "grade_id": "published", "grade": false, "solution": false, "locked": true, "task": false}
def published(d=10):
    encoder = keras.Sequential([keras.Input((d,)), Dense(64, "relu"), Dense(32, "relu")])
    decoder = keras.Sequential(
        [keras.Input((32,)), Dense(32, "relu"), Dense(64, "relu"), Dense(d, "sigmoid")])
    return keras.Model(encoder.inputs, decoder(encoder.outputs[0]))

# %% [markdown]
# Write it anew for `d` standardised features and `k` numbers of code, with Keras layers, not with
# `aeutils.networks`. Keep at least one hidden layer that bends in each half. How many, how wide and
# with which bend is up to you, but none narrower than the code. Whoever gets the model must find
# its halves by `get_layer("encoder")` and `get_layer("decoder")`. And when `k` leaves no bottleneck,
# do not build: raise a `ValueError` that says why.
#
# <details><summary>The four reasons. (Write yours first.)</summary>
#
# 1. A code of 32 numbers for rows of 10 is no bottleneck: a copy fits.
# 2. The code ends in a ReLU: it cannot go below 0, and a part of it may die.
# 3. The output is a sigmoid, and standardised values lie outside [0, 1].
# 4. The halves cannot be found: the model was wired through the encoder's layers, and neither half has a name.
#
# </details>

# %% nbgrader={"schema_version": 3, "grade_id": "repaired", "grade": false, "solution": true, "locked": false, "task": false}
def repaired(d, k):
    """A keras.Model from (n, d) to (n, d), for standardised rows; not trained."""
    ### BEGIN SOLUTION
    if k >= d:
        raise ValueError(f"{k} numbers for rows of {d}: a copy would fit into this code.")
    encoder = keras.Sequential(
        [keras.Input((d,)), Dense(64, "relu"), Dense(32, "relu"), Dense(k)], name="encoder")
    decoder = keras.Sequential(
        [keras.Input((k,)), Dense(32, "relu"), Dense(64, "relu"), Dense(d)], name="decoder")
    x = keras.Input((d,))
    return keras.Model(x, decoder(encoder(x)))
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "check-repaired", "grade": true, "solution": false, "locked": true, "task": false, "points": 3}
def not_yours(*_, **__):
    raise AssertionError("this is the network of `aeutils.networks`. Write yours with Keras layers.")

@patch("aeutils.networks.dense.two_halves", not_yours)
def check_repaired():
    cases = [(10, 5), (10, 9), (12, 3)]
    ### BEGIN HIDDEN TESTS
    cases += [(30, 2), (7, 6), (4, 1)]
    ### END HIDDEN TESTS
    for d, k in cases:
        try:
            net = network_from(repaired, d, k)
        except (ValueError, AssertionError) as error:
            stop = traceback.extract_tb(error.__traceback__)[-1]
            assert stop.name != "repaired", (f"for d = {d}, k = {k} there is still a bottleneck, "
                f"but your function stops: {str(error).rstrip('.')}. "
                "From which k on does a plain copy fit?")
            raise
        names = [layer.name for layer in net.layers]
        assert {"encoder", "decoder"} <= set(names), (
            f"the layers of your model are {names}: its halves cannot be found. Give both a name "
            "and call both on an Input of your own.")
        encoder, decoder = net.get_layer("encoder"), net.get_layer("decoder")
        rows = np.random.default_rng(7).normal(size=(100, d)).astype("float32")
        codes = answer_of(encoder, rows, "the part called `encoder`")
        assert codes.shape == (100, k), f"asked for {k} numbers of code, it has {codes.shape[-1]}."
        for part, what, why in [
                (encoder, "code", "It should be free, and one that never goes below 0 may die."),
                (net, "output", "Standardised rows go from about -3 to 3.")]:
            low, high = span(net, part, rows)
            assert low < -1 and high > 1, (f"whatever the weights, the {what} stays between "
                f"{low:.2f} and {high:.2f}. {why} Which activation keeps it in?")
        codes, out = answer_of(encoder, rows), answer_of(net, rows)
        assert out.shape == rows.shape, f"a row has {d} numbers, but your model answers {out.shape[-1]}."
        back = answer_of(decoder, codes, "the part called `decoder`")
        assert np.allclose(back / np.abs(out).max(), out / np.abs(out).max(), atol=1e-3), \
            "decoder(encoder(x)) is not what the whole model answers."
        for half, size in {"encoder": d, "decoder": k}.items():
            kernels = sum(weights.ndim > 1 for weights in net.get_layer(half).weights)
            assert kernels > 1, (f"your {half} has no hidden layer: it has {kernels} kernel. A bend of its own, "
                                 "without a Dense layer before it, is not enough.")
            assert bends(net.get_layer(half), size), \
                f"your {half} has no bend. Without one, PCA is the best it can become."
            inner = getattr(net.get_layer(half), "layers", [])
            units = [layer.units for layer in inner if isinstance(layer, Dense)]
            assert min(units, default=k) >= k, (f"a layer of your {half} has {min(units)} units, "
                f"the code has {k}. Behind or before a narrower layer a code is not as wide as it looks.")
        for wide in (d, d + 22):
            try:
                made = repaired(d, wide)
            except ValueError as error:
                assert str(error), "your ValueError does not say why: give it a sentence."
                continue
            except (NameError, NotImplementedError):
                raise
            except Exception as error:
                raise AssertionError(f"for d = {d}, k = {wide} it stops with {type(error).__name__}. "
                                     "The task asks for a ValueError: `raise ValueError(…)`.") from None
            assert isinstance(made, keras.Model), (f"for d = {d}, k = {wide} it gives back "
                f"{made!r}, no error is raised. "
                "Errors are not returned or printed: `raise ValueError(…)`.")
            raise AssertionError(f"for {d} features it builds a code of {wide} numbers. From which "
                                 "k on does a plain copy fit? Raise a ValueError there.")


with task("Task 3"):
    check_repaired()

# %% [markdown]
# ## Task 4. What does a small error prove? (2 points)
#
# PCA speaks for the autoencoders here. With k components it is the best *linear* autoencoder with a
# code of k numbers, and where k ≥ d it copies every row, which any other autoencoder with such a code could do
# too. So nothing needs training. PCA is fitted on training rows twice: on the pump's twelve
# sensors, and on the article's noise with its ten features, both standardised by their training
# rows.
#
# Each figure shows two errors. One is for test rows. The other is for the same test rows with every
# **column shuffled on its own**: each value is a true one, but the values of a row no longer belong
# together. In the shaded part k ≥ d. (PCA has d components at most. In a wider code the other
# places stay empty.)

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "figure-data", "grade": false, "solution": false, "locked": true, "task": false}
def errors_by_k(rows, sizes):
    """Errors of PCA with each k on test rows, and on the same with every column shuffled."""
    train, test = rows[: len(rows) // 2], rows[len(rows) // 2:]
    mean, spread = train.mean(axis=0), train.std(axis=0)
    train, test = (train - mean) / spread, (test - mean) / spread
    tests = {"test rows": test,
             "columns shuffled": np.random.default_rng(0).permuted(test, axis=0)}
    pcas = [PCA(min(k, rows.shape[1])).fit(train) for k in sizes]
    return {name: [np.mean((X - pca.inverse_transform(pca.transform(X))) ** 2) for pca in pcas]
            for name, X in tests.items()}


pump = datasets.load_sensors()
pump = np.random.default_rng(0).permutation(pump.X[pump.y == 0].astype(float))
noise = np.random.default_rng(1).random((3000, 10))
widths = list(range(1, 16))
curves = {"pump": errors_by_k(pump, widths), "noise": errors_by_k(noise, widths)}

# %% jupyter={"source_hidden": true} nbgrader={"schema_version": 3, "grade_id": "figure", "grade": false, "solution": false, "locked": true, "task": false}
def draw_errors(curves):
    fig, axes = plots.figure(1, 2, size=(9, 3.4), sharey=True)
    for ax, (name, d) in zip(axes, {"pump": 12, "noise": 10}.items(), strict=True):
        ax.axvspan(d, widths[-1] + 0.5, color="#E5E5E5", linewidth=0)
        ax.plot(widths, curves[name]["columns shuffled"], "D--", color=plots.PURPLE, markersize=7,
                markerfacecolor="white", label="columns shuffled")
        ax.plot(widths, curves[name]["test rows"], "o-", color=plots.BLUE, markersize=4,
                label="test rows")
        ax.set(title=f"{name}, d = {d}", xlabel="numbers per code, k", xticks=range(1, 16, 2),
               yticks=np.arange(0, 1.1, 0.2), xlim=(0.4, 15.5), ylim=(-0.04, 1.1))
    axes[0].set_ylabel("error of PCA (MSE)")
    axes[0].legend(loc="upper right")
    return fig


plots.show(draw_errors(curves), alt="Error of PCA on test rows / with shuffled columns. " + " ".join(
    f"{name.capitalize()}: " + ", ".join(
        f"k = {k} {curve['test rows'][k - 1]:.2f} / {curve['columns shuffled'][k - 1]:.2f}"
        for k in [1, 3, 5, 8, 10, 12, 15]) + "." for name, curve in curves.items()))

# %% [markdown]
# A friend has trained two autoencoders with a code of 15 numbers, one on the pump and one on the
# noise. On test rows both have the error 0.00. "Both have understood their data." Answer in one or
# two sentences each.
#
# 1. What does the shaded part of the two figures say about that?
# 2. Choose a k for the pump at which a small error does prove something. Defend it by two numbers
#    that you read off.
# 3. Why is there no such k for the noise? The figure shows two reasons; one is enough.

# %% [markdown] nbgrader={"schema_version": 3, "grade_id": "reading-bottleneck", "grade": true, "solution": true, "locked": false, "task": false, "points": 2}
# ### BEGIN SOLUTION
# With k ≥ d both errors are 0 in both figures, also for the shuffled rows, which are no pump at all.
# A code that wide copies whatever comes, so the friend's 0.00 says nothing about either data set.
#
# For the pump I choose k = 5: test rows lose about 0.02 of their variance, the shuffled ones about
# 0.60. The code has no room for everything. It gives up rows whose sensors do not belong together
# and keeps those that do, so it has learned how the sensors hang together.
#
# In the noise the two lines are one, at every k: the ten features are independent, so shuffling the
# columns changes nothing that could be learned. (Or: the error is small only where k ≥ d. Every
# number kept saves one tenth of the variance, so before that there is no small error to speak of.)
#
# **Marking, 2 points.**
#
# - *1 point, the shaded part:* at k ≥ d the error is 0 for shuffled rows too (half), hence a copy,
#   which proves nothing (half). "Overfitting" is not the reason: these are test rows, and a copier
#   has no error on any row.
# - *½ point, a k for the pump:* best a k from 4 to 8, where the error is small and the gap wide, with both errors at
#   this k, read off to within 0.05. At k = 1 to 3 the error is not small (0.37 at k = 1), from 9 on the gap is
#   closing (0.08 at k = 11): accept these only if the answer says so. The small error alone is not enough.
# - *½ point, the noise:* one of two reasons. The lines agree, because independent columns have
#   nothing in common that shuffling could destroy; or the error is near 0 only where k ≥ d, where a
#   copy fits. "Noise is random" alone is not enough.
# ### END SOLUTION

# %% [markdown]
# <details><summary>A model answer. (Write your own first.)</summary>
#
# 1. Where k ≥ d both errors are 0, for rows whose values do not belong together too. A code that wide copies
#    whatever comes, so the friend's 0.00 says nothing about either data set. It is no overfitting: these are test rows.
# 2. k = 5, say: test rows lose about 0.02 of their variance, shuffled ones about 0.60. The code has no room for
#    everything, and what it keeps is what the sensors of one row have in common. Any k from 4 to 8 will do, if both
#    numbers stand beside it. Below, the error is not small; above, the gap between the two closes.
# 3. In the noise the two lines are one at every k: independent columns have nothing in common that shuffling could
#    destroy. (Or: the error is near 0 only where k ≥ d, where a copy fits.)
#
# </details>
