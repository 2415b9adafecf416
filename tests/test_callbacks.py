"""Keras' callbacks in our loop: those that work do what they promise, the others are named."""

import copy
import json
import pickle
from functools import partial

import numpy as np
import pytest
from sklearn.base import clone

import helpers
from aeutils._keras import keras
from aeutils.estimators import Autoencoder, VariationalAutoencoder
from helpers import Stumble, curved_sheet, interrupt, one_sentence

quick = partial(helpers.quick, Autoencoder)
callbacks = keras.callbacks


class Rates(callbacks.Callback):
    """What the learning rate was after each epoch."""

    def __init__(self):
        super().__init__()
        self.rates = []

    def on_epoch_end(self, epoch, logs=None):
        self.rates.append(float(self.model.optimizer.learning_rate))


class Files(callbacks.Callback):
    """Opens what cannot be copied, as many loggers do, and never lets it go."""

    def __init__(self, path):
        super().__init__()
        self.path, self.file, self.network = path, None, None

    def on_train_begin(self, logs=None):
        self.file, self.network = open(self.path, "w"), self.model


@pytest.fixture(scope="module")
def X():
    return curved_sheet()


# ---- they work -------------------------------------------------------------------------------


def test_learning_rate_scheduler_decides_alone(X):
    """A rate of zero from the second epoch on: nothing changes any more, no warm-up, no cosine."""
    rates, history = Rates(), callbacks.History()
    scheduler = callbacks.LearningRateScheduler(lambda epoch, rate: 0.01 if epoch == 0 else 0.0)
    estimator = quick(callbacks=[scheduler, rates, history]).fit(X)
    assert rates.rates == [pytest.approx(0.01), 0, 0, 0]
    losses = estimator.history_["val_loss"]
    assert losses[0] != losses[1] == losses[2] == losses[4]
    np.testing.assert_allclose(history.history["learning_rate"], rates.rates)


def test_learning_rate_is_reduced_on_a_plateau(X):
    rates = Rates()
    reduce = callbacks.ReduceLROnPlateau(patience=1, factor=0.1, min_delta=1e9)
    quick(callbacks=[reduce, rates]).fit(X)
    np.testing.assert_allclose(rates.rates, [0.03, 0.003, 3e-4, 3e-5], rtol=1e-5)  # float32


def test_a_callback_of_ones_own_may_set_the_rate(X):
    """It is the highest of the schedule then."""
    halt = Stumble(0, lambda model: setattr(model.optimizer, "learning_rate", 0.0))
    losses = quick(callbacks=[halt]).fit(X).history_["val_loss"]
    assert losses[0] != losses[1] == losses[2] == losses[4]


def test_early_stopping_restores_the_best_weights(X):
    """Without held-out rows of ours it alone decides; here its best epoch is the first."""
    stop = callbacks.EarlyStopping("loss", mode="max", patience=2, restore_best_weights=True)
    estimator = quick(epochs=9, validation=0, callbacks=[stop]).fit(X)
    one = quick(
        epochs=9,
        validation=0,
        callbacks=[Stumble(0, lambda model: setattr(model, "stop_training", True))],
    ).fit(X)
    assert estimator.n_iter_ == 3
    np.testing.assert_array_equal(estimator.transform(X), one.transform(X))


def test_checkpoints_hold_the_network(X, tmp_path):
    checkpoint = callbacks.ModelCheckpoint(tmp_path / "{epoch}.keras")
    estimator = quick(validation=0, callbacks=[checkpoint]).fit(X)
    assert {path.name for path in tmp_path.iterdir()} == {f"{n}.keras" for n in (1, 2, 3, 4)}
    last = keras.models.load_model(tmp_path / "4.keras")
    for ours, kept in zip(estimator.model_.get_weights(), last.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, kept)


def test_logs_are_written(X, tmp_path, capsys):
    estimator = quick(
        callbacks=[callbacks.CSVLogger(tmp_path / "log.csv"), callbacks.ProgbarLogger()]
    ).fit(X)
    table = np.genfromtxt(tmp_path / "log.csv", delimiter=",", names=True)
    unit = estimator.history_["loss"][1] / table["loss"][0]
    np.testing.assert_allclose(unit * table["val_loss"], estimator.history_["val_loss"][1:])
    shown = capsys.readouterr().out
    assert "Epoch 4/4" in shown and "val_loss" in shown


def test_backup_is_gone_on_with(X, tmp_path):
    """Interrupted after the second of four epochs, the next fit does the other two."""
    backup = callbacks.BackupAndRestore(tmp_path / "backup")
    history = callbacks.History()
    estimator = quick(callbacks=[backup, Stumble(1, interrupt)])
    with pytest.warns(UserWarning, match="after 2 of 4"), pytest.raises(KeyboardInterrupt):
        estimator.fit(X)
    state = json.loads((tmp_path / "backup" / "training_metadata.json").read_text())
    assert state["epoch"] == 2
    estimator = quick(callbacks=[backup, history]).fit(X)
    assert history.epoch == [2, 3] and estimator.n_iter_ == 2
    assert not (tmp_path / "backup").exists()  # it came to its end
    # where it went on, it was better than at the start
    assert estimator.history_["val_loss"][1] < estimator.history_["val_loss"][0]


def test_damaged_backup(X, tmp_path):
    """Killed while the note of the epoch was written, the weights are taken; they must be whole."""
    backup = callbacks.BackupAndRestore(tmp_path / "backup")
    with pytest.warns(UserWarning, match="after 3 of 4"), pytest.raises(KeyboardInterrupt):
        quick(callbacks=[backup, Stumble(2, interrupt)]).fit(X)
    note, weights = (
        tmp_path / "backup" / n for n in ("training_metadata.json", "latest.weights.h5")
    )
    note.write_text("")
    history = callbacks.History()
    with pytest.warns(UserWarning, match="after 1 of 4"), pytest.raises(KeyboardInterrupt):
        quick(callbacks=[backup, history, Stumble(0, interrupt)]).fit(X)
    assert history.epoch == [0] and json.loads(note.read_text())["epoch"] == 1
    weights.write_bytes(weights.read_bytes()[:5000])
    with pytest.raises(ValueError, match="is damaged: delete that folder") as error:
        quick(callbacks=[backup]).fit(X)
    assert one_sentence(error) and str(weights.parent) in str(error.value)


# ---- afterwards ------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["well", "interrupted", "failed"])
def test_estimator_and_callbacks_can_be_copied(X, tmp_path, ending):
    kept = [
        callbacks.EarlyStopping(patience=9),
        callbacks.History(),
        Rates(),
        callbacks.CSVLogger(tmp_path / "log.csv"),
        Files(tmp_path / "file"),
        callbacks.BackupAndRestore(tmp_path / "backup"),
        callbacks.TerminateOnNaN(),
        callbacks.ReduceLROnPlateau(),
        callbacks.ModelCheckpoint(tmp_path / "model.keras"),
    ]
    estimator = quick(callbacks=kept).fit(X)
    if ending != "well":

        def fail(_):
            raise KeyboardInterrupt if ending == "interrupted" else MemoryError

        estimator.set_params(callbacks=[*kept, Stumble(0, fail)])
        with pytest.raises((KeyboardInterrupt, MemoryError)):
            estimator.fit(X)
        estimator.set_params(callbacks=kept)
    assert not any(callback.model for callback in kept)
    assert kept[2].rates and kept[1].history["loss"]  # what they learned they keep
    assert not hasattr(estimator.model_, "optimizer") and not hasattr(estimator.model_, "history")
    assert clone(estimator).fit(X).n_iter_ == (4 if ending == "well" else 3)  # of the backup
    for twin in (copy.deepcopy(estimator), pickle.loads(pickle.dumps(estimator))):
        np.testing.assert_array_equal(twin.transform(X), estimator.transform(X))


# ---- the others are named --------------------------------------------------------------------


class PerBatch(callbacks.History):
    def on_train_batch_end(self, batch, logs=None):
        pass


@pytest.mark.parametrize(
    "make",
    [
        PerBatch,
        callbacks.SwapEMAWeights,
        lambda: callbacks.LambdaCallback(on_train_batch_begin=print),
        lambda: callbacks.ModelCheckpoint("model.keras", save_freq=5),
        lambda: callbacks.BackupAndRestore("backup", save_freq=5),
        lambda: callbacks.TensorBoard("logs", update_freq=5),
    ],
)
@pytest.mark.parametrize("estimator", [Autoencoder, VariationalAutoencoder])
def test_what_waits_for_batches_is_refused(X, estimator, make):
    callback = make()
    fitted = helpers.quick(estimator, epochs=1).fit(X)
    before = fitted.transform(X)
    with pytest.raises(
        TypeError,
        match=f"callback {type(callback).__name__} waits for single "
        "batches .* here an epoch runs as one piece",
    ) as error:
        fitted.set_params(callbacks=[callback]).fit(X)
    assert one_sentence(error)
    np.testing.assert_array_equal(fitted.transform(X), before)


@pytest.mark.parametrize("thing", [print, callbacks.History, "stop", None])
def test_what_is_no_callback(X, thing):
    with pytest.raises(TypeError, match="callbacks must be objects of keras.callbacks, not "):
        quick(callbacks=[thing]).fit(X)
