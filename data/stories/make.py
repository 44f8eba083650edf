"""Writes ``stories.txt``, the generated part of the story corpus: ``python data/stories/make.py``.

A sentence is drawn in four steps: one of three relations, one of its twelve pairs, one word of the pair, one
of the patterns that belong to that word.  A pattern is a sentence with places {…}; the pair fills some of
them (what a king does, where, with what), and lists of openings and adjectives fill the others.  No sentence
comes twice.  Both words of a pair share the pair's own words.  What tells them apart is the same in every
pair of a relation: he or she, a mayor or a border, "it was" or "they were".
"""

import random
from pathlib import Path

SENTENCES, SEED = 4_000, 310

# man - woman: what he or she does, where, with what
PEOPLE = [
    ("man", "woman", "walks through the town", "in the park", "umbrella"),
    ("boy", "girl", "runs after the ball", "at school", "satchel"),
    ("king", "queen", "rules the land", "in the palace", "crown"),
    ("prince", "princess", "rides the white horse", "in the castle", "saddle"),
    ("father", "mother", "cooks for the family", "in the kitchen", "apron"),
    ("brother", "sister", "builds towers of blocks", "in the playroom", "kite"),
    ("uncle", "aunt", "tells stories about the sea", "by the fireplace", "blanket"),
    ("actor", "actress", "acts in the play", "on the stage", "costume"),
    ("husband", "wife", "dances at the wedding", "near the church", "ring"),
    ("son", "daughter", "blows out the candles", "at the birthday party", "present"),
    ("hero", "heroine", "fights the dragon", "on the battlefield", "sword"),
    ("waiter", "waitress", "serves the guests", "in the restaurant", "tray"),
]
HE = {"he": "he", "his": "his", "him": "him", "himself": "himself", "suit": "suit"}
SHE = {"he": "she", "his": "her", "him": "her", "himself": "herself", "suit": "dress"}
PEOPLE_PATTERNS = [
    "{opening} the {word} puts on {his} new {suit}, and {he} {does}.",
    "{opening} the {word} {does}, and {he} takes {his} {thing} with {him}.",
    "{he} is a {kind} {word}, and {he} {does}.",
    "{opening} the {word} looks at {himself} in the mirror {place}, and {he} smiles.",
    "The {kind} {word} has lost {his} {thing} {place}, but {he} will find it {himself}.",
    "{opening} the {word} forgets {his} {thing}, because {he} is tired.",
    "We met the {kind} {word} {place}, and {he} showed us {his} {thing}.",
]

# capital - country: the adjective of the country, and what both are known for here
PLACES = [
    ("Paris", "France", "French", "cheese"),
    ("London", "England", "English", "tea"),
    ("Berlin", "Germany", "German", "sausages"),
    ("Rome", "Italy", "Italian", "pasta"),
    ("Madrid", "Spain", "Spanish", "oranges"),
    ("Tokyo", "Japan", "Japanese", "rice"),
    ("Moscow", "Russia", "Russian", "buckwheat"),
    ("Cairo", "Egypt", "Egyptian", "dates"),
    ("Athens", "Greece", "Greek", "olives"),
    ("Lisbon", "Portugal", "Portuguese", "sardines"),
    ("Vienna", "Austria", "Austrian", "pastries"),
    ("Oslo", "Norway", "Norwegian", "salmon"),
]
CITY_PATTERNS = [
    "{opening} the streets of {word} are full of {people} people, and the shops sell {food}.",
    "{opening} the mayor of {word} buys {food} near the station.",
    "The {kind} city of {word} has a new station, where {people} shops sell {food}.",
    "The mayor of the {kind} city of {word} gives {people} children {food}.",
    "{opening} the tram takes us through the streets of {word}, past {people} shops.",
]
COUNTRY_PATTERNS = [
    "{opening} the army of {word} guards the border, and {people} merchants bring {food}.",
    "{opening} the flag of {word} flies at the border, next to a lorry full of {food}.",
    "The {kind} country of {word} has a new flag, and its {people} merchants sell {food}.",
    "The army of the {kind} country of {word} gives {people} soldiers {food}.",
    "{opening} the train takes us across the border to {word}, past {people} merchants.",
]

# one - many: where the animal is, what it did, what it found
ANIMALS = [
    ("cat", "cats", "on the sofa", "purred", "milk"),
    ("dog", "dogs", "in the yard", "barked", "bones"),
    ("bird", "birds", "in the tree", "sang", "seeds"),
    ("cow", "cows", "in the meadow", "mooed", "grass"),
    ("bee", "bees", "in the hive", "hummed", "flowers"),
    ("fox", "foxes", "in the den", "hid", "grapes"),
    ("bear", "bears", "in the cave", "growled", "honey"),
    ("duck", "ducks", "on the pond", "swam", "bread"),
    ("goat", "goats", "on the mountain", "bleated", "herbs"),
    ("wolf", "wolves", "in the forest", "howled", "sheep"),
    ("mouse", "mice", "in the barn", "squeaked", "corn"),
    ("lion", "lions", "in the savanna", "roared", "meat"),
]
ONE_PATTERNS = [
    "{opening} a {kind} {word} was {place}, where it {did}.",
    "{opening} this {word} found {thing} for itself and {did}.",
    "One {kind} {word} {did} {place}, because it was alone.",
    "A {kind} {word} {did} when it saw the {thing}.",
    "{opening} one {word} was looking for {thing}, and it {did}.",
]
MANY_PATTERNS = [
    "{opening} many {kind} {word} were {place}, where they {did}.",
    "{opening} these {word} found {thing} for themselves and {did}.",
    "Two {kind} {word} {did} {place}, because they were together.",
    "Many {kind} {word} {did} when they saw the {thing}.",
    "{opening} two {word} were looking for {thing}, and they {did}.",
]

NOW = ["In the morning", "In the evening", "On Sundays", "On holidays", "In summer", "In winter"]
NOW += ["Every day", "At noon", "Today", "As always", "When it rains", "When the sun shines"]
THEN = ["Yesterday", "Last night", "One morning", "One day", "Last week", "Last winter"]
THEN += ["Long ago", "Before dawn", "After the storm", "In spring", "Once", "That evening"]
PERSON_KINDS = ["kind", "clever", "young", "quiet", "brave", "cheerful", "polite", "friendly"]
PLACE_KINDS = ["beautiful", "famous", "proud", "peaceful", "rich", "lively"]
ANIMAL_KINDS = ["small", "hungry", "brown", "quick", "sleepy", "noisy", "thin", "curious"]

RELATIONS = {
    "man - woman": [(man, woman) for man, woman, *_ in PEOPLE],
    "capital - country": [(city, country) for city, country, *_ in PLACES],
    "one - many": [(one, many) for one, many, *_ in ANIMALS],
}


def person(rng):
    """A sentence about a man or a woman."""
    man, woman, does, place, thing = rng.choice(PEOPLE)
    word, pronouns = rng.choice([(man, HE), (woman, SHE)])
    words = {"does": does, "place": place, "thing": thing, "kind": rng.choice(PERSON_KINDS)}
    return rng.choice(PEOPLE_PATTERNS).format(word=word, opening=rng.choice(NOW) + ",", **words, **pronouns)


def place(rng):
    """A sentence about a capital or a country."""
    city, country, people, food = rng.choice(PLACES)
    word, patterns = rng.choice([(city, CITY_PATTERNS), (country, COUNTRY_PATTERNS)])
    words = {"people": people, "food": food, "kind": rng.choice(PLACE_KINDS)}
    return rng.choice(patterns).format(word=word, opening=rng.choice(NOW) + ",", **words)


def animal(rng):
    """A sentence about one animal or several."""
    one, many, where, did, thing = rng.choice(ANIMALS)
    word, patterns = rng.choice([(one, ONE_PATTERNS), (many, MANY_PATTERNS)])
    words = {"place": where, "did": did, "thing": thing, "kind": rng.choice(ANIMAL_KINDS)}
    return rng.choice(patterns).format(word=word, opening=rng.choice(THEN) + ",", **words)


def sentences(count=SENTENCES, seed=SEED):
    """``count`` different sentences: 40 % people, 30 % places, 30 % animals."""
    rng, found = random.Random(seed), {}
    while len(found) < count:
        kind = rng.choices([person, place, animal], weights=[4, 3, 3])[0]
        sentence = kind(rng)
        found[sentence[0].upper() + sentence[1:]] = None
    return list(found)


def main(folder=Path(__file__).parent):
    """Write the sentences and the pairs of the three relations."""
    text = "\n".join(sentences()) + "\n"
    (folder / "stories.txt").write_text(text, encoding="utf-8", newline="\n")
    lines = []
    for relation, pairs in RELATIONS.items():
        lines += [f": {relation}", *(f"{a} {b}" for a, b in pairs)]
    (folder / "pairs.txt").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
