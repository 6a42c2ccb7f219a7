package main

import (
	"fmt"
	"io"
	"math"
	"strings"
)

// table is what was measured.
type table struct {
	title string
	rows  []result
}

// result is one line: what was measured, what came of it, and the goal it has, if any.
type result struct {
	what, value, goal string
	holds             bool
}

// tell adds a line without a goal.
func (b *bench) tell(what, value string, args ...any) {
	b.add(result{what: what, value: fmt.Sprintf(value, args...)})
}

// under and over add a line with a goal.
func (b *bench) under(what string, value, goal float64, form string) {
	b.add(result{what, fmt.Sprintf(form, value), "under " + fmt.Sprintf(form, goal), value < goal})
}

func (b *bench) over(what string, value, goal float64, form string) {
	b.add(result{what, fmt.Sprintf(form, value), "over " + fmt.Sprintf(form, goal), value > goal})
}

func (b *bench) add(r result) {
	b.table.rows = append(b.table.rows, r)
	fmt.Fprintln(b.stderr, "  "+r.line())
}

func (r result) verdict() string {
	switch {
	case r.goal == "":
		return ""
	case r.holds:
		return "ok"
	}
	return "**not**"
}

func (r result) line() string {
	return strings.TrimRight(fmt.Sprintf("| %s | %s | %s | %s |", r.what, r.value, r.goal, r.verdict()), " ")
}

// write writes the table as Markdown.
func (t table) write(w io.Writer) error {
	var out strings.Builder
	fmt.Fprintf(&out, "%s\n\n| what | measured | goal | |\n|---|---|---|---|\n", t.title)
	for _, r := range t.rows {
		out.WriteString(r.line() + "\n")
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// many writes a large number with its thousands apart.
func many(n float64) string {
	digits := fmt.Sprintf("%.0f", math.Round(n))
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + " " + digits[i:]
	}
	return digits
}

// short writes a number of incidents as people say it.
func short(n int) string {
	switch {
	case n >= 1_000_000:
		return strings.TrimSuffix(fmt.Sprintf("%.1f", float64(n)/1e6), ".0") + " million"
	case n >= 1000:
		return strings.TrimSuffix(fmt.Sprintf("%.1f", float64(n)/1e3), ".0") + " thousand"
	}
	return fmt.Sprint(n)
}
