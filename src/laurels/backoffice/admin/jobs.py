"""Jobs: which there are, how their runs went, and one that somebody wants now."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from laurels.backoffice import bridge, shown
from laurels.backoffice.admin.base import ShownAdmin
from laurels.backoffice.admin.columns import column
from laurels.backoffice.admin.exports import file_of, may_export
from laurels.backoffice.models import JobRun
from laurels.jobs.table import JOBS, Job, jobs_of, next_due
from laurels.ports.job_runs import UNLESS_OPEN
from laurels.rules.errors import LaurelsError
from laurels.rules.instant import from_datetime, to_datetime

LATE = timedelta(minutes=2)  # a run that has waited for so long waits for a worker
State = JobRun.State
OPEN = (State.WAITING, State.RUNNING)


class JobFilter(admin.SimpleListFilter):
    """One job's runs."""

    title = "job"
    parameter_name = "job"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """All."""
        return [(name, name) for name in _known()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """By name."""
        return queryset.filter(job=self.value()) if self.value() else queryset


@admin.register(JobRun)
class JobRunAdmin(ShownAdmin):
    """Newest first, below the jobs themselves."""

    list_display = ("run", "state_now", "asked", "by", "took", "outcome", "file")
    list_before_template = "laurels/jobs.html"
    list_filter = (JobFilter, "state")
    list_per_page = 25
    ordering = ("-id",)
    sortable_by = ()
    fields = (("run", "state_now", "file"), ("asked", "by"), ("took", "attempts"), "outcome")
    readonly_fields = (*list_display, "attempts")

    def has_run_permission(self, request: HttpRequest) -> bool:
        """Those who may change, while a server runs."""
        return bridge.is_connected() and request.user.has_perm("backoffice.change_jobrun")

    def get_urls(self) -> list[URLPattern]:
        """With `run now`, and the files."""
        view = self.admin_site.admin_view
        own = [
            path("run/<str:job>/", view(require_POST(self.run_now)), name="backoffice_jobrun_run"),
            path("<int:run>/file/", view(self.fetch), name="backoffice_jobrun_file"),
        ]
        return [*own, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """With all jobs."""
        context = {
            "title": "Jobs",
            "may_run": self.has_run_permission(request),
            **_jobs(request.GET.get("job")),
        }
        answer: HttpResponse = super().changelist_view(request, context | (extra_context or {}))
        return answer

    def run_now(self, request: HttpRequest, job: str) -> HttpResponse:
        """Ask for a run; the answer leads back to the list."""
        if not self.has_run_permission(request):
            raise PermissionDenied
        found = _known().get(job)
        if found is None or not found.when:
            raise Http404
        try:
            by = request.user.get_username()
            ask = bridge.laurels().runs.ask
            asked = bridge.call(ask, job, {}, by, unless_since=UNLESS_OPEN)
        except LaurelsError as refusal:
            messages.error(request, refusal.detail)
        else:
            said = "is asked for" if asked else "waits or runs already"
            messages.success(request, f"{job} {said}.")
        return HttpResponseRedirect(reverse("admin:backoffice_jobrun_changelist"))

    def fetch(self, request: HttpRequest, run: int) -> HttpResponseBase:
        """An export's file."""
        if not may_export(request):
            raise PermissionDenied
        found = JobRun.objects.filter(pk=run, job="export", state=State.DONE).first()
        if found is None:
            raise Http404
        try:
            return file_of(found, json.loads(found.facts or "{}"))
        except LaurelsError as refusal:
            messages.error(request, refusal.detail)
            return HttpResponseRedirect(reverse("admin:backoffice_jobrun_changelist"))

    @column("job")
    def run(self, obj: JobRun) -> str:
        """And what it was asked about."""
        argument = json.loads(obj.argument)
        about = " ".join(
            str(argument[name]) for name in ("leaderboard", "window", "season") if name in argument
        )
        return format_html("{} <span class='lk-quiet'>{}</span>", obj.job, about)

    @column(
        "state", label={"done": "success", "failed": "danger", "running": "info", "waiting": None}
    )
    def state_now(self, obj: JobRun) -> str:
        """Where it stands."""
        return str(obj.state)

    @column("asked for (UTC)")
    def asked(self, obj: JobRun) -> str:
        """When."""
        return shown.moment(obj.asked_at)

    @column("by")
    def by(self, obj: JobRun) -> str:
        """Whom; nobody is the clock."""
        return obj.asked_by or "the clock"

    @column("took")
    def took(self, obj: JobRun) -> str:
        """How long it worked."""
        return _took(obj)

    @column("outcome")
    def outcome(self, obj: JobRun) -> str:
        """What came of it."""
        return obj.said.replace("`", "") or shown.NOTHING

    @column("file")
    def file(self, obj: JobRun) -> str:
        """The way to it."""
        if obj.job != "export" or obj.state != State.DONE:
            return shown.NOTHING
        url = reverse("admin:backoffice_jobrun_file", args=(obj.pk,))
        return format_html('<a class="lk-link" href="{}">Download</a>', url)


def _known() -> Mapping[str, Job]:
    """Those of the server's profile; without one, all."""
    if bridge.is_connected():
        return jobs_of(bridge.laurels().settings)
    return {job.name: job for job in JOBS}


def _jobs(only: str | None) -> dict[str, Any]:
    """A row for each job, or for one, and whether something is under way or waits in vain."""
    known = _known()
    newest: dict[str, JobRun] = {}
    ended: dict[str, JobRun] = {}
    for name in known:
        runs = JobRun.objects.filter(job=name)
        if (last := runs.first()) is not None:
            newest[name] = last
        if (done := runs.exclude(state__in=OPEN).first()) is not None:
            ended[name] = done
    now = timezone.now()
    rows = [_row(job, newest.get(name), ended.get(name), now) for name, job in known.items()]
    waiting = JobRun.objects.filter(state=State.WAITING, asked_at__lt=now - LATE)
    return {
        "jobs": [row for row in rows if only in (None, row["name"])],
        "jobs_under_way": JobRun.objects.filter(state__in=OPEN).exists(),
        "jobs_wait": waiting.exists() or (_on_celery() and any(row["is_late"] for row in rows)),
        "jobs_on_celery": _on_celery(),
    }


def _on_celery() -> bool:
    return bridge.is_connected() and not bridge.laurels().settings.makes_jobs


def _row(job: Job, newest: JobRun | None, ended: JobRun | None, now: datetime) -> dict[str, Any]:
    asked: Any = None if newest is None else newest.asked_at
    due = next_due(job, from_datetime(asked or now))
    due_at = None if due is None else to_datetime(due)
    return {
        "name": job.name,
        "does": job.does.replace("`", ""),
        "rhythm": job.rhythm,
        "can_run": bool(job.when),
        "state": "" if newest is None or newest.state not in OPEN else str(newest.state),
        "ended_state": "" if ended is None else str(ended.state),
        "ended": None if ended is None else shown.moment(ended.started_at),
        "took": "" if ended is None else _took(ended),
        "said": "" if ended is None else ended.said.replace("`", ""),
        "due": "now" if due_at is not None and due_at <= now else shown.moment(due_at),
        "is_late": newest is None or (due_at is not None and due_at < now - LATE),
    }


def _took(run: JobRun) -> str:
    started: Any = run.started_at
    ended: Any = run.ended_at
    if started is None or ended is None:
        return shown.NOTHING
    return duration((ended - started).total_seconds())


def duration(seconds: float) -> str:
    """How long something took, short.

    >>> duration(0.04), duration(12.31), duration(754)
    ('0.0 s', '12.3 s', '12 min 34 s')
    """
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{int(seconds // 60)} min {int(seconds % 60)} s"
