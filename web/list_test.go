package web

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// TestListsHoldTheNewestAndSayWhereTheOthersAre has more incidents than a page can
// hold that is sent to everybody.
func TestListsHoldTheNewestAndSayWhereTheOthersAre(t *testing.T) {
	t.Parallel()
	h := serve(t)
	db, err := pgx.Connect(t.Context(), h.url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(context.Background())
	_, err = db.Exec(t.Context(), `
		insert into incident (code, kind, starts, time_precision, place, area, place_precision, summary_es, summary_en)
		select 'X' || i, 'march', date '2001-01-01' + i, 'day', 'Sector ' || i, 'corridor', 'unknown', 'es', 'en'
		from generate_series(1, 700) i`)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/list?lang=en", "/?f=html&lang=en"} {
		page := string(h.ask(t, http.MethodGet, path).body)
		if n := strings.Count(page, `<li id="inc-`); n != mostListed {
			t.Errorf("%s lists %d incidents", path, n)
		}
		if !strings.Contains(page, "Sector 700<") || strings.Contains(page, "Sector 66<") {
			t.Errorf("%s does not hold the newest", path)
		}
		if !strings.Contains(page, `There are 66 earlier incidents that are not in this list. <a href="/collections/incidents/items?f=html&amp;lang=en">`) {
			t.Errorf("%s does not say where the others are", path)
		}
	}
	if found := string(h.ask(t, http.MethodGet, "/list?lang=en&q=qwx,+sector+700,").body); !strings.Contains(found, "<strong>1 incident</strong> of 1066 in all") {
		t.Error("a search of the list does not say among how many")
	}
	if page := string(serve(t).ask(t, http.MethodGet, "/list?lang=en").body); strings.Contains(page, "not in this list") {
		t.Error("a whole list speaks of others")
	}
}
