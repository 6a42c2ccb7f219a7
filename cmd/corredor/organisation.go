package main

import (
	"net/url"
	"os"
	"strings"

	"corredor/web"
)

// checkOrganisation checks the settings of the organisation by which people sign in, and
// reads its secret.
func (s *serve) checkOrganisation() error {
	if s.OIDCIssuer == "" {
		if s.OIDCClientID != "" || s.OIDCSecret != "" || s.OIDCSecretFile != "" || s.OIDCName != "" {
			return wrongf("--oidc-issuer (CORREDOR_OIDC_ISSUER) is not set, and the other settings of the organisation mean nothing without it")
		}
		return nil
	}
	u, err := url.Parse(s.OIDCIssuer)
	if err != nil || u.Scheme != "https" && !isLoopback(u.Hostname()) || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return wrongf("--oidc-issuer (CORREDOR_OIDC_ISSUER) is %q: it should look like https://login.example.org", s.OIDCIssuer)
	}
	if s.OIDCClientID == "" {
		return wrongf("--oidc-client-id (CORREDOR_OIDC_CLIENT_ID) is needed with --oidc-issuer: it is what the organisation knows this server by")
	}
	if s.BaseURL == "" {
		return wrongf("--base-url (CORREDOR_BASE_URL) is needed with --oidc-issuer: the organisation sends people back there")
	}
	if s.OIDCSecretFile != "" {
		if s.OIDCSecret != "" {
			return wrongf("--oidc-client-secret and --oidc-client-secret-file (CORREDOR_OIDC_CLIENT_SECRET_FILE) are both set; one is enough")
		}
		text, err := os.ReadFile(s.OIDCSecretFile)
		if err != nil {
			return wrongf("--oidc-client-secret-file (CORREDOR_OIDC_CLIENT_SECRET_FILE) cannot be read: %v", err)
		}
		s.OIDCSecret = strings.TrimSpace(string(text))
	}
	if s.OIDCSecret == "" {
		return wrongf("--oidc-client-secret (CORREDOR_OIDC_CLIENT_SECRET) or --oidc-client-secret-file is needed with --oidc-issuer")
	}
	if s.OIDCName == "" {
		s.OIDCName = u.Hostname()
	}
	return nil
}

// isLoopback reports whether a host is this machine, to which nobody listens in between.
func isLoopback(host string) bool {
	return host == "localhost" || host == "::1" || strings.HasPrefix(host, "127.")
}

// organisation is how web has it, nil for none.
func (s *serve) organisation() *web.OIDC {
	if s.OIDCIssuer == "" {
		return nil
	}
	return &web.OIDC{Issuer: s.OIDCIssuer, ID: s.OIDCClientID, Secret: s.OIDCSecret, Name: s.OIDCName}
}
