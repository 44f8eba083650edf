"""The charts of the README and the site, in the course's style, written by the benchmarks themselves."""

import contextlib
import io
import math
import textwrap

from PIL import Image

from benchmarks.report import FOLDER, SIDES, conditions

PICTURES = FOLDER.parent / "docs" / "_static"
TICKS = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10]


def draw_workloads(results):
    """Bars of the ratios to PyTorch, with the plain form as dots, into docs/_static/performance.png."""
    rows = results["workloads"][::-1]
    with picture("performance.png", results["about"], figsize=(8, 0.34 * len(rows) + 1.6)) as (plotting, ax):
        for i, row in enumerate(rows):
            ratio, plain = row["ratio"]["cpu"], row["plain_ratio"]["cpu"]
            color = plotting.BLUE if ratio <= 1 else plotting.ORANGE
            ax.barh(i, ratio - 1, left=1, color=color, height=0.6)
            if plain:
                ax.plot(plain, i, "o", color=plotting.GREY, markersize=5, zorder=3)
        ax.axvline(1, color="black", linewidth=1)
        ax.set_yticks(range(len(rows)), [f"{row['name']}   {row['ratio']['cpu']:.2f}" for row in rows])
        ax.tick_params(axis="y", labelsize=9)
        ax.set(xscale="log", ylim=(-0.6, len(rows) - 0.4))
        ax.set_xticks(TICKS, [f"{tick:g}" for tick in TICKS])
        ax.minorticks_off()
        ax.grid(axis="y", visible=False)
        ax.set_title(
            "Time of common / time of PyTorch on one core  (dots: a lesson's plain form)", loc="right"
        )


def draw_scaling(results):
    """Time and memory against the size that grows, both axes in powers, into docs/_static/scaling.png."""
    sweeps, columns = results["sweeps"], 4
    rows = 2 * math.ceil(len(sweeps) / columns)
    shape = {"nrows": rows, "ncols": columns, "squeeze": False, "figsize": (9, 2 * rows + 0.6)}
    with picture("scaling.png", results["about"], **shape) as (plotting, axes):
        for ax in axes.flat:
            ax.set_axis_off()
        for i, sweep in enumerate(sweeps):
            top, bottom = axes[2 * (i // columns) :, i % columns][:2]
            lines(plotting, top, sweep, "time", "milliseconds")
            lines(plotting, bottom, sweep, "memory", "MiB")
            top.set_title(sweep["job"].split(",")[0], fontsize=8)
            bottom.set_xlabel(sweep["grows"], fontsize=8)


def lines(plotting, ax, sweep, kind, unit):
    """Both sides of one sweep, with their exponents."""
    ax.set_axis_on()
    for side, color in (("common", plotting.BLUE), ("pytorch", plotting.ORANGE)):
        label = f"{SIDES[side]}  {sweep['exponents'][kind][side]:.2f}"
        ax.loglog(sweep["sizes"], sweep["values"][kind][side], "o-", color=color, markersize=3, label=label)
    ax.minorticks_off()
    ax.tick_params(labelsize=7)
    ax.set_ylabel(unit, fontsize=7)
    ax.legend(fontsize=7)


@contextlib.contextmanager
def picture(name, about, **options):
    """A figure in the course's style, stored small under ``name`` with the conditions of the measurement.

    ``options`` are those of ``plt.subplots``.  Gives the module ``common.plotting`` and the axes.
    """
    import matplotlib

    matplotlib.use("agg")
    import matplotlib.pyplot as plt

    from common import plotting

    with plt.style.context(plotting.STYLE):
        figure, axes = plt.subplots(**options)
        yield plotting, axes
        figure.supxlabel(textwrap.fill(conditions(about), 130), fontsize=7)
        store = io.BytesIO()
        figure.savefig(store, dpi=110)
        plt.close(figure)
    PICTURES.mkdir(parents=True, exist_ok=True)
    Image.open(store).convert("RGB").quantize(64).save(PICTURES / name, optimize=True)
