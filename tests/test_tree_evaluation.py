"""What a tree search is told about positions: nets, memory, noise, and answers that are none."""

import numpy as np
import pytest

from common import functions, tree_search
from common.games import Hex, TicTacToe
from common.tree_search import PUCT, search

GAME = TicTacToe()


def after(moves):
    position = GAME.start
    for move in moves:
        position = GAME.play(position, move)
    return position


def equal(positions):
    """No knowledge at all: equal priors, value 0."""
    return np.full((len(positions), 9), 1 / 9), np.zeros(len(positions))


def test_remember_evaluates_a_position_once():
    calls = []

    def evaluate(positions):
        calls.extend(positions)
        rng = np.random.default_rng([p.mine for p in positions])
        return rng.dirichlet(np.ones(9), len(positions)), rng.uniform(-1, 1, len(positions))

    memory = tree_search.remember(evaluate)
    a, b, c = (after(moves) for moves in ([], [4], [4, 0]))
    priors, values = memory([a, b, a])
    assert (priors[0], values[0]) == (priors[2], values[2])
    again, _ = memory([c, b])
    assert again[1] == priors[1]
    assert calls == [a, b, c]
    roots = search(GAME, [GAME.start] * 5, memory, 50, PUCT())
    assert len(calls) == len(set(calls))
    assert len({tuple(root.N) for root in roots}) == 1


def test_net_evaluation_turns_the_board_of_hex_back():
    """A net that likes the cell below the first free one of its own view, and always says 0.25."""
    game = Hex(3)

    def net(planes):
        logits = np.zeros((len(planes), 9))
        logits[:, 3] = 5.0  # row 1, column 0, as the player to move sees it
        return logits, np.full((len(planes), 1), 0.25)

    evaluate = tree_search.net_evaluation(game, net)
    second = game.play(game.start, 8)
    priors, values = evaluate([game.start, second])
    assert priors.argmax(axis=1).tolist() == [3, 1]
    assert values.tolist() == [0.25, 0.25]
    np.testing.assert_allclose(priors[0], functions.softmax(np.eye(9)[3] * 5))
    assert tree_search.greedy(game, evaluate)([game.start, second]) == [3, 1]


def test_greedy_plays_the_best_legal_move():
    def evaluate(positions):
        return np.tile(np.arange(9.0), (len(positions), 1)), np.zeros(len(positions))

    player = tree_search.greedy(GAME, evaluate)
    assert player([GAME.start, after([8]), after([8, 7])]) == [8, 7, 6]


def test_noise_changes_the_roots_only():
    rng = np.random.default_rng(7)
    noise = tree_search.dirichlet_noise(0.5, rng, share=0.4)
    P = rng.dirichlet(np.ones(6))
    draws = np.array([noise(P) for _ in range(2000)])
    np.testing.assert_allclose(draws.sum(axis=1), 1)
    assert (draws >= 0.6 * P - 1e-12).all()
    np.testing.assert_allclose(draws.mean(axis=0), 0.6 * P + 0.4 / 6, atol=0.02)
    [root] = search(GAME, [GAME.start], equal, 40, PUCT(), noise=noise)
    assert len(set(root.P)) == 9
    for child in root.children:
        assert child is None or max(child.P) == pytest.approx(1 / 8)


BAD = {
    "too few rows": (np.ones((1, 9)), np.zeros(2), "priors .2, 9. and values .2,., got shapes .1, 9."),
    "too few values": (np.ones((2, 9)), np.zeros(1), r"and \(1,\)"),
    "too few moves": (np.ones((2, 8)), np.zeros(2), r"shapes \(2, 8\)"),
    "nan": (np.full((2, 9), np.nan), np.zeros(2), "priors are probabilities"),
    "logits": (np.linspace(-3, 4, 18).reshape(2, 9), np.zeros(2), "priors are probabilities"),
    "value": (np.ones((2, 9)), np.array([0, 1.5]), "from −1 to 1, got 1.5"),
    "value nan": (np.ones((2, 9)), np.array([0, np.nan]), "from −1 to 1, got nan"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_evaluate_gives_is_looked_at(name):
    priors, values, message = BAD[name]
    with pytest.raises(ValueError, match=message):
        search(GAME, [GAME.start] * 2, lambda _: (priors, values), 5, PUCT())


def test_priors_of_illegal_moves_only_are_replaced_by_equal_ones():
    position = after([4])

    def evaluate(positions):
        return np.tile(np.eye(9)[4], (len(positions), 1)), np.zeros(len(positions))

    [root] = search(GAME, [position], evaluate, 5, PUCT())
    assert root.P == [1 / 8] * 8
