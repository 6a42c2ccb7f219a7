package imports

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/osm"

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

// mostNodes bounds the nodes of the roads asked for: of a road of 500 km they are some
// twenty thousand.
const mostNodes = 2_000_000

// ways reads the ways that have one of the references, and where their nodes lie.
func (r *routes) ways() ([]way, map[osm.NodeID]orb.Point, error) {
	var ways []way
	nodes := map[osm.NodeID]orb.Point{}
	keep := func(id osm.WayID, ref string, ids []osm.NodeID) error {
		for _, n := range ids {
			nodes[n] = orb.Point{}
		}
		if len(nodes) > mostNodes {
			return broken(r.src.name, 0, "", "The roads have more than %s nodes.", number(mostNodes))
		}
		ways = append(ways, way{id, refsOf(ref, r.req.Refs), ids})
		return nil
	}
	place := func(id osm.NodeID, at orb.Point) {
		if _, wanted := nodes[id]; wanted {
			nodes[id] = at
		}
	}
	head, err := r.src.head(1)
	if err != nil {
		return nil, nil, err
	}
	read := r.pbf
	switch string(head) {
	case "{":
		read = r.overpass
	case "<":
		return nil, nil, broken(r.src.name, 0, "", "This is a page or another text, and no extract of OpenStreetMap.")
	}
	// Nodes stand before the ways that run through them: the ways are read first.
	want := func(ref string) bool { return refsOf(ref, r.req.Refs) != 0 }
	if err = read(osmVisit{way: keep, want: want}); err == nil && len(ways) > 0 {
		err = read(osmVisit{node: place})
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

// An osmVisit is what is asked of an extract; what is nil is passed over.
type osmVisit struct {
	way  func(id osm.WayID, ref string, nodes []osm.NodeID) error // of highways with a reference that is wanted
	want func(ref string) bool
	node func(id osm.NodeID, at orb.Point)
}

// watched is how a reader of an extract tells how far it is, and is stopped.
func (r *routes) watched(f *os.File) io.Reader {
	r.read = 0
	return bufio.NewReaderSize(&telling{r, &counted{f, &r.read}}, 1<<20)
}

type telling struct {
	r    *routes
	from io.Reader
}

func (t *telling) Read(p []byte) (int, error) {
	if err := t.r.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := t.from.Read(p)
	t.r.tell(Progress{Reading, 0, t.r.done(), t.r.src.size})
	return n, err
}

// pbf goes through an extract.
func (r *routes) pbf(visit osmVisit) error {
	f, err := os.Open(r.src.path)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := readPBF(r.watched(f), visit); err != nil {
		if r.ctx.Err() != nil {
			return r.ctx.Err()
		}
		return broken(r.src.name, 0, "", "The extract cannot be read beyond byte %s: %v.", number(r.done()), err)
	}
	return nil
}

// overpass goes through the JSON in which Overpass answers.
func (r *routes) overpass(visit osmVisit) error {
	f, err := os.Open(r.src.path)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := readOverpass(r.watched(f), visit); err != nil {
		if r.ctx.Err() != nil {
			return r.ctx.Err()
		}
		if problem, ok := errors.AsType[*geo.Problem](err); ok {
			return problem
		}
		return broken(r.src.name, 0, "", "This is no whole answer of Overpass: %v.", err)
	}
	return nil
}
