"""Addresses of owners."""

from __future__ import annotations

from django.urls import path

from liuke.web.console.owners import duplicates, edit, households, portrait, views

urlpatterns = [
    path("", views.owners, name="owners"),
    path("/new", edit.owner_new, name="owner_new"),
    path("/duplicates", duplicates.duplicates, name="duplicates"),
    path("/duplicates/find", duplicates.duplicates_find, name="duplicates_find"),
    path("/duplicates/<int:candidate_id>/dismiss", duplicates.duplicate_dismiss, name="duplicate_dismiss"),
    path("/merges/<uuid:merge_id>/part", duplicates.owner_part, name="owner_part"),
    path("/households/<uuid:household_id>", households.household, name="household"),
    path("/households/<uuid:household_id>/join", households.household_join, name="household_join"),
    path("/phones/<int:phone_id>", edit.owner_phone, name="owner_phone"),
    path("/phones/<int:phone_id>/edit", edit.owner_phone_edit, name="owner_phone_edit"),
    path("/phones/<int:phone_id>/remove", edit.owner_phone_remove, name="owner_phone_remove"),
    path("/contacts/<int:contact_id>", edit.contact_phone, name="contact_phone"),
    path("/contacts/<int:contact_id>/remove", edit.contact_remove, name="contact_remove"),
    path("/<uuid:owner_id>", portrait.owner, name="owner"),
    path("/<uuid:owner_id>/timeline", portrait.owner_timeline, name="owner_timeline"),
    path("/<uuid:owner_id>/edit", edit.owner_edit, name="owner_edit"),
    path("/<uuid:owner_id>/follow/<slug:field>", edit.owner_follow, name="owner_follow"),
    path("/<uuid:owner_id>/phones/new", edit.owner_phone_new, name="owner_phone_new"),
    path("/<uuid:owner_id>/wechat/new", edit.owner_wechat_new, name="owner_wechat_new"),
    path(
        "/<uuid:owner_id>/wechat/<int:wechat_id>/remove",
        edit.owner_wechat_remove,
        name="owner_wechat_remove",
    ),
    path("/<uuid:owner_id>/consent", edit.owner_consent, name="owner_consent"),
    path("/<uuid:owner_id>/stage", edit.owner_stage, name="owner_stage"),
    path("/<uuid:owner_id>/contacts/new", edit.contact_new, name="contact_new"),
    path("/<uuid:owner_id>/household/new", households.household_new, name="household_new"),
    path("/<uuid:owner_id>/household/leave", households.household_leave, name="household_leave"),
    path("/<uuid:owner_id>/household/head", households.household_head, name="household_head"),
    path("/<uuid:owner_id>/merge", duplicates.owner_merge, name="owner_merge"),
]
