package web

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"corredor/data"
	"corredor/geo"
)

func bodyOf(t testing.TB, res *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// cookies are those that an answer sets, by name.
func cookies(a answer) map[string]*http.Cookie {
	all := map[string]*http.Cookie{}
	for _, c := range a.Cookies() {
		all[c.Name] = c
	}
	return all
}

// mains is what a page says between its head and its foot.
func mains(a answer) string {
	_, body, _ := strings.Cut(string(a.body), "<main")
	body, _, _ = strings.Cut(body, "</main>")
	return body
}

// says fails where an answer has another status or lacks one of the texts.
func says(t testing.TB, a answer, status int, texts ...string) {
	t.Helper()
	if a.StatusCode != status {
		t.Errorf("%s %s: %s, want %d\n%.2000s", a.Request.Method, a.Request.URL.Path, a.Status, status, mains(a))
	}
	for _, text := range texts {
		if !strings.Contains(string(a.body), text) {
			t.Errorf("%s %s lacks %q:\n%.3000s", a.Request.Method, a.Request.URL.Path, text, mains(a))
		}
	}
}

func TestSigningInGivesASessionOfItsOwn(t *testing.T) {
	t.Parallel()
	h := serve(t)
	a := h.member(t, geo.Analyst)
	v := h.visitor(t)
	page := v.open(t, http.MethodGet, "/account?lang=es", nil)
	says(t, page, http.StatusSeeOther)
	if at := page.Header.Get("Location"); at != "/account/sign-in?lang=es&next=%2Faccount%3Flang%3Des" {
		t.Errorf("sent to %s", at)
	}
	says(t, v.open(t, http.MethodGet, signInPath, nil), http.StatusOK, "Entrar", `autocomplete="username"`, `autocomplete="current-password"`)
	wrong := v.open(t, http.MethodPost, signInPath+"?lang=en", url.Values{"email": {a.Email}, "password": {"<wrong>"}, "next": {"//evil.example/"}})
	says(t, wrong, http.StatusUnauthorized, "The e-mail or the password is not right.", `value="`+a.Email+`"`, `role="alert"`, `name="next" value="/account"`)
	if len(wrong.Cookies()) > 0 || strings.Contains(string(wrong.body), "wrong&gt;") {
		t.Errorf("%v %s", wrong.Cookies(), wrong.body)
	}
	unknown := v.open(t, http.MethodPost, signInPath+"?lang=en", url.Values{"email": {"nobody@example.org"}, "password": {"<wrong>"}})
	strip := regexp.MustCompile(`value="[^"]*"`)
	if got, want := strip.ReplaceAllString(string(unknown.body), ""), strip.ReplaceAllString(string(wrong.body), ""); got != want || unknown.StatusCode != wrong.StatusCode {
		t.Error("an unknown person is told something else")
	}

	in := v.open(t, http.MethodPost, signInPath, url.Values{"email": {a.Email}, "password": {goodWords}, "next": {"/data?lang=en"}})
	says(t, in, http.StatusSeeOther)
	c := cookies(in)
	if s := c[sessionCookie]; in.Header.Get("Location") != "/data?lang=en" || s == nil || !s.HttpOnly || s.SameSite != http.SameSiteLaxMode || s.Path != "/" || s.Secure || s.MaxAge > 43201 {
		t.Errorf("%s %+v", in.Header.Get("Location"), s)
	}
	if m := c[markerCookie]; m == nil || m.HttpOnly || m.Value != "1" {
		t.Errorf("%+v", m)
	}
	first := c[sessionCookie].Value
	mine := v.open(t, http.MethodGet, "/account?lang=es", nil)
	says(t, mine, http.StatusOK, a.Email, "análisis", "este navegador", `class="me"`)
	if mine.Header.Get("Cache-Control") != "private, no-store" || mine.Header.Get("Access-Control-Allow-Origin") != "" || mine.Header.Get("Referrer-Policy") != "same-origin" {
		t.Error(mine.Header)
	}
	var who map[string]any
	me := v.open(t, http.MethodGet, "/account/me", nil)
	if err := json.Unmarshal(me.body, &who); err != nil || who["initials"] != "A" || who["email"] != a.Email || len(who["permissions"].([]any)) != 2 {
		t.Errorf("%s, %v", me.body, err)
	}
	// To sign in again is another session.
	again := v.open(t, http.MethodPost, signInPath, url.Values{"email": {a.Email}, "password": {goodWords}})
	if s := cookies(again)[sessionCookie]; s == nil || s.Value == first {
		t.Error("the session is the same after signing in")
	}
	stale := h.ask(t, http.MethodGet, "/account/me", "Cookie", sessionCookie+"="+first)
	says(t, stale, http.StatusUnauthorized)
	if m := cookies(stale)[markerCookie]; m == nil || m.MaxAge >= 0 {
		t.Error("the mark stays without a session")
	}
	// What is for everybody does not look.
	for _, path := range []string{"/", "/list", "/collections/incidents/items?limit=1", "/tiles/0/0/0.mvt"} {
		if got := v.open(t, http.MethodGet, path, nil); got.StatusCode != http.StatusOK || strings.Contains(strings.Join(got.Header.Values("Vary"), ","), "Cookie") || len(got.Cookies()) > 0 || strings.Contains(got.Header.Get("Cache-Control"), "private") {
			t.Errorf("%s: %s %v", path, got.Status, got.Header)
		}
	}
	says(t, v.open(t, http.MethodPost, "/account/sign-out", url.Values{}), http.StatusSeeOther)
	says(t, v.open(t, http.MethodGet, "/account/me", nil), http.StatusUnauthorized)
}

func TestASessionWritesUnderTheNameOfItsAccount(t *testing.T) {
	h := serve(t)
	a := h.member(t, geo.Analyst)
	v := h.visitor(t).signIn(t, a)
	write := func(headers ...string) answer {
		t.Helper()
		r, err := http.NewRequest(http.MethodPatch, h.URL+"/collections/incidents/items/3", strings.NewReader(`{"properties": {"note": "By a browser."}}`))
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		r.Header.Set("Content-Type", patchTypes[0])
		r.Header.Set("If-Match", "*")
		return v.do(t, r)
	}
	says(t, write("Origin", h.URL, "Sec-Fetch-Site", "same-origin"), http.StatusOK)
	// Pages of other sites do not, with the session or a token.
	token := h.tokenOf(t, a, geo.EditIncidents)
	for _, other := range [][]string{
		{"Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"}, {"Origin", "https://evil.example"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "null"},
		{"Origin", "https://evil.example", "Authorization", "Bearer " + token},
	} {
		got := write(other...)
		says(t, got, http.StatusForbidden, "other sites")
		if got.Header.Get("Content-Type") != problemType {
			t.Error(got.Header)
		}
	}
	says(t, write("Authorization", "Bearer "+token), http.StatusOK)
	log := h.audit(t)
	for _, want := range []string{"analyst@example.org item.update incidents/3 done 0", " request PATCH /collections/incidents/items/3 refused 403"} {
		if !strings.Contains(log, want) {
			t.Errorf("the audit log lacks %q:\n%s", want, log)
		}
	}
}

// audit is the audit log in short, the newest first.
func (h *host) audit(t testing.TB) string {
	t.Helper()
	var lines strings.Builder
	err := h.store.Audit(t.Context(), geo.Operator, data.AuditQuery{}, func(e data.Event) error {
		lines.WriteString(strings.Join([]string{e.Who, e.Action, e.Target, e.Outcome(), sprint(e.Status), e.Reason, e.Request}, " ") + "\n")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines.String()
}

func TestRefusalsStandInTheAuditLogAndFloodsDoNot(t *testing.T) {
	h := serve(t)
	reader := h.member(t, geo.Reader)
	v := h.visitor(t).signIn(t, reader)
	v.open(t, http.MethodPost, peoplePath, url.Values{"email": {"x@example.org"}})
	h.send(t, http.MethodPost, "/collections/zones/items", `{}`, "Content-Type", geoJSONType, "Authorization", "Bearer "+h.tokenOf(t, h.account(t, geo.Analyst), geo.EditIncidents))
	h.send(t, http.MethodPost, "/collections/incidents/items", `{}`, "Content-Type", geoJSONType)
	h.send(t, http.MethodPatch, "/collections/incidents/items/3", `{}`, h.as(t, patchTypes[0], `"old"`)...)
	h.send(t, http.MethodPost, "/nowhere", `{}`)
	h.send(t, http.MethodPost, linkPath+strings.Repeat("s", 43), "password=x", "Content-Type", "application/x-www-form-urlencoded")
	h.ask(t, http.MethodGet, peoplePath)
	v.open(t, http.MethodPost, signInPath, url.Values{"email": {"not an e-mail but secret"}, "password": {"secret"}})
	log := h.audit(t)
	for _, want := range []string{
		"reader@example.org account.add POST /account/people refused 403", "analyst@example.org item.create POST /collections/zones/items refused 403",
		" item.create POST /collections/incidents/items refused 401", "administrator@example.org item.update PATCH /collections/incidents/items/3 refused 412",
		" request POST /nowhere refused 405", " account.accept POST /account/link/… refused 404", " account.sign-in  refused 401 no such account",
	} {
		if !strings.Contains(log, want) {
			t.Errorf("the audit log lacks %q:\n%s", want, log)
		}
	}
	if strings.Contains(log, "sss") || strings.Contains(log, "secret") || strings.Contains(log, "request GET") {
		t.Error(log)
	}
	for _, line := range h.log.lines(t) {
		if text, _ := json.Marshal(line); strings.Contains(string(text), "sssss") {
			t.Errorf("a secret stands in the log: %s", text)
		}
	}
	// One address can fill the log no faster than it may ask.
	h.web.meter = newMeter(Rate{PerSecond: 0.001, Burst: 12}, time.Now)
	before := strings.Count(h.audit(t), "\n")
	for range 50 {
		h.send(t, http.MethodPost, "/nowhere", ``)
	}
	if more := strings.Count(h.audit(t), "\n") - before; more != 4 {
		t.Errorf("%d lines of fifty refusals", more)
	}
}

func TestALinkMakesTheFirstAdministratorWhoInvitesOthers(t *testing.T) {
	h := serve(t)
	first, _, err := h.store.FirstLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	v := h.visitor(t)
	at := linkPath + first.Secret
	for range 2 { // looking uses nothing up
		says(t, v.open(t, http.MethodGet, at+"?lang=es", nil), http.StatusOK, "La primera cuenta", `autocomplete="new-password"`)
	}
	says(t, v.open(t, http.MethodPost, at+"?lang=es", url.Values{"email": {"ana"}, "name": {"Ana <b>"}, "password": {goodWords}}), http.StatusUnprocessableEntity,
		"Escriba un correo como", `aria-invalid="true"`, `value="Ana &lt;b&gt;"`)
	says(t, v.open(t, http.MethodPost, at+"?lang=en", url.Values{"email": {"ana@example.org"}, "password": {"short"}}), http.StatusUnprocessableEntity, "12 to 200 characters", `id="password-fault"`)
	says(t, v.open(t, http.MethodPost, at, url.Values{"email": {"ana@example.org"}, "name": {"Ana Quispe"}, "password": {goodWords}}), http.StatusSeeOther)
	says(t, v.open(t, http.MethodGet, at, nil), http.StatusNotFound, "El enlace ya se usó")

	page := v.open(t, http.MethodPost, peoplePath+"?lang=en", url.Values{"email": {"rosa@example.org"}, "role": {"planner", "analyst"}})
	says(t, page, http.StatusCreated, "Link for rosa@example.org", "analyst, planner")
	link := regexp.MustCompile(linkPath + `[\w-]{43}`).FindString(string(page.body))
	says(t, v.open(t, http.MethodPost, peoplePath+"?lang=en", url.Values{"email": {"ROSA@example.org"}, "role": {"planner"}}), http.StatusConflict, "There is an account of that e-mail already", "checked")
	says(t, v.open(t, http.MethodPost, peoplePath+"?lang=es", url.Values{"email": {"rosa"}}), http.StatusUnprocessableEntity, "Escriba un correo")

	rosa := h.visitor(t)
	// The secret stands in no other address, and nothing of accounts is cited.
	for path, who := range map[string]visitor{link + "?lang=es": rosa, at: rosa, accountPath + "/nothing": rosa, signInPath: rosa, accountPath: v, peoplePath: v, hooksPath: v} {
		if a := who.open(t, http.MethodGet, path, nil); strings.Contains(string(a.body), "/cite?") || !strings.Contains(string(a.body), "<footer>") {
			t.Errorf("%s can be cited: %s", path, a.Status)
		}
	}
	says(t, rosa.open(t, http.MethodGet, link+"?lang=es", nil), http.StatusOK, "rosa@example.org")
	says(t, rosa.open(t, http.MethodPost, link, url.Values{"password": {goodWords}, "name": {"Rosa"}}), http.StatusSeeOther)
	says(t, rosa.open(t, http.MethodGet, peoplePath, nil), http.StatusForbidden, "no tiene permiso")
	r := h.current(t, data.Account{Email: "rosa@example.org"})
	person := peoplePath + "/" + sprint(r.ID)
	// Other rights, another secret, at once.
	held := func() (value string) {
		for _, c := range rosa.client.Jar.Cookies(page.Request.URL) {
			if c.Name == sessionCookie {
				value = c.Value
			}
		}
		return value
	}
	before := held()
	says(t, v.open(t, http.MethodPost, person+"/roles", url.Values{"role": {"administrator"}}), http.StatusSeeOther)
	says(t, rosa.open(t, http.MethodGet, peoplePath+"?lang=en&said=roles", nil), http.StatusOK, "rosa@example.org", "It holds from now on.")
	if before == "" || held() == before {
		t.Errorf("the session's secret is %q as before", before)
	}
	says(t, v.open(t, http.MethodPost, person+"/link?lang=en", url.Values{}), http.StatusCreated, "Link for rosa@example.org")
	says(t, v.open(t, http.MethodPost, person+"/disable", url.Values{}), http.StatusSeeOther)
	says(t, rosa.open(t, http.MethodGet, "/account/me", nil), http.StatusUnauthorized)
	says(t, v.open(t, http.MethodPost, person+"/link?lang=en", url.Values{}), http.StatusConflict, "The account is disabled")
	ana := h.current(t, data.Account{Email: "ana@example.org"})
	says(t, v.open(t, http.MethodPost, peoplePath+"/"+sprint(ana.ID)+"/disable?lang=en", url.Values{}), http.StatusConflict, "This is the last administrator")
	says(t, v.open(t, http.MethodPost, person+"/enable", url.Values{}), http.StatusSeeOther)

	log := v.open(t, http.MethodGet, auditPath+"?lang=en&action=account.&outcome=done&who=ana&from=2020-01-01&to=2099-01-01", nil)
	says(t, log, http.StatusOK, "account.disable", "rosa@example.org")
	says(t, v.open(t, http.MethodGet, auditPath+"?f=csv", nil), http.StatusOK, "id,at,who", "account.accept")
	says(t, v.open(t, http.MethodGet, auditPath+"?from=soon", nil), http.StatusBadRequest)
}

func TestAPersonMakesTokensAndChangesThePassword(t *testing.T) {
	h := serve(t)
	a := h.member(t, geo.Analyst)
	v, other := h.visitor(t).signIn(t, a), h.visitor(t).signIn(t, a)
	says(t, v.open(t, http.MethodPost, "/account/tokens?lang=en", url.Values{"name": {"sheet"}, "days": {"0"}, "scope": {"incidents"}}), http.StatusUnprocessableEntity, "Write a number from 1 to 3660", `value="sheet"`)
	says(t, v.open(t, http.MethodPost, "/account/tokens?lang=en", url.Values{"name": {"sheet"}, "days": {"30"}}), http.StatusUnprocessableEntity, "Choose at least one.")
	says(t, v.open(t, http.MethodPost, "/account/tokens?lang=en", url.Values{"name": {"sheet"}, "days": {"30"}, "scope": {"administer"}}), http.StatusUnprocessableEntity)
	made := v.open(t, http.MethodPost, "/account/tokens?lang=en", url.Values{"name": {"sheet"}, "days": {"30"}, "scope": {"incidents"}})
	says(t, made, http.StatusCreated, "Your new token")
	secret := regexp.MustCompile(`corredor_[\w-]{43}`).FindString(string(made.body))
	if who, err := h.store.Viewer(t.Context(), secret); err != nil || who.Account != a.ID {
		t.Errorf("%+v, %v", who, err)
	}
	page := v.open(t, http.MethodGet, "/account?lang=en", nil)
	says(t, page, http.StatusOK, "sheet", "edit incidents and dialogue")
	if strings.Contains(string(page.body), secret) {
		t.Error("the token is shown again")
	}
	revoke := regexp.MustCompile(`/account/tokens/\d+/revoke`).FindString(string(page.body))
	says(t, v.open(t, http.MethodPost, revoke, url.Values{}), http.StatusSeeOther)
	if _, err := h.store.Viewer(t.Context(), secret); geo.KindOf(err) != geo.Unidentified {
		t.Error(err)
	}
	says(t, v.open(t, http.MethodPost, "/account/password?lang=en", url.Values{"current": {"wrong"}, "password": {goodWords + "!"}}), http.StatusUnprocessableEntity, "That is not the present password.")
	says(t, v.open(t, http.MethodPost, "/account/password", url.Values{"current": {goodWords}, "password": {goodWords + "!"}}), http.StatusSeeOther)
	says(t, v.open(t, http.MethodGet, "/account/me", nil), http.StatusOK)
	says(t, other.open(t, http.MethodGet, "/account/me", nil), http.StatusUnauthorized)
	says(t, v.open(t, http.MethodPost, "/account/sign-out-everywhere", url.Values{}), http.StatusSeeOther)
	says(t, v.open(t, http.MethodGet, "/account/me", nil), http.StatusUnauthorized)
}

func TestGuessingAtTheDoorIsSlowed(t *testing.T) {
	h := serve(t)
	a := h.member(t, geo.Analyst)
	v := h.visitor(t)
	for _, email := range []string{a.Email, "nobody@example.org"} {
		var got answer
		for range 4 {
			got = v.open(t, http.MethodPost, signInPath+"?lang=en", url.Values{"email": {email}, "password": {"wrong"}})
		}
		says(t, got, http.StatusTooManyRequests, "Too many attempts have failed")
		if got.Header.Get("Retry-After") != "1" {
			t.Errorf("%s: Retry-After %s", email, got.Header.Get("Retry-After"))
		}
	}
	if log := h.audit(t); strings.Count(log, "account.sign-in") != 6 {
		t.Error(log)
	}
}

func TestFormsAreForms(t *testing.T) {
	h := serve(t)
	says(t, h.send(t, http.MethodPost, signInPath, `{"email": "x"}`, "Content-Type", "application/json"), http.StatusUnsupportedMediaType)
	says(t, h.send(t, http.MethodPost, signInPath, "email="+strings.Repeat("x", mostForm), "Content-Type", "application/x-www-form-urlencoded"), http.StatusRequestEntityTooLarge)
}

func TestOnwardLeadsNowhereElse(t *testing.T) {
	for next, want := range map[string]string{
		"": accountPath, "/data?x=1": "/data?x=1", "//evil.example": accountPath, "https://evil.example/": accountPath, `/\evil.example`: accountPath,
		"evil": accountPath, "javascript:alert(1)": accountPath, "/a\r\nSet-Cookie: x": accountPath, "/\t/evil.example": accountPath, "///evil.example": accountPath,
	} {
		if got := onward(next); got != want {
			t.Errorf("%q leads to %q", next, got)
		}
	}
}

func TestHTTPSGetsSecureCookies(t *testing.T) {
	s := newSessions(nil, "https://map.example.org")
	if s.Cookie.Name != "__Host-corredor_session" || !s.Cookie.Secure || !s.HashTokenInStore {
		t.Errorf("%+v", s.Cookie)
	}
}

func TestSigningInWithoutTheDatabaseIsToldInPlainWords(t *testing.T) {
	h := serve(t)
	h.store.Close()
	says(t, h.visitor(t).open(t, http.MethodPost, signInPath+"?lang=en", url.Values{"email": {"a@example.org"}, "password": {goodWords}}), http.StatusServiceUnavailable, "Nobody can sign in")
}
