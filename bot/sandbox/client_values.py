"""What the client sees: messages, buttons and files as values, read from the sandbox's JSON."""

from dataclasses import dataclass, field
from typing import Self

from .store import Json


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message: ``name`` is its callback data or action id."""

    label: str
    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in a chat or a thread; ``path`` leads to its content in the sandbox."""

    id: str
    name: str
    mime: str
    size: int
    path: str


@dataclass(frozen=True, slots=True)
class Message:
    """A message in a Telegram chat; ``revision`` grows with every change."""

    id: int
    text: str
    from_bot: bool
    revision: int
    edited: bool = False
    rows: tuple[tuple[Button, ...], ...] = ()
    document: Attachment | None = None
    raw: Json = field(default_factory=dict, compare=False)

    @classmethod
    def read(cls, data: Json) -> Self:
        """From the Bot API's shape."""
        keyboard = data.get("reply_markup", {}).get("inline_keyboard", [])
        return cls(
            id=data["message_id"],
            text=data.get("text") or data.get("caption") or "",
            from_bot=data["from"]["is_bot"],
            revision=data["revision"],
            edited="edit_date" in data,
            rows=tuple(
                tuple(Button(b["text"], b.get("callback_data", ""), b.get("url", "")) for b in row)
                for row in keyboard
            ),
            document=_document(data.get("document")),
            raw=data,
        )

    @property
    def buttons(self) -> tuple[Button, ...]:
        """All buttons in reading order."""
        return tuple(button for row in self.rows for button in row)

    @property
    def labels(self) -> list[str]:
        """What stands on the buttons."""
        return [button.label for button in self.buttons]

    def __str__(self) -> str:
        who = "bot" if self.from_bot else "applicant"
        buttons = "".join(f"\n    [{button.label}]" for button in self.buttons)
        file = f" <{self.document.name}>" if self.document else ""
        return f"{self.id} {who}: {self.text}{file}{buttons}"


def _document(data: Json | None) -> Attachment | None:
    if data is None:
        return None
    path = f"/sandbox/files/telegram/{data['file_id']}/file"
    return Attachment(
        data["file_id"], data["file_name"], data["mime_type"], data["file_size"], path
    )


@dataclass(frozen=True, slots=True)
class Post:
    """A message in a Slack channel or thread; ``shown`` is all its text, block by block."""

    ts: str
    user: str
    text: str
    shown: str
    revision: int
    buttons: tuple[Button, ...] = ()
    files: tuple[Attachment, ...] = ()
    thread_ts: str = ""
    only_for: str = ""
    raw: Json = field(default_factory=dict, compare=False)

    @classmethod
    def read(cls, data: Json) -> Self:
        """From the Web API's shape."""
        blocks = data.get("blocks", [])
        return cls(
            ts=data["ts"],
            user=data["user"],
            text=data.get("text", ""),
            shown="\n".join(_texts(blocks)) or data.get("text", ""),
            revision=data["revision"],
            buttons=tuple(_buttons(blocks)),
            files=tuple(_file(file) for file in data.get("files", [])),
            thread_ts=data.get("thread_ts", ""),
            only_for=data.get("for", ""),
            raw=data,
        )

    @property
    def labels(self) -> list[str]:
        """What stands on the buttons and selects."""
        return [button.label for button in self.buttons]

    def __str__(self) -> str:
        buttons = "".join(f"\n    [{button.label}]" for button in self.buttons)
        files = "".join(f"\n    <{file.name}>" for file in self.files)
        whisper = f" (only for {self.only_for})" if self.only_for else ""
        return f"{self.ts} {self.user}{whisper}: {self.shown}{buttons}{files}"


def _file(data: Json) -> Attachment:
    path = f"/sandbox/files/slack/{data['id']}/file"
    return Attachment(data["id"], data["name"], data["mimetype"], data["size"], path)


def _elements(block: Json) -> list[Json]:
    found = list(block.get("elements", []))
    return found + [block[key] for key in ("accessory", "element") if key in block]


def _buttons(blocks: list[Json]) -> list[Button]:
    return [
        Button(
            (element.get("text") or element.get("placeholder") or {}).get("text", ""),
            element["action_id"],
            element.get("url", ""),
        )
        for block in blocks
        if block["type"] in ("actions", "section")
        for element in _elements(block)
        if "action_id" in element
    ]


def _texts(blocks: list[Json]) -> list[str]:
    found = []
    for block in blocks:
        texts = [block.get("text"), *block.get("fields", [])]
        if block["type"] == "context":
            texts += block["elements"]
        found += [text["text"] for text in texts if text]
    return found


@dataclass(frozen=True, slots=True)
class Modal:
    """A modal on somebody's screen; ``labels`` are those of its fields."""

    title: str
    shown: str
    labels: tuple[str, ...]
    errors: Json
    raw: Json = field(default_factory=dict, compare=False)

    @classmethod
    def read(cls, data: Json) -> Self:
        """From the sandbox's answer."""
        view = data["view"]
        labels = [b["label"]["text"] for b in view["blocks"] if b["type"] == "input"]
        return cls(
            title=view["title"]["text"],
            shown="\n".join(_texts(view["blocks"])),
            labels=tuple(labels),
            errors=data["errors"],
            raw=view,
        )
