"""A record in the words of GitHub Classroom's autograding reporter, and one grading on a GitHub runner.

    python -m grader.pack.classroom SUBMISSION RESULTS

The reporter reads step outputs, each base64 of a JSON object, which it calls runners. To Classroom it tells the sum
of the tests' scores, and of the runners' `max_score`; a runner with 0 tells nothing. In its log it prints for each
the share of tests that passed times `max_score`, whatever their scores. So three are written: `tests` for people to
read, without points; `points`, one test that passed and is worth what was earned, after the cap; `missed`, one that
failed and is worth the rest. Both sums are right then. `result` holds everything in one, for a workflow with one
runner, as former ones were: its scores add up as well, in floats. If the grader fails, the workflow itself reports
an error without points, so that an earlier score stays.
"""

import os

# Before torch is imported: one grading takes one core.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import base64
import html
import json
import sys
import traceback
from pathlib import Path
from typing import Any

from grader import settings
from grader.errors import GraderError
from grader.grade import grade, new_seed
from grader.pack import student_text
from grader.pack.shares import apportion
from grader.report import feedback, read_back, scores_json
from grader.report.read_back import Record
from grader.report.words import WORDS

VERSION = 3  # of the format
PLACES = 2  # decimals of the total
FAILED = 3
MOST = 500  # characters of an output
STATUS = {"passed": "pass", "failed": "fail", "blocked": "fail"}  # whatever else keeps a test from answering: error


def main(submission: Path, folder: Path) -> int:
    """Grade, keep `scores.json` and `feedback.html` in `folder`, tell the reporter; the exit status."""
    try:
        result = grade(submission, settings.read(), seed=new_seed())
        if result.status == "grader_error":
            sys.stdout.write("The grader failed in a test; nothing is reported.\n")
            return FAILED
        feedback.write(result, folder)
        scores_json.write(result, folder)
        one = read_back.of(result)
        _append("GITHUB_STEP_SUMMARY", summary(one))
        for name, told in outputs(one).items():
            _append("GITHUB_OUTPUT", f"{name}={encoded(told)}")
        sys.stdout.write(student_text.summary(one) + "\n")
    except GraderError as error:
        sys.stdout.write(f"{error}\n")
        return FAILED
    except Exception:  # noqa: BLE001 (whatever it is, no score of ours is written)
        traceback.print_exc(file=sys.stdout)
        return FAILED
    return 0


def outputs(one: Record) -> dict[str, dict[str, Any]]:
    """What the step puts out, by name."""
    whole = report(one)
    score, missed = _total(one), round(one.max_score - _total(one), PLACES)
    return {
        "result": whole,
        "tests": {**whole, "max_score": 0},
        "points": _single("Points earned", "pass", score, score),
        "missed": _single("Points missed", "fail" if missed else "pass", 0, missed),
    }


def _single(name: str, status: str, score: float, most: float) -> dict[str, Any]:
    """An object with one test, for a sum."""
    test = {
        "name": name, "status": status, "message": "", "test_code": "", "task_id": 0, "filename": "", "line_no": 0,
        "duration": 0, "score": _plain(score),
    }  # fmt: skip
    return {"version": VERSION, "status": status, "tests": [test], "max_score": _plain(most)}


def _total(one: Record) -> float:
    return round(one.score, PLACES)


def _plain(number: float) -> float:
    """20 rather than 20.0."""
    return int(number) if number == int(number) else number


def report(one: Record) -> dict[str, Any]:
    """A record as one object that the autograding reporter reads."""
    listed = list(student_text.tests(one))
    shares = apportion([test.score for _, test in listed], _total(one))
    done = one.status == "graded"
    perfect = done and one.score >= one.max_score
    return {
        "version": VERSION,
        "status": "pass" if perfect else "fail" if done else "error",
        "message": student_text.summary(one),
        "tests": [
            {
                "name": f"{exercise.title}: {test.title}",
                "status": STATUS.get(test.outcome, "error"),
                "message": student_text.about(test),
                "test_code": "",  # nobody's business
                "task_id": number,
                "filename": "",
                "line_no": 0,
                "duration": test.seconds,
                "score": share,
                "output": student_text.about(test)[:MOST],
            }
            for number, ((exercise, test), share) in enumerate(zip(listed, shares, strict=True), 1)
        ],
        "max_score": one.max_score,
    }


def encoded(told_object: dict[str, Any]) -> str:
    """As the reporter decodes it."""
    return base64.b64encode(json.dumps(told_object, allow_nan=False).encode()).decode()


def summary(one: Record) -> str:
    """The page of the run: what fell short; every word of a submission is escaped."""
    short = [(e, t) for e, t in student_text.tests(one) if t.outcome != "passed"]
    lines = [
        f"<h3>{one.score:.2f} of {one.max_score:g} points</h3><pre>{html.escape(student_text.summary(one))}</pre><ul>"
    ]
    for exercise, test in short:
        words = html.escape(student_text.about(test).partition("\n")[2])
        more = f"<pre>{words}</pre>" if words else ""
        lines.append(
            f"<li><b>{html.escape(exercise.title)}</b>: {html.escape(test.title)}, {WORDS[test.outcome]}{more}</li>"
        )
    return "".join([*lines, "</ul>"]).replace("\n", "&#10;")


def _append(variable: str, line: str) -> None:
    """A line for the file that the runner named; without a runner, nowhere."""
    if name := os.environ.get(variable):
        with Path(name).open("a", encoding="utf-8", errors="replace") as file:
            file.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
