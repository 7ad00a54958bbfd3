"""Where the CPU time of one submission goes, by phase, in a process that is warm; and what warming up costs.

start    interpreter, torch and zygote, once a process      training  the runs of the exercise `training`
screen   intake and the rule                                suites    all other tests
pytest   session and collection                             report    scoring, JSON, the student's page
import   forking a worker, walls, the submission's import
"""

import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from grader import intake
from grader.checkup.wall_cost import spent
from grader.report import feedback, scores_json
from grader.result import Result
from grader.sandbox.sandbox import Sandbox
from grader.sandbox.zygote import Zygote
from grader.scoring import scorecard
from grader.scoring.outcomes import Journal
from grader.screen import screen
from grader.settings import Assignment
from grader.student.proxy import Student
from grader.testing import session

PHASES = ("start", "screen", "pytest", "import", "suites", "training", "report")
WARM_UP = "from grader.batch.task import warm; warm().zygote(unsafe=False); warm().drop()"


class Clock:
    """CPU seconds of this process, the zygote and its workers, phase by phase."""

    def __init__(self) -> None:
        self.cpu: dict[str, float] = defaultdict(float)
        self._last = spent()

    def lap(self, phase: str) -> None:
        """What was spent since the last lap belongs to `phase`."""
        now = spent()
        self.cpu[phase] += now - self._last
        self._last = now


def warm(solution: Path, assignment: Assignment, zygote: Zygote) -> dict[str, float]:
    """The phases of one submission."""
    clock = Clock()
    submission = intake.read(solution, assignment.layout)
    screen(submission.files)
    clock.lap("screen")
    journal, phase = Journal(assignment.rubric), "pytest"
    with Sandbox(submission.files, assignment.settings.package, zygote=zygote) as sandbox:

        def open_student(exercise: str) -> Student:
            nonlocal phase
            clock.lap(phase)
            student = sandbox.student()
            clock.lap("import")
            phase = "training" if exercise == "training" else "suites"
            return student

        report = session.run(assignment, open_student, seed=1, journal=journal)
        clock.lap(phase)
        result = Result(
            "graded", submission, scorecard.score(assignment.rubric, journal), sandbox.isolation, 1, report, 0.0
        )
    with tempfile.TemporaryDirectory() as folder:
        feedback.write(result, Path(folder))
        scores_json.write(result, Path(folder))
    clock.lap("report")
    return dict(clock.cpu)


def start() -> float:
    """CPU seconds until a fresh process can take its first task."""
    before = spent()
    subprocess.run([sys.executable, "-c", WARM_UP], cwd=Path(__file__).parents[2], check=True)
    return spent() - before


def as_text(phases: dict[str, float]) -> str:
    """Seconds of CPU time, phase by phase in the order in which they run, as the command prints them."""
    return json.dumps({name: round(phases[name], 3) for name in PHASES if name in phases})[1:-1].replace('"', "")
