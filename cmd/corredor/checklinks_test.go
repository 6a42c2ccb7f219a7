package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"corredor/data/datatest/seedtest"
)

// TestCheckLinksTellsWhichSourcesAreDead asks a server of our own, and keeps what it saw.
func TestCheckLinksTellsWhichSourcesAreDead(t *testing.T) {
	url := seedtest.URL(t)
	back := false
	odd := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case !strings.Contains(r.UserAgent(), "link check; +https://corredor.example"):
			w.WriteHeader(http.StatusTeapot)
		case r.URL.Path == "/moved":
			http.Redirect(w, r, "/there", http.StatusMovedPermanently)
		case r.URL.Path == "/missing" && !back:
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	t.Cleanup(odd.Close)
	db, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(context.Background())
	// Nothing of the seed's own sources is asked here.
	if _, err := db.Exec(t.Context(), `update source set url = null, name = name || ' ' || id`); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(t.Context(), `update km_post set source_url = null`); err != nil {
		t.Fatal(err)
	}
	for id, path := range map[int]string{1: "/there", 2: "/moved", 3: "/missing"} {
		if _, err := db.Exec(t.Context(), `update source set url = $1 where id = $2`, odd.URL+path, id); err != nil {
			t.Fatal(err)
		}
	}
	check := func(more ...string) (int, string, string) {
		t.Helper()
		return commanded(append([]string{"check", "links", "--database-url=" + url, "--base-url=https://corredor.example", "--pause=1ms"}, more...)...)
	}
	if status, out, errs := check(); status != 0 || !strings.Contains(out, "3 private") || strings.Count(out, "private  ") != 3 {
		t.Errorf("inside a network: %d\n%s\n%s", status, out, errs)
	}
	status, out, errs := check("--allow-private")
	if status != 1 || !strings.Contains(out, "3 addresses: 1 good, 1 moved, 0 refused, 1 gone, 0 failed, 0 private.") || !strings.Contains(out, "leads to "+odd.URL+"/there") ||
		!strings.Contains(errs, "1 of 3 sources do not answer") || strings.Contains(out, odd.URL+"/there  ") {
		t.Errorf("status %d\n%s\n%s", status, out, errs)
	}
	status, out, _ = check("--allow-private", "--format=csv")
	rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if err != nil || status != 1 || len(rows) != 4 || rows[1][1] != "gone" || rows[1][2] != "404" || rows[1][4] == "" {
		t.Errorf("as CSV: %d %v %v", status, rows, err)
	}
	back = true
	status, out, _ = check("--allow-private", "--format=json")
	var lines []struct {
		URL, Outcome string
		LeadsTo      string `json:"leads_to"`
		Since        string `json:"dead_since"`
	}
	if err := json.Unmarshal([]byte(out), &lines); err != nil || status != 0 || len(lines) != 3 || lines[0].Outcome != "moved" || lines[1].Outcome != "good" || lines[1].Since != "" {
		t.Errorf("as JSON: %d %+v %v", status, lines, err)
	}
	var kept int
	if err := db.QueryRow(t.Context(), `select count(*) from source_check where answered is not null and dead is null`).Scan(&kept); err != nil || kept != 3 {
		t.Errorf("%d are kept as answering, %v", kept, err)
	}
	for _, wrong := range []string{"--format=xml", "--timeout=1ms", "--pause=2h", "--base-url=corredor.example"} {
		if status, _, errs := check(wrong); status != 2 || !strings.Contains(errs, strings.SplitN(wrong, "=", 2)[0]) {
			t.Errorf("%s: %d %s", wrong, status, errs)
		}
	}
}
