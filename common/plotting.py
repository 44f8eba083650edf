"""The course's pictures.  The only module that imports matplotlib and ipywidgets.

A lesson starts with ``plt.style.use(plotting.STYLE)``.  Functions draw into ``ax`` (a new figure if
none is given) and return it, so that a lesson can add titles and labels of its own.
"""

import io
import os

import ipywidgets
import matplotlib.pyplot as plt
import numpy as np
from IPython.display import display
from matplotlib.patches import RegularPolygon

# Okabe & Ito's palette, told apart by colour-blind readers too.
BLUE, ORANGE, GREEN, RED, PURPLE = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7"
SKY, YELLOW, GREY = "#56B4E9", "#F0E442", "#7F7F7F"
COLORS = (BLUE, ORANGE, GREEN, RED, PURPLE, SKY, YELLOW, GREY)

STYLE = {
    "axes.prop_cycle": plt.cycler(color=COLORS),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": "medium",
    "axes.titleweight": "bold",
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#E5E5E5",
    "figure.constrained_layout.use": True,
    "figure.constrained_layout.h_pad": 0.08,
    "figure.dpi": 90,
    "figure.figsize": (6.4, 3.6),
    "font.size": 10.5,
    "image.cmap": "viridis",
    "legend.frameon": False,
    "lines.linewidth": 2,
}


def _axes(ax):
    return plt.subplots()[1] if ax is None else ax


def learning_curves(history, names=None, ax=None):
    """Lines of a history over the epochs.

    ``names`` are keys of ``history``, or a dict key -> label; by default "loss" and, if there, "val_loss".
    """
    ax = _axes(ax)
    if names is None:
        names = [name for name in ("loss", "val_loss") if name == "loss" or name in history]
    labels = names if isinstance(names, dict) else dict(zip(names, names, strict=True))
    for name, label in labels.items():
        values = history[name]
        ax.plot(np.arange(1, len(values) + 1), values, label=label)
    ax.set_xlabel("epoch")
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.legend()
    return ax


def image_grid(images, titles=None, columns=8, size=1.0, cmap="gray_r", limits=None):
    """Grey images (N, H, W), (N, 1, H, W) or colour images (N, 3, H, W) in rows; return the figure.

    All grey images share one scale, from the smallest to the largest value, unless ``limits`` gives it.
    ``ValueError`` for other shapes.
    """
    images = np.asarray(images)
    if images.ndim != 3 and (images.ndim != 4 or images.shape[1] not in (1, 3)):
        raise ValueError(
            f"images are (N, H, W), (N, 1, H, W) or (N, 3, H, W), got {images.shape}: use x.reshape(-1, H, W)"
        )
    images = np.moveaxis(images, 1, -1) if images.ndim == 4 else images
    low, high = limits if limits else (images.min(), images.max())
    rows = -(-len(images) // columns)
    height = size * (1.25 if titles is not None else 1.0)
    figure, axes = plt.subplots(rows, columns, figsize=(columns * size, rows * height), squeeze=False)
    for i, ax in enumerate(axes.flat):
        ax.axis("off")
        if i < len(images):
            ax.imshow(images[i], cmap=cmap, vmin=low, vmax=high)
            if titles is not None:
                ax.set_title(str(titles[i]), fontsize=9, fontweight="normal")
    return figure


def _color(k):
    return COLORS[k % len(COLORS)]


def decision_regions(classify, x, d, ax=None, margin=0.4, steps=200):
    """Points x (N, 2) of the classes d (N,) over the regions where ``classify`` answers each class.

    ``classify`` maps (M, 2) to class ids (M,).
    """
    ax = _axes(ax)
    low, high = x.min(axis=0) - margin, x.max(axis=0) + margin
    horizontal, vertical = np.meshgrid(*(np.linspace(low[i], high[i], steps) for i in (0, 1)))
    answer = classify(np.stack([horizontal.ravel(), vertical.ravel()], axis=1)).reshape(horizontal.shape)
    classes = int(max(d.max(), answer.max())) + 1
    levels = np.arange(classes + 1) - 0.5
    ax.contourf(
        horizontal, vertical, answer, levels=levels, colors=[_color(k) for k in range(classes)], alpha=0.2
    )
    for k in range(classes):
        points, marker = x[d == k], "os^Dv*P"[k % 7]
        ax.scatter(*points.T, color=_color(k), marker=marker, s=22, edgecolor="white", linewidth=0.5)
    ax.set(xlabel="$x_1$", ylabel="$x_2$")
    ax.grid(False)
    return ax


def matrix(values, ax=None, rows=None, columns=None, form="{:g}", cmap="Blues", limits=None):
    """A small matrix as coloured cells with its numbers written in, e.g. a confusion matrix.

    ``rows`` and ``columns`` are the tick labels; ``form`` formats the numbers ("" leaves them out).
    """
    ax, values = _axes(ax), np.asarray(values)
    low, high = limits if limits else (values.min(), values.max())
    image = ax.imshow(values, cmap=cmap, vmin=low, vmax=high, aspect="auto")
    for (i, j), value in np.ndenumerate(values):
        color = "white" if np.mean(image.to_rgba(value)[:3]) < 0.55 else "black"  # on a dark cell
        ax.text(j, i, form.format(value), ha="center", va="center", color=color, fontsize=9)
    ax.set_xticks(range(values.shape[1]), columns if columns is not None else range(values.shape[1]))
    ax.set_yticks(range(values.shape[0]), rows if rows is not None else range(values.shape[0]))
    ax.grid(False)
    return ax


def cells(values, colors=None, ax=None, title="", size=10, form="{:g}"):
    """Squares with a number in each: square (r, c) fills x from c to c + 1, y (downwards) from r to r + 1.

    ``colors`` maps (row, column) to a face colour, the others are white; NaN leaves a square empty.
    """
    ax, values = _axes(ax), np.asarray(values, dtype=float)
    for (r, c), value in np.ndenumerate(values):
        face = (colors or {}).get((r, c), "white")
        ax.add_patch(plt.Rectangle((c, r), 1, 1, facecolor=face, edgecolor="black", linewidth=0.8))
        if not np.isnan(value):
            text = form.format(value + 0.0).replace("-", "−")
            ax.text(c + 0.5, r + 0.52, text, ha="center", va="center", fontsize=size)
    ax.set(xlim=(-0.1, values.shape[1] + 0.1), ylim=(values.shape[0] + 0.1, -0.1), aspect="equal")
    ax.set_title(title, fontsize=10, fontweight="normal")
    ax.axis("off")
    return ax


def board(game, position, shares=None, ax=None, corners=4):
    """A position of a game of ``common.games``: X began, O is the other player.

    ``shares`` (cells,), e.g. a policy, shade the cells and are written in percent, from 5 on.  ``corners=6``
    draws hexagons, each row half a cell to the right of the one above.
    """
    ax = _axes(ax)
    shift, step, radius = (0, 1, 0.5**0.5) if corners == 4 else (0.5, 0.75**0.5, 3**-0.5)
    first, second = game.cells([position])[0][:: game.turn(position)]
    for cell, share in enumerate(np.zeros(first.size) if shares is None else shares):
        row, column = divmod(cell, game.width)
        at, turn = (column + shift * row, -step * row), np.pi / 4 if corners == 4 else 0
        shade = plt.cm.Blues(0.8 * share) if share else "white"
        ax.add_patch(RegularPolygon(at, corners, radius=radius, orientation=turn, fc=shade, ec=GREY))
        text = "X" if first[cell] else "O" if second[cell] else f"{100 * share:.0f}" if share >= 0.05 else ""
        color = {"X": RED, "O": BLUE}.get(text, "white" if share > 0.6 else "black")
        size = 15 if text in ("X", "O") else 9
        ax.text(*at, text, color=color, ha="center", va="center", fontsize=size)
    ax.set_aspect("equal")
    ax.autoscale_view()
    ax.axis("off")
    return ax


def network(sizes, labels=None, ax=None, show=6):
    """A fully connected net as circles and lines: one column per entry of ``sizes``.

    ``labels`` names the columns.  A column of more than ``show`` units is drawn with a gap in it.
    """
    ax = _axes(ax)
    columns = []
    for size in sizes:
        drawn = min(size, show)
        heights = (np.arange(drawn) - (drawn - 1) / 2) * -1.0
        if size > show:
            heights = np.concatenate([heights[: show // 2] + 0.4, heights[show // 2 :] - 0.4])
        columns.append(heights)
    for i in range(len(columns) - 1):
        for start in columns[i]:
            for end in columns[i + 1]:
                ax.plot([2 * i, 2 * i + 2], [start, end], color=GREY, linewidth=0.6, zorder=1)
    for i, (heights, size) in enumerate(zip(columns, sizes, strict=True)):
        color = SKY if i == 0 else ORANGE if i == len(sizes) - 1 else "white"
        ax.scatter(np.full(len(heights), 2 * i), heights, s=330, color=color, edgecolor="black", zorder=2)
        if size > show:
            ax.text(2 * i, 0, "⋮", ha="center", va="center", fontsize=16)
        if labels is not None:
            ax.text(2 * i, heights.min() - 0.75, labels[i], ha="center", va="top")
    tallest = max(heights.max() for heights in columns)
    ax.set(
        xlim=(-0.8, 2 * len(sizes) - 1.2),
        ylim=(-tallest - (1.8 if labels is not None else 0.6), tallest + 0.6),
    )
    ax.set_aspect("equal")
    ax.axis("off")
    return ax


def diagram(nodes, edges, ax=None, colors=None, fontsize=10):
    """Boxes joined by arrows: a computational graph, a circuit, an unfolded recurrent net.

    ``nodes`` is a dict name -> (x, y, text); ``edges`` a list of (from, to) or (from, to, label) or
    (from, to, label, color); ``colors`` a dict name -> face colour.  A name that starts with "_" is
    drawn without a box.
    """
    ax, colors = _axes(ax), colors or {}
    artists = {}
    for name, (x, y, text) in nodes.items():
        edge = "none" if name.startswith("_") else "black"
        frame = {"boxstyle": "round,pad=0.35", "facecolor": colors.get(name, "white"), "edgecolor": edge}
        artists[name] = ax.text(x, y, text, ha="center", va="center", fontsize=fontsize, bbox=frame, zorder=3)
    xs, ys = zip(*[(x, y) for x, y, _ in nodes.values()], strict=True)
    ax.set(xlim=(min(xs) - 0.7, max(xs) + 0.7), ylim=(min(ys) - 0.6, max(ys) + 0.6))
    ax.axis("off")
    for start, end, *more in edges:
        label, color = [*more, None, None][:2]
        (x1, y1), (x2, y2) = nodes[start][:2], nodes[end][:2]
        ax.annotate(
            "",
            xy=(x2, y2),
            xytext=(x1, y1),
            arrowprops={
                "arrowstyle": "-|>",
                "color": color or GREY,
                "linewidth": 1.4,
                "patchA": artists[start].get_bbox_patch(),
                "patchB": artists[end].get_bbox_patch(),
                "shrinkA": 2,
                "shrinkB": 2,
            },
        )
        if label:
            back = {"facecolor": "white", "edgecolor": "none", "pad": 1}
            middle = ((x1 + x2) / 2, (y1 + y2) / 2)
            ax.text(
                *middle,
                label,
                ha="center",
                va="center",
                fontsize=fontsize - 1,
                color=color or "black",
                bbox=back,
            )
    return ax


def sliders(draw, **ranges):
    """Show ``draw(**values)`` with one slider per keyword: ``rate=(start, low, high, step)``.

    ``draw`` makes a figure with pyplot.  Without a live session (stored and tested runs set
    ``COURSE_STATIC=1``) the figure at the starting values is drawn once.
    """
    start = {name: values[0] for name, values in ranges.items()}
    if os.environ.get("COURSE_STATIC") == "1":
        draw(**start)
        plt.show()
        return

    controls = {name: _slider(name, *values) for name, values in ranges.items()}
    picture = ipywidgets.Image(format="png")

    def redraw(_=None):
        draw(**{name: control.value for name, control in controls.items()})
        buffer = io.BytesIO()
        plt.gcf().savefig(buffer, format="png")
        plt.close()
        picture.value = buffer.getvalue()

    for control in controls.values():
        control.observe(redraw, names="value")
    redraw()
    display(ipywidgets.VBox([*controls.values(), picture]))


def _slider(name, value, low, high, step):
    """A slider of whole numbers if all four are, else of floats."""
    whole = all(isinstance(number, int) for number in (value, low, high, step))
    kind = ipywidgets.IntSlider if whole else ipywidgets.FloatSlider
    return kind(description=name, value=value, min=low, max=high, step=step, continuous_update=False)
