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
# # Start here: what went wrong?
#
# > **After this lesson you can** run a lesson and change it, question a program that seems to work, and
# > put PCA and an autoencoder side by side in a few lines.
# >
# > **Time** 40 minutes, of which the computer needs half a minute · **Read before** nothing; you need
# > Python and NumPy, and from lesson 01 on a little pandas · **Data** random numbers, and the 1,797
# > handwritten digits that come with scikit-learn · **Next** [01 Preprocessing](01_preprocessing.ipynb)

# %% [markdown]
# An **autoencoder** is a network that learns to repeat its input. That would be a pointless trick, were
# it not for a narrow place in its middle: an *encoder* squeezes the input into a few numbers, the
# *code*, and a *decoder* has to rebuild the input from the code alone. Whatever survives the squeeze
# must be what matters in the data.
#
# You can read about this in many articles. One of them ends with a program of two dozen lines, and
# with that program our course begins, because it is broken, in ways that are worth more than a program
# that works. You will hunt its faults for five lessons. At the end you will have repaired it, and
# you will be able to *prove* whether the repair is any good.
#
# First choose *Clear Outputs of All Cells* in the menu *Edit*, so that no answer stands below its question.
# Then run each cell with **Shift + Enter**, from the top. (What else Jupyter can do for you stands near the end,
# under *How to work with these lessons*.)

# %%
import warnings

import numpy as np
from sklearn.decomposition import PCA

from aeutils import Autoencoder, datasets, explore, plots
import tensorflow as tf

warnings.simplefilter("ignore", UserWarning)   # Keras has advice about style; not our subject today
# %xmode Minimal
# (the line above keeps error messages short)

# %% [markdown]
# ## Does the program run?
#
# Here it is as it was printed. It makes 100 rows of 10 random numbers and *standardises* them (each column minus
# its mean, divided by its standard deviation). It builds an encoder and a decoder, trains, and measures the
# error on 20 fresh rows.
#
# If you have never used Keras: `Dense(32)` turns its input into 32 weighted sums; `relu` and `sigmoid` bend
# each of them, and a sigmoid always answers between 0 and 1; `compile` says which loss to lower, and by which
# method; one *epoch* is one pass over the rows. You need no more today. Lessons 02 and 03 build all of it.
#
# **Predict first.** Read it slowly, as a detective would. Does it run? Write down every line that looks
# odd to you.

# %% tags=["raises-exception", "as-printed"]
data = np.random.rand(100, 10)
data_normalized = (data - np.mean(data, axis=0)) / np.std(data, axis=0)

encoder = tf.keras.Sequential([
    tf.keras.layers.Dense(64, activation='relu', input_shape=(10,)),
    tf.keras.layers.Dense(32, activation='relu')
])
decoder = tf.keras.Sequential([
    tf.keras.layers.Dense(32, activation='relu', input_shape=(32,)),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(10, activation='sigmoid')
])
autoencoder = tf.keras.Model(inputs=encoder.input, outputs=decoder(encoder(encoder.input)))
autoencoder.compile(optimizer='adam', loss='binary_crossentropy')

autoencoder.fit(data_normalized, data_normalized, epochs=100, batch_size=32)

test_data = np.random.rand(20, 10)
test_data_normalized = (test_data - np.mean(test_data, axis=0)) / np.std(test_data, axis=0)
encoded = autoencoder.encoder.predict(test_data_normalized)
decoded = autoencoder.decoder.predict(encoded)
mse = np.mean((test_data_normalized - decoded) ** 2)
print(f'Mean Squared Error: {mse}')

# %% [markdown]
# It stops at the line `autoencoder = tf.keras.Model(inputs=encoder.input, …)`, before it has learned anything.
# In Keras 3 a model that was never called has no `input`. It has `inputs`, in the plural: the list of what it was
# built to take, here with one entry, `inputs[0]`.
#
# That is a matter of spelling. Three lines are changed below: a seed, so that we all see the same numbers; the
# plural, and the whole is now called `article`; and the losses are kept instead of printed. The end of the program,
# its test, waits for the section after this.

# %%
tf.keras.utils.set_random_seed(0)                                                       # changed
data = np.random.rand(100, 10)
data_normalized = (data - np.mean(data, axis=0)) / np.std(data, axis=0)

encoder = tf.keras.Sequential([tf.keras.layers.Dense(64, activation='relu', input_shape=(10,)),
                               tf.keras.layers.Dense(32, activation='relu')])
decoder = tf.keras.Sequential([tf.keras.layers.Dense(32, activation='relu', input_shape=(32,)),
                               tf.keras.layers.Dense(64, activation='relu'),
                               tf.keras.layers.Dense(10, activation='sigmoid')])
article = tf.keras.Model(inputs=encoder.inputs, outputs=decoder(encoder(encoder.inputs[0])))  # changed
article.compile(optimizer='adam', loss='binary_crossentropy')
losses = article.fit(data_normalized, data_normalized, epochs=100, batch_size=32,
                     verbose=0).history["loss"]                                         # changed

# %% [markdown]
# ## Is this a triumph?
#
# It runs. The loss is to say how far the output is from the input, so you would expect 0 to be perfect.
# Hold that thought.
#
# **Predict first.** Where will the loss end after 100 epochs, and what will its curve look like?
# Draw it on paper.

# %%
fig, ax = plots.figure(size=(6.2, 3.2))
ax.plot(losses, color=plots.VERMILLION, label="loss of the program")
ax.axhline(0, color=plots.GREY, linestyle="--", label="zero, “perfect”")
ax.set_yscale("symlog", linthresh=1)
ax.set(xlabel="epoch", ylabel="binary cross-entropy", ylim=(3 * losses[-1], 10))
ax.legend()
plots.show(fig, alt=f"The loss starts at {losses[0]:.2f}, falls through zero and ends at "
                    f"{losses[-1]:,.0f} after 100 epochs.")

# %% [markdown]
# Better than perfect! The loss falls through zero and keeps going. Mind the scale on the left: below −1 each
# step down is a factor of *ten*. (The kink at −1 is where that begins.) So the curve looks slower and slower, but
# each epoch takes off more than the one before. Nothing suggests that it would ever turn.
#
# A result that is too good is a clue. Look at what the network *says*, not at what the loss says
# about it. The last lines of the program have one more mistake of spelling (`autoencoder.encoder` does
# not exist either), so you use `encoder` and `decoder` directly.

# %%
test_data = np.random.rand(20, 10)
test_normalized = (test_data - np.mean(test_data, axis=0)) / np.std(test_data, axis=0)
codes = encoder.predict(test_normalized, verbose=0)
decoded = decoder.predict(codes, verbose=0)

fig, ax = plots.figure(size=(6.2, 3.0))
bins = np.arange(-2.25, 2.3, 0.1)                      # so that 0 and 1 lie in the middle of a bar
ax.hist(test_normalized.ravel(), bins, color=plots.GREY, alpha=0.55, label="asked for")
ax.hist(decoded.ravel(), bins, histtype="step", linewidth=2, color=plots.VERMILLION, label="answered")
ax.set(xlabel="value", ylabel="how many of the 200", yscale="log")
ax.legend()
extreme = np.mean((decoded < 0.01) | (decoded > 0.99))
plots.show(fig, alt=f"Values asked for spread from {test_normalized.min():.1f} to "
                    f"{test_normalized.max():.1f}; {extreme:.0%} of the answers are 0 or 1.")

# %% [markdown]
# The network was asked to repeat values that spread over both sides of zero. Most of its answers are 0 or 1,
# like those of a person who has learned to say only "no" and "yes", and mostly "no", very loudly. (Mind the
# scale on the left again: from line to line the bars are ten times as high.)
#
# ## How good is it, then?
#
# A number means nothing alone. You need something to hold it against, and two opponents cost nothing:
#
# - **Always answer zero.** It knows nothing of the row it is asked about.
# - **PCA** (principal component analysis), which lays straight axes through the data so that as little as
#   possible is lost when each row is replaced by its nearest point on them. `transform` gives a row's
#   coordinates on these axes, `inverse_transform` walks back. It will get 5 numbers per row, or
#   *components*. The program uses 32.
#
# All three are judged by the same measure: the mean squared error on the 20 rows that nobody has seen.
#
# **Predict first.** Put the three in order.

# %%
pca = PCA(5).fit(data_normalized)
answers = {"Always zero": np.zeros_like(test_normalized),
           "The program (32 numbers)": decoded,
           "PCA (5 numbers)": pca.inverse_transform(pca.transform(test_normalized))}
mse = {name: np.mean((test_normalized - answer) ** 2) for name, answer in answers.items()}

fig, ax = plots.figure(size=(6.2, 2.2))
bars = ax.barh(list(mse), list(mse.values()), color=[plots.GREY, plots.VERMILLION, plots.BLUE])
ax.bar_label(bars, fmt="%.2f", padding=4)
ax.set(xlabel="mean squared error on unseen rows", xlim=(0, 1.2))
ax.invert_yaxis()
ax.grid(axis="y", visible=False)
plots.show(fig, alt=", ".join(f"{name}: {value:.2f}" for name, value in mse.items()) + ".")

# %% [markdown]
# The triumph is no better than knowing nothing. A method that Karl Pearson published in 1901, with less than
# a sixth of the numbers, leaves about half the error.
#
# ## Three suspects
#
# You have seen enough to name them. Do not try to convict anyone yet.
#
# 1. **The loss and the data do not fit.** Cross-entropy was made for targets between 0 and 1. What does
#    it do with a target of −1.5?
# 2. **The scaling.** It asks for values that a sigmoid cannot answer. And look again at the test rows: whose
#    mean and whose deviation were they scaled with?
# 3. **The shape makes no sense.** The code has 32 numbers for 10 features. Where is the narrow place?
#    And why does the model not know its own `encoder`?
#
# There may be an accomplice: nothing in the program ever compares with anything.
#
# | lesson | you get | it answers |
# |---|---|---|
# | [01 Preprocessing](01_preprocessing.ipynb) | cleaning, scaling, splitting without leaks | suspects 1 and 2 |
# | [02 Model construction](02_model_construction.ipynb) | encoder, bottleneck, decoder; the mathematics | suspect 3 |
# | [03 Training](03_training.ipynb) | gradients by hand, optimisers, when to stop | how a network learns at all |
# | [04 Evaluation](04_evaluation.ipynb) | baselines, intervals, what a number hides | is the repaired program any good? |
# | [05 Autoencoder and PCA](05_autoencoder_and_pca.ipynb) | when each of them wins, and a proof | should you use one? |
# | [06 Denoising](06_denoising.ipynb) | a cleaner of pictures, and where it harms | can it undo noise it has never seen? |
# | [07 Anomaly detection](07_anomaly_detection.ipynb) | an alarm that keeps its promise | can it find a fault that nobody has seen? |
# | [08 Generation](08_generation.ipynb) | a variational autoencoder, and a test of its drawings | can it draw a digit that nobody wrote? |
# | [09 Text and graphs](09_text_and_graphs.ipynb) | a search by meaning, 32 bits for a document | can it find what you mean? |
# | [10 What a code means](10_what_a_code_means.ipynb) | probes, sparse autoencoders, dead units | what do its numbers stand for? |
# | [11 Trusting maps](11_trusting_maps.ipynb) | what size, gap and neighbour on a map are worth | can you believe what you see? |
# | [12 Limits](12_limits.ipynb) | four limits and their remedies; attention, diffusion | what can it not do, and what comes next? |
#
# ## What it looks like when it works
#
# Before the hunt begins, see the thing alive. Here are pictures of handwritten digits, 8 × 8 pixels,
# so 64 numbers each.

# %%
digits = datasets.load_digits()
train, test = digits.split()     # four fifths to learn from, one fifth to judge by
plots.show(plots.images(test.images[:20], [str(label) for label in test.y[:20]]))

# %% [markdown]
# Two numbers for each picture, that is all we allow. For the autoencoder we use `Autoencoder` from
# `aeutils`, the small package of this course. It is used the way you use `PCA`; what happens inside is
# what lessons 02 to 05 build in the open.
#
# **Predict first.** Two numbers instead of 64. Will you recognise the digits?

# %% tags=["overview"]
reducers = {"PCA": PCA(2).fit(train.X),
            "Autoencoder": Autoencoder(2, epochs=100, random_state=0).fit(train.X)}
codes = {name: reducer.transform(test.X) for name, reducer in reducers.items()}
rebuilt = {name: reducer.inverse_transform(codes[name]) for name, reducer in reducers.items()}
first_of_each = [np.flatnonzero(test.y == digit)[0] for digit in range(10)]
plots.show(plots.reconstructions(test.images[first_of_each],
                                 {name: x_hat[first_of_each] for name, x_hat in rebuilt.items()}))

# %% [markdown]
# Under each picture stands its own error. PCA has two numbers and answers with fog: look at its 5, 8 and 9,
# which are nearly one picture. The autoencoder has two numbers too, and most of its answers are digits. Look
# for one that is the *wrong* digit, drawn with confidence, and compare its two errors: it can lose to the
# fog. (The next cell names those of the ten where that happens.) To be sharply wrong costs more than to be
# vague. A sharp picture is not a right picture.
#
# Are these ten lucky? Here are all the pictures that neither has seen in training.

# %%
errors = {name: np.mean((test.X - x_hat) ** 2, axis=1) for name, x_hat in rebuilt.items()}
for name, error in errors.items():
    print(f"{name:12s} mean squared error {error.mean():.4f}")
print(f"The autoencoder is closer on {np.mean(errors['Autoencoder'] < errors['PCA']):.0%} "
      f"of {len(test)} pictures.")
lost = [digit for digit, i in enumerate(first_of_each) if errors["Autoencoder"][i] > errors["PCA"][i]]
print("Of the ten above it loses to PCA on:", *lost or ["none"])

# %% [markdown]
# ## Walk across two maps
#
# Two numbers are a place. So each method draws a map, and each test picture stands somewhere on it. But
# every place *means* a picture, also where no point is. Point at one: a mouse, a finger or the arrow keys
# will do. Under each map you see what is decoded there, the test picture that is nearest, and what the
# method makes of that one.
#
# **Predict first.** On which map will the pictures of one digit keep together? Nobody told either method which
# digit is which.

# %%
explore(reducers, test, title="Two numbers for each digit: PCA and an autoencoder")

# %% [markdown]
# > **Try it.** Drag from a 0 to some 1 and look at the eight steps between them. On which map does one digit
# > *turn into* another? Then tick *decoder's grid*. What lies between two digits, and is it a digit?
# > (If you see a still picture, run the cell.)
#
# With PCA few digits stand apart; the 0 does. With the autoencoder most keep together, some of them in more than one
# place, and some share a place with others. The labels were used for drawing only. On the way from a 0 to a 1, PCA
# fades the one out and the other in. The autoencoder changes unevenly, fast here and slowly there: a digit *turns
# into* another. And between two digits? Sometimes a third one, sometimes a mixture that is none.
#
# Can that be measured? Go along the horizontal line through the middle of each map, from left to right, in
# ten equal steps. How much does the picture change at each step (root of the mean squared difference over the
# pixels)?

# %%
changes = {}
for name, Z in codes.items():
    across, up = np.linspace(Z.min(axis=0), Z.max(axis=0), 11).T
    crossing = reducers[name].inverse_transform(np.column_stack([across, np.full(11, up[5])]))
    changes[name] = np.sqrt(np.mean(np.diff(crossing, axis=0) ** 2, axis=1))
    print(f"{name:12s}", changes[name].round(3))

# %% [markdown]
# With PCA you mix pictures like paint: a bit more of this, a bit less of that, the same change with every step.
# With the autoencoder the same step changes little in one place and much in another. PCA's map is
# **straight**, the autoencoder's is **bent**. When is bending worth it? That is lesson 05.
#
# ## Claims
#
# What a lesson claims, a cell near its end checks; a claim that stops being true stops the lesson. You may
# skip this cell on a first reading.

# %%
assert losses[-1] < -1000                             # the loss of the article's program has no floor
assert (np.diff(losses, 2)[10:] < 0).all()            # and each epoch takes off more than the one before
assert extreme > 0.8                                  # it answers 0 or 1, mostly 0
assert np.mean(decoded < 0.01) > 0.5
assert decoded.min() >= 0 > test_normalized.min()     # and cannot answer what it is asked
assert abs(mse["Always zero"] - 1) < 1e-6             # each test column was given variance 1
assert mse["The program (32 numbers)"] > 0.95         # no better than knowing nothing
assert mse["PCA (5 numbers)"] < 0.65                  # PCA, with far fewer numbers, is far better
assert errors["Autoencoder"].mean() < 0.65 * errors["PCA"].mean()     # and yet: on digits
fog = rebuilt["PCA"][first_of_each][[5, 8, 9]]        # three digits, nearly one picture
assert fog.var(axis=0).mean() < 0.05 * test.X[first_of_each][[5, 8, 9]].var(axis=0).mean()
far = {name: np.linalg.norm(Z[:, None] - Z, axis=2) + np.diag([np.inf] * len(Z)) for name, Z in codes.items()}
same = {name: np.mean(test.y[D.argmin(axis=1)] == test.y) for name, D in far.items()}
assert same["Autoencoder"] > same["PCA"] + 0.1        # whose nearest neighbour is the same digit
assert np.ptp(changes["PCA"]) < 1e-4 < 0.02 < np.ptp(changes["Autoencoder"])    # straight and bent

# %% [markdown]
# ## How to work with these lessons
#
# - **Run a cell**: Shift + Enter. **Start afresh**: menu *Kernel*, *Restart Kernel and Run All Cells*.
#   Whatever you break, that repairs it.
# - **Ask what a thing is**: put a question mark behind it and run the cell, as in `Autoencoder?`; two
#   question marks show its source. `Shift + Tab` with the cursor inside the brackets shows the arguments.
# - **Open what is folded.** From lesson 01 on some cells show dots instead of code. They draw or check something,
#   and run like any other; click on the dots to read them.
# - **Predict first.** Write your guess down before you run the cell. A wrong guess teaches more than ten
#   right answers read.
# - **Change things.** Each lesson has a *Try it*. Make your own.

# %%
help(Autoencoder.transform)                           # the same without a question mark

# %% [markdown]
# ## Check yourself
#
# **1.** The loss went from about 0.7 to a large negative number. Why is that no proof of learning?
#
# <details><summary>Answer</summary>
#
# A loss says something only if you know its lowest possible value. A squared error cannot go below 0.
# This loss, with these targets, has no lowest value, so "low" means nothing. Lesson 01 shows why.
# </details>
#
# **2.** "Always zero" has an error of exactly 1. Is this chance?
#
# <details><summary>Answer</summary>
#
# No. The test columns were scaled by *their own* mean and deviation: mean 0, variance 1. The mean squared distance
# from zero *is* that variance. (Scaled by the training rows' statistics it would be near 1, not exactly: a second
# look at suspect 2.) So for standardised data an error of about 1 reads "knows nothing".
# </details>
#
# **3.** PCA was given 5 numbers of 10 and left about half of the error. Could a better method with 5
# numbers leave nothing?
#
# <details><summary>Answer</summary>
#
# Not one that learns from what the columns have in common: they are independent noise, so five of them say
# nothing about the other five. (A trick is left: one number with many decimals has room for two. Lesson 04
# draws it.) That is why these data are a bad place to show off any method of compression.
# </details>
#
# **4.** Two numbers per digit: does the lower error of the autoencoder on *training* pictures prove
# anything?
#
# <details><summary>Answer</summary>
#
# Much less than the error on pictures it has not seen. A network with enough weights can learn its
# training pictures by heart. Every comparison in this course is made on held-out rows.
# </details>

# %% [markdown]
# ## Summary
#
# - An autoencoder is an encoder to a small code and a decoder back, trained to repeat its input.
# - A program can run, its loss can fall without end, and it can have learned nothing.
# - A result needs opponents: a trivial one, and PCA with as many components as the code has numbers.
# - On handwritten digits with two numbers each, a working autoencoder clearly beats PCA.
# - Three suspects are named: loss and data, output and scaling, shape and construction.
#
# **Exercise.** In a new cell, fit `PCA(k)` and `Autoencoder(k, epochs=100, random_state=0)` on `train.X`
# for k = 1, 4 and 16, and compute both errors on `test.X` as above. How does the autoencoder's
# advantage, PCA's error over its own, change with k?
#
# <details><summary>What you should see</summary>
#
# An advantage at every k, smaller at k = 1 than at 4 or 16. With one number there is little to bend. Whether
# 4 or 16 is better is too close to call without the tools of lesson 04.
# </details>
#
# **Next:** [01 Preprocessing](01_preprocessing.ipynb), where suspects one and two are questioned.
#
# ## References
#
# - Pearson 1901, "On lines and planes of closest fit to systems of points in space", *Philosophical
#   Magazine* 2, 559–572.
# - Goodfellow, Bengio and Courville 2016, *Deep Learning*, MIT Press, chapter 14.
# - Bourlard and Kamp 1988, "Auto-association by multilayer perceptrons and singular value
#   decomposition", *Biological Cybernetics* 59.
# - Hinton and Salakhutdinov 2006, "Reducing the dimensionality of data with neural networks", *Science*
#   313, 504–507.
