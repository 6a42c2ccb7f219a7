package web

import (
	"bytes"
	"fmt"
	"html/template"
	"regexp"
	"strings"

	"corredor/geo"
)

// twoColours puts a light and a dark drawing of the same map into one, whose colours are
// named and told by the style sheet: so a reader sees the theme that he has set, and no
// other bytes. The zero value has no colours yet.
type twoColours struct {
	pairs [][2]string
	named map[[2]string]int
}

var colourText = regexp.MustCompile(`"#[0-9A-Fa-f]{3,8}"`)

// merge returns the light drawing with names in place of colours, or as it is where the
// dark one is another drawing.
func (t *twoColours) merge(light, dark []byte) []byte {
	if !bytes.Equal(colourText.ReplaceAll(light, nil), colourText.ReplaceAll(dark, nil)) {
		return light
	}
	of := colourText.FindAll(dark, -1)
	n := -1
	return colourText.ReplaceAllFunc(light, func(colour []byte) []byte {
		n++
		return fmt.Appendf(nil, `"var(--m%d)"`, t.name([2]string{strings.Trim(string(colour), `"`), strings.Trim(string(of[n]), `"`)}))
	})
}

func (t *twoColours) name(pair [2]string) int {
	if t.named == nil {
		t.named = map[[2]string]int{}
	}
	n, ok := t.named[pair]
	if !ok {
		n = len(t.pairs)
		t.named[pair], t.pairs = n, append(t.pairs, pair)
	}
	return n
}

// css tells the colours; nothing where there are none.
func (t *twoColours) css() string {
	if len(t.pairs) == 0 {
		return ""
	}
	var out strings.Builder
	out.WriteString(".picture {")
	for n, pair := range t.pairs {
		fmt.Fprintf(&out, " --m%d: light-dark(%s, %s);", n, pair[0], pair[1])
	}
	out.WriteString(" }\n")
	return out.String()
}

// keySign is the sign of a line of the legend, in the colours of the style sheet.
func keySign(id string) template.HTML {
	if c := geo.Category(id); c.Valid() {
		return symbol(c, geo.Exact)
	}
	line := func(class, more string) template.HTML {
		return template.HTML(`<svg class="sign ` + class + `" width="26" height="14" viewBox="0 0 26 14" aria-hidden="true" focusable="false">` + more + `</svg>`)
	}
	switch id {
	case "zone":
		return line("zone", `<path stroke-width="1.4" d="M1 6l5-5M1 12L12 1M5 13L17 1M10 13L22 1M15 13L25 3M20 13l5-5"/><path stroke-width="1.6" d="M1 1h24v12H1z"/>`)
	case "indicative":
		return line("zone", `<path stroke-width=".9" d="M1 10l9-9M7 13L19 1M16 13l9-9"/><path stroke-width="1.6" stroke-dasharray="4 3" d="M1 1h24v12H1z"/>`)
	case "haul":
		return line("haul", `<path stroke-width="3" d="M1 7h24"/>`)
	case "onward":
		return line("haul", `<path stroke-width="1.2" d="M1 7h24"/>`)
	case "legal":
		return line("legal", `<path stroke-width="2" stroke-dasharray="5 3" d="M1 7h24"/>`)
	case "alternative":
		return line("haul", `<path stroke-width="1" stroke-dasharray="2 2" d="M1 7h24"/>`)
	case "rail":
		return line("rail", `<path stroke-width="1.2" d="M1 7h24"/><path stroke-width="5" stroke-dasharray="1 5" d="M3 7h22"/>`)
	case "km":
		return line("haul", `<path stroke-width="1.4" d="M10.4 7a2.6 2.6 0 1 1 5.2 0a2.6 2.6 0 1 1-5.2 0z"/>`)
	}
	return ""
}
