"""Keras' callbacks in a loop that is not Keras' own: which it serves, and what they find there."""

import copy
import json
import shutil
import zipfile
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from ._files import whole
from ._keras import keras

PER_EPOCH = tuple(getattr(keras.callbacks, name) for name in (
    "Callback", "BackupAndRestore", "CSVLogger", "EarlyStopping", "History", "LambdaCallback",
    "LearningRateScheduler", "ModelCheckpoint", "ProgbarLogger", "ReduceLROnPlateau",
    "RemoteMonitor", "TensorBoard", "TerminateOnNaN"))
NEVER_CALLED = [name for name in dir(keras.callbacks.Callback)
                if "batch" in name or "test" in name or "predict" in name]


def check_callbacks(callbacks):
    """Refuse what waits for single batches: an epoch is one piece here.

    Raises
    ------
    TypeError
        With the name of the callback.
    """
    for callback in callbacks or []:
        if not isinstance(callback, keras.callbacks.Callback):
            raise TypeError(f"callbacks must be objects of keras.callbacks, not {callback!r}.")
        waits_for = [name for name in NEVER_CALLED if name in vars(callback) or
                     getattr(type(callback), name) not in {getattr(k, name) for k in PER_EPOCH}]
        waits_for += [name for name in ("save_freq", "update_freq")
                      if getattr(callback, name, "epoch") != "epoch"]
        if waits_for:
            raise TypeError(f"The callback {type(callback).__name__} waits for single batches "
                            f"({waits_for[0]}), but here an epoch runs as one piece: take one that "
                            "acts at the beginning or end of an epoch.")


def set_the_rate(callbacks):
    """Whether one of the callbacks decides about the learning rate, so that no schedule should."""
    return any(isinstance(callback, (keras.callbacks.LearningRateScheduler,
                                     keras.callbacks.ReduceLROnPlateau))
               for callback in callbacks or [])


@contextmanager
def attached(callbacks, model, optimizer, *, epochs, steps):
    """Callbacks joined to a model for the length of a block, and told of its end.

    Afterwards neither holds the other, and a callback holds nothing new that cannot be copied, such
    as a file: estimators are cloned with their callbacks. `BackupAndRestore` keeps its backup where
    the block did not come to its end, which the block says by ``listeners.finished = True``. What
    they save of the model is written whole or not at all, so that a killed fit can go on.
    """
    check_callbacks(callbacks)
    for callback in callbacks or []:
        if isinstance(callback, keras.callbacks.BackupAndRestore):
            _check_backup(Path(callback.backup_dir))
    before = [dict(vars(callback)) for callback in callbacks or []]
    model.optimizer, model.stop_training, model._initial_epoch = optimizer, False, None
    model.save_weights = partial(_save_weights_whole, model.save_weights, model.save)
    model.save = partial(_save_whole, model.save)
    listeners = keras.callbacks.CallbackList(callbacks, model=model, epochs=epochs, steps=steps,
                                             verbose=1)
    listeners.finished = False
    try:
        yield listeners
    finally:
        try:
            for callback in callbacks or []:
                if listeners.finished or not isinstance(callback, keras.callbacks.BackupAndRestore):
                    callback.on_train_end()
        finally:
            for callback, attributes in zip(callbacks or [], before, strict=True):
                keras.callbacks.Callback.set_model(callback, None)
                for name, value in vars(callback).items():
                    try:
                        copy.deepcopy(value)
                    except Exception:
                        setattr(callback, name, attributes.get(name))
            for name in ("optimizer", "history", "save", "save_weights"):
                if name in vars(model):
                    delattr(model, name)


def _save_whole(save, filepath, *args, **options):
    if "://" in str(filepath):                          # Keras can write to other machines, too
        return save(filepath, *args, **options)
    with whole(filepath) as draft:
        save(draft, *args, **options)


def _save_weights_whole(save, save_all, filepath, *args, **options):
    """Weights in a file of their own, taken out of a `.keras` file.

    HDF5, which Keras lets write them otherwise, ends the program where the disk is full.
    """
    if "://" in str(filepath) or not str(filepath).endswith(".weights.h5"):
        return _save_whole(save, filepath, *args, **options)
    with whole(filepath) as draft:
        both = draft.with_name("model.keras")
        save_all(both)
        with zipfile.ZipFile(both) as archive, draft.open("wb") as file:
            shutil.copyfileobj(archive.open("model.weights.h5"), file)


def _check_backup(folder):
    """Refuse a damaged backup; of two files, only the note of the epoch can be done without."""
    note, weights = folder / "training_metadata.json", folder / "latest.weights.h5"
    if note.exists():
        try:
            json.loads(note.read_text(encoding="utf-8"))
        except ValueError:                  # killed while Keras wrote it; the weights are whole
            note.unlink()
    if weights.exists() and not weights.with_name(weights.name + ".bkp").exists():
        import h5py

        try:
            h5py.File(weights).close()
        except OSError as error:
            raise ValueError(f"The backup in '{folder}' is damaged: delete that folder "
                             "to begin anew.") from error
