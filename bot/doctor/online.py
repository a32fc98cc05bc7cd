"""Whether the tokens are taken. Asks Telegram and Slack, so only when it is wanted."""

from __future__ import annotations

from slack_sdk.errors import SlackApiError, SlackClientError
from telegram.error import InvalidToken, TelegramError

from bot.channel import TryLaterError
from bot.doctor.findings import Finding, fine, note, wrong
from bot.settings import Settings
from bot.slack.client import close_client, open_client
from bot.slack.errors import NETWORK_ERRORS, code_of
from bot.slack.workspace import SlackSetupError, Workspace
from bot.telegram.client import make_bot

REACH = "see that this machine reaches the address; a proxy or a firewall may be in the way"


async def looked_at(settings: Settings) -> list[Finding]:
    """The three tokens and the channel."""
    if not settings.live:
        return [note("tokens", "none set: the bot belongs to the sandbox")]
    return [await _telegram(settings), *await _slack(settings)]


async def _telegram(settings: Settings) -> Finding:
    bot = make_bot(settings.telegram_token, settings.telegram_api_url)
    try:
        me = await bot.get_me()
    except InvalidToken:
        return wrong("Telegram", "the token is not accepted", "copy it again from @BotFather")
    except TelegramError as error:
        return wrong("Telegram", f"cannot be reached: {type(error).__name__}", REACH)
    finally:
        await bot.request.shutdown()
    return fine("Telegram", f"@{me.username}")


async def _slack(settings: Settings) -> list[Finding]:
    client = open_client(settings.slack_bot_token, settings.slack_api_url)
    found: list[Finding] = []
    try:
        try:
            await Workspace(client, settings.slack_channel).check()
            found.append(fine("Slack", f"in the channel {settings.slack_channel}"))
        except SlackSetupError as error:
            what, _, cure = str(error).partition("; ")
            found.append(wrong("Slack", what, cure or "see the README, Going live"))
        except TryLaterError as error:
            found.append(wrong("Slack", f"cannot be reached: {error}", REACH))
        try:
            await client.apps_connections_open(app_token=settings.slack_app_token)
            found.append(fine("Socket Mode", "the app-level token is accepted"))
        except SlackApiError as error:
            cure = "make an app-level token (xapp-...) with the scope connections:write"
            found.append(wrong("Socket Mode", f"Slack says {code_of(error)}", cure))
        except (SlackClientError, *NETWORK_ERRORS) as error:
            found.append(wrong("Socket Mode", f"cannot be reached: {type(error).__name__}", REACH))
    finally:
        await close_client(client)
    return found
