"""How documents come in: webhooks, sources that are asked, files that people upload."""
