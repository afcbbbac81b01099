"""Spark over the star: the statements of DuckDB, carried over, where one machine is too small."""

from __future__ import annotations

import atexit
import os
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlglot

from liuke.insight.engine.duckdb_engine import StarIncomplete
from liuke.values.refusal import Refusal

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

DEFAULT_MASTER = "local-cluster[2,1,1024]"
"""Two executors in processes of their own, so that all that a cluster needs to carry is carried here too."""

JAVA_NEEDED = 17
REMOTE = "sc://"


class SparkMissing(Refusal):
    code = "spark_missing"
    sentence = "Spark is not installed. Install it with: pip install 'liuke[spark]'"


class JavaMissing(Refusal):
    code = "java_missing"
    sentence = (
        "Spark needs Java %(needed)s or newer; found: %(found)s. Install Java %(needed)s or set JAVA_HOME."
    )


class SparkDidNotStart(Refusal):
    code = "spark_did_not_start"
    sentence = (
        "Spark did not start on %(master)s: %(why)s. Check LIUKE_SPARK_MASTER, or leave out --engine spark."
    )


def spark_sql(sql: str) -> str:
    """The Spark statement for one in the DuckDB dialect. Raises sqlglot's UnsupportedError, never guesses.

    >>> spark_sql("SELECT count(*) FILTER (WHERE kinds IS DISTINCT FROM 2) FROM visit")
    'SELECT COUNT(*) FILTER(WHERE kinds IS DISTINCT FROM 2) FROM visit'
    """
    (statement,) = sqlglot.transpile(
        sql, read="duckdb", write="spark", unsupported_level=sqlglot.ErrorLevel.RAISE
    )
    return statement


class SparkEngine:
    """Answers statements in the DuckDB dialect with Spark: the same rows, dates and numbers as DuckDB gives.

    The session ends with ``close``, at the latest with the program.
    """

    name = "spark"

    def __init__(self, session: SparkSession, *, master: str) -> None:
        self._session: SparkSession | None = session
        self._litter = _executor_folder(session) if master.startswith("local-cluster") else None
        atexit.register(self.close)

    @classmethod
    def open(cls, *, folder: Path, tables: tuple[str, ...], master: str | None = None) -> SparkEngine:
        """An engine with a view for each Parquet table of the star in ``folder``, which all workers must see.

        ``master`` is a Spark master or a Spark Connect address (``sc://…``); without it LIUKE_SPARK_MASTER,
        else two executors on this machine. Raises StarIncomplete, SparkMissing, JavaMissing and
        SparkDidNotStart.
        """
        for table in tables:
            if not (folder / f"{table}.parquet").exists():
                raise StarIncomplete(folder=str(folder), table=table)
        chosen = master or os.environ.get("LIUKE_SPARK_MASTER") or DEFAULT_MASTER
        session = _start(chosen)
        for table in tables:
            source = str((folder / f"{table}.parquet").resolve())
            session.read.parquet(source).createOrReplaceTempView(table)
        return cls(session, master=chosen)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        assert self._session is not None, "the engine is closed"
        return [tuple(row) for row in self._session.sql(spark_sql(sql)).collect()]

    def close(self) -> None:
        """Ends the session and its executors; a second call does nothing."""
        if self._session is None:
            return
        self._session.stop()
        self._session = None
        atexit.unregister(self.close)
        if self._litter is not None:
            shutil.rmtree(self._litter, ignore_errors=True)


def _start(master: str) -> SparkSession:
    """A session. Money is added in long integers and an overflow is an error, as in DuckDB."""
    if find_spec("pyspark") is None:
        raise SparkMissing
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("liuke")
    if master.startswith(REMOTE):
        builder = builder.remote(master)
    else:
        _check_java()
        builder = builder.master(master)
        for setting, value in (_SETTINGS | _LOCAL if master.startswith("local") else _SETTINGS).items():
            builder = builder.config(setting, value)
    try:
        session = builder.getOrCreate()
        session.conf.set("spark.sql.session.timeZone", "UTC")
        session.conf.set("spark.sql.ansi.enabled", "true")
    except PySparkException as failed:
        raise SparkDidNotStart(master=master, why=str(failed).strip().splitlines()[0]) from failed
    return session


_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.extraJavaOptions": "-Dlog4j2.configurationFile="
    + Path(__file__).with_name("spark_log4j2.properties").as_uri(),
}
_LOCAL = {
    # the name of the machine need not resolve, and nobody outside has to reach the driver
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    # the answers are a few rows wide: two hundred partitions would be two hundred empty tasks
    "spark.sql.shuffle.partitions": "8",
}


def _check_java() -> None:
    """Spark's own message for a missing or old Java is a page of trace."""
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    if java is None or not Path(java).exists():
        raise JavaMissing(needed=JAVA_NEEDED, found=f"JAVA_HOME={home}" if home else "—")
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr  # noqa: S603
    version = re.search(r'version "(?:1\.)?(\d+)', told)
    if version is None or int(version[1]) < JAVA_NEEDED:
        raise JavaMissing(needed=JAVA_NEEDED, found=told.splitlines()[0] if told else java)


def _executor_folder(session: SparkSession) -> Path:
    """Where the executors of a local cluster leave their logs: inside Spark's own installation."""
    import pyspark

    home = os.environ.get("SPARK_HOME") or str(Path(pyspark.__file__).parent)
    return Path(home) / "work" / str(session.sparkContext.applicationId)
