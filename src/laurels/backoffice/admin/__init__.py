"""The admin's pages. Importing them registers them."""

from django.contrib import admin

from laurels.backoffice.admin import events, jobs, keys, leaderboards, players, seasons, staff

__all__ = ["events", "jobs", "keys", "leaderboards", "players", "seasons", "staff"]

admin.site.index_title = "Overview"
admin.site.index_template = "laurels/dashboard.html"
