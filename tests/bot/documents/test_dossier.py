"""What the dossier's PDF says, and what kind of document it is."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

from pypdf import PdfReader
from pypdf.generic import Destination, DictionaryObject, StreamObject

from bot.documents import DossierDocument
from dialogs.dossier import CaseAction
from dialogs.state import Answer, CaseEvent, CaseState, Person
from knowledge.model import OTHER_FILES, Language
from tests.bot.documents.sample import (
    CHECKLIST,
    FILES,
    NOTICE,
    ONLY_BOKMAL,
    SENT,
    TODAY,
    VALUES,
    SampleRenderer,
    dossier,
    text_of,
    without,
)

_NB, _EN = Language.NB, Language.EN


def _text(document: DossierDocument, values: dict[str, str]) -> str:
    return text_of(document.make(dossier(values), _NB, TODAY))


def test_the_cover_says_who_applies_and_how_far_the_case_is(document: DossierDocument) -> None:
    text = text_of(document.make(dossier(), _NB, TODAY))

    assert "Søknad om Godkjent Callcenter Eksempel Kundesenter AS" in text
    assert "Organisasjonsnummer 123 456 785" in text
    assert "Referanse GC-2026-0042" in text
    assert "Sendt 3. november 2026" in text
    assert "14:05" in text
    assert "Status Sendt inn" in text
    assert "Kontaktperson Kari Eksempel E-post soknad@example.no Telefon +47 22 00 00 00" in text
    assert "Besvart 14 av 14 spørsmål" in text
    assert NOTICE in text


def test_the_honesty_line_is_gone_when_the_secretariat_removed_it() -> None:
    document = DossierDocument(CHECKLIST, SampleRenderer(notice=""))

    assert NOTICE not in text_of(document.make(dossier(), _NB, TODAY))


def test_every_kind_of_answer_is_written_for_a_reader(document: DossierDocument) -> None:
    text = text_of(document.make(dossier(), _NB, TODAY))

    assert "B3 Short-B3 Question-B3? Choice-asa" in text
    assert "B4 Short-B4 Question-B4? Choice-yes" in text
    assert "B5 Short-B5 Question-B5? 12 500" in text
    assert "C1 Short-C1 Question-C1? 1. oktober 2026" in text
    assert "C2 Short-C2 Question-C2? https://example.no/om" in text
    assert "C3 Short-C3 Question-C3? GC-2026-0042_C3_skatteattest.pdf" in text


def test_an_english_document_is_english(document: DossierDocument) -> None:
    pdf = document.make(dossier(), _EN, TODAY)

    assert "Application to Godkjent Callcenter" in text_of(pdf)
    assert "12,500" in text_of(pdf)
    assert str(PdfReader(BytesIO(pdf)).root_object["/Lang"]) == "en"


def test_a_note_about_the_language_comes_once_however_many_texts_need_it() -> None:
    document = DossierDocument(CHECKLIST, SampleRenderer(untranslated="Question-"))

    text = text_of(document.make(dossier(), _EN, TODAY))

    assert text.count(ONLY_BOKMAL) == 1


def test_a_caution_stands_under_its_answer(document: DossierDocument) -> None:
    assert "Choice-asa Caution-B3-rare" in _text(document, VALUES)
    assert "Caution-B3-rare" not in _text(document, VALUES | {"B3": "as"})


def test_a_kept_value_stands_as_it_was_written_and_is_marked(document: DossierDocument) -> None:
    answers = {**dossier().answers, "C1": Answer("i fjor en gang", SENT, kept=True)}

    text = text_of(document.make(dossier(answers=answers), _NB, TODAY))

    assert "Question-C1? i fjor en gang Slik søkeren skrev det; ikke gyldig format." in text


def test_skipped_and_unanswered_items_say_so(document: DossierDocument) -> None:
    made = dossier(without("B3", "C2"), skipped=frozenset({"C2"}))

    text = text_of(document.make(made, _NB, TODAY))

    assert "Question-C2? Hoppet over" in text
    assert "Question-B3? Ikke besvart" in text


def test_an_answer_whose_condition_fell_away_is_left_out(document: DossierDocument) -> None:
    text = _text(document, VALUES | {"B4": "no"})

    assert "12 500" not in text
    assert "Question-B5?" not in text


def test_what_is_missing_comes_in_two_groups_with_its_reason(document: DossierDocument) -> None:
    text = _text(document, without("A2", "C1", "B3"))

    stated = text.rindex("Nevnt i en kilde")
    suggested = text.rindex("Foreslått")
    assert stated < text.index("B3 Short-B3 Why-B3.") < suggested
    assert suggested < text.index("A2 Short-A2 Why-A2.")
    assert suggested < text.index("C1 Short-C1 Why-C1.")


def test_nothing_missing_is_said_in_words(document: DossierDocument) -> None:
    assert "Ingenting mangler" in _text(document, VALUES)


def test_attachments_are_listed_with_both_names_size_and_checksum(
    document: DossierDocument,
) -> None:
    text = text_of(document.make(dossier(), _NB, TODAY))

    first, second = FILES
    assert "GC-2026-0042_C3_skatteattest.pdf" in text
    assert f"Opprinnelig navn: {first.name} SHA-256: {first.sha256}" in text
    assert "1,2 MB" in text
    assert "GC-2026-0042_C3_skatteattest_2.jpg" in text
    assert f"Opprinnelig navn: {second.name} SHA-256: {second.sha256}" in text
    assert "900 B" in text


def test_attachments_that_belong_to_no_item_are_listed_too(document: DossierDocument) -> None:
    given = dossier()
    other = {OTHER_FILES: Answer("", SENT, files=FILES[:1])}

    text = text_of(document.make(replace(given, answers={**given.answers, **other}), _NB, TODAY))

    assert "GC-2026-0042_andre_vedlegg.pdf Andre vedlegg, ikke knyttet til et spørsmål" in text


def test_declarations_end_with_name_role_and_time(document: DossierDocument) -> None:
    assert "Bekreftet av Ola Prøve (daglig leder), 3. november 2026" in _text(document, VALUES)
    assert "Bekreftet av" not in _text(document, without("N5"))


def test_the_history_and_the_version_tell_of_changes(document: DossierDocument) -> None:
    later = SENT + timedelta(days=5)
    history = (
        *dossier().history,
        CaseEvent(SENT, CaseAction.TAKE, "Test Saksbehandler", CaseState.IN_REVIEW),
        CaseEvent(later, CaseAction.SEND_CHANGES, "", CaseState.CHANGES_MADE),
    )
    made = dossier(history=history, state=CaseState.CHANGES_MADE)

    text = text_of(document.make(made, _NB, TODAY))

    assert "Sendt 8. november 2026" in text
    assert "Versjon 2, med endringer fra søkeren" in text
    assert "Tatt til behandling Test Saksbehandler" in text
    assert "Endringer sendt inn Søkeren" in text


def test_an_empty_draft_is_a_document_too(document: DossierDocument) -> None:
    made = dossier({}, answers={}, reference=None, submitted_at=None, history=())

    text = text_of(document.make(replace(made, state=CaseState.DRAFT), _NB, TODAY))

    assert "Callcenter uten navn" in text
    assert "Ikke sendt" in text
    assert "Ingen vedlegg." in text


def test_the_document_claims_to_be_archival_and_accessible(document: DossierDocument) -> None:
    reader = PdfReader(BytesIO(document.make(dossier(), _NB, TODAY)))

    metadata = reader.root_object["/Metadata"].get_object()
    assert isinstance(metadata, StreamObject)
    packet = metadata.get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in packet
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in packet
    assert "<pdfuaid:part>1</pdfuaid:part>" in packet
    assert str(reader.root_object["/Lang"]) == "nb"
    assert reader.metadata is not None
    assert reader.metadata.title == "Søknad om Godkjent Callcenter – Eksempel Kundesenter AS"
    assert reader.metadata.author == "Eksempel Kundesenter AS"
    assert reader.metadata.creation_date == SENT


def test_bookmarks_lead_to_the_parts_and_sections(document: DossierDocument) -> None:
    reader = PdfReader(BytesIO(document.make(dossier(), _NB, TODAY)))

    parts = [one.title for one in reader.outline if isinstance(one, Destination)]
    assert parts[-4:] == ["Svar", "Dette mangler", "Vedlegg", "Sakens gang"]
    sections = next(one for one in reader.outline if isinstance(one, list))
    assert [str(one.title)[0] for one in sections if isinstance(one, Destination)] == list("ABCN")


def test_tables_have_headers_and_the_title_is_tagged(document: DossierDocument) -> None:
    reader = PdfReader(BytesIO(document.make(dossier(), _NB, TODAY)))

    objects = (reader.get_object(number) for number in range(1, len(reader.xref[0]) + 1))
    roles = {str(one["/S"]) for one in objects if isinstance(one, DictionaryObject) and "/S" in one}
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/TOC"} <= roles


def test_the_same_arguments_give_the_same_bytes(document: DossierDocument) -> None:
    other = DossierDocument(CHECKLIST, SampleRenderer())
    made = dossier(VALUES | {"A1": "ja 😀"}, handler=Person("U1", "Test Saksbehandler"))

    first = document.make(made, _NB, TODAY)

    assert document.make(made, _NB, TODAY) == first
    assert other.make(made, _NB, TODAY) == first
    assert document.make(made, _NB, date(2027, 1, 1)) == first


def test_threads_can_share_one_maker(document: DossierDocument) -> None:
    made: dict[int, bytes] = {}

    def work(number: int) -> None:
        made[number] = document.make(dossier(VALUES | {"A1": f"answer {number}"}), _NB, TODAY)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert all(f"answer {number}" in text_of(made[number]) for number in range(6))
