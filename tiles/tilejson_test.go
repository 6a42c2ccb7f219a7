package tiles_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/paulmach/orb"

	"corredor/tiles"
)

func TestTileJSONDescribesTheLayers(t *testing.T) {
	s := build(t, 1, small(), 1)
	text, err := json.Marshal(s.TileJSON("https://map.example/tiles/{z}/{x}/{y}.mvt", "Made with Natural Earth."))
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		TileJSON, Attribution, Scheme string
		Tiles                         []string
		MinZoom, MaxZoom              int
		Bounds                        []float64
		Layers                        []struct {
			ID               string
			MinZoom, MaxZoom int
			Fields           map[string]string
		} `json:"vector_layers"`
	}
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if got.TileJSON != "3.0.0" || got.Scheme != "xyz" || len(got.Tiles) != 1 || got.MinZoom != 0 || got.MaxZoom != 16 || got.Attribution == "" {
		t.Errorf("got %s", text)
	}
	if b := fmt.Sprintf("%.6f", got.Bounds); b != "[-75.000000 -18.000000 -69.000000 -12.000000]" {
		t.Errorf("bounds %v", b)
	}
	if len(got.Layers) != len(tiles.Layers()) {
		t.Fatalf("%d layers", len(got.Layers))
	}
	for i, l := range tiles.Layers() {
		g := got.Layers[i]
		if g.ID != l.Name || g.MinZoom != int(l.MinZoom) || g.MaxZoom != 16 || g.Fields == nil || len(g.Fields) != len(l.Drawn()) {
			t.Errorf("layer %s is described as %+v", l.Name, g)
		}
	}
}

// TestTheBoundsShrinkWithTheMap: what is gone bounds nothing.
func TestTheBoundsShrinkWithTheMap(t *testing.T) {
	b := tiles.NewBuilder(1)
	for i, p := range []orb.Point{{-72, -14}, {-71, -15}, {20, 50}} {
		must(t, b, "incidents", incident(i, p))
	}
	e := b.Snapshot().Edit(2)
	if err := e.Remove("incidents", 3); err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprintf("%.6f", e.Snapshot().TileJSON("", "").Bounds); got != "[-72.000000 -15.000000 -71.000000 -14.000000]" {
		t.Errorf("bounds %v", got)
	}
}

func TestTheMapOfNothingIsBoundByTheWorld(t *testing.T) {
	got := tiles.NewBuilder(1).Snapshot().TileJSON("", "").Bounds
	if got[0] != -180 || got[2] != 180 || got[1] > -85 || got[3] < 85 {
		t.Errorf("bounds %v", got)
	}
}

// What Layers returns is the caller's own.
func TestLayersCannotBeChanged(t *testing.T) {
	tiles.Layers()[12].Fields[0].Name = "spoilt"
	if got := tiles.Layers()[12].Fields[0].Name; got != "id" {
		t.Errorf("the first field of incidents is %q", got)
	}
}
