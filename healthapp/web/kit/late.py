"""What stands above the things it speaks of: its place is kept, and filled when the whole page is drawn."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, Response, g, has_request_context
from markupsafe import Markup

#: Where a request keeps who fills which place. Typed text cannot hold a mark: its brackets are escaped.
_PLACES = "late_places"


def place_for(make: Callable[[str | None], Markup]) -> Markup:
    """The place of what ``make`` returns, given the whole page, once that is drawn; outside a request it is asked at
    once, and given None."""
    if not has_request_context():
        return make(None)
    places = g.setdefault(_PLACES, {})
    mark = f"<!-- late {len(places)} -->"
    places[mark] = make
    return Markup(mark)  # noqa: S704 - made above


def install(app: Flask) -> None:
    @app.after_request
    def _fill(response: Response) -> Response:
        places = g.pop(_PLACES, None)
        if places:
            drawn = page = response.get_data(as_text=True)
            for mark, make in places.items():
                page = page.replace(mark, make(drawn))
            response.set_data(page)
        return response
