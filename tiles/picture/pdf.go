package picture

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"golang.org/x/image/font/sfnt"

	"github.com/klauspost/compress/zlib"
)

// PDF writes the scene as PDF 1.7: one page of paths and live text, with the letters it
// needs. It carries no day and no number of its own, so that the same scene is the same
// bytes.
func (s *Scene) PDF(w io.Writer) error {
	d := &pdfWriter{alphas: map[string]float64{}, used: map[face]map[sfnt.GlyphIndex]rune{}}
	perPixel := 0.75 // points
	if s.print > 0 {
		perPixel = s.print * 72 / 25.4
	}
	d.page(s, perPixel)
	_, err := w.Write(d.file(s, s.Width*perPixel, s.Height*perPixel))
	return err
}

type pdfWriter struct {
	page_   bytes.Buffer
	alphas  map[string]float64 // by their names in the page
	used    map[face]map[sfnt.GlyphIndex]rune
	out     bytes.Buffer
	objects []int // where each begins
}

func (d *pdfWriter) put(format string, args ...any) { fmt.Fprintf(&d.page_, format, args...) }

// page writes what the page shows, with y down as in the scene.
func (d *pdfWriter) page(s *Scene, perPixel float64) {
	d.put("%s 0 0 %s 0 %s cm\n", short(perPixel), short(-perPixel), short(s.Height*perPixel))
	for _, g := range s.groups {
		d.group(g)
	}
}

func (d *pdfWriter) group(g *group) {
	if g.empty() {
		return
	}
	if g.clip != nil {
		d.put("q %s %s %s %s re W n\n", short(g.clip.left), short(g.clip.top), short(g.clip.width()), short(g.clip.height()))
		defer d.put("Q\n")
	}
	for _, i := range g.items {
		if i.text != nil {
			d.text(i.text)
		} else {
			d.path(i)
		}
	}
	for _, in := range g.groups {
		d.group(in)
	}
}

func (d *pdfWriter) colour(p paint, op string) {
	c := colourOf(p.colour)
	d.put("%s %s %s %s\n", short(float64(c.R)/255), short(float64(c.G)/255), short(float64(c.B)/255), op)
}

// strength names how strong fills and strokes are.
func (d *pdfWriter) strength(alpha float64) {
	name := "A" + strconv.Itoa(int(math.Round(alpha*1000)))
	d.alphas[name] = alpha
	d.put("/%s gs\n", name)
}

func (d *pdfWriter) path(i item) {
	if len(i.path) == 0 {
		return
	}
	draw := func() {
		var at xy
		for _, s := range i.path {
			for k := range s.places() {
				at = s.at[k]
				d.put("%s %s ", short(at[0]), short(at[1]))
			}
			d.put("%s\n", map[byte]string{'M': "m", 'L': "l", 'C': "c", 'Z': "h"}[s.op])
		}
	}
	d.put("q\n")
	if i.fill.alpha > 0 {
		d.strength(i.fill.alpha)
		d.colour(i.fill, "rg")
		draw()
		d.put("f\n")
	}
	if l := i.line; l.alpha > 0 {
		d.strength(l.alpha)
		d.colour(l.paint, "RG")
		ends := 0
		if l.round {
			ends = 1
		}
		dashes := make([]string, len(l.dash))
		for k, dash := range l.dash {
			dashes[k] = short(dash)
		}
		d.put("%s w %d J 1 j [%s] 0 d\n", short(l.width), ends, strings.Join(dashes, " "))
		draw()
		d.put("S\n")
	}
	d.put("Q\n")
}

func (d *pdfWriter) text(t *text) {
	if t.words == "" {
		return
	}
	if d.used[t.face] == nil {
		d.used[t.face] = map[sfnt.GlyphIndex]rune{}
	}
	var codes strings.Builder
	glyphs := t.glyphs()
	for _, g := range glyphs {
		fmt.Fprintf(&codes, "%04X", g.id)
		if _, known := d.used[t.face][g.id]; !known {
			d.used[t.face][g.id] = g.r
		}
	}
	sin, cos := math.Sincos(t.turn)
	x := t.at[0] + glyphs[0].x*cos
	y := t.at[1] + glyphs[0].x*sin
	if t.halo != "" {
		// Outlines, and not letters: who copies the text has it once.
		var halo Path
		for _, g := range glyphs {
			at := xy{t.at[0] + g.x*cos, t.at[1] + g.x*sin}
			for _, s := range g.outline {
				for k := range s.places() {
					v := s.at[k].times(t.size)
					s.at[k] = at.plus(xy{v[0]*cos - v[1]*sin, v[0]*sin + v[1]*cos})
				}
				halo = append(halo, s)
			}
		}
		d.path(item{path: halo, line: stroke{paint: solid(t.halo), width: 2 * t.haloBy, round: true}})
	}
	d.put("q\n")
	d.strength(1)
	d.put("BT /F%d %s Tf %s Tc %s %s %s %s %s %s Tm\n", t.face, short(t.size), short(t.spacing), short(cos), short(sin), short(sin), short(-cos), short(x), short(y))
	d.colour(solid(t.colour), "rg")
	d.put("0 Tr <%s> Tj ET\nQ\n", codes.String())
}

// object writes an object and returns its number.
func (d *pdfWriter) object(body string) int {
	d.objects = append(d.objects, d.out.Len())
	fmt.Fprintf(&d.out, "%d 0 obj\n%s\nendobj\n", len(d.objects), body)
	return len(d.objects)
}

// stream writes an object with bytes in it.
func (d *pdfWriter) stream(content []byte, more string) int {
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	z.Write(content) // a bytes.Buffer does not fail
	z.Close()
	return d.object(fmt.Sprintf("<< /Filter /FlateDecode /Length %d%s >>\nstream\n%s\nendstream", packed.Len(), more, packed.Bytes()))
}

// file puts the objects round the page together.
func (d *pdfWriter) file(s *Scene, width, height float64) []byte {
	d.out.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	content := d.stream(d.page_.Bytes(), "")
	var fonts strings.Builder
	for f := range faces {
		if d.used[f] != nil {
			fmt.Fprintf(&fonts, "/F%d %d 0 R ", f, d.font(f))
		}
	}
	names := make([]string, 0, len(d.alphas))
	for name := range d.alphas {
		names = append(names, name)
	}
	slices.Sort(names)
	var states strings.Builder
	for _, name := range names {
		fmt.Fprintf(&states, "/%s << /ca %s /CA %s >> ", name, short(d.alphas[name]), short(d.alphas[name]))
	}
	page := len(d.objects) + 1
	d.object(fmt.Sprintf("<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %s %s] /Contents %d 0 R /Resources << /Font << %s>> /ExtGState << %s>> >> >>", page+1, short(width), short(height), content, fonts.String(), states.String()))
	d.object(fmt.Sprintf("<< /Type /Pages /Kids [%d 0 R] /Count 1 >>", page))
	info := d.object(fmt.Sprintf("<< /Title %s /Subject %s /Creator (Corredor) >>", pdfText(s.Title), pdfText(s.Desc)))
	root := d.object(fmt.Sprintf("<< /Type /Catalog /Pages %d 0 R /Lang (%s) /ViewerPreferences << /DisplayDocTitle true >> >>", page+1, s.Lang))
	start := d.out.Len()
	fmt.Fprintf(&d.out, "xref\n0 %d\n0000000000 65535 f \n", len(d.objects)+1)
	for _, at := range d.objects {
		fmt.Fprintf(&d.out, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&d.out, "trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(d.objects)+1, root, info, start)
	return d.out.Bytes()
}

// font writes a face: its cut of the letters, how wide those used are, and which letters
// they are, for who copies the text.
func (d *pdfWriter) font(f face) int {
	l := f.letters()
	used := map[sfnt.GlyphIndex]bool{}
	for id := range d.used[f] {
		used[id] = true
	}
	cut := l.cut(used)
	file := d.stream(cut, fmt.Sprintf(" /Length1 %d", len(cut)))
	name := "CORRED+CorredorSans-" + strings.ToUpper(faceFiles[f][:1]) + faceFiles[f][1:]
	slope := 0
	if f == italic {
		slope = -11
	}
	about := d.object(fmt.Sprintf("<< /Type /FontDescriptor /FontName /%s /Flags 4 /FontBBox [-454 -293 2159 968] /ItalicAngle %d /Ascent 984 /Descent -273 /CapHeight 660 /StemV 84 /FontFile2 %d 0 R >>", name, slope, file))
	ids := make([]sfnt.GlyphIndex, 0, len(d.used[f]))
	for id := range d.used[f] {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	var widths, letters strings.Builder
	for _, id := range ids {
		r := d.used[f][id]
		fmt.Fprintf(&widths, "%d [%s] ", id, short(l.glyph(r).advance*1000))
		fmt.Fprintf(&letters, "<%04X> <", id)
		for _, u := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&letters, "%04X", u)
		}
		letters.WriteString(">\n")
	}
	// A list of letters has at most 100 lines.
	var table strings.Builder
	lines := strings.SplitAfter(strings.TrimSuffix(letters.String(), "\n"), "\n")
	for part := range slices.Chunk(lines, 100) {
		fmt.Fprintf(&table, "%d beginbfchar\n%s\nendbfchar\n", len(part), strings.TrimSuffix(strings.Join(part, ""), "\n"))
	}
	unicode := d.stream(fmt.Appendf(nil, "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n%sendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n", table.String()), "")
	below := d.object(fmt.Sprintf("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor %d 0 R /W [%s] /CIDToGIDMap /Identity >>", name, about, widths.String()))
	return d.object(fmt.Sprintf("<< /Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R >>", name, below, unicode))
}

// pdfText is a text in a dictionary: UTF-16 in hexadecimal, which needs no escapes.
func pdfText(text string) string {
	var b strings.Builder
	b.WriteString("<FEFF")
	for _, u := range utf16.Encode([]rune(text)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	b.WriteString(">")
	return b.String()
}
