package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"corredor/data"
	"corredor/geo"
)

// Where accounts are.
const (
	accountPath = "/account"
	signInPath  = "/account/sign-in"
	linkPath    = "/account/link/"
	peoplePath  = "/account/people"
	auditPath   = "/account/audit"
)

// hangAccounts hangs the doors of accounts. They are pages that need no script, and forms;
// /account/me is for the map's page.
func (s *Server) hangAccounts(r chi.Router) {
	for _, door := range []struct {
		method, path string
		units        float64
		h            handler
	}{
		{http.MethodGet, accountPath, medium, s.member(s.accountPage)},
		{http.MethodGet, "/account/me", medium, s.me},
		{http.MethodGet, signInPath, medium, s.signInPage},
		{http.MethodPost, signInPath, heavy, s.signIn},
		{http.MethodGet, oidcPath, medium, s.toOrganisation},
		{http.MethodGet, callbackPath, medium, s.fromOrganisation},
		{http.MethodPost, "/account/sign-out", medium, s.member(s.signOut)},
		{http.MethodPost, "/account/sign-out-everywhere", medium, s.member(s.signOutEverywhere)},
		{http.MethodPost, "/account/password", heavy, s.member(s.changePassword)},
		{http.MethodPost, "/account/tokens", medium, s.member(s.createToken)},
		{http.MethodPost, "/account/tokens/{token}/revoke", medium, s.member(s.revokeToken)},
		{http.MethodGet, linkPath + "{secret}", medium, s.linkPage},
		{http.MethodPost, linkPath + "{secret}", heavy, s.acceptLink},
		{http.MethodGet, peoplePath, medium, s.administrator(s.peoplePage)},
		{http.MethodPost, peoplePath, medium, s.administrator(s.invite)},
		{http.MethodPost, peoplePath + "/{account}/roles", medium, s.administrator(s.setRoles)},
		{http.MethodPost, peoplePath + "/{account}/disable", medium, s.administrator(s.disable)},
		{http.MethodPost, peoplePath + "/{account}/enable", medium, s.administrator(s.enable)},
		{http.MethodPost, peoplePath + "/{account}/link", medium, s.administrator(s.makeLink)},
		{http.MethodGet, auditPath, medium, s.administrator(s.auditPage)},
	} {
		h := s.private(door.units, door.h)
		r.Method(door.method, door.path, h)
		if door.method == http.MethodGet {
			r.Method(http.MethodHead, door.path, h)
		}
	}
}

// member lets a handler answer who is signed in. A reader who is not is sent to sign in; a
// program is refused.
func (s *Server) member(h func(w http.ResponseWriter, r *http.Request, a data.Account) error) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if a := visitOf(r).account; a != nil {
			return h(w, r, *a)
		}
		if safe(r) && s.forReaders(r) {
			return goTo(w, r, signInPath+"?"+url.Values{"next": {r.URL.RequestURI()}}.Encode(), "")
		}
		return &geo.Problem{Kind: geo.Unidentified, Msg: "Sign in first, at " + signInPath + "."}
	}
}

// administrator is member for administrators.
func (s *Server) administrator(h func(w http.ResponseWriter, r *http.Request, a data.Account) error) handler {
	return s.member(func(w http.ResponseWriter, r *http.Request, a data.Account) error {
		if err := a.Viewer().May(geo.Administer); err != nil {
			return err
		}
		return h(w, r, a)
	})
}

// refusedForm is what a person is told of an error in a form that they are to mend; ok is
// false for one that ends the request.
func (s *Server) refusedForm(w http.ResponseWriter, r *http.Request, l lang, err error) (field, sentence string, status int, ok bool) {
	field, sentence, status, ok = l.fault(err, r.PostForm)
	if !ok {
		return
	}
	visitOf(r).err = err
	if soon, is := errors.AsType[data.TooSoon](err); is {
		w.Header().Set("Retry-After", strconv.Itoa(soon.Seconds()))
	} else if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "5")
	}
	return
}

// signInPage is the form by which people sign in.
func (s *Server) signInPage(w http.ResponseWriter, r *http.Request) error {
	query, l, err := readPageQuery(w, r)
	if err != nil {
		return err
	}
	if visitOf(r).account != nil {
		return goTo(w, r, onward(query.Get("next")), "")
	}
	said := ""
	if query.Get("said") == "out" {
		said = l.word("account.said.out")
	}
	return s.showSignIn(w, r, l, http.StatusOK, signInBody{Next: onward(query.Get("next")), Said: said})
}

type signInBody struct {
	Email, Next  string
	Said, Fault  string
	Fields       []input
	Organisation string // whose button there is, empty for none
}

func (s *Server) showSignIn(w http.ResponseWriter, r *http.Request, l lang, status int, b signInBody) error {
	if s.organisation != nil {
		b.Organisation = s.organisation.Name
	}
	b.Fields = []input{
		{Name: "email", Label: "account.email", Type: "email", Value: b.Email, Autocomplete: "username", Focus: b.Email == ""},
		{Name: "password", Label: "account.password", Type: "password", Autocomplete: "current-password", Focus: b.Email != ""},
	}
	return s.writePage(w, r, status, "signin", page{Lang: l, Title: l.word("account.signIn"), Narrow: true, Body: b})
}

// signIn signs somebody in by e-mail and password.
func (s *Server) signIn(w http.ResponseWriter, r *http.Request) error {
	form, err := readForm(w, r)
	if err != nil {
		return err
	}
	query, l, err := readPageQuery(w, r)
	if err != nil {
		return err
	}
	next := onward(orElse(form.Get("next"), query.Get("next")))
	a, err := s.Store.SignIn(r.Context(), form.Get("email"), form.Get("password"))
	if err == nil {
		if err := s.enter(w, r, a); err != nil {
			return err
		}
		return goTo(w, r, next, "")
	}
	visitOf(r).kept = geo.KindOf(err) == geo.Unidentified // with more than is told here
	_, sentence, status, ok := s.refusedForm(w, r, l, err)
	if !ok {
		return err
	}
	return s.showSignIn(w, r, l, status, signInBody{Email: geo.Clip(form.Get("email"), 254), Next: next, Fault: sentence})
}

// signOut ends the session of this browser.
func (s *Server) signOut(w http.ResponseWriter, r *http.Request, a data.Account) error {
	if err := s.Store.SignedOut(r.Context(), a.Viewer()); err != nil {
		return err
	}
	if err := s.leave(w, r); err != nil {
		return err
	}
	return goTo(w, r, signInPath, "out")
}

// signOutEverywhere ends all sessions of the account, this one too.
func (s *Server) signOutEverywhere(w http.ResponseWriter, r *http.Request, a data.Account) error {
	if _, err := s.Store.SignOutEverywhere(r.Context(), a.Viewer()); err != nil {
		return err
	}
	if err := s.leave(w, r); err != nil {
		return err
	}
	return goTo(w, r, signInPath, "out")
}

// me tells the map's page who is signed in.
func (s *Server) me(w http.ResponseWriter, r *http.Request) error {
	a := visitOf(r).account
	if a == nil {
		s.mark(w, false)
		return &geo.Problem{Kind: geo.Unidentified, Msg: "Nobody is signed in here."}
	}
	w.Header().Set("Content-Type", jsonType)
	return json.NewEncoder(w).Encode(struct {
		Person      string           `json:"person"`
		Name        string           `json:"name"`
		Initials    string           `json:"initials"`
		Email       string           `json:"email"`
		Roles       []geo.Role       `json:"roles"`
		Permissions []geo.Permission `json:"permissions"`
	}{a.Viewer().Person(), a.Name, initials(a.Name), a.Email, a.Roles, append([]geo.Permission{}, a.Viewer().Permissions...)})
}

// initials are the first letters of the first and the last word of a name.
func initials(name string) string {
	words := strings.Fields(name)
	if len(words) == 0 {
		return "?"
	}
	first := []rune(words[0])[:1]
	if len(words) > 1 {
		first = append(first, []rune(words[len(words)-1])[0])
	}
	return strings.ToUpper(string(first))
}
