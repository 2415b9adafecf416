"""How a figure looks and reaches a reader: one style, a text alternative, a small PNG, sliders."""

import base64
import html
import io

import matplotlib
import matplotlib.figure
import numpy as np
from matplotlib.text import Text
from matplotlib.ticker import LogLocator, NullLocator
from PIL import Image

STYLE = {"font.size": 10, "axes.spines.top": False, "axes.spines.right": False,
         "axes.grid": True, "grid.color": "#E5E5E5", "axes.axisbelow": True,
         "legend.frameon": False, "lines.linewidth": 1.8, "image.cmap": "gray_r",
         "figure.dpi": 100, "savefig.dpi": 100}


class Figure(matplotlib.figure.Figure):
    """A figure that a notebook shows, with its text alternative, when a cell ends with it."""

    def _repr_mimebundle_(self, include=None, exclude=None):
        return _bundle(self, self.get_label() or repr(self))


def figure(nrows=1, ncols=1, *, size=None, **options):
    """A figure in the course's style, and its axes.

    Parameters
    ----------
    nrows, ncols : int
        Grid of axes.
    size : (float, float), optional
        Width and height in inches of the figure.
    **options
        Passed to `matplotlib.figure.Figure.subplots`.

    Returns
    -------
    Figure, Axes or array of Axes

    Examples
    --------
    >>> from aeutils import plots
    >>> fig, ax = plots.figure()
    >>> lines = ax.plot([1, 2, 3], [3, 1, 2])
    >>> fig.set_label("A line that falls from 3 to 1 and rises to 2.")
    """
    with matplotlib.rc_context(STYLE):
        fig = Figure(figsize=size or (4.6 * ncols, 3.2 * nrows), layout="constrained")
        fig.get_layout_engine().set(w_pad=0.1, h_pad=0.08)          # inches
        return fig, fig.subplots(nrows, ncols, **options)


def png(fig):
    """The figure as the bytes of a PNG file of at most 256 colours.

    Parameters
    ----------
    fig : Figure

    Returns
    -------
    bytes
    """
    raw, small = io.BytesIO(), io.BytesIO()
    with matplotlib.rc_context(STYLE):
        fig.savefig(raw, format="png")
    picture = Image.open(raw).convert("RGB").quantize(
        256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    picture.save(small, format="png", optimize=True)
    return small.getvalue()


def _bundle(fig, alt=None):
    """The figure in the forms that Jupyter, exported pages and screen readers understand."""
    alt = alt or fig.get_label()
    if not alt:
        raise ValueError("The figure has no text alternative: pass alt='what it shows'.")
    data = base64.b64encode(png(fig)).decode()
    tag = f'<img alt="{html.escape(alt)}" src="data:image/png;base64,{data}">'
    return {"text/html": tag, "image/png": data, "text/plain": alt}


def show(fig, alt=None):
    """Display a figure together with its text alternative.

    Parameters
    ----------
    fig : Figure
    alt : str, optional
        The text alternative. Default: the figure's label.

    Raises
    ------
    ValueError
        When there is no text alternative.
    """
    from IPython.display import display

    display(_bundle(fig, alt), raw=True)


def steer(draw, at=None, **choices):
    """Display a figure with one slider for each of its parameters.

    Without a kernel, as on a web page, the figure at the start is seen.

    Parameters
    ----------
    draw : callable
        From one keyword argument for each slider to a figure with a label. It should only read.
    at : dict, optional
        Where the sliders stand at first. Default: each at its first choice.
    **choices : sequences
        The values that each slider offers.

    Raises
    ------
    ValueError
        When a figure has no text alternative.
    """
    import ipywidgets as widgets
    from IPython.display import display

    start = {name: values[0] for name, values in choices.items()} | (at or {})
    sliders = {name: widgets.SelectionSlider(options=list(values), value=start[name],
                                             description=name)
               for name, values in choices.items()}
    first = _bundle(draw(**start))
    picture = widgets.HTML(first["text/html"])

    def redraw(_):
        fig = draw(**{name: slider.value for name, slider in sliders.items()})
        picture.value = _bundle(fig)["text/html"]

    for slider in sliders.values():
        slider.observe(redraw, "value")
    box = widgets.VBox([*sliders.values(), picture])
    view = {"version_major": 2, "version_minor": 0, "model_id": box.model_id}   # ipywidgets 7 too
    display({"application/vnd.jupyter.widget-view+json": view} | first, raw=True)


def legend(ax, handles, names, outside=False, **options):
    """Give axes a legend of all names: beside them where it would hide much, or with `outside`."""
    names = [str(name) if str(name).strip() else "(empty)" for name in names]
    if outside or len(names) > 6 or max(map(len, names)) > 24:
        options |= {"loc": "upper left", "bbox_to_anchor": (1.0, 1.0),
                    "ncols": -(-len(names) // 16)}
    # matplotlib drops those that begin with "_", so they get their names afterwards.
    legend = ax.legend(list(handles), [str(i) for i in range(len(names))], **options)
    for text, name in zip(legend.get_texts(), names, strict=True):
        text.set_text(name)


def finish(fig, alt, width=0, height=0):
    """The figure with its text alternative, and its axes at least so wide and high, in inches.

    Whatever stands beside the axes, such as a legend, makes the figure larger and not them smaller.
    """
    fig.set_label(alt)
    for text in fig.findobj(Text):
        text.set_parse_math(False)                                 # "$0-$10" is no formula
    with matplotlib.rc_context(STYLE):
        fig.draw_without_rendering()
    size = fig.get_size_inches()
    boxes = [ax.get_position() for ax in fig.axes]
    missing = [(width - min(box.width for box in boxes) * size[0]) * len(boxes),
               height - min(box.height for box in boxes) * size[1]]
    if max(missing) > 0:
        fig.set_size_inches(size + np.maximum(missing, 0))
    return fig


def log_scale(ax):
    """Make the vertical axis logarithmic, with labels such as 0.03."""
    ax.set_yscale("log")
    ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 3, 5)))
    ax.yaxis.set_major_formatter("{x:g}")
    ax.yaxis.set_minor_locator(NullLocator())
