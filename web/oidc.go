package web

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"corredor/data"
	"corredor/geo"
)

// OIDC is an organisation by which people sign in, after OpenID Connect.
type OIDC struct {
	Issuer     string // URL of the provider, as it names itself
	ID, Secret string // what it knows this server by
	Name       string // of the organisation, on the button
}

// Where people are sent to their organisation, and where it sends them back.
const (
	oidcPath     = "/account/oidc"
	callbackPath = "/account/oidc/callback"
)

// How long the provider may take to answer, how long it is left alone when it did not, and
// how long somebody may take there.
const (
	providerTime = 10 * time.Second
	providerRest = 5 * time.Second
	awayTime     = 10 * time.Minute
)

// What a session holds while somebody is at their organisation.
const (
	heldState    = "oidc state"
	heldNonce    = "oidc nonce"
	heldVerifier = "oidc verifier"
	heldNext     = "oidc next"
)

// organisation is the provider, found when it is first needed. It is safe for concurrent
// use.
type organisation struct {
	OIDC
	client *http.Client

	mu       sync.Mutex // guards what follows
	provider *oidc.Provider
	failed   time.Time // when it was last looked for in vain
	err      error
}

func newOrganisation(o *OIDC) *organisation {
	if o == nil {
		return nil
	}
	return &organisation{OIDC: *o, client: &http.Client{Timeout: providerTime}}
}

// find returns the provider, asked for what it is until it has said so.
func (o *organisation) find() (*oidc.Provider, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.provider != nil {
		return o.provider, nil
	}
	if time.Since(o.failed) < providerRest {
		return nil, o.err
	}
	// Its keys are asked for later too, so that no request's end may be theirs.
	found, err := oidc.NewProvider(oidc.ClientContext(context.Background(), o.client), o.Issuer)
	if err != nil {
		o.failed, o.err = time.Now(), geo.Unavailablef(err, "The organisation does not answer. Try again in a moment.")
		return nil, o.err
	}
	o.provider = found
	return found, nil
}

// exchange is how codes are turned into what is said of a person.
func (o *organisation) exchange(p *oidc.Provider, base string) *oauth2.Config {
	return &oauth2.Config{ClientID: o.ID, ClientSecret: o.Secret, Endpoint: p.Endpoint(), RedirectURL: base + callbackPath, Scopes: []string{oidc.ScopeOpenID, "email"}}
}

// toOrganisation sends somebody to their organisation.
func (s *Server) toOrganisation(w http.ResponseWriter, r *http.Request) error {
	if s.organisation == nil {
		return notFound(w, r)
	}
	query, l, err := readPageQuery(w, r)
	if err != nil {
		return err
	}
	if visitOf(r).account != nil {
		return goTo(w, r, onward(query.Get("next")), "")
	}
	p, err := s.organisation.find()
	if err != nil {
		return s.organisationFails(w, r, l, err)
	}
	ctx := r.Context()
	state, nonce, verifier := rand.Text(), rand.Text(), oauth2.GenerateVerifier()
	if err := s.sessions.RenewToken(ctx); err != nil {
		return err
	}
	for name, value := range map[string]string{heldState: state, heldNonce: nonce, heldVerifier: verifier, heldNext: onward(query.Get("next"))} {
		s.sessions.Put(ctx, name, value)
	}
	s.sessions.SetDeadline(ctx, time.Now().Add(awayTime))
	if err := s.keepSession(w, r); err != nil {
		return err
	}
	w.Header().Set("Location", s.organisation.exchange(p, s.base(r)).AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier)))
	w.WriteHeader(http.StatusSeeOther)
	return nil
}

// fromOrganisation takes somebody back, and signs them in where they have an account.
func (s *Server) fromOrganisation(w http.ResponseWriter, r *http.Request) error {
	if s.organisation == nil {
		return notFound(w, r)
	}
	_, l, err := readPageQuery(w, r)
	if err != nil {
		return err
	}
	if visitOf(r).account != nil { // a link of somebody else's is to end no session
		return goTo(w, r, accountPath, "")
	}
	next := onward(s.sessions.GetString(r.Context(), heldNext))
	who, err := s.attested(r)
	if err != nil {
		return s.organisationFails(w, r, l, err)
	}
	a, err := s.Store.SignInBy(r.Context(), who)
	if err != nil {
		return s.organisationFails(w, r, l, err)
	}
	if err := s.enter(w, r, a); err != nil {
		return err
	}
	return goTo(w, r, next, "")
}

// attested returns what the organisation says of who comes back. The answer must be to a
// question of this browser, for this server and of this organisation.
func (s *Server) attested(r *http.Request) (who data.Identity, err error) {
	ctx, query := r.Context(), r.URL.Query()
	state, nonce, verifier := s.sessions.GetString(ctx, heldState), s.sessions.GetString(ctx, heldNonce), s.sessions.GetString(ctx, heldVerifier)
	if state == "" || subtle.ConstantTimeCompare([]byte(state), []byte(query.Get("state"))) != 1 {
		return who, s.untold(r, errors.New("the state is not that of this browser"))
	}
	// What was asked once is answered once.
	if err := s.sessions.Destroy(ctx); err != nil {
		return who, err
	}
	if issuer := query.Get("iss"); issuer != "" && issuer != s.organisation.Issuer {
		return who, s.untold(r, errors.New("another issuer answers"))
	}
	if refused := query.Get("error"); refused != "" {
		return who, s.untold(r, fmt.Errorf("the organisation refuses: %q", geo.Clip(refused, 60)))
	}
	p, err := s.organisation.find()
	if err != nil {
		return who, err
	}
	ctx, cancel := context.WithTimeout(oidc.ClientContext(ctx, s.organisation.client), providerTime)
	defer cancel()
	token, err := s.organisation.exchange(p, s.base(r)).Exchange(ctx, query.Get("code"), oauth2.VerifierOption(verifier))
	if refused, ok := errors.AsType[*oauth2.RetrieveError](err); ok {
		return who, s.untold(r, fmt.Errorf("the code is refused: %s", refused.ErrorCode))
	}
	if err != nil {
		return who, geo.Unavailablef(err, "The organisation does not answer. Try again in a moment.")
	}
	raw, _ := token.Extra("id_token").(string)
	said, err := p.Verifier(&oidc.Config{ClientID: s.organisation.ID}).Verify(ctx, raw)
	if err != nil {
		return who, s.untold(r, err)
	}
	if subtle.ConstantTimeCompare([]byte(said.Nonce), []byte(nonce)) != 1 {
		return who, s.untold(r, errors.New("the nonce is another"))
	}
	var claims struct {
		Email    string          `json:"email"`
		Verified json.RawMessage `json:"email_verified"` // a text with some providers
	}
	if err := said.Claims(&claims); err != nil {
		return who, s.untold(r, err)
	}
	verified := string(claims.Verified) == "true" || string(claims.Verified) == `"true"`
	return data.Identity{Issuer: said.Issuer, Subject: said.Subject, Email: claims.Email, Verified: verified}, nil
}

// untold is what people are told where an answer is not one to their question. Why stands
// in the log, and that in the audit log.
func (s *Server) untold(r *http.Request, cause error) error {
	v := visitOf(r)
	if s.meter.spend(v.addr, medium) == 0 {
		e := data.Event{Action: "account.sign-in", Status: http.StatusForbidden, Reason: "organisation " + s.organisation.Issuer + ": " + cause.Error()}
		if err := s.Store.RecordRefusal(r.Context(), geo.Anyone, e); err != nil {
			cause = errors.Join(cause, err)
		}
	}
	return &geo.Problem{Kind: geo.Conflict, Msg: "The answer of the organisation does not fit. Begin again.", Err: cause}
}

// organisationFails shows the form to sign in with what went wrong above it.
func (s *Server) organisationFails(w http.ResponseWriter, r *http.Request, l lang, err error) error {
	sentence, status := "", http.StatusForbidden
	switch geo.KindOf(err) {
	case geo.Forbidden:
		sentence = l.word("account.noAccount")
	case geo.Conflict:
		sentence = l.word("account.notFitting")
	case geo.Unavailable:
		sentence, status = l.say("account.organisationDown", s.organisation.Name), http.StatusServiceUnavailable
		if s.Store.Down() {
			sentence = l.word("account.down")
		}
		w.Header().Set("Retry-After", "5")
	default:
		return err
	}
	visitOf(r).err = err
	return s.showSignIn(w, r, l, status, signInBody{Next: accountPath, Fault: sentence})
}
