package web

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestScripts plays the conversations in testdata. Each begins with a sentence
// and goes on, in this order:
//
//	> GET /path            the request
//	> Name: value          its headers, any number; {token} is a token that may
//	                       write, {etag} the ETag of the last answer that had one
//	> {"a": 1}             its body, any number of lines
//	< 200                  the status
//	< Name: value          headers of the answer; "Name:" alone is one that is absent
//	{"a": 1}               JSON that the answer contains: objects may hold more,
//	                       arrays too where the last element here is "…"
//	| text                 lines that the body holds
//	! text                 lines that it does not hold
func TestScripts(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no scripts", err)
	}
	h := serve(t)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			for _, s := range readScript(t, string(text)) {
				t.Run(s.sentence, func(t *testing.T) { s.play(t, h) })
			}
		})
	}
	for _, line := range h.log.lines(t) {
		if line["level"] == "ERROR" {
			t.Errorf("logged as an error: %v", line)
		}
	}
}

type scene struct {
	sentence, method, path string
	headers                []string
	body                   string
	status                 string
	wanted                 [][2]string
	json                   string
	has, hasNot            []string
}

func readScript(t *testing.T, text string) (scenes []scene) {
	var sentence []string
	var s *scene
	for i, line := range strings.Split(text, "\n") {
		mark, rest := "", line
		if len(line) > 1 && strings.Contains("><|!", line[:1]) && line[1] == ' ' {
			mark, rest = line[:1], line[2:]
		}
		switch {
		case mark == ">" && s == nil || mark == ">" && s.status != "":
			method, path, ok := strings.Cut(rest, " ")
			if !ok {
				t.Fatalf("line %d: %q is no request", i+1, line)
			}
			if len(sentence) == 0 && s != nil { // the story goes on
				sentence = []string{s.sentence}
			}
			scenes = append(scenes, scene{sentence: strings.Join(sentence, " "), method: method, path: path})
			s, sentence = &scenes[len(scenes)-1], nil
		case mark == ">" && (s.body != "" || strings.HasPrefix(rest, "{") || strings.HasPrefix(rest, "[")):
			s.body += rest + "\n"
		case mark == ">":
			name, value, _ := strings.Cut(rest, ": ")
			s.headers = append(s.headers, name, value)
		case mark == "<" && s.status == "":
			s.status = rest
		case mark == "<":
			name, value, _ := strings.Cut(rest, ":")
			s.wanted = append(s.wanted, [2]string{name, strings.TrimSpace(value)})
		case mark == "|":
			s.has = append(s.has, rest)
		case mark == "!":
			s.hasNot = append(s.hasNot, rest)
		case strings.TrimSpace(line) == "":
		case s != nil && s.status != "" && len(sentence) == 0 && (s.json != "" && !json.Valid([]byte(s.json)) || line[0] == '{' || line[0] == '['):
			s.json += line + "\n"
		default:
			sentence = append(sentence, line)
		}
	}
	return scenes
}

func (s scene) play(t *testing.T, h *host) {
	filled := strings.NewReplacer("{etag}", h.etag)
	if strings.Contains(strings.Join(s.headers, " "), "{token}") {
		filled = strings.NewReplacer("{etag}", h.etag, "{token}", h.editor(t))
	}
	for i := range s.headers {
		s.headers[i] = filled.Replace(s.headers[i])
	}
	a := h.send(t, s.method, s.path, s.body, s.headers...)
	if tag := a.Header.Get("ETag"); tag != "" {
		h.etag = tag
	}
	if got := fmt.Sprint(a.StatusCode); got != s.status {
		t.Errorf("%s %s: %s, want %s\n%.2000s", s.method, s.path, got, s.status, a.body)
	}
	for _, w := range s.wanted {
		got := strings.Join(a.Header.Values(w[0]), ", ")
		if w[1] == "" && got != "" || !strings.Contains(got, w[1]) {
			t.Errorf("%s: %q, want %q", w[0], got, w[1])
		}
	}
	for _, text := range s.has {
		if !strings.Contains(string(a.body), text) {
			t.Errorf("the body does not hold %q:\n%.3000s", text, a.body)
		}
	}
	for _, text := range s.hasNot {
		if strings.Contains(string(a.body), text) {
			t.Errorf("the body holds %q", text)
		}
	}
	if s.json == "" {
		return
	}
	var want, got any
	if err := json.Unmarshal([]byte(s.json), &want); err != nil {
		t.Fatalf("the script: %v in %s", err, s.json)
	}
	if err := json.Unmarshal(a.body, &got); err != nil {
		t.Fatalf("not JSON: %v\n%.1000s", err, a.body)
	}
	if where := differs(want, got, "answer"); where != "" {
		t.Errorf("%s\n%.3000s", where, a.body)
	}
}

// differs says where got does not contain want; empty where it does.
func differs(want, got any, at string) string {
	switch w := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			return fmt.Sprintf("%s is %v, want an object", at, got)
		}
		for k, v := range w {
			if where := differs(v, g[k], at+"."+k); where != "" {
				return where
			}
		}
		return ""
	case []any:
		g, ok := got.([]any)
		if !ok {
			return fmt.Sprintf("%s is %v, want an array", at, got)
		}
		if n := len(w); n > 0 && w[n-1] == "…" {
			w, g = w[:n-1], g[:min(len(g), n-1)]
		}
		if len(w) != len(g) {
			return fmt.Sprintf("%s has %d elements, want %d", at, len(g), len(w))
		}
		for i := range w {
			if where := differs(w[i], g[i], fmt.Sprintf("%s[%d]", at, i)); where != "" {
				return where
			}
		}
		return ""
	}
	if want != got {
		return fmt.Sprintf("%s is %#v, want %#v", at, got, want)
	}
	return ""
}
