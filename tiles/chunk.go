package tiles

import (
	"math"
	"slices"

	"corredor/geo"
)

// chunkRows is how many rows a chunk is made with; one that grows beyond mostRows
// is parted. An edit makes its chunk anew, a filter is asked of a chunk at a time.
const (
	chunkRows = 8192
	mostRows  = 2 * chunkRows
)

// chunk is a stretch of the rows of a layer of points, in Morton order, as
// columns. It never changes.
type chunk struct {
	xs, ys   []uint32
	ids      packed
	minZooms packed
	codes    []packed // of the layer's coded fields: numbers of their dictionaries, 0 for none
	texts    []texts  // of its fields whose values do not repeat
	days     period   // of its period, where it has one

	// What follows is derived.
	valued []valued // of those coded fields that are marked Valued, in their order
	groups []uint64 // of each 64 rows the set of those of each of the layer's groups
	box    box
	words  []summary // of each 64 rows
}

// texts are texts that do not repeat.
type texts struct {
	ends  packed // where each ends
	bytes []byte
}

func (t *texts) at(i int) []byte {
	from := uint64(0)
	if i > 0 {
		from = t.ends.at(i - 1)
	}
	return t.bytes[from:t.ends.at(i)]
}

// period is the days of each row, as numbers of days.
type period struct {
	first, last   packed
	unknown       rowSet // rows without; nil where there are none
	firsts, lasts ranked // derived
}

// An empty stretch of days stands for none.
var noDays = Days{First: math.MaxInt32, Last: math.MinInt32}

func (d Days) none() bool { return d.First > d.Last }

// dayNumber is a day as a whole number, in order.
func dayNumber(d geo.Day) uint64 { return uint64(int64(d) - math.MinInt32) }

func dayOf(n uint64) geo.Day { return geo.Day(int64(n) + math.MinInt32) }

func (p *period) at(i int) (Days, bool) {
	if p.unknown != nil && p.unknown.has(i) {
		return noDays, false
	}
	return Days{dayOf(p.first.at(i)), dayOf(p.last.at(i))}, true
}

// summary sums up 64 rows.
type summary struct {
	sumX, sumY             uint64
	minX, minY, maxX, maxY uint32
	days                   Days
}

var noRows = summary{minX: math.MaxUint32, minY: math.MaxUint32, days: noDays}

func (s *summary) add(x, y uint32) {
	s.sumX += uint64(x)
	s.sumY += uint64(y)
	s.minX, s.minY = min(s.minX, x), min(s.minY, y)
	s.maxX, s.maxY = max(s.maxX, x), max(s.maxY, y)
}

func (s *summary) join(o *summary) {
	s.sumX += o.sumX
	s.sumY += o.sumY
	s.minX, s.minY = min(s.minX, o.minX), min(s.minY, o.minY)
	s.maxX, s.maxY = max(s.maxX, o.maxX), max(s.maxY, o.maxY)
	s.days = s.days.join(o.days)
}

func (d Days) join(o Days) Days { return Days{min(d.First, o.First), max(d.Last, o.Last)} }

func (c *chunk) len() int { return len(c.xs) }

// code is the place of a row in Morton order.
func (c *chunk) code(i int) uint64 { return morton(vertex{c.xs[i], c.ys[i]}) }

// derive fills in what follows from the columns.
func (c *chunk) derive(p *points) {
	n := c.len()
	var room [2 * chunkRows]uint64
	column := func(of *packed) []uint64 { return of.unpack(room[:0], 0, n) }
	c.words = make([]summary, (n+63)/64)
	all := noRows
	for w := range c.words {
		s := noRows
		for i := 64 * w; i < min(n, 64*w+64); i++ {
			s.add(c.xs[i], c.ys[i])
			if d, ok := c.days.atIf(p.dated, i); ok {
				s.days = s.days.join(d)
			}
		}
		c.words[w] = s
		all.join(&s)
	}
	c.box = box{int64(all.minX), int64(all.minY), int64(all.maxX), int64(all.maxY)}
	if p.dated {
		d := &c.days
		d.firsts = rank(d.first, column(&d.first))
		d.lasts = rank(d.last, column(&d.last))
	}
	c.valued = make([]valued, len(p.valued))
	for i, field := range p.valued {
		codes := &c.codes[field]
		c.valued[i] = value(column(codes), codes.base)
	}
	if groups := len(p.info.Groups); groups > 0 {
		c.groups = make([]uint64, groups*len(c.words))
		group := p.groupOf()
		for i, code := range column(&c.codes[p.grouped]) {
			if g := group[code]; g >= 0 {
				c.groups[i/64*groups+g] |= 1 << (i % 64)
			}
		}
	}
}

func (p *period) atIf(dated bool, i int) (Days, bool) {
	if !dated {
		return noDays, false
	}
	return p.at(i)
}

// groupOf tells for each number of the grouped field's dictionary which of the
// layer's groups it is, −1 for none of them.
func (p *points) groupOf() []int {
	words := p.dicts[p.grouped].now.Load().words
	group := make([]int, len(words)+1)
	group[0] = -1
	for i, w := range words {
		group[i+1] = slices.Index(p.info.Groups, w)
	}
	return group
}

// hash is the sum of what the rows from from to before to are in the hash of the
// layer: of each that of what it holds, whatever way that is kept.
func (c *chunk) hash(p *points, from, to int, values []*dictValues) (sum uint64) {
	const some = 256 // rows at a time, a column after the other
	var hashes, column [some]uint64
	for ; from < to; from += some {
		end := min(from+some, to)
		all := c.ids.unpack(hashes[:0], from, end)
		for i, minZoom := range c.minZooms.unpack(column[:0], from, end) {
			all[i] = mix(all[i]+0x9e3779b97f4a7c15) ^ mix(uint64(c.xs[from+i])<<32|uint64(c.ys[from+i])) + minZoom
		}
		for f := range c.codes {
			of := values[f].hashes
			for i, n := range c.codes[f].unpack(column[:0], from, end) {
				h := all[i]*0x100000001b3 + uint64(f)
				if n > 0 {
					h ^= of[n-1]
				}
				all[i] = h
			}
		}
		for t := range c.texts {
			for i, h := range all {
				all[i] = h*0x100000001b3 ^ hashBytes(c.texts[t].at(from+i))
			}
		}
		for i, h := range all {
			if d, ok := c.days.atIf(p.dated, from+i); ok {
				h = h*0x100000001b3 ^ mix(uint64(uint32(d.First))<<32|uint64(uint32(d.Last)))
			}
			sum += mix(h)
		}
	}
	return sum
}

// values are the dictionaries of the coded fields as they stand.
func (p *points) values() []*dictValues {
	all := make([]*dictValues, len(p.dicts))
	for i, d := range p.dicts {
		all[i] = d.now.Load()
	}
	return all
}
