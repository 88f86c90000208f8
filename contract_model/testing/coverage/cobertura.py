"""This file defines the Cobertura XML of a `Coverage`, after its document type coverage-04, which many CI servers read.

A contract is a package, a file a class, a term a method; what a line can show are its conditions. Nothing in it depends on when it is made.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from contract_model import __version__
from contract_model.testing.coverage.item import Coverage
from contract_model.testing.coverage.lines import Line, Written, lines, relative, terms

HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">
"""


def cobertura(found: Sequence[Coverage]) -> str:
    """The coverage of contracts as Cobertura XML; what no case can show is left out."""
    by_contract = [(one, lines(one)) for one in found]
    everything = [line for _, by_file in by_contract for of in by_file.values() for line in of]
    root = Element("coverage", {**_rates(everything), **_counts(everything), "complexity": "0", "version": __version__, "timestamp": "0"})
    SubElement(SubElement(root, "sources"), "source").text = os.curdir
    packages = SubElement(root, "packages")
    for one, by_file in by_contract:
        own = [line for of in by_file.values() for line in of]
        package = SubElement(packages, "package", {"name": one.contract, **_rates(own), "complexity": "0"})
        classes, written = SubElement(package, "classes"), terms(one)
        for file, of in by_file.items():
            _class(classes, file, of, written.get(file, ()))
    indent(root)
    return HEAD + tostring(root, encoding="unicode") + "\n"


def _class(parent: Element, file: str, of: Sequence[Line], starts: Sequence[Written]) -> None:
    """A file as a class, and its terms as methods: each from where it begins to where the next one does."""
    name = os.path.splitext(os.path.basename(file))[0]
    element = SubElement(parent, "class", {"name": name, "filename": relative(file), **_rates(of), "complexity": "0"})
    methods = SubElement(element, "methods")
    for place, term in enumerate(starts):
        following = starts[place + 1].number if place + 1 < len(starts) else None
        own = [line for line in of if line.number >= term.number and (following is None or line.number < following)]
        method = SubElement(methods, "method", {"name": term.name, "signature": "", **_rates(own), "complexity": "0"})
        _write(SubElement(method, "lines"), own)
    _write(SubElement(element, "lines"), of)


def _write(parent: Element, found: Sequence[Line]) -> None:
    for line in found:
        percent = f"{100 * line.shown // len(line.items)}%"
        said = f"{percent} ({line.shown}/{len(line.items)})"
        element = SubElement(
            parent, "line", {"number": str(line.number), "hits": str(line.hits), "branch": "true", "condition-coverage": said}
        )
        conditions = SubElement(element, "conditions")
        for number, item in enumerate(line.items):
            SubElement(conditions, "condition", {"number": str(number), "type": "jump", "coverage": "100%" if item.shown else "0%"})


def _rates(found: Sequence[Line]) -> dict[str, str]:
    hit, branches, shown = sum(line.hits > 0 for line in found), sum(len(line.items) for line in found), sum(line.shown for line in found)
    return {"line-rate": _rate(hit, len(found)), "branch-rate": _rate(shown, branches)}


def _counts(found: Sequence[Line]) -> dict[str, str]:
    return {
        "lines-covered": str(sum(line.hits > 0 for line in found)),
        "lines-valid": str(len(found)),
        "branches-covered": str(sum(line.shown for line in found)),
        "branches-valid": str(sum(len(line.items) for line in found)),
    }


def _rate(part: int, whole: int) -> str:
    return f"{part / whole:.4f}" if whole else "1"
