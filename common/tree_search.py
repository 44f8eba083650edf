"""Monte Carlo tree search for games of two players, many positions searched side by side.

One simulation goes down the tree by a rule (``UCT``, ``PUCT``) to a position that is not in the tree yet,
values it by ``evaluate`` and adds the value to every move on its way back, with the sign turned at every
step, since what is good for one player is bad for the other.

``evaluate(positions) -> priors (N, A), values (N,)`` is the part that a program brings along: roll-outs, a
net, or a mixture.  Values are in −1 … 1 and for the player to move.  All searches of a call send
their leaves together, so that a net is run once per simulation, on a batch.
"""

import math

import numpy as np

from common import functions


class Node:
    """A position in the tree.  For the k-th of its ``moves``: prior P[k], visits N[k], sum of values W[k],
    the node after it in children[k] (None until it is visited).

    W is for the player to move here; the mean value of a move is Q = W / N.
    """

    __slots__ = ("N", "P", "W", "children", "moves", "position", "result")

    def __init__(self, game, position):
        self.position, self.result = position, game.result(position)
        self.moves = None  # until the position has been evaluated

    def expand(self, game, priors):
        """Take over the priors (A,), of the legal moves only, scaled to the sum 1."""
        self.moves = game.moves(self.position)
        P = [priors[move] for move in self.moves]
        total = sum(P)
        if not (total >= 0 and min(P) >= 0 and math.isfinite(total)):
            raise ValueError(f"priors are probabilities, got {P} for the moves {self.moves}")
        count = len(P)
        self.P = [p / total for p in P] if total > 0 else [1 / count] * count
        self.N, self.W, self.children = [0] * count, [0.0] * count, [None] * count

    def visits(self, actions):
        """Shares of the visits (A,) float32: π(a) = N(a) / Σ N, zero for illegal moves."""
        shares = np.zeros(actions, dtype=np.float32)
        shares[list(self.moves)] = np.array(self.N) / sum(self.N)
        return shares

    def best(self):
        """The most visited move; of equally visited ones the one of highest mean value, then the first."""
        keys = [(n, w) for n, w in zip(self.N, self.W, strict=True)]
        return self.moves[keys.index(max(keys))]


class PUCT:
    """The move with the largest Q(a) + c P(a) √N / (1 + N(a)), where N = 1 + Σ N(a).

    Q of a move that was never visited is 0.  Silver et al. 2017, doi:10.1038/nature24270, after Rosin 2011.
    """

    def __init__(self, c=1.5):
        self.c = c

    def __call__(self, node):
        scale = self.c * math.sqrt(1 + sum(node.N))
        best, choice = -math.inf, 0
        for k, n in enumerate(node.N):
            score = scale * node.P[k] / (1 + n)
            if n:
                score += node.W[k] / n
            if score > best:
                best, choice = score, k
        return choice


class UCT:
    """The move with the largest Q(a) + c √(log N / N(a)), where N = Σ N(a); first each move once.

    Unvisited moves are taken in random order.  The priors are not used.  Kocsis & Szepesvári 2006,
    doi:10.1007/11871842_29.
    """

    def __init__(self, rng, c=1.4):
        self.rng, self.c = rng, c

    def __call__(self, node):
        new = [k for k, n in enumerate(node.N) if not n]
        if new:
            return new[int(self.rng.random() * len(new))]
        log = math.log(sum(node.N))
        scores = [w / n + self.c * math.sqrt(log / n) for w, n in zip(node.W, node.N, strict=True)]
        return scores.index(max(scores))


def search(game, positions, evaluate, simulations, rule, noise=None):
    """Search every position with ``simulations`` simulations of its own: the root nodes, in order.

    ``rule(node)`` chooses the move on the way down, ``noise(P)`` makes the roots' priors of the given ones.
    ``ValueError`` for a position at which the game is over, fewer than one simulation, or values and
    priors that are none.
    """
    if simulations < 1:
        raise ValueError(f"a search needs at least one simulation, got {simulations}")
    roots = [Node(game, position) for position in positions]
    for root in roots:
        if root.result is not None:
            board = game.text(root.position)
            raise ValueError(f"the game is over, there is nothing to search: ask game.result first\n{board}")
    _evaluate(game, roots, evaluate)
    if noise is not None:
        for root in roots:
            root.P = [float(p) for p in noise(root.P)]
    for _ in range(simulations):
        paths = [_descend(game, root, rule) for root in roots]
        leaves = [leaf for _, leaf in paths]
        running = [leaf for leaf in leaves if leaf.result is None]
        values = iter(_evaluate(game, running, evaluate))
        for path, leaf in paths:
            _back_up(path, next(values) if leaf.result is None else leaf.result)
    return roots


def _evaluate(game, nodes, evaluate):
    """Values of the nodes for the players to move; gives the nodes their priors."""
    if not nodes:
        return []
    priors, values = (
        array.tolist() if isinstance(array, np.ndarray) else array
        for array in evaluate([node.position for node in nodes])
    )
    if not len(priors) == len(values) == len(nodes) or len(priors[0]) != game.actions:
        raise ValueError(
            f"evaluate gives priors ({len(nodes)}, {game.actions}) and values ({len(nodes)},), "
            f"got shapes {np.shape(priors)} and {np.shape(values)}"
        )
    for node, prior, value in zip(nodes, priors, values, strict=True):
        if not -1 <= value <= 1:
            raise ValueError(f"a value is a number from −1 to 1, got {value} for\n{game.text(node.position)}")
        node.expand(game, prior)
    return values


def _descend(game, node, rule):
    """From a root down to a new node, or to the end of the game: the way [(node, k), …] and the leaf."""
    path = []
    while node.moves is not None:
        k = rule(node)
        path.append((node, k))
        child = node.children[k]
        if child is None:
            child = node.children[k] = Node(game, game.after(node.position, node.moves[k]))
        node = child
    return path, node


def _back_up(path, value):
    """Add the leaf's value, which is for the player to move there, to the moves that led to it."""
    for node, k in reversed(path):
        value = -value
        node.N[k] += 1
        node.W[k] += value


def rollouts(game, rng):
    """An ``evaluate`` without knowledge: equal priors, and the result of one random game as the value."""

    def evaluate(positions):
        priors = np.full((len(positions), game.actions), 1 / game.actions)
        return priors, game.random_results(positions, rng)

    return evaluate


def net_evaluation(game, net):
    """An ``evaluate`` of a net: planes (N, …) -> logits (N, A) and values (N,) or (N, 1), for its player."""

    def evaluate(positions):
        logits, values = net(game.planes(positions))
        return game.turned(functions.softmax(logits), positions), values.reshape(len(positions))

    return evaluate


def remember(evaluate):
    """``evaluate``, with what it said kept: a position is evaluated once.  For a net that does not change."""
    known = {}

    def look_up(positions):
        new = [position for position in dict.fromkeys(positions) if position not in known]
        if new:
            priors, values = (np.asarray(array).tolist() for array in evaluate(new))
            known.update(zip(new, zip(priors, values, strict=True), strict=True))
        found = [known[position] for position in positions]
        return [priors for priors, _ in found], [value for _, value in found]

    return look_up


def dirichlet_noise(alpha, rng, share=0.25):
    """Noise for the root's priors in self-play: (1 − share) P + share · (a draw from Dirichlet(alpha))."""

    def noise(P):
        return (1 - share) * np.array(P) + share * rng.dirichlet([alpha] * len(P))

    return noise


def searcher(game, evaluate, simulations, rule):
    """A player for ``play_games`` that searches and plays the most visited move."""
    return lambda positions: [root.best() for root in search(game, positions, evaluate, simulations, rule)]


def greedy(game, evaluate):
    """A player for ``play_games`` that does not search: it plays the legal move of the highest prior."""

    def player(positions):
        priors, _ = evaluate(positions)
        return [
            max(game.legal(position), key=row.__getitem__)
            for position, row in zip(positions, priors, strict=True)
        ]

    return player
