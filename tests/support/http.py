"""A small client for a real server: cookies, CSRF tokens, forms, one kept-alive connection."""

from __future__ import annotations

import contextlib
import gzip
import http.client
import io
import re
from html import unescape
from http.cookies import SimpleCookie
from typing import ClassVar
from urllib.parse import urlencode, urlsplit

from werkzeug.datastructures import FileStorage
from werkzeug.test import stream_encode_multipart

TOKEN = re.compile(r'<input[^>]*\bname="csrf_token"[^>]*\bvalue="([^"]+)"')


class Client:
    """One browser's worth of state. Not for several threads at once. ``says``: headers of every request."""

    says: ClassVar[dict[str, str]] = {}

    def __init__(self, base: str) -> None:
        parts = urlsplit(base)
        self.connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
        self.cookies: dict[str, str] = {}
        self.token = ""

    def get(self, path: str) -> tuple[int, str]:
        return self._send("GET", path, None)

    def post(self, path: str, **fields: str | list[str]) -> tuple[int, str]:
        """Post a form with the last token seen; follows no redirect: 303 is the answer. ``location`` says where."""
        return self._send("POST", path, {"csrf_token": self.token, **fields})

    def upload(self, path: str, field: str, name: str, data: bytes, **fields: str) -> tuple[int, str]:
        """Post one file and such fields with the last token seen."""
        parts = {**fields, "csrf_token": self.token, field: FileStorage(io.BytesIO(data), filename=name)}
        stream, length, boundary = stream_encode_multipart(parts)
        with contextlib.closing(stream):
            return self._ask("POST", path, stream.read(length), f'multipart/form-data; boundary="{boundary}"')

    def sign_in(self, username: str, password: str = "demo-only-password") -> None:
        self.get("/login")
        status, page = self.post("/login", username=username, password=password)
        assert status in (302, 303), f"{username} cannot sign in: {status} {page[:300]}"

    def _send(self, method: str, path: str, fields: dict[str, str | list[str]] | None) -> tuple[int, str]:
        if fields is None:
            return self._ask(method, path, None, "")
        return self._ask(method, path, urlencode(fields, doseq=True).encode(), "application/x-www-form-urlencoded")

    def _ask(self, method: str, path: str, body: bytes | None, kind: str) -> tuple[int, str]:
        headers = {**self.says, "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = kind
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
            data = answer.read()
        except (http.client.HTTPException, OSError):
            self.connection.close()
            raise
        for header in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(header).items():
                self.cookies[name] = morsel.value
        self.location = answer.headers.get("Location", "")
        if answer.headers.get("Content-Encoding") == "gzip":
            data = gzip.decompress(data)
        text = data.decode("utf-8", "replace")
        found = TOKEN.search(text)
        if found:
            self.token = unescape(found.group(1))
        return answer.status, text
