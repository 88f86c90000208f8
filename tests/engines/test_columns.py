"""A table says of each row what the definition says of the same case."""

from __future__ import annotations

from hypothesis import event, given, settings
from hypothesis import strategies as st

from contract_model.meaning.judge import judge
from contract_model.problems import ContractError
from tests.engines.tables import judged_cases, said_of
from tests.strategies import ANY_CONTRACT, cases


@settings(max_examples=max(10, int(settings.default.max_examples * 0.1)), deadline=None)
@given(st.data())
def test_a_row_is_answered_as_its_case_is(data) -> None:
    written = data.draw(ANY_CONTRACT)
    posed = [data.draw(cases(written, total=total)).case for total in (True, False, False)]
    answers = []
    for case in posed:
        try:
            answers.append(judge(written.loaded, case))
        except ContractError:
            event("leaves too much open")
            return
    for answer, row in zip(answers, judged_cases(written.loaded, posed), strict=True):
        event(answer.verdict.value)
        assert said_of(answer).items() <= row.items()
