package tiles

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"

	"corredor/geo"
)

// Writer takes in the rows of a layer of points, for one goroutine; several may
// write one layer at a time. See Builder.Writer.
type Writer struct {
	p *points

	keys     []uint64 // where each row stands in Morton order
	ids      growing
	minZooms growing
	codes    []growing
	texts    [][]byte // of each field that is not coded, one after the other
	ends     [][]uint32
	days     []Days

	row   []uint32 // of the row at hand
	known []known  // of each coded field
}

func newWriter(p *points, expect int) *Writer {
	w := &Writer{p: p, codes: make([]growing, len(p.dicts)), row: make([]uint32, len(p.dicts)), known: make([]known, len(p.dicts))}
	for i := range w.codes {
		w.codes[i].room = expect
	}
	w.ids.room, w.minZooms.room = expect, expect
	w.keys = make([]uint64, 0, expect)
	w.texts, w.ends = make([][]byte, len(p.texts)), make([][]uint32, len(p.texts))
	for i := range w.ends {
		w.ends[i] = make([]uint32, 0, expect)
	}
	if p.dated {
		w.days = make([]Days, 0, expect)
	}
	return w
}

// Add takes in a row: its values follow the layer's Fields and after them its
// Kept. What it refuses leaves no trace; see Builder.Add.
func (w *Writer) Add(id uint64, minZoom uint8, at orb.Point, values []Value) error {
	if why := misplaced(aPoint, at); why != "" {
		return geo.Invalidf("geometry", "Feature %d of layer %s %s", id, w.p.info.Name, why)
	}
	if len(values) != len(w.p.fields) {
		return fmt.Errorf("tiles: layer %s keeps %d fields, feature %d has %d", w.p.info.Name, len(w.p.fields), id, len(values))
	}
	for i, f := range w.p.coded {
		w.row[i] = 0
		if v := &values[f]; v.Set {
			var err error
			if w.row[i], err = w.known[i].number(w.p.dicts[i], v); err != nil {
				return err
			}
		}
	}
	for i, f := range w.p.texts {
		if len(w.texts[i])+len(values[f].Text) > math.MaxUint32 {
			return fmt.Errorf("tiles: layer %s: the values of %s take more than 4 GB", w.p.info.Name, w.p.fields[f].Name)
		}
	}
	w.keys = append(w.keys, morton(project(at)))
	w.ids.add(id)
	w.minZooms.add(uint64(max(minZoom, w.p.info.MinZoom)))
	for i, n := range w.row {
		w.codes[i].add(uint64(n))
	}
	for i, f := range w.p.texts {
		if values[f].Set {
			w.texts[i] = append(w.texts[i], values[f].Text...)
		}
		w.ends[i] = append(w.ends[i], uint32(len(w.texts[i])))
	}
	if w.p.dated {
		d := noDays
		if v := &values[w.p.period]; v.Set {
			d = v.Days
		}
		w.days = append(w.days, d)
	}
	return nil
}
