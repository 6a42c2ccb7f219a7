package web

import (
	"crypto/sha256"
	"fmt"
	"hash"
	"net/http"
	"strings"

	"corredor/data"
	"corredor/geo"
)

// onceHeader is the header of the IETF's draft of that name.
const onceHeader = "Idempotency-Key"

// mostKey bounds a key in bytes; a UUID has 36.
const mostKey = 255

// readOnce reads the name that a client gives a write whose body is here.
func readOnce(r *http.Request, body []byte) (data.Once, error) {
	n, err := readName(r)
	if err != nil || n.key == "" {
		return data.Once{}, err
	}
	n.Write(body)
	return n.once(), nil
}

// named is a write with a name, or without, of which the body is written to it.
type named struct {
	key string
	hash.Hash
}

// once names the write when its body has been written.
func (n named) once() (once data.Once) {
	once.Key = n.key
	n.Sum(once.Request[:0])
	return once
}

// readName reads the name that a client gives a write, which may be written as a text
// in double quotes, as the draft has it, or plain.
func readName(r *http.Request) (n named, err error) {
	given := r.Header.Values(onceHeader)
	if len(given) == 0 {
		return n, nil
	}
	key := strings.TrimSpace(given[0])
	if quoted, ok := strings.CutPrefix(key, `"`); ok {
		if key, ok = strings.CutSuffix(quoted, `"`); !ok {
			key = ""
		}
	}
	if len(given) > 1 || key == "" || len(key) > mostKey || strings.ContainsFunc(key, func(c rune) bool { return c < '!' || c > '~' || c == '"' || c == '\\' }) {
		return n, geo.Invalidf(onceHeader, "%s must be one text of 1 to %d letters, digits and signs without spaces, such as a UUID.", onceHeader, mostKey)
	}
	n = named{key, sha256.New()}
	asked := r.URL.Path
	if r.URL.RawQuery != "" {
		asked += "?" + r.URL.RawQuery
	}
	fmt.Fprintf(n, "%s %s\n", r.Method, asked)
	for _, name := range []string{"Content-Type", "Content-Crs", "If-Match", "Prefer"} {
		fmt.Fprintf(n, "%s: %q\n", name, r.Header.Values(name))
	}
	return n, nil
}
