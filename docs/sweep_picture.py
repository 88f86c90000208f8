"""Makes docs/pictures/sweep.svg: the map of the example in docs/sweep.md.

    python docs/sweep_picture.py
"""

from __future__ import annotations

from pathlib import Path

from contract_model.commands.main import run

PICTURE = Path(__file__).parent / "pictures" / "sweep.svg"
ASKED = ["sweep", "OpenAI launches a product", "--over", "cloud=azure,aws,own,on_premises", "--over", "year=2019..2030", "--over", "azure_can=yes,no"]


def main() -> None:
    """Write the picture."""
    PICTURE.parent.mkdir(exist_ok=True)
    run([*ASKED, "--format", "svg", "-o", str(PICTURE)])


if __name__ == "__main__":
    main()
