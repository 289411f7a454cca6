"""A Spark of a master and two workers of one core, for the bench: started and stopped by process number.

Everything listens on loopback. What a cluster's owner would set in spark-defaults.conf (memory) stands in a folder of
its own, so that the product is asked as on any other cluster: by the address alone.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.loopback import await_port, free_port

WORKERS = 2
CORES = 1  # of a worker
DEFAULTS = {
    "spark.driver.memory": "2g",
    "spark.executor.memory": "2g",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.showConsoleProgress": "false",
}
QUIET = """rootLogger.level = error
rootLogger.appenderRef.stderr.ref = stderr
appender.stderr.type = Console
appender.stderr.name = stderr
appender.stderr.target = SYSTEM_ERR
appender.stderr.layout.type = PatternLayout
appender.stderr.layout.pattern = %p %c: %m%n
"""
STARTS_WITHIN = 60  # seconds


def environment(spark: Path, folder: Path) -> dict[str, str]:
    """What a process that asks Spark needs to know: where pyspark lies, what stands in its settings."""
    settings = folder / "conf"
    settings.mkdir(parents=True, exist_ok=True)
    (settings / "spark-defaults.conf").write_text("".join(f"{name} {value}\n" for name, value in DEFAULTS.items()))
    (settings / "log4j2.properties").write_text(QUIET)
    return {
        "PYTHONPATH": str(spark),
        "SPARK_HOME": str(spark / "pyspark"),
        "SPARK_CONF_DIR": str(settings),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LOCAL_DIRS": str(folder / "local"),
    }


@contextmanager
def standing(spark: Path, folder: Path) -> Iterator[str]:
    """The address of a cluster of this process's own; stopped at the end."""
    known = os.environ | environment(spark, folder)
    port = free_port()
    address = f"spark://127.0.0.1:{port}"
    words = ["--host", "127.0.0.1", "--webui-port", "0"]
    of_worker = [*words, "--cores", str(CORES), "--memory", "3g", "--work-dir", str(folder / "work"), address]
    processes = [_started("master.Master", [*words, "--port", str(port)], known)]
    try:
        await_port(port, STARTS_WITHIN, "Spark's master did not start: is there a Java of 17?")
        processes += [_started("worker.Worker", of_worker, known) for _one in range(WORKERS)]
        yield address
    finally:
        for one in reversed(processes):
            one.terminate()
        for one in processes:
            try:
                one.wait(20)
            except subprocess.TimeoutExpired:
                one.kill()


def _started(what: str, words: list[str], known: dict[str, str]) -> subprocess.Popen[bytes]:
    """`spark-class` becomes the Java it starts, so its process number is Java's."""
    starter = str(Path(known["SPARK_HOME"]) / "bin" / "spark-class")
    return subprocess.Popen([starter, f"org.apache.spark.deploy.{what}", *words], env=known, stdout=sys.stderr)
