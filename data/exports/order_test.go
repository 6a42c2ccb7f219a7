package exports

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"corredor/data"
	"corredor/data/datatest/seedtest"
	"corredor/geo"
	"corredor/geo/cql2"
)

// order asks for incidents.
func order(t testing.TB, name string, q data.Query) Order {
	t.Helper()
	c, _ := data.FindCollection("incidents")
	return Order{Collection: c, Query: q, Format: format(t, name), Lang: "es", Made: made}
}

func TestAFileHoldsWhatTheFilterChooses(t *testing.T) {
	s := seedtest.Open(t)
	filter, err := cql2.ParseText("kind = 'blockade' AND deaths_best IS NULL")
	if err != nil {
		t.Fatal(err)
	}
	span, err := geo.ParseDatetime("2019-01-01/2019-12-31")
	if err != nil {
		t.Fatal(err)
	}
	q := data.Query{Filter: filter, Span: &span, BBox: &geo.BBox{West: -73, South: -15.5, East: -70, North: -13}, SRID: 4326}
	c, _ := data.FindCollection("incidents")
	want, err := s.Matched(t.Context(), geo.Anyone, c, q)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := order(t, "geojson", q).Write(t.Context(), s, geo.Anyone, &b); err != nil {
		t.Fatal(err)
	}
	var got struct {
		NumberReturned int64
		Metadata       map[string]any
		Features       []struct {
			Geometry   struct{ Coordinates []float64 }
			Properties struct{ Kind string }
		}
	}
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if want == 0 || got.NumberReturned != want || int64(len(got.Features)) != want {
		t.Errorf("%d features, %d said, %d matched", len(got.Features), got.NumberReturned, want)
	}
	for _, f := range got.Features {
		if f.Properties.Kind != "blockade" || f.Geometry.Coordinates[0] > -60 {
			t.Fatalf("%+v", f)
		}
	}
	revision, err := s.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for key, value := range map[string]any{"datetime": "2019-01-01/2019-12-31", "bbox": "-73,-15.5,-70,-13", "filter": cql2.ToText(filter), "revision": float64(revision)} {
		if got.Metadata[key] != value {
			t.Errorf("%s is %v, not %v", key, got.Metadata[key], value)
		}
	}
}

// A reader who takes his time holds no connection, and one who leaves leaves
// nothing behind.
func TestAReaderHoldsNoConnection(t *testing.T) {
	s := seedtest.Open(t)
	scratch := t.TempDir()
	t.Setenv("TMPDIR", scratch)
	for _, f := range Formats() {
		ctx, cancel := context.WithCancel(t.Context())
		r, w := io.Pipe()
		over := make(chan error, 1)
		go func() {
			err := order(t, f.Name, data.Query{}).Write(ctx, s, geo.Anyone, w)
			over <- err
			w.CloseWithError(err)
		}()
		if _, err := r.Read(make([]byte, 1)); err != nil {
			t.Fatal(f.Name, err)
		}
		// The rest waits for us now; what was asked ahead comes to its end.
		for began := time.Now(); s.Stat().AcquiredConns() > 0; time.Sleep(time.Millisecond) {
			if time.Since(began) > 10*time.Second {
				t.Fatalf("%s holds %d connections while its reader waits", f.Name, s.Stat().AcquiredConns())
			}
		}
		cancel()
		r.Close()
		if err := <-over; err == nil {
			t.Errorf("%s does not notice that its reader has left", f.Name)
		} else if !errors.Is(err, context.Canceled) && !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("%s: %v", f.Name, err)
		}
		if left, _ := os.ReadDir(scratch); len(left) > 0 {
			t.Errorf("%s leaves %v", f.Name, left)
		}
		if n := s.Stat().AcquiredConns(); n > 0 {
			t.Errorf("%s leaves %d connections", f.Name, n)
		}
	}
}

func TestAFileIsNamedByWhatItIs(t *testing.T) {
	o := order(t, "csv", data.Query{})
	if got := o.File() + " " + o.MediaType(); got != "corredor-incidents.csv text/csv; charset=utf-8; header=present" {
		t.Error(got)
	}
	o.Zip = true
	if got := o.File() + " " + o.MediaType(); got != "corredor-incidents.csv.zip application/zip" {
		t.Error(got)
	}
	for _, f := range Formats() {
		if found, ok := FindExtension("Incidentes" + strings.ToUpper(f.Extension)); !ok || found.Name != f.Name {
			t.Errorf("%s is taken for %q", f.Extension, found.Name)
		}
	}
}

func TestAPartSaysThatItIsOne(t *testing.T) {
	o := order(t, "csv", data.Query{After: 20, Limit: 10})
	if got := o.meta(1).Part; got != "id mayor que 20, a lo más 10" {
		t.Error(got)
	}
	if strings.Contains(o.meta(1).lines(), "Selección: todo") {
		t.Errorf("a part says that it is all:\n%s", o.meta(1).lines())
	}
}
