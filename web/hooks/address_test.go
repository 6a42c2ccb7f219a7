package hooks

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"corredor/geo"
)

func TestAnAddressIsLookedAtWhenItIsWrittenDown(t *testing.T) {
	p := Policy{Resolver: names(t, func(name string) []netip.Addr {
		return map[string][]netip.Addr{
			"good.example.org.":  {netip.MustParseAddr("8.8.8.8")},
			"mixed.example.org.": {netip.MustParseAddr("8.8.8.8"), netip.MustParseAddr("10.0.0.1")},
			"bad.example.org.":   {netip.MustParseAddr("127.0.0.1")},
		}[name]
	})}
	for _, good := range []string{"https://good.example.org/hook?key=1", "https://good.example.org:8443/", "https://8.8.8.8/", "https://[2606:4700::1]:443/x", "https://unknown.example.org/"} {
		if err := p.CheckURL(t.Context(), good); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
	for _, bad := range []string{"", "x", "//good.example.org/", "http://good.example.org/", "ftp://good.example.org/", "javascript:alert(1)", "https:good.example.org", "https://", "https:///x",
		"https://u:p@good.example.org/", "https://u@good.example.org/", "https://good.example.org/#x", "https://good.example.org:22/", "https://good.example.org:80/", "https://good.example.org:0/", "https://good.example.org:99999/",
		"https://good.example.org:/", "https://good.example.org/\r\nHost: x", "https://good.example.org/ x", "https://good.example.org/ñ", "https://ñ.example.org/", "https://good.example.org/" + strings.Repeat("x", 2000),
		"https://bad.example.org/", "https://mixed.example.org/", "https://localhost/", "https://LOCALHOST./", "https://a.localhost/", "https://metadata.google.internal/", "https://printer.local/", "https://intranet/",
		"https://127.0.0.1/", "https://[::1]/", "https://[::ffff:10.0.0.1]/", "https://[fe80::1%25eth0]/", "https://0177.0.0.1/", "https://2130706433/", "https://0x7f.1/", "https://127.1/"} {
		if err := p.CheckURL(t.Context(), bad); geo.KindOf(err) != geo.Invalid {
			t.Errorf("%q is let through: %v", bad, err)
		}
	}
	if err := (Policy{AllowPrivate: true}).CheckURL(t.Context(), "http://127.0.0.1:80/"); err != nil {
		t.Error(err)
	}
}

// TestANameThatLeadsElsewhereByNowIsNotCalled: it was public when it was looked at.
func TestANameThatLeadsElsewhereByNowIsNotCalled(t *testing.T) {
	var calls atomic.Int64
	inside := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { calls.Add(1) }))
	defer inside.Close()
	_, port, _ := net.SplitHostPort(inside.Listener.Addr().String())
	var asked atomic.Int64
	var rebound atomic.Bool
	resolver := names(t, func(string) []netip.Addr {
		asked.Add(1)
		if rebound.Load() {
			return []netip.Addr{netip.MustParseAddr("127.0.0.1")}
		}
		return []netip.Addr{netip.MustParseAddr("8.8.8.8")}
	})
	p := Policy{Resolver: resolver}
	at := "https://rebinding.example.org:" + port + "/"
	if err := p.CheckURL(t.Context(), at); err != nil {
		t.Fatal(err)
	}
	rebound.Store(true)
	before := asked.Load()
	status, said := call(t.Context(), p.client(5*time.Second), at, http.Header{}, nil)
	if status != 0 || said != "The address leads into a private network." || calls.Load() != 0 || asked.Load() == before {
		t.Errorf("%d %q, %d calls, asked %d times", status, said, calls.Load(), asked.Load()-before)
	}
	// The same call comes through where private addresses are allowed, but for the certificate, which
	// nobody vouches for.
	p.AllowPrivate = true
	if status, said := call(t.Context(), p.client(5*time.Second), at, http.Header{}, nil); status != 0 || said != "The certificate is not one that can be believed." || calls.Load() != 0 {
		t.Errorf("%d %q", status, said)
	}
}

func TestPausesGrowAndEnd(t *testing.T) {
	sum := time.Duration(0)
	for n := range 12 {
		want := min(5*time.Second*time.Duration(1<<min(2*n, 40)), 24*time.Hour)
		for range 50 {
			if got := Pause(n); got < want*79/100 || got > want*121/100 {
				t.Errorf("after %d failures: %v, want about %v", n, got, want)
			}
		}
		sum += want
	}
	if Pause(1000) > 30*time.Hour || sum < 72*time.Hour {
		t.Error(Pause(1000), sum)
	}
}

// names is a resolver whose server of names answers as told.
func names(t *testing.T, answer func(name string) []netip.Addr) *net.Resolver {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	go func() {
		buf := make([]byte, 2048)
		for {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(buf[:n]) != nil {
				continue
			}
			m.Response, m.RecursionAvailable, m.Additionals = true, true, nil
			q := m.Questions[0]
			found := answer(q.Name.String())
			if found == nil {
				m.RCode = dnsmessage.RCodeNameError
			}
			for _, a := range found {
				if q.Type == dnsmessage.TypeA && a.Is4() {
					m.Answers = append(m.Answers, dnsmessage.Resource{Header: dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class, Type: q.Type}, Body: &dnsmessage.AResource{A: a.As4()}})
				}
			}
			if packed, err := m.Pack(); err == nil {
				_, _ = conn.WriteTo(packed, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}
