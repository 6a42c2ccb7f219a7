package seed

import (
	"encoding/csv"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A rowError says where a seed file cannot be read, and why.
type rowError struct {
	file   string
	line   int
	column string
	reason string
}

func (e *rowError) Error() string {
	where := fmt.Sprintf("%s, line %d", e.file, e.line)
	if e.column != "" {
		where += ", column " + e.column
	}
	return where + ": " + e.reason
}

// A row is one line of a CSV file. Its getters note the first thing wrong with
// it; rows checks that note after each row, so that readers can be written
// straight down.
type row struct {
	file  string
	line  int
	cells map[string]string
	err   error
}

// rows calls read for each row of a CSV file with a header line.
func rows(files fs.FS, name string, read func(*row)) error {
	f, err := files.Open(name)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	header, err := r.Read()
	if err != nil {
		return fmt.Errorf("%s, line 1: %w", name, err)
	}
	for {
		record, err := r.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		line, _ := r.FieldPos(0)
		one := row{file: name, line: line, cells: make(map[string]string, len(header))}
		for i, column := range header {
			one.cells[column] = strings.TrimSpace(record[i])
		}
		read(&one)
		if one.err != nil {
			return one.err
		}
	}
}

func (r *row) fail(column, reason string, args ...any) {
	if r.err == nil {
		r.err = &rowError{r.file, r.line, column, fmt.Sprintf(reason, args...)}
	}
}

// text returns a cell, "" where it is empty.
func (r *row) text(column string) string {
	v, ok := r.cells[column]
	if !ok {
		r.fail(column, "there is no such column")
	}
	return v
}

// need returns a cell that must not be empty.
func (r *row) need(column string) string {
	v := r.text(column)
	if v == "" {
		r.fail(column, "is empty")
	}
	return v
}

// oneOf returns a cell that must be one of the words.
func (r *row) oneOf(column string, words ...string) string {
	v := r.text(column)
	if !slices.Contains(words, v) {
		r.fail(column, "%q is none of %s", v, strings.Join(words, ", "))
	}
	return v
}

// opt returns a cell, nil where it is empty.
func (r *row) opt(column string) any {
	if v := r.text(column); v != "" {
		return v
	}
	return nil
}

// list splits a cell at semicolons.
func (r *row) list(column string) []string {
	var out []string
	for _, part := range strings.Split(r.text(column), ";") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

func (r *row) number(column string) any {
	v := r.text(column)
	if v == "" {
		return nil
	}
	f, err := strconv.ParseFloat(v, 64)
	if err != nil {
		r.fail(column, "%q is not a number", v)
	}
	return f
}

func (r *row) whole(column string) any {
	v := r.text(column)
	if v == "" {
		return nil
	}
	n, err := strconv.Atoi(v)
	if err != nil {
		r.fail(column, "%q is not a whole number", v)
	}
	return n
}

// yes reads yes or no, true or false.
func (r *row) yes(column string) bool {
	v := r.oneOf(column, "yes", "no", "true", "false")
	return v == "yes" || v == "true"
}

// day returns a date, nil where the cell is empty.
func (r *row) day(column string) any {
	v := r.text(column)
	if v == "" {
		return nil
	}
	t, err := time.Parse(time.DateOnly, v)
	if err != nil {
		r.fail(column, "%q is not a day written YYYY-MM-DD", v)
	}
	return t
}

// point returns WKT of longitude and latitude, nil where both are empty.
func (r *row) point(lon, lat string) any {
	x, y := r.number(lon), r.number(lat)
	if x == nil && y == nil {
		return nil
	}
	if x == nil || y == nil {
		r.fail(lon, "a point needs both %s and %s", lon, lat)
		return nil
	}
	if x, y := x.(float64), y.(float64); x < -180 || x > 180 || y < -90 || y > 90 {
		r.fail(lon, "%v, %v is not on the globe", x, y)
	}
	return fmt.Sprintf("SRID=4326;POINT(%v %v)", x, y)
}

var partial = regexp.MustCompile(`^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$`)

// days returns the daterange that a day, month or year covers, nil for other
// text: "next session" is kept as stated and dated by nobody.
func (r *row) days(column string) any {
	m := partial.FindStringSubmatch(r.text(column))
	if m == nil {
		return nil
	}
	year, _ := strconv.Atoi(m[1])
	month, day, to := 1, 1, [3]int{1, 0, 0}
	if m[2] != "" {
		month, _ = strconv.Atoi(m[2])
		to = [3]int{0, 1, 0}
	}
	if m[3] != "" {
		day, _ = strconv.Atoi(m[3])
		to = [3]int{0, 0, 1}
	}
	from := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if from.Year() != year || int(from.Month()) != month || from.Day() != day {
		r.fail(column, "%q is not a date", m[0])
	}
	until := from.AddDate(to[0], to[1], to[2])
	return fmt.Sprintf("[%s,%s)", from.Format(time.DateOnly), until.Format(time.DateOnly))
}

var casualtyNumber = regexp.MustCompile(`\d+`)

// people reads a count as sources word it: "4", "10+", "3-14",
// "15 civilians; 20 police" (which is 35), "some, number not given".
// It returns the lowest and the highest number the words allow, nil where they
// set no bound.
func people(words string) (low, high any) {
	var sum int
	found := casualtyNumber.FindAllString(words, -1)
	if len(found) == 0 {
		return nil, nil
	}
	if a, b, ok := strings.Cut(words, "-"); ok && len(found) == 2 && a == found[0] && b == found[1] {
		lo, _ := strconv.Atoi(a)
		hi, _ := strconv.Atoi(b)
		return lo, hi
	}
	for _, n := range found {
		v, _ := strconv.Atoi(n)
		sum += v
	}
	if strings.HasSuffix(words, "+") {
		return sum, nil
	}
	return sum, sum
}
