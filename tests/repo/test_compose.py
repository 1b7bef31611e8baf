"""docker-compose.yml is well formed, whole, and agrees with .env.example and the addons."""

import copy
import json
import re

import jsonschema
import pytest
import yaml

from tools import fonts, paths

SCHEMA = json.loads((paths.ROOT / "tests/repo/compose_schema.json").read_text(encoding="utf-8"))
TEXT = (paths.ROOT / "docker-compose.yml").read_text(encoding="utf-8")
EXAMPLE = (paths.ROOT / ".env.example").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load(TEXT)
VARIABLES = dict(re.findall(r"\$\{(\w+):-([^}]*)\}", TEXT))
EXAMPLES = dict(re.findall(r"^(\w+)=(.*)$", EXAMPLE, re.M))


def test_it_follows_the_schema():
    jsonschema.validate(COMPOSE, SCHEMA)


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


def test_the_fonts_and_engines_are_those_of_the_workshop():
    image = COMPOSE["services"]["odoo"]["build"]["dockerfile_inline"]
    for package in (*fonts.PACKAGES, f"{fonts.LIBRARY}0"):
        assert package in image
    pins = (paths.ROOT / "requirements.txt").read_text(encoding="utf-8")
    pinned = re.search(r"^(uharfbuzz==[\d.]+) ; python_full_version >=", pins, re.M)
    assert pinned[1] in image


def test_named_volumes_are_declared():
    used = {
        volume.split(":")[0]
        for service in COMPOSE["services"].values()
        for volume in service["volumes"]
        if not volume.startswith((".", "/"))
    }
    assert used == set(COMPOSE["volumes"])


def test_the_addons_are_mounted_read_only():
    assert "./:/mnt/extra-addons:ro" in COMPOSE["services"]["odoo"]["volumes"]


def test_the_example_sets_each_variable_to_its_default():
    assert EXAMPLES == VARIABLES
    assert TEXT.count("${") == len(re.findall(r"\$\{\w+:-[^}]*\}", TEXT))


def test_every_addon_is_installed():
    modules = VARIABLES["ODOO_INIT"].split(",")
    ours = [name for name in modules if name.startswith("customer_")]
    assert ours == paths.addons(), "add the addon to docker-compose.yml and .env.example"
