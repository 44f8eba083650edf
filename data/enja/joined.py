"""Patterns of two clauses."""

from clause import ACTS, BE, INDOORS, NOTHING, SUBJECT, SUBJECTS, Clause, acts, join
from japanese import adjective, verb
from words import ADJECTIVES, GROUPS, MADE, PLACES, REASONS, RESULTS, TIMES, WHEN


class Joined(Clause):
    """Patterns of two clauses."""

    def two_deeds(self):
        subject, first, second = self.pick(SUBJECTS), self.pick(INDOORS), self.pick(INDOORS)
        tense = self.pick(["past", "past", "future"])
        if first.base == second.base:
            return self.two_deeds()
        time = self.pick([TIMES[tense][0], TIMES[tense][1], TIMES[tense][-1]])
        key = (subject.en, first.complement, second.complement)
        te, end = join(first.object_, verb(first.verb, "te")), self.japanese_verb(second, tense)
        if self.chance(0.5):
            base = second.base if tense == "future" else second.past
            deeds = join(self.english_verb(subject, first, tense), "and", base, second.complement)
            return (
                join(subject.en, deeds, time[0], "."),
                join(subject.ja, "は", time[1], te, "、", end, "。"),
                key,
            )
        deeds = join(first.complement, ",", subject.en, self.english_verb(subject, second, tense))
        japanese = join(subject.ja, "は", time[1], te, "から 、", end, "。")
        return join("after", first.going, deeds, time[0], "."), japanese, key

    def three_deeds(self):
        subject, deeds = self.pick(SUBJECTS), [self.pick(INDOORS) for _ in range(3)]
        if len({act.base for act in deeds}) < 3:
            return self.three_deeds()
        time, time_ja = self.pick(TIMES["past"][:2])
        one, two, three = (self.english_verb(subject, act, "past") for act in deeds)
        english = join(subject.en, one, ",", two, "and", three, time, ".")
        te = [join(act.object_, verb(act.verb, "te"), "、") for act in deeds[:2]]
        japanese = join(subject.ja, "は", time_ja, *te, self.japanese_verb(deeds[2], "past"), "。")
        return english, japanese, (subject.en, deeds[0].complement, deeds[2].complement)

    def rainy_day(self):
        subject, first, second = self.pick(SUBJECTS), self.pick(INDOORS), self.pick(INDOORS)
        if first.base == second.base:
            return self.rainy_day()
        weather, weather_ja = self.pick(
            [("raining", "雨 が 降 っ て い た"), ("snowing", "雪 が 降 っ て い た")]
        )
        time, time_ja = self.pick([("yesterday", "昨日 は"), ("this morning", "今朝 は")])
        deeds = join(
            self.english_verb(subject, first, "past"), "and", self.english_verb(subject, second, "past")
        )
        english = join("because it was", weather, time, ",", subject.en, deeds, ".")
        te = join(first.object_, verb(first.verb, "te"), "、")
        deeds_ja = join(subject.ja, "は", te, self.japanese_verb(second, "past"), "。")
        return (
            english,
            join(time_ja, weather_ja, "の で 、", deeds_ja),
            (subject.en, first.complement, second.complement),
        )

    def meanwhile(self):
        first = self.pick(acts("drink listen"))
        second = self.pick(acts("read write study draw wait" + " wash clean" * (first.base == "listen")))
        subject = self.pick(SUBJECTS)
        tense = self.pick(["present", "past"])
        if subject.ja in second.object_:
            return self.meanwhile()
        time = self.maybe(TIMES[tense])
        deeds = join(self.english_verb(subject, second, tense), "while", first.going, first.complement)
        english = join(subject.en, deeds, time[0], ".")
        while_ = join(first.object_, verb(first.verb, "stem"), "ながら")
        japanese = join(subject.ja, "は", time[1], while_, self.japanese_verb(second, tense), "。")
        return english, japanese, (subject.en, first.complement, second.complement)

    def because(self):
        reason, reason_ja, kind = self.pick(REASONS)
        subject, (result, result_ja) = self.pick(SUBJECTS), self.pick(RESULTS[kind])
        reason = reason.format(pronoun=subject.pronoun, was=BE[subject.person][1])
        english = f"{subject.en} {result} because {reason} ."
        if kind in ("rest", "not"):
            japanese = f"{subject.ja} は {reason_ja} の で 、 {result_ja} 。"
        else:
            japanese = f"{reason_ja} の で 、 {subject.ja} は {result_ja} 。"
            if self.chance(0.5):
                english = f"because {reason} , {subject.en} {result} ."
        return english, japanese, (subject.en, reason_ja, result)

    def condition(self):
        if self.chance(0.3):
            weather, weather_ja, place, days = "is warm", "暖か かっ たら", NOTHING, 1
            table = acts("swim climb take ride")
        else:
            rain = [("rains", "雨 が 降 っ たら"), ("snows", "雪 が 降 っ たら")]
            (weather, weather_ja), place, days = self.pick(rain), ("at home", "家 で"), 2
            table = acts("read watch listen study make write")
        subject, act = self.who_does_what(table=table)
        time, time_ja = self.pick(TIMES["future"][:days])
        deed = join(subject.en, self.english_verb(subject, act, "future"), place[0], ".")
        deed_ja = join(subject.ja, "は", place[1], self.japanese_verb(act, "future"), "。")
        key = (subject.en, weather, act.complement)
        return join("if it", weather, time, ",", deed), join(time_ja, weather_ja, "、", deed_ja), key

    def when(self):
        subject, act = self.pick(SUBJECTS[2:]), self.pick(INDOORS)
        first, first_ja = self.pick(WHEN)
        if first == "met tom":
            subject, act = SUBJECT["tom"], self.pick(acts("read drink eat wait take draw"))
        elif first == "went to the park":
            act = self.pick([act for act in ACTS if PLACES["park"] in act.places and act.base != "meet"])
        if subject.ja in act.object_:
            return self.when()
        he, he_ja = ("he", "彼") if first == "met tom" else (subject.en, subject.ja)
        english = join("when i", first, ",", he, self.english_verb(subject, act, "was"), ".")
        japanese = join("私 が", first_ja, "時 、", he_ja, "は", self.japanese_verb(act, "was"), "。")
        return english, japanese, (subject.en, first, act.complement)

    def relative(self):
        what, things, adjectives = self.pick(MADE)
        table = [act for act in acts(what) if act.object_.split()[0] in things.split()]
        subject, act = self.who_does_what(table=table)
        name, thing = self.pick(adjectives.split()), act.object_.removesuffix(" を")
        if name == "sweet" and thing == "カレー":
            return self.relative()
        time = self.pick(TIMES["past"])
        form = self.pick(["present", "past", "not"])
        be = {"present": "is", "past": "was", "not": "is not"}[form]
        noun, word = act.complement.split()[-1], ADJECTIVES[name][1]
        english = join("the", noun, "that", subject.en, act.past, time[0], be, name, ".")
        clause = join(subject.ja, "が", time[1], verb(act.verb, "ta"))
        return english, join(clause, thing, "は", adjective(word, form), "。"), (subject.en, noun, name)

    def thinking(self):
        subject, act = self.who_does_what(SUBJECTS[2:])
        if self.chance(0.5):
            name, word, noun, noun_ja = self.described(*self.pick(GROUPS))
            thought, thought_ja = f"this {noun} is {name}", f"この {noun_ja} は {adjective(word, 'plain')}"
            key = ("think", noun, name)
        else:
            time = self.pick(TIMES["future"])
            thought = join(subject.en, self.english_verb(subject, act, "future"), time[0])
            thought_ja = join(subject.ja, "は", time[1], act.object_, verb(act.verb, "plain"))
            key = (subject.en, "think", act.complement)
        return f"i think that {thought} .", f"{thought_ja} と 思 い ま す 。", key

    def saying(self):
        subject, act = self.who_does_what(SUBJECTS[2:])
        time = self.pick(TIMES["past"])
        english = join(subject.en, "said that", subject.pronoun, act.past, act.complement, time[0], ".")
        japanese = join(subject.ja, "は", time[1], act.object_, verb(act.verb, "ta"), "と 言 い ま し た 。")
        return english, japanese, (subject.en, "said", act.complement)
