#!/bin/sh
# Unpacks the four faces that the page uses (web/app/src/fonts/make.sh cuts them out of Source Sans 3) for those who
# read no WOFF2: the same outlines, 43 kB each. Needs fonttools with brotli from pip.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
for face in regular italic semibold bold; do
	fonttools ttLib.woff2 decompress -o "$here/corredor-$face.ttf" "$here/../../../web/app/src/fonts/corredor-$face.woff2"
done
cp "$here/../../../web/app/src/fonts/OFL.txt" "$here/OFL.txt"
