"""This file defines `contract schema`: the JSON Schemas, for editors and for other programs."""

from __future__ import annotations

from typing import Any

import click

from contract_model.commands.exits import Exit
from contract_model.commands.output import put

SCHEMAS = {
    "contract": "a contract: contract.yaml, or a contract of one file",
    "version": "a version of a contract, in a file of its own",
    "show": "what a contract has, or one term (contract show --format json)",
    "event": "an event to be judged (contract ask --event)",
    "answer": "an answer (contract ask --format json)",
    "flips": "an answer with what would change it (contract flip, contract why-not --format json)",
    "tree": "the decision tree of an action (contract tree --format json)",
    "timeline": "the verdict on an event for every date (contract timeline --format json)",
    "readings": "the answers under every combination of readings (contract readings --format json)",
    "evidence": "the answer at each evidence floor (contract evidence --format json)",
    "redline": "what is different between versions (contract diff --format json)",
    "flaws": "the flaws of contracts (contract lint --format json)",
    "proofs": "what became of the laws of a contract (contract prove --format json)",
    "cases": "a file of cases with the answers expected",
    "test": "a run of cases (contract test --format json)",
    "coverage": "what cases show of contracts (contract test --coverage-format json)",
    "snapshot": "the verdicts on cases as they are stored (contract snapshot)",
    "mutation": "what became of the slips put into a contract (contract mutate --format json)",
    "history": "a history of events (contract run)",
    "run": "what became of a contract through a history (contract run --format json)",
    "sweep": "a grid of answers (contract sweep --format json)",
    "check": "what a check of a table found (contract check --format json)",
}


@click.command()
@click.argument("name", required=False, type=click.Choice(list(SCHEMAS)), metavar="[NAME]")
def schema(name: str | None) -> int:
    """Print a JSON Schema: of what is read (a contract, an event) or of what is written (an answer, a run); without NAME, list them."""
    if name is None:
        width = max(map(len, SCHEMAS))
        put("\n".join(f"{known:<{width}}  {what}" for known, what in SCHEMAS.items()))
        return Exit.CLEAN
    import json

    put(json.dumps(_schema(name), indent=2, ensure_ascii=False), "json")
    return Exit.CLEAN


def _schema(name: str) -> dict[str, Any]:
    from contract_model.telling.schema import answer_schema, dialect, event_schema

    match name:
        case "show":
            from contract_model.telling.contract_schema import contract_schema

            return contract_schema()
        case "event":
            return event_schema()
        case "answer":
            return answer_schema()
        case "flips":
            from contract_model.telling.flip_schema import flip_schema

            return flip_schema()
        case "tree":
            from contract_model.telling.tree_schema import tree_schema

            return tree_schema()
        case "timeline":
            from contract_model.telling.timeline_schema import timeline_schema

            return timeline_schema()
        case "readings":
            from contract_model.telling.readings_schema import readings_schema

            return readings_schema()
        case "evidence":
            from contract_model.telling.evidence_schema import evidence_schema

            return evidence_schema()
        case "redline":
            from contract_model.telling.redline_schema import redline_schema

            return redline_schema()
        case "flaws":
            from contract_model.telling.flaws_schema import flaws_schema

            return flaws_schema()
        case "proofs":
            from contract_model.telling.proofs_schema import proofs_schema

            return proofs_schema()
        case "cases":
            from contract_model.testing.case_schema import case_file_schema

            return dialect(case_file_schema())
        case "test":
            from contract_model.testing.results_schema import results_schema

            return results_schema()
        case "coverage":
            from contract_model.testing.coverage.schema import coverage_schema

            return coverage_schema()
        case "snapshot":
            from contract_model.testing.snapshot_schema import snapshot_schema

            return snapshot_schema()
        case "mutation":
            from contract_model.testing.mutation.schema import mutation_schema

            return mutation_schema()
        case "history":
            from contract_model.testing.schema import history_schema

            return dialect(history_schema())
        case "run":
            from contract_model.telling.run_schema import run_schema

            return run_schema()
        case "sweep":
            from contract_model.telling.sweep_schema import sweep_schema

            return sweep_schema()
        case "check":
            from contract_model.checking.schema import check_schema

            return check_schema()
        case _:
            from contract_model.loading.surface import SurfaceContract, SurfaceVersion

            return dialect((SurfaceContract if name == "contract" else SurfaceVersion).model_json_schema())
