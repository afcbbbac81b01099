"""A WeChat account of Lin's and a contact person of a firm, there whatever a call took away."""

from __future__ import annotations

from typing import Any

from django.utils import timezone


def people_of(real: dict[str, Any]) -> None:
    """Puts their ids into ``real``."""
    from liuke.org.scope import system_scope
    from liuke.owners.actions.save_contact import add_contact
    from liuke.owners.actions.save_wechat import add_wechat
    from liuke.owners.models import FleetContact, WechatId

    given: dict[str, Any] = {"scope": system_scope(), "at": timezone.now()}
    if not WechatId.objects.filter(pk=real.get("wechat_id")).exists():
        told = {"application": "东湖服务号", "open_id": "oEast0001", "union_id": ""}
        real["wechat_id"] = add_wechat(owner_id=real["owner_id"], **told, **given).pk
    if not FleetContact.objects.filter(pk=real.get("contact_id")).exists():
        told = {"name": "钱会计", "position": "财务", "number": "13877771111"}
        real["contact_id"] = add_contact(owner_id=real["fleet_id"], **told, **given).pk
