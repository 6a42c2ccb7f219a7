package main

import (
	"log/slog"

	"corredor/data"
	"corredor/web"
	"corredor/web/hooks"
)

// webhooks says which addresses may be called when the data change.
func (s *serve) webhooks() hooks.Policy { return hooks.Policy{AllowPrivate: s.WebhookPrivate == "yes"} }

// deliverer is what calls them, in the name of a server that is seen at base.
func (s *serve) deliverer(store *data.Store, handler *web.Server, base string, log *slog.Logger) *hooks.Deliverer {
	d := &hooks.Deliverer{Store: store, Policy: s.webhooks(), Body: handler.WebhookBody(base), Agent: "Corredor/" + version + " (+" + base + ")", Log: log}
	handler.Deliver(d)
	return d
}
