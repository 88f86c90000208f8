"""Makes docs/pictures/check.png: the report of the example in docs/check.md, as a browser shows it.

    python docs/check_picture.py

It needs Chromium; CHROMIUM names it where it is not on the path.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

CHECKOUT = Path(__file__).parents[1]
PICTURE = CHECKOUT / "docs" / "pictures" / "check.png"
SIZE = "860,740"


def main() -> None:
    """Write the picture."""
    browser = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        sys.exit("Chromium is not there")
    PICTURE.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        asked = ["check", "fixtures/tables/launches.csv", "--action", "launch", "--map", "Sort=release", "--exit-zero", "--html", str(page)]
        subprocess.run([sys.executable, "cli.py", *asked], cwd=CHECKOUT, check=True, stdout=subprocess.DEVNULL)
        drawn = [
            browser,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            f"--window-size={SIZE}",
            f"--screenshot={PICTURE}",
        ]
        subprocess.run([*drawn, page.as_uri()], check=True, timeout=60, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    print(f"{PICTURE.relative_to(CHECKOUT)}: {PICTURE.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
