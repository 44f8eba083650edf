"""The exact value of a position, by trying every game to its end: for boards that are small enough."""

from functools import cache


@cache
def solve(game, position):
    """−1, 0 or 1 for the player to move."""
    result = game.result(position)
    if result is not None:
        return result
    return max(-solve(game, game.after(position, move)) for move in game.moves(position))


def right_moves(game, position):
    """The moves that keep the value of the position."""
    value = solve(game, position)
    return [move for move in game.legal(position) if -solve(game, game.play(position, move)) == value]
