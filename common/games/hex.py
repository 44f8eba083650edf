"""Hex: join your two sides of a rhombus.  No game of Hex is drawn."""

import numpy as np

from common.games.board import Game, Position


class Hex(Game):
    """Who begins joins top and bottom, the other player left and right.  Moves are the cells, row by row.

    A cell (r, c) touches (r, c ± 1), (r ± 1, c), (r − 1, c + 1) and (r + 1, c − 1).  There is no swap rule.

    ``planes`` has a border of stones, which says whose sides are where, and shows the board to the second
    player transposed: the player to move always joins top and bottom.  ``turned`` transposes policies
    likewise.  Hein 1942; Nash 1952, *Some games and machines for playing them*.
    """

    def __init__(self, size=5):
        if size < 1:
            raise ValueError(f"a board has at least one row, got {size}")
        super().__init__(size, size, actions=size * size, bits=range(size * size))
        self.size = size
        self.planes_shape = (2, size + 2, size + 2)
        self.transposed = np.arange(size * size).reshape(size, size).T.ravel()
        self.symmetries = [(np.arange((size + 2) ** 2), np.arange(size * size))]
        self.symmetries.append(tuple(order[::-1] for order in self.symmetries[0]))  # half a turn
        self._full = (1 << size * size) - 1
        self._left = sum(1 << size * row for row in range(size))
        self._right = self._left << size - 1
        self._top = (1 << size) - 1
        self._bottom = self._top << size * (size - 1)
        self._all = range(size * size)

    def moves(self, position):
        taken = position.mine | position.theirs
        return [cell for cell in self._all if not taken >> cell & 1]

    def after(self, position, move):
        return Position(position.theirs, position.mine | 1 << move)

    def lost(self, position):
        stones = position.theirs
        if stones.bit_count() < self.size:
            return False
        if self.turn(position) == -1:  # the one who began has just moved
            return self._joins(stones, self._top, self._bottom)
        return self._joins(stones, self._left, self._right)

    def _joins(self, stones, start, goal):
        """Whether a chain of stones leads from start to goal, sets of cells: flood, all cells at once."""
        n, left, right = self.size, ~self._left, ~self._right
        flood, before = stones & start, 0
        while flood != before:
            if flood & goal:
                return True
            before = flood
            west, east = flood >> 1 & right, flood << 1 & left
            flood |= stones & (west | east | flood >> n | flood << n | east >> n | west << n)
        return False

    def planes(self, positions):
        n = self.size
        boards = self._views(positions).reshape(-1, 2, n, n)
        planes = np.zeros((len(boards), *self.planes_shape), dtype=np.float32)
        planes[:, 0, [0, -1]] = 1  # mine: top and bottom
        planes[:, 1, 1:-1, [0, -1]] = 1  # theirs: left and right
        planes[:, :, 1:-1, 1:-1] = boards
        return planes

    def turned(self, policies, positions):
        policies = np.asarray(policies)
        second = np.array([self.turn(position) == -1 for position in positions])
        return np.where(second[:, None], policies[:, self.transposed], policies)

    def random_results(self, positions, rng):
        """As for every game; since there are no draws, fill the boards and look once who is joined.

        Stones after the win change nothing: the loser's sides stay cut.
        """
        mine, theirs = self._views(positions).transpose(1, 0, 2)
        keys = np.where(mine | theirs, 2.0, rng.random(mine.shape))
        turn = keys.argsort(axis=1).argsort(axis=1)  # in which the free cells are taken
        mine = mine | ~theirs & (keys < 2) & (turn % 2 == 0)
        return np.where(self.joined(mine), 1.0, -1.0)

    def joined(self, stones):
        """Boards (N, cells) of booleans -> (N,): whether a chain leads from the top to the bottom."""
        n = self.size
        stones = np.pad(stones.reshape(-1, n, n), ((0, 0), (1, 1), (1, 1)))
        flood = np.zeros_like(stones)
        flood[:, 1] = stones[:, 1]
        core, count = flood[:, 1:-1, 1:-1], -1
        while count != (count := int(core.sum())):
            near = flood[:, :-2, 1:-1] | flood[:, 2:, 1:-1] | flood[:, 1:-1, :-2] | flood[:, 1:-1, 2:]
            near |= flood[:, :-2, 2:] | flood[:, 2:, :-2]
            core |= near & stones[:, 1:-1, 1:-1]
        return core[:, -1].any(axis=1)

    def _views(self, positions):
        """Booleans (N, 2, cells), transposed where the second player is to move."""
        cells = self.cells(positions)
        second = np.array([self.turn(position) == -1 for position in positions], dtype=bool)
        return np.where(second[:, None, None], cells[:, :, self.transposed], cells)

    def text(self, position):
        rows = super().text(position).split("\n")
        return "\n".join(" " * number + row for number, row in enumerate(rows))
