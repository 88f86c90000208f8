"""This file defines how a contract is found and loaded: the files, the passes over them, and the contract or all of its problems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from contract_model.model.contract import Contract
from contract_model.problems import ContractError, Problem, did_you_mean, quoted

Files = Mapping[str, bytes]
"""The content of each file of a contract, by its name as the user gave it; the first is the contract's own."""

MAX_FILES = 1_000


def shipped() -> Path:
    """The folder of the contracts that come with the package."""
    package = Path(__file__).parent.parent
    installed = package / "rules"
    return installed if installed.is_dir() else package.parent / "rules"


def find(name: str | Path) -> Path:
    """The file or folder of a contract: a path, or the id of a shipped one. Raises ContractError."""
    path = Path(name)
    text = str(name)
    if "\0" not in text:
        for candidate in (path, shipped() / text, shipped() / f"{text}.yaml") if "/" not in text else (path,):
            try:
                if candidate.exists():
                    return candidate
            except OSError:
                break
    known = sorted(p.stem for p in shipped().iterdir() if p.is_dir() or p.suffix == ".yaml") if shipped().is_dir() else []
    hint = did_you_mean(text, known) or f"shipped contracts: {', '.join(known)}"
    raise ContractError([Problem("no-contract", f"{quoted(text)} is neither a file, a folder nor a shipped contract", hint=hint)])


def read_files(name: str | Path) -> Files:
    """The files of a contract: one file, or `contract.yaml` and the versions beside it. Raises ContractError."""
    path = find(name)
    try:
        if not path.is_dir():
            return {_shown(path): path.read_bytes()}
        main = path / "contract.yaml"
        if not main.is_file():
            said = f"the folder {quoted(str(path))} has no `contract.yaml`"
            raise ContractError([Problem("no-contract", said, hint="a contract is one file, or a folder with contract.yaml")])
        others = sorted(p for p in path.iterdir() if p.suffix == ".yaml" and p != main and p.is_file())
        if len(others) > MAX_FILES:
            raise ContractError([Problem("too-large", f"the folder has more than {MAX_FILES:,} versions")])
        return {_shown(p): p.read_bytes() for p in (main, *others)}
    except OSError as error:
        raise ContractError([Problem("no-contract", f"{quoted(str(path))} cannot be read: {error.strerror or error}")]) from None


def load(name: str | Path) -> Contract:
    """The contract of a path, or of the id of a shipped one. Raises ContractError with every problem of every file."""
    return load_files(read_files(name))


def load_text(text: str, file: str = "contract.yaml") -> Contract:
    """The contract of a text, for tests and notebooks. Raises ContractError."""
    return load_files({file: text.encode("utf-8", "surrogatepass")})


def load_files(files: Files) -> Contract:
    """The contract of the content of its files. Raises ContractError.

    Passes: parse each file, give it its shape, resolve names and conditions, check the whole. A file that a pass cannot read at all
    is left out of the next; what is left is read on, so that all problems come at once.
    """
    from contract_model.loading.checks import check
    from contract_model.loading.parse import parse
    from contract_model.loading.resolve import Resolver
    from contract_model.loading.surface import SurfaceContract, SurfaceVersion, read_surface

    documents = [parse(file, content) for file, content in files.items()]
    main, *others = documents
    broken: set[str] = set()
    surface = read_surface(main, SurfaceContract, broken)
    versions = [(d, read_surface(d, SurfaceVersion, broken)) for d in others]
    if surface is not None:
        own = surface.version is not None or surface.terms is not None
        if own and others:
            main.problem(
                "wrong-value", "a contract with versions in files of their own has none in contract.yaml", ("version",), at_key=True
            )
        elif own:
            missing = "terms" if surface.terms is None else "version" if surface.version is None else None
            if missing:
                main.problem("missing-key", f"`{missing}` is missing", ())
        elif not others:
            main.problem("missing-key", "`version` and `terms` are missing", (), hint="or add a file for each version beside it")
        dated = [(main, surface)] if own and not others else [(d, s) for d, s in versions if s is not None]
        contract = Resolver(main, surface, broken).contract(dated)
        check(contract, {s.version or "": d for d, s in dated})
        if not any(d.problems for d in documents):
            return contract
    raise ContractError(_once(p for d in documents for p in d.problems))


def _once(problems: Iterable[Problem]) -> list[Problem]:
    return list(dict.fromkeys(problems))


def _shown(path: Path) -> str:
    """A file as messages name it: relative to where one is, if it lies below."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)
