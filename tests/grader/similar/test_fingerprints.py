"""What a submission is known by."""

from grader.similar.fingerprints import LENGTH, WINDOW, Reader, fingerprints, hashed, spans

LINE = "total = total * weight + other[place] - list(values)[count] / (1 + rest)\n"


def test_whatever_is_long_enough_leaves_a_fingerprint():
    long = LENGTH + WINDOW - 1
    row = "".join(chr(0x4E00 + n) for n in range(long))
    alone = {mark for mark, _ in fingerprints(row)}
    assert alone
    assert alone & {mark for mark, _ in fingerprints("xyz" + row + "zyx")}
    assert list(fingerprints(row[: LENGTH - 1])) == []


def test_the_order_of_functions_changes_none():
    first, other = f"def one(a, b):\n    {LINE}", f"def other(a, b):\n    {LINE.replace('*', '@').replace('-', '%')}"
    reader = Reader([])
    one, turned = reader.work("a", {"a.py": first + other}), reader.work("b", {"b.py": other + first})
    assert one.places.keys() == turned.places.keys()
    assert {mark for mark, _ in fingerprints("abc" * 12, (0, 18))} <= {mark for mark, _ in fingerprints("abc" * 12)}


def test_numbers_are_the_same_in_every_run():
    row = "".join(chr(0xD7F8 + n) for n in range(LENGTH + 1))  # no letters, some of them
    assert hashed(row).tolist() == [4897057515956287070, 8142859908614494383]


def test_what_was_handed_out_leaves_none():
    reader = Reader([LINE])
    assert reader.work("a", {"a.py": LINE}).places == {}
    assert reader.work("a", {"a.py": LINE + LINE.replace("*", "@").replace("-", "%")}).places


def test_lines_that_two_share_are_told():
    reader = Reader([])
    own = "first = 0\nsecond = [3, 4, 5]\nthird = {1: 2}\n"
    one, other = reader.work("a", {"x.py": own + LINE}), reader.work("b", {"y.py": LINE})
    shared = one.places.keys() & other.places.keys()
    assert spans(one, shared) == {"x.py": [(4, 4)]}
    assert spans(other, shared) == {"y.py": [(1, 1)]}
    assert spans(one, []) == {}
