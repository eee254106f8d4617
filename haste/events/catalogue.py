"""Every event there is. A new event stands here, in docs/events.md, and has a reader."""

from haste.events import run, skill, sweep
from haste.events.event import Event

CATALOGUE: tuple[type[Event], ...] = (
    sweep.SweepStarted,
    sweep.SweepResumed,
    sweep.SandboxProbed,
    sweep.RoundStarted,
    sweep.BudgetGranted,
    sweep.PromotionRefused,
    sweep.RoundFinished,
    sweep.SweepFinished,
    run.RunStarted,
    run.CompetitionProfiled,
    run.SplitFixed,
    run.StepChosen,
    run.BriefPrepared,
    run.ReplyReceived,
    run.ProposalMade,
    run.ExecutionStarted,
    run.ExecutionFinished,
    run.ProposalAccepted,
    run.ProposalRejected,
    run.FinalistRevalidated,
    run.SubmissionChosen,
    run.LearningsDistilled,
    run.RunFinished,
    run.RunGraded,
    skill.SkillLearned,
    skill.SkillAbstracted,
    skill.SkillProven,
    skill.SkillRetired,
    skill.SkillRestored,
    skill.SkillPinned,
)
