package web

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"corredor/data"
	"corredor/geo"
	"corredor/web/hooks"
)

// receiver is a subscriber: it keeps what it is told, and answers what it is told to.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex // guards what follows
	got    []called
	answer func(n int, c called, w http.ResponseWriter) // nil takes all
}

type called struct {
	http.Header
	raw  []byte
	body struct {
		ID, Type string
		Data     struct {
			Revision   int64
			Matches    string
			Summary    string
			Version    string
			Link, Item string
			Feed       string
			Decrees    string `json:"feed_decrees"`
			Since      *int64
			Items      *int
			Feature    *struct{ Properties map[string]any }
		}
	}
}

func receive(t testing.TB, answer func(n int, c called, w http.ResponseWriter)) *receiver {
	t.Helper()
	r := &receiver{answer: answer}
	r.Server = httptest.NewServer(r)
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	raw, _ := io.ReadAll(q.Body)
	c := called{Header: q.Header, raw: raw}
	if q.Method != http.MethodPost || json.Unmarshal(raw, &c.body) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	r.mu.Lock()
	n, answer := len(r.got), r.answer
	r.got = append(r.got, c)
	r.mu.Unlock()
	if answer != nil {
		answer(n, c, w)
	}
}

// await returns the calls when there are n, which come soon.
func (r *receiver) await(t testing.TB, n int) []called {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		r.mu.Lock()
		got := slices.Clone(r.got)
		r.mu.Unlock()
		if len(got) >= n {
			return got
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d calls, want %d: %v", len(got), n, typesOf(got))
		}
	}
}

func typesOf(calls []called) (types []string) {
	for _, c := range calls {
		types = append(types, strings.TrimSpace(c.body.Type+" "+c.body.Data.Matches))
	}
	return types
}

// hookDesk is a server with somebody who has subscriptions.
type hookDesk struct {
	*host
	a     data.Account
	token string
	db    *pgx.Conn
}

func newHookDesk(t testing.TB) hookDesk {
	t.Helper()
	h := serve(t)
	h.web.Webhooks = hooks.Policy{AllowPrivate: true}
	a := h.account(t, geo.Analyst)
	db, err := pgx.Connect(t.Context(), h.url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close(context.Background()) })
	return hookDesk{h, a, h.tokenOf(t, a, geo.EditIncidents, geo.Subscribe), db}
}

// api asks about subscriptions.
func (h hookDesk) api(t testing.TB, method, path string, body any, status int) map[string]any {
	t.Helper()
	a := h.send(t, method, path, encoded(t, body), "Authorization", "Bearer "+h.token, "Content-Type", "application/json")
	if a.StatusCode != status {
		t.Fatalf("%s %s: %s\n%s", method, path, a.Status, a.body)
	}
	if got := a.Header.Get("Cache-Control"); got != "private, no-store" && status < 300 && status != 204 {
		t.Errorf("%s %s: %q", method, path, got)
	}
	if len(a.body) == 0 {
		return nil
	}
	return decoded(t, a.body)
}

// subscribe makes a subscription to an address, with more that is wished.
func (h hookDesk) subscribe(t testing.TB, url string, more map[string]any) (path, secret string) {
	t.Helper()
	body := map[string]any{"url": url, "events": data.WebhookEvents()}
	for k, v := range more {
		body[k] = v
	}
	made := h.api(t, http.MethodPost, "/webhooks", body, http.StatusCreated)
	return fmt.Sprintf("/webhooks/%v", made["id"]), made["secret"].(string)
}

// deliver has a process deliver until the function that it returns is called. It waits no longer than
// a moment before it tries again.
func (h hookDesk) deliver(t testing.TB, store *data.Store) (d *hooks.Deliverer, stop func()) {
	t.Helper()
	d = &hooks.Deliverer{Store: store, Policy: hooks.Policy{AllowPrivate: true}, Body: h.web.WebhookBody(h.URL), Agent: "test", Log: slog.New(slog.DiscardHandler),
		Patience: time.Second, Pause: func(int) time.Duration { return 10 * time.Millisecond }}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		d.Run(ctx)
	}()
	stop = sync.OnceFunc(func() { cancel(); <-done })
	t.Cleanup(stop)
	return d, stop
}

func (h hookDesk) exec(t testing.TB, sql string, args ...any) {
	t.Helper()
	if _, err := h.db.Exec(t.Context(), sql, args...); err != nil {
		t.Fatal(err)
	}
}

func (h hookDesk) patch(t testing.TB, path string, properties map[string]any) {
	t.Helper()
	if got := h.send(t, http.MethodPatch, path, encoded(t, map[string]any{"properties": properties}), h.as(t, mergePatch, "*")...); got.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s %s", path, got.Status, got.body)
	}
}

var velille = map[string]any{"code": "W1", "kind": "blockade", "start": "2026-05-03", "end": "2026-05-04", "time_precision": "day", "place": "Velille",
	"place_precision": "exact", "status": "verified", "summary_es": "Bloqueo.", "summary_en": "Blockade."}

// TestSubscribersAreToldWhatHappensToAnIncident: one of all, one of a filter, one in English of
// some events.
func TestSubscribersAreToldWhatHappensToAnIncident(t *testing.T) {
	h := newHookDesk(t)
	all, some, few := receive(t, nil), receive(t, nil), receive(t, nil)
	_, secret := h.subscribe(t, all.URL+"/in?key=1", nil)
	h.subscribe(t, some.URL, map[string]any{"filter": "place = 'Velille' AND status = 'verified'", "name": "Velille"})
	h.subscribe(t, few.URL, map[string]any{"filter": map[string]any{"op": "=", "args": []any{map[string]any{"property": "kind"}, "blockade"}}, "events": []string{"incident.withdrawn"}, "lang": "en"})
	d, _ := h.deliver(t, h.store)
	step := func(do func()) {
		t.Helper()
		all.mu.Lock()
		n := len(all.got)
		all.mu.Unlock()
		do()
		d.Ring()
		all.await(t, n+1)
	}
	var id string
	step(func() { id = h.made(t, velille, []float64{-71.88, -14.51}) })
	at := "/collections/incidents/items/" + id
	_, now := h.item(t, at)
	step(func() { h.patch(t, at, map[string]any{"note": "seen"}) })
	step(func() { h.patch(t, at, map[string]any{"status": "disputed"}) })
	step(func() { h.patch(t, "/collections/incidents/items/26", map[string]any{"note": "seen"}) }) // which the filter does not choose
	step(func() { h.patch(t, at, map[string]any{"status": "verified"}) })
	step(func() {
		if got := h.send(t, http.MethodDelete, at, "", h.as(t, geoJSONType, "*")...); got.StatusCode != http.StatusNoContent {
			t.Fatal(got.Status)
		}
	})
	step(func() {
		body := `{"type":"Feature","geometry":null,"properties":{"number":"DS 001-2026-PCM","words_es":"Uno.","words_en":"One.","title_es":"Uno","title_en":"One","kind":"declare","published":"2026-05-05","evidence":"x"}}`
		if got := h.send(t, http.MethodPost, "/collections/decrees/items", body, h.as(t, geoJSONType, "")...); got.StatusCode != http.StatusCreated {
			t.Fatalf("%s %s", got.Status, got.body)
		}
	})
	got := all.await(t, 7)
	if want := []string{"incident.created", "incident.updated inside", "incident.updated inside", "incident.updated inside", "incident.updated inside", "incident.withdrawn", "decree.published"}; !slices.Equal(typesOf(got), want) {
		t.Errorf("all: %v", typesOf(got))
	}
	if got := some.await(t, 6); !slices.Equal(typesOf(got), []string{"incident.created", "incident.updated inside", "incident.updated left", "incident.updated entered", "incident.withdrawn", "decree.published"}) {
		t.Errorf("of a filter: %v", typesOf(got))
	}
	if got := few.await(t, 1); len(got) != 1 || got[0].body.Data.Summary != "An incident was withdrawn: Incidents "+id+"." || got[0].body.Data.Link != h.URL+"/incidents/"+id || strings.Contains(string(got[0].raw), "Velille") {
		t.Errorf("of some events: %v %+v", typesOf(got), got[0].body)
	}
	first := got[0]
	b := first.body
	if b.Data.Link != h.URL+"/incidents/"+id || b.Data.Item != h.URL+at || `"`+b.Data.Version+`"` != now.Header.Get("ETag") || b.Data.Feature.Properties["place"] != "Velille" || b.Data.Revision == 0 ||
		b.Data.Summary != "Se añadió un incidente: Bloqueo · Velille, 3–4 may 2026." {
		t.Errorf("%s", first.raw)
	}
	if first.Get("Corredor-Event") != "incident.created" || !strings.HasSuffix(first.Get("Corredor-Delivery"), ".1") || first.Get("Webhook-Id") != b.ID || first.Get("User-Agent") != "test" || first.Get("Content-Type") != "application/json" {
		t.Error(first.Header)
	}
	// The library of Standard Webhooks reads the signature, and of another body does not.
	wh, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range got {
		if err := wh.Verify(c.raw, c.Header); err != nil {
			t.Error(err)
		}
	}
	if wh.Verify(append(first.raw, ' '), first.Header) == nil {
		t.Error("a changed body passes")
	}
	// The log is told to the owner alone.
	log := h.api(t, http.MethodGet, "/webhooks/1/deliveries", nil, http.StatusOK)["deliveries"].([]any)
	last := log[6].(map[string]any)
	if len(log) != 7 || last["type"] != "incident.created" || last["state"] != "done" || last["tries"].([]any)[0].(map[string]any)["status"] != 200.0 {
		t.Errorf("%v", log)
	}
	other := hookDesk{h.host, h.a, h.tokenOf(t, h.account(t, geo.Planner), geo.Subscribe), h.db}
	for _, path := range []string{"/webhooks/1", "/webhooks/1/deliveries"} {
		other.api(t, http.MethodGet, path, nil, http.StatusNotFound)
	}
	other.api(t, http.MethodDelete, "/webhooks/1", nil, http.StatusNotFound)
	other.api(t, http.MethodPatch, "/webhooks/1", map[string]any{"state": "paused"}, http.StatusNotFound)
	if mine := other.api(t, http.MethodGet, "/webhooks", nil, http.StatusOK)["webhooks"].([]any); len(mine) != 0 {
		t.Error(mine)
	}
	admin := hookDesk{h.host, h.a, h.editor(t), h.db}
	if everybodys := admin.api(t, http.MethodGet, "/webhooks", nil, http.StatusOK)["webhooks"].([]any); len(everybodys) != 3 || strings.Contains(fmt.Sprint(everybodys), "whsec_") {
		t.Error(everybodys)
	}
}

// TestACallThatFailsIsMadeAgain by a subscriber that fails in every way that there is.
func TestACallThatFailsIsMadeAgain(t *testing.T) {
	t.Parallel()
	h := newHookDesk(t)
	elsewhere := receive(t, nil)
	over := make(chan struct{})
	r := receive(t, func(n int, _ called, w http.ResponseWriter) {
		switch n {
		case 0:
			w.WriteHeader(http.StatusInternalServerError)
			io.WriteString(w, "out of order\x00"+strings.Repeat("x", 1<<20))
		case 1:
			conn, _, err := w.(http.Hijacker).Hijack()
			if err == nil {
				conn.Close()
			}
		case 2:
			select {
			case <-over:
			case <-time.After(20 * time.Second):
			}
		case 3:
			w.Header().Set("Location", elsewhere.URL)
			w.WriteHeader(http.StatusTemporaryRedirect)
		}
	})
	path, _ := h.subscribe(t, r.URL, nil)
	d, stop := h.deliver(t, h.store)
	defer close(over)
	ping := h.api(t, http.MethodPost, path+"/ping", nil, http.StatusAccepted)
	d.Ring()
	got := r.await(t, 5)
	for i, c := range got {
		if c.Get("Webhook-Id") != got[0].Get("Webhook-Id") || string(c.raw) != string(got[0].raw) || c.Get("Corredor-Delivery") != fmt.Sprintf("%v.%d", ping["delivery"], i+1) {
			t.Errorf("attempt %d is another: %v %s", i, c.Header, c.raw)
		}
	}
	if len(elsewhere.got) > 0 {
		t.Error("it was led elsewhere")
	}
	var tries []any
	for deadline := time.Now().Add(10 * time.Second); len(tries) < 5 && time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		tries = h.api(t, http.MethodGet, path+"/deliveries", nil, http.StatusOK)["deliveries"].([]any)[0].(map[string]any)["tries"].([]any)
	}
	for i, want := range []struct {
		status any
		said   string
	}{{500.0, "out of order"}, {nil, "It hung up"}, {nil, "It did not answer in time."}, {307.0, "It leads elsewhere"}, {200.0, ""}} {
		got := tries[i].(map[string]any)
		if said := got["said"].(string); got["status"] != want.status || !strings.HasPrefix(said, want.said) || len(said) > 510 {
			t.Errorf("attempt %d: %v, want %v", i, got, want)
		}
	}
	if now := h.api(t, http.MethodGet, path, nil, http.StatusOK); now["failures"] != 0.0 || now["worked"] == nil {
		t.Errorf("%v", now)
	}

	// What waits for an item holds up what comes behind it, and no other.
	stop()
	broken := true
	r.mu.Lock()
	r.answer = func(_ int, c called, w http.ResponseWriter) {
		r.mu.Lock()
		defer r.mu.Unlock()
		if broken && strings.HasSuffix(c.body.Data.Link, "/26") {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}
	r.got = nil
	r.mu.Unlock()
	for i, item := range []int{26, 27, 26} {
		h.patch(t, fmt.Sprintf("/collections/incidents/items/%d", item), map[string]any{"note": fmt.Sprint("turn ", i)})
		if _, err := h.store.QueueWebhooks(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	h.deliver(t, h.store)
	r.await(t, 6)
	r.mu.Lock()
	if slices.ContainsFunc(r.got, func(c called) bool { return c.body.Data.Feature.Properties["note"] == "turn 2" }) {
		t.Error("what came later was told before what waits")
	}
	broken = false
	r.mu.Unlock()
	var taken []string
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if h.api(t, http.MethodGet, path, nil, http.StatusOK)["waiting"] == 0.0 {
			break
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, c := range r.got {
		if i == len(r.got)-1 || c.Get("Webhook-Id") != r.got[i+1].Get("Webhook-Id") {
			taken = append(taken, fmt.Sprint(c.body.Data.Feature.Properties["note"]))
		}
	}
	if last := len(taken) - 1; last < 1 || taken[last] != "turn 2" || !slices.Contains(taken, "turn 1") || slices.Index(taken, "turn 0") < 0 {
		t.Errorf("told in the order %v", taken)
	}
}

// TestASubscriberThatIsGoneIsLeftAlone: it says so, or fails for three days.
func TestASubscriberThatIsGoneIsLeftAlone(t *testing.T) {
	h := newHookDesk(t)
	gone := receive(t, func(_ int, _ called, w http.ResponseWriter) { w.WriteHeader(http.StatusGone) })
	broken := receive(t, func(_ int, _ called, w http.ResponseWriter) { w.WriteHeader(http.StatusBadGateway) })
	one, _ := h.subscribe(t, gone.URL, nil)
	two, _ := h.subscribe(t, broken.URL, nil)
	for _, path := range []string{one, two} {
		h.api(t, http.MethodPost, path+"/ping", nil, http.StatusAccepted)
	}
	// As if it had been so for three days.
	h.exec(t, `update webhook set made = made - interval '4 days'`)
	h.exec(t, `update webhook_delivery set asked = asked - interval '73 hours'`)
	d, _ := h.deliver(t, h.store)
	for path, note := range map[string]string{one: "gone", two: "failing"} {
		for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
			now := h.api(t, http.MethodGet, path, nil, http.StatusOK)
			if now["state"] == "stopped" && now["note"] == note {
				break
			}
			if time.Now().After(deadline) {
				t.Fatalf("%v", now)
			}
		}
		if log := h.api(t, http.MethodGet, path+"/deliveries", nil, http.StatusOK)["deliveries"].([]any); log[0].(map[string]any)["state"] != "failed" {
			t.Errorf("%v", log)
		}
		h.api(t, http.MethodPost, path+"/ping", nil, http.StatusConflict)
	}
	// What it was not told meanwhile is told together when it is back.
	h.patch(t, "/collections/incidents/items/26", map[string]any{"note": "missed"})
	d.Ring()
	gone.mu.Lock()
	gone.answer, gone.got = nil, nil
	gone.mu.Unlock()
	h.api(t, http.MethodPatch, one, map[string]any{"state": "active"}, http.StatusOK)
	d.Ring()
	if got := gone.await(t, 1); got[0].body.Type != "batch" || got[0].body.Data.Since == nil || got[0].body.Data.Items != nil || !strings.HasPrefix(got[0].body.Data.Feed, h.URL+"/feeds/incidents.json?") {
		t.Errorf("%s", got[0].raw)
	} else {
		holdsJSONFeed(t, h.ask(t, http.MethodGet, strings.TrimPrefix(got[0].body.Data.Feed, h.URL)))
	}
}

// TestWhatWasQueuedOutlivesTheServer that queued it, or died over it.
func TestWhatWasQueuedOutlivesTheServer(t *testing.T) {
	t.Parallel()
	h := newHookDesk(t)
	r := receive(t, nil)
	h.subscribe(t, r.URL, map[string]any{"events": []string{"incident.updated"}})
	h.patch(t, "/collections/incidents/items/26", map[string]any{"note": "first"})
	if n, err := h.store.QueueWebhooks(t.Context()); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	if n, err := h.store.QueueWebhooks(t.Context()); n != 0 || err != nil {
		t.Fatal("queued twice", n, err)
	}
	// A server takes it and is no more.
	if d, err := h.store.ClaimDelivery(t.Context(), 300*time.Millisecond); d == nil || err != nil {
		t.Fatal(d, err)
	}
	if d, err := h.store.ClaimDelivery(t.Context(), time.Second); d != nil || err != nil {
		t.Fatal("two have it", d, err)
	}
	h.patch(t, "/collections/incidents/items/26", map[string]any{"note": "while nobody worked"})
	h.deliver(t, h.store)
	if got := r.await(t, 2); got[0].body.Data.Feature.Properties["note"] != "first" || got[1].body.Data.Feature.Properties["note"] != "while nobody worked" {
		t.Errorf("%v", typesOf(got))
	}
}

// TestWhatWasWithdrawnIsNotToldLate: not by what failed before, nor by what is told again.
func TestWhatWasWithdrawnIsNotToldLate(t *testing.T) {
	h := newHookDesk(t)
	r := receive(t, nil)
	path, _ := h.subscribe(t, r.URL, nil)
	id := h.made(t, velille, []float64{-71.88, -14.51})
	if n, err := h.store.QueueWebhooks(t.Context()); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	if got := h.send(t, http.MethodDelete, "/collections/incidents/items/"+id, "", h.as(t, geoJSONType, "*")...); got.StatusCode != http.StatusNoContent {
		t.Fatal(got.Status)
	}
	d, _ := h.deliver(t, h.store)
	first := r.await(t, 2)[0]
	log := h.api(t, http.MethodGet, path+"/deliveries", nil, http.StatusOK)["deliveries"].([]any)
	h.api(t, http.MethodPost, fmt.Sprintf("%s/deliveries/%v/redeliver", path, log[1].(map[string]any)["id"]), nil, http.StatusAccepted)
	d.Ring()
	for _, c := range []called{first, r.await(t, 3)[2]} {
		if b := c.body; b.Type != "incident.created" || b.Data.Feature != nil || b.Data.Item != "" || b.Data.Version != "" || b.Data.Link != h.URL+"/incidents/"+id || strings.Contains(string(c.raw), "Velille") {
			t.Errorf("%s", c.raw)
		}
	}
}

// TestWhatWasMissedBeginsBehindWhatWasTold: neither a pause nor a stop has told again what was queued before.
func TestWhatWasMissedBeginsBehindWhatWasTold(t *testing.T) {
	t.Parallel()
	h := newHookDesk(t)
	path, _ := h.subscribe(t, "https://[2606:4700::1]/", nil)
	var batches, told int64
	again := func(want int64) {
		t.Helper()
		h.api(t, http.MethodPatch, path, map[string]any{"state": "active"}, http.StatusOK)
		if err := h.db.QueryRow(t.Context(), `select count(*), coalesce(max(since), 0) from webhook_event where kind = 'batch'`).Scan(&batches, &told); err != nil || batches != want {
			t.Fatal(batches, "batches, want", want, err)
		}
	}
	change := func(note string) (revision int64) {
		h.patch(t, "/collections/incidents/items/26", map[string]any{"note": note})
		if _, err := h.store.QueueWebhooks(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := h.db.QueryRow(t.Context(), `select number from revision`).Scan(&revision); err != nil {
			t.Fatal(err)
		}
		return revision
	}
	before := change("told")
	h.api(t, http.MethodPatch, path, map[string]any{"state": "paused"}, http.StatusOK)
	again(0)
	h.api(t, http.MethodPatch, path, map[string]any{"state": "paused"}, http.StatusOK)
	h.api(t, http.MethodPatch, path, map[string]any{"filter": "kind = 'blockade'"}, http.StatusOK)
	change("missed")
	if again(1); told != before {
		t.Errorf("it begins behind %d, want %d", told, before)
	}
	change("told too")
	due, err := h.store.ClaimDelivery(t.Context(), time.Second)
	if due == nil || err != nil {
		t.Fatal(due, err)
	}
	if _, err := h.store.SettleDelivery(t.Context(), *due, data.Try{Status: http.StatusGone}, hooks.Pause); err != nil {
		t.Fatal(err)
	}
	if now := h.api(t, http.MethodGet, path, nil, http.StatusOK); now["state"] != "stopped" || now["note"] != "gone" {
		t.Fatalf("%v", now)
	}
	again(1)

	// Of an account that is disabled a subscription is stopped, and goes on by itself when that is over.
	before = change("told as well")
	if _, err := h.store.Disable(t.Context(), geo.Operator, h.a.ID); err != nil {
		t.Fatal(err)
	}
	change("missed")
	change("missed as well")
	stands := func(want string) {
		t.Helper()
		var state string
		if err := h.db.QueryRow(t.Context(), `select state || ' ' || note from webhook`).Scan(&state); err != nil || state != want {
			t.Errorf("it is %q, want %q, %v", state, want, err)
		}
	}
	stands("stopped account")
	h.enabled(t, h.a)
	if n, err := h.store.QueueWebhooks(t.Context()); n != 1 || err != nil {
		t.Error(n, err)
	}
	stands("active ")
	if err := h.db.QueryRow(t.Context(), `select count(*), max(since) from webhook_event where kind = 'batch'`).Scan(&batches, &told); err != nil || batches != 2 || told != before {
		t.Errorf("%d batches, the last from %d, want %d, %v", batches, told, before, err)
	}
	change("told again")
	if n, err := h.store.QueueWebhooks(t.Context()); n != 0 || err != nil {
		t.Error(n, err)
	}
}

// TestWhatIsQueuedIsToldWhateverHoldsUpTheQueue: here the table that says how far it was queued is away.
func TestWhatIsQueuedIsToldWhateverHoldsUpTheQueue(t *testing.T) {
	h := newHookDesk(t)
	r := receive(t, nil)
	path, _ := h.subscribe(t, r.URL, nil)
	h.exec(t, `alter table webhook_cursor rename to elsewhere`)
	h.api(t, http.MethodPost, path+"/ping", nil, http.StatusAccepted)
	h.deliver(t, h.store)
	r.await(t, 1)
}

// TestTwoServersTellEachThingOnce, and of one item in its order.
func TestTwoServersTellEachThingOnce(t *testing.T) {
	t.Parallel()
	h := newHookDesk(t)
	r := receive(t, nil)
	h.subscribe(t, r.URL, nil)
	h.subscribe(t, r.URL, nil)
	second, err := data.Open(t.Context(), h.url, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	for _, store := range []*data.Store{h.store, second} {
		_, stop := h.deliver(t, store)
		defer stop()
	}
	const n = 12
	for i := range n {
		h.patch(t, fmt.Sprintf("/collections/incidents/items/%d", 26+i%3), map[string]any{"note": fmt.Sprint(i)})
	}
	// Changes that come close together may be told as one: the last state of each is.
	deadline := time.Now().Add(20 * time.Second)
	for ; time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		var cursor, waiting int64
		if err := h.db.QueryRow(t.Context(), `select (select number from revision) - number, (select count(*) from webhook_delivery where state = 'waiting') from webhook_cursor`).Scan(&cursor, &waiting); err != nil {
			t.Fatal(err)
		}
		if cursor == 0 && waiting == 0 {
			break
		}
	}
	var deliveries int
	if err := h.db.QueryRow(t.Context(), `select count(*) from webhook_delivery`).Scan(&deliveries); err != nil {
		t.Fatal(err)
	}
	got := r.await(t, deliveries)
	ids := map[string]bool{}
	last := map[string]int{}
	for _, c := range got {
		id := c.Get("Webhook-Id")
		if ids[id] {
			t.Errorf("%s was told twice", id)
		}
		ids[id] = true
		var note int
		fmt.Sscan(fmt.Sprint(c.body.Data.Feature.Properties["note"]), &note)
		if note > last[c.body.Data.Link] {
			last[c.body.Data.Link] = note
		}
	}
	if len(got) != deliveries || deliveries < 6 || len(last) != 3 {
		t.Errorf("%d calls of %d deliveries, %v", len(got), deliveries, last)
	}
	for i := range 3 {
		if note := last[fmt.Sprintf("%s/incidents/%d", h.URL, 26+i)]; note != n-3+i {
			t.Errorf("the last that is told of %d is %d", 26+i, note)
		}
	}
}

// TestManyChangesAtOnceComeAsABatch, and a change of whole tables too.
func TestManyChangesAtOnceComeAsABatch(t *testing.T) {
	h := newHookDesk(t)
	r := receive(t, nil)
	h.subscribe(t, r.URL, map[string]any{"filter": "category = 'closures'", "events": []string{"incident.updated", "incident.created"}})
	queue := func(want int) {
		t.Helper()
		if n, err := h.store.QueueWebhooks(t.Context()); n != want || err != nil {
			t.Fatalf("%d were queued, want %d: %v", n, want, err)
		}
	}
	h.exec(t, `update incident set note = 'again'`)
	queue(1)
	h.exec(t, `update incident set note = 'once more'`)
	queue(1)
	h.exec(t, `select log_many(null)`)
	queue(1)
	d, _ := h.deliver(t, h.store)
	got := r.await(t, 1)
	if got[0].body.Type != "batch" || got[0].body.Data.Items != nil {
		t.Errorf("%s", got[0].raw)
	}
	h.exec(t, `update incident set note = 'anew'`)
	d.Ring()
	if got := r.await(t, 2); len(got) != 2 || got[1].body.Data.Items == nil || *got[1].body.Data.Items < 101 || *got[1].body.Data.Since != got[0].body.Data.Revision {
		t.Errorf("%v %s", typesOf(got), got[1].raw)
	}
}

// TestABatchLeadsToWhatItIsAbout: incidents of the filter, decrees, or both.
func TestABatchLeadsToWhatItIsAbout(t *testing.T) {
	const incidents, decrees = "http://b/feeds/incidents.json?filter=f&filter-lang=cql2-text&lang=en", "http://b/feeds/decrees.json?lang=en"
	for _, c := range []struct {
		events      []string
		feed, other string
	}{
		{[]string{data.DecreePublished}, decrees, ""},
		{[]string{data.IncidentCreated}, incidents, ""},
		{data.WebhookEvents(), incidents, decrees},
	} {
		body, err := (&Server{}).WebhookBody("http://b/")(data.Delivery{Kind: data.EventBatch, Lang: "en", Filter: "f", FilterLang: "cql2-text", Events: c.events})
		var got called
		if err == nil {
			err = json.Unmarshal(body, &got.body)
		}
		if err != nil || got.body.Data.Feed != c.feed || got.body.Data.Decrees != c.other {
			t.Errorf("%v: %s %v", c.events, body, err)
		}
	}
}

// TestASecretIsTurnedWithoutLosingACall: for a day both sign.
func TestASecretIsTurnedWithoutLosingACall(t *testing.T) {
	h := newHookDesk(t)
	r := receive(t, nil)
	path, first := h.subscribe(t, r.URL, nil)
	turned := h.api(t, http.MethodPost, path+"/secret", nil, http.StatusOK)
	second := turned["secret"].(string)
	if second == first || turned["older_secret_until"] == nil {
		t.Fatalf("%v", turned)
	}
	d, _ := h.deliver(t, h.store)
	ping := func(n int) called {
		h.api(t, http.MethodPost, path+"/ping", nil, http.StatusAccepted)
		d.Ring()
		return r.await(t, n)[n-1]
	}
	good := func(secret string, c called) bool {
		wh, err := standardwebhooks.NewWebhook(secret)
		if err != nil {
			t.Fatal(err)
		}
		return wh.Verify(c.raw, c.Header) == nil
	}
	if c := ping(1); !good(first, c) || !good(second, c) || len(strings.Fields(c.Get("Webhook-Signature"))) != 2 {
		t.Errorf("%v", c.Header)
	}
	h.exec(t, `update webhook_secret set expires = now() where expires is not null`)
	if c := ping(2); good(first, c) || !good(second, c) {
		t.Error("the older secret signs after its day")
	}
	// A call that was taken is made again when that is asked for.
	log := h.api(t, http.MethodGet, path+"/deliveries", nil, http.StatusOK)["deliveries"].([]any)
	h.api(t, http.MethodPost, fmt.Sprintf("%s/deliveries/%v/redeliver", path, log[1].(map[string]any)["id"]), nil, http.StatusAccepted)
	d.Ring()
	if got := r.await(t, 3); got[2].Get("Webhook-Id") != got[0].Get("Webhook-Id") || string(got[2].raw) != string(got[0].raw) {
		t.Error("another one was told again")
	}
	h.api(t, http.MethodPost, path+"/deliveries/999999/redeliver", nil, http.StatusNotFound)
	// Of an account that is disabled nobody is called; nor of one whose roles do not reach so far.
	if _, err := h.store.SetRoles(t.Context(), geo.Operator, h.a.ID, []geo.Role{geo.Reader}); err != nil {
		t.Fatal(err)
	}
	h.exec(t, `with e as (insert into webhook_event (kind, revision) values ('ping', 1) returning id) insert into webhook_delivery (webhook, event) select 1, id from e`)
	if due, err := h.store.ClaimDelivery(t.Context(), time.Second); due != nil || err != nil {
		t.Error(due, err)
	}
}

// TestWebhooksRefuse what is hostile, and what nobody understands.
func TestWebhooksRefuse(t *testing.T) {
	h := newHookDesk(t)
	h.web.Webhooks = hooks.Policy{}
	good := func(more map[string]any) map[string]any {
		body := map[string]any{"url": "https://[2606:4700::1]/hook", "events": []string{"incident.created"}}
		for k, v := range more {
			body[k] = v
		}
		return body
	}
	for name, c := range map[string]struct {
		body      any
		parameter string
	}{
		"no url":             {map[string]any{"events": []string{"incident.created"}}, "url"},
		"a private address":  {good(map[string]any{"url": "https://10.0.0.1/"}), "url"},
		"a mapped address":   {good(map[string]any{"url": "https://[::ffff:127.0.0.1]/"}), "url"},
		"a huge url":         {good(map[string]any{"url": "https://a.example/" + strings.Repeat("x", 2000)}), "url"},
		"credentials":        {good(map[string]any{"url": "https://u:p@[2606:4700::1]/"}), "url"},
		"a broken line":      {good(map[string]any{"url": "https://[2606:4700::1]/\r\nX: y"}), "url"},
		"an event":           {good(map[string]any{"events": []string{"incident.moved"}}), "events"},
		"no events":          {good(map[string]any{"events": []string{}}), "events"},
		"a language":         {good(map[string]any{"lang": "qu"}), "lang"},
		"a filter":           {good(map[string]any{"filter": "kind ="}), "filter"},
		"a property":         {good(map[string]any{"filter": "nonsense = 1"}), "filter"},
		"a filter in number": {good(map[string]any{"filter": 1}), "filter"},
		"a huge filter":      {good(map[string]any{"filter": "kind = '" + strings.Repeat("x", 21_000) + "'"}), "filter"},
		"a name":             {good(map[string]any{"name": "a\nb"}), "name"},
		"a state":            {good(map[string]any{"state": "paused"}), "state"},
		"something else":     {good(map[string]any{"secret": "mine"}), ""},
		"a list":             {[]int{1}, ""},
	} {
		if p := h.api(t, http.MethodPost, "/webhooks", c.body, http.StatusBadRequest); c.parameter != "" && p["parameter"] != c.parameter {
			t.Errorf("%s: %v", name, p)
		}
	}
	made := h.api(t, http.MethodPost, "/webhooks", good(nil), http.StatusCreated)
	path := fmt.Sprintf("/webhooks/%v", made["id"])
	for name, body := range map[string]any{"url": map[string]any{"url": "https://169.254.169.254/latest"}, "state": map[string]any{"state": "stopped"}, "filter": map[string]any{"filter": "x"}} {
		if p := h.api(t, http.MethodPatch, path, body, http.StatusBadRequest); p["parameter"] != name {
			t.Errorf("%v", p)
		}
	}
	now := h.api(t, http.MethodPatch, path, map[string]any{"state": "paused", "filter": "kind = 'strike'", "name": "x"}, http.StatusOK)
	if now["state"] != "paused" || now["filter"] != "kind = 'strike'" || now["url"] != made["url"] || now["secret"] != nil {
		t.Errorf("%v", now)
	}
	if now := h.api(t, http.MethodPatch, path, map[string]any{"filter": nil}, http.StatusOK); now["filter"] != nil {
		t.Errorf("%v", now)
	}
	for range 19 {
		h.api(t, http.MethodPost, "/webhooks", good(nil), http.StatusCreated)
	}
	h.api(t, http.MethodPost, "/webhooks", good(nil), http.StatusConflict)
	if a := h.send(t, http.MethodDelete, path, "", "Authorization", "Bearer "+h.token); a.StatusCode != http.StatusNoContent {
		t.Error(a.Status)
	}
	h.api(t, http.MethodGet, path, nil, http.StatusNotFound)
	var actions []string
	err := h.store.Audit(t.Context(), geo.Operator, data.AuditQuery{Action: "webhook."}, func(e data.Event) error {
		if e.Done && e.Account == h.a.ID {
			actions = append(actions, e.Action)
		}
		return nil
	})
	slices.Sort(actions)
	if actions = slices.Compact(actions); err != nil || !slices.Equal(actions, []string{"webhook.create", "webhook.delete", "webhook.update"}) {
		t.Error(actions, err)
	}
}

// TestPeopleKeepWebhooksOnThePageOfTheirAccount, without a script.
func TestPeopleKeepWebhooksOnThePageOfTheirAccount(t *testing.T) {
	t.Parallel()
	h := newHookDesk(t)
	r := receive(t, nil)
	person := h.member(t, geo.Publisher)
	v := h.visitor(t).signIn(t, person)
	says(t, v.open(t, http.MethodGet, "/account?lang=es", nil), http.StatusOK, `href="/account/webhooks?lang=es"`)
	says(t, v.open(t, http.MethodGet, hooksPath+"?lang=es", nil), http.StatusOK, "Todavía no tiene ninguno.", `name="url" type="url"`, "incidente retirado")
	form := url.Values{"url": {r.URL + "/in"}, "event": {"incident.updated"}, "filter": {"kind ="}, "name": {"<script>x</script>"}}
	says(t, v.open(t, http.MethodPost, hooksPath+"?lang=es", form), http.StatusUnprocessableEntity, "El filtro no se entiende", `aria-invalid="true"`, `value="`+r.URL+`/in"`)
	h.web.Webhooks = hooks.Policy{}
	form.Set("filter", "kind = 'blockade'")
	says(t, v.open(t, http.MethodPost, hooksPath+"?lang=en", form), http.StatusUnprocessableEntity, "Write an https address of the public network")
	h.web.Webhooks = hooks.Policy{AllowPrivate: true}
	made := v.open(t, http.MethodPost, hooksPath+"?lang=es", form)
	says(t, made, http.StatusCreated, `value="whsec_`, "no se volverá a mostrar", "&lt;script&gt;x", "kind = &#39;blockade&#39;")
	if strings.Contains(string(made.body), "<script>x") {
		t.Error("a name is markup")
	}
	const one = hooksPath + "/1"
	if page := v.open(t, http.MethodGet, one, nil); strings.Contains(string(page.body), "whsec_") {
		t.Error("the secret is shown again")
	}
	h.deliver(t, h.store)
	says(t, v.open(t, http.MethodPost, one+"/ping?lang=es", url.Values{}), http.StatusSeeOther)
	r.await(t, 1)
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if strings.Contains(string(v.open(t, http.MethodGet, one, nil).body), "recibida") {
			break
		}
	}
	says(t, v.open(t, http.MethodGet, one+"?lang=es&said=queued", nil), http.StatusOK, "prueba", "recibida", "1 intento", "200", "La llamada sale enseguida")
	says(t, v.open(t, http.MethodPost, one+"/secret?lang=es", url.Values{}), http.StatusOK, `value="whsec_`, "El secreto anterior también firma hasta el")
	says(t, v.open(t, http.MethodPost, one+"/deliveries/1/redeliver", url.Values{}), http.StatusSeeOther)
	says(t, v.open(t, http.MethodPost, one+"/pause?lang=en", url.Values{}), http.StatusSeeOther)
	says(t, v.open(t, http.MethodGet, one+"?lang=en", nil), http.StatusOK, "paused", "Make active")
	says(t, v.open(t, http.MethodPost, one+"/ping?lang=en", url.Values{}), http.StatusConflict, "The webhook is not active.")
	says(t, v.open(t, http.MethodPost, one+"/resume?lang=en", url.Values{}), http.StatusSeeOther)
	// Its address, reasons, filter and name can be changed; its language stays, whoever looks.
	change := url.Values{"url": {"https://10.0.0.1/x"}, "event": {"incident.created", "decree.published"}, "filter": {"kind = 'strike'"}, "name": {"Mesa"}}
	h.web.Webhooks = hooks.Policy{}
	says(t, v.open(t, http.MethodPost, one+"?lang=en", change), http.StatusUnprocessableEntity, "<details class=\"amend\" open>", `aria-invalid="true"`, `value="https://10.0.0.1/x"`, "Write an https address")
	change.Set("url", "https://[2606:4700::1]/hook")
	change.Set("filter", "kind =")
	says(t, v.open(t, http.MethodPost, one+"?lang=en", change), http.StatusUnprocessableEntity, "The filter is not understood")
	change.Set("filter", "kind = 'strike'")
	says(t, v.open(t, http.MethodPost, one+"?lang=en", change), http.StatusSeeOther)
	now, err := h.store.Webhook(t.Context(), person.Viewer(), 1)
	if err != nil || now.URL != "https://[2606:4700::1]/hook" || now.Filter != "kind = 'strike'" || now.Name != "Mesa" || now.Lang != "es" || now.State != "active" ||
		!slices.Equal(now.Events, []string{"incident.created", "decree.published"}) {
		t.Errorf("%+v %v", now, err)
	}
	says(t, v.open(t, http.MethodGet, one+"?lang=en&said=changed", nil), http.StatusOK, "The webhook is changed.", "<h1>Mesa</h1>", `<details class="amend"><summary>`, `value="kind = &#39;strike&#39;"`)
	// Nobody else gets there, and a page of another site not either.
	other := h.visitor(t).signIn(t, h.member(t, geo.Planner))
	says(t, other.open(t, http.MethodGet, one, nil), http.StatusNotFound)
	says(t, other.open(t, http.MethodPost, one, change), http.StatusNotFound)
	says(t, other.open(t, http.MethodPost, one+"/delete", url.Values{}), http.StatusNotFound)
	says(t, v.open(t, http.MethodPost, one+"/delete", url.Values{}, "Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"), http.StatusForbidden)
	says(t, v.open(t, http.MethodPost, one+"/delete?lang=en", url.Values{}), http.StatusSeeOther)
	says(t, v.open(t, http.MethodGet, hooksPath+"?lang=en&said=deleted", nil), http.StatusOK, "The webhook is deleted.", "You have none yet.")
}
