"""Putting a file into a thread or a channel, once.

Three steps: ask for an address, send the bytes, complete with the place to show it in. Only the
last one shows anything, and repeating it shows the file twice. So the file's id is saved after the
bytes have arrived and before the upload is completed; a later attempt asks where the file is shown.
"""

from __future__ import annotations

from typing import Any

from aiohttp import ClientSession
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.channel import Parcel, Sending, TryLaterError
from bot.slack.errors import code_of
from bot.slack.posts import Place

SAVED_ID = "slack_file"
"""The name under which `Sending.progress` keeps the file's id."""

_LOST = frozenset({"file_not_found", "file_deleted"})


class Uploads:
    """Uploads files. Raises slack_sdk's and aiohttp's own errors, and TryLaterError."""

    def __init__(self, client: AsyncWebClient, session: ClientSession) -> None:
        self._client = client
        self._session = session

    async def put(self, parcel: Parcel, root: Place, sending: Sending) -> None:
        """Show the file in the thread of `root`, unless an earlier attempt already did."""
        file = await self._uploaded_before(sending)
        if file is not None and _shown_in(file, root):
            return
        file_id = file["id"] if file is not None else await self._upload(parcel, sending)
        await self._client.files_completeUploadExternal(
            files=[{"id": file_id, "title": parcel.name}],
            channel_id=root.channel,
            thread_ts=root.ts,
        )

    async def show(
        self, parcel: Parcel, channel: str, comment: str, alt: str, sending: Sending
    ) -> None:
        """Show a picture in a channel with a line about it, unless it is there already."""
        file = await self._uploaded_before(sending)
        if file is not None and _places(file, channel):
            return
        file_id = file["id"] if file is not None else await self._upload(parcel, sending, alt)
        await self._client.files_completeUploadExternal(
            files=[{"id": file_id, "title": parcel.name}],
            channel_id=channel,
            initial_comment=comment,
        )

    async def _uploaded_before(self, sending: Sending) -> dict[str, Any] | None:
        file_id = sending.progress.get(SAVED_ID)
        if file_id is None:
            return None
        try:
            file: dict[str, Any] = (await self._client.files_info(file=file_id))["file"]
        except SlackApiError as error:
            if code_of(error) in _LOST:
                return None
            raise
        return file

    async def _upload(self, parcel: Parcel, sending: Sending, alt: str | None = None) -> str:
        answer = await self._client.files_getUploadURLExternal(
            filename=parcel.name, length=len(parcel.content), alt_txt=alt
        )
        async with self._session.post(
            answer["upload_url"], data=parcel.content, proxy=self._client.proxy
        ) as response:
            if response.status != 200:
                raise TryLaterError(f"upload: http {response.status}")
        file_id = str(answer["file_id"])
        if sending.save is not None:
            await sending.save({SAVED_ID: file_id})
        return file_id


def _shown_in(file: dict[str, Any], root: Place) -> bool:
    """Whether the file is shown in the thread, be the channel public or private."""
    return any(share.get("thread_ts") == root.ts for share in _places(file, root.channel))


def _places(file: dict[str, Any], channel: str) -> list[dict[str, Any]]:
    """Where in a channel a file is shown."""
    shares = (file.get("shares") or {}).values()
    return [share for places in shares for share in places.get(channel, ())]
