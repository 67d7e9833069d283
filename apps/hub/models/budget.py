"""What is left of the vendors' limits, and who is alive; shared by all workers."""

from typing import ClassVar

from django.db import models


class Allowance(models.Model):
    """One limit under one name: the theoretical arrival time of its next call, and its failures.

    The generic cell rate algorithm in one row: a call is allowed while ``next_at`` is not
    further ahead than the burst, and moves it on by one interval.
    """

    key = models.CharField(max_length=200, primary_key=True)
    next_at = models.FloatField(default=0)
    failures = models.PositiveIntegerField(default=0)
    closed_until = models.FloatField(default=0)

    def __str__(self) -> str:
        return self.key


class Slot(models.Model):
    """One of the calls that a vendor allows at once; free when ``until`` has passed."""

    key = models.CharField(max_length=200)
    number = models.PositiveSmallIntegerField()
    until = models.FloatField(default=0)
    holder = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("key", "number"), name="hub_slot_once")]

    def __str__(self) -> str:
        return f"{self.key} {self.number}"


class Heartbeat(models.Model):
    """The last sign of life of a process."""

    name = models.CharField(max_length=80, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
