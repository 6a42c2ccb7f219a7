package data

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"corredor/geo"
)

func TestATokenIsGoodUntilItExpiresOrIsRevoked(t *testing.T) {
	s := seeded(t)
	secret, made, err := s.CreateToken(t.Context(), "Redacción", 30)
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`^corredor_[A-Za-z0-9_-]{43}$`).MatchString(secret) {
		t.Errorf("the token is %q", secret)
	}
	if days := made.Expires.Sub(made.Made).Hours() / 24; days < 29.9 || days > 30.1 || !made.Good(made.Made) || made.Good(*made.Expires) {
		t.Errorf("made %s, expires %s", made.Made, made.Expires)
	}
	if v, err := s.Viewer(t.Context(), secret); err != nil || v.Token != made.ID || v.Name != "Redacción" || v.MayWrite() != nil {
		t.Errorf("%+v, %v", v, err)
	}
	if kept := one[string](t, s, `select string_agg(t::text, ' ') from write_token t`); strings.Contains(kept, secret[9:]) {
		t.Error("the secret is kept")
	}

	refused := func(what, secret string) {
		t.Helper()
		v, err := s.Viewer(t.Context(), secret)
		if geo.KindOf(err) != geo.Unidentified || v.Token != 0 || v.MayWrite() == nil {
			t.Errorf("%s: %+v, %v", what, v, err)
		}
	}
	refused("nothing", "")
	refused("another", secret[:len(secret)-1]+"*")
	refused("without its prefix", strings.TrimPrefix(secret, tokenPrefix))
	refused("SQL", "corredor_' or '1'='1")
	refused("binary", "corredor_\x00\xff")
	refused("a novel", "corredor_"+strings.Repeat("x", 100_000))

	if _, err := s.pool.Exec(t.Context(), `update write_token set made = made - interval '31 days', expires = expires - interval '31 days'`); err != nil {
		t.Fatal(err)
	}
	refused("expired", secret)

	forever, second, err := s.CreateToken(t.Context(), "scripts", 0)
	if err != nil || second.Expires != nil {
		t.Fatal(second, err)
	}
	if _, err := s.Viewer(t.Context(), forever); err != nil {
		t.Error(err)
	}
	for range 2 { // the second time it stays as it was
		if second, err = s.RevokeToken(t.Context(), second.ID); err != nil || second.Revoked == nil || second.Good(time.Now()) {
			t.Fatal(second, err)
		}
	}
	refused("revoked", forever)
	if _, err := s.RevokeToken(t.Context(), 99); geo.KindOf(err) != geo.NotFound {
		t.Errorf("revoking what there is not: %v", err)
	}
	all, err := s.Tokens(t.Context())
	if err != nil || len(all) != 2 || all[0].Name != "Redacción" || all[1].Revoked == nil || all[0].LastUsed != nil {
		t.Errorf("%+v, %v", all, err)
	}
}

func TestATokenNeedsANameAndAReasonableTerm(t *testing.T) {
	s := seeded(t)
	for _, c := range []struct {
		name string
		days int
	}{{"", 1}, {"a\nb", 1}, {strings.Repeat("x", 101), 1}, {"a\x00", 1}, {"x", -1}, {"x", 9999}} {
		if _, _, err := s.CreateToken(t.Context(), c.name, c.days); geo.KindOf(err) != geo.Invalid {
			t.Errorf("%q for %d days: %v", c.name, c.days, err)
		}
	}
}
