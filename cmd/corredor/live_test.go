package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/maptile"

	"corredor/data/datatest"
)

// edits is how many edits are timed: a hundred with CORREDOR_SOAK=1, as make soak
// sets it.
func edits() int {
	if os.Getenv("CORREDOR_SOAK") == "1" {
		return 100
	}
	return 10
}

// TestAnEditThroughOneServerIsOnTheTilesOfAll has two servers on one database, and
// edits through the first what both draw.
func TestAnEditThroughOneServerIsOnTheTilesOfAll(t *testing.T) {
	needPostGIS(t)
	env := []string{"DATABASE_URL=" + datatest.URL(t)}
	one := serving(t, env, "--rate", "0")
	other := serving(t, env, "--rate", "0")
	if _, told, status := said(t, env, "user", "add", "analyst@example.org", "--role", "analyst"); status != 0 {
		t.Fatal(told)
	}
	token, told, status := said(t, env, "token", "create", "--user", "analyst@example.org", "--scope", "incidents")
	if status != 0 {
		t.Fatal(told)
	}
	var incident struct {
		Geometry struct{ Coordinates orb.Point }
	}
	if _, body := get(t, one.url+"/collections/incidents/items/3"); json.Unmarshal([]byte(body), &incident) != nil {
		t.Fatal(body)
	}
	tile := maptile.At(incident.Geometry.Coordinates, 14)
	at := fmt.Sprintf("/tiles/%d/%d/%d.mvt?layers=incidents", tile.Z, tile.X, tile.Y)
	tagOf := func(p *program) string {
		t.Helper()
		answer, err := http.Head(p.url + at)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			t.Fatal(answer.Status)
		}
		return answer.Header.Get("ETag")
	}
	var took []time.Duration
	for n := range edits() {
		before := tagOf(other)
		if mine := tagOf(one); mine != before {
			t.Fatalf("edit %d: one server has the tag %s, the other %s", n, mine, before)
		}
		began := time.Now()
		if status := writes(t, one, strings.TrimSpace(token), fmt.Sprintf(`{"properties": {"kind": %q}}`, []string{"march", "strike"}[n%2])); status != http.StatusOK {
			t.Fatalf("edit %d: %d", n, status)
		}
		for _, p := range []*program{one, other} {
			for tagOf(p) == before {
				if time.Since(began) > 20*time.Second {
					t.Fatalf("edit %d is not on the map", n)
				}
				time.Sleep(2 * time.Millisecond)
			}
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	p50, p99 := took[len(took)/2], took[(len(took)*99)/100]
	t.Logf("%d edits are on the tiles of both servers after p50 %v, p99 %v", len(took), p50, p99)
	if p50 > time.Second || len(took) == 100 && p99 > time.Second {
		t.Error("that is too late")
	}
}
