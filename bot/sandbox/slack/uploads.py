"""Files: an upload address, the bytes, then the completion that shows them in a channel."""

import mimetypes
import secrets
import time
from pathlib import PurePosixPath
from typing import Any

from ..store import Json
from ..wire import Values
from .errors import SlackRefusalError
from .messages import bot_message, find_channel, find_entry
from .state import BOT_USER, SlackState

FILES_AT_ONCE = 10
"""files.completeUploadExternal: a guard of our own; the published text names no number."""


def files_get_upload_url_external(state: SlackState, params: Values) -> Json:
    """files.getUploadURLExternal: a place for exactly ``length`` bytes."""
    if params["length"] < 1:
        raise SlackRefusalError("missing_argument", ("length must be above 0",))
    name = params["filename"]
    mime = mimetypes.guess_type(name)[0] or "application/octet-stream"
    kind = PurePosixPath(name).suffix.removeprefix(".").lower() or "binary"
    ticket = secrets.token_urlsafe(16)
    now = int(time.time())
    file = {
        "id": f"F0SAND{state.number():05d}",
        "created": now,
        "timestamp": now,
        "name": name,
        "title": name,
        "mimetype": mime,
        "filetype": kind,
        "pretty_type": kind.upper(),
        "user": BOT_USER,
        "size": params["length"],
        "mode": "hosted",
        "is_external": False,
        "is_public": False,
        "channels": [],
        "shares": {},
        "alt_txt": params.get("alt_txt", ""),
        "sandbox_ticket": ticket,
        "sandbox_state": "waiting",
    }
    state.save_file(file)
    return {"upload_url": f"/slack/upload/{file['id']}.{ticket}", "file_id": file["id"]}


def receive(state: SlackState, ticket: str, content: bytes) -> int:
    """Take the bytes of an upload; SlackRefusalError for a wrong address or a wrong length."""
    file_id, _, secret = ticket.partition(".")
    file = state.files.get(file_id)
    if file is None or file["sandbox_ticket"] != secret:
        raise SlackRefusalError("file_not_found", status=404)
    if len(content) != file["size"]:
        raise SlackRefusalError("length_mismatch", status=400)
    state.store.write_file(file_id, content)
    state.save_file({**file, "sandbox_state": "received"})
    return len(content)


def files_complete_upload_external(state: SlackState, params: Values) -> Json:
    """files.completeUploadExternal; a repeated one shows the files a second time."""
    wanted = params["files"]
    if not 1 <= len(wanted) <= FILES_AT_ONCE:
        raise SlackRefusalError("invalid_arguments", ("files: 1 to 10 items",))
    files = [_received(state, item) for item in wanted]
    if "channel_id" in params:
        _share(state, files, params)
    elif "thread_ts" in params:
        raise SlackRefusalError("invalid_arguments", ("thread_ts needs channel_id",))
    return {"files": [public(file) for file in files]}


def _received(state: SlackState, item: Any) -> Json:
    known = {"id", "title", "highlight_type"}
    if not isinstance(item, dict) or "id" not in item or set(item) - known:
        raise SlackRefusalError("invalid_arguments", ("files: objects with id and title",))
    file = state.files.get(item["id"])
    if file is None or file["sandbox_state"] == "waiting":
        raise SlackRefusalError("file_not_found")
    file = {**file, "title": item.get("title", file["title"]), "sandbox_state": "done"}
    state.save_file(file)
    return file


def _share(state: SlackState, files: list[Json], params: Values) -> None:
    channel = find_channel(state, params["channel_id"])
    message = {**bot_message({"text": params.get("initial_comment", "")}), "upload": True}
    if "thread_ts" in params:
        root = find_entry(channel, params["thread_ts"], "thread_not_found").message
        if root.get("thread_ts", root["ts"]) != root["ts"]:
            # Slack accepts an answer's ts and then shows the file nowhere: refuse it loudly.
            raise SlackRefusalError("thread_not_found", ("thread_ts must be the parent's",))
        message["thread_ts"] = root["ts"]
    ts = state.new_ts()
    place: Json = {"ts": ts, "channel_name": channel.name, "team_id": message["team"]}
    if "thread_ts" in message:
        place["thread_ts"] = message["thread_ts"]
    for file in files:
        shares = file["shares"].get("public", {})
        shares = {**shares, channel.id: [*shares.get(channel.id, []), place]}
        file |= {"shares": {"public": shares}, "is_public": True}
        file["channels"] = list(dict.fromkeys([*file["channels"], channel.id]))
        state.save_file(file)
    shown = [{k: v for k, v in public(file).items() if k != "shares"} for file in files]
    state.post(channel, {**message, "files": shown, "ts": ts})


def public(file: Json) -> Json:
    """The file object without the sandbox's own notes; addresses get their host when sent."""
    path = f"/slack/files/{file['id']}/{file['name']}"
    shown = {key: value for key, value in file.items() if not key.startswith("sandbox_")}
    return {**shown, "url_private": path, "url_private_download": path, "permalink": path}


def files_info(state: SlackState, params: Values) -> Json:
    """files.info: where the file is shown stands under ``shares``."""
    file = state.files.get(params["file"])
    if file is None:
        raise SlackRefusalError("file_not_found")
    return {"file": public(file), "comments": [], "response_metadata": {"next_cursor": ""}}


def files_delete(state: SlackState, params: Values) -> Json:
    """files.delete: takes the file away; the messages that showed it stay."""
    file = state.files.get(params["file"])
    if file is None or file["sandbox_state"] == "deleted":
        raise SlackRefusalError("file_not_found")
    state.save_file({**file, "sandbox_state": "deleted", "shares": {}})
    state.store.write_file(file["id"], b"")
    return {}
