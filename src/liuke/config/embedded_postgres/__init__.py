"""PostgreSQL from a Python wheel, driven by us: set up, started or adopted, stopped. It knows no Django.

The wheel's own helper is not used: it opens parent folders to everybody, may put the socket where everybody
can write, and leaves the server behind when the program that started it is killed.
"""
