package data

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"time"

	"corredor/geo"
)

// AuditFormats are the forms in which the audit log can be taken away.
func AuditFormats() []string { return []string{"csv", "jsonl"} }

// eventJSON is a line of the audit log as JSON has it.
type eventJSON struct {
	ID      int64  `json:"id"`
	At      string `json:"at"`
	Who     string `json:"who,omitempty"`
	Account int64  `json:"account,omitempty"`
	Token   int64  `json:"token,omitempty"`
	Address string `json:"address,omitempty"`
	Request string `json:"request,omitempty"`
	Action  string `json:"action"`
	Target  string `json:"target,omitempty"`
	Outcome string `json:"outcome"`
	Status  int    `json:"status,omitempty"`
	Reason  string `json:"reason,omitempty"`
}

// Outcome is done or refused.
func (e Event) Outcome() string {
	if e.Done {
		return "done"
	}
	return "refused"
}

func (e Event) json() eventJSON {
	j := eventJSON{ID: e.ID, At: e.At.UTC().Format(time.RFC3339Nano), Who: e.Who, Account: e.Account, Token: e.Token,
		Request: e.Request, Action: e.Action, Target: e.Target, Outcome: e.Outcome(), Status: e.Status, Reason: e.Reason}
	if e.Address.IsValid() {
		j.Address = e.Address.String()
	}
	return j
}

// WriteAudit writes the lines of the audit log that are wanted as csv or jsonl.
func (s *Store) WriteAudit(ctx context.Context, v geo.Viewer, q AuditQuery, format string, w io.Writer) (err error) {
	if format == "jsonl" {
		out := json.NewEncoder(w)
		out.SetEscapeHTML(false)
		return s.Audit(ctx, v, q, func(e Event) error { return out.Encode(e.json()) })
	}
	if format != "csv" {
		return geo.Invalidf("format", "The audit log can be taken away as %s, not as %q.", strings.Join(AuditFormats(), " or "), geo.Clip(format, 30))
	}
	if err := v.May(geo.Administer); err != nil {
		return err // before the head of the table
	}
	out := csv.NewWriter(w)
	if err := out.Write([]string{"id", "at", "who", "account", "token", "address", "request", "action", "target", "outcome", "status", "reason"}); err != nil {
		return err
	}
	err = s.Audit(ctx, v, q, func(e Event) error {
		j := e.json()
		return out.Write([]string{strconv.FormatInt(j.ID, 10), j.At, harmless(j.Who), digits(j.Account), digits(j.Token), j.Address, harmless(j.Request),
			harmless(j.Action), harmless(j.Target), j.Outcome, digits(int64(j.Status)), harmless(j.Reason)})
	})
	out.Flush()
	if err == nil {
		err = out.Error()
	}
	return err
}

func digits(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// harmless is a stranger's text that no spreadsheet works out.
func harmless(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
