"""Tic-tac-toe, or noughts and crosses: three in a row on a board of 3×3."""

import numpy as np

from common.games.board import Game, Position

ROWS = [(0, 1, 2), (3, 4, 5), (6, 7, 8), (0, 3, 6), (1, 4, 7), (2, 5, 8), (0, 4, 8), (2, 4, 6)]
LINES = [sum(1 << cell for cell in row) for row in ROWS]
FREE = [tuple(cell for cell in range(9) if not stones >> cell & 1) for stones in range(512)]
HAS_LINE = [any(stones & line == line for line in LINES) for stones in range(512)]


class TicTacToe(Game):
    """Who first has three in a row wins; a full board is a draw.  Moves are the cells 0 … 8, row by row."""

    def __init__(self):
        super().__init__(3, 3, actions=9, bits=range(9))
        turns = [np.rot90(np.arange(9).reshape(3, 3), k) for k in range(4)]
        orders = [board.ravel() for turn in turns for board in (turn, turn[:, ::-1])]
        self.symmetries = [(order, order) for order in orders]

    def moves(self, position):
        return FREE[position.mine | position.theirs]

    def after(self, position, move):
        return Position(position.theirs, position.mine | 1 << move)

    def lost(self, position):
        return HAS_LINE[position.theirs]
