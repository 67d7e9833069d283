"""Hosts of their own on one machine: Linux namespaces joined by a bridge, gone with whoever made them.

Each host has its own network, name and process numbers. The first process of a host reads from a pipe of ours and
ends when the pipe does, however we ended; with it the kernel ends every process of that host and takes its network
back. Root needs nothing more; anybody else does the same inside a user namespace.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

#: Addresses that exist inside the namespaces only.
NETWORK, BITS = "10.77.0", 24
APART = ("--net", "--uts", "--pid", "--fork", "--kill-child")
#: Debian keeps some programs where plain users do not look.
PLACES = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"))
#: What the first process of a host does.
FIRST = "import socket, sys; socket.sethostname(sys.argv[1]); print(flush=True); sys.stdin.read()"
AS_ROOT = os.geteuid() == 0
#: PostgreSQL refuses to run as root, which is what we are inside a user namespace.
NOBODY_SPECIAL = () if AS_ROOT else ("unshare", "--user", "--map-user=1000", "--map-group=1000")


def missing() -> str:
    """Tell what keeps this machine from having hosts; nothing where it can have them."""
    for tool in ("ip", "unshare", "nsenter"):
        if shutil.which(tool, path=PLACES) is None:
            return f"{tool} is not installed"
    probe = [*apart(), program("ip"), "link", "add", "switch", "type", "bridge"]
    tried = subprocess.run(probe, capture_output=True, text=True, check=False)
    return tried.stderr.strip() if tried.returncode else ""


def program(name: str) -> str:
    """Give where a program of the system lies."""
    return shutil.which(name, path=PLACES) or name


def apart() -> list[str]:
    """Give the words that start a process with a network, a name and process numbers of its own."""
    return ["unshare", *(() if AS_ROOT else ("--user", "--map-root-user")), *APART]


@dataclass
class Host:
    """One machine, as far as its processes can tell."""

    name: str
    address: str
    holder: "subprocess.Popen[bytes]"
    first: int
    running: list["subprocess.Popen[str]"] = field(default_factory=list)

    def inside(self, *spaces: str) -> list[str]:
        """Give the words before those of a program that enters some of this host's namespaces."""
        user = () if AS_ROOT else ("--user", "--preserve-credentials")
        return ["nsenter", f"--target={self.first}", *user, *spaces, "--"]

    def ip(self, *words: str) -> None:
        """Change this host's network; process numbers are the system's, so that another host can be named."""
        done = subprocess.run(
            [*self.inside("--net"), program("ip"), *words], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{words}: {done.stderr}"

    def start(
        self, words: Sequence[str], *, log: Path, environment: dict[str, str], cwd: Path
    ) -> "subprocess.Popen[str]":
        """Start a program that is spoken to over its pipes."""
        with log.open("ab") as output:
            process = subprocess.Popen(
                [*self.inside("--net", "--uts", "--pid"), *words],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=output,
                text=True,
                cwd=cwd,
                env=environment,
                start_new_session=True,
            )
        self.running.append(process)
        return process

    def end(self) -> None:
        """Let the whole host be gone at once, as when its power fails."""
        close(self.holder.stdin)
        try:
            self.holder.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.holder.kill()
            self.holder.wait()
        close(self.holder.stdout)
        for process in self.running:
            process.wait(timeout=10)
            close(process.stdin)
            close(process.stdout)


def close(pipe: IO[bytes] | IO[str] | None) -> None:
    """Close our end of a pipe, whether the other end is there or not."""
    with suppress(OSError):
        if pipe:
            pipe.close()


@dataclass
class Network:
    """Hosts at one switch."""

    switch: Host
    hosts: dict[str, Host] = field(default_factory=dict)

    def add(self, name: str) -> Host:
        """Add a host and give it; its address follows from how many there are."""
        number = len(self.hosts) + 2
        host = start_host(name, f"{NETWORK}.{number}", beside=self.switch)
        self.hosts[name] = host
        self.switch.ip("link", "add", name, "type", "veth", "peer", "name", "cable", "netns", str(host.first))
        self.switch.ip("link", "set", name, "master", "switch", "up")
        host.ip("address", "add", f"{host.address}/{BITS}", "dev", "cable")
        host.ip("link", "set", "cable", "up")
        return host

    def cut(self, host: Host) -> None:
        """Pull a host's cable: nothing is refused, everything hangs."""
        self.switch.ip("link", "set", host.name, "down")

    def join(self, host: Host) -> None:
        """Put the cable back."""
        self.switch.ip("link", "set", host.name, "up")


@contextmanager
def network() -> Iterator[Network]:
    """Make a network without hosts; with it everything that was added is gone."""
    with ExitStack() as stack:
        switch = start_host("switch", "")
        stack.callback(switch.end)
        switch.ip("link", "add", "switch", "type", "bridge")
        switch.ip("link", "set", "switch", "up")
        made = Network(switch)
        try:
            yield made
        finally:
            for host in made.hosts.values():
                stack.callback(host.end)


def start_host(name: str, address: str, *, beside: Host | None = None) -> Host:
    """Start the first process of a host: it names the host and waits for the end of our pipe."""
    words = [sys.executable, "-c", FIRST, name]
    within = apart()
    if beside and not AS_ROOT:
        # All hosts belong to the switch's user namespace, or links could not lead from one to the other.
        within = ["nsenter", f"--target={beside.first}", "--user", "--preserve-credentials", "unshare", *APART]
    holder = subprocess.Popen([*within, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
    assert holder.stdout
    assert holder.stdout.readline() == b"\n", f"{name} did not start"
    host = Host(name, address, holder, child_of(holder.pid))
    host.ip("link", "set", "lo", "up")
    return host


def child_of(pid: int) -> int:
    """Give the number of a process's only child."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    deadline = time.monotonic() + 10
    while not (found := children.read_text().split()):
        assert time.monotonic() < deadline, "the host's first process did not start"
        time.sleep(0.01)
    return int(found[0])
