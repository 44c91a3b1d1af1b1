"""The files of `deploy/` say what the code says. No engine runs them here: they are read."""

import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement

from laurels.api.routes import health
from laurels.cli import NAMES
from laurels.settings import load_settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
OURS = ("api", "worker", "beat")
FOREIGN = {"FORWARDED_ALLOW_IPS", "POSTGRES_PASSWORD", "LAURELS_PUBLISH"}


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    text = (DEPLOY / "compose.scale.yml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text)["services"])


def image_settings() -> dict[str, str]:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    return dict(re.findall(r"\b(LAURELS_\w+)=(\S+)", text))


def filled(value: str) -> str:
    """What Compose makes of it when the file of secrets says `secret`."""
    default = r"\$\{\w+(?::-(\S*?)|:\?[^}]*)?\}"
    return re.sub(default, lambda m: "secret" if m[1] is None else m[1], value)


def test_every_part_is_there_and_is_started_again(services: dict[str, Any]) -> None:
    assert set(services) == {*OURS, "postgres", "valkey", "nginx"}
    assert services["api"]["deploy"]["replicas"] == 2
    assert {service["restart"] for service in services.values()} == {"unless-stopped"}


@pytest.mark.parametrize("name", OURS)
def test_a_service_runs_a_command_that_there_is(services: dict[str, Any], name: str) -> None:
    assert services[name]["command"][0] in NAMES


@pytest.mark.parametrize("name", OURS)
def test_settings_are_ones_that_there_are(services: dict[str, Any], name: str) -> None:
    given = image_settings() | services[name]["environment"]
    ours = {key: filled(value) for key, value in given.items() if key not in FOREIGN}

    settings = load_settings(ours)

    assert settings.database_url == "postgresql://laurels:secret@postgres:5432/laurels"
    assert settings.redis_url == "redis://valkey:6379/0"


def test_all_that_compose_asks_for_is_in_the_example() -> None:
    asked = re.findall(r"\$\{(\w+)", (DEPLOY / "compose.scale.yml").read_text(encoding="utf-8"))
    example = (DEPLOY / "scale.env.example").read_text(encoding="utf-8")

    assert set(asked) == set(re.findall(r"^(\w+)=", example, re.MULTILINE))


def test_health_checks_ask_for_what_is_answered(services: dict[str, Any]) -> None:
    paths = {path for route in health.ROUTES for path in route.paths}

    asked = re.findall(r"127\.0\.0\.1:(\d+)(/[\w/]+)", str(services))

    assert {path for _, path in asked} <= paths
    assert image_settings()["LAURELS_PORT"] in {port for port, _ in asked}


def test_the_worker_is_asked_by_its_application(services: dict[str, Any]) -> None:
    asked = re.findall(r"--app (\S+)", services["worker"]["healthcheck"]["test"][1])

    assert [find_spec(name) is not None for name in asked] == [True]


def test_nginx_goes_where_the_api_listens() -> None:
    conf = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")

    assert re.findall(r"^ *server ([\w:]+)", conf, re.MULTILINE) == [
        f"api:{image_settings()['LAURELS_PORT']}"
    ]


def test_valkey_throws_nothing_away(services: dict[str, Any]) -> None:
    command = services["valkey"]["command"]

    assert command[command.index("--maxmemory-policy") + 1] == "noeviction"
    assert command[command.index("--maxmemory") + 1] == "800mb"
    assert services["valkey"]["deploy"]["resources"]["limits"]["memory"] == "1g"


def test_only_nginx_can_be_reached_from_outside(services: dict[str, Any]) -> None:
    assert {name for name, service in services.items() if "ports" in service} == {"nginx"}
    assert {name for name, s in services.items() if "outside" in s["networks"]} == {"nginx"}


def test_the_image_gets_what_it_copies() -> None:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    kept = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8")

    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE)

    for path in " ".join(copied).split():
        assert (ROOT / path).exists(), path
        assert f"!{path.split('/')[0]}\n" in kept, path


def test_the_image_has_all_of_the_extra() -> None:
    locked = (ROOT / "requirements" / "scale.txt").read_text(encoding="utf-8")
    wanted = re.findall(r"^scale = \[(.*)\]$", (ROOT / "pyproject.toml").read_text(), re.MULTILINE)

    for text in re.findall(r'"([^"]+)"', wanted[0]):
        assert re.search(rf"^{re.escape(Requirement(text).name)}(\[|==)", locked, re.MULTILINE)


def test_dependencies_of_the_image_are_those_of_the_tests() -> None:
    def pins(name: str) -> set[str]:
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        return set(re.findall(r"^[\w.-]+==\S+", text, re.MULTILINE))

    assert pins("scale.txt") <= pins("dev.txt")


def test_the_example_of_secrets_holds_none() -> None:
    example = (DEPLOY / "scale.env.example").read_text(encoding="utf-8")

    assert re.findall(r"^(?:POSTGRES_PASSWORD|LAURELS_SECRET_KEY)=(.*)$", example, re.M) == ["", ""]
