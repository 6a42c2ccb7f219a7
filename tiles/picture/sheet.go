package picture

import "strings"

// sheet is the picture around the map: a title above it, the legend and the credit below
// it; in a wide picture all of these stand to its left, and the map is as high as it can be.
type sheet struct {
	o                  Options
	pad                float64
	title, subtitle    []string
	titleSize, subSize float64
	side               float64 // how wide the panel to the left is; 0 for none
	head               float64 // how high the title is
	room               box     // of the map
	keys               float64 // how high the keys of the legend are
	foot               float64 // how high the legend is with the notes and the credit
	lines              []string
}

const (
	noteSize = 12.0
	noteLine = 16.0
)

func sheetOf(o Options) *sheet {
	t := &sheet{o: o, pad: 16, titleSize: 20, subSize: 14.5}
	wide := o.Width
	switch {
	case o.Legend && !o.NoTitle && o.Width >= 900 && o.Width >= 1.6*o.Height && o.Height >= 480:
		t.pad, t.titleSize, t.subSize = 24, 26, 15
		t.side = max(300, min(0.3*o.Width, 380))
		wide = t.side
	case o.Width < 480:
		t.pad, t.titleSize = 12, 18
	case o.Width >= 900:
		t.pad, t.titleSize = 20, 24
	}
	if !o.NoTitle {
		title, sub := o.heading()
		t.title = wrapped(title, bold, t.titleSize, wide-2*t.pad)
		t.subtitle = wrapped(sub, regular, t.subSize, wide-2*t.pad)
		t.head = 12 + 1.2*t.titleSize*float64(len(t.title)) + 1.3*t.subSize*float64(len(t.subtitle)) + 10
	}
	t.room = box{t.side, t.head, o.Width, o.Height}
	if t.side > 0 {
		t.head += 14
		t.room.top = 3
	} else if o.Legend {
		t.foot = 60
		t.room.bottom -= t.foot
	}
	return t
}

// fit gives the legend the room it needs, and reports whether the map has to be drawn
// again for it.
func (t *sheet) fit(p *painter) bool {
	if !t.o.Legend {
		return false
	}
	wide := t.o.Width - 2*t.pad
	if t.side > 0 {
		wide = t.side - 2*t.pad
	}
	t.keys = p.keyRows(nil, t.pad, 0, wide, t.side > 0)
	t.lines = wrapped(strings.TrimSpace(strings.Join(append(p.s.Notes, p.credit()), " ")), regular, noteSize, wide)
	need := 8 + t.keys + 6 + noteLine*float64(len(t.lines)) + 8
	if t.side > 0 {
		if t.head+need+16 <= t.o.Height {
			return false
		}
		// The panel is too full: the legend stands below after all.
		narrow := t.o
		narrow.Width = 899
		below := *sheetOf(narrow)
		below.o, below.room.right = t.o, t.o.Width
		*t = below
		return true
	}
	if need == t.foot {
		return false
	}
	t.foot = need
	t.room.bottom = t.o.Height - need
	return true
}

// around draws what stands round the map.
func (t *sheet) around(p *painter) {
	g, c := &group{id: "sheet"}, p.c
	p.s.groups = append(p.s.groups, g)
	if t.side > 0 {
		g.fillPath(rect(0, 0, t.side, t.o.Height, 0), "panel", solid(c.panel))
	} else if t.head > 0 {
		g.fillPath(rect(0, 0, t.o.Width, t.room.top, 0), "panel", solid(c.panel))
	}
	if t.head > 0 {
		g.fillPath(rect(0, 0, t.o.Width, 3, 0), "rule", solid(c.ink))
		y := 12.0
		if t.side > 0 {
			y = 20
		}
		head := g.group("heading", "")
		for _, line := range t.title {
			y += 1.2 * t.titleSize
			head.write(text{at: xy{t.pad, y - 0.28*t.titleSize}, size: t.titleSize, face: bold, colour: c.ink, words: line})
		}
		for _, line := range t.subtitle {
			y += 1.3 * t.subSize
			head.write(text{at: xy{t.pad, y - 0.3*t.subSize}, size: t.subSize, colour: c.ink2, words: line})
		}
	}
	if !t.o.Legend {
		return
	}
	y, wide := t.room.bottom, t.o.Width-2*t.pad
	notes := y + 8 + t.keys + 6
	if t.side > 0 {
		y, wide = t.head+6, t.side-2*t.pad
		notes = t.o.Height - 14 - noteLine*float64(len(t.lines))
	} else {
		g.fillPath(rect(0, y, t.o.Width, t.o.Height-y, 0), "panel", solid(c.panel))
	}
	p.keyRows(g.group("legend", p.o.say("Leyenda", "Legend")), t.pad, y+8, wide, t.side > 0)
	credit := g.group("credit", p.o.say("Notas y créditos", "Notes and credit"))
	for i, line := range t.lines {
		credit.write(text{at: xy{t.pad, notes + noteLine*float64(i+1) - 4}, size: noteSize, colour: c.ink2, words: line})
	}
}
