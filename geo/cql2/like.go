package cql2

import (
	"strings"
	"unicode/utf8"
)

// wildcard is one piece of a pattern: a byte that stands for itself, any one
// character, or any number of them.
type wildcard struct {
	kind    byte // 0, '_' or '%'
	literal byte
}

// matcher makes a test of a pattern of LIKE, in which % is any number of
// characters, _ is one, and a backslash makes the next one stand for itself.
// The plain patterns, abc, abc%, %abc and %abc%, have tests of their own.
func matcher(pattern string) func(string) bool {
	var pieces []wildcard
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; {
		case c == '\\' && i+1 < len(pattern):
			i++
			pieces = append(pieces, wildcard{0, pattern[i]})
		case c == '%' && len(pieces) > 0 && pieces[len(pieces)-1].kind == '%':
		case c == '%', c == '_':
			pieces = append(pieces, wildcard{kind: c})
		default:
			pieces = append(pieces, wildcard{0, c})
		}
	}
	before := len(pieces) > 0 && pieces[0].kind == '%'
	after := len(pieces) > 1 && pieces[len(pieces)-1].kind == '%'
	inner := pieces
	if before {
		inner = inner[1:]
	}
	if after {
		inner = inner[:len(inner)-1]
	}
	var plain strings.Builder
	for _, p := range inner {
		if p.kind != 0 {
			return func(s string) bool { return like(s, pieces) }
		}
		plain.WriteByte(p.literal)
	}
	text := plain.String()
	switch {
	case before && after:
		return func(s string) bool { return strings.Contains(s, text) }
	case before:
		return func(s string) bool { return strings.HasSuffix(s, text) }
	case after:
		return func(s string) bool { return strings.HasPrefix(s, text) }
	}
	return func(s string) bool { return s == text }
}

// like matches from the left; where a piece fails, the last % takes one
// character more. That is at most the product of the two lengths.
func like(s string, pieces []wildcard) bool {
	at, next := 0, 0
	star, from := -1, 0 // the piece of the last %, and where what follows it was tried
	for at < len(s) {
		if next < len(pieces) {
			switch p := pieces[next]; {
			case p.kind == '%':
				star, from = next, at
				next++
				continue
			case p.kind == '_':
				_, n := utf8.DecodeRuneInString(s[at:])
				at += n
				next++
				continue
			case p.literal == s[at]:
				at++
				next++
				continue
			}
		}
		if star < 0 {
			return false
		}
		_, n := utf8.DecodeRuneInString(s[from:])
		from += n
		at, next = from, star+1
	}
	return next == len(pieces) || next == len(pieces)-1 && pieces[next].kind == '%'
}
