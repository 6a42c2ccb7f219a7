package data

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"corredor/geo"
)

func TestATokenIsGoodUntilItExpiresOrIsRevoked(t *testing.T) {
	s := seeded(t)
	owner := person(t, s, "redaccion@example.org", geo.Analyst, geo.Planner)
	secret, made, err := s.CreateToken(t.Context(), owner.Viewer(), owner.ID, "Redacción", []geo.Permission{geo.EditIncidents}, 30)
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`^corredor_[A-Za-z0-9_-]{43}$`).MatchString(secret) {
		t.Errorf("the token is %q", secret)
	}
	if days := made.Expires.Sub(made.Made).Hours() / 24; days < 29.9 || days > 30.1 || !made.Good(made.Made) || made.Good(*made.Expires) {
		t.Errorf("made %s, expires %s", made.Made, made.Expires)
	}
	v, err := s.Viewer(t.Context(), secret)
	if err != nil || v.Token != made.ID || v.Account != owner.ID || v.Name != owner.Name || !slices.Equal(v.Permissions, []geo.Permission{geo.EditIncidents}) {
		t.Errorf("%+v, %v", v, err)
	}
	if kept := one[string](t, s, `select string_agg(t::text, ' ') from api_token t`); strings.Contains(kept, secret[9:]) {
		t.Error("the secret is kept")
	}

	refused := func(what, secret string) {
		t.Helper()
		v, err := s.Viewer(t.Context(), secret)
		if geo.KindOf(err) != geo.Unidentified || v.Known() {
			t.Errorf("%s: %+v, %v", what, v, err)
		}
	}
	refused("nothing", "")
	refused("another", secret[:len(secret)-1]+"*")
	refused("without its prefix", strings.TrimPrefix(secret, tokenPrefix))
	refused("SQL", "corredor_' or '1'='1")
	refused("binary", "corredor_\x00\xff")
	refused("a novel", "corredor_"+strings.Repeat("x", 100_000))

	// What it may is looked up each time.
	if _, err := s.SetRoles(t.Context(), geo.Operator, owner.ID, []geo.Role{geo.Planner}); err != nil {
		t.Fatal(err)
	}
	if v, err := s.Viewer(t.Context(), secret); err != nil || len(v.Permissions) != 0 || geo.KindOf(v.May(geo.EditIncidents)) != geo.Forbidden {
		t.Errorf("after the role was taken away: %+v, %v", v, err)
	}
	if _, err := s.Disable(t.Context(), geo.Operator, owner.ID); err != nil {
		t.Fatal(err)
	}
	refused("of a disabled account", secret)
	if _, err := s.Enable(t.Context(), geo.Operator, owner.ID); err != nil {
		t.Fatal(err)
	}
	execute(t, s, `update api_token set made = made - interval '31 days', expires = expires - interval '31 days'`)
	refused("expired", secret)

	second, two, err := s.CreateToken(t.Context(), geo.Operator, owner.ID, "scripts", []geo.Permission{geo.DraftZones}, mostDays)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Viewer(t.Context(), second); err != nil {
		t.Error(err)
	}
	for range 2 { // the second time it stays as it was
		if two, err = s.RevokeToken(t.Context(), owner.Viewer(), two.ID); err != nil || two.Revoked == nil || two.Good(time.Now()) {
			t.Fatal(two, err)
		}
	}
	refused("revoked", second)
	if _, err := s.RevokeToken(t.Context(), geo.Operator, 99); geo.KindOf(err) != geo.NotFound {
		t.Errorf("revoking what there is not: %v", err)
	}
	all, err := s.Tokens(t.Context(), geo.Operator, 0)
	if err != nil || len(all) != 2 || all[0].Name != "Redacción" || all[0].LastUsed == nil || all[1].Revoked == nil || all[1].Email != owner.Email {
		t.Errorf("%+v, %v", all, err)
	}
}

func TestATokenIsOfItsAccountAlone(t *testing.T) {
	s := seeded(t)
	ana, bea := person(t, s, "ana@example.org", geo.Analyst), person(t, s, "bea@example.org", geo.Analyst)
	secret, made, err := s.CreateToken(t.Context(), ana.Viewer(), ana.ID, "hers", []geo.Permission{geo.EditIncidents}, 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.RevokeToken(t.Context(), bea.Viewer(), made.ID); geo.KindOf(err) != geo.NotFound {
		t.Errorf("revoked by another: %v", err)
	}
	v, err := s.Viewer(t.Context(), secret)
	if err != nil {
		t.Fatal(err)
	}
	// A token makes no tokens, and signs nobody out.
	if _, _, err := s.CreateToken(t.Context(), v, ana.ID, "more", []geo.Permission{geo.EditIncidents}, 1); geo.KindOf(err) != geo.Forbidden {
		t.Errorf("by a token: %v", err)
	}
	if _, err := s.SignOutEverywhere(t.Context(), v); geo.KindOf(err) != geo.Forbidden {
		t.Errorf("by a token: %v", err)
	}
	if _, err := s.ChangePassword(t.Context(), v, secretWord, secretWord+"!"); geo.KindOf(err) != geo.Forbidden {
		t.Errorf("by a token: %v", err)
	}
}

func TestATokenNeedsANameAScopeAndATerm(t *testing.T) {
	s := seeded(t)
	owner := person(t, s, "ana@example.org", geo.Analyst)
	for _, c := range []struct {
		name  string
		scope geo.Permission
		days  int
	}{
		{"", geo.EditIncidents, 1}, {"a\nb", geo.EditIncidents, 1}, {strings.Repeat("x", 101), geo.EditIncidents, 1}, {"a\x00", geo.EditIncidents, 1},
		{"x", geo.EditIncidents, -1}, {"x", geo.EditIncidents, 0}, {"x", geo.EditIncidents, 3661}, {"x", "everything", 1}, {"x", geo.PublishZones, 1},
	} {
		if _, _, err := s.CreateToken(t.Context(), owner.Viewer(), owner.ID, c.name, []geo.Permission{c.scope}, c.days); geo.KindOf(err) != geo.Invalid {
			t.Errorf("%q for %s, %d days: %v", c.name, c.scope, c.days, err)
		}
	}
	if _, _, err := s.CreateToken(t.Context(), owner.Viewer(), owner.ID, "x", nil, 1); geo.KindOf(err) != geo.Invalid {
		t.Errorf("without a scope: %v", err)
	}
}

func TestEveryCollectionThatIsWrittenAsksForAPermission(t *testing.T) {
	s := seeded(t)
	asked := map[geo.Permission][]string{}
	for _, c := range Collections() {
		if !c.CanBeWritten() {
			continue
		}
		asked[c.Permission()] = append(asked[c.Permission()], c.ID)
		for _, role := range geo.Roles() {
			v := geo.Viewer{Account: 1, Permissions: role.Permissions()}
			want := geo.Forbidden
			if slices.Contains(role.Permissions(), c.Permission()) {
				want = geo.Invalid
			}
			if _, err := s.Create(t.Context(), v, c, Write{Body: []byte(`{}`)}); geo.KindOf(err) != want {
				t.Errorf("%s, %s: %v", role, c.ID, err)
			}
		}
	}
	if got := strings.Join(asked[geo.EditIncidents], " "); got != "incidents places actors claims sources dialogue-tables meetings commitments" {
		t.Errorf("analysts write %s", got)
	}
	if got := strings.Join(asked[geo.Administer], " "); got != "zones decrees" {
		t.Errorf("administrators alone write %s", got)
	}
}
