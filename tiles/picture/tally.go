package picture

import (
	"cmp"
	"math"
	"slices"
)

// Which incidents stand together, and where, is as on the page (web/app/src/tally.ts):
// nothing is rounded, jittered or dropped; a tally stands at a true place of its own, and
// what steps aside keeps a line to that place.
const (
	mergeWithin = 44.0 // places nearer than this are counted together
	leaderFrom  = 10.0 // a tally that steps further aside gets a line to its place
	spacing     = 2.0
	stepAside   = 4.0
	farthest    = 88.0
)

// incident is one as the picture needs it.
type incident struct {
	Fact
	at       xy
	category int
	area     bool // district or province: the point is only where a label may stand
	active   bool // on the date
}

// tally is incidents counted together.
type tally struct {
	at, shown xy
	counts    counts
	hollow    bool
	active    bool
	of        []incident
}

func (t tally) leader() bool { return t.at.away(t.shown) > leaderFrom }

// seenIn reports whether a place of it lies in a view. One that has none there is not shown: at the edge it would be
// cut, and count what lies beyond.
func (t tally) seenIn(view box) bool {
	return view.has(t.at) || slices.ContainsFunc(t.of, func(i incident) bool { return view.has(i.at) })
}

func (t tally) box() box {
	w, h := t.counts.size()
	return around(t.shown, w, h)
}

// place is incidents at the same spot.
type place struct {
	at xy
	of []incident
}

// tallied counts together the incidents of each sort, known places and areas.
func tallied(all []incident) (out []tally) {
	for _, area := range []bool{false, true} {
		var places []*place
		known := map[xy]*place{}
		for _, i := range all {
			if i.area != area {
				continue
			}
			p := known[i.at]
			if p == nil {
				p = &place{at: i.at}
				known[i.at] = p
				places = append(places, p)
			}
			p.of = append(p.of, i)
		}
		// The fullest first, so that a tally stands where most of it happened; then from the
		// west, and from the south.
		slices.SortFunc(places, func(a, b *place) int {
			return cmp.Or(cmp.Compare(len(b.of), len(a.of)), cmp.Compare(a.at[0], b.at[0]), cmp.Compare(b.at[1], a.at[1]))
		})
		var seeds [][]*place
		var rest []*place
		for _, p := range places {
			if slices.ContainsFunc(seeds, func(s []*place) bool { return s[0].at.away(p.at) <= mergeWithin }) {
				rest = append(rest, p)
			} else {
				seeds = append(seeds, []*place{p})
			}
		}
		for _, p := range rest {
			best, least := 0, math.Inf(1)
			for i, s := range seeds {
				if far := s[0].at.away(p.at); far < least {
					best, least = i, far
				}
			}
			seeds[best] = append(seeds[best], p)
		}
		for _, s := range seeds {
			t := tally{at: s[0].at, shown: s[0].at, hollow: area}
			for _, p := range s {
				for _, i := range p.of {
					t.counts[i.category]++
					t.active = t.active || i.active
					t.of = append(t.of, i)
				}
			}
			slices.SortFunc(t.of, func(a, b incident) int { return cmp.Compare(a.ID, b.ID) })
			out = append(out, t)
		}
	}
	return out
}

// ways are how a tally may step, plainest first.
var ways = []xy{{0, 1}, {0, -1}, {1, 0}, {-1, 0}, {0.7, 0.7}, {-0.7, 0.7}, {0.7, -0.7}, {-0.7, -0.7}}

// nudge moves apart what would overlap: known places before areas, single symbols before
// tallies, the fullest first. It returns what is taken.
func nudge(all []tally, taken []box, view box) []box {
	order := make([]int, len(all))
	for i := range order {
		order[i] = i
	}
	rank := func(t tally) (r int) {
		if t.hollow {
			r = 2
		}
		if t.counts.total() > 1 {
			r++
		}
		return r
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(rank(all[a]), rank(all[b])), cmp.Compare(all[b].counts.total(), all[a].counts.total()))
	})
	for _, i := range order {
		t := &all[i]
		w, h := t.counts.size()
		t.shown = freeSpot(t.at, w, h, taken, view)
		taken = append(taken, t.box())
	}
	return taken
}

// freeSpot is the nearest free spot to a place in the view; it may lie farther than on the page, since nobody can pan a
// picture. Where nothing is free it is the nearest of all, over what lies there, rather than cut by the edge.
func freeSpot(at xy, w, h float64, taken []box, view box) xy {
	near := view.keep(at, w+2*spacing, h+2*spacing)
	for far := 0.0; far <= 4*farthest; far += stepAside {
		for i, way := range ways {
			if far == 0 && i > 0 {
				break
			}
			spot := near.plus(way.times(far))
			if b := around(spot, w+2*spacing, h+2*spacing); free(b, taken) && view.holds(b) {
				return spot
			}
		}
	}
	return near
}

func free(b box, taken []box) bool {
	for _, t := range taken {
		if t.meets(b) {
			return false
		}
	}
	return true
}
