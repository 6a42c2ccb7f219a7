package main

import (
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"text/tabwriter"
	"time"

	"corredor/data"
	"corredor/data/imports"
	"corredor/web/linkcheck"
)

// checking is looking whether what we say still holds.
type checking struct {
	Links checkLinks `cmd:"" help:"Ask the address of every source whether it still answers, keep what was seen, and tell it; the exit status is 1 where one is dead."`
}

type checkLinks struct {
	Format       string        `placeholder:"FORMAT" default:"table" help:"table of what a reader may not find, csv or json of all. ${default} unless set."`
	AllowPrivate bool          `name:"allow-private" help:"Ask addresses inside networks too, which are left out otherwise."`
	Timeout      time.Duration `placeholder:"TIME" default:"20s" help:"How long one answer may take. ${default} unless set."`
	Pause        time.Duration `placeholder:"TIME" default:"1s" help:"Time between two questions to one host. ${default} unless set."`
	BaseURL      string        `name:"base-url" env:"CORREDOR_BASE_URL" placeholder:"URL" help:"How the outside sees the server: hosts are told who asks."`
	common
}

// linksAtOnce is how many hosts are asked at one time; each is asked one thing at a time.
const linksAtOnce = 8

// linkTries is how often an address is asked that does not answer well.
const linkTries = 3

func (c *checkLinks) check() (err error) {
	if !slices.Contains([]string{"table", "csv", "json"}, c.Format) {
		return wrongf("--format is %q: it can be table, csv or json", c.Format)
	}
	if c.Timeout < 100*time.Millisecond || c.Timeout > 10*time.Minute {
		return wrongf("--timeout is %v: it can be from 100ms to 10m", c.Timeout)
	}
	if c.Pause < 0 || c.Pause > time.Minute {
		return wrongf("--pause is %v: it can be up to 1m", c.Pause)
	}
	if c.BaseURL != "" {
		if c.BaseURL, err = checkBaseURL(c.BaseURL); err != nil {
			return err
		}
	}
	return c.common.check()
}

// agent is by what name hosts see us, and where they find who asks.
func (c *checkLinks) agent() string {
	name := "corredor/" + version + " (link check"
	if c.BaseURL != "" {
		name += "; +" + c.BaseURL
	}
	return name + ")"
}

func (c *checkLinks) run(ctx context.Context, stdout, stderr io.Writer) error {
	return c.withStore(ctx, stderr, func(s *data.Store) error {
		addresses, err := s.SourceAddresses(ctx)
		if err != nil {
			return err
		}
		checker := linkcheck.New(linkcheck.Options{UserAgent: c.agent(), AtOnce: linksAtOnce, Timeout: c.Timeout, Pause: c.Pause, Tries: linkTries, AllowPrivate: c.AllowPrivate})
		progress := newGauge(stderr)
		progress.counts = fmt.Sprintf("of %d addresses", len(addresses))
		var seen []data.SourceCheck
		err = checker.All(ctx, addresses, func(k data.SourceCheck) error {
			if err := s.KeepSourceCheck(ctx, &k); err != nil {
				return err
			}
			seen = append(seen, k)
			progress.tell(imports.Progress{Stage: "asking sources", Rows: int64(len(seen)), Bytes: int64(len(seen)), Of: int64(len(addresses))})
			return nil
		})
		progress.done()
		if err != nil {
			return err
		}
		slices.SortFunc(seen, func(a, b data.SourceCheck) int {
			return cmp.Or(cmp.Compare(rankOf(a.Outcome), rankOf(b.Outcome)), cmp.Compare(a.URL, b.URL))
		})
		if err := tellLinks(stdout, c.Format, seen); err != nil {
			return err
		}
		return deadLinks(seen)
	})
}

// linkOrder is the order in which outcomes are told: what needs somebody first.
var linkOrder = []data.Outcome{data.LinkGone, data.LinkFailed, data.LinkMoved, data.LinkRefused, data.LinkPrivate, data.LinkGood}

func rankOf(o data.Outcome) int { return slices.Index(linkOrder, o) }

// deadLinks is the error of a check that found sources which do not answer.
func deadLinks(seen []data.SourceCheck) error {
	dead := 0
	for _, k := range seen {
		if k.Outcome.Dead() {
			dead++
		}
	}
	if dead == 0 {
		return nil
	}
	return fmt.Errorf("%d of %d sources do not answer; their pages lead to an archive", dead, len(seen))
}

func tellLinks(w io.Writer, format string, seen []data.SourceCheck) error {
	switch format {
	case "csv":
		return linksAsCSV(w, seen)
	case "json":
		return linksAsJSON(w, seen)
	}
	counts := map[data.Outcome]int{}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, k := range seen {
		counts[k.Outcome]++
		if k.Outcome == data.LinkGood {
			continue
		}
		if counts[k.Outcome] == 1 && len(counts) == 1 {
			fmt.Fprintln(table, "OUTCOME\tSTATUS\tDEAD SINCE\tADDRESS\tWHAT WAS SEEN")
		}
		what := k.Detail
		if k.LeadsTo != "" {
			what = "leads to " + k.LeadsTo
			if k.Detail != "" {
				what += ": " + k.Detail
			}
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", k.Outcome, statusOf(k), sinceOf(k), k.URL, what)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "%d addresses: %d good, %d moved, %d refused, %d gone, %d failed, %d private.\n", len(seen), counts[data.LinkGood], counts[data.LinkMoved],
		counts[data.LinkRefused], counts[data.LinkGone], counts[data.LinkFailed], counts[data.LinkPrivate])
	return err
}

func statusOf(k data.SourceCheck) string {
	if k.Status == 0 {
		return ""
	}
	return strconv.Itoa(k.Status)
}

func sinceOf(k data.SourceCheck) string {
	if k.Since == nil {
		return ""
	}
	return k.Since.UTC().Format(time.DateOnly)
}

func linksAsCSV(w io.Writer, seen []data.SourceCheck) error {
	out := csv.NewWriter(w)
	_ = out.Write([]string{"url", "outcome", "status", "at", "dead_since", "leads_to", "detail"}) // Flush tells
	for _, k := range seen {
		_ = out.Write([]string{k.URL, string(k.Outcome), statusOf(k), k.At.UTC().Format(time.RFC3339), sinceOf(k), k.LeadsTo, k.Detail})
	}
	out.Flush()
	return out.Error()
}

func linksAsJSON(w io.Writer, seen []data.SourceCheck) error {
	type line struct {
		URL     string     `json:"url"`
		Outcome string     `json:"outcome"`
		Status  int        `json:"status,omitempty"`
		At      time.Time  `json:"at"`
		Since   *time.Time `json:"dead_since,omitempty"`
		LeadsTo string     `json:"leads_to,omitempty"`
		Detail  string     `json:"detail,omitempty"`
	}
	all := make([]line, len(seen))
	for i, k := range seen {
		all[i] = line{k.URL, string(k.Outcome), k.Status, k.At, k.Since, k.LeadsTo, k.Detail}
	}
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	return out.Encode(all)
}
