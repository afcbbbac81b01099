"""Serves 200 from a child of its own, as real web servers do; a SIGTERM ends both."""

from __future__ import annotations

import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer


class Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *arguments: object) -> None:
        del format, arguments


def main() -> None:
    server = HTTPServer((sys.argv[1], int(sys.argv[2])), Answer)
    child = os.fork()
    if child == 0:
        server.serve_forever()
    with open(sys.argv[3], "w") as file:
        file.write(str(os.getpid()))

    def end(*_: object) -> None:
        os.kill(child, signal.SIGTERM)
        os.waitpid(child, 0)
        sys.exit(0)

    signal.signal(signal.SIGTERM, end)
    while True:
        signal.pause()


if __name__ == "__main__":
    main()
