package imports

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/osm"

	"corredor/geo"
)

// An element is one of an answer of Overpass.
type element struct {
	Type     string
	ID       int64
	Lat, Lon float64
	Nodes    []osm.NodeID
	Tags     struct{ Highway, Ref string }
}

// readOverpass goes through an answer of Overpass, element by element.
func readOverpass(from io.Reader, visit osmVisit) error {
	m := &meter{from: from}
	m.refill()
	dec := json.NewDecoder(m)
	open, err := dec.Token()
	if err == nil && open != json.Delim('{') {
		err = fmt.Errorf("it begins with %v", open)
	}
	for err == nil && dec.More() {
		m.refill()
		var name json.Token
		if name, err = dec.Token(); err != nil {
			break
		}
		switch name {
		case "elements":
			err = visit.elements(dec, m)
		case "remark":
			var remark string
			if err = dec.Decode(&remark); err == nil && strings.Contains(remark, "error") {
				return fmt.Errorf("it says %s", geo.Clip(remark, 200))
			}
		default:
			var other json.RawMessage
			err = dec.Decode(&other)
		}
	}
	if err == nil {
		_, err = dec.Token()
	}
	return short(err, false)
}

func (v osmVisit) elements(dec *json.Decoder, m *meter) error {
	open, err := dec.Token()
	if err == nil && open != json.Delim('[') {
		err = errors.New("its elements are no list")
	}
	for err == nil && dec.More() {
		m.refill()
		var e element
		if err = dec.Decode(&e); err != nil {
			break
		}
		switch {
		case e.Type == "node" && v.node != nil:
			v.node(osm.NodeID(e.ID), orb.Point{e.Lon, e.Lat})
		case e.Type == "way" && v.way != nil && e.Tags.Highway != "" && v.want(e.Tags.Ref):
			err = v.way(osm.WayID(e.ID), e.Tags.Ref, e.Nodes)
		}
	}
	if err == nil {
		_, err = dec.Token()
	}
	return err
}
