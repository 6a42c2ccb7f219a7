package imports

import (
	"context"
	"fmt"
	"hash/maphash"

	"github.com/jackc/pgx/v5"

	"corredor/geo"
)

// codes knows where each code stands, in the database and in the file. A million
// of them are in memory as hashes of 128 bits, which differ where the codes do.
type codes struct {
	seeds [2]maphash.Seed
	seen  map[hash]standing
}

type hash [2]uint64

// standing is where a code stands: ref is the first row of the file that has it,
// and while there is none the incident that has it, negative.
type standing struct {
	ref   int64
	line  uint32 // of the row, 0 where the file has no lines
	owned uint32 // how many rows without a code were given it
}

func newCodes() *codes {
	return &codes{[2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}, map[hash]standing{}}
}

func (c *codes) hash(s string) hash {
	return hash{maphash.String(c.seeds[0], s), maphash.String(c.seeds[1], s)}
}

// load reads the codes of the incidents that stand there.
func (c *codes) load(ctx context.Context, tx pgx.Tx) error {
	rows, err := tx.Query(ctx, `select id, code from incident`)
	if err != nil {
		return err
	}
	var id int64
	var code string
	_, err = pgx.ForEachRow(rows, []any{&id, &code}, func() error {
		c.seen[c.hash(code)] = standing{ref: -id}
		return nil
	})
	return err
}

// take gives a row its code, and returns the incident that has it, 0 where it is
// new. Rows of one kind, day and place that have no code are numbered.
func (c *codes) take(r *readRow) (target int64, f *fault) {
	i := &r.incident
	if i.owned {
		key := c.hash(i.value[iCode])
		s := c.seen[key]
		s.owned++
		c.seen[key] = s
		if s.owned > 1 {
			i.value[iCode] = fmt.Sprintf("%s-%d", i.value[iCode], s.owned)
		}
	}
	key := c.hash(i.value[iCode])
	s := c.seen[key]
	if s.ref > 0 {
		return 0, faultf("code", "The code %s stands in %s already.", geo.Clip(i.value[iCode], 60), lineOrRecord(int64(s.line), s.ref))
	}
	target = -s.ref
	s.ref, s.line = r.number, uint32(r.line)
	c.seen[key] = s
	return target, nil
}

// lineOrRecord says which row it is.
func lineOrRecord(line, row int64) string {
	if line > 0 {
		return fmt.Sprintf("line %d", line)
	}
	return fmt.Sprintf("record %d", row)
}
