package imports

import (
	"bytes"
	"context"
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/osm"
	"github.com/paulmach/osm/osmpbf"
	"google.golang.org/protobuf/encoding/protowire"

	"corredor/data/datatest"
)

// TestAnExtractIsReadAsByItsLibrary has two readers read one file.
func TestAnExtractIsReadAsByItsLibrary(t *testing.T) {
	e := &datatest.Extract{}
	var ids []osm.NodeID
	for k := range 300 {
		ids = append(ids, e.Node(orb.Point{-72 + 0.0123456*float64(k%7), -14 - 0.01*float64(k)}))
	}
	e.Way("PE-3SF", ids[:100]...)
	e.Way("PE-3SY;CU-1", ids[99:]...)
	e.Way("", ids[3], ids[1], ids[200])
	file := e.PBF(t)

	type line struct {
		ref   string
		nodes []osm.NodeID
	}
	ways, nodes := map[osm.WayID]line{}, map[osm.NodeID]orb.Point{}
	if err := readPBF(bytes.NewReader(file), osmVisit{
		way:  func(id osm.WayID, ref string, nodes []osm.NodeID) error { ways[id] = line{ref, nodes}; return nil },
		want: func(string) bool { return true },
		node: func(id osm.NodeID, at orb.Point) { nodes[id] = at },
	}); err != nil {
		t.Fatal(err)
	}
	s := osmpbf.New(context.Background(), bytes.NewReader(file), 1)
	defer s.Close()
	n, w := 0, 0
	for s.Scan() {
		switch o := s.Object().(type) {
		case *osm.Node:
			n++
			if p := nodes[o.ID]; math.Abs(p[0]-o.Lon) > 1e-9 || math.Abs(p[1]-o.Lat) > 1e-9 {
				t.Errorf("node %d lies at %v, not %v %v", o.ID, p, o.Lon, o.Lat)
			}
		case *osm.Way:
			w++
			got := ways[o.ID]
			if got.ref != o.Tags.Find("ref") || len(got.nodes) != len(o.Nodes) {
				t.Fatalf("way %d is %+v, not %+v", o.ID, got, o)
			}
			for k := range o.Nodes {
				if o.Nodes[k].ID != got.nodes[k] {
					t.Errorf("node %d of way %d is %d", k, o.ID, got.nodes[k])
				}
			}
		}
	}
	if s.Err() != nil || n != 300 || w != 3 || len(nodes) != n || len(ways) != w {
		t.Errorf("%v: %d nodes and %d ways, we have %d and %d", s.Err(), n, w, len(nodes), len(ways))
	}
}

// TestAnExtractMadeToBurstIsRefused tries what ends the library's reader, or fills the memory.
func TestAnExtractMadeToBurstIsRefused(t *testing.T) {
	field := func(n protowire.Number, v []byte) []byte {
		return protowire.AppendBytes(protowire.AppendTag(nil, n, protowire.BytesType), v)
	}
	way := append(field(2, []byte{9}), append(field(3, []byte{9}), field(8, []byte{2})...)...)
	huge := make([]byte, 64<<20)
	for _, c := range []struct {
		what, kind string
		block      []byte
		size       int // as it says, -1 for the truth
		want       string
	}{
		{"longer than it says", "OSMData", huge, 100, "damaged"},
		{"as long as it may be, and longer", "OSMData", huge, 32 << 20, "damaged"},
		{"longer than may be", "OSMData", huge, -1, "damaged"},
		{"a header that does not end", "OSMHeader", huge, 50, "damaged"},
		{"a way with words that are not there", "OSMData", field(2, field(3, way)), -1, "damaged"},
		{"nodes with fewer places than numbers", "OSMData", field(2, field(2, field(1, []byte{2, 2, 2}))), -1, "damaged"},
		{"words without end", "OSMData", field(1, bytes.Repeat([]byte{0x0a, 0}, 2<<20)), -1, "damaged"},
		{"a feature that nobody knows", "OSMHeader", field(4, []byte("Mars")), -1, "not known"},
		{"no message", "OSMData", []byte{0xff, 0xff, 0xff}, -1, "damaged"},
	} {
		var file bytes.Buffer
		size := c.size
		if size < 0 {
			size = len(c.block)
		}
		datatest.Blob(t, &file, c.kind, c.block, size)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err := readPBF(&file, osmVisit{
			way:  func(osm.WayID, string, []osm.NodeID) error { return nil },
			want: func(string) bool { return true },
			node: func(osm.NodeID, orb.Point) {},
		})
		runtime.ReadMemStats(&after)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.what, err, c.want)
		}
		if took := (after.TotalAlloc - before.TotalAlloc) >> 20; took > 150 {
			t.Errorf("%s: %d MB of memory", c.what, took)
		}
	}
	plain := protowire.AppendVarint(protowire.AppendTag(nil, 1, protowire.VarintType), protowire.EncodeZigZag(7))
	plain = protowire.AppendVarint(protowire.AppendTag(plain, 8, protowire.VarintType), protowire.EncodeZigZag(-140_000_000))
	plain = protowire.AppendVarint(protowire.AppendTag(plain, 9, protowire.VarintType), protowire.EncodeZigZag(-720_000_000))
	var file bytes.Buffer
	datatest.Blob(t, &file, "OSMData", field(2, field(1, plain)), len(field(2, field(1, plain))))
	var at orb.Point
	if err := readPBF(&file, osmVisit{node: func(id osm.NodeID, p orb.Point) { at = p }}); err != nil || math.Abs(at[0]+72) > 1e-9 || math.Abs(at[1]+14) > 1e-9 {
		t.Errorf("a node on its own lies at %v: %v", at, err)
	}
}

func FuzzExtractsNeverEndTheProgram(f *testing.F) {
	e := &datatest.Extract{}
	e.Way("PE-1", e.Node(orb.Point{-72, -14}), e.Node(orb.Point{-72, -15}))
	f.Add(e.PBF(f))
	f.Fuzz(func(t *testing.T, file []byte) {
		_ = readPBF(bytes.NewReader(file), osmVisit{
			way:  func(osm.WayID, string, []osm.NodeID) error { return nil },
			want: func(string) bool { return true },
			node: func(osm.NodeID, orb.Point) {},
		})
	})
}
