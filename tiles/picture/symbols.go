package picture

import (
	"math"
	"strconv"
)

// outlines are the symbols of the groups in a circle of radius 1, and icons the signs on
// a square of 18: those of the page (web/app/src/symbols.ts), which a test compares.
var (
	outlines = [5]string{
		"M-.86-.86H.86V.86H-.86Z",
		"M0-1.02L1.06 .84H-1.06Z",
		"M-.84-.88H.84V.2L0 1L-.84 .2Z",
		"M-.92 0A.92 .92 0 1 1 .92 0A.92 .92 0 1 1-.92 0Z",
		"M-.32-.94H.32V-.32H.94V.32H.32V.94H-.32V.32H-.94V-.32H-.32Z",
	}
	closureBar = "M-.54-.19H.54V.19H-.54Z"
	icons      = map[string]string{
		"mine":    "M-5 5.2L2.2-2.2M-3.4-4.9Q1.6-5.4 3.6-3.6Q5.4-1.6 4.9 3.4",
		"port":    "M0-3V5.4M-2.6-1H2.6M-5 1.4Q-4.4 5.2 0 5.4Q4.4 5.2 5 1.4M0-3.1A1.3 1.3 0 1 1 .01-3.1",
		"station": "M-3.6-5H3.6V2.6H-3.6ZM-3.6-1H3.6M-1.7 .9H-1.6M1.6 .9H1.7M-2.2 2.8L-3.8 5.2M2.2 2.8L3.8 5.2",
	}

	symbolPaths = func() (all [5]Path) {
		for i, d := range outlines {
			all[i] = parsePath(d)
		}
		all[3] = disc(xy{}, 0.92)
		return all
	}()
	barPath   = parsePath(closureBar)
	iconPaths = func() map[string]Path {
		all := map[string]Path{}
		for name, d := range icons {
			all[name] = parsePath(d)
		}
		return all
	}()
)

// Sizes of what stands for incidents, as the page has them (web/app/src/badge.ts).
const (
	symbolRadius   = 7.0
	symbolHalo     = 2.0
	selectedRadius = 9.0
	selectedDisc   = 15.0
	tallyRadius    = 5.0
	activeEdge     = 1.8
	tallyPad       = 8.0
	tallyRow       = 17.0
	tallyGap       = 4.0
	tallyBetween   = 9.0
	figureWidth    = 6.16 // of Semibold 12
)

// symbol draws the symbol of a group at a place; hollow where the place is known only by
// its area.
func (g *group) symbol(at xy, category int, radius float64, hollow bool, c *palette) {
	if hollow {
		g.items = append(g.items, item{path: symbolPaths[category].moved(radius-0.8, at), class: categories[category] + " hollow", fill: solid(c.panel), line: stroke{paint: solid(c.groups[category]), width: 1.6}})
		return
	}
	g.fillPath(symbolPaths[category].moved(radius, at), categories[category], solid(c.groups[category]))
	if category == 0 {
		g.fillPath(barPath.moved(radius, at), "bar", solid(c.panel))
	}
}

// single draws one incident.
func (g *group) single(at xy, category int, hollow, active bool, c *palette) {
	shape := symbolPaths[category].moved(symbolRadius, at)
	if active {
		g.strokePath(shape, "active", stroke{paint: solid(c.ink), width: 2 * (symbolHalo + activeEdge), round: true})
	}
	g.strokePath(shape, "halo", stroke{paint: solid(c.panel), width: 2 * symbolHalo, round: true})
	g.symbol(at, category, symbolRadius, hollow, c)
}

// selected draws the incident that stands out.
func (g *group) selected(at xy, category int, hollow bool, c *palette) {
	g.items = append(g.items, item{path: disc(at, selectedDisc-1.25), class: "selected", fill: solid(c.panel), line: stroke{paint: solid(c.ink), width: 2.5}})
	g.symbol(at, category, selectedRadius, hollow, c)
}

// counts are how many incidents are of each group.
type counts [5]int

func (n counts) total() (sum int) {
	for _, k := range n {
		sum += k
	}
	return sum
}

// size is the room that what stands for the incidents takes.
func (n counts) size() (width, height float64) {
	if n.total() == 1 {
		return 2 * (symbolRadius + symbolHalo), 2 * (symbolRadius + symbolHalo)
	}
	_, width, height = n.cells()
	return width, height
}

// cell is one symbol with its count in a tally, from the tally's corner.
type cell struct {
	category, count int
	at              xy
	textX           float64
}

// cells lays a tally out: groups in their order, in two rows from four groups on.
func (n counts) cells() (cells []cell, width, height float64) {
	for category, count := range n {
		if count > 0 {
			cells = append(cells, cell{category: category, count: count})
		}
	}
	columns := len(cells)
	if columns >= 4 {
		columns = (columns + 1) / 2
	}
	rows := 0
	left := tallyPad
	for column := range columns {
		digits := 0
		for i := column; i < len(cells); i += columns {
			digits = max(digits, len(strconv.Itoa(cells[i].count)))
			cells[i].at = xy{left + tallyRadius, 11.5 + tallyRow*float64(i/columns)}
			cells[i].textX = left + 2*tallyRadius + tallyGap
			rows = max(rows, i/columns+1)
		}
		left += 2*tallyRadius + tallyGap + figureWidth*float64(digits) + tallyBetween
	}
	return cells, math.Ceil(left - tallyBetween + tallyPad), 6 + tallyRow*float64(rows)
}

// tally draws several incidents counted together, its middle at a place.
func (g *group) tally(at xy, n counts, hollow, active bool, c *palette) {
	cells, width, height := n.cells()
	corner := xy{at[0] - width/2, at[1] - height/2}
	edge := stroke{paint: solid(c.edge), width: 1}
	if active {
		edge = stroke{paint: solid(c.ink), width: activeEdge}
	}
	if hollow {
		edge.dash = []float64{3, 2}
	}
	w := edge.width
	g.items = append(g.items, item{path: rect(corner[0]+w/2, corner[1]+w/2, width-w, height-w, 3.5), class: "tally", fill: solid(c.panel), line: edge})
	for _, cell := range cells {
		g.symbol(corner.plus(cell.at), cell.category, tallyRadius, hollow, c)
		g.write(text{at: corner.plus(xy{cell.textX, cell.at[1] + 4.1}), size: 12, face: semibold, colour: c.ink, words: strconv.Itoa(cell.count)})
	}
}

// ring draws very many incidents by the shares of their groups.
func (g *group) ring(at xy, n counts, c *palette) {
	total := n.total()
	radius := ringRadius(total)
	const width = 3.5
	g.fillPath(disc(at, radius), "ring", solid(c.panel))
	shares, sum := [5]float64{}, 0.0
	for i, k := range n {
		shares[i] = math.Ceil(8 * float64(k) / float64(total))
		sum += shares[i]
	}
	from := -math.Pi / 2
	for i, share := range shares {
		to := from + 2*math.Pi*share/sum
		if share > 0 {
			g.strokePath(arc(at, radius-width/2-0.5, from, to), categories[i], stroke{paint: solid(c.groups[i]), width: width})
		}
		from = to
	}
	words := strconv.Itoa(total)
	if total >= 1_000_000 {
		words = strconv.Itoa(total/1_000_000) + "M"
	} else if total >= 1000 {
		words = strconv.Itoa(total/1000) + "k"
	}
	size := math.Min(12.5, 10.5+2*math.Log(float64(total))/9)
	g.write(text{at: at.plus(xy{0, size * 0.34}), size: size, face: semibold, anchor: 'm', colour: c.ink, words: words})
}

// icon draws the sign of a mine, a port or a station on its square.
func (g *group) icon(at xy, name string, minor bool, c *palette) {
	by, ground := 1.0, c.ink
	if minor {
		by, ground = 14.0/18, c.ink2
	}
	square := rect(-9, -9, 18, 18, 3).moved(by, at)
	g.strokePath(square, "halo", stroke{paint: solid(c.halo), width: 2.4 * by})
	g.fillPath(square, name, solid(ground))
	g.strokePath(iconPaths[name].moved(by, at), "sign", stroke{paint: solid(c.panel), width: 1.6 * by, round: true})
}

// dot draws a town.
func (g *group) dot(at xy, large bool, c *palette) {
	r := 2.4
	if large {
		r = 3.3
	}
	g.strokePath(disc(at, r), "halo", stroke{paint: solid(c.halo), width: 4})
	g.items = append(g.items, item{path: disc(at, r), class: "town", fill: solid(c.casing), line: stroke{paint: solid(c.ink), width: 1.3}})
	if large {
		g.fillPath(disc(at, 1.1), "core", solid(c.ink))
	}
}

// ringRadius is how large the ring of so many incidents is.
func ringRadius(total int) float64 {
	for i, least := range []int{10, 100, 1000} {
		if total < least {
			return float64(11 + 2*i)
		}
	}
	return 17
}
