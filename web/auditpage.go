package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"corredor/data"
	"corredor/geo"
)

// auditLines is how many lines a page of the audit log has.
const auditLines = 100

// auditBody is what the page of the audit log shows.
type auditBody struct {
	Given    map[string]string
	Actions  []string
	Lines    []auditLine
	Next     string // address of older lines, empty where there are none
	Download []link
}

type auditLine struct {
	data.Event
	When, From string
	Refused    bool
}

// auditPage shows administrators what was done and what was refused, the newest first, or
// hands it out as a file.
func (s *Server) auditPage(w http.ResponseWriter, r *http.Request, a data.Account) error {
	query, l, err := readPageQuery(w, r)
	if err != nil {
		return err
	}
	q, err := readAuditQuery(query)
	if err != nil {
		return err
	}
	if f := query.Get("f"); slices.Contains(data.AuditFormats(), f) {
		q.Oldest = true
		mediaType := map[string]string{"csv": csvType, "jsonl": "application/x-ndjson"}[f]
		w.Header().Set("Content-Type", mediaType)
		w.Header().Set("Content-Disposition", `attachment; filename="audit.`+f+`"`)
		return s.Store.WriteAudit(r.Context(), a.Viewer(), q, f, w)
	} else if f != "" && f != "html" {
		return badChoice("f", f, "format", append(data.AuditFormats(), "html"))
	}
	b := auditBody{Given: map[string]string{}, Actions: auditActions()}
	kept := url.Values{}
	for _, name := range []string{"who", "action", "outcome", "from", "to"} {
		if v := query.Get(name); v != "" {
			b.Given[name] = v
			kept.Set(name, v)
		}
	}
	kept.Set("lang", string(l))
	q.Limit = auditLines + 1
	err = s.Store.Audit(r.Context(), a.Viewer(), q, func(e data.Event) error {
		line := auditLine{Event: e, When: l.moment(e.At), Refused: !e.Done}
		if e.Address.IsValid() {
			line.From = e.Address.String()
		}
		b.Lines = append(b.Lines, line)
		return nil
	})
	if err != nil {
		return err
	}
	for _, f := range data.AuditFormats() {
		kept.Set("f", f)
		b.Download = append(b.Download, link{Href: auditPath + "?" + kept.Encode(), Title: map[string]string{"csv": "CSV", "jsonl": "JSON Lines"}[f]})
	}
	kept.Del("f")
	if len(b.Lines) > auditLines {
		b.Lines = b.Lines[:auditLines]
		kept.Set("before", strconv.FormatInt(b.Lines[auditLines-1].ID, 10))
		b.Next = auditPath + "?" + kept.Encode()
	}
	return s.writePage(w, r, http.StatusOK, "audit", page{Lang: l, Title: l.word("audit.title"), Lead: l.word("audit.lead"), Wide: true,
		Trail: []crumb{{accountPath, l.word("account.yours")}}, Body: b})
}

// auditActions are what one can look for: a group, with a dot at the end, or one of it.
func auditActions() []string {
	all := []string{"account.", "draft.", "item.", "token.", "request"}
	for _, a := range actions {
		all = append(all, a)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// readAuditQuery reads which lines are wanted. Days are those of Peru, both included.
func readAuditQuery(query url.Values) (q data.AuditQuery, err error) {
	q.Who, q.Action, q.Outcome = geo.Clip(query.Get("who"), 254), geo.Clip(query.Get("action"), 100), query.Get("outcome")
	if q.Outcome != "" && q.Outcome != "done" && q.Outcome != "refused" {
		return q, badChoice("outcome", q.Outcome, "outcome", []string{"done", "refused"})
	}
	if q.From, err = readDayOf(query, "from"); err != nil {
		return q, err
	}
	if q.To, err = readDayOf(query, "to"); err != nil {
		return q, err
	}
	if !q.To.IsZero() {
		q.To = q.To.AddDate(0, 0, 1)
	}
	if b := query.Get("before"); b != "" {
		if q.Before, err = strconv.ParseInt(b, 10, 64); err != nil || q.Before < 1 {
			return q, geo.Invalidf("before", "before must be the number of a line.")
		}
	}
	return q, nil
}

func readDayOf(query url.Values, name string) (at time.Time, err error) {
	text := query.Get(name)
	if text == "" {
		return at, nil
	}
	if at, err = time.ParseInLocation(time.DateOnly, text, limaTime); err != nil {
		return at, geo.Invalidf(name, "%s must be a day, such as 2026-12-01.", name)
	}
	return at, nil
}
