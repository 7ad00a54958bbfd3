"""A case can be written down, and refuses what it cannot be."""

import json

import pytest

from reference.case import Case


def test_it_survives_json():
    case = Case((3, 4, 2), "tanh", bias=False, loss="cross-entropy", optimizer="adam", lr=0.02, steps=5, seed=9)
    assert Case.from_json(json.loads(json.dumps(case.to_json()))) == case


def test_the_shapes_of_its_parameters():
    assert Case((3, 4, 2)).shapes() == [(4, 3), (4,), (2, 4), (2,)]
    assert Case((3, 4, 2), bias=False).shapes() == [(4, 3), (2, 4)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"sizes": (2,)},
        {"sizes": (2, 0)},
        {"activation": "gelu"},
        {"loss": "l1"},
        {"optimizer": "lbfgs"},
        {"dtype": "float16"},
        {"batch_size": 0},
        {"steps": -1},
    ],
    ids=str,
)
def test_what_it_refuses(wrong):
    with pytest.raises(ValueError, match="Case: expected"):
        Case(**wrong)
