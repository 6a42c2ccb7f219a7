package picture

import (
	"fmt"

	"corredor/geo"
)

// mostCallouts is up to how many places are named beside their incidents: more would
// cover the map.
const mostCallouts = 7

// callouts names the incidents of a figure in an article: the place, and below it what
// happened and when, with a line to the symbol where it stands off. In little room there
// is the name alone.
func (p *painter) callouts(in *group, towns []town) {
	if !p.o.Callouts {
		return
	}
	var named []tally
	p.called = map[string]bool{}
	for _, t := range towns {
		if t.icon != "" && t.rank <= 2 {
			p.called[t.name] = true // it has its name already
		}
	}
	for _, t := range p.tallies {
		if name := p.whereIs(t); p.f.box.has(t.at) && name != "" && !t.hollow && !p.called[name] {
			named = append(named, t)
		}
	}
	if len(named) > mostCallouts {
		return
	}
	g := in.group("callouts", p.o.say("Nombres de los incidentes", "Names of the incidents"))
	style := text{size: 13, face: bold, colour: p.c.ink, halo: p.c.halo, haloBy: 2}
	for _, t := range named {
		lines := []string{p.whereIs(t)}
		if len(t.of) == 1 && p.f.box.width() >= 480 {
			lines = append(lines, p.o.when(t.of[0].Fact))
		}
		w, h := t.counts.size()
		p.callout(g, t, w, h, style, lines)
	}
}

func (p *painter) callout(g *group, t tally, w, h float64, style text, lines []string) {
	var spots []spot
	for _, far := range []float64{5, 24, 42, 64} {
		x, y := w/2+far, h/2+far
		spots = append(spots, spot{'l', xy{x, 0}}, spot{'r', xy{-x, 0}}, spot{'t', xy{0, y}}, spot{'b', xy{0, -y}},
			spot{'r', xy{-x, y}}, spot{'l', xy{x, -y}}, spot{'r', xy{-x, -y}}, spot{'l', xy{x, y}})
	}
	besides := append(p.strips(), p.roadRoom...)
	for _, avoid := range [][]box{besides, nil} {
		for _, s := range spots {
			laid := lay(t.shown, s, style, lines)
			view, ok := p.f.box.grown(-4), true
			for _, one := range laid {
				b := one.box()
				ok = ok && view.holds(b) && free(b, p.taken) && free(b, avoid)
			}
			if !ok {
				continue
			}
			for i, one := range laid {
				if i > 0 {
					one.face, one.colour = regular, p.c.ink2
				}
				p.s.label(g, one, &p.taken)
			}
			p.called[lines[0]] = true
			p.calloutLine(g, t, w, h, laid[0].box(), laid[len(laid)-1].box())
			return
		}
	}
}

// calloutLine leads from a name that stands off to its symbol.
func (p *painter) calloutLine(g *group, t tally, w, h float64, first, last box) {
	to := xy{max(first.left, min(t.shown[0], first.right)), max(first.top, min(t.shown[1], last.bottom))}
	from := t.shown
	whole := from.away(to)
	gap := max(w, h)/2 + 2
	if whole < gap+12 {
		return
	}
	var line Path
	line.add([]xy{between(from, to, gap/whole), between(from, to, 1-3/whole)}, false)
	g.strokePath(line, "leader", stroke{paint: solid(p.c.ink), width: 1})
}

// when is the days of an incident: "2 abr 2019", "desde el 4 feb 2019".
func (o Options) when(f Fact) string {
	from := o.day(f.From)
	switch {
	case f.To == nil:
		return fmt.Sprintf(o.say("desde el %s", "from %s"), from)
	case *f.To == f.From:
		return from
	case f.From <= o.Date && o.Date < *f.To:
		return fmt.Sprintf(o.say("desde el %s", "since %s"), from)
	}
	return o.dayRange(f.From, *f.To)
}

// dayRange is "5–15 nov 2019", "20 mar – 12 abr 2019" or both days in full.
func (o Options) dayRange(from, to geo.Day) string {
	if from == to {
		return o.day(from)
	}
	a, b := from.Time(), to.Time()
	month := func(d geo.Day) string {
		t := d.Time()
		return fmt.Sprintf("%d\u00a0%s", t.Day(), o.say(geo.MonthsES[t.Month()-1], geo.MonthsEN[t.Month()-1]))
	}
	switch {
	case a.Year() != b.Year():
		return o.day(from) + "\u00a0– " + o.day(to)
	case a.Month() != b.Month():
		return month(from) + "\u00a0–\u00a0" + o.day(to)
	}
	return fmt.Sprintf("%d–%s", a.Day(), o.day(to))
}
