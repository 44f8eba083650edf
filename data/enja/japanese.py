"""Forms of Japanese verbs, adjectives and counters, split into short units by blanks."""

from words import KANJI

# last kana of a godan verb: before ない, before ます, and the ending that て and た follow
GODAN = {
    "う": "わ い っ",
    "く": "か き い",
    "ぐ": "が ぎ い",
    "す": "さ し し",
    "つ": "た ち っ",
    "む": "ま み ん",
    "る": "ら り っ",
}
POLITE = {
    "present": "ま す",
    "past": "ま し た",
    "not": "ま せ ん",
    "not past": "ま せ ん で し た",
    "let": "ま しょ う",
}


def verb(word, form):
    """A form of a Japanese verb: plain, te, ta, nai, stem (before ます), or a polite ending."""
    if form in POLITE:
        return f"{verb(word, 'stem')} {POLITE[form]}"
    head, end = word.split("/")
    if end in ("る+", "る*", "する"):
        nai = stem = te = f"{head} し".strip() if end == "する" else head
        plain = f"{head} {end.rstrip('+*')}"
    else:
        a, i, t = GODAN[end].split()
        if head.endswith("行"):
            t = "っ"
        nai, stem, te, plain = f"{head} {a}", f"{head} {i}", f"{head} {t}", f"{head} {end}"
    voiced = end in ("ぐ", "む")
    forms = {
        "plain": plain,
        "stem": stem,
        "te": f"{te} {'で' if voiced else 'て'}",
        "ta": f"{te} {'だ' if voiced else 'た'}",
        "nai": f"{nai} な い",
    }
    return forms[form].strip()


def adjective(word, form):
    """A form of a Japanese adjective: noun (before one), plain, or polite present, past, not, not past."""
    head, end = word.replace("_", " ").split("/")
    if form == "noun":
        head = head.replace(" が ", " の ")  # 背 の 高 い 人
    if end == "だ":
        forms = {
            "noun": "な",
            "plain": "だ",
            "present": "で す",
            "past": "で し た",
            "not": "で は あ り ま せ ん",
        }
        forms["not past"] = f"{forms['not']} で し た"
    else:
        forms = {
            "noun": "い",
            "plain": "い",
            "present": "い で す",
            "past": "かっ た で す",
            "not": "く な い で す",
            "not past": "く な かっ た で す",
        }
    return f"{head} {forms[form]}"


def count_ja(n, counter):
    """Number and counter: 三 冊; people are counted 一人, 二人, 三 人."""
    return f"{KANJI[n - 1]}人" if counter == "人" and n <= 2 else f"{KANJI[n - 1]} {counter}"
