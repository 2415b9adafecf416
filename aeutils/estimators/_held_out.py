"""Which rows are held out of a fit, to be asked afterwards."""

import numpy as np


def hold_out(validation, X, order, share, fewest):
    """Indices of the rows to learn from, and of those held out.

    `validation` is the share of the rows to take from `order`, at least `fewest`, but none for 0;
    or "last": the last rows, in the usual `share`; or a splitter of scikit-learn, whose last split
    it is.
    """
    if hasattr(validation, "get_n_splits"):
        *_, (train_rows, held_out) = validation.split(X)
        if not (len(train_rows) and len(held_out)):
            raise ValueError(f"validation={validation!r} leaves no rows to learn from, or none to "
                             "hold out: take another splitter.")
        return np.asarray(train_rows), np.asarray(held_out)
    if validation == 0:
        return order, order[:0]
    n = max(int((share if validation == "last" else validation) * len(X)), fewest)
    if validation == "last":
        return np.split(np.arange(len(X)), [len(X) - n])
    return order[n:], order[:n]
