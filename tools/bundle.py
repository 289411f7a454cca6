"""Packs everything needed to install without a network into one file: ./run bundle

    dist/dajuan-<version>-<machine>.tar.gz
        run, test, dajuan/ …        the sources, as committed
        bundle/wheels/              the Python libraries, pip's own installer among them
        bundle/dajuan/…             the browser libraries and the fonts

Unpack it on a machine with Python of the same minor version and the same processor, and start ./run there: where a
bundle/ folder lies beside it, nothing is fetched. For another processor: ./run bundle --machine aarch64
"""

import argparse
import io
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

from vendor import FONTS, ROOT, STATIC

LOCKS = ("requirements.txt", "tools/uv.txt")
# Wheels for Debian 12's C library (2.36) and older ones, newest first.
GLIBC = ("2_34", "2_31", "2_28", "2_27", "2_24", "2_17")


def main() -> None:
    """Write the bundle and say where it is."""
    parser = argparse.ArgumentParser(prog="./run bundle", description="Pack an installation without a network.")
    parser.add_argument("--machine", default=platform.machine(), choices=["x86_64", "aarch64"])
    parser.add_argument("--to", type=Path, default=ROOT / "dist", help="folder for the file; default dist/")
    asked = parser.parse_args()
    name = f"dajuan-{_version()}-{asked.machine}"
    with tempfile.TemporaryDirectory() as kept:
        work = Path(kept) / name
        _sources(work)
        _wheels(work / "bundle" / "wheels", asked.machine)
        for folder in (STATIC, FONTS):
            shutil.copytree(ROOT / folder, work / "bundle" / folder)
        asked.to.mkdir(parents=True, exist_ok=True)
        target = asked.to / f"{name}.tar.gz"
        with tarfile.open(target, "w:gz", compresslevel=1) as bundle:
            bundle.add(work, arcname=name)
    print(f"{target} ({target.stat().st_size // 1_000_000} MB)")


def _version() -> str:
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def _sources(work: Path) -> None:
    """The files as committed: what lies about uncommitted does not travel."""
    if not (ROOT / ".git").exists():
        sys.exit("A bundle is made from a git clone: this folder is none.")
    packed = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as sources:
        sources.extractall(work, filter="data")


def _wheels(folder: Path, machine: str) -> None:
    """The locked wheels for one kind of machine, checked against their hashes."""
    platforms = [f"--platform=manylinux_{glibc}_{machine}" for glibc in GLIBC] + [f"--platform=manylinux2014_{machine}"]
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    for lock in LOCKS:
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check", "--no-deps",
             "--require-hashes", "--only-binary=:all:", f"--python-version={python}", *platforms,
             "-d", folder, "-r", ROOT / lock],
            check=True,
        )  # fmt: skip


if __name__ == "__main__":
    main()
