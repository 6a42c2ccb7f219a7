package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"time"

	"corredor/data"
	"corredor/geo"
)

// auditing is the command that takes the audit log away.
type auditing struct {
	Export auditExport `cmd:"" help:"Write the audit log to standard output, the oldest line first."`
}

type auditExport struct {
	From   string `placeholder:"TIME" help:"From this day or instant on, such as 2026-12-01 or 2026-12-01T15:00:00Z. From the beginning unless set."`
	To     string `placeholder:"TIME" help:"Up to this day, which is in, or this instant, which is not. To the end unless set."`
	Format string `placeholder:"FORMAT" default:"csv" help:"csv or jsonl. ${default} unless set."`
	common

	query data.AuditQuery
}

func (c *auditExport) check() (err error) {
	c.query.Oldest = true
	if c.query.From, _, err = readTime("--from", c.From); err != nil {
		return err
	}
	var day bool
	if c.query.To, day, err = readTime("--to", c.To); err != nil {
		return err
	}
	if day {
		c.query.To = c.query.To.AddDate(0, 0, 1)
	}
	if c.Format != "csv" && c.Format != "jsonl" {
		return wrongf("--format is %q: it can be csv or jsonl", c.Format)
	}
	return c.common.check()
}

// readTime reads a day or an instant; days are those of UTC.
func readTime(flag, text string) (at time.Time, day bool, err error) {
	if text == "" {
		return at, false, nil
	}
	if at, err := time.Parse(time.DateOnly, text); err == nil {
		return at, true, nil
	}
	if at, err = time.Parse(time.RFC3339, text); err != nil {
		return at, false, wrongf("%s is %q: it should be a day or an instant, such as 2026-12-01 or 2026-12-01T15:00:00Z", flag, text)
	}
	return at, false, nil
}

func (c *auditExport) run(ctx context.Context, stdout, stderr io.Writer) error {
	return c.withStore(ctx, stderr, func(s *data.Store) error {
		out := bufio.NewWriter(stdout)
		return errors.Join(s.WriteAudit(ctx, geo.Operator, c.query, c.Format, out), out.Flush())
	})
}
