"""Pure analytics over the star schema: figures, causes, risks, values. No web, no ORM, no clock."""
