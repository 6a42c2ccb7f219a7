package data

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"corredor/geo"
)

// logged is the audit log in short, the oldest first.
func logged(t testing.TB, s *Store, q AuditQuery) (lines []string) {
	t.Helper()
	err := s.Audit(t.Context(), geo.Operator, q, func(e Event) error {
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %s %s %s", e.Who, e.Action, e.Target, e.Outcome())))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

func TestWhatIsWrittenStandsInTheAuditLog(t *testing.T) {
	s := seeded(t)
	a := person(t, s, "ana@example.org", geo.Analyst)
	ctx, c := from(t, "2001:db8::1"), collection("incidents")
	f, err := s.Create(ctx, a.Viewer(), c, Write{Body: []byte(`{"type": "Feature", "geometry": null, "properties": {"kind": "march", "start": "2024-01-01", "time_precision": "day", "place_precision": "unknown", "status": "unverified", "summary_es": "x"}}`)})
	if err != nil {
		t.Fatal(err)
	}
	once := Write{Body: []byte(`{"properties": {"note": "New."}}`), Once: Once{Key: "k"}}
	for range 2 { // sent again it is not done again
		if _, err := s.Update(ctx, a.Viewer(), c, f.ID, once); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Update(ctx, a.Viewer(), c, f.ID, Write{Body: []byte(`{"properties": {"kind": "meteor"}}`)}); err == nil {
		t.Fatal("a meteor")
	}
	if err := s.Delete(ctx, a.Viewer(), c, f.ID, Write{}); err != nil {
		t.Fatal(err)
	}
	if err := s.RecordRefusal(ctx, a.Viewer(), Event{Action: "item.update", Target: "zones/1\n\x1b", Status: 403, Reason: strings.Repeat("x", 9999)}); err != nil {
		t.Fatal(err)
	}
	item := fmt.Sprintf("incidents/%d", f.ID)
	want := []string{
		"operator account.add ana@example.org done", "operator account.link ana@example.org done", "ana@example.org account.accept ana@example.org done",
		"ana@example.org item.create " + item + " done", "ana@example.org item.update " + item + " done", "ana@example.org item.delete " + item + " done",
		"ana@example.org item.update zones/1   refused",
	}
	if got := logged(t, s, AuditQuery{Oldest: true}); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if got := one[string](t, s, `select format('%s %s %s %s', host(address), request, status, length(reason)) from audit where outcome = 'refused'`); got != "2001:db8::1 request-1 403 501" {
		t.Error(got)
	}
	if got := logged(t, s, AuditQuery{Who: "ANA@", Action: "item.", Outcome: "done", Limit: 2}); len(got) != 2 || !strings.Contains(got[0], "item.delete") {
		t.Errorf("%q", got)
	}
	if author := one[string](t, s, `select string_agg(format('%s %s', account, token is null), ', ') from item_history where collection = 'incidents' and item = $1`, f.ID); strings.Count(author, fmt.Sprint(a.ID, " t")) != 3 {
		t.Errorf("the authors of the history: %s", author)
	}
}

func TestTheAuditLogIsOnlyAddedTo(t *testing.T) {
	s := seeded(t)
	person(t, s, "ana@example.org")
	for _, sql := range []string{`update audit set who = ''`, `delete from audit`, `delete from audit where false`, `truncate audit`, `truncate audit, session`} {
		if _, err := s.pool.Exec(t.Context(), sql); err == nil || !strings.Contains(err.Error(), "only added to") {
			t.Errorf("%s: %v", sql, err)
		}
	}
	if n := one[int](t, s, `select count(*) from audit`); n != 3 {
		t.Errorf("%d lines are left", n)
	}
}

func TestTheAuditLogCanBeTakenAway(t *testing.T) {
	s := seeded(t)
	for _, target := range []string{"=1+1", "+1", "-1", "@SUM(A1)", "plain, \"quoted\"", "\t=1"} {
		if err := s.RecordRefusal(from(t, "192.0.2.1"), geo.Anyone, Event{Action: "request", Target: target, Status: 401, Reason: target}); err != nil {
			t.Fatal(err)
		}
	}
	execute(t, s, `insert into audit (action, outcome) select 'request', 'refused' from generate_series(1, 2500)`)
	var out bytes.Buffer
	if err := s.WriteAudit(t.Context(), geo.Operator, AuditQuery{Oldest: true}, "csv", &out); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil || len(rows) != 2507 || rows[0][0] != "id" {
		t.Fatal(len(rows), err)
	}
	for _, row := range rows[1:] {
		for _, cell := range row {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t") {
				t.Errorf("%q would be worked out", cell)
			}
		}
	}
	out.Reset()
	if err := s.WriteAudit(t.Context(), geo.Operator, AuditQuery{Limit: 3}, "jsonl", &out); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	var newest map[string]any
	if err := json.Unmarshal([]byte(lines[0]), &newest); err != nil || len(lines) != 3 || newest["outcome"] != "refused" {
		t.Error(lines, err)
	}
	out.Reset()
	if err := s.WriteAudit(t.Context(), geo.Anyone, AuditQuery{}, "csv", &out); geo.KindOf(err) != geo.Unidentified || out.Len() > 0 {
		t.Error(out.String(), err)
	}
	if err := s.WriteAudit(t.Context(), geo.Operator, AuditQuery{}, "xml", &out); geo.KindOf(err) != geo.Invalid {
		t.Error(err)
	}
}
