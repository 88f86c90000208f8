"""Makes docs/pictures/sweep.svg: the map of the example in docs/sweep.md.

    python docs/sweep_picture.py
"""

from __future__ import annotations

from pathlib import Path

from contract_model.commands.main import run

PICTURE = Path(__file__).parent / "pictures" / "sweep.svg"
AXES = ("cloud=azure,aws,own,on_premises", "year=2019..2030", "azure_can=yes,no")


def main() -> None:
    """Write the picture."""
    PICTURE.parent.mkdir(exist_ok=True)
    run(["sweep", "OpenAI launches a product", *(f"--over={axis}" for axis in AXES), "--format", "svg", "-o", str(PICTURE)])


if __name__ == "__main__":
    main()
