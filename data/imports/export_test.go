package imports

import (
	"bytes"
	"testing"
	"time"

	"corredor/data/exports"
	"corredor/geo"
	"corredor/geo/cql2"
)

// TestWhatWasTakenAwayChangesNothingWhenItComesBack exports every collection into which
// files can be brought as CSV and GeoJSON, incidents in every format that can be read
// again, and imports it.
func TestWhatWasTakenAwayChangesNothingWhenItComesBack(t *testing.T) {
	b := seeded(t)
	before := b.fingerprint()
	// Of the longest, some rows, with those among them that are alike but for their ids;
	// without the neighbours of Peru, which are no units of it.
	some := map[string]string{"places": "id <= 65 or id > 1330", "claims": "id <= 10 or id >= 990 and id <= 1000", "boundaries": "id <= 20 or id > 440 and id < 460"}
	for _, id := range Collections() {
		c := b.find(id)
		for _, name := range []string{"csv", "hxl", "geojson", "jsonseq", "kml", "gpkg"} {
			if id != "incidents" && name != "csv" && name != "geojson" {
				continue // rows come to the same rules, however they were read
			}
			order := exports.Order{Collection: c, Lang: "es", HXL: name == "hxl", BOM: name == "hxl", Made: time.Unix(0, 0)}
			var ok bool
			if order.Format, ok = exports.Find(map[bool]string{true: "csv", false: name}[name == "hxl"]); !ok {
				t.Fatal(name)
			}
			if some[id] != "" {
				var err error
				if order.Query.Filter, err = cql2.ParseText(some[id]); err != nil {
					t.Fatal(err)
				}
			}
			var file bytes.Buffer
			if err := order.Write(t.Context(), b.store, geo.Anyone, &file); err != nil {
				if geo.KindOf(err) == geo.Invalid && !c.Spatial {
					continue // a format of shapes alone
				}
				t.Errorf("%s.%s: %v", id, name, err)
				continue
			}
			r, _, err := b.try(id, id+"."+name, file.String())
			if err != nil {
				t.Errorf("%s.%s: %v", id, name, err)
				continue
			}
			if r.Duplicate != r.Rows || r.Rows == 0 {
				t.Errorf("%s.%s: of %d rows %d are new, %d change, %d are held, %d refused: %+v", id, name, r.Rows, r.Accepted, r.Changed, r.Held, r.Refused, r.Issues[:min(2, len(r.Issues))])
			}
		}
	}
	if b.fingerprint() != before {
		t.Error("the tables changed")
	}
}
