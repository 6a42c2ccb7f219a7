package picture

import (
	"embed"
	"fmt"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// The letters are those of the page, Source Sans 3 (SIL Open Font License, see
// fonts/OFL.txt), cut to Latin: see fonts/make.sh.
//
//go:embed fonts/*.ttf
var fontFiles embed.FS

// face is a weight or a slope of the letters.
type face uint8

const (
	regular face = iota
	italic
	semibold
	bold
	faces
)

var faceFiles = [faces]string{"regular", "italic", "semibold", "bold"}

// family is how a picture that brings no letters along asks for them. "Corredor Sans"
// is what the pages of the server have.
const family = `'Corredor Sans','Source Sans 3','Source Sans Pro','Helvetica Neue',Arial,sans-serif`

// letters is a face that can be measured and drawn. It is safe for concurrent use.
type letters struct {
	file  []byte
	font  *sfnt.Font
	units float64 // of an em

	mu     sync.Mutex // guards what follows
	buffer sfnt.Buffer
	glyphs map[rune]glyph
}

// glyph is one letter, an em high.
type glyph struct {
	id      sfnt.GlyphIndex
	advance float64
	outline Path // y down, from the foot of the line
}

var loadLetters = sync.OnceValue(func() (all [faces]*letters) {
	for f := range faces {
		file, err := fontFiles.ReadFile("fonts/corredor-" + faceFiles[f] + ".ttf")
		if err != nil {
			panic(err) // it is part of the program
		}
		parsed, err := sfnt.Parse(file)
		if err != nil {
			panic(fmt.Sprintf("picture: the letters %s cannot be read: %v", faceFiles[f], err))
		}
		all[f] = &letters{file: file, font: parsed, units: float64(parsed.UnitsPerEm()), glyphs: map[rune]glyph{}}
	}
	return all
})

func (f face) letters() *letters { return loadLetters()[f] }

// glyph returns a letter; of one that the face does not have, a question mark.
func (l *letters) glyph(r rune) glyph {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.glyphHeld(r)
}

func (l *letters) glyphHeld(r rune) glyph {
	if g, ok := l.glyphs[r]; ok {
		return g
	}
	em := fixed.I(int(l.units))
	id, err := l.font.GlyphIndex(&l.buffer, r)
	if err != nil || id == 0 {
		if r == '?' {
			return glyph{}
		}
		return l.glyphHeld('?')
	}
	g := glyph{id: id}
	if advance, err := l.font.GlyphAdvance(&l.buffer, id, em, font.HintingNone); err == nil {
		g.advance = float64(advance) / 64 / l.units
	}
	segments, _ := l.font.LoadGlyph(&l.buffer, id, em, nil) // without one it stays blank
	at := func(p fixed.Point26_6) xy {
		return xy{float64(p.X) / 64 / l.units, float64(p.Y) / 64 / l.units}
	}
	last := xy{}
	for _, s := range segments {
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if len(g.outline) > 0 {
				g.outline.close()
			}
			last = at(s.Args[0])
			g.outline.move(last)
		case sfnt.SegmentOpLineTo:
			last = at(s.Args[0])
			g.outline.line(last)
		case sfnt.SegmentOpQuadTo:
			q, to := at(s.Args[0]), at(s.Args[1])
			g.outline.curve(between(last, q, 2.0/3), between(to, q, 2.0/3), to)
			last = to
		case sfnt.SegmentOpCubeTo:
			last = at(s.Args[2])
			g.outline.curve(at(s.Args[0]), at(s.Args[1]), last)
		}
	}
	if len(g.outline) > 0 {
		g.outline.close()
	}
	// A stranger's text may hold every letter there is, all of which the face has.
	l.glyphs[r] = g
	return g
}

// width is how wide a line of words is, in pixels.
func (f face) width(words string, size, spacing float64) (w float64) {
	l := f.letters()
	n := 0
	for _, r := range words {
		w += l.glyph(r).advance * size
		n++
	}
	return w + spacing*float64(n)
}
