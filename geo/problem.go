package geo

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says what the caller can do about a Problem.
type Kind int

// The kinds of problem. The zero value is Internal: nothing the caller did
// caused it and nothing the caller does will mend it.
const (
	Internal     Kind = iota // a fault of ours
	Invalid                  // change the request
	NotFound                 // no such thing
	Forbidden                // not for this viewer
	Conflict                 // somebody else was faster
	Unavailable              // try again later
	TooLarge                 // ask for less
	Unidentified             // say who you are
	Stale                    // what you saw has changed: read it again
	Reused                   // the name of this request is another's: give it one of its own
)

var kindNames = [...]string{"internal", "invalid", "not found", "forbidden", "conflict", "unavailable", "too large", "unidentified", "stale", "reused"}

func (k Kind) String() string {
	if k < 0 || int(k) >= len(kindNames) {
		return fmt.Sprintf("kind %d", int(k))
	}
	return kindNames[k]
}

// Problem is an error with two readers: Msg is a sentence for the person at the
// map, Err the cause for the person at the log. Param names the parameter or
// field at fault, where there is one. Code names what is wrong for programs, where the
// kind is not enough, and Values are what Msg says beside its words. Where several
// things are wrong at once, All lists them, and the Problem itself repeats the first.
type Problem struct {
	Kind   Kind
	Msg    string
	Param  string
	Code   Code
	Values map[string]any
	Err    error
	All    []*Problem
}

// Together returns the problems as one, nil where there is none.
func Together(problems []*Problem) error {
	if len(problems) == 0 {
		return nil
	}
	first := *problems[0]
	if len(problems) > 1 {
		first.All = problems
	}
	return &first
}

// Invalidf returns a Problem of kind Invalid about a parameter.
func Invalidf(param, format string, args ...any) *Problem {
	return &Problem{Kind: Invalid, Param: param, Msg: fmt.Sprintf(format, args...)}
}

// NotFoundf returns a Problem of kind NotFound.
func NotFoundf(format string, args ...any) *Problem {
	return &Problem{Kind: NotFound, Msg: fmt.Sprintf(format, args...)}
}

// Unavailablef returns a Problem of kind Unavailable with its cause.
func Unavailablef(cause error, format string, args ...any) *Problem {
	return &Problem{Kind: Unavailable, Msg: fmt.Sprintf(format, args...), Err: cause}
}

// Error tells the whole story, cause included: it is for logs. Show people Msg.
func (p *Problem) Error() string {
	s := p.Msg
	if s == "" {
		s = p.Kind.String()
	}
	if p.Param != "" {
		s = p.Param + ": " + s
	}
	if p.Err != nil {
		s = strings.TrimSuffix(s, ".") + ": " + p.Err.Error()
	}
	return s
}

func (p *Problem) Unwrap() error { return p.Err }

// mostQuoted is how many bytes of a bad value an answer repeats.
const mostQuoted = 60

// Clip shortens what a stranger wrote to at most so many bytes, so that it can be
// quoted back.
func Clip(s string, most int) string {
	if len(s) > most {
		return strings.ToValidUTF8(s[:most], "") + "…"
	}
	return s
}

// KindOf returns the kind of the first Problem in err's chain, Internal when
// there is none.
func KindOf(err error) Kind {
	if p, ok := errors.AsType[*Problem](err); ok {
		return p.Kind
	}
	return Internal
}
