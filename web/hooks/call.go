package hooks

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"syscall"
	"time"

	"corredor/web/reach"
)

// Bounds of a call.
const (
	callTime   = 10 * time.Second
	mostAnswer = 4 << 10 // read of an answer, in bytes
	mostHeader = 16 << 10
)

// client is what calls. It connects where the policy lets it, follows nobody elsewhere, and keeps no
// connection: a name is looked up, and looked at, for each call.
func (p Policy) client(patience time.Duration) *http.Client {
	dialer := &net.Dialer{Timeout: 5 * time.Second, Resolver: p.Resolver, Control: p.control, FallbackDelay: -1}
	return &http.Client{
		Timeout: patience,
		Transport: &http.Transport{
			DialContext: dialer.DialContext, TLSHandshakeTimeout: 5 * time.Second, ResponseHeaderTimeout: patience,
			TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12}, DisableKeepAlives: true, DisableCompression: true, MaxResponseHeaderBytes: mostHeader,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// control looks at the address that is about to be connected to, after the name was looked up: a
// name that led elsewhere a moment ago does not pass.
func (p Policy) control(network, address string, _ syscall.RawConn) error {
	if p.AllowPrivate {
		return nil
	}
	return reach.Control(network, address, func(port uint16) bool { return port == 443 || port >= 1024 })
}

// call posts a body, and returns the status of the answer, 0 for none, with its beginning or why
// there was none.
func call(ctx context.Context, client *http.Client, to string, headers http.Header, body []byte) (status int, said string) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(body))
	if err != nil {
		return 0, "The address cannot be called."
	}
	r.Header = headers
	res, err := client.Do(r)
	if err != nil {
		return 0, why(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(io.LimitReader(res.Body, mostAnswer))
	if res.StatusCode >= 300 && res.StatusCode < 400 {
		return res.StatusCode, "It leads elsewhere, and calls are not led."
	}
	if err != nil && len(text) == 0 {
		return res.StatusCode, why(err)
	}
	return res.StatusCode, string(text)
}

// why says in a sentence why a call had no answer. It does not repeat what lies behind, which may
// tell of the network from which we call.
func why(err error) string {
	var timeout interface{ Timeout() bool }
	var lookup *net.DNSError
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	switch {
	case errors.Is(err, reach.ErrPrivate):
		return "The address leads into a private network."
	case errors.As(err, &certificate):
		return "The certificate is not one that can be believed."
	case errors.As(err, &record):
		return "It does not speak TLS."
	case errors.As(err, &lookup):
		return "The name of the host was not found."
	case errors.As(err, &timeout) && timeout.Timeout():
		return "It did not answer in time."
	case errors.Is(err, syscall.ECONNREFUSED):
		return "Nobody listens there."
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET):
		return "It hung up before it answered."
	}
	return "It could not be reached."
}
