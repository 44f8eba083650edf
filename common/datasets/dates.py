"""Dates in twelve ways of writing them, and their ISO form: a small task from one sequence to another."""

import datetime

from common.initializers import check_rng

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FORMATS = (
    "{year}/{month:02}/{day:02}",  # 2026/11/02
    "{month}/{day}/{short_year:02}",  # 11/2/26: hides the century
    "{month}/{day}/{year}",  # 11/2/2026
    "{day:02}.{month:02}.{year}",  # 02.11.2026
    "{day} {name:.3} {year}",  # 2 nov 2026
    "{name:.3} {day}, {year}",  # nov 2, 2026
    "{day} {name} {year}",  # 2 november 2026
    "{name} {day}, {year}",  # november 2, 2026
    "{weekday}, {name} {day}, {year}",  # monday, november 2, 2026
    "{weekday:.3} {day} {name:.3} {year}",  # mon 2 nov 2026
    "the {day}{ending} of {name} {year}",  # the 2nd of november 2026
    "{weekday}, the {day}{ending} of {name}, {year}",  # monday, the 2nd of november, 2026
)
FIRST, LAST = datetime.date(1970, 1, 1).toordinal(), datetime.date(2069, 12, 31).toordinal()


def dates(n, n_test, *, rng):
    """(train, test): n and n_test pairs such as ("the 2nd of november 2026", "2026-11-02").

    Days are drawn from 1970 … 2069, ways of writing from the twelve of ``FORMATS``, 6 to 38 characters.
    A tenth of the days is kept for the test: no day is in both parts, however it is written.
    """
    check_rng(rng)
    days = FIRST + rng.permutation(LAST - FIRST + 1)
    cut = len(days) // 10
    return _pairs(days[cut:], n, rng), _pairs(days[:cut], n_test, rng)


def write_date(day, form):
    """The ``datetime.date`` in one of the FORMATS."""
    return form.format(
        year=day.year,
        short_year=day.year % 100,
        month=day.month,
        day=day.day,
        name=MONTHS[day.month - 1],
        weekday=WEEKDAYS[day.weekday()],
        ending="th" if day.day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th"),
    )


def _pairs(days, n, rng):
    """n pairs of days drawn from these, with repetition."""
    drawn = [datetime.date.fromordinal(int(day)) for day in rng.choice(days, n)]
    forms = rng.integers(len(FORMATS), size=n)
    return [(write_date(day, FORMATS[form]), day.isoformat()) for day, form in zip(drawn, forms, strict=True)]
