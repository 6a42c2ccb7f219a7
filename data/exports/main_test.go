package exports

import (
	"bytes"
	"testing"
	"time"

	"corredor/data"
	"corredor/data/datatest"
	"corredor/geo"
)

func TestMain(m *testing.M) { datatest.Main(m) }

func format(t testing.TB, name string) Format {
	t.Helper()
	f, ok := Find(name)
	if !ok {
		t.Fatalf("there is no format %s", name)
	}
	return f
}

// everything is all items of a collection.
func everything(t testing.TB, s *data.Store, c data.Collection) []data.Feature {
	t.Helper()
	var all []data.Feature
	err := s.Items(t.Context(), geo.Viewer{}, c, data.Query{}, func(f data.Feature) error {
		all = append(all, f)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// some makes rows of features at hand.
func some(features ...data.Feature) Rows {
	return func(yield func(data.Feature, error) bool) {
		for _, f := range features {
			if !yield(f, nil) {
				return
			}
		}
	}
}

var made = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func about(c data.Collection) Meta {
	return Meta{Collection: c, Lang: "es", Revision: 7, Made: made}
}

// written is what a format makes of features.
func written(t testing.TB, f Format, m Meta, features ...data.Feature) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := f.Write(t.Context(), &b, m, m.Collection.Properties, some(features...)); err != nil {
		t.Fatalf("%s as %s: %v", m.Collection.ID, f.Name, err)
	}
	return b.Bytes()
}
