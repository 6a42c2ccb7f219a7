package main

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"corredor/data/datatest"
)

// TestAFirstStartPrintsALinkToMakeAnAdministrator follows the printed link, and finds none
// at the next start.
func TestAFirstStartPrintsALinkToMakeAnAdministrator(t *testing.T) {
	needPostGIS(t)
	env := []string{"DATABASE_URL=" + datatest.URL(t)}
	args := []string{"serve", "--addr", "127.0.0.1:0", "--log-format", "json", "--snapshot-dir", "off"}
	secrets := map[string]bool{}
	for range 2 { // another at each start
		p, stdout := launch(t, env, args...)
		printed := ""
		for !strings.Contains(printed, "/account/link/") {
			line, err := stdout.ReadString('\n')
			if printed += line; err != nil {
				t.Fatalf("it printed %q\n%s", printed, p.log())
			}
		}
		link := regexp.MustCompile(`http://127\.0\.0\.1:\d+/account/link/[\w-]{43}`).FindString(printed)
		if !strings.HasPrefix(printed, "Corredor is at http://") || link == "" || secrets[link[len(link)-43:]] {
			t.Fatalf("it printed %q", printed)
		}
		secrets[link[len(link)-43:]] = true
		if len(secrets) == 2 {
			for secret := range secrets {
				want := http.StatusNotFound
				if strings.HasSuffix(link, secret) {
					want = http.StatusSeeOther
				}
				client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
				answer, err := client.PostForm(link[:len(link)-43]+secret, url.Values{"email": {"ana@example.org"}, "password": {"mula piedra candil"}})
				if err != nil {
					t.Fatal(err)
				}
				if answer.Body.Close(); answer.StatusCode != want {
					t.Errorf("a link of this start: %t, answered %s", want == http.StatusSeeOther, answer.Status)
				}
			}
		}
		go p.wait()
		p.stop(t, syscall.SIGTERM)
		for secret := range secrets {
			if strings.Contains(p.log(), secret) {
				t.Errorf("the log holds the link:\n%s", p.log())
			}
		}
	}
	p, stdout := launch(t, env, args...)
	if _, err := stdout.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	rest, _ := io.ReadAll(stdout)
	p.wait()
	if strings.Contains(string(rest), "link") {
		t.Errorf("with an administrator it printed %q", rest)
	}
}
