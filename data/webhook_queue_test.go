package data

import (
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"corredor/geo"
)

// TestASlowFilterStopsItsWebhookAlone: the others are told, what it missed is told when it is active again, and who
// asks for such a filter is refused it.
func TestASlowFilterStopsItsWebhookAlone(t *testing.T) {
	s := seeded(t)
	v := person(t, s, "ana@example.org", geo.Analyst).Viewer()
	w := Webhook{URL: "https://a.example/", Events: WebhookEvents(), Filter: "kind = 'blockade'"}
	slow, _, err := s.AddWebhook(t.Context(), v, w)
	if err != nil {
		t.Fatal(err)
	}
	w.Filter, w.Events = "", []string{DecreePublished}
	quick, _, err := s.AddWebhook(t.Context(), v, w)
	if err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{
		`update incident set note = 'x' where id = 26`,
		`insert into decree (number, kind, published, words_es, words_en, title_es, title_en, evidence) values ('DS 001-2030-PCM', 'declare', '2026-05-05', 'x', 'x', 'x', 'x', 'x')`,
	} {
		if _, err := s.pool.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	defer func(d time.Duration) { filterTime = d }(filterTime)
	filterTime = 50 * time.Millisecond
	// Whoever asks about incidents waits for as long as this lasts.
	tx, err := s.pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback(t.Context())
	if _, err := tx.Exec(t.Context(), `lock table incident in access exclusive mode`); err != nil {
		t.Fatal(err)
	}
	if n, err := s.QueueWebhooks(t.Context()); n != 1 || err != nil {
		t.Error(n, err)
	}
	if _, _, err := s.AddWebhook(t.Context(), v, Webhook{URL: w.URL, Events: WebhookEvents(), Filter: "kind = 'march'"}); geo.KindOf(err) != geo.Invalid {
		t.Error(err)
	}
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	filterTime = time.Minute
	told := func() []string {
		rows, err := s.pool.Query(t.Context(), `select d.webhook || ' ' || e.kind from webhook_delivery d join webhook_event e on e.id = d.event order by d.id`)
		if err != nil {
			t.Fatal(err)
		}
		list, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	if got := told(); !slices.Equal(got, []string{"2 decree.published"}) || quick.ID != 2 {
		t.Error(got)
	}
	if now, err := s.Webhook(t.Context(), v, slow.ID); err != nil || now.State != "stopped" || now.Note != "filter" {
		t.Errorf("%+v %v", now, err)
	}
	if _, err := s.ChangeWebhook(t.Context(), v, slow.ID, func(w *Webhook) error { w.State = "active"; return nil }); err != nil {
		t.Fatal(err)
	}
	if got := told(); !slices.Equal(got, []string{"2 decree.published", "1 batch"}) {
		t.Error(got)
	}
}

// TestOneAccountLeavesPlacesForOthers: of its subscribers, who may all take as long as a call may, two are called
// at one time, and those of others meanwhile.
func TestOneAccountLeavesPlacesForOthers(t *testing.T) {
	s := seeded(t)
	add := func(v geo.Viewer) int64 {
		w, _, err := s.AddWebhook(t.Context(), v, Webhook{URL: "https://a.example/services/T0/hushhush?key=hushhush", Events: WebhookEvents()})
		if err == nil {
			_, err = s.PingWebhook(t.Context(), v, w.ID)
		}
		if err != nil {
			t.Fatal(err)
		}
		return w.ID
	}
	ana, rosa := person(t, s, "ana@example.org", geo.Analyst).Viewer(), person(t, s, "rosa@example.org", geo.Planner).Viewer()
	for range 4 {
		add(ana)
	}
	other := add(rosa)
	var called []*Delivery
	for range 4 {
		d, err := s.ClaimDelivery(t.Context(), time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		called = append(called, d)
	}
	if called[0] == nil || called[1] == nil || called[2] == nil || called[2].Webhook != other || called[3] != nil {
		t.Fatalf("are called: %+v", called)
	}
	if _, err := s.SettleDelivery(t.Context(), *called[0], Try{Status: 200}, func(int) time.Duration { return 0 }); err != nil {
		t.Fatal(err)
	}
	if d, err := s.ClaimDelivery(t.Context(), time.Minute); d == nil || err != nil {
		t.Errorf("the next one is called: %+v %v", d, err)
	}
	// The audit log has where they lead, and nothing that is secret of it.
	if err := s.DeleteWebhook(t.Context(), ana, called[1].Webhook); err != nil {
		t.Fatal(err)
	}
	var told, secrets int
	if err := s.pool.QueryRow(t.Context(), `select count(*) filter (where reason = 'https://a.example'), count(*) filter (where reason like '%hush%') from audit`).Scan(&told, &secrets); err != nil || told != 6 || secrets != 0 {
		t.Errorf("the audit log has %d hosts and %d secrets: %v", told, secrets, err)
	}
}
