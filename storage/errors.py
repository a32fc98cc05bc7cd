"""What can go wrong in storage besides the database itself."""


class StaleRevisionError(Exception):
    """The stored revision is not the one that the change was made from: nothing was saved."""


class HistoryRewrittenError(Exception):
    """A case's history would have lost or changed a line. It may only grow."""


class AlreadyRunningError(Exception):
    """Another process polls and delivers for the same data folder."""


class UnusableDatabaseError(Exception):
    """The database cannot be opened or read; the message says why, without its content."""


class NewerDatabaseError(UnusableDatabaseError):
    """The database was migrated by a newer version of the program."""


class DatabaseAwayError(Exception):
    """The database server does not answer just now. What was asked of it may be asked again."""
