"""Downloaded data sets: fetch_* bring image sets that are too large to bundle, and check them.

A file found in the folder is only read, so that may be read-only; one that is wrong is reported,
never replaced.
"""

import gzip
import hashlib
from pathlib import Path

import numpy as np

from .._files import whole
from .bundled import DIGIT_NAMES
from .dataset import Dataset

URL = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
REGISTRY = {                                # written as pooch wants it: sha256, or "md5:..."
    "mnist.npz": "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
    "fashion-mnist/train-images-idx3-ubyte.gz": "md5:8d4fb7e6c68d591d4c3dfef9ec88bf0d",
    "fashion-mnist/train-labels-idx1-ubyte.gz": "md5:25c81989df183df01b3e8a0aad5dffbe",
    "fashion-mnist/t10k-images-idx3-ubyte.gz": "md5:bef4ecab320f06d8554ea6380940ec79",
    "fashion-mnist/t10k-labels-idx1-ubyte.gz": "md5:bb300cfdad3c16e7a12a480ee83cd310",
}
# Of MNIST the arrays decide, not the file: the same arrays zipped anew make another file.
MNIST_ARRAYS = {
    "x_train": "741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757",
    "y_train": "1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13",
    "x_test": "6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161",
    "y_test": "ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5",
}
CLOTHES = ("t-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag",
           "ankle boot")


def fetch_mnist(subset="all"):
    """MNIST: handwritten digits, 28 x 28 pixels in [0, 1], from `mnist.npz` or the network.

    The file is looked for in the folder that the environment variable ``AEUTILS_DATA`` names,
    else in the user's cache folder, and downloaded there (11 MB) if it is missing.

    Parameters
    ----------
    subset : {"all", "train", "test"}
        The standard 60,000 training images, the 10,000 test images, or both in this order.

    Returns
    -------
    Dataset
        X (n_samples, 784), y the digit.

    Raises
    ------
    ValueError
        If there is no such subset.
    OSError
        If the download fails, or the file is damaged or holds something else.

    Examples
    --------
    >>> from aeutils.datasets import fetch_mnist
    >>> fetch_mnist("test")  # doctest: +SKIP
    <Dataset mnist: 10,000 samples, 784 features, images 28 x 28, y 0 to 9>
    """
    X, y = _pixels_and_labels(_mnist_arrays, subset)
    return Dataset(
        X, y, image_shape=(28, 28), target_names=DIGIT_NAMES, name="mnist",
        description="Handwritten digits, 28 x 28 pixels, ink from 0 to 1 (LeCun, Cortes, Burges).")


def fetch_fashion_mnist(subset="all"):
    """Fashion-MNIST: clothes, 28 x 28 pixels in [0, 1], laid out as MNIST is.

    The four files (31 MB) are in the subfolder `fashion-mnist` of the folder that `fetch_mnist`
    looks into.

    Parameters
    ----------
    subset : {"all", "train", "test"}
        As in `fetch_mnist`.

    Returns
    -------
    Dataset
        X (n_samples, 784), y the kind of clothing.

    Raises
    ------
    ValueError
        If there is no such subset.
    OSError
        If the download fails, or a file is damaged or holds something else.

    Examples
    --------
    >>> from aeutils.datasets import fetch_fashion_mnist
    >>> fetch_fashion_mnist("test")  # doctest: +SKIP
    <Dataset fashion_mnist: 10,000 samples, 784 features, images 28 x 28, y 0 to 9>
    """
    X, y = _pixels_and_labels(_fashion_mnist_arrays, subset)
    return Dataset(
        X, y, image_shape=(28, 28), target_names=CLOTHES, name="fashion_mnist",
        description="Pictures of clothes, 28 x 28 pixels from 0 to 1 (Zalando Research).")


def _pixels_and_labels(read, subset):
    """Pixels (n_samples, 784), float32 in [0, 1], and labels (n_samples,) of a subset."""
    if subset not in ("all", "train", "test"):
        raise ValueError(f"There is no subset {subset!r}: choose 'all', 'train' or 'test'.")
    arrays = read()
    parts = ("train", "test") if subset == "all" else (subset,)
    pixels = np.concatenate([arrays[f"x_{part}"] for part in parts])
    labels = np.concatenate([arrays[f"y_{part}"] for part in parts])
    return np.divide(pixels.reshape(len(labels), -1), 255, dtype=np.float32), labels


def _mnist_arrays():
    """MNIST as a dict of x_train, y_train, x_test, y_test (uint8), every array checked."""
    path = _local_file("mnist.npz")
    try:
        with open(path, "rb") as stream, np.load(stream, allow_pickle=False) as file:
            arrays = {key: file[key] for key in MNIST_ARRAYS}
    except Exception as error:              # a damaged zip raises almost anything
        raise _wrong_file(path, "cannot be read") from error
    for key, expected in MNIST_ARRAYS.items():
        if hashlib.sha256(arrays[key].tobytes()).hexdigest() != expected:
            raise _wrong_file(path, f"does not hold MNIST ({key} has the wrong checksum)")
    return arrays


def _fashion_mnist_arrays():
    """Fashion-MNIST as a dict like MNIST's, images as one long row, every file checked."""
    arrays = {}
    for part, stem in (("train", "train"), ("test", "t10k")):
        for letter, kind, header in (("x", "images-idx3", 16), ("y", "labels-idx1", 8)):
            content = _local_file(f"fashion-mnist/{stem}-{kind}-ubyte.gz").read_bytes()
            pixels = np.frombuffer(gzip.decompress(content), dtype=np.uint8, offset=header)
            arrays[f"{letter}_{part}"] = pixels
    return arrays


def _local_file(name):
    """Path of a registered file, downloaded if it is not there; nothing is left if that fails."""
    import pooch

    store = pooch.create(pooch.os_cache("aeutils"), URL, env="AEUTILS_DATA")
    path, url = store.abspath / name, URL + Path(name).name
    if path.exists():
        if name != "mnist.npz":
            _check(path, REGISTRY[name])
        return path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole(path) as draft:
            pooch.HTTPDownloader()(url, draft, store)
            if not _matches(draft, REGISTRY[name]):
                raise ValueError("wrong checksum")
    except Exception as error:
        why = getattr(error.__cause__ or error, "strerror", None) or type(error).__name__
        if isinstance(error, ValueError) and not isinstance(error, OSError):
            why = "the content has the wrong checksum"
        raise OSError(f"Could not download {path.name} ({why}): get it from {url} and put it into "
                      f"{path.parent}.") from error
    return path


def _check(path, registered):
    """Refuse a file that is there, but is not the registered one."""
    try:
        right = _matches(path, registered)
    except OSError as error:
        raise _wrong_file(path, "cannot be read") from error
    if not right:
        raise _wrong_file(path, "has the wrong checksum")


def _matches(path, registered):
    import pooch

    algorithm, _, expected = registered.rpartition(":")
    return pooch.file_hash(path, algorithm or "sha256") == expected


def _wrong_file(path, what):
    source = URL + path.name
    return OSError(f"{path} {what}: delete it, or put the file from {source} in its place.")
