"""Values every floor shares: money in fen, periods, VIN, plate, phone, moments, refusals."""
