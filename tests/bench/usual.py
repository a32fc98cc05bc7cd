"""The bot that a team would otherwise write, as a process of its own: the second yardstick.

python-telegram-bot's Application with a ConversationHandler and a PicklePersistence, as its guide
shows them, and the first ten questions of the checklist. Answers live in memory and are pickled
once a minute, updates are confirmed before they are processed, and a failed send is lost.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    BaseHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    filters,
)
from telegram.request import HTTPXRequest

TOKEN = "1000003:usual-token"
CONNECTIONS = 64

Context = ContextTypes.DEFAULT_TYPE


def make(url: str, folder: Path, asked: list[str]) -> Application[Any, Any, Any, Any, Any, Any]:
    """The bot, with its answers in `folder`."""

    async def begin(update: Update, context: Context) -> int:
        assert update.effective_message is not None
        assert context.user_data is not None
        context.user_data["answers"] = []
        await update.effective_message.reply_text(asked[0])
        return 0

    async def answer(update: Update, context: Context) -> int:
        message = update.effective_message
        assert message is not None
        assert context.user_data is not None
        answers = context.user_data["answers"]
        answers.append(message.text)
        if len(answers) == len(asked):
            await message.reply_text("Takk, alle svarene er lagret.")
            return ConversationHandler.END
        await message.reply_text(asked[len(answers)])
        return len(answers)

    typed: BaseHandler[Update, Any, object] = MessageHandler(
        filters.TEXT & ~filters.COMMAND, answer
    )
    conversation: ConversationHandler[Any] = ConversationHandler(
        entry_points=[CommandHandler("sok", begin)],
        states={number: [typed] for number in range(len(asked))},
        fallbacks=[CommandHandler("sok", begin)],
        allow_reentry=True,
        name="application",
        persistent=True,
    )
    made = (
        ApplicationBuilder()
        .token(TOKEN)
        .base_url(f"{url}/bot")
        .request(_request())
        .get_updates_request(_request())
        .persistence(PicklePersistence(folder / "answers.pickle"))
        .post_init(_say_ready)
        .build()
    )
    made.add_handler(conversation)
    return made


async def _say_ready(_: object) -> None:
    print("ready", flush=True)


def _request() -> HTTPXRequest:
    return HTTPXRequest(connection_pool_size=CONNECTIONS, httpx_kwargs={"trust_env": False})


if __name__ == "__main__":
    make(sys.argv[1], Path(sys.argv[2]), json.loads(sys.argv[3])).run_polling()
