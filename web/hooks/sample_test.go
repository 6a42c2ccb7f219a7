package hooks_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"corredor/data"
	"corredor/web/hooks"
)

// signedCall is a call as a subscriber gets it, and whether it is to be believed.
type signedCall struct {
	Name    string
	Secret  string
	Headers map[string]string
	Body    string // in base64
	good    bool
}

// signedCalls are what subscribers have to tell apart.
func signedCalls() (all []signedCall) {
	one, other := []byte(strings.Repeat("k", 32)), []byte(strings.Repeat("o", 32))
	add := func(name string, secret []byte, signers [][]byte, ago time.Duration, body, sent string, good bool) {
		at := time.Now().Add(-ago)
		all = append(all, signedCall{name, data.WebhookSecret(secret), map[string]string{
			"webhook-id": "msg_41", "webhook-timestamp": strconv.FormatInt(at.Unix(), 10), "webhook-signature": hooks.Sign(signers, "msg_41", at, []byte(body)),
		}, base64.StdEncoding.EncodeToString([]byte(sent)), good})
	}
	const body = `{"id":"msg_41","data":{"summary":"Se cambió: Velille · «»"}}`
	add("as it was sent", one, [][]byte{one}, 0, body, body, true)
	add("by a newer secret too", one, [][]byte{other, one}, time.Minute, body, body, true)
	add("by another secret", one, [][]byte{other}, 0, body, body, false)
	add("another body", one, [][]byte{one}, 0, body, body+" ", false)
	add("old", one, [][]byte{one}, 6*time.Minute, body, body, false)
	return all
}

// TestTheSamplesInTheDocsTellASignedCall runs what docs/feeds.md gives people to copy.
func TestTheSamplesInTheDocsTellASignedCall(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/feeds.md")
	if err != nil {
		t.Fatal(err)
	}
	samples := map[string]string{}
	for _, found := range regexp.MustCompile("(?s)```(python|js|go)\n(.*?)\n```").FindAllStringSubmatch(string(page), -1) {
		if strings.Contains(found[2], "erified") {
			samples[found[1]] = found[2]
		}
	}
	if len(samples) != 3 {
		t.Fatalf("samples in %d languages", len(samples))
	}

	// That in Go stands in a file of ours, which is compiled.
	own, err := os.ReadFile("sample_go_test.go")
	if err != nil || !strings.HasSuffix(string(own), samples["go"]+"\n") {
		t.Errorf("the sample in Go is another than the one that is tried: %v", err)
	}
	calls := signedCalls()
	for _, c := range calls {
		h := http.Header{}
		for name, value := range c.Headers {
			h.Set(name, value)
		}
		body, _ := base64.StdEncoding.DecodeString(c.Body)
		if got := Verified(c.Secret, h, body); got != c.good {
			t.Errorf("Go, %s: %v", c.Name, got)
		}
	}

	told, err := json.Marshal(calls)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []struct{ language, program, file, rest string }{
		{"python", "python3", "sample.py", "\nimport json, sys\nprint(json.dumps([verified(c['Secret'], c['Headers'], base64.b64decode(c['Body'])) for c in json.load(sys.stdin)]))\n"},
		{"js", "node", "sample.mjs", "\nimport { readFileSync } from 'node:fs';\nconst calls = JSON.parse(readFileSync(0, 'utf8'));\n" +
			"console.log(JSON.stringify(calls.map((c) => verified(c.Secret, c.Headers, Buffer.from(c.Body, 'base64')))));\n"},
	} {
		t.Run(s.language, func(t *testing.T) {
			program, err := exec.LookPath(s.program)
			if err != nil {
				t.Skipf("There is no %s here to run the sample.", s.program)
			}
			file := filepath.Join(t.TempDir(), s.file)
			if err := os.WriteFile(file, []byte(samples[s.language]+s.rest), 0o600); err != nil {
				t.Fatal(err)
			}
			run := exec.CommandContext(t.Context(), program, file)
			run.Stdin = strings.NewReader(string(told))
			out, err := run.Output()
			var got []bool
			if err == nil {
				err = json.Unmarshal(out, &got)
			}
			if err != nil || len(got) != len(calls) {
				t.Fatalf("%v: %s", err, out)
			}
			for i, c := range calls {
				if got[i] != c.good {
					t.Errorf("%s: %v", c.Name, got[i])
				}
			}
		})
	}
}
