"""Makes the files of the dialogues: python data/dialogues/make.py [folder].  The same ones every time.

A dialogue has eight turns.  One person tells three things about the day, the other one comments on each; then
the first person asks for one of the three, and the other one remembers:

    DIALOGUE -> FACT COMMENT FACT COMMENT FACT COMMENT QUESTION ANSWER

The three facts are of three kinds (lunch, pet, coat) in any order, each with one of four values.  A
comment is any of eight: four fit every fact, four this kind of fact; half of them first repeat the value.
The question fixes the kind, so the answer's value comes from one exchange only, one, two or three back.
"""

import sys
from pathlib import Path

import numpy as np

FACTS = {
    "lunch": ("i had {} for lunch .", "for lunch i had {} ."),
    "pet": ("my sister has a {} .", "my sister got a {} ."),
    "coat": ("i bought a {} coat .", "my new coat is {} ."),
}
VALUES = {
    "lunch": ("soup", "rice", "pizza", "fish"),
    "pet": ("dog", "cat", "rabbit", "parrot"),
    "coat": ("red", "blue", "green", "white"),
}
COMMENTS = {
    "any": ("how nice .", "good for you .", "i am glad to hear that .", "that is interesting ."),
    "lunch": (
        "that sounds delicious .",
        "i could eat that every day .",
        "now i am hungry , too .",
        "a good choice for a cold day .",
    ),
    "pet": (
        "i would like to see it .",
        "animals are good company .",
        "she must be very happy .",
        "i always wanted one , too .",
    ),
    "coat": (
        "that colour suits you .",
        "i need a new coat , too .",
        "it will keep you warm .",
        "that is my favourite colour .",
    ),
}
QUESTIONS = {
    "lunch": ("what did i have for lunch ?", "do you remember what i had for lunch ?"),
    "pet": ("what pet does my sister have ?", "do you remember what pet my sister has ?"),
    "coat": ("what colour is my coat ?", "do you remember what colour my coat is ?"),
}
ANSWERS = {
    "lunch": ("you had {} .", "of course , you had {} ."),
    "pet": ("she has a {} .", "of course , she has a {} ."),
    "coat": ("it is {} .", "of course , it is {} ."),
}
ECHO = {"lunch": "{} ? ", "pet": "a {} ? ", "coat": "{} ? "}
SIZES = {"train": 1488, "dev": 200, "test": 400}  # and 12 by hand in training


def dialogue(rng):
    """(the value asked for, how many turns of the speaker it lies back, the eight turns)."""

    def pick(options):
        return options[rng.integers(len(options))]

    kinds = rng.permutation(list(FACTS)).tolist()
    values = [pick(VALUES[kind]) for kind in kinds]
    turns = []
    for i, (kind, value) in enumerate(zip(kinds, values, strict=True)):
        opening = pick(("", "", "by the way , ", "and ")) if i else pick(("", "hello , "))
        echo = pick((ECHO[kind].format(value), ""))
        turns += [opening + pick(FACTS[kind]).format(value), echo + pick(COMMENTS["any"] + COMMENTS[kind])]
    asked = int(rng.integers(3))
    kind = kinds[asked]
    turns += [pick(QUESTIONS[kind]), pick(ANSWERS[kind]).format(values[asked])]
    return values[asked], 3 - asked, turns


def make():
    """The lines of each part; no dialogue comes twice."""
    rng, seen = np.random.default_rng(309), set()
    hand = Path(__file__).with_name("hand.tsv").read_text("ascii").splitlines()
    parts = {}
    for part, size in SIZES.items():
        parts[part] = list(hand) if part == "train" else []
        wanted = size + len(parts[part])
        while len(parts[part]) < wanted:
            value, distance, turns = dialogue(rng)
            line = "\t".join([value, str(distance), *turns])
            if line not in seen:
                seen.add(line)
                parts[part].append(line)
    return parts


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    for part, lines in make().items():
        (folder / f"{part}.tsv").write_text("\n".join(lines) + "\n", encoding="ascii", newline="\n")
        print(f"{part}.tsv: {len(lines)} dialogues")
