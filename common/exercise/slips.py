"""The table of slips, in the order in which they are tried, and the choice among them."""

import warnings

import numpy as np

from common.exercise import places, shapes, values

# The most particular first: what is found early is not looked for later.
SLIPS = [
    shapes.returned_none,
    shapes.swapped_parts,
    shapes.wrong_kind,
    shapes.number_as_array,
    shapes.one_axes,
    shapes.transposed,
    shapes.met_as_square,
    shapes.missing_reduction,
    shapes.class_ids,
    shapes.extra_reduction,
    shapes.missing_entries,
    shapes.reshaped,
    values.not_finite,
    values.all_zero,
    values.one_hot_of_largest,
    values.returned_input,
    values.input_as_output,
    values.input_factor,
    values.whole_numbers,
    values.inverted_mask,
    values.wrong_sign,
    values.batch_factor,
    values.known_factor,
    values.size_factor,
    values.any_factor,
    values.offset,
    places.swapped_arguments,
    values.transformed,
    places.wrong_axis,
    places.other_order,
]
LAST_WORDS = [places.half_line, places.one_slice, places.some_entries, shapes.other_shape]


def diagnose(cases):
    """One sentence on what is wrong in the first case, ``None`` if nothing is recognised.

    A slip that explains all wrong cases goes first.  One that explains only the first counts when
    the result has several entries: a single number fits too many stories.
    """
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for slip in SLIPS:
            sentences = [_ask(slip, case) for case in cases]
            if all(sentences):
                return sentences[0]
        first = cases[0]
        slips = LAST_WORDS if first.numeric and first.g.size == 1 else SLIPS + LAST_WORDS
        return next(filter(None, (_ask(slip, first) for slip in slips)), None)


def _ask(slip, case):
    try:
        return slip(case)
    except Exception:  # a strange result must not stop the others from being asked
        return None
