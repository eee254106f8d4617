"""`haste skills`: what was learned - listed, shown and searched - and what a person wants done about it."""

import argparse
import getpass
import sys
from collections.abc import Callable, Sequence

from rich.console import Console

from haste.cli.finding import reindexed, searched
from haste.cli.looking import looked_at
from haste.cli.options import add_common, home_of, print_json
from haste.cli.remembering import remembered
from haste.decisions.curating import Action, Wish, curate
from haste.errors import ExpectedVersionError, KeyReusedError
from haste.events.codec import typed
from haste.events.skill import SkillAbstracted, SkillImported, SkillLearned
from haste.ports import EventLog, Write
from haste.projections.lookup import found
from haste.report.records import record_entries, record_table
from haste.report.skill_page import skill_page
from haste.report.skill_table import page_lines, skill_table
from haste.report.skills import SkillEntry, skill_entries
from haste.vocabulary.ids import Position, SkillId, skill_stream
from haste.vocabulary.scales import SkillState, Tier
from haste.wiring import closing_log, open_clock

_WIDTH = 140  # where stdout is no terminal
_ACTIONS = {
    Action.RETIRE: "stop loading a skill",
    Action.RESTORE: "load a retired skill again",
    Action.PIN: "let no rule retire a skill",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do with skills."""
    actions = parser.add_subparsers(title="actions", required=True, metavar="ACTION")
    listing = _action(actions, "list", "all skills, the widest tier first", run_list)
    _narrowed(listing)
    listing.add_argument("--state", choices=list(map(str, SkillState)), help="in this state only")
    showing = _action(actions, "show", "one skill: words, sources, evidence, history", run_show)
    showing.add_argument("skill", metavar="ID", help="its id")
    searching = _action(actions, "search", "the skills that share words with a text, best first", run_search)
    searching.add_argument("text", metavar="TEXT", nargs="+", help="what it should be about")
    _narrowed(searching)
    recording = _action(actions, "records", "track records: how each technique fared wherever it was judged", run_records)
    recording.add_argument("--domain", metavar="SLUG", help="of this domain only")
    _action(actions, "reindex", "make the index that searches read anew, from the log", run_reindex)
    for action, summary in _ACTIONS.items():
        changing = _action(actions, action, summary, run_change)
        changing.add_argument("skill", metavar="ID", help="its id")
        changing.add_argument("--reason", metavar="TEXT", required=True, help="why; it stands in the log")
        changing.add_argument("--by", metavar="NAME", help="who decides (default: this user)")
        changing.set_defaults(action=action)


def run_list(arguments: argparse.Namespace) -> int:
    """Print the skills that pass the filters."""
    with looked_at(arguments) as log:
        entries = skill_entries(remembered(arguments, log))
    return _print(arguments, _passing(arguments, entries, "tier", "domain", "state"))


def run_show(arguments: argparse.Namespace) -> int:
    """Print one skill in full."""
    with looked_at(arguments) as log:
        page = skill_page(log, remembered(arguments, log), SkillId(arguments.skill))
    if arguments.json:
        print_json(page)
    else:
        sys.stdout.write("".join(f"{line}\n" for line in page_lines(page)))
    return 0


def run_search(arguments: argparse.Namespace) -> int:
    """Print the skills that share words with a text, as far as they pass the filters."""
    with looked_at(arguments) as log:
        memory = remembered(arguments, log)
    entries = _passing(arguments, skill_entries(memory), "tier", "domain")
    best = searched(" ".join(arguments.text), entries, memory, home_of(arguments)[0])
    return _print(arguments, best, nothing="no skill that is in use shares a word with that" if entries else "no skills")


def run_records(arguments: argparse.Namespace) -> int:
    """Print the track records, those of one domain where one is named."""
    with looked_at(arguments) as log:
        entries = record_entries(remembered(arguments, log).evidence)
    entries = tuple(one for one in entries if arguments.domain in (None, one.domain))
    if arguments.json:
        print_json(entries)
    elif entries:
        _console().print(record_table(entries))
    else:
        sys.stdout.write("nothing was judged\n")
    return 0


def run_reindex(arguments: argparse.Namespace) -> int:
    """Make the index anew, and say how much is in it."""
    with looked_at(arguments) as log:
        made = reindexed(remembered(arguments, log), home_of(arguments)[0])
    if arguments.json:
        print_json(made)
    elif made.rows:
        sys.stdout.write(f"{made.rows} skills indexed in {made.seconds:.1f} s: {made.index}\n")
    else:
        sys.stdout.write("no skills, so there is nothing to index\n")
    return 0


def run_change(arguments: argparse.Namespace) -> int:
    """Append what a person decided, and print the skill as it stands then."""
    skill = SkillId(arguments.skill)
    with looked_at(arguments) as log:
        found(remembered(arguments, log).tiers, skill)  # before a log is opened to be written, which makes one where there is none
    with closing_log(home_of(arguments)[1]) as log:
        _change(log, skill, arguments)
        entries = skill_entries(remembered(arguments, log))
    return _print(arguments, [entry for entry in entries if entry.id == skill])


def _change(log: EventLog, skill: SkillId, arguments: argparse.Namespace) -> None:
    """Decide on the skill's stream as it is now; where somebody else was first, on what it is then."""
    by = _user() if arguments.by is None else arguments.by
    while True:
        read_to = Position(log.head().position)
        history = typed(stored for stored in log.read(skill_stream(skill)) if stored.position <= read_to)
        wish = Wish(action=arguments.action, skill=skill, because=arguments.reason, by=by, read_to=read_to, now=open_clock("system:").now())
        event = curate(wish, tuple(recorded.event for recorded in history))
        made = next(recorded for recorded in reversed(history) if isinstance(recorded.event, SkillLearned | SkillAbstracted | SkillImported))
        write = Write(
            stream=event.stream,
            events=(event,),
            expected=history[-1].version,
            actor="cli",
            causation=history[-1].position,
            correlation=made.correlation,  # so that the sweep that made it, or took it over, sees what became of it
        )
        try:
            log.append((write,), key=f"cli:{event.stream}@{write.expected}")
        except (ExpectedVersionError, KeyReusedError):
            continue
        return


def _user() -> str:
    """This user's name; empty where the system knows none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


def _passing(arguments: argparse.Namespace, entries: Sequence[SkillEntry], *filters: str) -> list[SkillEntry]:
    wanted = {name: getattr(arguments, name) for name in filters}
    return [entry for entry in entries if all(value in (None, getattr(entry, name)) for name, value in wanted.items())]


def _print(arguments: argparse.Namespace, entries: Sequence[SkillEntry], *, nothing: str = "no skills") -> int:
    if arguments.json:
        print_json(entries)
        return 0
    _console().print(skill_table(entries) if entries else nothing)
    return 0


def _console() -> Console:
    """Stdout, wide where it is no terminal."""
    console = Console()
    return console if console.is_terminal else Console(width=_WIDTH)


def _action(
    actions: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, summary: str, run: Callable[[argparse.Namespace], int]
) -> argparse.ArgumentParser:
    parser = actions.add_parser(name, help=summary, description=summary)
    add_common(parser, run)
    return parser


def _narrowed(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--tier", choices=list(map(str, Tier)), help="of this tier only")
    parser.add_argument("--domain", metavar="SLUG", help="of this domain only")
