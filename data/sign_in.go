package data

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"corredor/geo"
)

// TooSoon is the refusal of an attempt to sign in that comes too soon after others that
// failed. It says nothing of whether there is such an account.
type TooSoon struct{ Wait time.Duration }

func (t TooSoon) Error() string {
	return fmt.Sprintf("Too many attempts to sign in have failed; try again in %d s.", t.Seconds())
}

// Seconds is how long to wait, at least one.
func (t TooSoon) Seconds() int { return max(1, int(math.Ceil(t.Wait.Seconds()))) }

// A slowing lets some failures of the last hour pass and then asks for pauses, each twice
// as long as the one before, up to a bound.
type slowing struct {
	free int
	most time.Duration
}

// What is slowed: somebody at one account, a network at all accounts, and everybody who
// has failed at an account that many fail at. Who has not failed gets in whoever else
// hammers at the account.
var (
	slowPair    = slowing{3, 15 * time.Minute}
	slowNetwork = slowing{10, 15 * time.Minute}
	slowAccount = slowing{10, 5 * time.Minute}
)

// pause is how long after the last of so many failures another attempt may come.
func (s slowing) pause(failures int) time.Duration {
	if failures < s.free {
		return 0
	}
	return min(s.most, time.Second<<min(failures-s.free, 20))
}

// wait is how long it is still.
func (s slowing) wait(failures int, last *time.Time, now time.Time) time.Duration {
	if last == nil {
		return 0
	}
	return last.Add(s.pause(failures)).Sub(now)
}

// attemptsKept is how long an attempt is remembered.
const attemptsKept = "24 hours"

// networkOf is what attempts are counted by: an address, of IPv6 its 64 bits of network.
func networkOf(a netip.Addr) netip.Prefix {
	a = a.Unmap().WithZone("")
	switch {
	case !a.IsValid():
		return netip.PrefixFrom(netip.IPv4Unspecified(), 32)
	case a.Is4():
		return netip.PrefixFrom(a, 32)
	}
	p, _ := a.Prefix(64) // an address of IPv6 has one
	return p
}

// attempt counts an attempt to sign in, as failed until it is found to be good, or refuses
// it with TooSoon. Attempts at one account, or of one network, are counted one after
// another, so that many at one time are no way round.
func (s *Store) attempt(ctx context.Context, email string) (id int64, err error) {
	who := sha256.Sum256([]byte(strings.ToLower(strings.TrimSpace(email))))
	network := networkOf(originOf(ctx).Address)
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		locks := []int64{int64(binary.BigEndian.Uint64(who[:])), lockOf("corredor network " + network.String())}
		slices.SortFunc(locks, cmp.Compare)
		for _, lock := range locks {
			if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock($1)`, lock); err != nil {
				return err
			}
		}
		var pair, net, account int
		var pairLast, netLast, accountLast *time.Time
		var now time.Time
		err := tx.QueryRow(ctx, `
			with since as (
				select clock_timestamp() - interval '1 hour' as hour,
					coalesce((select max(at) from sign_in_attempt where who = $1 and network = $2 and good), '-infinity') as success
			), failure as (
				select a.at, a.who = $1 as same_who, a.network = $2 as same_network, a.at > s.success as after
				from sign_in_attempt a, since s
				where (a.who = $1 or a.network = $2) and not a.good and a.at > s.hour
			)
			select count(*) filter (where same_who and same_network and after), max(at) filter (where same_who and same_network and after),
				count(*) filter (where same_network), max(at) filter (where same_network),
				count(*) filter (where same_who), max(at) filter (where same_who), clock_timestamp()
			from failure`, who[:], network).Scan(&pair, &pairLast, &net, &netLast, &account, &accountLast, &now)
		if err != nil {
			return err
		}
		wait := max(slowPair.wait(pair, pairLast, now), slowNetwork.wait(net, netLast, now))
		if pair > 0 {
			wait = max(wait, slowAccount.wait(account, accountLast, now))
		}
		if wait > 0 {
			return TooSoon{wait}
		}
		_, err = tx.Exec(ctx, `
			delete from sign_in_attempt
			where id = any(array(select id from sign_in_attempt where at < now() - interval '`+attemptsKept+`' order by at limit 100 for update skip locked))`)
		if err != nil {
			return err
		}
		return tx.QueryRow(ctx, `insert into sign_in_attempt (who, network) values ($1, $2) returning id`, who[:], network).Scan(&id)
	})
	return id, err
}

func lockOf(name string) int64 {
	sum := sha256.Sum256([]byte(name))
	return int64(binary.BigEndian.Uint64(sum[:]))
}

// unauthorized is the status of who is not let in, in the numbers of HTTP.
const unauthorized = 401

// errSignIn is the same for a wrong password, an unknown e-mail, an account without a
// password and one that is disabled.
func errSignIn() error {
	return &geo.Problem{Kind: geo.Unidentified, Msg: "The e-mail or the password is not right."}
}

// SignIn returns the account of an e-mail and its password. Whoever is refused waits as
// long and is told the same, whatever the reason; the audit log has it.
func (s *Store) SignIn(ctx context.Context, email, password string) (a Account, err error) {
	defer wrap(&err, "sign in")
	if err := s.mayWrite(); err != nil {
		return a, err
	}
	a, hash, why, err := s.passwordOf(ctx, email)
	if err != nil {
		return a, err
	}
	// Letters that the database holds for the same, in other ways than we do, are no way
	// to begin counting anew.
	attempt, err := s.attempt(ctx, cmp.Or(a.Email, email))
	if err != nil {
		return Account{}, err
	}
	same, old, err := s.comparePassword(ctx, password, hash)
	if err != nil {
		return a, err
	}
	if !same || why != "" {
		if why == "" {
			why = "wrong password"
		}
		// What was typed where there is no such account may be a password.
		err := record(ctx, s.pool, geo.Viewer{Account: a.ID}, Event{Action: actSignIn, Target: a.Email, Status: unauthorized, Reason: why})
		return Account{}, errors.Join(errSignIn(), err)
	}
	rehashed := ""
	if old {
		if rehashed, err = s.hashPassword(ctx, password); err != nil {
			return a, err
		}
	}
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `update sign_in_attempt set good = true where id = $1`, attempt); err != nil {
			return err
		}
		if rehashed != "" {
			if _, err := tx.Exec(ctx, `update account set password = $2 where id = $1 and password = $3`, a.ID, rehashed, hash); err != nil {
				return err
			}
		}
		return done(ctx, tx, a.Viewer(), actSignIn, a.Email, "password")
	})
	return a, err
}

// passwordOf returns the account of an e-mail and the hash of its password, and why it may
// not sign in by it whatever is typed. It is one question, whether there is one or not.
func (s *Store) passwordOf(ctx context.Context, email string) (a Account, hash, why string, err error) {
	typed := geo.Clip(strings.TrimSpace(strings.ToValidUTF8(strings.ReplaceAll(email, "\x00", ""), "")), 254)
	err = s.pool.QueryRow(ctx, `
		select `+accountColumns+`, coalesce(a.password, '')
		from account a
		where lower(a.email) = lower($1)`, typed).Scan(&a.ID, &a.Email, &a.Name, &a.Roles, &a.Password, &a.Identity, &a.Epoch, &a.Made, &a.Disabled, &hash)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return Account{}, "", "no such account", nil
	case err != nil:
		return a, "", "", err
	case a.Disabled != nil:
		why = "disabled"
	case hash == "":
		why = "no password"
	}
	return a, hash, why, nil
}

// ChangePassword puts another password in the place of the viewer's own, which they show.
// All sessions end; the account returned has the epoch in which another may begin.
func (s *Store) ChangePassword(ctx context.Context, v geo.Viewer, current, next string) (a Account, err error) {
	defer wrap(&err, "change a password")
	if err := atBrowser(v); err != nil {
		return a, err
	}
	if a, err = accountWhere(ctx, s.pool, `a.id = $1 and a.disabled is null`, v.Account); err != nil {
		return a, err
	}
	if err := checkPassword(next, a.Email); err != nil {
		return a, err
	}
	attempt, err := s.attempt(ctx, a.Email)
	if err != nil {
		return a, err
	}
	_, hash, _, err := s.passwordOf(ctx, a.Email)
	if err != nil {
		return a, err
	}
	same, _, err := s.comparePassword(ctx, current, hash)
	if err != nil {
		return a, err
	}
	if !same {
		return a, &geo.Problem{Kind: geo.Invalid, Param: "current", Msg: "That is not the present password."}
	}
	if hash, err = s.hashPassword(ctx, next); err != nil {
		return a, err
	}
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `update sign_in_attempt set good = true where id = $1`, attempt); err != nil {
			return err
		}
		if err := voidLinks(ctx, tx, a.ID); err != nil {
			return err
		}
		if a, err = setPassword(ctx, tx, a.ID, a.Name, hash); err != nil {
			return err
		}
		return done(ctx, tx, v, actPassword, a.Email, "")
	})
	return a, err
}
