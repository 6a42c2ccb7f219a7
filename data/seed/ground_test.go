package seed

import (
	"testing"

	"github.com/paulmach/orb"
)

func TestTheGroundIsThatOfTheFacts(t *testing.T) {
	g, err := ReadGround()
	if err != nil {
		t.Fatal(err)
	}
	if len(g.Routes) != 5 || g.Routes[0].Code != "haul_route" || g.Routes[0].Line.Length() < 300_000 {
		t.Errorf("routes: %d, the first %s", len(g.Routes), g.Routes[0].Code)
	}
	if len(g.Patterns) != 357 { // of 366, nine have no place
		t.Errorf("%d patterns", len(g.Patterns))
	}
	if g.Scale.Code != "pe3sy_decrees" {
		t.Errorf("scale %+v", g.Scale)
	}
	for _, town := range g.Towns {
		if town.Place == 45 && (town.Name != "Arequipa" || town.At != orb.Point{-71.537, -16.399}) {
			t.Errorf("%+v", town)
		}
		if town.Rank < 1 || town.Rank > 6 {
			t.Errorf("%+v", town)
		}
	}
	if len(g.Units) != 448 {
		t.Errorf("%d units", len(g.Units))
	}
}
