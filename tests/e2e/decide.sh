#!/bin/sh
# People decide while the pages are killed, a short run of `make decide`.
exec python3 bench/decide.py --kills 6 --races 20
