package imports

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/osm"

	"corredor/data"
	"corredor/data/datatest"
	"corredor/geo"
)

// finer is the haul route with a bend between each two places, cut into ways: the
// first half has one reference, the other half another; some ways run backwards; one
// is missing.
func finer(t testing.TB, b *bench) (*datatest.Extract, int) {
	rows, err := b.conn.Query(t.Context(), `
		select ST_X(d.geom), ST_Y(d.geom) from route r, ST_DumpPoints(r.geom) d where r.code = 'haul_route' order by d.path`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var line []orb.Point
	for rows.Next() {
		var p orb.Point
		if err := rows.Scan(&p[0], &p[1]); err != nil {
			t.Fatal(err)
		}
		line = append(line, p)
	}
	e := &datatest.Extract{}
	missing := len(line) / 3
	ids := []osm.NodeID{e.Node(line[0])}
	for k := 1; k < len(line); k++ {
		a, c := line[k-1], line[k]
		bend := e.Node(orb.Point{(a[0]+c[0])/2 + (c[1]-a[1])*0.1, (a[1]+c[1])/2 - (c[0]-a[0])*0.1})
		ids = append(ids, e.Node(c))
		ref := "PE-3SF"
		if k > len(line)/2 {
			ref = "PE-3S Y;CU-135"
		}
		way := []osm.NodeID{ids[k-1], bend, ids[k]}
		if k%3 == 0 {
			way[0], way[2] = way[2], way[0]
		}
		if k != missing {
			e.Way(ref, way...)
		}
	}
	// A road that leads elsewhere, and one that is no part of it.
	e.Way("PE-3SF", ids[2], e.Node(orb.Point{line[2][0], line[2][1] + 0.3}))
	e.Way("PE-1S", ids[0], ids[len(ids)-1])
	return e, len(line)
}

func TestARoadOutOfOpenStreetMapIsAnotherVersionOfTheLine(t *testing.T) {
	b := seeded(t)
	e, places := finer(t, b)
	refs := func(r *Request) { r.Refs = []string{"PE-3SF", "PE-3SY"}; r.Route = "haul_route" }
	length := `select ST_M(ST_EndPoint(geom)) from route where code = 'haul_route'`
	before := b.fingerprint()
	was := one[float64](b, length)
	r, _ := b.bring("routes", "road.json", e.Overpass(t), refs, func(r *Request) { r.Commit = false })
	b.counts(r, 0, 1, 0, 0, 0)
	if b.fingerprint() != before {
		t.Fatal("the rehearsal wrote")
	}
	file := filepath.Join(t.TempDir(), "road.osm.pbf")
	if err := os.WriteFile(file, e.PBF(t), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := Run(t.Context(), b.store, operator, Request{Collection: "routes", Path: file, Refs: []string{"PE-3SF", "PE-3SY"}, Commit: true}, nil)
	if err != nil {
		t.Fatal(err)
	}
	b.counts(r, 0, 1, 0, 0, 0)
	said := strings.Join(r.Effects, "\n")
	for _, want := range []string{"Gap of ", "gets line version 2", "posts of the scale pe3sy_decrees are placed anew", "Zone "} {
		if !strings.Contains(said, want) {
			t.Errorf("the report does not say %q:\n%s", want, said)
		}
	}
	if strings.Count(said, "Gap of ") != 1 {
		t.Errorf("one way is missing:\n%s", said)
	}
	is := one[float64](b, length)
	if is < was*1.015 || is > was*1.025 {
		t.Errorf("with bends of a tenth, %.0f m became %.0f", was, is)
	}
	if n := one[int](b, `select ST_NPoints(geom) from route where code = 'haul_route'`); n != 2*places-2 {
		t.Errorf("the line has %d points", n)
	}
	if got := one[float64](b, `select ST_M(ST_EndPoint(l.geom)) from route_line l join route r on r.id = l.route where r.code = 'haul_route' and l.version = 1`); got != was {
		t.Errorf("the old line is %.0f m long, was %.0f", got, was)
	}
	// Where the strip of km 130 to 160 lies is told by its posts, on the new line.
	if !one[bool](b, `select bool_and(p.measure_m between 0 and $1 and abs(p.measure_m - route_measure(s.route, o.geom)) < 0.001)
		from km_post p join km_scale s on s.id = p.scale join route_point o on o.id = p.point where s.code like 'pe3sy%'`, is) {
		t.Error("the posts do not lie on the new line")
	}
	// What was published stays, and what would become of it is proposed, a draft a decree.
	if n := one[int](b, `select count(*) from zone z where 1 <> (select count(*) from zone_version v where v.zone = z.id)`); n != 0 {
		t.Errorf("%d zones have a new version that nobody published", n)
	}
	if !one[bool](b, `select count(*) > 20 and count(*) = (select count(distinct z.decree) from zone z join route r on r.id = z.route where r.code = 'haul_route') and bool_and(state = 'submitted' and kind = 'proposal') from draft`) {
		t.Errorf("%s drafts are proposed", one[string](b, `select string_agg(kind || ' ' || state || ' ' || decree, ', ') from draft`))
	}
	publishAProposal(t, b)
	if one[bool](b, `select exists (select from incident i, route r where r.id = i.route and abs(i.measure_m - route_measure(r.id, i.geom)) > 0.01)`) {
		t.Error("incidents are measured along the old line")
	}
	before = b.fingerprint()
	r, err = Run(t.Context(), b.store, operator, Request{Collection: "routes", Path: file, Refs: []string{"PE-3SF", "PE-3SY"}, Commit: true}, nil)
	if err != nil {
		t.Fatal(err)
	}
	b.counts(r, 0, 0, 1, 0, 0)
	if b.fingerprint() != before {
		t.Error("the second import changed the tables")
	}
}

func TestRoadsThatDoNotJoinAreTold(t *testing.T) {
	b := seeded(t)
	e, _ := finer(t, b)
	for _, c := range []struct{ refs, want string }{
		{"PE-3SF,PE-9", "no road with the reference PE-9"},
		{"PE-3SY,PE-3SF", "comes no nearer"},
		{"", "which roads"},
	} {
		_, _, err := b.try("routes", "road.json", e.Overpass(t), func(r *Request) {
			r.Format = "osm"
			r.Refs = strings.FieldsFunc(c.refs, func(c rune) bool { return c == ',' })
		})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.refs, err, c.want)
		}
	}
	_, _, err := b.try("routes", "road.osm.pbf", string(e.PBF(t)[:300]), func(r *Request) { r.Refs = []string{"PE-3SF"}; r.Format = "osm" })
	if err == nil || !strings.Contains(err.Error(), "road.osm.pbf") {
		t.Errorf("a broken extract: %v", err)
	}
}

func TestALineThatDoesNotFollowItsRouteIsRefused(t *testing.T) {
	b := seeded(t)
	before := b.fingerprint()
	text := boundary(`"code":"haul_route"`, `{"type":"LineString","coordinates":[[-72.33,-14.08],[-71.1,-16.0]]}`)
	r, _ := b.bring("routes", "short.geojson", text)
	if r.Changed == 1 {
		// Posts may rise on a straight line too; then the places say that it strays.
		if !strings.Contains(strings.Join(r.Effects, "\n"), "lie more than") {
			t.Errorf("nothing is said of the places: %v", r.Effects)
		}
		return
	}
	b.counts(r, 0, 0, 0, 0, 1)
	if b.fingerprint() != before {
		t.Error("the refused line left something")
	}
}

func TestAShortestWayKeepsTheOrderOfTheRoads(t *testing.T) {
	// A shortcut by the second road from the start is not taken before the first ends.
	e := &datatest.Extract{}
	var ids []osm.NodeID
	for k := range 5 {
		ids = append(ids, e.Node(orb.Point{-72 + 0.1*float64(k), -14}))
	}
	e.Way("A", ids[0], ids[1], ids[2])
	e.Way("B", ids[2], ids[3], ids[4])
	nodes := map[osm.NodeID]orb.Point{}
	for _, n := range e.Nodes {
		nodes[n.ID] = orb.Point{n.Lon, n.Lat}
	}
	var ways []way
	for _, w := range e.Ways {
		one := way{id: w.ID, refs: refsOf(w.Tags.Find("ref"), []string{"A", "B"})}
		for _, n := range w.Nodes {
			one.nodes = append(one.nodes, n.ID)
		}
		ways = append(ways, one)
	}
	r, err := stitch(ways, nodes, []string{"A", "B"}, nodes[ids[0]], nodes[ids[4]])
	if err != nil || len(r.line) != 5 || len(r.gaps) != 0 {
		t.Fatalf("%v %v", r, err)
	}
	if _, err := stitch(ways, nodes, []string{"A", "B"}, nodes[ids[4]], nodes[ids[0]]); err == nil {
		t.Error("roads in the wrong order join")
	}
	if d := geo.Distance(r.line[0], r.line[4]); math.Abs(d-43_177) > 300 {
		t.Errorf("%s", fmt.Sprint(d))
	}
}

// publishAProposal has somebody accept what the new line makes of km 130 to 160.
func publishAProposal(t *testing.T, b *bench) {
	t.Helper()
	ctx := t.Context()
	a, err := b.store.AddAccount(ctx, geo.Operator, "publisher@example.org", "Eva", []geo.Role{geo.Publisher})
	if err != nil {
		t.Fatal(err)
	}
	eva := a.Viewer()
	zone := one[int64](b, `select min(id) from zone where form = 'km_range'`)
	d, err := b.store.Draft(ctx, eva, one[int64](b, `select d.id from draft d join zone z on z.decree = d.decree where z.id = $1`, zone))
	if err != nil {
		t.Fatal(err)
	}
	differ, err := b.store.Differences(ctx, eva, d)
	if err != nil || len(differ) != 1 || differ[0].Zone != zone || differ[0].AddedKM2 <= 0 || differ[0].RemovedKM2 <= 0 || len(differ[0].Added) < 10 {
		t.Fatalf("%+v, %v", differ, err)
	}
	if _, err := b.store.PublishDraft(ctx, eva, d.ID, d.N, data.Once{}); err != nil {
		t.Fatal(err)
	}
	all, err := b.store.Versions(ctx, geo.Anyone, zone)
	if err != nil || len(all) != 2 || all[1].How != "proposal" || all[1].PublishedBy != "Eva" || !strings.Contains(all[1].Why, "road.osm.pbf") {
		t.Fatalf("%+v, %v", all, err)
	}
	c, err := b.store.Compare(ctx, geo.Anyone, zone, 1, 2)
	if err != nil || c.AddedKM2 != differ[0].AddedKM2 || len(c.Changes) != 1 || c.Changes[0].Field != "geometry" {
		t.Errorf("%v %v %+v, %v", c.AddedKM2, differ[0].AddedKM2, c.Changes, err)
	}
}
