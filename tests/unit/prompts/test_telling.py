"""What a prompt tells of data, skills and trials: enough to act on, statistics only, and never more than there is room for."""

import msgspec

from haste.prompts.card import card
from haste.prompts.fencing import shortened
from haste.prompts.skills import skills_text
from haste.prompts.telling import limits_text, outcome, standing
from haste.report.example_briefs import attempt, first_brief, incumbent
from haste.vocabulary.brief import Brief
from haste.vocabulary.competition import Column, MediaProfile, Series, Timeline
from haste.vocabulary.ids import Iteration
from haste.vocabulary.scales import AnswerForm, ColumnKind, Operator, Sign, SkillState, View

change = msgspec.structs.replace
PICTURES = MediaProfile(files=200, bytes=10**6, width=28, height=28, channels=1, same_size=True, suffix=".png")


def with_profile(**changes: object) -> Brief:
    return change(first_brief(), profile=change(first_brief().profile, **changes))


def test_classes_are_listed_with_the_rarest_ones_share() -> None:
    brief = with_profile(rarest_class=0.125)

    text = card(change(brief, competition=change(brief.competition, classes=("no", "yes"))))

    assert "classes: no, yes; the rarest has 12.50% of the rows" in text
    assert "pandas" not in text


def test_classes_that_readers_take_for_missing_values_are_named() -> None:
    brief = first_brief()

    text = card(change(brief, competition=change(brief.competition, classes=("EU", "NA", "None"))))

    assert "classes that pandas reads as missing, unless keep_default_na=False is passed to read_csv: NA, None" in text


def test_a_card_says_how_long_signals_are() -> None:
    sounds = MediaProfile(kind="signal", files=9, bytes=1, samples=800, samples_max=900, channels=2, rate=8000.0, same_size=False, suffix=".wav")
    arrays = change(sounds, rate=0.0, suffix=".npy")

    assert "9 files of signal, median size: 800 samples at 8000 a second (the longest has 900), 2 channels;" in card(with_profile(media=sounds))
    assert "800 samples (the longest has 900), 2 channels;" in card(with_profile(media=arrays))
    assert "columns that are samples of signals: 40 named left_..." in card(with_profile(series=(Series(before="left_", samples=40),)))


def test_a_card_says_how_far_ahead_series_are_asked_for() -> None:
    days = Timeline(time="day", spelling="ISO8601", unit="seconds", step=86400.0, keys=("shop", "item"), series=4, steps=109, horizon=21, new=0.5)
    places = Timeline(time="t", spelling="", unit="numbers", step=0.0, steps=20, horizon=3)

    assert "4, named by shop, item; 109 steps of day, 86400 seconds apart, 100.0% of neighbours" in card(with_profile(timeline=days))
    assert "up to 21 steps after the last known value of its series, 50.0% are of new series" in card(with_profile(timeline=days))
    assert "series in time: 1, alone; 20 steps of t, without a rhythm" in card(with_profile(timeline=places))


def test_a_card_says_where_media_are_and_what_they_look_like() -> None:
    brief = with_profile(media=PICTURES)
    by_id = card(change(brief, competition=change(brief.competition, media="id")))
    by_path = card(change(with_profile(media=change(PICTURES, same_size=False, suffix="")), competition=change(brief.competition, media="file")))

    assert "200 files of image, all of one size: 28 x 28 pixels, 1 channels; names end in .png" in by_id
    assert "train/<id> and test/<id>" in by_id
    assert "median size" in by_path
    assert "names end in nothing common" in by_path
    assert "paths in column file" in by_path


def test_texts_are_told_by_their_length_and_many_columns_are_cut() -> None:
    note = Column(name="note", kind=ColumnKind.TEXT, missing=0.0, distinct=99, in_test=True, words=12.4)

    text = card(with_profile(columns=(note, *(change(note, name=f"c{number}") for number in range(200)))))

    assert "note: text, missing 0.0%, 99 distinct, 12.4 words" in text
    assert "and 81 more columns" in text


def test_a_long_list_of_answers_is_cut() -> None:
    brief = first_brief()

    text = card(change(brief, competition=change(brief.competition, answer_columns=tuple(f"a{number}" for number in range(100)))))

    assert "a39 and 60 more" in text


def test_a_long_error_is_cut_in_the_middle_and_keeps_its_end() -> None:
    text = shortened("begin " + "x" * 1000 + " the end", characters_max=90)

    assert text.startswith("begin ")
    assert text.endswith(" the end")
    assert "924 characters left out" in text
    assert shortened("short", characters_max=90) == "short"


def test_a_skill_says_its_sign_its_doubt_and_shows_its_code() -> None:
    (loaded,) = first_brief().skills
    bare = change(loaded, effect=None, state=SkillState.PROVEN, skill=change(loaded.skill, sign=Sign.HARMS, conditions=(), when="", code="print()"))

    doubtful, plain = skills_text((loaded,)), skills_text((bare,))

    assert "HELPS, on probation" in doubtful
    assert "90 % bounds" in doubtful
    assert "## s1: HARMS\n" in plain
    assert "when: not known" in plain
    assert "```python\nprint()\n```" in plain
    assert "bounds" not in plain


def test_an_outcome_of_a_finished_phase_is_a_trace() -> None:
    trace = change(attempt(2), title="", reason=None, lift=None)

    assert outcome(trace) == "- trial 2 (improve of trial 1, cause log-target): rejected"
    assert outcome(attempt(1, operator=Operator.DRAFT, accepted=True)) == "- trial 1 (draft): Boosted trees on plain numbers: accepted"


def test_a_solution_that_was_not_scored_is_said_to_be_so() -> None:
    assert standing(change(incumbent(), evaluation=None)) == "Trial 1 has not been scored."


def test_what_is_left_is_told_where_it_is_known() -> None:
    known = limits_text(first_brief())
    unknown = limits_text(change(first_brief(), trials_left=None, time_left_s=None))

    assert "Trials left after this one: 7. Time left for the whole run: 90 minutes." in known
    assert unknown == "Limits of one run of the file: 300 s, 2048 MiB, 2 cores, 0 GPUs."


def test_a_brief_for_a_trial_says_its_number() -> None:
    assert first_brief().iteration == Iteration(1)


def test_who_answers_with_labels_is_asked_how_sure_it_is() -> None:
    brief = first_brief()

    assert "CLASS_SHARES" in card(change(brief, competition=change(brief.competition, form=AnswerForm.LABEL)))
    assert "CLASS_SHARES" not in card(change(brief, competition=change(brief.competition, form=AnswerForm.PROBABILITY)))
    assert "CLASS_SHARES" not in card(change(brief, competition=change(brief.competition, form=AnswerForm.LABEL, view=View.DECLARED)))
