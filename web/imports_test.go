package web

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"corredor/data/imports"
)

const someRows = "tipo,inicio,fin,lugar,resumen,fuente\n" +
	"bloqueo,04/02/2031,06/02/2031,Fuerabamba,Cierre de la vía,https://example.org/a\n" +
	"bloqueo,30/02/2031,,Fuerabamba,Día que no existe,https://example.org/b\n"

// TestAFileIsBroughtIn rehearses, writes, and writes again: the second time
// changes nothing.
func TestAFileIsBroughtIn(t *testing.T) {
	h := serve(t)
	_, router := contract(t, h.URL)
	token := "Bearer " + h.editor(t)
	run := func(query string) (report imports.Report) {
		t.Helper()
		a := h.send(t, http.MethodPost, "/imports?collection=incidents&name=rows.csv"+query, someRows, "Content-Type", "text/csv", "Authorization", token)
		if a.StatusCode != 200 {
			t.Fatalf("%s: %s", a.Status, a.body)
		}
		holds(t, router, a)
		if err := json.Unmarshal(a.body, &report); err != nil {
			t.Fatal(err)
		}
		return report
	}
	matched := func() int64 {
		return get[itemsAnswer](t, h, "/collections/incidents/items?limit=1").NumberMatched
	}
	before := matched()
	if r := run(""); r.Committed || r.Accepted != 1 || r.Refused != 1 || matched() != before {
		t.Errorf("the rehearsal: %+v, %d items", r, matched())
	}
	if r := run("&commit=true"); !r.Committed || r.Accepted != 1 || r.Refused != 1 || matched() != before+1 {
		t.Errorf("the first time: %+v, %d items", r, matched())
	}
	if r := run("&commit=true"); r.Accepted != 0 || r.Duplicate != 1 || matched() != before+1 {
		t.Errorf("the second time: %+v, %d items", r, matched())
	}
	a := h.send(t, http.MethodPost, "/imports?collection=incidents&name=rows.csv&f=csv", someRows, "Content-Type", "text/csv", "Authorization", token)
	if a.StatusCode != 200 || !strings.Contains(string(a.body), "30/02/2031") || strings.Contains(string(a.body), "04/02/2031") {
		t.Errorf("%s: what was refused is %s", a.Status, a.body)
	}
	for _, c := range []struct {
		query, body, auth string
		status            int
	}{
		{"?collection=incidents", someRows, "", 401},
		{"?collection=incidents", someRows, "Bearer corredor_wrong", 401},
		{"?collection=nope", someRows, token, 400},
		{"?collection=incidents", "", token, 400},
		{"?collection=incidents&commit=perhaps", someRows, token, 400},
		{"?collection=incidents&duplicates=all", someRows, token, 400},
		{"?collection=incidents&format=doc", someRows, token, 400},
		{"?file=x", someRows, token, 400},
	} {
		headers := []string{"Content-Type", "text/csv"}
		if c.auth != "" {
			headers = append(headers, "Authorization", c.auth)
		}
		if a := h.send(t, http.MethodPost, "/imports"+c.query, c.body, headers...); a.StatusCode != c.status {
			t.Errorf("%s: %s, want %d: %s", c.query, a.Status, c.status, a.body)
		}
	}
	if n := matched(); n != before+1 {
		t.Errorf("%d items in the end", n)
	}
}
