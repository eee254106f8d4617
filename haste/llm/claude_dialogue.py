"""One request from its first call to an answer: reads each reply, asks again where it cannot be used, and stays within what is left to spend."""

import msgspec

from haste.errors import ReplyError
from haste.llm.claude_affording import affordable, spent_of, worthwhile
from haste.llm.claude_calls import Caller, Heard
from haste.llm.claude_limits import CallLimits
from haste.llm.prices import Model
from haste.prompts.letter import Letter, Turns, encode_turns
from haste.prompts.message import Message, extended, said
from haste.prompts.reading import read
from haste.prompts.repairing import repair_text, repairs_max
from haste.vocabulary.brief import Allowance, Answer, Call, Reply
from haste.vocabulary.scales import Reason, Status


class Dialogue:
    """Everything that is said about one letter.

    Args:
        letter: The request.
        caller: Makes the calls.
        model: Prices and limits.
        allowance: What is left to spend.
        limits: How often a server may pause.
    """

    def __init__(self, letter: Letter, caller: Caller, *, model: Model, allowance: Allowance, limits: CallLimits) -> None:
        self._letter = letter
        self._caller = caller
        self._model = model
        self._allowance = allowance
        self._limits = limits
        self._calls: list[Call] = []
        self._turns: tuple[Message, ...] = ()
        self._text = ""
        self._tokens_max = letter.voice.tokens_max
        self._repairs = 0
        self._continued = 0

    async def held(self, first: Heard | None = None) -> Reply:
        """Bring it to an answer, or to the last reason why there is none.

        Args:
            first: The reply to its first call, where that was made elsewhere; one that failed is asked for again.

        Raises:
            AuthorError: No call can succeed until a person has mended something, and none has cost anything.
        """
        while (tokens_max := self._affordable()) is not None:
            given, first = first, None
            heard = given or await self._caller.call(self._letter, self._messages(), tokens_max=tokens_max)
            self._calls += heard.calls
            if heard.calls[-1].status is not Status.SUCCEEDED:
                if given is not None:
                    continue
                break
            self._text = heard.text
            if (goes_on := self._goes_on(heard)) is None:
                self._keep(heard.reply)
                try:
                    return self._reply(read(heard.text, self._letter.form, self._letter.terms))
                except ReplyError as error:
                    goes_on = self._repair(error)
            if not goes_on:
                break
        return self._reply(None)

    def _messages(self) -> tuple[Message, ...]:
        messages = self._letter.prompt.messages
        for turn in self._turns:
            messages = extended(messages, turn)
        return messages

    def _affordable(self) -> int | None:
        """Tokens that the next reply may have; None, and a refused call, where what is left buys no reply."""
        left = spent_of(self._allowance, self._calls)
        prompt = msgspec.structs.replace(self._letter.prompt, messages=self._messages())
        tokens_max = affordable(prompt, left, model=self._model, tokens_max=self._tokens_max)
        if tokens_max >= worthwhile(self._letter):
            return tokens_max
        message = f"what is left of the budget buys {max(0, tokens_max)} tokens of a reply"
        self._calls.append(Call(status=Status.REFUSED, reason=Reason.BUDGET_SPENT, message=message, model=self._model.id))
        return None

    def _keep(self, turn: Message | None) -> None:
        if turn is not None:
            self._turns = extended(self._turns, turn)

    def _goes_on(self, heard: Heard) -> bool | None:
        """Whether another call follows by the way in which this reply ended; None where it is whole."""
        match heard.stop:
            case "pause_turn" if self._continued < self._limits.continued_max:
                self._continued += 1
                self._keep(heard.reply)
                return True
            case "max_tokens":
                return self._larger()
            case "refusal":
                return self._fail(Status.REFUSED, Reason.REFUSAL, f"the model declined, category {heard.category or 'none'}")
            case "model_context_window_exceeded":
                return self._fail(Status.INVALID, Reason.CONTEXT_FULL, "the conversation fills the model's context")
            case _:
                return None

    def _larger(self) -> bool:
        """Ask for the same once more with twice the room: a file that was cut off is of no use."""
        grown = min(2 * self._tokens_max, self._model.output_max)
        self._fail(Status.INVALID, Reason.CUT_OFF, f"cut off after {self._calls[-1].usage.output} tokens")
        if self._repairs or grown == self._tokens_max:
            return False
        self._repairs += 1
        self._tokens_max = grown
        return True

    def _repair(self, error: ReplyError) -> bool:
        """Tell what was wrong, where there is a turn left for that."""
        self._fail(Status.INVALID, Reason(error.reason), str(error))
        if self._repairs >= repairs_max(error):
            return False
        text = repair_text(error, self._letter.terms, repairs=self._repairs)
        self._keep(Message(role="user", content=(said(text),)))
        self._repairs += 1
        return True

    def _fail(self, status: Status, reason: Reason, message: str) -> bool:
        """The last call was billed, and brought nothing that can be used."""
        self._calls[-1] = msgspec.structs.replace(self._calls[-1], status=status, reason=reason, message=message[:500])
        return False

    def _reply(self, value: Answer | None) -> Reply:
        return Reply(
            value=value, raw=encode_turns(Turns(messages=self._kept(), text=self._text)), calls=tuple(self._calls), author=self._letter.voice.model
        )

    def _kept(self) -> tuple[Message, ...]:
        """The turns that the conversation goes on from: up to the assistant's last."""
        turns = self._turns
        while turns and turns[-1].role == "user":
            turns = turns[:-1]
        return turns
