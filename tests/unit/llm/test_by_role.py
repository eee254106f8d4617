"""Each role's brief goes to the author of that role, and its reply comes from there."""

import pytest

from haste.errors import SpecError
from haste.llm.by_role import ByRole
from haste.llm.offline import OfflineAuthor
from haste.llm.scripted import ScriptedModel
from haste.vocabulary.brief import Summary
from haste.vocabulary.scales import Role
from haste.wiring import open_language_model
from tests.unit.llm.examples import brief


async def test_a_role_with_an_author_of_its_own_is_asked_there_and_all_others_of_the_default() -> None:
    default, other = ScriptedModel([Summary(text="default")]), ScriptedModel([Summary(text="other")])
    authors = ByRole(default, {Role.SUMMARISE: other})

    for role in (Role.DRAFT, Role.SUMMARISE):
        await authors.ask(authors.request(brief(role=role)))

    assert [request.role for request in default.asked] == [Role.DRAFT]
    assert [request.role for request in other.asked] == [Role.SUMMARISE]


def test_a_spec_may_name_authors_of_roles() -> None:
    assert isinstance(open_language_model("offline"), OfflineAuthor)
    assert isinstance(open_language_model("offline;abstract=offline"), ByRole)


@pytest.mark.parametrize("spec", ["offline;sing=offline", "offline;abstract", "offline;abstract=oracle:"])
def test_a_role_or_an_author_that_nobody_knows_is_told(spec: str) -> None:
    with pytest.raises(SpecError):
        open_language_model(spec)
