"""A fresh world for every test of the core."""

from __future__ import annotations

import pytest

from tests.dialogs.content import SmallKnowledge
from tests.dialogs.playing import Applicant, Member
from tests.dialogs.world import World


@pytest.fixture
def world() -> World:
    return World(SmallKnowledge())


@pytest.fixture
def kari(world: World) -> Applicant:
    return Applicant(world)


@pytest.fixture
def siri(world: World) -> Member:
    return Member(world)
