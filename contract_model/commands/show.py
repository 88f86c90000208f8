"""This file defines `contract show`: a look into a contract, whole or by term or action, in every stage from text to rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from contract_model.commands.exits import Exit
from contract_model.commands.output import drawn, format_or_default, put

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contract_model.model.contract import Contract, Term, Version

STAGES = ("words", "surface", "terms", "normal", "rete")


@click.command()
@click.argument("term", required=False)
@click.option("--contract", "name", default="microsoft-openai", show_default=True, metavar="ID|PATH", help="A shipped contract, or a path.")
@click.option("--version", metavar="DATE", help="A version by its date; the last one unless given.")
@click.option("--action", metavar="ACTION", help="What bears on an action, instead of one term.")
@click.option(
    "--stage",
    type=click.Choice(STAGES),
    help="how questions say it; as written; in words (default); as conditions in normal form; as rules.",
)
@click.option("--format", "form", type=click.Choice(["pretty", "plain", "json"]), help="pretty on a terminal, else plain.")
def show(term: str | None, name: str, version: str | None, action: str | None, stage: str | None, form: str | None) -> int:
    """Look into a contract.

    Without TERM an overview; with TERM that term, as it is written (surface), in words (terms), as conditions (normal) or as the rules
    that the engine runs (rete). With --action what bears on an action. --stage words tells how questions say it.

    \b
    contract show
    contract show --stage words --action launch
    contract show azure-first
    contract show azure-first --stage surface
    contract show --action launch --stage rete
    contract show azure-first --format json
    """
    from contract_model.front import load

    agreement = load(name)
    under = _version(agreement, version)
    if form == "json":
        put(_as_data(agreement, under, term, action or stage), "json")
    elif stage == "words":
        from contract_model.telling.sheet import words_sheet

        if term is not None:
            raise click.UsageError("a term has no words of its own; --action ACTION --stage words tells how questions say an action")
        chosen = None if action is None else _actions(agreement, action)[0]
        put(drawn(words_sheet(agreement, chosen), format_or_default(form)))
    elif term is not None:
        found = _term(agreement, under, term)
        put(_of_term(agreement, under, found, stage or "terms", action, format_or_default(form)))
    elif action is not None or stage is not None:
        put("\n\n".join(_of_action(agreement, under, a, stage or "normal", format_or_default(form)) for a in _actions(agreement, action)))
    else:
        from contract_model.telling.sheet import contract_sheet

        put(drawn(contract_sheet(agreement, under), format_or_default(form)))
    return Exit.CLEAN


def _as_data(contract: Contract, version: Version, term: str | None, more: str | None) -> str:
    """A contract or a term as JSON."""
    import json

    from contract_model.telling.contract_document import contract_document, one_term_document

    if more is not None:
        raise click.UsageError("as JSON there is the whole contract, or one term, with its conditions as they are written")
    found = contract_document(contract, version) if term is None else one_term_document(contract, version, _term(contract, version, term))
    return json.dumps(found, indent=2, sort_keys=True, ensure_ascii=False)


def _of_term(contract: Contract, version: Version, term: Term, stage: str, action: str | None, form: str) -> str:
    from contract_model.telling.sheet import normal_sheet, term_sheet

    match stage:
        case "surface":
            return _as_written(contract, term)
        case "terms":
            return drawn(term_sheet(contract, version, term), form)
        case "normal":
            return drawn(normal_sheet(contract, version, term), form)
        case _:
            actions = [action] if action else list(term.actions)
            return "\n\n".join(_rules(contract, version, a, term.id) for a in actions)


def _of_action(contract: Contract, version: Version, action: str, stage: str, form: str) -> str:
    from contract_model.telling.sheet import action_sheet, term_sheet

    terms = [t for t in version.terms.values() if action in t.actions or not t.actions]
    match stage:
        case "surface":
            return "\n\n".join(_as_written(contract, t) for t in terms) or f"no term is about {action}"
        case "terms":
            return "\n\n".join(drawn(term_sheet(contract, version, t), form) for t in terms) or f"no term is about {action}"
        case "normal":
            return drawn(action_sheet(contract, version, action), form)
        case _:
            return _rules(contract, version, action)


def _rules(contract: Contract, version: Version, action: str, term: str = "") -> str:
    """The rules for an action, stratum by stratum; with a term, those that conclude something about it."""
    from contract_model.engines.rete.rules import network_of
    from contract_model.meaning.program import program

    lines: list[str] = []
    for line in str(network_of(program(contract, version, action).formulas)).splitlines():
        if not line.startswith("  "):
            if lines and not lines[-1].startswith("  "):
                lines.pop()  # a stratum without rules
            lines.append(line)
        elif not term or _concludes(line, term):
            lines.append(line)
    if lines and not lines[-1].startswith("  "):
        lines.pop()
    return "\n".join([f"rules for {action}, version {version.id}", *lines])


def _concludes(rule: str, term: str) -> bool:
    """Whether a rule concludes something about a term alone."""
    head = rule.strip().partition(" <- ")[0].removeprefix("not ")
    return head.startswith(f"{term} ") and " and " not in head and " or " not in head


def _as_written(contract: Contract, term: Term) -> str:
    """The lines of a term in its file: those that are indented further than where it begins."""
    place = term.span
    lines = _file_of(contract, place.file).splitlines()
    start = place.line - 1
    end = start + 1
    while end < len(lines) and (not lines[end].strip() or _indent(lines[end]) > _indent(lines[start])):
        end += 1
    return f"# {place.file}:{place.line}\n" + "\n".join(lines[start:end]).rstrip()


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _file_of(contract: Contract, name: str) -> str:
    """The text of a file of a contract: where it was read, or among the shipped contracts."""
    from contract_model.loading.load import read_files

    try:
        with open(name, encoding="utf-8") as file:
            return file.read()
    except OSError:
        last = name.rpartition("/")[2]
        return next(content for path, content in read_files(contract.id).items() if path.rpartition("/")[2] == last).decode("utf-8")


def _version(contract: Contract, id: str | None) -> Version:
    if id is None:
        return contract.versions[-1]
    found = next((v for v in contract.versions if v.id == id), None)
    if found is None:
        raise _unknown("version", id, [v.id for v in contract.versions])
    return found


def _term(contract: Contract, version: Version, id: str) -> Term:
    found = version.terms.get(id) or next((v.terms[id] for v in reversed(contract.versions) if id in v.terms), None)
    if found is None:
        raise _unknown("term", id, version.terms, f"a contract is named with --contract {id}" if _names_contract(id) else "")
    return found


def _names_contract(word: str) -> bool:
    from pathlib import Path

    from contract_model.loading.load import shipped_ids

    return word in shipped_ids() or Path(word).exists()


def _actions(contract: Contract, id: str | None) -> list[str]:
    if id is None:
        return list(contract.actions)
    if id not in contract.actions:
        raise _unknown("action", id, contract.actions)
    return [id]


def _unknown(what: str, id: str, known: Iterable[str], hint: str = "") -> Exception:
    from contract_model.problems import ContractError, Problem, did_you_mean, quoted

    hint = hint or did_you_mean(id, known) or f"{what}s are {', '.join(known)}"
    article = "an" if what[0] in "aeiou" else "a"
    return ContractError([Problem("unknown-name", f"{quoted(id)} is not {article} {what} of the contract", hint=hint)])
