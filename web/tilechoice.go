package web

import (
	"net/http"
	"slices"
	"strings"

	"corredor/data"
	"corredor/geo"
)

// collectionsNamed returns the collections named, by id or address, each of which
// is drawn.
func (s *Server) collectionsNamed(r *http.Request, names string) (all []data.Collection, err error) {
	for name := range strings.SplitSeq(names, ",") {
		c, ok := data.FindCollection(strings.TrimPrefix(name, s.base(r)+"/collections/"))
		if !ok || c.Layer == "" {
			return nil, geo.Invalidf("collections", "There is no collection %q drawn in tiles.", geo.Clip(name, 40))
		}
		if !slices.ContainsFunc(all, func(other data.Collection) bool { return other.ID == c.ID }) {
			all = append(all, c)
		}
	}
	return all, nil
}

// choose leaves those collections of everything that are named.
func (s *Server) choose(r *http.Request, t *tileSource, names string) (err error) {
	if t.chosen, err = s.collectionsNamed(r, names); err != nil {
		return err
	}
	t.layers = nil
	for _, c := range t.chosen {
		layer, _ := layerOf(c)
		t.layers = append(t.layers, layer)
	}
	return nil
}

// asked is how the address of a tile says which collections are chosen.
func (t tileSource) asked() string {
	if t.chosen == nil {
		return ""
	}
	var ids []string
	for _, c := range t.chosen {
		ids = append(ids, c.ID)
	}
	return "?collections=" + strings.Join(ids, ",")
}

// boxRound returns the box round all that collections hold, nil where that is
// nothing.
func (s *Server) boxRound(r *http.Request, all []data.Collection) (box *geo.BBox, err error) {
	for _, c := range all {
		e, err := s.extentOf(r, c)
		if err != nil {
			return nil, err
		}
		if e == nil || e.Spatial == nil {
			continue
		}
		b := e.Spatial.BBox[0]
		if box == nil {
			box = &geo.BBox{West: b[0], South: b[1], East: b[2], North: b[3]}
		}
		*box = geo.BBox{West: min(box.West, b[0]), South: min(box.South, b[1]), East: max(box.East, b[2]), North: max(box.North, b[3])}
	}
	return box, nil
}
