"""The TABLE: which Web API methods the sandbox knows, and which arguments of each.

Deliberately stricter than the real Slack, which ignores what it does not know. To teach the sandbox
a method: one entry here, one function in `messages`, `reading`, `views` or `uploads`, named after
the method in snake case (``chat.postMessage`` -> ``chat_post_message``).
"""

from ..wire import Kind, Param

INTEGER = Param(Kind.INTEGER)
STRING = Param(Kind.STRING)
BOOLEAN = Param(Kind.BOOLEAN)
OBJECT = Param(Kind.OBJECT)
LIST = Param(Kind.LIST)
NEEDED = Param(Kind.STRING, required=True)

_MESSAGE = {
    "channel": NEEDED,
    "text": STRING,
    "blocks": LIST,
    "thread_ts": STRING,
    "link_names": BOOLEAN,
    "parse": STRING,
}
_PAGE = {"cursor": STRING, "limit": INTEGER}
_SPAN = {
    "oldest": STRING,
    "latest": STRING,
    "inclusive": BOOLEAN,
    "include_all_metadata": BOOLEAN,
}

TABLE: dict[str, dict[str, Param]] = {
    "auth.test": {},
    "apps.connections.open": {},
    "chat.postMessage": {
        **_MESSAGE,
        "metadata": OBJECT,
        "mrkdwn": BOOLEAN,
        "reply_broadcast": BOOLEAN,
        "unfurl_links": BOOLEAN,
        "unfurl_media": BOOLEAN,
    },
    "chat.update": {
        "channel": NEEDED,
        "ts": NEEDED,
        "text": STRING,
        "blocks": LIST,
        "metadata": OBJECT,
        "link_names": BOOLEAN,
        "parse": STRING,
    },
    "chat.postEphemeral": {**_MESSAGE, "user": NEEDED},
    "chat.delete": {"channel": NEEDED, "ts": NEEDED},
    "conversations.info": {
        "channel": NEEDED,
        "include_num_members": BOOLEAN,
        "include_locale": BOOLEAN,
    },
    "conversations.members": {"channel": NEEDED, **_PAGE},
    "conversations.history": {"channel": NEEDED, **_PAGE, **_SPAN},
    "conversations.replies": {"channel": NEEDED, "ts": NEEDED, **_PAGE, **_SPAN},
    "conversations.join": {"channel": NEEDED},
    "users.info": {"user": NEEDED, "include_locale": BOOLEAN},
    "views.open": {"trigger_id": NEEDED, "view": Param(Kind.OBJECT, required=True)},
    "views.update": {
        "view_id": STRING,
        "external_id": STRING,
        "hash": STRING,
        "view": Param(Kind.OBJECT, required=True),
    },
    "files.getUploadURLExternal": {
        "filename": NEEDED,
        "length": Param(Kind.INTEGER, required=True),
        "alt_txt": STRING,
        "snippet_type": STRING,
    },
    "files.completeUploadExternal": {
        "files": Param(Kind.LIST, required=True),
        "channel_id": STRING,
        "thread_ts": STRING,
        "initial_comment": STRING,
    },
    "files.info": {"file": NEEDED, **_PAGE},
    "files.delete": {"file": NEEDED},
}
