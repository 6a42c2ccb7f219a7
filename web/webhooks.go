package web

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"

	"corredor/data"
	"corredor/geo"
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

// sendAlone answers with JSON that is for who asks alone.
func sendAlone(w http.ResponseWriter, status int, v any) error {
	startJSON(w, jsonType)
	w.Header().Set("Cache-Control", "private, no-store")
	w.WriteHeader(status)
	return json.NewEncoder(w).Encode(v)
}
