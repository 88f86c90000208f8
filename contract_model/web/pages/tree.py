"""This file defines the page of a decision tree: questions to answer one after another, until the verdict is settled."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from contract_model.model.answer import Answer, Literal
from contract_model.model.case import Case, Event
from contract_model.model.contract import Contract
from contract_model.model.tree import Fork, Leaf, Node, Tree
from contract_model.problems import ContractError, Problem
from contract_model.telling.dark import in_the_dark
from contract_model.telling.memo import asked_rows
from contract_model.telling.tree_words import TreeWords
from contract_model.telling.words import Words, counted
from contract_model.web.decisions import Record
from contract_model.web.pages import decided
from contract_model.web.pages.decided import Taken
from contract_model.web.pages.frame import Frame, frame
from contract_model.web.pages.opening import opened
from contract_model.web.pages.rows import Told, nested
from contract_model.web.pages.scenario import Scenario, read_scenario, settled
from contract_model.web.pages.state import State
from contract_model.web.pages.steps import step
from contract_model.web.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its answers, each with what comes then. `name`: the unknown that is asked about."""

    asks: str
    name: str
    answers: tuple[tuple[str, Question | End], ...]


@dataclass(frozen=True, slots=True)
class End:
    """Where a path ends: a verdict and by what, or where the tree is cut off. `state`: with the answers on the way, if it can be asked."""

    verdict: str
    says: str
    state: State | None


@dataclass(frozen=True, slots=True)
class TreePage:
    """What the page of a decision tree shows. `actions`: those of the contract, each with the state that asks for its tree."""

    frame: Frame
    state: State
    actions: tuple[tuple[str, str, State], ...]
    problems: tuple[Problem, ...] = ()
    says: str = ""
    asked: tuple[Told, ...] = ()
    size: str = ""
    root: Question | End | None = None
    decisions: tuple[Record, ...] = ()


def tree_page(shelf: Shelf, state: State, today: date) -> TreePage:
    """The page of the tree of what a state leaves open."""
    contract, state, problems = opened(shelf, state)
    scenario = read_scenario(contract, state, today)
    actions = tuple((a.id, _action(contract, a.id), State(contract.id, action=a.id, look=state.look)) for a in contract.actions.values())
    shown = TreePage(frame(shelf, contract, state, "/tree"), state, actions, (*problems, *(p for _, p in scenario.problems)))
    if scenario.case is None:
        return shown
    try:
        found, answer = _grown(contract, scenario.case)
    except ContractError as error:
        return replace(shown, problems=(*shown.problems, *error.problems))
    told = TreeWords(contract, found)
    return replace(
        shown,
        says=told.words.event(scenario.case.event),
        asked=nested(r for r in asked_rows(contract, answer) if r.label != "Event"),
        size=_size(found),
        root=_shown(told, scenario, settled(scenario), found.root, ()),
        decisions=(decided.tree(shelf, scenario, answer),),
    )


def tree_svg(shelf: Shelf, state: State, today: date, *, dark: bool = False) -> Taken:
    """The picture of the tree of a state, on light or on dark paper. Raises ContractError."""
    from contract_model.telling.tree_picture import tree_svg as drawn

    contract, state, problems = opened(shelf, state)
    scenario = read_scenario(contract, state, today)
    problems += tuple(p for _, p in scenario.problems)
    if not problems and scenario.case is None:
        problems = (Problem("empty-question", "nothing is asked, so there is no tree to draw"),)
    if scenario.case is None or problems:
        raise ContractError(problems)
    found, answer = _grown(contract, scenario.case)
    picture = drawn(contract, found)
    return Taken(in_the_dark(picture) if dark else picture, decided.tree(shelf, scenario, answer))


def _grown(contract: Contract, case: Case) -> tuple[Tree, Answer]:
    from contract_model.meaning.judge import judge
    from contract_model.meaning.tree import tree

    return tree(contract, case), judge(contract, case)


def _action(contract: Contract, id: str) -> str:
    """What is done, by anyone, with anything."""
    return Words(contract, id).action(Event(id))


def _size(tree: Tree) -> str:
    """How large a tree is."""
    if isinstance(tree.root, Leaf):
        return "No question is left: the verdict is settled."
    paths = "a great many paths" if tree.paths is None else counted(tree.paths, "path")
    order = "no order of the questions gives fewer" if tree.fewest else "another order of the questions may give fewer"
    said = f"{paths[:1].upper()}{paths[1:]}; {order}."
    return said if tree.cut is None else f"{said} It is cut off after {counted(tree.cut, 'question')}, and goes on from where it ends."


def _shown(words: TreeWords, scenario: Scenario, state: State, node: Node, path: tuple[Literal, ...]) -> Question | End:
    match node:
        case Fork(_, _, branches):
            answers = ((words.answer(b.literal), _shown(words, scenario, state, b.then, (*path, b.literal))) for b in branches)
            return Question(words.question(node), words.name(node), tuple(answers))
        case Leaf(verdict, _, _):
            return End(verdict.value, words.end(node), step(scenario, state, path))
        case stub:
            return End("", words.end(stub), step(scenario, state, path))
