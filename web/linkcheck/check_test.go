package linkcheck

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"corredor/data"
)

// odd is a server on which each path answers in its own way.
func odd(t *testing.T) (*httptest.Server, *journal) {
	t.Helper()
	j := &journal{asked: map[string][]string{}}
	mux := http.NewServeMux()
	answer := func(path string, h http.HandlerFunc) {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			j.note(r)
			defer j.leave()
			h(w, r)
		})
	}
	status := func(n int) http.HandlerFunc { return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(n) } }
	to := func(n int, where string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", where)
			w.WriteHeader(n)
		}
	}
	answer("/good", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "a page") })
	answer("/missing", status(404))
	answer("/gone", status(410))
	answer("/forbidden", status(403))
	answer("/broken", status(500))
	answer("/moved", to(301, "/moved-again"))
	answer("/moved-again", to(308, "/good"))
	answer("/for-now", to(302, "/good"))
	answer("/moved-away", to(301, "/missing"))
	answer("/round", to(301, "/round"))
	answer("/elsewhere", to(301, "ftp://example.org/x"))
	answer("/nohead", func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		io.WriteString(w, "a page")
	})
	answer("/liar", func(w http.ResponseWriter, r *http.Request) { // 404 to HEAD alone
		if r.Method == http.MethodHead {
			w.WriteHeader(http.StatusNotFound)
		}
	})
	answer("/second-time", func(w http.ResponseWriter, r *http.Request) {
		if len(j.of("/second-time")) <= 2 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	answer("/hangs", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	answer("/huge", func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			w.WriteHeader(http.StatusNotImplemented)
			return
		}
		for block := make([]byte, 1<<16); ; {
			n, err := w.Write(block)
			j.mu.Lock()
			j.sent += n
			j.mu.Unlock()
			if err != nil {
				return
			}
		}
	})
	answer("/cut", func(w http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) })
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s, j
}

// journal keeps what was asked.
type journal struct {
	mu    sync.Mutex // guards what follows
	asked map[string][]string
	sent  int
	open  int
	most  int
	agent string
}

func (j *journal) note(r *http.Request) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.asked[r.URL.Path] = append(j.asked[r.URL.Path], r.Method)
	j.agent = r.UserAgent()
	j.open++
	j.most = max(j.most, j.open)
}

func (j *journal) leave() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.open--
}

func (j *journal) of(path string) []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.asked[path])
}

func checker(o Options) *Checker {
	o.UserAgent, o.AtOnce, o.Tries, o.Pause = "corredor/test (+https://corredor.example)", 8, 2, time.Millisecond
	if o.Timeout == 0 {
		o.Timeout = 30 * time.Second
	}
	return New(o)
}

// TestEachAnswerIsToldForWhatItIs asks a server that is odd in every way.
func TestEachAnswerIsToldForWhatItIs(t *testing.T) {
	s, j := odd(t)
	private := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(private.Close)
	c := checker(Options{AllowPrivate: true})
	quick := checker(Options{AllowPrivate: true, Timeout: 300 * time.Millisecond})
	for _, k := range []struct {
		url     string
		outcome data.Outcome
		status  int
		detail  string
		leads   string
	}{
		{s.URL + "/good", data.LinkGood, 200, "", ""},
		{s.URL + "/missing", data.LinkGone, 404, "not found", ""},
		{s.URL + "/gone", data.LinkGone, 410, "gone", ""},
		{s.URL + "/forbidden", data.LinkRefused, 403, "forbidden", ""},
		{s.URL + "/broken", data.LinkFailed, 500, "internal server error", ""},
		{s.URL + "/moved", data.LinkMoved, 200, "", "/good"},
		{s.URL + "/for-now", data.LinkGood, 200, "", "/good"},
		{s.URL + "/moved-away", data.LinkGone, 404, "not found", "/missing"},
		{s.URL + "/round", data.LinkFailed, 0, "more than 10 redirects", "/round"},
		{s.URL + "/elsewhere", data.LinkFailed, 0, "ftp, which is no web address", "ftp://example.org/x"},
		{s.URL + "/nohead", data.LinkGood, 200, "", ""},
		{s.URL + "/liar", data.LinkGood, 200, "", ""},
		{s.URL + "/second-time", data.LinkGood, 200, "", ""},
		{s.URL + "/huge", data.LinkGood, 200, "", ""},
		{s.URL + "/cut", data.LinkFailed, 0, "EOF", ""},
		{private.URL + "/x", data.LinkFailed, 0, "certificate is not valid", ""},
		{strings.Replace(s.URL, "http:", "https:", 1) + "/x", data.LinkFailed, 0, "does not speak TLS", ""},
		{"http://127.0.0.1:1/x", data.LinkFailed, 0, "connection is refused", ""},
		{"http://nowhere.invalid/x", data.LinkFailed, 0, "host", ""},
	} {
		got := c.Check(t.Context(), k.url)
		if got.Outcome != k.outcome || got.Status != k.status || !strings.Contains(got.Detail, k.detail) || !strings.HasSuffix(got.LeadsTo, k.leads) || k.leads == "" && got.LeadsTo != "" {
			t.Errorf("%s: %+v", k.url, got)
		}
	}
	if got := quick.Check(t.Context(), s.URL+"/hangs"); got.Outcome != data.LinkFailed || got.Detail != "it does not answer in time" {
		t.Errorf("who hangs: %+v", got)
	}
	if methods := fmt.Sprint(j.of("/gone"), j.of("/broken"), j.of("/moved")); methods != "[HEAD GET] [HEAD GET HEAD GET] [HEAD]" {
		t.Errorf("asked by %s", methods)
	}
	if j.sent > 16<<20 {
		t.Errorf("%d bytes of a body without end were taken", j.sent)
	}
	if j.agent != "corredor/test (+https://corredor.example)" {
		t.Errorf("we call ourselves %q", j.agent)
	}
}

// TestNothingInsideANetworkIsAsked: not by its address, by a name or by a redirect.
func TestNothingInsideANetworkIsAsked(t *testing.T) {
	s, j := odd(t)
	c := checker(Options{})
	for _, url := range []string{s.URL + "/good", strings.Replace(s.URL, "127.0.0.1", "localhost", 1) + "/good", strings.Replace(s.URL, "127.0.0.1", "[::ffff:127.0.0.1]", 1) + "/good"} {
		if got := c.Check(t.Context(), url); got.Outcome != data.LinkPrivate {
			t.Errorf("%s: %+v", url, got)
		}
	}
	if len(j.asked) > 0 {
		t.Errorf("asked was %v", j.asked)
	}
}

// TestAHostIsAskedOneThingAtATime and what ends the walk ends it.
func TestAHostIsAskedOneThingAtATime(t *testing.T) {
	s, j := odd(t)
	c := checker(Options{AllowPrivate: true})
	var all []string
	for range 12 {
		all = append(all, s.URL+"/good", s.URL+"/nohead")
	}
	seen := 0
	if err := c.All(t.Context(), all, func(k data.SourceCheck) error { seen++; return nil }); err != nil || seen != len(all) || j.most != 1 {
		t.Errorf("%v: %d of %d were seen, %d at a time", err, seen, len(all), j.most)
	}
	enough := errors.New("enough")
	seen = 0
	err := c.All(t.Context(), all, func(data.SourceCheck) error {
		if seen++; seen == 3 {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) || seen != 3 {
		t.Errorf("%v after %d", err, seen)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.All(ctx, all, func(data.SourceCheck) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
