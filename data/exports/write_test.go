package exports

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"corredor/data"
	"corredor/geo"
)

// asked is a Meta with everything in it.
func asked(c data.Collection) Meta {
	m := about(c)
	m.Lang = "en"
	m.Filter, m.Datetime, m.BBox, m.Q = "kind = 'blockade' AND deaths_best < 3", "2019-01-01/..", "-73,-15,-71,-13", "quiñota <&>"
	m.Equals = map[string]string{"status": "verified"}
	m.URL = "https://example.org/collections/incidents/items?f=csv"
	return m
}

// told are the things that every file must say, in itself or beside it.
var told = []string{"CC BY 4.0", "creativecommons.org/licenses/by/4.0", "with the source of each row", "Public reports, legal acts",
	"kind = 'blockade' AND deaths_best < 3", "2019-01-01/..", "-73,-15,-71,-13", "quiñota <&>", "status = verified", "2026-11-23T12:00:00Z",
	"https://example.org/collections/incidents/items?f=csv", "Revision of the data: 7"}

func TestEveryFileSaysWhereItComesFromAndWhatWasAsked(t *testing.T) {
	for _, f := range Formats() {
		t.Run(f.Name, func(t *testing.T) {
			var text string
			switch file := written(t, f, asked(tiny), full); f.Name {
			case "geojson":
				var g struct {
					License  string
					Metadata map[string]any
				}
				if err := json.Unmarshal(file, &g); err != nil {
					t.Fatal(err)
				}
				for k, v := range g.Metadata {
					text += fmt.Sprintln(k, v)
				}
				text += "CC BY 4.0, Revision of the data: 7, status = verified" // which stand as values
				if g.Metadata["revision"] != 7.0 || g.License != LicenceURL || g.Metadata["properties"].(map[string]any)["status"] != "verified" {
					t.Errorf("metadata %v", g.Metadata)
				}
			case "csv", "jsonseq":
				if f.Told {
					t.Fatal("where does it tell?")
				}
				var b bytes.Buffer
				m := asked(tiny)
				if err := f.Zip(t.Context(), &b, m, m.Collection.Properties, some(full)); err != nil {
					t.Fatal(err)
				}
				parts := unzip(t, b.Bytes())
				if !bytes.Equal(parts[f.File(tiny)], file) {
					t.Errorf("the file in the zip is %q", parts[f.File(tiny)])
				}
				text = string(parts["README.txt"])
			case "kml":
				text = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&", "&#39;", "'").Replace(string(file))
			case "xlsx":
				for _, row := range sheet(t, file, "Read me") {
					text += strings.Join(row, ": ") + "\n"
				}
			default:
				text = string(file) // whole texts stand in it
			}
			for _, s := range told {
				if !strings.Contains(text, s) {
					t.Errorf("it does not say %q:\n%.4000q", s, text)
				}
			}
		})
	}
}

func unzip(t *testing.T, b []byte) map[string][]byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if parts[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	return parts
}

func sheet(t *testing.T, file []byte, name string) [][]string {
	t.Helper()
	x, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	rows, err := x.GetRows(name)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestASpreadsheetHasTypesAndAHeadThatStays(t *testing.T) {
	m := about(tiny)
	long := feature(28, `{"code":"`+strings.Repeat("ñ", 40_000)+`"}`)
	file := written(t, format(t, "xlsx"), m, full, empty, long)
	x, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	for cell, want := range map[string]string{
		"A1": "Id", "B1": "Código", "D1": "Kilómetro (km)", "A2": "26", "C2": "3", "D2": "130.25", "E2": "TRUE",
		"F2": "2019-02-04", "G2": "2019-02-04 15:30:00", "B2": "=1+1, \"so\"\nnew", "B3": "", "M2": "-72.25", "N2": "-14.5", "M3": "",
	} {
		if got, err := x.GetCellValue("Incidentes", cell); err != nil || got != want {
			t.Errorf("%s is %q, %v; not %q", cell, got, err, want)
		}
	}
	if formula, _ := x.GetCellFormula("Incidentes", "B2"); formula != "" {
		t.Errorf("a text has become the formula %q", formula)
	}
	for cell, want := range map[string]excelize.CellType{"C2": excelize.CellTypeUnset, "E2": excelize.CellTypeBool, "F2": excelize.CellTypeUnset} {
		if got, _ := x.GetCellType("Incidentes", cell); got != want && got != excelize.CellTypeNumber {
			t.Errorf("%s has type %v", cell, got)
		}
	}
	if raw, _ := x.GetCellValue("Incidentes", "F2", excelize.Options{RawCellValue: true}); raw != "43500" {
		t.Errorf("the day is kept as %q", raw)
	}
	if got, _ := x.GetCellValue("Incidentes", "B4"); got != strings.Repeat("ñ", 32_766)+"…" {
		t.Errorf("a long text ends %q", got[max(0, len(got)-10):])
	}
	panes, err := x.GetPanes("Incidentes")
	if err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("panes %+v, %v", panes, err)
	}
	if parts := unzip(t, file); !strings.Contains(string(parts["xl/worksheets/sheet1.xml"]), `<autoFilter ref="$A$1:$N$4"`) &&
		!strings.Contains(string(parts["xl/worksheets/sheet1.xml"]), `<autoFilter ref="A1:N4"`) {
		t.Error("the head has no filters")
	}
}

// A file breaks off at every place it can; nothing is left behind, and the error
// is told.
func TestAFileThatBreaksOffLeavesNothingBehind(t *testing.T) {
	scratch := t.TempDir()
	t.Setenv("TMPDIR", scratch)
	broken := errors.New("the line is cut")
	many := make([]data.Feature, 800)
	for i := range many {
		many[i] = full
		many[i].ID = int64(i + 1)
	}
	for _, f := range Formats() {
		for name, run := range map[string]func(write func(context.Context, io.Writer, Rows) error) error{
			"the rows end in an error": func(write func(context.Context, io.Writer, Rows) error) error {
				return write(t.Context(), io.Discard, func(yield func(data.Feature, error) bool) {
					_ = yield(full, nil) && yield(data.Feature{}, broken)
				})
			},
			"the reader leaves": func(write func(context.Context, io.Writer, Rows) error) error {
				return write(t.Context(), &leaver{after: 2000, err: broken}, some(many...))
			},
			"the reader leaves at once": func(write func(context.Context, io.Writer, Rows) error) error {
				return write(t.Context(), &leaver{err: broken}, some(many...))
			},
			"the time is over": func(write func(context.Context, io.Writer, Rows) error) error {
				ctx, cancel := context.WithCancelCause(t.Context())
				err := write(ctx, io.Discard, func(yield func(data.Feature, error) bool) {
					for i, row := range many {
						if i == 400 {
							cancel(broken)
						}
						if !yield(row, nil) {
							return
						}
					}
				})
				if errors.Is(err, context.Canceled) {
					return broken
				}
				return err
			},
		} {
			for kind, write := range map[string]func(context.Context, io.Writer, Meta, []data.Property, Rows) error{"": f.Write, " in a zip": f.Zip} {
				err := run(func(ctx context.Context, w io.Writer, rows Rows) error {
					return write(ctx, w, about(tiny), tiny.Properties, rows)
				})
				if !errors.Is(err, broken) {
					t.Errorf("%s%s, %s: %v", f.Name, kind, name, err)
				}
				if left, _ := os.ReadDir(scratch); len(left) > 0 {
					t.Fatalf("%s%s, %s: %v is left", f.Name, kind, name, left)
				}
			}
		}
	}
}

// leaver is a reader who leaves after so many bytes.
type leaver struct {
	after int
	err   error
}

func (l *leaver) Write(b []byte) (int, error) {
	if l.after -= len(b); l.after < 0 {
		return 0, l.err
	}
	return len(b), nil
}

// Until the first row has come an error can still be answered as one.
func TestNothingIsWrittenBeforeTheFirstRow(t *testing.T) {
	broken := errors.New("the database is gone")
	for _, f := range Formats() {
		m := asked(tiny)
		m.Filter = strings.Repeat("<", 16<<10) // as long as a filter can be, and longer in JSON and XML
		for kind, write := range map[string]func(context.Context, io.Writer, Meta, []data.Property, Rows) error{"": f.Write, " in a zip": f.Zip} {
			var b bytes.Buffer
			err := write(t.Context(), &b, m, tiny.Properties, func(yield func(data.Feature, error) bool) { yield(data.Feature{}, broken) })
			if !errors.Is(err, broken) || b.Len() > 0 {
				t.Errorf("%s%s: %v after %d bytes", f.Name, kind, err, b.Len())
			}
		}
	}
}

func TestMetresGoWhereTheyCan(t *testing.T) {
	m := about(tiny)
	m.SRID = 32719
	row := full
	row.Geometry = []byte(`{"type":"Point","coordinates":[150000.5,8390000.25]}`)
	for _, f := range Formats() {
		var b bytes.Buffer
		err := f.Write(t.Context(), &b, m, tiny.Properties, some(row))
		switch {
		case f.Name == "kml":
			if geo.KindOf(err) != geo.Invalid {
				t.Errorf("KML in metres: %v", err)
			}
		case err != nil:
			t.Errorf("%s: %v", f.Name, err)
		case f.Name == "csv" && !strings.Contains(b.String(), ",x,y\r\n") || f.Name == "csv" && !strings.Contains(b.String(), ",150000.5,8390000.25\r\n"):
			t.Errorf("csv: %s", &b)
		}
	}
}
