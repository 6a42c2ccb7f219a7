package data

import (
	"strings"
	"testing"
)

func TestUnusualDaysAndRightsOfADraftAreTold(t *testing.T) {
	const zone = `{"effect": "extend", "start": "2019-03-29", "days": 15}`
	for _, c := range []struct{ published, zones, want string }{
		{"2019-03-28", zone, ""},
		{"2019-03-28", `{"effect": "declare", "rights": ["home"], "start": "2019-05-27", "days": 15}`, ""},
		{"2019-06-28", zone, "zones[0].start: Zone 1 begins 91 days before the act was published."},
		{"2018-12-28", zone, "zones[0].start: Zone 1 begins 91 days after the act was published."},
		{"2019-03-28", `{"effect": "declare", "start": "2019-03-29"}`, "zones[0].rights: Zone 1 declares, and does not say which rights it suspends."},
		{"2019-03-28", `{"zone": 3, "effect": "declare", "start": "2019-03-29"}`, ""},
		{"2019-03-28", zone + `, {}, {"effect": "extend", "start": "2019-03-29", "days": 30}`, "zones[2].days: Zone 3 does not have the same term as zone 1."},
	} {
		d, err := ReadDraft([]byte(`{"decree": {"published": "` + c.published + `"}, "zones": [` + c.zones + `]}`))
		if err != nil {
			t.Fatal(err)
		}
		var said []string
		for _, w := range d.Warnings() {
			said = append(said, w.Param+": "+w.EN)
			if w.ES == "" || w.ES == w.EN {
				t.Errorf("in Spanish: %q", w.ES)
			}
		}
		if got := strings.Join(said, "; "); got != c.want {
			t.Errorf("%s, %s: %q, not %q", c.published, c.zones, got, c.want)
		}
	}
}
