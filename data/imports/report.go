package imports

// A Report says what became of a file. In a rehearsal, without Commit, it says
// what would.
type Report struct {
	Collection string `json:"collection"`
	Name       string `json:"name"`
	Format     string `json:"format"`
	Committed  bool   `json:"committed"`

	Rows      int64 `json:"rows"`
	Accepted  int64 `json:"accepted"`  // new items
	Changed   int64 `json:"changed"`   // items that differ from what is there
	Duplicate int64 `json:"duplicate"` // items that stand there just so
	Held      int64 `json:"held"`      // likely duplicates, for a person to decide
	Refused   int64 `json:"refused"`

	Columns []Column `json:"columns"`           // how the file's columns were understood
	Ignored []string `json:"ignored,omitempty"` // columns that nothing was made of
	Issues  []Issue  `json:"issues"`            // the first mostIssues rows that are not simply in
	More    int64    `json:"moreIssues"`        // how many issues there are beyond those
	Effects []string `json:"effects,omitempty"` // what follows for other items: zones that become exact, km that move
}

// A Column is a column of the file and the property that it is.
type Column struct {
	Name     string `json:"name"`
	Property string `json:"property"`
}

// An Issue is a row that was refused or held, or that changes an item.
type Issue struct {
	Row     int64      `json:"row"`
	Line    int64      `json:"line,omitempty"`
	Column  string     `json:"column,omitempty"`
	Verdict Verdict    `json:"verdict"`
	Reason  string     `json:"reason"`
	Like    []Likeness `json:"like,omitempty"`
}

// A Verdict is what becomes of a row.
type Verdict string

// The verdicts.
const (
	Accepted  Verdict = "accepted"
	Changed   Verdict = "changed"
	Duplicate Verdict = "duplicate"
	Held      Verdict = "held"
	Refused   Verdict = "refused"
)

// A Likeness is what a row is likely to tell of again: an item, or another row.
type Likeness struct {
	ID     int64  `json:"id,omitempty"`   // of the item
	Code   string `json:"code,omitempty"` // of the item
	Line   int64  `json:"line,omitempty"` // of the other row
	Days   string `json:"days"`           // 2019-02-04/2019-04-13
	Metres *int64 `json:"metres,omitempty"`
}

// mostIssues is how many issues a report lists; the rejected file has all.
const mostIssues = 1000

// A Stage is a part of the work.
type Stage string

// The stages, in order.
const (
	Reading   Stage = "reading"
	Comparing Stage = "comparing"
	Writing   Stage = "writing"
	Deriving  Stage = "deriving"
)

// Progress says how far the work is. Bytes are those of the file.
type Progress struct {
	Stage     Stage
	Rows      int64
	Bytes, Of int64
}
