"""The cluster's own folders: made, and given to the server's user, never anybody else's."""

from __future__ import annotations

import os
from pathlib import Path

from liuke.config.embedded_postgres.cluster import Cluster
from liuke.config.embedded_postgres.server_user import ServerUser, check_can_pass
from liuke.config.home.prepare_home import prepare_home
from liuke.values.refusal import Refusal


class FolderNotOurs(Refusal):
    code = "folder_not_ours"
    sentence = "The folder %(folder)s belongs to somebody else. Remove it, or choose a shorter LIUKE_HOME."


def prepare_folders(cluster: Cluster, *, user: ServerUser | None) -> None:
    """Home, postgres/, postgres/log and the socket folder. The data folder is made whole by initdb.

    Raises HomeNotWritable, CannotPass, FolderNotOurs.
    """
    prepare_home(cluster.home)
    _make(cluster.folder, mode=0o711 if user else 0o700, user=None)
    if user:
        check_can_pass(user, cluster.folder)
    _make(cluster.log_folder, mode=0o700, user=user)
    _make(cluster.socket_folder, mode=0o700, user=user)


def _make(folder: Path, *, mode: int, user: ServerUser | None) -> None:
    """A folder of ``mode``. One that is there must be ours: in a shared place a stranger may have made it."""
    owner, group = (user.uid, user.gid) if user else (os.geteuid(), os.getegid())
    try:
        folder.mkdir()
    except FileExistsError:
        status = folder.lstat()
        if folder.is_symlink() or status.st_uid not in (owner, os.geteuid()):
            raise FolderNotOurs(folder=folder) from None
    if user:
        os.chown(folder, owner, group)
    folder.chmod(mode)
