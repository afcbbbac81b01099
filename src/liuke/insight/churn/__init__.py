"""Who is leaving: every car with its probability, proved on the held-out year, its reasons and its stake."""
