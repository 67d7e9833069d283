"""A real SFTP server on loopback, in threads of its own, over a folder of a test."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import paramiko
from paramiko import SFTPAttributes, SFTPHandle, SFTPServer, SFTPServerInterface


class Door(paramiko.ServerInterface):
    """Lets one user in, with a password or a key."""

    def __init__(self, house: "House") -> None:
        self.house = house

    def check_auth_password(self, username: str, password: str) -> Any:
        right = (username, password) == ("ponte", self.house.password)
        return paramiko.AUTH_SUCCESSFUL if right else paramiko.AUTH_FAILED

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> Any:
        return paramiko.AUTH_SUCCESSFUL if key == self.house.users_key else paramiko.AUTH_FAILED

    def get_allowed_auths(self, username: str) -> str:
        return "password,publickey"

    def check_channel_request(self, kind: str, chanid: int) -> Any:
        return paramiko.OPEN_SUCCEEDED


class Shelf(SFTPServerInterface):
    """A folder; renaming over a file that is there fails, as version 3 of the protocol has it."""

    house: "House"

    def at(self, path: str) -> Path:
        return self.house.root / str(self.canonicalize(path)).lstrip("/")

    def stat(self, path: str) -> Any:
        try:
            return SFTPAttributes.from_stat(self.at(path).stat())
        except OSError as error:
            return SFTPServer.convert_errno(error.errno or 0)

    lstat = stat

    def open(self, path: str, flags: int, attr: Any) -> Any:
        if self.house.closed and flags & os.O_WRONLY:
            return paramiko.SFTP_PERMISSION_DENIED
        self.house.written += [path] if flags & os.O_WRONLY else []
        try:
            number = os.open(self.at(path), flags, 0o600)
        except OSError as error:
            return SFTPServer.convert_errno(error.errno or 0)
        held = SFTPHandle(flags)
        held.readfile = held.writefile = os.fdopen(number, "r+b" if flags & os.O_RDWR else "wb" if flags else "rb")
        return held

    def rename(self, oldpath: str, newpath: str) -> Any:
        if self.at(newpath).exists():
            return paramiko.SFTP_FAILURE
        self.at(oldpath).rename(self.at(newpath))
        return paramiko.SFTP_OK

    def remove(self, path: str) -> Any:
        self.at(path).unlink()
        return paramiko.SFTP_OK


class House:
    """The server: its folder, its key, and the ways in."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.password = "correct horse"
        self.key: paramiko.PKey = paramiko.ECDSAKey.generate()
        self.users_key: paramiko.PKey | None = None
        self.written: list[str] = []
        self.closed = False
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.socket.getsockname()[1]
        self.transports: list[paramiko.Transport] = []
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()

    @property
    def host_key(self) -> str:
        return f"{self.key.get_name()} {self.key.get_base64()}"

    def serve(self) -> None:
        while True:
            try:
                caller, _address = self.socket.accept()
            except OSError:
                return
            transport = paramiko.Transport(caller)
            transport.add_server_key(self.key)
            shelf = type("OwnShelf", (Shelf,), {"house": self})
            transport.set_subsystem_handler("sftp", SFTPServer, shelf)
            self.transports.append(transport)
            transport.start_server(event=threading.Event(), server=Door(self))  # waits for nobody

    def close(self) -> None:
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        for transport in self.transports:
            transport.close()
        self.thread.join(10)


@contextmanager
def serving(root: Path) -> Iterator[House]:
    """Run a server over a folder."""
    house = House(root)
    try:
        yield house
    finally:
        house.close()
