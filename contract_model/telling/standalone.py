"""This file defines `beginning`: that with which the style of pages that stand alone begins."""

from __future__ import annotations

_LIGHT = "--back:#fff;--text:#1f2328;--faint:#59636e;--line:#d1d9e0;"
_LIGHT_PAPERS = "--yes-paper:#d3efdb;--no-paper:#fad7d3;--open-paper:#fff1c2;--still-paper:#eef1f4;--clash-paper:#e9dcf6"
_DARK = "--back:#0d1117;--text:#e6edf3;--faint:#9198a1;--line:#3d444d;"
_DARK_PAPERS = "--yes-paper:#12331f;--no-paper:#451a17;--open-paper:#3a2e06;--still-paper:#21262d;--clash-paper:#33224a"


def beginning(light: str, dark: str, *, width: str, unbroken: str) -> str:
    """Colours, paper and headings, in the light, in the dark and in print.

    `light`, `dark`: the accents of the verdicts, as `--yes:#1a7f37;`; `unbroken`: what is not broken between two sheets of paper.
    """
    light, dark = _LIGHT + light + _LIGHT_PAPERS, _DARK + dark + _DARK_PAPERS
    return f"""
:root{{color-scheme:light dark;{light}}}
@media (prefers-color-scheme:dark){{:root{{{dark}}}}}
@media print{{:root{{color-scheme:light;{light}}}{unbroken}{{break-inside:avoid}}h2{{break-after:avoid}}
 *{{-webkit-print-color-adjust:exact;print-color-adjust:exact}}}}
body{{margin:0;background:var(--back);color:var(--text);font:15px/1.45 system-ui,sans-serif}}
main{{margin:1.5rem auto;max-width:{width};padding:0 1rem}}
h1{{font-size:1.4rem}}h2{{font-size:1.1rem;margin:2rem 0 .4rem}}
dl{{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:.3rem 0}}
"""
