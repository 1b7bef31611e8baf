"""The compose files are well formed, whole, and agree with .env.example and the addons."""

import copy
import json
import re

import jsonschema
import pytest
import yaml

from tools import fonts, paths

SCHEMA = json.loads((paths.ROOT / "tests/repo/compose_schema.json").read_text(encoding="utf-8"))
TEXT = (paths.ROOT / "docker-compose.yml").read_text(encoding="utf-8")
SCALE_TEXT = (paths.ROOT / "docker-compose.scale.yml").read_text(encoding="utf-8")
EXAMPLE = (paths.ROOT / ".env.example").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load(TEXT)
SCALE = yaml.safe_load(SCALE_TEXT)
FILES = pytest.mark.parametrize("compose", [COMPOSE, SCALE], ids=["one", "scale"])
VARIABLES = dict(re.findall(r"\$\{(\w+):-([^}]*)\}", TEXT + SCALE_TEXT))
EXAMPLES = dict(re.findall(r"^(\w+)=(.*)$", EXAMPLE, re.M))


@FILES
def test_it_follows_the_schema(compose):
    jsonschema.validate(compose, SCHEMA)


@pytest.mark.parametrize(
    "fault",
    [
        lambda compose: compose["services"]["odoo"].pop("healthcheck"),
        lambda compose: compose["services"]["odoo"].update(port=["8069:8069"]),
        lambda compose: compose["services"]["db"].update(image="postgres"),
        lambda compose: compose["services"]["db"]["healthcheck"].update(interval="often"),
    ],
)
def test_the_schema_notices_faults(fault):
    broken = copy.deepcopy(COMPOSE)
    fault(broken)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, SCHEMA)


def test_odoo_19_waits_for_a_healthy_database():
    odoo = COMPOSE["services"]["odoo"]
    assert odoo["build"]["dockerfile_inline"].startswith("FROM odoo:19.0\n")
    assert odoo["depends_on"]["db"]["condition"] == "service_healthy"


@pytest.mark.parametrize(("compose", "name"), [(COMPOSE, "odoo"), (SCALE, "odoo-a")])
def test_the_fonts_and_engines_are_those_of_the_workshop(compose, name):
    image = compose["services"][name]["build"]["dockerfile_inline"]
    for package in (*fonts.PACKAGES, f"{fonts.LIBRARY}0"):
        assert package in image
    pins = (paths.ROOT / "requirements.txt").read_text(encoding="utf-8")
    pinned = re.search(r"^(uharfbuzz==[\d.]+) ; python_full_version >=", pins, re.M)
    assert pinned[1] in image


@FILES
def test_named_volumes_are_declared(compose):
    used = {
        volume.split(":")[0]
        for service in compose["services"].values()
        for volume in service["volumes"]
        if not volume.startswith((".", "/"))
    }
    assert used == set(compose["volumes"])


@FILES
def test_the_addons_are_mounted_read_only(compose):
    servers = [it for it in compose["services"].values() if "/mnt/extra-addons" in str(it)]
    assert servers
    assert all("./:/mnt/extra-addons:ro" in server["volumes"] for server in servers)


@FILES
def test_whoever_is_waited_for_is_there(compose):
    services = compose["services"]
    waited = {name for service in services.values() for name in service.get("depends_on", ())}
    assert waited <= set(services)


def test_what_listens_keeps_its_session():
    pool = SCALE["services"]["pool"]["command"][-1]
    assert "postgres = host=db pool_mode=session" in pool
    assert "pool_mode = transaction" in pool
    # Only one server runs the jobs, and it does not come through the pool.
    runners = {name: it for name, it in SCALE["services"].items() if "queue_job" in
               str([part for part in it["command"] if part.startswith("--load")])}  # fmt: skip
    assert list(runners) == ["jobs"]
    assert runners["jobs"]["environment"]["HOST"] == "db"


def test_readers_know_the_replica():
    for name in ("odoo-a", "odoo-b"):
        command = SCALE["services"][name]["command"]
        assert "--db_replica_host=replica" in command
        assert "--workers=2" in command


def test_the_example_sets_each_variable_to_its_default():
    assert EXAMPLES == VARIABLES
    text = TEXT + SCALE_TEXT
    assert text.count("${") == len(re.findall(r"\$\{\w+:-[^}]*\}", text))


def test_every_addon_is_installed():
    modules = VARIABLES["ODOO_INIT"].split(",")
    ours = [name for name in modules if name.startswith("customer_")]
    assert ours == paths.addons(), "add the addon to docker-compose.yml and .env.example"
