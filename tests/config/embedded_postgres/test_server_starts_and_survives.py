"""The embedded server: first start, adoption, kill -9, strange places, and who may come near it."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from liuke.config.embedded_postgres import program as programs
from liuke.config.embedded_postgres.cluster import LONGEST_SOCKET, MAINTENANCE, SUPERUSER, Cluster
from liuke.config.embedded_postgres.initialise import OtherMajorVersion, PasswordFileMissing
from liuke.config.embedded_postgres.postmaster import alive, postmaster_of
from liuke.config.embedded_postgres.program import find_program, reachable_program
from liuke.config.embedded_postgres.provision import provision
from liuke.config.embedded_postgres.server_user import CannotPass, server_user
from liuke.config.embedded_postgres.start import ServerNotStarted, start
from liuke.config.embedded_postgres.stop import stop

pytestmark = pytest.mark.whole

AS_ROOT = os.geteuid() == 0
BUSY = "DO $$ BEGIN LOOP PERFORM 1; END LOOP; END $$"


@pytest.fixture(scope="module")
def own() -> Iterator[Cluster]:
    """A cluster these tests may kill, in a home with blanks, Chinese characters and a quotation mark."""
    base = Path(tempfile.mkdtemp(prefix="liuke-test-"))
    base.chmod(0o711)
    made = Cluster(home=base / '留客 "数据" 一店', durable=False)
    start(made)
    provision(made)
    yield made
    stop(made)
    shutil.rmtree(base)


def connect(cluster: Cluster) -> psycopg.Connection:
    return psycopg.connect(cluster.url(role=SUPERUSER, database=MAINTENANCE), autocommit=True)


def value(cluster: Cluster, query: str) -> object:
    with connect(cluster) as connection:
        row = connection.execute(query.encode()).fetchone()
    return row[0] if row else None


def run_until_cut_off(connection: psycopg.Connection) -> None:
    with pytest.raises(psycopg.Error):
        connection.execute(BUSY)


def as_user(user: pwd.struct_passwd, script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs a script as somebody else, with the first Python of ours that is open to him."""
    system = f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}"
    for python in (sys.executable, system):
        try:
            done = subprocess.run(
                [python, "-c", script, *arguments],
                capture_output=True,
                text=True,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
                cwd="/",
                user=user.pw_uid,
                group=user.pw_gid,
                extra_groups=[],
                check=False,
            )
        except OSError:
            continue
        if "No module named" not in done.stderr:
            return done
    pytest.skip("Python or this checkout is closed to other users")


def wait_until(gone: int) -> None:
    deadline = time.monotonic() + 20
    while alive(gone):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_the_first_start_gives_checked_pages_utf8_and_utc(own: Cluster) -> None:
    start(own)
    assert value(own, "SHOW data_checksums") == "on"
    assert value(own, "SHOW server_encoding") == "UTF8"
    assert value(own, "SHOW timezone") == "UTC"
    assert value(own, "SELECT upper('é')") == "É"


def test_a_second_start_adopts_the_running_server(own: Cluster) -> None:
    first = start(own)
    second = start(own)
    assert (second.adopted, second.pid) == (True, first.pid)


def test_after_kill_9_of_the_server_no_committed_row_is_lost(own: Cluster) -> None:
    running = start(own)
    with connect(own) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS visit (plate text)")
        connection.execute("INSERT INTO visit VALUES ('沪AD12345')")
    os.kill(running.pid, signal.SIGKILL)
    wait_until(gone=running.pid)
    again = start(own)
    assert not again.adopted
    assert value(own, "SELECT count(*) FROM visit WHERE plate = '沪AD12345'") == 1


def test_a_backend_left_behind_in_the_middle_of_its_work_does_not_block_the_next_start(own: Cluster) -> None:
    running = start(own)
    with connect(own) as connection:
        backend = connection.info.backend_pid
        busy = threading.Thread(target=run_until_cut_off, args=[connection])
        busy.start()
        time.sleep(0.3)
        os.kill(running.pid, signal.SIGKILL)
        wait_until(gone=running.pid)
        assert alive(backend)
        again = start(own)
        busy.join(timeout=10)
    assert not again.adopted
    assert not alive(backend)
    assert value(own, "SELECT 1") == 1


def test_a_pid_file_whose_number_is_now_another_program_is_no_obstacle(own: Cluster) -> None:
    start(own)
    content = own.pid_file.read_text()
    stop(own)
    own.pid_file.write_text(content.replace(content.split("\n")[0], str(os.getpid()), 1))
    shutil.chown(own.pid_file, own.data.owner(), own.data.group())
    assert postmaster_of(own) is None
    assert not start(own).adopted


def test_stopping_leaves_no_process_and_stopping_again_is_fine(own: Cluster) -> None:
    running = start(own)
    stop(own)
    assert not alive(running.pid)
    assert not own.pid_file.exists()
    stop(own)


def test_nothing_listens_on_the_network_and_nobody_else_reaches_the_socket(own: Cluster) -> None:
    running = start(own)
    assert value(own, "SHOW listen_addresses") == ""
    sockets = {
        os.readlink(entry) for entry in Path(f"/proc/{running.pid}/fd").iterdir() if entry.is_symlink()
    }
    tcp = Path("/proc/net/tcp").read_text() + Path("/proc/net/tcp6").read_text()
    listening = {f"socket:[{line.split()[9]}]" for line in tcp.splitlines() if " 0A " in line}
    assert not sockets & listening
    for folder in (own.socket_folder, own.data, own.log_folder):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700, folder
    assert stat.S_IMODE(own.password_file.stat().st_mode) == 0o600


def test_settings_edited_into_postgresql_conf_cannot_open_the_network(own: Cluster) -> None:
    stop(own)
    with (own.data / "postgresql.conf").open("a") as file:
        file.write("listen_addresses = '*'\n")
    start(own)
    assert value(own, "SHOW listen_addresses") == ""


def test_without_the_password_nobody_comes_in(own: Cluster) -> None:
    start(own)
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(host=str(own.socket_folder), user=SUPERUSER, dbname=MAINTENANCE, password="guess")


def test_a_lost_password_file_is_told_and_not_replaced(own: Cluster) -> None:
    kept = own.password_file.read_text()
    own.password_file.unlink()
    with pytest.raises(PasswordFileMissing):
        start(own)
    assert not own.password_file.exists()
    own.password_file.write_text(kept)
    own.password_file.chmod(0o600)


def test_data_of_another_major_version_is_refused_and_names_the_way_over(own: Cluster) -> None:
    stop(own)
    version = own.data / "PG_VERSION"
    kept = version.read_text()
    version.write_text("16\n")
    with pytest.raises(OtherMajorVersion, match=r"liuke backup.*liuke restore"):
        start(own)
    version.write_text(kept)


def test_a_server_that_cannot_start_says_why_with_its_own_words(own: Cluster) -> None:
    stop(own)
    settings = own.data / "postgresql.conf"
    kept = settings.read_text()
    settings.write_text(kept + "max_connections = viele\n")
    with pytest.raises(ServerNotStarted, match=r"FATAL|max_connections"):
        start(own)
    settings.write_text(kept)


def test_a_home_with_a_very_long_path_gets_a_short_socket_folder_of_its_own(home: Path) -> None:
    cluster = Cluster(home=home / ("很长的文件夹" * 6) / ("x" * 60), durable=False)
    cluster.home.parent.mkdir(parents=True, mode=0o711)
    home.chmod(0o711)
    start(cluster)
    try:
        assert value(cluster, "SELECT 1") == 1
        assert len(os.fsencode(cluster.socket_folder / ".s.PGSQL.5432")) <= LONGEST_SOCKET
        assert stat.S_IMODE(cluster.socket_folder.stat().st_mode) == 0o700
    finally:
        stop(cluster)
        shutil.rmtree(cluster.socket_folder)


@pytest.mark.skipif(not AS_ROOT, reason="only root can become somebody else")
def test_an_ordinary_user_runs_the_server_himself(home: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    home.mkdir()
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    script = (
        "import sys; from pathlib import Path; from liuke.config.embedded_postgres.cluster import Cluster; "
        "from liuke.config.embedded_postgres.start import start; from liuke.config.embedded_postgres.stop "
        "import stop; c = Cluster(home=Path(sys.argv[1]) / 'own', durable=False); print(start(c).pid); stop(c)"
    )
    done = as_user(nobody, script, str(home))
    assert done.returncode == 0, done.stderr
    assert (home / "own/postgres/data").stat().st_uid == nobody.pw_uid
    assert not alive(int(done.stdout))


@pytest.mark.skipif(not AS_ROOT, reason="an ordinary user needs no other")
def test_as_root_the_server_runs_as_a_user_without_privileges(own: Cluster) -> None:
    running = start(own)
    user = server_user()
    assert user is not None
    assert user.uid != 0
    assert Path(f"/proc/{running.pid}").stat().st_uid == user.uid


@pytest.mark.skipif(not AS_ROOT, reason="an ordinary user needs no other")
def test_a_home_the_server_user_cannot_enter_is_refused_and_not_opened(home: Path) -> None:
    home.mkdir(mode=0o700)
    with pytest.raises(CannotPass, match="chmod"):
        start(Cluster(home=home / "deeper", durable=False))
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


@pytest.mark.skipif(not AS_ROOT, reason="an ordinary user reaches what he installed")
def test_programs_the_server_user_cannot_reach_are_copied_once_and_run(home: Path) -> None:
    hidden = home / "hidden"
    found = find_program()
    shutil.copytree(found.root, hidden / "embedded_postgres/pginstall", symlinks=True)
    libraries = found.root.parent.parent / programs.LIBRARIES
    if libraries.exists():
        shutil.copytree(libraries, hidden / programs.LIBRARIES)
    hidden.chmod(0o700)
    home.chmod(0o711)
    closed = programs.Program(root=hidden / "embedded_postgres/pginstall", version=found.version)
    user = server_user()
    copy = reachable_program(closed, user=user, copies=home)
    assert copy.root.is_relative_to(home / f"program-{found.version}")
    stamp = copy.path("initdb").stat().st_mtime_ns, copy.path("initdb").stat().st_ino
    assert reachable_program(closed, user=user, copies=home) == copy
    assert stamp == (copy.path("initdb").stat().st_mtime_ns, copy.path("initdb").stat().st_ino)
    shutil.rmtree(hidden)
    for name in ("postgres", "initdb", "pg_dump"):
        subprocess.run(
            [copy.path(name), "--version"],
            check=True,
            capture_output=True,
            **(user.as_child() if user else {}),
        )
