package web

import (
	"net/http"
	"strconv"
	"time"

	"corredor/data"
	"corredor/web/hooks"
)

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
