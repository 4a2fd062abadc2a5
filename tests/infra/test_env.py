"""The typed readers of the environment, and a portal that refuses to start on bad values."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from gutersloh_portal import env
from tests.infra.conftest import python

KEY = "k" * 40
GOOD = {
    "DATABASE_URL": "host=db user=portal dbname=portal",
    "DATABASE_PASSWORD": "correct horse",
    "REDIS_URL": "redis://queue:6379/0",
    "SECRET_KEY": KEY,
}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("1", True), ("TRUE", True), (" yes ", True), ("on", True), ("0", False), ("no", False), ("", False)],
)
def test_a_flag_is_read(monkeypatch: pytest.MonkeyPatch, raw: str, expected: bool) -> None:
    monkeypatch.setenv("SWITCH", raw)
    assert env.flag("SWITCH") is expected


def test_unset_variables_have_their_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTHING", raising=False)
    assert env.flag("NOTHING", default=True) is True
    assert env.number("NOTHING", 7) == 7
    assert env.text("NOTHING", "x") == "x"
    assert env.words("NOTHING", "a, b,") == ["a", "b"]
    assert env.optional_secret("NOTHING") == ""


@pytest.mark.parametrize("raw", ["ja", "2", "maybe"])
def test_an_unclear_flag_is_refused(monkeypatch: pytest.MonkeyPatch, raw: str) -> None:
    monkeypatch.setenv("SWITCH", raw)
    with pytest.raises(ImproperlyConfigured, match="SWITCH must be 1 or 0"):
        env.flag("SWITCH")


def test_a_number_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNT", "four")
    with pytest.raises(ImproperlyConfigured, match="COUNT must be a whole number"):
        env.number("COUNT", 1)


@pytest.mark.parametrize("value", ["", "  ", "changeme", "Secret", "short"])
def test_an_empty_or_well_known_secret_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("TOKEN", value)
    with pytest.raises(ImproperlyConfigured, match="TOKEN"):
        env.secret("TOKEN", minimum=12)


def test_a_secret_comes_from_its_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("from the file\n")
    monkeypatch.setenv("TOKEN_FILE", str(path))
    monkeypatch.setenv("TOKEN", "from the variable")
    assert env.secret("TOKEN") == "from the file"
    path.write_text("\n")
    with pytest.raises(ImproperlyConfigured, match="TOKEN is empty"):
        env.optional_secret("TOKEN")


def test_several_secrets_come_from_one_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "tokens"
    monkeypatch.setenv("TOKENS_FILE", str(path))
    path.write_text("")
    assert env.secret_words("TOKENS") == []
    path.write_text("the first one\nthe second, the third\n")
    assert env.secret_words("TOKENS", minimum=9) == ["the first one", "the second", "the third"]
    with pytest.raises(ImproperlyConfigured, match="TOKENS holds a placeholder or a short one"):
        env.secret_words("TOKENS", minimum=10)


def test_a_database_address_is_read_as_psycopg_reads_it() -> None:
    entry = env.database("postgresql://anna@db.example.org:5433/portal?sslmode=require", password="pässword")
    assert entry == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "portal",
        "USER": "anna",
        "PASSWORD": "pässword",
        "HOST": "db.example.org",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }
    with pytest.raises(ImproperlyConfigured, match="not a PostgreSQL address"):
        env.database("mysql://db/portal")


def test_the_queue_password_is_put_into_its_address() -> None:
    assert env.broker("redis://queue:6379/0", password="a/b@c") == "redis://:a%2Fb%40c@queue:6379/0"
    assert env.broker("redis://:own@queue/0", password="other") == "redis://:own@queue/0"
    assert env.broker("redis://queue/0") == "redis://queue/0"


def load(tmp_path: Path, **values: str) -> str:
    """What loading the settings says: nothing, or the last line of the refusal."""
    code = "from django.conf import settings; settings.SECRET_KEY"
    done = python("-c", code, data_dir=tmp_path, DJANGO_SETTINGS_MODULE="gutersloh_portal.settings", **values)
    return done.stderr.strip().rpartition("\n")[2]


def test_a_complete_environment_starts(tmp_path: Path) -> None:
    assert load(tmp_path, **GOOD) == ""
    assert list(tmp_path.iterdir()) == []  # no key of its own beside the operator's


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("SECRET_KEY", "", "SECRET_KEY is empty"),
        ("SECRET_KEY", "changeme", "SECRET_KEY is a placeholder or too short"),
        ("SECRET_KEY", "k" * 31, "SECRET_KEY is a placeholder or too short"),
        ("SECRET_KEY_FALLBACKS", KEY + ",changeme", "SECRET_KEY_FALLBACKS holds a placeholder"),
        ("REDIS_URL", "", "REDIS_URL is empty"),
        ("DATABASE_PASSWORD", "password", "DATABASE_PASSWORD is a placeholder"),
        ("REDIS_PASSWORD", "changeme", "REDIS_PASSWORD is a placeholder"),
        ("PORTAL_HOSTS", "*", "PORTAL_HOSTS must name the hosts"),
        ("EMAIL_SSL", "1", "EMAIL_SSL (TLS from the start) and EMAIL_TLS (STARTTLS) exclude each other"),
        ("PORTAL_DEMO", "perhaps", "PORTAL_DEMO must be 1 or 0"),
    ],
)
def test_a_bad_environment_is_refused(tmp_path: Path, name: str, value: str, word: str) -> None:
    assert word in load(tmp_path, **(GOOD | {name: value}))


@pytest.mark.parametrize(("ssl", "tls"), [("0", "1"), ("1", "0"), ("0", "0")])
def test_the_way_to_the_mail_server_is_as_said(tmp_path: Path, ssl: str, tls: str) -> None:
    code = "from django.core.mail import get_connection as c; print(int(c().use_ssl), int(c().use_tls), c().port)"
    told = {"EMAIL_HOST": "mail.example.org", "EMAIL_SSL": ssl, "EMAIL_TLS": tls, "EMAIL_PORT": "465"}
    settings = {"DJANGO_SETTINGS_MODULE": "gutersloh_portal.settings"} | GOOD | told
    assert python("-c", code, data_dir=tmp_path, **settings).stdout.split() == [ssl, tls, "465"]
