"""Patterns about what things and people are, have and like."""

from clause import BE, NOTHING, PEOPLE, SUBJECTS, Clause, join
from japanese import adjective, count_ja, verb
from words import (
    ADJECTIVES,
    BESIDE,
    BUILDINGS,
    COUNTED,
    DESCRIBED,
    GROUPS,
    JOBS,
    LIKED,
    NUMBERS,
    OPPOSED,
    SEASONS,
    SKILLED,
    SKILLS,
    SPOTS,
    STATES,
    TIMES,
    WEATHER,
)


class Things(Clause):
    """Patterns about what things and people are, have and like."""

    def quality(self):
        name, word, noun, noun_ja = self.described(*self.pick(GROUPS))
        this, this_ja = self.pick([("this", "この"), ("that", "あの")])
        form = self.pick(["present", "present", "past", "not", "not past"])
        how = self.maybe([("very", "あまり" if "not" in form else "とても")])
        be = join("was" if "past" in form else "is", "not" if "not" in form else "")
        english = join(this, noun, be, how[0], name, ".")
        japanese = join(this_ja, noun_ja, "は", how[1], adjective(word, form), "。")
        return english, japanese, (noun, name)

    def contrast(self):
        first, second = self.pick(OPPOSED)
        nouns = [nouns for adjectives, nouns in GROUPS if {first, second} <= set(adjectives.split())]
        *_, noun, noun_ja = self.described(first, self.pick(nouns))
        this, this_ja = self.pick([("this", "この"), ("that", "あの")])
        is_, form = self.pick([("is", "present"), ("was", "past")])
        english = f"{this} {noun} {is_} {first} , but it {is_} {second} ."
        one, two = (adjective(ADJECTIVES[name][1], form) for name in (first, second))
        japanese = f"{this_ja} {noun_ja} は {one} が 、 {two} 。"
        return english, japanese, (noun, first, second)

    def comparison(self):
        group = self.pick(GROUPS[:2] + GROUPS[4:])
        name, word, noun, noun_ja = self.described(*group)
        more, person = ADJECTIVES[name][0].replace("_", " "), group == GROUPS[5]
        if self.chance(0.3):
            english = f"{'who' if person else 'which'} is {more} , this {noun} or that {noun} ?"
            two = f"この {noun_ja} と あの {noun_ja} と で は"
            japanese = f"{two} どちら の 方 が {adjective(word, 'present')} か 。"
        else:
            english = f"this {noun} is {more} than that {noun} ."
            japanese = f"この {noun_ja} は あの {noun_ja} より {adjective(word, 'present')} 。"
        return english, japanese, (noun, name, "than")

    def best(self):
        name, word, noun, noun_ja = self.described(*self.pick([GROUPS[0], GROUPS[4]]))
        if noun in ("town", "room"):
            return self.best()
        more = ADJECTIVES[name][0]
        most = more.replace("more_", "most ") if more.startswith("more_") else more.removesuffix("r") + "st"
        where, where_ja = self.pick([("this town", "この 町"), ("japan", "日本"), ("kyoto", "京都")])
        english = f"this is the {most} {noun} in {where} ."
        japanese = f"これ は {where_ja} で 一番 {adjective(word, 'noun')} {noun_ja} で す 。"
        return english, japanese, (noun, name, where)

    def older(self):
        one, two = self.pick(PEOPLE), self.pick(PEOPLE)
        name = self.pick(["tall", "young", "busy", "strong", "kind"])
        if one.ja == two.ja or two.en in ("i", "he", "she"):
            return self.older()
        more, word = ADJECTIVES[name]
        english = f"{one.en} {BE[one.person][0]} {more} than {two.en} ."
        return english, f"{one.ja} は {two.ja} より {adjective(word, 'present')} 。", (one.en, name, two.en)

    def job(self):
        subject, (job, job_ja) = self.pick([s for s in PEOPLE if s.en != "the teacher"]), self.pick(JOBS)
        am, was = BE[subject.person]
        no, past = self.chance(0.3), self.chance(0.3)
        english = join(subject.en, was if past else am, "not" if no else "", "a", job, ".")
        ending = join("で は あ り ま せ ん" if no else "", "で し た" if past else "" if no else "で す")
        return english, f"{subject.ja} は {job_ja} {ending} 。", (subject.en, job)

    def state(self):
        subject, (base, third, rest, japanese) = self.pick(SUBJECTS), self.pick(STATES)
        if base in ("have", "work") and subject.en in ("the children", "the teacher"):
            return self.state()
        no = self.chance(0.25)
        third_person = subject.person == "3"
        does = join("does" if third_person else "do", "not", base) if no else third if third_person else base
        head, word = japanese.rsplit(" ", 1)
        end = join(verb(word, "te"), verb("い/る+", "not" if no else "present"))
        if no and base == "know" and not third_person:
            end = verb(word, "not")  # 知 り ま せ ん
        english = join(subject.en, does, rest, ".")
        return english, join(subject.ja, "は", head, end, "。"), (subject.en, base, rest)

    def one_of_a_kind(self):
        subject, (past, word, *group) = self.pick(SUBJECTS), self.pick(DESCRIBED)
        name, name_ja, noun, noun_ja = self.described(*group)
        if subject.ja == noun_ja:
            return self.one_of_a_kind()
        time = self.maybe(TIMES["past"])
        english = join(subject.en, past, "an" if name[0] in "aeiou" else "a", name, noun, time[0], ".")
        object_ = join(adjective(name_ja, "noun"), noun_ja, "に" if past == "met" else "を")
        japanese = join(subject.ja, "は", time[1], object_, verb(word, "past"), "。")
        return english, japanese, (subject.en, name, noun)

    def liking(self):
        subject, (thing, thing_ja) = self.pick(SUBJECTS), self.pick(LIKED)
        no = self.chance(0.3)
        do, like = ("does not", "likes") if subject.person == "3" else ("do not", "like")
        much = NOTHING if no else self.maybe([("very much", "とても")])
        end = "で は あ り ま せ ん" if no else "で す"
        english = join(subject.en, join(do, "like") if no else like, thing, much[0], ".")
        japanese = join(subject.ja, "は", thing_ja, "が", much[1], "好き", end, "。")
        return english, japanese, (subject.en, thing)

    def skill(self):
        subject, (thing, thing_ja) = self.pick(SUBJECTS[1:]), self.pick(SKILLS)
        am = BE[subject.person][0]
        how, skilled, end = self.pick(SKILLED)
        if thing in ("mathematics", "english") and how != "poor at":
            skilled = "得意"
        japanese = f"{subject.ja} は {thing_ja} が {skilled} {end} 。"
        return f"{subject.en} {am} {how} {thing} .", japanese, (subject.en, thing, "good")

    def existence(self):
        noun, plural, noun_ja, counter, being = self.pick(COUNTED)
        spot, spot_ja = self.pick(SPOTS[being])
        n, past = int(self.rng.integers(0, 7)), self.chance(0.3)
        be = ("was" if past else "is") if n == 1 else ("were" if past else "are")
        some = "no" if n == 0 else ("an" if noun[0] in "aeu" else "a") if n == 1 else NUMBERS[n - 1]
        english = join("there", be, some, noun if n == 1 else plural, spot, ".")
        form = join("not" if n == 0 else "", "past" if past else "") or "present"
        count = count_ja(n, counter) if n > 1 else ""
        japanese = join(spot_ja, "に", noun_ja, "が" if n else "は", count, verb(being, form), "。")
        return english, japanese, (noun, spot)

    def where(self):
        (one, one_ja), (two, two_ja) = self.pick(BUILDINGS), self.pick([*BUILDINGS, ("station", "駅")])
        beside, beside_ja = self.pick(BESIDE)
        if one == two:
            return self.where()
        japanese = f"{one_ja} は {two_ja} の {beside_ja} に あ り ま す 。"
        return f"the {one} is {beside} the {two} .", japanese, (one, beside, two)

    def rain(self):
        rain, rain_ja = self.pick([("rain", "雨"), ("snow", "雪")])
        if self.chance(0.5):
            time = self.pick(TIMES["future"][:3])
            return (
                f"it will {rain} {time[0]} .",
                f"{time[1]} は {rain_ja} が 降 る で しょ う 。",
                (rain, time[0]),
            )
        time, time_ja = self.pick(TIMES["past"])
        frame = time_ja if time_ja.endswith("に") else f"{time_ja} は"
        japanese = f"{frame} {rain_ja} が 降 り ま し た 。"
        return f"it {rain}ed {time} .", japanese, (rain, time)

    def weather(self):
        name, word = self.pick(WEATHER)
        time, time_ja = self.pick(SEASONS)
        no = self.chance(0.3)
        form = join("not" if no else "", "" if time == "today" else "past") or "present"
        how = self.maybe([("very", "あまり" if no else "とても")])
        english = join("it", "is" if time == "today" else "was", "not" if no else "", how[0], name, time, ".")
        return english, join(time_ja, "は", how[1], adjective(word, form), "。"), (name, time)
