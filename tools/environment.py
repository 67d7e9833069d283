"""Make .venv and install one of the requirement files into it; quick when nothing changed.

    python3 tools/environment.py demo|dev

Standard library only: it runs before anything is installed. The digest of what was installed last is kept inside
the environment, so that a second start costs nothing.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
INCLUDED = {"runtime": ["runtime"], "demo": ["runtime", "demo"], "dev": ["runtime", "demo", "dev"]}
NO_VENV = """
Python {version} here cannot make environments. On Debian and Ubuntu, as root:
    apt-get install -y python{version}-venv
then run the same command again.
"""


def main(kind: str) -> None:
    if stamp(kind).is_file() and stamp(kind).read_text() == digest(kind) and works("pass"):
        return
    if not works("pass" if shutil.which("uv") else "import pip"):
        make()
    install(kind)
    for included in INCLUDED[kind]:
        stamp(included).write_text(digest(included))


def stamp(kind: str) -> Path:
    return VENV / f".installed-{kind}"


def digest(kind: str) -> str:
    return hashlib.sha256(requirements(kind).read_bytes()).hexdigest()


def requirements(kind: str) -> Path:
    return ROOT / "requirements" / f"{kind}.txt"


def works(code: str) -> bool:
    """Whether .venv can run this: its interpreter may be gone, and a making that was cut short has no installer."""
    return PYTHON.exists() and succeeds([PYTHON, "-c", code])


def make() -> None:
    shutil.rmtree(VENV, ignore_errors=True)
    uv = shutil.which("uv")
    say("Making .venv")
    command = [uv, "venv", "--quiet", "--python", sys.executable] if uv else [sys.executable, "-m", "venv"]
    if not succeeds([*command, VENV]):
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit(NO_VENV.format(version=f"{sys.version_info.major}.{sys.version_info.minor}"))


def install(kind: str) -> None:
    uv = shutil.which("uv")
    say(f"Installing requirements/{kind}.txt" + (" with uv" if uv else ""))
    installer = [uv, "pip", "install", "--python", PYTHON] if uv else [PYTHON, "-m", "pip", "install", "--no-deps"]
    subprocess.run([*map(str, installer), "--quiet", "--require-hashes", "-r", requirements(kind)], check=True)


def succeeds(command: list[str | Path]) -> bool:
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    os.chdir(ROOT)
    if len(sys.argv) != 2 or sys.argv[1] not in INCLUDED:
        sys.exit(__doc__)
    try:
        main(sys.argv[1])
    except subprocess.CalledProcessError as failure:
        sys.exit(
            f"Installing failed ({failure.returncode}); what was printed above says why. Nothing else was changed."
        )
