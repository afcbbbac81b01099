"""Finds whom a name and a number mean, or makes somebody new of them."""

from __future__ import annotations

from uuid import UUID

from liuke.owners.models import Owner, Phone, SourceKey
from liuke.owners.rules.spelling import spelled
from liuke.values.refusal import Refusal


class PhoneOfAnother(Refusal):
    code = "phone_of_another"
    sentence = (
        "This number belongs to somebody with another name. Check both; if they are the same person, enter "
        "the name as it stands there."
    )


def known_person(*, name: str, phone: str, store_id: UUID | None) -> Owner:
    """Whoever has the number, else somebody new. A number alone shows nobody's name.

    Raises PhoneOfAnother.
    """
    key = SourceKey.objects.select_related("owner").filter(value=phone).first()
    if key is not None:
        if key.owner.name != name:
            raise PhoneOfAnother
        return key.owner
    pinyin, letters = spelled(name)
    person = Owner.objects.create(name=name, pinyin=pinyin, initials=letters, home_store_id=store_id)
    SourceKey.objects.create(value=phone, owner=person)
    Phone.objects.create(owner=person, number=phone)
    return person
