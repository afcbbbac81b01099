"""The only place that reads the process's environment: every setting is declared once and read once."""

from liuke.config.environment.environment import Environment
from liuke.config.environment.read_environment import read_environment
from liuke.config.environment.settings import SETTINGS, Setting

__all__ = ["SETTINGS", "Environment", "Setting", "read_environment"]
