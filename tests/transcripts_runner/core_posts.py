"""What delivery would read from the database for a post, read from the world in memory."""

from __future__ import annotations

from bot.channel import Inquiry
from dialogs.dossier import centre_name
from dialogs.state import Dossier, Person
from knowledge.model import Checklist
from tests.dialogs.memory import StoredInquiry
from tests.transcripts_runner.driving import SIRI

MEMBER = Person("U0SANDSIRI1", SIRI)


def inquiry_of(
    number: int, stored: StoredInquiry, dossier: Dossier | None, checklist: Checklist
) -> Inquiry:
    """An inquiry as the secretariat sees it."""
    replied = stored.replied_at is not None
    return Inquiry(
        id=number,
        asker=stored.asker,
        asker_name=centre_name(dossier, checklist) if dossier else "",
        text=stored.text,
        asked_at=stored.asked_at,
        reference=dossier.reference if dossier else None,
        answer=stored.reply,
        answered_by=MEMBER if replied else None,
        answered_at=stored.replied_at,
    )
