"""Figures from arrays, in one style, each with a text alternative built from what it shows.

The functions return a `matplotlib.figure.Figure` whose label is the text alternative; `show`
displays it, and `steer` puts sliders beside it. No model is ever called here.
"""

from itertools import cycle

import numpy as np
from matplotlib.patches import Rectangle
from matplotlib.ticker import LogLocator, NullLocator

from .display import figure, png, show, steer

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
    others = cycle(OTHERS)
    return {name: LOOKS.get(name) or next(others) for name in names}


def images(pictures, titles=None, *, columns=10, size=0.95, alt=None):
    """A grid of grey pictures, white for the smallest value and black for the largest.

    Parameters
    ----------
    pictures : array of shape (n, height, width)
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
    rows = -(-len(pictures) // columns)
    height = 1.0 if titles is None else 1 + 0.27 / size         # room for a line of text
    fig, ax = figure(size=(size * columns, size * height * rows))
    _clear(ax, columns, height * rows)
    for i, picture in enumerate(pictures):
        row, column = divmod(i, columns)
        _draw_image(ax, picture, column, (row + 1) * height - 1, np.min(pictures), np.max(pictures))
        if titles is not None:
            ax.text(column + 0.5, (row + 1) * height - 1.02, titles[i], ha="center", fontsize=9)
    named = f": {', '.join(map(str, titles))}" if titles is not None else ""
    fig.set_label(alt or f"{len(pictures)} pictures{named}.")
    return fig


def reconstructions(originals, reconstructed, errors=None):
    """Originals above, the reconstructions of each reducer below, with the error of each.

    Parameters
    ----------
    originals : array of shape (n, height, width)
        About eight to twelve pictures.
    reconstructed : dict of str to array of shape (n, n_pixels) or (n, height, width)
    errors : dict of str to array of shape (n,), optional
        Default: mean squared difference from the originals.

    Returns
    -------
    Figure
    """
    originals = np.asarray(originals)
    pictures = {name: np.reshape(x, originals.shape) for name, x in reconstructed.items()}
    errors = errors or {name: np.mean((x - originals) ** 2, axis=(1, 2))
                        for name, x in pictures.items()}
    n = len(originals)
    fig, ax = figure(size=(0.85 * n + 1.2, 0.85 * (1 + 1.25 * len(pictures)) + 0.1))
    _clear(ax, n, 1 + 1.25 * len(pictures))
    for row, (name, x) in enumerate({"Original": originals, **pictures}.items()):
        top = 1.25 * row - 0.2 * (row > 0)          # no line of errors below the originals
        ax.text(-0.1, top + 0.5, name, ha="right", va="center",
                color=LOOKS.get(name, (BLACK,))[0])
        for i, picture in enumerate(x):
            _draw_image(ax, picture, i, top, originals.min(), originals.max())
            if name in errors:
                ax.text(i + 0.5, top + 1.15, f"{errors[name][i]:.3f}", ha="center",
                        fontsize=8)
    means = ", ".join(f"{name} {np.mean(e[:n]):.3f}" for name, e in errors.items())
    fig.set_label(f"{n} pictures and their reconstructions; mean squared error of these: {means}.")
    return fig


def maps(codes, y=None, target_names=None, *, axes_names=("code 1", "code 2")):
    """Side by side, the rows of data as points given by the first two numbers of their codes.

    Classes are told by colour and by shape: by their own names where these are single letters or
    digits.

    Parameters
    ----------
    codes : dict of str to array of shape (n_samples, k), k at least 2
    y : int array of shape (n_samples,), optional
    target_names : sequence of str, optional
    axes_names : (str, str)

    Returns
    -------
    Figure
    """
    fig, axes = figure(1, len(codes), size=(4.7 * len(codes), 4.2), squeeze=False)
    classes = [0] if y is None else np.unique(y)
    y = np.zeros(len(next(iter(codes.values()))), int) if y is None else np.asarray(y)
    names = [str(c) if target_names is None else target_names[c] for c in classes]
    legible = all(len(n) == 1 and n.isascii() and n.isalnum() for n in names)
    for ax, (name, Z) in zip(axes.flat, codes.items(), strict=True):
        for i, (label, cls) in enumerate(zip(names, classes, strict=True)):
            marker = (f"${label}$" if legible and len(classes) > 1
                      else CLASS_MARKERS[(i + i // 10) % 10])
            ax.scatter(Z[y == cls, 0], Z[y == cls, 1], s=26, marker=marker, linewidths=0.4,
                       color=CLASS_COLOURS[i % 10], alpha=0.75, label=label)
        ax.set(title=name, xlabel=axes_names[0], ylabel=axes_names[1])
    if 1 < len(classes) and not legible:
        axes.flat[-1].legend(loc="best", fontsize=8, framealpha=0.8, frameon=True)
    by_class = f", {len(classes)} classes told by shape and colour" if len(classes) > 1 else ""
    fig.set_label(f"Map of {len(y)} points for each of {', '.join(codes)}{by_class}.")
    return fig


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
        _log_scale(ax)
    ax.set_xticks(sizes, [str(size) for size in sizes], minor=False)
    ax.set_xticks([], minor=True)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.legend()
    fig.set_label(f"{ylabel} against {xlabel}: {'; '.join(parts)}.")
    return fig


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
        _log_scale(ax)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    length = max(map(len, curves.values())) - 1
    fig.set_label(f"{ylabel} over {length} {xlabel}s: {'; '.join(parts)}.")
    return fig


def errors_by_class(errors, y, target_names=None):
    """Mean error of each class, one bar per reducer.

    Parameters
    ----------
    errors : dict of str to array of shape (n_samples,)
    y : int array of shape (n_samples,)
    target_names : sequence of str, optional

    Returns
    -------
    Figure
    """
    y = np.asarray(y)
    classes = np.unique(y)
    names = [str(c) if target_names is None else target_names[c] for c in classes]
    fig, ax = figure(size=(max(5.0, 0.75 * len(classes)), 3.4))
    width, parts = 0.8 / len(errors), []
    for i, (name, (colour, _)) in enumerate(looks(errors).items()):
        means = np.array([errors[name][y == cls].mean() for cls in classes])
        ax.bar(np.arange(len(classes)) + (i - (len(errors) - 1) / 2) * width, means, width * 0.92,
               color=colour, label=name, hatch=("", "//", "..")[i % 3], edgecolor="white")
        parts.append(f"{name} from {means.min():.3g} ({names[means.argmin()]}) "
                    f"to {means.max():.3g} ({names[means.argmax()]})")
    ax.set_xticks(range(len(classes)), names)
    ax.set(xlabel="class", ylabel="mean squared error")
    ax.grid(axis="x", visible=False)
    ax.legend()
    fig.set_label(f"Mean squared error by class: {'; '.join(parts)}.")
    return fig


def _clear(ax, width, height):
    """Make axes a blank sheet, so many pictures wide and high, with the origin at the top left."""
    ax.set_axis_off()
    ax.set(xlim=(0, width), ylim=(height, 0), aspect="equal", autoscale_on=False)


def _draw_image(ax, picture, x, y, low, high):
    """Draw a picture into the unit square whose top left corner is (x, y)."""
    ax.imshow(picture, cmap="gray_r", vmin=low, vmax=high, extent=(x, x + 0.94, y + 0.94, y))
    ax.add_patch(Rectangle((x, y), 0.94, 0.94, fill=False, linewidth=0.6, color="#CCCCCC"))


def _log_scale(ax):
    """Make the vertical axis logarithmic, with labels such as 0.03."""
    ax.set_yscale("log")
    ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 3, 5)))
    ax.yaxis.set_major_formatter("{x:g}")
    ax.yaxis.set_minor_locator(NullLocator())
