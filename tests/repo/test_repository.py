"""The repository keeps its own rules: every check finds nothing here."""

import pytest

from tests.repo import (
    boundaries,
    classes,
    dead,
    guide,
    habits,
    keys,
    manifests,
    menus,
    prefixes,
    sentences,
    shown,
    translations,
    wiring,
    words,
)
from tools import style
from tools.paths import ROOT


def _nothing(problems):
    assert not problems, "\n" + "\n".join(problems)


def test_the_star_holds():
    _nothing(boundaries.problems(ROOT))


def test_request_keys_are_made_in_one_place():
    _nothing(keys.problems(ROOT))


def test_manifests_are_complete_and_name_every_file():
    _nothing(manifests.problems(ROOT))


def test_pages_news_and_hooks_are_of_today():
    _nothing(habits.problems(ROOT))


def test_everything_is_reached():
    _nothing(wiring.problems(ROOT))


def test_menus_have_one_name_and_the_app_leads_to_all():
    _nothing(menus.problems(ROOT))


def test_every_addon_has_its_translations():
    missing = wiring.without_translations(ROOT)
    if missing:
        pytest.skip(f"no i18n/ folder yet: {', '.join(missing)}")


def test_classes_say_what_they_add_and_keep_their_sections():
    _nothing(classes.problems(ROOT))


def test_nothing_is_kept_that_only_tests_call():
    _nothing(dead.problems(ROOT))


def test_files_are_short_and_say_what_they_are_for():
    _nothing(style.problems(ROOT))


def test_the_guide_names_what_is_on_the_screen():
    _nothing(guide.problems(ROOT))


def test_empty_lists_say_what_to_do_first():
    _nothing(guide.tips(ROOT))


def test_words_around_a_value_are_one_string():
    _nothing(sentences.problems(ROOT))


def test_lists_show_names_whole_and_bars_what_is_over():
    _nothing(shown.problems(ROOT))


def test_what_people_read_is_translated():
    _nothing(translations.problems(ROOT))


def test_nothing_private_is_written_down():
    _nothing(words.problems(ROOT))


def test_pages_name_commands_and_files_that_exist():
    _nothing(words.broken_promises(ROOT))


def test_the_page_about_the_next_version_names_what_is_there():
    _nothing(words.next_version(ROOT))


def test_fields_on_models_of_odoo_have_a_prefix_of_ours():
    _nothing(prefixes.problems(ROOT))


def test_the_list_of_older_names_only_gets_shorter():
    _nothing(prefixes.gone(ROOT))
