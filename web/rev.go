package web

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"corredor/geo"
	"corredor/tiles"
)

// How long tiles may be kept. Without a revision in the address a browser asks each
// time whether the tile is still so, which costs neither a query nor a drawing. An
// address with the revision that is shown, drawn as it is drawn here, has one answer for
// ever; with another of before it is answered with the present tile, for a while; and one that the map
// has not come to yet must not be kept at all.
const (
	tileCaching = "public, max-age=0, must-revalidate"
	forGood     = unchanging
	forNow      = "public, max-age=10"
	notAtAll    = "no-store"
)

// mapAt returns the map for an address with a revision in it, none where rev is
// empty, and how long its answer may be kept. For a revision that another server
// has shown already is waited a while.
func (s *Server) mapAt(r *http.Request, rev string) (snap *tiles.Snapshot, caching string, err error) {
	if snap, err = s.seenMap(r); err != nil || rev == "" {
		return snap, tileCaching, err
	}
	number, drawing, named := strings.Cut(rev, "-")
	n, err := strconv.ParseInt(number, 10, 64)
	if _, wrong := strconv.ParseUint(drawing, 10, 32); err != nil || named && wrong != nil {
		return nil, "", geo.Invalidf("rev", "The revision is %q; it should be as tiles.json has it in its addresses, a number such as 41 or 41-%d.", geo.Clip(rev, 40), tiles.Drawing)
	}
	s.awaited(r, n)
	snap = s.Snapshot()
	switch now := snap.Revision(); {
	case n > now:
		caching = notAtAll
	case n == now && drawing == strconv.Itoa(tiles.Drawing):
		caching = forGood
	default:
		caching = forNow
	}
	return snap, caching, nil
}

// revisionOf is what addresses name for good: a revision, and how this program draws it.
// A later program may draw the same revision in another way.
func revisionOf(snap *tiles.Snapshot) string {
	return fmt.Sprintf("%d-%d", snap.Revision(), tiles.Drawing)
}
