"""nbgrader's exchange on the hub: what a student sees of it.

All students' processes have the rights of one account, so nbgrader's own folder for all would let
each read what the others submit. Here each sees what is released, and an inbox of their own.
"""

from pathlib import Path

from sandbox import HOME

HERE = Path(__file__).resolve().parent
WHERE = Path("/srv/nbgrader/exchange")  # where a student sees it, as exchange_config.py says
COURSE = "autoencoders"


def folders(hub, name):
    """What a student's sandbox is given: {where: what} to write to, and to read."""
    own = hub / "submitted" / name
    released = hub / "exchange" / COURSE / "outbound"  # as `nbgrader release_assignment` has it
    for folder in (own / COURSE / "inbound", own / COURSE / "outbound", released):
        folder.mkdir(parents=True, exist_ok=True)
    who = own / ".passwd"  # nbgrader asks the system who somebody is
    who.write_text(f"student:x:1000:1000::{HOME}:/bin/sh\n")
    shown = {
        Path("/etc/passwd"): who,
        WHERE / COURSE / "outbound": released,
        Path("/etc/jupyter/nbgrader_config.py"): HERE / "exchange_config.py",
    }
    return {WHERE: own}, shown
