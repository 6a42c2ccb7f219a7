package web

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"corredor/geo"
)

// TestAWriteWithAKeyIsDoneOnce sends every kind of write twice, as who has not heard
// the answer.
func TestAWriteWithAKeyIsDoneOnce(t *testing.T) {
	h := serve(t)
	const at = "/collections/incidents/items"
	feature := `{"type": "Feature", "geometry": null, "properties": {"kind": "strike", "start": "2031-01-01", "summary_es": "x", "place_precision": "unknown"}}`
	count := func() int64 { return get[itemsAnswer](t, h, at+"?limit=1").NumberMatched }
	twice := func(method, path, body, mediaType string, more ...string) (first answer) {
		t.Helper()
		headers := append(h.as(t, mediaType, ""), more...)
		first = h.send(t, method, path, body, headers...)
		second := h.send(t, method, path, body, headers...)
		if first.StatusCode >= 300 || first.StatusCode != second.StatusCode || !bytes.Equal(first.body, second.body) ||
			first.Header.Get("ETag") != second.Header.Get("ETag") || first.Header.Get("Location") != second.Header.Get("Location") {
			t.Errorf("%s %s: %s %s\nthen %s %s", method, path, first.Status, first.body, second.Status, second.body)
		}
		return first
	}
	before := count()
	made := twice(http.MethodPost, at, feature, geoJSONType, "Idempotency-Key", `"made"`)
	if n := count(); n != before+1 {
		t.Errorf("%d incidents became %d", before, n)
	}
	item := strings.TrimPrefix(made.Header.Get("Location"), h.URL)
	// Plain or in quotes, it is the same name.
	if again := h.send(t, http.MethodPost, at, feature, append(h.as(t, geoJSONType, ""), "Idempotency-Key", "made")...); again.Header.Get("Location") != made.Header.Get("Location") {
		t.Errorf("without quotes: %s %s", again.Status, again.body)
	}
	patched := twice(http.MethodPatch, item, `{"properties": {"note": "Seen."}}`, patchTypes[0], "If-Match", made.Header.Get("ETag"), "Idempotency-Key", "patched")
	twice(http.MethodPatch, item, `{"properties": {"note": "Seen twice."}}`, patchTypes[0], "If-Match", patched.Header.Get("ETag"), "Idempotency-Key", "short", "Prefer", "return=minimal")
	if a := h.send(t, http.MethodPatch, item, `{"properties": {"note": "Other."}}`, append(h.as(t, patchTypes[0], patched.Header.Get("ETag")), "Idempotency-Key", "patched")...); a.StatusCode != 422 || !strings.Contains(string(a.body), "Idempotency-Key") {
		t.Errorf("another request by the same key: %s %s", a.Status, a.body)
	}
	for _, bad := range []string{"", `"`, "two words", strings.Repeat("k", 256), "ñ"} {
		if a := h.send(t, http.MethodPost, at, feature, append(h.as(t, geoJSONType, ""), "Idempotency-Key", bad)...); a.StatusCode != 400 {
			t.Errorf("the key %q: %s", bad, a.Status)
		}
	}
	// What was refused can be mended and sent by the same name.
	if a := h.send(t, http.MethodPost, at, `{"type": "Feature"}`, append(h.as(t, geoJSONType, ""), "Idempotency-Key", "mended")...); a.StatusCode != 400 {
		t.Errorf("an empty feature: %s", a.Status)
	}
	twice(http.MethodPost, at, feature, geoJSONType, "Idempotency-Key", "mended")
	twice(http.MethodDelete, item, "", "", "If-Match", "*", "Idempotency-Key", "gone")
	if n := count(); n != before+1 {
		t.Errorf("%d incidents are left of %d", n, before+1)
	}
	// Another token's name is another name.
	other := h.tokenOf(t, h.account(t, geo.Analyst), geo.EditIncidents)
	if a := h.send(t, http.MethodPost, at, feature, "Authorization", "Bearer "+other, "Content-Type", geoJSONType, "Idempotency-Key", "made"); a.StatusCode != 201 || a.Header.Get("Location") == made.Header.Get("Location") {
		t.Errorf("of another token: %s %s", a.Status, a.Header.Get("Location"))
	}
}

func TestAWriteThatIsStillBeingDoneIsAConflict(t *testing.T) {
	h := serve(t)
	tx := h.hold(t, `select from incident where id = 1 for update`)
	headers := append(h.as(t, patchTypes[0], "*"), "Idempotency-Key", "slow")
	send := func() answer {
		return h.send(t, http.MethodPatch, "/collections/incidents/items/1", `{"properties": {"note": "Slow."}}`, headers...)
	}
	first := make(chan answer)
	go func() { first <- send() }()
	awaitWaiting(t, tx)
	if a := send(); a.StatusCode != 409 || !strings.Contains(string(a.body), "still being done") {
		t.Errorf("while it is being done: %s %s", a.Status, a.body)
	}
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	a := <-first
	if b := send(); a.StatusCode != 200 || b.StatusCode != 200 || !bytes.Equal(a.body, b.body) {
		t.Errorf("the first: %s %s\nand again: %s %s", a.Status, a.body, b.Status, b.body)
	}
}

// awaitWaiting returns when somebody waits for what a transaction holds.
func awaitWaiting(t testing.TB, tx pgx.Tx) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		var waiting int
		if err := tx.QueryRow(t.Context(), `select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`).Scan(&waiting); err != nil {
			t.Fatal(err)
		}
		if waiting > 0 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("nobody waits")
		}
	}
}

// TestAFileSentAgainIsBroughtInOnce and answered as before, by report or by the rows that
// were refused.
func TestAFileSentAgainIsBroughtInOnce(t *testing.T) {
	i := importingTo(t)
	send := func(query, body, key string) answer {
		return i.send(i, http.MethodPost, "/imports?collection=incidents&"+query, body, "Content-Type", "text/csv", "Authorization", "Bearer "+i.editor(i), "Idempotency-Key", key)
	}
	counted := func() (files, items int) {
		if err := i.conn.QueryRow(i.Context(), `select (select count(*) from import_file), (select count(*) from incident)`).Scan(&files, &items); err != nil {
			t.Fatal(err)
		}
		return files, items
	}
	files, items := counted()
	expect := func(after string, newFiles, newItems int) {
		t.Helper()
		if f, n := counted(); f != files+newFiles || n != items+newItems {
			t.Errorf("%s: %d files and %d items more", after, f-files, n-items)
		}
	}
	rehearsal := send("", someRows, "report")
	expect("a rehearsal", 0, 0)
	first, again := send("commit=true", someRows, "report"), send("commit=true", someRows, `"report"`)
	if rehearsal.StatusCode != 200 || first.StatusCode != 200 || again.StatusCode != 200 || !bytes.Equal(first.body, again.body) || !bytes.Contains(first.body, []byte(`"accepted":1`)) {
		t.Errorf("%s %s\nthen %s %s\nthen %s %s", rehearsal.Status, rehearsal.body, first.Status, first.body, again.Status, again.body)
	}
	expect("the same twice", 1, 1)
	other := strings.ReplaceAll(someRows, "2031", "2032")
	for query, body := range map[string]string{"commit=true": other, "commit=true&duplicates=accept": someRows, "commit=true&f=csv": someRows} {
		if a := send(query, body, "report"); a.StatusCode != 422 || !strings.Contains(string(a.body), "Idempotency-Key") {
			t.Errorf("another request by the same key, %s: %s %s", query, a.Status, a.body)
		}
	}
	if a := send("commit=true", other, "two words"); a.StatusCode != 400 {
		t.Errorf("a bad key: %s %s", a.Status, a.body)
	}
	expect("what was refused", 1, 1)
	first, again = send("commit=true&f=csv", other, "rows"), send("commit=true&f=csv", other, "rows")
	if first.StatusCode != 200 || !strings.Contains(string(first.body), "30/02/2032") || !bytes.Equal(first.body, again.body) || again.StatusCode != 200 || again.Header.Get("Content-Type") != first.Header.Get("Content-Type") {
		t.Errorf("%s %s\nthen %s %s", first.Status, first.body, again.Status, again.body)
	}
	expect("the rows twice", 2, 2)

	// While the first is still being done, the second is told so; another file waits.
	tx := i.hold(t, `select pg_advisory_xact_lock(x'696d706f'::int)`)
	third := strings.ReplaceAll(someRows, "2031", "2033")
	slow := make(chan answer)
	go func() { slow <- send("commit=true", third, "slow") }()
	awaitWaiting(t, tx)
	if a := send("commit=true", third, "slow"); a.StatusCode != 409 {
		t.Errorf("while it is being done: %s %s", a.Status, a.body)
	}
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	if a, b := <-slow, send("commit=true", third, "slow"); a.StatusCode != 200 || !bytes.Equal(a.body, b.body) {
		t.Errorf("%s %s\nthen %s %s", a.Status, a.body, b.Status, b.body)
	}
	expect("in the end", 3, 3)
	i.clean("all")
}
