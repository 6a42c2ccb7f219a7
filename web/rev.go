package web

import (
	"net/http"
	"strconv"

	"corredor/geo"
	"corredor/tiles"
)

// How long tiles may be kept. Without a revision in the address a browser asks each
// time whether the tile is still so, which costs neither a query nor a drawing. An
// address with the revision that is shown has one answer for ever; with one of
// before it is answered with the present tile, for a while; and one that the map
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
	if snap, err = s.snapshot(); err != nil || rev == "" {
		return snap, tileCaching, err
	}
	n, err := strconv.ParseInt(rev, 10, 64)
	if err != nil || n < 0 {
		return nil, "", geo.Invalidf("rev", "The revision is %q; it should be a whole number, as tiles.json has it in its addresses.", geo.Clip(rev, 40))
	}
	s.awaited(r, n)
	snap = s.Snapshot()
	switch now := snap.Revision(); {
	case n == now:
		caching = forGood
	case n < now:
		caching = forNow
	default:
		caching = notAtAll
	}
	return snap, caching, nil
}
