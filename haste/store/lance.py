"""The skill index on LanceDB: words by BM25, with scope and kind as prefilters. Disposable: whatever ails it, it is made anew from its rows."""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("LANCEDB_LOG", "off")  # read once, by the next import: it would warn on stderr of what is mended here anyway

import lancedb
import msgspec
from lancedb.index import FTS, Bitmap
from lancedb.query import MatchQuery

from haste.errors import HasteError, SkillIndexError, SlugError
from haste.ports import SkillRow
from haste.projections.digest import digest
from haste.store.sums import is_whole, write_sums
from haste.vocabulary.ids import SkillId, slug
from haste.vocabulary.scales import SkillKind

KEPT = 32  # tables: one for each round of a few sweeps at once, and under transfer one for each competition of a round; some 100 kB each
_TABLE = "skills"
_BUILDING, _LEAVING = ".building", ".leaving"  # a table that is not in its place yet, or no more
_SCOPES = '"g", "d:<domain>" or "c:<competition>"'
_LAYOUT = "1"  # raised when the table or its indexes are made in another way
# Spelled out, so that another default of LanceDB finds no other skills; one worker makes one part, whose scores no number of cores can change.
_WORDS = FTS(base_tokenizer="simple", language="English", lower_case=True, stem=True, remove_stop_words=True, ascii_folding=True, num_workers=1)


class LanceIndex:
    """A SkillIndex in a folder: a table for each set of rows, under the hash of these rows.

    A table is built beside, then renamed, and never changed after that, so that whoever reads it sees it whole, and what comes later
    touches nobody. Several processes may use one folder: one of them builds, the others wait and find it built.

    Args:
        folder: The first `write` makes it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder.absolute()
        self._rows: tuple[SkillRow, ...] = ()
        self._table = self._folder

    def write(self, rows: Sequence[SkillRow]) -> None:
        """Hold these rows; they are built where nobody has built them before."""
        self._rows = tuple(rows)
        self._table = self._folder / _name(self._rows)
        if self._rows and not self._table.exists():
            with self._translated(), self._held():
                self._build(instead_of=None)

    def search(self, text: str, *, scopes: Collection[str], kinds: Collection[SkillKind] = tuple(SkillKind)) -> tuple[SkillId, ...]:
        """All skills of these scopes and kinds that share a word with a text, best first."""
        where = f"{_among('scope', map(_checked, scopes))} AND {_among('kind', kinds)}"
        if not (self._rows and scopes and kinds):
            return ()
        text = text.encode(errors="replace").decode()  # words of a command line may hold bytes that are no text
        with self._translated():
            found = self._identity()
            try:
                return self._search(text, where)
            except Exception:  # noqa: BLE001 - it is disposable: whatever is wrong with it, it is made anew, once
                with self._held():  # to the end of the search: nobody takes it away again meanwhile
                    self._build(instead_of=found)
                    return self._search(text, where)

    def clear(self) -> None:
        """Remove the tables of all rows."""
        if self._folder.exists():
            with self._translated(), self._held():
                self._drop(self._built())

    def rebuild(self, rows: Sequence[SkillRow]) -> tuple[str | None, str | None]:
        """Build the table of these rows anew, beside the one that is there, and then put it in its place.

        Returns:
            Digests of the rows that the table gave before, and that it gives now; None where there was or is nothing that can be read.

        Raises:
            SkillIndexError: It cannot be made.
        """
        self._rows = tuple(rows)
        self._table = self._folder / _name(self._rows)
        if not self._rows:
            return None, None
        with self._translated(), self._held():
            before = self._content()
            self._swap(self._made())
            return before, self._content()

    def _search(self, text: str, where: str) -> tuple[SkillId, ...]:
        if not is_whole(self._table):
            raise FileNotFoundError(self._table)
        table = lancedb.connect(self._table).open_table(_TABLE)
        words = MatchQuery(text, "text")  # type: ignore[call-arg]  # mypy does not see the defaults of pydantic's dataclasses
        query = table.search(words, query_type="fts").where(where, prefilter=True)
        # All of them, because a limit would choose among equals by chance. Without its score LanceDB warns on stderr.
        found = query.select(["id", "_score"]).limit(len(self._rows)).to_list()
        return tuple(SkillId(row["id"]) for row in sorted(found, key=lambda row: (-row["_score"], row["id"])))

    def _build(self, *, instead_of: int | None) -> None:
        """Build the table of these rows, unless another one has come meanwhile than the one that failed."""
        if self._identity() not in (None, instead_of) and is_whole(self._table):
            return
        self._drop(self._built()[KEPT - 1 :])
        self._swap(self._made())

    def _made(self) -> Path:
        """A table of these rows beside its place. One that a killed process left there is removed: nobody else builds now."""
        building = self._folder / _BUILDING
        self._drop((building, self._folder / _LEAVING))
        table = lancedb.connect(building).create_table(_TABLE, [msgspec.to_builtins(row) for row in self._rows])
        table.create_index("scope", config=Bitmap())
        table.create_index("text", config=_WORDS)
        table.optimize()
        write_sums(building)
        return building

    def _swap(self, building: Path) -> None:
        """Put a table in its place. Whoever finds none there in between waits for the lock, and then finds this one."""
        leaving = self._folder / _LEAVING
        if self._table.exists():
            self._table.rename(leaving)  # its inode stays taken until it is gone, so that others can tell the two apart
        building.rename(self._table)
        self._drop((leaving,))

    def _content(self) -> str | None:
        """Digest of the rows that the table gives, by id; None where there is no table, or none that can be read."""
        try:
            if not is_whole(self._table):
                return None
            found = lancedb.connect(self._table).open_table(_TABLE).search().limit(len(self._rows) + 1).to_list()
        except Exception:  # noqa: BLE001 - it is disposable: whatever is wrong with it, it is made anew
            return None
        return digest(sorted((row["id"], row["scope"], row["kind"], row["text"]) for row in found))

    def _identity(self) -> int | None:
        """Which folder lies under the name now; None where none does."""
        try:
            return self._table.stat().st_ino
        except FileNotFoundError:
            return None

    def _built(self) -> list[Path]:
        """The tables in the folder, the newest first."""
        return sorted((path for path in self._folder.iterdir() if not path.name.startswith(".")), key=lambda path: -path.stat().st_mtime_ns)

    def _drop(self, tables: Collection[Path]) -> None:
        for table in tables:
            if table.is_dir():
                shutil.rmtree(table)
            else:
                table.unlink(missing_ok=True)

    @contextmanager
    def _held(self) -> Iterator[None]:
        """Be the one that builds and removes. The lock ends with the process, however that ends."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / ".lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except HasteError:
            raise
        except Exception as error:
            raise SkillIndexError(
                expected=f"an index of {len(self._rows)} skills that can be made and read",
                found=f"{type(error).__name__}: {str(error).strip()[-500:]}",
                where=f"skill index in {self._folder}",
                next_step="Give this user the right to write there, or free some space; nothing is lost, it is made anew from the log.",
            ) from error


def _name(rows: tuple[SkillRow, ...]) -> str:
    """A table's name: equal for equal rows under the same release of LanceDB, whose files another one may read otherwise."""
    made = f"{_LAYOUT} {lancedb.__version__} ".encode()
    return hashlib.sha256(made + msgspec.msgpack.encode(rows)).hexdigest()[:16]


def _checked(scope: str) -> str:
    """A scope that is none gets into no filter."""
    kind, _, name = scope.partition(":")
    if scope == "g" or (kind in ("c", "d") and slug(name, what=f"scope, {_SCOPES}")):
        return scope
    raise SlugError(what=f"scope, {_SCOPES}", found=scope)


def _among(column: str, values: Iterator[str] | Collection[str]) -> str:
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"
