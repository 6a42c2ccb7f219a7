package web

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"corredor/data"
	"corredor/geo"
)

// mostForm bounds a form in bytes.
const mostForm = 64 << 10

// input is a field of a form.
type input struct {
	Name, Label  string // the label is a key of the dictionary
	Type         string // text unless set
	Value        string
	Autocomplete string
	Hint, Fault  string
	Focus        bool // the first that somebody will fill in
	Optional     bool
	Most         int // characters; 0 for as many as most fields have
	Choices      []choice
}

// choice is one of several values.
type choice struct {
	Value, Text, Hint string
	Chosen            bool
}

// readForm reads a form that was filled in.
func readForm(w http.ResponseWriter, r *http.Request) (url.Values, error) {
	if err := checkMediaType(w, r, []string{"application/x-www-form-urlencoded"}); err != nil {
		return nil, err
	}
	r.Body = http.MaxBytesReader(w, r.Body, mostForm)
	if err := r.ParseForm(); err != nil {
		if _, large := errors.AsType[*http.MaxBytesError](err); large {
			return nil, &geo.Problem{Kind: geo.TooLarge, Msg: "The form is longer than 64 kB."}
		}
		return nil, brokenBody(err)
	}
	return r.PostForm, nil
}

// readPageForm is readForm with the language of the page that is answered.
func readPageForm(w http.ResponseWriter, r *http.Request) (url.Values, lang, error) {
	form, err := readForm(w, r)
	if err != nil {
		return nil, spanish, err
	}
	_, l, err := readPageQuery(w, r)
	return form, l, err
}

// fault is what a person is told of an error in a form: a sentence, and beside which field
// it belongs. ok is false for what is no fault of theirs.
func (l lang) fault(err error, form url.Values) (field, sentence string, status int, ok bool) {
	if soon, is := errors.AsType[data.TooSoon](err); is {
		return "", l.say("account.tooSoon", l.wait(soon.Wait)), http.StatusTooManyRequests, true
	}
	p, is := errors.AsType[*geo.Problem](err)
	if !is {
		return "", "", 0, false
	}
	status = statusOf[p.Kind]
	switch {
	case p.Kind == geo.Unavailable:
		return "", l.word("account.down"), status, true
	case p.Kind == geo.Unidentified:
		return "", l.word("account.wrong"), status, true
	case p.Kind == geo.NotFound:
		return "", l.word("account.linkGone"), status, true
	case p.Kind == geo.Conflict && p.Param == "email":
		return "email", l.word("account.emailTaken"), status, true
	case p.Kind == geo.Conflict && strings.Contains(p.Msg, "last administrator"):
		return "", l.word("account.last"), status, true
	case p.Kind == geo.Conflict:
		return "", l.word("account.isDisabled"), status, true
	case p.Kind != geo.Invalid:
		return "", "", 0, false
	}
	status = http.StatusUnprocessableEntity
	switch p.Param {
	case "email":
		sentence = l.word("account.emailBad")
	case "name":
		sentence = l.word("account.nameBad")
	case "current":
		sentence = l.word("account.currentWrong")
	case "days":
		sentence = l.word("account.daysBad")
	case "scope", "role":
		sentence = l.word("account.chooseOne")
	case "password":
		sentence = l.word("account.passwordCommon")
		if n := utf8.RuneCountInString(form.Get("password")); n < 12 || n > 200 {
			sentence = l.word("account.passwordLength")
		}
	default:
		return "", "", 0, false
	}
	return p.Param, sentence, status, true
}

// faulty marks the field of a fault and, where there is none of that name, returns the
// sentence to stand above the form.
func faulty(fields []input, name, sentence string) string {
	for i := range fields {
		fields[i].Focus = false
		if fields[i].Name == name {
			fields[i].Fault, fields[i].Focus, sentence = sentence, true, ""
		}
	}
	return sentence
}

// wait says how long to wait: "12 s", "3 min".
func (l lang) wait(d time.Duration) string {
	if d > 90*time.Second {
		return strconv.Itoa(int((d+time.Minute-1)/time.Minute)) + nbsp + "min"
	}
	return strconv.Itoa(max(1, int((d+time.Second-1)/time.Second))) + nbsp + "s"
}

// goTo sends the browser on after a form, to a page that says what was done.
func goTo(w http.ResponseWriter, r *http.Request, path, said string) error {
	to, err := url.Parse(path)
	if err != nil {
		return err
	}
	q := to.Query()
	if l := r.URL.Query().Get("lang"); (l == string(spanish) || l == string(english)) && !q.Has("lang") {
		q.Set("lang", l)
	}
	if said != "" {
		q.Set("said", said)
	}
	to.RawQuery = q.Encode()
	w.Header().Set("Location", to.String())
	w.WriteHeader(http.StatusSeeOther)
	return nil
}

// onward is where a person wanted to go before they signed in: a page of ours.
func onward(next string) string {
	u, err := url.Parse(next)
	if err != nil || len(next) > 500 || u.IsAbs() || u.Host != "" || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return accountPath
	}
	return next
}
