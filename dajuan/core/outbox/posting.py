"""Asking another host, carefully: no redirect is followed, and only addresses somebody may reach are reached.

The name is resolved once and the connection made to the very address that was looked at: a name that answers
differently the second time leads nowhere (DNS rebinding).
"""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import SplitResult, urlsplit

TIMEOUT = 10  # seconds
MOST_READ = 2000  # bytes of an answer


class NotSent(Exception):
    """It did not go out. `again`: another try may help. `perhaps`: it may have arrived all the same."""

    def __init__(self, why: str, *, again: bool = True, perhaps: bool = False) -> None:
        super().__init__(why)
        self.again = again
        self.perhaps = perhaps


@dataclass(frozen=True)
class Answer:
    """What the other host said: its status and the beginning of its text."""

    status: int
    text: str

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300


def host_of(address: str) -> str:
    """Host and port of an address as an allow list writes them: `hooks.zone.internal:8443`; empty for no address."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None:
        return ""
    return parts.hostname if port in (None, 80, 443) else f"{parts.hostname}:{port}"


def post(address: str, body: bytes, headers: Mapping[str, str], *, inside: bool) -> Answer:
    """Post a body. `inside` lets it reach the installation's own network, which an allow list has to say.

    Raises NotSent where there is no answer; an answer of any status is an answer.
    """
    if not host_of(address):
        raise NotSent("no address of http or https", again=False)
    parts = urlsplit(address)
    connection = _connected(parts, inside=inside)
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, body, dict(headers))
        answer = connection.getresponse()
        return Answer(answer.status, answer.read(MOST_READ).decode("utf-8", "replace"))
    except (OSError, http.client.HTTPException) as error:  # it was on its way
        raise NotSent(f"no answer: {type(error).__name__} {error}", perhaps=True) from error
    finally:
        connection.close()


def _connected(parts: SplitResult, *, inside: bool) -> http.client.HTTPConnection:
    """An open connection to the one address that was looked at."""
    host, port = str(parts.hostname), parts.port or (443 if parts.scheme == "https" else 80)
    connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        address = str(found[0][4][0])
    except OSError as error:
        raise NotSent(f"{host} has no address: {error}") from error
    if not may_be_reached(address, inside=inside):
        raise NotSent(f"{host} leads to {address}, which may not be reached", again=False)
    try:
        sock: socket.socket = socket.create_connection((address, port), TIMEOUT)
        if parts.scheme == "https":
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=host)
    except OSError as error:
        raise NotSent(f"{host} does not answer: {error}") from error
    connection.sock = sock
    return connection


def may_be_reached(address: str, *, inside: bool) -> bool:
    """Whether an address may be asked at all: never one of a single link (where clouds keep their secrets)."""
    number: IPv4Address | IPv6Address = ip_address(address)
    number = getattr(number, "ipv4_mapped", None) or number
    if number.is_loopback:
        return inside
    if number.is_link_local or number.is_multicast or number.is_unspecified or number.is_reserved:
        return False
    return inside or number.is_global
