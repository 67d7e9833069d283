"""Files put into a folder of this machine: below one root only, whole or not at all, and never over another."""

import os
import secrets
from pathlib import Path

from django.conf import settings

from apps.core.errors import Place, Rejected, Temporary


def put(folder: str, name: str, data: bytes) -> None:
    """Put a file into a folder below the root; one of this name that is there already and the same is left alone."""
    place = place_of(folder)
    try:
        place.mkdir(parents=True, exist_ok=True)
        if not there(place / name, data):
            write(place / name, data)
    except PermissionError as error:
        raise Rejected("outlet.not_allowed", place=Place.HERE, host=folder) from error
    except OSError as error:
        raise Temporary("outlet.folder_away", host=folder) from error


def place_of(folder: str) -> Path:
    """Give the folder that is meant; raises `Rejected` for one that is not below the root, wherever links lead."""
    if not settings.DELIVERY_ROOT:
        raise Rejected("outlet.no_root", place=Place.HERE)
    root = Path(settings.DELIVERY_ROOT).resolve()
    place = (root / folder.strip().lstrip("/\\")).resolve()
    if "\0" in folder or not place.is_relative_to(root):
        raise Rejected("outlet.outside", place=Place.HERE, host=folder)
    return place


def there(path: Path, data: bytes) -> bool:
    """Tell whether the very file is there; another one of this name is never overwritten."""
    if not path.exists():
        return False
    if path.read_bytes() != data:
        raise Rejected("outlet.name_taken", place=Place.TARGET, name=path.name)
    return True


def write(path: Path, data: bytes) -> None:
    """Write a file under a name that nobody looks for, then give it its own, unless that was taken meanwhile."""
    hidden = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with hidden.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.link(hidden, path)
    except FileExistsError:
        there(path, data)
    except OSError:  # a file system without links
        if not there(path, data):
            hidden.rename(path)
    finally:
        hidden.unlink(missing_ok=True)
