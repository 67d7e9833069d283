"""People in front of the catalogue."""

from tests.hub.admin_home.conftest import accountant, admin_page, administrator, finance_page, noon

__all__ = ["accountant", "admin_page", "administrator", "finance_page", "noon"]
