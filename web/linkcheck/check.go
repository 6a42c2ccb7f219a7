// Package linkcheck asks web addresses whether they still answer, as politely as a
// program can: one question to a host at a time, a few hosts at once, with pauses and
// a name by which whoever runs the host can find us. It sees and tells; what it saw is
// kept by data, and which addresses there are it does not know. Nothing of an answer's
// body is used: of a page it reads no more than it takes to know that there is one.
package linkcheck

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"corredor/data"
	"corredor/web/reach"
)

// Options say how addresses are asked.
type Options struct {
	UserAgent    string
	AtOnce       int           // hosts that are asked at one time
	Timeout      time.Duration // for one question, redirects included
	Pause        time.Duration // between two questions to a host, and before the first retry; it doubles
	Tries        int           // of an address that may be there all the same
	AllowPrivate bool          // ask addresses inside networks too
	Now          func() time.Time
	TLS          *tls.Config // nil for the system's
}

const (
	mostRedirects = 10
	mostRead      = 64 << 10 // bytes of an answer
	longestPause  = time.Minute
)

// A Checker asks addresses. It is safe for concurrent use.
type Checker struct {
	Options
	client *http.Client
}

// New returns a checker.
func New(o Options) *Checker {
	c := &Checker{Options: o}
	if c.Now == nil {
		c.Now = time.Now
	}
	dialer := &net.Dialer{Timeout: o.Timeout}
	if !o.AllowPrivate {
		dialer.Control = func(network, address string, _ syscall.RawConn) error {
			return reach.Control(network, address, func(uint16) bool { return true })
		}
	}
	c.client = &http.Client{
		Transport: &http.Transport{DialContext: dialer.DialContext, TLSClientConfig: o.TLS, DisableKeepAlives: true, ResponseHeaderTimeout: o.Timeout,
			MaxResponseHeaderBytes: 256 << 10, TLSHandshakeTimeout: o.Timeout},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return c
}

// All asks addresses, those of a host one after the other, and calls seen for each as it
// is known, one at a time. An error of seen, or the end of ctx, ends it.
func (c *Checker) All(ctx context.Context, addresses []string, seen func(data.SourceCheck) error) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	hosts := map[string][]string{}
	var order []string
	for _, a := range addresses {
		host := a
		if u, err := url.Parse(a); err == nil && u.Hostname() != "" {
			host = strings.ToLower(u.Hostname())
		}
		if hosts[host] == nil {
			order = append(order, host)
		}
		hosts[host] = append(hosts[host], a)
	}
	queue := make(chan []string)
	var mu sync.Mutex // seen is called one at a time
	var working sync.WaitGroup
	for range max(1, c.AtOnce) {
		working.Go(func() {
			for list := range queue {
				for i, address := range list {
					if i > 0 && c.wait(ctx, c.Pause) != nil {
						return
					}
					k := c.Check(ctx, address)
					if ctx.Err() != nil {
						return
					}
					mu.Lock()
					err := seen(k)
					mu.Unlock()
					if err != nil {
						stop(err)
						return
					}
				}
			}
		})
	}
	for _, host := range order {
		select {
		case queue <- hosts[host]:
		case <-ctx.Done():
		}
	}
	close(queue)
	working.Wait()
	return context.Cause(ctx)
}

func (c *Checker) wait(ctx context.Context, pause time.Duration) error {
	select {
	case <-time.After(pause):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Check asks one address, again where it may be there all the same.
func (c *Checker) Check(ctx context.Context, address string) data.SourceCheck {
	pause := c.Pause
	for try := 1; ; try++ {
		k, again, after := c.ask(ctx, address)
		if !again || try >= c.Tries {
			return k
		}
		if c.wait(ctx, min(longestPause, max(pause, after))) != nil {
			return k
		}
		pause *= 2
	}
}

// ask asks once: by HEAD, and by GET where that is not answered well. again reports
// whether another try may end otherwise, after how long the host has said.
func (c *Checker) ask(ctx context.Context, address string) (k data.SourceCheck, again bool, after time.Duration) {
	k = data.SourceCheck{URL: address, At: c.Now().UTC()}
	ctx, cancel := context.WithTimeout(ctx, c.Timeout)
	defer cancel()
	for _, method := range []string{http.MethodHead, http.MethodGet} {
		var res *http.Response
		var moved bool
		var err error
		res, k.LeadsTo, moved, err = c.follow(ctx, method, address)
		if err != nil {
			k.Outcome, k.Detail, again = failure(err)
			if k.Outcome == data.LinkPrivate || ctx.Err() != nil {
				return k, again, 0
			}
			continue
		}
		k.Status, k.Detail = res.StatusCode, ""
		k.Outcome, again = outcomeOf(res.StatusCode, moved)
		if k.Outcome == data.LinkGood || k.Outcome == data.LinkMoved {
			return k, false, 0
		}
		k.Detail = strings.ToLower(http.StatusText(res.StatusCode))
		if seconds, err := strconv.Atoi(res.Header.Get("Retry-After")); err == nil && seconds > 0 {
			after = time.Duration(min(seconds, int(longestPause/time.Second))) * time.Second
		}
	}
	return k, again, after
}

// outcomeOf is what a status means for a reader, and whether it may be another soon.
func outcomeOf(status int, moved bool) (o data.Outcome, again bool) {
	switch {
	case status >= 200 && status < 300:
		if moved {
			return data.LinkMoved, false
		}
		return data.LinkGood, false
	case status == http.StatusNotFound || status == http.StatusGone:
		return data.LinkGone, false
	case status == http.StatusTooManyRequests:
		return data.LinkRefused, true
	case status >= 400 && status < 500: // of those it is a program that is not served
		return data.LinkRefused, false
	}
	return data.LinkFailed, true
}

// follow asks and goes where it is sent, and returns the last answer, with nothing left
// to read. moved reports whether every step was for good.
func (c *Checker) follow(ctx context.Context, method, address string) (res *http.Response, leadsTo string, moved bool, err error) {
	at := address
	moved = true
	for range mostRedirects + 1 {
		req, err := http.NewRequestWithContext(ctx, method, at, nil)
		if err != nil {
			return nil, leadsTo, false, err
		}
		if req.URL.Scheme != "http" && req.URL.Scheme != "https" {
			return nil, leadsTo, false, fmt.Errorf("it leads to %s, which is no web address", req.URL.Scheme)
		}
		req.Header.Set("User-Agent", c.UserAgent)
		req.Header.Set("Accept", "text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.8")
		if res, err = c.client.Do(req); err != nil {
			return nil, leadsTo, false, err
		}
		_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, mostRead)) // a page that breaks off is a page
		res.Body.Close()
		if res.StatusCode < 300 || res.StatusCode >= 400 || res.Header.Get("Location") == "" {
			return res, leadsTo, moved && leadsTo != "", nil
		}
		if res.StatusCode != http.StatusMovedPermanently && res.StatusCode != http.StatusPermanentRedirect {
			moved = false
		}
		to, err := req.URL.Parse(res.Header.Get("Location"))
		if err != nil {
			return nil, leadsTo, false, fmt.Errorf("it leads to an address that is none")
		}
		to.User = nil
		at = to.String()
		leadsTo = at
	}
	return nil, leadsTo, false, fmt.Errorf("more than %d redirects", mostRedirects)
}

// failure says in words why nothing was answered, and whether another try may end
// otherwise.
func failure(err error) (o data.Outcome, detail string, again bool) {
	if errors.Is(err, reach.ErrPrivate) {
		return data.LinkPrivate, reach.ErrPrivate.Error(), false
	}
	if missing, ok := errors.AsType[*net.DNSError](err); ok {
		if missing.IsNotFound {
			return data.LinkFailed, "there is no such host", false
		}
		return data.LinkFailed, "the name of the host cannot be looked up", true
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return data.LinkFailed, "its certificate is not valid", false
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return data.LinkFailed, "its certificate is not valid", false
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		return data.LinkFailed, "it does not speak TLS", false
	}
	if slow, ok := errors.AsType[net.Error](err); ok && slow.Timeout() || errors.Is(err, context.DeadlineExceeded) {
		return data.LinkFailed, "it does not answer in time", true
	}
	if errors.Is(err, syscall.ECONNREFUSED) {
		return data.LinkFailed, "the connection is refused", true
	}
	cause := err
	if asked, ok := errors.AsType[*url.Error](err); ok {
		cause = asked.Err
	}
	if strings.Contains(cause.Error(), "HTTP response to HTTPS client") { // net/http has no other way to say it
		return data.LinkFailed, "it does not speak TLS", false
	}
	return data.LinkFailed, cause.Error(), true
}
