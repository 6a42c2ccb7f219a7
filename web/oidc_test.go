package web

import (
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/golang-jwt/jwt/v5"
	"github.com/oauth2-proxy/mockoidc"

	"corredor/geo"
)

// clerk is a person as the organisation has them, and how it lies of them.
type clerk struct {
	subject, email string
	verified       any
	lie            func(*mockoidc.IDTokenClaims)
}

func (c clerk) ID() string                        { return c.subject }
func (c clerk) Userinfo([]string) ([]byte, error) { return []byte(`{}`), nil }
func (c clerk) Claims(_ []string, said *mockoidc.IDTokenClaims) (jwt.Claims, error) {
	if c.lie != nil {
		c.lie(said)
	}
	return &struct {
		*mockoidc.IDTokenClaims
		Email    string `json:"email"`
		Verified any    `json:"email_verified"`
	}{said, c.email, c.verified}, nil
}

// provider is an organisation's, and a server whose people sign in by it.
func provider(t *testing.T) (*host, *mockoidc.MockOIDC) {
	t.Helper()
	m, err := mockoidc.Run()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.Shutdown() })
	h := serve(t)
	h.web.organisation = newOrganisation(&OIDC{Issuer: m.Issuer(), ID: m.ClientID, Secret: m.ClientSecret, Name: "Ministerio"})
	return h, m
}

// round goes to the organisation and comes back.
func (v visitor) round(t *testing.T, m *mockoidc.MockOIDC, who clerk) answer {
	t.Helper()
	return v.open(t, http.MethodGet, v.there(t, m, who), nil)
}

// there goes to the organisation, and returns where it sends people back.
func (v visitor) there(t *testing.T, m *mockoidc.MockOIDC, who clerk) string {
	t.Helper()
	m.QueueUser(who)
	sent := v.open(t, http.MethodGet, oidcPath+"?lang=en&next=/data", nil)
	says(t, sent, http.StatusSeeOther)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, sent.Header.Get("Location"), nil)
	if err != nil {
		t.Fatal(err)
	}
	at := r.URL.Query()
	if at.Get("code_challenge_method") != "S256" || at.Get("nonce") == "" || at.Get("state") == "" {
		t.Errorf("asked with %v", at)
	}
	back := v.do(t, r)
	if back.StatusCode != http.StatusFound {
		t.Fatalf("%s %s", back.Status, back.body)
	}
	u, err := url.Parse(back.Header.Get("Location"))
	if err != nil || u.Path != callbackPath {
		t.Fatal(u, err)
	}
	return u.RequestURI() + "&lang=en"
}

func TestPeopleSignInByTheirOrganisation(t *testing.T) {
	h, m := provider(t)
	a := h.account(t, geo.Planner)
	v := h.visitor(t)
	says(t, v.open(t, http.MethodGet, signInPath+"?lang=es", nil), http.StatusOK, "Entrar con Ministerio")
	in := v.round(t, m, clerk{"s-1", "PLANNER@example.org", true, nil})
	says(t, in, http.StatusSeeOther)
	if in.Header.Get("Location") != "/data?lang=en" {
		t.Errorf("sent to %s", in.Header.Get("Location"))
	}
	says(t, v.open(t, http.MethodGet, "/account/me", nil), http.StatusOK, a.Email)
	// From then on it is the subject that counts.
	says(t, h.visitor(t).round(t, m, clerk{"s-1", "other@example.org", false, nil}), http.StatusSeeOther)
	// A program's text for yes is one too.
	h.account(t, geo.Analyst)
	says(t, h.visitor(t).round(t, m, clerk{"s-2", "analyst@example.org", "true", nil}), http.StatusSeeOther)
	for what, c := range map[string]struct {
		who  clerk
		says string
	}{
		"somebody without an account":    {clerk{"s-9", "nobody@example.org", true, nil}, "you have no account here"},
		"an e-mail that is not verified": {clerk{"s-9", "analyst@example.org", false, nil}, "you have no account here"},
		"one whose e-mail was another's": {clerk{"s-9", "planner@example.org", true, nil}, "you have no account here"},
		"another nonce":                  {clerk{"s-1", a.Email, true, func(c *mockoidc.IDTokenClaims) { c.Nonce = "x" }}, "Begin again"},
		"no nonce":                       {clerk{"s-1", a.Email, true, func(c *mockoidc.IDTokenClaims) { c.Nonce = "" }}, "Begin again"},
		"for another server":             {clerk{"s-1", a.Email, true, func(c *mockoidc.IDTokenClaims) { c.Audience = jwt.ClaimStrings{"x"} }}, "Begin again"},
		"of another issuer":              {clerk{"s-1", a.Email, true, func(c *mockoidc.IDTokenClaims) { c.Issuer = "https://evil.example" }}, "Begin again"},
		"of long ago":                    {clerk{"s-1", a.Email, true, func(c *mockoidc.IDTokenClaims) { c.ExpiresAt = jwt.NewNumericDate(m.Now().Add(-3600e9)) }}, "Begin again"},
	} {
		other := h.visitor(t)
		got := other.round(t, m, c.who)
		says(t, got, http.StatusForbidden, c.says)
		if me := other.open(t, http.MethodGet, "/account/me", nil); me.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s: %s", what, me.Status)
		}
	}
	// An answer is good once, in the browser that asked.
	other := h.visitor(t)
	back := other.there(t, m, clerk{"s-1", a.Email, true, nil})
	says(t, h.visitor(t).open(t, http.MethodGet, back, nil), http.StatusForbidden, "Begin again")
	says(t, other.open(t, http.MethodGet, callbackPath+"?state=x&code=y", nil), http.StatusForbidden)
	says(t, other.open(t, http.MethodGet, back, nil), http.StatusSeeOther)
	says(t, other.open(t, http.MethodGet, callbackPath+"?state=x&code=y", nil), http.StatusSeeOther)
	says(t, other.open(t, http.MethodGet, "/account/me", nil), http.StatusOK)
	says(t, other.open(t, http.MethodPost, "/account/sign-out", url.Values{}), http.StatusSeeOther)
	says(t, other.open(t, http.MethodGet, back, nil), http.StatusForbidden)
	tampered := h.visitor(t)
	says(t, tampered.open(t, http.MethodGet, strings.Replace(tampered.there(t, m, clerk{"s-1", a.Email, true, nil}), "state=", "state=x", 1), nil), http.StatusForbidden, "Begin again")
	if _, err := h.store.Disable(t.Context(), geo.Operator, a.ID); err != nil {
		t.Fatal(err)
	}
	says(t, h.visitor(t).round(t, m, clerk{"s-1", a.Email, true, nil}), http.StatusForbidden, "you have no account here")
	log := h.audit(t)
	for _, want := range []string{"account.identity planner@example.org done", "account.sign-in planner@example.org done 0 organisation " + m.Issuer(),
		"account.sign-in planner@example.org refused 403 disabled", "refused 403 no account", "refused 403 the e-mail is not verified", "another person of the organisation", "the state is not that of this browser", "the nonce is another"} {
		if !strings.Contains(log, want) {
			t.Errorf("the audit log lacks %q:\n%s", want, log)
		}
	}
}

// away is a listener that hangs up on everybody until it is back.
type away struct {
	net.Listener
	back atomic.Bool
}

func (a *away) Accept() (net.Conn, error) {
	for {
		conn, err := a.Listener.Accept()
		if err != nil || a.back.Load() {
			return conn, err
		}
		conn.Close()
	}
}

func TestAnOrganisationThatIsAwayIsLookedForAgain(t *testing.T) {
	h := serve(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m, err := mockoidc.NewServer(nil)
	if err != nil {
		t.Fatal(err)
	}
	h.web.organisation = newOrganisation(&OIDC{Issuer: "http://" + listener.Addr().String() + "/oidc", ID: m.ClientID, Secret: m.ClientSecret, Name: "Ministerio"})
	away := &away{Listener: listener}
	if err := m.Start(away, nil); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.Shutdown() })
	v := h.visitor(t)
	says(t, v.open(t, http.MethodGet, oidcPath+"?lang=en", nil), http.StatusServiceUnavailable, "Ministerio does not answer", "current-password")
	away.back.Store(true)
	h.web.organisation.mu.Lock()
	h.web.organisation.failed = h.web.organisation.failed.Add(-providerRest)
	h.web.organisation.mu.Unlock()
	h.account(t, geo.Planner)
	says(t, v.round(t, m, clerk{"s-1", "planner@example.org", true, nil}), http.StatusSeeOther)
}
