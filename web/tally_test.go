package web

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
	"pgregory.net/rapid"

	"corredor/data"
	"corredor/data/datatest"
	"corredor/data/synthetic"
	"corredor/geo"
	"corredor/geo/cql2"
	"corredor/geo/cql2/cql2test"
)

// crowded is a server on the seed and so many made-up incidents that tiles count them in
// clusters.
func crowded(t testing.TB) *host {
	return serveOn(t, datatest.Template(t, "crowded", func(url string) error {
		s, err := data.Open(context.Background(), url, slog.New(slog.DiscardHandler))
		if err != nil {
			return err
		}
		s.Close()
		return synthetic.Fill(context.Background(), url, synthetic.Options{Incidents: 6000, Seed: 1})
	}))
}

// someValues are of incidents, for filters that choose some of them.
var someValues = map[string][]any{
	"category": {"closures", "violence", "dialogue", "state_action", "other"}, "kind": {"blockade", "strike", "clash", "march", "agreement"},
	"status": {"verified", "reported"}, "place_precision": {"exact", "community", "district", "province"},
	"start": {geo.Day(16000), geo.Day(17500), geo.Day(18300), geo.Day(19700)}, "end": {geo.Day(17900), geo.Day(19000)},
	"period": {[2]geo.Day{17000, 18000}, [2]geo.Day{18200, 18210}}, "km": {50.0, 130.0, 220.0}, "id": {366.0, 2000.0, 5000.0},
	"geom": {orb.Point{-72.1, -14.3}, orb.Point{-71.4, -14.8}}, "within_zone": {1.0, 17.0}, "on_road": {[2]string{"haul_route", "mine_distance"}}, "near": {orb.Point{-71.9, -14.4}},
}

// TestTheTilesOfAZoomCountWhatTheListCounts: what the tiles of a zoom show adds up to
// the number matched, which PostGIS counts, clusters with what they stand for.
func TestTheTilesOfAZoomCountWhatTheListCounts(t *testing.T) {
	const filters, deepest = 6, 7
	h := crowded(t)
	incidents, _ := data.FindCollection("incidents")
	random := rapid.Custom(func(r *rapid.T) cql2.Expr { return cql2test.Filter(r, incidents.Queryables(), someValues) })
	seed := rand.IntN(1 << 30)
	clusters, some := 0, 0
	for n := range filters {
		query := url.Values{}
		switch n {
		case 0: // all there are
		case 1:
			query.Set("filter", "category IN ('closures','violence') AND NOT kind = 'clash'")
		default:
			query.Set("filter", cql2.ToText(random.Example(seed+n)))
		}
		if n%3 == 2 {
			query.Set("datetime", "2016-03-01/2021-08-15")
		}
		// What has no place is in no tile.
		placed := url.Values{"filter": {"geom IS NOT NULL"}, "datetime": query["datetime"]}
		if filter := query.Get("filter"); filter != "" {
			placed.Set("filter", "("+filter+") AND geom IS NOT NULL")
		}
		items := h.ask(t, http.MethodGet, "/collections/incidents/items?limit=1&"+placed.Encode())
		if items.StatusCode == http.StatusBadRequest {
			continue // what cannot be computed, as filters of all sorts may be
		}
		matched := jsonOf[itemsAnswer](t, items).NumberMatched
		sums := make([]int64, deepest+1)
		clusters += h.addUp(t, sums, 0, 0, 0, query)
		for z, sum := range sums {
			if sum != matched {
				t.Errorf("%s: the tiles of zoom %d count %d, the list %d", query.Encode(), z, sum, matched)
			}
		}
		if matched > 0 {
			some++
		}
	}
	t.Logf("%d of %d filters chose some, %d clusters (seed %d)", some, filters, clusters, seed)
	if clusters < 200 || some < filters/3 {
		t.Error("that is not much to look at")
	}
}

// addUp adds what a tile shows, and those below it, to the sums of their zooms, and
// returns how many clusters there are.
func (h *host) addUp(t *testing.T, sums []int64, z, x, y int, query url.Values) (clusters int) {
	t.Helper()
	a := h.ask(t, http.MethodGet, fmt.Sprintf("/tiles/%d/%d/%d.mvt?layers=incidents&%s", z, x, y, query.Encode()))
	if a.StatusCode == http.StatusNoContent {
		return 0
	}
	layers, err := mvt.Unmarshal(a.body)
	if a.StatusCode != http.StatusOK || err != nil || len(layers) != 1 {
		t.Fatalf("%s %s: %s, %d layers, %v", query.Encode(), fmt.Sprint(z, x, y), a.Status, len(layers), err)
	}
	for _, f := range layers[0].Features {
		count, many := f.Properties["count"].(float64)
		switch {
		case f.Properties["repeated"] == true:
		case many:
			sums[z] += int64(count)
			clusters++
		default:
			sums[z]++
		}
	}
	for quarter := 0; quarter < 4 && z+1 < len(sums); quarter++ {
		clusters += h.addUp(t, sums, z+1, 2*x+quarter%2, 2*y+quarter/2, query)
	}
	return clusters
}
