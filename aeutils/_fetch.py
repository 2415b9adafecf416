"""Find, check and, where missing, download the image sets that are too large to bundle.

Files live in the folder that the environment variable ``AEUTILS_DATA`` names, else in the user's
cache folder. A file found there is only read, so the folder may be read-only; a file that is
wrong is reported, never replaced.
"""

import gzip
import hashlib
import os
from pathlib import Path

import numpy as np

URL = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"

MNIST_SHA256 = "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"
# The arrays decide, not the file: the same arrays zipped anew make another file.
MNIST_ARRAYS_SHA256 = {
    "x_train": "741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757",
    "y_train": "1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13",
    "x_test": "6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161",
    "y_test": "ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5",
}
FASHION_FILES_MD5 = {
    "x_train": ("train-images-idx3-ubyte.gz", "8d4fb7e6c68d591d4c3dfef9ec88bf0d"),
    "y_train": ("train-labels-idx1-ubyte.gz", "25c81989df183df01b3e8a0aad5dffbe"),
    "x_test": ("t10k-images-idx3-ubyte.gz", "bef4ecab320f06d8554ea6380940ec79"),
    "y_test": ("t10k-labels-idx1-ubyte.gz", "bb300cfdad3c16e7a12a480ee83cd310"),
}


def data_folder():
    """Folder of the downloaded files, as an absolute Path; it need not exist yet."""
    import pooch

    return Path(os.environ.get("AEUTILS_DATA") or pooch.os_cache("aeutils")).expanduser().resolve()


def local_file(path, known_hash):
    """Download ``path.name`` into ``path.parent`` unless it is there already.

    Raises OSError if the download fails or brings other content than ``known_hash`` says (written
    for pooch: "md5:..." or plain sha256); nothing is left behind then.
    """
    import pooch

    if path.exists():
        return
    try:
        pooch.retrieve(URL + path.name, known_hash, fname=path.name, path=path.parent)
        path.chmod(0o644)  # pooch makes it readable for its owner alone; folders are shared
    except Exception as error:
        wrong = isinstance(error, ValueError) and not isinstance(error, OSError)
        why = "the content has the wrong checksum" if wrong else type(error).__name__
        raise OSError(
            f"Could not download {path.name} ({why}): "
            f"get it from {URL + path.name} and put it into {path.parent}."
        ) from error


def pixels_and_labels(read, subset):
    """Pixels (n_samples, 784), float32 in [0, 1], and labels (n_samples,) of a subset.

    ``read`` is one of the two functions below, ``subset`` "train", "test" or "all" (train, then
    test). Raises ValueError for another subset, before anything is read.
    """
    if subset not in ("all", "train", "test"):
        raise ValueError(f"There is no subset {subset!r}: choose 'all', 'train' or 'test'.")
    arrays = read()
    parts = ("train", "test") if subset == "all" else (subset,)
    pixels = np.concatenate([arrays[f"x_{part}"] for part in parts])
    labels = np.concatenate([arrays[f"y_{part}"] for part in parts])
    return np.divide(pixels.reshape(len(labels), -1), 255, dtype=np.float32), labels


def mnist_arrays():
    """MNIST as a dict of x_train, y_train, x_test, y_test (uint8), every array checked.

    Raises OSError if a file is missing and cannot be downloaded, or is not what it should be.
    """
    path = data_folder() / "mnist.npz"
    local_file(path, MNIST_SHA256)
    try:
        with open(path, "rb") as stream, np.load(stream, allow_pickle=False) as file:
            arrays = {key: file[key] for key in MNIST_ARRAYS_SHA256}
    except Exception as error:  # a damaged zip raises almost anything
        raise _wrong_file(path, "cannot be read") from error
    for key, expected in MNIST_ARRAYS_SHA256.items():
        if hashlib.sha256(arrays[key].tobytes()).hexdigest() != expected:
            raise _wrong_file(path, f"does not hold MNIST ({key} has the wrong checksum)")
    return arrays


def fashion_mnist_arrays():
    """Fashion-MNIST as a dict like MNIST's, images as one long row, every file checked.

    Raises OSError if a file is missing and cannot be downloaded, or is not what it should be.
    """
    import pooch

    arrays = {}
    for key, (name, md5) in FASHION_FILES_MD5.items():
        path = data_folder() / "fashion-mnist" / name
        local_file(path, f"md5:{md5}")
        try:
            found = pooch.file_hash(path, alg="md5")
        except OSError as error:
            raise _wrong_file(path, "cannot be read") from error
        if found != md5:
            raise _wrong_file(path, "has the wrong checksum")
        header = 16 if key.startswith("x") else 8  # bytes before the pixels or labels
        content = gzip.decompress(path.read_bytes())
        arrays[key] = np.frombuffer(content, dtype=np.uint8, offset=header)
    return arrays


def _wrong_file(path, what):
    return OSError(
        f"{path} {what}: delete it, or put the file from {URL + path.name} in its place."
    )
