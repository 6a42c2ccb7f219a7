package cql2

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"corredor/geo"
)

type tokenKind uint8

const (
	endToken    tokenKind = iota
	wordToken             // a keyword, a function or a property
	quotedToken           // a property in double quotes
	textToken             // a text in single quotes
	numberToken           // without a sign
	signToken             // ( ) , = <> < > <= >= + - * / % ^
)

// token is a piece of the text. For quotes and texts s is what is between the
// quotes, escapes resolved; low is a word in small letters.
type token struct {
	kind   tokenKind
	s, low string
	number float64
	at     int
}

func (t token) is(sign string) bool { return t.kind == signToken && t.s == sign }

func (t token) keyword(low string) bool { return t.kind == wordToken && t.low == low }

// String names the token in a sentence about it.
func (t token) String() string {
	switch t.kind {
	case endToken:
		return "the end"
	case textToken:
		return "the text '" + geo.Clip(t.s, 40) + "'"
	case numberToken:
		return "the number " + t.s
	}
	return strconv.Quote(geo.Clip(t.s, 40))
}

// lex cuts the text into tokens, the last of which is an endToken.
func lex(s string) ([]token, error) {
	if len(s) > MostText {
		return nil, problem(-1, "The filter has %d bytes; a filter may have %d", len(s), MostText)
	}
	if !utf8.ValidString(s) {
		return nil, problem(-1, "The filter is not text in UTF-8")
	}
	if at := strings.IndexByte(s, 0); at >= 0 {
		return nil, problem(at, "The filter holds a zero byte")
	}
	tokens := make([]token, 0, len(s)/4+2)
	for at := 0; ; {
		at = skipSpace(s, at)
		if at == len(s) {
			return append(tokens, token{kind: endToken, at: at}), nil
		}
		t, next, err := lexOne(s, at)
		if err != nil {
			return nil, err
		}
		tokens = append(tokens, t)
		at = next
	}
}

func skipSpace(s string, at int) int {
	for at < len(s) {
		r, n := utf8.DecodeRuneInString(s[at:])
		if !isSpace(r) {
			break
		}
		at += n
	}
	return at
}

func isSpace(r rune) bool {
	switch {
	case r >= '\t' && r <= '\r', r == ' ', r == 0x85, r == 0xa0, r == 0x1680, r >= 0x2000 && r <= 0x200a,
		r == 0x2028, r == 0x2029, r == 0x202f, r == 0x205f, r == 0x3000:
		return true
	}
	return false
}

func lexOne(s string, at int) (token, int, error) {
	r, n := utf8.DecodeRuneInString(s[at:])
	switch {
	case r == '\'':
		text, next, err := lexText(s, at)
		return token{kind: textToken, s: text, at: at}, next, err
	case r == '"':
		name, next, err := lexQuoted(s, at)
		return token{kind: quotedToken, s: name, at: at}, next, err
	case isDigit(s, at), r == '.' && isDigit(s, at+1):
		return lexNumber(s, at)
	case isNameStart(r):
		end := at + n
		for end < len(s) {
			r, n := utf8.DecodeRuneInString(s[end:])
			if !isNamePart(r) {
				break
			}
			end += n
		}
		word := s[at:end]
		return token{kind: wordToken, s: word, low: strings.ToLower(word), at: at}, end, nil
	}
	for _, sign := range []string{"<>", "<=", ">=", "(", ")", ",", "=", "<", ">", "+", "-", "*", "/", "%", "^"} {
		if strings.HasPrefix(s[at:], sign) {
			return token{kind: signToken, s: sign, at: at}, at + len(sign), nil
		}
	}
	switch {
	case strings.HasPrefix(s[at:], "!="):
		return token{}, 0, problem(at, "Not equal is written <>, not !=")
	case r == '[':
		return token{}, 0, problem(at, "A list is written in round brackets, ('a', 'b')")
	case r == '‘' || r == '’' || r == '“' || r == '”':
		return token{}, 0, problem(at, "%q is a typographic quote; texts stand in ', names in \"", r)
	}
	return token{}, 0, problem(at, "%q has no meaning in a filter", r)
}

// lexText reads a text. A quote within it is doubled or follows a backslash.
// So that a text may end with a backslash, backslashes directly before a quote
// count in pairs: two of them are one backslash. Elsewhere a backslash is
// itself, as LIKE needs it.
func lexText(s string, at int) (string, int, error) {
	var b strings.Builder
	for i := at + 1; i < len(s); {
		switch s[i] {
		case '\'':
			if i+1 < len(s) && s[i+1] == '\'' {
				b.WriteByte('\'')
				i += 2
				continue
			}
			return b.String(), i + 1, nil
		case '\\':
			run := len(s[i:]) - len(strings.TrimLeft(s[i:], `\`))
			i += run
			if i == len(s) || s[i] != '\'' {
				b.WriteString(s[i-run : i])
				continue
			}
			b.WriteString(s[i-run : i-run+run/2])
			if run%2 == 1 {
				b.WriteByte('\'')
				i++
			}
		default:
			end := i + strings.IndexAny(s[i:], `'\`)
			if end < i {
				end = len(s)
			}
			b.WriteString(s[i:end])
			i = end
		}
	}
	return "", 0, problem(at, "The text that opens here is not closed with a '")
}

func lexQuoted(s string, at int) (string, int, error) {
	var b strings.Builder
	for i := at + 1; i < len(s); i++ {
		if s[i] != '"' {
			b.WriteByte(s[i])
			continue
		}
		if i+1 < len(s) && s[i+1] == '"' {
			b.WriteByte('"')
			i++
			continue
		}
		if b.Len() == 0 {
			return "", 0, problem(at, "A name is missing between the double quotes")
		}
		return b.String(), i + 1, nil
	}
	return "", 0, problem(at, "The name that opens here is not closed with a \"")
}

func isDigit(s string, at int) bool { return at < len(s) && s[at] >= '0' && s[at] <= '9' }

func lexNumber(s string, at int) (token, int, error) {
	end := at
	digits := func() {
		for isDigit(s, end) {
			end++
		}
	}
	digits()
	if end < len(s) && s[end] == '.' {
		end++
		digits()
	}
	if end < len(s) && (s[end] == 'e' || s[end] == 'E') {
		mantissa := end
		end++
		if end < len(s) && (s[end] == '+' || s[end] == '-') {
			end++
		}
		if !isDigit(s, end) {
			end = mantissa
		}
		digits()
	}
	if r, n := utf8.DecodeRuneInString(s[end:]); n > 0 && isNamePart(r) {
		return token{}, 0, problem(at, "%q is neither a number nor a name", geo.Clip(s[at:end+n], 40))
	}
	v, err := strconv.ParseFloat(s[at:end], 64)
	if err != nil || math.IsInf(v, 0) {
		return token{}, 0, problem(at, "%s is too large a number", geo.Clip(s[at:end], 40))
	}
	return token{kind: numberToken, s: geo.Clip(s[at:end], 40), number: v, at: at}, end, nil
}

// isName reports whether s can stand in the text without double quotes, were it
// not for the reserved words.
func isName(s string) bool {
	for i, r := range s {
		if i == 0 && !isNameStart(r) || !isNamePart(r) {
			return false
		}
	}
	return s != "" && utf8.ValidString(s)
}

func isNameStart(r rune) bool {
	switch {
	case r == ':', r == '_', r >= 'A' && r <= 'Z', r >= 'a' && r <= 'z',
		r >= 0xc0 && r <= 0x2ff && r != 0xd7 && r != 0xf7,
		r >= 0x370 && r <= 0x1ffe && r != 0x37e && r != 0x1680,
		r == 0x200c, r == 0x200d, r >= 0x2070 && r <= 0x218f, r >= 0x2c00 && r <= 0x2fef,
		r >= 0x3001 && r <= 0xd7ff, r >= 0xf900 && r <= 0xfdcf, r >= 0xfdf0 && r < 0xfffd, r >= 0x10000 && r <= 0xeffff:
		return true
	}
	return false
}

func isNamePart(r rune) bool {
	return isNameStart(r) || r == '.' || r >= '0' && r <= '9' || r >= 0x300 && r <= 0x36f || r == 0x203f || r == 0x2040
}
