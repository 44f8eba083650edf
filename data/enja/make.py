"""Makes the corpus: sentences of the grammar and those written by hand, in three parts.

    python data/enja/make.py [folder]

The parts of generated text share no key (see grammar.py), so a test sentence is a combination of words that
training has not seen, of words that it has.  The sentences written by hand are all in the training part.
"""

import sys
from collections import Counter
from pathlib import Path

import numpy as np
from grammar import PATTERNS, Grammar

HERE = Path(__file__).resolve().parent
SEED, SENTENCES = 0, 5400
HELD, OFTEN = 300, 5  # sentences each of dev and test; how often training has their words
SHARES = {"things": 0.3, "deeds": 0.45, "joined": 0.25}


def generate(rng):
    """[(English, Japanese, key)] without a repeated sentence in either language."""
    grammar, found, seen = Grammar(rng), [], set()
    while len(found) < SENTENCES:
        group = rng.choice(list(SHARES), p=list(SHARES.values()))
        english, japanese, key = getattr(grammar, grammar.pick(PATTERNS[group]))()
        if english not in seen and japanese not in seen:
            seen |= {english, japanese}
            found.append((english, japanese, key))
    return found


def parts(sentences, hand, rng):
    """{part: pairs}: keys go to test and dev, in random order, until these hold HELD sentences each.

    A key stays in training when one of its words would otherwise be there less than OFTEN times.
    """
    keys = sorted({key for *_, key in sentences})
    by_key = {keys[i]: [] for i in rng.permutation(len(keys))}
    for *pair, key in sentences:
        by_key[key].append(tuple(pair))
    left = count(pair[:2] for pair in [*sentences, *hand])
    result = {"test": [], "dev": []}
    for pairs in result.values():
        for key in list(by_key):
            words = count(by_key[key])
            if len(pairs) < HELD and all(left[word] - n >= OFTEN for word, n in words.items()):
                left -= words
                pairs += by_key.pop(key)
        del pairs[HELD:]
    train = hand + [pair for pairs in by_key.values() for pair in pairs]
    return result | {"train": [train[i] for i in rng.permutation(len(train))]}


def count(pairs):
    """How often each word comes, English and Japanese."""
    return Counter(word for pair in pairs for side in pair for word in side.split())


def main(folder):
    """Write the six files into the folder."""
    rng = np.random.default_rng(SEED)
    hand = [tuple(line.split("\t")) for line in (HERE / "hand.tsv").read_text(encoding="utf-8").splitlines()]
    for part, pairs in parts(generate(rng), hand, rng).items():
        for side, language in enumerate(("en", "ja")):
            text = "".join(f"{pair[side]}\n" for pair in pairs)
            (folder / f"{part}.{language}").write_bytes(text.encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
