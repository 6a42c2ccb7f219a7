package picture

import (
	"math"
)

// bar draws the scale at the foot of the map: the longest of 1, 2 and 5 times a power of
// ten that is no longer than 96 pixels.
func (p *painter) bar(in *group) {
	g := in.group("scale", p.o.say("Escala", "Scale"))
	metres := p.f.metres()
	most := 96 * metres
	power := math.Pow(10, math.Floor(math.Log10(most)))
	long := power
	for _, n := range []float64{2, 5} {
		if n*power <= most {
			long = n * power
		}
	}
	w := long / metres
	left, foot := p.f.box.left+12, p.f.box.bottom-10
	var line Path
	line.add([]xy{{left, foot - 5}, {left, foot}, {left + w, foot}, {left + w, foot - 5}}, false)
	g.strokePath(line, "halo", stroke{paint: paint{p.c.halo, 0.85}, width: 4, round: true})
	g.strokePath(line, "bar", stroke{paint: solid(p.c.ink), width: 1.4})
	words := text{at: xy{left + w + 8, foot}, size: 12, face: semibold, colour: p.c.ink, halo: p.c.halo, haloBy: 1.8, words: length(long)}
	p.s.label(g, words, &p.taken)
	p.taken = append(p.taken, box{left - 2, foot - 8, left + w + 2, foot + 3})
}

// burn writes the credit into the corner of the map.
func (p *painter) burn(in *group, credit string) {
	g := in.group("credit", p.o.say("Créditos", "Credit"))
	most := p.f.box.width() - 150
	if most < 180 {
		most = p.f.box.width() - 12
	}
	size := 11.0
	lines := wrapped(credit, regular, size, most)
	y := p.f.box.bottom - 6 - float64(len(lines)-1)*13
	wide := 0.0
	for _, l := range lines {
		wide = max(wide, regular.width(l, size, 0))
	}
	plate := box{p.f.box.right - wide - 10, y - 12, p.f.box.right, p.f.box.bottom}
	g.fillPath(rect(plate.left, plate.top, plate.width(), plate.height(), 0), "plate", paint{p.c.halo, 0.85})
	for i, l := range lines {
		p.s.label(g, text{at: xy{p.f.box.right - 5, y + 13*float64(i)}, size: size, anchor: 'e', colour: p.c.ink2, words: l}, nil)
	}
	p.taken = append(p.taken, plate)
}

// wrapped is words in lines no wider than most.
func wrapped(words string, f face, size, most float64) (lines []string) {
	for _, word := range fields(words) {
		if n := len(lines); n > 0 && f.width(lines[n-1]+" "+word, size, 0) <= most {
			lines[n-1] += " " + word
		} else {
			lines = append(lines, word)
		}
	}
	return lines
}

// fields are words between plain spaces; one that is wider than any line is its own.
func fields(words string) (all []string) {
	from := 0
	for i := 0; i <= len(words); i++ {
		if i == len(words) || words[i] == ' ' {
			if i > from {
				all = append(all, words[from:i])
			}
			from = i + 1
		}
	}
	return all
}
