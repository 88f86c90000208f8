"""The door of the checkout: `python cli.py ask ...` does what the installed command `contract ask ...` does."""

from contract_model.commands.main import main

if __name__ == "__main__":
    main()
