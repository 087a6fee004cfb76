"""Starts the web application: `python app.py [--library DIR] [--port N] [--host ADDRESS]`."""

import sys

from web.serve import main

if __name__ == "__main__":
    sys.exit(main())
