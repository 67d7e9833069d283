"""The machine that figures were measured on, in words."""

import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]


def describe(folder: Path) -> dict[str, str]:
    """Describe this machine; ``folder`` is where the databases lie."""
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "commit": commit(),
        "cores": str(os.cpu_count()),
        "processor": processor(),
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GB",
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "python": platform.python_version(),
        "file system": file_system(folder),
        "load before": f"{os.getloadavg()[0]:.2f}",
    }


def processor() -> str:
    """Give the processor's name."""
    file = Path("/proc/cpuinfo")
    lines = file.read_text().splitlines() if file.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def file_system(folder: Path) -> str:
    """Give the kind of file system that a folder lies on: on one in memory a commit costs nothing."""
    mounts = [part for part in psutil.disk_partitions(all=True) if folder.resolve().is_relative_to(part.mountpoint)]
    return str(max(mounts, key=lambda part: len(part.mountpoint)).fstype) if mounts else "unknown"


def commit() -> str:
    """Give the commit that was measured; a mark says that files differ from it."""
    command = ["git", "-c", "safe.directory=*", "describe", "--always", "--dirty"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"
