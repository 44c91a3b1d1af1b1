"""The schema of record. `docs/reference/schema.md` draws it and gives each index its reason.

The journal and the catalog read and write these tables with SQL of their own; the admin
reads them through these models and changes them through the use cases.
"""

from django.db import models
from django.db.models import Q

from laurels.backoffice.fields import InstantField


class Leaderboard(models.Model):
    """The definition of one contest."""

    number = models.AutoField(primary_key=True)
    slug = models.CharField("id", max_length=64, unique=True, null=True)  # null: deleted
    title = models.CharField(max_length=200)
    public = models.BooleanField(default=True)
    definition = models.JSONField()  # columns, operator, rank method, windows, limits, tiers
    created_at = InstantField()
    deleted_at = InstantField(null=True)

    class Meta:
        db_table = "leaderboards"
        ordering = ("number",)

    def __str__(self) -> str:
        return self.title


class Player(models.Model):
    """Who scores: a person, a team, a car."""

    number = models.BigAutoField(primary_key=True)
    external_id = models.CharField("id", max_length=64, unique=True, null=True)  # null: erased
    display_name = models.CharField(max_length=100, null=True, blank=True)
    username = models.CharField(max_length=64, null=True, blank=True)
    avatar_url = models.CharField(max_length=500, null=True, blank=True)
    country = models.CharField(max_length=2, null=True, blank=True)
    attributes = models.JSONField(null=True, blank=True)
    created_at = InstantField()
    updated_at = InstantField()

    class Meta:
        db_table = "players"
        ordering = ("number",)

    def __str__(self) -> str:
        return self.display_name or self.external_id or f"erased player {self.number}"


class Season(models.Model):
    """One instance of a leaderboard's window."""

    id = models.AutoField(primary_key=True)
    leaderboard = models.ForeignKey(
        Leaderboard, models.PROTECT, db_column="leaderboard", db_index=False
    )
    window = models.CharField(max_length=32)
    number = models.IntegerField()
    starts_at = InstantField()
    ends_at = InstantField(null=True)

    class Meta:
        db_table = "seasons"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint("leaderboard", "window", "number", name="seasons_number"),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=models.F("starts_at")),
                name="seasons_end_after_start",
            ),
        )

    def __str__(self) -> str:
        return f"{self.leaderboard}, {self.window} {self.number}"


class Event(models.Model):
    """A submission accepted into the journal. Never changed."""

    class Kind(models.IntegerChoices):
        """What an event does."""

        SCORE = 0
        REMOVAL = 1
        ERASURE = 2

    sequence = models.BigAutoField(primary_key=True)
    leaderboard = models.ForeignKey(
        Leaderboard, models.PROTECT, db_column="leaderboard", db_index=False
    )
    player = models.ForeignKey(Player, models.PROTECT, db_column="player", db_index=False)
    kind = models.SmallIntegerField(choices=Kind)
    value_1 = models.BigIntegerField(null=True)  # scaled by the column's decimals
    value_2 = models.BigIntegerField(null=True)
    value_3 = models.BigIntegerField(null=True)
    value_4 = models.BigIntegerField(null=True)
    value_5 = models.BigIntegerField(null=True)
    received_at = InstantField()
    played_at = InstantField(null=True)
    submission_id = models.CharField(max_length=128, null=True)
    details = models.JSONField(null=True)  # game_mode, duration_ms, metadata

    class Meta:
        db_table = "events"
        ordering = ("-sequence",)
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=[0, 1, 2]), name="events_kind"),
            models.CheckConstraint(
                condition=~Q(kind=0) | Q(value_1__isnull=False), name="events_score_has_value"
            ),
        )

    def __str__(self) -> str:
        return f"event {self.sequence}"


class Entry(models.Model):
    """A player's row in a season. `id` is `season * 2**32 + player`: one key, no index more."""

    id = models.BigAutoField(primary_key=True)
    value_1 = models.BigIntegerField()
    value_2 = models.BigIntegerField(null=True)
    value_3 = models.BigIntegerField(null=True)
    value_4 = models.BigIntegerField(null=True)
    value_5 = models.BigIntegerField(null=True)
    sequence = models.BigIntegerField()
    achieved_at = InstantField()
    events = models.BigIntegerField()

    class Meta:
        db_table = "entries"
        ordering = ("id",)
        verbose_name_plural = "entries"
        constraints = (
            models.CheckConstraint(condition=Q(events__gt=0), name="entries_have_events"),
        )

    def __str__(self) -> str:
        return f"entry {self.id}"


class SubmissionId(models.Model):
    """Finds the event of a submission id. `digest`: 63 bits of leaderboard, player and id."""

    digest = models.BigAutoField(primary_key=True)
    sequence = models.BigIntegerField()

    class Meta:
        db_table = "submission_ids"

    def __str__(self) -> str:
        return f"{self.digest}"


class Answer(models.Model):
    """What a submission with an id was answered; a repeat gets it again."""

    sequence = models.BigAutoField(primary_key=True)
    body = models.TextField()

    class Meta:
        db_table = "answers"

    def __str__(self) -> str:
        return f"answer to event {self.sequence}"


class Group(models.Model):
    """A group of submissions whose rows are not all in their places yet."""

    sequence = models.BigAutoField(primary_key=True)  # of its last event
    placed = models.TextField()  # rows of entries and submission_ids, as JSON
    accepted = models.TextField(null=True)  # the last one's, until its answers are kept

    class Meta:
        db_table = "groups"

    def __str__(self) -> str:
        return f"group up to event {self.sequence}"


class ApiKey(models.Model):
    """A key for the API. Only the SHA-256 of its secret is kept."""

    digest = models.BinaryField(primary_key=True, max_length=32)
    prefix = models.CharField(max_length=16, unique=True)
    name = models.CharField(max_length=100)
    scopes = models.CharField(max_length=100)  # separated by spaces
    created_at = InstantField()
    revoked_at = InstantField(null=True)

    class Meta:
        db_table = "api_keys"
        ordering = ("created_at",)
        verbose_name = "API key"

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class JobRun(models.Model):
    """A run of a job: asked for by a person or by the clock, claimed by a runner, ended."""

    class State(models.TextChoices):
        """Where a run stands."""

        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    id = models.BigAutoField(primary_key=True)
    job = models.CharField(max_length=32)
    argument = models.TextField(default="{}")  # JSON, as games and people do not see it
    state = models.CharField(max_length=8, choices=State)
    asked_by = models.CharField(max_length=150, blank=True)  # empty: by the clock
    asked_at = InstantField()
    started_at = InstantField(null=True)
    ended_at = InstantField(null=True)
    lease_until = InstantField()  # while it runs; before that, when it is handed out again
    attempts = models.SmallIntegerField()
    token = models.CharField(max_length=16, blank=True)  # of the runner that has claimed it
    said = models.TextField(blank=True)  # what came of it, in a sentence
    facts = models.TextField(null=True)  # the same for the next run, as JSON

    class Meta:
        db_table = "job_runs"
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.job} {self.id}"


class ExportPart(models.Model):
    """A piece of an export's file, where several processes serve it. `id` is `run * 2**20 +
    part`."""

    id = models.BigAutoField(primary_key=True)
    body = models.BinaryField()

    class Meta:
        db_table = "export_parts"

    def __str__(self) -> str:
        return f"part {self.id}"
