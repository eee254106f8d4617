"""Weights of an ensemble: fitted on the other folds, and on all; scores; the submission that it writes."""

import msgspec
import numpy as np
import pandas as pd
import pytest

from haste.evaluation import ensembling, metrics, scoring
from haste.evaluation.ensembling import Fold, blend_of
from haste.vocabulary.competition import Competition
from haste.vocabulary.scales import AnswerForm, Blend
from tests.builders import competition

RMSE = msgspec.structs.replace(competition(), metric=metrics.resolve("rmse"), form=AnswerForm.VALUE)
PARTS = 6


def of(form: AnswerForm, metric: str) -> Competition:
    return msgspec.structs.replace(competition(), form=form, metric=metrics.resolve(metric))


def table(values: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame({"id": [str(row) for row in range(len(values))], "y": [repr(float(value)) for value in values]}, dtype=str)


def written(values: np.ndarray) -> bytes:
    text: str = table(values)[::-1].to_csv(index=False)  # in another order than the answers
    return text.encode()


def fold(seed: int, *errors: float, rows: int = 40) -> Fold:
    """Members that are wrong by independent errors of these sizes."""
    chance = np.random.default_rng(seed)
    truth = chance.normal(size=rows)
    return Fold(submissions=tuple(written(truth + error * chance.normal(size=rows)) for error in errors), answers=table(truth))


@pytest.mark.parametrize(
    ("form", "metric", "blend"),
    [
        (AnswerForm.VALUE, "rmse", Blend.MEANS),
        (AnswerForm.VALUE, "rmsle", Blend.LOGARITHMS),
        (AnswerForm.VALUE, "spearman", Blend.RANKS),
        (AnswerForm.PROBABILITY, "auc", Blend.RANKS),
        (AnswerForm.PROBABILITY, "log_loss", Blend.MEANS),
        (AnswerForm.CLASS_PROBABILITIES, "auc", Blend.SHARES),
        (AnswerForm.LABEL, "qwk", Blend.VOTES),
        (AnswerForm.RANKED_LABELS, "map_at_3", Blend.POINTS),
        (AnswerForm.MASK, "dice", None),
        (AnswerForm.TEXT, "word_accuracy", None),
    ],
)
def test_how_answers_are_blended_follows_from_their_form_and_the_metric(form: AnswerForm, metric: str, blend: Blend | None) -> None:
    assert blend_of(of(form, metric)) is blend


def test_labels_are_blended_by_how_sure_members_were_where_any_of_them_said_so() -> None:
    assert blend_of(of(AnswerForm.LABEL, "accuracy"), shares=True) is Blend.LIKELIEST
    assert blend_of(of(AnswerForm.PROBABILITY, "auc"), shares=True) is Blend.RANKS


def test_independent_errors_make_an_ensemble_that_is_better_than_its_best_member() -> None:
    folds = [fold(seed, 0.5, 0.5, 0.9) for seed in range(5)]

    found = ensembling.fit(folds, RMSE, Blend.MEANS, parts=PARTS, members_max=3)

    alone = [scoring.score(one.submissions[0], one.answers, RMSE) for one in folds]
    assert sum(found.weights) == pytest.approx(1.0)
    assert found.weights[2] < min(found.weights[:2])
    assert max(score - other for score, other in zip(found.scores, alone, strict=True)) < 0


def test_a_member_that_is_right_gets_all_the_weight() -> None:
    assert ensembling.fit([fold(seed, 0.5, 0.0) for seed in range(3)], RMSE, Blend.MEANS, parts=PARTS, members_max=3).weights == (0.0, 1.0)


def test_no_fold_has_a_say_in_the_weights_that_it_is_scored_with() -> None:
    """The first member is right on the first fold alone, the second on all others."""
    odd, others = fold(1, 0.0, 0.8), [fold(seed, 0.8, 0.0) for seed in (2, 3)]

    found = ensembling.fit([odd, *others], RMSE, Blend.MEANS, parts=PARTS, members_max=3)

    assert found.scores[0] == pytest.approx(ensembling.score(odd, (0.0, 1.0), RMSE, Blend.MEANS)), "its own member would have scored 0"


def test_one_hold_out_gets_equal_weights() -> None:
    held = fold(1, 0.0, 0.9, 0.9)

    found = ensembling.fit([held], RMSE, Blend.MEANS, parts=PARTS, members_max=3)

    assert found.weights == (1 / 3,) * 3
    assert found.scores == (ensembling.score(held, found.weights, RMSE, Blend.MEANS),)


def test_of_equal_choices_the_first_that_is_met_is_taken() -> None:
    voted = msgspec.structs.replace(of(AnswerForm.LABEL, "accuracy"), classes=("0.0", "1.0"))
    said = np.array([0.0, 1.0])
    folds = [Fold(submissions=(written(said),) * 3, answers=table(said))] * 2

    assert ensembling.fit(folds, voted, Blend.VOTES, parts=PARTS, members_max=3).weights == (1.0, 0.0, 0.0)


def test_no_more_candidates_become_members_than_there_may_be() -> None:
    folds = [fold(seed, *[0.5] * 6) for seed in range(3)]

    heard = {most: sum(weight > 0 for weight in ensembling.fit(folds, RMSE, Blend.MEANS, parts=12, members_max=most).weights) for most in (1, 2, 4)}

    assert heard == {1: 1, 2: 2, 4: 4}


def test_a_candidate_that_is_poor_alone_and_errs_elsewhere_becomes_a_member() -> None:
    """The second errs as the first does, a little less; the third errs more, and the other way."""
    truth = np.random.default_rng(0).normal(size=(3, 40))
    folds = [Fold(submissions=tuple(written(one + error) for error in (0.5, 0.45, -0.9)), answers=table(one)) for one in truth]

    found = ensembling.fit(folds, RMSE, Blend.MEANS, parts=PARTS, members_max=2)

    assert found.weights == pytest.approx((0.0, 2 / 3, 1 / 3))
    assert found.scores == pytest.approx((0.0,) * 3, abs=1e-9)


def labelled(*, said: tuple[str, str], shares: tuple[str | None, str | None], truth: str = "aab") -> Fold:
    """Two members' labels of three rows, and how sure each was: the share of a, row by row."""
    answers = pd.DataFrame({"id": ["0", "1", "2"], "y": list(truth)}, dtype=str)
    written = ("id,y\n" + "".join(f"{row},{y}\n" for row, y in enumerate(one)) for one in said)
    tables = (
        one and ("id,a,b\n" + "".join(f"{row},{share},{1 - float(share):.2f}\n" for row, share in enumerate(one.split()))).encode() for one in shares
    )
    return Fold(submissions=tuple(one.encode() for one in written), shares=tuple(table or None for table in tables), answers=answers)


TWO = msgspec.structs.replace(of(AnswerForm.LABEL, "accuracy"), classes=("a", "b"))


def test_of_two_members_the_surer_one_is_heard() -> None:
    rows = labelled(said=("abb", "baa"), shares=(".9 .45 .4", ".2 .8 .55"))

    assert ensembling.submission(rows, (0.5, 0.5), TWO, Blend.LIKELIEST) == b"id,y\n0,a\n1,a\n2,b\n"
    assert ensembling.score(rows, (0.5, 0.5), TWO, Blend.LIKELIEST) == 1.0


def test_a_member_that_did_not_say_how_sure_it_was_is_sure() -> None:
    rows = labelled(said=("abb", "baa"), shares=(".9 .1 .1", None))

    assert ensembling.submission(rows, (0.6, 0.4), TWO, Blend.LIKELIEST) == b"id,y\n0,a\n1,b\n2,b\n"
    assert ensembling.submission(rows, (0.4, 0.6), TWO, Blend.LIKELIEST) == b"id,y\n0,b\n1,a\n2,a\n"


def test_a_member_alone_keeps_its_labels_whatever_it_said_of_them() -> None:
    rows = labelled(said=("bbb", "aaa"), shares=(".9 .9 .9", ".9 .9 .9"))

    assert ensembling.submission(rows, (1.0, 0.0), TWO, Blend.LIKELIEST) == b"id,y\n0,b\n1,b\n2,b\n"


def test_weights_are_fitted_to_how_sure_members_were() -> None:
    folds = [labelled(said=("abb", "baa"), shares=(".9 .45 .4", ".2 .8 .55"))] * 2

    assert ensembling.fit(folds, TWO, Blend.LIKELIEST, parts=2, members_max=3).weights == (0.5, 0.5)
    voted = ensembling.fit(folds, TWO, Blend.VOTES, parts=2, members_max=3)
    assert voted.weights != (0.5, 0.5) or voted.scores[0] < 1


def test_a_vote_on_which_the_metric_is_not_defined_has_no_score() -> None:
    """Each member names two grades on the second fold, and the vote of all three one."""
    graded = msgspec.structs.replace(of(AnswerForm.LABEL, "qwk"), classes=("1", "2"))
    answers = pd.DataFrame({"id": ["0", "1", "2"], "y": ["1", "1", "1"]}, dtype=str)
    said = ("2,1,1", "1,2,1", "1,1,2")
    odd = Fold(
        submissions=tuple(("id,y\n" + "".join(f"{row},{y}\n" for row, y in enumerate(one.split(",")))).encode() for one in said), answers=answers
    )

    assert ensembling.score(odd, (1 / 3,) * 3, graded, Blend.VOTES) is None
    assert ensembling.score(odd, (1.0, 0.0, 0.0), graded, Blend.VOTES) == 0.0
    assert ensembling.fit([odd], graded, Blend.VOTES, parts=PARTS, members_max=3).scores == ()


def test_the_submission_of_an_ensemble_has_the_ids_in_the_order_of_the_sample_and_fits_it() -> None:
    sample = table(np.zeros(3))[::-1]
    members = (written(np.array([1.0, 2.0, 3.0])), written(np.array([3.0, 2.0, 5.0])))

    found = ensembling.submission(Fold(submissions=members, answers=sample), (0.5, 0.5), RMSE, Blend.MEANS)

    assert found == b"id,y\n2,4.0\n1,2.0\n0,2.0\n"
    assert scoring.check(found, sample, RMSE).ravel().tolist() == [4.0, 2.0, 2.0]
