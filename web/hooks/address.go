package hooks

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"corredor/geo"
)

// lookupTime is how long the addresses of a name are waited for when it is written down.
const lookupTime = 2 * time.Second

// reserved are the networks that lead to nobody of the public network, beside those that
// net/netip knows.
var reserved = func() (all []netip.Prefix) {
	for _, text := range []string{
		"0.0.0.0/8",       // this network
		"100.64.0.0/10",   // shared by carriers
		"192.0.0.0/24",    // protocols
		"192.0.2.0/24",    // documentation
		"192.88.99.0/24",  // relays of 6to4
		"198.18.0.0/15",   // measuring
		"198.51.100.0/24", // documentation
		"203.0.113.0/24",  // documentation
		"240.0.0.0/4",     // reserved, broadcast
		"2001::/23",       // protocols, Teredo, which holds an address of IPv4
		"2001:db8::/32",   // documentation
		"2002::/16",       // 6to4, which holds an address of IPv4
		"3fff::/20",       // documentation
	} {
		all = append(all, netip.MustParsePrefix(text))
	}
	return all
}()

// global is what of IPv6 is given out to the public network; all else, translated IPv4 too, is not.
var global = netip.MustParsePrefix("2000::/3")

// Public reports whether an address is one of the public network.
func Public(a netip.Addr) bool {
	a = a.Unmap()
	if !a.IsValid() || a.Zone() != "" || a.IsUnspecified() || a.IsLoopback() || a.IsPrivate() || a.IsMulticast() ||
		a.IsLinkLocalUnicast() || a.Is6() && !global.Contains(a) {
		return false
	}
	for _, p := range reserved {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// Policy says which addresses may be called. The zero Policy lets through those of the public network,
// by TLS.
type Policy struct {
	// AllowPrivate lets through every address and port, and plain HTTP: for tests, and for
	// servers of a network of their own.
	AllowPrivate bool
	// Resolver finds the addresses of names; nil is the machine's own.
	Resolver *net.Resolver
}

// errPrivate is that of an address that may not be called.
var errPrivate = errors.New("the address is not one of the public network")

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
		if !Public(a) {
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
		if !Public(a) {
			return refuse(private)
		}
	}
	return nil
}
