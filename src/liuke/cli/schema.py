"""``liuke schema``: the star schema for people, the JSON schema of the diagnosis for programs."""

from __future__ import annotations

import json

import click

from liuke.cli.helping import Command


@click.command(cls=Command)
@click.argument("what", type=click.Choice(["star", "records", "diagnosis"]), required=False)
def schema(what: str | None) -> None:
    """Print the star schema (star), the cleaned input rows (records), or the JSON schema of diagnosis.json.

    Without an argument: the star schema and the JSON schema.
    """
    if what != "diagnosis":
        from liuke.insight.star.schema import RECORDS, STAR

        for table in (RECORDS if what == "records" else STAR).values():
            click.echo(f"{table.name}: {table.about}")
            width = max(len(column.name) for column in table.columns)
            for column in table.columns:
                click.echo(f"  {column.name:<{width}}  {column.type:<13}  {column.about}")
            click.echo()
    if what in (None, "diagnosis"):
        from liuke.insight.diagnosis.as_json import diagnosis_schema

        click.echo(json.dumps(diagnosis_schema(), ensure_ascii=False, indent=1))
