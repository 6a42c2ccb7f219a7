package web

import (
	"bytes"
	"fmt"
	"html/template"
	"regexp"
	"strings"

	"corredor/tiles/picture"
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
	out.WriteString(".embed {")
	for n, pair := range t.pairs {
		fmt.Fprintf(&out, " --m%d: light-dark(%s, %s);", n, pair[0], pair[1])
	}
	out.WriteString(" }\n")
	return out.String()
}

// keySign is the sign of a line of the legend, as it stands on the map.
func keySign(k picture.Key, e embedded, colours *twoColours) (template.HTML, error) {
	var drawn [2]bytes.Buffer
	for i, theme := range []picture.Theme{picture.Light, picture.Dark} {
		if err := k.Sample(theme).SVG(&drawn[i]); err != nil {
			return "", err
		}
	}
	switch {
	case e.Auto:
		return template.HTML(colours.merge(drawn[0].Bytes(), drawn[1].Bytes())), nil
	case e.Theme == picture.Dark:
		return template.HTML(drawn[1].String()), nil
	}
	return template.HTML(drawn[0].String()), nil
}
