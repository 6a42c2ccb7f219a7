package imports

import (
	"container/heap"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/osm"

	"corredor/geo"
)

// A road is a line made of ways.
type road struct {
	line orb.LineString
	gaps []gap
}

// A gap is a stretch of a road that no way covers; it is bridged by a straight
// line, and told.
type gap struct {
	from, to orb.Point
	metres   float64 // of the gap
	at       float64 // metres along the line at which it begins
}

func (g gap) String() string {
	return fmt.Sprintf("Gap of %.0f m at %.1f km of the line, from %.5f, %.5f to %.5f, %.5f (longitude, latitude), bridged by a straight line.",
		g.metres, g.at/1000, g.from[0], g.from[1], g.to[0], g.to[1])
}

// A gap of up to widestGap metres may be bridged, and costs gapCost times as much
// as a way of its length: a detour by road is better than a jump.
const (
	widestGap = 15_000
	gapCost   = 10
	nearEnd   = 25_000 // metres within which the first and last road come to the ends of the route
)

// A network is the ways as a graph.
type network struct {
	points []orb.Point
	refs   []uint64 // of the ways that run through a node
	edges  [][]edge
}

type edge struct {
	to     int
	metres float64
	refs   uint64 // 0 for a gap
}

func newNetwork(ways []way, nodes map[osm.NodeID]orb.Point) *network {
	n := &network{}
	index := map[osm.NodeID]int{}
	at := func(id osm.NodeID) int {
		k, ok := index[id]
		if !ok {
			k = len(n.points)
			index[id] = k
			n.points = append(n.points, nodes[id])
			n.refs = append(n.refs, 0)
			n.edges = append(n.edges, nil)
		}
		return k
	}
	for _, w := range ways {
		for k, id := range w.nodes {
			b := at(id)
			n.refs[b] |= w.refs
			if k > 0 {
				a := at(w.nodes[k-1])
				d := geo.Distance(n.points[a], n.points[b])
				n.edges[a] = append(n.edges[a], edge{b, d, w.refs})
				n.edges[b] = append(n.edges[b], edge{a, d, w.refs})
			}
		}
	}
	n.bridge()
	return n
}

// bridge joins the loose ends of the ways with the nearest node of each other piece
// of the network.
func (n *network) bridge() {
	piece := make([]int, len(n.points))
	pieces := 0
	for k := range piece {
		if piece[k] != 0 {
			continue
		}
		pieces++
		piece[k] = pieces
		for stack := []int{k}; len(stack) > 0; {
			a := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			for _, e := range n.edges[a] {
				if piece[e.to] == 0 {
					piece[e.to] = pieces
					stack = append(stack, e.to)
				}
			}
		}
	}
	if pieces == 1 {
		return
	}
	type bridge struct {
		a, b   int
		metres float64
	}
	var bridges []bridge
	for a := range n.points {
		if len(n.edges[a]) != 1 {
			continue
		}
		nearest := map[int]bridge{}
		for b := range n.points {
			if piece[b] == piece[a] || math.Abs(n.points[a][1]-n.points[b][1]) > widestGap/110_000.0 {
				continue
			}
			d := geo.Distance(n.points[a], n.points[b])
			if old, ok := nearest[piece[b]]; d <= widestGap && (!ok || d < old.metres) {
				nearest[piece[b]] = bridge{a, b, d}
			}
		}
		for _, b := range nearest {
			bridges = append(bridges, b)
		}
	}
	for _, b := range bridges {
		n.edges[b.a] = append(n.edges[b.a], edge{b.b, b.metres, 0})
		n.edges[b.b] = append(n.edges[b.b], edge{b.a, b.metres, 0})
	}
}

// nearest is the node with a reference that is nearest to a point.
func (n *network) nearest(p orb.Point, ref int) (at int, metres float64) {
	at, metres = -1, math.Inf(1)
	for k, refs := range n.refs {
		if refs&(1<<ref) == 0 {
			continue
		}
		if d := geo.Distance(p, n.points[k]); d < metres {
			at, metres = k, d
		}
	}
	return at, metres
}

// stitch finds the shortest line from the node of the first road that is nearest to
// first, along the roads in their order, to the node of the last one that is nearest
// to last.
func stitch(ways []way, nodes map[osm.NodeID]orb.Point, refs []string, first, last orb.Point) (road, error) {
	n := newNetwork(ways, nodes)
	from, off := n.nearest(first, 0)
	if from < 0 || off > nearEnd {
		return road{}, geo.Invalidf("refs", "The road %s comes no nearer than %.0f km to where the route begins.", refs[0], off/1000)
	}
	to, off := n.nearest(last, len(refs)-1)
	if to < 0 || off > nearEnd {
		return road{}, geo.Invalidf("refs", "The road %s comes no nearer than %.0f km to where the route ends.", refs[len(refs)-1], off/1000)
	}
	path, reached := n.shortest(from, to, len(refs))
	if path == nil {
		return road{}, geo.Invalidf("refs", "The roads do not join: from where the route begins, %s is reached, but not the end of the route, even over gaps of %d km. Are references missing, or in another order? Asked for were %s.",
			refs[reached], widestGap/1000, strings.Join(refs, ", "))
	}
	out := road{line: orb.LineString{n.points[from]}}
	var along float64
	for _, step := range path {
		if step.refs == 0 {
			out.gaps = append(out.gaps, gap{out.line[len(out.line)-1], n.points[step.to], step.metres, along})
		}
		along += step.metres
		out.line = append(out.line, n.points[step.to])
	}
	return out, nil
}

// shortest is Dijkstra's way through the network, on roads 0 to count-1 in that
// order. Without a way it returns the last road that was reached.
func (n *network) shortest(from, to, count int) (path []edge, reached int) {
	type step struct {
		cost float64
		from int // state
		by   edge
	}
	states := make([]step, len(n.points)*count)
	for k := range states {
		states[k].cost = math.Inf(1)
	}
	start, goal := from*count, to*count+count-1
	states[start] = step{0, -1, edge{to: -1}}
	queue := &stateQueue{{start, 0}}
	for queue.Len() > 0 {
		now := heap.Pop(queue).(queued)
		if now.cost > states[now.state].cost {
			continue
		}
		if now.state == goal {
			break
		}
		node, ref := now.state/count, now.state%count
		reached = max(reached, ref)
		try := func(state int, by edge, cost float64) {
			if cost < states[state].cost {
				states[state] = step{cost, now.state, by}
				heap.Push(queue, queued{state, cost})
			}
		}
		if ref+1 < count && n.refs[node]&(1<<(ref+1)) != 0 {
			try(now.state+1, edge{to: -1}, now.cost) // the next road begins here
		}
		for _, e := range n.edges[node] {
			switch {
			case e.refs == 0:
				for next := ref; next < min(ref+2, count); next++ {
					if n.refs[e.to]&(1<<next) != 0 {
						try(e.to*count+next, e, now.cost+gapCost*e.metres)
					}
				}
			case e.refs&(1<<ref) != 0:
				try(e.to*count+ref, e, now.cost+e.metres)
			}
		}
	}
	if math.IsInf(states[goal].cost, 1) {
		return nil, reached
	}
	for at := goal; at >= 0; at = states[at].from {
		if states[at].by.to >= 0 {
			path = append(path, states[at].by)
		}
	}
	slices.Reverse(path)
	return path, reached
}

type queued struct {
	state int
	cost  float64
}

// stateQueue has the cheapest state first.
type stateQueue []queued

func (q stateQueue) Len() int           { return len(q) }
func (q stateQueue) Less(i, j int) bool { return q[i].cost < q[j].cost }
func (q stateQueue) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *stateQueue) Push(x any)        { *q = append(*q, x.(queued)) }
func (q *stateQueue) Pop() any {
	old := *q
	last := old[len(old)-1]
	*q = old[:len(old)-1]
	return last
}
