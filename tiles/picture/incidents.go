package picture

import (
	"slices"
	"strconv"

	"github.com/paulmach/orb"

	"corredor/tiles"
)

const (
	// mostTold is up to how many incidents each is read: those of the whole map, as the
	// page has them, so that a tally is the same wherever the view lies.
	mostTold = 5000
	// mostSeen is up to how many in the frame are told apart where the map has more.
	mostSeen = 1500
	// mostFacts is up to how many a scene lists.
	mostFacts = 500
)

func decimal(n uint64) string { return strconv.FormatUint(n, 10) }

// findIncidents reads what the filter chooses.
func (p *painter) findIncidents() (crowds []tiles.Crowd) {
	if !p.o.shows("incidents") {
		return nil
	}
	read := func(w tiles.Window, most int) (all []incident, n int) {
		origin := p.f.origin()
		n = p.snap.Points("incidents", w, p.o.Filter, most, func(t *tiles.Point) {
			precision := t.Text("place_precision")
			if precision == "unknown" {
				return
			}
			i := incident{Fact: Fact{ID: t.ID, Category: t.Text("category"), Kind: t.Text("kind"), Precision: precision}, area: precision == "district" || precision == "province"}
			i.at = xy{t.At[0] + w.X - p.f.corner[0], t.At[1] + w.Y - p.f.corner[1]}.plus(origin)
			i.category = categoryAt(i.Category)
			i.Place = t.Text("place")
			if es := t.Text("place_es"); es != "" && !p.o.English {
				i.Place = es
			}
			for _, wider := range []string{"district", "province"} {
				if i.Place == "" {
					i.Place = t.Text(wider)
				}
			}
			last := p.o.Date
			if start, ok := t.Day("start"); ok {
				i.From, last = start.First, start.First
			}
			if end, ok := t.Day("end"); ok {
				i.To, last = &end.Last, end.Last
			}
			i.active = i.From <= p.o.Date && p.o.Date <= last
			all = append(all, i)
		})
		return all, n
	}
	all, n := read(p.wholeMap(), mostTold)
	if n > mostTold {
		if all, n = read(p.f.sight(mergeWithin, 0), mostSeen); n > mostSeen {
			return p.crowds()
		}
	}
	slices.SortFunc(all, func(a, b incident) int { return int(int64(a.ID) - int64(b.ID)) })
	if p.o.Selected.Kind == "incident" {
		if k := slices.IndexFunc(all, func(i incident) bool { return int64(i.ID) == p.o.Selected.ID }); k >= 0 {
			one := all[k]
			p.picked = &one
			all = slices.Delete(all, k, k+1)
		}
	}
	p.tallies = slices.DeleteFunc(tallied(all), func(t tally) bool { return !t.seenIn(p.f.box) })
	return nil
}

// wholeMap is the part of the world that the page shows.
func (p *painter) wholeMap() tiles.Window {
	w := p.f.sight(0, 0)
	nw, se := project(orb.Point{window.Min[0], window.Max[1]}).times(p.f.world), project(orb.Point{window.Max[0], window.Min[1]}).times(p.f.world)
	w.X, w.Y, w.Width, w.Height = nw[0], nw[1], se[0]-nw[0], se[1]-nw[1]
	return w
}

func (p *painter) crowds() []tiles.Crowd {
	all := p.snap.Crowds("incidents", p.f.sight(0, 0), p.o.Filter)
	for i := range all {
		all[i].At = xy(all[i].At).plus(p.f.origin())
	}
	slices.SortStableFunc(all, func(a, b tiles.Crowd) int { return a.N - b.N }) // the fuller lie above
	return all
}

// drawIncidents draws symbols and tallies, with lines to the places they step aside from.
func (p *painter) drawIncidents(in *group, crowds []tiles.Crowd) {
	leaders := in.group("leaders", "")
	g := in.group("incidents", p.o.say("Incidentes", "Incidents"))
	for _, crowd := range crowds {
		var n counts
		copy(n[:], crowd.Groups)
		if n.total() == 0 {
			n[4] = crowd.N
		}
		one := g.group("", p.inWords(n, ""))
		size := 2 * ringRadius(n.total())
		if crowd.N == 1 {
			size, _ = n.size()
		}
		at := p.f.box.keep(crowd.At, size, size)
		p.s.counts = append(p.s.counts, around(at, size, size))
		if crowd.N == 1 {
			one.single(at, slices.Index(n[:], 1), false, false, p.c)
			p.took(n)
			continue
		}
		one.ring(at, n, p.c)
		p.seen["ring"] = true
		p.took(n)
	}
	for _, t := range p.tallies {
		p.s.counts = append(p.s.counts, t.box())
		if t.leader() {
			var line Path
			line.add([]xy{t.at, t.shown}, false)
			leaders.strokePath(line, "leader", stroke{paint: solid(p.c.ink), width: 1})
		}
		id := ""
		if len(t.of) == 1 {
			id = "incident-" + decimal(t.of[0].ID)
		}
		one := g.group(id, p.inWords(t.counts, p.whereIs(t)))
		if t.counts.total() == 1 {
			one.single(t.shown, t.of[0].category, t.hollow, t.active, p.c)
		} else {
			one.tally(t.shown, t.counts, t.hollow, t.active, p.c)
		}
		p.took(t.counts)
		if t.hollow {
			p.seen["hollow"] = true
		}
		if t.active {
			p.seen["active"] = true
		}
		p.tell(t.of...)
	}
	if p.picked != nil && p.f.box.has(p.picked.at) {
		one := in.group("selected", p.picked.Place)
		one.selected(p.picked.at, p.picked.category, p.picked.area, p.c)
		var n counts
		n[p.picked.category] = 1
		p.took(n)
		p.tell(*p.picked)
		p.s.label(one, text{at: p.picked.at.plus(xy{selectedDisc + 4, 4.6}), size: 13.5, face: bold, colour: p.c.ink, halo: p.c.halo, haloBy: 2.2, words: p.picked.Place}, nil)
	}
}

// took notes what is drawn for incidents.
func (p *painter) took(n counts) {
	for i, k := range n {
		if k > 0 {
			p.seen[categories[i]] = true
		}
	}
	p.s.Shown += n.total()
	p.s.Counts = counts(p.s.Counts).plus(n)
}

func (n counts) plus(m counts) counts {
	for i := range n {
		n[i] += m[i]
	}
	return n
}

func (p *painter) tell(of ...incident) {
	for _, i := range of {
		if len(p.s.Facts) < mostFacts {
			p.s.Facts = append(p.s.Facts, i.Fact)
		}
	}
}

// whereIs is the place of a tally, where it has one name.
func (p *painter) whereIs(t tally) string {
	name := t.of[0].Place
	for _, i := range t.of {
		if i.Place != name {
			return ""
		}
	}
	return name
}
