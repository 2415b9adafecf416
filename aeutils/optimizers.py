"""Optimizers: Keras' own by name, a quicker Adam, and the learning rate's way up and down."""

import numpy as np

from ._keras import keras, own_settings, tf


class FusedAdam(keras.optimizers.Optimizer):
    """Adam, each weight updated in one pass over memory by TensorFlow's own kernel.

    Keras' dozen small operations read and write the same numbers again and again, which for a
    large network takes as long as the gradient. It has none of the settings that Keras adds to
    every optimizer, such as clipping.

    Parameters
    ----------
    learning_rate, beta_1, beta_2, epsilon : float
        As in `keras.optimizers.Adam`.

    References
    ----------
    Kingma, Ba (2015), "Adam: A method for stochastic optimization", ICLR.
    """

    def __init__(self, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
        super().__init__(learning_rate, name="adam")
        self.beta_1, self.beta_2, self.epsilon = beta_1, beta_2, epsilon

    def build(self, variables):
        """Make room for both moments of each weight."""
        if not self.built:
            super().build(variables)
            self.moments = [[self.add_variable_from_reference(variable, name) for variable in
                             variables] for name in ("momentum", "velocity")]

    def apply(self, grads, trainable_variables):
        """Take one step; see `keras.optimizers.Optimizer`."""
        step = tf.cast(self.iterations + 1, tf.float32)
        powers = {"beta1_power": self.beta_1**step, "beta2_power": self.beta_2**step}
        for weight, m, v, gradient in zip(trainable_variables, *self.moments, grads, strict=True):
            tf.raw_ops.ResourceApplyAdam(
                var=weight.value.handle, m=m.value.handle, v=v.value.handle, grad=gradient,
                lr=self.learning_rate, beta1=self.beta_1, beta2=self.beta_2, **powers,
                epsilon=self.epsilon)
        self.iterations.assign_add(1)

    def get_config(self):
        """Return the settings, to make another one by."""
        return {"learning_rate": float(self.learning_rate), "beta_1": self.beta_1,
                "beta_2": self.beta_2, "epsilon": self.epsilon}


def warm_cosine(n_steps):
    """Shares of the highest rate: they rise over the first 5% of the steps, then fall as a cosine.

    Parameters
    ----------
    n_steps : int

    Returns
    -------
    array of shape (n_steps,)
        From 0 to 1, one for each step.

    References
    ----------
    Warm-up: Goyal et al. (2017), "Accurate, large minibatch SGD", arXiv:1706.02677. Cosine:
    Loshchilov, Hutter (2017), "SGDR: Stochastic gradient descent with warm restarts", ICLR.
    """
    step, warmup = np.arange(n_steps), max(1, n_steps // 20)
    fallen = np.clip((step - warmup) / max(1, n_steps - warmup), 0, 1)
    return np.minimum(0.01 + 0.99 * step / warmup, 0.5 + 0.5 * np.cos(np.pi * fallen))


@own_settings()
def make_optimizer(optimizer, learning_rate):
    """A Keras optimizer by name or by name and settings.

    Parameters
    ----------
    optimizer : str or dict
        A name such as "sgd", or Keras' own notation for a name with settings, such as
        ``{"class_name": "sgd", "config": {"momentum": 0.9}}``.
    learning_rate : float

    Returns
    -------
    keras.optimizers.Optimizer

    Raises
    ------
    ValueError
        When Keras knows no such optimizer or setting.
    """
    name, settings = optimizer, {}
    if isinstance(optimizer, dict):
        name, settings = optimizer.get("class_name", ""), optimizer.get("config", {})
    settings = settings | {"learning_rate": float(learning_rate)}
    try:
        if name == "adam" and settings.keys() <= {"learning_rate", "beta_1", "beta_2", "epsilon"}:
            return FusedAdam(**settings)
        return keras.optimizers.get({"class_name": name, "config": settings})
    except (ValueError, TypeError) as error:
        raise ValueError(f"Keras has no optimizer {optimizer!r}: take one such as 'adam' or "
                         "'sgd', with settings it knows.") from error
