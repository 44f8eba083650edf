"""Games: rules counted from the first principle, symmetries, pictures of positions, bad moves."""

from functools import cache
from itertools import product

import numpy as np
import pytest

from common.games import ConnectFour, Game, Hex, Position, TicTacToe
from tests.solver import solve

GAMES = [TicTacToe(), ConnectFour(), ConnectFour(4, 5), Hex(3), Hex(5)]
NAMES = ["tic-tac-toe", "connect four", "connect four 4×5", "hex 3", "hex 5"]
every_game = pytest.mark.parametrize("game", GAMES, ids=NAMES)


def random_game(game, rng):
    """All positions of one random game, and its moves."""
    positions, moves = [game.start], []
    while legal := game.legal(positions[-1]):
        moves.append(legal[int(rng.integers(len(legal)))])
        positions.append(game.play(positions[-1], moves[-1]))
    return positions, moves


def after(game, moves):
    position = game.start
    for move in moves:
        position = game.play(position, move)
    return position


def layers(game, depth):
    """Numbers of different positions after 0, 1, … moves, games that ended earlier left out."""
    layer, counts = {game.start}, []
    for _ in range(depth + 1):
        counts.append(len(layer))
        layer = {game.play(position, move) for position in layer for move in game.legal(position)}
    return counts


def games_and_positions(game):
    @cache
    def games(position):
        return sum(games(game.play(position, move)) for move in game.legal(position)) or 1

    return games(game.start), games.cache_info().currsize


def plain_tic_tac_toe(board=" " * 9, player="X"):
    """Numbers of games that X wins, O wins and nobody wins: the rules written once more, on strings."""
    other = "O" if player == "X" else "X"
    rows = (
        [board[i : i + 3] for i in (0, 3, 6)] + [board[i::3] for i in range(3)] + [board[::4], board[2:7:2]]
    )
    if other * 3 in rows:
        return np.array([other == "X", other == "O", False], dtype=int)
    if " " not in board:
        return np.array([0, 0, 1])
    free = [cell for cell in range(9) if board[cell] == " "]
    return sum(plain_tic_tac_toe(board[:cell] + player + board[cell + 1 :], other) for cell in free)


def test_every_game_of_tic_tac_toe_is_there():
    game, ends = TicTacToe(), {1: 0, -1: 0, 0: 0}

    def walk(position):
        for move in game.legal(position):
            walk(game.play(position, move))
        if (winner := game.winner(position)) is not None:
            ends[winner] += 1

    walk(game.start)
    assert [ends[1], ends[-1], ends[0]] == plain_tic_tac_toe().tolist() == [131_184, 77_904, 46_080]
    assert games_and_positions(game) == (255_168, 5_478)


def drop(board, column, stone):
    """A stone falls to the lowest free cell of a column: the rules on an array, row 0 on top."""
    board = board.copy()
    board[np.flatnonzero(board[:, column] == 0).max(), column] = stone
    return board


def four_in_a_row(board, stone):
    rows, columns = board.shape
    steps = [(0, 1), (1, 0), (1, 1), (1, -1)]
    for row, column, (down, right) in product(range(rows), range(columns), steps):
        line = [(row + k * down, column + k * right) for k in range(4)]
        if all(0 <= r < rows and 0 <= c < columns and board[r, c] == stone for r, c in line):
            return True
    return False


@pytest.mark.parametrize("shape", [(6, 7), (4, 5), (7, 6)])
def test_connect_four_agrees_with_plain_rules(shape):
    game, rng, ended = ConnectFour(*shape), np.random.default_rng(0), set()
    for _ in range(60):
        positions, moves = random_game(game, rng)
        board = np.zeros(shape, dtype=int)
        for number, (position, move) in enumerate(zip(positions[1:], moves, strict=True)):
            stone = 1 if number % 2 == 0 else -1
            board = drop(board, move, stone)
            mine, theirs = game.cells([position])[0].reshape(2, *shape)
            np.testing.assert_array_equal(board, stone * (theirs.astype(int) - mine))
            assert game.lost(position) == four_in_a_row(board, stone)
            assert game.moves(position) == [c for c in range(shape[1]) if board[0, c] == 0]
        ended.add(game.winner(position))
    assert ended >= {1, -1}


def test_connect_four_opens_into_the_known_numbers_of_positions():
    assert layers(ConnectFour(), 5) == [1, 7, 49, 238, 1120, 4263]


def test_no_line_of_four_goes_over_the_edge():
    """The top of a column and the bottom of the next one are no line, nor are cells a row apart."""
    game = ConnectFour()
    for cells in (
        [(4, 0), (5, 0), (0, 1), (1, 1)],
        [(4, 0), (5, 1), (0, 3), (1, 4)],
        [(1, 0), (0, 1), (5, 1), (4, 2)],
    ):
        stones = sum(1 << column * 7 + row for row, column in cells)
        assert not game.lost(Position(0, stones))
    assert game.winner(after(game, [3, 0, 4, 0, 5, 0, 6])) == 1
    assert game.winner(after(game, [0, 1, 0, 1, 0, 1, 3, 1])) == -1


def joined_by_search(stones, n):
    """Whether a chain leads from the top to the bottom of the booleans (n, n): cell by cell."""
    open_, seen = [(0, c) for c in range(n) if stones[0, c]], set()
    while open_:
        r, c = open_.pop()
        if (r, c) in seen:
            continue
        seen.add((r, c))
        near = [(r - 1, c), (r - 1, c + 1), (r, c - 1), (r, c + 1), (r + 1, c - 1), (r + 1, c)]
        open_ += [(a, b) for a, b in near if 0 <= a < n and 0 <= b < n and stones[a, b]]
    return any(r == n - 1 for r, _ in seen)


@pytest.mark.parametrize("n", [1, 2, 3, 5, 6])
def test_full_boards_of_hex_have_exactly_one_winner(n):
    """First source: Nash.  Also: both ways to look for the chain agree with a search cell by cell."""
    game, rng = Hex(n), np.random.default_rng(n)
    for _ in range(200):
        cells = rng.permutation(n * n)
        first, second = cells[::2], cells[1::2]
        board = np.zeros(n * n, dtype=bool)
        board[first] = True
        stones = [sum(1 << int(cell) for cell in part) for part in (first, second)]
        top_bottom = joined_by_search(board.reshape(n, n), n)
        left_right = joined_by_search(~board.reshape(n, n).T, n)
        assert top_bottom != left_right
        assert game._joins(stones[0], game._top, game._bottom) == top_bottom
        assert game._joins(stones[1], game._left, game._right) == left_right
        assert game.joined(board[None])[0] == top_bottom


def test_every_game_of_hex_2_is_there():
    """By hand: a single cell decides nothing on 2×2, and no game needs all four."""
    assert games_and_positions(Hex(1)) == (1, 2)
    assert games_and_positions(Hex(2)) == (24, 32)


def test_solved_games():
    """Tic-tac-toe is a draw; who begins wins Hex.  On 3×3 two corners and their neighbours lose."""
    assert solve(TicTacToe(), TicTacToe.start) == 0
    game = Hex(3)
    assert solve(game, game.start) == 1
    assert [-solve(game, game.play(game.start, move)) for move in range(9)] == [-1, -1, 1, 1, 1, 1, 1, -1, -1]
    assert solve(Hex(2), Hex.start) == 1


@every_game
def test_a_random_game_ends_and_keeps_its_positions(game):
    rng = np.random.default_rng(1)
    for _ in range(20):
        positions, moves = random_game(game, rng)
        assert [game.turn(p) for p in positions[:3]] == [1, -1, 1]
        assert all(game.result(p) is None for p in positions[:-1])
        assert game.result(positions[-1]) in (-1, 0)
        assert game.winner(positions[-1]) in ((1, -1) if isinstance(game, Hex) else (1, -1, 0))
        assert [after(game, moves[:k]) for k in range(len(positions))] == positions
        assert len(set(positions)) == len(positions)


def position_of(game, planes):
    """The position of which planes (2, height, width) are the picture."""
    if isinstance(game, Hex):
        planes = planes[:, 1:-1, 1:-1]
        if planes[0].sum() < planes[1].sum():  # the second player sees it transposed
            planes = planes.transpose(0, 2, 1)
    return Position(*(sum(1 << int(bit) for bit in game.bits[half.ravel() == 1]) for half in planes))


@every_game
def test_planes_show_all_of_a_position(game):
    for position in random_game(game, np.random.default_rng(2))[0]:
        planes = game.planes([position])
        assert planes.shape == (1, *game.planes_shape)
        assert planes.dtype == np.float32
        assert position_of(game, planes[0]) == position


@every_game
def test_symmetries_commute_with_the_rules(game):
    """Turn and then play the turned move, or play and then turn: the same; legal moves and results too."""
    positions, moves = random_game(game, np.random.default_rng(3))
    for position, move in zip(positions, moves, strict=False):
        policy = np.zeros((2, game.actions))
        policy[0, move] = 1
        policy[1, game.legal(position)] = 1
        seen = game.turned(policy, [position] * 2)
        before, then = game.planes([position, game.play(position, move)])
        for cells, order in game.symmetries:
            turned = position_of(game, before.reshape(2, -1)[:, cells].reshape(before.shape))
            one_hot, legal = game.turned(seen[:, order], [turned] * 2)
            assert np.flatnonzero(legal).tolist() == game.legal(turned)
            played = game.play(turned, int(one_hot.argmax()))
            picture = then.reshape(2, -1)[:, cells].reshape(then.shape)
            assert played == position_of(game, picture)
            assert game.result(played) == game.result(game.play(position, move))


@every_game
def test_augment_turns_planes_and_policies_together(game):
    rng = np.random.default_rng(4)
    planes = rng.standard_normal((40, *game.planes_shape))
    policies = rng.standard_normal((40, game.actions))
    new_planes, new_policies = game.augment(planes, policies, rng)
    used = set()
    for x, p, new_x, new_p in zip(planes, policies, new_planes, new_policies, strict=True):
        fits = [
            k
            for k, (cells, order) in enumerate(game.symmetries)
            if np.array_equal(new_x.reshape(2, -1), x.reshape(2, -1)[:, cells])
        ]
        assert len(fits) == 1
        np.testing.assert_array_equal(new_p, p[game.symmetries[fits[0]][1]])
        used.add(fits[0])
    assert used == set(range(len(game.symmetries)))


@pytest.mark.parametrize(("game", "count"), [(TicTacToe(), 8), (ConnectFour(), 2), (Hex(5), 2)])
def test_numbers_of_symmetries(game, count):
    assert len({cells.tobytes() for cells, _ in game.symmetries}) == len(game.symmetries) == count


def test_the_second_player_sees_hex_transposed():
    game = Hex(3)
    position = game.play(game.start, 1)  # the first player, in the middle of the top row
    mine, theirs = game.planes([position])[0]
    assert not mine[1:-1].any()
    assert mine[[0, -1]].all()
    assert np.argwhere(theirs[1:-1, 1:-1]).tolist() == [[1, 0]]
    policy = np.arange(9.0)[None]
    np.testing.assert_array_equal(game.turned(policy, [position])[0], [0, 3, 6, 1, 4, 7, 2, 5, 8])
    np.testing.assert_array_equal(game.turned(policy, [game.start]), policy)


@every_game
def test_random_results_agree_with_random_games(game):
    """The mean result of many roll-outs, from two positions, against games played by the rules."""
    rng = np.random.default_rng(5)
    for position in (game.start, game.play(game.start, game.actions // 2)):
        fast = game.random_results([position] * 2000, rng)
        slow = [Game._random_result(game, position, rng.random) for _ in range(2000)]
        assert set(fast) <= {-1.0, 0.0, 1.0}
        assert abs(fast.mean() - np.mean(slow)) < 0.1  # four standard errors


@every_game
def test_an_illegal_move_is_named(game):
    position = game.start
    while len(game.legal(position)) == game.actions:
        position = game.play(position, 0)
    with pytest.raises(ValueError, match=r"move 0 is not legal here, only \[1, 2"):
        game.play(position, 0)
    for move in (-1, game.actions):
        with pytest.raises(ValueError, match="is not legal here"):
            game.play(position, move)
    with pytest.raises(TypeError):
        game.play(position, 1.5)


@every_game
def test_no_move_follows_on_the_end(game):
    positions, _ = random_game(game, np.random.default_rng(6))
    assert game.legal(positions[-1]) == []
    with pytest.raises(ValueError, match="the game is over"):
        game.play(positions[-1], 0)


@every_game
def test_legal_moves_belong_to_the_caller(game):
    game.legal(game.start).clear()
    assert len(game.legal(game.start)) == game.actions


def test_positions_cannot_be_changed():
    with pytest.raises(AttributeError):
        Position(1, 2).mine = 3


def test_text_shows_who_began():
    game = TicTacToe()
    assert game.text(after(game, [4, 0, 8])) == "O . .\n. X .\n. . X"
    game = ConnectFour(2, 3)
    assert game.text(after(game, [1, 1, 2])) == ". O .\n. X X"
    assert Hex(2).text(after(Hex(2), [1, 2])) == ". X\n O ."


@pytest.mark.parametrize("make", [lambda: ConnectFour(0, 7), lambda: Hex(0)])
def test_a_board_without_cells_is_refused(make):
    with pytest.raises(ValueError, match="at least one row"):
        make()
