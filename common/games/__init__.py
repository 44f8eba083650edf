"""Board games for two players, and matches between programs that play them."""

from common.games.board import Game, Position
from common.games.connect_four import ConnectFour
from common.games.hex import Hex
from common.games.match import play_games, random_openings
from common.games.tic_tac_toe import TicTacToe

__all__ = ["ConnectFour", "Game", "Hex", "Position", "TicTacToe", "play_games", "random_openings"]
