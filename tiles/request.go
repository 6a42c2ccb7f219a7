package tiles

import (
	"slices"
	"strconv"
	"strings"

	"corredor/geo"
)

// Request names a tile: zoom, column from the west, row from the north, and the
// layers wanted. Without Layers it means all; they come in their own order unless
// InOrder asks for that of Layers. A Filter is one of the snapshot that is asked.
type Request struct {
	Z       uint8
	X, Y    uint32
	Layers  []string
	InOrder bool
	Filter  *Filter
}

// ParseRequest reads a Request as it is written in a URL. layers is a list with
// commas, empty for all.
func ParseRequest(z, x, y, layers string) (Request, error) {
	var n [3]uint64
	for i, s := range []string{z, x, y} {
		v, err := strconv.ParseUint(s, 10, 32)
		if err != nil || strings.HasPrefix(s, "+") {
			return Request{}, geo.Invalidf("zxy"[i:i+1], "A tile is named by three whole numbers, zoom, column and row; %q is not one that fits.", geo.Clip(s, 40))
		}
		n[i] = v
	}
	r := Request{Z: uint8(min(n[0], 255)), X: uint32(n[1]), Y: uint32(n[2])}
	if layers != "" {
		r.Layers = strings.Split(layers, ",")
	}
	_, err := r.check()
	return r, err
}

// check returns the layers asked for, or the Problem with r.
func (r Request) check() (layerSet, error) {
	if r.Z > MaxZoom {
		return 0, geo.Invalidf("z", "Zoom %d lies outside 0 to %d.", r.Z, MaxZoom)
	}
	last := uint32(1)<<r.Z - 1
	if r.X > last {
		return 0, geo.Invalidf("x", "Column %d lies outside 0 to %d, the columns of zoom %d.", r.X, last, r.Z)
	}
	if r.Y > last {
		return 0, geo.Invalidf("y", "Row %d lies outside 0 to %d, the rows of zoom %d.", r.Y, last, r.Z)
	}
	if len(r.Layers) == 0 {
		return everyLayer, nil
	}
	var set layerSet
	for _, name := range r.Layers {
		i := layerNamed(name)
		if i < 0 {
			return 0, geo.Invalidf("layers", "There is no layer %q. The layers are %s.", geo.Clip(name, 40), layerNames())
		}
		set |= 1 << i
	}
	return set, nil
}

// order is the places of the layers of r, each once, where they differ from the
// order in which tiles have them; nil where they do not.
func (r Request) order() (order []byte) {
	if !r.InOrder {
		return nil
	}
	for _, name := range r.Layers {
		if i := byte(layerNamed(name)); !slices.Contains(order, i) {
			order = append(order, i)
		}
	}
	if slices.IsSorted(order) {
		return nil
	}
	return order
}

func layerNames() string {
	names := make([]string, len(layers))
	for i, l := range layers {
		names[i] = l.Name
	}
	return strings.Join(names, ", ")
}
