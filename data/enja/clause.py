"""What all patterns share: the tables of words, and one clause in both languages."""

from typing import NamedTuple

from japanese import verb
from words import ACTIONS, ADJECTIVES, PLACES
from words import SUBJECTS as PERSONS

BE = {"1": ("am", "was"), "3": ("is", "was"), "p": ("are", "were")}
NOTHING = ("", "")  # no time, no place


class Subject(NamedTuple):
    """English, Japanese, person ("1", "3" or "p" for plural), English pronoun."""

    en: str
    ja: str
    person: str
    pronoun: str


class Action(NamedTuple):
    """English verb in four forms with its complement; Japanese object with its particle, and verb; places."""

    base: str
    third: str
    past: str
    going: str
    complement: str
    object_: str
    verb: str
    places: list


def join(*parts):
    """The parts that are not empty, with blanks between."""
    return " ".join(part for part in parts if part)


def read_actions():
    """Every action of the table."""
    table = []
    for line in ACTIONS.strip().splitlines():
        forms, japanese, complements, places = (part.strip() for part in line.split("|"))
        where = [PLACES[place] for place in places.split()]
        for complement in complements.split("; "):
            table.append(Action(*forms.split(), *complement.split("="), japanese, where))
    return table


def acts(verbs):
    """The actions with these English verbs."""
    return [act for act in ACTS if act.base in verbs.split()]


ACTS = read_actions()
SUBJECTS = [Subject(*subject) for subject in PERSONS]
SUBJECT = {subject.en: subject for subject in SUBJECTS}
PEOPLE = [subject for subject in SUBJECTS if subject.person != "p"]
YOUNG = ("the children", "the students")
OUTDOORS = ["tennis", "soccer", "baseball", "car", "garden", "classroom"]
INDOORS = [
    act
    for act in acts("eat drink read write watch listen study make wash clean play")
    if act.complement.split()[-1] not in OUTDOORS
]


class Clause:
    """Draws subjects, actions and places with one generator, and words one clause in both languages."""

    def __init__(self, rng):
        self.rng = rng

    def pick(self, items):
        return items[int(self.rng.integers(len(items)))]

    def chance(self, share):
        return self.rng.random() < share

    def maybe(self, items):
        """One of these pairs, or nothing."""
        return self.pick([NOTHING, *items])

    def described(self, adjectives, nouns):
        """An adjective in English and Japanese, and a noun in both."""
        name, (noun, japanese) = self.pick(adjectives.split()), self.pick(nouns.split()).split("=")
        return name, ADJECTIVES[name][1], noun, japanese.replace("_", " ")

    def who_does_what(self, people=SUBJECTS, table=ACTS):
        """A subject and an action that does not name the subject."""
        while True:
            subject, act = self.pick(people), self.pick(table)
            if subject.ja not in act.object_:
                return subject, act

    def place(self, subject, act, share):
        """A place for the action, or none; children and students have no office."""
        places = [p for p in act.places if p != PLACES["office"] or subject.en not in YOUNG]
        if not places or not self.chance(share):
            return NOTHING
        place, japanese = self.pick(places)
        return place, f"{japanese} で"

    def english_verb(self, subject, act, tense, negative=False):
        """The verb in its tense ("was" = was doing) with its complement."""
        am, was = BE[subject.person]
        no = "not" if negative else ""
        does = act.third if subject.person == "3" else act.base
        if negative:
            does = join("does not" if subject.person == "3" else "do not", act.base)
        words = {
            "present": does,
            "past": join("did not", act.base) if negative else act.past,
            "future": join("will", no, act.base),
            "progressive": join(am, no, act.going),
            "was": join(was, no, act.going),
        }
        return join(words[tense], act.complement)

    def japanese_verb(self, act, tense, negative=False):
        """The object and the polite form of the verb."""
        form = join("not" if negative else "", "past" if tense in ("past", "was") else "") or "present"
        if tense in ("progressive", "was"):
            return join(act.object_, verb(act.verb, "te"), verb("い/る+", form))
        return join(act.object_, verb(act.verb, form))
