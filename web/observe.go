package web

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"corredor/data"
	"corredor/geo"
)

// visit is what is known of one request: its id, who asks, and the error that
// ended it.
// It belongs to the goroutine that serves the request.
type visit struct {
	id   string
	addr netip.Addr // who asks, proxies left out
	err  error

	who     geo.Viewer    // as they have said; Anyone where it does not matter
	account *data.Account // that is signed in, of a door for which it matters
	kept    bool          // the audit log has the refusal already
}

type visitKey struct{}

// visitOf returns the visit of a request; every request has one.
func visitOf(r *http.Request) *visit {
	v, _ := r.Context().Value(visitKey{}).(*visit)
	if v == nil {
		v = &visit{}
	}
	return v
}

// statusGone is logged where the client went away before the answer.
const statusGone = 499

// observe gives each request an id, and afterwards writes one log line and
// counts it.
func (s *Server) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		v := &visit{id: requestID(r), addr: clientAddr(r, s.TrustedProxies)}
		r = r.WithContext(context.WithValue(r.Context(), visitKey{}, v))
		w.Header().Set("X-Request-Id", v.id)
		ww := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		s.metrics.open.Inc()
		defer func() {
			s.metrics.open.Dec()
			took := time.Since(start)
			status := ww.Status()
			broken := recover()
			switch {
			case r.Context().Err() != nil && v.err != nil:
				status = statusGone
			case status == 0 && broken == nil:
				status = http.StatusOK
			}
			route := chi.RouteContext(r.Context()).RoutePattern()
			s.metrics.count(route, r.Method, status, took)
			s.logVisit(r, v, route, status, ww.BytesWritten(), took, broken != nil)
			if broken != nil {
				panic(broken)
			}
		}()
		next.ServeHTTP(ww, r)
	})
}

func (s *Server) logVisit(r *http.Request, v *visit, route string, status, bytes int, took time.Duration, cut bool) {
	level := slog.LevelInfo
	switch {
	case status >= 500 || cut && status != statusGone:
		level = slog.LevelError
	case route == "/livez" || route == "/readyz" || route == "/metrics", status < 400 && isTile(r):
		// The metrics count them; a line each would bury the rest.
		level = slog.LevelDebug
	}
	if !s.Log.Enabled(r.Context(), level) {
		return
	}
	attrs := []slog.Attr{
		slog.String("request_id", v.id),
		slog.String("method", r.Method),
		slog.String("path", geo.Clip(wished(r), 500)),
		slog.String("route", route),
		slog.Int("status", status),
		slog.Int("bytes", bytes),
		slog.Float64("ms", float64(took.Microseconds())/1000),
		slog.String("remote", v.addr.String()),
	}
	if v.who.Account != 0 {
		attrs = append(attrs, slog.Int64("account", v.who.Account))
	}
	if v.who.Token != 0 {
		attrs = append(attrs, slog.Int64("token", v.who.Token))
	}
	if v.err != nil {
		attrs = append(attrs, slog.String("err", v.err.Error()))
	}
	if cut {
		attrs = append(attrs, slog.Bool("cut_short", true))
	}
	s.Log.LogAttrs(context.WithoutCancel(r.Context()), level, "request", attrs...)
}

// requestID keeps the id a proxy in front has given, if it is a plain one.
func requestID(r *http.Request) string {
	id := r.Header.Get("X-Request-Id")
	if len(id) >= 8 && len(id) <= 64 && strings.Trim(id, "-_.0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" {
		return id
	}
	var b [8]byte
	_, _ = rand.Read(b[:]) // it never fails
	return hex.EncodeToString(b[:])
}

// rescue turns a panic into an answer that says nothing of its cause, which goes
// to the log.
func (s *Server) rescue(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(p)
			}
			v := visitOf(r)
			v.err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
			if started(w) {
				panic(http.ErrAbortHandler)
			}
			writeProblem(w, r, v.err)
		}()
		next.ServeHTTP(w, r)
	})
}

// started reports whether the head of the answer has been sent.
func started(w http.ResponseWriter) bool {
	for {
		if ww, ok := w.(middleware.WrapResponseWriter); ok {
			return ww.Status() != 0
		}
		u, ok := w.(interface{ Unwrap() http.ResponseWriter })
		if !ok {
			return false
		}
		w = u.Unwrap()
	}
}
