package picture

import (
	"slices"

	"corredor/geo"
)

// Scene is a picture before it is written. It does not change once it is drawn, and may
// be written several times and at the same time.
type Scene struct {
	Width, Height float64 // CSS pixels
	Scale         float64 // of a PNG
	Lang          string  // es or en
	Title, Desc   string  // for who does not see it
	At            Place   // the middle of the map and its zoom
	Keys          []Key   // what the legend names: what is drawn, and nothing else
	Facts         []Fact  // the incidents drawn, by id, where they are few enough to be told apart
	Shown         int     // incidents that the picture counts
	Counts        [5]int  // of each group of them: closures, violence, state action, dialogue, other
	Notes         []string

	groups []*group
	print  float64 // millimetres to a CSS pixel of a page to be printed; 0 for a screen
	embed  bool
	hidden bool // from who does not see it, as what stands beside its own text
	theme  Theme
	labels []box // of the texts on the map, for tests
	counts []box // of what stands for incidents on it, and
	room   box   // where the map lies, likewise
}

// Key is a line of the legend.
type Key struct {
	ID   string // what it stands for: closures, haul, zone…
	Text string
}

// Fact is an incident that a picture shows.
type Fact struct {
	ID                               uint64
	Category, Kind, Place, Precision string
	From                             geo.Day
	To                               *geo.Day // nil where no last day is stated
}

// group is a part of the scene with a name.
type group struct {
	id, name string
	items    []item
	groups   []*group
	clip     *box
}

// item is a path or a text.
type item struct {
	path  Path
	class string // of a path: what it is, for who edits the picture
	fill  paint
	line  stroke
	text  *text
}

// paint is a colour, #RRGGBB, with its strength; the zero paint is none.
type paint struct {
	colour string
	alpha  float64
}

func solid(colour string) paint { return paint{colour, 1} }

// stroke is how a path is drawn along its line.
type stroke struct {
	paint
	width float64
	dash  []float64
	round bool // ends and corners
}

// text is one line of letters.
type text struct {
	at      xy // its foot, at the side that anchor says
	size    float64
	face    face
	anchor  byte // s, m or e: start, middle, end
	colour  string
	halo    string // empty for none
	haloBy  float64
	spacing float64 // between letters
	turn    float64 // radians, clockwise
	words   string
}

func (g *group) fillPath(p Path, class string, fill paint) {
	g.items = append(g.items, item{path: p, class: class, fill: fill})
}

func (g *group) strokePath(p Path, class string, s stroke) {
	g.items = append(g.items, item{path: p, class: class, line: s})
}

func (g *group) write(t text) { g.items = append(g.items, item{text: &t}) }

func (g *group) group(id, name string) *group {
	in := &group{id: id, name: name}
	g.groups = append(g.groups, in)
	return in
}

func (g *group) empty() bool {
	return len(g.items) == 0 && !slices.ContainsFunc(g.groups, func(in *group) bool { return !in.empty() })
}

// box is a rectangle of the picture.
type box struct{ left, top, right, bottom float64 }

func (b box) meets(o box) bool {
	return b.left < o.right && o.left < b.right && b.top < o.bottom && o.top < b.bottom
}

func (b box) holds(o box) bool {
	return b.left <= o.left && b.right >= o.right && b.top <= o.top && b.bottom >= o.bottom
}

func (b box) has(p xy) bool {
	return p[0] >= b.left && p[0] <= b.right && p[1] >= b.top && p[1] <= b.bottom
}

// keep is the nearest place to p around which so much room lies within b; its middle where b is narrower.
func (b box) keep(p xy, width, height float64) xy {
	in := func(at, from, to, room float64) float64 {
		if to-from < room {
			return (from + to) / 2
		}
		return max(from+room/2, min(at, to-room/2))
	}
	return xy{in(p[0], b.left, b.right, width), in(p[1], b.top, b.bottom, height)}
}

func (b box) grown(by float64) box { return box{b.left - by, b.top - by, b.right + by, b.bottom + by} }

func (b box) width() float64  { return b.right - b.left }
func (b box) height() float64 { return b.bottom - b.top }

func around(c xy, width, height float64) box {
	return box{c[0] - width/2, c[1] - height/2, c[0] + width/2, c[1] + height/2}
}
