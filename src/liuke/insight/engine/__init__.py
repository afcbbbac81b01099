"""The engines that answer SQL over the star: DuckDB in the process, Spark where one machine is too small."""
