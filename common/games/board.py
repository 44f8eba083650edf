"""What every game of two players on a board offers: rules, pictures of a position for a net, symmetries."""

import operator
from typing import NamedTuple

import numpy as np


class Position(NamedTuple):
    """The stones of the player to move and those of the other one: two sets of cells, one bit each.

    Positions never change, can be compared, and can be keys of a dict.
    """

    mine: int
    theirs: int


class Game:
    """Rules of a game in which two players set one stone in turn.  A move is a number, 0 … actions − 1.

    ``start`` is the empty board, ``actions`` (A) the number of moves, ``planes_shape`` (2, height, width)
    what a net sees.  ``symmetries`` are pairs of index arrays (cells (height·width,), moves (A,)): of
    planes and of policies that belong together, the identity first.

    A game of its own writes ``moves``, ``after`` and ``lost``, which check nothing and are fast;
    ``legal``, ``play`` and ``result`` are the same with checks.
    """

    start = Position(0, 0)
    marks = "XO."

    def __init__(self, height, width, actions, bits):
        self.height, self.width, self.actions = height, width, actions
        self.bits = np.asarray(bits)  # of the cells, row by row from the top
        self.planes_shape = (2, height, width)
        self.symmetries = [(np.arange(height * width), np.arange(actions))]

    def moves(self, position):
        """The moves that the board has room for, in increasing order; also when the game is over."""
        raise NotImplementedError(f"{type(self).__name__}.moves")

    def after(self, position, move):
        """The position after a legal move, seen by the other player.  The move is not checked."""
        raise NotImplementedError(f"{type(self).__name__}.after")

    def lost(self, position):
        """Whether the other player has won, for the player to move."""
        raise NotImplementedError(f"{type(self).__name__}.lost")

    def result(self, position):
        """None while the game goes on, else its value for the player to move: −1 lost, 0 drawn.

        It is never +1: only the player who has just moved can have won.
        """
        if self.lost(position):
            return -1
        return None if self.moves(position) else 0

    def legal(self, position):
        """The legal moves, in increasing order; none when the game is over."""
        return [] if self.lost(position) else list(self.moves(position))

    def play(self, position, move):
        """The position after ``move``.  ``ValueError`` for an illegal move, or when the game is over."""
        if self.result(position) is not None:
            raise ValueError(f"the game is over: no move can follow on\n{self.text(position)}")
        legal = self.legal(position)
        if operator.index(move) not in legal:
            raise ValueError(f"move {move} is not legal here, only {legal} are:\n{self.text(position)}")
        return self.after(position, int(move))

    def turn(self, position):
        """Who is to move: +1 for the player who began, −1 for the other one."""
        return 1 if position.mine.bit_count() == position.theirs.bit_count() else -1

    def winner(self, position):
        """+1 when the player who began has won, −1 when the other one has, 0 for a draw, else None."""
        result = self.result(position)
        return None if result is None else result * self.turn(position)

    def cells(self, positions):
        """N positions -> booleans (N, 2, cells): the stones of the player to move, and the other's."""
        length = (int(self.bits.max()) + 8) // 8
        sets = b"".join(stones.to_bytes(length, "little") for position in positions for stones in position)
        flags = np.frombuffer(sets, dtype=np.uint8).reshape(-1, 2, length)
        return np.unpackbits(flags, axis=2, bitorder="little")[:, :, self.bits].astype(bool)

    def planes(self, positions):
        """N positions -> (N, *planes_shape) float32, as the player to move sees them: mine, theirs."""
        return self.cells(positions).astype(np.float32).reshape(-1, *self.planes_shape)

    def turned(self, policies, positions):  # noqa: ARG002
        """Policies (N, A) by the moves of the board -> by those of ``planes``; the same way back.

        Where both players see the board alike (all games here but Hex), the policies as they are.
        """
        return policies

    def augment(self, planes, policies, rng):
        """A random symmetry of each sample: planes (N, 2, height, width) and policies (N, A), both turned."""
        which = rng.integers(len(self.symmetries), size=len(planes))
        cells = np.stack([cells for cells, _ in self.symmetries])[which]
        moves = np.stack([moves for _, moves in self.symmetries])[which]
        flat = np.take_along_axis(planes.reshape(len(planes), 2, -1), cells[:, None], axis=2)
        return flat.reshape(planes.shape), np.take_along_axis(policies, moves, axis=1)

    def random_results(self, positions, rng):
        """Values (N,) for the players to move of N games played to their end by random moves."""
        return np.array([self._random_result(position, rng.random) for position in positions])

    def _random_result(self, position, random):
        sign = 1
        while not self.lost(position):
            moves = self.moves(position)
            if not moves:
                return 0.0
            position = self.after(position, moves[int(random() * len(moves))])
            sign = -sign
        return float(-sign)

    def text(self, position):
        """The board as lines of text: X began, O is the other player, a dot is free."""
        mine, theirs = self.cells([position])[0]
        first, second = (mine, theirs) if self.turn(position) == 1 else (theirs, mine)
        own, other, free = self.marks
        signs = np.where(first, own, np.where(second, other, free)).reshape(self.height, self.width)
        return "\n".join(" ".join(row) for row in signs)
