"""All steps, in the order in which people decide; those of an end come once for each system to be connected."""

from apps.hub.onboarding.steps import (
    activate,
    credentials,
    mappings,
    name,
    preview,
    program,
    settings,
    sign_in,
    since,
    terms,
    told,
    trial,
    unit,
    upload,
    what,
)

STEPS = (
    what.STEP,
    name.STEP,
    name.BY_FILE,
    credentials.STEP,
    sign_in.STEP,
    terms.STEP,
    told.STEP,
    trial.STEP,
    upload.STEP,
    unit.STEP,
    settings.STEP,
    program.STEP,
    since.STEP,
    mappings.STEP,
    preview.STEP,
    activate.STEP,
)
