"""The demo dealer group of ``make run``: invented stores, people, cars and figures."""
