"""What describes the containers fits the program: nothing here starts one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.settings import Settings

ROOT = Path(__file__).parents[2]
PACKAGES = {"bot", "dialogs", "knowledge", "storage"}


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    described: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
    assert set(described) == {"services", "configs", "volumes"}
    found: dict[str, Any] = described["services"]
    return found


def test_there_are_two_replicas_with_a_database_and_a_balancer(services: dict[str, Any]) -> None:
    assert set(services) == {"postgres", "bot", "balancer"}
    assert services["bot"]["deploy"]["replicas"] == 2
    assert services["bot"]["depends_on"]["postgres"]["condition"] == "service_healthy"
    assert services["balancer"]["depends_on"] == ["bot"]


def test_the_bot_is_told_settings_that_it_has(services: dict[str, Any]) -> None:
    told = services["bot"]["environment"]
    assert set(told) <= {name.upper() for name in Settings.model_fields}
    assert told["DATABASE_URL"].endswith("@postgres/veiviser")
    assert services["postgres"]["environment"]["POSTGRES_DB"] == "veiviser"


def test_the_volumes_and_configs_that_are_used_are_described(services: dict[str, Any]) -> None:
    described = yaml.safe_load((ROOT / "compose.yaml").read_text())
    volumes = {
        volume.split(":")[0] for each in services.values() for volume in each.get("volumes", ())
    }
    configs = {used["source"] for each in services.values() for used in each.get("configs", ())}
    assert volumes == set(described["volumes"])
    assert configs == set(described["configs"])


def test_the_balancer_and_the_probe_ask_for_the_port_that_is_served(
    services: dict[str, Any],
) -> None:
    port = services["bot"]["environment"]["HTTP_PORT"]
    text = (ROOT / "compose.yaml").read_text()
    assert f"port {port}" in text
    assert f"127.0.0.1:{port}/livez" in " ".join(services["bot"]["healthcheck"]["test"])
    assert f"EXPOSE {port}" in (ROOT / "Dockerfile").read_text()


def test_a_replica_that_ends_is_given_the_time_that_it_needs(services: dict[str, Any]) -> None:
    from bot.commands.run import END_SECONDS
    from bot.delivery import LEFT_SECONDS, STOP_SECONDS
    from bot.slack.socket import CLOSE_SECONDS
    from bot.telegram.polling import ANSWER_SECONDS
    from bot.telegram.webhook import FINISH_SECONDS

    received = FINISH_SECONDS + ANSWER_SECONDS
    assert received + 2 * CLOSE_SECONDS + STOP_SECONDS + LEFT_SECONDS < END_SECONDS
    assert services["bot"]["stop_grace_period"] == "20s"
    assert END_SECONDS < 20


def test_no_secret_stands_in_the_description() -> None:
    text = (ROOT / "compose.yaml").read_text()
    for name in re.findall(r"^\s+(\w*(?:PASSWORD|SECRET|TOKEN)\w*): (.*)$", text, re.MULTILINE):
        assert name[1].startswith("${"), name


def test_the_image_holds_what_runs_and_nothing_that_tests() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    copied = {word for line in lines if line.startswith("COPY") for word in line.split()[1:-1]}
    assert copied >= PACKAGES | {"requirements.txt", "pyproject.toml"}
    assert "tests" not in copied
    assert all((ROOT / name).exists() for name in copied)
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {".env", ".git", "var"} <= set(ignored)
    assert not copied & set(ignored)
