package imports

import (
	"bytes"
	"testing"
	"time"

	"corredor/data/exports"
	"corredor/geo"
)

func TestTablesThatWereTakenAwayChangeNothingWhenTheyComeBack(t *testing.T) {
	b := seeded(t)
	before := b.fingerprint()
	for _, hxl := range []bool{false, true} {
		for _, name := range []string{"csv", "gpkg", "kml"} {
			format, ok := exports.Find(name)
			if !ok || hxl && name != "csv" {
				continue
			}
			var file bytes.Buffer
			order := exports.Order{Collection: b.find("incidents"), Format: format, Lang: "es", HXL: hxl, Made: time.Unix(0, 0)}
			if err := order.Write(t.Context(), b.store, geo.Anyone, &file); err != nil {
				t.Fatal(err)
			}
			r, _ := b.bring("incidents", "all."+name, file.String())
			if r.Duplicate != r.Rows || r.Rows < 366 {
				t.Errorf("%s: of %d rows %d change, %d are refused: %+v", name, r.Rows, r.Changed, r.Refused, r.Issues[:min(3, len(r.Issues))])
			}
		}
	}
	if b.fingerprint() != before {
		t.Error("the tables changed")
	}
}
