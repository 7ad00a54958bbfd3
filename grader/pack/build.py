"""What an instructor uploads: the archive that Gradescope builds its image from, the folders for GitHub Classroom."""

from pathlib import Path

from grader.pack import files

GRADESCOPE = ("grader.pack.gradescope_run", "grader.pack.earlier")  # what `run_autograder` starts
CLASSROOM = ("grader.pack.classroom",)  # what the workflow starts


def gradescope(out: Path, torch_index: str = "") -> Path:
    """`autograder.zip`; pip looks for torch at `torch_index`, too, where one is given."""
    ours = files.sources(*GRADESCOPE)
    ours |= {
        "requirements.txt": files.requirements(ours),
        "setup.sh": files.template("setup.sh", torch_index=torch_index),
        "run_autograder": files.template("run_autograder"),
    }
    return files.write_zip(out, ours, {"setup.sh", "run_autograder"})


def github(folder: Path) -> Path:
    """`assignment/` for the repository that students start from, `grader/` for a private one of the course."""
    ours = files.sources(*CLASSROOM)
    ours["requirements.txt"] = files.requirements(ours)
    packed = {f"grader/{name}": data for name, data in ours.items()}
    packed["assignment/.github/workflows/classroom.yml"] = files.template("classroom.yml")
    return files.write_folder(folder, packed)
