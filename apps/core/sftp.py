"""Files put onto an SFTP server: its key is pinned, and a file appears under its name only when it is whole.

Through the same guard against private networks as every other outgoing call.
"""

import base64
import errno
import hashlib
import io
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import paramiko

from apps.core.addresses import AddressRefused, public_address
from apps.core.errors import Place, Rejected, Temporary

#: Seconds for the way there, and for each answer on it.
PATIENCE = 20.0
#: Kinds of keys by which people sign in; a name says which a text holds, and none else reads it.
KEYS: tuple[type[paramiko.PKey], ...] = (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey)
#: By which algorithms a server proves a key of a kind, where they are not called as the kind is.
ALGORITHMS = {"ssh-rsa": ("rsa-sha2-512", "rsa-sha2-256")}
#: What a server answers when it will not; anything else may pass by itself.
REFUSALS = {errno.ENOENT: "outlet.no_folder", errno.EACCES: "outlet.not_allowed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where files go, and as whom; ``host_key`` is the one that the server must have, as OpenSSH writes it.

    ``allowed`` holds ``host:port`` texts inside private networks that may be reached all the same.
    """

    host: str
    port: int
    username: str
    password: str = field(default="", repr=False)
    private_key: str = field(default="", repr=False)
    host_key: str = ""
    allowed: frozenset[str] = frozenset()


def key_of(server: Server) -> str:
    """Ask a server for its key, as OpenSSH writes it; whether it is the right one is for a person to say."""
    with reached(server) as transport:
        key = transport.get_remote_server_key()
        return f"{key.get_name()} {key.get_base64()}"


def fingerprint(host_key: str) -> str:
    """Give what people compare a key by, as OpenSSH shows it; an empty text for none."""
    if not host_key:
        return ""
    digest = hashlib.sha256(base64.b64decode(host_key.split()[1])).digest()
    return f"SHA256:{base64.b64encode(digest).decode().rstrip('=')}"


def put(server: Server, folder: str, name: str, data: bytes) -> None:
    """Put a file into a folder of a server; one of this name that is there already and the same is left alone.

    Raises `Rejected` for one that differs, and for what only a person can put right.
    """
    if not server.host_key:
        raise Rejected("outlet.no_host_key", place=Place.HERE)
    with signed_in(server) as sftp:
        path = f"{folder.rstrip('/')}/{name}" if folder else name
        if not there(sftp, path, data):
            write(sftp, path, data)


def there(sftp: paramiko.SFTPClient, path: str, data: bytes) -> bool:
    """Tell whether the very file is there; another one of this name is never overwritten."""
    try:
        size = sftp.stat(path).st_size
    except FileNotFoundError:
        return False
    if size == len(data):
        with sftp.open(path, "rb") as held:
            if held.read() == data:
                return True
    raise Rejected("outlet.name_taken", place=Place.TARGET, name=path)


def write(sftp: paramiko.SFTPClient, path: str, data: bytes) -> None:
    """Write a file under a name that nobody looks for, then give it its own; the server refuses one that is taken."""
    folder, slash, name = path.rpartition("/")
    hidden = f"{folder}{slash}.{name}.part"
    with sftp.open(hidden, "wb") as file:
        file.set_pipelined(True)
        file.write(data)
    try:
        sftp.rename(hidden, path)
    except OSError:
        with suppress(OSError):
            sftp.remove(hidden)
        if not there(sftp, path, data):
            raise


@contextmanager
def signed_in(server: Server) -> Iterator[paramiko.SFTPClient]:
    """Give a connection to the server on which files can be put."""
    with reached(server) as transport:
        key = transport.get_remote_server_key()
        if f"{key.get_name()} {key.get_base64()}" != server.host_key:
            raise Rejected("outlet.host_key_changed", place=Place.HERE, host=server.host)
        try:
            if server.private_key:
                transport.auth_publickey(server.username, key_in(server.private_key))
            else:
                transport.auth_password(server.username, server.password)
        except paramiko.AuthenticationException as error:
            raise Rejected("outlet.sign_in_refused", place=Place.HERE, host=server.host) from error
        sftp = paramiko.SFTPClient.from_transport(transport)
        if sftp is None:
            raise Temporary("outlet.unreachable", host=server.host)
        sftp.get_channel().settimeout(PATIENCE)
        yield sftp


@contextmanager
def reached(server: Server) -> Iterator[paramiko.Transport]:
    """Give a connection on which nobody has signed in yet; what goes wrong on it becomes a trouble of ours."""
    try:
        transport = paramiko.Transport(socket.create_connection((address_of(server), server.port), PATIENCE))
        try:
            prefer(transport, server.host_key)
            transport.start_client(timeout=PATIENCE)
            yield transport
        finally:
            transport.close()
    except AddressRefused as error:
        raise Rejected("outlet.address_refused", place=Place.HERE, host=server.host) from error
    except (paramiko.SSHException, EOFError, OSError) as error:
        if code := REFUSALS.get(getattr(error, "errno", None) or 0):
            raise Rejected(code, place=Place.HERE, host=server.host) from error
        raise Temporary("outlet.unreachable", host=server.host) from error


def address_of(server: Server) -> str:
    """Give the address that is connected to: the one that was looked at, unless the host is allowed by name."""
    if f"{server.host}:{server.port}" in server.allowed:
        return server.host
    return public_address(server.host, server.port)


def prefer(transport: paramiko.Transport, host_key: str) -> None:
    """Ask a server that has several keys for the one that is pinned."""
    if host_key:
        kind = host_key.split(maxsplit=1)[0]
        options = transport.get_security_options()
        known = ALGORITHMS.get(kind, (kind,))
        options.key_types = sorted(options.key_types, key=lambda name: name not in known)


def key_in(text: str) -> paramiko.PKey:
    """Read a private key of any kind; raises `Rejected` for what is none, or is locked by a password."""
    for kind in KEYS:
        with suppress(paramiko.SSHException, ValueError):
            return kind.from_private_key(io.StringIO(text.strip() + "\n"))
    raise Rejected("outlet.key_unreadable", place=Place.HERE)
