package web

import (
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"corredor/data"
	"corredor/geo"
)

// DefaultArchive is where copies of what stood on the web are found.
const DefaultArchive = "https://web.archive.org/web/"

// archived is where an archive has what stood at an address about a day, or on any day
// where none is known; empty where there is no archive, or nothing of ours to look for.
func archived(archive, address string, on *day) string {
	if archive == "" || !strings.HasPrefix(address, "http://") && !strings.HasPrefix(address, "https://") {
		return ""
	}
	when := "*"
	if on != nil {
		when = geo.Day(*on).Time().Format("20060102")
	}
	return archive + when + "/" + address
}

// sourceView is a source with what is known of its address.
type sourceView struct {
	sourceFact
	Archive string // where an archive has it
	Host    string // of its address
	Dead    string // since when nothing answers there; empty where something does
}

func (p *lasting) sourceView(f sourceFact, dead map[string]time.Time) sourceView {
	v := sourceView{sourceFact: f, Archive: archived(p.s.WebArchive, f.URL, f.Date)}
	if at, err := url.Parse(f.URL); err == nil {
		v.Host = strings.TrimPrefix(at.Hostname(), "www.")
	}
	if since, ok := dead[f.URL]; ok {
		v.Dead = p.l.date(onDay(since))
	}
	return v
}

// tellSources lists where all of it comes from.
func (p *lasting) tellSources() {
	var row struct {
		Sources []sourceFact
		Source  *sourceFact
	}
	if p.into(&row) != nil {
		return // a version that was written in another form
	}
	if row.Source != nil {
		row.Sources = append(row.Sources, *row.Source)
	}
	var urls []string
	for _, s := range row.Sources {
		urls = append(urls, s.URL)
	}
	for _, s := range p.body.Says {
		urls = append(urls, s.URL)
	}
	dead := p.deadOf(urls)
	for _, s := range row.Sources {
		p.body.Sources = append(p.body.Sources, p.sourceView(s, dead))
	}
	for i := range p.body.Says {
		p.body.Says[i].sourceView = p.sourceView(p.body.Says[i].sourceFact, dead)
	}
}

// deadOf says which addresses are known not to answer; nothing where that cannot be
// asked. A version says nothing of today's.
func (p *lasting) deadOf(urls []string) map[string]time.Time {
	if !p.present() || len(urls) == 0 || p.s.Store.Down() {
		return nil
	}
	dead, err := p.s.Store.DeadSources(p.r.Context(), viewer(p.r), urls)
	if err != nil {
		p.s.Log.Warn("a page goes out without what is known of its sources", "request_id", visitOf(p.r).id, "err", err)
	}
	return dead
}

// sourceSays is all that one source says of an incident.
type sourceSays struct {
	sourceView
	Claims []claimView
}

type claimView struct {
	Name, Text, Lang, Note string
	Long                   bool // an account, not a figure
}

type claimFact struct {
	Field, Value string
	ValueES      string `json:"value_es"`
	Start, End   *day
	Source       int64
	SourceName   string `json:"source_name"`
	SourceNameES string `json:"source_name_es"`
	SourceURL    string `json:"source_url"`
	StatedOn     *day   `json:"stated_on"`
	NoteES       string `json:"note_es"`
	NoteEN       string `json:"note_en"`
}

// claims puts side by side what each source says.
func (p *lasting) claims() error {
	l := p.l
	place := map[int64]int{} // of a source among those that say something
	return p.find("claims", data.Query{Equals: map[string]string{"incident": formatID(p.id)}}, func(f data.Feature, _ map[string]any) {
		var c claimFact
		if json.Unmarshal(f.Properties, &c) != nil {
			return
		}
		at, known := place[c.Source]
		if !known {
			at = len(p.body.Says)
			place[c.Source] = at
			p.body.Says = append(p.body.Says, sourceSays{sourceView: sourceView{sourceFact: sourceFact{ID: c.Source, Name: c.SourceName, NameES: c.SourceNameES, URL: c.SourceURL, Date: c.StatedOn}}})
		}
		v := claimView{Name: l.word("claim." + c.Field), Text: l.pick(c.ValueES, c.Value), Note: l.pick(c.NoteES, c.NoteEN), Long: c.Field == "account"}
		switch {
		case c.Start != nil && c.End != nil:
			v.Text = l.dates(*c.Start, *c.End)
		case c.Start != nil:
			v.Text = l.date(*c.Start) + ", " + l.word("incident.openEnd")
		case c.Field == "deaths" || c.Field == "injured":
			if v.Text == "0" {
				v.Text = l.word("toll.none")
			}
		}
		if v.Long && l == spanish && c.ValueES == "" {
			v.Lang = string(english)
		}
		p.body.Says[at].Claims = append(p.body.Says[at].Claims, v)
	})
}
