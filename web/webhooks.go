package web

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"corredor/data"
	"corredor/geo"
	"corredor/web/hooks"
)

// webhookTime bounds what is done about a subscription, the name of its host looked up included.
const webhookTime = 8 * time.Second

// hangWebhooks hangs the doors of subscriptions, for programs. Those of people are with the account.
func (s *Server) hangWebhooks(r chi.Router, get func(pattern string, units float64, h handler)) {
	do := func(method, pattern string, h handler) {
		r.Method(method, pattern, s.door(s.paid(medium, timed(webhookTime, h))))
	}
	get("/webhooks", medium, s.listWebhooks)
	do(http.MethodPost, "/webhooks", s.addWebhook)
	get("/webhooks/{webhook}", medium, s.webhook)
	do(http.MethodPatch, "/webhooks/{webhook}", s.changeWebhook)
	do(http.MethodDelete, "/webhooks/{webhook}", s.deleteWebhook)
	do(http.MethodPost, "/webhooks/{webhook}/secret", s.rotateWebhook)
	do(http.MethodPost, "/webhooks/{webhook}/ping", s.pingWebhook)
	get("/webhooks/{webhook}/deliveries", medium, s.webhookDeliveries)
	do(http.MethodPost, "/webhooks/{webhook}/deliveries/{delivery}/redeliver", s.redeliver)
}

// webhookJSON is a subscription as it is answered.
type webhookJSON struct {
	ID         int64      `json:"id"`
	Name       string     `json:"name"`
	URL        string     `json:"url"`
	Events     []string   `json:"events"`
	Filter     *string    `json:"filter"`
	FilterLang string     `json:"filter_lang"`
	Lang       string     `json:"lang"`
	State      string     `json:"state"`
	Note       string     `json:"note"`
	Owner      string     `json:"owner"`
	Made       time.Time  `json:"made"`
	Failures   int        `json:"failures"`
	Worked     *time.Time `json:"worked"`
	Waiting    int        `json:"waiting"`
	Overlap    *time.Time `json:"older_secret_until"`
	Secret     string     `json:"secret,omitempty"` // once
	Links      []link     `json:"links"`
}

func (s *Server) webhookJSON(r *http.Request, w data.Webhook, secret string) webhookJSON {
	self := s.base(r) + webhookPath(w.ID)
	told := webhookJSON{w.ID, w.Name, w.URL, w.Events, nil, w.FilterLang, w.Lang, w.State, w.Note, w.Email, w.Made, w.Failures, w.Worked, w.Waiting, w.Overlap, secret,
		[]link{{Href: self, Rel: "self", Type: jsonType}, {Href: self + "/deliveries", Rel: "deliveries", Type: jsonType}}}
	if w.Filter != "" {
		told.Filter = &w.Filter
	}
	return told
}

func webhookPath(id int64) string { return "/webhooks/" + strconv.FormatInt(id, 10) }

// subscriber returns who asks, where they may have subscriptions.
func (s *Server) subscriber(w http.ResponseWriter, r *http.Request, parameters ...string) (geo.Viewer, map[string]string, error) {
	given, err := readQuery(r, parameters...)
	if err != nil {
		return geo.Anyone, nil, err
	}
	who, err := s.writer(w, r)
	if err == nil {
		err = who.May(geo.Subscribe)
	}
	return who, given, err
}

func (s *Server) readWebhookTarget(w http.ResponseWriter, r *http.Request, parameters ...string) (who geo.Viewer, id int64, given map[string]string, err error) {
	if who, given, err = s.subscriber(w, r, parameters...); err == nil {
		id, err = readIDIn(r, "webhook")
	}
	return who, id, given, err
}

// readIDIn reads the number of something from the path.
func readIDIn(r *http.Request, name string) (int64, error) {
	text := chi.URLParam(r, name)
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || id < 1 {
		return 0, geo.NotFoundf("There is no %s %q; they have whole numbers.", name, geo.Clip(text, 40))
	}
	return id, nil
}

func (s *Server) listWebhooks(w http.ResponseWriter, r *http.Request) error {
	who, _, err := s.subscriber(w, r)
	if err != nil {
		return err
	}
	all, err := s.Store.Webhooks(r.Context(), who)
	if err != nil {
		return err
	}
	list := make([]webhookJSON, len(all))
	for i, one := range all {
		list[i] = s.webhookJSON(r, one, "")
	}
	return sendAlone(w, http.StatusOK, map[string]any{"webhooks": list})
}

func (s *Server) webhook(w http.ResponseWriter, r *http.Request) error {
	who, id, _, err := s.readWebhookTarget(w, r)
	if err != nil {
		return err
	}
	one, err := s.Store.Webhook(r.Context(), who, id)
	if err != nil {
		return err
	}
	return sendAlone(w, http.StatusOK, s.webhookJSON(r, one, ""))
}

// addWebhook makes a subscription; its secret is in this answer alone.
func (s *Server) addWebhook(w http.ResponseWriter, r *http.Request) error {
	who, _, err := s.subscriber(w, r)
	if err != nil {
		return err
	}
	wish, err := readWebhook(w, r, []string{jsonType})
	if err != nil {
		return err
	}
	var one data.Webhook
	if err := wish.onto(&one); err != nil {
		return err
	}
	if wish.State != nil {
		return geo.Invalidf("state", "A webhook begins as active.")
	}
	if err := s.Webhooks.CheckURL(r.Context(), one.URL); err != nil {
		return err
	}
	made, secret, err := s.Store.AddWebhook(r.Context(), who, one)
	if err != nil {
		return err
	}
	w.Header().Set("Location", s.base(r)+webhookPath(made.ID))
	return sendAlone(w, http.StatusCreated, s.webhookJSON(r, made, secret))
}

// webhookWish is what a client says of a subscription; what it leaves out stays.
type webhookWish struct {
	Name       *string         `json:"name"`
	URL        *string         `json:"url"`
	Events     []string        `json:"events"`
	Filter     json.RawMessage `json:"filter"` // a text, an object of CQL2 JSON, or null for none
	FilterLang *string         `json:"filter_lang"`
	Lang       *string         `json:"lang"`
	State      *string         `json:"state"`
}

func readWebhook(w http.ResponseWriter, r *http.Request, types []string) (wish webhookWish, err error) {
	if err := checkMediaType(w, r, types); err != nil {
		return wish, err
	}
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, mostForm))
	d.DisallowUnknownFields()
	err = d.Decode(&wish)
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return wish, &geo.Problem{Kind: geo.TooLarge, Msg: "The body is longer than 64 kB."}
	}
	if err != nil {
		return wish, &geo.Problem{Kind: geo.Invalid, Err: err,
			Msg: "The body must be an object of JSON with url, events, filter, filter_lang, lang, name and state, or some of them, and nothing else."}
	}
	if d.Decode(&struct{}{}) != io.EOF {
		return wish, &geo.Problem{Kind: geo.Invalid, Msg: "The body must be one object and nothing behind it."}
	}
	return wish, nil
}

// onto changes a subscription as wished.
func (wish webhookWish) onto(one *data.Webhook) error {
	for to, from := range map[*string]*string{&one.Name: wish.Name, &one.URL: wish.URL, &one.FilterLang: wish.FilterLang, &one.Lang: wish.Lang, &one.State: wish.State} {
		if from != nil {
			*to = *from
		}
	}
	if wish.Events != nil {
		one.Events = wish.Events
	}
	switch text := strings.TrimSpace(string(wish.Filter)); {
	case text == "":
	case text == "null":
		one.Filter, one.FilterLang = "", langText
	case text[0] == '{':
		one.Filter, one.FilterLang = text, langJSON
	default:
		if json.Unmarshal(wish.Filter, &one.Filter) != nil {
			return geo.Invalidf("filter", "The filter must be a text, an object of CQL2 JSON, or null.")
		}
		if wish.FilterLang == nil {
			one.FilterLang = langText
		}
	}
	return nil
}

func (s *Server) changeWebhook(w http.ResponseWriter, r *http.Request) error {
	who, id, _, err := s.readWebhookTarget(w, r)
	if err != nil {
		return err
	}
	wish, err := readWebhook(w, r, append([]string{jsonType}, patchTypes...))
	if err != nil {
		return err
	}
	if wish.URL != nil {
		if err := s.Webhooks.CheckURL(r.Context(), *wish.URL); err != nil {
			return err
		}
	}
	one, err := s.Store.ChangeWebhook(r.Context(), who, id, wish.onto)
	if err != nil {
		return err
	}
	return sendAlone(w, http.StatusOK, s.webhookJSON(r, one, ""))
}

func (s *Server) deleteWebhook(w http.ResponseWriter, r *http.Request) error {
	who, id, _, err := s.readWebhookTarget(w, r)
	if err != nil {
		return err
	}
	if err := s.Store.DeleteWebhook(r.Context(), who, id); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// rotateWebhook gives a subscription another secret, which is in this answer alone.
func (s *Server) rotateWebhook(w http.ResponseWriter, r *http.Request) error {
	who, id, _, err := s.readWebhookTarget(w, r)
	if err != nil {
		return err
	}
	one, secret, err := s.Store.RotateWebhookSecret(r.Context(), who, id)
	if err != nil {
		return err
	}
	return sendAlone(w, http.StatusOK, s.webhookJSON(r, one, secret))
}

func (s *Server) pingWebhook(w http.ResponseWriter, r *http.Request) error {
	who, id, _, err := s.readWebhookTarget(w, r)
	if err != nil {
		return err
	}
	delivery, err := s.Store.PingWebhook(r.Context(), who, id)
	if err != nil {
		return err
	}
	s.ring()
	return sendAlone(w, http.StatusAccepted, map[string]any{"delivery": delivery})
}

func (s *Server) redeliver(w http.ResponseWriter, r *http.Request) error {
	who, id, _, err := s.readWebhookTarget(w, r)
	if err != nil {
		return err
	}
	delivery, err := readIDIn(r, "delivery")
	if err != nil {
		return err
	}
	if err := s.Store.RedeliverWebhook(r.Context(), who, id, delivery); err != nil {
		return err
	}
	s.ring()
	return sendAlone(w, http.StatusAccepted, map[string]any{"delivery": delivery})
}

// sendAlone answers with JSON that is for who asks alone.
func sendAlone(w http.ResponseWriter, status int, v any) error {
	startJSON(w, jsonType)
	w.Header().Set("Cache-Control", "private, no-store")
	w.WriteHeader(status)
	return json.NewEncoder(w).Encode(v)
}

// Deliver says who calls subscribers in this process, to be rung and watched. It is said once.
func (s *Server) Deliver(d *hooks.Deliverer) {
	s.deliverer.Store(d)
	s.metrics.registry.MustRegister(
		countOf("webhook_told_total", "Calls of webhooks that were taken.", d.Told.Load),
		countOf("webhook_failed_total", "Calls of webhooks that failed; most are made again.", d.Failed.Load),
		countOf("webhook_given_up_total", "Deliveries of webhooks that were given up.", d.GivenUp.Load),
		gaugeOf("webhook_waiting", "Deliveries of webhooks that wait, when it was last looked.", func() float64 { return float64(d.Waiting.Load()) }),
	)
}

// ring has whoever delivers look at once, if that is this process.
func (s *Server) ring() {
	if d := s.deliverer.Load(); d != nil {
		d.Ring()
	}
}

// deliveryJSON is a line of the log of a subscription.
type deliveryJSON struct {
	ID       int64      `json:"id"`
	Message  string     `json:"message"` // the header webhook-id
	Type     string     `json:"type"`
	Subject  *string    `json:"subject"`
	Matches  string     `json:"matches"`
	Revision int64      `json:"revision"`
	Items    *int       `json:"items,omitempty"`
	State    string     `json:"state"`
	Queued   time.Time  `json:"queued"`
	Due      *time.Time `json:"due"`
	Settled  *time.Time `json:"settled"`
	Tries    []tryJSON  `json:"tries"`
}

type tryJSON struct {
	N      int       `json:"n"`
	At     time.Time `json:"at"`
	Status *int      `json:"status"`
	TookMS int64     `json:"took_ms"`
	Said   string    `json:"said"`
}

// mostDeliveries is how many lines of a log are answered.
const mostDeliveries = 100

func (s *Server) webhookDeliveries(w http.ResponseWriter, r *http.Request) error {
	who, id, given, err := s.readWebhookTarget(w, r, "before")
	if err != nil {
		return err
	}
	before := int64(0)
	if text, ok := given["before"]; ok {
		if before, err = readNumber("before", text, 1); err != nil {
			return err
		}
	}
	all, err := s.Store.Deliveries(r.Context(), who, id, before, mostDeliveries+1)
	if err != nil {
		return err
	}
	links := []link{{Href: s.self(r), Rel: "self", Type: jsonType}}
	if len(all) > mostDeliveries {
		all = all[:mostDeliveries]
		links = append(links, link{Href: s.with(r, "before", strconv.FormatInt(all[mostDeliveries-1].ID, 10)), Rel: "next", Type: jsonType})
	}
	list := make([]deliveryJSON, len(all))
	for i, d := range all {
		list[i] = deliveryOf(d)
	}
	return sendAlone(w, http.StatusOK, map[string]any{"deliveries": list, "links": links})
}

func deliveryOf(d data.Delivery) deliveryJSON {
	told := deliveryJSON{ID: d.ID, Message: messageID(d), Type: d.Kind, Matches: d.Matches, Revision: d.Revision, State: d.State, Queued: d.Made, Settled: d.Settled, Tries: []tryJSON{}}
	if d.Subject != "" {
		told.Subject = &d.Subject
	}
	if d.Items > 0 {
		told.Items = &d.Items
	}
	if d.State == "waiting" {
		told.Due = &d.Due
	}
	for _, t := range d.Log {
		one := tryJSON{N: t.N, At: t.At, TookMS: t.Took.Milliseconds(), Said: t.Said}
		if t.Status != 0 {
			one.Status = &t.Status
		}
		told.Tries = append(told.Tries, one)
	}
	return told
}
