"""Matches between programs, and their openings."""

import numpy as np
import pytest

from common.games import ConnectFour, Hex, TicTacToe, play_games, random_openings


def after(game, moves):
    position = game.start
    for move in moves:
        position = game.play(position, move)
    return position


def test_play_games_counts_for_the_first_player():
    game = TicTacToe()

    def lowest(positions):
        return [game.legal(position)[0] for position in positions]

    def highest(positions):
        return [game.legal(position)[-1] for position in positions]

    starts = [game.start, after(game, [4]), after(game, [8, 6, 7, 5, 4])]
    by_hand = []
    for start in starts:
        position, players = start, [lowest, highest]
        while game.result(position) is None:
            position = game.play(position, players[0]([position])[0])
            players.reverse()
        by_hand.append(game.winner(position) * game.turn(start))
    assert play_games(game, lowest, highest, starts).tolist() == by_hand
    assert len(set(by_hand)) > 1


def test_play_games_refuses_what_cannot_be_played():
    game = TicTacToe()
    with pytest.raises(ValueError, match=r"positions \[1\] of starts"):
        play_games(game, None, None, [game.start, after(game, [0, 3, 1, 4, 2])])

    def zero(_):
        return [0]

    with pytest.raises(ValueError, match="one move a position, 2, got 1"):
        play_games(game, zero, None, [game.start] * 2)
    with pytest.raises(ValueError, match="not legal"):
        play_games(game, zero, zero, [game.start])


@pytest.mark.parametrize("game", [TicTacToe(), ConnectFour(), Hex(5)])
def test_random_openings_are_running_games(game):
    openings = random_openings(game, 4, 30, np.random.default_rng(7))
    assert len(openings) == 30
    for position in openings:
        assert position.mine.bit_count() == position.theirs.bit_count() == 2
        assert game.result(position) is None
    assert len(set(openings)) > 5


def test_openings_that_are_too_long_are_refused():
    with pytest.raises(ValueError, match="shorter openings"):
        random_openings(TicTacToe(), 9, 1, np.random.default_rng(0))
