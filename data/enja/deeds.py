"""Patterns about what somebody does, wants, asks for or gives."""

from clause import ACTS, NOTHING, SUBJECT, SUBJECTS, Action, Clause, acts, join
from japanese import count_ja, verb
from words import (
    ASK,
    CAN,
    COUNTED,
    DAYS,
    GIFTS,
    GIVE,
    GIVERS,
    GO,
    GOALS,
    HOURS,
    KANJI,
    MEANS,
    MUST,
    NUMBERS,
    OFTEN,
    RECEIVERS,
    REQUESTS,
    TIMES,
)  # fmt: skip


class Deeds(Clause):
    """Patterns about what somebody does, wants, asks for or gives."""

    def action(self):
        subject, act = self.who_does_what()
        tense = self.pick(["present", "past", "past", "future", "progressive"])
        negative = tense != "present" and self.chance(0.25)  # "not … every day" would be ambiguous
        place, at = self.place(subject, act, 0.5)
        always = tense == "progressive" or self.chance(0.8)
        time, time_ja = self.pick(TIMES[tense]) if always else NOTHING
        english = join(subject.en, self.english_verb(subject, act, tense, negative), place, time, ".")
        japanese = join(subject.ja, "は", time_ja, at, self.japanese_verb(act, tense, negative), "。")
        return english, japanese, (subject.en, act.base, act.complement)

    def habit(self):
        subject, act = self.who_does_what()
        often, often_ja = self.pick(OFTEN)
        place, at = self.place(subject, act, 0.6)
        no = often == "often" and self.chance(0.5)
        words = join(often, self.english_verb(subject, act, "present"))
        if no:  # よく turns into あまり
            words, often_ja = (
                self.english_verb(subject, act, "present", no).replace("not", "not often"),
                "あまり",
            )
        japanese = join(subject.ja, "は", often_ja, at, self.japanese_verb(act, "present", no), "。")
        english = join(subject.en, words, place, ".")
        return english, japanese, (subject.en, act.base, act.complement)

    def going(self):
        subject, goal = self.pick(SUBJECTS), self.pick(GOALS)
        tense = self.pick(["past", "past", "future", "present"])
        come = goal[0] != "shopping" and subject.en not in ("i", "we") and self.chance(0.25)
        *forms, word = GO[1] if come else GO[0]
        act = Action(*forms, *goal, word, [])
        negative = tense != "present" and self.chance(0.2)
        far = goal[0].split()[-1] in ("sea", "tokyo", "osaka", "kyoto")
        means = MEANS["far"] if far or subject.en == "my friend" else MEANS["far"] + MEANS["near"]
        how, how_ja = NOTHING if negative else self.maybe(means)
        time, time_ja = self.pick(TIMES[tense])
        english = join(subject.en, self.english_verb(subject, act, tense, negative), how, time, ".")
        japanese = join(subject.ja, "は", time_ja, how_ja, self.japanese_verb(act, tense, negative), "。")
        return english, japanese, (subject.en, act.base, act.complement)

    def hour(self):
        subject, (base, third, past, word) = self.pick(SUBJECTS), self.pick(HOURS)
        early = base in ("get up", "leave home", "eat breakfast")
        n = int(self.rng.integers(4, 9)) if early else int(self.rng.integers(7, 11))
        half, half_ja = self.maybe([("half past", "半")])
        at, at_ja = join("at", half, NUMBERS[n]), join(KANJI[n], "時", half_ja, "に")
        form = self.pick(["present", "past"])
        words = past if form == "past" else third if subject.person == "3" else base
        time, time_ja = self.pick(DAYS[form])
        japanese = join(subject.ja, "は", time_ja, at_ja, verb(word, form), "。")
        return join(subject.en, words, at, time, "."), japanese, (subject.en, base, at)

    def giving(self):
        subject, (past, give, get) = SUBJECT[self.pick(GIVERS)], self.pick(GIVE)
        (whom, whom_ja), (thing, thing_ja) = self.pick(RECEIVERS), self.pick(GIFTS)
        if subject.en == "i" and whom == "me":
            return self.giving()
        time, time_ja = self.maybe(TIMES["past"])
        word = get if whom == "me" else give
        japanese = join(subject.ja, "は", time_ja, whom_ja, "に", thing_ja, "を", verb(word, "past"), "。")
        return join(subject.en, past, whom, thing, time, "."), japanese, (subject.en, past, whom, thing)

    def getting(self):
        subject, (thing, thing_ja) = self.pick(SUBJECTS), self.pick(GIFTS)
        past, word = self.pick([("received", "もら/う"), ("borrowed", "借り/る+")])
        whom, whom_ja = self.pick(RECEIVERS[1:])
        if subject.ja == whom_ja or (past == "borrowed" and thing in ("flowers", "a letter")):
            return self.getting()
        time, time_ja = self.maybe(TIMES["past"])
        japanese = join(subject.ja, "は", time_ja, whom_ja, "から", thing_ja, "を", verb(word, "past"), "。")
        return join(subject.en, past, thing, "from", whom, time, "."), japanese, (subject.en, thing, whom)

    def counting(self):
        subject, (noun, plural, noun_ja, counter, _) = self.pick(SUBJECTS), self.pick(COUNTED[:8])
        n = int(self.rng.integers(2, 7))
        past, word = self.pick([("bought", "買/う"), ("lost", "なく/す"), ("found", "見つけ/る+")])
        if noun in (("picture",) if past == "bought" else ("apple", "egg", "magazine")):
            return self.counting()
        time, time_ja = self.maybe(TIMES["past"])
        some = join(noun_ja, "を", count_ja(n, counter))
        japanese = join(subject.ja, "は", time_ja, some, verb(word, "past"), "。")
        return join(subject.en, past, NUMBERS[n - 1], plural, time, "."), japanese, (subject.en, past, plural)

    def wanting(self):
        subject, act = self.who_does_what(SUBJECTS[:2])
        place, at = self.place(subject, act, 0.5)
        no = self.chance(0.25)
        time, time_ja = NOTHING if no else self.maybe(TIMES["future"])
        want = "do not want to" if no else "want to"
        english = join(subject.en, want, act.base, act.complement, place, time, ".")
        want_ja = join(verb(act.verb, "stem"), "た く な い で す" if no else "た い で す")
        japanese = join(subject.ja, "は", time_ja, at, act.object_, want_ja, "。")
        return english, japanese, (subject.en, "want", act.complement)

    def ability(self):
        subject, act = self.who_does_what(table=acts("swim play ride draw sing make climb use"))
        can, end = self.pick(CAN)
        able = join(act.object_, verb(act.verb, "plain"), "こと が", verb("でき/る+", end))
        english = join(subject.en, can, act.base, act.complement, ".")
        return english, join(subject.ja, "は", able, "。"), (subject.en, "can", act.complement)

    def duty(self):
        subject, act = self.who_does_what(table=acts("write study wash clean help work wait meet"))
        must, end, tense = self.pick(MUST)
        time, time_ja = self.maybe(TIMES[tense])
        nai = verb(act.verb, "nai").removesuffix("い")
        must_ja = join(act.object_, f"{nai}けれ ば な り", end)
        english = join(subject.en, must, act.base, act.complement, time, ".")
        return english, join(subject.ja, "は", time_ja, must_ja, "。"), (subject.en, "must", act.complement)

    def request(self):
        english, japanese = self.pick(REQUESTS.strip().splitlines()).split(" | ")
        head, word = japanese.rsplit(" ", 1)
        kind, form, end = self.pick(ASK)
        words = join(kind, english, ".")
        if kind == "may i":
            words = join(kind, english.replace("your", "my"), "?")
        return words, join(head, verb(word, form), end), (english,)

    def together(self):
        act = self.pick([act for act in ACTS if act.places and act.base not in ("help", "use", "wait")])
        place, place_ja = self.pick(act.places)
        time, time_ja = self.maybe(TIMES["future"])
        english = join("let 's", act.base, act.complement, place, time, ".")
        japanese = join(time_ja, place_ja, "で", act.object_, verb(act.verb, "let"), "。")
        return english, japanese, ("let", act.complement, place)

    def question(self):
        subject, act = self.who_does_what(SUBJECTS[2:])
        time, time_ja = self.maybe(TIMES["past"])
        done, deed = join(act.object_, verb(act.verb, "past"), "か 。"), join(act.base, act.complement)
        if self.chance(0.2):
            return join("did you", deed, time, "?"), join(time_ja, done), ("you", act.base, act.complement)
        key = (subject.en, act.base, act.complement)
        if self.chance(0.3):
            return join("did", subject.en, deed, time, "?"), join(subject.ja, "は", time_ja, done), key
        if self.chance(0.3):
            return join("when did", subject.en, deed, "?"), join(subject.ja, "は いつ", done), key
        if self.chance(0.5) and act.places:
            english = join("where did", subject.en, deed, time, "?")
            return english, join(subject.ja, "は", time_ja, "どこ で", done), key
        english = join("who", act.past, act.complement, time, "?")
        return english, join(time_ja, "誰 が", done), ("who", act.base, act.complement)
