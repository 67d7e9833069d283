"""Nibo: a Brazilian finance system into which reports and bills are booked as schedules to be paid."""
