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
# > **You will** count the numbers of a network before it exists, cut a network in two, build a
# > tied decoder, repair the article's network, put a price on sensors that differ in noise, and
# > read a figure.
# >
# > **Time:** about 40 minutes. **Points:** 13. The cells run in some seconds.
# > **Belongs to:** [02 Model construction](../02_model_construction.ipynb).
#
# How it works. Write your code where the cell says `YOUR CODE HERE`, in place of
# `raise NotImplementedError()`. Run it, then run the check below it and read its hint. You cannot
# edit the checks. "Passed" is most of the way: hidden checks with other data grade. The tasks do
# not depend on each other. If one is stuck, go on.

# %% nbgrader={"schema_version": 3, "grade_id": "setup", "grade": false, "solution": false, "locked": true, "task": false}
import warnings
from itertools import pairwise

import numpy as np
from scipy import stats
from sklearn.decomposition import PCA

from aeutils import datasets, models, plots
from aeutils.checks import task
import keras  # after aeutils.models, which loads it without TensorFlow's start-up messages

Dense = keras.layers.Dense
# Keras warns where a model was made with a list of one input. Here that does no harm.
warnings.filterwarnings("ignore", message="The structure of `inputs`")

# %% [markdown]
# Four helpers for the checks; you need not read them. `answer` asks a network. `shake` gives every
# weight a new random number, as if the network had been trained on something else. `span` says
# how low and how high the answers of a part get when the whole is shaken ten times. `bends` says
# whether a network is more than a linear map.

# %% nbgrader={"schema_version": 3, "grade_id": "helpers", "grade": false, "solution": false, "locked": true, "task": false}
def answer(network, rows):
    """What a network answers to rows, as a NumPy array."""
    assert callable(network), f"the check needs a network here, but got {network!r}."
    try:
        return np.asarray(network(rows))
    except ValueError as error:
        raise AssertionError(f"a network of yours does not take rows of {rows.shape[1]} numbers: "
                             f"{str(error).strip().splitlines()[0]}") from None


def shake(network, seed=0, size=1.0):
    random = np.random.default_rng(seed)
    network.set_weights([random.normal(0, size, w.shape) for w in network.get_weights()])


def span(whole, part, rows):
    ends = []
    for seed in range(10):
        shake(whole, seed)
        values = answer(part, rows)
        ends += [values.min(), values.max()]
    return min(ends), max(ends)


def bends(network, size):  # a map without bends sends middles to middles
    rows = np.random.default_rng(0).normal(0, 3, (100, size)).astype("float32")
    ends, middle = answer(network, rows), answer(network, (rows + rows[::-1]) / 2)
    return np.abs((ends + ends[::-1]) / 2 - middle).max() > 1e-4 * np.abs(ends).max()


# %% [markdown]
# ## Task 1. Count before you build (2 points)
#
# The sizes of an encoder are given from the features to the code, such as `[64, 32, 2]`. The
# decoder goes the same way back: 2, 32, 64. Every layer is a `Dense` layer with biases. Write a
# function that says how many parameters the whole autoencoder has. With `tied=True` the decoder
# borrows every kernel of the encoder and owns only its biases.
#
# The function should work for any number of layers. It needs sums and products, no network.
#
# **Predict first.** For `[784, 100, 10]`: by how much does tying lower the count? Work it out on
# paper. You can ask your function afterwards.

# %% nbgrader={"schema_version": 3, "grade_id": "count", "grade": false, "solution": true, "locked": false, "task": false}
def count_parameters(sizes, tied=False):
    """Number of parameters of an autoencoder whose encoder has these sizes, features first."""
    ### BEGIN SOLUTION
    kernels = sum(n_in * n_out for n_in, n_out in pairwise(sizes))
    biases = sum(sizes[1:]) + sum(sizes[:-1])  # one for each unit of encoder and decoder
    return biases + (kernels if tied else 2 * kernels)
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "check-count", "grade": true, "solution": false, "locked": true, "task": false, "points": 2}
with task("Task 1"):
    cases = [[64, 2], [64, 32, 2], [12, 30, 8, 3]]
    ### BEGIN HIDDEN TESTS
    cases += [[7, 5], [100, 20, 4], [90, 40, 25, 10, 5]]
    ### END HIDDEN TESTS
    for sizes in cases:
        d, *hidden, k = sizes
        net = models.build_dense(d, k, hidden_units=hidden)
        right, half = net.count_params(), net.get_layer("encoder").count_params()
        in_kernels = sum(w.size for w in net.get_weights() if w.ndim == 2)
        said, tied = count_parameters(list(sizes)), count_parameters(list(sizes), tied=True)
        about = f"for {sizes} you say {said}"
        assert said != in_kernels, f"{about}: the kernels alone. Each unit of a layer has a bias too."
        assert said != half, f"{about}: that is the encoder. The decoder has numbers of its own."
        assert said != 2 * half, (
            f"{about}, twice the encoder. Kernels of the decoder are as large as the encoder's, "
            "its biases are not: a layer has one for each number it gives out.")
        assert said == right, (f"{about}, Keras counts {right}. Write down the sizes of all "
                               "layers there and back, and go through them in pairs.")
        right = models.build_tied(d, k, hidden_units=hidden).count_params()
        assert tied != said, "tied=True changes nothing. Which numbers does a tied decoder not own?"
        assert tied not in (said / 2, said // 2), (
            f"tied, {sizes}: you say {tied}, half of everything. The kernels are shared. "
            "The biases are not: encoder and decoder have their own.")
        assert tied == right, (f"tied, {sizes}: you say {tied}, Keras counts {right}. Count each "
                               "kernel once, and the biases of both halves.")

# %% [markdown]
# ## Task 2. Find the bug: a decoder that is one layer long (2 points)
#
# `one_piece` builds an autoencoder that never had halves. Somebody has trained it, and now you want
# to decode codes of your own. `halves_as_published` does what a well-known tutorial does: the
# encoder ends at the layer named `"code"`, whose `output` is what it answered when it was called.
# The decoder is `layers[-1]`. Run the cell. Why does it work the first time and not the second?

# %% nbgrader={"schema_version": 3, "grade_id": "one-piece", "grade": false, "solution": false, "locked": true, "task": false}
def one_piece(d, there, k, back):
    """An autoencoder without halves: d → there → k → back → d."""
    x = h = keras.Input((d,), name="x")
    for i, units in enumerate(there):
        h = Dense(units, "relu", name=f"there_{i}")(h)
    h = Dense(k, name="code")(h)
    for i, units in enumerate(back):
        h = Dense(units, "relu", name=f"back_{i}")(h)
    return keras.Model(x, Dense(d, "sigmoid", name="x_hat")(h))


def halves_as_published(autoencoder):
    encoder = keras.Model(autoencoder.input, autoencoder.get_layer("code").output)
    z = keras.Input((autoencoder.get_layer("code").units,))
    decoder = keras.Model(z, autoencoder.layers[-1](z))
    return encoder, decoder


# %% nbgrader={"schema_version": 3, "grade_id": "one-piece-run", "grade": false, "solution": false, "locked": true, "task": false}
for hidden in [(), (32,)]:
    autoencoder = one_piece(64, hidden, 2, hidden)
    print("layers:", [layer.name for layer in autoencoder.layers])
    try:
        halves_as_published(autoencoder)
        print("halves: no error")
    except ValueError as error:
        print("halves:", str(error).splitlines()[0])

# %% [markdown]
# Write `halves`, which works for any number of layers on either side; there may be more of them on
# the way back than on the way there. Encoder and decoder must be made of the network's **own**
# layers. When somebody trains the whole further, the halves have to follow.

# %% nbgrader={"schema_version": 3, "grade_id": "halves", "grade": false, "solution": true, "locked": false, "task": false}
def halves(autoencoder):
    """Encoder (x to z) and decoder (z to x̂) of a network in one piece, cut behind "code"."""
    ### BEGIN SOLUTION
    code = autoencoder.get_layer("code")
    encoder = keras.Model(autoencoder.input, code.output)
    z = out = keras.Input((code.units,))
    for layer in autoencoder.layers[autoencoder.layers.index(code) + 1:]:
        out = layer(out)
    return encoder, keras.Model(z, out)
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "check-halves", "grade": true, "solution": false, "locked": true, "task": false, "points": 2}
with task("Task 2"):
    cases = [(20, (), 3, ()), (20, (12,), 3, (12,)), (20, (12, 8), 3, (8, 12))]
    ### BEGIN HIDDEN TESTS
    cases += [(9, (), 2, (5,)), (16, (10,), 4, (6, 8, 10)), (9, (7, 6, 5), 5, (5,))]
    ### END HIDDEN TESTS
    for d, there, k, back in cases:
        whole = one_piece(d, there, k, back)
        rows = np.random.default_rng(1).random((40, d), dtype="float32")
        shake(whole, seed=2, size=0.5)
        about = f"With hidden layers {there} and {back}: "
        pair = halves(whole)
        assert isinstance(pair, (tuple, list)) and len(pair) == 2, \
            "give back two models: `return encoder, decoder`."
        codes = answer(pair[0], rows)
        assert codes.shape == (40, k), (f"{about}the encoder turns 40 rows into {codes.shape}, the "
                                        f"code has {k} numbers. It ends with the layer 'code'.")
        off = np.abs(answer(pair[1], codes) - answer(whole, rows)).max()
        assert off < 1e-4, (  # float32 keeps about seven digits
            f"{about}decoder(encoder(x)) and the whole network differ by up to {off:.2f}. Does the "
            "decoder begin right behind 'code'? Are all layers the network's own? New ones "
            "start with new random numbers.")
        shake(whole, seed=3, size=0.5)
        off = np.abs(answer(pair[1], answer(pair[0], rows)) - answer(whole, rows)).max()
        assert off < 1e-4, (
            f"{about}right at first, but when the network's weights change, your halves stay as "
            f"they were (off by {off:.2f}). They hold a copy. Call the layers of the network.")

# %% [markdown]
# ## Task 3. A decoder that owns only biases (2 points)
#
# `Turned` is the layer from the lesson: it borrows the kernel of a partner, transposed, and owns a
# bias that starts at zero. Given the `Dense` layers of an encoder, first to last, build the tied
# decoder for an encoder of any depth. Its hidden layers bend with ReLU. The last one has
# `output_activation`.

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

# %% nbgrader={"schema_version": 3, "grade_id": "check-tied-decoder", "grade": true, "solution": false, "locked": true, "task": false, "points": 2}
with task("Task 3"):
    cases = [((6, 6, 6), "linear"), ((20, 12, 3), "sigmoid")]
    ### BEGIN HIDDEN TESTS
    cases += [((9, 4), "tanh"), ((30, 20, 10, 5), "linear"), ((8, 8, 8, 8), "sigmoid")]
    ### END HIDDEN TESTS
    for (d, *hidden, k), last in cases:
        options = {"hidden_units": hidden, "output_activation": last, "seed": 1}
        net = models.build_tied(d, k, activation="relu", **options)
        encoder, example = net.get_layer("encoder"), net.get_layer("decoder")
        shake(encoder, seed=4, size=0.5)
        decoder = tied_decoder([one for one in encoder.layers if isinstance(one, Dense)], last)
        z, x = np.random.default_rng(5).normal(size=(40, k)).astype("float32"), keras.Input((d,))
        out, biases = answer(decoder, z), d + sum(hidden)
        assert out.shape == (40, d), f"40 codes become {out.shape}, but a row has {d} numbers."
        own = keras.Model(x, decoder(encoder(x))).count_params() - encoder.count_params()
        assert own == biases, (f"your decoder owns {own} numbers, it needs {biases}, all biases. If "
                               "it has kernels of its own: borrow the encoder's with `Turned`.")
        assert last != "linear" or out.min() < 0, "with a linear output your decoder never answers " \
            "below 0. ReLU belongs to the hidden layers, `output_activation` to the last."
        for bend in sorted({"linear", last}) if hidden else ():
            other = models.build_tied(d, k, activation=bend, **options)
            other.set_weights(net.get_weights())
            assert not np.allclose(out, answer(other.get_layer("decoder"), z), atol=1e-5), \
                f"the hidden layers of your decoder have the activation {bend}, not ReLU."
        assert np.allclose(out, answer(example, z), rtol=1e-3, atol=1e-4), (
            "the shapes are right, the numbers are not. What the encoder did last has to be undone "
            "first; ReLU follows each layer but the last.")
        shake(encoder, seed=6, size=0.5)
        assert np.allclose(answer(decoder, z), answer(example, z), rtol=1e-3, atol=1e-4), (
            "tied at first, but when the encoder's kernels change, your decoder keeps the old "
            "ones. Do not copy a kernel: use the partner's each time the layer is called.")

# %% [markdown]
# ## Task 4. Find the bugs: the article's network (3 points)
#
# Here is the article's network, for **standardised** rows of 10 features. Lesson 00 had to mend its
# last line before it ran at all. It runs, and it is still no autoencoder that you would want. Take
# a pencil: what would you change, and why? The check knows four reasons.

# %% nbgrader={"schema_version": 3, "grade_id": "published", "grade": false, "solution": false, "locked": true, "task": false}
def published(d=10):
    encoder = keras.Sequential([keras.Input((d,)), Dense(64, "relu"), Dense(32, "relu")])
    decoder = keras.Sequential(
        [keras.Input((32,)), Dense(32, "relu"), Dense(64, "relu"), Dense(d, "sigmoid")])
    return keras.Model(encoder.inputs, decoder(encoder.outputs[0]))

# %% [markdown]
# Write it anew for `d` standardised features and `k` numbers of code. Keep at least one hidden layer
# that bends in each half; how many, how wide and with which bend is up to you. Whoever gets the
# model must find its halves by `get_layer("encoder")` and `get_layer("decoder")`. And when `k` leaves
# no bottleneck, do not build: raise a `ValueError` that says why.

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
with task("Task 4"):
    cases = [(10, 5), (10, 9), (12, 3)]
    ### BEGIN HIDDEN TESTS
    cases += [(30, 2), (7, 6), (4, 1)]
    ### END HIDDEN TESTS
    for d, k in cases:
        net = repaired(d, k)
        names = [layer.name for layer in net.layers]
        assert {"encoder", "decoder"} <= set(names), (
            f"the layers of your model are {names}: its halves cannot be found. Give both a name "
            "and call both on an Input of your own.")
        encoder, decoder = net.get_layer("encoder"), net.get_layer("decoder")
        rows = np.random.default_rng(7).normal(size=(100, d)).astype("float32")
        codes = answer(encoder, rows)
        assert codes.shape == (100, k), f"asked for {k} numbers of code, it has {codes.shape[-1]}."
        for part, what, why in [
                (encoder, "code", "It should be free, and where it cannot go below 0 it may die."),
                (net, "output", "Standardised rows go from about -3 to 3.")]:
            low, high = span(net, part, rows)
            assert low < -1 and high > 1, (f"whatever the weights, the {what} stays between "
                f"{low:.2f} and {high:.2f}. {why} Which activation keeps it in?")
        codes, out = answer(encoder, rows), answer(net, rows)
        assert out.shape == rows.shape and np.allclose(
            answer(decoder, codes) / np.abs(out).max(), out / np.abs(out).max(), atol=1e-3), \
            "decoder(encoder(x)) is not what the whole model answers."
        for half, size in {"encoder": d, "decoder": k}.items():
            assert bends(net.get_layer(half), size), \
                f"your {half} has no bend. Without one, PCA is the best it can become."
        for wide in (d, d + 22):
            try:
                repaired(d, wide)
            except (ValueError, AssertionError):
                continue
            raise AssertionError(f"for {d} features it builds a code of {wide} numbers. From which "
                                 "k on does a plain copy fit? Raise a ValueError there.")

# %% [markdown]
# ## Task 5. What does a miss cost? (2 points)
#
# A thermometer is good to half a degree, a flow meter to three cubic metres an hour. The squared error
# charges both the same for a miss of one. The Gaussian likelihood knows better: let feature j be the
# decoder's answer plus Gaussian noise with a standard deviation σⱼ **of its own**. The density of
# one entry is
#
# > p(xⱼ | x̂ⱼ) = 1 / (√(2π) σⱼ) · exp(−(xⱼ − x̂ⱼ)² / (2 σⱼ²))
#
# and the entries of a row are independent, so their densities multiply. The lesson's formula has one
# σ for all. Write the function for one that differs: **minus the logarithm** of the density (the
# natural one) of **each row**. Where σ is a plain number, all features have it.
#
# **Predict first.** Two sensors, good to 0.1 and to 10. Decoder A misses the first by 1, decoder B
# the second by 5. Which has the smaller squared error? Whose rows are more probable? Your function
# will tell.

# %% nbgrader={"schema_version": 3, "grade_id": "gaussian", "grade": false, "solution": true, "locked": false, "task": false}
def minus_log_gaussian(X, X_hat, sigma):
    """−log p(x | x̂) of each row, shape (n,); X, X_hat: (n, d); sigma: (d,) or a number."""
    ### BEGIN SOLUTION
    cost = (X - X_hat) ** 2 / (2 * sigma**2) + np.log(2 * np.pi * sigma**2) / 2
    return cost.sum(axis=1)
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "check-gaussian", "grade": true, "solution": false, "locked": true, "task": false, "points": 2}
with task("Task 5"):
    X, X_hat = np.zeros((4, 2)), np.array([[0, 0], [1, 0], [0, 5], [1, 5.0]])
    cost = np.asarray(minus_log_gaussian(X, X_hat, np.array([0.1, 10.0])))
    assert cost.shape == (4,), \
        f"four rows need four numbers, you give the shape {cost.shape}. Add up over the features."
    misses = cost - cost[0]  # what is paid for missing, beside what is paid for being unsure
    assert misses.min() >= 0, "missing makes your number smaller. Minus the logarithm is asked for."
    yours = (f"a miss of 1 where σ is 0.1 costs {misses[1]:.4g}, a miss of 5 where σ is 10 costs "
             f"{misses[2]:.4g}.")
    assert misses[1] > misses[2], \
        f"{yours} The first should cost more: divide by the σ of the feature."
    assert not np.allclose(misses, [0, 25, 0.0625, 25.0625]), f"{yours} That is half. Densities " \
        "are multiplied, so their logarithms make a sum over the features, not a mean."
    assert np.allclose(misses, [0, 50, 0.125, 50.125]), \
        f"{yours} It should be 50 and 0.125. Is it σ squared, and twice that?"
    assert not np.allclose(cost[0], 0), \
        "a perfect answer costs 0. The factor before exp is missing: its logarithm depends on σ."
    assert np.allclose(cost[0], 1.8378770664), (
        f"a perfect answer should cost 1.838 with σ = (0.1, 10), and costs {cost[0]:.3f}. Take "
        "the logarithm of 1 / (√(2π) σⱼ) for each feature, and mind the sign.")
    cost = np.asarray(minus_log_gaussian(X, X_hat, 0.5))
    assert np.allclose(cost, 0.4515827053 + np.array([0, 2, 50, 52])), (
        f"with σ = 0.5 for both features your rows cost {cost.round(3)}. A perfect answer should "
        "cost 0.452, a miss of 1 two more. There is one factor before exp for each feature.")
    ### BEGIN HIDDEN TESTS
    random = np.random.default_rng(9)
    for n, d, sigma in [(30, 7, random.random(7) + 0.2), (5, 5, random.random(5) + 0.2), (1, 3, 2)]:
        X, X_hat = random.normal(size=(2, n, d))
        cost, right = minus_log_gaussian(X, X_hat, sigma), -stats.norm(X_hat, sigma).logpdf(X).sum(1)
        assert np.shape(cost) == (n,) and np.allclose(cost, right, rtol=1e-4), (
            f"not right for {n} rows of {d} features, where σ has {np.size(sigma)} value(s). Does "
            "your function work for any number of rows and features?")
    ### END HIDDEN TESTS

# %% [markdown]
# ## Task 6. What does a small error prove? (2 points)
#
# PCA with k components is the best linear autoencoder with a code of k numbers, so nothing needs
# training here. It is fitted on training rows twice: on the pump's twelve sensors, and on the article's
# noise with its ten features, both standardised by their training rows. Each figure shows two errors.
# One is for test rows. The other is for the same test rows with every **column shuffled on its own**:
# each value is a true one, but the values of a row no longer belong together. In the shaded part
# k ≥ d. (PCA has d components at most. In a wider code the other places stay empty.)

# %% nbgrader={"schema_version": 3, "grade_id": "figure-data", "grade": false, "solution": false, "locked": true, "task": false}
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
sizes = list(range(1, 16))
curves = {"pump": errors_by_k(pump, sizes), "noise": errors_by_k(noise, sizes)}

# %% nbgrader={"schema_version": 3, "grade_id": "figure", "grade": false, "solution": false, "locked": true, "task": false}
fig, axes = plots.figure(1, 2, size=(9, 3.4), sharey=True)
for ax, (name, d) in zip(axes, {"pump": 12, "noise": 10}.items(), strict=True):
    ax.axvspan(d, sizes[-1] + 0.5, color="#E5E5E5", linewidth=0)
    ax.plot(sizes, curves[name]["columns shuffled"], "D--", color=plots.PURPLE, markersize=7,
            markerfacecolor="white", label="columns shuffled")
    ax.plot(sizes, curves[name]["test rows"], "o-", color=plots.BLUE, markersize=4,
            label="test rows")
    ax.set(title=f"{name}, d = {d}", xlabel="numbers per code, k", xticks=range(1, 16, 2),
           yticks=np.arange(0, 1.1, 0.2), xlim=(0.4, 15.5), ylim=(-0.04, 1.1))
axes[0].set_ylabel("error of PCA (MSE)")
axes[0].legend(loc="upper right")
plots.show(fig, alt="Error of PCA on test rows / with columns shuffled. " + " ".join(
    f"{name.capitalize()}: " + ", ".join(
        f"k = {k} {curve['test rows'][k - 1]:.2f} / {curve['columns shuffled'][k - 1]:.2f}"
        for k in [1, 3, 5, 8, 10, 12, 15]) + "." for name, curve in curves.items()))

# %% [markdown]
# A friend has trained two autoencoders with a code of 15 numbers, one on the pump and one on the noise.
# On test rows both have the error 0.00. "Both have understood their data." Answer in four to
# six sentences.
#
# 1. What does the shaded part of the two figures say about that?
# 2. Choose a k for the pump at which a small error does prove something. Defend it by two numbers
#    that you read off.
# 3. Why is there no such k for the noise?

# %% [markdown] nbgrader={"schema_version": 3, "grade_id": "reading-bottleneck", "grade": true, "solution": true, "locked": false, "task": false, "points": 2}
# ### BEGIN SOLUTION
# With k ≥ d both errors are 0 in both figures, also for the shuffled rows, which are no pump at all.
# A code that wide copies whatever comes, so the friend's 0.00 says nothing about either data set.
#
# For the pump I choose k = 5: test rows lose about 0.02 of their variance, the shuffled ones about
# 0.60. The code has no room for everything. It gives up rows whose sensors do not belong together
# and keeps those that do, so it has learned how the sensors hang together.
#
# In the noise the ten features are independent, so shuffling the columns changes nothing that
# could be learned: the two lines are one, at every k, and 0 is reached only where there is no
# bottleneck left. Every number kept saves one tenth of the variance, and no code does better.
#
# **Marking, 2 points.**
#
# - *1 point, the shaded part:* at k ≥ d the error is 0 for shuffled rows too (half), hence a copy,
#   which proves nothing (half). "Overfitting" is not the reason: these are test rows, and a copier
#   has no error on any row.
# - *½ point, a k for the pump:* any k from 1 to 11 with both errors at this k, read off to within
#   0.05. What counts is the gap between the lines. The small error alone is not enough.
# - *½ point, the noise:* the lines agree, because independent columns have nothing in common that
#   shuffling could destroy. "Noise is random" alone is not enough.
# ### END SOLUTION
