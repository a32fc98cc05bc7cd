"""The composition root: puts the parts together; the only file that names the concrete ones.

`running` is the whole bot as a context: inside it, updates are taken and effects performed. Every
part can be replaced by a parameter, which is what the tests do.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from urllib.parse import urlsplit

from telegram import Bot

from bot.aside import ASIDE, AsidePosts, announce
from bot.clock import PURGE, TimerClock
from bot.delivery import Delivery
from bot.documents.lazily import LazyDocument
from bot.exchange import chat_lane
from bot.fitting import Fitting
from bot.housekeeping import at_once, tidy
from bot.leading import Led, Receiver
from bot.learning import Learning, LearntRenderer
from bot.lent import Lent
from bot.lesson_posts import LessonPosts
from bot.monthly import MONTH, next_first, sum_up
from bot.pace import Pace
from bot.performing import Performer
from bot.serving import Handler, Readiness, Serving
from bot.settings import Settings
from bot.slack.client import close_client, open_client
from bot.slack.desk import Desk
from bot.slack.outbound import SlackChannel
from bot.slack.permission import Permission
from bot.slack.socket import SlackSocket
from bot.slack.texts import Texts
from bot.slack.workspace import SlackSetupError, Workspace
from bot.steady import SteadyClock
from bot.telegram.client import make_bot
from bot.telegram.outbound import TelegramChannel
from bot.telegram.polling import Poller
from bot.telegram.profile import publish_profile
from bot.telegram.webhook import LARGEST_BODY, Webhook
from bot.to_applicants import ToApplicants
from bot.to_secretariat import ToSecretariat
from bot.turn import Clock, Turn
from dialogs.events import Refusal
from knowledge.library import Library
from storage.database import Database
from storage.engine import sqlite_path
from storage.errors import AlreadyRunningError, UnusableDatabaseError
from storage.leading import POLLING, Leadership
from storage.lock import only_process

TELEGRAM = "telegram"

SKEW = timedelta(seconds=5)
"""Between this machine's clock and the database server's. Leases are moments, and replicas believe
one another's: with clocks a lease apart, each would send what the other is sending."""

log = logging.getLogger(__name__)


class StartError(Exception):
    """The bot cannot start; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class App:
    """A bot that runs. `poller` brings updates in until it is stopped, by polling or by a webhook;
    the rest ends with `running`. `readiness` says it to `/readyz`."""

    database: Database
    turn: Turn
    delivery: Delivery
    poller: Receiver
    readiness: Readiness
    slack: SlackSocket
    publish_profile: Callable[[], Coroutine[None, None, bool]]


@asynccontextmanager
async def running(
    settings: Settings,
    library: Library,
    clock: Clock | None = None,
) -> AsyncIterator[App]:
    """The bot, connected to Telegram and Slack and delivering; stopped in order at the end.

    Raises:
        StartError: a token, the channel or the database is wrong, another process is running, or
            the port is taken.
    """
    async with AsyncExitStack() as stack:
        # Apart from what comes later: only of starting may it be said that it failed.
        yield await _started(stack, settings, library, clock or SteadyClock())


async def _started(
    stack: AsyncExitStack, settings: Settings, library: Library, clock: Clock
) -> App:
    try:
        return await _start(stack, settings, library, clock)
    except (SlackSetupError, AlreadyRunningError) as error:
        raise StartError(str(error)) from error
    except UnusableDatabaseError as error:
        raise StartError(f"the database cannot be used: {error}") from error


async def _start(stack: AsyncExitStack, settings: Settings, library: Library, clock: Clock) -> App:
    database = await _open(stack, settings, clock)
    fitting = Fitting(library.interpreter, settings.models, settings.as_environment())
    learning = Learning(library, lambda _, now: fitting.again(now.phrasings))
    await database.read(learning.look)
    app = await _assemble(stack, settings, learning, clock, database)
    jobs = {MONTH: sum_up(app.turn), ASIDE: announce, PURGE: tidy}
    timers = TimerClock(database, clock, jobs, recurring={MONTH: next_first, PURGE: at_once})
    stack.push_async_callback(app.delivery.stop)
    stack.push_async_callback(timers.stop)
    await app.delivery.start()
    await timers.start()
    await app.slack.start()
    stack.push_async_callback(app.slack.stop)
    await _serve(stack, settings, app)
    fitting.start(learning.knowledge.phrasings)
    stack.push_async_callback(fitting.stop)
    return app


async def _compare_clocks(database: Database, clock: Clock) -> None:
    if database.alone:
        return
    before = clock()
    theirs = await database.read(lambda work: work.moment())
    off = before + (clock() - before) / 2 - theirs
    if abs(off) > SKEW:
        seconds = off.total_seconds()
        raise StartError(
            f"this machine's clock is {seconds:+.0f} s off the database server's: set both right"
        )


async def _open(stack: AsyncExitStack, settings: Settings, clock: Clock) -> Database:
    """The database with its tables up to date; SQLite's for this process alone."""
    database = Database.open(settings.database)
    stack.push_async_callback(database.close)
    if database.alone:
        stack.enter_context(only_process(sqlite_path(settings.database)))
    await database.migrate()
    await _compare_clocks(database, clock)
    return database


async def _serve(stack: AsyncExitStack, settings: Settings, app: App) -> None:
    """The probes and the webhook, last of all: nothing is taken before everything is there."""
    if settings.http_port is None:
        return
    posts: dict[str, Handler] = {}
    if isinstance(app.poller, Webhook):
        posts[urlsplit(settings.webhook_url).path] = app.poller.answer
    serving = Serving(settings.http_host, settings.http_port, app.readiness, posts, LARGEST_BODY)
    try:
        await stack.enter_async_context(serving.running())
    except OSError as error:
        raise StartError(f"HTTP_PORT {settings.http_port}: {error.strerror}") from error


def _receiver(
    settings: Settings, database: Database, bot: Bot, turn: Turn, telegram: TelegramChannel
) -> Receiver:
    """How updates come in. Of several replicas that poll, one does."""
    if settings.webhook_url:
        return Webhook(bot, turn, telegram, settings.webhook_url, settings.webhook_secret)
    if database.alone:
        return Poller(bot, turn, telegram)
    return Led(Leadership(settings.database, POLLING), lambda: Poller(bot, turn, telegram))


async def _assemble(
    stack: AsyncExitStack, settings: Settings, learning: Learning, clock: Clock, database: Database
) -> App:
    renderer = LearntRenderer(learning)
    knowledge = learning.knowledge
    bot = make_bot(settings.telegram_token, settings.telegram_api_url)
    stack.push_async_callback(bot.request.shutdown)
    pace = Pace(settings.limits())
    telegram = TelegramChannel(bot, renderer, spend=lambda to: pace.spend(TELEGRAM, chat_lane(to)))
    client = open_client(settings.slack_bot_token, settings.slack_api_url)
    stack.push_async_callback(close_client, client)
    texts = Texts(renderer)
    checklist = knowledge.checklist
    slack = SlackChannel(client, settings.slack_channel, texts, checklist, clock)
    document = LazyDocument(checklist, renderer, clock)
    lease = timedelta(seconds=settings.lease_seconds)
    turn = Turn(database, knowledge, clock, lease=lease, look=learning.look)
    channels = {TELEGRAM: telegram}
    applicants = ToApplicants(
        database, turn, knowledge, clock, channels, _inspect, document.make, learning.look
    )
    secretariat = ToSecretariat(database, checklist, slack, document.make)
    lessons = LessonPosts(database, learning.look, slack)
    performer = Performer(database, applicants, secretariat, lessons, AsidePosts(database, slack))
    delivery = Delivery(database, turn, performer, clock, lease=lease, pace=pace)
    workspace = Workspace(client, settings.slack_channel)
    permission = Permission(client, settings.slack_channel, workspace)
    shell = Lent(database, turn, secretariat, learning, clock).shell()
    desk = Desk(client, settings.slack_channel, texts, checklist, workspace, permission, shell)
    socket = SlackSocket(settings.slack_app_token, client, workspace, desk)
    poller = _receiver(settings, database, bot, turn, telegram)
    readiness = Readiness(database.answers)
    publish = partial(publish_profile, bot, renderer)
    return App(database, turn, delivery, poller, readiness, socket, publish)


def _inspect(content: bytes, name: str) -> str | Refusal:
    """What a file is. The libraries that know are loaded for the first file, not for the start."""
    from bot.files import inspect

    return inspect(content, name)
