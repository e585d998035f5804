"""Headers of every answer: nothing from elsewhere, nothing inline, nothing kept by a shared computer."""

from __future__ import annotations

import re
from wsgiref.headers import Headers

from flask import Flask, Response, request

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
}
#: Built files lie under the digest of their content, so what a browser has of one is never out of date.
FOR_EVER = "public, max-age=31536000, immutable"
_BUILT = re.compile(r"/static/dist/[0-9a-f]{16}/")


def install(app: Flask) -> None:
    @app.after_request
    def _headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers[name] = value
        response.headers["Cache-Control"] = FOR_EVER if _is_built_file() and response.status_code == 200 else "no-store"
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        return response


def of_a_file(headers: Headers, _path: str, url: str) -> None:
    """The same for a file that the server sends before the application is asked."""
    for name, value in HEADERS.items():
        headers[name] = value
    headers["Cache-Control"] = FOR_EVER if _BUILT.match(url) else "no-store"


def _is_built_file() -> bool:
    return request.endpoint == "static" and _BUILT.match(request.path) is not None
