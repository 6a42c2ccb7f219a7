package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"corredor/data"
	"corredor/geo"
)

const hooksPath = "/account/webhooks"

// hangHookPages hangs the pages on which people keep their subscriptions.
func (s *Server) hangHookPages(r chi.Router) {
	hang := func(method, path string, h func(http.ResponseWriter, *http.Request, data.Account) error) {
		door := s.private(medium, timed(webhookTime, s.member(func(w http.ResponseWriter, r *http.Request, a data.Account) error {
			if err := a.Viewer().May(geo.Subscribe); err != nil {
				return err
			}
			return h(w, r, a)
		})))
		r.Method(method, path, door)
		if method == http.MethodGet {
			r.Method(http.MethodHead, path, door)
		}
	}
	hang(http.MethodGet, hooksPath, s.hooksPage)
	hang(http.MethodPost, hooksPath, s.addHook)
	hang(http.MethodGet, hooksPath+"/{webhook}", s.hookPage)
	hang(http.MethodPost, hooksPath+"/{webhook}", s.changeHook)
	hang(http.MethodPost, hooksPath+"/{webhook}/secret", s.rotateHook)
	hang(http.MethodPost, hooksPath+"/{webhook}/pause", s.turnHook("paused"))
	hang(http.MethodPost, hooksPath+"/{webhook}/resume", s.turnHook("active"))
	hang(http.MethodPost, hooksPath+"/{webhook}/ping", s.pingHook)
	hang(http.MethodPost, hooksPath+"/{webhook}/delete", s.deleteHook)
	hang(http.MethodPost, hooksPath+"/{webhook}/deliveries/{delivery}/redeliver", s.redeliverHook)
}

// hooksBody is what the page of all subscriptions of somebody shows.
type hooksBody struct {
	Said, Fault string
	Hooks       []hookRow
	New         []input
}

type hookRow struct {
	data.Webhook
	Title, EventNames, StateName, Trouble string
	Mine                                  bool
}

// hookBodyPage is what the page of one shows.
type hookBodyPage struct {
	Said, Fault string
	Secret      string // that was just made
	Hook        hookRow
	Overlap     string // until when an older secret signs too
	Log         []deliveryRow
	Change      []input
	Changing    bool // the form was filled in and is shown open
}

type deliveryRow struct {
	data.Delivery
	What, When, StateName, Last string
}

func (l lang) hookRow(w data.Webhook, a data.Account) hookRow {
	row := hookRow{Webhook: w, Title: orElse(w.Name, hostOf(w.URL)), StateName: l.word("hookState." + w.State), Mine: w.Account == a.ID}
	var names []string
	for _, e := range w.Events {
		names = append(names, l.word("hookEvent."+e))
	}
	row.EventNames = strings.Join(names, "; ")
	switch {
	case w.Note != "":
		row.Trouble = l.word("hookNote." + w.Note)
	case w.Failures > 0:
		row.Trouble = l.count("webhook.failing", w.Failures)
	}
	return row
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return u.Host
}

func (s *Server) hooksPage(w http.ResponseWriter, r *http.Request, a data.Account) error {
	query, l, err := readPageQuery(w, r)
	if err != nil {
		return err
	}
	b := hooksBody{}
	if query.Get("said") == "deleted" {
		b.Said = l.word("webhook.said.deleted")
	}
	return s.showHooks(w, r, l, a, http.StatusOK, b)
}

func (s *Server) showHooks(w http.ResponseWriter, r *http.Request, l lang, a data.Account, status int, b hooksBody) error {
	all, err := s.Store.Webhooks(r.Context(), a.Viewer())
	if err != nil {
		return err
	}
	for _, one := range all {
		b.Hooks = append(b.Hooks, l.hookRow(one, a))
	}
	if b.New == nil {
		b.New = l.hookForm(url.Values{"event": data.WebhookEvents()})
	}
	return s.writePage(w, r, status, "webhooks", page{Lang: l, Title: l.word("webhook.title"), Lead: l.word("webhook.lead"),
		Trail: []crumb{{accountPath, l.word("account.yours")}}, Body: b})
}

func (s *Server) hookPage(w http.ResponseWriter, r *http.Request, a data.Account) error {
	query, l, err := readPageQuery(w, r)
	if err != nil {
		return err
	}
	id, err := readIDIn(r, "webhook")
	if err != nil {
		return err
	}
	one, err := s.Store.Webhook(r.Context(), a.Viewer(), id)
	if err != nil {
		return err
	}
	b := hookBodyPage{}
	switch query.Get("said") {
	case "paused":
		b.Said = l.word("webhook.said.paused")
	case "active":
		b.Said = l.word("webhook.said.active")
	case "changed":
		b.Said = l.word("webhook.said.changed")
	case "queued":
		b.Said = l.word("webhook.said.queued")
	}
	return s.showHook(w, r, l, a, one, http.StatusOK, b)
}

// mostLogged is how many lines of the log a page shows.
const mostLogged = 30

func (s *Server) showHook(w http.ResponseWriter, r *http.Request, l lang, a data.Account, one data.Webhook, status int, b hookBodyPage) error {
	log, err := s.Store.Deliveries(r.Context(), a.Viewer(), one.ID, 0, mostLogged)
	if err != nil {
		return err
	}
	b.Hook = l.hookRow(one, a)
	if one.Overlap != nil {
		b.Overlap = l.moment(*one.Overlap)
	}
	for _, d := range log {
		b.Log = append(b.Log, l.deliveryRow(d))
	}
	if b.Change == nil {
		b.Change = l.hookForm(url.Values{"url": {one.URL}, "event": one.Events, "filter": {one.Filter}, "name": {one.Name}})
	}
	return s.writePage(w, r, status, "webhook", page{Lang: l, Title: b.Hook.Title,
		Trail: []crumb{{accountPath, l.word("account.yours")}, {hooksPath, l.word("webhook.title")}}, Body: b})
}

func (l lang) deliveryRow(d data.Delivery) deliveryRow {
	row := deliveryRow{Delivery: d, What: l.word("hookEvent." + d.Kind), When: l.moment(d.Made), StateName: l.word("hookDelivery." + d.State)}
	if len(d.Log) == 0 {
		return row
	}
	last := d.Log[len(d.Log)-1]
	row.Last = last.Said
	if last.Status != 0 {
		row.Last = strings.TrimSpace(strconv.Itoa(last.Status) + " " + geo.Clip(last.Said, 120))
	}
	return row
}
