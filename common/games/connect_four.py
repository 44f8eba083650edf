"""Connect Four: stones fall to the bottom of a column; four in a row win."""

import numpy as np

from common.games.board import Game, Position


class ConnectFour(Game):
    """Four in a row, a column or a diagonal win; a full board is a draw.  A move is a column.

    A column takes rows + 1 bits, of which the top one stays empty, so that no shift can carry a line over
    the edge of the board: stones & stones >> s & stones >> 2s & stones >> 3s is a line in direction s.
    """

    def __init__(self, rows=6, columns=7):
        if rows < 1 or columns < 1:
            raise ValueError(f"a board has at least one row and one column, got {rows} × {columns}")
        self.step = rows + 1
        bits = [column * self.step + row for row in reversed(range(rows)) for column in range(columns)]
        super().__init__(rows, columns, actions=columns, bits=bits)
        mirror = np.arange(rows * columns).reshape(rows, columns)[:, ::-1].ravel()
        self.symmetries.append((mirror, np.arange(columns)[::-1]))
        self._tops = [(column, 1 << column * self.step + rows - 1) for column in range(columns)]
        self._bottoms = [1 << column * self.step for column in range(columns)]
        self._columns = [((1 << rows) - 1) << column * self.step for column in range(columns)]
        self._shifts = (1, self.step - 1, self.step, self.step + 1)

    def moves(self, position):
        taken = position.mine | position.theirs
        return [column for column, top in self._tops if not taken & top]

    def after(self, position, move):
        taken = position.mine | position.theirs
        stone = (taken + self._bottoms[move]) & self._columns[move] & ~taken
        return Position(position.theirs, position.mine | stone)

    def lost(self, position):
        stones = position.theirs
        for shift in self._shifts:
            pairs = stones & stones >> shift
            if pairs & pairs >> 2 * shift:
                return True
        return False
