package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"corredor/data"
	"corredor/geo"
)

// accountBody is what the page of one's own account shows.
type accountBody struct {
	Account       data.Account
	Said, Fault   string
	Secret        string // of a token that was just made
	Tokens        []tokenRow
	Token         []input // the form that makes one; none where the roles allow nothing
	Password      []input // the form that changes it; none where there is none
	Sessions      []sessionRow
	Administrator bool
	Drafts        bool // may draft zones
	Hooks         bool // may have addresses called
}

type tokenRow struct {
	data.Token
	Scopes, Expires, Used string
	Good                  bool
}

type sessionRow struct {
	data.Session
	Browser, Seen string
	Here          bool
}

// accountPage shows who is signed in what their account is.
func (s *Server) accountPage(w http.ResponseWriter, r *http.Request, a data.Account) error {
	query, l, err := readPageQuery(w, r)
	if err != nil {
		return err
	}
	b := accountBody{}
	switch said := query.Get("said"); said {
	case "password":
		b.Said = l.word("account.said.password")
	case "revoked":
		b.Said = l.word("account.said.revoked")
	}
	return s.showAccount(w, r, l, a, http.StatusOK, b)
}

// showAccount draws the page, with forms as they were filled in where that is given.
func (s *Server) showAccount(w http.ResponseWriter, r *http.Request, l lang, a data.Account, status int, b accountBody) error {
	v := a.Viewer()
	tokens, err := s.Store.Tokens(r.Context(), v, a.ID)
	if err != nil {
		return err
	}
	for _, t := range tokens {
		row := tokenRow{Token: t, Used: l.word("account.never"), Good: t.Good(time.Now())}
		row.Scopes = l.scopes(t.Scopes)
		if t.Expires != nil {
			row.Expires = l.moment(*t.Expires)
		}
		if t.LastUsed != nil {
			row.Used = l.moment(*t.LastUsed)
		}
		b.Tokens = append(b.Tokens, row)
	}
	sessions, err := s.Store.Sessions(r.Context(), v)
	if err != nil {
		return err
	}
	here := s.sessionHash(r)
	for _, one := range sessions {
		b.Sessions = append(b.Sessions, sessionRow{one, orElse(browser(one.Agent), l.word("account.someBrowser")), l.moment(one.Seen), one.Hash == here})
	}
	if b.Token == nil {
		b.Token = l.tokenForm(v, nil)
	}
	if a.Password && b.Password == nil {
		b.Password = l.passwordForm()
	}
	b.Account, b.Administrator, b.Drafts, b.Hooks = a, v.May(geo.Administer) == nil, v.May(geo.DraftZones) == nil, v.May(geo.Subscribe) == nil
	return s.writePage(w, r, status, "account", page{Lang: l, Title: l.word("account.yours"), Body: b})
}

// tokenForm is the form that makes a token, with what was chosen before; nil where the
// viewer has nothing to give one.
func (l lang) tokenForm(v geo.Viewer, given map[string][]string) []input {
	if len(v.Permissions) == 0 {
		return nil
	}
	first := func(name, otherwise string) string {
		if all := given[name]; len(all) > 0 {
			return all[0]
		}
		return otherwise
	}
	scopes := input{Name: "scope", Label: "account.scopes"}
	writing := slices.DeleteFunc(slices.Clone(v.Permissions), func(p geo.Permission) bool { return p == geo.Subscribe })
	for _, p := range v.Permissions {
		chosen := given == nil && len(writing) == 1 && p == writing[0]
		for _, one := range given["scope"] {
			chosen = chosen || one == string(p)
		}
		scopes.Choices = append(scopes.Choices, choice{Value: string(p), Text: l.word("scope." + string(p)), Chosen: chosen})
	}
	return []input{
		{Name: "name", Label: "account.tokenName", Value: first("name", ""), Hint: l.word("account.tokenNameHint"), Autocomplete: "off"},
		scopes,
		{Name: "days", Label: "account.days", Type: "number", Value: first("days", "90"), Autocomplete: "off"},
	}
}

func (l lang) passwordForm() []input {
	return []input{
		{Name: "current", Label: "account.current", Type: "password", Autocomplete: "current-password"},
		{Name: "password", Label: "account.newPassword", Type: "password", Autocomplete: "new-password", Hint: l.word("account.passwordHint")},
	}
}

// scopes are permissions in words.
func (l lang) scopes(all []geo.Permission) string {
	var names []string
	for _, p := range all {
		names = append(names, l.word("scope."+string(p)))
	}
	return strings.Join(names, "; ")
}

// createToken makes a token of one's own, and shows it this once.
func (s *Server) createToken(w http.ResponseWriter, r *http.Request, a data.Account) error {
	form, l, err := readPageForm(w, r)
	if err != nil {
		return err
	}
	var scopes []geo.Permission
	for _, one := range form["scope"] {
		scopes = append(scopes, geo.Permission(one))
	}
	days, err := strconv.Atoi(strings.TrimSpace(form.Get("days")))
	if err != nil {
		days = 0 // which is refused with the bounds
	}
	secret, _, err := s.Store.CreateToken(r.Context(), a.Viewer(), a.ID, form.Get("name"), scopes, days)
	if err == nil {
		return s.showAccount(w, r, l, a, http.StatusCreated, accountBody{Secret: secret})
	}
	field, sentence, status, ok := s.refusedForm(w, r, l, err)
	if !ok {
		return err
	}
	b := accountBody{Token: l.tokenForm(a.Viewer(), form)}
	b.Fault = faulty(b.Token, field, sentence)
	return s.showAccount(w, r, l, a, status, b)
}

// revokeToken takes a token of one's own back.
func (s *Server) revokeToken(w http.ResponseWriter, r *http.Request, a data.Account) error {
	id, err := strconv.ParseInt(chi.URLParam(r, "token"), 10, 64)
	if err != nil {
		return notFound(w, r)
	}
	if _, err := s.Store.RevokeToken(r.Context(), a.Viewer(), id); err != nil {
		return err
	}
	return goTo(w, r, accountPath, "revoked")
}

// changePassword puts another password in the place of one's own. All other sessions end.
func (s *Server) changePassword(w http.ResponseWriter, r *http.Request, a data.Account) error {
	form, l, err := readPageForm(w, r)
	if err != nil {
		return err
	}
	changed, err := s.Store.ChangePassword(r.Context(), a.Viewer(), form.Get("current"), form.Get("password"))
	if err == nil {
		if err := s.enter(w, r, changed); err != nil {
			return err
		}
		return goTo(w, r, accountPath, "password")
	}
	field, sentence, status, ok := s.refusedForm(w, r, l, err)
	if !ok {
		return err
	}
	b := accountBody{Password: l.passwordForm()}
	b.Fault = faulty(b.Password, field, sentence)
	return s.showAccount(w, r, l, a, status, b)
}

// browser is what people call the browser that calls itself so: its name and its system;
// empty where it is none of the common ones.
func browser(agent string) string {
	name, system := "", ""
	for _, one := range [][2]string{{"Firefox/", "Firefox"}, {"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser", "Samsung Internet"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}, {"curl/", "curl"}} {
		if strings.Contains(agent, one[0]) {
			name = one[1]
			break
		}
	}
	for _, one := range [][2]string{{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"}, {"Mac OS X", "macOS"}, {"Linux", "Linux"}} {
		if strings.Contains(agent, one[0]) {
			system = one[1]
			break
		}
	}
	if name == "" || system == "" {
		return name + system
	}
	return name + ", " + system
}
