"""A run as its points tell it."""

import torch

from grader.assignment.sightings import MANY, RADII, WIDEST, Story, disk, firsts, keys, neighbours
from grader.records import Seen, Sighting


def points(count, seed=0, radius=RADII["report"]):
    x = torch.rand(count, 2, generator=torch.Generator().manual_seed(seed))
    return x, ((x - 0.5).norm(dim=1) < radius).long()


def story(*sightings, dropped=0):
    return Story(Seen({}, tuple(Sighting(*each) for each in sightings), dropped, 0, 0), 64)


def trained(x, y):
    return ("answer", x, torch.zeros(len(x), 2)), ("loss", torch.eye(2)[y]), ("gradient",)


def test_points_are_trained_on_where_a_gradient_follows():
    (x, y), (z, _) = points(400), points(300, 1)
    told = story(
        *trained(x, y), *trained(x[:10], y[:10]), ("answer", x, torch.eye(2)[y]), ("answer", z, torch.zeros(300, 2))
    )
    assert told.points.equal(x)
    assert told.classes.equal(y)
    assert told.inside == float(y.double().mean())
    old, new = told.asked(old=True), told.asked(old=False)
    assert [len(each.points) for each in (*old, *new)] == [400, 300]
    assert old[0].wrong == 0.0
    assert new[0].wrong is None
    assert not told.count("answer")


def test_batches_of_one_pass_are_one_asking():
    x, y = points(400)
    batches = [("answer", part, torch.zeros(100, 2)) for part in (*x.split(100), *x.split(100))]
    told = story(*trained(x, y), *batches)
    assert [len(each.points) for each in told.askings] == [400, 400]
    assert told.askings[0].wrong == 100 * float(y.double().mean())


def test_small_calls_of_a_run_with_gaps_are_no_whole_pass():
    x, y = points(400)
    parts = [("answer", part, torch.zeros(10, 2)) for part in x.split(10)]
    assert [story(*trained(x, y), *parts, dropped=gap).askings[0].whole for gap in (0, 1)] == [True, False]


def test_layers_called_one_by_one_tell_no_story():
    x, y = points(400)
    told = story(("answer", x, torch.ones(400, 25)), *trained(torch.ones(400, 25), y))
    assert told.answers == []
    assert told.inside is None


def test_classes_in_each_form():
    x, y = points(300)
    for target in (y.float(), torch.eye(2)[y], 2 * torch.eye(2)[y] - 1, y.float().unsqueeze(1)):
        assert story(("answer", x, torch.zeros(300, 2)), ("loss", target), ("gradient",)).classes.equal(y)


def test_keys_are_equal_where_points_are():
    x = torch.rand(50, 3)
    assert keys(x).equal(keys(x.clone()))
    assert len(keys(x).unique()) == 50
    assert firsts(torch.tensor([4, 7, 4, 1, 7])).tolist() == [0, 1, 3]


def test_labels_of_other_points_by_the_square_or_by_the_nearest():
    for radius in RADII.values():
        (x, y), (z, t) = points(1000, 3, radius), points(1000, 4, radius)
        guess, off = disk(3 * x - 1, y, 3 * z - 1)
        assert float((guess != t).double().mean()) < 0.01
        turn = torch.tensor([[0.6, -0.8], [0.8, 0.6]])
        near, far = disk(x @ turn, y, z @ turn)
        assert near.equal(neighbours(z @ turn, x @ turn, y))
        assert off < far


def test_neighbours_are_found_part_by_part():
    x, y = points(2500)
    (near,) = ((torch.cdist(x.double(), x.double()).fill_diagonal_(9.0)).argmin(1),)
    assert neighbours(x, x, y, themselves=True).equal(y[near])
    assert neighbours(x, x, y).equal(y)


def test_a_forged_story_is_read_as_far_as_an_honest_one_goes():
    x, y = points(400)
    one_by_one = [("answer", row, torch.zeros(1, 2)) for row in points(20_000, 1)[0].split(1)]
    told = story(*trained(x, y), *one_by_one)
    assert told.whole
    assert len(told.asked(old=False)[0].points) == 20_000
    again = [("answer", x, torch.zeros(400, 2))] * (MANY + 100)
    assert not story(*trained(x, y), *again).whole
    assert len(story(*trained(x, y), *again).askings) == MANY + 1
    assert story(("answer", torch.zeros(2, WIDEST + 1), torch.zeros(2, 2))).answers == []
