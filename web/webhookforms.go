package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"corredor/data"
	"corredor/geo"
)

// hookForm is the form that makes or changes a subscription, as it was filled in.
func (l lang) hookForm(given url.Values) []input {
	events := input{Name: "event", Label: "webhook.events"}
	for _, e := range data.WebhookEvents() {
		chosen := false
		for _, one := range given["event"] {
			chosen = chosen || one == e
		}
		events.Choices = append(events.Choices, choice{Value: e, Text: l.word("hookEvent." + e), Chosen: chosen})
	}
	return []input{
		{Name: "url", Label: "webhook.url", Type: "url", Value: given.Get("url"), Hint: l.word("webhook.urlHint"), Autocomplete: "off", Most: 2000},
		events,
		{Name: "filter", Label: "webhook.filter", Value: given.Get("filter"), Hint: l.word("webhook.filterHint"), Autocomplete: "off", Optional: true, Most: 16_000},
		{Name: "name", Label: "webhook.name", Value: given.Get("name"), Autocomplete: "off", Optional: true},
	}
}

// hookFault is refusedForm for the forms of subscriptions.
func (s *Server) hookFault(w http.ResponseWriter, r *http.Request, l lang, err error) (field, sentence string, status int, ok bool) {
	p, is := asProblem(err)
	switch {
	case is && p.Kind == geo.Conflict && strings.Contains(p.Msg, "at most"):
		sentence = l.word("webhook.tooMany")
	case is && p.Kind == geo.Conflict:
		sentence = l.word("webhook.notActive")
	case is && p.Kind == geo.Invalid && p.Param == "url":
		field, sentence = "url", l.word("webhook.urlBad")
	case is && p.Kind == geo.Invalid && p.Param == "events":
		field, sentence = "event", l.word("account.chooseOne")
	case is && p.Kind == geo.Invalid && p.Param == "name":
		field, sentence = "name", l.word("webhook.nameBad")
	case is && p.Kind == geo.Invalid: // the filter, whatever in it
		field, sentence = "filter", l.say("webhook.filterBad", p.Msg)
	default:
		return s.refusedForm(w, r, l, err)
	}
	visitOf(r).err = err
	if status = http.StatusUnprocessableEntity; p.Kind == geo.Conflict {
		status = http.StatusConflict
	}
	return field, sentence, status, true
}

// addHook makes a subscription and shows its secret this once.
func (s *Server) addHook(w http.ResponseWriter, r *http.Request, a data.Account) error {
	form, l, err := readPageForm(w, r)
	if err != nil {
		return err
	}
	wish := data.Webhook{Lang: string(l)}
	fillHook(&wish, form)
	var made data.Webhook
	var secret string
	if err = s.Webhooks.CheckURL(r.Context(), wish.URL); err == nil {
		made, secret, err = s.Store.AddWebhook(r.Context(), a.Viewer(), wish)
	}
	if err == nil {
		return s.showHook(w, r, l, a, made, http.StatusCreated, hookBodyPage{Secret: secret})
	}
	field, sentence, status, ok := s.hookFault(w, r, l, err)
	if !ok {
		return err
	}
	b := hooksBody{New: l.hookForm(form)}
	b.Fault = faulty(b.New, field, sentence)
	return s.showHooks(w, r, l, a, status, b)
}

// fillHook says of a subscription what a form does.
func fillHook(one *data.Webhook, form url.Values) {
	one.Name, one.URL, one.Events, one.Filter = form.Get("name"), strings.TrimSpace(form.Get("url")), form["event"], strings.TrimSpace(form.Get("filter"))
	one.FilterLang = langText
	if strings.HasPrefix(one.Filter, "{") {
		one.FilterLang = langJSON
	}
}

// changeHook changes a subscription as its form says; its language and its state stay.
func (s *Server) changeHook(w http.ResponseWriter, r *http.Request, a data.Account) error {
	form, l, err := readPageForm(w, r)
	if err != nil {
		return err
	}
	id, err := readIDIn(r, "webhook")
	if err != nil {
		return err
	}
	was, err := s.Store.Webhook(r.Context(), a.Viewer(), id)
	if err != nil {
		return err
	}
	wish := was
	fillHook(&wish, form)
	if wish.URL != was.URL {
		err = s.Webhooks.CheckURL(r.Context(), wish.URL)
	}
	if err == nil {
		_, err = s.Store.ChangeWebhook(r.Context(), a.Viewer(), id, func(one *data.Webhook) error {
			fillHook(one, form)
			return nil
		})
	}
	if err == nil {
		return goTo(w, r, hooksPath+"/"+strconv.FormatInt(id, 10), "changed")
	}
	field, sentence, status, ok := s.hookFault(w, r, l, err)
	if !ok {
		return err
	}
	b := hookBodyPage{Change: l.hookForm(form), Changing: true}
	b.Fault = faulty(b.Change, field, sentence)
	return s.showHook(w, r, l, a, was, status, b)
}

// onHook does something to a subscription, and says so on its page.
func (s *Server) onHook(w http.ResponseWriter, r *http.Request, said string, do func(id int64) error) error {
	if _, err := readForm(w, r); err != nil {
		return err
	}
	_, l, err := readPageQuery(w, r)
	if err != nil {
		return err
	}
	id, err := readIDIn(r, "webhook")
	if err != nil {
		return err
	}
	if err = do(id); err == nil {
		s.ring()
		return goTo(w, r, hooksPath+"/"+strconv.FormatInt(id, 10), said)
	}
	a := visitOf(r).account
	_, sentence, status, ok := s.hookFault(w, r, l, err)
	one, gone := s.Store.Webhook(r.Context(), a.Viewer(), id)
	if !ok || gone != nil {
		return err
	}
	return s.showHook(w, r, l, *a, one, status, hookBodyPage{Fault: sentence})
}

func (s *Server) turnHook(state string) func(http.ResponseWriter, *http.Request, data.Account) error {
	return func(w http.ResponseWriter, r *http.Request, a data.Account) error {
		return s.onHook(w, r, state, func(id int64) error {
			_, err := s.Store.ChangeWebhook(r.Context(), a.Viewer(), id, func(one *data.Webhook) error {
				one.State = state
				return nil
			})
			return err
		})
	}
}

func (s *Server) pingHook(w http.ResponseWriter, r *http.Request, a data.Account) error {
	return s.onHook(w, r, "queued", func(id int64) error {
		_, err := s.Store.PingWebhook(r.Context(), a.Viewer(), id)
		return err
	})
}

func (s *Server) redeliverHook(w http.ResponseWriter, r *http.Request, a data.Account) error {
	return s.onHook(w, r, "queued", func(id int64) error {
		delivery, err := readIDIn(r, "delivery")
		if err != nil {
			return err
		}
		return s.Store.RedeliverWebhook(r.Context(), a.Viewer(), id, delivery)
	})
}

// rotateHook gives a subscription another secret, and shows it this once.
func (s *Server) rotateHook(w http.ResponseWriter, r *http.Request, a data.Account) error {
	_, l, err := readPageForm(w, r)
	if err != nil {
		return err
	}
	id, err := readIDIn(r, "webhook")
	if err != nil {
		return err
	}
	one, secret, err := s.Store.RotateWebhookSecret(r.Context(), a.Viewer(), id)
	if err != nil {
		return err
	}
	return s.showHook(w, r, l, a, one, http.StatusOK, hookBodyPage{Secret: secret})
}

func (s *Server) deleteHook(w http.ResponseWriter, r *http.Request, a data.Account) error {
	if _, err := readForm(w, r); err != nil {
		return err
	}
	id, err := readIDIn(r, "webhook")
	if err != nil {
		return err
	}
	if err := s.Store.DeleteWebhook(r.Context(), a.Viewer(), id); err != nil {
		return err
	}
	return goTo(w, r, hooksPath, "deleted")
}
