"""Given a port that was handed to a server of the tests, when others look for one, then it is the server's alone."""

from __future__ import annotations

import socket
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.support.server import free_port


def test_nobody_else_takes_a_port_before_its_server_listens():
    port = free_port()
    with socket.socket() as other, pytest.raises(OSError, match="in use"):
        other.bind(("127.0.0.1", port))


def test_its_server_listens_there_and_once_more_after_it_stopped():
    port = free_port()
    for _time in range(2):
        with HTTPServer(("127.0.0.1", port), BaseHTTPRequestHandler), socket.create_connection(("127.0.0.1", port)):
            pass


def test_whoever_calls_while_nobody_listens_is_refused_at_once():
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", free_port())):
        pass
