package geo

import (
	"strings"
	"testing"

	"github.com/paulmach/orb"
)

func TestAPointLiesInPeruOrIsToldWhatItLacks(t *testing.T) {
	for _, c := range []struct {
		p    orb.Point
		says string
	}{
		{orb.Point{-71.958, -14.182}, ""},
		{orb.Point{-81.3, -4.7}, ""},
		{orb.Point{-69.6, -17.9}, ""},
		{orb.Point{-14.182, -71.958}, "swapped"},
		{orb.Point{0, 0}, "outside Peru"},
		{orb.Point{71.958, 14.182}, "outside Peru"},
		{orb.Point{500000, 8430000}, "outside Peru"},
	} {
		err := CheckPoint("geometry", c.p)
		if c.says == "" && err != nil || c.says != "" && (KindOf(err) != Invalid || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%v: %v", c.p, err)
		}
	}
}
