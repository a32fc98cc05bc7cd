"""The dossier as one PDF, for the secretariat's thread and the applicant's receipt.

Here live the document's data (`contents`, `answers`), its texts by key (`texts`), what its fonts
can show (`glyphs`) and the typesetting (`dossier`). How it looks is a typst template in
`knowledge/documents`; what it says is phrases under `pdf.`.
"""

from bot.documents.dossier import DossierDocument
from bot.documents.texts import PDF_TEXTS

__all__ = ["PDF_TEXTS", "DossierDocument"]
