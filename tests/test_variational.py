"""`VariationalAutoencoder`: its ELBO against NumPy, Monte Carlo and probabilistic PCA; its samples;
and what it shares with `Autoencoder`."""

import copy
import gc
import inspect
import pickle
import random
import re
from dataclasses import fields
from functools import partial

import joblib
import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm
from sklearn.base import clone
from sklearn.decomposition import PCA
from sklearn.exceptions import NotFittedError
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from sklearn.utils import get_tags
from sklearn.utils.estimator_checks import parametrize_with_checks

import helpers
from aeutils import compare, engine, explorer, networks
from aeutils._keras import keras, tf
from aeutils.datasets import load_digits
from aeutils.estimators import Elbo, VariationalAutoencoder
from aeutils.explorer.decoders import decoder_paths
from aeutils.networks.variational import (
    bernoulli_log_likelihood,
    gaussian_log_likelihood,
    kl_from_prior,
)
from helpers import Stumble, curved_sheet, interrupt, one_sentence, poison

quick = partial(helpers.quick, VariationalAutoencoder)
EACH_LIKELIHOOD = pytest.mark.parametrize("likelihood", ["bernoulli", "gaussian"])


def standardised(vae, X):
    """What the network sees of X."""
    return np.float32((X - vae.mean_) / vae.scale_)


def sheet(seed=0):
    """Points near a curved sheet, scaled to [0, 1]."""
    return ((curved_sheet(seed=seed) + 5) / 10).astype(np.float32)


@pytest.fixture(scope="module")
def X():
    return sheet()


@pytest.fixture(scope="module", params=["bernoulli", "gaussian"])
def fitted(request, X):
    return quick(likelihood=request.param).fit(X)


@pytest.fixture(scope="module")
def digits():
    train, test = load_digits().split(random_state=0)
    return train.X, test.X


@pytest.fixture(scope="module")
def digits_vae(digits):
    return VariationalAutoencoder(2, likelihood="bernoulli", epochs=60, random_state=0).fit(
        digits[0]
    )


# ---- scikit-learn's rules --------------------------------------------------------------------


@parametrize_with_checks([VariationalAutoencoder(epochs=5)])  # no expected failures
def test_scikit_learn_check(estimator, check):
    check(estimator)


def test_tags():
    tags = get_tags(VariationalAutoencoder())
    assert not tags.non_deterministic
    assert tags.transformer_tags.preserves_dtype == ["float64", "float32"]


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("n_components", 0),
        ("hidden_units", 64),
        ("likelihood", "poisson"),
        ("sigma", 0.0),
        ("sigma", "learned"),
        ("beta", -1.0),
        ("learning_rate", 0.0),
        ("epochs", -1),
        ("validation", 1.0),
        ("patience", 0),
        ("random_state", "seed"),
    ],
)
def test_parameter_out_of_range_is_named(X, parameter, value):
    message = f"'{parameter}'.*VariationalAutoencoder"
    with pytest.raises(ValueError, match=message) as error:
        VariationalAutoencoder(**{parameter: value}).fit(X)
    assert repr(value) in str(error.value)


def test_docstring_lists_the_attributes(X):
    estimator = quick(epochs=0).fit(pd.DataFrame(X, columns=list("abcdef")))
    text = inspect.getdoc(VariationalAutoencoder).split("Attributes\n")[1].split("Examples\n")[0]
    listed = ", ".join(re.findall(r"^([\w, ]+_) :", text, re.MULTILINE)).split(", ")
    assert sorted(listed) == sorted(name for name in vars(estimator) if name.endswith("_"))


def test_shapes_and_types(fitted, X):
    Z = fitted.transform(X)
    assert Z.shape == (150, 2) and Z.dtype == np.float32
    x_hat = fitted.inverse_transform(Z)
    assert x_hat.shape == X.shape and x_hat.dtype == np.float32
    np.testing.assert_array_equal(fitted.reconstruct(X), x_hat)
    errors = np.mean((X - x_hat) ** 2, axis=1)
    np.testing.assert_allclose(fitted.reconstruction_error(X), errors, rtol=1e-4)  # float32
    assert fitted.score(X) == pytest.approx(-errors.mean(), rel=1e-4)
    assert fitted.reconstruction_err_ == pytest.approx(-fitted.score(X), rel=1e-4)
    assert (fitted.n_components_, fitted.n_features_in_, fitted.n_iter_) == (2, 6, 4)
    assert list(fitted.get_feature_names_out()) == [
        "variationalautoencoder0",
        "variationalautoencoder1",
    ]
    bound = fitted.elbo(X)
    assert [getattr(bound, field.name).shape for field in fields(Elbo)] == [
        (150,),
        (150,),
        (150,),
        (2,),
    ]


def test_transform_is_the_mean_of_the_posterior(fitted, X):
    mean, log_variance = fitted.model_.posterior(standardised(fitted, X))
    np.testing.assert_allclose(fitted.transform(X), mean, rtol=1e-4, atol=1e-5)  # float32
    assert log_variance.shape == mean.shape


def test_inverse_transform_is_the_mean_of_the_likelihood(fitted):
    """A Bernoulli's mean is a probability, the sigmoid of its logit; a Gaussian's its summit."""
    Z = 3 * np.random.default_rng(0).normal(size=(50, 2)).astype(np.float32)
    x_hat, outputs = fitted.inverse_transform(Z), np.asarray(fitted.model_.outputs_(Z), float)
    if fitted.likelihood == "bernoulli":
        np.testing.assert_allclose(x_hat, 1 / (1 + np.exp(-outputs)), rtol=1e-4)  # float32
    else:
        sigma = fitted.sigma_ / fitted.scale_
        here, *around = (
            gaussian_log_likelihood(standardised(fitted, x_hat + shift), np.float32(outputs), sigma)
            for shift in (0.0, -0.01, 0.01)
        )
        assert np.all(np.asarray(around) < here)


# ---- the ELBO, by hand -----------------------------------------------------------------------


def by_hand(weights, vae, X, noise):
    """Mean over the rows of β KL − log p(x|z), and its gradient, in NumPy and float64.

    One hidden layer of tanh on either side; `noise` is the ε of z = μ + σ ε.
    """
    A, a, M, m, V, v, C, c, D, d = (np.asarray(w, float) for w in weights)
    mean, scale, beta = vae.mean_, vae.scale_, vae.beta
    X = X.astype(float)
    n = len(X)
    s = (X - mean) / scale  # forward
    h = np.tanh(s @ A + a)
    mu, log_var = h @ M + m, h @ V + v
    sigma = np.exp(log_var / 2)
    z = mu + sigma * noise
    g = np.tanh(z @ C + c)
    out = g @ D + d
    if vae.likelihood == "bernoulli":
        log_p = np.sum(X * out - np.logaddexp(0, out), axis=1)
        d_out = 1 / (1 + np.exp(-out)) - X
    else:
        wrong = (out * scale + mean - X) / vae.sigma_
        log_p = np.sum(-(wrong**2) / 2 - np.log(vae.sigma_ * np.sqrt(2 * np.pi)), axis=1)
        d_out = wrong / vae.sigma_ * scale
    kl = 0.5 * np.sum(mu**2 + np.exp(log_var) - log_var - 1, axis=1)
    value = np.mean(beta * kl - log_p)

    d_out = d_out / n  # and back
    d_g = d_out @ D.T * (1 - g**2)
    d_z = d_g @ C.T
    d_mu = d_z + beta * mu / n
    d_log_var = d_z * noise * sigma / 2 + beta * (np.exp(log_var) - 1) / 2 / n
    d_h = (d_mu @ M.T + d_log_var @ V.T) * (1 - h**2)
    return value, [
        s.T @ d_h,
        d_h.sum(0),
        h.T @ d_mu,
        d_mu.sum(0),
        h.T @ d_log_var,
        d_log_var.sum(0),
        z.T @ d_g,
        d_g.sum(0),
        g.T @ d_out,
        d_out.sum(0),
    ]


@pytest.fixture(params=["bernoulli", "gaussian"])
def small(request, X):
    """A network with random weights everywhere, and rows for it."""
    vae = VariationalAutoencoder(
        2,
        hidden_units=(5,),
        activation="tanh",
        likelihood=request.param,
        sigma=0.3,
        epochs=0,
        random_state=0,
    ).fit(X)
    random = np.random.default_rng(0)
    vae.model_.set_weights([0.5 * random.normal(size=w.shape) for w in vae.model_.weights])
    return vae, X[:24]


@pytest.mark.parametrize("beta", [1.0, 0.0, 3.0])
def test_gradient_equals_numpy(small, beta):
    vae, X = small
    model, x = vae.model_, standardised(vae, X)
    noise = np.random.default_rng(1).normal(size=(24, 2)).astype(np.float32)
    unit, objective = vae.set_params(beta=beta)._objective(6, np.random.RandomState(0))
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(objective["loss"](x, model((x, noise), training=True)))
    gradients = tape.gradient(loss, model.trainable_variables)
    value, expected = by_hand(model.get_weights(), vae, X, noise)
    assert unit(float(loss)) == pytest.approx(value, rel=1e-5)  # float32
    for ours, theirs, weight in zip(gradients, expected, model.trainable_variables, strict=True):
        np.testing.assert_allclose(
            ours, theirs, atol=1e-4 * np.abs(theirs).max(), err_msg=weight.path
        )


def test_hand_written_gradient_is_that_of_its_value(small):
    """Against finite differences, so that the two do not agree on the same mistake."""
    vae, X = small
    vae.beta = 0.7
    noise = np.random.default_rng(1).normal(size=(24, 2))
    weights = [np.asarray(w, float) for w in vae.model_.get_weights()]
    _, gradients = by_hand(weights, vae, X, noise)
    for weight, gradient in zip(weights, gradients, strict=True):
        place = np.unravel_index(np.abs(gradient).argmax(), gradient.shape)
        kept, values = weight[place], []
        for step in (-1e-5, 1e-5):
            weight[place] = kept + step
            values.append(by_hand(weights, vae, X, noise)[0])
        weight[place] = kept
        assert (values[1] - values[0]) / 2e-5 == pytest.approx(gradient[place], rel=1e-6)


def test_engine_takes_the_step_of_numpy(small):
    """One step of SGD over all rows, with a noise that is known."""
    vae, X = small
    model = vae.model_
    unit, objective = vae.set_params(beta=2.0)._objective(6, np.random.RandomState(3))
    noise = np.random.default_rng(1).normal(size=(24, 2)).astype(np.float32)
    before = model.get_weights()
    value, gradients = by_hand(before, vae, X, noise)
    epoch = engine.compile_epoch(
        model,
        objective["loss"],
        keras.optimizers.SGD(0.01),
        batch_size=24,
        noise=lambda x, seeds: (x, noise),
    )
    mean_loss = epoch(tf.constant(standardised(vae, X)), np.arange(24))
    assert unit(mean_loss) == pytest.approx(value, rel=1e-5)  # float32
    for old, new, gradient in zip(before, model.get_weights(), gradients, strict=True):
        np.testing.assert_allclose(
            (old - new) / 0.01, gradient, atol=2e-3 * np.abs(gradient).max()
        )  # a difference of float32


def test_elbo_of_the_estimator_equals_numpy(fitted, X):
    """Sum over features, sum over codes, in nats: each row by itself."""
    bound = fitted.elbo(X, n_draws=3, random_state=5)
    mean, log_var = (
        np.asarray(part, float) for part in fitted.model_.posterior(standardised(fitted, X))
    )
    noise = np.random.RandomState(5).normal(size=(3, 150, 2))
    log_p = []
    for each in noise:
        z = mean + np.exp(log_var / 2) * each
        x_hat = fitted.inverse_transform(z).astype(float)
        if fitted.likelihood == "bernoulli":
            log_p.append(np.sum(X * np.log(x_hat) + (1 - X) * np.log(1 - x_hat), axis=1))
        else:
            log_p.append(
                np.sum(
                    -(((X - x_hat) / fitted.sigma_) ** 2) / 2
                    - np.log(fitted.sigma_)
                    - np.log(2 * np.pi) / 2,
                    axis=1,
                )
            )
    kl = (mean**2 + np.exp(log_var) - log_var - 1) / 2
    np.testing.assert_allclose(bound.reconstruction, np.mean(log_p, axis=0), rtol=1e-3, atol=1e-3)
    np.testing.assert_allclose(bound.kl, kl.sum(axis=1), rtol=1e-3, atol=1e-4)
    np.testing.assert_allclose(bound.kl_per_code, kl.mean(axis=0), rtol=1e-3)


def test_parts_of_the_elbo_add_up(fitted, X):
    bound = fitted.elbo(X)
    np.testing.assert_allclose(bound.elbo, bound.reconstruction - bound.kl, rtol=1e-5)  # float32
    assert bound.kl_per_code.sum() == pytest.approx(bound.kl.mean(), rel=1e-5)
    assert (bound.kl >= 0).all() and (bound.kl_per_code >= 0).all()
    # a row's part does not depend on its neighbours
    np.testing.assert_allclose(fitted.elbo(X[:7]).kl, bound.kl[:7], rtol=1e-4)


# ---- the KL divergence -----------------------------------------------------------------------


@pytest.mark.parametrize(("mean", "sigma"), [(0.0, 0.5), (1.5, 1.0), (-1.0, 0.1), (0.7, 2.0)])
def test_kl_agrees_with_monte_carlo(mean, sigma):
    """E[log q(z) − log p(z)] over a million draws from q: a standard error of at most 0.2%."""
    kl = kl_from_prior(np.float32([[mean]]), np.float32([[2 * np.log(sigma)]]))
    noise = np.random.default_rng(0).normal(size=1_000_000)
    z = mean + sigma * noise
    log_ratio = -np.log(sigma) - noise**2 / 2 + z**2 / 2
    assert float(kl[0, 0]) == pytest.approx(log_ratio.mean(), rel=0.01)


def test_kl_of_a_fitted_network_agrees_with_monte_carlo(digits_vae, digits):
    mean, log_var = (
        np.asarray(part, float)
        for part in digits_vae.model_.posterior(standardised(digits_vae, digits[1]))
    )
    noise = np.random.default_rng(0).normal(size=(2000, *mean.shape))
    z = mean + np.exp(log_var / 2) * noise
    log_ratio = np.sum(-log_var / 2 - noise**2 / 2 + z**2 / 2, axis=-1)
    bound = digits_vae.elbo(digits[1])
    assert log_ratio.mean() == pytest.approx(bound.kl.mean(), rel=0.01)


@pytest.mark.parametrize("log_variance", [0.0, 1e-3, -1e-3, 0.3, -20.0, 20.0])
def test_kl_near_and_far_from_the_prior(log_variance):
    """Near σ = 1 it is (log σ²)²/4, which float32 would lose in σ² − 1."""
    mean = np.float32([[0.0, 2.0]])
    kl = np.asarray(kl_from_prior(mean, np.float32([[log_variance] * 2])))
    exact = (np.expm1(log_variance) - log_variance) / 2
    np.testing.assert_allclose(kl, [[exact, exact + 2]], rtol=1e-3)
    assert (kl >= 0).all()


@pytest.mark.parametrize("k", [1, 2, 5])
def test_kl_is_summed_over_codes_and_averaged_over_rows(X, k):
    """With μ = 1 and σ = 1 each code costs half a nat: k codes cost k/2, however many rows. The
    mean over the codes, as some published programs have it, would be 1/2 whatever k is."""
    vae = quick(k, epochs=0, validation=0, likelihood="bernoulli").fit(X)
    for name, value in (("mean", 1.0), ("log_variance", 0.0)):
        layer = vae.model_.posterior.get_layer(name)
        layer.set_weights([np.zeros((8, k)), np.full(k, value)])
    for rows in (X, X[:10], np.repeat(X, 2, axis=0)):
        bound = vae.elbo(rows)
        np.testing.assert_allclose(bound.kl, k / 2, rtol=1e-6)
        np.testing.assert_allclose(bound.kl_per_code, 0.5, rtol=1e-6)
    # and so in what training minimises: the same network with β = 0 and 1 differs by k/2
    losses = []
    for beta in (0.0, 1.0):
        vae.set_params(beta=beta, warm_start=True)
        _, objective = vae._objective(6, np.random.RandomState(0))
        x = standardised(vae, X)
        losses.append(np.mean(objective["loss"](x, vae.model_(x))))
    assert losses[1] - losses[0] == pytest.approx(k / 2, rel=1e-4)  # float32


# ---- the likelihood --------------------------------------------------------------------------


@pytest.mark.parametrize("d", [1, 4, 40])
def test_log_likelihood_is_summed_over_features(d):
    x = np.random.default_rng(0).random((3, d), dtype=np.float32)
    coin = bernoulli_log_likelihood(x, np.zeros((3, d), np.float32))
    np.testing.assert_allclose(coin, -d * np.log(2), rtol=1e-5)
    hit = gaussian_log_likelihood(x, x, sigma=0.5)
    np.testing.assert_allclose(hit, -d * np.log(0.5 * np.sqrt(2 * np.pi)), rtol=1e-5)


def test_gaussian_density_is_scipys():
    x, x_hat = np.random.default_rng(0).normal(size=(2, 5, 7)).astype(np.float32)
    expected = norm.logpdf(x, loc=x_hat, scale=0.3).sum(axis=1)
    np.testing.assert_allclose(gaussian_log_likelihood(x, x_hat, 0.3), expected, rtol=1e-5)


def test_bernoulli_is_reckoned_from_logits():
    """Where the probability has become 0 or 1 in float32, its logarithm is still right."""
    logits = np.float32([[40.0], [-200.0], [40.0], [-200.0]])
    x = np.float32([[1], [0], [0], [1]])
    np.testing.assert_allclose(bernoulli_log_likelihood(x, logits), [0, 0, -40, -200], atol=1e-6)
    with tf.GradientTape() as tape:
        logits = tf.constant(logits)
        tape.watch(logits)
        value = bernoulli_log_likelihood(x, logits)
    np.testing.assert_allclose(tape.gradient(value, logits), [[0], [0], [-1], [1]], atol=1e-6)


def test_linear_network_reaches_probabilistic_pca(digits):
    """Without hidden layers and with PCA's σ the best ELBO *is* the log-likelihood of probabilistic
    PCA (Lucas et al. 2019, "Don't blame the ELBO!"), which scikit-learn reckons without a network.
    So units, constants and both sums are right, or this fails."""
    X = digits[0]
    pca = PCA(2).fit(X)
    vae = VariationalAutoencoder(
        2,
        hidden_units=(),
        epochs=60,
        validation=0,
        weight_decay=0,
        learning_rate=0.02,
        random_state=0,
    ).fit(X)
    assert vae.sigma_ == pytest.approx(np.sqrt(pca.noise_variance_), rel=1e-4)
    reached = vae.elbo(X, n_draws=20).elbo.mean()
    exact = pca.score(X)
    mean = np.broadcast_to(X.mean(axis=0), X.shape)
    empty = np.mean(gaussian_log_likelihood(X, mean, vae.sigma_))
    assert exact - 0.3 < reached < exact + 0.05 and reached > empty + 5


# ---- β, σ, collapse --------------------------------------------------------------------------


@EACH_LIKELIHOOD
def test_large_beta_empties_every_code(X, likelihood):
    vae = quick(likelihood=likelihood, beta=1000.0, epochs=60).fit(X)
    assert vae.elbo(X).kl_per_code.max() < 0.01
    spread = vae.reconstruct(X).std(axis=0).max()
    assert spread < 0.05 * X.std()  # whatever the row, the same answer
    np.testing.assert_allclose(vae.reconstruct(X).mean(axis=0), X.mean(axis=0), atol=0.1 * X.std())


def test_without_kl_it_is_an_autoencoder_with_noise_it_silences(X):
    """β = 0: nothing speaks against a small σ, so the code tells more than at β = 1."""
    free, paying = (quick(beta=beta, epochs=40).fit(X) for beta in (0.0, 1.0))
    assert free.elbo(X).kl.mean() > paying.elbo(X).kl.mean() + 1
    assert free.elbo(X).reconstruction.mean() > paying.elbo(X).reconstruction.mean()
    assert free.elbo(X).elbo.mean() < paying.elbo(X).elbo.mean()
    loss = free.history_["val_loss"]
    assert np.isfinite(loss).all()


def test_beta_is_in_the_history_and_not_in_the_elbo(X):
    starts = {beta: quick(beta=beta, epochs=0, validation=0).fit(X) for beta in (0.0, 1.0, 5.0)}
    bound = {beta: vae.elbo(X) for beta, vae in starts.items()}
    np.testing.assert_array_equal(bound[0.0].elbo, bound[5.0].elbo)
    loss = {beta: vae.history_["loss"][0] for beta, vae in starts.items()}
    kl = bound[1.0].kl.mean()
    assert loss[1.0] - loss[0.0] == pytest.approx(kl, rel=1e-3)
    assert loss[5.0] - loss[0.0] == pytest.approx(5 * kl, rel=1e-3)


def test_large_sigma_empties_the_codes(X):
    """A σ as wide as the data explains them without a code."""
    vae = quick(sigma=20 * X.std(), epochs=60).fit(X)
    assert vae.elbo(X).kl_per_code.max() < 0.01 and vae.sigma_ == 20 * X.std()


def test_sigma_of_probabilistic_pca(X):
    pca = PCA(2).fit(X)
    assert quick(epochs=0).fit(X).sigma_ == pytest.approx(np.sqrt(pca.noise_variance_), rel=1e-4)
    wide = X[:4, :].repeat(50, axis=1) + np.random.default_rng(0).normal(size=(4, 300))
    centred = wide - wide.mean(axis=0)
    _, S, _ = np.linalg.svd(centred, full_matrices=False)
    left = np.sum(S[2:] ** 2) / 3 / (300 - 2)  # Tipping & Bishop: over all other d − k axes
    assert quick(epochs=0).fit(wide).sigma_ == pytest.approx(np.sqrt(left), rel=1e-4)
    line = np.outer(np.arange(20.0), [1, 2, 3])  # PCA leaves nothing over
    assert quick(epochs=0).fit(line).sigma_ == pytest.approx(
        0.01 * (line - line.mean(axis=0)).std(), rel=1e-4
    )


@pytest.mark.parametrize("unit", [1024, 2**-10])
def test_unit_does_not_matter(X, unit):
    """A unit that is a power of two rounds nothing but the log-likelihood's constant."""
    here, there = quick(epochs=10).fit(X), quick(epochs=10).fit(unit * X)
    assert there.sigma_ == unit * here.sigma_
    np.testing.assert_array_equal(there.transform(unit * X), here.transform(X))
    np.testing.assert_array_equal(there.sample(5, 0), unit * here.sample(5, 0))
    # a density per unit of X: six features, each a factor of `unit`
    np.testing.assert_allclose(
        there.elbo(unit * X).elbo, here.elbo(X).elbo - 6 * np.log(unit), atol=1e-3
    )


# ---- what training minimises, and which epoch it keeps ---------------------------------------


def test_history_is_minus_the_elbo(fitted, X):
    X = np.repeat(X, 20, axis=0)  # many draws
    start = clone(fitted).set_params(epochs=0, validation=0).fit(X)
    elbos = [start.elbo(X, random_state=seed).elbo.mean() for seed in range(20)]
    accuracy = 4 * np.std(elbos)
    assert abs(start.history_["loss"][0] + np.mean(elbos)) < accuracy
    assert accuracy < start.elbo(X).kl.mean()  # so a part left out would show


def test_validation_draws_the_same_noise_in_every_epoch(X):
    """With next to no learning, epochs differ by the draw: in training, not on held-out rows."""
    history = quick(learning_rate=1e-20, epochs=5, weight_decay=0).fit(X).history_
    assert len(set(history["val_loss"])) == 1
    assert len(set(history["loss"])) == 6


def test_network_takes_the_noise_or_none(X):
    """z = μ + σε; without ε the code is its mean."""
    model = networks.VariationalModel(6, 2, (8,), seed=0)
    noise = np.random.default_rng(0).normal(size=(150, 2)).astype(np.float32)
    mean, log_variance = map(np.asarray, model.posterior(X))
    for answer, z in (
        (model((X, noise)), mean + np.exp(log_variance / 2) * noise),
        (model(X), mean),
    ):
        np.testing.assert_allclose(answer[0], model.outputs_(z), rtol=1e-4, atol=1e-5)  # float32


def test_learns(digits, digits_vae):
    """On rows it has not seen, better than pixels that are independent of each other."""
    train, test = digits
    mean = np.clip(train.mean(axis=0), 1e-3, 1 - 1e-3)
    independent = np.mean(np.sum(test * np.log(mean) + (1 - test) * np.log(1 - mean), axis=1))
    bound = digits_vae.elbo(test, n_draws=10)
    assert bound.elbo.mean() > independent + 2  # nats: 4.5 more in likelihood, 2.3 paid in KL
    assert bound.kl_per_code.min() > 0.5  # both codes are in use
    minus = digits_vae.history_["val_loss"]
    assert min(minus) == pytest.approx(-bound.elbo.mean(), rel=0.05)
    assert digits_vae.reconstruction_error(test).mean() < 0.8 * test.var(axis=0).mean()


@pytest.mark.parametrize(
    ("n_features", "signal", "seed", "epochs"),
    [(20_000, 0.0, 0, 15), (20_000, 1.0, 0, 15), (20_000, 1.0, 4, 15), (2_000, 0.0, 4, 40)],
)
def test_wide_data_at_default_settings(n_features, signal, seed, epochs):
    """100 rows of standardised values, such as gene expression: noise, or five factors."""
    random = np.random.default_rng(seed)
    X = signal * random.normal(size=(100, 5)) @ random.normal(size=(5, n_features))
    X = StandardScaler().fit_transform(X + random.normal(size=X.shape))
    vae = VariationalAutoencoder(epochs=epochs, random_state=seed).fit(X)
    for values in vae.history_.values():
        assert np.isfinite(values).all()
        assert max(values) < values[0] + 0.1 * abs(values[0])
    assert vae.history_["loss"][-1] < vae.history_["loss"][0] - 100  # nats
    if signal:
        assert min(vae.history_["val_loss"]) < vae.history_["val_loss"][0] - 1000
    assert np.isfinite(vae.elbo(X).elbo).all()


@pytest.mark.parametrize(
    ("parameter", "value", "there"),
    [
        ("likelihood", "bernoulli", "gaussian"),
        ("sigma", 0.5, "auto"),
        ("hidden_units", [9], [8]),
        ("activation", "tanh", "gelu"),
        ("n_components", 3, 2),
    ],
)
def test_warm_start_cannot_change_the_network(X, parameter, value, there):
    vae = quick(warm_start=True).fit(X)
    before = vae.elbo(X).elbo
    with pytest.raises(
        ValueError,
        match=re.escape(
            f"{parameter} is {value!r}, but the network to go on with has {there!r}: set"
        ),
    ) as error:
        vae.set_params(**{parameter: value}).fit(X)
    assert one_sentence(error)
    np.testing.assert_array_equal(vae.elbo(X).elbo, before)


# ---- samples ---------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 7, 3000])
def test_sample(fitted, n):
    X_new = fitted.sample(n, random_state=0)
    assert X_new.shape == (n, 6) and X_new.dtype == np.float64
    codes = np.random.RandomState(0).normal(size=(n, 2))
    np.testing.assert_array_equal(X_new, fitted.inverse_transform(codes))
    if fitted.likelihood == "bernoulli":
        assert X_new.min() >= 0 and X_new.max() <= 1


def test_sample_follows_its_seed_and_no_global_state(fitted):
    def states():
        return [random.getstate(), np.random.get_state()[1].tolist(), np.random.get_state()[2]]

    before = states()
    first, again, other = (fitted.sample(5, random_state=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert np.abs(first - other).max() > 0
    free = [fitted.sample(5) for _ in range(2)]
    assert np.abs(free[0] - free[1]).max() > 0  # None: others at every call
    generator = np.random.RandomState(1)
    np.testing.assert_array_equal(fitted.sample(5, generator), first)
    assert np.abs(fitted.sample(5, generator) - first).max() > 0  # it goes on
    assert states() == before


def test_samples_are_like_the_data(digits, digits_vae):
    """Their mean and spread; a prior that does not fit the codes would show in both."""
    X, new = digits[1], digits_vae.sample(2000, random_state=0)
    assert np.abs(new.mean(axis=0) - X.mean(axis=0)).mean() < 0.05
    assert 0.2 < new.var(axis=0).sum() / X.var(axis=0).sum() < 1


def test_draws_of_the_elbo(fitted, X):
    one, again, other = (fitted.elbo(X, random_state=seed).elbo for seed in (0, 0, 1))
    np.testing.assert_array_equal(one, again)
    np.testing.assert_array_equal(one, fitted.elbo(X).elbo)
    assert np.abs(one - other).max() > 0
    many = [fitted.elbo(X, n_draws=64, random_state=seed).elbo for seed in (0, 1)]
    # 64 draws are 8 times as exact as one
    assert np.std(many[0] - many[1]) < np.std(one - other) / 4
    np.testing.assert_array_equal(fitted.elbo(X, random_state=0).kl, fitted.elbo(X, 9, 1).kl)


def test_elbo_far_from_all_rows_of_the_fit(X, recwarn):
    """exp(log σ²) overflows in float32: the bound is below any number, but never missing."""
    fitted = quick().fit(X)
    rows = X[:30].astype(float)
    rows[10:20] *= 1e4
    rows[20:] *= 1e30
    bound = fitted.elbo(rows)
    np.testing.assert_allclose(bound.elbo[:10], fitted.elbo(X[:10]).elbo, rtol=1e-5)
    assert (bound.elbo[10:] < -1e6).all() and (bound.elbo[20:] == -np.inf).all()
    assert not any(np.isnan(values).any() for values in vars(bound).values())
    assert [str(warning.message) for warning in recwarn] == []


@pytest.mark.parametrize(("method", "name"), [("sample", "n_samples"), ("elbo", "n_draws")])
@pytest.mark.parametrize("value", [0, -2, 1.5])
def test_counts(fitted, X, method, name, value):
    arguments = (value,) if method == "sample" else (X, value)
    with pytest.raises(ValueError, match=f"{name} must be a whole number from 1 up"):
        getattr(fitted, method)(*arguments)


# ---- same seed, same result; nothing else touched --------------------------------------------


@EACH_LIKELIHOOD
def test_same_seed_same_result_to_the_bit(X, likelihood):
    first = quick(likelihood=likelihood).fit(X)
    keras.utils.set_random_seed(99)  # must not matter
    again = quick(likelihood=likelihood).fit(X)
    np.testing.assert_array_equal(first.transform(X), again.transform(X))
    np.testing.assert_array_equal(first.elbo(X).elbo, again.elbo(X).elbo)
    assert first.history_ == again.history_
    assert quick(likelihood=likelihood, random_state=1).fit(X).history_ != first.history_


def test_global_seeds_are_untouched(X):
    def draws():
        return [
            random.random(),
            np.random.random(),
            keras.random.uniform(()).numpy(),
            tf.random.uniform(()).numpy(),
        ]

    keras.utils.set_random_seed(7)
    expected = draws()
    keras.utils.set_random_seed(7)
    vae = quick().fit(X)
    vae.sample(3)
    vae.elbo(X, random_state=None)
    np.testing.assert_equal(draws(), expected)


def test_nothing_of_a_fit_stays_in_memory(X):
    def compiled_graphs():
        gc.collect()
        return sum(type(thing).__name__ == "FuncGraph" for thing in gc.get_objects())

    quick(epochs=1).fit(X).transform(X)
    before = compiled_graphs()
    estimator = quick(epochs=1).fit(X)
    estimator.transform(X)
    assert compiled_graphs() > before
    del estimator
    assert compiled_graphs() <= before


# ---- as `Autoencoder` ------------------------------------------------------------------------


def through_joblib(estimator, folder):
    joblib.dump(estimator, folder / "estimator.joblib")
    return joblib.load(folder / "estimator.joblib")


def through_save(estimator, folder):
    estimator.save(folder / "estimator.keras")
    return VariationalAutoencoder.load(folder / "estimator.keras")


COPIES = {
    "pickle": lambda estimator, folder: pickle.loads(pickle.dumps(estimator)),
    "deepcopy": lambda estimator, folder: copy.deepcopy(estimator),
    "joblib": through_joblib,
    "save": through_save,
}


@pytest.mark.parametrize("way", COPIES)
def test_copies_are_equal_to_the_bit_and_independent(fitted, X, way, tmp_path):
    twin = COPIES[way](fitted, tmp_path)
    for method in ("transform", "reconstruct", "reconstruction_error"):
        np.testing.assert_array_equal(getattr(twin, method)(X), getattr(fitted, method)(X))
    np.testing.assert_array_equal(twin.sample(9, 0), fitted.sample(9, 0))
    for field in fields(Elbo):
        np.testing.assert_array_equal(
            getattr(twin.elbo(X), field.name), getattr(fitted.elbo(X), field.name)
        )
    for name in (
        "history_",
        "n_iter_",
        "n_components_",
        "n_features_in_",
        "reconstruction_err_",
        "sigma_",
    ):
        assert getattr(twin, name) == getattr(fitted, name)
    mine, yours = twin.get_params(), fitted.get_params()
    assert list(mine.pop("hidden_units")) == list(yours.pop("hidden_units"))  # JSON has lists
    assert mine == yours
    assert twin.model_.count_params() == fitted.model_.count_params()

    before = fitted.elbo(X).elbo
    twin.encoder_.set_weights([0 * w for w in twin.encoder_.get_weights()])
    assert np.ptp(twin.reconstruct(X), axis=0).max() == 0  # parts of one model
    assert np.ptp(twin.elbo(X).kl) < 1e-6
    np.testing.assert_array_equal(fitted.elbo(X).elbo, before)


@pytest.mark.parametrize("way", [None, *COPIES])
def test_warm_start_goes_on(X, way, tmp_path):
    estimator = quick(warm_start=True, epochs=5).fit(X)
    history = copy.deepcopy(estimator.history_)
    if way:
        estimator = COPIES[way](estimator, tmp_path)
    estimator.set_params(epochs=15).fit(X)
    assert estimator.n_iter_ == 20
    for key, values in estimator.history_.items():
        assert len(values) == 21 and values[:6] == history[key]
    assert min(estimator.history_["val_loss"]) < min(history["val_loss"])
    other = quick(warm_start=True, epochs=5).fit(X).set_params(epochs=15).fit(X)
    np.testing.assert_array_equal(other.transform(X), estimator.transform(X))


def test_interrupt_leaves_a_fitted_estimator(X):
    estimator = quick(callbacks=[Stumble(1, interrupt)])
    with (
        pytest.warns(UserWarning, match="interrupted after 2 of 4 epochs"),
        pytest.raises(KeyboardInterrupt),
    ):
        estimator.fit(X)
    assert estimator.n_iter_ == 2 and len(estimator.history_["val_loss"]) == 3
    assert estimator.sample(3).shape == (3, 6)


def test_patience(X):
    estimator = quick(epochs=100, patience=3).fit(X)
    losses = estimator.history_["val_loss"]
    assert estimator.n_iter_ < 100 and np.argmin(losses) == len(losses) - 4
    assert min(losses) < losses[0]


def test_callbacks_are_told_and_can_stop(X):
    history = keras.callbacks.History()
    stop = Stumble(1, lambda model: setattr(model, "stop_training", True))
    estimator = quick(callbacks=[history, stop]).fit(X)
    assert estimator.n_iter_ == 2 and set(history.history) == {"loss", "val_loss"}


def test_loss_that_is_nan_keeps_the_earlier_fit(X):
    estimator = quick().fit(X)
    before, history = estimator.elbo(X).elbo, copy.deepcopy(estimator.history_)
    estimator.set_params(callbacks=[Stumble(0, poison)])
    with pytest.raises(FloatingPointError, match="epoch 2: lower the learning rate") as error:
        estimator.fit(X[:, :4])
    assert one_sentence(error)
    np.testing.assert_array_equal(estimator.elbo(X).elbo, before)
    assert estimator.history_ == history and estimator.n_features_in_ == 6
    with pytest.raises(FloatingPointError):
        quick(optimizer="sgd", learning_rate=1e30, epochs=50).fit(X)


@pytest.mark.parametrize("value", [0, 0.1, np.array([0.1, 0, 0.7, 1])], ids=str)
@EACH_LIKELIHOOD
def test_constant_data(likelihood, value, recwarn):
    X = np.ones((30, 4)) * value
    estimator = quick(likelihood=likelihood, epochs=60).fit(X)
    np.testing.assert_allclose(estimator.reconstruct(X), X, atol=0.1)
    assert np.isfinite(estimator.elbo(X).elbo).all()
    assert [str(warning.message) for warning in recwarn] == []


@pytest.mark.parametrize("n_rows", [2, 3, 7])
@EACH_LIKELIHOOD
def test_a_handful_of_rows(X, likelihood, n_rows, recwarn):
    estimator = quick(likelihood=likelihood).fit(X[:n_rows])
    assert np.isfinite(estimator.elbo(X[:n_rows]).elbo).all()
    assert ("val_loss" in estimator.history_) == (n_rows > 2)
    assert [str(warning.message) for warning in recwarn] == []


def test_names_of_columns_and_pipelines(X):
    frame = pd.DataFrame(100 * X, columns=list("abcdef"))
    pipeline = make_pipeline(MinMaxScaler(clip=True), quick(likelihood="bernoulli")).fit(frame)
    assert pipeline.inverse_transform(pipeline.transform(frame)).shape == X.shape
    estimator = quick().fit(frame)
    assert list(estimator.feature_names_in_) == list("abcdef")
    with pytest.raises(ValueError, match="(?s)feature names should match.*same order"):
        estimator.elbo(frame[list("fedcba")])


def test_compare(digits):
    table = compare(
        {"PCA": PCA(2), "VAE": quick(likelihood="bernoulli", epochs=1)}, digits[0][:200], digits[1]
    ).table
    vae = table.loc["VAE"]
    assert vae["k"] == 2 and np.isfinite(vae["test error"])
    # 64-8-2 twice over for μ and log σ², and 2-8-64
    assert vae["parameters"] == (64 * 8 + 8) + 2 * (8 * 2 + 2) + (2 * 8 + 8) + (8 * 64 + 64)


# ---- the explorer ----------------------------------------------------------------------------


def decode(paths, scale, offset, Z):
    """What the explorer's page does, in NumPy."""
    functions = {"linear": lambda h: h, "tanh": np.tanh, "sigmoid": lambda h: 1 / (1 + np.exp(-h))}
    total = 0.0
    for path in paths:
        h = Z
        for kernel, bias, activation in path:
            h = functions[activation](h @ kernel + bias)
        total = total + h
    return total * scale + offset


@EACH_LIKELIHOOD
def test_explorer_decodes_alike(digits, likelihood):
    vae = quick(3, likelihood=likelihood, activation="tanh", epochs=1).fit(digits[0])
    paths, scale, offset = decoder_paths(vae, 3)
    Z = np.random.default_rng(0).normal(size=(50, 3))
    np.testing.assert_allclose(decode(paths, scale, offset, Z), vae.inverse_transform(Z), atol=1e-5)
    assert [kernel.shape for kernel, _, _ in paths[0]] == [(3, 8), (8, 64)]  # no layer of 64 × 64
    page = explorer.explore({"VAE": vae, "PCA": PCA(3).fit(digits[0])}, digits[1])
    np.testing.assert_array_equal(page.codes["VAE"], vae.transform(digits[1]))


def test_explorer_after_a_scaler(digits):
    scaled = make_pipeline(StandardScaler(), quick(3, activation="tanh", epochs=1)).fit(digits[0])
    Z = np.random.default_rng(0).normal(size=(50, 3))
    np.testing.assert_allclose(
        decode(*decoder_paths(scaled, 3), Z), scaled.inverse_transform(Z), atol=1e-5
    )


# ---- bad input: what was wrong, and what to do -----------------------------------------------


@pytest.mark.parametrize("shift", [-0.4, 0.6])
def test_values_outside_0_1_with_bernoulli(X, shift):
    vae, moved = quick(likelihood="bernoulli"), X + np.float32(shift)
    ends = f"{moved.min():.3g} to {moved.max():.3g}"
    message = rf"X ranges from {ends}, but a Bernoulli likelihood needs values in \[0, 1\]"
    with pytest.raises(ValueError, match=message) as error:
        vae.fit(moved)
    assert one_sentence(error)
    for way_out in ("MinMaxScaler", "likelihood='gaussian'"):
        assert way_out in str(error.value)
    vae.fit(X).transform(moved)  # a code it has, a likelihood not
    with pytest.raises(ValueError, match="Bernoulli"):
        vae.elbo(moved)
    quick().fit(moved).elbo(moved)


@pytest.mark.parametrize("method", ["elbo", "transform", "sample", "inverse_transform", "save"])
def test_unfitted(X, method):
    with pytest.raises(NotFittedError, match="VariationalAutoencoder"):
        getattr(quick(), method)(X)


def test_bad_rows(fitted, X):
    spoilt = X.copy()
    spoilt[3, 1] = np.nan
    with pytest.raises(ValueError, match=r"NaN.* 1 column\(s\) \(1\): impute them"):
        fitted.elbo(spoilt)
    with pytest.raises(ValueError, match="4 features.* 6 features"):
        fitted.elbo(X[:, :4])
    with pytest.raises(ValueError, match="the codes of this VariationalAutoencoder have 2: pass"):
        fitted.inverse_transform(np.zeros((5, 3)))
    with pytest.warns(UserWarning, match="n_components=7 is more than the 6 features") as caught:
        quick(7, epochs=0).fit(X)
    assert caught[0].filename == __file__  # the warning points at the caller's line


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"activation": "gellu"}, "Keras has no activation 'gellu'"),
        ({"optimizer": "adma"}, "Keras has no optimizer 'adma'"),
        ({"hidden_units": (8, 0)}, "hidden_units must be whole numbers from 1 up"),
    ],
    ids=str,
)
def test_unknown_names_and_sizes(X, options, message):
    with pytest.raises(ValueError, match=message):
        quick(**options).fit(X)


def test_damaged_and_foreign_files(fitted, tmp_path, X):
    from aeutils import Autoencoder

    path = tmp_path / "vae.keras"
    fitted.save(path)
    with pytest.raises(ValueError, match="was not written by Autoencoder.save"):
        Autoencoder.load(path)
    path.write_bytes(path.read_bytes()[:3000])
    with pytest.raises(ValueError, match="damaged or was not written by VariationalAutoencoder"):
        VariationalAutoencoder.load(path)
