"""What outlives a restart: SQLAlchemy and nothing else.

Only the repositories in here write SQL, and no table leaves the package: what goes in and out are
the frozen values of `dialogs.state` and the small ones defined beside each repository. `database`
is the way in: `database.turn(function)` runs one write transaction, `database.read` a look-up.
"""
