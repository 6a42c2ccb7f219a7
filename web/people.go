package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"corredor/data"
	"corredor/geo"
)

// peopleBody is what the page of all accounts shows administrators.
type peopleBody struct {
	Said, Fault string
	Link        *madeLink // that was just made
	People      []personRow
	Invitation  []input
}

type madeLink struct{ Email, Href, Until string }

type personRow struct {
	data.Account
	RoleNames, SignsIn, Seen string
	Roles                    input
	Self                     bool
	Disabled                 bool
}

// peoplePage lists all accounts.
func (s *Server) peoplePage(w http.ResponseWriter, r *http.Request, a data.Account) error {
	query, l, err := readPageQuery(w, r)
	if err != nil {
		return err
	}
	b := peopleBody{}
	switch query.Get("said") {
	case "roles":
		b.Said = l.word("people.said.roles")
	case "disabled":
		b.Said = l.word("people.said.disabled")
	case "enabled":
		b.Said = l.word("people.said.enabled")
	}
	return s.showPeople(w, r, l, a, http.StatusOK, b)
}

func (s *Server) showPeople(w http.ResponseWriter, r *http.Request, l lang, self data.Account, status int, b peopleBody) error {
	all, err := s.Store.Accounts(r.Context(), self.Viewer())
	if err != nil {
		return err
	}
	for _, one := range all {
		row := personRow{Account: one, Self: one.ID == self.ID, Disabled: one.Disabled != nil, Roles: l.roleChoices(one.Roles), RoleNames: l.roleNames(one.Roles)}
		switch {
		case row.Disabled:
			row.SignsIn = l.say("people.disabledSince", l.moment(*one.Disabled))
		case one.Password && one.Identity:
			row.SignsIn = l.word("people.byBoth")
		case one.Password:
			row.SignsIn = l.word("people.byPassword")
		case one.Identity:
			row.SignsIn = l.word("people.byOrganisation")
		default:
			row.SignsIn = l.word("people.notYet")
		}
		if one.Seen != nil {
			row.Seen = l.moment(*one.Seen)
		}
		b.People = append(b.People, row)
	}
	if b.Invitation == nil {
		b.Invitation = l.invitation("", "", nil)
	}
	return s.writePage(w, r, status, "people", page{Lang: l, Title: l.word("people.title"), Lead: l.word("people.lead"),
		Trail: []crumb{{accountPath, l.word("account.yours")}}, Body: b})
}

func (l lang) invitation(email, name string, roles []geo.Role) []input {
	return []input{
		{Name: "email", Label: "account.email", Type: "email", Value: email, Autocomplete: "off"},
		{Name: "name", Label: "account.name", Value: name, Autocomplete: "off", Optional: true},
		l.roleChoices(roles),
	}
}

// roleChoices are the roles beyond reading, which everybody may.
func (l lang) roleChoices(has []geo.Role) input {
	in := input{Name: "role", Label: "people.roles"}
	for _, r := range geo.Roles() {
		if r != geo.Reader {
			in.Choices = append(in.Choices, choice{Value: string(r), Text: l.word("role." + string(r)), Hint: l.word("roleMay." + string(r)), Chosen: slices.Contains(has, r)})
		}
	}
	return in
}

func (l lang) roleNames(roles []geo.Role) string {
	var names []string
	for _, r := range roles {
		names = append(names, l.word("role."+string(r)))
	}
	return strings.Join(names, ", ")
}

func rolesOf(names []string) (roles []geo.Role) {
	for _, n := range names {
		roles = append(roles, geo.Role(n))
	}
	return roles
}

// invite makes an account and shows the link by which its owner chooses a password.
func (s *Server) invite(w http.ResponseWriter, r *http.Request, self data.Account) error {
	form, l, err := readPageForm(w, r)
	if err != nil {
		return err
	}
	made, err := s.Store.AddAccount(r.Context(), self.Viewer(), form.Get("email"), form.Get("name"), rolesOf(form["role"]))
	if err == nil {
		return s.giveLink(w, r, l, self, made.ID, http.StatusCreated)
	}
	field, sentence, status, ok := s.refusedForm(w, r, l, err)
	if !ok {
		return err
	}
	b := peopleBody{Invitation: l.invitation(form.Get("email"), form.Get("name"), rolesOf(form["role"]))}
	b.Fault = faulty(b.Invitation, field, sentence)
	return s.showPeople(w, r, l, self, status, b)
}

// giveLink makes a link for an account and shows it this once.
func (s *Server) giveLink(w http.ResponseWriter, r *http.Request, l lang, self data.Account, id int64, status int) error {
	link, err := s.Store.MakeLink(r.Context(), self.Viewer(), id)
	if err != nil {
		return err
	}
	return s.showPeople(w, r, l, self, status, peopleBody{Link: &madeLink{link.Account.Email, s.base(r) + linkPath + link.Secret, l.moment(link.Expires)}})
}

// changePerson reads whose account is to be changed, does it, and says so.
func (s *Server) changePerson(w http.ResponseWriter, r *http.Request, self data.Account, said string, do func(id int64) error) error {
	_, l, err := readPageQuery(w, r)
	if err != nil {
		return err
	}
	id, err := strconv.ParseInt(chi.URLParam(r, "account"), 10, 64)
	if err != nil {
		return notFound(w, r)
	}
	if err = do(id); err == nil {
		return goTo(w, r, peoplePath, said)
	}
	if geo.KindOf(err) == geo.NotFound {
		return err
	}
	_, sentence, status, ok := s.refusedForm(w, r, l, err)
	if !ok {
		return err
	}
	return s.showPeople(w, r, l, self, status, peopleBody{Fault: sentence})
}

func (s *Server) setRoles(w http.ResponseWriter, r *http.Request, self data.Account) error {
	form, err := readForm(w, r)
	if err != nil {
		return err
	}
	return s.changePerson(w, r, self, "roles", func(id int64) error {
		_, err := s.Store.SetRoles(r.Context(), self.Viewer(), id, rolesOf(form["role"]))
		return err
	})
}

func (s *Server) disable(w http.ResponseWriter, r *http.Request, self data.Account) error {
	return s.changePerson(w, r, self, "disabled", func(id int64) error {
		_, err := s.Store.Disable(r.Context(), self.Viewer(), id)
		return err
	})
}

func (s *Server) enable(w http.ResponseWriter, r *http.Request, self data.Account) error {
	return s.changePerson(w, r, self, "enabled", func(id int64) error {
		_, err := s.Store.Enable(r.Context(), self.Viewer(), id)
		return err
	})
}

func (s *Server) makeLink(w http.ResponseWriter, r *http.Request, self data.Account) error {
	_, l, err := readPageQuery(w, r)
	if err != nil {
		return err
	}
	id, err := strconv.ParseInt(chi.URLParam(r, "account"), 10, 64)
	if err != nil {
		return notFound(w, r)
	}
	err = s.giveLink(w, r, l, self, id, http.StatusCreated)
	if geo.KindOf(err) != geo.Conflict {
		return err
	}
	_, sentence, status, _ := s.refusedForm(w, r, l, err)
	return s.showPeople(w, r, l, self, status, peopleBody{Fault: sentence})
}
