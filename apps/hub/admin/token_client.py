"""The client with which a vendor signs in at our token endpoint; its secret can be read once."""

from django.db import transaction
from oauth2_provider.generators import generate_client_secret
from oauth2_provider.models import get_access_token_model, get_application_model


def new_secret(client_id: str, name: str) -> str:
    """Give a client a new secret, and make the client where there is none; tokens of the old one die."""
    application, secret = get_application_model(), generate_client_secret()
    with transaction.atomic():
        made = {
            "name": name,
            "client_type": application.CLIENT_CONFIDENTIAL,
            "authorization_grant_type": application.GRANT_CLIENT_CREDENTIALS,
            "client_secret": secret,
        }
        application.objects.update_or_create(client_id=client_id, defaults=made)
        get_access_token_model().objects.filter(application__client_id=client_id).delete()
    return str(secret)


def has_secret(client_id: str) -> bool:
    """Tell whether the client exists."""
    return bool(client_id) and get_application_model().objects.filter(client_id=client_id).exists()
