"""Where Banqup answers, and where it signs in: the realm belongs to the installation."""

from urllib.parse import urlsplit

PRODUCTION = "https://v4-api.platform.eu.banqup.com/v4/"
UAT = "https://community-btb-external-apis-uat-1-2.nxt.uat.unifiedpost.com/v4/"
#: Below the address of the simulated vendors.
SANDBOX_PATH = "banqup/v4/"
OPENID = "protocol/openid-connect"
#: The realms of the vendor's sign-in, by how the name of an API's host ends.
REALMS = {
    ".uat.unifiedpost.com": "https://iam.uat.unifiedpost.com/auth/realms/pp-upg-dev-portal",
    ".test.unifiedpost.com": "https://iam.test.unifiedpost.com/auth/realms/test-upg-dev-portal",
    ".unifiedpost.com": "https://iam.unifiedpost.com/auth/realms/upg-dev-portal",
    ".banqup.com": "https://iam.unifiedpost.com/auth/realms/upg-dev-portal",
}


def realm(base: str) -> str:
    """Give the realm for an API's address; an installation that is not Banqup's own has one beside its API."""
    host = urlsplit(base).hostname or ""
    known = next((address for end, address in REALMS.items() if host.endswith(end)), "")
    return known or f"{base.rstrip('/').removesuffix('/v4')}/auth/realms/upg-dev-portal"


def authorise(base: str) -> str:
    """Give the page on which a person lets us in."""
    return f"{realm(base)}/{OPENID}/auth"


def token(base: str) -> str:
    """Give where tokens are asked for."""
    return f"{realm(base)}/{OPENID}/token"
