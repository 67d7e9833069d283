"""A disk of a few megabytes, seen only by who enters it: no other process of this machine can run out of room."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import postgres

#: Root only needs its own view of the disks; anybody else has to be root of a world of their own first.
APART = ["unshare", "--mount"] if os.getuid() == 0 else ["unshare", "--user", "--map-root-user", "--mount"]


def can_be_made() -> bool:
    """Tell whether this machine lets us have a disk of our own."""
    try:
        return not subprocess.run(
            [*APART, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False
        ).returncode
    except FileNotFoundError:
        return False


class SmallDisk:
    """One such disk, mounted on a folder; put a prefix before a command that shall see it."""

    def __init__(self, folder: Path, holder: int) -> None:
        self.folder, self.holder = folder, holder

    @property
    def entering(self) -> list[str]:
        """Give what stands before a command that shall see the disk."""
        enter = ["nsenter", f"--target={self.holder}", "--mount", f"--wd={Path.cwd()}"]
        return enter if os.getuid() == 0 else [*enter, "--user", "--preserve-credentials"]

    @property
    def entering_as_nobody(self) -> list[str]:
        """The same for a server that refuses to run as root, also as one who is it only in here."""
        if os.getuid():
            return [*self.entering, "unshare", "--user", f"--map-user={os.getuid()}", f"--map-group={os.getgid()}"]
        owner = postgres.unprivileged()
        return [*self.entering, "setpriv", f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups"]

    def fill(self) -> None:
        """Leave not a single block."""
        command = ["dd", "if=/dev/zero", f"of={self.folder / 'filler'}", "bs=4096"]
        assert subprocess.run([*self.entering, *command], capture_output=True, check=False).returncode

    def make_room(self) -> None:
        """Take away what filled it."""
        subprocess.run([*self.entering, "rm", str(self.folder / "filler")], check=True)


@contextmanager
def small_disk(megabytes: int) -> Iterator[SmallDisk]:
    """Mount a disk on a folder, for those who enter it; whoever may enter may write."""
    folder = Path(tempfile.mkdtemp(prefix="ponte-disk-"))
    folder.chmod(0o755)
    script = f"mount -t tmpfs -o size={megabytes}m,mode=0777 none {folder} && echo ready && exec sleep infinity"
    holder = subprocess.Popen([*APART, "sh", "-c", script], stdout=subprocess.PIPE)
    try:
        assert holder.stdout
        assert holder.stdout.readline() == b"ready\n"
        yield SmallDisk(folder, holder.pid)
    finally:
        holder.kill()
        holder.communicate()
        folder.rmdir()
