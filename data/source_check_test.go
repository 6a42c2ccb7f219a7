package data

import (
	"testing"
	"time"

	"corredor/geo"
)

// TestASourceIsDeadSinceItWasFirstSeenSo until it answers again.
func TestASourceIsDeadSinceItWasFirstSeenSo(t *testing.T) {
	s := seeded(t)
	all, err := s.SourceAddresses(t.Context())
	if err != nil || len(all) < 100 {
		t.Fatalf("%d addresses, %v", len(all), err)
	}
	first := time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
	url := all[0]
	see := func(days int, o Outcome) *time.Time {
		t.Helper()
		k := SourceCheck{URL: url, At: first.AddDate(0, 0, days), Outcome: o, Status: 404}
		if err := s.KeepSourceCheck(t.Context(), &k); err != nil {
			t.Fatal(err)
		}
		dead, err := s.DeadSources(t.Context(), geo.Anyone, all[:3])
		if err != nil {
			t.Fatal(err)
		}
		at, there := dead[url]
		if there != (k.Since != nil) || there && !at.Equal(*k.Since) {
			t.Errorf("%v is told, %v is kept", at, k.Since)
		}
		return k.Since
	}
	for i, c := range []struct {
		outcome Outcome
		since   int // days; -1 for none
	}{{LinkGood, -1}, {LinkGone, 1}, {LinkFailed, 1}, {LinkRefused, -1}, {LinkFailed, 4}, {LinkMoved, -1}} {
		got := see(i, c.outcome)
		if (got == nil) != (c.since < 0) || got != nil && !got.Equal(first.AddDate(0, 0, c.since)) {
			t.Errorf("step %d, %s: dead since %v", i, c.outcome, got)
		}
	}
	if answered := one[time.Time](t, s, `select answered from source_check where url = $1`, url); !answered.Equal(first.AddDate(0, 0, 5)) {
		t.Errorf("it answered last at %v", answered)
	}
	// What a host says may be bytes that are no text.
	odd := SourceCheck{URL: url, At: first, Outcome: LinkFailed, Detail: "malformed \xff\x00header", LeadsTo: "https://example.org/?\xff\x00"}
	if err := s.KeepSourceCheck(t.Context(), &odd); err != nil {
		t.Error(err)
	}
	if kept := one[string](t, s, `select detail || ' ' || leads_to from source_check where url = $1`, url); kept != "malformed   header https://example.org/?  " {
		t.Errorf("%q is kept", kept)
	}
}
