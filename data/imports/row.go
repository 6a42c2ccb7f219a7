package imports

import (
	"errors"
	"fmt"
	"io"

	"github.com/paulmach/orb"

	"corredor/geo"
)

// A Row is one record of a file: a line of CSV, a feature of GeoJSON. Its slices
// are those of the reader, which fills them again at the next record.
type Row struct {
	Number   int64    // of the record, from 1
	Line     int64    // of the file, from 1; 0 where the format has no lines
	Names    []string // of the values, as in the file
	Values   []string // "" where nothing is stated; lists and objects are JSON text
	Geometry orb.Geometry
	SRID     int    // of Geometry; 0 is WGS 84, longitude before latitude
	Broken   string // why the record cannot be read, though those after it can
}

// A reader goes through the records of a file.
type reader interface {
	// next reads the next record, and returns io.EOF after the last one. Any other
	// error ends the file: it speaks to people, and says where.
	next(*Row) error
	close() error
}

// errors of files name the file, the line and the column, where there are any.
func broken(name string, line int64, column string, format string, args ...any) error {
	where := name
	if line > 0 {
		where += fmt.Sprintf(", line %d", line)
	}
	if column != "" {
		where += ", column " + column
	}
	return &geo.Problem{Kind: geo.Invalid, Param: "file", Msg: where + ": " + fmt.Sprintf(format, args...)}
}

// A fault says what is wrong with a row.
type fault struct{ column, reason string }

func faultf(column, format string, args ...any) *fault {
	return &fault{column, fmt.Sprintf(format, args...)}
}

// The most that one record and one value may hold, so that a file without an end,
// or one made to burst, does not fill the memory.
const (
	mostRecord   = 64 << 20 // bytes of a record: the boundary of a country with many islands
	mostValue    = 100_000  // bytes of one text
	mostColumns  = 2000     // names in one file
	mostVertices = 2_000_000
	mostRings    = 20_000  // of one shape in a Shapefile, whose holes are looked for one by one
	mostUnpacked = 2 << 30 // bytes of what comes out of one archive, where a request does not say
)

// errTooLong is what a meter returns; who knows where it happened says it better.
var errTooLong = errors.New("the record is too long")

// A meter stops a record that does not end.
type meter struct {
	from io.Reader
	left int64 // bytes until the record is too long
}

func (m *meter) Read(p []byte) (int, error) {
	if m.left <= 0 {
		return 0, errTooLong
	}
	n, err := m.from.Read(p)
	m.left -= int64(n)
	return n, err
}

// refill lets the next record begin.
func (m *meter) refill() { m.left = mostRecord }
