"""The pictures that depend on what they are given: classes, keys and shapes."""

import matplotlib as mpl
import numpy as np
import pytest

mpl.use("agg")
from matplotlib import pyplot as plt

from common import plotting
from common.games import ConnectFour, Hex, TicTacToe


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


@pytest.mark.parametrize("classes", [2, 8, 9, 20])
def test_decision_regions_of_many_classes(classes):
    d = np.arange(3 * classes) % classes
    x = np.stack([d, d % 3], axis=1) + 0.1 * np.random.default_rng(0).random((len(d), 2))
    ax = plotting.decision_regions(lambda p: p[:, 0].round().astype(int).clip(0, classes - 1), x, d, steps=40)
    ax.figure.canvas.draw()
    looks = {
        (tuple(points.get_facecolor()[0]), points.get_paths()[0].vertices.tobytes())
        for points in ax.collections[1:]
    }
    assert len(looks) == classes, "no two classes look the same"


def test_learning_curves_with_and_without_validation():
    def labels(*arguments):
        return [line.get_label() for line in plotting.learning_curves(*arguments).lines]

    assert labels({"loss": [3.0, 2.0]}) == ["loss"]
    assert labels({"loss": [3.0, 2.0], "val_loss": [3.0, 2.5], "accuracy": [0.1, 0.2]}) == [
        "loss",
        "val_loss",
    ]
    assert labels({"accuracy": [0.1]}, {"accuracy": "right"}) == ["right"]
    with pytest.raises(KeyError, match="val_loss"):
        labels({"loss": [1.0]}, ("loss", "val_loss"))


@pytest.mark.parametrize("shape", [(3, 8, 8), (3, 1, 8, 8), (3, 3, 8, 8)])
def test_image_grid_draws_images(shape):
    figure = plotting.image_grid(np.random.default_rng(0).random(shape), columns=2)
    figure.canvas.draw()
    assert [len(ax.images) for ax in figure.axes] == [1, 1, 1, 0]


@pytest.mark.parametrize("shape", [(3, 64), (64,), (3, 8, 8, 3), (3, 2, 8, 8)])
def test_image_grid_names_the_shapes_that_it_expects(shape):
    with pytest.raises(ValueError, match=r"\(N, 3, H, W\), got \(.*reshape"):
        plotting.image_grid(np.zeros(shape))


def test_cells_show_numbers_and_colours():
    ax = plotting.cells([[1, -2.5], [np.nan, 0]], {(0, 1): plotting.SKY}, title="x")
    assert [text.get_text() for text in ax.texts] == ["1", "−2.5", "0"]
    assert [mpl.colors.to_hex(patch.get_facecolor()).upper() for patch in ax.patches] == [
        "#FFFFFF", plotting.SKY, "#FFFFFF", "#FFFFFF",
    ]  # fmt: skip
    assert ax.get_ylim()[0] > ax.get_ylim()[1]  # rows are counted downwards


@pytest.mark.parametrize(("game", "corners"), [(TicTacToe(), 4), (ConnectFour(), 4), (Hex(3), 6)])
def test_board_draws_stones_and_shares(game, corners):
    position = game.play(game.play(game.start, 0), 1)
    shares = np.zeros(game.height * game.width)
    shares[3:5] = 0.9, 0.04
    ax = plotting.board(game, position, shares, corners=corners)
    assert len(ax.patches) == shares.size
    texts = [text.get_text() for text in ax.texts]
    assert sorted(filter(None, texts)) == ["90", "O", "X"]
    assert texts.index("X") == game.cells([position])[0, 0].argmax()
