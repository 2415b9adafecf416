"""`VariationalAutoencoder`: codes with a distribution, so that new rows can be drawn."""

from dataclasses import dataclass
from functools import partial
from numbers import Real

import numpy as np
from sklearn.utils import check_random_state, gen_batches
from sklearn.utils._param_validation import Interval, StrOptions
from sklearn.utils.validation import check_is_fitted

from .._keras import keras
from .._validation import check_unit_interval, check_whole
from ..networks.variational import (
    VariationalModel,
    bernoulli_log_likelihood,
    gaussian_log_likelihood,
)
from ._base import KerasReducer
from ._standardise import ROWS_AT_ONCE
from ._starts import principal_components


@dataclass(frozen=True)
class Elbo:
    """The evidence lower bound of each row and its parts, in nats; `elbo` returns it.

    Attributes
    ----------
    elbo : array of shape (n_samples,)
        Lower bound of log p(x): `reconstruction` less `kl`.
    reconstruction : array of shape (n_samples,)
        E[log p(x|z)] over codes z ~ q(z|x), summed over features.
    kl : array of shape (n_samples,)
        KL(q(z|x) ‖ N(0, I)), summed over codes.
    kl_per_code : array of shape (n_components,)
        Mean over the rows of each code's part of it; near 0 where a code tells nothing of x.
    """

    elbo: np.ndarray
    reconstruction: np.ndarray
    kl: np.ndarray
    kl_per_code: np.ndarray


class VariationalAutoencoder(KerasReducer):
    """An autoencoder whose codes follow a known distribution, so that new rows can be drawn.

    The encoder answers with a Gaussian q(z|x) for each row, the decoder with a distribution p(x|z)
    for each code. Training maximises the ELBO, in nats,

        E[log p(x|z)] − β KL(q(z|x) ‖ N(0, I)),

    the log-likelihood summed over the features, the KL divergence over the codes, and both as the
    mean over the rows (Kingma & Welling; with a β other than 1, Higgins et al.).
    `transform` gives the mean of q(z|x) and `inverse_transform` the mean of p(x|z).

    Parameters
    ----------
    n_components, hidden_units, activation
        As in `Autoencoder`; `hidden_units` has no "auto", its default is (128, 64).
    likelihood : {"gaussian", "bernoulli"}, default="gaussian"
        What p(x|z) is for each feature: a Gaussian around x̂, for any numbers, or the Bernoulli
        distribution of a pixel that is 1 with probability x̂, for values in [0, 1].
    sigma : float or "auto", default="auto"
        Standard deviation of the Gaussian, in the units of X. Twice as large counts squared errors
        a quarter; too large, and the codes stay empty. "auto" takes that of probabilistic PCA
        with as many components (Tipping & Bishop), but at least 1% of the data's own.
    beta : float, default=1.0
        Weight β of the KL divergence.
    optimizer, learning_rate, weight_decay, epochs, batch_size
        As in `Autoencoder`.
    validation, patience, warm_start, callbacks, random_state, verbose
        As in `Autoencoder`. The codes of held-out rows are drawn with the same noise in every
        epoch: else the epoch kept would be the one with the luckiest draw.

    Attributes
    ----------
    sigma_ : float
        Standard deviation of the Gaussian p(x|z), in the units of X.
    history_ : dict of lists
        Minus the ELBO, in nats, with its KL divergence times β: "loss" of the training rows and
        "val_loss" of the held-out rows, as in `Autoencoder`.
    model_ : as in `Autoencoder`, but `encoder_` and `decoder_` are two of several parts
    structure_, seed_, mean_, scale_, standardised_output_ : as in `Autoencoder`
    n_iter_, n_components_, n_features_in_, feature_names_in_ : as in `Autoencoder`
    reconstruction_err_ : as in `Autoencoder`

    See Also
    --------
    Autoencoder : The plain one, which starts as PCA.

    References
    ----------
    Kingma, Welling (2014), "Auto-encoding variational Bayes", ICLR. Higgins et al. (2017),
    "beta-VAE: Learning basic visual concepts with a constrained variational framework", ICLR.
    Tipping, Bishop (1999), "Probabilistic principal component analysis", Journal of the Royal
    Statistical Society B 61.

    Examples
    --------
    >>> from aeutils import VariationalAutoencoder, load_digits
    >>> X = load_digits().X
    >>> vae = VariationalAutoencoder(2, likelihood="bernoulli", epochs=3, random_state=0).fit(X)
    >>> vae.transform(X).shape, vae.sample(5, random_state=0).shape
    ((1797, 2), (5, 64))
    >>> bound = vae.elbo(X)
    >>> bound.elbo.shape, bound.kl_per_code.shape
    ((1797,), (2,))
    """

    _structure = (*KerasReducer._structure, "likelihood", "sigma")
    _parameter_constraints = {
        **KerasReducer._parameter_constraints,
        "likelihood": [StrOptions({"bernoulli", "gaussian"})],
        "sigma": [StrOptions({"auto"}), Interval(Real, 0, None, closed="neither")],
        "beta": [Interval(Real, 0, None, closed="left")],
    }

    def __init__(self, n_components=2, *, hidden_units=(128, 64), activation="gelu",
                 likelihood="gaussian", sigma="auto", beta=1.0, optimizer="adam",
                 learning_rate=4e-3, weight_decay=0.1, epochs=200, batch_size="auto",
                 validation=0.1, patience=50, warm_start=False, callbacks=None,
                 random_state=None, verbose=0):
        self.n_components = n_components
        self.hidden_units = hidden_units
        self.activation = activation
        self.likelihood = likelihood
        self.sigma = sigma
        self.beta = beta
        self.optimizer = optimizer
        self.learning_rate = learning_rate
        self.weight_decay = weight_decay
        self.epochs = epochs
        self.batch_size = batch_size
        self.validation = validation
        self.patience = patience
        self.warm_start = warm_start
        self.callbacks = callbacks
        self.random_state = random_state
        self.verbose = verbose

    def sample(self, n_samples=1, random_state=None):
        """Draw codes from the prior N(0, I), and decode each to the mean of p(x|z).

        Parameters
        ----------
        n_samples : int
        random_state : int, RandomState or None
            Seed of the codes; None draws others at every call.

        Returns
        -------
        ndarray of shape (n_samples, n_features), float64

        Raises
        ------
        NotFittedError
            Before `fit`.
        ValueError
            When `n_samples` is no whole number from 1 up.
        """
        check_is_fitted(self)
        check_whole("n_samples", n_samples)
        shape = (n_samples, self.n_components_)
        return self.inverse_transform(_generator(random_state).normal(size=shape))

    def elbo(self, X, n_draws=1, random_state=0):
        """The ELBO of each row and its two parts, in nats, with a weight of 1 whatever β is.

        The KL divergence is exact; the log-likelihood is a mean over draws of the code.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
        n_draws : int
            Codes to draw from q(z|x) for each row.
        random_state : int, RandomState or None
            Seed of these draws; None draws others at every call.

        Returns
        -------
        Elbo
            For rows so far from those of `fit` that float32 cannot hold it, −∞.

        Raises
        ------
        NotFittedError
            Before `fit`.
        ValueError
            When `n_draws` is no whole number from 1 up, or X is not what `fit` could learn.
        """
        check_is_fitted(self)
        check_whole("n_draws", n_draws)
        X = self._check(X)
        self._check_settings(X)
        random = _generator(random_state)
        log_likelihood = partial(_log_likelihood, **self._units())
        parts = []
        for rows in gen_batches(len(X), ROWS_AT_ONCE):
            x = self._standardise(X[rows])
            noise = random.normal(size=(n_draws, len(x), self.n_components_))
            draws = [self.model_((x, each.astype(np.float32))) for each in noise]
            likelihoods = [np.asarray(log_likelihood(x, out), float) for out, _ in draws]
            parts.append((np.mean(likelihoods, axis=0), np.asarray(draws[0][1], float)))
        reconstruction, kl = map(np.concatenate, zip(*parts, strict=True))
        reconstruction = np.where(np.isnan(reconstruction), -np.inf,
                                  reconstruction - self._log_unit(X.shape[1]))
        kl = np.where(np.isnan(kl), np.inf, kl)
        return Elbo(reconstruction - kl.sum(axis=1), reconstruction, kl.sum(axis=1),
                    kl.mean(axis=0))

    def _check_settings(self, X):
        if self.likelihood == "bernoulli":
            check_unit_interval(X, "a Bernoulli likelihood needs", "likelihood='gaussian'")

    @property
    def _linear_output(self):
        return self.likelihood == "gaussian"

    def _start(self, X, random):
        self.sigma_ = self.sigma
        if self.sigma == "auto":
            n, d = X.shape
            pca = principal_components(X, self.n_components, random)
            # Not pca.noise_variance_: with fewer rows than features it is a mean over the rows.
            variances = pca.var_ * n / (n - 1) if hasattr(pca, "var_") else X.var(axis=0, ddof=1)
            left = variances.sum() - pca.explained_variance_.sum()
            variance = left / max(1, d - self.n_components)
            self.sigma_ = self.scale_ * max(float(np.sqrt(max(variance, 0.0))), 0.01)
        return VariationalModel(
            X.shape[1], int(self.n_components), self.hidden_units, self.activation,
            self.likelihood, seed=random.randint(2**31 - 1))

    def _objective(self, n_features, random):
        log_unit = self._log_unit(n_features)
        return lambda value: value + log_unit, {
            "loss": partial(_minus_elbo, beta=np.float32(self.beta), **self._units()),
            "noise": partial(_with_noise, k=int(self.n_components))}

    def _units(self):
        """What `_log_likelihood` must know."""
        if self.standardised_output_:
            return {"sigma": np.float32(self.sigma_ / self.scale_)}
        return {"mean": self.mean_.astype(np.float32), "scale": np.float32(self.scale_)}

    def _log_unit(self, n_features):
        """What a density per unit of X has less than one of standardised rows, in nats."""
        return n_features * np.log(self.scale_) if self.standardised_output_ else 0.0


def _with_noise(x, seeds, k):
    """Rows x and an ε for each, which together the network is given."""
    return x, keras.random.normal((keras.ops.shape(x)[0], k), dtype="float32", seed=seeds)


def _minus_elbo(x, answer, beta, **units):
    out, kl = answer
    return beta * keras.ops.sum(kl, axis=-1) - _log_likelihood(x, out, **units)


def _log_likelihood(x, out, sigma=None, mean=None, scale=None):
    """Log p(x|z) of standardised rows from the network's outputs: Gaussian, if there is a σ."""
    if sigma is not None:
        return gaussian_log_likelihood(x, out, sigma)
    return bernoulli_log_likelihood(x * scale + mean, out)


def _generator(random_state):
    """A generator that leaves NumPy's global one alone, even for None."""
    return np.random.RandomState() if random_state is None else check_random_state(random_state)
