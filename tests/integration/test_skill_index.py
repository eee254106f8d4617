"""The index of a home is disposable: a thousand questions get the same answers after whatever happens to it, and nothing else is said."""

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from haste.cli.main import main
from haste.clock.system import SystemClock
from haste.events.event import Event
from haste.projections.skill_rows import rows_of, scope_of
from haste.store.lance import LanceIndex
from haste.store.sqlite import SqliteLog
from haste.vocabulary.ids import SkillId
from haste.vocabulary.scales import Tier
from haste.vocabulary.skill import Skill
from tests.builders import abstracted, append, competition, learned, memory_of, run_started, skill, sweep_started
from tests.libraries import DOMAINS, WORDS, library, questions

ROOT = Path(__file__).parents[2]
COMPETITIONS = 40
QUESTIONS = tuple(questions(1000, COMPETITIONS))
KILLS = 4


def known(number: int, chance: random.Random) -> Skill:
    """A skill of some tier, in words of which others say some too."""
    name, of = f"s-{number:03}", number % COMPETITIONS
    words = " ".join(chance.choices(WORDS, k=12))
    tier = Tier.GLOBAL if number % 10 == 0 else Tier.DOMAIN if number % 10 < 3 else Tier.COMPETITION
    return msgspec.structs.replace(skill(name, tier, domain=DOMAINS[of % len(DOMAINS)], of=f"comp-{of}"), when=words)


def known_skills() -> list[Skill]:
    chance = random.Random(3)  # noqa: S311 - chance for a test
    return [known(number, chance) for number in range(300)]


def taught(one: Skill) -> Event:
    return learned(one) if one.tier is Tier.COMPETITION else abstracted(one)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose log knows a few hundred skills of many competitions."""
    home = tmp_path_factory.mktemp("home")
    names = [f"comp-{number}" for number in range(COMPETITIONS)]
    started = sweep_started(*(competition(name, DOMAINS[number % len(DOMAINS)]) for number, name in enumerate(names)))
    log = SqliteLog(home / "log.sqlite", SystemClock())
    append(log, [started, *map(run_started, names), *map(taught, known_skills())])
    log.close()
    return home


def answers(home: Path, asked: Sequence[tuple[str, tuple[str, ...]]] = QUESTIONS) -> list[tuple[SkillId, ...]]:
    index = LanceIndex(home / "index")
    index.write(rows_of(memory_of(*map(taught, known_skills())).tiers.live()))
    return [index.search(text, scopes=scopes) for text, scopes in asked]


def test_a_thousand_questions_get_the_same_answers_after_it_was_deleted_and_after_it_was_made_anew(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = answers(home)
    built = set((home / "index").iterdir())

    shutil.rmtree(home / "index")
    deleted = answers(home, QUESTIONS[:100])
    code = main(["skills", "reindex", "--home", str(home), "--json"])
    made = json.loads(capsys.readouterr().out)
    reindexed = answers(home)

    assert (code, made["rows"]) == (0, 300)
    assert set((home / "index").iterdir()) == built  # the log gives the very rows
    assert deleted == before[:100]
    assert reindexed == before
    assert sum(map(bool, before)) > 900


def test_no_question_finds_a_skill_of_another_scope(home: Path) -> None:
    scopes_of = {one.id: scope_of(one) for one in known_skills()}

    found = zip(QUESTIONS[:300], answers(home, QUESTIONS[:300]), strict=True)

    assert [(scopes, name) for (_, scopes), names in found for name in names if scopes_of[name] not in scopes] == []


def haste(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "haste.cli.main", "skills", *words, "--home", str(home)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def test_a_command_says_nothing_but_its_answer_whether_the_index_is_new_or_broken(home: Path) -> None:
    shutil.rmtree(home / "index", ignore_errors=True)
    new = haste(home, "search", "rare", "categories", "--json")
    for path in (home / "index").rglob("*.lance"):
        if path.is_file():
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    broken = haste(home, "search", "rare", "categories", "--json")

    assert [(done.returncode, done.stderr) for done in (new, broken)] == [(0, "")] * 2
    assert len(json.loads(new.stdout)) > 10
    assert broken.stdout == new.stdout


def test_a_command_that_does_not_search_does_not_load_the_library(home: Path) -> None:
    code = "import sys; from haste.cli.main import main; main(['skills', 'list', '--home', sys.argv[1]]); sys.exit('lancedb' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code, str(home)], cwd=ROOT, capture_output=True, timeout=60, check=False)

    assert done.returncode == 0


def test_a_builder_killed_at_any_moment_leaves_nothing_that_misleads(tmp_path: Path) -> None:
    rows, asked = library(), QUESTIONS[:20]
    sound = LanceIndex(tmp_path / "sound")
    sound.write(rows)
    expected = [sound.search(text, scopes=scopes) for text, scopes in asked]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    chance = random.Random(11)  # noqa: S311 - chance for a test
    for _ in range(KILLS):
        with subprocess.Popen(
            [sys.executable, "tests/indexer.py", str(tmp_path / "index")], stdout=subprocess.PIPE, cwd=ROOT, env=environment
        ) as builder:
            assert builder.stdout is not None
            builder.stdout.readline()
            time.sleep(chance.uniform(0, 0.2))
            builder.kill()

        index = LanceIndex(tmp_path / "index")
        index.write(rows)

        assert [index.search(text, scopes=scopes) for text, scopes in asked] == expected
