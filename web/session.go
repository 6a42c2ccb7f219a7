package web

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"corredor/data"
	"corredor/geo"
)

// How long a session lasts: unused, and at most. It is noted that it is used once in a
// while, so that not every request writes.
const (
	sessionIdle  = 12 * time.Hour
	sessionLives = 30 * 24 * time.Hour
	sessionNoted = 5 * time.Minute
)

// Cookies: of the session, which no script reads, and one that scripts read, by which the
// map's page knows whether to ask who is signed in. It says nothing else.
const (
	sessionCookie = "corredor_session"
	markerCookie  = "corredor_signed_in"
)

// What a session holds.
const (
	heldAccount = "account"
	heldEpoch   = "epoch"
	heldRoles   = "roles"
	heldSeen    = "seen"
)

// newSessions are the sessions of browsers, kept in the store.
func newSessions(store *data.Store, base string) *scs.SessionManager {
	// scs.New would start a store in memory, which is of no use here and cannot be stopped
	// in order.
	codec := scs.GobCodec{}
	m := &scs.SessionManager{
		Store: sessionStore{store, codec}, Codec: codec, HashTokenInStore: true,
		IdleTimeout: sessionIdle, Lifetime: sessionLives,
		Cookie: scs.SessionCookie{Name: sessionCookie, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Persist: true},
	}
	if strings.HasPrefix(base, "https://") {
		// The name has browsers see to it that no neighbour of this host sets it.
		m.Cookie.Name, m.Cookie.Secure = "__Host-"+sessionCookie, true
	}
	return m
}

// sessionStore keeps what scs hands it, and whose it is.
type sessionStore struct {
	store *data.Store
	codec scs.Codec
}

func (s sessionStore) FindCtx(ctx context.Context, hash string) ([]byte, bool, error) {
	return s.store.FindSession(ctx, hash)
}

func (s sessionStore) CommitCtx(ctx context.Context, hash string, held []byte, expires time.Time) error {
	_, values, err := s.codec.Decode(held)
	if err != nil {
		return err
	}
	account, _ := values[heldAccount].(int64) // 0 while nobody is signed in
	return s.store.KeepSession(ctx, data.Session{Hash: hash, Account: account, Data: held, Expires: expires})
}

func (s sessionStore) DeleteCtx(ctx context.Context, hash string) error {
	return s.store.DropSession(ctx, hash)
}

// Without a context scs asks only where it is not given one, which it always is.
func (s sessionStore) Find(hash string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), hash)
}
func (s sessionStore) Commit(hash string, held []byte, expires time.Time) error {
	return s.CommitCtx(context.Background(), hash, held, expires)
}
func (s sessionStore) Delete(hash string) error { return s.DeleteCtx(context.Background(), hash) }

// private makes a door for which it matters who is signed in. Its answers are theirs
// alone. No other door looks at cookies, but for writes and drafts without a token.
func (s *Server) private(units float64, h handler) http.Handler {
	return s.door(s.paid(units, func(w http.ResponseWriter, r *http.Request) error {
		alone(w.Header())
		// What stands in the address of a link is for nobody else; ourselves we tell, so
		// that a browser says from where a form comes.
		w.Header().Set("Referrer-Policy", "same-origin")
		r, err := s.recognise(w, r)
		if err != nil {
			return err
		}
		return h(w, r)
	}))
}

// alone says that an answer is for who asks alone.
func alone(h http.Header) {
	for name := range shared {
		h.Del(name)
	}
	h.Set("Cache-Control", "private, no-store")
	h.Add("Vary", "Cookie")
}

// recognise loads the session of a request into its context, and says in its visit who is
// signed in.
func (s *Server) recognise(w http.ResponseWriter, r *http.Request) (*http.Request, error) {
	secret := ""
	if c, err := r.Cookie(s.sessions.Cookie.Name); err == nil && len(c.Value) <= 100 {
		secret = c.Value
	}
	ctx, err := s.sessions.Load(r.Context(), secret)
	if err != nil {
		return r, err
	}
	r = r.WithContext(ctx)
	id := s.sessions.GetInt64(ctx, heldAccount)
	if id == 0 {
		if secret != "" {
			s.mark(w, false)
		}
		return r, nil
	}
	a, err := s.Store.Signed(ctx, id, s.sessions.GetInt(ctx, heldEpoch))
	if geo.KindOf(err) == geo.Unidentified {
		return r, s.leave(w, r)
	}
	if err != nil {
		return r, err
	}
	v := visitOf(r)
	v.account, v.who = &a, a.Viewer()
	roles := rolesIn(a)
	switch {
	case s.sessions.GetString(ctx, heldRoles) != roles: // other rights, another secret
		return r, s.enter(w, r, a)
	case time.Since(time.Unix(s.sessions.GetInt64(ctx, heldSeen), 0)) > sessionNoted:
		s.sessions.Put(ctx, heldSeen, time.Now().Unix())
		return r, s.keepSession(w, r)
	}
	return r, nil
}

// enter begins a session of an account, with a secret of its own.
func (s *Server) enter(w http.ResponseWriter, r *http.Request, a data.Account) error {
	ctx := r.Context()
	if err := s.sessions.Clear(ctx); err != nil {
		return err
	}
	if err := s.sessions.RenewToken(ctx); err != nil {
		return err
	}
	s.sessions.Put(ctx, heldAccount, a.ID)
	s.sessions.Put(ctx, heldEpoch, a.Epoch)
	s.sessions.Put(ctx, heldRoles, rolesIn(a))
	s.sessions.Put(ctx, heldSeen, time.Now().Unix())
	v := visitOf(r)
	v.account, v.who = &a, a.Viewer()
	s.mark(w, true)
	return s.keepSession(w, r)
}

// leave ends the session of a request.
func (s *Server) leave(w http.ResponseWriter, r *http.Request) error {
	if err := s.sessions.Destroy(r.Context()); err != nil {
		return err
	}
	s.writeCookie(w, r, "", time.Time{})
	s.mark(w, false)
	v := visitOf(r)
	v.account, v.who = nil, geo.Anyone
	return nil
}

// keepSession keeps what the session holds, and gives the browser its cookie.
func (s *Server) keepSession(w http.ResponseWriter, r *http.Request) error {
	secret, expires, err := s.sessions.Commit(r.Context())
	if err != nil {
		return err
	}
	s.writeCookie(w, r, secret, expires)
	return nil
}

func (s *Server) writeCookie(w http.ResponseWriter, r *http.Request, secret string, expires time.Time) {
	kept := w.Header().Values("Cache-Control") // to which scs adds what ours says already
	s.sessions.WriteSessionCookie(r.Context(), w, secret, expires)
	w.Header()["Cache-Control"] = kept[:len(kept):len(kept)]
}

// mark sets or takes away the cookie that scripts read.
func (s *Server) mark(w http.ResponseWriter, in bool) {
	c := &http.Cookie{Name: markerCookie, Value: "1", Path: "/", MaxAge: int(sessionLives.Seconds()), Secure: s.sessions.Cookie.Secure, SameSite: http.SameSiteLaxMode}
	if !in {
		c.Value, c.MaxAge = "", -1
	}
	http.SetCookie(w, c)
}

// sessionHash is what the store calls the session of a request.
func (s *Server) sessionHash(r *http.Request) string {
	sum := sha256.Sum256([]byte(s.sessions.Token(r.Context())))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

func rolesIn(a data.Account) string {
	var names []string
	for _, r := range a.Roles {
		names = append(names, string(r))
	}
	return strings.Join(names, " ")
}
