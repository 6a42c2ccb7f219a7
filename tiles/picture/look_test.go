package picture_test

import (
	"bytes"
	"testing"

	"github.com/paulmach/orb"

	"corredor/data"
	"corredor/geo"
	"corredor/geo/cql2"
	"corredor/tiles"
	"corredor/tiles/picture"
)

// in2019 is the incidents of that year, as every view has them.
func in2019(t testing.TB, text string) *tiles.Filter {
	t.Helper()
	if text != "" {
		text += " AND "
	}
	e, err := cql2.ParseText(text + "T_INTERSECTS(period, INTERVAL('2019-01-01','2019-12-31'))")
	if err != nil {
		t.Fatal(err)
	}
	c, _ := data.FindCollection("incidents")
	if err := cql2.Check(e, c.Queryables()); err != nil {
		t.Fatal(err)
	}
	f, ok := seed(t).FilterBy("incidents", e)
	if !ok {
		t.Fatalf("memory cannot answer %s", text)
	}
	return f
}

const april, january, december geo.Day = 17988, 17897, 18261

func BenchmarkPicture(b *testing.B) {
	snap := seed(b)
	at := &picture.Place{Zoom: 9.2, Center: orb.Point{-72.05, -14.2}}
	o := picture.Options{Width: 1200, Height: 630, Legend: true, At: at, Date: april, From: january, To: december}
	for name, write := range map[string]func(*picture.Scene, *bytes.Buffer) error{
		"Draw": func(*picture.Scene, *bytes.Buffer) error { return nil },
		"SVG":  func(s *picture.Scene, w *bytes.Buffer) error { return s.SVG(w) },
		"PNG":  func(s *picture.Scene, w *bytes.Buffer) error { return s.PNG(w) },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				s, err := picture.Draw(snap, o)
				if err != nil {
					b.Fatal(err)
				}
				var out bytes.Buffer
				if err := write(s, &out); err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(out.Len()), "bytes")
			}
		})
	}
}

func TestLook(t *testing.T) {
	snap := seed(t)
	at := &picture.Place{Zoom: 9.2, Center: orb.Point{-72.05, -14.2}}
	for name, o := range map[string]picture.Options{
		"card":     {Width: 1200, Height: 630, Legend: true, At: at},
		"embed960": {Width: 960, Height: 410, NoTitle: true, At: at, Callouts: true},
		"embed640": {Width: 640, Height: 410, NoTitle: true, At: at, Theme: picture.Dark, English: true},
		"embed360": {Width: 360, Height: 330, NoTitle: true},
		"print":    {At: at, Width: 1, Height: 1},
		"whole":    {Width: 900, Height: 1100, Legend: true},
	} {
		o.Date, o.From, o.To = april, january, december
		o.Credit = "Corredor · datos al 30 nov 2026"
		o.Filter = in2019(t, "")
		s, err := picture.Draw(snap, o)
		if name == "print" {
			s, err = picture.Print(snap, o, false, false)
		}
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := s.PDF(&out); err != nil {
			t.Fatal(err)
		}
		keep(t, name+".pdf", out.Bytes())
		out.Reset()
		if err := s.SVG(&out); err != nil {
			t.Fatal(err)
		}
		keep(t, name+".svg", out.Bytes())
		out.Reset()
		if err := s.PNG(&out); err != nil {
			t.Fatal(err)
		}
		keep(t, name+".png", out.Bytes())
		t.Log(name, out.Len(), s.Shown, s.Desc)
	}
}
