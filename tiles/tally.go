package tiles

import (
	"sync"

	"corredor/geo"
)

// By is what rows are counted by: the values of a field of texts or, where From is
// not nil, stretches of time. Each begins at a day of From and ends before the next;
// the last day of From only ends one.
type By struct {
	Field string
	From  []geo.Day
}

// Counted is how many rows have the same keys: for each By a text, or the number of
// a stretch, from 0; nil for the rows that have none.
type Counted struct {
	Keys []any
	N    int
}

const (
	// mostTallied bounds how many different groups are counted at one time, mostSpan
	// the days that stretches may take up.
	mostTallied = 1 << 19
	mostSpan    = 1 << 17
)

// DaysOf are the first and the last day of all rows of a layer of points.
func (s *Snapshot) DaysOf(layer string) Days {
	all := noDays
	p, _ := s.pointsOf(layer)
	if p == nil || !p.dated {
		return all
	}
	for _, c := range p.chunks {
		for w := range c.words {
			all = all.join(c.words[w].days)
		}
	}
	return all
}

// pointsOf is a layer of points and its place; nil where there is none of that name.
func (s *Snapshot) pointsOf(layer string) (*points, int) {
	i := layerNamed(layer)
	if i < 0 {
		return nil, i
	}
	p, _ := s.layers[i].(*points)
	return p, i
}

// BoundsOf is the box round the features of a layer, west, south, east and north in
// degrees; not ok where it has none.
func (s *Snapshot) BoundsOf(layer string) (_ [4]float64, ok bool) {
	i := layerNamed(layer)
	if i < 0 || s.layers[i].size() == 0 {
		return [4]float64{}, false
	}
	return s.layers[i].bounds().degrees(), true
}

// Tally counts the rows of a layer of points that a filter chooses, all where it is
// nil. A row counts in each stretch that its days touch, within some days. It is not
// ok where memory does not keep what is counted by, or there would be too many
// groups. Those of no row are left out; the others come in no order.
func (s *Snapshot) Tally(layer string, f *Filter, within Days, by ...By) (_ []Counted, ok bool) {
	p, i := s.pointsOf(layer)
	if p == nil {
		return nil, false
	}
	t, ok := p.tallier(within, by)
	if !ok {
		return nil, false
	}
	k := p.everything(f.in(i).points)
	var mu sync.Mutex
	sum := make([]int, t.room())
	inPieces(len(k.runs), func(from, end int) {
		own := make([]int, t.room())
		k.part(from, end).each(func(chunk, i int) { t.count(own, p.chunks[chunk], i) })
		mu.Lock()
		defer mu.Unlock()
		for i, n := range own {
			sum[i] += n
		}
	})
	return t.groups(sum), true
}

// tallier counts by up to any number of fields and by one sort of stretch.
type tallier struct {
	by     []By
	fields []int      // of each By the place among coded; −1 for the stretches
	sizes  []int      // of each By how many values there are, none included
	words  [][]string // of each By that is a field
	cells  int        // of all fields together

	within    Days
	stretches int     // 0: not by time
	first     geo.Day // of the table
	table     []int32 // the stretch of each day
}

func (p *points) tallier(within Days, by []By) (*tallier, bool) {
	t := &tallier{by: by, within: within, cells: 1}
	for _, b := range by {
		if b.From != nil {
			if t.stretches > 0 || !p.dated || len(b.From) < 2 || !t.lay(b.From) {
				return nil, false
			}
			t.fields, t.sizes, t.words = append(t.fields, -1), append(t.sizes, 1), append(t.words, nil)
			continue
		}
		at, ok := p.textField(b.Field)
		if !ok {
			return nil, false
		}
		words := p.dicts[at].now.Load().words
		t.fields, t.sizes, t.words = append(t.fields, at), append(t.sizes, len(words)+1), append(t.words, words)
		if t.cells *= len(words) + 1; t.cells > mostTallied {
			return nil, false
		}
	}
	return t, t.room() <= mostTallied
}

// textField is the place among coded of a field of texts.
func (p *points) textField(name string) (int, bool) {
	for i, f := range p.fields {
		if f.Name == name {
			return p.slot[i].i, f.Type == String && p.slot[i].kept == asCode
		}
	}
	return 0, false
}

// lay makes the table of the stretches.
func (t *tallier) lay(from []geo.Day) bool {
	span := int64(from[len(from)-1]) - int64(from[0])
	if span <= 0 || span > mostSpan {
		return false
	}
	t.stretches, t.first = len(from)-1, from[0]
	t.table = make([]int32, span)
	for i, stretch := range from[:t.stretches] {
		for d := stretch; d < from[i+1]; d++ {
			t.table[d-t.first] = int32(i)
		}
	}
	return true
}

// room is how many numbers are counted in: for each stretch what it has more than
// the one before, one beyond the last, and those without days.
func (t *tallier) room() int {
	if t.stretches == 0 {
		return t.cells
	}
	return (t.stretches + 2) * t.cells
}

func (t *tallier) count(to []int, c *chunk, row int) {
	cell := 0
	for i, field := range t.fields {
		if field >= 0 {
			cell = cell*t.sizes[i] + int(c.codes[field].at(row))
		}
	}
	if t.stretches == 0 {
		to[cell]++
		return
	}
	d, known := c.days.at(row)
	d = Days{max(d.First, t.within.First, t.first), min(d.Last, t.within.Last, t.first+geo.Day(len(t.table))-1)}
	if !known || d.none() {
		to[(t.stretches+1)*t.cells+cell]++
		return
	}
	to[int(t.table[d.First-t.first])*t.cells+cell]++
	to[(int(t.table[d.Last-t.first])+1)*t.cells+cell]--
}

// groups reads what was counted.
func (t *tallier) groups(sum []int) (all []Counted) {
	if t.stretches == 0 {
		for cell, n := range sum {
			all = t.group(all, cell, nil, n)
		}
		return all
	}
	at := make([]int, t.cells)
	for stretch := range t.stretches {
		for cell := range at {
			at[cell] += sum[stretch*t.cells+cell]
			all = t.group(all, cell, stretch, at[cell])
		}
	}
	for cell, n := range sum[(t.stretches+1)*t.cells:] {
		all = t.group(all, cell, nil, n)
	}
	return all
}

func (t *tallier) group(to []Counted, cell int, stretch any, n int) []Counted {
	if n == 0 {
		return to
	}
	keys := make([]any, len(t.by))
	for i := len(keys) - 1; i >= 0; i-- {
		if t.fields[i] < 0 {
			keys[i] = stretch
			continue
		}
		if code := cell % t.sizes[i]; code > 0 {
			keys[i] = t.words[i][code-1]
		}
		cell /= t.sizes[i]
	}
	return append(to, Counted{keys, n})
}
