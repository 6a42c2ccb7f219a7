package data

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"corredor/geo"
)

// secretWord is a good password.
const secretWord = "mula piedra candil"

// person makes an account with a password.
func person(t testing.TB, s *Store, email string, roles ...geo.Role) Account {
	t.Helper()
	a, err := s.AddAccount(t.Context(), geo.Operator, email, "", roles)
	if err != nil {
		t.Fatal(err)
	}
	l, err := s.MakeLink(t.Context(), geo.Operator, a.ID)
	if err != nil {
		t.Fatal(err)
	}
	if a, err = s.Accept(t.Context(), l.Secret, "", "", secretWord); err != nil {
		t.Fatal(err)
	}
	return a
}

// from is a context of somebody at an address.
func from(t testing.TB, address string) context.Context {
	return From(t.Context(), Origin{Address: netip.MustParseAddr(address), Request: "request-1"})
}

// execute runs a statement.
func execute(t testing.TB, s *Store, sql string, args ...any) {
	t.Helper()
	if _, err := s.pool.Exec(t.Context(), sql, args...); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

func TestTheFirstAdministratorComesByALinkThatIsGoodOnce(t *testing.T) {
	s := seeded(t)
	ctx := t.Context()
	older, needed, err := s.FirstLink(ctx)
	if err != nil || !needed || time.Until(older.Expires).Round(time.Hour) != 24*time.Hour {
		t.Fatal(older, needed, err)
	}
	first, needed, err := s.FirstLink(ctx)
	if err != nil || !needed {
		t.Fatal(needed, err)
	}
	if kept := one[string](t, s, `select string_agg(l::text, ' ') from account_link l`); strings.Contains(kept, first.Secret) {
		t.Error("the secret is kept")
	}
	for what, secret := range map[string]string{"an older one": older.Secret, "another": first.Secret[:42] + "*", "nothing": "", "a novel": strings.Repeat("x", 99999)} {
		if _, err := s.FindLink(ctx, secret); geo.KindOf(err) != geo.NotFound {
			t.Errorf("%s: %v", what, err)
		}
		if _, err := s.Accept(ctx, secret, "a@example.org", "A", secretWord); geo.KindOf(err) != geo.NotFound {
			t.Errorf("%s: %v", what, err)
		}
	}
	for _, wrong := range []struct{ email, password, param string }{
		{"nobody", secretWord, "email"}, {"", secretWord, "email"}, {"A <a@example.org>", secretWord, "email"},
		{"ana@example.org", "short", "password"}, {"ana@example.org", "ANA@example.org", "password"}, {"ana@example.org", strings.Repeat("ñ", 201), "password"},
		{"ana@example.org", "password1234!", "password"}, {"ana@example.org", "abcabcabcabc", "password"}, {"ana@example.org", "1234567890123", "password"},
	} {
		problem := (*geo.Problem)(nil)
		if _, err := s.Accept(ctx, first.Secret, wrong.email, "Ana", wrong.password); !errors.As(err, &problem) || problem.Kind != geo.Invalid || problem.Param != wrong.param {
			t.Errorf("%+v: %v", wrong, err)
		}
	}
	ana, err := s.Accept(ctx, first.Secret, "Ana@example.org", "  Ana   Quispe ", strings.Repeat("ñ", 11)+"a")
	if err != nil || ana.Name != "Ana Quispe" || !slices.Equal(ana.Roles, []geo.Role{geo.Administrator}) || !ana.Password || ana.Viewer().May(geo.Administer) != nil {
		t.Fatalf("%+v, %v", ana, err)
	}
	if _, err := s.Accept(ctx, first.Secret, "b@example.org", "B", secretWord); geo.KindOf(err) != geo.NotFound {
		t.Errorf("a second time: %v", err)
	}
	if _, needed, err := s.FirstLink(ctx); needed || err != nil {
		t.Errorf("another is needed: %v, %v", needed, err)
	}
	if kept := one[string](t, s, `select password from account`); !strings.HasPrefix(kept, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("the password is kept as %s", kept)
	}
}

func TestAnInvitationAndAResetAreForOneAccount(t *testing.T) {
	s := seeded(t)
	ctx := t.Context()
	a, err := s.AddAccount(ctx, geo.Operator, "Rosa@Example.org", "", []geo.Role{geo.Planner, geo.Reader, geo.Analyst, geo.Planner})
	if err != nil || a.Name != fmt.Sprint("Cuenta ", a.ID) || !slices.Equal(a.Roles, []geo.Role{geo.Analyst, geo.Planner}) || a.Password {
		t.Fatalf("%+v, %v", a, err)
	}
	if _, err := s.AddAccount(ctx, geo.Operator, "rosa@example.ORG", "", nil); geo.KindOf(err) != geo.Conflict {
		t.Errorf("the same in other letters: %v", err)
	}
	if _, err := s.AddAccount(ctx, geo.Operator, "b@example.org", "", []geo.Role{"king"}); geo.KindOf(err) != geo.Invalid {
		t.Errorf("a role that is none: %v", err)
	}
	invitation, err := s.MakeLink(ctx, geo.Operator, a.ID)
	if err != nil || invitation.Kind != Invitation {
		t.Fatal(invitation, err)
	}
	// Who follows it cannot be somebody else.
	a, err = s.Accept(ctx, invitation.Secret, "mallory@example.org", "", secretWord)
	if err != nil || a.Email != "Rosa@Example.org" || a.Name != fmt.Sprint("Cuenta ", a.ID) {
		t.Fatalf("%+v, %v", a, err)
	}
	reset, err := s.MakeLink(ctx, geo.Operator, a.ID)
	if err != nil || reset.Kind != Reset {
		t.Fatal(reset, err)
	}
	if found, err := s.FindLink(ctx, reset.Secret); err != nil || found.Account.Email != a.Email {
		t.Errorf("%+v, %v", found, err)
	}
	execute(t, s, `update account_link set made = made - interval '2 days', expires = expires - interval '2 days' where used is null`)
	if _, err := s.Accept(ctx, reset.Secret, "", "", secretWord); geo.KindOf(err) != geo.NotFound {
		t.Errorf("expired: %v", err)
	}
	if reset, err = s.MakeLink(ctx, geo.Operator, a.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Disable(ctx, geo.Operator, a.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Accept(ctx, reset.Secret, "", "", secretWord); geo.KindOf(err) != geo.NotFound {
		t.Errorf("of a disabled account: %v", err)
	}
	if _, err := s.MakeLink(ctx, geo.Operator, a.ID); geo.KindOf(err) != geo.Conflict {
		t.Errorf("for a disabled account: %v", err)
	}
}

func TestTheLastAdministratorStays(t *testing.T) {
	s := seeded(t)
	ctx := t.Context()
	ana, bea := person(t, s, "ana@example.org", geo.Administrator), person(t, s, "bea@example.org", geo.Administrator)
	// One who has never signed in does not count.
	if _, err := s.AddAccount(ctx, geo.Operator, "program@example.org", "", []geo.Role{geo.Administrator}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SetRoles(ctx, bea.Viewer(), ana.ID, nil); err != nil {
		t.Fatal(err)
	}
	for what, change := range map[string]func() (Account, error){
		"disabled":   func() (Account, error) { return s.Disable(ctx, bea.Viewer(), bea.ID) },
		"made plain": func() (Account, error) { return s.SetRoles(ctx, bea.Viewer(), bea.ID, []geo.Role{geo.Analyst}) },
		"by others":  func() (Account, error) { return s.Disable(ctx, geo.Operator, bea.ID) },
	} {
		if _, err := change(); geo.KindOf(err) != geo.Conflict {
			t.Errorf("the last administrator was %s: %v", what, err)
		}
	}
	if _, err := s.SetRoles(ctx, geo.Operator, ana.ID, []geo.Role{geo.Administrator}); err != nil {
		t.Fatal(err)
	}
	// Of two who take away each other one stays.
	var results [2]error
	ready := make(chan int, 2)
	for i, who := range []struct{ by, of Account }{{ana, bea}, {bea, ana}} {
		go func() {
			_, results[i] = s.Disable(ctx, who.by.Viewer(), who.of.ID)
			ready <- i
		}()
	}
	<-ready
	<-ready
	if (results[0] == nil) == (results[1] == nil) {
		t.Errorf("%v, %v", results[0], results[1])
	}
}

func TestOnlyAdministratorsManageAccounts(t *testing.T) {
	s := seeded(t)
	ctx := t.Context()
	target := person(t, s, "target@example.org", geo.Administrator)
	for _, role := range []geo.Role{geo.Reader, geo.Analyst, geo.Planner, geo.Publisher} {
		v := person(t, s, string(role)+"@example.org", role).Viewer()
		_, e1 := s.AddAccount(ctx, v, "x@example.org", "", nil)
		_, e2 := s.SetRoles(ctx, v, v.Account, []geo.Role{geo.Administrator})
		_, e3 := s.Disable(ctx, v, target.ID)
		_, e4 := s.Enable(ctx, v, target.ID)
		_, e5 := s.MakeLink(ctx, v, target.ID)
		_, e6 := s.Accounts(ctx, v)
		_, _, e7 := s.CreateToken(ctx, v, target.ID, "x", geo.Permissions(), 1)
		_, e8 := s.Tokens(ctx, v, target.ID)
		e9 := s.Audit(ctx, v, AuditQuery{}, func(Event) error { return nil })
		for i, err := range []error{e1, e2, e3, e4, e5, e6, e7, e8, e9} {
			if geo.KindOf(err) != geo.Forbidden {
				t.Errorf("%s, %d: %v", role, i+1, err)
			}
		}
	}
}

func TestSessionsEndWithTheirEpoch(t *testing.T) {
	s := seeded(t)
	ctx := from(t, "192.0.2.7")
	a := person(t, s, "ana@example.org", geo.Analyst)
	for _, hash := range []string{"one", "two"} {
		if err := s.KeepSession(ctx, Session{Hash: hash, Account: a.ID, Data: []byte(hash), Expires: time.Now().Add(time.Hour)}); err != nil {
			t.Fatal(err)
		}
	}
	if data, ok, err := s.FindSession(ctx, "one"); err != nil || !ok || string(data) != "one" {
		t.Fatal(data, ok, err)
	}
	if all, err := s.Sessions(ctx, a.Viewer()); err != nil || len(all) != 2 || all[0].Address.String() != "192.0.2.7" {
		t.Errorf("%+v, %v", all, err)
	}
	if got, err := s.Signed(ctx, a.ID, a.Epoch); err != nil || !reflect.DeepEqual(got.Roles, a.Roles) {
		t.Errorf("%+v, %v", got, err)
	}
	after, err := s.SignOutEverywhere(ctx, a.Viewer())
	if err != nil || after.Epoch != a.Epoch+1 {
		t.Fatal(after, err)
	}
	if _, err := s.Signed(ctx, a.ID, a.Epoch); geo.KindOf(err) != geo.Unidentified {
		t.Errorf("after signing out everywhere: %v", err)
	}
	if _, ok, err := s.FindSession(ctx, "one"); ok || err != nil {
		t.Error("the session is kept", err)
	}
	if _, err := s.Disable(ctx, geo.Operator, a.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Enable(ctx, geo.Operator, a.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Signed(ctx, a.ID, after.Epoch); geo.KindOf(err) != geo.Unidentified {
		t.Errorf("a session from before the account was disabled: %v", err)
	}
	execute(t, s, `insert into session (hash, data, expires) values ('old', '', now() - interval '1 s')`)
	if _, ok, _ := s.FindSession(ctx, "old"); ok {
		t.Error("a session that is over is found")
	}
	if err := s.KeepSession(ctx, Session{Hash: "three", Data: []byte("x"), Expires: time.Now().Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	if n := one[int](t, s, `select count(*) from session where hash = 'old'`); n != 0 {
		t.Error("what is over is not taken away")
	}
}

func TestTokensOfBeforeAreKeptAsHistory(t *testing.T) {
	s := seeded(t)
	ctx := t.Context()
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		t.Fatal(err)
	}
	db := stdlib.OpenDBFromPool(s.pool)
	defer db.Close()
	provider, err := goose.NewProvider(goose.DialectPostgres, db, files)
	if err != nil {
		t.Fatal(err)
	}
	v := editor(t, s)
	if _, err := s.Update(ctx, v, collection("incidents"), 3, Write{Body: []byte(`{"properties": {"note": "New."}}`)}); err != nil {
		t.Fatal(err)
	}
	if _, err := provider.DownTo(ctx, 16); err != nil {
		t.Fatal(err)
	}
	if got := one[string](t, s, `select format('%s %s %s', t.name, t.revoked is not null, count(h.id)) from write_token t join item_history h on h.token = t.id group by t.id`); got != "test t 1" {
		t.Errorf("a token of an account became %q", got)
	}
	if got := one[string](t, s, `select zone_form_words(z, 'Mara', 'es') from zone z where form = 'districts' limit 1`); got != "distrito de Mara" {
		t.Errorf("the words of a form became %q", got)
	}
	execute(t, s, `insert into write_token (name, hash) values ('old', sha256('corredor_old'))`)
	if _, err := provider.Up(ctx); err != nil {
		t.Fatal(err)
	}
	if got := one[string](t, s, `select format('%s %s %s', name, account is null, revoked is not null) from api_token where name = 'old'`); got != "old t t" {
		t.Errorf("a token of before became %q", got)
	}
	if _, err := s.Viewer(ctx, "corredor_old"); geo.KindOf(err) != geo.Unidentified {
		t.Errorf("it opens: %v", err)
	}
	for _, row := range []string{
		`insert into api_token (name, hash, expires, scopes) values ('x', sha256('x'), now() + interval '1 day', '{incidents}')`,
		`insert into api_token (name, hash, account, scopes) select 'x', sha256('x'), id, '{incidents}' from account limit 1`,
	} {
		execute(t, s, `insert into account (email, name) values ('x@example.org', 'x') on conflict do nothing`)
		if _, err := s.pool.Exec(ctx, row); err == nil {
			t.Errorf("%s: a token without owner or end", row)
		}
	}
	if all, err := s.Tokens(ctx, geo.Operator, 0); err != nil || len(all) != 2 {
		t.Errorf("%v, %v", fmt.Sprint(all), err)
	}
}

// TestNamesShowWhoTheyAre: what turns letters round or shows nothing lets one person look
// like another, on every page and in the audit log.
func TestNamesShowWhoTheyAre(t *testing.T) {
	s := seeded(t)
	for _, bad := range []string{"Rosa \u202eadmin", "a\u2066b", "\u200b\u200b", "Rosa\u00ad", "\ufeffRosa", "\u3164"} {
		if _, err := s.AddAccount(t.Context(), geo.Operator, "rosa@example.org", bad, nil); geo.KindOf(err) != geo.Invalid {
			t.Errorf("a name %q: %v", bad, err)
		}
		if _, err := s.AddAccount(t.Context(), geo.Operator, strings.ReplaceAll(bad, " ", "")+"@example.org", "Rosa", nil); geo.KindOf(err) != geo.Invalid {
			t.Errorf("an e-mail %q: %v", bad, err)
		}
		if kept := plainText(bad, 100); strings.ContainsFunc(kept, misleading) {
			t.Errorf("the audit log keeps %q", kept)
		}
	}
	a := person(t, s, "rosa@example.org", geo.Planner)
	if _, _, err := s.CreateToken(t.Context(), a.Viewer(), a.ID, "a\u202eb", []geo.Permission{geo.DraftZones}, 1); geo.KindOf(err) != geo.Invalid {
		t.Errorf("a token: %v", err)
	}
	if _, err := s.AddAccount(t.Context(), geo.Operator, "nuna@example.org", "Ñusta Q’ispi Mamaní-Ö", nil); err != nil {
		t.Error(err)
	}
}
