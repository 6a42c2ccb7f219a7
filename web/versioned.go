package web

import (
	"net/http"

	"corredor/data"
	"corredor/geo"
	"corredor/tiles"
)

// snapshotOf returns the map of a version of the data, as a release is named, or the
// present one where it is empty. Maps of releases never change, and the last ones asked
// for are kept in memory.
func (s *Server) snapshotOf(version string) (*tiles.Snapshot, error) {
	if version == "" {
		return s.snapshot()
	}
	snap, err := s.Releases.Map(version)
	if p, ok := err.(*geo.Problem); ok && p.Kind == geo.NotFound {
		about := *p
		about.Param = "version"
		return nil, &about
	}
	return snap, err
}

// pickedOf returns the filter by which the map of a version shows what the conditions on
// a collection choose, and the time among them in the other layers. Of a release it is
// the release that is asked what memory does not know, never the database.
func (s *Server) pickedOf(r *http.Request, version string, snap *tiles.Snapshot, layers []string, about data.Collection, q data.Query) (*tiles.Filter, error) {
	if version == "" {
		return s.Store.PickedIn(r.Context(), viewer(r), snap, layers, about, q)
	}
	list, err := s.listerOf(r, version)
	if err != nil {
		return nil, err
	}
	return list.PickedIn(snap, layers, about, q)
}

// listerOf tells what the map of a release does not know, from the release. It reads a
// whole collection, and costs as much.
func (s *Server) listerOf(r *http.Request, version string) (data.Lister, error) {
	release, err := s.Releases.Find(version)
	if err != nil {
		return nil, err
	}
	list := release.Lister(r.Context())
	return func(c data.Collection, q data.Query) ([]int64, error) {
		s.meter.charge(visitOf(r).addr, heavy)
		return list(c, q)
	}, nil
}

// mapFor returns the map for an address with a version or a revision in it, none where
// both are empty, and how long its answer may be kept.
func (s *Server) mapFor(r *http.Request, version, rev string) (*tiles.Snapshot, string, error) {
	if version == "" {
		return s.mapAt(r, rev)
	}
	snap, err := s.snapshotOf(version)
	if err == nil && rev == revisionOf(snap) {
		return snap, forGood, nil
	}
	return snap, listCaching, err // another program may draw it otherwise
}
