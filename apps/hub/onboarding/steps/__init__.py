"""The steps of the wizard, one decision and one file each."""
