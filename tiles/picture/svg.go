package picture

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"golang.org/x/image/font/sfnt"
)

// SVG writes the scene as SVG 1.1: named groups, live text, nothing that needs a script
// or a style sheet. Inside a page it stands as it is.
func (s *Scene) SVG(w io.Writer) error {
	out := &svgWriter{w: bufio.NewWriter(w)}
	out.scene(s)
	return out.w.Flush()
}

type svgWriter struct {
	w     *bufio.Writer // keeps its first error until Flush
	clips int
}

func (o *svgWriter) scene(s *Scene) {
	size := fmt.Sprintf(`width="%s" height="%s"`, short(s.Width), short(s.Height))
	if s.print > 0 {
		size = fmt.Sprintf(`width="%smm" height="%smm"`, short(s.Width*s.print), short(s.Height*s.print))
	}
	o.put(`<svg xmlns="http://www.w3.org/2000/svg" `, size, ` viewBox="0 0 `, short(s.Width), ` `, short(s.Height),
		`" `, s.role(), ` lang="`, s.Lang, `" font-family="`, family, `">`, "\n")
	if !s.hidden {
		o.put(`<title>`, escape(s.Title), `</title>`, "\n", `<desc>`, escape(s.Desc), `</desc>`, "\n")
	}
	if s.embed {
		o.fonts(s)
	}
	for _, g := range s.groups {
		o.group(g)
	}
	o.put("</svg>\n")
}

func (s *Scene) role() string {
	if s.hidden {
		return `aria-hidden="true"`
	}
	return `role="img"`
}

func (o *svgWriter) put(parts ...string) {
	for _, p := range parts {
		o.w.WriteString(p)
	}
}

// fonts brings along the letters that the scene needs.
func (o *svgWriter) fonts(s *Scene) {
	used := s.letters()
	o.put("<style>")
	for f := range faces {
		if used[f] == nil {
			continue
		}
		weight, style := f.css()
		o.put(`@font-face{font-family:'Corredor Sans';font-weight:`, orElse(weight, "400"), `;font-style:`, orElse(style, "normal"), `;src:url(data:font/ttf;base64,`,
			base64.StdEncoding.EncodeToString(f.letters().cut(used[f])), `) format('truetype')}`)
	}
	o.put("</style>\n")
}

func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

// css is a face as style sheets ask for it, empty where it is the usual one.
func (f face) css() (weight, style string) {
	switch f {
	case italic:
		return "", "italic"
	case semibold:
		return "600", ""
	case bold:
		return "700", ""
	}
	return "", ""
}

// letters are those that the scene's texts have, of each face.
func (s *Scene) letters() (used [faces]map[sfnt.GlyphIndex]bool) {
	var look func(groups []*group)
	look = func(groups []*group) {
		for _, g := range groups {
			for _, i := range g.items {
				if i.text == nil {
					continue
				}
				f := i.text.face
				if used[f] == nil {
					used[f] = map[sfnt.GlyphIndex]bool{}
				}
				for _, r := range i.text.words {
					used[f][f.letters().glyph(r).id] = true
				}
			}
			look(g.groups)
		}
	}
	look(s.groups)
	return used
}

func (o *svgWriter) group(g *group) {
	if g.empty() {
		return
	}
	o.put("<g")
	if g.id != "" {
		o.put(` id="`, escape(g.id), `"`)
	}
	if g.clip != nil {
		// The name is one that no other picture on a page has by chance.
		o.clips++
		id := fmt.Sprintf("corredor-frame-%d", o.clips)
		c := g.clip
		o.put(` clip-path="url(#`, id, `)"><clipPath id="`, id, `">`,
			fmt.Sprintf(`<rect x="%s" y="%s" width="%s" height="%s"/>`, short(c.left), short(c.top), short(c.width()), short(c.height())), `</clipPath`)
	}
	o.put(">\n")
	if g.name != "" {
		o.put("<title>", escape(g.name), "</title>\n")
	}
	for _, i := range g.items {
		if i.text != nil {
			o.text(i.text)
		} else {
			o.path(i)
		}
	}
	for _, in := range g.groups {
		o.group(in)
	}
	o.put("</g>\n")
}

func (o *svgWriter) path(i item) {
	d := svgPath(i.path)
	if d == "" {
		return
	}
	o.put("<path")
	if i.class != "" {
		o.put(` class="`, i.class, `"`)
	}
	if i.fill.alpha == 0 {
		o.put(` fill="none"`)
	} else {
		o.put(` fill="`, i.fill.colour, `"`)
		if i.fill.alpha < 1 {
			o.put(` fill-opacity="`, short(i.fill.alpha), `"`)
		}
	}
	if l := i.line; l.alpha > 0 {
		o.put(` stroke="`, l.colour, `" stroke-width="`, short(l.width), `"`)
		if l.alpha < 1 {
			o.put(` stroke-opacity="`, short(l.alpha), `"`)
		}
		if l.round {
			o.put(` stroke-linecap="round" stroke-linejoin="round"`)
		} else {
			o.put(` stroke-linejoin="round"`)
		}
		if len(l.dash) > 0 {
			dashes := make([]string, len(l.dash))
			for k, d := range l.dash {
				dashes[k] = short(d)
			}
			o.put(` stroke-dasharray="`, strings.Join(dashes, " "), `"`)
		}
	}
	o.put(` d="`, d, "\"/>\n")
}

func (o *svgWriter) text(t *text) {
	o.put(`<text x="`, tenth(t.at[0]), `" y="`, tenth(t.at[1]), `" font-size="`, short(t.size), `" fill="`, t.colour, `"`)
	weight, style := t.face.css()
	if weight != "" {
		o.put(` font-weight="`, weight, `"`)
	}
	if style != "" {
		o.put(` font-style="`, style, `"`)
	}
	switch t.anchor {
	case 'm':
		o.put(` text-anchor="middle"`)
	case 'e':
		o.put(` text-anchor="end"`)
	}
	if t.spacing != 0 {
		o.put(` letter-spacing="`, short(t.spacing), `"`)
	}
	if t.turn != 0 {
		o.put(` transform="rotate(`, short(t.turn*180/math.Pi), ` `, tenth(t.at[0]), ` `, tenth(t.at[1]), `)"`)
	}
	if t.halo != "" {
		o.put(` stroke="`, t.halo, `" stroke-width="`, short(2*t.haloBy), `" stroke-linejoin="round" paint-order="stroke"`)
	}
	o.put(`>`, escape(t.words), "</text>\n")
}

// svgPath writes a path in tenths of a pixel, each place from the one before. What is
// the same place after rounding is left out.
func svgPath(p Path) string {
	b := make([]byte, 0, 8*len(p))
	var at, start [2]int // in tenths
	last := byte(0)
	to := func(v xy) [2]int { return [2]int{int(math.Round(v[0] * 10)), int(math.Round(v[1] * 10))} }
	number := func(n int, first bool) {
		if n >= 0 && !first {
			b = append(b, ' ')
		}
		b = appendTenths(b, n)
	}
	for _, s := range p {
		switch s.op {
		case 'M':
			v := to(s.at[0])
			b = append(b, 'M')
			number(v[0], true)
			number(v[1], false)
			at, start, last = v, v, 'M'
		case 'L':
			v := to(s.at[0])
			dx, dy := v[0]-at[0], v[1]-at[1]
			if dx == 0 && dy == 0 {
				continue
			}
			first := last != 'l'
			if first {
				b = append(b, 'l')
			}
			number(dx, first)
			number(dy, false)
			at, last = v, 'l'
		case 'C':
			first := last != 'c'
			if first {
				b = append(b, 'c')
			}
			end := at
			for _, place := range s.at {
				v := to(place)
				number(v[0]-at[0], first)
				number(v[1]-at[1], false)
				first, end = false, v
			}
			at, last = end, 'c'
		case 'Z':
			b = append(b, 'z')
			at, last = start, 'z'
		}
	}
	if len(b) > 0 && last == 'M' && len(p) == 1 {
		return ""
	}
	return string(b)
}

// appendTenths writes tenths as SVG reads them at their shortest: .5, -.5, 12, 1.2.
func appendTenths(b []byte, n int) []byte {
	if n < 0 {
		b, n = append(b, '-'), -n
	}
	if n >= 10 || n == 0 {
		b = strconv.AppendInt(b, int64(n/10), 10)
	}
	if n%10 != 0 {
		b = append(b, '.', '0'+byte(n%10))
	}
	return b
}

func tenth(v float64) string { return string(appendTenths(nil, int(math.Round(v*10)))) }

// short is a number without what nobody needs of it.
func short(v float64) string { return strconv.FormatFloat(math.Round(v*1000)/1000, 'f', -1, 64) }

// escape is a text as XML and HTML bear it, in an element or an attribute.
func escape(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, escaper.Replace(text))
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;")
