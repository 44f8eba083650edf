"""Tree search: finds what is known of solved games, keeps its books, says what is wrong with its input."""

from functools import cache

import numpy as np
import pytest

from common import tree_search
from common.games import ConnectFour, Hex, TicTacToe, play_games
from common.tree_search import PUCT, UCT, search
from tests.solver import right_moves, solve

GAME = TicTacToe()


@cache
def running_positions():
    """All positions of tic-tac-toe with a player to move."""
    found, open_ = set(), [GAME.start]
    while open_:
        position = open_.pop()
        if position not in found and GAME.result(position) is None:
            found.add(position)
            open_ += [GAME.play(position, move) for move in GAME.legal(position)]
    return sorted(found)


def after(game, moves):
    position = game.start
    for move in moves:
        position = game.play(position, move)
    return position


def equal(game):
    """No knowledge at all: equal priors, value 0."""
    return lambda positions: (
        np.full((len(positions), game.actions), 1 / game.actions),
        np.zeros(len(positions)),
    )


def rules(seed=0):
    return [UCT(np.random.default_rng(seed)), PUCT()]


both_rules = pytest.mark.parametrize("number", [0, 1], ids=["UCT", "PUCT"])


@both_rules
def test_search_finds_wins_and_draws_of_tic_tac_toe(number):
    """1 600 simulations of roll-outs choose a right move in (nearly) all of 300 positions, 20 in fewer."""
    rng = np.random.default_rng(1)
    positions = [p for p in running_positions() if 1 < len(GAME.legal(p)) > len(right_moves(GAME, p))]
    chosen = [positions[k] for k in rng.permutation(len(positions))[:300]]
    shares = []
    for simulations in (20, 1600):
        roots = search(GAME, chosen, tree_search.rollouts(GAME, rng), simulations, rules()[number])
        shares.append(np.mean([root.best() in right_moves(GAME, root.position) for root in roots]))
    assert shares[1] >= 0.99
    assert shares[0] < shares[1]


@both_rules
def test_search_without_knowledge_finds_forced_wins(number):
    """No roll-outs, no net: only ends of games inform it.  Every win within three moves is found."""
    positions = [p for p in running_positions() if solve(GAME, p) == 1 and len(GAME.legal(p)) <= 4][::4]
    roots = search(GAME, positions, equal(GAME), 400, rules()[number])
    assert len(positions) > 200
    for root in roots:
        assert root.best() in right_moves(GAME, root.position)
        assert max(w / n for w, n in zip(root.W, root.N, strict=True) if n) > 0.5


@both_rules
@pytest.mark.parametrize(
    ("game", "moves", "best"),
    [
        (ConnectFour(), [3, 0, 3, 0, 3, 0], 3),  # four in column 3
        (ConnectFour(), [3, 0, 3, 0, 3], 3),  # stop that
        (ConnectFour(), [0, 1, 0, 1, 0], 0),
        (ConnectFour(), [2, 2, 3, 3], None),  # an open row of three: columns 1 and 4
        (Hex(3), [], None),
        (Hex(3), [0], None),
        (TicTacToe(), [0, 4, 8], None),  # an edge, not a corner
    ],
)
def test_forced_moves(number, game, moves, best):
    position = after(game, moves)
    rng = np.random.default_rng(2)
    [root] = search(game, [position], tree_search.rollouts(game, rng), 2000, rules()[number])
    right = [best]
    if best is None:
        right = [1, 4] if isinstance(game, ConnectFour) else right_moves(game, position)
    assert root.best() in right


@pytest.mark.parametrize(
    ("game", "moves"), [(TicTacToe(), [4, 0]), (ConnectFour(), [3, 0, 3, 0]), (Hex(3), [4])]
)
@both_rules
def test_a_tree_keeps_its_books(number, game, moves):
    """Visits add up, W is the sum of what came from below with the sign turned, ends count as they are."""
    rng = np.random.default_rng(3)
    roots = search(game, [after(game, moves)] * 3, tree_search.rollouts(game, rng), 400, rules()[number])
    nodes, ends = list(roots), 0
    for root in roots:
        assert sum(root.N) == 400
        assert root.visits(game.actions).sum() == pytest.approx(1)
    while nodes:
        node = nodes.pop()
        assert list(node.moves) == game.legal(node.position)
        assert sum(node.P) == pytest.approx(1)
        for move, n, w, child in zip(node.moves, node.N, node.W, node.children, strict=True):
            assert (child is None) == (n == 0)
            assert abs(w) <= n
            if child is None:
                continue
            assert child.position == game.play(node.position, move)
            if child.result is not None:
                assert w == -child.result * n
                ends += 1
            else:
                assert sum(child.N) == n - 1  # the first visit is the evaluation of the child itself
                own = -w - sum(child.W)
                assert own == pytest.approx(round(own))  # what is left is one roll-out: −1, 0 or 1
                assert abs(own) < 1.1
                nodes.append(child)
    assert ends > 0


def test_puct_is_its_formula():
    node = search(GAME, [GAME.start], equal(GAME), 1, PUCT())[0]
    rng = np.random.default_rng(4)
    for _ in range(200):
        node.P = rng.dirichlet(np.ones(9)).tolist()
        node.N = rng.integers(0, 4, 9).tolist()
        node.W = [float(rng.uniform(-n, n)) for n in node.N]
        N, W, c = np.array(node.N), np.array(node.W), rng.uniform(0.1, 5)
        Q = np.where(N > 0, W / np.maximum(N, 1), 0)
        assert PUCT(c)(node) == np.argmax(Q + c * np.array(node.P) * np.sqrt(1 + N.sum()) / (1 + N))


def test_uct_is_its_formula_and_tries_every_move_first():
    node = search(GAME, [GAME.start], equal(GAME), 1, PUCT())[0]
    rng = np.random.default_rng(5)
    for _ in range(200):
        node.N = rng.integers(1, 9, 9).tolist()
        node.W = [float(rng.uniform(-n, n)) for n in node.N]
        N, W, c = np.array(node.N), np.array(node.W), rng.uniform(0.1, 5)
        assert UCT(rng, c)(node) == np.argmax(W / N + c * np.sqrt(np.log(N.sum()) / N))
    node.N[2] = node.N[5] = 0
    assert {UCT(rng)(node) for _ in range(50)} == {2, 5}


def test_priors_and_values_lead_the_search():
    """The prior move is tried first; a value that the net gives to a position attracts or repels."""

    def opinion(positions):
        priors, values = equal(GAME)(positions)
        priors[:, 7] = 0.5
        return priors, values

    [root] = search(GAME, [GAME.start], opinion, 1, PUCT())
    assert root.best() == 7
    good = GAME.play(GAME.start, 3)  # bad for the player to move there

    def taste(positions):
        return equal(GAME)(positions)[0], np.array([-0.9 if p == good else 0.0 for p in positions])

    [root] = search(GAME, [GAME.start], taste, 20, PUCT())
    assert root.best() == 3
    assert root.W[3] > 0


def test_searches_side_by_side_are_those_of_each_alone():
    positions = running_positions()[::200]
    rng = np.random.default_rng(6)
    table = {p: (rng.dirichlet(np.ones(9)), rng.uniform(-1, 1)) for p in running_positions()}
    calls = []

    def evaluate(some):
        calls.append(len(some))
        return np.array([table[p][0] for p in some]), np.array([table[p][1] for p in some])

    together = search(GAME, positions, evaluate, 60, PUCT())
    assert len(calls) <= 61  # one for the roots, one a simulation
    alone = [search(GAME, [p], evaluate, 60, PUCT())[0] for p in positions]
    assert [root.N for root in together] == [root.N for root in alone]
    assert [root.W for root in together] == [root.W for root in alone]


def test_best_breaks_ties_by_value_then_by_order():
    [root] = search(GAME, [GAME.start], equal(GAME), 1, PUCT())
    root.N = [0, 3, 5, 5, 5, 0, 0, 0, 0]
    root.W = [0, 3.0, 1.0, 2.0, 2.0, 0, 0, 0, 0]
    assert root.best() == 3


def test_more_simulations_win_matches():
    rng = np.random.default_rng(8)
    game = ConnectFour(4, 5)
    players = [tree_search.searcher(game, tree_search.rollouts(game, rng), n, UCT(rng)) for n in (10, 100)]
    starts = [game.play(game.start, column) for column in range(5)] * 4
    results = play_games(game, players[1], players[0], starts) - play_games(game, *players, starts)
    assert results.mean() > 0.4


@both_rules
def test_a_finished_board_is_no_search(number):
    finished = after(GAME, [0, 3, 1, 4, 2])
    with pytest.raises(ValueError, match=r"the game is over.*\nX X X"):
        search(GAME, [GAME.start, finished], equal(GAME), 10, rules()[number])
    assert search(GAME, [], equal(GAME), 10, rules()[number]) == []


@pytest.mark.parametrize("simulations", [0, -1])
def test_a_search_simulates(simulations):
    with pytest.raises(ValueError, match=f"at least one simulation, got {simulations}"):
        search(GAME, [GAME.start], equal(GAME), simulations, PUCT())
