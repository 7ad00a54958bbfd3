"""Which walls stand round the workers, in words for `scores.json` and `doctor`."""

from grader.records import Isolation, Limits
from grader.sandbox.zygote import Zygote

IN_ORDER = "in order: there is no rule that forbids any of it"
OUT_OF_ORDER = "out of order, like ready-made layers, losses and optimizers; tried in children"


def isolation(zygote: Zygote, limits: Limits) -> Isolation:
    """What the zygote found out about its walls, in words."""
    plan = zygote.facts["plan"]
    missing = dict(plan["missing"])
    out_of_order = {"engine": plan["engine"], "ready-made": plan["ready_made"], "formulas": plan["reach"]}
    left = {name: why for name, why in out_of_order.items() if why} if zygote.kit.ruled else {}
    missing |= left
    engine = "; ".join(f"{name}: {why}" for name, why in left.items()) or OUT_OF_ORDER
    refused = "system calls that open, look at or remove a path are refused"
    files = (
        f"Landlock {plan['landlock']}: reads the interpreter, executes nothing, writes only a script's scratch folder"
    )
    nowhere = "not walled off"
    return Isolation(
        process=True,
        user=f"user {plan['user']}, no capability" if plan["user"] else missing["user"],
        filesystem=files if plan["landlock"] else refused if plan["seccomp"] else nowhere,
        network=("no socket can be opened" if plan["seccomp"] else nowhere)
        + (", a network namespace of its own" if "net" in plan["namespaces"] else ""),
        syscalls="seccomp: a list of allowed calls, no new process" if plan["seccomp"] else nowhere,
        namespaces=", ".join(plan["namespaces"]) or missing["namespaces"],
        engine=engine if zygote.kit.ruled else IN_ORDER,
        safe=zygote.safe,
        limits=limits,
        missing=tuple(f"{name}: {why}" for name, why in sorted(missing.items())),
    )
