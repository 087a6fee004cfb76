"""The command `doctor`: what is wrong with a library, and with `--repair` its repair."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from rag.commands.dispatch import print_json, print_lines
from rag.commands.options import add_directory, directory_of
from rag.doctor.examination import examine, repair
from rag.doctor.findings import Finding

_SIGNS = {"well": "ok ", "note": "-- ", "ill": "!! "}


def fill(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    add_directory(parser)
    parser.add_argument("--repair", action="store_true", help="mend what can be mended, then look again")


def run(options: argparse.Namespace) -> int:
    """Print what was found; 0 when nothing is wrong, also after a repair."""
    directory = directory_of(options)
    failed: list[str] = []
    if options.repair:
        found, failed = repair(directory)
    else:
        found = examine(directory)
    is_ill = any(finding.state == "ill" for finding in found)
    if options.json:
        print_json(
            {"library": str(directory), "well": not is_ill, "found": [as_json(f) for f in found], "failed": failed}
        )
    else:
        print_lines([f"The library {directory}", *lines(found), *failed])
        if is_ill and not options.repair and any(finding.repair for finding in found):
            print(f"To repair: sightline doctor --library {directory} --repair")
    return 1 if is_ill else 0


def as_json(finding: Finding) -> dict[str, object]:
    """A finding, and whether `--repair` mends it."""
    return {
        "about": finding.about,
        "state": finding.state,
        "says": finding.says,
        "remedy": finding.remedy,
        "repairable": finding.repair is not None,
    }


def lines(found: Sequence[Finding]) -> list[str]:
    """A line for each finding, and what to do about it below."""
    shown = []
    for finding in found:
        shown.append(f"{_SIGNS[finding.state]}{finding.about}: {finding.says}")
        shown += [f"   {finding.remedy}"] if finding.remedy and finding.state != "well" else []
    return shown
