"""How the admin looks: the web app's tokens in the admin's theme.

`docs` of the theme call the colours base and primary; here base 900 is the ink, base 800
and 700 are the panels and hairlines above it, and primary is the one accent. The pairs
that carry text pass WCAG AA, which `tests/backoffice` computes.
"""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse_lazy

from laurels.backoffice import bridge

STATIC = "/admin/static/laurels/"
BASE = {
    "50": "#f6f8fb",
    "100": "#ebeff5",
    "200": "#dbe1ea",
    "300": "#bac4d2",
    "400": "#8e9bb0",
    "500": "#5c6a80",
    "600": "#465266",
    "700": "#2a3342",
    "800": "#1b2230",
    "900": "#0b0e14",
    "950": "#06080c",
}
PRIMARY = {
    "50": "#eff8ff",
    "100": "#dbefff",
    "200": "#bfe2ff",
    "300": "#93cfff",
    "400": "#6bbdff",
    "500": "#4fb0ff",
    "600": "#0b6bcb",
    "700": "#0a57a4",
    "800": "#0c4985",
    "900": "#0f3d6c",
    "950": "#0a2646",
}


def context(request: HttpRequest) -> dict[str, Any]:
    """What every page knows."""
    return {"laurels_connected": bridge.is_connected()}


def _may(permission: str) -> Any:
    return lambda request: request.user.has_perm(permission)


def _item(title: str, icon: str, model: str) -> dict[str, Any]:
    app, name = model.split(".")
    return {
        "title": title,
        "icon": icon,
        "link": reverse_lazy(f"admin:{app}_{name}_changelist"),
        "permission": _may(f"{app}.view_{name}"),
    }


_OVERVIEW = {"title": "Overview", "icon": "monitoring", "link": reverse_lazy("admin:index")}

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Laurels",
    "SITE_HEADER": "Laurels",
    "SITE_SUBHEADER": "Back office",
    "SITE_ICON": STATIC + "mark.svg",
    "SITE_FAVICONS": [
        {"rel": "icon", "href": STATIC + "favicon.svg", "type": "image/svg+xml", "sizes": "any"}
    ],
    "SHOW_VIEW_ON_SITE": False,
    "BORDER_RADIUS": "6px",
    "COLORS": {"base": BASE, "primary": PRIMARY},
    "STYLES": [STATIC + "admin.css"],
    "SCRIPTS": [STATIC + "theme.js"],
    "GLOBAL_CALLBACK": "laurels.backoffice.theme.context",
    "DASHBOARD_CALLBACK": "laurels.backoffice.dashboard.fill",
    "SIDEBAR": {
        "show_search": False,
        "navigation": [
            {"items": [_OVERVIEW]},
            {
                "title": "Contests",
                "items": [
                    _item("Leaderboards", "leaderboard", "backoffice.leaderboard"),
                    _item("Seasons", "calendar_month", "backoffice.season"),
                ],
            },
            {
                "title": "People",
                "items": [
                    _item("Players", "groups", "backoffice.player"),
                    _item("Events", "receipt_long", "backoffice.event"),
                ],
            },
            {
                "title": "Upkeep",
                "items": [_item("Jobs", "schedule", "backoffice.jobrun")],
            },
            {
                "title": "Access",
                "items": [
                    _item("API keys", "key", "backoffice.apikey"),
                    _item("Staff", "badge", "auth.user"),
                    _item("Groups", "shield_person", "auth.group"),
                ],
            },
        ],
    },
}
