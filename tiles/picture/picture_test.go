package picture_test

import (
	"bytes"
	"compress/zlib"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/paulmach/orb"
	faces "golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"corredor/geo"
	"corredor/tiles"
	"corredor/tiles/picture"
)

func svg(t testing.TB, s *picture.Scene) string {
	t.Helper()
	var out bytes.Buffer
	if err := s.SVG(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestEveryViewIsDrawnInEveryForm: well-formed SVG with its groups, PNG of its size, PDF
// whose table is right; the same again, by many at a time, is the same bytes.
func TestEveryViewIsDrawnInEveryForm(t *testing.T) {
	snap := sample(t, 300)
	for name, o := range views() {
		s := draw(t, snap, o)
		text := svg(t, s)
		d := xml.NewDecoder(strings.NewReader(text))
		ids := map[string]int{}
		for {
			token, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if e, ok := token.(xml.StartElement); ok {
				for _, a := range e.Attr {
					if a.Name.Local == "id" {
						ids[a.Value]++
					}
				}
			}
		}
		for _, id := range []string{"map", "ground", "roads"} {
			if ids[id] != 1 {
				t.Errorf("%s: %d groups %s", name, ids[id], id)
			}
		}
		for id, n := range ids {
			if n > 1 {
				t.Errorf("%s: %d groups are named %s", name, n, id)
			}
		}
		if (ids["legend"] == 1) != o.Legend || regexp.MustCompile(`[" ]([+-]?Inf|NaN)`).MatchString(text) || strings.Contains(text, "@font-face") != o.EmbedFonts {
			t.Errorf("%s: legend %d, or a number that is none", name, ids["legend"])
		}

		if o.Width > 700 && name != "figure" {
			continue
		}
		var pixels, paper bytes.Buffer
		if err := s.PNG(&pixels); err != nil {
			t.Fatal(err)
		}
		if m, err := png.DecodeConfig(&pixels); err != nil || float64(m.Width) != o.Width || float64(m.Height) != o.Height {
			t.Errorf("%s: PNG %v %v", name, m, err)
		}
		if err := s.PDF(&paper); err != nil {
			t.Fatal(err)
		}
		checkPDF(t, name, paper.Bytes())

		var all sync.WaitGroup
		for range 2 {
			all.Go(func() {
				if again := svg(t, draw(t, snap, o)); again != text {
					t.Errorf("%s: drawn again it is another", name)
				}
			})
		}
		all.Wait()
	}
}

var saves, restores = regexp.MustCompile(`(?m)^q\b`), regexp.MustCompile(`(?m)^Q$`)

// checkPDF finds every object where the table says it is.
func checkPDF(t *testing.T, name string, file []byte) {
	t.Helper()
	_, tail, ok := bytes.Cut(file, []byte("startxref\n"))
	if !ok || !bytes.HasPrefix(file, []byte("%PDF-1.7\n")) || !bytes.HasSuffix(file, []byte("%%EOF\n")) {
		t.Fatalf("%s: this is no PDF", name)
	}
	at, err := strconv.Atoi(strings.Fields(string(tail))[0])
	if err != nil || !bytes.HasPrefix(file[at:], []byte("xref\n")) {
		t.Fatalf("%s: no table at %d", name, at)
	}
	for i, line := range regexp.MustCompile(`(?m)^(\d{10}) 00000 n $`).FindAllSubmatch(file[at:], -1) {
		from, _ := strconv.Atoi(string(line[1]))
		if want := fmt.Sprintf("%d 0 obj\n", i+1); !bytes.HasPrefix(file[from:], []byte(want)) {
			t.Errorf("%s: object %d is not where the table says", name, i+1)
		}
	}
	_, rest, _ := bytes.Cut(file, []byte("stream\n"))
	z, err := zlib.NewReader(bytes.NewReader(rest))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	content, err := io.ReadAll(z)
	if err != nil || len(saves.FindAll(content, -1)) == 0 || len(saves.FindAll(content, -1)) != len(restores.FindAll(content, -1)) {
		t.Errorf("%s: the page does not restore what it saves: %v", name, err)
	}
}

// TestNamesDoNotOverlap in any view, and all lie inside the picture.
func TestNamesDoNotOverlap(t *testing.T) {
	snap := sample(t, 120)
	some := 0
	for name, o := range views() {
		labels := picture.Labels(draw(t, snap, o))
		some += len(labels)
		for i, a := range labels {
			for _, b := range labels[:i] {
				if a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3] {
					t.Errorf("%s: two names overlap: %.0f and %.0f", name, a, b)
				}
			}
		}
	}
	if some < 40 {
		t.Errorf("only %d names are drawn in all views", some)
	}
}

// TestNoSymbolIsCutAtTheEdge of any view, wherever it lies, with few incidents and with very many.
func TestNoSymbolIsCutAtTheEdge(t *testing.T) {
	some := 0
	for _, n := range []int{300, 6000} {
		snap := sample(t, n)
		look := func(name string, o picture.Options) {
			all, room := picture.Counts(draw(t, snap, o))
			some += len(all)
			for _, b := range all {
				if b[2]-b[0] > room[2]-room[0] {
					continue // it has no room at all
				}
				if b[0] < room[0] || b[1] < room[1] || b[2] > room[2] || b[3] > room[3] {
					t.Errorf("%d incidents, %s: %.0f is not within %.0f", n, name, b, room)
				}
			}
		}
		for name, o := range views() {
			look(name, o)
		}
		o := views()["card"]
		for _, at := range []orb.Point{{-72.1, -13.95}, {-72.1, -14.3}, {-71.6, -14.6}, {-72.4, -14.1}} {
			o.At = &picture.Place{Zoom: 10, Center: at}
			look(fmt.Sprint(at), o)
		}
	}
	if some < 100 {
		t.Errorf("only %d symbols are drawn in all views", some)
	}
}

// TestAPictureShowsWhatIsAskedFor: layers, the date, the language, what stands out.
func TestAPictureShowsWhatIsAskedFor(t *testing.T) {
	snap := sample(t, 60)
	o := views()["card"]
	s := draw(t, snap, o)
	text := svg(t, s)
	sum := 0
	for _, n := range s.Counts {
		sum += n
	}
	if s.Shown == 0 || sum != s.Shown || len(s.Facts) != s.Shown {
		t.Errorf("%d are shown, %d counted, %d told", s.Shown, sum, len(s.Facts))
	}
	has := func(text string, all ...string) {
		t.Helper()
		for _, one := range all {
			if no, ok := strings.CutPrefix(one, "!"); ok == strings.Contains(text, strings.TrimPrefix(one, "!")) {
				t.Errorf("wanted %q, or not to have it: %q", one, no)
			}
		}
	}
	has(text, `id="zone-1"`, `id="zone-2"`, "!zone-3", "DS 056-2019-PCM", "Mina Las Bambas", "Zona en vigor", "Zona de extensión indicativa", "Ruta de camiones", "Ancho de la zona exagerado", "Lugar &lt;", "!Lugar <", `lang="es"`)
	has(s.Desc, "incidentes a la vista", "km 130–160")
	if !strings.Contains(s.Title, "2019") {
		t.Errorf("the title is %q", s.Title)
	}

	o.Date = april - 350
	has(svg(t, draw(t, snap, o)), `id="zone-3"`, "!zone-1", "!Ancho de la zona")
	o.Date, o.English, o.Title = april, true, `<script>alert("1")</script> & more`
	has(svg(t, draw(t, snap, o)), "Las Bambas mine", "Zone in force", "Haul route", "&lt;script&gt;", "!<script", `lang="en"`)
	o.Title = "\u0001\U0001F4A3\u202e ﷽ \ufffe \u0301"
	svg(t, draw(t, snap, o))

	o.Hidden = picture.Layers
	none := draw(t, snap, o)
	has(svg(t, none), `!id="zones"`, `!id="incidents"`, `!id="km-posts"`, "!Zone in force", "Haul route", "Las Bambas mine")
	if none.Shown != 0 {
		t.Errorf("%d incidents are shown in a picture without", none.Shown)
	}
	o.Hidden = nil
	o.Selected = picture.Selected{Kind: "incident", ID: int64(s.Facts[0].ID)}
	has(svg(t, draw(t, snap, o)), `id="selected"`, `class="selected"`)
	o.Selected = picture.Selected{Kind: "zone", ID: 1}
	has(svg(t, draw(t, snap, o)), `stroke-width="3.2"`)

	keys := map[string]bool{}
	for _, k := range s.Keys {
		keys[k.ID] = true
		has(svg(t, k.Sample(picture.Dark)), "<svg", `aria-hidden="true"`)
	}
	if !keys["zone"] || keys["onward"] {
		t.Errorf("the legend names %v", keys)
	}
	has(svg(t, draw(t, snap, views()["near"])), "!exagerado")
}

// TestPixelsHaveTheColoursOfTheMap: the road is the darkest line, and a stroke that ends
// where it begins is closed.
func TestPixelsHaveTheColoursOfTheMap(t *testing.T) {
	o := views()["dark"]
	o.Width, o.Height, o.At = 320, 205, &picture.Place{Zoom: 8.6, Center: orb.Point{-71.9, -14.3}}
	o.Theme, o.Scale, o.Hidden = picture.Light, 2, []string{"zones", "incidents", "km", "places"}
	var out bytes.Buffer
	if err := draw(t, sample(t, 0), o).PNG(&out); err != nil {
		t.Fatal(err)
	}
	m, err := png.Decode(&out)
	if err != nil {
		t.Fatal(err)
	}
	found := map[[3]byte]int{}
	rows := m.(*image.RGBA)
	for i := 0; i < len(rows.Pix); i += 4 {
		found[[3]byte(rows.Pix[i:])]++
	}
	for colour, least := range map[[3]byte]int{{0x1F, 0x1B, 0x16}: 300, {0xF7, 0xF4, 0xED}: 50_000, {0xA9, 0xC3, 0xD0}: 100, {0x8A, 0x64, 0x20}: 30} {
		if found[colour] < least {
			t.Errorf("%d pixels are #%X, want %d at least", found[colour], colour, least)
		}
	}
}

// TestVeryManyIncidentsAreRings, counted by cell, and none is lost.
func TestVeryManyIncidentsAreRings(t *testing.T) {
	snap := sample(t, 5800)
	o := views()["small"]
	o.Box = &geo.BBox{West: -73, South: -16.5, East: -70.5, North: -13}
	s := draw(t, snap, o)
	text := svg(t, s)
	if s.Shown < 5000 || len(s.Facts) > 0 || !strings.Contains(text, `class="ring"`) {
		t.Errorf("%d are shown, %d told", s.Shown, len(s.Facts))
	}
	if len(text) > 150_000 {
		t.Errorf("the picture has %d bytes", len(text))
	}
}

// TestWhatCannotBeDrawnIsRefused with the name of the option.
func TestWhatCannotBeDrawnIsRefused(t *testing.T) {
	snap := sample(t, 1)
	for name, c := range map[string]struct {
		o     picture.Options
		param string
	}{
		"no size":    {picture.Options{}, "width"},
		"no number":  {picture.Options{Width: math.NaN(), Height: 100}, "width"},
		"endless":    {picture.Options{Width: 100, Height: math.Inf(1)}, "height"},
		"too large":  {picture.Options{Width: 100, Height: 3000, Scale: 2}, "height"},
		"no scale":   {picture.Options{Width: 100, Height: 100, Scale: math.NaN()}, "scale"},
		"no theme":   {picture.Options{Width: 100, Height: 100, Theme: "sepia"}, "theme"},
		"no layer":   {picture.Options{Width: 100, Height: 100, Hidden: []string{"roads"}}, "sincapa"},
		"no map":     {picture.Options{Width: 100, Height: 100, Legend: true}, "height"},
		"long title": {picture.Options{Width: 100, Height: 200, Title: strings.Repeat("letters ", 25)}, "height"},
	} {
		_, err := picture.Draw(snap, c.o)
		if p, ok := errors.AsType[*geo.Problem](err); !ok || p.Param != c.param || p.Kind != geo.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	empty := tiles.NewBuilder(1).Snapshot()
	for name, o := range views() {
		if s := draw(t, empty, o); s.Shown != 0 {
			t.Errorf("%s of nothing shows %d", name, s.Shown)
		}
	}
	for _, at := range []picture.Place{{Zoom: 0, Center: orb.Point{0, 0}}, {Zoom: 22, Center: orb.Point{-180, 85}}, {Zoom: 22, Center: orb.Point{-72, -14}}} {
		o := views()["card"]
		o.At = &at
		svg(t, draw(t, snap, o))
	}
}

// TestAPageIsAsLargeAsItsPaper in millimetres.
func TestAPageIsAsLargeAsItsPaper(t *testing.T) {
	snap := sample(t, 40)
	for _, c := range []struct {
		a3, upright bool
		want        string
	}{{false, false, `width="297mm" height="210mm"`}, {false, true, `width="210mm" height="297mm"`}, {true, false, `width="420mm" height="297mm"`}} {
		s, err := picture.Print(snap, views()["card"], c.a3, c.upright)
		if err != nil {
			t.Fatal(err)
		}
		if text := svg(t, s); !strings.Contains(text, c.want) {
			t.Errorf("not %s: %.200s", c.want, text)
		}
	}
}

// TestAStripIsAsWideAsItsRoadIsLong: a straight road becomes a rectangle, one that turns
// back on itself more than one ring.
func TestAStripIsAsWideAsItsRoadIsLong(t *testing.T) {
	straight := picture.Widened([][2]float64{{0, 0}, {50, 0}, {100, 0}}, 10)
	if len(straight) != 1 || len(straight[0]) != 4 {
		t.Errorf("a straight road is %v", straight)
	}
	if back := picture.Widened([][2]float64{{0, 0}, {100, 0}, {100, 3}, {0, 3}}, 10); len(back) < 2 {
		t.Errorf("a road back along itself is %v", back)
	}
}

// TestACutFaceHasItsLettersAlone, as another program reads it: those asked for as they
// were, the parts they are put together from, and nothing else.
func TestACutFaceHasItsLettersAlone(t *testing.T) {
	for f := range picture.Faces {
		whole, cut := picture.Cut(f, "Ñandú 2019")
		if len(cut) > len(whole)/2 {
			t.Errorf("face %d: %d of %d bytes are left", f, len(cut), len(whole))
		}
		before, err := sfnt.Parse(whole)
		if err != nil {
			t.Fatal(err)
		}
		after, err := sfnt.Parse(cut)
		if err != nil {
			t.Fatal(err)
		}
		var b sfnt.Buffer
		outline := func(font *sfnt.Font, r rune) (sfnt.Segments, fixed.Int26_6) {
			id, err := font.GlyphIndex(&b, r)
			if err != nil || id == 0 {
				t.Fatalf("face %d has no %c: %v", f, r, err)
			}
			s, err := font.LoadGlyph(&b, id, fixed.I(1000), nil)
			if err != nil {
				t.Fatal(err)
			}
			wide, err := font.GlyphAdvance(&b, id, fixed.I(1000), faces.HintingNone)
			if err != nil {
				t.Fatal(err)
			}
			return slices.Clone(s), wide
		}
		for _, r := range "Ñandú 2019z" {
			was, wide := outline(before, r)
			is, wideNow := outline(after, r)
			if kept := slices.Equal(was, is); kept == (r == 'z') || wide != wideNow {
				t.Errorf("face %d: %c is kept: %v", f, r, kept)
			}
		}
	}
}
