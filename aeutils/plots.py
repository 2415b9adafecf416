"""Figures from arrays, in one style, each with a text alternative built from what it shows.

The functions return a `matplotlib.figure.Figure` whose label is the text alternative; `show`
displays it, as a notebook does with the last line of a cell, and `steer` puts sliders beside it.
Names are shown as they are, dollar signs included. No model is ever called here.
"""

from itertools import count, cycle

import numpy as np
import pandas as pd
from matplotlib.patches import Rectangle

from .display import figure, finish, legend, log_scale, png, show, steer

__all__ = ["curve_by_size", "errors_by_class", "figure", "images", "learning_curves", "looks",
           "maps", "png", "reconstructions", "show", "steer"]

# Okabe and Ito's colours, which people with colour-blindness can tell apart.
BLUE, ORANGE, GREEN, YELLOW, SKY, VERMILLION, PURPLE, BLACK = (
    "#0072B2", "#E69F00", "#009E73", "#F0E442", "#56B4E9", "#D55E00", "#CC79A7", "#000000")
GREY = "#767676"
LOOKS = {"PCA": (BLUE, "o"), "Autoencoder": (VERMILLION, "s")}      # the same in every lesson
OTHERS = [(GREEN, "^"), (PURPLE, "D"), (SKY, "v"), (ORANGE, "P"), (BLACK, "X")]
CLASS_COLOURS = [BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY, BLACK, GREY, "#8C510A", "#5E3C99"]
CLASS_MARKERS = ["o", "s", "^", "D", "v", "P", "X", "*", "<", ">"]


def looks(names):
    """Colour and marker for each name; PCA and Autoencoder always have their own.

    Parameters
    ----------
    names : sequence of str

    Returns
    -------
    dict of str to (str, str)
    """
    others = ((OTHERS[i % 5][0], OTHERS[(i + i // 5) % 5][1]) for i in count())
    return {name: LOOKS.get(name) or next(others) for name in names}


def images(pictures, titles=None, *, columns=10, size=0.95, alt=None):
    """A grid of pictures: coloured, or grey from white (the smallest value) to black (the largest).

    Parameters
    ----------
    pictures : array of shape (n, height, width) or (n, height, width, 3)
    titles : sequence of str, optional
    columns : int
    size : float
        Width of each picture in inches.
    alt : str, optional
        Default: built from the titles.

    Returns
    -------
    Figure
    """
    pictures = _pictures(pictures)
    rows = -(-len(pictures) // columns)
    height = 1.0 if titles is None else 1 + 0.27 / size         # room for a line of text
    fig, ax = figure(size=(size * columns, size * height * rows))
    _clear(ax, columns, height * rows)
    ends = picture_range(pictures, pictures.ndim == 4)
    for i, picture in enumerate(pictures):
        row, column = divmod(i, columns)
        _draw_image(ax, picture, column, (row + 1) * height - 1, *ends)
        if titles is not None:
            ax.text(column + 0.5, (row + 1) * height - 1.02, titles[i], ha="center", va="bottom",
                    fontsize=9)
    named = f": {', '.join(map(str, titles))}" if titles is not None else ""
    return finish(fig, alt or f"{len(pictures)} pictures{named}.", width=0.9 * size * columns)


def reconstructions(originals, reconstructed, errors=None):
    """Originals above, the reconstructions of each reducer below, with the error of each.

    Parameters
    ----------
    originals : array of shape (n, height, width) or (n, height, width, 3)
        About eight to twelve pictures.
    reconstructed : dict of str to array of the same shape, or of shape (n, n_pixels)
    errors : dict of str to array of shape (n,), optional
        Default: mean squared difference from the originals.

    Returns
    -------
    Figure
    """
    originals = _pictures(originals)
    wrong = [name for name, x in reconstructed.items() if np.size(x) != originals.size]
    if wrong:
        raise ValueError(f"The reconstructions of {wrong[0]!r} have the shape "
                         f"{np.shape(reconstructed[wrong[0]])}, the originals {originals.shape}: "
                         "pass those of the same rows.")
    pictures = {name: np.reshape(x, originals.shape) for name, x in reconstructed.items()}
    errors = errors or {name: np.mean((x - originals) ** 2, axis=tuple(range(1, x.ndim)))
                        for name, x in pictures.items()}
    errors = {name: np.asarray(values) for name, values in errors.items()}
    n, ends = len(originals), picture_range(originals, originals.ndim == 4)
    fig, ax = figure(size=(0.85 * n + 1.2, 0.85 * (1 + 1.25 * len(pictures)) + 0.1))
    _clear(ax, n, 1 + 1.25 * len(pictures))
    for row, (name, x) in enumerate({"Original": originals, **pictures}.items()):
        top = 1.25 * row - 0.2 * (row > 0)          # no line of errors below the originals
        ax.text(-0.1, top + 0.5, name, ha="right", va="center",
                color=LOOKS.get(name, (BLACK,))[0])
        for i, picture in enumerate(x):
            _draw_image(ax, picture, i, top, *ends)
            if name in errors:
                ax.text(i + 0.5, top + 1.15, f"{errors[name][i]:.3f}", ha="center",
                        fontsize=8)
    means = ", ".join(f"{name} {np.mean(e[:n]):.3f}" for name, e in errors.items())
    return finish(fig, f"{n} pictures and their reconstructions; mean squared error of these: "
                     f"{means}.", width=0.75 * n)


def maps(codes, y=None, target_names=None, *, axes_names=("code 1", "code 2")):
    """Side by side, the rows of data as points given by the first two numbers of their codes.

    Classes are told by colour and by shape: by their own names where these are single letters or
    digits.

    Parameters
    ----------
    codes : dict of str to array of shape (n_samples, k), k at least 2
    y : array of shape (n_samples,), optional
        Numbers, strings or categories; where one is missing, the class is "none".
    target_names : sequence of str, optional
        Names of the classes 0, 1, ... in y.
    axes_names : (str, str)

    Returns
    -------
    Figure
    """
    codes = {name: np.asarray(Z) for name, Z in codes.items()}
    for name, Z in codes.items():
        if Z.ndim != 2 or Z.shape[1] < 2:
            raise ValueError(f"The codes of {name!r} have the shape {Z.shape}: a map needs two "
                             "numbers for each row.")
    n_samples = len(next(iter(codes.values())))
    y, names = classes(y, target_names, n_samples)
    fig, axes = figure(1, len(codes), size=(4.7 * len(codes), 4.2), squeeze=False)
    legible = all(len(n) == 1 and n.isascii() and n.isalnum() for n in names)
    for ax, (name, Z) in zip(axes.flat, codes.items(), strict=True):
        for i, label in enumerate(names):
            marker = (f"${label}$" if legible and len(names) > 1
                      else CLASS_MARKERS[(i + i // 10) % 10])
            ax.scatter(Z[y == i, 0], Z[y == i, 1], s=26, marker=marker, linewidths=0.4,
                       color=CLASS_COLOURS[i % 10], alpha=0.75, label=label)
        ax.set(title=name, xlabel=axes_names[0], ylabel=axes_names[1])
    if 1 < len(names) and not legible:
        legend(ax, ax.collections, names, fontsize=8, framealpha=0.8, frameon=True)
    by_class = f", {len(names)} classes told by shape and colour" if len(names) > 1 else ""
    return finish(fig, f"Map of {n_samples} points for each of {', '.join(codes)}{by_class}.",
                     width=3.6, height=3.2)


def curve_by_size(sizes, curves, *, xlabel="numbers per code, k", ylabel="test error (MSE)",
                  log=True):
    """A quantity, such as the error, against a size, such as k.

    Parameters
    ----------
    sizes : sequence of float
    curves : dict of str to array of shape (n_sizes,) or (n_sizes, n_seeds)
        With several seeds the line is their mean and a band spans them.
    xlabel, ylabel : str
    log : bool
        Whether both axes are logarithmic.

    Returns
    -------
    Figure
    """
    fig, ax = figure(size=(6.2, 3.6))
    parts = []
    for name, (colour, marker) in looks(curves).items():
        values = np.asarray(curves[name], float).reshape(len(sizes), -1)
        ax.plot(sizes, values.mean(axis=1), color=colour, marker=marker, label=name)
        ax.fill_between(sizes, values.min(axis=1), values.max(axis=1), color=colour, alpha=0.2,
                        linewidth=0)
        ends = values.mean(axis=1)[[0, -1]]
        parts.append(f"{name} {ends[0]:.3g} at {sizes[0]} to {ends[1]:.3g} at {sizes[-1]}")
    if log:
        ax.set_xscale("log")
        log_scale(ax)
    ax.set_xticks(sizes, [str(size) for size in sizes], minor=False)
    ax.set_xticks([], minor=True)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    legend(ax, ax.lines, curves)
    return finish(fig, f"{ylabel} against {xlabel}: {'; '.join(parts)}.", width=5, height=2.7)


def learning_curves(curves, references=None, *, xlabel="epoch", ylabel="mean squared error",
                    log=True):
    """Loss after each epoch or step, with horizontal lines to judge it by.

    Parameters
    ----------
    curves : dict of str to sequence of float
        The first value is the loss before training.
    references : dict of str to float, optional
        Such as the error of PCA and of always answering the mean.
    xlabel, ylabel : str
    log : bool
        Whether the vertical axis is logarithmic.

    Returns
    -------
    Figure
    """
    fig, ax = figure(size=(6.2, 3.6))
    parts = []
    for (name, values), (colour, _) in zip(curves.items(), looks(curves).values(), strict=True):
        ax.plot(range(len(values)), values, color=colour, label=name)
        parts.append(f"{name} from {values[0]:.3g} to {values[-1]:.3g}")
    dashes = cycle([(0, (5, 2)), (0, (1, 1.5)), (0, (6, 2, 1, 2))])
    for (name, value), dash in zip((references or {}).items(), dashes, strict=False):
        colour = LOOKS.get(name, (GREY,))[0]
        ax.axhline(value, color=colour, linestyle=dash, linewidth=1.3, label=name)
        parts.append(f"{name} at {value:.3g}")
    if log:
        log_scale(ax)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    legend(ax, ax.lines, [*curves, *(references or {})], outside=True)
    length = max(map(len, curves.values())) - 1
    return finish(fig, f"{ylabel} over {length} {xlabel}s: {'; '.join(parts)}.",
                     width=3.5, height=2.7)


def errors_by_class(errors, y, target_names=None):
    """Mean error of each class, one bar per reducer.

    Parameters
    ----------
    errors : dict of str to array of shape (n_samples,)
    y : array of shape (n_samples,)
    target_names : sequence of str, optional
        As in `maps`.

    Returns
    -------
    Figure
    """
    errors = {name: np.asarray(values) for name, values in errors.items()}
    y, names = classes(y, target_names, len(next(iter(errors.values()))))
    many = len(names) > 12 or max(map(len, names)) > 12
    fig, ax = figure(size=(max(5.0, (0.2 if many else 0.75) * len(names)), 3.4))
    width, parts = 0.8 / len(errors), []
    for i, (name, (colour, _)) in enumerate(looks(errors).items()):
        means = np.array([errors[name][y == cls].mean() for cls in range(len(names))])
        ax.bar(np.arange(len(names)) + (i - (len(errors) - 1) / 2) * width, means, width * 0.92,
               color=colour, label=name, hatch=("", "//", "..")[i % 3], edgecolor="white")
        parts.append(f"{name} from {means.min():.3g} ({names[means.argmin()]}) "
                    f"to {means.max():.3g} ({names[means.argmax()]})")
    ax.set_xticks(range(len(names)), names, rotation=90 if many else 0,
                  fontsize=9 if many else None)
    ax.margins(x=0.4 / len(names) if many else 0.05)
    ax.set(xlabel="class", ylabel="mean squared error")
    ax.grid(axis="x", visible=False)
    legend(ax, ax.containers, errors, outside=many)
    return finish(fig, f"Mean squared error by class: {'; '.join(parts)}.", height=2.5,
                     width=0.19 * len(names) if many else 4)


def classes(y, target_names, n_samples):
    """Labels of any kind, or None, as numbers from 0 up; and the names of those that occur.

    They are in their order; "none" is where a label is missing, "(empty)" stands for "".
    """
    if y is None:
        return np.zeros(n_samples, int), [""]
    y = pd.Series(np.ravel(y) if getattr(y, "ndim", 1) > 1 else y)
    y = y.astype(int) if y.dtype == bool and target_names is not None else y
    if len(y) != n_samples:
        raise ValueError(f"y holds {len(y)} labels for {n_samples} samples: pass one for each.")
    labels, values = pd.factorize(y, sort=True)
    names = [str(int(v) if isinstance(v, float) and v.is_integer() else v) for v in values]
    if target_names is not None:
        if not set(names) <= set(map(str, range(len(target_names)))):
            raise ValueError(f"y must count from 0 to {len(target_names) - 1}, one number for each "
                             "of the target_names: leave them out where y holds names.")
        names = [str(target_names[int(name)]) for name in names]
    names = [name if name.strip() else "(empty)" for name in names]
    return (labels, names) if labels.min(initial=0) >= 0 else (labels % (len(names) + 1),
                                                              [*names, "none"])


def picture_range(values, coloured):
    """The values that are the ends of the scale: the extremes, or for colours 0 and 1 or 255."""
    low, high = float(np.min(values)), float(np.max(values))
    if coloured and 0 <= low <= high <= 255:
        return 0.0, 1.0 if high <= 1 else 255.0
    return low, high if high > low else low + 1


def _pictures(pictures):
    """Pictures as an array, with a last axis only where it holds three colours."""
    pictures = np.asarray(pictures, dtype=float)
    if pictures.ndim == 4 and pictures.shape[-1] == 1:
        pictures = pictures[..., 0]
    if pictures.ndim != 3 and pictures.shape[3:] != (3,):
        raise ValueError("Pictures must have the shape (n, height, width), or (n, height, width, "
                         f"3) for colours, not {pictures.shape}: reshape them.")
    return pictures


def _clear(ax, width, height):
    """Make axes a blank sheet, so many pictures wide and high, with the origin at the top left."""
    ax.set_axis_off()
    ax.set(xlim=(0, width), ylim=(height, 0), aspect="equal", autoscale_on=False)


def _draw_image(ax, picture, x, y, low, high):
    """Draw a picture into the unit square whose top left corner is (x, y)."""
    if picture.ndim == 3:
        picture = np.clip((picture - low) / (high - low), 0, 1)
    ax.imshow(picture, cmap="gray_r", vmin=low, vmax=high, extent=(x, x + 0.94, y + 0.94, y))
    ax.add_patch(Rectangle((x, y), 0.94, 0.94, fill=False, linewidth=0.6, color="#CCCCCC"))
