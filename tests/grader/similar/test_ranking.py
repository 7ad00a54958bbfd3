"""Copies in disguise come first, and what the task explains comes to nothing."""

from itertools import pairwise

from grader import settings
from grader.similar.ranking import ranked
from tests.grader.similar.class_of import STYLES, reader, texts, work
from tests.grader.similar.disguise import disguised
from tests.grader.similar.hands import HANDS, copies, hands


def ids(pairs):
    return {frozenset((pair.one.id, pair.other.id)) for pair in pairs}


def test_every_copy_in_disguise_stands_before_all_others():
    copies = [reader().work(f"{style}, copied", disguised(texts(style))) for style in STYLES]
    half = {path: text for path, text in texts("plain").items() if "linear" in path or "losses" in path}
    mixed = reader().work("mixed", disguised({**texts("loops"), **half}, "_2"))
    pairs = ranked([*map(work, STYLES), *copies])
    assert ids(pairs[: len(STYLES)]) == {frozenset((style, f"{style}, copied")) for style in STYLES}
    assert pairs[len(STYLES) - 1].likeness > 2 * pairs[len(STYLES)].likeness
    found = ids(ranked([*map(work, STYLES), mixed])[:2])
    assert frozenset(("loops", "mixed")) in found


def test_twenty_copies_among_sixty_hands_are_in_the_first_twenty_five_pairs(tmp_path):
    """Renamed, reordered, with other comments, made a notebook, merged from two; the handout itself is in none."""
    made = list(copies(tmp_path))
    stubs = {path: code.decode() for path, code in settings.read().handed_out.stubs.items()}
    untouched = [reader().work(f"untouched {n}", stubs) for n in range(3)]
    works = [reader().work(name, own) for name, own in (hands() | {name: own for name, _, own in made}).items()]
    assert len(works) == HANDS + len(made) == 80
    found = ids(ranked(works, (), 25))
    late = [name for name, sources, _ in made if not any(frozenset((name, one)) in found for one in sources)]
    assert late == []
    assert not any("untouched" in pair.one.id + pair.other.id for pair in ranked([*works, *untouched], (), 4000))


def test_hands_that_did_not_copy_are_far_from_a_copy():
    pairs = ranked([work(style) for style in STYLES])
    assert all(one.likeness >= other.likeness for one, other in pairwise(pairs))
    assert pairs[0].likeness < 0.3


def test_the_handout_alone_makes_nobody_alike():
    stubs = {path: code.decode() for path, code in settings.read().handed_out.stubs.items()}
    untouched = [reader().work(f"untouched {n}", stubs) for n in range(3)]
    assert ranked(untouched) == []
    pairs = ranked([*untouched, *map(work, STYLES)])
    assert not any("untouched" in pair.one.id + pair.other.id for pair in pairs)


def test_what_the_whole_class_has_explains_itself():
    common = "\n\ndef shown(values, most):\n    return [value for value in values if value < most and value % 2 == 0]\n"
    works = [reader().work(style, {**texts(style), "common.py": common}) for style in STYLES]
    without = {(p.one.id, p.other.id): p.likeness for p in ranked([work(style) for style in STYLES])}
    for pair in ranked(works):
        assert abs(pair.likeness - without[pair.one.id, pair.other.id]) < 0.01


def test_an_earlier_class_is_compared_and_not_among_itself():
    earlier = [reader().work(f"2025/{style}", texts(style)) for style in ("plain", "loops")]
    again = reader().work("anna", disguised(texts("plain")))
    [first, *rest] = ranked([again, work("einsum")], [*earlier, reader().work("2025/twin", texts("loops"))])
    assert (first.one.id, first.other.id) == ("anna", "2025/plain")
    assert not any(pair.one.id.startswith("2025") for pair in rest)


def test_nobody_is_like_nobody():
    assert ranked([]) == []
    assert ranked([reader().work("empty", {})]) == []
