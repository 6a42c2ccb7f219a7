package imports

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"

	"corredor/data"
	"corredor/geo"
)

// A Request asks for a file to be brought into a collection. Without Commit it is
// a rehearsal, which writes nothing and reports the same.
type Request struct {
	Collection string
	Path       string    // of the file, or
	Reader     io.Reader // what is in it
	Name       string    // how reports call it; the base of Path unless set
	MaxBytes   int64     // how long Reader may be, and what is packed in it; 0 is no bound
	MaxRows    int64     // how many rows there may be; 0 is no bound
	Format     string    // one of Formats; found out unless set
	Layer      string    // of a GeoPackage; the first with the geometries asked for unless set
	Commit     bool
	// AcceptDuplicates takes likely duplicates in. A row can say so for itself, with
	// yes in a column duplicate_ok.
	AcceptDuplicates bool
	// Once names the import, so that it is done once however often it is sent; it is asked
	// when the file has been read. Nil for none.
	Once func() data.Once
	// Rejected is asked for where to write rows that were refused or held, when there
	// is one. Nil leaves them out.
	Rejected func() (io.WriteCloser, error)

	Level string   // boundaries: the level of units that do not say theirs
	Route string   // routes: the code of the route that gets the line, where the file does not say
	Refs  []string // routes: references of roads in OpenStreetMap, in the order of the route
}

// A job is a request under way.
type job struct {
	ctx        context.Context
	req        Request
	src        *source
	batch      *data.Batch
	collection data.Collection
	report     Report
	tell       func(Progress)
	format     string
	read       int64    // bytes
	headers    []string // names of the file's columns, in their order
	headerSet  map[string]bool
	tags       []string
	dress      dress    // of the table, where the file is one
	shapes     bool     // rows have geometries
	file       int64    // the row of import_file, where it is written
	items      [2]int64 // the first and last id of new items, where they were given in one piece
	undo       func()   // takes away what was written beside the batch, where that is undone
	once       data.Once
	sent       bytes.Buffer // rows that came back, where the import has a name
}

// An importer reads the file of a job, and writes it where that is asked for. It
// returns the rows that were refused or held, in the order of the file.
type importer func(*job) (rejects, error)

// rejects calls yield for each row that was refused or held, in order.
type rejects func(yield func(rejected) error) error

type rejected struct {
	row, line      int64
	column, reason string
}

// Collections lists those into which a file can be brought.
func Collections() []string {
	var ids []string
	for _, c := range data.Collections() {
		if importerOf(c) != nil {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

func importerOf(c data.Collection) importer {
	switch {
	case c.ID == "incidents":
		return importIncidents
	case c.ID == "boundaries":
		return importBoundaries
	case c.ID == "routes":
		return importRoutes
	case c.CanBeWritten():
		return importItems
	}
	return nil
}

// Run brings a file in. The report is whole also where rows were refused; an
// error means that nothing was written.
func Run(ctx context.Context, store *data.Store, viewer geo.Viewer, req Request, progress func(Progress)) (_ Report, err error) {
	c, ok := data.FindCollection(req.Collection)
	if !ok {
		return Report{}, geo.Invalidf("collection", "There is no collection %q.", geo.Clip(req.Collection, 60))
	}
	run := importerOf(c)
	if run == nil {
		return Report{}, geo.Invalidf("collection", "Nothing can be imported into %s. There are: %s.", c.ID, strings.Join(Collections(), ", "))
	}
	if err := viewer.May(c.Permission()); err != nil {
		return Report{}, err
	}
	src, err := open(ctx, req)
	if err != nil {
		return Report{}, err
	}
	defer src.close()
	if progress == nil {
		progress = func(Progress) {}
	}
	j := &job{ctx: ctx, req: req, src: src, collection: c, tell: progress, headerSet: map[string]bool{}}
	if req.Format == "" && len(req.Refs) > 0 {
		req.Format = formatOSM // references of roads stand nowhere else
	}
	if j.format, err = formatOf(req.Format, src); err != nil {
		return Report{}, err
	}
	j.report = Report{Collection: c.ID, Name: src.name, Format: j.format, Issues: []Issue{}, Columns: []Column{}}
	end, err := store.Turn(ctx)
	if err != nil {
		return Report{}, stopped(err)
	}
	defer end()
	err = store.Batch(ctx, viewer, c, func(b *data.Batch) (bool, error) {
		j.batch = b
		if done, err := j.answered(); done || err != nil {
			return false, err
		}
		if _, err := b.Tx.Exec(ctx, `select pg_advisory_xact_lock($1)`, oneAtATime); err != nil {
			return false, err
		}
		if err := j.openRecord(); err != nil {
			return false, err
		}
		bad, err := run(j)
		for k := range j.report.Issues {
			j.report.Issues[k].Column = j.called(j.report.Issues[k].Column)
		}
		if err == nil && j.report.Rows == 0 && len(j.report.Columns) == 0 {
			err = broken(src.name, 1, "", "There is no table in the file: neither names of columns nor rows.")
		}
		if err == nil {
			err = j.writeRejected(bad)
		}
		if err == nil {
			err = j.closeRecord()
		}
		if j.report.Columns == nil {
			j.report.Columns = []Column{}
		}
		j.report.Committed = req.Commit
		if err == nil {
			err = j.keepAnswer()
		}
		return req.Commit, err
	})
	if err != nil {
		if j.undo != nil {
			j.undo()
		}
		if ctx.Err() != nil {
			return Report{}, stopped(ctx.Err())
		}
		return Report{}, err
	}
	return j.report, nil
}

func stopped(err error) error {
	return &geo.Problem{Kind: geo.Unavailable, Msg: "The import was stopped; nothing was written.", Err: err}
}

// oneAtATime is the advisory lock under which one file is brought in, by whatever
// process.
const oneAtATime = 0x696d706f // "impo"

// each reads the file from its beginning and calls do for each row.
func (j *job) each(do func(*Row) error) error {
	r, err := j.open()
	if err != nil {
		return err
	}
	defer r.close()
	var row Row
	for n := 0; ; n++ {
		if n%1024 == 0 {
			if err := j.ctx.Err(); err != nil {
				return err
			}
			if j.req.MaxRows > 0 && row.Number > j.req.MaxRows {
				return &geo.Problem{Kind: geo.TooLarge, Param: "file", Msg: "The file has more than " + number(j.req.MaxRows) + " rows. Import it with corredor import, or in parts."}
			}
		}
		err := r.next(&row)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if c, ok := r.(*csvReader); ok {
			j.tags, j.dress = c.tags, c.dress
		}
		if err := do(&row); err != nil {
			return err
		}
	}
}

// note keeps the names of a file's columns, for the rejected rows.
func (j *job) note(row *Row) error {
	j.shapes = j.shapes || row.Geometry != nil
	for _, n := range row.Names {
		if !j.headerSet[n] {
			if len(j.headers) == mostColumns {
				return broken(j.src.name, row.Line, "", "The file has more than %d different names of columns.", mostColumns)
			}
			n = strings.Clone(n)
			j.headerSet[n] = true
			j.headers = append(j.headers, n)
		}
	}
	return nil
}

// called is what the file calls a property.
func (j *job) called(property string) string {
	for _, c := range j.report.Columns {
		if c.Property == property {
			return c.Name
		}
	}
	return property
}

// issue lists one row in the report.
func (j *job) issue(i Issue) {
	if len(j.report.Issues) < mostIssues {
		j.report.Issues = append(j.report.Issues, i)
	} else {
		j.report.More++
	}
}
