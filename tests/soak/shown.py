"""What people saw: the messages in the chats and the posts in the channel, against what they had
to see."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from bot.demo.reading import Reader
from bot.sandbox.client_values import Message, Post
from tests.soak.diary import Application, CaseBook, Diary
from tests.soak.verdict import Verdict
from tests.soak.witness import Call

SENDS = ("sendMessage", "sendDocument")
_REVISION = re.compile(r"1\|[^|]*\|(\d+)\|(\d+)\|")

NOTICES = {
    "take": "En i sekretariatet har tatt saken",
    "review": "Sekretariatet ser på endringene",
    "fee": "Gebyret er registrert som betalt",
    "request_changes": "Sekretariatet trenger mer",
    "to_committee": "Saken ligger nå hos",
    "approve": "Gratulerer",
    "refuse": "Søknaden er avslått",
}
"""How the message begins that tells an applicant of an act."""


def by_chat(calls: Sequence[Call]) -> dict[int, list[Call]]:
    """The calls that showed something in a chat, in order."""
    found: defaultdict[int, list[Call]] = defaultdict(list)
    for call in calls:
        if call.done and (call.method in SENDS or call.method == "editMessageText"):
            found[int(call.params["chat_id"])].append(call)
    return found


def check_chat(verdict: Verdict, diary: Diary, book: CaseBook, calls: Sequence[Call]) -> None:
    """One chat: everything was said, in order, and what was said twice is counted."""
    sent = [call for call in calls if call.method in SENDS]
    texts = [_said(call) for call in sent]
    where = f"chat {diary.chat}"
    _once(verdict, where, diary.probes, texts, in_order=True)
    _once(verdict, where, [f"Svar på {t}" for t in diary.inquiries if t in book.replies], texts)
    for application in diary.applications:
        reference = application.reference
        if reference:
            _once(verdict, where, [f"{reference}_"], [_document(call) for call in sent])
            acts = book.acts.get(reference, [])
            _once(verdict, where, [f"{reference}: {NOTICES[a]}" for a in acts], texts, True)
    _check_screens(verdict, where, calls)


def _once(
    verdict: Verdict, where: str, expected: list[str], texts: list[str], in_order: bool = False
) -> None:
    before = -1
    for wanted in expected:
        places = [place for place, text in enumerate(texts) if wanted in text]
        if not places:
            verdict.find("effects_lost", f"{where}: {wanted}")
            continue
        if len(places) > 1:
            verdict.find("effects_duplicated", f"{where}: {wanted}", len(places) - 1)
        if in_order and places[0] < before:
            verdict.find("out_of_order", f"{where}: {wanted}")
        before = max(before, places[0])


def _check_screens(verdict: Verdict, where: str, calls: Sequence[Call]) -> None:
    """A screen's buttons carry the dossier's revision, which may only grow from screen to screen.

    What a killed process had sent and the network delayed may come late, but only as a double.
    """
    newest: dict[str, int] = {}
    before: tuple[str, str] | None = None
    seen: set[tuple[str, str]] = set()
    for call in calls:
        markup = str(call.params.get("reply_markup", ""))
        this = (_said(call), markup)
        for dossier, revision in _REVISION.findall(markup):
            if int(revision) < newest.get(dossier, 0) and this not in seen:
                verdict.find("out_of_order", f"{where}: dossier {dossier} at {revision}")
            newest[dossier] = max(newest.get(dossier, 0), int(revision))
        seen.add(this)
        if call.method == "sendMessage" and this == before and _REVISION.search(markup):
            verdict.find("effects_duplicated", f"{where}: a screen")
        before = this if call.method == "sendMessage" else None


def check_receipts(verdict: Verdict, diary: Diary, chat: Sequence[Message]) -> None:
    """A receipt takes the place of what was pressed, so there is one, whatever was repeated."""
    expected = {a.reference: 1 for a in diary.applications if a.reference}
    found = {r: sum(f"sendt inn: {r}" in message.text for message in chat) for r in expected}
    verdict.compare(expected, found, f"receipts in chat {diary.chat}", "keyed")


def check_case(
    verdict: Verdict,
    application: Application,
    book: CaseBook,
    threads: Sequence[Sequence[Post]],
    digests: Mapping[str, str],
) -> None:
    """One case in Slack: one card, and in its thread the dossier, the files and the words, once.

    `threads` are those of the cards that bear its reference; `digests` are of files by their ids.
    """
    reference = application.reference
    verdict.compare({"card": 1}, {"card": len(threads)}, reference, "keyed")
    posts = [post for thread in threads for post in thread]
    files = [file for post in posts for file in post.files]
    papers = sum("soknad" in file.name for file in files)
    verdict.compare({"PDF": 1 + application.changed}, {"PDF": papers}, reference, "keyed")
    shown = Counter(digests[file.id] for file in files if "soknad" not in file.name)
    sent = Counter(d for kept in application.files.values() for d in kept.values())
    verdict.compare(sent, shown, f"files of {reference}", "keyed")
    note = book.notes.get(reference)
    if note is not None and "request_changes" in book.acts.get(reference, []):
        asked = sum(note in post.shown for post in posts)
        verdict.compare({note: 1}, {note: asked}, f"thread of {reference}", "keyed")


def check_inquiries(verdict: Verdict, diaries: Sequence[Diary], posts: Sequence[Post]) -> None:
    """Every message to the secretariat is one post."""
    expected = Counter(token for diary in diaries for token in diary.inquiries)
    found = {token: sum(token in post.shown for post in posts) for token in expected}
    verdict.compare(expected, found, "inquiries", "keyed")


def unheard(calls: Sequence[Call]) -> int:
    """Messages that were sent although the bot never heard so: each may come a second time."""
    return sum(call.method in SENDS and call.done and call.status != 200 for call in calls)


def begins(reader: Reader) -> None:
    """Check that the notices are worded as this file says.

    Raises:
        ValueError: one is not.
    """
    for act, words in NOTICES.items():
        key = {"take": "case.taken", "review": "case.changes_in_review", "approve": "case.approved"}
        key |= {"request_changes": "case.changes_requested", "refuse": "case.refused"}
        empty = {"items": (), "note": "", "reason": "", "paid_on": "2026-01-01"}
        days = dict.fromkeys(("valid_from", "valid_to", "decided_on"), "2026-01-01")
        text = reader.text(key.get(act, f"case.{act}"), reference="R", **empty, **days)
        if f"R: {words}" not in text:
            raise ValueError(f"the notice about {act} is worded otherwise by now: {text[:80]}")


def _said(call: Call) -> str:
    return str(call.params.get("text") or call.params.get("caption") or "")


def _document(call: Call) -> str:
    document = call.params.get("document")
    return str(document.get("file_name", "")) if isinstance(document, dict) else ""
