#!/bin/sh
# Cuts the four faces the page uses out of Source Sans 3, from 110 kB to 18 kB each: the Latin letters of Spanish,
# English, Quechua and Aymara, and the signs the page prints. The cut files carry no font name, because the licence
# keeps the name "Source" for unchanged files. Needs npm, and fonttools with brotli from pip.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$work" && npm pack --silent source-sans@3.52.0 >/dev/null && tar xzf source-sans-3.52.0.tgz)

letters=U+0020-007E,U+00A0-017F,U+02BC
points=U+2010-2015,U+2018-201E,U+2020-2022,U+2026,U+202F,U+2030,U+2032-2033,U+2039-203A
signs=U+20AC,U+2116,U+2122,U+2190-2193,U+2212,U+2215,U+2248,U+2260,U+2264-2265,U+25B2,U+25B4,U+25B6,U+25BC,U+25BE,U+2713

for face in Regular:regular It:italic Semibold:semibold Bold:bold; do
	pyftsubset "$work/package/WOFF2/TTF/SourceSans3-${face%%:*}.ttf.woff2" \
		--unicodes="$letters,$points,$signs" \
		--layout-features=kern,liga,mark,mkmk,ccmp,pnum,ordn,sups \
		--name-IDs='' --no-hinting --flavor=woff2 \
		--output-file="$here/corredor-${face##*:}.woff2"
done
cp "$work/package/LICENSE.md" "$here/OFL.txt"
