"""How to cite a result: authors, version, hashes and date, one line."""

from collections.abc import Mapping
from typing import Any

from sim.words import Speech

_SHORT = 10
"""Digits of a hash that tell results apart."""


def cite_line(manifest: Mapping[str, Any], speech: Speech) -> str:
    """One line that names program, version, code and date of results, in the form of a reference.

    Args:
        manifest: That of a run, a comparison, a sweep or a study.
        speech: Says it.
    """
    hashes, timings = manifest.get("hashes", {}), manifest.get("timings", {})
    made = str(timings.get("finished") or timings.get("started") or manifest.get("written", ""))
    return speech(
        "cite.line",
        version=manifest["code"]["version"],
        code=str(hashes.get("code", ""))[:_SHORT],
        scenarios=speech.commas(
            f"{name} {str(digest)[:_SHORT]}" for name, digest in hashes.get("scenarios", {}).items()
        ),
        year=made[:4] or "–",
        date=made[:10] or "–",
    )
