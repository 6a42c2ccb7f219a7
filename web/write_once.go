package web

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"strings"

	"corredor/data"
	"corredor/geo"
)

// onceHeader is the header of the IETF's draft of that name.
const onceHeader = "Idempotency-Key"

// mostKey bounds a key in bytes; a UUID has 36.
const mostKey = 255

// readOnce reads the name that a client gives a write, which may be written as a text
// in double quotes, as the draft has it, or plain.
func readOnce(r *http.Request, body []byte) (once data.Once, err error) {
	given := r.Header.Values(onceHeader)
	if len(given) == 0 {
		return once, nil
	}
	key := strings.TrimSpace(given[0])
	if quoted, ok := strings.CutPrefix(key, `"`); ok {
		if key, ok = strings.CutSuffix(quoted, `"`); !ok {
			key = ""
		}
	}
	if len(given) > 1 || key == "" || len(key) > mostKey || strings.ContainsFunc(key, func(c rune) bool { return c < '!' || c > '~' || c == '"' || c == '\\' }) {
		return once, geo.Invalidf(onceHeader, "%s must be one text of 1 to %d letters, digits and signs without spaces, such as a UUID.", onceHeader, mostKey)
	}
	once.Key = key
	sum := sha256.New()
	fmt.Fprintf(sum, "%s %s\n", r.Method, r.URL.Path)
	for _, name := range []string{"Content-Type", "Content-Crs", "If-Match", "Prefer"} {
		fmt.Fprintf(sum, "%s: %q\n", name, r.Header.Values(name))
	}
	sum.Write(body)
	sum.Sum(once.Request[:0])
	return once, nil
}
