package imports

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"

	"github.com/paulmach/orb/encoding/wkt"

	"corredor/geo"
)

// The columns that a rejected file has beside those of the file it came from.
// They are read over when it is imported again, all but the last one.
var rejectedColumns = []string{"rejected_line", "rejected_column", "rejected_reason"}

const grantColumn = "duplicate_ok"

// errStop ends a reading before the end of the file.
var errStop = errors.New("enough")

// writeRejected goes through the file again and writes the rows that were refused
// or held, as CSV that can be mended and imported.
func (j *job) writeRejected(bad rejects) error {
	if j.req.Rejected == nil || j.report.Refused+j.report.Held == 0 {
		return nil
	}
	to, err := j.rejected()
	if err != nil {
		return err
	}
	w := csv.NewWriter(to)
	if j.dress.separator != 0 {
		w.Comma = j.dress.separator // as the spreadsheet that wrote the file likes it
	}
	if j.dress.marked {
		_, err = io.WriteString(to, byteOrderMark)
	}
	if err == nil {
		err = j.copyRejected(w, bad)
	}
	return errors.Join(err, to.Close())
}

func (j *job) copyRejected(w *csv.Writer, bad rejects) error {
	columns := slices.DeleteFunc(slices.Clone(j.headers), func(n string) bool { return slices.Contains(rejectedColumns, n) || n == grantColumn })
	named := len(columns)
	if j.shapes {
		columns = append(columns, "geometry")
	}
	columns = append(columns, rejectedColumns...)
	columns = append(columns, grantColumn)
	if err := w.Write(columns); err != nil {
		return err
	}
	if j.tags != nil && !tagged(j.headers) {
		tags := make([]string, len(columns))
		for k, n := range j.headers {
			if at := slices.Index(columns[:named], n); at >= 0 && k < len(j.tags) {
				tags[at] = j.tags[k]
			}
		}
		if err := w.Write(tags); err != nil {
			return err
		}
	}
	// The file is read by one who asks for the next bad row when the last is written.
	next := make(chan rejected)
	failed := make(chan error, 1)
	stop := make(chan struct{})
	go func() {
		defer close(next)
		failed <- bad(func(r rejected) error {
			select {
			case next <- r:
				return nil
			case <-stop:
				return errStop
			}
		})
	}()
	want, more := <-next
	cells := make([]string, len(columns))
	err := j.each(func(row *Row) error {
		if !more {
			return errStop
		}
		if row.Number != want.row {
			return nil
		}
		clear(cells)
		for k, n := range row.Names {
			if at := slices.Index(columns[:named], n); at >= 0 {
				cells[at] = row.Values[k]
			} else if n == grantColumn {
				cells[len(cells)-1] = row.Values[k]
			}
		}
		if row.Geometry != nil {
			shape, err := lonLat(row.Geometry, row.SRID)
			if err == nil {
				cells[named] = wkt.MarshalString(shape)
			}
		}
		rest := cells[len(cells)-len(rejectedColumns)-1:]
		rest[0], rest[1], rest[2] = strconv.FormatInt(want.line, 10), j.called(want.column), want.reason
		if want.line == 0 {
			rest[0] = ""
		}
		if err := w.Write(cells); err != nil {
			return err
		}
		want, more = <-next
		return nil
	})
	close(stop)
	for range next { // let the other end
	}
	if badErr := <-failed; !errors.Is(badErr, errStop) && badErr != nil {
		err = errors.Join(err, badErr)
	}
	if err != nil && !errors.Is(err, errStop) && !errors.Is(err, io.EOF) {
		return err
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return &geo.Problem{Kind: geo.Internal, Msg: "The rejected rows could not be written.", Err: err}
	}
	return nil
}
