package hooks

import (
	"context"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"corredor/geo"
	"corredor/web/reach"
)

// lookupTime is how long the addresses of a name are waited for when it is written down.
const lookupTime = 2 * time.Second

// Policy says which addresses may be called. The zero Policy lets through those of the public network,
// by TLS.
type Policy struct {
	// AllowPrivate lets through every address and port, and plain HTTP: for tests, and for
	// servers of a network of their own.
	AllowPrivate bool
	// Resolver finds the addresses of names; nil is the machine's own.
	Resolver *net.Resolver
}

func (p Policy) port(port string) bool {
	n, err := strconv.Atoi(port)
	return err == nil && n > 0 && n < 1<<16 && (p.AllowPrivate || n == 443 || n >= 1024)
}

// localNames are those that lead into one's own network by their ending.
var localNames = []string{"localhost", "local", "internal", "lan", "home.arpa", "intranet", "corp", "home"}

// CheckURL says in a sentence, as a Problem with the parameter url, why an address may not be
// called. A name that cannot be looked up just now is let through: connecting decides.
func (p Policy) CheckURL(ctx context.Context, text string) error {
	refuse := func(msg string) error { return geo.Invalidf("url", "%s", msg) }
	u, err := url.Parse(text)
	switch {
	case len(text) > 2000:
		return refuse("The address is longer than 2000 bytes.")
	case err != nil || strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r >= 0x7f }):
		return refuse("That is not an address such as https://example.org/hooks/corredor. Letters beyond ASCII are written in percent codes, hosts in punycode.")
	case u.Scheme != "https" && (u.Scheme != "http" || !p.AllowPrivate):
		return refuse("The address must begin with https://.")
	case u.Hostname() == "" || u.Opaque != "":
		return refuse("The address names no host.")
	case u.User != nil:
		return refuse("The address must not hold a name or a password. The signature says who calls.")
	case u.Fragment != "":
		return refuse("The address must not have a part behind #.")
	case u.Port() != "" && !p.port(u.Port()) || strings.HasSuffix(u.Host, ":"):
		return refuse("The port must be 443, or one from 1024 on.")
	}
	if p.AllowPrivate {
		return nil
	}
	const private = "The address leads into a private network, and would be called from within ours."
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	if a, err := netip.ParseAddr(host); err == nil {
		if !reach.Public(a) {
			return refuse(private)
		}
		return nil
	}
	for _, name := range localNames {
		if host == name || strings.HasSuffix(host, "."+name) {
			return refuse(private)
		}
	}
	if last := host[strings.LastIndex(host, ".")+1:]; !strings.Contains(host, ".") || last == "" || last[0] >= '0' && last[0] <= '9' {
		return refuse("The host must be a whole name such as hooks.example.org, or an address of IPv4 or IPv6.")
	}
	ctx, cancel := context.WithTimeout(ctx, lookupTime)
	defer cancel()
	resolver := p.Resolver
	if resolver == nil {
		resolver = net.DefaultResolver
	}
	found, err := resolver.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return nil
	}
	for _, a := range found {
		if !reach.Public(a) {
			return refuse(private)
		}
	}
	return nil
}
