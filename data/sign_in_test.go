package data

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"corredor/geo"
)

// later has all attempts be so much older.
func later(t *testing.T, s *Store, by string) {
	t.Helper()
	execute(t, s, `update sign_in_attempt set at = at - $1::interval`, by)
}

func TestWhoeverIsRefusedIsToldTheSame(t *testing.T) {
	s := seeded(t)
	person(t, s, "ana@example.org", geo.Analyst)
	gone := person(t, s, "gone@example.org", geo.Analyst)
	if _, err := s.Disable(t.Context(), geo.Operator, gone.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.AddAccount(t.Context(), geo.Operator, "program@example.org", "", nil); err != nil {
		t.Fatal(err)
	}
	if a, err := s.SignIn(from(t, "192.0.2.1"), " ANA@example.org ", secretWord); err != nil || a.Email != "ana@example.org" {
		t.Fatal(a, err)
	}
	told := map[string]bool{}
	for i, c := range [][2]string{
		{"ana@example.org", "wrong"}, {"nobody@example.org", secretWord}, {"gone@example.org", secretWord}, {"program@example.org", secretWord}, {"program@example.org", ""},
		{"", ""}, {"ana@example.org", strings.Repeat("x", 1<<20)}, {"a\x00\xff@example.org", "\x00\xff"}, {strings.Repeat("x", 1<<20), secretWord},
	} {
		a, err := s.SignIn(from(t, fmt.Sprintf("192.0.2.%d", 10+i)), c[0], c[1])
		if geo.KindOf(err) != geo.Unidentified || a.ID != 0 {
			t.Errorf("%.40q: %+v, %v", c, a, err)
		}
		told[fmt.Sprint(err)] = true
	}
	if len(told) != 1 {
		t.Errorf("they are told %v", told)
	}
	// The audit log knows, but nothing that was typed where there is no account.
	log := one[string](t, s, `select string_agg(concat_ws(' ', who, target, reason), '; ' order by id) from audit where outcome = 'refused'`)
	if !strings.HasPrefix(log, "ana@example.org ana@example.org wrong password; no such account; gone@example.org gone@example.org disabled; program@example.org program@example.org no password; ") &&
		!strings.HasPrefix(log, "ana@example.org ana@example.org wrong password;   no such account; ") {
		t.Error(log)
	}
	if strings.Contains(log, "nobody") || strings.Contains(log, secretWord) {
		t.Error(log)
	}
}

// TestAnUnknownPersonCostsAsMuch counts hashes rather than time.
func TestAnUnknownPersonCostsAsMuch(t *testing.T) {
	s := seeded(t)
	person(t, s, "ana@example.org", geo.Analyst)
	for i, email := range []string{"ana@example.org", "nobody@example.org"} {
		// With the queue held by others an attempt waits for its hash, whoever it is about.
		for range hashesAtOnce {
			s.hashes <- struct{}{}
		}
		ctx, cancel := context.WithTimeout(from(t, fmt.Sprintf("192.0.2.%d", i+1)), 300*time.Millisecond)
		if _, err := s.SignIn(ctx, email, "wrong"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %v", email, err)
		}
		cancel()
		for range hashesAtOnce {
			<-s.hashes
		}
	}
	if _, cost, err := argon2id.CheckHash("x", nobodys); err != nil || *cost != *passwordCost {
		t.Errorf("the hash of nobody costs %+v, %v", cost, err)
	}
}

func TestGuessingIsSlowed(t *testing.T) {
	s := seeded(t)
	person(t, s, "ana@example.org", geo.Analyst)
	attacker, ana := from(t, "198.51.100.1"), from(t, "192.0.2.1")
	wait := func(ctx context.Context, email, password string) time.Duration {
		t.Helper()
		_, err := s.SignIn(ctx, email, password)
		if soon, ok := errors.AsType[TooSoon](err); ok {
			return soon.Wait
		}
		if err != nil && geo.KindOf(err) != geo.Unidentified {
			t.Fatal(err)
		}
		return 0
	}
	for _, email := range []string{"ana@example.org", "nobody@example.org"} {
		for n := range 3 {
			if w := wait(attacker, email, "wrong"); w != 0 {
				t.Errorf("%s: failure %d has to wait %s", email, n, w)
			}
		}
		if w := wait(attacker, email, secretWord); w <= 0 || w > time.Second {
			t.Errorf("%s: after three failures the wait is %s", email, w)
		}
		later(t, s, "1 second")
		if w := wait(attacker, email, "wrong"); w != 0 {
			t.Errorf("%s: after a second the wait is %s", email, w)
		}
		if w := wait(attacker, email, "wrong"); w <= time.Second || w > 2*time.Second {
			t.Errorf("%s: after four failures the wait is %s", email, w)
		}
	}
	// Others of the network are slowed too, and she is not: neither by one who hammers
	// nor by very many.
	later(t, s, "3 seconds")
	for i := range 3 {
		wait(attacker, fmt.Sprintf("other%d@example.org", i), "wrong")
	}
	if w := wait(attacker, "fresh@example.org", "wrong"); w <= 0 {
		t.Error("a network that guesses at many accounts is not slowed")
	}
	execute(t, s, `insert into sign_in_attempt (who, network) select sha256('ana@example.org'), ('203.0.113.' || i)::inet from generate_series(1, 200) i`)
	if w := wait(ana, "ana@example.org", secretWord); w != 0 {
		t.Errorf("she has to wait %s while others hammer", w)
	}
	// One who has failed at an account that many fail at waits longer.
	bot := from(t, "203.0.113.7")
	if w := wait(bot, "ana@example.org", secretWord); w < time.Minute {
		t.Errorf("one of many waits %s", w)
	}
	// Another way to write the same letters is no other account.
	turk := from(t, "198.51.100.77")
	for range 3 {
		wait(turk, "ANA@EXAMPLE.ORG", "wrong")
	}
	if w := wait(turk, "ana@example.org", "wrong"); w == 0 {
		t.Error("capitals are another account")
	}
	// A network of IPv6 is one.
	for i := range 4 {
		if w := wait(from(t, fmt.Sprintf("2001:db8::%d", i+1)), "bea@example.org", "wrong"); (w > 0) != (i == 3) {
			t.Errorf("attempt %d of a network waits %s", i, w)
		}
	}
	// All is forgotten after an hour, and taken away after a day.
	later(t, s, "25 hours")
	if w := wait(attacker, "ana@example.org", "wrong"); w != 0 {
		t.Errorf("the next day the wait is %s", w)
	}
	for range 3 {
		_, _ = s.attempt(from(t, "192.0.2.99"), "x")
	}
	if n := one[int](t, s, `select count(*) from sign_in_attempt`); n > 4 {
		t.Errorf("%d attempts are kept", n)
	}
}

func TestManyGuessesAtOneTimeAreNoWayRound(t *testing.T) {
	s := seeded(t)
	var mu sync.Mutex
	passed := 0
	var guesses sync.WaitGroup
	for range 30 {
		guesses.Go(func() {
			if _, err := s.attempt(from(t, "198.51.100.1"), "ana@example.org"); err == nil {
				mu.Lock()
				passed++
				mu.Unlock()
			} else if _, soon := errors.AsType[TooSoon](err); !soon && geo.KindOf(err) != geo.Unavailable {
				t.Error(err)
			}
		})
	}
	guesses.Wait()
	if passed != slowPair.free {
		t.Errorf("%d of thirty passed", passed)
	}
}

func TestAPasswordIsHashedAnewWhenTheCostChanges(t *testing.T) {
	s := seeded(t)
	person(t, s, "ana@example.org", geo.Analyst)
	old, err := argon2id.CreateHash(secretWord, &argon2id.Params{Memory: 8 * 1024, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32})
	if err != nil {
		t.Fatal(err)
	}
	execute(t, s, `update account set password = $1`, old)
	for range 2 {
		if _, err := s.SignIn(t.Context(), "ana@example.org", secretWord); err != nil {
			t.Fatal(err)
		}
		if kept := one[string](t, s, `select password from account`); !strings.HasPrefix(kept, "$argon2id$v=19$m=19456,t=2,p=1$") {
			t.Errorf("it is kept as %s", kept)
		}
	}
}

func TestChangingThePasswordAsksForThePresentOne(t *testing.T) {
	s := seeded(t)
	a := person(t, s, "ana@example.org", geo.Analyst)
	problem := (*geo.Problem)(nil)
	if _, err := s.ChangePassword(from(t, "192.0.2.1"), a.Viewer(), "wrong", "otra mula piedra"); !errors.As(err, &problem) || problem.Param != "current" {
		t.Errorf("with a wrong one: %v", err)
	}
	if _, err := s.ChangePassword(from(t, "192.0.2.1"), a.Viewer(), secretWord, "short"); !errors.As(err, &problem) || problem.Param != "password" {
		t.Errorf("to a short one: %v", err)
	}
	b, err := s.ChangePassword(from(t, "192.0.2.1"), a.Viewer(), secretWord, "otra mula piedra")
	if err != nil || b.Epoch != a.Epoch+1 {
		t.Fatal(b, err)
	}
	if _, err := s.SignIn(t.Context(), a.Email, secretWord); geo.KindOf(err) != geo.Unidentified {
		t.Errorf("the old one: %v", err)
	}
	if _, err := s.SignIn(t.Context(), a.Email, "otra mula piedra"); err != nil {
		t.Error(err)
	}
}
