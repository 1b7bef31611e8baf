"""Request keys: no client can choose one that stands for something else."""

from uuid import uuid4

import pytest
from core.keys import extend_key, is_uuid, read_id, request_key

UUID = "6f1c1f0e-93a5-4c3f-8a55-0a4f6c1d2e3b"
FOREIGN = [
    "S00005", "aml:3:1", "", " ", UUID.upper(), UUID.replace("-", ""), f"{{{UUID}}}", f" {UUID}",
    f"urn:uuid:{UUID}", UUID + "\n", "²", "01", "-1", 0, -1, True, None, 1.0, [UUID], float("nan"),
    "9" * 40,
]  # fmt: skip


def test_keys_have_a_door_and_parts():
    assert request_key("pos", UUID) == f"pos:{UUID}"
    assert request_key("aml", 3, 1) == "aml:3:1"
    assert request_key("merge", 1, 2, "in") == "merge:1:2:in"
    assert extend_key(f"apply:{UUID}", 7) == f"apply:{UUID}:7"
    assert extend_key("aml:3:1", "word") == "aml:3:1:word"


@pytest.mark.parametrize("part", FOREIGN)
def test_nothing_else_becomes_part_of_a_key(part):
    with pytest.raises(ValueError, match="request key"):
        request_key("pos", part)
    assert not is_uuid(part)


@pytest.mark.parametrize("door", ["", "S00005", "pos:", "Pos", "pos:aml", None, 1])
def test_doors_are_words(door):
    with pytest.raises(ValueError, match="request key"):
        request_key(door, UUID)


def test_a_key_without_parts_is_none():
    with pytest.raises(ValueError, match="request key"):
        request_key("pos")
    with pytest.raises(ValueError, match="request key"):
        extend_key("S00005", 1)


def test_numbers_of_browsers_and_python_are_uuids():
    assert is_uuid(UUID)
    assert is_uuid(str(uuid4()))


def test_ids_are_read_back():
    assert read_id("tx:12", "tx") == 12
    assert [read_id(key, "tx") for key in ("tx:12:1", "aml:12", "S00012", "tx:")] == [None] * 4
