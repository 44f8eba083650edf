"""A small net and the search together: trained on perfect play, it loses no game to a perfect player."""

import numpy as np

from common import functions, tree_search
from common.games import TicTacToe
from common.layer import Fork, Sequential
from common.layers import Flatten, Linear, ReLU, Tanh
from common.optimizers import Adam
from common.tree_search import PUCT
from tests.solver import right_moves, solve

GAME = TicTacToe()


def trained_net(rng):
    """Two heads on one layer, trained on all positions: the perfect moves, and the value."""
    solve(GAME, GAME.start)
    found, open_ = set(), [GAME.start]
    while open_:
        position = open_.pop()
        if position not in found and GAME.result(position) is None:
            found.add(position)
            open_ += [GAME.play(position, move) for move in GAME.legal(position)]
    positions = sorted(found)
    pi = np.zeros((len(positions), 9), dtype=np.float32)
    for row, position in zip(pi, positions, strict=True):
        row[right_moves(GAME, position)] = 1 / len(right_moves(GAME, position))
    z = np.array([[solve(GAME, position)] for position in positions], dtype=np.float32)
    planes = GAME.planes(positions)
    heads = Fork(Linear(192, 9, rng=rng), Sequential(Linear(192, 1, rng=rng), Tanh()))
    net = Sequential(Flatten(), Linear(18, 192, rng=rng), ReLU(), heads)
    optimizer = Adam(net.parameters(), lr=5e-3)
    for _ in range(1500):
        rows = rng.integers(len(planes), size=256)
        x, target = GAME.augment(planes[rows], pi[rows], rng)
        logits, v = net(x)
        optimizer.zero_grad()
        net.backward((functions.softmax(logits) - target) / 256, 2 * (v - z[rows]) / 256)
        optimizer.step()
    return net.eval()


def games_lost(player, seat):
    """How often the player loses, over all perfect replies."""
    lost, level = 0, {GAME.start: 1}  # position -> number of ways to it
    while level:
        answers = dict(zip(level, player(list(level)), strict=True)) if seat else {}
        below = {}
        for position, ways in level.items():
            for move in [answers[position]] if seat else right_moves(GAME, position):
                after = GAME.play(position, move)
                if GAME.result(after) is None:
                    below[after] = below.get(after, 0) + ways
                elif not seat:
                    lost -= ways * GAME.result(after)
        level, seat = below, not seat
    return lost


def test_a_trained_net_loses_no_game_to_a_perfect_player_and_an_untrained_one_does():
    rng = np.random.default_rng(0)
    net = trained_net(rng)
    evaluate = tree_search.net_evaluation(GAME, net)
    blank = tree_search.net_evaluation(
        GAME, lambda planes: (np.zeros((len(planes), 9)), np.zeros(len(planes)))
    )
    trained, untrained = (tree_search.searcher(GAME, e, 50, PUCT()) for e in (evaluate, blank))
    assert [games_lost(trained, seat) for seat in (True, False)] == [0, 0]
    assert games_lost(untrained, True) + games_lost(untrained, False) > 10
