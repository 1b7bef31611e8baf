"""The compose files are well formed, whole, and agree with .env.example and the addons."""

import copy
import json
import re

import jsonschema
import pytest
import yaml

from tools import beside, fonts, odoo_source, paths

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


@FILES
def test_services_wait_for_healthy_ones_and_in_no_ring(compose):
    waits = {name: it.get("depends_on", {}) for name, it in compose["services"].items()}
    for waited in waits.values():
        assert {it["condition"] for it in waited.values()} <= {"service_healthy"}
    started = set()
    while ready := {name for name, waited in waits.items() if waited.keys() <= started} - started:
        started |= ready
    assert started == set(waits)


@FILES
def test_only_odoo_is_reached_from_outside(compose):
    published = {
        name: port
        for name, service in compose["services"].items()
        for port in service.get("ports", ())
    }
    assert all(re.fullmatch(r"\$\{ODOO_PORT\w*:-\d+\}:8069", it) for it in published.values())
    assert len(set(published.values())) == len(published)
    assert all(name.startswith("odoo") for name in published)


@FILES
def test_odoo_knows_each_option(compose):
    known = (odoo_source.root() / "odoo/tools/config.py").read_text(encoding="utf-8")
    for service in compose["services"].values():
        words = service.get("command", ["sh"])
        if words[0] == "odoo":
            for word in words[1:]:
                assert f'"{word.split("=")[0]}"' in known.replace("'", '"'), word


@FILES
def test_an_image_is_built_once_and_shared(compose):
    """Images that are not on a registry are built by one service, whoever else runs them."""
    services = compose["services"].values()
    built = [service["image"] for service in services if "build" in service]
    assert len(set(built)) == len(built)
    for service in services:
        assert service["image"] in built or service["image"].startswith("postgres:")


def test_servers_share_database_data_and_addons():
    servers = [it for it in SCALE["services"].values() if it["command"][0] == "odoo"]
    assert len(servers) == 3
    for server in servers:
        assert "odoo-data:/var/lib/odoo" in server["volumes"]
        assert server["image"] == servers[0]["image"]
        for option in ("--database=", "--db-filter=", "--addons-path="):
            assert [word for word in server["command"] if word.startswith(option)] == [
                word for word in servers[0]["command"] if word.startswith(option)
            ]


def test_the_job_queue_is_the_one_that_is_tried_and_whole():
    image = SCALE["services"]["odoo-a"]["build"]["dockerfile_inline"]
    pins = beside.PINS.read_text(encoding="utf-8").splitlines()
    (addon,) = [pin for pin in pins if pin.startswith("odoo-addon-queue-job==")]
    assert addon in image
    # Odoo installs no addon whose Python packages are missing.
    assert next(pin for pin in pins if pin.startswith("openupgradelib==")) in image
    assert "requests" in image
    channel = re.search(
        r'channel="(root\.\w+)"',
        (paths.ROOT / "customer_statement/models/workers/customer_statement_run.py").read_text(),
    )[1]
    channels = SCALE["services"]["jobs"]["environment"]["ODOO_QUEUE_JOB_CHANNELS"]
    assert re.fullmatch(rf"root:\d+,{re.escape(channel)}:\d+", channels)


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
