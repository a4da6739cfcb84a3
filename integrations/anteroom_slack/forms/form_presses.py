"""What is pressed inside the form that schedules: the form is shown anew behind each acknowledgement."""

from __future__ import annotations

from anteroom.api.doorway import Passage
from anteroom.errors import Conflict
from anteroom.house import House
from anteroom_slack.cards.blocks import escaped
from anteroom_slack.forms import schedule_modal
from anteroom_slack.forms.consent_view import done_view
from anteroom_slack.forms.drafts import Form
from anteroom_slack.forms.finding import Finding, query_of
from anteroom_slack.forms.found_blocks import find_button, found_blocks, is_finding, placed, window_block
from anteroom_slack.forms.loading import Make, Screens
from anteroom_slack.forms.marks import BLOCK, behind_picker, marks_of
from anteroom_slack.forms.modal import USUAL_LENGTH, time_blocks
from anteroom_slack.forms.opening import Opening
from anteroom_slack.forms.schedule_modal import USUAL_PAUSE, behind_where, day_blocks
from anteroom_slack.forms.scheduling import Scheduling
from anteroom_slack.forms.submission import ViewBody
from anteroom_slack.line import Json, Line
from anteroom_slack.payload import Action, Interaction
from anteroom_slack.people.accounts import Speaker, account_of
from anteroom_slack.people.colleagues import Colleagues

LOOKS = frozenset({"find", "find_again", "window"})
"""Presses that look for times."""
NAMES = frozenset({"colleagues", "day", "where", "change", "own_time", *LOOKS})


class FormPresses:
    """Shows marks behind the picker, fields of a day and of a link, and the last step with other choices."""

    def __init__(self, line: Line, colleagues: Colleagues) -> None:
        self._line = line
        self._house: House = line.house
        self._colleagues = colleagues
        self._scheduling = Scheduling(line.house, colleagues)
        self._opening = Opening(line.house, colleagues)
        self._times = Finding(line.house, colleagues)
        self._screens = Screens(line)

    @staticmethod
    def takes(name: str) -> bool:
        """Tell whether a press is one of these forms'."""
        return name in NAMES or name.startswith("label:")

    def pressed(self, heard: Interaction, action: Action) -> None:
        """Take a press; what follows is harmless to lose, for submitting reads everything again."""
        view = heard.view
        if action.action_id == "colleagues":
            self._colleagues.look_up(action.selected_users)
        if view is None:
            return
        if action.action_id in LOOKS or (action.action_id == "colleagues" and is_finding(view)):
            self._line.behind(self._look(heard.speaker, view, action), "views.update")
            return
        work = self._screens.refresh(view.id, view.hash, self._make(heard.speaker, view, action))
        self._line.behind(work, "views.update")

    async def _look(self, speaker: Speaker, view: ViewBody, action: Action) -> None:
        """Say that times are looked for, then which were found."""
        for found in (False, True):
            await self._screens.refresh(view.id, view.hash, self._finding(speaker, view, action, found=found))

    def _finding(self, speaker: Speaker, view: ViewBody, action: Action, *, found: bool) -> Make:
        async def make() -> tuple[Json, Passage]:
            query = query_of(view, action)
            zone: str | None = None
            own: tuple[str, ...] = ()
            if found:
                shown, zone, own = await self._times.found(speaker, query)
            else:
                shown = await self._times.looking(speaker, query)
            blocks = placed(_placed(view), window_block(shown.window), found_blocks(shown, zone))
            return view.again(blocks), await self._passage(speaker, view, (*own, *shown.own))

        return make

    def _make(self, speaker: Speaker, view: ViewBody, action: Action) -> Make:
        async def make() -> tuple[Json, Passage]:
            try:
                match action.action_id:
                    case "colleagues":
                        return await self._marked(speaker, view, action)
                    case "day":
                        return await self._as_day(speaker, view)
                    case "where":
                        return view.again(_placed(view)), await self._passage(speaker, view, ())
                    case "own_time":
                        front, *_ = time_blocks(None, USUAL_LENGTH, "")
                        blocks = placed(_placed(view), front, [find_button()])
                        return view.again(blocks), await self._passage(speaker, view, ())
                    case "change":
                        return await self._opening.reopened(speaker, view)
                    case _:
                        return await self._scheduling.again(Form(speaker, view.root), view)
            except Conflict as gone:
                return done_view([escaped(gone.sentence)]), Passage()

        return make

    async def _marked(self, speaker: Speaker, view: ViewBody, action: Action) -> tuple[Json, Passage]:
        named = await self._colleagues.named(action.selected_users)
        async with self._house.database.connection() as conn:
            marks, own = await marks_of(
                conn,
                self._house,
                speaker.place,
                action.selected_users,
                named,
                last=view.callback_id != schedule_modal.CALLBACK,
            )
        blocks = behind_picker(_placed(view), marks)
        return view.again(blocks), await self._passage(speaker, view, own)

    async def _as_day(self, speaker: Speaker, view: ViewBody) -> tuple[Json, Passage]:
        blocks: list[Json] = []
        for block in _placed(view):
            blocks += day_blocks((), USUAL_PAUSE) if block.get("block_id") == "day" else [block]
        return view.again(blocks), await self._passage(speaker, view, ())

    async def _passage(self, speaker: Speaker, view: ViewBody, own: tuple[str, ...]) -> Passage:
        """Return what the door is told of a form that goes back to whoever fills it in."""
        async with self._house.database.connection() as conn:
            account = await account_of(conn, speaker)
        shown = [
            str(block.get("element", {}).get(name) or "")
            for block in view.shown
            for name in ("initial_value", "initial_date_time")
        ]
        marks = [
            str(block.get("text", {}).get("text") or "")
            for block in view.shown
            if str(block.get("block_id", "")).startswith(BLOCK)
        ]
        moments = [
            str(each.get("value", ""))
            for block in view.shown
            if str(block.get("block_id", "")).startswith("slots:")
            for each in block.get("element", {}).get("options", ())
        ]
        minted = tuple(text for text in (*shown, *marks, *moments, *own) if text)
        readers = (account.person_id,) if account else ()
        return Passage(readers=readers, minted=minted)


def _placed(view: ViewBody) -> list[Json]:
    """Return a form's blocks as the chosen place wants them: two quick presses carry the same old blocks."""
    chosen = view.element("where").selected_option
    return behind_where(view.shown, chosen.value if chosen else "")
