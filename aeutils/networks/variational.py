"""Variational autoencoders: a network that answers with the ELBO, likelihood and KL divergence.

For a row x and its code z, the evidence lower bound (Kingma & Welling 2014, "Auto-encoding
variational Bayes", ICLR) is

    log p(x) ≥ ELBO = E[log p(x|z)] − KL(q(z|x) ‖ p(z)),
    q(z|x) = N(μ(x), diag σ²(x)),  p(z) = N(0, I).

All of it is in nats. The log-likelihood log p(x|z) is a sum over the d features and the KL
divergence a sum over the k codes; a mean in place of one sum would weigh it differently.
"""

import math

from .._keras import keras, own_settings
from ._shared import Rebuilt, check_layers, dense_path, initializers

layers, ops = keras.layers, keras.ops
MANY_FEATURES = 250             # at 1,000 one fit in ten of 1,000 to 20,000 exploded for some steps


def kl_from_prior(mean, log_variance):
    """KL divergence of N(μ, σ²) from N(0, 1), ½ (μ² + σ² − log σ² − 1) in nats, for each code."""
    # σ² − 1 in one step: near σ = 1 the difference of the two would be rounding error.
    return 0.5 * (ops.square(mean) + ops.expm1(log_variance) - log_variance)


def bernoulli_log_likelihood(x, logits):
    """Σ x log p + (1 − x) log(1 − p) over the features, in nats, where p = sigmoid(logits).

    A grey x between 0 and 1 counts as its average over black and white: 1 with probability x.
    """
    return -ops.sum(ops.binary_crossentropy(x, logits, from_logits=True), axis=-1)


def gaussian_log_likelihood(x, x_hat, sigma):
    """Σ log N(x; x̂, σ²) over the features, in nats: a density per unit of x, as σ is."""
    squares = ops.sum(ops.square((x - x_hat) / sigma), axis=-1)
    return -0.5 * squares - x.shape[-1] * (ops.log(sigma) + 0.5 * math.log(2 * math.pi))


@keras.saving.register_keras_serializable("aeutils")
class VariationalModel(Rebuilt, keras.Model):
    """From x to what is decoded from a z drawn from q(z|x), and the KL divergence of each code.

    Its parts are the Keras models `encoder` (x to μ), `posterior` (x to μ and log σ²), `outputs_`
    (z to the decoder's last layer) and `decoder` (z to x̂, the mean of p(x|z): these outputs or, for
    a Bernoulli p(x|z), their sigmoid). They share their layers. Its parameters are those of
    `build_dense`, and what p(x|z) is: a likelihood "bernoulli" or "gaussian".
    """

    @own_settings()
    def __init__(self, n_features, n_components, hidden_units=(128, 64), activation="gelu",
                 likelihood="gaussian", seed=None, **kwargs):
        super().__init__(**kwargs)
        hidden_units = check_layers("hidden_units", hidden_units, activation)
        self._arguments = {
            "n_features": n_features, "n_components": n_components, "hidden_units": hidden_units,
            "activation": activation, "likelihood": likelihood, "seed": seed}
        weights = initializers(seed)

        # A step of Adam moves each weight by the rate, and a sum over d features by d times as
        # much; exp(log σ²) explodes. So the first kernel is larger and its input smaller.
        x = keras.Input((n_features,), name="x")
        wide = max(1.0, n_features / MANY_FEATURES)
        scaled = h = layers.Rescaling(1 / wide)(x)

        def dense(units, activation=None, name=None):
            start = next(weights)
            start.scale = wide**2 if h is scaled else 1.0
            return layers.Dense(units, activation, kernel_initializer=start, name=name)(h)

        for units in hidden_units:
            h = dense(units, activation)
        mu, log_variance = (dense(n_components, name=name) for name in ("mean", "log_variance"))
        self.encoder = keras.Model(x, mu, name="encoder")
        self.posterior = keras.Model(x, [mu, log_variance], name="posterior")

        z = keras.Input((n_components,), name="z")
        out = dense_path(z, hidden_units[::-1], n_features, activation, "linear", weights)
        self.outputs_ = keras.Model(z, out, name="outputs")
        if likelihood == "bernoulli":
            out = layers.Activation("sigmoid")(out)
        self.decoder = keras.Model(z, out, name="decoder")
        self.built = True

    def call(self, inputs):
        """Reparameterise: z = μ + σ ε with ε ~ N(0, I), so that a gradient reaches μ and σ.

        Given is the pair (x, ε), since losses can be compared by the same draw only, or x alone,
        with which ε is 0.
        """
        x, noise = inputs if isinstance(inputs, (tuple, list)) else (inputs, 0.0)
        mean, log_variance = self.posterior(x)
        z = mean + ops.exp(log_variance / 2) * noise
        return self.outputs_(z), kl_from_prior(mean, log_variance)
