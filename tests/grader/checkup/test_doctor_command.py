"""`python -m grader doctor` as it is typed: what is wrong is a sentence and a status."""

import pytest

from grader.__main__ import app
from grader.checkup import doctor_command


def status(*arguments: str) -> int:
    with pytest.raises(SystemExit) as end:
        app(["doctor", *arguments])
    return int(end.value.code or 0)


def test_a_solution_that_cannot_be_read_is_wrong_usage(tmp_path, capsys):
    assert status(str(tmp_path / "nowhere")) == 2
    assert "nowhere" in capsys.readouterr().err


@pytest.mark.parametrize(("wrong", "healthy", "expected"), [([], True, 0), (["a fault"], True, 1), ([], False, 1)])
def test_what_falls_short_is_said_and_has_a_status(wrong, healthy, expected, monkeypatch, capsys):
    found = type("Diagnosis", (), {"healthy": lambda *_: healthy})()
    monkeypatch.setattr(doctor_command, "faults", lambda _: iter(wrong))
    monkeypatch.setattr(doctor_command, "examine", lambda *_, **__: found)
    monkeypatch.setattr(doctor_command, "show_diagnosis", lambda *_: None)
    assert status() == expected
    assert capsys.readouterr().err == "".join(f"{each}\n" for each in wrong)
