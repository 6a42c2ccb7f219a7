package web

import (
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
)

// The addresses in docs/api.md are written without escapes, for people to copy.
func TestTheAddressesInThePageAboutTheAPIFindSomething(t *testing.T) {
	page, err := os.ReadFile("../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	h := serve(t)
	asked := 0
	for line := range strings.Lines(string(page)) {
		path, query, ok := strings.Cut(strings.TrimSpace(line), "?")
		if !ok || !strings.HasPrefix(path, "/collections/") {
			continue
		}
		values := url.Values{}
		for pair := range strings.SplitSeq(query, "&") {
			name, value, _ := strings.Cut(pair, "=")
			values.Set(name, value)
		}
		asked++
		a := h.ask(t, http.MethodGet, path+"?"+values.Encode())
		if a.StatusCode != http.StatusOK {
			t.Errorf("%s: %d %s", line, a.StatusCode, a.body)
		}
		if nothing := `"numberMatched":0,`; strings.Contains(string(a.body), nothing) {
			t.Errorf("%s finds nothing", line)
		}
	}
	if asked < 8 {
		t.Errorf("%d addresses were found in the page", asked)
	}
}
