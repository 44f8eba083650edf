"""Games between two programs, many side by side."""

import numpy as np


def play_games(game, first, second, starts):
    """Play every position of ``starts`` to its end: results (N,) for ``first``, who moves first in each.

    A player is a function ``positions -> moves``, asked for all of its games at once.  +1 is a win of
    ``first``, 0 a draw, −1 a loss.  Swap the players, and the sign, for the same games with sides changed.
    ``ValueError`` for a start at which the game is over, or a player's illegal move.
    """
    positions, results = list(starts), np.zeros(len(starts), dtype=int)
    over = [number for number, position in enumerate(positions) if game.result(position) is not None]
    if over:
        raise ValueError(f"a game cannot start where it is over: positions {over} of starts")
    running, player, other, sign = list(range(len(positions))), first, second, 1
    while running:
        moves = player([positions[number] for number in running])
        if len(moves) != len(running):
            raise ValueError(f"a player gives one move a position, {len(running)}, got {len(moves)}")
        for number, move in zip(running, moves, strict=True):
            positions[number] = game.play(positions[number], move)
        player, other, sign = other, player, -sign  # results are for the player to move
        ended = {number: game.result(positions[number]) for number in running}
        for number, result in ended.items():
            if result is not None:
                results[number] = sign * result
        running = [number for number in running if ended[number] is None]
    return results


def random_openings(game, moves, count, rng):
    """``count`` positions after so many random moves each, none of them finished.

    ``ValueError`` when a thousand games in a row ended before that.
    """
    openings, failures = [], 0
    while len(openings) < count and failures < 1000:
        position = _wander(game, moves, rng)
        failures = failures + 1 if position is None else 0
        if position is not None:
            openings.append(position)
    if len(openings) < count:
        raise ValueError(f"1000 games ended within {moves} random moves: take shorter openings")
    return openings


def _wander(game, moves, rng):
    """The position after random moves, or None when the game has ended on the way."""
    position = game.start
    for _ in range(moves):
        legal = game.legal(position)
        if not legal:
            return None
        position = game.play(position, legal[int(rng.integers(len(legal)))])
    return position if game.result(position) is None else None
