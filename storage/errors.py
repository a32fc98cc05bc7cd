"""What can go wrong in storage besides the database itself."""


class StaleRevisionError(Exception):
    """The stored revision is not the one that the change was made from: nothing was saved."""


class HistoryRewrittenError(Exception):
    """A case's history would have lost or changed a line. It may only grow."""


class AlreadyRunningError(Exception):
    """Another process polls and delivers from the same SQLite database."""


class DatabaseTroubleError(Exception):
    """The database does not do what it is asked just now, whatever that is. Nothing is wrong with
    what was asked: it may be asked again when the database is in order."""


class UnusableDatabaseError(DatabaseTroubleError):
    """The database cannot be opened or read; the message says why, without its content."""


class NewerDatabaseError(UnusableDatabaseError):
    """The database was migrated by a newer version of the program."""


class DatabaseAwayError(DatabaseTroubleError):
    """The database server does not answer just now, or has no room left."""
