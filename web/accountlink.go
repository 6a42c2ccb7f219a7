package web

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"corredor/data"
)

// linkBody is what the page of a link shows: the form by which somebody chooses a password.
type linkBody struct {
	Lead, Said, Fault, Email string
	Fields                   []input
}

// linkPage is the form behind a link. Opening it uses nothing up: programs that look at
// links before people do would.
func (s *Server) linkPage(w http.ResponseWriter, r *http.Request) error {
	_, l, err := readPageQuery(w, r)
	if err != nil {
		return err
	}
	link, err := s.Store.FindLink(r.Context(), chi.URLParam(r, "secret"))
	if err != nil {
		return s.linkGone(w, r, l, err)
	}
	return s.showLink(w, r, l, http.StatusOK, link, linkBody{Fields: linkForm(l, link, link.Account.Email, link.Account.Name)})
}

// linkGone says that a link is not good.
func (s *Server) linkGone(w http.ResponseWriter, r *http.Request, l lang, err error) error {
	_, sentence, status, ok := s.refusedForm(w, r, l, err)
	if !ok {
		return err
	}
	return s.writePage(w, r, status, "link", page{Lang: l, Title: l.word("account.link"), Narrow: true, Body: linkBody{Fault: sentence}})
}

func (s *Server) showLink(w http.ResponseWriter, r *http.Request, l lang, status int, link data.Link, b linkBody) error {
	title := ""
	switch link.Kind {
	case data.First:
		title, b.Lead = l.word("account.first"), l.word("account.firstLead")
	case data.Reset:
		title, b.Lead = l.word("account.reset"), l.say("account.resetLead", link.Account.Email)
	default:
		title, b.Lead = l.word("account.welcome"), l.say("account.welcomeLead", link.Account.Email)
	}
	b.Email = link.Account.Email
	return s.writePage(w, r, status, "link", page{Lang: l, Title: title, Narrow: true, Body: b})
}

// linkForm asks the first administrator for an e-mail, who is new for a name, and
// everybody for a password.
func linkForm(l lang, link data.Link, email, name string) (fields []input) {
	if link.Kind == data.First {
		fields = append(fields, input{Name: "email", Label: "account.email", Type: "email", Value: email, Autocomplete: "username", Focus: true})
	}
	if link.Kind != data.Reset {
		fields = append(fields, input{Name: "name", Label: "account.name", Value: name, Autocomplete: "name", Hint: l.word("account.nameHint"), Optional: link.Kind == data.First})
	}
	return append(fields, input{Name: "password", Label: "account.newPassword", Type: "password", Autocomplete: "new-password",
		Hint: l.word("account.passwordHint"), Focus: link.Kind != data.First})
}

// acceptLink uses a link, and signs its person in.
func (s *Server) acceptLink(w http.ResponseWriter, r *http.Request) error {
	form, l, err := readPageForm(w, r)
	if err != nil {
		return err
	}
	secret := chi.URLParam(r, "secret")
	link, err := s.Store.FindLink(r.Context(), secret)
	if err != nil {
		return s.linkGone(w, r, l, err)
	}
	a, err := s.Store.Accept(r.Context(), secret, form.Get("email"), form.Get("name"), form.Get("password"))
	if err == nil {
		if err := s.enter(w, r, a); err != nil {
			return err
		}
		return goTo(w, r, accountPath, "password")
	}
	field, sentence, status, ok := s.refusedForm(w, r, l, err)
	if !ok {
		return err
	}
	b := linkBody{Fields: linkForm(l, link, form.Get("email"), form.Get("name"))}
	b.Fault = faulty(b.Fields, field, sentence)
	return s.showLink(w, r, l, status, link, b)
}
