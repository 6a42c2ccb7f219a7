package datatest

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"encoding/json"
	"math"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/osm"
	"google.golang.org/protobuf/encoding/protowire"
)

// An Extract is a piece of OpenStreetMap that a test makes up.
type Extract struct {
	Nodes []osm.Node
	Ways  []osm.Way
}

// Node adds a node.
func (e *Extract) Node(p orb.Point) osm.NodeID {
	id := osm.NodeID(len(e.Nodes) + 1)
	e.Nodes = append(e.Nodes, osm.Node{ID: id, Lon: p[0], Lat: p[1]})
	return id
}

// Way adds a road with a reference through nodes.
func (e *Extract) Way(ref string, nodes ...osm.NodeID) {
	w := osm.Way{ID: osm.WayID(len(e.Ways) + 1), Tags: osm.Tags{{Key: "highway", Value: "secondary"}, {Key: "ref", Value: ref}}}
	for _, n := range nodes {
		w.Nodes = append(w.Nodes, osm.WayNode{ID: n})
	}
	e.Ways = append(e.Ways, w)
}

// Overpass is the extract as Overpass answers.
func (e *Extract) Overpass(t testing.TB) string {
	var elements []map[string]any
	for _, w := range e.Ways {
		var nodes []int64
		for _, n := range w.Nodes {
			nodes = append(nodes, int64(n.ID))
		}
		elements = append(elements, map[string]any{"type": "way", "id": int64(w.ID), "nodes": nodes, "tags": w.Tags.Map()})
	}
	for _, n := range e.Nodes {
		elements = append(elements, map[string]any{"type": "node", "id": int64(n.ID), "lat": n.Lat, "lon": n.Lon})
	}
	text, err := json.Marshal(map[string]any{"version": 0.6, "generator": "Overpass API 0.7", "osm3s": map[string]string{}, "elements": elements})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// PBF writes the extract as OpenStreetMap's protocol buffers have it: a header
// block, a block of dense nodes and a block of ways, each packed with zlib.
func (e *Extract) PBF(t testing.TB) []byte {
	var out bytes.Buffer
	var header []byte
	for _, feature := range []string{"OsmSchema-V0.6", "DenseNodes"} {
		header = protowire.AppendTag(header, 4, protowire.BytesType)
		header = protowire.AppendString(header, feature)
	}
	fileBlock(t, &out, "OSMHeader", header)

	var dense, ids, lats, lons []byte
	var id, lat, lon int64
	for _, n := range e.Nodes {
		y, x := int64(math.Round(n.Lat*1e7)), int64(math.Round(n.Lon*1e7))
		ids = protowire.AppendVarint(ids, protowire.EncodeZigZag(int64(n.ID)-id))
		lats = protowire.AppendVarint(lats, protowire.EncodeZigZag(y-lat))
		lons = protowire.AppendVarint(lons, protowire.EncodeZigZag(x-lon))
		id, lat, lon = int64(n.ID), y, x
	}
	for field, packed := range map[protowire.Number][]byte{1: ids, 8: lats, 9: lons} {
		dense = appendBytes(dense, field, packed)
	}
	fileBlock(t, &out, "OSMData", primitiveBlock(nil, appendBytes(nil, 2, dense)))

	words := []string{""}
	word := func(s string) uint64 {
		words = append(words, s)
		return uint64(len(words) - 1)
	}
	var group []byte
	for _, w := range e.Ways {
		var way, keys, values, nodes []byte
		way = protowire.AppendTag(way, 1, protowire.VarintType)
		way = protowire.AppendVarint(way, uint64(w.ID))
		for _, tag := range w.Tags {
			keys = protowire.AppendVarint(keys, word(tag.Key))
			values = protowire.AppendVarint(values, word(tag.Value))
		}
		var before int64
		for _, n := range w.Nodes {
			nodes = protowire.AppendVarint(nodes, protowire.EncodeZigZag(int64(n.ID)-before))
			before = int64(n.ID)
		}
		way = appendBytes(appendBytes(appendBytes(way, 2, keys), 3, values), 8, nodes)
		group = appendBytes(group, 3, way)
	}
	fileBlock(t, &out, "OSMData", primitiveBlock(words, group))
	return out.Bytes()
}

func appendBytes(b []byte, field protowire.Number, v []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(b, field, protowire.BytesType), v)
}

func primitiveBlock(words []string, group []byte) []byte {
	var table []byte
	for _, w := range words {
		table = appendBytes(table, 1, []byte(w))
	}
	return appendBytes(appendBytes(nil, 1, table), 2, group)
}

// fileBlock packs a block.
func fileBlock(t testing.TB, out *bytes.Buffer, kind string, content []byte) {
	Blob(t, out, kind, content, len(content))
}

// Blob packs a block that says it is so many bytes long unpacked.
func Blob(t testing.TB, out *bytes.Buffer, kind string, content []byte, size int) {
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	if _, err := z.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	blob := protowire.AppendVarint(protowire.AppendTag(nil, 2, protowire.VarintType), uint64(size))
	blob = appendBytes(blob, 3, packed.Bytes())
	head := protowire.AppendString(protowire.AppendTag(nil, 1, protowire.BytesType), kind)
	head = protowire.AppendVarint(protowire.AppendTag(head, 3, protowire.VarintType), uint64(len(blob)))
	_ = binary.Write(out, binary.BigEndian, uint32(len(head)))
	out.Write(head)
	out.Write(blob)
}
