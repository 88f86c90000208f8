"""The door for `python -m contract_model ask ...`, which does what the installed command `contract ask ...` does."""

from contract_model.commands.main import main

if __name__ == "__main__":
    main()
