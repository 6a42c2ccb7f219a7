package web

import (
	"context"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"

	"corredor/data"
	"corredor/geo"
)

// goodWords is a password that is taken.
const goodWords = "mula piedra candil"

// member makes an account with a password.
func (h *host) member(t testing.TB, roles ...geo.Role) data.Account {
	t.Helper()
	l, err := h.store.MakeLink(t.Context(), geo.Operator, h.account(t, roles...).ID)
	if err != nil {
		t.Fatal(err)
	}
	a, err := h.store.Accept(t.Context(), l.Secret, "", "", goodWords)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// visitor is a browser: it keeps cookies and goes where it is sent only when told.
type visitor struct {
	*host
	client *http.Client
}

func (h *host) visitor(t testing.TB) visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return visitor{h, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// open asks as a browser does.
func (v visitor) open(t testing.TB, method, path string, form url.Values, headers ...string) answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, v.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", "text/html")
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", v.URL)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return v.do(t, r)
}

func (v visitor) do(t testing.TB, r *http.Request) answer {
	t.Helper()
	res, err := v.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	return answer{Response: res, body: []byte(bodyOf(t, res))}
}

// signIn signs the browser in.
func (v visitor) signIn(t testing.TB, a data.Account) visitor {
	t.Helper()
	if got := v.open(t, http.MethodPost, signInPath, url.Values{"email": {a.Email}, "password": {goodWords}}); got.StatusCode != http.StatusSeeOther {
		t.Fatalf("%s: %s %s", a.Email, got.Status, got.body)
	}
	return v
}

// Who gets in, in the order of the table's columns.
const (
	columns  = "nobody reader analyst planner publisher administrator token disabled"
	anybody  = "yes yes yes yes yes yes yes yes" // a door that does not look at who asks
	signedIn = "no yes yes yes yes yes no no"
	admins   = "no never never never never yes no no"
	editing  = "no never yes never never yes yes no"
	drafting = "no never never yes yes yes never no"
	deciding = "no never never never yes yes never no"
	calling  = "no never yes yes yes yes never no"
	hooking  = "no never yes yes yes yes no no" // a page: it does not look at tokens
	ruling   = "no never never never never yes never no"
)

// doorsByRole is who gets in at each door: yes, no (who they are is not known) or never
// (they are known, and may not). The token is an administrator's, for incidents alone.
var doorsByRole = map[string]string{
	"GET /":              anybody,
	"GET /list":          anybody,
	"GET /decrees":       anybody,
	"GET /dialogue":      anybody,
	"GET /data":          anybody,
	"GET /embed":         anybody,
	"GET /embed.json":    anybody,
	"GET /embed.js":      anybody,
	"GET /oembed":        anybody,
	"GET /api":           anybody,
	"GET /api.html":      anybody,
	"GET /conformance":   anybody,
	"GET /functions":     anybody,
	"GET /tiles.json":    anybody,
	"GET /map.svg":       anybody,
	"GET /map.png":       anybody,
	"GET /print.svg":     anybody,
	"GET /print.pdf":     anybody,
	"GET /basemap.json":  anybody,
	"GET /events":        anybody,
	"GET /feeds/{feed}":  anybody,
	"GET /livez":         anybody,
	"GET /readyz":        anybody,
	"GET /metrics":       anybody,
	"GET /assets/*":      anybody,
	"GET /{file}":        anybody,
	"GET " + archivePath: anybody,

	"GET /collections":                         anybody,
	"GET /collections/{collection}":            anybody,
	"GET /collections/{collection}/queryables": anybody,
	"GET /collections/{collection}/schema":     anybody,
	"GET /collections/{collection}/aggregate":  anybody,
	"GET " + itemsPath:                         anybody,
	"GET " + itemPath:                          anybody,

	"GET /releases":                  anybody,
	"GET /releases/{version}":        anybody,
	"GET /releases/{version}/":       anybody,
	"GET /releases/{version}/{file}": anybody,
	"GET /cite":                      anybody,

	"GET /tileMatrixSets":                                         anybody,
	"GET /tileMatrixSets/{tileMatrixSet}":                         anybody,
	"GET /tiles":                                                  anybody,
	"GET /tiles/{tileMatrixSet}":                                  anybody,
	"GET /tiles/{z}/{x}/{y}.mvt":                                  anybody,
	"GET /basemap/{z}/{x}/{y}":                                    anybody,
	"GET /collections/{collection}/tiles":                         anybody,
	"GET /collections/{collection}/tiles/{tileMatrixSet}":         anybody,
	"GET /tiles/{tileMatrixSet}/{tileMatrix}/{tileRow}/{tileCol}": anybody,
	"GET /collections/{collection}/tiles/{tileMatrixSet}/{tileMatrix}/{tileRow}/{tileCol}": anybody,

	"POST " + itemsPath:  editing, // of incidents; zones below
	"PUT " + itemPath:    editing,
	"PATCH " + itemPath:  editing,
	"DELETE " + itemPath: editing,
	"POST /imports":      editing,

	"POST " + itemsPath + " zones":  ruling,
	"PUT " + itemPath + " zones":    ruling,
	"PATCH " + itemPath + " zones":  ruling,
	"DELETE " + itemPath + " zones": ruling,
	"POST /imports boundaries":      ruling,

	"POST /zones/preview":   drafting,
	"POST /zones/read":      drafting,
	"GET /incidents/{id}":   anybody,
	"GET /decrees/{id}":     anybody,
	"GET /zones/{id}":       anybody,
	"GET /places/{id}":      anybody,
	"GET /actors/{id}":      anybody,
	"GET /dialogue/{id}":    anybody,
	"GET /commitments/{id}": anybody,
	"GET /robots.txt":       anybody,
	"GET /sitemap.xml":      anybody,

	"GET /zones/at":                          anybody,
	"GET /zones/{zone}/versions":             anybody,
	"GET /zones/{zone}/versions/{version}":   anybody,
	"GET /zones/{zone}/compare":              anybody,
	"GET /zones/{zone}/export":               anybody,
	"GET /zones/{zone}/annex":                anybody,
	"GET /drafts":                            drafting,
	"POST /drafts":                           drafting,
	"GET /drafts/{draft}":                    drafting,
	"PUT /drafts/{draft}":                    drafting,
	"DELETE /drafts/{draft}":                 drafting,
	"GET /drafts/{draft}/versions/{version}": drafting,
	"POST /drafts/{draft}/submit":            drafting,
	"POST /drafts/{draft}/withdraw":          drafting,
	"POST /drafts/{draft}/reject":            deciding,
	"POST /drafts/{draft}/publish":           deciding,
	"GET /drafts/{draft}/presence":           drafting,
	"PUT /drafts/{draft}/presence":           drafting,
	"DELETE /drafts/{draft}/presence":        drafting,

	"GET /webhooks":                                            calling,
	"POST /webhooks":                                           calling,
	"GET /webhooks/{webhook}":                                  calling,
	"PATCH /webhooks/{webhook}":                                calling,
	"DELETE /webhooks/{webhook}":                               calling,
	"POST /webhooks/{webhook}/secret":                          calling,
	"POST /webhooks/{webhook}/ping":                            calling,
	"GET /webhooks/{webhook}/deliveries":                       calling,
	"POST /webhooks/{webhook}/deliveries/{delivery}/redeliver": calling,

	"GET /editor":         "no never never yes yes yes no no", // a page: it does not look at tokens
	"GET /editor/{draft}": "no never never yes yes yes no no",

	"GET " + signInPath:                                                anybody,
	"POST " + signInPath:                                               anybody, // it looks at what is typed
	"GET /account/oidc":                                                anybody,
	"GET /account/oidc/callback":                                       anybody,
	"GET /account/link/{secret}":                                       anybody, // it looks at the secret
	"POST /account/link/{secret}":                                      anybody,
	"GET /account":                                                     signedIn,
	"GET /account/me":                                                  signedIn,
	"POST /account/sign-out":                                           signedIn,
	"POST /account/sign-out-everywhere":                                signedIn,
	"POST /account/password":                                           signedIn,
	"POST /account/tokens":                                             signedIn,
	"POST /account/tokens/{token}/revoke":                              signedIn,
	"GET /account/webhooks":                                            hooking,
	"POST /account/webhooks":                                           hooking,
	"GET /account/webhooks/{webhook}":                                  hooking,
	"POST /account/webhooks/{webhook}":                                 hooking,
	"POST /account/webhooks/{webhook}/secret":                          hooking,
	"POST /account/webhooks/{webhook}/pause":                           hooking,
	"POST /account/webhooks/{webhook}/resume":                          hooking,
	"POST /account/webhooks/{webhook}/ping":                            hooking,
	"POST /account/webhooks/{webhook}/delete":                          hooking,
	"POST /account/webhooks/{webhook}/deliveries/{delivery}/redeliver": hooking,
	"GET /account/people":                                              admins,
	"POST /account/people":                                             admins,
	"POST /account/people/{account}/roles":                             admins,
	"POST /account/people/{account}/disable":                           admins,
	"POST /account/people/{account}/enable":                            admins,
	"POST /account/people/{account}/link":                              admins,
	"GET /account/audit":                                               admins,
}

// TestEveryDoorLetsInWhomItShould walks every door with everybody. What they ask for is
// never done: whoever is let in is refused for what they ask, not for who they are.
func TestEveryDoorLetsInWhomItShould(t *testing.T) {
	t.Parallel()
	h := serve(t)
	known := map[string]bool{}
	err := chi.Walk((&Server{}).bare().routes(), func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		if method != http.MethodHead {
			known[method+" "+route] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for door := range known {
		if doorsByRole[door] == "" {
			t.Errorf("nobody has said who gets in at %s: give it a line in the table", door)
		}
	}
	names := strings.Fields(columns)
	accounts := map[string]data.Account{}
	for _, r := range append(geo.Roles(), "disabled") {
		roles := []geo.Role{r}
		if !r.Valid() {
			roles = geo.Roles()
		}
		accounts[string(r)] = h.member(t, roles...)
	}
	narrow := h.tokenOf(t, accounts["administrator"], geo.EditIncidents)
	visitors := map[string]visitor{}
	for door, line := range doorsByRole {
		method, rest, _ := strings.Cut(door, " ")
		route, collection, _ := strings.Cut(rest, " ")
		if !known[method+" "+route] {
			t.Errorf("there is no door %s", door)
			continue
		}
		verdicts := strings.Fields(line)
		if len(verdicts) != len(names) {
			t.Fatalf("%s: %d verdicts", door, len(verdicts))
		}
		for i, name := range names {
			headers := []string{"Accept", "application/json"}
			if name == "token" {
				headers = append(headers, "Authorization", "Bearer "+narrow)
			}
			v, here := visitors[name]
			if !here {
				v = h.visitor(t)
				visitors[name] = v
				switch name {
				case "nobody", "token":
				case "disabled":
					a := h.enabled(t, accounts[name])
					v.signIn(t, a)
					if _, err := h.store.Disable(t.Context(), geo.Operator, a.ID); err != nil {
						t.Fatal(err)
					}
				default:
					v.signIn(t, h.current(t, accounts[name]))
				}
			}
			got := v.knock(t, method, route, collection, headers)
			if method == http.MethodPost && strings.HasPrefix(route, accountPath) && !strings.HasPrefix(route, hooksPath) {
				delete(visitors, name) // some of these doors end a session, or begin another
			}
			want := verdicts[i]
			verdict := "yes"
			switch got.StatusCode {
			case http.StatusUnauthorized:
				verdict = "no"
				if route == signInPath { // for what was typed
					verdict = "yes"
				}
			case http.StatusForbidden:
				verdict = "never"
			}
			if verdict != want || got.StatusCode >= 500 {
				t.Errorf("%s, %s: %s (%s), want %s\n%.300s", door, name, verdict, got.Status, want, got.body)
			}
		}
	}
}

// knock asks at a door for something that would not be done.
func (v visitor) knock(t testing.TB, method, route, collection string, headers []string) answer {
	t.Helper()
	path := route
	for blank, value := range map[string]string{"{collection}": orElse(collection, "incidents"), "{feature}": "999999", "{tileMatrixSet}": "WebMercatorQuad",
		"{tileMatrix}": "0", "{tileRow}": "0", "{tileCol}": "0", "{z}": "0", "{x}": "0", "{y}": "0", "{file}": "favicon.svg", "*": "x",
		"{secret}": "x", "{token}": "999999", "{account}": "999999", "{zone}": "999999", "{version}": "1", "{draft}": "999999", "{id}": "999999", "{feed}": "incidents.atom", "{webhook}": "999999", "{delivery}": "999999"} {
		path = strings.ReplaceAll(path, blank, value)
	}
	body, kind := "", ""
	switch {
	case strings.HasPrefix(route, accountPath) && method != http.MethodGet:
		body, kind = url.Values{"email": {"x"}}.Encode(), "application/x-www-form-urlencoded"
	case route == "/imports":
		path, body, kind = path+"?collection="+orElse(collection, "incidents"), "nothing", "text/csv"
	case method == http.MethodPatch:
		body, kind = `{}`, patchTypes[0]
	case method != http.MethodGet:
		body, kind = `{}`, geoJSONType
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, v.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
		r.Header.Set("If-Match", "*")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	if route == "/events" { // which has no end
		res, err := v.client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return answer{Response: res}
	}
	return v.do(t, r)
}

// current is an account as it is now.
func (h *host) current(t testing.TB, a data.Account) data.Account {
	t.Helper()
	a, err := h.store.AccountOf(t.Context(), a.Email)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func (h *host) enabled(t testing.TB, a data.Account) data.Account {
	t.Helper()
	a, err := h.store.Enable(t.Context(), geo.Operator, a.ID)
	if err != nil {
		t.Fatal(fmt.Errorf("enable: %w", err))
	}
	return a
}
