"""`Autoencoder`: starts as PCA and has PCA's interface; its parameters, and how it starts."""

from contextlib import suppress
from functools import partial
from numbers import Real

import numpy as np
from sklearn.utils._param_validation import Interval, StrOptions
from sklearn.utils.validation import check_is_fitted

from .. import training
from .._validation import check_image_shape, check_unit_interval
from ..networks import build_convolutional, build_dense, build_tied
from ..noise import make_corruption
from ._base import KerasReducer
from ._choice import judge, judge_folds, warn
from ._standardise import mean_and_scale
from ._starts import random_weights, set_linear_path_to_pca

ENOUGH = 0.5                    # of PCA's error gained: then there is no second start
N_FOLDS = 5                     # of held-out rows, where the first ones leave it open


class Autoencoder(KerasReducer):
    """A neural network that squeezes rows of data through a narrow code, used like PCA.

    With the default ``init="pca"`` encoder and decoder are each a linear path plus a nonlinear
    one. The linear path starts as whitened PCA, the nonlinear one at zero, so before the first
    step the network *is* PCA; then every weight is trained. Where that gains little, it is trained
    from a random start too. It leaves PCA only for an improvement on rows held out from training
    that is larger than three of its standard errors; where one is smaller, but not nothing, it
    holds out other rows in turn and lets all of them judge.

    Parameters
    ----------
    n_components : int, default=2
        Size k of the code.
    hidden_units : sequence of int or "auto", default="auto"
        Sizes of the encoder's hidden layers, or channels of its convolutions; the decoder has them
        in reverse order. "auto" takes (128, 64), for convolutions (16, 32).
    activation : str, default="gelu"
        Keras activation of the hidden layers.
    output_activation : str, default="linear"
        Keras activation of the output. With "sigmoid" the data must lie in [0, 1].
    init : {"pca", "random"}, default="pca"
        "pca" is described above; it needs a linear output, the loss "mse" and untied weights, and
        without them the network starts random. "random" is the textbook network.
    loss : {"mse", "binary_crossentropy"}, default="mse"
        What training minimises; "binary_crossentropy" needs a sigmoid output.
    optimizer : str or dict, default="adam"
        A Keras optimizer by name, or by name and settings as in ``{"class_name": "muon", "config":
        {"ns_steps": 3}}``.
    learning_rate : float, default=0.004
        Highest learning rate; it rises over the first steps, then falls as a cosine.
    weight_decay : float, default=0.1
        Pull on the kernels towards zero: a step takes off this share, times the rate. The linear
        paths are spared.
    epochs : int, default=200
        Number of passes over the training rows, at most.
    batch_size : int or "auto", default="auto"
        Rows per step; "auto" takes 32 where there are few, 64 from 1,000 on, 256 from 10,000 on.
    validation : float, "last" or splitter, default=0.1
        Rows held out to choose the best epoch by, and whether to leave PCA: a share, drawn at
        random; the last rows, which suits rows in order of time, since random ones know the future;
        or the last split of a splitter of scikit-learn such as ``TimeSeriesSplit()``. At least 40
        rows are taken, but never over a third. 0 holds out none, and the last epoch's weights stay.
    patience : int or None, default=50
        Stop after so many epochs without improvement on the held-out rows.
    noise : float or (str, float), default=0.0
        Corruption of the input in training, never of the target: the standard deviation, in the
        units of X, of Gaussian noise; or kind and level as `corrupt` takes them, such as
        ``("masking", 0.3)``. It is fresh in every epoch. The held-out rows are corrupted once.
    image_shape : (int, int) or None, default=None
        Height and width of the images that are the rows of X. With it the hidden layers are
        convolutions, each of which halves height and width.
    tied : bool, default=False
        Use the encoder's kernels, transposed, in the decoder. Dense layers only.
    warm_start : bool, default=False
        Let `fit` go on from the weights of the last `fit` on data with the same features. Of as
        many rows as then, the same ones are held out.
    callbacks : list of keras.callbacks.Callback, default=None
        Told of the beginning and end of training and of each epoch, not of batches. With
        `ReduceLROnPlateau` or `LearningRateScheduler` the learning rate is left to them. With any
        there is one training, that from PCA, so that they are told of what is kept.
    random_state : int, RandomState or None, default=None
        Seed of the held-out rows, weights, row order and noise.
    verbose : int, default=0
        1 shows a progress bar.

    Attributes
    ----------
    model_ : keras.Model
        The fitted network, from ``(x - mean_) / scale_``; `encoder_` and `decoder_` are its halves.
    history_ : dict of lists
        Mean squared error, in the squared units of X, or cross-entropy: "loss" of the training
        rows and "val_loss" of the held-out rows, at the start and after each epoch; with `noise`,
        of what is made of corrupted rows.
        NaN stands where a `warm_start` had no held-out rows and another had.
    n_iter_ : int
        Number of epochs run.
    stayed_on_pca_ : bool
        Whether, in the end, no training was better than PCA. It and the next three are there
        with ``init="pca"`` and held-out rows; `summary` says them in words.
    start_ : {"pca", "random"}
        Which start led to the best network; that from a random one is tried where the first gains
        less than half of PCA's error.
    gain_ : float
        By what share the error on held-out rows was lower than PCA's.
    gain_error_ : float
        Its standard error.
    structure_ : dict
        The parameters that a `warm_start` must not change.
    seed_ : int
        What the held-out rows were drawn by: `random_state`, or drawn from it.
    mean_ : ndarray of shape (n_features,), float64
    scale_ : float
        What each feature is centred by and divided by, before the network sees it.
    standardised_output_ : bool
        Whether the network answers in these units; with a nonlinear output it does in those of X.
    n_components_ : int
    n_features_in_ : int
    feature_names_in_ : array of str, only if X had column names
    reconstruction_err_ : float
        Mean squared error per entry of the X given to `fit`.

    See Also
    --------
    sklearn.decomposition.PCA : Where it starts.
    VariationalAutoencoder : Codes with a distribution, from which new rows are drawn.
    ReconstructionDetector : Flags the rows that it rebuilds badly.
    aeutils.compare : Measures it beside PCA.

    References
    ----------
    Hinton, Salakhutdinov (2006), "Reducing the dimensionality of data with neural networks",
    Science 313: the deep autoencoder. Bourlard, Kamp (1988), "Auto-association by multilayer
    perceptrons and singular value decomposition", Biological Cybernetics 59, and Baldi, Hornik
    (1989), "Neural networks and principal component analysis: Learning from examples without local
    minima", Neural Networks 2: the linear one is PCA. On `noise`, see `corrupt`.

    Examples
    --------
    >>> from aeutils import Autoencoder, load_digits
    >>> X = load_digits().X
    >>> autoencoder = Autoencoder(n_components=2, epochs=3, random_state=0).fit(X)
    >>> Z = autoencoder.transform(X)
    >>> Z.shape, autoencoder.inverse_transform(Z).shape
    ((1797, 2), (1797, 64))
    """

    _structure = (*KerasReducer._structure, "output_activation", "init", "loss", "image_shape",
                  "tied")
    _parameter_constraints = {
        **KerasReducer._parameter_constraints,
        "hidden_units": ["array-like", StrOptions({"auto"})],
        "output_activation": [str],
        "init": [StrOptions({"pca", "random"})],
        "loss": [StrOptions(set(training.LOSSES))],
        "noise": [Interval(Real, 0, None, closed="left"), tuple, list],
        "image_shape": ["array-like", None],
        "tied": ["boolean"],
    }

    def __init__(self, n_components=2, *, hidden_units="auto", activation="gelu",
                 output_activation="linear", init="pca", loss="mse", optimizer="adam",
                 learning_rate=4e-3, weight_decay=0.1, epochs=200, batch_size="auto",
                 validation=0.1, patience=50, noise=0.0, image_shape=None, tied=False,
                 warm_start=False, callbacks=None, random_state=None, verbose=0):
        self.n_components = n_components
        self.hidden_units = hidden_units
        self.activation = activation
        self.output_activation = output_activation
        self.init = init
        self.loss = loss
        self.optimizer = optimizer
        self.learning_rate = learning_rate
        self.weight_decay = weight_decay
        self.epochs = epochs
        self.batch_size = batch_size
        self.validation = validation
        self.patience = patience
        self.noise = noise
        self.image_shape = image_shape
        self.tied = tied
        self.warm_start = warm_start
        self.callbacks = callbacks
        self.random_state = random_state
        self.verbose = verbose

    def _check_settings(self, X):
        if self.output_activation == "sigmoid" or self.loss == "binary_crossentropy":
            check_unit_interval(X, "a sigmoid output and cross-entropy need",
                                "output_activation='linear' and loss='mse'")
        if self.loss == "binary_crossentropy" and self.output_activation != "sigmoid":
            raise ValueError(f"The loss 'binary_crossentropy' needs output_activation='sigmoid', "
                             f"not '{self.output_activation}'.")
        if self.image_shape is not None:
            check_image_shape(self.image_shape, X.shape[1])
            if self.tied:
                raise ValueError("Convolutions cannot be tied: set tied=False, or leave out "
                                 "image_shape for dense layers.")
        self._corruption(X.shape[1])

    def _corruption(self, n_features, **units):
        """The corruption of the input as a function, or None."""
        noise = ("gaussian", self.noise) if isinstance(self.noise, Real) else self.noise
        if len(noise) != 2:
            raise ValueError("noise must be a number or a pair of kind and level, such as "
                             f"('masking', 0.3), not {noise!r}.")
        corruption = make_corruption(*noise, self.image_shape, n_features=n_features, **units)
        return corruption if noise[1] else None

    @property
    def _linear_output(self):
        return self.output_activation == "linear"

    @property
    def _starts_as_pca(self):
        return self.init == "pca" and self._linear_output and self.loss == "mse" and not self.tied

    def _start(self, X, random):
        n_features, k, units = X.shape[1], int(self.n_components), self.hidden_units
        if isinstance(units, str):
            units = (128, 64) if self.image_shape is None else (16, 32)
        options = {"activation": self.activation, "output_activation": self.output_activation,
                   "seed": random.randint(2**31 - 1)}
        if self.tied:
            return build_tied(n_features, k, hidden_units=units, **options)
        options["linear_path"] = self._starts_as_pca
        if self.image_shape is None:
            model = build_dense(n_features, k, hidden_units=units, **options)
        else:
            model = build_convolutional(self.image_shape, k, filters=units, **options)
        if self._starts_as_pca:
            set_linear_path_to_pca(model, X, random)
        return model

    def _objective(self, n_features, random):
        loss, mean, scale = training.LOSSES[self.loss], self.mean_, self.scale_
        unit = scale**2 if self.loss == "mse" else 1.0
        if not self.standardised_output_:
            loss = partial(_loss_in_units_of_X, loss=loss, mean=mean, scale=np.float64(scale),
                           unit=np.float64(unit))
        return lambda value: value * unit, {
            "loss": loss, "noise": self._corruption(n_features, mean=mean, scale=scale)}

    def _train(self, train, X, validation_rows, random, go_on):
        """Start as PCA and, where that gains little, at random too: PCA can be a saddle.

        The PCA is that of the rows to learn from, since held-out rows are to judge it as they judge
        the network. Where they leave open which is better, the same training is done again with
        other rows held out, and all these judge together; where the network is not better, it
        becomes the PCA of all rows.
        """
        if not go_on:
            for name in ("start_", "stayed_on_pca_", "gain_", "gain_error_"):
                vars(self).pop(name, None)                          # what an earlier fit has chosen
        if not self._starts_as_pca or not len(validation_rows):
            return super()._train(train, X, validation_rows, random, go_on)
        before, first = self.model_.get_weights(), train(self.model_)
        in_order = not isinstance(self.validation, Real)
        runs = {"pca": first}
        verdicts = {"pca": judge(first.losses, first.losses[0], in_order)}
        once = go_on or first.interrupted or len(first.losses) == 1 or self.callbacks
        if not once and verdicts["pca"].gain < ENOUGH:
            self.model_.set_weights(random_weights(self.model_, random))
            with suppress(FloatingPointError):                      # then the first one stands
                runs["random"] = train(self.model_)
                verdicts["random"] = judge(runs["random"].losses, first.losses[0], in_order)
        best = max(verdicts, key=lambda start: (verdicts[start].better, verdicts[start].gain))
        verdict, interrupted = verdicts[best], any(run.interrupted for run in runs.values())
        if verdict.open and not (once or in_order or interrupted):
            folds = [(runs[best].losses, first.losses[0])]
            with suppress(FloatingPointError):                      # then it stays open
                for pca, again in self._other_folds(train, X, before, best, random):
                    folds.append((again.losses, pca.losses[0]))
                    interrupted = again.interrupted
                verdict = judge_folds(folds, len(train.keywords["train_rows"]))
        run = runs[best] if verdict.better else first
        run.interrupted = interrupted
        self.model_.set_weights(run.weights if verdict.better else before)
        if not go_on and not verdict.better:
            self.mean_, self.scale_ = mean_and_scale(X)
            set_linear_path_to_pca(self.model_, self._standardise(X, X.dtype), random)
        if not go_on or getattr(self, "stayed_on_pca_", False):     # so far it was PCA
            self.start_, self.stayed_on_pca_ = best, not verdict.better
            self.gain_, self.gain_error_ = verdict.gain, verdict.standard_error
            warn(verdict, first.losses[0], validation_rows)
        return run

    def _other_folds(self, train, X, before, start, random):
        """PCA and the same training on other rows, with as many held out that never were before."""
        rows, judges = train.keywords["train_rows"], train.keywords["validation_rows"]
        n = len(judges)
        for i in range(0, n * min(N_FOLDS - 1, len(rows) // n), n):
            others = np.concatenate([rows[:i], rows[i + n :], judges])
            on_fold = partial(train, train_rows=others, validation_rows=rows[i : i + n])
            self.model_.set_weights(before)
            set_linear_path_to_pca(self.model_, self._standardise(X[others], X.dtype), random)
            pca = on_fold(self.model_, epochs=0)
            if start == "random":
                self.model_.set_weights(random_weights(self.model_, random))
            run = on_fold(self.model_)
            yield pca, run
            if run.interrupted:
                return

    def summary(self):
        """Say what the fit chose, and by what evidence.

        Returns
        -------
        str

        Raises
        ------
        NotFittedError
            Before `fit`.
        ValueError
            When there was no choice: another start than PCA, or no held-out rows.

        Examples
        --------
        >>> from sklearn.datasets import make_low_rank_matrix
        >>> from aeutils import Autoencoder
        >>> X = make_low_rank_matrix(300, 30, effective_rank=5, random_state=0)
        >>> print(Autoencoder(2, epochs=5, random_state=0).fit(X).summary())  # doctest: +ELLIPSIS
        It stayed PCA: on the held-out rows the best network's error was ...
        """
        check_is_fitted(self)
        if not hasattr(self, "stayed_on_pca_"):
            raise ValueError("There was no choice to sum up: it is made with init='pca', a linear "
                             "output, untied weights and held-out rows.")
        differs = (f"{abs(self.gain_):.1%} {'lower' if self.gain_ >= 0 else 'higher'} "
                   f"(± {self.gain_error_:.1%})")
        if self.stayed_on_pca_:
            return f"It stayed PCA: on the held-out rows the best network's error was {differs}."
        start = "PCA" if self.start_ == "pca" else "random weights"
        return (f"It left PCA, starting at {start}: on the held-out rows its error is {differs} "
                "than PCA's.")


def _loss_in_units_of_X(x, x_hat, loss, mean, scale, unit):
    return loss(x * scale + mean, x_hat) / unit
