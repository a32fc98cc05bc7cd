"""A tiny content for tests of the core: a checklist with every answer kind, and a few entries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.model import (
    AnswerKind,
    Asked,
    Band,
    Caution,
    Checklist,
    Clause,
    Entry,
    EntryKind,
    Item,
    Language,
    Limits,
    NextStep,
    Standing,
    Understanding,
    Word,
)

TEST_ORG_NUMBER = "123456785"  # a right checksum that belongs to nobody


def _item(
    id: str,
    kind: AnswerKind,
    standing: Standing = Standing.STATED,
    required: bool = True,
    **more: object,
) -> Item:
    return Item(id, id[0], kind, standing, required, (), **more)  # type: ignore[arg-type]  # test data


_EMPLOYEES = (Clause("B1", frozenset({"yes"})),)

ITEMS = (
    _item("A1", AnswerKind.CHOICE, choices=("first", "continuation")),
    _item("A2", AnswerKind.TEXT, limits=Limits(min_length=2, max_length=100)),
    _item("A3", AnswerKind.ORG_NUMBER),
    _item("A4", AnswerKind.EMAIL),
    _item("A5", AnswerKind.PHONE, Standing.MENTIONED),
    _item("A6", AnswerKind.URL, Standing.INFERRED, required=False),
    _item("B1", AnswerKind.YES_NO, Standing.INFERRED),
    _item("B2", AnswerKind.NUMBER, Standing.INFERRED, when=_EMPLOYEES),
    _item(
        "B3",
        AnswerKind.NUMBER,
        Standing.INFERRED,
        when=_EMPLOYEES,
        limits=Limits(at_most_item="B2"),
    ),
    _item(
        "B4",
        AnswerKind.DATE,
        limits=Limits(not_future=True),
        cautions=(Caution("old", older_than_months=3),),
    ),
    _item("B5", AnswerKind.TEXT, cautions=(Caution("fixed_term", pattern="midlertidig"),)),
    _item("B6", AnswerKind.TEXT, Standing.INFERRED, limits=Limits(pattern=r"^[A-Z]{2}\d{3}$")),
    _item("C1", AnswerKind.FILES, slug="skatteattest"),
    _item("C2", AnswerKind.FILES, Standing.INFERRED, when=_EMPLOYEES, slug="personalpolitikk"),
    _item("C3", AnswerKind.YES_NO, cautions=(Caution("no", values=frozenset({"no"})),)),
    _item("D1", AnswerKind.TEXT),
    _item("D2", AnswerKind.TEXT),
)

CHECKLIST = Checklist(
    version="test",
    sections=("A", "B", "C", "D"),
    items={item.id: item for item in ITEMS},
    name_item="A2",
    org_number_item="A3",
    roles={
        "purpose": "A1",
        "centre_name": "A2",
        "org_number": "A3",
        "fee_paid": "C3",
        "declarant": "D1",
        "declarant_role": "D2",
    },
)

ENTRIES = {
    entry.id: entry
    for entry in (
        Entry("fee", EntryKind.ANSWER, (), None, related=("who",), next_step=NextStep.APPLY),
        Entry("who", EntryKind.ANSWER, (), None, next_step=NextStep.HUMAN),
        Entry("valid", EntryKind.ANSWER, (), None, next_step=NextStep.STATUS),
        Entry("hello", EntryKind.SMALLTALK, (), None),
        Entry("mine", EntryKind.OWN_CASE, (), None),
        Entry("begin", EntryKind.APPLY, (), None),
        Entry("person", EntryKind.HUMAN, (), None),
    )
}

_UNDERSTOOD: Mapping[str, Understanding] = {
    "hva koster det?": Understanding(Band.ANSWER, ("fee",), Language.NB),
    "what does it cost?": Understanding(Band.ANSWER, ("fee",), Language.EN),
    "hvem er dere?": Understanding(Band.ANSWER, ("who",), Language.NB),
    "hvem og hva?": Understanding(Band.CLARIFY, ("who", "fee"), Language.NB),
    "fjellheim telefonsalg as": Understanding(Band.UNKNOWN, subject="Fjellheim Telefonsalg AS"),
    f"{'x' * 60} as": Understanding(Band.UNKNOWN, subject=f"{'x' * 60} AS"),
    "dalheim as": Understanding(Band.ANSWER, ("valid",), subject="Dalheim AS"),
    "english please": Understanding(Band.ANSWER, ("who",), switch_to=Language.EN),
    "på nynorsk, takk": Understanding(Band.ANSWER, ("who",), switch_to=Language.NN),
    "hei": Understanding(Band.ANSWER, ("hello",)),
    "hvor ligger saken min?": Understanding(Band.ANSWER, ("mine",)),
    "jeg vil søke": Understanding(Band.ANSWER, ("begin",)),
    "kan jeg snakke med noen?": Understanding(Band.ANSWER, ("person",)),
}

WORDS = {
    "ja": Word.YES,
    "ja takk": Word.YES,
    "nei": Word.NO,
    "nei, vent": Word.NO,
    "ok": Word.OK,
    "stopp": Word.STOP,
    "tilbake": Word.BACK,
    "hopp over": Word.SKIP,
    "ferdig": Word.DONE,
    "meny": Word.START,
    "hjelp": Word.HELP,
    "søk": Word.APPLY,
    "status": Word.STATUS,
    "sekretariatet": Word.CONTACT,
    "språk": Word.LANGUAGE,
    "personvern": Word.PRIVACY,
    "pause": Word.PAUSE,
    "slett": Word.DELETE,
}
QUESTIONS = tuple(_UNDERSTOOD)


@dataclass(frozen=True, slots=True)
class SmallKnowledge:
    """Implements `knowledge.model.Knowledge` with the little content above."""

    checklist: Checklist = CHECKLIST

    @property
    def entries(self) -> Mapping[str, Entry]:
        return ENTRIES

    @property
    def languages(self) -> tuple[Language, ...]:
        return (Language.NB, Language.EN)

    def word(self, text: str) -> Word | None:
        return WORDS.get(text.casefold().strip(" .!,"))

    def pick(self, text: str, labels: Sequence[Asked], begun: bool = False) -> int | None:
        """A button says the last part of its key, and a choice its id with a word before it."""
        said = text.casefold()
        names = [_name(label) for label in labels]
        found = [at for at, name in enumerate(names) if name == said]
        if not found and begun and said:
            found = [at for at, name in enumerate(names) if name.startswith(said)]
        return found[0] if len(found) == 1 else None

    def asks(self, text: str) -> bool:
        return text.endswith("?") or text.casefold().startswith("hvorfor ")

    def understand(self, text: str, after: str | None = None, asked: str = "") -> Understanding:
        return _UNDERSTOOD.get(text.casefold(), Understanding(Band.UNKNOWN))


def _name(label: Asked) -> str:
    choice = label.params.get("choice")
    return f"label {choice}" if choice else f"press {label.key.removeprefix('button.')}"
