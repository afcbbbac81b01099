"""``python -m liuke`` is ``liuke``."""

from liuke.cli.main import main

if __name__ == "__main__":
    main()
