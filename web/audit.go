package web

import (
	"context"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"corredor/data"
	"corredor/geo"
)

// auditTime is how long the audit log may take to keep a refusal.
const auditTime = 3 * time.Second

// actions are what requests to each door are called in the audit log. A request to none
// of them is called a request.
var actions = map[string]string{
	"POST " + itemsPath:  "item.create",
	"PUT " + itemPath:    "item.replace",
	"PATCH " + itemPath:  "item.update",
	"DELETE " + itemPath: "item.delete",
	"POST /imports":      "import",

	"POST /drafts":                  "draft.create",
	"PUT /drafts/{draft}":           "draft.save",
	"DELETE /drafts/{draft}":        "draft.delete",
	"POST /drafts/{draft}/submit":   "draft.submit",
	"POST /drafts/{draft}/withdraw": "draft.withdraw",
	"POST /drafts/{draft}/reject":   "draft.reject",
	"POST /drafts/{draft}/publish":  "draft.publish",

	"POST /webhooks":                                           "webhook.create",
	"PATCH /webhooks/{webhook}":                                "webhook.update",
	"DELETE /webhooks/{webhook}":                               "webhook.delete",
	"POST /webhooks/{webhook}/secret":                          "webhook.secret",
	"POST /webhooks/{webhook}/ping":                            "webhook.ping",
	"POST /webhooks/{webhook}/deliveries/{delivery}/redeliver": "webhook.redeliver",

	"POST /account/webhooks":                                           "webhook.create",
	"POST /account/webhooks/{webhook}/secret":                          "webhook.secret",
	"POST /account/webhooks/{webhook}/pause":                           "webhook.update",
	"POST /account/webhooks/{webhook}/resume":                          "webhook.update",
	"POST /account/webhooks/{webhook}/ping":                            "webhook.ping",
	"POST /account/webhooks/{webhook}/delete":                          "webhook.delete",
	"POST /account/webhooks/{webhook}/deliveries/{delivery}/redeliver": "webhook.redeliver",

	"POST /account/sign-in":                  "account.sign-in",
	"POST /account/sign-out":                 "account.sign-out",
	"POST /account/sign-out-everywhere":      "account.sign-out-everywhere",
	"POST /account/password":                 "account.password",
	"POST /account/tokens":                   "token.create",
	"POST /account/tokens/{token}/revoke":    "token.revoke",
	"POST /account/link/{secret}":            "account.accept",
	"POST /account/people":                   "account.add",
	"POST /account/people/{account}/roles":   "account.roles",
	"POST /account/people/{account}/disable": "account.disable",
	"POST /account/people/{account}/enable":  "account.enable",
	"POST /account/people/{account}/link":    "account.link",
}

// questions are doors that are asked again and again while somebody draws, and change
// nothing: of these the audit log keeps only that somebody may not ask.
var questions = map[string]bool{"POST /zones/preview": true, "PUT /drafts/{draft}/presence": true, "DELETE /drafts/{draft}/presence": true}

// safe reports whether a request asks for no change.
func safe(r *http.Request) bool {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodTrace:
		return true
	}
	return false
}

// audited says from where a write comes, and has the audit log keep that it was refused.
// What is done is kept where it is done.
func (s *Server) audited(next http.Handler) http.Handler {
	if s.Store == nil { // an archive is not written
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if safe(r) && !strings.HasPrefix(r.URL.Path, accountPath) {
			next.ServeHTTP(w, r)
			return
		}
		v := visitOf(r)
		r = r.WithContext(data.From(r.Context(), data.Origin{Address: v.addr, Request: v.id, Agent: r.UserAgent()}))
		next.ServeHTTP(w, r)
		if !safe(r) && !v.kept {
			s.keepRefusal(w, r, v)
		}
	})
}

// keepRefusal writes a refused write into the audit log. That somebody asks too much is
// not written, and neither is more from one address than it could pay for: a flood of
// refusals would else be one of the log.
func (s *Server) keepRefusal(w http.ResponseWriter, r *http.Request, v *visit) {
	ww, ok := w.(middleware.WrapResponseWriter)
	if !ok || ww.Status() < 400 || ww.Status() >= 500 || ww.Status() == http.StatusTooManyRequests || s.meter.spend(v.addr, medium) > 0 {
		return
	}
	door := r.Method + " " + chi.RouteContext(r.Context()).RoutePattern()
	if questions[door] && ww.Status() != http.StatusUnauthorized && ww.Status() != http.StatusForbidden {
		return
	}
	e := data.Event{Action: "request", Target: r.Method + " " + plainPath(r), Status: ww.Status()}
	if v.err != nil {
		e.Reason = problemOf(r, v.err).Detail
	}
	if named := actions[door]; named != "" {
		e.Action = named
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), auditTime)
	defer cancel()
	if err := s.Store.RecordRefusal(ctx, v.who, e); err != nil {
		s.Log.Error("a refusal is not in the audit log", "request_id", v.id, "account", v.who.Account, "token", v.who.Token, "remote", address(v.addr),
			"action", e.Action, "target", geo.Clip(e.Target, 300), "status", e.Status, "err", err)
	}
}

func address(a netip.Addr) string {
	if !a.IsValid() {
		return ""
	}
	return a.String()
}

// plainPath is the path of a request without what is secret in it.
func plainPath(r *http.Request) string {
	if strings.HasPrefix(r.URL.Path, linkPath) {
		return linkPath + "…"
	}
	return r.URL.Path
}

// wished is what a request asks for, as the log may have it: with its query, but for what
// is about accounts, where codes and addresses of people may stand in it.
func wished(r *http.Request) string {
	if strings.HasPrefix(r.URL.Path, accountPath) {
		return plainPath(r)
	}
	return r.URL.RequestURI()
}
