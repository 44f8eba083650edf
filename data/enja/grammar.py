"""The grammar: each pattern draws a sentence as (English, Japanese, key), tokens separated by blanks.

The key names the content that make.py keeps apart: all sentences of one key are in one part of the corpus.
Japanese is polite (ます, です) throughout; plain forms stand only inside a sentence.
"""

from deeds import Deeds
from joined import Joined
from things import Things


class Grammar(Things, Deeds, Joined):
    """All patterns, drawing from one generator."""


PATTERNS = {
    group.__name__.lower(): [name for name, value in vars(group).items() if callable(value)]
    for group in (Things, Deeds, Joined)
}
