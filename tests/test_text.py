"""Files, tokens, vocabularies, padding, and batches of like length."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.layers import Embedding
from common.losses import SoftmaxCrossEntropy
from common.optimizers import SGD
from common.text import LengthBatches, Vocabulary, pad_sequences, read_lines, read_pairs, tokenize
from common.trainer import Trainer

WORDS = st.lists(st.sampled_from(["a", "b", "c", "is", "not", "猫"]), max_size=6)
SENTENCES = st.lists(WORDS, min_size=1, max_size=8).filter(any)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Don't pay $3.50!", ["don't", "pay", "$", "3.50", "!"]),
        ("It’s 1,000 miles.", ["it's", "1,000", "miles", "."]),
        ("A well-known café — really?", ["a", "well", "-", "known", "café", "—", "really", "?"]),
        ("He said 'no'.", ["he", "said", "'", "no", "'", "."]),
        ("cafe\u0301", ["café"]),
        ("  \t\n", []),
    ],
)
def test_tokenize(text, tokens):
    assert tokenize(text) == tokens


@given(st.text(max_size=30))
def test_tokenize_loses_nothing_but_spaces(text):
    joined = "".join(tokenize(text))
    assert tokenize(" ".join(tokenize(text))) == tokenize(text)
    assert not any(c.isspace() for c in joined)


@given(SENTENCES)
def test_known_tokens_survive_encoding_and_decoding(sentences):
    vocabulary = Vocabulary(sentences)
    for sentence in sentences:
        ids = vocabulary.encode(sentence)
        assert ids.dtype == np.int64
        assert vocabulary.decode([vocabulary.bos, *ids, vocabulary.eos, *ids, vocabulary.pad]) == sentence


def test_order_counts_and_unknown_tokens():
    sentences = [[*"bab"], [*"cabd"], []]
    vocabulary = Vocabulary(iter(sentences))
    assert vocabulary.tokens == ["<pad>", "<bos>", "<eos>", "<unk>", "b", "a", "c", "d"]
    assert Vocabulary(sentences, min_count=2).tokens[4:] == ["b", "a"]
    small = Vocabulary(sentences, max_size=5)
    assert len(small) == 5
    assert "b" in small
    assert "a" not in small
    np.testing.assert_array_equal(small.encode(["a", "b", "<eos>"]), [small.unk, 4, small.eos])
    assert small.decode([3, 4]) == ["<unk>", "b"]
    assert len(small.encode([])) == 0


def test_special_tokens_in_the_text_keep_their_ids():
    vocabulary = Vocabulary([["<unk>", "x", "<unk>"]])
    assert vocabulary.tokens[4:] == ["x"]
    np.testing.assert_array_equal(vocabulary.encode(["<unk>", "x"]), [3, 4])


@pytest.mark.parametrize("ids", [[5], [-1], [0.5], [[4]]])
def test_ids_outside_the_vocabulary(ids):
    with pytest.raises(ValueError, match=r"lie in 0 … 4|integer"):
        Vocabulary([["x"]]).decode(ids)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: Vocabulary("a b"), TypeError, "got the string 'a'"),
        (lambda: Vocabulary(["a b"]), TypeError, "tokenize"),
        (lambda: Vocabulary([["x"]]).encode("x"), TypeError, "list of tokens"),
        (lambda: Vocabulary([[3]]), TypeError, "strings, got 3"),
        (lambda: Vocabulary([[]]), ValueError, "0 different tokens"),
        (lambda: Vocabulary([["x"]], min_count=2), ValueError, "seen 2 times"),
        (lambda: Vocabulary([["x"]], min_count=0), ValueError, "at least 1"),
        (lambda: Vocabulary([["x"]], max_size=4), ValueError, "at least 5"),
    ],
)
def test_bad_vocabularies(make, error, message):
    with pytest.raises(error, match=message):
        make()


def test_padding_on_both_sides():
    sequences = [[5, 6, 7], [], np.array([8])]
    np.testing.assert_array_equal(pad_sequences(sequences), [[5, 6, 7], [0, 0, 0], [8, 0, 0]])
    left = pad_sequences(sequences, pad=9, side="left")
    np.testing.assert_array_equal(left, [[5, 6, 7], [9, 9, 9], [9, 9, 8]])
    assert left.dtype == np.int64


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([],), "0 sequences"),
        (([[], []],), "2 sequences without a single id"),
        (([[1.5]],), "integer ids"),
        (([[[1]]],), r"shape \(1, 1\)"),
        (([[1]], 0, "middle"), "'right' or 'left'"),
    ],
)
def test_bad_padding(arguments, message):
    with pytest.raises(ValueError, match=message):
        pad_sequences(*arguments)


def _corpus(rng, samples=50):
    """Source k repeats the id k + 1, target k the id k + 101; both are 1 … 8 long."""
    source, target = rng.integers(1, 9, size=(2, samples))
    return [[k + 1] * n for k, n in enumerate(source)], [[k + 101] * n for k, n in enumerate(target)]


@given(st.integers(0, 20), st.integers(1, 9), st.sampled_from([None, 0, 2]))
def test_every_sample_comes_once_beside_its_partner(seed, batch_size, slack):
    source, target = _corpus(np.random.default_rng(seed))
    rng = np.random.default_rng(seed)
    batches = LengthBatches(source, target, np.arange(50), batch_size=batch_size, rng=rng, slack=slack)
    seen = []
    for x, d, number in batches:
        assert len(x) <= batch_size
        for row, partner, k in zip(x, d, number, strict=True):
            assert row[row > 0].tolist() == source[k]
            assert partner[partner > 0].tolist() == target[k]
        lengths = (x > 0).sum(axis=1)
        assert x.shape[1] == lengths.max()
        if slack is not None:
            assert np.ptp(lengths) <= slack
        seen += number.tolist()
    assert sorted(seen) == list(range(50))


def test_batches_of_like_length_pad_far_less_than_mixed_ones():
    source, target = _corpus(np.random.default_rng(0), samples=400)

    def share(batches):
        return np.mean(np.concatenate([(x == 0).ravel() for x, _ in batches]))

    mixed = [(pad_sequences(source[i : i + 20]), None) for i in range(0, 400, 20)]
    alike = LengthBatches(source, target, batch_size=20, rng=np.random.default_rng(0))
    assert share(alike) < 0.1 * share(mixed)
    assert share(LengthBatches(source, target, batch_size=20, slack=0)) == 0


def test_epochs_differ_and_are_reproducible():
    def epochs(rng):
        batches = LengthBatches(*_corpus(np.random.default_rng(0)), batch_size=8, rng=rng)
        first, second = [[x.tolist() for x, _ in batches] for _ in range(2)]
        assert len(first) == len(second) == len(batches) == 7
        return first, second

    first, second = epochs(np.random.default_rng(1))
    assert first != second
    assert (first, second) == epochs(np.random.default_rng(1))
    first, second = epochs(None)
    assert first == second
    assert first == sorted(first, key=lambda x: len(x[0]))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: LengthBatches(batch_size=2), "first argument"),
        (lambda: LengthBatches([], batch_size=2), r"lengths \[0\]"),
        (lambda: LengthBatches(np.zeros((2, 3), int), batch_size=2), "first argument"),
        (lambda: LengthBatches([[1]], [[1], [2]], batch_size=2), r"\[1, 2\]"),
        (lambda: LengthBatches([[1]], batch_size=0), "at least 1"),
        (lambda: LengthBatches([[1]], batch_size=1, slack=-1), "slack"),
        (lambda: LengthBatches([["a"]], batch_size=1), "integer ids"),
        (lambda: list(LengthBatches([[], []], [[1], [2]], batch_size=2)), "empty sentences"),
    ],
)
def test_bad_batches(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_the_trainer_takes_them_and_averages_over_the_tokens():
    rng = np.random.default_rng(0)
    source = [[int(k)] * int(n) for k, n in rng.integers(1, 5, (30, 2))]
    model = Embedding(5, 5, rng=rng)  # the target is the source itself: one row of logits per id
    loss = SoftmaxCrossEntropy(ignore_index=0)
    batches = LengthBatches(source, source, batch_size=4, rng=rng)
    trainer = Trainer(model, loss, SGD(model.parameters(), lr=2.0))
    history = trainer.fit(batches, epochs=3)
    assert history["loss"][-1] < 0.5 * history["loss"][0]
    ids = np.concatenate(source)
    assert trainer.evaluate(batches)["loss"] == pytest.approx(float(loss.forward(ids, model.forward(ids))))


def test_reading_files(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xef\xbb\xbfone\r\ntwo \xe2\x80\xa8 same line\n\nfour\n")
    assert read_lines(path) == ["one", "two \u2028 same line", "", "four"]
    path.write_bytes(b"")
    assert read_lines(path) == []
    path.write_bytes(b"good\nb\xe9d\nworse \xff\n")
    with pytest.raises(ValueError, match=r"a\.txt, line 2 is not UTF-8: .* at byte 2"):
        read_lines(path)


@pytest.mark.parametrize(
    ("source", "target", "message"),
    [
        ("a\nb\nc\n", "A\nB\n", r"en, line 3 has no partner: 3 lines against 2 in \S*ja"),
        ("a\n", "A\nB\nC\n", r"ja, line 2 has no partner: 3 lines against 1 in \S*en"),
        ("a\nb\n", "A\n \n", r"ja, line 2 is blank"),
        ("\nb\n", "A\nB\nC\n", r"en, line 1 is blank"),
    ],
)
def test_lines_without_a_partner(tmp_path, source, target, message):
    paths = tmp_path / "en", tmp_path / "ja"
    for path, text in zip(paths, (source, target), strict=True):
        path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        read_pairs(*paths)


def test_aligned_files(tmp_path):
    (tmp_path / "en").write_text("i am a cat .\nyes .\n", encoding="utf-8")
    (tmp_path / "ja").write_text("私 は 猫 です 。\nはい 。\n", encoding="utf-8")
    pairs = read_pairs(tmp_path / "en", tmp_path / "ja")
    assert pairs == [("i am a cat .", "私 は 猫 です 。"), ("yes .", "はい 。")]
