package data

import (
	"fmt"
	"math"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/maptile"
	"github.com/paulmach/orb/planar"

	"corredor/tiles"
)

func TestTheSnapshotHoldsEveryLayerAndLeavesNothingOut(t *testing.T) {
	s := seeded(t)
	snap, err := s.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	counts := snap.Counts()
	for layer, sql := range map[string]string{
		"incidents": `select count(*) from incident where geom is not null`,
		"zones":     `select count(*) from zone`,
		"routes":    `select count(*) from route`,
		"km_posts":  `select (select count(*) from km_graduation) + (select count(*) from km_post)`,
		"places":    `select count(*) from place where rank is not null`,
	} {
		if want := one[int](t, s, sql); counts[layer] != want {
			t.Errorf("%s: %d in memory, %d in the database", layer, counts[layer], want)
		}
	}
	for _, l := range tiles.Layers() {
		if counts[l.Name] == 0 {
			t.Errorf("the layer %s is empty", l.Name)
		}
	}
}

func TestAPointWithoutCoordinatesStaysOffTheMap(t *testing.T) {
	s := seeded(t)
	before, err := s.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.pool.Exec(t.Context(), `update incident set geom = 'SRID=4326;POINT EMPTY' where id = 26`); err != nil {
		t.Fatal(err)
	}
	after, err := s.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if was, is := before.Counts()["incidents"], after.Counts()["incidents"]; is != was-1 {
		t.Errorf("%d incidents on the map, %d before one lost its point", is, was)
	}
}

// PostGIS draws the same tile with ST_AsMVT: our second witness. Points must
// fall on the same unit of the grid; areas, which both simplify in their own
// way, must agree to within 1 %, and where they are cut to within two units.
func TestTilesAgreeWithThoseOfPostGIS(t *testing.T) {
	s := seeded(t)
	snap, err := s.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, tile := range []maptile.Tile{{Z: 6, X: 19, Y: 34}, {Z: 8, X: 76, Y: 138}, {Z: 10, X: 307, Y: 552}, {Z: 12, X: 1229, Y: 2211}} {
		ours := map[string]mvt.Layers{}
		for _, layer := range []string{"incidents", "zones"} {
			drawn, err := snap.Tile(tiles.Request{Z: uint8(tile.Z), X: tile.X, Y: tile.Y, Layers: []string{layer}})
			if err != nil {
				t.Fatal(err)
			}
			if !drawn.Empty {
				if ours[layer], err = mvt.Unmarshal(drawn.Raw); err != nil {
					t.Fatal(err)
				}
			}
		}
		theirs := func(table string) map[float64]orb.Geometry {
			raw := one[[]byte](t, s, fmt.Sprintf(`
				select coalesce(ST_AsMVT(q, 'x', 4096, 'geom', 'id'), '')
				from (select id, ST_AsMVTGeom(ST_Transform(geom, 3857), ST_TileEnvelope($1, $2, $3), 4096, %d, true) as geom
					from %s where geom is not null) q where geom is not null`, tiles.Buffer, table),
				int(tile.Z), int(tile.X), int(tile.Y))
			return features(t, raw)
		}
		for layer, table := range map[string]string{"incidents": "incident", "zones": "zone"} {
			want := theirs(table)
			got := map[float64]orb.Geometry{}
			for _, l := range ours[layer] {
				for _, f := range l.Features {
					got[f.ID.(float64)] = f.Geometry
				}
			}
			if layer == "incidents" && len(got) != len(want) {
				t.Errorf("%v %s: %d features, PostGIS has %d", tile, layer, len(got), len(want))
			}
			for id, g := range want {
				if layer == "zones" {
					a, b := planar.Area(g), planar.Area(got[id])
					if math.Abs(a-b) > 0.01*a+2*4096 {
						t.Errorf("%v zone %.0f: area %.0f, PostGIS has %.0f", tile, id, b, a)
					}
					continue
				}
				p, ok := got[id].(orb.Point)
				q := g.(orb.Point)
				if !ok || math.Abs(p[0]-q[0]) > 1 || math.Abs(p[1]-q[1]) > 1 {
					t.Errorf("%v incident %.0f lies at %v, PostGIS has %v", tile, id, got[id], q)
				}
			}
		}
	}
}

func features(t *testing.T, raw []byte) map[float64]orb.Geometry {
	t.Helper()
	out := map[float64]orb.Geometry{}
	if len(raw) == 0 {
		return out
	}
	layers, err := mvt.Unmarshal(raw)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range layers {
		for _, f := range l.Features {
			out[f.ID.(float64)] = f.Geometry
		}
	}
	return out
}

func TestTwoServersGiveOneTileOneETag(t *testing.T) {
	s := seeded(t)
	first, err := s.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	second, err := open(t, s.pool.Config().ConnString()).Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r := tiles.Request{Z: 8, X: 76, Y: 138}
	if first.ETag(r) != second.ETag(r) {
		t.Error("the ETags differ")
	}
	one[int64](t, s, `update incident set kind = 'clash' where id = 26 returning id`)
	if third, err := s.Snapshot(t.Context()); err != nil || third.ETag(r) == first.ETag(r) {
		t.Errorf("after an edit the ETag is the same (%v)", err)
	}
}
