"""Optimizers: Keras' own by name, a quicker Adam, and the learning rate's way up and down."""

import numpy as np

from ._keras import keras, own_settings, tf


class FusedAdam(keras.optimizers.Adam):
    """Keras' Adam, each weight updated in one pass over memory by TensorFlow's own kernel.

    Keras' dozen small operations read and write the same numbers again and again, which for a
    large network takes as long as the gradient.

    References
    ----------
    Kingma, Ba (2015), "Adam: A method for stochastic optimization", ICLR.
    """

    def update_step(self, gradient, variable, learning_rate):
        """Change one weight; see `keras.optimizers.Optimizer`."""
        index = self._get_variable_index(variable)
        if index == 0:                                          # the same for all weights of a step
            step = tf.cast(self.iterations + 1, tf.float32)
            self._powers = self.beta_1**step, self.beta_2**step
        tf.raw_ops.ResourceApplyAdam(
            var=variable.value.handle, m=self._momentums[index].value.handle,
            v=self._velocities[index].value.handle, grad=gradient, lr=learning_rate,
            beta1=self.beta_1, beta1_power=self._powers[0],
            beta2=self.beta_2, beta2_power=self._powers[1], epsilon=self.epsilon)


def warm_cosine(n_steps):
    """Shares of the highest rate: they rise over the first 5% of the steps, then fall as a cosine.

    Keras' CosineDecay decides at each step which of the two it is in, by control flow in the
    graph, and that takes longer than a small network's gradient.

    Parameters
    ----------
    n_steps : int
        Steps until the rate is zero.

    Returns
    -------
    callable
        From the number of a step, a tensor, to a share from 0 to 1.

    References
    ----------
    Warm-up: Goyal et al. (2017), "Accurate, large minibatch SGD", arXiv:1706.02677. Cosine:
    Loshchilov, Hutter (2017), "SGDR: Stochastic gradient descent with warm restarts", ICLR.
    """
    warmup = max(1, n_steps // 20)

    def share(step):
        step = tf.cast(step, tf.float32)
        rising = 0.01 + 0.99 * step / warmup
        fallen = tf.clip_by_value((step - warmup) / max(1, n_steps - warmup), 0.0, 1.0)
        return tf.minimum(rising, 0.5 + 0.5 * tf.cos(np.pi * fallen))

    return share


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
        if name == "adam":
            return FusedAdam(**settings)
        return keras.optimizers.get({"class_name": name, "config": settings})
    except (ValueError, TypeError) as error:
        raise ValueError(f"Keras has no optimizer {optimizer!r}: take one such as 'adam' or "
                         "'sgd', with settings it knows.") from error
