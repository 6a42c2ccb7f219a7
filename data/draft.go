package data

import (
	"encoding/json"
	"fmt"

	"corredor/geo"
)

// A DraftContent is a decree with its zones as somebody drafts it. It may be
// incomplete: what is not known yet is empty or nil.
type DraftContent struct {
	Decree DecreeDraft `json:"decree"`
	Zones  []ZoneDraft `json:"zones"`
	Lifts  []LiftDraft `json:"lifts"`
	Why    string      `json:"why"` // why it is changed, told with the versions it makes
}

// A DecreeDraft holds the particulars of the act.
type DecreeDraft struct {
	ID        int64      `json:"id,omitempty"` // of a decree that stands; 0 for a new one
	Number    string     `json:"number"`
	Kind      geo.Effect `json:"kind"`
	Published *geo.Day   `json:"published"`
	Title     geo.Pair   `json:"title"`
	Words     geo.Pair   `json:"words"` // territorial scope, in the act's own words
	Link      string     `json:"link"`
	Source    string     `json:"source"` // name of the document behind the link
	Note      string     `json:"note"`
}

// A ZoneDraft is a zone as it is to be. What is not known yet is nil or empty.
type ZoneDraft struct {
	Zone       int64          `json:"zone,omitempty"` // that it is to be a version of; 0 for a new one
	Base       int            `json:"base,omitempty"` // the version of that zone which the change began from
	Definition geo.Definition `json:"definition"`
	Effect     geo.Effect     `json:"effect"`
	Extends    int64          `json:"extends,omitempty"` // zone; 0 for none
	First      *geo.Day       `json:"start"`
	Days       *int           `json:"days"`
	Rights     []geo.Right    `json:"rights"`
	RightsNote string         `json:"rights_note"`
	Words      geo.Pair       `json:"words"` // the decree's own, on this zone
	Note       geo.Pair       `json:"note"`
}

// A LiftDraft ends a zone before its term.
type LiftDraft struct {
	Zone int64    `json:"zone"`
	From *geo.Day `json:"from"` // first day no longer in force
}

// Last returns the last day as the law counts it, nil while it is not known.
func (z ZoneDraft) Last() *geo.Day {
	if z.First == nil || z.Days == nil {
		return nil
	}
	last := geo.LastDay(*z.First, *z.Days)
	return &last
}

// MostDraftZones bounds the zones of one draft, and what it lifts.
const MostDraftZones = 50

// ReadDraft reads a draft as it is sent. It is strict about what is there, and takes
// what is not yet; all faults are told at once.
func ReadDraft(body []byte) (d DraftContent, err error) {
	object, err := readObject(body)
	if err != nil {
		return d, err
	}
	r := &draftReader{sent: true}
	d = r.draft(object)
	return d, geo.Together(r.faults)
}

// ReadZoneDraft reads one zone of a draft.
func ReadZoneDraft(body []byte) (z ZoneDraft, err error) {
	object, err := readObject(body)
	if err != nil {
		return z, err
	}
	r := &draftReader{sent: true}
	z = r.zone("", object)
	return z, geo.Together(r.faults)
}

type draftReader struct {
	sent   bool // by somebody, so that shapes are looked at; what is kept was
	faults []*geo.Problem
}

func (r *draftReader) fault(name, format string, args ...any) {
	r.coded("", nil, name, format, args...)
}

// coded is a fault that people can make, and not programs alone.
func (r *draftReader) coded(code geo.Code, values map[string]any, name, format string, args ...any) {
	if len(r.faults) < 100 {
		r.faults = append(r.faults, geo.Invalidf(name, format, args...).Coded(code, values))
	}
}

func most(n int) map[string]any { return map[string]any{"most": n} }

// fields reads an object's members by name, and refuses those that it does not know.
func (r *draftReader) fields(prefix string, v any, read map[string]func(name string, v any)) {
	object, ok := v.(map[string]any)
	if !ok {
		if v != nil {
			r.fault(prefix, "It must be an object.")
		}
		return
	}
	for _, name := range sortedNames(object) {
		f, known := read[name]
		switch {
		case !known:
			r.fault(prefix+geo.Clip(name, 60), "There is no field %q here.", geo.Clip(name, 60))
		case object[name] != nil:
			f(prefix+name, object[name])
		}
	}
}

func (r *draftReader) draft(object map[string]any) (d DraftContent) {
	d.Zones, d.Lifts = []ZoneDraft{}, []LiftDraft{}
	r.fields("", object, map[string]func(string, any){
		"decree": func(name string, v any) { d.Decree = r.decree(name+".", v) },
		"zones": func(name string, v any) {
			r.list(name, v, func(at string, one any) { d.Zones = append(d.Zones, r.zone(at+".", one)) })
		},
		"lifts": func(name string, v any) {
			r.list(name, v, func(at string, one any) {
				var l LiftDraft
				r.fields(at+".", one, map[string]func(string, any){"zone": r.id(&l.Zone), "from": r.day(&l.From)})
				d.Lifts = append(d.Lifts, l)
			})
		},
		"why": r.text(&d.Why, 2000),
	})
	return d
}

func (r *draftReader) list(name string, v any, each func(at string, one any)) {
	list, ok := v.([]any)
	if !ok || len(list) > MostDraftZones {
		r.coded(geo.CodeTooMany, most(MostDraftZones), name, "%s must be an array of at most %d.", name, MostDraftZones)
		return
	}
	for i, one := range list {
		each(fmt.Sprintf("%s[%d]", name, i), one)
	}
}

func (r *draftReader) decree(prefix string, v any) (d DecreeDraft) {
	r.fields(prefix, v, map[string]func(string, any){
		"id": r.id(&d.ID), "number": r.text(&d.Number, 100), "published": r.day(&d.Published),
		"title": r.pair(&d.Title, 300), "words": r.pair(&d.Words, 10_000), "source": r.text(&d.Source, 300), "note": r.text(&d.Note, 10_000),
		"kind": func(name string, v any) {
			s, _ := v.(string)
			if d.Kind = geo.Effect(s); d.Kind != "" && d.Kind != geo.Declares && d.Kind != geo.Extends && d.Kind != geo.Lifts {
				r.fault(name, "%s must be declare, extend or lift.", name)
			}
		},
		"link": func(name string, v any) {
			r.text(&d.Link, 2000)(name, v)
			if d.Link != "" && !webAddress.MatchString(d.Link) {
				r.coded(geo.CodeNoAddress, nil, name, "%s must be a web address that begins with http:// or https://.", name)
			}
		},
	})
	if d.Number != "" && !decreeNumber.MatchString(d.Number) {
		r.coded(geo.CodeNumberForm, nil, prefix+"number", "The number of a decree is written like DS 056-2019-PCM.")
	}
	return d
}

func (r *draftReader) zone(prefix string, v any) (z ZoneDraft) {
	z.Rights = []geo.Right{}
	r.fields(prefix, v, map[string]func(string, any){
		"zone": r.id(&z.Zone), "extends": r.id(&z.Extends), "start": r.day(&z.First),
		"rights_note": r.text(&z.RightsNote, 2000), "words": r.pair(&z.Words, 10_000), "note": r.pair(&z.Note, 10_000),
		"base": func(name string, v any) {
			var n int64
			r.id(&n)(name, v)
			z.Base = int(min(n, 1<<30))
		},
		"end": func(string, any) {}, // follows from start and days, and may come back
		"definition": func(name string, v any) {
			definition, faults := geo.ReadDefinition(name+".", v)
			z.Definition = definition
			r.faults = append(r.faults, faults...)
			if r.sent && len(faults) == 0 {
				if err, ok := definition.CheckTangle(name + ".").(*geo.Problem); ok {
					r.faults = append(r.faults, err)
				}
			}
		},
		"effect": func(name string, v any) {
			s, _ := v.(string)
			if z.Effect = geo.Effect(s); z.Effect != "" && !z.Effect.MakesZone() {
				r.fault(name, "%s must be declare or extend.", name)
			}
		},
		"days": func(name string, v any) {
			n, _ := v.(json.Number)
			days, err := n.Int64()
			if err != nil || days < 1 || days > mostTerm {
				r.coded(geo.CodeBadDays, most(mostTerm), name, "%s must be a whole number from 1 to %d.", name, mostTerm)
				return
			}
			whole := int(days)
			z.Days = &whole
		},
		"rights": func(name string, v any) {
			r.list(name, v, func(at string, one any) {
				s, _ := one.(string)
				if !geo.Right(s).Valid() {
					r.fault(at, "%q is no right that an emergency suspends; these are home, movement, assembly and liberty.", geo.Clip(s, 60))
					return
				}
				z.Rights = append(z.Rights, geo.Right(s))
			})
		},
	})
	return z
}

func (r *draftReader) text(into *string, bytes int) func(string, any) {
	return func(name string, v any) {
		s, ok := v.(string)
		if !ok || len(s) > bytes || hasControl(s) {
			r.coded(geo.CodeTooLong, most(bytes), name, "%s must be a text of at most %d bytes.", name, bytes)
			return
		}
		*into = s
	}
}

func (r *draftReader) pair(into *geo.Pair, bytes int) func(string, any) {
	return func(name string, v any) {
		r.fields(name+".", v, map[string]func(string, any){"es": r.text(&into.ES, bytes), "en": r.text(&into.EN, bytes)})
	}
}

func (r *draftReader) id(into *int64) func(string, any) {
	return func(name string, v any) {
		n, _ := v.(json.Number)
		id, err := n.Int64()
		if err != nil || id < 1 {
			r.fault(name, "%s must be an id.", name)
			return
		}
		*into = id
	}
}

func (r *draftReader) day(into **geo.Day) func(string, any) {
	return func(name string, v any) {
		s, _ := v.(string)
		day, err := geo.ParseDay(s)
		if err != nil || day < earliestTerm || day > latestTerm {
			r.coded(geo.CodeBadDay, nil, name, "%s must be a day from 1900 to 2200, written as 2019-04-02.", name)
			return
		}
		*into = &day
	}
}

// Days beyond these are slips of the pen.
const (
	earliestTerm geo.Day = -25567 // 1900-01-01
	latestTerm   geo.Day = 84371  // 2201-01-01
)

// mostTerm bounds the term of a zone.
const mostTerm = 3660

// hasControl reports whether a text holds what no text does, line ends and tabs
// aside.
func hasControl(s string) bool {
	for _, c := range s {
		if c < ' ' && c != '\n' && c != '\t' && c != '\r' {
			return true
		}
	}
	return false
}
