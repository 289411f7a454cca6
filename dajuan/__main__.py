"""`python -m dajuan WORD …`: the product's command line."""

import os
import runpy
import sys
from pathlib import Path

from django.core.management import execute_from_command_line, get_commands, load_command_class

BENCH = Path(__file__).resolve().parent.parent / "bench"


def main(words: list[str]) -> None:
    """Run one command of the product; without a word, or with --help alone, list the product's own."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dajuan.site.settings")
    if words in ([], ["--help"], ["-h"], ["help"]):
        print(listing())
    elif words[0] == "bench":
        measure(words[1:])
    elif words[0] == "verify":
        raise SystemExit(verify(words[1:]))
    else:
        execute_from_command_line(["dajuan", *words])


def measure(words: list[str]) -> None:
    """Run one of the benches beside the code, on data of its own; without its name, list them."""
    names = sorted(file.stem for file in BENCH.glob("[!_]*.py") if file.stem != "zone")
    if not words or words[0] not in names:
        raise SystemExit(f"./run bench NAME, one of: {', '.join(names)}")
    sys.argv = [f"bench {words[0]}", *words[1:]]
    runpy.run_path(str(BENCH / f"{words[0]}.py"), run_name="__main__")


def verify(words: list[str]) -> int:
    """Verify a published edition's bundle; needs neither settings nor database."""
    from dajuan.values.verifying import main

    return main(words)


def listing() -> str:
    """The product's commands, one line each: not Django's forty, which work all the same."""
    import django

    django.setup()
    ours = {name: str(app) for name, app in get_commands().items() if str(app).startswith("dajuan.")}
    wide = max(len(name) for name in [*ours, "bundle"])
    lines = [f"  {name:{wide}}  {load_command_class(app, name).help}" for name, app in sorted(ours.items())]
    return "\n".join(
        [
            "./run                 set up, load the demo into an empty installation, and serve",
            "./run WORD --help     what a word takes",
            "",
            "Words:",
            *lines,
            f"  {'bundle':{wide}}  Pack everything needed to install without a network into one file.",
            f"  {'verify':{wide}}  Verify a published edition's bundle, without this installation's database.",
            f"  {'bench':{wide}}  Measure what something costs: ./run bench pages.",
            "",
            "Django's own (migrate, createsuperuser, shell, …) work as well.",
        ]
    )


if __name__ == "__main__":
    main(sys.argv[1:])
