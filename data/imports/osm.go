package imports

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/osm"
	"github.com/paulmach/osm/osmpbf"

	"corredor/geo"
)

// A way of OpenStreetMap that is part of a road that was asked for.
type way struct {
	id    osm.WayID
	refs  uint64 // bit k: it has the k-th reference
	nodes []osm.NodeID
}

// readOSM makes a line of the ways that have the references, in their order.
func (r *routes) readOSM() error {
	if len(r.req.Refs) == 0 || len(r.req.Refs) > 64 {
		return geo.Invalidf("refs", "Say which roads make the route, in its order: --refs PE-3SF,PE-3SY.")
	}
	code := r.req.Route
	if code == "" {
		code = "haul_route"
	}
	var first, last orb.Point
	err := r.batch.Tx.QueryRow(r.ctx, `
		select ST_X(ST_StartPoint(geom)), ST_Y(ST_StartPoint(geom)), ST_X(ST_EndPoint(geom)), ST_Y(ST_EndPoint(geom))
		from route where code = $1 and geom is not null`, code).Scan(&first[0], &first[1], &last[0], &last[1])
	if err != nil {
		return geo.Invalidf("route", "There is no route %q.", geo.Clip(code, 60))
	}
	ways, nodes, err := r.ways()
	if err != nil {
		return err
	}
	r.report.Rows = 1
	road, err := stitch(ways, nodes, r.req.Refs, first, last)
	if err != nil {
		return err
	}
	for _, g := range road.gaps {
		r.report.Effects = append(r.report.Effects, g.String())
	}
	for _, end := range []struct {
		what string
		far  float64
	}{{"begins", geo.Distance(road.line[0], first)}, {"ends", geo.Distance(road.line[len(road.line)-1], last)}} {
		if end.far > 200 {
			r.report.Effects = append(r.report.Effects, fmt.Sprintf("The line of the ways %s %.1f km from where the route does.", end.what, end.far/1000))
		}
	}
	f, err := r.set(1, 0, code, road.line)
	if err != nil {
		return err
	}
	return r.judge(1, 0, f)
}

// plainRef writes a reference as one can be compared: PE-3S Y and PE-3SY are the same.
func plainRef(s string) string {
	return strings.Map(func(c rune) rune {
		if c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' {
			return c
		}
		return -1
	}, strings.ToUpper(s))
}

// refsOf says which of the references a tag has.
func refsOf(tag string, refs []string) (bits uint64) {
	for _, one := range strings.FieldsFunc(tag, func(c rune) bool { return c == ';' || c == ',' || c == '/' }) {
		for k, ref := range refs {
			if plainRef(one) == plainRef(ref) {
				bits |= 1 << k
			}
		}
	}
	return bits
}

// ways reads the ways that have one of the references, and where their nodes lie.
func (r *routes) ways() ([]way, map[osm.NodeID]orb.Point, error) {
	var ways []way
	nodes := map[osm.NodeID]orb.Point{}
	keep := func(w *osm.Way) {
		if bits := refsOf(w.Tags.Find("ref"), r.req.Refs); bits != 0 && w.Tags.Find("highway") != "" {
			ids := make([]osm.NodeID, len(w.Nodes))
			for k, n := range w.Nodes {
				ids[k] = n.ID
				nodes[n.ID] = orb.Point{}
			}
			ways = append(ways, way{w.ID, bits, ids})
		}
	}
	place := func(n *osm.Node) {
		if _, wanted := nodes[n.ID]; wanted {
			nodes[n.ID] = orb.Point{n.Lon, n.Lat}
		}
	}
	head, err := r.src.head(1)
	if err != nil {
		return nil, nil, err
	}
	if bytes.HasPrefix(head, []byte("{")) {
		err = r.overpass(keep, place)
	} else {
		// Ways stand behind the nodes they run through.
		if err = r.pbf(func(s *osmpbf.Scanner) { s.SkipNodes, s.SkipRelations = true, true }, func(o osm.Object) {
			if w, ok := o.(*osm.Way); ok {
				keep(w)
			}
		}); err == nil && len(ways) > 0 {
			err = r.pbf(func(s *osmpbf.Scanner) { s.SkipWays, s.SkipRelations = true, true }, func(o osm.Object) {
				if n, ok := o.(*osm.Node); ok {
					place(n)
				}
			})
		}
	}
	if err != nil {
		return nil, nil, err
	}
	for k, ref := range r.req.Refs {
		if !slices.ContainsFunc(ways, func(w way) bool { return w.refs&(1<<k) != 0 }) {
			return nil, nil, broken(r.src.name, 0, "", "There is no road with the reference %s.", geo.Clip(ref, 40))
		}
	}
	for k := range ways {
		// A way that the extract cuts has nodes that are not there.
		ways[k].nodes = slices.DeleteFunc(ways[k].nodes, func(id osm.NodeID) bool { return nodes[id] == orb.Point{} })
	}
	return ways, nodes, nil
}

// pbf goes through an extract.
func (r *routes) pbf(set func(*osmpbf.Scanner), do func(osm.Object)) (err error) {
	f, err := os.Open(r.src.path)
	if err != nil {
		return err
	}
	defer f.Close()
	defer func() {
		if p := recover(); p != nil { // the decoder trusts what it reads
			err = broken(r.src.name, 0, "", "The extract is damaged.")
		}
	}()
	ctx, cancel := context.WithCancel(r.ctx)
	defer cancel()
	r.read = 0
	s := osmpbf.New(ctx, &counted{f, &r.read}, max(1, runtime.GOMAXPROCS(0)-1))
	defer s.Close()
	set(s)
	for n := 0; s.Scan(); n++ {
		do(s.Object())
		if n%10_000 == 0 {
			r.tell(Progress{Reading, int64(n), min(s.FullyScannedBytes(), r.src.size), r.src.size})
		}
	}
	if err := s.Err(); err != nil {
		if r.ctx.Err() != nil {
			return r.ctx.Err()
		}
		return broken(r.src.name, 0, "", "The extract cannot be read beyond byte %s: %v.", number(s.FullyScannedBytes()), err)
	}
	return nil
}

// overpass reads the JSON in which Overpass answers.
func (r *routes) overpass(keep func(*osm.Way), place func(*osm.Node)) error {
	if r.src.size > mostAnswer {
		return broken(r.src.name, 0, "", "The answer is larger than %d MB.", mostAnswer>>20)
	}
	text, err := os.ReadFile(r.src.path)
	if err != nil {
		return err
	}
	var answer struct {
		Remark   string
		Elements []struct {
			Type     string
			ID       int64
			Lat, Lon float64
			Nodes    []int64
			Tags     map[string]string
		}
	}
	if err := json.Unmarshal(text, &answer); err != nil {
		return broken(r.src.name, 0, "", "This is no answer of Overpass: %v.", err)
	}
	if strings.Contains(answer.Remark, "error") {
		return broken(r.src.name, 0, "", "Overpass did not answer in full: %s.", geo.Clip(answer.Remark, 200))
	}
	for _, e := range answer.Elements {
		if e.Type == "way" {
			w := osm.Way{ID: osm.WayID(e.ID)}
			for _, n := range e.Nodes {
				w.Nodes = append(w.Nodes, osm.WayNode{ID: osm.NodeID(n)})
			}
			for k, v := range e.Tags {
				w.Tags = append(w.Tags, osm.Tag{Key: k, Value: v})
			}
			keep(&w)
		}
	}
	for _, e := range answer.Elements {
		if e.Type == "node" {
			place(&osm.Node{ID: osm.NodeID(e.ID), Lat: e.Lat, Lon: e.Lon})
		}
	}
	return nil
}

const mostAnswer = 256 << 20 // bytes of an answer of Overpass
