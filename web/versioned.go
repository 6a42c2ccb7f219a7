package web

import (
	"corredor/geo"
	"corredor/tiles"
)

// snapshotOf returns the map of a version of the data, as a release is named, or the
// present one where it is empty.
func (s *Server) snapshotOf(version string) (*tiles.Snapshot, error) {
	if version == "" {
		return s.snapshot()
	}
	return nil, &geo.Problem{Kind: geo.NotFound, Param: "version", Msg: "There is no version " + geo.Clip(version, 40) + " of the data here."}
}
