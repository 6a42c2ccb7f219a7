package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/maptile"

	"corredor/data"
	"corredor/data/peers"
	"corredor/data/synthetic"
	"corredor/geo"
	"corredor/geo/cql2"
)

// ground is where the incidents of a run lie and of what kinds they are, so that
// tiles are asked for where there is something.
type ground struct {
	points []orb.Point
	byZoom [][]question // made when first asked for
	kinds  []string
	random *rand.Rand
}

// looks is of how many incidents the ground is known.
const looks = 200_000

func newGround(seed uint64, incidents int) (*ground, error) {
	generator, err := synthetic.New(seed)
	if err != nil {
		return nil, err
	}
	g := &ground{random: rand.New(rand.NewPCG(seed, 7))}
	var block []synthetic.Incident
	for n := 0; len(g.points) < min(looks, incidents); n++ {
		block = generator.Block(block[:0], n, incidents-len(g.points))
		for i := range block {
			g.points = append(g.points, block[i].At)
			if k := block[i].Pattern.Kind; !slices.Contains(g.kinds, k) {
				g.kinds = append(g.kinds, k)
			}
		}
	}
	slices.Sort(g.kinds)
	return g, nil
}

// question is a tile with what it is to show: everything, where there are no kinds.
type question struct {
	maptile.Tile
	kinds       []string
	first, last geo.Day
}

// The days between which incidents begin.
var firstDay, lastDay = geo.Day(15340), geo.Day(20453)

// zooms are those at which tiles are asked for.
const zooms = 17

// anywhere is a tile at any of the zooms 0 to 16, each as likely, in which incidents
// lie, each of those of the zoom as likely.
func (g *ground) anywhere() question {
	if g.byZoom == nil {
		for z := range zooms {
			g.byZoom = append(g.byZoom, g.tiles(maptile.Zoom(z)))
		}
	}
	tiles := g.byZoom[g.random.IntN(zooms)]
	return tiles[g.random.IntN(len(tiles))]
}

// crowded is a tile in which an incident lies, each incident as likely: so tiles with
// many come more often.
func (g *ground) crowded() question {
	return question{Tile: maptile.At(g.points[g.random.IntN(len(g.points))], maptile.Zoom(g.random.IntN(zooms)))}
}

// chosen is a question with some kinds and a stretch of days, from a week to ten
// years, each length as likely by its order of magnitude.
func (g *ground) chosen(q question) question {
	for _, k := range g.random.Perm(len(g.kinds))[:1+g.random.IntN(5)] {
		q.kinds = append(q.kinds, g.kinds[k])
	}
	days := geo.Day(7 * math.Exp(g.random.Float64()*math.Log(3652.0/7)))
	q.first = firstDay + geo.Day(g.random.IntN(int(lastDay-firstDay)))
	q.last = min(q.first+days, lastDay+30)
	return q
}

// whole is the tile of zoom 4 that holds the whole window; widely is that tile with
// three common kinds and two years, on other days for each number.
var whole = question{Tile: maptile.At(orb.Point{-72, -14.5}, 4)}

func widely(number int) question {
	q := whole
	q.kinds = []string{"blockade", "strike", "clash"}
	q.first = firstDay + 365*6 + geo.Day(number)
	q.last = q.first + 729
	return q
}

// tiles are all tiles of a zoom in which incidents are known to lie, in any order.
func (g *ground) tiles(zoom maptile.Zoom) []question {
	seen := map[maptile.Tile]bool{}
	var out []question
	for _, p := range g.points {
		if t := maptile.At(p, zoom); !seen[t] {
			seen[t] = true
			out = append(out, question{Tile: t})
		}
	}
	g.random.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// query is what the question asks of a collection.
func (q question) query(c data.Collection) (out data.Query, err error) {
	if q.kinds == nil {
		return out, nil
	}
	span := geo.SpanOf(q.first, q.last)
	out.Span = &span
	if out.Filter, err = cql2.ParseText(q.filter()); err == nil {
		err = cql2.Check(out.Filter, c.Queryables())
	}
	return out, err
}

func (q question) filter() string { return "kind IN ('" + strings.Join(q.kinds, "','") + "')" }

// path is how the question is asked of our server.
func (q question) path() string {
	path := fmt.Sprintf("/tiles/%d/%d/%d.mvt?layers=incidents", q.Z, q.X, q.Y)
	if q.kinds != nil {
		path += "&datetime=" + q.first.String() + "/" + q.last.String() + "&filter=" + url.QueryEscape(q.filter())
	}
	return path
}

// since is the question for everything from a day on that lies before all incidents:
// the whole tile, by a filter which, for each day, was not asked before.
func (q question) since(day int) string {
	return q.path() + "&datetime=" + (firstDay - geo.Day(day) - 1).String() + "/.."
}

// asPeers is the filter of the question as the peers take it.
func (q question) asPeers() *peers.Filter {
	if q.kinds == nil {
		return nil
	}
	return &peers.Filter{Kinds: q.kinds, First: q.first, Last: q.last}
}

// parameters are the same in the address of a peer.
func (q question) parameters() string {
	if q.kinds == nil {
		return ""
	}
	return "?kinds=" + url.QueryEscape(strings.Join(q.kinds, ",")) + "&first=" + q.first.String() + "&last=" + q.last.String()
}

func paths(questions []question, path func(question) string) []string {
	out := make([]string, len(questions))
	for i, q := range questions {
		out[i] = path(q)
	}
	return out
}
