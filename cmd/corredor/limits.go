package main

import (
	"net/netip"
	"strconv"
	"strings"

	"corredor/web"
)

// defaultRate lets a reader draw the map as fast as a hand moves it, and a script
// fetch ten thousand items a second.
const defaultRate = "100"

// burstSeconds is how long an address may save up what it does not ask for.
const burstSeconds = 30

// checkLimits reads what one address may ask for, and who is believed about it.
func (s *serve) checkLimits() error {
	text := s.Rate
	if text == "" {
		text = defaultRate
	}
	rate, err := strconv.ParseFloat(text, 64)
	if err != nil || !(rate >= 0 && rate <= 1e6) {
		return wrongf("--rate (CORREDOR_RATE) is %q: it should be a number of units a second up to 1000000, 0 for no limit", s.Rate)
	}
	s.rate = rate
	_, err = s.trusted()
	return err
}

// trusted reads the proxies to believe.
func (s *serve) trusted() (proxies []netip.Prefix, err error) {
	for _, text := range strings.FieldsFunc(s.Proxies, func(r rune) bool { return r == ',' || r == ' ' }) {
		p, err := netip.ParsePrefix(text)
		if err != nil {
			var a netip.Addr
			if a, err = netip.ParseAddr(text); err == nil {
				p, err = a.Prefix(a.BitLen())
			}
		}
		if err != nil {
			return nil, wrongf("--trusted-proxies (CORREDOR_TRUSTED_PROXIES) names %q: it should list addresses or networks, such as 127.0.0.1,10.0.0.0/8", text)
		}
		proxies = append(proxies, p.Masked())
	}
	return proxies, nil
}

// limits is the rate for the doors.
func (s *serve) limits() web.Rate {
	return web.Rate{PerSecond: s.rate, Burst: s.rate * burstSeconds}
}
